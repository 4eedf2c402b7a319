//! Figures computed once, then drawn by one file per format. A document is described once as data and walked by every format;
//! renderers return text and take a width.

mod asked;
mod candidate;
mod candidate_document;
mod chart;
mod compare;
mod compare_document;
mod contact;
mod csv;
mod document;
mod format;
mod html;
mod json;
mod letter;
mod markdown;
mod person;
mod redact;
mod role;
mod role_document;
mod session;
mod session_document;
mod svg;
mod tables;
mod terminal;
mod xlsx;

pub use asked::{ShownTable, asked_document};
pub use candidate::{CandidateReport, RaterMark, RatingFigures, RoleOfCandidate, candidate_report};
pub use candidate_document::candidate_document;
pub use chart::{Axis, Chart, Estimate, Profile, ProfileRow, Scatter, Spread, SpreadRow};
pub use compare::{CompareReport, LeftOut, Order, PairFigures, compare_report};
pub use compare_document::compare_document;
pub use csv::{field as csv_field, guarded as csv_guarded};
pub use document::{Align, Block, Cell, Column, Document, Table};
pub use format::{Format, Look, RenderError, render};
pub use json::to_json;
pub use letter::{Letter, LetterArea, letter, letter_document};
pub use markdown::to_markdown;
pub use person::{AreaFigures, Card, Gate, PersonFigures, RaterScore, Seen, SessionLine};
pub use redact::{LEFT_OUT, Own, Part, Redact, Redactor, code_of};
pub use role::{Coverage, Distribution, OutcomeCount, RoleReport, role_report};
pub use role_document::role_document;
pub use session::{
    AmendmentFigures, AnswerFigures, DeviationFigures, GateFigures, LookForFigures, MarkFigures,
    NumberedText, QuestionFigures, QuestionStatus, RecommendationFigures, ResultFigures, RoleFigures,
    SectionFigures, SessionFacts, SessionReport, SessionStatus, session_report,
};
pub use session_document::session_document;
pub use tables::{EXPORT_SCHEMA, Export, Field, Kind as ValueKind, Value, dictionary};
pub use terminal::{Style, paragraphs, to_terminal};
pub use xlsx::{plain as xlsx_plain, properties as xlsx_properties};
