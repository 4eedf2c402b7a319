//! Figures computed once, then drawn by one file per format. A document is described once as data and walked by every format;
//! renderers return text and take a width.

mod access;
mod asked;
mod chart;
mod contact;
mod csv;
mod debrief;
mod debrief_document;
mod document;
mod format;
mod html;
mod json;
mod markdown;
mod redact;
mod session;
mod session_document;
mod svg;
mod terminal;
mod xlsx;

pub use access::{access_document, access_json};
pub use asked::{ShownTable, asked_document};
pub use chart::{Axis, Chart, Estimate, Profile, ProfileRow, Scatter, Spread, SpreadRow};
pub use csv::{field as csv_field, guarded as csv_guarded};
pub use debrief::{
    AreaFigures, Combined, CriterionFigures, Debrief, DebriefRole, DecisionFigures, Divergence, FlagFigures,
    PanelFigures, Panelist, RaterValue, Side, debrief,
};
pub use debrief_document::{debrief_document, decision_lines};
pub use document::{Align, Block, Cell, Column, Document, Table};
pub use format::{Format, Look, RenderError, render};
pub use json::to_json;
pub use markdown::to_markdown;
pub use redact::{LEFT_OUT, Own, Part, Redact, Redactor, code_of};
pub use session::{
    AmendmentFigures, AnswerFigures, DeviationFigures, GateFigures, LookForFigures, MarkFigures,
    NumberedText, QuestionFigures, QuestionStatus, RecommendationFigures, ResultFigures, RoleFigures,
    SectionFigures, SessionFacts, SessionReport, SessionStatus, session_report,
};
pub use session_document::session_document;
pub use terminal::{Style, paragraphs, to_terminal};
