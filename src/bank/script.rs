//! A scripted interview: what `viva interview --script FILE` plays, and what `viva session export` writes.

use std::{collections::BTreeMap, ops::Range};

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::Serialize;

use super::{
    codes,
    fields::{Fields, Node, Reader, as_int, as_text, id_of},
    kind::Kind,
    question::{lower_marks, lower_named_texts},
};
use crate::model::{
    CriterionId, Finding, Heard, LONGEST_NAME, LookForId, Mark, Mode, QuestionId, Recommendation, RoleId,
    SourceId,
};

/// A whole interview, written down.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Script {
    /// Who was interviewed.
    pub candidate: String,
    /// Who interviewed.
    pub interviewer: String,
    /// For which role.
    pub role: RoleId,
    /// The form letter; `A` when absent.
    #[serde(default = "form_a")]
    pub form: String,
    /// `mock` when the candidate marked themselves; an interview when absent.
    #[serde(default, skip_serializing_if = "Mode::is_interview")]
    pub mode: Mode,
    /// When it began, RFC 3339; now when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started: Option<String>,
    /// The questions of the plan in their order; drawn from the role when absent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<QuestionId>,
    /// Notes about the whole interview.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Deviations from the form that belong to no question.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deviations: Vec<String>,
    /// What was recorded, in the order in which it was asked.
    #[serde(default)]
    pub answer: Vec<ScriptAnswer>,
    /// The interviewer's own recommendation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<ScriptEnd>,
    /// True when the scorecard was sealed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub submitted: bool,
    /// Changes after sealing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amendment: Vec<ScriptAmendment>,
}

fn form_a() -> String {
    "A".into()
}

/// One question as it went.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScriptAnswer {
    /// Which question.
    pub question: String,
    /// Time spent, in minutes; the planned time when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<f64>,
    /// How each look-for came.
    #[serde(default, skip_serializing_if = "IndexMap::is_empty")]
    #[schemars(with = "BTreeMap<LookForId, Heard>")]
    pub look_for: IndexMap<LookForId, Heard>,
    /// Numbers of the probes that were asked, from 1.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub probes: Vec<u16>,
    /// Numbers of the hints that were given, from 1.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hints: Vec<u16>,
    /// Numbers of the red flags that were heard, from 1.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub red_flags: Vec<u16>,
    /// Notes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Deviations from the form.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deviations: Vec<String>,
    /// Marks by criterion; a criterion left out is not assessed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub marks: BTreeMap<CriterionId, Mark>,
    /// What was said that bears the mark, by criterion.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub evidence: BTreeMap<CriterionId, String>,
    /// Why the question has no marks though it was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_assessed: Option<String>,
    /// Why the question was left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skipped: Option<String>,
    /// The answer to a choice: numbers as `viva question show ID --candidate` prints them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub choice: Option<Vec<u16>>,
    /// The answer to an order: all numbers in order, as `viva question show ID --candidate` prints them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<Vec<u16>>,
    /// The answer to an estimate, as typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimate: Option<String>,
    /// The answer to an SQL question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sql: Option<String>,
    /// The answer to a code question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<ScriptCode>,
}

impl ScriptAnswer {
    /// The kinds of graded answers that are given; a fitting answer has at most one.
    pub fn kinds(&self) -> Vec<Kind> {
        let given = [
            (Kind::Choice, self.choice.is_some()),
            (Kind::Order, self.order.is_some()),
            (Kind::Estimate, self.estimate.is_some()),
            (Kind::Sql, self.sql.is_some()),
            (Kind::Code, self.code.is_some()),
        ];
        given.into_iter().filter(|(_, there)| *there).map(|(kind, _)| kind).collect()
    }
}

/// A program.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScriptCode {
    /// `python`, `javascript`, ...
    pub language: String,
    /// The program.
    pub source: String,
}

/// The interviewer's own recommendation.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScriptEnd {
    /// strong-no, no, yes, strong-yes or no-decision.
    pub recommendation: Recommendation,
    /// The reason.
    pub why: String,
}

/// A change after sealing: of a mark, or of the recommendation.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScriptAmendment {
    /// The question; absent for the recommendation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// The criterion; absent for the recommendation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub criterion: Option<CriterionId>,
    /// The new mark; absent for not assessed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<Mark>,
    /// The new recommendation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recommendation: Option<Recommendation>,
    /// Who changed it.
    pub who: String,
    /// Why.
    pub why: String,
}

/// Places of parts, by name.
pub type Parts = Vec<(String, Range<usize>)>;

/// Where things stand in a script, for faults that only the plan can show.
#[derive(Debug, Clone, Default)]
pub struct ScriptSpans {
    /// The `role` value.
    pub role: Range<usize>,
    /// The `form` value.
    pub form: Range<usize>,
    /// Each of `questions`.
    pub questions: Vec<Range<usize>>,
    /// Each answer: its header, and parts by name (`question`, `look_for.ID`, `marks.ID`, `probes.0`...).
    pub answer: Vec<(Range<usize>, Parts)>,
    /// Each amendment's header.
    pub amendment: Vec<Range<usize>>,
}

impl ScriptSpans {
    /// The place of a part of an answer; of the whole answer when the part has none.
    pub fn part(&self, answer: usize, part: &str) -> Range<usize> {
        let Some((header, parts)) = self.answer.get(answer) else { return 0..0 };
        parts.iter().find(|(p, _)| p == part).map_or_else(|| header.clone(), |(_, s)| s.clone())
    }
}

/// A script with its places.
#[derive(Debug, Clone)]
pub struct ReadScript {
    /// The script.
    pub script: Script,
    /// Places in its file.
    pub spans: ScriptSpans,
}

impl Script {
    /// Reads a script file.
    pub fn read(source: SourceId, text: &str) -> (Option<ReadScript>, Vec<Finding>) {
        let reader = Reader::new(source, 0);
        let table = reader.parse(text);
        let script = lower(Fields::new(&reader, "script", table.get_ref(), 0..0).at_most(usize::MAX));
        (script, reader.finish())
    }
}

fn lower(mut f: Fields<'_, '_>) -> Option<ReadScript> {
    let mut spans = ScriptSpans::default();
    f.format();
    let (candidate, interviewer) = (name(&mut f, "candidate"), name(&mut f, "interviewer"));
    spans.role = f.get("role").map_or(0..0, |n| n.span());
    let role = f.id("role");
    spans.form = f.get("form").map_or(0..0, |n| n.span());
    let form = f.text_if("form").unwrap_or_else(form_a);
    let mode = f.get("mode").and_then(|n| f.as_word::<Mode>("mode", n)).unwrap_or_default();
    let started = f.text_if("started");
    if let (Some(text), Some(node)) = (&started, f.get("started"))
        && crate::model::Moment::parse(text).is_none()
    {
        let message = format!("`{}` is not a time like 2026-11-22T10:00:00Z", crate::model::visible(text));
        f.reader.report(f.reader.finding(&codes::WRONG_TYPE, &node.span(), message).label("not RFC 3339"));
    }
    let questions = f.ids::<QuestionId>("questions");
    spans.questions = questions.iter().map(|q| q.1.clone()).collect();
    let notes = f.texts("notes").into_iter().map(|t| t.0).collect();
    let deviations = f.texts("deviations").into_iter().map(|t| t.0).collect();
    let mut answers = Vec::new();
    for node in f.list("answer") {
        if let Some((answer, parts)) = lower_answer(f.reader, node) {
            answers.push(answer);
            spans.answer.push((node.span(), parts));
        }
    }
    let verdict = f.get("verdict").and_then(|node| {
        let mut g = Fields::of(f.reader, "verdict", node)?;
        let (recommendation, why) = (g.word("recommendation"), g.text("why"));
        g.finish();
        Some(ScriptEnd { recommendation: recommendation?, why: why? })
    });
    let submitted = f.flag_if("submitted").unwrap_or(false);
    let mut amendment = Vec::new();
    for node in f.list("amendment") {
        if let Some(a) = lower_amendment(f.reader, node) {
            amendment.push(a);
            spans.amendment.push(node.span());
        }
    }
    f.finish();
    let questions = questions.into_iter().map(|q| q.0).collect();
    let script = Script {
        candidate: candidate?,
        interviewer: interviewer?,
        role: role?,
        form,
        mode,
        started,
        questions,
        notes,
        deviations,
        answer: answers,
        verdict,
        submitted,
        amendment,
    };
    Some(ReadScript { script, spans })
}

/// A person's name, not longer than the store keeps.
fn name(f: &mut Fields<'_, '_>, key: &'static str) -> Option<String> {
    let text = f.text(key)?;
    let length = text.chars().count();
    if length > LONGEST_NAME {
        let span = f.get(key).map_or(0..0, |n| n.span());
        let message = format!("`{key}` has {length} characters; a name has at most {LONGEST_NAME}");
        f.reader.report(f.reader.finding(&codes::OUT_OF_RANGE, &span, message).label("too long"));
        return None;
    }
    Some(text)
}

fn lower_answer(reader: &Reader, node: &Node<'_>) -> Option<(ScriptAnswer, Parts)> {
    let mut f = Fields::of(reader, "answer", node)?.at_most(usize::MAX);
    let mut parts = Parts::new();
    if let Some(n) = f.get("question") {
        parts.push(("question".into(), n.span()));
    }
    let question = f.id::<QuestionId>("question");
    let minutes = f.number_if("minutes", 0.0..=600.0);
    let mut look_for = IndexMap::new();
    for (name, span, node) in f.entries("look_for") {
        let heard = f.as_word::<Heard>(name, node);
        if let (Some(id), Some(heard)) = (id_of::<LookForId>(reader, name, &span), heard) {
            parts.push((format!("look_for.{id}"), span));
            look_for.insert(id, heard);
        }
    }
    let mut numbers = |key: &'static str| -> Vec<u16> {
        let lower = |(i, n): (usize, &Node<'_>)| {
            parts.push((format!("{key}.{i}"), n.span()));
            as_int(reader, key, n, 1..=99).and_then(|v| u16::try_from(v).ok())
        };
        f.list(key).iter().enumerate().filter_map(lower).collect()
    };
    let (probes, hints, red_flags) = (numbers("probes"), numbers("hints"), numbers("red_flags"));
    let notes = f.texts("notes").into_iter().map(|t| t.0).collect();
    let deviations = f.texts("deviations").into_iter().map(|t| t.0).collect();
    let entries = f.entries("marks");
    parts.extend(entries.iter().map(|(name, span, _)| (format!("marks.{name}"), span.clone())));
    let marks = lower_marks(reader, entries);
    let mut evidence = BTreeMap::new();
    for (name, span, text) in lower_named_texts(reader, f.entries("evidence")) {
        if let Some(id) = id_of::<CriterionId>(reader, name, &span) {
            parts.push((format!("evidence.{id}"), span));
            evidence.insert(id, text);
        }
    }
    let (not_assessed, skipped) = (f.text_if("not_assessed"), f.text_if("skipped"));
    for key in ["choice", "order", "estimate", "sql", "code"] {
        if let Some(n) = f.get(key) {
            parts.push((key.into(), n.span()));
        }
    }
    let mut shown = |key: &'static str| -> Option<Vec<u16>> {
        f.get(key)?;
        let number = |n: &Node<'_>| as_int(reader, key, n, 1..=99).and_then(|v| u16::try_from(v).ok());
        Some(f.list(key).iter().filter_map(number).collect())
    };
    let (choice, order) = (shown("choice"), shown("order"));
    let (estimate, sql) = (f.text_if("estimate"), f.text_if("sql"));
    let code = f.get("code").and_then(|n| lower_code(reader, n));
    let graded =
        ["choice", "order", "estimate", "sql", "code"].iter().filter(|k| parts.iter().any(|p| p.0 == **k));
    let ways = usize::from(not_assessed.is_some())
        + usize::from(skipped.is_some())
        + usize::from(!marks.is_empty())
        + graded.count();
    if ways != 1 {
        let message = "an answer has either `marks`, or an answer to a graded question, or `not_assessed`, or `skipped`";
        let finding = reader.finding(&codes::HALF_ANSWER, &node.span(), message).label("this answer");
        reader.report(finding.help("add `marks = { ... }`, or say `not_assessed = \"why\"`"));
    }
    f.finish();
    let question = question?.to_string();
    let answer = ScriptAnswer {
        question,
        minutes,
        look_for,
        probes,
        hints,
        red_flags,
        notes,
        deviations,
        marks,
        evidence,
        not_assessed,
        skipped,
        choice,
        order,
        estimate,
        sql,
        code,
    };
    Some((answer, parts))
}

fn lower_code(reader: &Reader, node: &Node<'_>) -> Option<ScriptCode> {
    let mut f = Fields::of(reader, "program", node)?;
    let (language, source) = (f.text("language"), f.exact("source"));
    f.finish();
    Some(ScriptCode { language: language?, source: source? })
}

fn lower_amendment(reader: &Reader, node: &Node<'_>) -> Option<ScriptAmendment> {
    let mut f = Fields::of(reader, "amendment", node)?;
    let question = f.get("question").and_then(|n| as_text(reader, "question", n));
    let criterion = f.get("criterion").and_then(|n| super::fields::as_id(reader, "criterion", n));
    let mark = f.get("mark").and_then(|n| as_int(reader, "mark", n, 1..=4)).and_then(|m| Mark::new(m).ok());
    let recommendation = f.get("recommendation").and_then(|n| f.as_word("recommendation", n));
    let (who, why) = (name(&mut f, "who"), f.text("why"));
    if (question.is_some() && criterion.is_some()) == recommendation.is_some() {
        let message = "an amendment names a question with its criterion, or a recommendation";
        reader.report(reader.finding(&codes::HALF_ANSWER, &node.span(), message).label("this amendment"));
    }
    f.finish();
    Some(ScriptAmendment { question, criterion, mark, recommendation, who: who?, why: why? })
}
