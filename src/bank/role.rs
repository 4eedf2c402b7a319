//! A role: which areas are asked, for how long, and what meets the bar.

use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    codes,
    fields::{Fields, Node, Reader},
    kind::Kind,
};
use crate::model::{AreaId, Finding, Level, QuestionId, RoleId, SourceId, TopicId};

/// A role to interview for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Role {
    /// Unique over the whole bank.
    pub id: RoleId,
    /// What lists show.
    pub title: String,
    /// The level of the role; sections without `levels` draw questions of it.
    pub level: Level,
    /// What somebody in this role answers for.
    pub about: String,
    /// The whole appointment, in minutes, opening and closing included.
    pub minutes: u16,
    /// What to say first.
    pub opening: String,
    /// What to say last.
    pub closing: String,
    /// The share of planned weight that must be assessed for a result, 0 to 1.
    #[serde(default = "minimum_coverage")]
    pub coverage: f64,
    /// The parts, in the order in which they are asked.
    pub section: Vec<Section>,
}

/// Three quarters: with less, a result would rest on half an interview.
pub fn minimum_coverage() -> f64 {
    0.75
}

/// One part of an interview: one area.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Section {
    /// The area that is asked.
    pub area: AreaId,
    /// Time for it, in minutes.
    pub minutes: u16,
    /// Its share in the overall score; 1 when absent.
    #[serde(default = "one")]
    pub weight: f64,
    /// Why its weight is not 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// What meets this level, 1 to 4.
    pub bar: f64,
    /// Below the bar fails whatever the average; not assessed is not enough evidence.
    #[serde(default)]
    pub gate: bool,
    /// Levels to draw, in this order; the role's level when absent.
    #[serde(default)]
    pub levels: Vec<Level>,
    /// Only these topics; all when absent.
    #[serde(default)]
    pub topics: Vec<TopicId>,
    /// Questions that are asked in any form; the rest is drawn.
    #[serde(default)]
    pub pick: Vec<QuestionId>,
    /// Kinds of questions to draw; only open ones when absent.
    #[serde(default = "only_open", skip_serializing_if = "is_only_open")]
    pub kinds: Vec<Kind>,
    /// True where stacks differ: questions are drawn by `--tag`, and the section is left out without one.
    #[serde(default)]
    pub stack: bool,
}

fn one() -> f64 {
    1.0
}

fn only_open() -> Vec<Kind> {
    vec![Kind::Open]
}

fn is_only_open(kinds: &[Kind]) -> bool {
    kinds == [Kind::Open]
}

/// Where sections stand in a role's file.
#[derive(Debug, Clone, Default)]
pub struct RoleSpans {
    /// Each section's header.
    pub section: Vec<Range<usize>>,
    /// Each section's `pick`s.
    pub pick: Vec<Vec<Range<usize>>>,
    /// Each section's `area`.
    pub area: Vec<Range<usize>>,
}

/// Reads a role file.
pub fn read(source: SourceId, text: &str) -> (Option<(Role, RoleSpans)>, Vec<Finding>) {
    let reader = Reader::new(source, 0);
    let table = reader.parse(text);
    let role = lower(Fields::new(&reader, "role", table.get_ref(), 0..0));
    (role, reader.finish())
}

fn lower(mut f: Fields<'_, '_>) -> Option<(Role, RoleSpans)> {
    f.format();
    let (id, title, level, about) = (f.id("id"), f.text("title"), f.word::<Level>("level"), f.text("about"));
    let minutes = f.int("minutes", 5..=480);
    let (opening, closing) = (f.text("opening"), f.text("closing"));
    let coverage = f.number_if("coverage", 0.0..=1.0).unwrap_or_else(minimum_coverage);
    let mut spans = RoleSpans::default();
    let mut sections = Vec::new();
    f.need("section");
    for node in f.list("section") {
        if let Some(section) = lower_section(f.reader, node, level, &mut spans) {
            sections.push(section);
        }
    }
    if let Some(minutes) = minutes {
        let planned: i64 = sections.iter().map(|s| i64::from(s.minutes)).sum();
        if planned > minutes {
            let message = format!("the sections take {planned} minutes, the role has {minutes}");
            let span = spans.section.last().cloned().unwrap_or(0..0);
            f.reader.report(
                f.reader.finding(&codes::OVERFULL, &span, message).label("the last of too much").help(
                    "an hour leaves 40-45 minutes for questions: 5 to open, 10 for the candidate's questions",
                ),
            );
        }
    }
    f.finish();
    let role = Role {
        id: id?,
        title: title?,
        level: level?,
        about: about?,
        minutes: u16::try_from(minutes?).ok()?,
        opening: opening?,
        closing: closing?,
        coverage,
        section: sections,
    };
    Some((role, spans))
}

fn lower_section(
    reader: &Reader,
    node: &Node<'_>,
    level: Option<Level>,
    spans: &mut RoleSpans,
) -> Option<Section> {
    let mut f = Fields::of(reader, "section", node)?;
    let area_span = f.get("area").map_or_else(|| node.span(), |n| n.span());
    let area = f.id("area");
    let minutes = f.int("minutes", 1..=240);
    let weight_span = f.get("weight").map(|n| n.span());
    let weight = f.number_if("weight", 0.01..=100.0).unwrap_or(1.0);
    let why = f.text_if("why");
    f.need("bar");
    let bar = f.number_if("bar", 1.0..=4.0);
    let gate = f.flag_if("gate").unwrap_or(false);
    let stack = f.flag_if("stack").unwrap_or(false);
    let mut levels: Vec<Level> = f.list("levels").iter().filter_map(|n| f.as_word("levels", n)).collect();
    if levels.is_empty() {
        levels.extend(level);
    }
    let mut kinds: Vec<Kind> = f.list("kinds").iter().filter_map(|n| f.as_word("kinds", n)).collect();
    if kinds.is_empty() {
        kinds = only_open();
    }
    let topics = f.ids::<TopicId>("topics").into_iter().map(|t| t.0).collect();
    let pick = f.ids::<QuestionId>("pick");
    f.finish();
    if weight != 1.0 && why.is_none() {
        let message = format!("the weight {weight} has no `why`");
        let span = weight_span.unwrap_or_else(|| node.span());
        let finding = reader.finding(&codes::WEIGHT_WITHOUT_WHY, &span, message).label("a reason is missing");
        reader.report(finding.help("add `why = \"...\"`, or leave the weight out"));
    }
    let section = Section {
        area: area?,
        minutes: u16::try_from(minutes?).ok()?,
        weight,
        why,
        bar: bar?,
        gate,
        levels,
        topics,
        pick: pick.iter().map(|p| p.0.clone()).collect(),
        kinds,
        stack,
    };
    spans.section.push(node.span());
    spans.area.push(area_span);
    spans.pick.push(pick.into_iter().map(|p| p.1).collect());
    Some(section)
}
