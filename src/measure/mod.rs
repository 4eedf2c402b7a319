//! Numbers about people, questions and raters. Plain values in, plain values out; every file cites its source.

mod combine;
mod score;

pub use combine::{
    Combined, CombinedSection, FEWEST_QUESTIONS, RatedQuestion, RatedSection, combine, mean, within,
};
pub use score::{
    GateFailure, Outcome, Overall, QuestionMarks, SectionMarks, SectionScore, overall, question_score,
};
