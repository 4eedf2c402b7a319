//! Numbers about people, questions and raters. Plain values in, plain values out; every file cites its source.

mod score;

pub use score::{
    GateFailure, Outcome, Overall, QuestionMarks, SectionMarks, SectionScore, overall, question_score,
};
