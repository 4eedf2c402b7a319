//! Answer -> verdict with reasons. Pure; what must be run for a verdict (SQL, programs) is asked of a [`Runner`].

mod runner;

pub use runner::{
    CaseInput, CaseRun, CodeJob, CodeRun, Ended, Limits, Rows, Runner, RunnerError, SqlJob, SqlRun, Tier,
    Value,
};
