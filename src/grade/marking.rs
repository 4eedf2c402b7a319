//! What grading comes to.

use super::{RowDifference, RunnerError, Tier};
use crate::{
    bank::{Question, meaning},
    model::{Fraction, Verdict},
};

/// The verdict on one answer, with everything a person may want to know of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Marking {
    /// How much is right.
    pub fraction: Fraction,
    /// Why, in sentences a candidate may read.
    pub reason: String,
    /// Which grader, with its version: a grader that marks any answer differently gets a new one.
    pub grader: &'static str,
    /// What a right answer looks like.
    pub right: Right,
    /// What ran, for kinds that run something.
    pub detail: Detail,
}

/// What a right answer looks like.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Right {
    /// In lines.
    pub lines: Vec<String>,
    /// SQL or a program that is right.
    pub code: Option<String>,
    /// What is to be learnt.
    pub explanation: String,
}

/// What ran.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Detail {
    /// Nothing.
    #[default]
    Nothing,
    /// SQL that gave other rows than the right ones on a shown data set.
    Rows(RowDifference),
    /// A program, case by case.
    Cases {
        /// In the order of the question.
        cases: Vec<CaseMark>,
        /// How well it was shut in.
        tier: Tier,
    },
}

/// One case of a code question.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseMark {
    /// Its name.
    pub name: String,
    /// Whether the candidate never sees it.
    pub hidden: bool,
    /// Its share in the credit.
    pub weight: u16,
    /// Whether it is right.
    pub passed: bool,
    /// What was wrong; nothing of a hidden case's input or output.
    pub why: String,
    /// Wall time in milliseconds.
    pub millis: u64,
    /// Peak memory in bytes, where known.
    pub memory: Option<u64>,
}

/// Why an answer has no verdict.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Ungraded {
    /// A person marks it.
    #[error("this is an open question: a person marks it on a rubric")]
    Open,
    /// The answer cannot be read; what to type instead.
    #[error("{0}")]
    Unclear(String),
    /// What must be run for it cannot be run here.
    #[error(transparent)]
    Runner(#[from] RunnerError),
    /// The question's own key does not work: a fault of the bank.
    #[error("the key of this question does not work: {0}")]
    Key(String),
}

impl Marking {
    /// What is stored, beside the answer: with the hash of the question's meaning.
    pub fn verdict(&self, question: &Question) -> Verdict {
        Verdict {
            fraction: self.fraction,
            reason: self.reason.clone(),
            grader: self.grader.to_owned(),
            meaning: Some(meaning(question)),
        }
    }
}
