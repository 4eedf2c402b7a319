//! A candidate's SQL: one answer on its data sets, each in an in-memory SQLite of its own, in a process of its own.
//!
//! Inside the process an authorizer lets through what an answer may do and nothing else, SQLite's limits bound the
//! length of values and statements, its heap is capped, a progress handler ends it a little before the deadline, and
//! rows and bytes of a result are counted. The kernel bounds memory, processor time and open files and lets it write no
//! file at all. The parent kills what is still there at the deadline: a single `instr()` on long strings runs for
//! seconds between two calls of the progress handler.
//!
//! Decisions: double-quoted text is a name, never a string, as in every other database; foreign keys are enforced; a
//! transaction that the answer leaves open is rolled back, as when a connection closes, and said so; local time is UTC.

mod parent;
mod policy;
mod run;
mod wire;

pub(super) use parent::{run, run_all};
pub(super) use run::stage;
