//! The one scale that runs through the whole product: 1 to 4, without a neutral point.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A mark on one criterion: 1 poor, 2 mixed, 3 good, 4 excellent. "Not assessed" is the absence of a mark,
/// never a low one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "i64", into = "i64")]
pub struct Mark(u8);

/// A number that is not on the scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a mark is 1, 2, 3 or 4, not {0}")]
pub struct OutOfScale(pub i64);

impl Mark {
    /// The four marks, lowest first.
    pub const ALL: [Mark; 4] = [Mark(1), Mark(2), Mark(3), Mark(4)];

    /// Checks the range 1 to 4.
    pub fn new(value: i64) -> Result<Self, OutOfScale> {
        match u8::try_from(value) {
            Ok(v @ 1..=4) => Ok(Self(v)),
            _ => Err(OutOfScale(value)),
        }
    }

    /// 1, 2, 3 or 4.
    pub fn value(self) -> u8 {
        self.0
    }

    /// The word for the mark (Google re:Work's four anchors).
    pub fn word(self) -> &'static str {
        ["poor", "mixed", "good", "excellent"][usize::from(self.0) - 1]
    }

    /// The ends of the scale ask for an evidence note before they are taken.
    pub fn needs_evidence(self) -> bool {
        matches!(self.0, 1 | 4)
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl TryFrom<i64> for Mark {
    type Error = OutOfScale;
    fn try_from(value: i64) -> Result<Self, OutOfScale> {
        Self::new(value)
    }
}

impl From<Mark> for i64 {
    fn from(mark: Mark) -> i64 {
        i64::from(mark.0)
    }
}

impl schemars::JsonSchema for Mark {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Mark".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "integer", "minimum": 1, "maximum": 4 })
    }
}

/// How much of a graded question was right, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(transparent)]
#[schemars(inline)]
pub struct Fraction(f64);

impl Fraction {
    /// Nothing right.
    pub const NONE: Fraction = Fraction(0.0);
    /// All right.
    pub const FULL: Fraction = Fraction(1.0);

    /// Brings any number into 0..=1; what is not a number counts as 0.
    pub fn clamped(value: f64) -> Self {
        if value.is_nan() { Self::NONE } else { Self(value.clamp(0.0, 1.0)) }
    }

    /// 0 to 1.
    pub fn value(self) -> f64 {
        self.0
    }

    /// The place on the scale of marks: 1 + 3f.
    pub fn on_scale(self) -> f64 {
        1.0 + 3.0 * self.0
    }
}
