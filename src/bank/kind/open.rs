//! An open question: answered aloud, marked by a person on a rubric.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::{
    codes,
    fields::{Fields, Node, Reader, id_of},
    question::lower_marks,
    spans::Spans,
};
use crate::model::{CriterionId, LookForId, Mark, RubricId};

/// How the ids begin under which red flags are ticked (`red-flag-1`, ...); no look-for may be called so.
pub const RED_FLAG: &str = "red-flag-";

/// A question that a person marks on a rubric.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Open {
    /// The rubric whose criteria are marked.
    pub rubric: RubricId,
    /// An answer that would earn a 4, 120 to 250 words.
    pub model_answer: String,
    /// Follow-ups, in the order in which they are asked.
    #[serde(default)]
    pub probes: Vec<String>,
    /// Nudges, from gentle to strong.
    #[serde(default)]
    pub hints: Vec<String>,
    /// What would be dangerous in production.
    #[serde(default)]
    pub red_flags: Vec<String>,
    /// What to listen for.
    #[serde(default)]
    pub look_for: Vec<LookFor>,
    /// This question's own anchors, by criterion of the rubric.
    #[serde(default)]
    pub anchors: BTreeMap<CriterionId, Anchors>,
    /// Gold answers: the proof of the rubric, and drills for interviewers.
    #[serde(default)]
    pub sample: Vec<Sample>,
}

/// One observable behaviour, checkable with yes or no.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LookFor {
    /// Unique within the question.
    pub id: LookForId,
    /// What is heard.
    pub text: String,
}

/// What is said at 1, 2, 3 and 4.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Anchors {
    /// Poor.
    #[serde(rename = "1")]
    pub one: String,
    /// Mixed.
    #[serde(rename = "2")]
    pub two: String,
    /// Good.
    #[serde(rename = "3")]
    pub three: String,
    /// Excellent.
    #[serde(rename = "4")]
    pub four: String,
}

impl Anchors {
    /// The four texts, for marks 1 to 4.
    pub fn all(&self) -> [(Mark, &str); 4] {
        let texts = [&self.one, &self.two, &self.three, &self.four];
        std::array::from_fn(|i| (Mark::ALL[i], texts[i].as_str()))
    }
}

/// An answer somebody might give, with the marks it deserves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sample {
    /// A mark for every criterion of the rubric.
    pub marks: BTreeMap<CriterionId, Mark>,
    /// What the candidate said.
    pub answer: String,
    /// Why these marks.
    pub why: String,
}

/// Lowers `[question.open]`.
pub(in crate::bank) fn lower(reader: &Reader, node: &Node<'_>, spans: &mut Spans) -> Option<Open> {
    let mut f = Fields::of(reader, "open part", node)?;
    spans.mark("open", 0, node.span());
    for key in ["rubric", "model_answer"] {
        if let Some(n) = f.get(key) {
            spans.mark(key, 0, n.span());
        }
    }
    let rubric = f.id("rubric");
    let model_answer = f.text("model_answer");
    let mut texts = |key: &'static str| -> Vec<String> {
        let list = f.texts(key);
        for (i, (_, span)) in list.iter().enumerate() {
            spans.mark(key, i, span.clone());
        }
        list.into_iter().map(|t| t.0).collect()
    };
    let (probes, hints, red_flags) = (texts("probes"), texts("hints"), texts("red_flags"));
    let mut look_for: Vec<LookFor> = Vec::new();
    for (i, item) in f.list("look_for").iter().enumerate() {
        spans.mark("look_for", i, item.span());
        let Some(mut g) = Fields::of(reader, "look-for", item) else { continue };
        let (id, text) = (g.id::<LookForId>("id"), g.text("text"));
        g.finish();
        let (Some(id), Some(text)) = (id, text) else { continue };
        if id.as_str().starts_with(RED_FLAG) {
            let message =
                format!("`{id}` is how the tick of a red flag is called; give the look-for another id");
            reader.report(reader.finding(&codes::DUPLICATE_ID, &item.span(), message).label("this one"));
        }
        if look_for.iter().any(|l| l.id == id) {
            let message = format!("the question has two look-fors named `{id}`");
            reader
                .report(reader.finding(&codes::DUPLICATE_ID, &item.span(), message).label("the second one"));
        }
        look_for.push(LookFor { id, text });
    }
    let mut anchors = BTreeMap::new();
    for (name, span, item) in f.entries("anchors") {
        spans.mark("anchors", anchors.len(), span.clone());
        if let (Some(id), Some(a)) = (id_of::<CriterionId>(reader, name, &span), lower_anchors(reader, item))
        {
            anchors.insert(id, a);
        }
    }
    let mut sample = Vec::new();
    for (i, item) in f.list("sample").iter().enumerate() {
        spans.mark("sample", i, item.span());
        sample.extend(lower_sample(reader, item));
    }
    f.finish();
    Some(Open {
        rubric: rubric?,
        model_answer: model_answer?,
        probes,
        hints,
        red_flags,
        look_for,
        anchors,
        sample,
    })
}

/// Lowers a table of anchors 1 to 4.
pub fn lower_anchors(reader: &Reader, node: &Node<'_>) -> Option<Anchors> {
    let mut f = Fields::of(reader, "table of anchors", node)?;
    let (one, two, three, four) = (f.text("1"), f.text("2"), f.text("3"), f.text("4"));
    f.finish();
    Some(Anchors { one: one?, two: two?, three: three?, four: four? })
}

fn lower_sample(reader: &Reader, node: &Node<'_>) -> Option<Sample> {
    let mut f = Fields::of(reader, "sample", node)?;
    f.need("marks");
    let marks = lower_marks(reader, f.entries("marks"));
    let (answer, why) = (f.text("answer"), f.text("why"));
    f.finish();
    Some(Sample { marks, answer: answer?, why: why? })
}
