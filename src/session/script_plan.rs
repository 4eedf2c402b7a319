//! Faults of the plan that a script asks for: its form letter and its questions, each at its place.

use std::{collections::HashMap, ops::Range};

use crate::{
    bank::{Bank, ReadScript, Role, codes},
    model::{Finding, Place, QuestionId, SourceId},
};

/// Everything wrong with the plan of a script.
pub fn check_script_plan(read: &ReadScript, bank: &Bank, role: &Role, source: SourceId) -> Vec<Finding> {
    let place = |span: &Range<usize>| Place { source, span: span.clone() };
    let mut out = Vec::new();
    let form = &read.script.form;
    if form.len() != 1 || !form.bytes().all(|b| b.is_ascii_uppercase()) {
        let message = format!("a form is one letter from A to Z, not `{form}`");
        out.push(Finding::at(&codes::BAD_WORD, place(&read.spans.form), message).label("not a form"));
    }
    let mut first: HashMap<&QuestionId, &Range<usize>> = HashMap::new();
    for (id, span) in read.script.questions.iter().zip(&read.spans.questions) {
        let here = place(span);
        if let Some(before) = first.get(id) {
            let finding = Finding::at(&codes::DUPLICATE_ID, here, format!("`{id}` is planned twice"));
            out.push(finding.label("the second time").related(place(before), "the first time"));
            continue;
        }
        first.insert(id, span);
        match bank.find(id) {
            None => {
                let finding =
                    Finding::at(&codes::UNKNOWN_QUESTION, here, format!("no question has the id `{id}`"));
                out.push(match bank.nearest(id.as_str()) {
                    Some(near) => finding.help(format!("did you mean `{near}`?")),
                    None => finding.help("`viva bank search WORD` finds questions"),
                });
            }
            Some(listed) if role.section.iter().all(|s| s.area != listed.area) => {
                let message = format!(
                    "the role `{}` has no section for `{}`, the area of `{id}`",
                    role.id, listed.area
                );
                out.push(Finding::at(&codes::UNKNOWN_QUESTION, here, message).label("not for this role"));
            }
            Some(_) => {}
        }
    }
    out
}
