//! The parent's side: one process per answer, for all data sets; a deadline, and a verdict whatever happens.

use std::{os::unix::process::ExitStatusExt, path::Path, time::Duration};

use super::wire::{ANSWER_BEGINS, Jobs, Reply};
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

/// Runs an answer on one data set.
pub(in super::super) fn run(binary: &Path, job: &SqlJob) -> Result<SqlRun, RunnerError> {
    let none = || RunnerError::Failed("the stage gave no reply".into());
    run_all(binary, std::slice::from_ref(job))?.pop().ok_or_else(none)
}

/// Runs an answer on several data sets, in one process as long as it lives. An answer that is killed is not run on the rest.
pub(in super::super) fn run_all(binary: &Path, jobs: &[SqlJob]) -> Result<Vec<SqlRun>, RunnerError> {
    let mut runs: Vec<SqlRun> = Vec::with_capacity(jobs.len());
    let mut left = PATIENCE;
    while runs.len() < jobs.len() {
        let end = match left.is_zero() {
            true => Some(Ended::TimeOut),
            false => some(binary, &jobs[runs.len()..], &mut left, &mut runs)?,
        };
        let last = || runs.last().map(|run| run.ended.clone()).filter(Ended::is_final);
        if let Some(ended) = end.or_else(last) {
            let over = SqlRun { results: Vec::new(), plan: Vec::new(), ended, time: DEADLINE };
            runs.resize(jobs.len(), over);
        }
    }
    Ok(runs)
}

/// One process for these jobs: what it replied is added to `runs`. Comes back with how the answer ended that had begun and did not come to a reply.
fn some(
    binary: &Path,
    jobs: &[SqlJob],
    left: &mut Duration,
    runs: &mut Vec<SqlRun>,
) -> Result<Option<Ended>, RunnerError> {
    let failed = |why: String| RunnerError::Failed(why);
    let millis = u64::try_from(left.as_millis()).unwrap_or(u64::MAX);
    let text = serde_json::to_vec(&Jobs::new(jobs, millis)).map_err(|e| failed(e.to_string()))?;
    let mut command = stage_command(binary, &["sql"]);
    command.env("TZ", "UTC0");
    let answer = ask(command, &text, DEADLINE, REPLY_CAP)
        .map_err(|e| failed(format!("`{}`: {e}", binary.display())))?;
    let (before, mut began) = (runs.len(), false);
    for line in answer.reply.split_inclusive(|b| *b == b'\n') {
        if line == ANSWER_BEGINS {
            began = true;
            continue;
        }
        // What was cut off is no reply.
        let Some(line) = line.strip_suffix(b"\n").filter(|_| runs.len() - before < jobs.len()) else { break };
        match serde_json::from_slice(line) {
            Ok(Reply::Ran { results, plan, ended, micros, spent }) => {
                *left = left.saturating_sub(Duration::from_micros(spent));
                let results = results.into_iter().map(Into::into).collect();
                runs.push(SqlRun { results, plan, ended, time: Duration::from_micros(micros) });
                began = false;
            }
            Ok(Reply::Failed(why)) => return Err(failed(why)),
            Err(error) => return Err(failed(format!("the reply cannot be read: {error}"))),
        }
    }
    let progress = runs.len() > before;
    match answer.end {
        End::TooLong => Ok(Some(Ended::TooMuchOutput)),
        End::TimeOut if began => Ok(Some(Ended::TimeOut)),
        // The tables of all data sets together took too long for one process: the next ones get another.
        End::TimeOut if progress => Ok(None),
        End::TimeOut => Err(failed("the question's own tables took longer than the answer may".into())),
        End::Exited(status) if status.success() && progress => Ok(None),
        End::Exited(status) => match status.signal() {
            Some(signal) if began && signal == MEMORY_SIGNAL => Ok(Some(Ended::OutOfMemory)),
            Some(signal) if began && signal == CPU_SIGNAL => Ok(Some(Ended::TimeOut)),
            Some(signal) if began => Ok(Some(Ended::Signal(signal))),
            Some(CPU_SIGNAL) if progress => Ok(None),
            _ => Err(failed(format!("the stage ended with {status}: {}", answer.words))),
        },
    }
}

/// SIGXCPU: the kernel's limit on processor time.
const CPU_SIGNAL: i32 = 24;
