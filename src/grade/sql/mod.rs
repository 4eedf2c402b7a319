//! SQL: the answer and the reference run on every data set, and their results are compared. For write questions the tables are compared
//! afterwards, for index questions the plan of a query is judged.

mod mark;
mod query_plan;
mod statements;

#[cfg(test)]
pub(super) mod tests;

pub use mark::GRADER;
pub(super) use mark::{grade, read};
pub use statements::table_names;
