//! The stages of a program's run: what this binary does when it was started again to shut a program in.

mod exec;
mod files;
mod filter;
mod init;
mod inner;
mod limits;
mod tree;
mod watch;

use std::{
    io::{self, Read},
    process::Command,
};

use super::wire::{End, Report};

/// Runs the stage that `args` names and gives the exit code; `None` for a stage that this room does not know.
pub(in super::super) fn stage(args: &[String]) -> Option<u8> {
    match args {
        [name, word] if name == "inner" => Some(inner::run(word)),
        [name] if name == "init" => Some(init::run()),
        [name, job] if name == "exec" => Some(exec::run(job)),
        _ => None,
    }
}

/// What could not be done, in words.
type Refusal = String;

/// Names the step that failed.
fn step<T, E: std::fmt::Display>(what: &str, done: Result<T, E>) -> Result<T, Refusal> {
    done.map_err(|e| format!("{what}: {e}"))
}

/// This binary, started again. In a file tree of its own the path may be gone; the kernel knows the file still.
fn again(stage: &str) -> Command {
    let mut command = Command::new("/proc/self/exe");
    command.arg("exec-stage").arg(stage).env_clear();
    command
}

/// Tells the parent, behind standard error.
fn tell(report: &Report, word: &str) {
    let line = report.line(word);
    let mut bytes = line.as_bytes();
    while let Ok(n) = rustix::io::write(rustix::stdio::stderr(), bytes) {
        bytes = &bytes[n..];
        if bytes.is_empty() {
            break;
        }
    }
}

/// The same for something that ended before it began.
fn tell_end(end: End, word: &str) {
    tell(&Report { end, micros: 0, peak: 0 }, word);
}

/// Standard input without a buffer: what is not asked for stays in the pipe, for the program.
struct Unbuffered;

impl Read for Unbuffered {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        Ok(rustix::io::retry_on_intr(|| rustix::io::read(rustix::stdio::stdin(), &mut *buffer))?)
    }
}
