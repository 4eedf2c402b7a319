//! The parent's side: one process per answer and data set, a deadline, and a verdict whatever happens.

use std::{os::unix::process::ExitStatusExt, path::Path, time::Duration};

use super::wire::{ANSWER_BEGINS, Job, Reply};
use crate::{
    exec::ask::{End, ask, stage_command},
    grade::{Ended, RunnerError, SqlJob, SqlRun},
};

/// When the process is killed.
const DEADLINE: Duration = Duration::from_secs(2);
/// When the progress handler ends it by itself, which is the kinder way.
const PATIENCE: Duration = Duration::from_millis(1700);
/// The most bytes of a reply. Results are capped in the process; escapes make them longer here.
const REPLY_CAP: usize = 40 << 20;
/// SIGABRT: how Rust ends when the kernel gives no more memory.
const MEMORY_SIGNAL: i32 = 6;

/// Runs an answer.
pub(in super::super) fn run(binary: &Path, job: &SqlJob) -> Result<SqlRun, RunnerError> {
    let millis = u64::try_from(PATIENCE.as_millis()).unwrap_or(u64::MAX);
    let failed = |why: String| RunnerError::Failed(why);
    let text = serde_json::to_vec(&Job::new(job, millis)).map_err(|e| failed(e.to_string()))?;
    let mut command = stage_command(binary, &["sql"]);
    command.env("TZ", "UTC0");
    let answer = ask(command, &text, DEADLINE, REPLY_CAP)
        .map_err(|e| failed(format!("`{}`: {e}", binary.display())))?;
    let (began, reply) = match answer.reply.strip_prefix(ANSWER_BEGINS) {
        Some(reply) => (true, reply),
        None => (false, &answer.reply[..]),
    };
    let over = |ended| SqlRun { results: Vec::new(), plan: Vec::new(), ended, time: DEADLINE };
    match answer.end {
        End::TooLong => Ok(over(Ended::TooMuchOutput)),
        End::TimeOut if began => Ok(over(Ended::TimeOut)),
        End::TimeOut => Err(failed("the question's own tables took longer than the answer may".into())),
        End::Exited(status) if status.success() => match serde_json::from_slice(reply) {
            Ok(Reply::Ran { results, plan, ended, micros }) => Ok(SqlRun {
                results: results.into_iter().map(Into::into).collect(),
                plan,
                ended,
                time: Duration::from_micros(micros),
            }),
            Ok(Reply::Failed(why)) => Err(failed(why)),
            Err(error) => Err(failed(format!("the reply cannot be read: {error}"))),
        },
        End::Exited(status) => match status.signal() {
            Some(signal) if began && signal == MEMORY_SIGNAL => Ok(over(Ended::OutOfMemory)),
            Some(signal) if began && signal == CPU_SIGNAL => Ok(over(Ended::TimeOut)),
            Some(signal) if began => Ok(over(Ended::Signal(signal))),
            _ => Err(failed(format!("the stage ended with {status}: {}", answer.words))),
        },
    }
}

/// SIGXCPU: the kernel's limit on processor time.
const CPU_SIGNAL: i32 = 24;
