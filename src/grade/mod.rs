//! Answer -> verdict with reasons. Pure; what must be run for a verdict (SQL, programs) is asked of a [`Runner`].

mod answer;
mod choice;
mod code;
mod estimate;
mod marking;
mod order;
mod proofs;
pub mod quantity;
mod remembering;
mod rows;
mod runner;
mod sql;
mod value;

pub use answer::{grade, places, readable};
pub use marking::{CaseMark, Detail, Marking, Right, Ungraded};
pub use proofs::{Proof, proofs};
pub use remembering::Remembering;
pub use rows::{Difference, RowDifference, Rules, Side, compare, row_difference, scattered_tie};
pub use runner::{
    CaseInput, CaseRun, CodeJob, CodeRun, Ended, Limits, Rows, Runner, RunnerError, SqlJob, SqlRun, Tier,
    Value,
};
pub use sql::table_names;

use crate::bank::Kind;

/// The grader of a kind with its version; none for questions that a person marks.
pub fn grader(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Open => None,
        Kind::Choice => Some(choice::GRADER),
        Kind::Order => Some(order::GRADER),
        Kind::Estimate => Some(estimate::GRADER),
        Kind::Sql => Some(sql::GRADER),
        Kind::Code => Some(code::GRADER),
    }
}
