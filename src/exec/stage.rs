//! The hidden stages: what this binary does when it was started again by itself.
#![expect(clippy::disallowed_methods, reason = "a stage looks at its own open files before anything else")]

use std::io::{self, Read, Write};

use serde::de::DeserializeOwned;

use super::{program, sql};

/// How many bytes a job may have. Data sets are written by the question's author and stay far below.
const JOB_CAP: u64 = 48 << 20;

/// Runs the stage that `args` names and gives the exit code: 0 once a reply was written, 2 for a call that no viva
/// makes, 7 when input or output failed.
pub fn stage(args: &[String]) -> u8 {
    close_inherited();
    let ended = match args {
        [name] if name == "sql" => sql::stage(),
        _ => return program::stage(args).unwrap_or(2),
    };
    match ended {
        Ok(()) => 0,
        Err(error) => {
            let _ = writeln!(io::stderr(), "{error}");
            7
        }
    }
}

/// Closes every file that was open where viva was started. A shell, an editor or a multiplexer may leave files open for all that they start, and
/// what is open already is beyond every rule about paths.
fn close_inherited() {
    // Listed first: the list itself is an open file as well, and gone by the time its number is closed.
    let open: Vec<i32> = std::fs::read_dir("/proc/self/fd")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|e| e.file_name().to_str()?.parse().ok())
        .collect();
    for number in open.into_iter().filter(|n| *n > 2) {
        let _ = nix::unistd::close(number);
    }
}

/// Reads the job: JSON to the end of standard input, of limited length.
pub(super) fn read_job<J: DeserializeOwned>() -> io::Result<J> {
    let mut bytes = Vec::new();
    io::stdin().take(JOB_CAP + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > JOB_CAP {
        return Err(io::Error::other("the job is too long"));
    }
    serde_json::from_slice(&bytes).map_err(io::Error::other)
}

/// Writes bytes to the waiting parent, at once.
pub(super) fn say(bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    out.write_all(bytes)?;
    out.flush()
}
