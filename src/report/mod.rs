//! Figures computed once, then drawn by one file per format. A document is described once as data and walked by every format;
//! renderers return text and take a width.

mod access;
mod asked;
mod cards;
mod chart;
mod contact;
mod csv;
mod debrief;
mod debrief_document;
mod document;
mod drill;
mod drill_document;
mod format;
mod html;
mod json;
mod key;
mod markdown;
mod prose;
mod redact;
mod session;
mod session_document;
mod stats;
mod svg;
mod terminal;
mod xlsx;

pub use access::{access_document, access_json};
pub use asked::{ShownTable, asked_document};
pub use cards::{StudyCard, study_document, to_anki};
pub use chart::{Axis, Chart, Estimate, Profile, ProfileRow, Scatter, Spread, SpreadRow};
pub use csv::{field as csv_field, guarded as csv_guarded};
pub use debrief::{
    AreaFigures, Combined, CriterionFigures, Debrief, DebriefRole, DecisionFigures, Divergence, FlagFigures,
    PanelMember, Panelist, RaterValue, Side, debrief,
};
pub use debrief_document::{debrief_document, decision_lines};
pub use document::{Align, Block, Cell, Column, Document, Table};
pub use drill::{
    DriftFigures, DrillRoundFigures, DrillSummary, DrilledMark, DrilledSample, InterviewerDrills, Reading,
    SeverityFigures, ShareFigures, drill_round, drill_summary,
};
pub use drill_document::{drill_handout, drill_round_document, drill_summary_document};
pub use format::{Format, Look, RenderError, render};
pub use json::to_json;
pub use key::{anchors_document, key_document};
pub use markdown::to_markdown;
pub use prose::add_prose;
pub use redact::{LEFT_OUT, Own, Part, Redact, Redactor, code_of};
pub use session::{
    AmendmentFigures, AnswerFigures, DeviationFigures, GateFigures, LookForFigures, MarkFigures,
    NumberedText, QuestionFigures, QuestionStatus, RecommendationFigures, ResultFigures, RoleFigures,
    SectionFigures, SessionFacts, SessionReport, SessionStatus, session_report,
};
pub use session_document::session_document;
pub use stats::{
    AdjustedFigures, ExposureFigures, FormFigures, ItemFigures, ItemStats, LookForStats, PairFigures,
    PanelFigures, ProbeStats, RaterFigures, RaterStats, Records, Selection, item_document, item_stats,
    rater_document, rater_stats,
};
pub use terminal::{Style, paragraphs, to_terminal};
