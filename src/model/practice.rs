//! What happened when somebody practised, one append-only row after another. Kept apart from sessions; the state is always the replay.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{
    Answer, AreaId, CriterionId, Day, Fraction, Heard, Level, LookForId, Mark, Millis, Moment, QuestionId,
    TopicId, Verdict,
};

/// A row of practice: a UUID version 7 in its usual text form, unique over all machines, so that stores can be merged.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(transparent)]
pub struct PracticeId(String);

impl PracticeId {
    /// Takes a UUID over.
    pub fn from_uuid(id: uuid::Uuid) -> Self {
        Self(id.hyphenated().to_string())
    }

    /// Reads the text form back; only the spelling that is written passes.
    pub fn parse(text: &str) -> Option<Self> {
        uuid::Uuid::try_parse(text).ok().map(Self::from_uuid).filter(|id| id.0 == text)
    }

    /// The whole id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PracticeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// How well a question was remembered: the four grades of FSRS.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum Rating {
    /// Not remembered.
    Again,
    /// Remembered in part.
    Hard,
    /// Remembered.
    Good,
    /// Remembered whole and unprompted.
    Easy,
}

impl Rating {
    /// All grades, worst first.
    pub const ALL: [Rating; 4] = [Rating::Again, Rating::Hard, Rating::Good, Rating::Easy];

    /// 1 (again) to 4 (easy), as FSRS counts.
    pub fn value(self) -> u8 {
        match self {
            Rating::Again => 1,
            Rating::Hard => 2,
            Rating::Good => 3,
            Rating::Easy => 4,
        }
    }

    /// The grade of a number 1 to 4.
    pub fn of(value: i64) -> Option<Self> {
        Rating::ALL.into_iter().find(|r| i64::from(r.value()) == value)
    }

    /// Whether it counts as remembered.
    pub fn is_recall(self) -> bool {
        self != Rating::Again
    }

    /// The word on the screen.
    pub fn as_str(self) -> &'static str {
        match self {
            Rating::Again => "again",
            Rating::Hard => "hard",
            Rating::Good => "good",
            Rating::Easy => "easy",
        }
    }
}

impl fmt::Display for Rating {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Rating {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let found = Rating::ALL.into_iter().find(|r| r.as_str() == text);
        found.ok_or_else(|| format!("`{text}` is none of again, hard, good, easy"))
    }
}

/// A question that came up in practice, with what it was then. Its id is also the seed by which options and steps were shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// Its id.
    pub id: PracticeId,
    /// The sitting it belongs to.
    pub round: PracticeId,
    /// Which question.
    pub question: QuestionId,
    /// Its area then.
    pub area: AreaId,
    /// Its topic then.
    pub topic: TopicId,
    /// Its level then.
    pub level: Level,
    /// The name of its kind, such as `open`.
    pub kind: String,
    /// The hash of what is marked (`bank::meaning`): another one means another card.
    pub meaning: String,
    /// The hash of the whole text (`bank::wording`).
    pub wording: String,
    /// When it came up.
    pub at: Moment,
}

/// One thing that happened in an [`Attempt`].
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "the fields say what the variants' lines say")]
pub enum PracticeEvent {
    /// An open question was answered: typed, or aloud (`None`).
    Said { text: Option<String> },
    /// Probe number `number` (from 1) was asked for.
    Probe { number: u16 },
    /// Hint number `number` (from 1) was asked for.
    Hint { number: u16 },
    /// A look-for was ticked against the model answer.
    Tick { look_for: LookForId, heard: Heard },
    /// Whether red flag number `number` (from 1) was in the answer.
    Flag { number: u16, said: bool },
    /// A mark: what the rule gave, if it gave one, and what counts.
    Marked { criterion: CriterionId, computed: Option<Mark>, mark: Mark },
    /// A graded question was answered and marked by the program.
    Graded { answer: Answer, verdict: Verdict },
    /// The question was left out, without a review.
    Skipped { why: String },
    /// Another entry of this attempt is taken back.
    Undone { entry: PracticeId },
    /// The whole attempt is taken back, with its review.
    TakenBack,
}

/// An event with its place in its attempt.
#[derive(Debug, Clone, PartialEq)]
pub struct PracticeEntry {
    /// Its id.
    pub id: PracticeId,
    /// Which attempt.
    pub attempt: PracticeId,
    /// From 1. Two entries have the same number only where two copies of a store went on with the same attempt; then the id orders them.
    pub seq: u32,
    /// Wall clock.
    pub at: Moment,
    /// Time spent on the question so far.
    pub elapsed: Millis,
    /// What happened.
    pub event: PracticeEvent,
}

/// The end of an attempt: what the scheduler learns from. At most one counts for an attempt.
#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    /// Its id.
    pub id: PracticeId,
    /// Which attempt.
    pub attempt: PracticeId,
    /// Which question.
    pub question: QuestionId,
    /// The hash of what was marked.
    pub meaning: String,
    /// Its area then.
    pub area: AreaId,
    /// Its topic then.
    pub topic: TopicId,
    /// Its level then.
    pub level: Level,
    /// How well it was remembered.
    pub rating: Rating,
    /// The mark it earned as a share: (mark - 1) / 3 of an open question, the share that was right of a graded one.
    pub score: Fraction,
    /// When.
    pub at: Moment,
    /// The day it counts for where it was answered.
    pub day: Day,
    /// Time spent.
    pub spent: Millis,
    /// The retention that was asked for then, 0 to 1.
    pub retention: f64,
}

/// The parameters of FSRS-6 from a moment on: fitted to one's own reviews, or `None` for the published ones again.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted {
    /// Its id.
    pub id: PracticeId,
    /// When.
    pub at: Moment,
    /// How many reviews they rest on.
    pub reviews: u32,
    /// The 21 weights.
    pub weights: Option<[f64; 21]>,
    /// Mean log-loss of the parameters in force before, on those reviews.
    pub loss_before: f64,
    /// Mean log-loss of the new ones, on the same reviews.
    pub loss_after: f64,
}
