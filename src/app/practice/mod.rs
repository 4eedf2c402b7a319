//! Practice: reading what was practised, choosing a round, asking it, undoing, fitting, merging. One verb per file.

mod asks;
mod choose;
mod documents;
mod list;
mod merge;
mod optimize;
mod progress;
mod round;
mod script;
mod state;
mod study;
mod summary;
mod turn;
mod undo;

pub use choose::{Choice, candidates, choose, without_programs};
pub use list::{due_document, due_json};
pub use merge::merge_practice;
pub use optimize::{Optimized, optimize, reset_parameters};
pub use progress::{ProgressBy, progress_document, progress_of};
pub use round::{Practice, PracticeEnd};
pub use script::{Heed, Script as PracticeScript};
pub use state::{PracticeSettings, Practised, practised};
pub use study::{Study, study};
pub use summary::{Done, Summary};
pub use undo::take_back_last;
