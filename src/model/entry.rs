//! What happened in a session, one append-only entry after another. The state is always their replay.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{CriterionId, Fraction, LookForId, Mark, Millis, Moment, QuestionId, RoleId, SessionId};

/// Who conducts a session; results of the two never mix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum Mode {
    /// An interviewer marks a candidate.
    Interview,
    /// A candidate marks themselves in a mock interview.
    Mock,
}

/// The longest name of a person that is kept, in characters.
pub const LONGEST_NAME: usize = 200;

/// Everything fixed when a session begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The session.
    pub id: SessionId,
    /// Who is interviewed, as typed.
    pub candidate: String,
    /// Who interviews, as typed.
    pub interviewer: String,
    /// For which role.
    pub role: RoleId,
    /// The form letter.
    pub form: String,
    /// Who marks.
    pub mode: Mode,
    /// When it began.
    pub started: Moment,
    /// The pinned texts: plan, role, every question and rubric, as canonical JSON by content hash.
    pub pinned: Vec<Pinned>,
}

/// An exact text that a result rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pinned {
    /// `plan`, `question` or `rubric`.
    pub kind: PinnedKind,
    /// SHA-256 of `body`, lower-case hex.
    pub hash: String,
    /// Canonical JSON.
    pub body: String,
}

/// What a pinned text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PinnedKind {
    /// The plan of the session.
    Plan,
    /// A question as it was asked.
    Question,
    /// A rubric as it was marked on.
    Rubric,
}

impl PinnedKind {
    /// All kinds.
    pub const ALL: [PinnedKind; 3] = [PinnedKind::Plan, PinnedKind::Question, PinnedKind::Rubric];

    /// As the store spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            PinnedKind::Plan => "plan",
            PinnedKind::Question => "question",
            PinnedKind::Rubric => "rubric",
        }
    }
}

/// How a look-for came.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum Heard {
    /// It was not said.
    Missed,
    /// It came after a hint.
    Hinted,
    /// It came after a probe.
    Probed,
    /// It came on its own.
    Unprompted,
}

impl Heard {
    /// All ways, worst first.
    pub const ALL: [Heard; 4] = [Heard::Missed, Heard::Hinted, Heard::Probed, Heard::Unprompted];

    /// The word in files and on the screen.
    pub fn as_str(self) -> &'static str {
        match self {
            Heard::Missed => "missed",
            Heard::Hinted => "hinted",
            Heard::Probed => "probed",
            Heard::Unprompted => "unprompted",
        }
    }
}

impl FromStr for Heard {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Heard::ALL
            .into_iter()
            .find(|h| h.as_str() == text)
            .ok_or_else(|| format!("`{text}` is none of unprompted, probed, hinted, missed"))
    }
}

/// The interviewer's own recommendation (Greenhouse's four, and no decision).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum Recommendation {
    /// Seen, and not decided.
    NoDecision,
    /// A strong no.
    StrongNo,
    /// No.
    No,
    /// Yes.
    Yes,
    /// A strong yes.
    StrongYes,
}

impl Recommendation {
    /// In the order in which they are offered.
    pub const ALL: [Recommendation; 5] = [
        Recommendation::StrongNo,
        Recommendation::No,
        Recommendation::Yes,
        Recommendation::StrongYes,
        Recommendation::NoDecision,
    ];

    /// The word in files and on the screen.
    pub fn as_str(self) -> &'static str {
        match self {
            Recommendation::StrongNo => "strong-no",
            Recommendation::No => "no",
            Recommendation::Yes => "yes",
            Recommendation::StrongYes => "strong-yes",
            Recommendation::NoDecision => "no-decision",
        }
    }
}

impl FromStr for Recommendation {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Recommendation::ALL.into_iter().find(|r| r.as_str() == text).ok_or_else(|| {
            format!("`{text}` is not a recommendation; they are strong-no, no, yes, strong-yes, no-decision")
        })
    }
}

impl fmt::Display for Recommendation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Why a whole question was left without marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum SkipCause {
    /// The interviewer left it out: a deviation from the form.
    Skipped,
    /// It was asked, and what was said does not allow a mark.
    Unassessed,
}

/// What a candidate handed in to a graded question, exactly as typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The answer as text; for code the source.
    pub text: String,
    /// The language of a code answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

/// What the grader said of an [`Answer`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// How much was right.
    pub fraction: Fraction,
    /// Why, in sentences a candidate may read.
    pub reason: String,
    /// Which grader, with its version.
    pub grader: String,
    /// The hash of the meaning of the question by whose key it was judged; absent in answers that were kept before it was kept beside them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meaning: Option<String>,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "the fields say what the variants' lines say")]
pub enum Event {
    /// The question came up, or was come back to; the candidate talks.
    Opened { question: QuestionId },
    /// A line the interviewer typed; without a question, about the whole interview.
    Note { question: Option<QuestionId>, text: String },
    /// A look-for was ticked.
    Tick { question: QuestionId, look_for: LookForId, heard: Heard },
    /// Probe number `number` (from 1) was asked.
    Probe { question: QuestionId, number: u16 },
    /// Hint number `number` (from 1) was given.
    Hint { question: QuestionId, number: u16 },
    /// The talking is over, the marking begins.
    Marking { question: QuestionId },
    /// A mark, or `None` for not assessed.
    Marked { question: QuestionId, criterion: CriterionId, mark: Option<Mark> },
    /// What was said that bears the mark.
    Evidence { question: QuestionId, criterion: CriterionId, text: String },
    /// The whole question has no marks, and why.
    NotAssessed { question: QuestionId, cause: SkipCause, why: String },
    /// An answer to a graded question and its verdict.
    Answered { question: QuestionId, answer: Answer, verdict: Verdict },
    /// A deviation from the form that the interviewer noted.
    Deviation { question: Option<QuestionId>, text: String },
    /// The question is done for now; its clock stops.
    Left { question: QuestionId },
    /// The interview stands still.
    Paused,
    /// It goes on.
    Resumed,
    /// Entry number `entry` is taken back.
    Undone { entry: u32 },
    /// The interviewer's own recommendation.
    Recommended { recommendation: Recommendation, why: String },
    /// The scorecard is sealed.
    Submitted,
    /// The session ends without a scorecard.
    Abandoned { why: String },
    /// After sealing: a mark changed.
    MarkAmended {
        question: QuestionId,
        criterion: CriterionId,
        before: Option<Mark>,
        after: Option<Mark>,
        who: String,
        why: String,
    },
    /// After sealing: the recommendation changed.
    RecommendationAmended { before: Option<Recommendation>, after: Recommendation, who: String, why: String },
    /// At any time: the stored answer of entry number `entry` was marked anew, by the key that its question has now. `text` is the hash of that
    /// question's exact text, which is pinned with this entry.
    Rescored { question: QuestionId, entry: u32, verdict: Verdict, text: String, who: String, why: String },
}

/// An event with its place in the session.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// From 1, without gaps.
    pub seq: u32,
    /// Wall clock, for people.
    pub at: Moment,
    /// Time spent in the session so far, pauses and interruptions left out.
    pub elapsed: Millis,
    /// What happened.
    pub event: Event,
}

impl Event {
    /// The question it belongs to.
    pub fn question(&self) -> Option<&QuestionId> {
        match self {
            Event::Opened { question }
            | Event::Tick { question, .. }
            | Event::Probe { question, .. }
            | Event::Hint { question, .. }
            | Event::Marking { question }
            | Event::Marked { question, .. }
            | Event::Evidence { question, .. }
            | Event::NotAssessed { question, .. }
            | Event::Answered { question, .. }
            | Event::Left { question }
            | Event::MarkAmended { question, .. }
            | Event::Rescored { question, .. } => Some(question),
            Event::Note { question, .. } | Event::Deviation { question, .. } => question.as_ref(),
            Event::Paused
            | Event::Resumed
            | Event::Undone { .. }
            | Event::Recommended { .. }
            | Event::Submitted
            | Event::Abandoned { .. }
            | Event::RecommendationAmended { .. } => None,
        }
    }
}
