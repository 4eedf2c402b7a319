//! The hidden stages: what this binary does when it was started again by itself.

use std::io::{self, Read, Write};

use serde::de::DeserializeOwned;

use super::{program, sql};

/// How many bytes a job may have. Data sets are written by the question's author and stay far below.
const JOB_CAP: u64 = 48 << 20;

/// Runs the stage that `args` names and gives the exit code: 0 once a reply was written, 2 for a call that no viva
/// makes, 7 when input or output failed.
pub fn stage(args: &[String]) -> u8 {
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
