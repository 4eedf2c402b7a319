//! What grading needs run, as plain values. `exec` implements it; tests implement it with canned answers.

use std::time::Duration;

/// Runs a stranger's SQL or program, with limits, away from everything that is kept.
pub trait Runner {
    /// Runs one SQL answer on one data set.
    ///
    /// # Errors
    /// When it cannot be run here at all; a fault of the answer is part of the result.
    fn sql(&self, job: &SqlJob) -> Result<SqlRun, RunnerError>;

    /// Runs one SQL answer on several data sets in order, each in a database of its own. Time is counted over all of them: an answer that runs out
    /// of it, or is killed, is not run on the rest, which then end the same way.
    ///
    /// # Errors
    /// As [`Runner::sql`].
    fn sql_all(&self, jobs: &[SqlJob]) -> Result<Vec<SqlRun>, RunnerError> {
        let mut runs: Vec<SqlRun> = Vec::with_capacity(jobs.len());
        for job in jobs {
            let run = match runs.last() {
                Some(last) if last.ended.is_final() => last.clone(),
                _ => self.sql(job)?,
            };
            runs.push(run);
        }
        Ok(runs)
    }

    /// Runs the key of a question on its data sets. What comes of it does not depend on any answer, so it may be remembered.
    ///
    /// # Errors
    /// As [`Runner::sql`].
    fn sql_key(&self, jobs: &[SqlJob]) -> Result<Vec<SqlRun>, RunnerError> {
        self.sql_all(jobs)
    }

    /// Builds a program once and runs it on every case.
    ///
    /// # Errors
    /// When it cannot be run here at all; a fault of the program is part of the result.
    fn code(&self, job: &CodeJob) -> Result<CodeRun, RunnerError>;

    /// Whether programs are run here at all, so that nobody writes one in vain.
    ///
    /// # Errors
    /// Why not, and the way out.
    fn runs_code(&self) -> Result<(), RunnerError> {
        Ok(())
    }
}

/// Why nothing was run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RunnerError {
    /// No sandbox tier is to be had here, or the user is root.
    #[error("programs are not run here: {why}; {way_out}")]
    Refused {
        /// Why.
        why: String,
        /// What would change it.
        way_out: String,
    },
    /// The language is not installed.
    #[error("no tools for `{language}` were found: {wanted}")]
    NoLanguage {
        /// As the answer names it.
        language: String,
        /// What was looked for.
        wanted: String,
    },
    /// The machinery failed.
    #[error("running failed: {0}")]
    Failed(String),
}

/// A value of a result row; NULL is not an empty text.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// NULL.
    Null,
    /// A 64-bit whole number.
    Integer(i64),
    /// A floating-point number.
    Real(f64),
    /// Text.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
}

/// A table of values.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rows {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<Value>>,
}

/// One SQL answer on one data set, in a database of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct SqlJob {
    /// Trusted: makes the tables.
    pub schema: String,
    /// Trusted: fills them.
    pub data: String,
    /// The candidate's statements.
    pub answer: String,
    /// Trusted, run after the answer: queries whose results are wanted (the tables, for write questions). Empty: the
    /// rows of the answer's own last query are wanted.
    pub read_back: Vec<String>,
    /// Whether the answer may write (INSERT, UPDATE, DELETE, CREATE, ALTER, DROP), or only read.
    pub may_write: bool,
    /// Trusted: a query whose `EXPLAIN QUERY PLAN` is wanted after the answer ran; empty: none.
    pub explain: String,
}

/// What an SQL answer came to.
#[derive(Debug, Clone, PartialEq)]
pub struct SqlRun {
    /// Results: of `read_back` in order, or of the answer's last query.
    pub results: Vec<Rows>,
    /// The detail lines of the query plan.
    pub plan: Vec<String>,
    /// How it ended.
    pub ended: Ended,
    /// How long the answer took.
    pub time: Duration,
}

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ended {
    /// By itself.
    Done,
    /// With an error of its own, in words.
    Error(String),
    /// It asked for something that is not allowed, in words.
    Denied(String),
    /// Past its time.
    TimeOut,
    /// Past its memory.
    OutOfMemory,
    /// Past its rows or bytes of output.
    TooMuchOutput,
    /// By a signal.
    Signal(i32),
}

impl Ended {
    /// Whether an answer that ended so is not run on further data sets.
    pub fn is_final(&self) -> bool {
        matches!(self, Ended::TimeOut | Ended::Signal(_))
    }
}

/// A program with all its cases.
#[derive(Debug, Clone, PartialEq)]
pub struct CodeJob {
    /// `python`, `javascript`, ...
    pub language: String,
    /// The candidate's source.
    pub source: String,
    /// What goes in, case by case. Expected output stays with the grader.
    pub cases: Vec<CaseInput>,
    /// For each case.
    pub limits: Limits,
}

/// One case's input.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseInput {
    /// Its name.
    pub name: String,
    /// Standard input.
    pub stdin: String,
}

/// Limits of one run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// Processor and wall time.
    pub seconds: f64,
    /// Memory.
    pub memory_mb: u64,
}

/// What a program came to.
#[derive(Debug, Clone, PartialEq)]
pub struct CodeRun {
    /// The compiler's words when it did not build.
    pub build_error: Option<String>,
    /// Each case, in the order of the job.
    pub cases: Vec<CaseRun>,
    /// How well the program was shut in.
    pub tier: Tier,
}

/// One case.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseRun {
    /// Standard output, cut at the byte cap.
    pub stdout: String,
    /// Standard error, cut.
    pub stderr: String,
    /// How it ended; a non-zero exit is an error.
    pub ended: Ended,
    /// Wall time.
    pub time: Duration,
    /// Peak memory in bytes, where known.
    pub memory: Option<u64>,
}

/// How well a program is shut in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tier {
    /// Namespaces, Landlock, seccomp and limits.
    A,
    /// Landlock, seccomp and limits, without namespaces.
    B,
    /// bubblewrap or a container.
    C,
    /// Nothing but limits: only for one's own code, when asked for.
    Trusted,
}
