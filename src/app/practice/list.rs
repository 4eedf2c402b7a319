//! What is due, as a list.

use serde_json::{Value as Json, json};

use super::Practised;
use crate::{
    bank::Bank,
    model::Day,
    practice::{Candidate, Round, Why, due_first},
    report::{Cell, Document, Table},
};

/// What is due today, and what a round would ask beside.
pub fn due_document(
    bank: &Bank,
    practised: &Practised,
    candidates: &[Candidate<'_>],
    round: &Round,
    today: Day,
) -> Document {
    let mut d = Document::default();
    let due = due_first(candidates, &practised.scheduler.fsrs, today);
    d.heading(1, format!("Due on {today}: {}", due.len()));
    d.text(format!(
        "Questions come back when {:.0} % of them are likely to be remembered (`retention` in [practice] of the settings).",
        practised.settings.retention * 100.0
    ));
    let mut t = Table::new(&["Question", "Area", "Due=", "Recall>", "Last"]);
    for (candidate, card, why) in &due {
        let Why::Due { recall, .. } = why else { continue };
        let title = bank.find(&candidate.id).map_or("", |l| l.outline.title.as_str());
        t.row([
            Cell::from(title),
            Cell::from(card.area.as_str()),
            Cell::from(card.due.to_string()),
            Cell::Percent(*recall),
            Cell::from(card.last.rating.as_str()),
        ]);
    }
    d.table(t);
    let new = round.picks.iter().filter(|(_, w)| matches!(w, Why::New | Why::Changed)).count();
    if new > 0 {
        let (left, a_day) = (practised.new_left(today), practised.settings.new_per_day);
        d.text(format!(
            "A round now would also ask {new} that were never answered; {left} of {a_day} new ones a day are left for today."
        ));
    }
    if let Some(next) = round.next {
        d.text(format!("Next due on {next}."));
    }
    d
}

/// `viva.practice-due/1`
pub fn due_json(practised: &Practised, candidates: &[Candidate<'_>], round: &Round, today: Day) -> Json {
    let due = due_first(candidates, &practised.scheduler.fsrs, today);
    let one = |(c, card, why): &(&Candidate<'_>, &crate::practice::Card, Why)| {
        let (late, recall) = match why {
            Why::Due { late, recall } => (*late, *recall),
            Why::New | Why::Changed | Why::Named => (0, 1.0),
        };
        json!({
            "question": c.id, "area": card.area, "topic": card.topic, "level": card.level, "due": card.due.to_string(),
            "late_days": late, "recall": recall, "last": card.last.rating, "reviews": card.reviews, "lapses": card.lapses,
            "stability": card.memory.stability, "difficulty": card.memory.difficulty,
        })
    };
    let reason = |why: &Why| match why {
        Why::Due { .. } => "due",
        Why::New => "new",
        Why::Changed => "changed",
        Why::Named => "named",
    };
    json!({
        "schema": "viva.practice-due/1",
        "today": today.to_string(),
        "retention": practised.settings.retention,
        "due": due.iter().map(one).collect::<Vec<_>>(),
        "round": round.picks.iter().map(|(id, why)| json!({ "question": id, "why": reason(why) })).collect::<Vec<_>>(),
        "due_left": round.due_left,
        "next_due": round.next.map(|d| d.to_string()),
    })
}
