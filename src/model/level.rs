//! What a question or a role asks of a developer.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The four levels of the map of the field, lowest first.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum Level {
    /// Builds endpoints, fixes bugs, writes tests, improves queries.
    Junior,
    /// Designs services, owns modules, optimises performance.
    Mid,
    /// Leads architecture decisions, sets engineering standards, mentors.
    Senior,
    /// Oversees system design across an organisation, drives technical strategy.
    Staff,
}

impl Level {
    /// All levels, lowest first.
    pub const ALL: [Level; 4] = [Level::Junior, Level::Mid, Level::Senior, Level::Staff];

    /// The level as the files spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Junior => "junior",
            Level::Mid => "mid",
            Level::Senior => "senior",
            Level::Staff => "staff",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Level {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Level::ALL
            .into_iter()
            .find(|l| l.as_str() == text)
            .ok_or_else(|| format!("`{text}` is not a level; the levels are junior, mid, senior, staff"))
    }
}
