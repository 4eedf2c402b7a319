//! Identities, checked at the door.

use std::{borrow::Cow, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Why a text is not an id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Nothing between the quotes.
    #[error("an id must not be empty")]
    Empty,
    /// Longer than 64 bytes.
    #[error("an id has at most 64 characters, this one has {0}")]
    TooLong(usize),
    /// A character outside `[a-z0-9-]`, or a leading dash.
    #[error("an id holds only a-z, 0-9 and -, and does not start with -; found {0:?}")]
    BadCharacter(char),
}

/// A short name in the shape `[a-z0-9][a-z0-9-]{0,63}`.
pub trait Slug: Sized {
    /// Checks the shape and takes the text over.
    fn new(text: impl Into<String>) -> Result<Self, IdError>;
    /// The id as text.
    fn as_str(&self) -> &str;
}

fn check(text: &str) -> Result<(), IdError> {
    if text.is_empty() {
        return Err(IdError::Empty);
    }
    if text.len() > 64 {
        return Err(IdError::TooLong(text.chars().count()));
    }
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    match text.chars().enumerate().find(|&(i, c)| !allowed(c) || (i == 0 && c == '-')) {
        Some((_, c)) => Err(IdError::BadCharacter(c)),
        None => Ok(()),
    }
}

macro_rules! slug {
    ($(#[$doc:meta] $name:ident),+ $(,)?) => {$(
        #[$doc]
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl Slug for $name {
            fn new(text: impl Into<String>) -> Result<Self, IdError> {
                let text = text.into();
                check(&text).map(|()| Self(text))
            }
            fn as_str(&self) -> &str { &self.0 }
        }
        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str { &self.0 }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.pad(&self.0) }
        }
        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> { <Self as Slug>::new(text) }
        }
        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> { <Self as Slug>::new(text) }
        }
        impl From<$name> for String {
            fn from(id: $name) -> String { id.0 }
        }
        impl schemars::JsonSchema for $name {
            fn inline_schema() -> bool { true }
            fn schema_name() -> Cow<'static, str> { stringify!($name).into() }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,63}$" })
            }
        }
    )+};
}

slug! {
    /// A question of the bank; unique over the whole bank, never reused.
    QuestionId,
    /// A rubric: a named set of criteria.
    RubricId,
    /// A criterion, unique within its rubric.
    CriterionId,
    /// A look-for, unique within its question.
    LookForId,
    /// A role to interview for.
    RoleId,
    /// An area of the field: a folder below `questions/`.
    AreaId,
    /// A topic within an area: a file below its folder.
    TopicId,
}

/// A recorded session: a UUID version 7 in its usual text form. People see [`SessionId::short`].
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(transparent)]
pub struct SessionId(String);

impl SessionId {
    /// Takes a UUID over.
    pub fn from_uuid(id: uuid::Uuid) -> Self {
        Self(id.hyphenated().to_string())
    }

    /// Reads the text form back.
    pub fn parse(text: &str) -> Option<Self> {
        uuid::Uuid::try_parse(text).ok().map(Self::from_uuid)
    }

    /// The whole id.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What people type: the last eight characters. They are random, while the first ones are the time
    /// and collide within a day.
    pub fn short(&self) -> &str {
        &self.0[self.0.len() - 8..]
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// The candidate nearest to `wanted`, when it is near enough to be a slip of the fingers: at most a third of
/// the letters differ (Damerau-Levenshtein in its optimal string alignment form, Boytsov 2011, section 2.1).
pub fn closest<'a>(wanted: &str, among: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = wanted.chars().count().div_ceil(3).max(1);
    among
        .into_iter()
        .filter(|c| c.chars().count().abs_diff(wanted.chars().count()) <= limit)
        .map(|c| (alignment_distance(wanted, c), c))
        .filter(|&(d, _)| d <= limit)
        .min_by(|a, b| a.cmp(b))
        .map(|(_, c)| c)
}

fn alignment_distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    for (j, cell) in rows[0].iter_mut().enumerate() {
        *cell = j;
    }
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let substitution = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = substitution.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_checked_at_the_door() {
        assert!(QuestionId::from_str("composite-index-order").is_ok());
        assert_eq!(QuestionId::from_str(""), Err(IdError::Empty));
        assert_eq!(QuestionId::from_str("-a"), Err(IdError::BadCharacter('-')));
        assert_eq!(QuestionId::from_str("a b"), Err(IdError::BadCharacter(' ')));
        assert_eq!(QuestionId::from_str("caf\u{e9}"), Err(IdError::BadCharacter('\u{e9}')));
        assert_eq!(QuestionId::from_str(&"a".repeat(65)), Err(IdError::TooLong(65)));
    }

    #[test]
    fn the_nearest_name_is_offered_only_when_near() {
        assert_eq!(closest("promt", ["title", "prompt", "probes"]), Some("prompt"));
        assert_eq!(closest("tilte", ["title", "tags"]), Some("title"));
        assert_eq!(closest("zebra", ["title", "prompt"]), None);
    }
}
