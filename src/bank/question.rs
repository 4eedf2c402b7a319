//! A question: what is asked, what to listen for, and how its kind is marked.

use std::{collections::BTreeMap, ops::Range};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    codes,
    fields::{Fields, Node, Reader, as_int, as_text, id_of},
};
use crate::model::{AreaId, CriterionId, Level, LookForId, Mark, QuestionId, RubricId, TopicId};

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

/// How a question is answered and marked: exactly one of these.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Body {
    /// Answered aloud, marked by a person on a rubric.
    Open(Open),
}

impl Body {
    /// The names of all kinds, as sub-tables are named.
    pub const KINDS: [&'static str; 1] = ["open"];

    /// The name of this kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Body::Open(_) => "open",
        }
    }
}

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

/// Where the parts of a question stand in its file, for checks.
#[derive(Debug, Clone, Default)]
pub struct Spans(Vec<(&'static str, usize, Range<usize>)>);

impl Spans {
    fn mark(&mut self, part: &'static str, index: usize, span: Range<usize>) {
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

fn lower_body(f: &mut Fields<'_, '_>, spans: &mut Spans) -> Option<Body> {
    let present: Vec<_> = Body::KINDS.into_iter().filter_map(|k| Some((k, f.get(k)?))).collect();
    match present.as_slice() {
        [("open", node)] => lower_open(f.reader, node, spans).map(Body::Open),
        [] => {
            let finding = f.reader.finding(&codes::ONE_KIND, &f.span, "this question has no kind");
            let kinds = Body::KINDS.map(|k| format!("[question.{k}]")).join(", ");
            f.reader.report(finding.label("how is it marked?").help(format!("add one of {kinds}")));
            None
        }
        [(first, a), (second, b), ..] => {
            let message = format!("this question is both `{first}` and `{second}`");
            let finding = f.reader.finding(&codes::ONE_KIND, &b.span(), message).label("the second kind");
            f.reader.report(
                finding.related(f.reader.place(&a.span()), "the first kind").help("keep one of them"),
            );
            None
        }
        [_] => None,
    }
}

fn lower_open(reader: &Reader, node: &Node<'_>, spans: &mut Spans) -> Option<Open> {
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
