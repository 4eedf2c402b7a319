//! A plan as a TOML file: saved, edited, loaded back.

use super::{Plan, PlannedSection, Slot};
use crate::{
    bank::{
        self, Bank, codes,
        fields::{Fields, Node, Reader},
    },
    model::{Finding, QuestionId, SourceId},
};

/// The plan as a file.
pub fn to_toml(plan: &Plan) -> String {
    let body = bank::to_toml(plan);
    format!(
        "# A plan of viva: `viva plan check --plan FILE`, `viva interview --plan FILE`.\n\
         # Edit it freely; titles, topics, levels and hashes of questions are read from the bank.\nformat = 1\n{body}"
    )
}

/// Reads a plan file against the bank: every question must exist; one whose wording changed since is a warning.
pub fn read(bank: &Bank, source: SourceId, text: &str) -> (Option<Plan>, Vec<Finding>) {
    let reader = Reader::new(source, 0);
    let table = reader.parse(text);
    let plan = lower(Fields::new(&reader, "plan", table.get_ref(), 0..0), bank);
    (plan, reader.finish())
}

fn lower(mut f: Fields<'_, '_>, bank: &Bank) -> Option<Plan> {
    f.format();
    let (role, title, level) = (f.id("role"), f.text("title"), f.word("level"));
    let form = f.text("form");
    let minutes = f.int("minutes", 5..=480);
    let tags = f.texts("tags").into_iter().map(|t| t.0).collect();
    f.need("coverage");
    let coverage = f.number_if("coverage", 0.0..=1.0);
    let (opening, closing) = (f.text("opening"), f.text("closing"));
    let unfilled = f.texts("unfilled").into_iter().map(|t| t.0).collect();
    let left_out = f.ids("left_out").into_iter().map(|t| t.0).collect();
    f.need("section");
    let section = f.list("section").iter().filter_map(|n| lower_section(f.reader, n, bank)).collect();
    f.finish();
    Some(Plan {
        role: role?,
        title: title?,
        level: level?,
        form: form?,
        minutes: u16::try_from(minutes?).ok()?,
        tags,
        coverage: coverage?,
        opening: opening?,
        closing: closing?,
        unfilled,
        left_out,
        section,
    })
}

fn lower_section(reader: &Reader, node: &Node<'_>, bank: &Bank) -> Option<PlannedSection> {
    let mut f = Fields::of(reader, "section", node)?;
    let (area, title) = (f.id("area"), f.text("title"));
    let minutes = f.int("minutes", 0..=480);
    f.need("weight");
    let weight = f.number_if("weight", 0.01..=100.0);
    let why = f.text_if("why");
    f.need("bar");
    let bar = f.number_if("bar", 1.0..=4.0);
    let gate = f.flag_if("gate").unwrap_or(false);
    let question = f.list("question").iter().filter_map(|n| lower_slot(reader, n, bank)).collect();
    f.finish();
    let minutes = u16::try_from(minutes?).ok()?;
    Some(PlannedSection {
        area: area?,
        title: title?,
        minutes,
        weight: weight?,
        why,
        bar: bar?,
        gate,
        question,
    })
}

fn lower_slot(reader: &Reader, node: &Node<'_>, bank: &Bank) -> Option<Slot> {
    let mut f = Fields::of(reader, "question", node)?;
    let span = f.get("id").map_or_else(|| node.span(), |n| n.span());
    let id = f.id::<QuestionId>("id");
    let wording = f.text_if("wording");
    f.know(&["title", "topic", "level", "kind", "minutes"]);
    f.finish();
    let id = id?;
    let question = match bank.question(&id) {
        Ok(question) => question,
        Err(found) => {
            for mut finding in found {
                if finding.place.is_none() {
                    finding.place = Some(reader.place(&span));
                }
                reader.report(finding);
            }
            return None;
        }
    };
    let now = crate::bank::wording(&question);
    if wording.is_some_and(|then| then != now) {
        let message = format!("`{id}` has changed since this plan was made");
        let finding = reader.finding(&codes::CHANGED_QUESTION, &span, message).label("another text now");
        reader.report(
            finding.help(
                "candidates before and after are asked different things; `viva plan new` makes it anew",
            ),
        );
    }
    Some(Slot {
        id,
        title: question.title,
        topic: question.topic,
        level: question.level,
        kind: question.body.kind(),
        minutes: question.minutes,
        wording: now,
    })
}
