//! Limits that the kernel keeps for the program and everything it starts.

use std::thread;

use rustix::process::{Resource, Rlimit, setrlimit};

use super::{Refusal, step};
use crate::exec::{limits::limit, program::wire::Exec};

/// Open files of a process.
const FILES: u64 = 256;

/// Sets them all.
pub(super) fn set(job: &Exec) -> Result<(), Refusal> {
    for (name, resource, most) in [
        ("core", Resource::Core, 0),
        ("cpu", Resource::Cpu, job.cpu),
        ("file size", Resource::Fsize, job.file),
        ("open files", Resource::Nofile, FILES),
        ("message queues", Resource::Msgqueue, 0),
        ("locked memory", Resource::Memlock, 8 << 20),
        ("address space", Resource::As, job.address),
    ] {
        step(name, limit(resource, most))?;
    }
    step("processes", limit(Resource::Nproc, processes(job)))
}

/// The limit on processes and threads counts everything that the real user runs. Since Linux 5.14 it counts by user namespace, so that
/// a new one begins at nothing, and a small number does on the busiest machine. On an older kernel, and without a namespace, the same number
/// would forbid the first thread where the user has hundreds already; then what was there before comes on top. Which of the two it is is tried,
/// not guessed from a version: under the small number a thread can be started, or not.
fn processes(job: &Exec) -> u64 {
    let maximum = rustix::process::getrlimit(Resource::Nproc).maximum;
    let counted_alone = setrlimit(Resource::Nproc, Rlimit { current: Some(job.processes), maximum }).is_ok()
        && thread::Builder::new().spawn(|| {}).is_ok_and(|t| t.join().is_ok());
    if counted_alone { job.processes } else { job.processes + job.others }
}
