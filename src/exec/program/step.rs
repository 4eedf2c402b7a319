//! One run in the sandbox, from the parent's side: starts the stages, feeds them, reads what comes back, and waits until all of it is gone.

use std::{
    fs, io,
    os::unix::fs::MetadataExt,
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use super::{
    clean,
    place::Place,
    wire::{self, End, Exec, Job, Report},
};
use crate::{
    exec::{
        ask::stage_command,
        clock::Began,
        pump::{Capped, Look, Pump},
    },
    grade::Tier,
};

/// What is to be run.
#[derive(Debug, Clone)]
pub(super) struct Request<'a> {
    /// The program with its arguments; empty to try the sandbox itself.
    pub(super) argv: Vec<String>,
    /// Environment on top of the usual; `{home}` stands for the work folder.
    pub(super) env: &'a [(String, String)],
    /// Files and folders it reads besides the system's.
    pub(super) roots: &'a [String],
    /// Its files, as an archive.
    pub(super) files: &'a [u8],
    /// What it reads.
    pub(super) stdin: &'a [u8],
    /// What it may use.
    pub(super) bounds: Bounds,
    /// A compiler, whose files are wanted back.
    pub(super) build: bool,
}

/// What a run may use.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    pub(super) wall: Duration,
    pub(super) cpu: Duration,
    /// Bytes in use by everything together.
    pub(super) memory: u64,
    /// Bytes of address space of a process.
    pub(super) address: u64,
    /// Bytes in the work folder.
    pub(super) disk: u64,
    /// Files in the work folder.
    pub(super) inodes: u64,
    /// Processes and threads.
    pub(super) processes: u64,
    /// Bytes of standard output.
    pub(super) output: usize,
}

/// What came of it.
#[derive(Debug)]
pub(super) struct Ran {
    /// Standard output, or the archive of what was built.
    pub(super) out: Vec<u8>,
    /// Standard error.
    pub(super) err: Vec<u8>,
    /// How it ended.
    pub(super) end: Over,
    /// Wall time.
    pub(super) time: Duration,
    /// Peak memory in bytes.
    pub(super) peak: Option<u64>,
}

/// How a run ended for the parent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Over {
    /// As the first process inside reports.
    Reported(End),
    /// Past the deadline.
    Time,
    /// Past the bytes of output.
    Output,
    /// Without a report.
    Lost(String),
}

/// Bytes of standard error; a report behind it needs a little more.
const ERR: usize = 256 << 10;
const REPORT: usize = 8 << 10;
/// How long the stages have beyond the program's own time: for starting, unpacking and cleaning up.
const GRACE: Duration = Duration::from_secs(4);
/// How long they have to end once nobody listens.
const FAREWELL: Duration = Duration::from_secs(3);
/// Where the work folder is in a file tree of its own.
const WORK: &str = "/work";

/// Runs it.
pub(super) fn run(place: &Place, request: &Request<'_>) -> io::Result<Ran> {
    let word = secret()?;
    let folder = Folder::of(place.tier)?;
    let job = job(place, request, &word, &folder.path);
    let text = serde_json::to_vec(&job).map_err(io::Error::other)?;
    let mut feed = Vec::with_capacity(text.len() + request.files.len() + request.stdin.len() + 4);
    feed.extend(u32::try_from(text.len()).map_err(io::Error::other)?.to_be_bytes());
    feed.extend(text);
    feed.extend(request.files);
    feed.extend(request.stdin);
    let mut command = command(place, request, &word);
    let began = Began::now();
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let deadline = request.bounds.wall + GRACE;
    let talked = talk(&mut child, &feed, request.bounds.output, deadline, began);
    // Nobody listens any more: whoever is still there ends.
    let farewell = Began::now();
    while child.try_wait()?.is_none() {
        if farewell.left(FAREWELL).is_zero() {
            child.kill()?;
            child.wait()?;
            break;
        }
        std::thread::sleep(Duration::from_micros(200));
    }
    let (out, err, end) = talked?;
    let (mut err, report) = wire::part(&err, &word);
    let flood = err.len() > ERR;
    err.truncate(ERR);
    let (time, peak) = match &report {
        Some(r) => (Duration::from_micros(r.micros), Some(r.peak)),
        None => (began.ago().min(deadline), None),
    };
    let end = match (end, report) {
        (Stop::Output, _) => Over::Output,
        (_, Some(_)) if flood => Over::Output,
        (_, Some(Report { end, .. })) => Over::Reported(end),
        (Stop::Time, None) => Over::Time,
        (Stop::Itself(how), None) => Over::Lost(format!("{how}: {}", String::from_utf8_lossy(&err).trim())),
    };
    Ok(Ran { out, err, end, time, peak: peak.filter(|p| *p > 0) })
}

enum Stop {
    Itself(std::process::ExitStatus),
    Time,
    Output,
}

fn talk(
    child: &mut Child,
    feed: &[u8],
    most: usize,
    deadline: Duration,
    began: Began,
) -> io::Result<(Vec<u8>, Vec<u8>, Stop)> {
    let missing = || io::Error::other("a stream of the stage is missing");
    let input = child.stdin.take().ok_or_else(missing)?;
    let out = Capped::new(child.stdout.take().ok_or_else(missing)?, most);
    let err = Capped::new(child.stderr.take().ok_or_else(missing)?, ERR + REPORT);
    let mut pump = Pump::new(input, feed, out, err)?;
    let stop = pump.run(|over| {
        Ok(match child.try_wait()? {
            Some(status) => Look::Over(Stop::Itself(status)),
            None if over => Look::Over(Stop::Output),
            None if began.left(deadline).is_zero() => Look::Over(Stop::Time),
            None => Look::Alive,
        })
    })?;
    let stop = if pump.out.over || pump.err.over { Stop::Output } else { stop };
    Ok((pump.out.bytes, pump.err.bytes, stop))
}

/// A word that the program cannot know.
fn secret() -> io::Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|e| io::Error::other(e.to_string()))?;
    Ok(bytes.iter().map(|b| format!("{b:02x}")).collect())
}

/// The work folder: on the machine where there is no file tree of its own.
struct Folder {
    path: String,
    borrowed: bool,
}

impl Folder {
    fn of(tier: Tier) -> io::Result<Self> {
        let borrowed = match tier {
            Tier::A => return Ok(Self { path: WORK.into(), borrowed: false }),
            Tier::C => return Ok(Self { path: "/tmp/viva-work".into(), borrowed: false }),
            Tier::B | Tier::Trusted => tempfile::Builder::new().prefix("viva-work-").tempdir()?,
        };
        // From here on `drop` below takes it away: a program may have left folders without rights in it.
        let path = fs::canonicalize(borrowed.keep())?;
        let path = path.into_os_string().into_string();
        let path = path.map_err(|p| io::Error::other(format!("{p:?} is no text")))?;
        Ok(Self { path, borrowed: true })
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.borrowed {
            let _ = clean::remove(Path::new(&self.path));
        }
    }
}

fn command(place: &Place, request: &Request<'_>, word: &str) -> Command {
    match place.tier {
        Tier::A => stage_command(&place.binary, &["inner", word]),
        Tier::B | Tier::Trusted => stage_command(&place.binary, &["init"]),
        Tier::C => {
            let words = place.container(request.roots);
            let mut command = Command::new(&words[0]);
            command.args(&words[1..]).arg(&place.binary).args(["exec-stage", "init"]);
            command
        }
    }
}

fn job(place: &Place, request: &Request<'_>, word: &str, folder: &str) -> Job {
    let bounds = request.bounds;
    let mut env: Vec<(String, String)> = [
        ("PATH", "/usr/local/bin:/usr/bin:/bin"),
        ("HOME", "{home}"),
        ("TMPDIR", "{home}/.tmp"),
        ("LANG", "C.UTF-8"),
        ("TZ", "UTC0"),
    ]
    .map(|(k, v)| (k.to_owned(), v.to_owned()))
    .to_vec();
    env.extend(request.env.iter().cloned());
    for (_, value) in &mut env {
        *value = value.replace("{home}", folder);
    }
    let millis = |d: Duration| u64::try_from(d.as_millis()).unwrap_or(u64::MAX);
    let exec = Exec {
        word: word.into(),
        landlock: place.tier == Tier::A || place.tier == Tier::B,
        landlock_if_there: place.tier == Tier::C,
        seccomp: place.tier != Tier::Trusted,
        mute: place.tier == Tier::B,
        build: request.build,
        folder: folder.into(),
        roots: place.roots.iter().chain(request.roots).cloned().collect(),
        hidden: place.hidden.clone(),
        argv: request.argv.clone(),
        env,
        address: bounds.address,
        cpu: bounds.cpu.as_secs() + 2,
        file: bounds.disk,
        processes: bounds.processes,
        others: place.others,
    };
    Job {
        word: word.into(),
        namespaces: place.tier == Tier::A,
        borrowed: matches!(place.tier, Tier::B | Tier::Trusted),
        build: request.build,
        exec,
        wall_ms: millis(bounds.wall),
        cpu_ms: millis(bounds.cpu),
        memory: bounds.memory,
        disk: bounds.disk,
        inodes: bounds.inodes,
    }
}

/// Processes and threads of this user, where the kernel counts them together with the program's.
pub(super) fn others() -> u64 {
    let own = rustix::process::getuid().as_raw();
    let mine = |e: &fs::DirEntry| {
        e.file_name().as_encoded_bytes().iter().all(u8::is_ascii_digit)
            && e.metadata().is_ok_and(|m| m.uid() == own)
    };
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten().filter(mine);
    let threads = processes.map(|e| fs::read_dir(e.path().join("task")).map_or(1, |tasks| tasks.count()));
    u64::try_from(threads.sum::<usize>()).unwrap_or(u64::MAX)
}
