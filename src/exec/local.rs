//! The runner of this machine.

use super::{settings::Settings, sql};
use crate::grade::{CodeJob, CodeRun, Runner, RunnerError, SqlJob, SqlRun};

/// Runs answers on this machine; made by [`local_runner`].
#[derive(Debug)]
pub struct LocalRunner {
    settings: Settings,
}

/// A runner for this machine.
pub fn local_runner(settings: Settings) -> LocalRunner {
    LocalRunner { settings }
}

impl Runner for LocalRunner {
    fn sql(&self, job: &SqlJob) -> Result<SqlRun, RunnerError> {
        sql::run(&self.settings.binary, job)
    }

    fn sql_all(&self, jobs: &[SqlJob]) -> Result<Vec<SqlRun>, RunnerError> {
        sql::run_all(&self.settings.binary, jobs)
    }

    fn code(&self, _job: &CodeJob) -> Result<CodeRun, RunnerError> {
        Err(RunnerError::Refused {
            why: "this version runs no programs yet".into(),
            way_out: "read the answer and mark it by hand".into(),
        })
    }
}
