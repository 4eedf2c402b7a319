//! System calls of a run as `strace` saw them, and runs that are killed or failed at one of them.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
};

use crate::support::{World, skip};

/// Whether `strace` works here; says so once per test when it does not.
pub fn available() -> bool {
    static WORKS: OnceLock<bool> = OnceLock::new();
    let works = *WORKS.get_or_init(|| {
        let ran =
            Command::new("strace").args(["-f", "-o", "/dev/null", "-e", "trace=write", "true"]).output();
        ran.is_ok_and(|r| r.status.success())
    });
    if !works {
        skip("strace is not installed, or may not trace here");
    }
    works
}

/// viva under strace with the `when`-th call of that name replaced: `fault` is `signal=KILL` or `error=ENOSPC`.
pub fn injected(world: &World, call: &str, fault: &str, when: usize, args: &[&str]) -> Command {
    let trace = format!("trace={call}");
    let inject = format!("inject={call}:{fault}:when={when}");
    world.wrapped(&["strace", "-f", "-qq", "-o", "/dev/null", "-e", &trace, "-e", &inject], args)
}

/// One call that changes a file, or that lets somebody outside know.
#[derive(Debug, Clone)]
pub enum Call {
    /// A file was opened; `made` when it did not stand there before, as far as its flags say.
    Open {
        path: PathBuf,
        fd: i32,
        make: bool,
    },
    Write {
        fd: i32,
        offset: u64,
        bytes: Vec<u8>,
    },
    Truncate {
        fd: i32,
        length: u64,
    },
    Sync {
        fd: i32,
    },
    Unlink {
        path: PathBuf,
    },
    /// Bytes on standard output.
    Said {
        bytes: Vec<u8>,
    },
}

impl Call {
    /// The name of the call, for [`injected`].
    pub fn name(&self) -> &'static str {
        match self {
            Call::Open { .. } => "openat",
            Call::Write { .. } => "pwrite64",
            Call::Truncate { .. } => "ftruncate",
            Call::Sync { .. } => "fsync",
            Call::Unlink { .. } => "unlink",
            Call::Said { .. } => "write",
        }
    }
}

/// Runs viva and gives back every call of these kinds.
pub fn calls(world: &World, args: &[&str], log: &Path) -> Vec<Call> {
    let trace = "trace=openat,pwrite64,ftruncate,fsync,fdatasync,unlink,write";
    let log_name = log.display().to_string();
    let ran = world.run(
        world.wrapped(&["strace", "-f", "-qq", "-xx", "-s", "1000000", "-o", &log_name, "-e", trace], args),
    );
    assert_eq!(ran.code, 0, "{ran}");
    let text = fs::read_to_string(log).expect("a log");
    fs::remove_file(log).expect("the log goes away");
    text.lines().filter_map(parse).collect()
}

/// `1234 pwrite64(3, "\x00\x01", 2, 512) = 2`
fn parse(line: &str) -> Option<Call> {
    let (_, call) = line.split_once(' ')?;
    let (name, rest) = call.trim_start().split_once('(')?;
    let (arguments, result) = rest.rsplit_once(") ")?;
    let result: i64 = result.split_whitespace().nth(1)?.parse().ok()?;
    if result < 0 {
        return None;
    }
    let arguments: Vec<&str> = arguments.split(", ").collect();
    let number = |i: usize| arguments.get(i).and_then(|a| a.parse::<i64>().ok());
    let fd = |i: usize| number(i).and_then(|n| i32::try_from(n).ok());
    let bytes = |i: usize| arguments.get(i).map(|a| unhex(a));
    let path = |i: usize| Some(PathBuf::from(String::from_utf8(bytes(i)?).ok()?));
    Some(match name {
        "openat" => {
            let make = arguments.get(2).is_some_and(|flags| flags.contains("O_CREAT"));
            Call::Open { path: path(1)?, fd: i32::try_from(result).ok()?, make }
        }
        "pwrite64" => Call::Write { fd: fd(0)?, offset: u64::try_from(number(3)?).ok()?, bytes: bytes(1)? },
        "ftruncate" => Call::Truncate { fd: fd(0)?, length: u64::try_from(number(1)?).ok()? },
        "fsync" | "fdatasync" => Call::Sync { fd: fd(0)? },
        "unlink" => Call::Unlink { path: path(0)? },
        "write" if fd(0)? == 1 => Call::Said { bytes: bytes(1)? },
        _ => return None,
    })
}

/// `"\x2f\x74"` as bytes.
fn unhex(text: &str) -> Vec<u8> {
    let digits = text.trim_matches('"').split("\\x").skip(1);
    digits.map(|d| u8::from_str_radix(&d[..2], 16).expect("two hex digits")).collect()
}
