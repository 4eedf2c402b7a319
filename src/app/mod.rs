//! One verb per file: joins rooms. No arguments are parsed here and no terminal is touched.

mod amend;
mod asked;
mod backups;
mod banks;
mod candidates;
mod cards;
mod conduct;
mod debrief;
mod demo;
mod drill;
mod export;
mod gather;
mod hand_in;
mod interview;
mod languages;
mod marked;
mod merge;
mod mock;
mod parallel;
mod people;
mod plans;
pub mod practice;
mod proofs;
mod rescore;
mod scripts;
mod sessions;
mod sight;
mod statistics;
mod stores;

pub use amend::{abandon, amend_mark, amend_recommendation, submit};
pub use asked::{asked, shown_tables};
pub use backups::{backup_before, copies_holding};
pub use banks::{BankRequest, check_paths, open_bank};
pub use candidates::{
    Candidate, ErasedPerson, Held, access, candidates, erase, find_candidate, hold, release,
};
pub use cards::cards;
pub use conduct::{End, Live};
pub use debrief::{DebriefWish, Decided, debrief_of, decide, decisions};
pub use demo::demo_script;
pub use drill::{
    DrillEnd, DrillRound, LoadedDrill, chosen, draw_samples, edited_since, read_drill, run_drill,
};
pub use export::{Out, TableFormat, export_text, export_workbook};
pub use gather::{Counted, Gathered, Wanted, counted, gather, redactor};
pub use hand_in::{export_sealed, export_store, must_be_new};
pub use interview::{Begin, begin, resume};
pub use languages::{LANGUAGES, language_of};
pub use marked::{marking_document, marking_json, tier_words};
pub use merge::{MergeDone, merge};
pub use mock::{begin_mock, of_interviewers, self_assessed};
pub use people::{candidate, compare, feedback, pseudonym, role_figures, session_figures};
pub use plans::{draw_plan, plan_from_file, role};
pub use proofs::{ProofRun, run_proofs};
pub use rescore::{Left, Progress, Rescore, RescoreRequest, ResultChange, VerdictChange, rescore};
pub use scripts::{Loaded, Played, export_script, play_script, read_script};
pub use sessions::{Opened, find_session, open_session};
pub use sight::{hidden_from, may_see, visible};
pub use statistics::{StatsRequest, records};
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
