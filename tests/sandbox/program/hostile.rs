//! Hostile programs, each in every tier that is to be had here. Each ends in a verdict and leaves nothing behind.

use std::{
    fs,
    io::ErrorKind,
    net::{TcpListener, UdpSocket},
    os::unix::{fs::PermissionsExt, net::UnixListener},
    time::Instant,
};

use vivavoce::{
    exec::{Settings, local_runner},
    grade::{CaseRun, Ended, Tier},
};

use super::{LONGEST, Watch, job, run, shown, tiers};
use crate::alone::{alone_without_privileges, binary};

type Fine = fn(&CaseRun) -> bool;

/// It said `blocked`, and nothing else, and ended by itself.
fn blocked(case: &CaseRun) -> bool {
    case.ended == Ended::Done && case.stdout.lines().all(|l| l == "blocked") && !case.stdout.is_empty()
}

fn timed_out(case: &CaseRun) -> bool {
    case.ended == Ended::TimeOut
}

/// Whatever it was, it did not end well.
fn failed(case: &CaseRun) -> bool {
    case.ended != Ended::Done
}

fn any(_: &CaseRun) -> bool {
    true
}

/// Runs hostile programs in every tier.
fn suite(programs: &[(&str, String, Fine)]) {
    suite_of(2.0, programs);
}

/// The same with so many seconds each.
fn suite_of(seconds: f64, programs: &[(&str, String, Fine)]) {
    let watch = Watch::begin();
    let mut faults = Vec::new();
    for (tier, runner) in tiers() {
        for (name, source, fine) in programs {
            let began = Instant::now();
            let mut job = job("python", source, &[""]);
            job.limits.seconds = seconds;
            let ran = run(&runner, &job).expect("this tier was to be had a moment ago");
            assert_eq!((ran.tier, &ran.build_error), (tier, &None));
            let case = &ran.cases[0];
            let took = began.elapsed();
            if std::env::var_os("VIVA_TEST_SHOW").is_some() {
                println!("{tier:?} {name}: {took:?} {}", shown(case));
            }
            if !fine(case) || took > LONGEST {
                faults.push(format!("{tier:?} {name}: {took:?} {}", shown(case)));
            }
            let left = watch.left();
            if !left.is_empty() {
                faults.push(format!("{tier:?} {name} left {left:?}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Says `blocked` when the body cannot do what it tries, and `OPEN` when it can.
fn attempt(imports: &str, tries: &[&str]) -> String {
    let mut text = format!("import os, sys\n{imports}\n");
    for (i, body) in tries.iter().enumerate() {
        let body = body.replace('\n', "\n        ");
        text.push_str(&format!(
            "def t{i}():\n    try:\n        {body}\n    except (OSError, KeyError) as e:\n        print('blocked')\n    else:\n        print('OPEN {i}')\nt{i}()\n"
        ));
    }
    text
}

#[test]
fn what_multiplies_hides_or_does_not_stop_is_ended() {
    alone_without_privileges("program::hostile::what_multiplies_hides_or_does_not_stop_is_ended", || {
        let deaf = "import signal\nfor s in range(1, 65):\n    try: signal.signal(s, signal.SIG_IGN)\n    except (OSError, ValueError): pass\n";
        suite_of(1.0, &[
            ("fork bomb", "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass".into(), timed_out),
            ("fork bomb that sleeps", "import os, time\nwhile True:\n    try:\n        if os.fork() == 0: os.setsid()\n    except OSError: time.sleep(0.01)".into(), failed),
            ("fork bomb that dies and is born again", "import os\nfor _ in range(20):\n    if os.fork() == 0: break\nwhile True:\n    try:\n        if os.fork(): os._exit(0)\n    except OSError: pass".into(), any),
            ("thread bomb", "import threading, time\nwhile True:\n    try: threading.Thread(target=time.sleep, args=(99,)).start()\n    except RuntimeError: time.sleep(0.01)".into(), failed),
            ("daemon", "import os, sys, time\nif os.fork(): print('done'); sys.stdout.flush(); os._exit(0)\nos.setsid()\nif os.fork(): os._exit(0)\nfor fd in range(3): os.close(fd)\ntime.sleep(60)".into(), |c| c.ended == Ended::Done && c.stdout == "done\n"),
            ("daemon that holds the pipes", "import os, sys, time\nif os.fork(): os._exit(0)\nos.setsid()\ntime.sleep(60)".into(), |c| c.ended == Ended::Done && c.time.as_secs() < 2),
            ("deaf", format!("{deaf}while True: pass"), timed_out),
            ("deaf sleeper", format!("{deaf}import time\nwhile True: time.sleep(9)"), timed_out),
            ("stops itself", "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)".into(), failed),
            ("closes its streams and stays", "import os, time\nos.close(1); os.close(2)\ntime.sleep(60)".into(), timed_out),
            ("kills everybody", "import os, signal\nprint('alive', flush=True)\nfor p in [-1] + list(range(2, 400)):\n    try:\n        if p != os.getpid(): os.kill(p, signal.SIGKILL)\n    except OSError: pass\nos.kill(os.getppid(), signal.SIGKILL) if os.getppid() else None".into(), |c| c.stdout == "alive\n"),
            ("kills its parent", "import os, signal\ntry: os.kill(os.getppid(), 9)\nexcept OSError: pass\nprint('still here')".into(), |c| c.stdout == "still here\n" && c.ended == Ended::Done),
        ]);
    });
}

#[test]
fn floods_are_cut() {
    alone_without_privileges("program::hostile::floods_are_cut", || {
        suite(&[
            ("output flood", "while True: print('x' * 100000)".into(), |c| c.ended == Ended::TooMuchOutput && c.stdout.len() <= 4 << 20),
            ("error flood", "import sys\nwhile True: print('x' * 100000, file=sys.stderr)".into(), |c| c.ended == Ended::TooMuchOutput && c.stderr.len() <= 4 << 20),
            ("memory", "x = []\nwhile True: x.append(bytearray(1 << 20))".into(), |c| c.ended == Ended::OutOfMemory),
            ("memory by many", "import os, time\nfor _ in range(8):\n    if os.fork() == 0: break\nx = bytearray(120 << 20)\nfor i in range(0, len(x), 4096): x[i] = 1\ntime.sleep(30)".into(), |c| c.ended == Ended::OutOfMemory),
            ("memory without a name", "import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\nprint('blocked' if libc.syscall(319, b'x', 0) < 0 else 'OPEN')\nprint('blocked' if libc.syscall(29, 0, 1 << 20, 0o1600) < 0 else 'OPEN')".into(), blocked),
            ("disk by bytes", "n = 0\ntry:\n    for i in range(100):\n        with open(f'f{i}', 'wb') as f:\n            for _ in range(40): n += f.write(b'x' * (1 << 20))\nexcept OSError: pass\nprint('wrote', n >> 20)".into(), |c| c.ended != Ended::Done || c.stdout.trim().trim_start_matches("wrote ").parse::<u64>().is_ok_and(|n| n < 130)),
            ("disk by files", "n = 0\ntry:\n    while n < 1000000:\n        open(f'f{n}', 'w').close(); n += 1\nexcept OSError: pass\nprint('made', n)".into(), |c| c.ended != Ended::Done || c.stdout.trim().trim_start_matches("made ").parse::<u64>().is_ok_and(|n| n < 20_000)),
            ("disk by folders without rights", "import os\nfor i in range(40):\n    os.mkdir('d', 0o700); os.chdir('d'); open('f', 'w').close()\nos.chdir('/' if False else '..')\nos.mkdir('shut', 0)\nprint('made')".into(), |c| c.stdout == "made\n"),
            ("disk by a file that nobody sees", "import os\nkeep = []\ntry:\n    for i in range(60):\n        f = open('x', 'wb'); os.unlink('x'); keep.append(f)\n        for _ in range(10): f.write(b'x' * (1 << 20)); f.flush()\nexcept OSError: pass\nimport time\ntime.sleep(1)\nprint('wrote')".into(), any),
        ]);
    });
}

#[test]
fn nothing_of_the_machine_is_reached() {
    alone_without_privileges("program::hostile::nothing_of_the_machine_is_reached", || {
        let folder = tempfile::tempdir().expect("a folder");
        let secret = folder.path().join("store.db");
        fs::write(&secret, "the store").expect("a file");
        fs::set_permissions(&secret, fs::Permissions::from_mode(0o644)).expect("readable");
        let (secret, place) = (secret.display().to_string(), folder.path().display().to_string());
        let tcp = TcpListener::bind("127.0.0.1:0").expect("a port");
        let udp = UdpSocket::bind("127.0.0.1:0").expect("a port");
        let path = folder.path().join("socket");
        let unix = UnixListener::bind(&path).expect("a socket");
        tcp.set_nonblocking(true).expect("a mode");
        udp.set_nonblocking(true).expect("a mode");
        unix.set_nonblocking(true).expect("a mode");
        let (t, u) = (tcp.local_addr().expect("a port").port(), udp.local_addr().expect("a port").port());
        let (own, viva) = (std::process::id(), binary().display().to_string());
        let read = |paths: &[&str]| -> String {
            let tries: Vec<String> = paths.iter().map(|p| format!("open({p:?}, 'rb').read(1)")).collect();
            attempt("", &tries.iter().map(String::as_str).collect::<Vec<_>>())
        };
        let write = [
            format!("open({:?}, 'w')", format!("{place}/evil")),
            format!("open({secret:?}, 'a')"),
            format!("os.truncate({secret:?}, 0)"),
            format!("os.chmod({secret:?}, 0)"),
            format!("os.utime({secret:?})"),
            format!("os.unlink({secret:?})"),
            format!("os.rename({secret:?}, {:?})", format!("{place}/x")),
            format!("os.link({secret:?}, 'mine')"),
            format!("os.symlink('/etc', {:?})", format!("{place}/x")),
            format!("os.mkdir({:?})", format!("{place}/x")),
            "open('/tmp/../var/tmp/viva-evil', 'w')".into(),
            "open('/dev/shm/../full/x', 'w')".into(),
            "open('/usr/viva-evil', 'w')".into(),
            "open('/viva-evil', 'w')".into(),
        ];
        let write: Vec<&str> = write.iter().map(String::as_str).collect();
        suite(&[
            ("tcp", attempt("import socket", &[&format!("socket.create_connection(('127.0.0.1', {t}), 1)"), "socket.create_connection(('1.1.1.1', 53), 1)", "socket.create_connection(('::1', 80), 1)", "socket.create_server(('127.0.0.1', 0))"]), blocked),
            ("udp", attempt("import socket", &[&format!("socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', {u}))"), "socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)", "socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM)", "socket.socket(socket.AF_PACKET, socket.SOCK_RAW)"]), blocked),
            ("dns", attempt("import socket", &["socket.getaddrinfo('example.com', 80)", "socket.gethostbyname('localhost.example')"]), blocked),
            ("unix sockets", attempt("import socket", &[&format!("socket.socket(socket.AF_UNIX).connect({:?})", path.display().to_string()), "socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)", "socket.socket(socket.AF_UNIX).connect('\\0viva')"]), blocked),
            ("files", read(&["/etc/shadow", "/etc/passwd", "/etc/hostname", "/root/.bashrc", &secret, &viva, "/var/log/dpkg.log", "/proc/kcore", "/sys/kernel/notes", "/dev/kmsg", "/dev/mem", "/dev/vda", "/dev/tty", "/dev/ptmx"]), blocked),
            ("folders", attempt("", &["os.listdir('/root')", "os.listdir('/home/x')", &format!("os.listdir({place:?})"), "os.listdir('/var')", "os.listdir('/etc/ssh')"]), blocked),
            ("the parent", read(&[&format!("/proc/{own}/environ"), &format!("/proc/{own}/maps"), &format!("/proc/{own}/cmdline"), &format!("/proc/{own}/fd/0"), "/proc/1/environ", "/proc/1/exe", "/proc/1/maps"]), blocked),
            ("whoever started it", "import os\nfor f in ['environ', 'exe', 'maps', 'mem', 'fd/0', 'fd/1', 'root/etc/shadow']:\n    try: open(f'/proc/{os.getppid()}/{f}', 'rb').read(1); print('OPEN', f)\n    except OSError: print('blocked')".into(), blocked),
            ("writing outside", attempt("", &write), blocked),
        ]);
        assert_eq!(fs::read(folder.path().join("store.db")).expect("the store"), b"the store");
        assert_eq!(
            tcp.accept().map(drop).map_err(|e| e.kind()),
            Err(ErrorKind::WouldBlock),
            "somebody called"
        );
        assert_eq!(
            unix.accept().map(drop).map_err(|e| e.kind()),
            Err(ErrorKind::WouldBlock),
            "somebody called"
        );
        assert_eq!(
            udp.recv(&mut [0; 9]).map_err(|e| e.kind()),
            Err(ErrorKind::WouldBlock),
            "somebody called"
        );
        assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 2, "a file was made");
    });
}

/// System calls that no answer needs, by number, called without a library in between.
#[cfg(target_arch = "x86_64")]
#[test]
fn what_no_answer_needs_is_not_there() {
    alone_without_privileges("program::hostile::what_no_answer_needs_is_not_there", || {
        let call = |args: &str| {
            format!(
                "import ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)\nr = libc.syscall({args})\ne = ctypes.get_errno()\nif r == 0 and {args:?}.startswith('56,'): os._exit(0)\nprint('blocked' if r < 0 and e in (1, 38) else f'OPEN {{r}} {{e}}')"
            )
        };
        let programs: Vec<(&str, String, Fine)> = [
            ("unshare user", "272, 0x10000000"),
            ("unshare mount", "272, 0x20000"),
            ("clone user", "56, 0x10000011, 0, 0, 0, 0"),
            ("clone3", "435, 0, 0"),
            ("setns", "308, 0, 0"),
            ("mount", "165, b'none', b'/', b'tmpfs', 0, 0"),
            ("umount", "166, b'/proc', 2"),
            ("pivot_root", "155, b'.', b'.'"),
            ("chroot", "161, b'.'"),
            ("open_tree", "428, -100, b'/', 1"),
            ("fsopen", "430, b'tmpfs', 0"),
            ("ptrace", "101, 0, 0, 0, 0"),
            ("process_vm_readv", "310, 1, 0, 0, 0, 0, 0"),
            ("bpf", "321, 0, 0, 0"),
            ("io_uring_setup", "425, 1, 0"),
            ("keyctl", "250, 0, -3, 0"),
            ("add_key", "248, b'user', b'x', b'x', 1, -3"),
            ("userfaultfd", "323, 0"),
            ("perf_event_open", "298, 0, 0, -1, -1, 0"),
            ("pidfd_getfd", "438, 3, 0, 0"),
            ("open_by_handle_at", "304, -100, 0, 0"),
            ("TIOCSTI", "16, 0, 0x5412, b'x'"),
            ("TIOCSTI with high bits", "16, 0, ctypes.c_ulong(0x100005412), b'x'"),
            ("TIOCLINUX", "16, 0, 0x541c, b'x'"),
            ("reboot", "169, 0, 0, 0, 0"),
            ("x32 ptrace", "0x40000000 + 521, 0, 0, 0, 0"),
            ("x32 getpid", "0x40000000 + 39"),
        ]
        .into_iter()
        .map(|(name, args)| (name, call(args), blocked as Fine))
        .collect();
        suite(&programs);
    });
}

/// The same tries without a sandbox succeed: the tests above can fail.
#[test]
fn without_a_sandbox_the_same_tries_succeed() {
    alone_without_privileges("program::hostile::without_a_sandbox_the_same_tries_succeed", || {
        let secret = tempfile::NamedTempFile::new().expect("a file");
        let tcp = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = tcp.local_addr().expect("a port").port();
        let path = secret.path().display().to_string();
        let tries = [
            format!("open({path:?}, 'rb').read(1)"),
            format!("os.chmod({path:?}, 0o600)"),
            "open('/etc/passwd').read(1)".into(),
            "os.listdir('/etc')".into(),
            format!("socket.create_connection(('127.0.0.1', {port}), 1)"),
            "socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)".into(),
            format!("open('/proc/{}/cmdline').read(1)", std::process::id()),
        ];
        let source = attempt("import socket", &tries.each_ref().map(String::as_str));
        let settings = Settings { trusted: true, only: Some(Tier::Trusted), ..Settings::new(binary()) };
        if let Some(ran) = run(&local_runner(settings), &job("python", &source, &[""])) {
            assert_eq!(ran.tier, Tier::Trusted);
            let said: Vec<&str> = ran.cases[0].stdout.lines().collect();
            assert!(
                said.len() == tries.len() && said.iter().all(|l| l.starts_with("OPEN")),
                "{}",
                shown(&ran.cases[0])
            );
        }
    });
}

#[test]
fn its_own_word_does_not_count_and_cases_do_not_meet() {
    alone_without_privileges("program::hostile::its_own_word_does_not_count_and_cases_do_not_meet", || {
        // Everything that it can find on its disk, in its environment, in its arguments and in the other cases.
        let spy = "import os, sys\nmine = sys.stdin.read()\nfound = []\nfor top in ['.', '/tmp', '/dev/shm', '/var/tmp']:\n    for folder, _, names in os.walk(top):\n        for n in names:\n            try: text = open(os.path.join(folder, n), errors='replace').read()\n            except OSError: continue\n            if 'SECRET' in text and n != 'main.py': found.append(os.path.join(folder, n))\nopen('left-' + mine.strip(), 'w').write('SECRET')\ntry: open('/tmp/left', 'w').write('SECRET')\nexcept OSError: pass\nfor f in ['cmdline', 'environ']:\n    found += ['/proc/1/' + f] if 'S' + 'ECRET' in open('/proc/self/' + f).read() else []\nprint(mine.strip(), found, 'x' in globals(), sorted(os.environ))";
        for (tier, runner) in tiers() {
            let ran = run(&runner, &job("python", spy, &["one SECRET\n", "two SECRET\n", "three SECRET\n"]))
                .expect("a run");
            for (case, word) in ran.cases.iter().zip(["one", "two", "three"]) {
                assert!(
                    case.ended == Ended::Done && case.stdout.starts_with(&format!("{word} SECRET [] False ")),
                    "{tier:?} {}",
                    shown(case)
                );
                for name in ["VIVA", "CARGO", "USER", "SSH"] {
                    assert!(!case.stdout.contains(name), "{tier:?} {}", shown(case));
                }
            }
            // The report that the sandbox writes behind the program's own words cannot be forged.
            let forger = "import sys, json\nsys.stderr.write('\\x1eviva {\"end\":\"done\"}\\n')\nfor n in range(50): sys.stderr.write(f'\\x1eviva-{n:032x} ' + json.dumps({'code': 0}) + '\\n')\nprint('passed')\nprint('All tests passed', file=sys.stderr)\nsys.exit(3)";
            let ran = run(&runner, &job("python", forger, &[""])).expect("a run");
            assert_eq!(ran.cases[0].ended, Ended::Error("exit code 3".into()), "{tier:?}");
            assert_eq!(ran.cases[0].stdout, "passed\n");
        }
    });
}

#[test]
fn a_program_cannot_change_itself_for_the_next_case() {
    alone_without_privileges("program::hostile::a_program_cannot_change_itself_for_the_next_case", || {
        let vandal = "import os\nfor n in os.listdir('.'):\n    try: os.unlink(n)\n    except OSError: pass\nopen('main.py', 'w').write('print(\"passed\")')\nprint('first')";
        for (tier, runner) in tiers() {
            let ran = run(&runner, &job("python", vandal, &["", "", ""])).expect("a run");
            let said: Vec<&str> = ran.cases.iter().map(|c| &*c.stdout).collect();
            assert_eq!(said, ["first\n"; 3], "{tier:?}");
        }
    });
}

#[test]
fn the_binary_with_the_hidden_cases_is_masked_where_system_folders_are_readable() {
    alone_without_privileges(
        "program::hostile::the_binary_with_the_hidden_cases_is_masked_where_system_folders_are_readable",
        || {
            // A file in a readable system folder stands for a binary that was installed there.
            let installed = "/usr/bin/env";
            let spy = attempt("", &[&format!("open({installed:?}, 'rb').read(1)")]);
            for tier in [Tier::A, Tier::B] {
                let settings =
                    Settings { only: Some(tier), hidden: vec![installed.into()], ..Settings::new(binary()) };
                if let Some(ran) = run(&local_runner(settings), &job("python", &spy, &[""])) {
                    assert!(
                        blocked(&ran.cases[0]) || ran.cases[0].stdout.is_empty(),
                        "{tier:?} {}",
                        shown(&ran.cases[0])
                    );
                }
            }
        },
    );
}

#[test]
fn files_that_are_open_where_viva_runs_stay_out_of_reach() {
    alone_without_privileges(
        "program::hostile::files_that_are_open_where_viva_runs_stay_out_of_reach",
        || {
            // Such as a shell leaves behind: open for everything that is started.
            let (mut file, folder) =
                (tempfile::tempfile().expect("a file"), fs::File::open("/tmp").expect("a folder"));
            std::io::Write::write_all(&mut file, b"secret").expect("written");
            for open in [&file, &folder] {
                rustix::io::fcntl_setfd(open, rustix::io::FdFlags::empty()).expect("left open");
            }
            let tries: Vec<String> = [&file, &folder]
                .map(|open| format!("os.fstat({})", std::os::fd::AsRawFd::as_raw_fd(open)))
                .to_vec();
            let tries: Vec<&str> = tries.iter().map(String::as_str).collect();
            suite(&[("open files", attempt("", &tries), blocked)]);
        },
    );
}
