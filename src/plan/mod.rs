//! Choosing what to ask: role + bank + minutes + form letter -> the same plan for every candidate.

mod draw;
mod file;
mod gold;
mod handout;
mod wanted;

pub use draw::{DrawError, Options, draw, of_questions};
pub use file::{read, to_toml};
pub use gold::{GoldSample, gold_samples, is_open_at, next_samples};
pub use handout::{handout, question_for_candidate};
pub use wanted::{UnknownWord, Wanted};

use serde::{Deserialize, Serialize};

use crate::{
    bank::Kind,
    model::{AreaId, Level, QuestionId, RoleId, TopicId},
};

/// What is asked of every candidate for a role on one form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Plan {
    /// The role.
    pub role: RoleId,
    /// The role's title.
    pub title: String,
    /// The role's level.
    pub level: Level,
    /// The form letter, `A` to `Z`.
    pub form: String,
    /// The whole appointment, in minutes.
    pub minutes: u16,
    /// Tags that the draw was asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The share of planned weight that must be assessed for a result, 0 to 1.
    pub coverage: f64,
    /// What to say first.
    pub opening: String,
    /// What to say last.
    pub closing: String,
    /// What could not be covered, in sentences.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unfilled: Vec<String>,
    /// Areas that are drawn by stack and were left out because no `--tag` was given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<AreaId>,
    /// The parts, in the order in which they are asked.
    pub section: Vec<PlannedSection>,
}

/// One part: one area.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct PlannedSection {
    /// The area.
    pub area: AreaId,
    /// The area's title.
    pub title: String,
    /// Time for it, in minutes.
    pub minutes: u16,
    /// Its share in the overall score.
    pub weight: f64,
    /// Why its weight is not 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// What meets the level, 1 to 4.
    pub bar: f64,
    /// Below the bar fails whatever the average.
    #[serde(default)]
    pub gate: bool,
    /// The questions, in order.
    #[serde(default)]
    pub question: Vec<Slot>,
}

/// One question of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Slot {
    /// Which question.
    pub id: QuestionId,
    /// Its title.
    pub title: String,
    /// Its topic.
    pub topic: TopicId,
    /// Its level.
    pub level: Level,
    /// Its kind; open when absent.
    #[serde(default = "open", skip_serializing_if = "is_open")]
    pub kind: Kind,
    /// Planned time, in minutes.
    pub minutes: u16,
    /// The hash of its wording when the plan was made.
    pub wording: String,
}

fn open() -> Kind {
    Kind::Open
}

fn is_open(kind: &Kind) -> bool {
    *kind == Kind::Open
}

impl Plan {
    /// Every slot in order, with its section.
    pub fn slots(&self) -> impl Iterator<Item = (&PlannedSection, &Slot)> {
        self.section.iter().flat_map(|s| s.question.iter().map(move |q| (s, q)))
    }

    /// Everything that a reader should know is not covered, in sentences.
    pub fn not_covered(&self) -> Vec<String> {
        let stack = |area| {
            format!(
                "{area} is asked by stack and was left out; name yours with `--tag`, such as `--tag python`"
            )
        };
        self.left_out.iter().map(stack).chain(self.unfilled.iter().cloned()).collect()
    }

    /// Planned minutes of all questions.
    pub fn asked_minutes(&self) -> u16 {
        self.slots().map(|(_, q)| q.minutes).sum()
    }
}
