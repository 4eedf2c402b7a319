//! What is kept about a candidate beside the sessions: what a panel decided, and legal holds. Append-only like entries.

use serde::{Deserialize, Serialize};

use super::{Moment, RoleId, SessionId};

/// The longest reason or decision, in characters.
pub const LONGEST_REASON: usize = 100_000;
/// So many sessions may one entry rest on, and so many people may dissent.
pub const MOST_NAMED: usize = 1_000;

/// One thing kept about a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonEntry {
    /// A UUID in its usual text form.
    pub id: String,
    /// When it was written.
    pub at: Moment,
    /// The candidate's sessions at that moment: when one of them is erased, this is erased with it.
    pub sessions: Vec<SessionId>,
    /// What a release ends.
    pub refers: Option<String>,
    /// The words; nothing when the person was erased.
    pub said: Option<Said>,
    /// What it is.
    pub kind: PersonKind,
}

/// What is kept about a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PersonKind {
    /// What a panel decided after its debrief.
    Decision,
    /// Nothing of this person may be erased.
    Hold,
    /// The hold that it refers to is over.
    Release,
}

impl PersonKind {
    /// All kinds.
    pub const ALL: [PersonKind; 3] = [PersonKind::Decision, PersonKind::Hold, PersonKind::Release];

    /// As the store spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            PersonKind::Decision => "decision",
            PersonKind::Hold => "hold",
            PersonKind::Release => "release",
        }
    }
}

/// The words of a [`PersonEntry`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The candidate, as typed.
    pub candidate: String,
    /// Who wrote it down.
    pub who: String,
    /// Why.
    pub why: String,
    /// Of a decision: for which role.
    pub role: Option<RoleId>,
    /// Of a decision: its words.
    pub decision: Option<String>,
    /// Of a decision: who answers for it.
    pub owner: Option<String>,
    /// Of a decision: who did not agree, and why.
    pub dissent: Vec<Dissent>,
}

/// Somebody who did not agree with a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[schemars(inline)]
pub struct Dissent {
    /// Who.
    pub who: String,
    /// In their words.
    pub says: String,
}

impl PersonEntry {
    /// Holds that no release has ended, in order.
    pub fn open_holds(entries: &[PersonEntry]) -> Vec<&PersonEntry> {
        let ended = |id: &str| {
            entries.iter().any(|e| e.kind == PersonKind::Release && e.refers.as_deref() == Some(id))
        };
        entries.iter().filter(|e| e.kind == PersonKind::Hold && !ended(&e.id)).collect()
    }
}
