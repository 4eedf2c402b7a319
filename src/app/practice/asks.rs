//! What a question in practice asks for, with all that whoever answers needs to see, and what happened in a few words.

use super::{documents, round::Up};
use crate::{
    bank::{Anchors, Asked, Body, Open, Question, Rubric},
    model::{CriterionId, Heard, PracticeEvent},
    practice::{Ask, COMMANDS, Next, look_fors},
    report::Document,
};

/// What may be seen of the question that is up.
pub(super) fn asked(up: &Up<'_>) -> Asked {
    Asked::of(up.question, Some(up.turn.attempt.id.as_str()))
}

fn open_of(question: &Question) -> Option<&Open> {
    match &question.body {
        Body::Open(open) => Some(open),
        Body::Choice(_) | Body::Order(_) | Body::Estimate(_) | Body::Sql(_) | Body::Code(_) => None,
    }
}

/// The next probe or hint, as an event and as it is shown.
pub(super) fn help_of(up: &Up<'_>, probe: bool) -> Result<(PracticeEvent, Document), &'static str> {
    let open =
        open_of(up.question).ok_or("this question has neither probes nor hints: the program marks it")?;
    let (texts, given, name) =
        if probe { (&open.probes, &up.turn.probes, "Probe") } else { (&open.hints, &up.turn.hints, "Hint") };
    let next = (1_u16..).zip(texts).find(|(n, _)| !given.contains(n));
    let (number, text) =
        next.ok_or(if probe { "there are no more probes" } else { "there are no more hints" })?;
    let event = if probe { PracticeEvent::Probe { number } } else { PracticeEvent::Hint { number } };
    Ok((event, documents::numbered(name, number, text)))
}

/// What is asked for, with everything that whoever answers needs to see; `None` when nothing is.
pub(super) fn ask_of(up: &Up<'_>, next: &Next) -> Option<Ask> {
    let open = open_of(up.question);
    Some(match next {
        Next::Done => return None,
        Next::Say => Ask::Say { asked: asked(up) },
        Next::Answer => Ask::Answer { asked: asked(up) },
        Next::Tick(id) => {
            let open = open?;
            let order = look_fors(open, &up.missed);
            Ask::Tick {
                place: (order.iter().position(|l| *l == id)? + 1, order.len()),
                text: open.look_for.iter().find(|l| l.id == *id)?.text.clone(),
                missed: up.missed.contains(id),
                probed: !up.turn.probes.is_empty(),
                hinted: !up.turn.hints.is_empty(),
            }
        }
        Next::Flag(number) => Ask::Flag { text: open?.red_flags.get(usize::from(*number) - 1)?.clone() },
        Next::Mark(id, computed) => {
            let criterion = up.rubric?.criterion(id)?;
            let anchors = anchors_of(open?, up.rubric?, id)?;
            Ask::Mark {
                title: criterion.title.clone(),
                about: criterion.about.clone(),
                anchors: anchors.all().map(|(_, text)| text.to_owned()),
                computed: *computed,
            }
        }
    })
}

/// The question's own anchors where it has them.
fn anchors_of<'a>(open: &'a Open, rubric: &'a Rubric, id: &CriterionId) -> Option<&'a Anchors> {
    open.anchors.get(id).or_else(|| rubric.criterion(id).map(|c| &c.anchors))
}

/// An event in a few words.
pub(super) fn words(event: &PracticeEvent, up: &Up<'_>) -> String {
    match event {
        PracticeEvent::Said { text: None } => "answered aloud".into(),
        PracticeEvent::Said { text: Some(_) } | PracticeEvent::Graded { .. } => "the answer".into(),
        PracticeEvent::Probe { number } => format!("probe {number}"),
        PracticeEvent::Hint { number } => format!("hint {number}"),
        PracticeEvent::Tick { heard: Heard::Missed, .. } => "missed".into(),
        PracticeEvent::Tick { heard, .. } => heard.as_str().into(),
        PracticeEvent::Flag { said: true, .. } => "the red flag was said".into(),
        PracticeEvent::Flag { said: false, .. } => "the red flag was not said".into(),
        PracticeEvent::Marked { criterion, computed, mark } => {
            let title = up.rubric.and_then(|r| r.criterion(criterion)).map_or("", |c| &c.title);
            let rule = match computed {
                Some(c) if c != mark => format!(" (the rule gave {c})"),
                Some(_) | None => String::new(),
            };
            format!("{title}: {mark} {}{rule}", mark.word())
        }
        PracticeEvent::Skipped { .. } => "left out".into(),
        PracticeEvent::Undone { .. } => "one step back".into(),
        PracticeEvent::TakenBack => "the answer was taken back".into(),
    }
}

pub(super) fn help() -> Document {
    let mut d = Document::default();
    d.text("An open question: speak your answer and press Enter, or type it. A graded one: type the answer.");
    d.facts(COMMANDS.iter().map(|(name, short, rest, does)| {
        let names = if short.is_empty() { (*name).to_owned() } else { format!("{name} {short}") };
        (format!("{names} {rest}").trim_end().to_owned(), (*does).to_owned())
    }));
    d
}
