//! Numbers about people, questions and raters. Plain values in, plain values out; every file cites its source.

mod agreement;
mod alpha;
mod bootstrap;
mod combine;
mod correlation;
mod distribution;
mod estimate;
mod gold;
mod icc;
mod kappa;
mod mean;
#[cfg(test)]
mod oracle;
mod reliability;
mod score;
mod severity;
mod spread;
mod student;
mod wilson;

pub use agreement::Pairs;
pub use alpha::{Coincidences, Metric};
pub use bootstrap::interval as resampled_interval;
pub use combine::{
    Combined, CombinedSection, FEWEST_QUESTIONS, RatedQuestion, RatedSection, combine, mean, within,
};
pub use correlation::correlation;
pub use estimate::{
    AGREEMENT_UNITS, COMPARED_SESSIONS, CORRELATED_CANDIDATES, Counted, Estimate, Figure, MEAN_CANDIDATES,
    MEAN_SESSIONS, Missing, Needed, RESAMPLED_CANDIDATES,
};
pub use gold::{
    GoldAgreement, GoldDrift, GoldPair, LEAST_FOR_DRIFT, LEAST_SAMPLES, gold_agreement, gold_drift,
};
pub use icc::{MeanSquares, icc, mean_squares};
pub use kappa::{Weights, kappa};
pub use mean::{Cluster, Moments, clustered_mean, difference, share};
pub use reliability::{Reliability, reliability};
pub use score::{
    GateFailure, Outcome, Overall, QuestionMarks, SectionMarks, SectionScore, overall, question_score,
};
pub use severity::{Equations, Severity};
pub use spread::spread;
pub use student::{MeanInterval, mean_interval};
pub use wilson::{Share, wilson};
