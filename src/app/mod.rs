//! One verb per file: joins rooms. No arguments are parsed here and no terminal is touched.

mod amend;
mod asked;
mod banks;
mod conduct;
mod demo;
mod export;
mod gather;
mod interview;
mod languages;
mod marked;
mod people;
mod plans;
mod scripts;
mod sessions;
mod stores;

pub use amend::{abandon, amend_mark, amend_recommendation, submit};
pub use asked::{asked, shown_tables};
pub use banks::{BankRequest, check_paths, open_bank};
pub use conduct::{End, Live};
pub use demo::demo_script;
pub use export::{Out, TableFormat, export_text, export_workbook};
pub use gather::{Counted, Gathered, Wanted, counted, gather, redactor};
pub use interview::{Begin, begin, resume};
pub use languages::{LANGUAGES, language_of};
pub use marked::{marking_document, marking_json, tier_words};
pub use people::{candidate, compare, feedback, pseudonym, role_figures};
pub use plans::{draw_plan, plan_from_file, role};
pub use scripts::{Played, export_script, play_script, read_script};
pub use sessions::{Opened, find_session, open_session};
pub use stores::{open_store, open_store_for_writing};

use crate::model::{Finding, Sources};

/// Content with faults: nothing was done with it.
#[derive(Debug, thiserror::Error)]
#[error("{what} has faults; nothing was done")]
pub struct BadContent {
    /// What was read.
    pub what: String,
    /// Every fault.
    pub findings: Vec<Finding>,
    /// The texts that they point into.
    pub sources: Sources,
}

/// Something that was asked for by name and is not there.
#[derive(Debug, thiserror::Error)]
#[error("{what}")]
pub struct NotFound {
    /// The sentence.
    pub what: String,
    /// What to try.
    pub hint: Option<String>,
}

/// Something that cannot be done in this state.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Refused(pub String);
