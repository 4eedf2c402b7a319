//! Running a key once for many answers to the same question.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use super::{CodeJob, CodeRun, Runner, RunnerError, SqlJob, SqlRun};

/// So many keys are remembered; then all are forgotten.
const MOST: usize = 200;

type Kept = HashMap<Vec<SqlJob>, Arc<Vec<SqlRun>>>;

/// A runner that remembers what the keys of SQL questions gave. Answers are always run.
pub struct Remembering<'r> {
    inner: &'r (dyn Runner + Sync),
    kept: Mutex<Kept>,
}

impl<'r> Remembering<'r> {
    /// Remembers what `inner` runs.
    pub fn new(inner: &'r (dyn Runner + Sync)) -> Self {
        Self { inner, kept: Mutex::default() }
    }
}

impl Runner for Remembering<'_> {
    fn sql(&self, job: &SqlJob) -> Result<SqlRun, RunnerError> {
        self.inner.sql(job)
    }

    fn sql_all(&self, jobs: &[SqlJob]) -> Result<Vec<SqlRun>, RunnerError> {
        self.inner.sql_all(jobs)
    }

    fn sql_key(&self, jobs: &[SqlJob]) -> Result<Vec<SqlRun>, RunnerError> {
        let kept = || self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let known = kept().get(jobs).cloned();
        if let Some(known) = known {
            return Ok(known.as_ref().clone());
        }
        let runs = self.inner.sql_key(jobs)?;
        let mut kept = kept();
        if kept.len() >= MOST {
            kept.clear();
        }
        kept.insert(jobs.to_vec(), Arc::new(runs.clone()));
        Ok(runs)
    }

    fn code(&self, job: &CodeJob) -> Result<CodeRun, RunnerError> {
        self.inner.code(job)
    }

    fn runs_code(&self) -> Result<(), RunnerError> {
        self.inner.runs_code()
    }
}
