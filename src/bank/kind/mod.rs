//! The kinds of questions, one file each: the struct, which is also the JSON Schema, and its lowering with located findings.
//!
//! Open questions are marked by a person. The others are graded: the program marks them, so their keys must be complete
//! and free of contradictions before anything is asked. What would make a key unmarkable is an error here; what would only make a
//! question a bad one is a warning of `check`.

mod body;
mod choice;
mod code;
mod estimate;
mod open;
mod order;
mod sql;
mod unit;

#[cfg(test)]
pub(crate) mod tests;

pub use body::{Body, Kind};
pub use choice::{Choice, ChoiceOption, Select};
pub use code::{Case, Code, CodeLimits, CodeProof};
pub use estimate::{Estimate, EstimateProof, Within};
pub use open::{Anchors, LookFor, Open, RED_FLAG, Sample};
pub use order::Order;
pub use sql::{DataSet, QueryPlan, Sql, SqlProof, UsesIndex};
pub use unit::{Base, Unit, UnitError, seconds_of};

pub(super) use body::lower_body;
pub(super) use open::lower_anchors;
#[cfg(test)]
pub(crate) use tests::SAMPLE;
