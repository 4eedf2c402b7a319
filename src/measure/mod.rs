//! Numbers about people, questions and raters. Plain values in, plain values out; every file cites its source.

mod combine;
mod gold;
mod score;
mod student;
mod wilson;

pub use combine::{
    Combined, CombinedSection, FEWEST_FREE, RatedQuestion, RatedSection, combine, mean, within,
};
pub use gold::{
    GoldAgreement, GoldDrift, GoldPair, LEAST_FOR_DRIFT, LEAST_SAMPLES, gold_agreement, gold_drift,
};
pub use score::{
    GateFailure, Outcome, Overall, QuestionMarks, SectionMarks, SectionScore, overall, question_score,
};
pub use student::{MeanInterval, mean_interval, quantile as student_quantile};
pub use wilson::{Share, share};
