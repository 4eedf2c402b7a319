//! A rubric: criteria with four observable anchors each.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    codes,
    fields::{Fields, Reader},
    kind::{Anchors, lower_anchors},
};
use crate::model::{CriterionId, RubricId, SourceId};

/// A behaviourally anchored rating scale for one kind of question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rubric {
    /// Unique over the whole bank.
    pub id: RubricId,
    /// What lists show.
    pub title: String,
    /// Which questions it serves.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub about: String,
    /// What is marked, in this order.
    pub criterion: Vec<Criterion>,
}

/// One thing that is marked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// Unique within the rubric.
    pub id: CriterionId,
    /// What the screen shows.
    pub title: String,
    /// The question that the mark answers.
    pub about: String,
    /// Its share in the question's score; 1 when absent.
    #[serde(default = "one")]
    pub weight: f64,
    /// What can be heard at 1, 2, 3 and 4.
    pub anchors: Anchors,
}

fn one() -> f64 {
    1.0
}

impl Rubric {
    /// The criterion with the highest weight; the first of equals. A rubric has at least one.
    pub fn main_criterion(&self) -> Option<&Criterion> {
        self.criterion.iter().reduce(|best, c| if c.weight > best.weight { c } else { best })
    }

    /// The criterion of that id.
    pub fn criterion(&self, id: &CriterionId) -> Option<&Criterion> {
        self.criterion.iter().find(|c| c.id == *id)
    }
}

/// Reads a rubric file.
pub fn read(source: SourceId, text: &str) -> (Option<Rubric>, Vec<crate::model::Finding>) {
    let reader = Reader::new(source, 0);
    let table = reader.parse(text);
    let rubric = lower(Fields::new(&reader, "rubric", table.get_ref(), 0..0));
    (rubric, reader.finish())
}

fn lower(mut f: Fields<'_, '_>) -> Option<Rubric> {
    f.format();
    let (id, title) = (f.id("id"), f.text("title"));
    let about = f.text_if("about").unwrap_or_default();
    let mut criteria: Vec<Criterion> = Vec::new();
    f.need("criterion");
    for node in f.list("criterion") {
        let Some(mut g) = Fields::of(f.reader, "criterion", node) else { continue };
        let (id, title, about) = (g.id::<CriterionId>("id"), g.text("title"), g.text("about"));
        let weight = g.number_if("weight", 0.01..=100.0).unwrap_or(1.0);
        let anchors = g.need("anchors").and_then(|n| lower_anchors(f.reader, n));
        g.finish();
        let (Some(id), Some(title), Some(about), Some(anchors)) = (id, title, about, anchors) else {
            continue;
        };
        if criteria.iter().any(|c| c.id == id) {
            let message = format!("the rubric has two criteria named `{id}`");
            f.reader.report(
                f.reader.finding(&codes::DUPLICATE_ID, &node.span(), message).label("the second one"),
            );
        }
        criteria.push(Criterion { id, title, about, weight, anchors });
    }
    f.finish();
    Some(Rubric { id: id?, title: title?, about, criterion: criteria })
}
