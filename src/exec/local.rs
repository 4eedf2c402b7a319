//! The runner of this machine.

use super::{
    program::{Programs, Settings, Survey},
    sql,
};
use crate::grade::{CodeJob, CodeRun, Runner, RunnerError, SqlJob, SqlRun};

/// Runs answers on this machine; made by [`local_runner`].
#[derive(Debug)]
pub struct LocalRunner {
    programs: Programs,
}

/// A runner for this machine.
pub fn local_runner(settings: Settings) -> LocalRunner {
    LocalRunner { programs: Programs::new(settings) }
}

impl LocalRunner {
    /// What this machine can run, and how well it is shut in.
    pub fn survey(&self) -> Survey {
        self.programs.survey()
    }
}

impl Runner for LocalRunner {
    fn sql(&self, job: &SqlJob) -> Result<SqlRun, RunnerError> {
        sql::run(&self.programs.settings().binary, job)
    }

    fn sql_all(&self, jobs: &[SqlJob]) -> Result<Vec<SqlRun>, RunnerError> {
        sql::run_all(&self.programs.settings().binary, jobs)
    }

    fn code(&self, job: &CodeJob) -> Result<CodeRun, RunnerError> {
        self.programs.run(job)
    }

    fn runs_code(&self) -> Result<(), RunnerError> {
        self.programs.runs()
    }
}
