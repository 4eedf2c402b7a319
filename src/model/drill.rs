//! A drill: an interviewer marks a gold sample of the bank blind, then sees the gold marks. Kept apart from sessions and from practice.

use super::{AreaId, CriterionId, Mark, Millis, Moment, QuestionId, RubricId, SessionId};

/// Everything fixed when a gold sample comes up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrillHeader {
    /// This showing of the sample.
    pub id: SessionId,
    /// Who marks, as typed.
    pub interviewer: String,
    /// The question.
    pub question: QuestionId,
    /// The number of the sample within its question, from 1.
    pub sample: u16,
    /// The hash of the question's wording, so that a later edit is known.
    pub wording: String,
    /// The question's area then.
    pub area: AreaId,
    /// The rubric that is marked on.
    pub rubric: RubricId,
    /// When it came up.
    pub started: Moment,
}

/// What happened to a sample.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DrillEvent {
    /// A mark given blind (`None` is not assessed), beside the gold mark of the bank at that moment. A later one on the same criterion replaces it.
    Marked {
        /// Which criterion.
        criterion: CriterionId,
        /// The interviewer's own.
        mark: Option<Mark>,
        /// The bank's.
        gold: Mark,
    },
    /// The last mark on this criterion is taken back.
    TakenBack {
        /// Which criterion.
        criterion: CriterionId,
    },
    /// The gold marks are shown from here on: nothing after this is blind.
    Revealed,
}

/// An event with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrillEntry {
    /// From 1, without gaps.
    pub seq: u32,
    /// Wall clock, for people.
    pub at: Moment,
    /// Time since the sample came up.
    pub elapsed: Millis,
    /// What happened.
    pub event: DrillEvent,
}

/// A sample as it went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drill {
    /// Its fixed facts.
    pub header: DrillHeader,
    /// What happened, in order.
    pub entries: Vec<DrillEntry>,
}

impl Drill {
    /// Whether the gold marks were shown.
    pub fn is_revealed(&self) -> bool {
        self.entries.iter().any(|e| e.event == DrillEvent::Revealed)
    }

    /// The marks that count, in the order of their criteria's first mark: criterion, own mark, gold mark.
    pub fn marks(&self) -> Vec<(&CriterionId, Option<Mark>, Mark)> {
        let mut marks: Vec<(&CriterionId, Option<Mark>, Mark)> = Vec::new();
        for entry in &self.entries {
            match &entry.event {
                DrillEvent::Marked { criterion, mark, gold } => {
                    match marks.iter_mut().find(|m| m.0 == criterion) {
                        Some(known) => *known = (criterion, *mark, *gold),
                        None => marks.push((criterion, *mark, *gold)),
                    }
                }
                DrillEvent::TakenBack { criterion } => marks.retain(|m| m.0 != criterion),
                DrillEvent::Revealed => {}
            }
        }
        marks
    }
}
