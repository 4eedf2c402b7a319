//! The yardstick of reading: the bytes of a bank through `toml` into plain types by serde, and nothing else.

use std::collections::BTreeMap;

use serde::Deserialize;

/// A question file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    pub format: u32,
    pub area: String,
    pub topic: String,
    pub question: Vec<Question>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    pub id: String,
    pub title: String,
    pub level: String,
    pub minutes: u16,
    pub tags: Vec<String>,
    #[serde(default)]
    pub sources: Vec<String>,
    pub prompt: String,
    pub open: Open,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Open {
    pub rubric: String,
    pub model_answer: String,
    pub probes: Vec<String>,
    pub hints: Vec<String>,
    pub red_flags: Vec<String>,
    pub look_for: Vec<LookFor>,
    pub anchors: BTreeMap<String, BTreeMap<String, String>>,
    pub sample: Vec<Sample>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LookFor {
    pub id: String,
    pub text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sample {
    pub marks: BTreeMap<String, u8>,
    pub answer: String,
    pub why: String,
}

/// Parses one question file.
///
/// # Panics
/// When it is none.
pub fn parse(text: &str) -> File {
    toml::from_str(text).expect("a question file")
}
