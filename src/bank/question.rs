//! A question: what is asked, and the kind that says how it is answered and marked.

use std::{collections::BTreeMap, ops::Range};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    fields::{Fields, Node, Reader, as_int, as_text, id_of},
    kind::{Body, lower_body},
};
use crate::model::{AreaId, CriterionId, Level, Mark, QuestionId, TopicId};

/// One question of the bank.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Question {
    /// Unique over the whole bank, never reused.
    pub id: QuestionId,
    /// What lists show.
    pub title: String,
    /// The folder below `questions/`; written once at the top of the file.
    #[schemars(skip)]
    pub area: AreaId,
    /// The file in that folder; written once at the top of the file.
    #[schemars(skip)]
    pub topic: TopicId,
    /// What anchors 3 and 4 ask for.
    pub level: Level,
    /// Planned time, in minutes.
    pub minutes: u16,
    /// From the list of tags in `questions/map.toml`.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Primary sources of disputable or version-bound facts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<String>,
    /// What the interviewer reads out, or the candidate reads.
    pub prompt: String,
    /// The kind, as a sub-table named after it.
    #[serde(flatten)]
    #[schemars(skip)]
    pub body: Body,
}

/// Where the parts of a question stand in its file, for checks.
#[derive(Debug, Clone, Default)]
pub struct Spans(Vec<(&'static str, usize, Range<usize>)>);

impl Spans {
    /// Keeps the stretch of a part.
    pub(super) fn mark(&mut self, part: &'static str, index: usize, span: Range<usize>) {
        self.0.push((part, index, span));
    }

    /// The stretch of a part: `("prompt", 0)`, `("tags", 2)`, `("look_for", 1)`.
    pub fn get(&self, part: &str, index: usize) -> Option<Range<usize>> {
        self.0.iter().find(|(p, i, _)| *p == part && *i == index).map(|(_, _, s)| s.clone())
    }
}

/// Lowers one `[[question]]` table.
pub fn lower(reader: &Reader, node: &Node<'_>, area: &AreaId, topic: &TopicId) -> Option<(Question, Spans)> {
    let mut f = Fields::of(reader, "question", node)?;
    let mut spans = Spans::default();
    spans.mark("question", 0, node.span());
    for key in ["id", "title", "level", "minutes", "prompt"] {
        if let Some(n) = f.get(key) {
            spans.mark(key, 0, n.span());
        }
    }
    let id = f.id("id");
    let title = f.text("title");
    let level = f.word("level");
    let minutes = f.int("minutes", 1..=120);
    let tags = f.texts("tags");
    for (i, (_, span)) in tags.iter().enumerate() {
        spans.mark("tags", i, span.clone());
    }
    let sources = f.texts("sources").into_iter().map(|t| t.0).collect();
    let prompt = f.text("prompt");
    let body = lower_body(&mut f, &mut spans);
    f.finish();
    let question = Question {
        id: id?,
        title: title?,
        area: area.clone(),
        topic: topic.clone(),
        level: level?,
        minutes: u16::try_from(minutes?).ok()?,
        tags: tags.into_iter().map(|t| t.0).collect(),
        sources,
        prompt: prompt?,
        body: body?,
    };
    Some((question, spans))
}

/// Lowers `{ criterion = mark, ... }`.
pub fn lower_marks(
    reader: &Reader,
    entries: Vec<(&str, Range<usize>, &Node<'_>)>,
) -> BTreeMap<CriterionId, Mark> {
    let lower = |(name, span, node): (&str, Range<usize>, &Node<'_>)| {
        let id = id_of::<CriterionId>(reader, name, &span);
        let mark = as_int(reader, name, node, 1..=4).and_then(|m| Mark::new(m).ok());
        Some((id?, mark?))
    };
    entries.into_iter().filter_map(lower).collect()
}

/// Lowers `{ name = "text", ... }`.
pub fn lower_named_texts<'a>(
    reader: &Reader,
    entries: Vec<(&'a str, Range<usize>, &Node<'_>)>,
) -> Vec<(&'a str, Range<usize>, String)> {
    entries
        .into_iter()
        .filter_map(|(name, span, node)| Some((name, span, as_text(reader, name, node)?)))
        .collect()
}
