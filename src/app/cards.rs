//! Questions as cards to study elsewhere.

use anyhow::Result;

use super::{NotFound, chosen, plans::bad_content};
use crate::{
    bank::{Bank, Body},
    plan::Wanted,
    report::StudyCard,
};

/// The cards of the wanted questions, area by area.
///
/// # Errors
/// A word that chooses nothing, nothing at that level, or faults in a question.
pub fn cards(bank: &Bank, wanted: &Wanted) -> Result<Vec<StudyCard>> {
    let mut listed = chosen(bank, wanted)?;
    if listed.is_empty() {
        let hint = Some("leave `--level` out, or see `viva bank stats`".into());
        return Err(NotFound { what: "the bank has no such question at that level".into(), hint }.into());
    }
    let map = bank.map();
    listed.sort_by_key(|l| {
        let area = map.areas.get_index_of(&l.area).unwrap_or(usize::MAX);
        (area, l.area.clone(), l.topic.clone())
    });
    let mut cards = Vec::with_capacity(listed.len());
    for l in listed {
        let question =
            bank.question(&l.id).map_err(|f| bad_content(bank, &format!("the question `{}`", l.id), f))?;
        let rubric = match &question.body {
            Body::Open(open) => bank.rubrics().get(&open.rubric),
            Body::Choice(_) | Body::Order(_) | Body::Estimate(_) | Body::Sql(_) | Body::Code(_) => None,
        };
        let title = map.areas.get(&l.area).map_or(l.area.as_str(), |a| a.title.as_str());
        cards.push(StudyCard::of(&question, rubric, title));
    }
    Ok(cards)
}
