//! The first process inside: lays out the files, starts the program, watches it, ends everything, reports.

use std::{
    io::Read,
    os::fd::{AsFd, OwnedFd},
    path::Path,
    process::Stdio,
    time::Duration,
};

use nix::{
    sys::{
        resource::{UsageWho, getrusage},
        signal::{self, kill},
    },
    unistd::Pid as NixPid,
};
use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    process::{
        DumpableBehavior, Pid, PidfdFlags, Signal, WaitOptions, WaitStatus, pidfd_open, set_child_subreaper,
        set_dumpable_behavior, set_parent_process_death_signal, wait,
    },
};

use super::{Refusal, Unbuffered, again, step, tell, tree, watch};
use crate::exec::{
    clock::Began,
    program::{
        archive, clean,
        wire::{End, Job, Report},
    },
};

/// Between two looks at time, memory and disk.
const TICK: Duration = Duration::from_millis(15);
/// The most bytes of the files that come in.
const MOST: u64 = 512 << 20;

pub(super) fn run() -> u8 {
    // Without a job there is no word, and so nothing to say that anybody would believe.
    let Ok(job) = read_job() else { return 7 };
    let report = live(&job).unwrap_or_else(|why| Report { end: End::NoSandbox(why), micros: 0, peak: 0 });
    if job.borrowed {
        let _ = clean::remove(Path::new(&job.exec.folder));
    }
    tell(&report, &job.word);
    0
}

fn read_job() -> std::io::Result<Job> {
    let mut length = [0; 4];
    Unbuffered.read_exact(&mut length)?;
    let length = u64::from(u32::from_be_bytes(length)).min(1 << 20);
    let mut bytes = Vec::new();
    Unbuffered.take(length).read_to_end(&mut bytes)?;
    serde_json::from_slice(&bytes).map_err(std::io::Error::other)
}

fn live(job: &Job) -> Result<Report, Refusal> {
    let files = step("the program's files", archive::unpack(&mut Unbuffered, MOST))?;
    let folder = Path::new(&job.exec.folder);
    if job.namespaces {
        step("dying with the parent", set_parent_process_death_signal(Some(Signal::KILL)))?;
        tree::build(job)?;
    } else {
        // Orphans come here, so that none is out of reach. A look at `watch` finds them by their parents.
        step("adopting orphans", set_child_subreaper(Some(rustix::process::getpid())))?;
        step("the work folder", std::fs::create_dir_all(folder))?;
    }
    // Nobody reads this process's memory, environment or open files, not even one of the same user.
    step("shutting itself", set_dumpable_behavior(DumpableBehavior::NotDumpable))?;
    step("the program's files", archive::lay_out(&files, folder))?;
    step("the folder for temporary files", std::fs::create_dir_all(folder.join(".tmp")))?;
    drop(files);

    let began = Began::now();
    let mut command = again("exec");
    command.arg(step("the last stage's job", serde_json::to_string(&job.exec))?).current_dir(folder);
    if job.build {
        // Standard output is for the archive.
        command.stdout(Stdio::from(step("streams", rustix::stdio::stderr().try_clone_to_owned())?));
    }
    let child = step("starting the last stage", command.spawn())?;
    let child =
        Pid::from_raw(i32::try_from(child.id()).unwrap_or(0)).ok_or("the last stage has no number")?;
    let handle = pidfd_open(child, PidfdFlags::empty()).ok();
    let mut seen = Seen::default();
    let end = attend(job, child, handle.as_ref(), began, &mut seen);
    let micros = u64::try_from(began.ago().as_micros()).unwrap_or(u64::MAX);
    end_all(job, child);
    let usage = step("usage", getrusage(UsageWho::RUSAGE_CHILDREN))?;
    let largest = u64::try_from(usage.max_rss()).unwrap_or(0) * 1024;
    let mut report = Report { end, micros, peak: seen.peak.max(largest) };
    if job.build && report.end == End::Code(0) {
        match archive::take_up(folder, job.disk) {
            Ok(items) => hand_back(&archive::pack(&items)),
            Err(error) => report.end = End::NotStarted(error.to_string()),
        }
    }
    Ok(report)
}

/// What was seen on the way.
#[derive(Default)]
struct Seen {
    peak: u64,
}

/// Waits for the program's end, its limits, or a parent that listens no more.
fn attend(job: &Job, child: Pid, handle: Option<&OwnedFd>, began: Began, seen: &mut Seen) -> End {
    let wall = Duration::from_millis(job.wall_ms);
    loop {
        while let Ok(Some((pid, status))) = wait(WaitOptions::NOHANG) {
            if pid == child {
                return ended(status);
            }
        }
        if began.left(wall).is_zero() {
            return End::Time;
        }
        let now = watch::look(job.namespaces, &job.exec.folder);
        seen.peak = seen.peak.max(now.memory);
        if now.memory > job.memory {
            return End::Memory;
        }
        if now.cpu_ms > job.cpu_ms {
            return End::Time;
        }
        if !job.namespaces {
            let used = watch::disk(Path::new(&job.exec.folder));
            if used.bytes + now.unseen > job.disk || used.files > job.inodes {
                return End::Disk;
            }
        }
        if !listened_to(handle, TICK.min(began.left(wall))) {
            return End::Time;
        }
    }
}

/// Waits a little; says whether the parent still reads.
fn listened_to(handle: Option<&OwnedFd>, wait: Duration) -> bool {
    let streams = (rustix::stdio::stdout(), rustix::stdio::stderr());
    let mut fds = vec![
        PollFd::from_borrowed_fd(streams.0, PollFlags::empty()),
        PollFd::from_borrowed_fd(streams.1, PollFlags::empty()),
    ];
    fds.extend(handle.map(|h| PollFd::from_borrowed_fd(h.as_fd(), PollFlags::IN)));
    let wait = Timespec { tv_sec: 0, tv_nsec: i64::from(wait.subsec_nanos()) };
    let _ = poll(&mut fds, Some(&wait));
    !fds[..2].iter().any(|fd| fd.revents().contains(PollFlags::ERR))
}

fn ended(status: WaitStatus) -> End {
    match (status.exit_status(), status.terminating_signal()) {
        (Some(code), _) => End::Code(code),
        (_, Some(signal)) => End::Signal(signal),
        _ => End::Signal(0),
    }
}

/// Ends everything that is still there, and waits until it is gone.
fn end_all(job: &Job, child: Pid) {
    let everybody = || {
        if job.namespaces {
            let _ = kill(NixPid::from_raw(-1), signal::SIGKILL);
        } else {
            // The group goes at one stroke: nobody in it can have another child in between.
            let _ = rustix::process::kill_process_group(child, Signal::KILL);
            for pid in watch::descendants() {
                let _ = rustix::process::kill_process(pid, Signal::KILL);
            }
        }
    };
    let began = Began::now();
    loop {
        everybody();
        loop {
            match wait(WaitOptions::NOHANG) {
                Ok(Some(_)) => {}
                Ok(None) => break,
                Err(_) => return,
            }
        }
        if !began.left(Duration::from_millis(5)).is_zero() {
            std::thread::yield_now();
        } else if !began.left(Duration::from_secs(5)).is_zero() {
            std::thread::sleep(Duration::from_micros(500));
        } else {
            return;
        }
    }
}

/// Writes the built files to the waiting parent.
fn hand_back(mut bytes: &[u8]) {
    while !bytes.is_empty() {
        match rustix::io::write(rustix::stdio::stdout(), bytes) {
            Ok(n) => bytes = &bytes[n..],
            Err(rustix::io::Errno::INTR) => {}
            Err(_) => return,
        }
    }
}
