//! Figures computed once, then drawn by one file per format. A document is described once as data and walked by every format;
//! renderers return text and take a width.

mod access;
mod asked;
mod debrief;
mod debrief_document;
mod document;
mod json;
mod markdown;
mod session;
mod session_document;
mod terminal;

pub use access::{access_document, access_json};
pub use asked::{ShownTable, asked_document};
pub use debrief::{
    AreaFigures, Combined, CriterionFigures, Debrief, DebriefRole, DecisionFigures, Divergence, FlagFigures,
    PanelFigures, Panelist, RaterValue, Side, debrief,
};
pub use debrief_document::{debrief_document, decision_lines};
pub use document::{Align, Block, Cell, Column, Document, Table};
pub use json::to_json;
pub use markdown::to_markdown;
pub use session::{
    AmendmentFigures, AnswerFigures, DeviationFigures, GateFigures, LookForFigures, MarkFigures,
    NumberedText, QuestionFigures, QuestionStatus, RecommendationFigures, ResultFigures, RoleFigures,
    SectionFigures, SessionFacts, SessionReport, SessionStatus, session_report,
};
pub use session_document::session_document;
pub use terminal::{Style, paragraphs, to_terminal};
