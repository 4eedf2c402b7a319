//! Who may read and write a store, and several programs at one: modes, read-only places, locks.

use std::{
    fs::{self, File, Permissions},
    io::{BufRead, BufReader, Write},
    os::unix::{
        fs::{PermissionsExt, chown},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use rusqlite::Connection;

use crate::{
    pty::Terminal,
    small::{FULL, SHORT, team, world_with},
    support::{Ran, World, skip},
};

const NOBODY: u32 = 65534;
/// A script that stops before the recommendation.
fn unfinished() -> String {
    SHORT.split("[verdict]").next().expect("a beginning").replace("submitted = true\n", "")
}

fn mode(path: &Path) -> u32 {
    fs::symlink_metadata(path).unwrap_or_else(|e| panic!("{}: {e}", path.display())).permissions().mode()
        & 0o7777
}

/// Everything below a folder: path, mode, content.
pub fn snapshot(folder: &Path) -> Vec<(PathBuf, u32, Vec<u8>)> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let (path, kind) = (entry.path(), entry.file_type().expect("a kind"));
        let content = if kind.is_file() { fs::read(&path).expect("a file") } else { Vec::new() };
        all.push((path.clone(), mode(&path), content));
        if kind.is_dir() {
            all.extend(snapshot(&path));
        }
    }
    all.sort();
    all
}

#[test]
fn files_are_0600_and_folders_0700_whatever_the_umask() {
    for umask in ["000", "022", "077", "0777"] {
        let (world, _) = world_with(FULL);
        let db = world.path("data/deep/viva.db");
        let shell = format!("umask {umask}; exec \"$0\" \"$@\"");
        let run = |args: &[&str]| {
            let mut command = world.wrapped(&["sh", "-c", &shell], args);
            command.env("VIVA_DB", &db);
            let ran = world.run(command);
            assert_eq!(ran.code, 0, "umask {umask}: {args:?}\n{ran}");
        };
        run(&["interview", "--script", "script.toml"]);
        run(&["db", "backup", "copies/one.db"]);
        run(&["session", "export", "-o", "export.toml"]);
        run(&["report", "session", "--format", "markdown", "-o", "report.md"]);
        for folder in ["data", "data/deep", "copies"] {
            assert_eq!(mode(&world.path(folder)), 0o700, "umask {umask}: {folder}");
        }
        for file in ["data/deep/viva.db", "copies/one.db", "export.toml", "report.md"] {
            assert_eq!(mode(&world.path(file)), 0o600, "umask {umask}: {file}");
        }
        let left: Vec<_> = fs::read_dir(world.path("data/deep")).expect("a folder").flatten().collect();
        assert_eq!(left.len(), 1, "only the store is left: {left:?}");
    }
}

#[test]
fn what_a_killed_interview_leaves_behind_is_private_too() {
    if !crate::trace::available() {
        return;
    }
    let (world, _) = world_with(SHORT);
    let inject = "inject=unlink:signal=KILL:when=3";
    let shell = "umask 000; exec strace -f -qq -o /dev/null -e trace=unlink -e \"$1\" \"$0\" interview --script script.toml";
    let mut command = Command::new("sh");
    command
        .args(["-c", shell, env!("CARGO_BIN_EXE_viva"), inject])
        .current_dir(world.path("."))
        .stdin(Stdio::null());
    command.env("VIVA_DB", world.path("data/viva.db"));
    assert_ne!(world.run(command).code, 0);
    let left: Vec<PathBuf> =
        fs::read_dir(world.path("data")).expect("a folder").flatten().map(|e| e.path()).collect();
    assert!(left.len() >= 3, "the store, its journal and the lock: {left:?}");
    for path in left {
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}

/// Runs viva as somebody whom permissions bind: root is made nobody. `None` where that cannot be done.
struct Bound {
    world: World,
    exe: PathBuf,
    root: bool,
}

impl Bound {
    fn new(script: &str) -> Option<Self> {
        let (world, _) = world_with(script);
        let root = rustix::process::geteuid().is_root();
        let mut bound = Self { exe: PathBuf::from(env!("CARGO_BIN_EXE_viva")), world, root };
        if root {
            chown(bound.world.path("."), Some(NOBODY), Some(NOBODY)).ok()?;
            let reachable = bound.command(&["--version"]).output().is_ok_and(|o| o.status.success());
            if !reachable {
                let copy = bound.world.path("viva");
                fs::copy(&bound.exe, &copy).ok()?;
                bound.exe = copy;
                if !bound.command(&["--version"]).output().is_ok_and(|o| o.status.success()) {
                    skip("nobody may not run viva here");
                    return None;
                }
            }
        }
        Some(bound)
    }

    fn command(&self, args: &[&str]) -> Command {
        let plain = self.world.command(args);
        let mut command = Command::new(&self.exe);
        command.args(args).current_dir(self.world.path(".")).env_clear().stdin(Stdio::null());
        command.envs(plain.get_envs().filter_map(|(k, v)| Some((k, v?))));
        if self.root {
            command.uid(NOBODY).gid(NOBODY);
        }
        command
    }

    fn run(&self, args: &[&str]) -> Ran {
        self.world.run(self.command(args))
    }
}

#[test]
fn a_read_only_store_still_reports_and_refuses_writing_before_anything_is_asked() {
    let Some(bound) = Bound::new(FULL) else { return };
    let folder = bound.world.path("data");
    fs::create_dir(&folder).expect("a folder");
    chown(&folder, bound.root.then_some(NOBODY), None).expect("its owner");
    let db = ["--db", "data/viva.db"];
    let with = |args: &[&'static str]| -> Vec<&str> { db.iter().chain(args).copied().collect() };
    let played = bound.run(&with(&["interview", "--script", "script.toml"]));
    assert_eq!(played.code, 0, "{played}");
    let looks: [&[&str]; 6] = [
        &["report", "session"],
        &["report", "session", "--format", "json"],
        &["session", "list"],
        &["session", "export"],
        &["db", "check"],
        &["doctor"],
    ];
    let before: Vec<String> = looks.iter().map(|args| bound.run(&with(args)).to_string()).collect();
    assert!(before.iter().all(|b| b.starts_with("exit 0")), "{before:#?}");
    let short =
        serde_json::from_str::<serde_json::Value>(&bound.run(&with(&["session", "show", "--json"])).out)
            .expect("JSON")["session"]["short"]
            .as_str()
            .expect("a short id")
            .to_owned();
    for (file_mode, folder_mode) in [(0o400, 0o700), (0o600, 0o500), (0o400, 0o500)] {
        fs::set_permissions(folder.join("viva.db"), Permissions::from_mode(file_mode)).expect("a mode");
        fs::set_permissions(&folder, Permissions::from_mode(folder_mode)).expect("a mode");
        let place = format!("file {file_mode:o}, folder {folder_mode:o}");
        let stands = snapshot(&folder);
        for (args, before) in looks.iter().zip(&before) {
            assert_eq!(bound.run(&with(args)).to_string(), *before, "{place}");
        }
        let amend: Vec<&str> = [
            "session",
            "amend",
            &short,
            "--question",
            "first-thing",
            "--criterion",
            "reasoning",
            "--mark",
            "1",
            "--why",
            "x",
        ]
        .to_vec();
        let amend: Vec<&str> = db.iter().copied().chain(amend).collect();
        for args in [with(&["interview", "--script", "script.toml", "--echo"]), amend] {
            let ran = bound.run(&args);
            assert_eq!(ran.code, 5, "{place}\n{ran}");
            assert!(ran.err.contains("may not be written"), "{place}\n{ran}");
            assert_eq!(ran.out, "", "{place}");
        }
        assert_eq!(snapshot(&folder), stands, "{place}");
        fs::set_permissions(&folder, Permissions::from_mode(0o700)).expect("a mode");
        fs::set_permissions(folder.join("viva.db"), Permissions::from_mode(0o600)).expect("a mode");
    }
}

#[test]
fn a_crash_that_may_not_be_put_right_is_said_and_a_copy_of_both_files_can_be() {
    if !crate::trace::available() {
        return;
    }
    let Some(bound) = Bound::new(SHORT) else { return };
    let world = &bound.world;
    let play = ["interview", "--script", "script.toml", "--echo"];
    let killed = world.run(crate::trace::injected(world, "unlink", "signal=KILL", 5, &play));
    assert!(killed.out.contains("saved 1"), "{killed}");
    fs::create_dir(world.path("ro")).expect("a folder");
    for name in ["viva.db", "viva.db-journal"] {
        fs::copy(world.path(name), world.path("ro").join(name)).expect("a copy");
        fs::set_permissions(world.path("ro").join(name), Permissions::from_mode(0o444)).expect("a mode");
    }
    fs::set_permissions(world.path("ro"), Permissions::from_mode(0o555)).expect("a mode");
    let before = snapshot(&world.path("ro"));
    let ran = bound.run(&["--db", "ro/viva.db", "report", "session"]);
    assert_eq!((ran.code, snapshot(&world.path("ro"))), (5, before), "{ran}");
    assert!(ran.err.contains("a crash left the store"), "{ran}");
    assert_eq!(ran.out, "");
    // Where it may be written, the same two files are put right by looking.
    assert_eq!(world.viva(&["db", "check"]).code, 0);
    assert!(!world.path("viva.db-journal").exists());
    fs::set_permissions(world.path("ro"), Permissions::from_mode(0o755)).expect("a mode");
}

fn spawn(world: &World, args: &[&str]) -> Child {
    world.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("viva starts")
}

fn end(child: Child) -> (Option<i32>, String, String) {
    let output = child.wait_with_output().expect("viva ends");
    let text = |b: Vec<u8>| String::from_utf8_lossy(&b).into_owned();
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[test]
fn several_programs_make_and_fill_one_store_at_once() {
    let (world, _) = world_with(FULL);
    let children: Vec<Child> =
        (0..5).map(|_| spawn(&world, &["interview", "--script", "script.toml", "--json"])).collect();
    for child in children {
        let (code, out, err) = end(child);
        assert_eq!(code, Some(0), "{out}\n{err}");
    }
    world.ok(&["db", "check"]);
    let list: serde_json::Value =
        serde_json::from_str(&world.ok(&["session", "list", "--json"])).expect("JSON");
    let entries: Vec<_> =
        list["sessions"].as_array().expect("a list").iter().map(|s| s["entries"].clone()).collect();
    assert_eq!(entries.len(), 5);
    assert!(entries.iter().all(|e| *e == entries[0]), "{entries:?}");
}

#[test]
fn a_writer_waits_for_another_one_says_so_and_goes_on() {
    let (world, _) = world_with(&unfinished());
    let short = world.play(&world.path("script.toml"));
    let other = Connection::open(world.db()).expect("the store");
    other.execute_batch("BEGIN IMMEDIATE").expect("a lock");
    let mut child = spawn(&world, &["session", "abandon", &short, "--why", "x"]);
    let mut stderr = BufReader::new(child.stderr.take().expect("stderr"));
    let mut said = String::new();
    stderr.read_line(&mut said).expect("a line");
    assert_eq!(said, "waiting: another program is writing to the store\n");
    other.execute_batch("ROLLBACK").expect("given back");
    assert_eq!(child.wait().expect("viva ends").code(), Some(0));
    world.ok(&["db", "check"]);
}

#[test]
fn nobody_waits_for_ever_and_nobody_sees_a_raw_error() {
    let (world, _) = world_with(&unfinished());
    let short = world.play(&world.path("script.toml"));
    let before = world.ok(&["session", "list", "--json"]);
    let other = Connection::open(world.db()).expect("the store");
    other.execute_batch("BEGIN EXCLUSIVE").expect("a lock");
    let all: [&[&str]; 5] = [
        &["session", "abandon", &short, "--why", "x"],
        &["interview", "--script", "script.toml"],
        &["session", "list"],
        &["db", "check"],
        &["db", "backup", "copy.db"],
    ];
    let children: Vec<Child> = all.iter().map(|args| spawn(&world, args)).collect();
    for (args, child) in all.iter().zip(children) {
        let (code, out, err) = end(child);
        assert_eq!((code, out.as_str()), (Some(5), ""), "{args:?}\n{err}");
        assert!(err.contains("another program has been writing to the store"), "{args:?}\n{err}");
        assert!(!err.contains("database is locked"), "{args:?}\n{err}");
    }
    drop(other);
    assert_eq!(world.ok(&["session", "list", "--json"]), before);
    assert!(!world.path("copy.db").exists() && !world.path("copy.db.part").exists());
}

#[test]
fn whoever_comes_second_to_a_session_is_told_who_holds_it_and_changes_nothing() {
    let (world, _) = world_with(&unfinished());
    let short = world.play(&world.path("script.toml"));
    let before = fs::read(world.db()).expect("the store");
    let mut lock = File::create(world.path(&format!(".viva.db.{short}.lock"))).expect("a lock file");
    lock.write_all(b"process 4711").expect("written");
    lock.lock().expect("locked");
    for args in [&["session", "abandon", &short, "--why", "x"][..], &["session", "submit", &short]] {
        let ran = world.viva(args);
        assert_eq!(ran.code, 6, "{ran}");
        assert!(ran.err.contains("process 4711"), "{ran}");
    }
    assert_eq!(fs::read(world.db()).expect("the store"), before);
    drop(lock);
    world.ok(&["session", "abandon", &short, "--why", "x"]);
}

#[test]
fn the_first_terminal_goes_on_undisturbed_by_the_second() {
    let world = World::new();
    team(&world);
    let size = (50, 100);
    let mut first =
        Terminal::start(&world, &["interview", "--role", "tester", "--candidate", "Ada"], size, &[]);
    first.wait_for_prompt("Enter to begin");
    first.line("");
    first.wait_for_prompt("[1]");
    let second = Terminal::start(&world, &["resume"], size, &[]);
    second.wait_for("open in another terminal (process ");
    assert_eq!(second.end(), 6);
    first.line("said after the second one came");
    first.wait_for("saved: note");
    first.line("/quit");
    assert_eq!(first.end(), 0);
    let report = world.ok(&["report", "session", "--format", "json"]);
    assert!(report.contains("said after the second one came"), "{report}");
}

#[test]
fn a_link_in_place_of_a_lock_harms_nothing() {
    let (world, _) = world_with(&unfinished());
    let short = world.play(&world.path("script.toml"));
    let precious = world.write("precious.txt", "precious");
    std::os::unix::fs::symlink(&precious, world.path(&format!(".viva.db.{short}.lock"))).expect("a link");
    let ran = world.viva(&["session", "abandon", &short, "--why", "x"]);
    assert_eq!(ran.code, 7, "{ran}");
    assert_eq!(fs::read_to_string(precious).expect("still there"), "precious");
}
