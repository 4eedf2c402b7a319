//! viva (viva voce, the oral examination): structured interviews, practice and assessment for backend developers.
//!
//! # How data flows
//!
//! ```text
//! questions/*.toml, rubrics/**/*.toml
//!     -> bank      Bank, or located findings
//!     -> plan      role + bank + minutes + form letter -> Plan
//!     -> app       Asker (a person or a script) <-> session::step (pure)
//!            every answer, note, tick and mark is appended to the store BEFORE the next thing is shown
//!     -> store     append-only; one SQLite file
//!     -> app::gather   who may see what, names taken out where asked
//!     -> report    figures computed once (measure: the numbers), described as a document
//!     -> report::{terminal, markdown, csv, json, html, xlsx}   bytes
//!     -> ui / world::files
//! ```
//!
//! The same way for one alone: `practice` chooses what comes next and marks it from ticks, `session::drill` lets interviewers mark gold
//! samples, and the store keeps both in tables of their own. Other stores come in through `store::Source`, read-only and checked row by row,
//! by `viva merge` for sessions and `viva practice merge` for practice.
//!
//! The state of a session is always the replay of its rows. So resume, undo, amend, marking anew and merging are the same operation over
//! the same rows; there is one truth, never a cached second one.
//!
//! # Rooms
//!
//! | room | what it is for | may use |
//! |---|---|---|
//! | [`model`] | the words everyone speaks: ids, levels, marks, moments, entries, findings | nothing |
//! | [`measure`] | numbers about people, questions and raters; every file cites its source | model |
//! | [`bank`] | TOML text in; questions, rubrics, roles, scripts, or located findings out; `check/` holds one small check per file | model |
//! | [`plan`] | choosing what to ask | model, bank, measure |
//! | [`grade`] | answer -> verdict with reasons; declares the trait `Runner` | model, bank |
//! | [`session`] | the interview as a pure machine; replay; the trait `Asker` | model, bank, plan, grade, measure |
//! | [`practice`] | practising alone: spaced repetition, what comes next, marks from ticks; replay | model, bank, measure |
//! | [`report`] | figures, then documents, then one renderer per format | model, bank, plan, measure, session |
//! | [`store`] | the only room that keeps anything | model |
//! | [`exec`] | the only room that runs a stranger's SQL or program; implements `Runner` | model, grade |
//! | [`ui`] | the only room with a terminal | model, bank, session, practice, report |
//! | [`world`] | clock, files, environment, chance, editor: each thing once | model |
//! | [`app`] | one verb per file: joins rooms; no arguments, no terminal | all above but ui |
//! | [`cli`] | the door: arguments, settings, dispatch, failures, exit codes | everything, but only glues |
//!
//! Pure rooms (model to report) never touch files, processes, the environment, the clock or a database: `clippy.toml` bans the capabilities with
//! reasons, and `tests/rooms.rs` holds this table against the code. `ui` may draw with `report`, so that a screen and a report
//! describe text the same way; it never meets `store`, nor `store` it.

pub mod app;
pub mod bank;
pub mod cli;
pub mod exec;
pub mod grade;
pub mod measure;
pub mod model;
pub mod plan;
pub mod practice;
pub mod report;
pub mod session;
pub mod store;
pub mod ui;
pub mod world;
