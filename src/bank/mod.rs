//! TOML text in; questions, rubrics, roles, scripts, or located findings out. No files are opened here.

mod asked;
pub mod check;
pub mod codes;
mod drill_script;
pub(crate) mod fields;
mod fingerprint;
mod kind;
mod load;
mod map;
mod outline;
mod question;
mod role;
mod rubric;
mod scaffold;
mod schema;
mod script;
mod spans;
mod walk;
mod written;

pub use asked::{Asked, ShownCase, ShownData, Task, shown_order};
pub use drill_script::{DrillMarks, DrillScript};
pub use fingerprint::{canonical, meaning, sha256_hex, wording};
#[cfg(test)]
pub(crate) use kind::SAMPLE;
pub use kind::{
    Anchors, Base, Body, Case, Choice, ChoiceOption, Code, CodeLimits, CodeProof, DataSet, Estimate,
    EstimateProof, Kind, LookFor, Open, Order, QueryPlan, RED_FLAG, Sample, Select, Sql, SqlProof, Unit,
    UnitError, UsesIndex, Within, seconds_of,
};
pub use load::{Bank, BankFile, Layer, Listed, ReadQuestion, ReadRole, shipped};
pub use map::{Area, Map};
pub use outline::{FileKind, FileOutline, Outline, outline};
pub use question::Question;
pub use role::{Role, Section, minimum_coverage};
pub use rubric::{Criterion, Rubric};
pub use scaffold::question_file;
pub use schema::{SchemaName, json_schema};
pub use script::{
    Parts, ReadScript, Script, ScriptAmendment, ScriptAnswer, ScriptCode, ScriptEnd, ScriptSpans,
};
pub use written::to_toml;
