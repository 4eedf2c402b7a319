//! Figures over many sessions: agreement of interviewers, and questions as asked. Mocks are never among them: whoever fills [`Records`] leaves them out.

mod charts;
mod documents;
mod items;
mod raters;
mod records;
mod words;

pub use documents::{item_document, rater_document};
pub use items::{ExposureFigures, FormFigures, ItemFigures, ItemStats, LookForStats, ProbeStats, item_stats};
pub use raters::{AdjustedFigures, PairFigures, PanelFigures, RaterFigures, RaterStats, rater_stats};
pub use records::{Records, Selection};
