//! Figures computed once, then drawn by one file per format. A document is described once as data and walked by every format;
//! renderers return text and take a width.

mod access;
mod asked;
mod candidate;
mod candidate_document;
mod cards;
mod chart;
mod compare;
mod compare_document;
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
mod letter;
mod markdown;
mod person;
mod prose;
mod redact;
mod role;
mod role_document;
mod session;
mod session_document;
mod stats;
mod svg;
mod tables;
mod terminal;
mod xlsx;

pub use access::{access_document, access_json};
pub use asked::{ShownTable, asked_document};
pub use candidate::{CandidateReport, RaterMark, RatingFigures, RoleOfCandidate, candidate_report};
pub use candidate_document::candidate_document;
pub use cards::{StudyCard, study_document, to_anki};
pub use chart::{
    Axis, Chart, Estimate, IntervalRow, Intervals, Profile, ProfileRow, Scatter, Spread, SpreadRow,
};
pub use compare::{CompareReport, DifferenceFigures, LeftOut, Order, compare_report};
pub use compare_document::compare_document;
pub use csv::{field as csv_field, guarded as csv_guarded};
pub use debrief::{
    Combined, CriterionFigures, Debrief, DebriefArea, DebriefRole, DecisionFigures, Divergence, FlagFigures,
    PanelMember, Panelist, RaterValue, Side, debrief,
};
pub use debrief_document::{debrief_document, decision_lines};
pub use document::{Align, Block, Cell, Column, Document, Figure, Table};
pub use drill::{
    DriftFigures, DrillRoundFigures, DrillSummary, DrilledMark, DrilledSample, InterviewerDrills, Reading,
    SeverityFigures, ShareFigures, drill_round, drill_summary,
};
pub use drill_document::{drill_handout, drill_round_document, drill_summary_document};
pub use format::{Format, Look, RenderError, render};
pub use json::to_json;
pub use key::{anchors_document, key_document};
pub use letter::{Letter, LetterArea, letter, letter_document};
pub use markdown::to_markdown;
pub use person::{AreaFigures, Card, Gate, PersonFigures, RaterScore, Seen, SessionLine};
pub use prose::add_prose;
pub use redact::{LEFT_OUT, Own, Part, Redact, Redactor, code_of};
pub use role::{Coverage, Distribution, OutcomeCount, RoleReport, role_report};
pub use role_document::role_document;
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
pub use tables::{EXPORT_SCHEMA, Export, Field, Kind as ValueKind, Value, dictionary};
pub use terminal::{Style, paragraphs, to_terminal};
pub use xlsx::{plain as xlsx_plain, properties as xlsx_properties};
