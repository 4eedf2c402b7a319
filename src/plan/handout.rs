//! What a candidate may see: never a look-for, a probe, a hint, an anchor, a sample or a model answer.

use std::fmt::Write;

use super::Plan;
use crate::{
    bank::{Bank, Body, Question},
    model::visible,
};

/// The agenda and, unless `agenda_only`, the prompts, as Markdown.
pub fn handout(plan: &Plan, bank: &Bank, agenda_only: bool) -> String {
    let mut out = format!("# {}\n\n{} minutes in all.\n\n", visible(&plan.title), plan.minutes);
    for section in plan.section.iter().filter(|s| !s.question.is_empty()) {
        let _ = writeln!(out, "- {}: about {} minutes", visible(&section.title), section.minutes);
    }
    if agenda_only {
        return out;
    }
    for (number, (section, slot)) in plan.slots().enumerate() {
        if let Ok(question) = bank.question(&slot.id) {
            let (shown, title) = (question_for_candidate(&question), visible(&section.title));
            let shown = visible(&shown);
            let _ = write!(out, "\n## {}. {title} ({} minutes)\n\n{shown}\n", number + 1, slot.minutes);
        }
    }
    out
}

/// The part of a question that a candidate needs to answer it.
pub fn question_for_candidate(question: &Question) -> String {
    match &question.body {
        Body::Open(_) => question.prompt.clone(),
    }
}
