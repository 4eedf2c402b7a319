//! What is shown in a round, as documents.

use crate::{
    app::shown_tables,
    bank::{Asked, Body, Question, Rubric},
    grade::Runner,
    model::{Day, Fraction, Level, Rating},
    practice::{HEARD_SHARES, MARK_SHARES, Turn, share_heard},
    report::{Cell, Document, Table, asked_document},
};

/// A question as it comes up.
pub(super) struct Opening<'a> {
    pub(super) place: (usize, usize),
    pub(super) area: &'a str,
    pub(super) topic: &'a str,
    pub(super) level: Level,
    pub(super) minutes: u16,
    /// Why it is asked, and what was last time.
    pub(super) notes: Vec<String>,
}

pub(super) fn question(opening: &Opening<'_>, asked: &Asked, runner: &dyn Runner) -> [Document; 2] {
    let (number, of) = opening.place;
    let mut d = Document::default();
    let (area, topic, level, minutes) = (opening.area, opening.topic, opening.level, opening.minutes);
    d.heading(1, format!("Question {number} of {of} | {area}/{topic} | {level} | {minutes} min"));
    for note in &opening.notes {
        d.text(note.clone());
    }
    // The situation stands apart from what is said about it.
    [d, asked_document(asked, &shown_tables(asked, runner))]
}

pub(super) fn numbered(what: &str, number: u16, text: &str) -> Document {
    let mut d = Document::default();
    d.text(format!("{what} {number}: {text}"));
    d
}

pub(super) fn model_answer(question: &Question, said: Option<&str>) -> Document {
    let mut d = Document::default();
    if let Body::Open(open) = &question.body {
        if let Some(said) = said {
            d.heading(2, "Your answer");
            d.text(said);
        }
        d.heading(2, "Model answer");
        d.text(open.model_answer.clone());
        d.heading(2, "Now tick what was in your answer");
    }
    d
}

/// The rule by which marks follow from ticks, in one sentence or two.
pub(super) fn rule() -> String {
    let percent = |share: f64| format!("{:.0} %", share * 100.0);
    let marks: Vec<String> =
        MARK_SHARES.iter().map(|(mark, from)| format!("{mark} from {}", percent(*from))).collect();
    let heard: Vec<String> = HEARD_SHARES
        .iter()
        .filter(|(_, w)| *w < 1.0 && *w > 0.0)
        .map(|(h, w)| format!("{} {}", h.as_str(), percent(*w)))
        .collect();
    format!(
        "The rule: look-fors count whole when unprompted, {}; {}, else 1. One red flag caps the main criterion at 2 and the others at 3; \
         two or more cap it at 1 and the others at 2.",
        heard.join(", "),
        marks.join(", ")
    )
}

/// Before marking: what the ticks come to.
pub(super) fn before_marks(question: &Question, turn: &Turn) -> Document {
    let mut d = Document::default();
    d.heading(2, "Marks");
    if let Body::Open(open) = &question.body {
        match share_heard(open, &turn.ticks) {
            Some(share) => {
                let flags = turn.red_flags();
                d.text(format!("Look-fors: {:.0} %. Red flags: {flags}. {}", share * 100.0, rule()));
            }
            None => d.text("This question has no look-fors: mark by the anchors alone."),
        }
    }
    d
}

/// A finished open question.
pub(super) fn marked(rubric: &Rubric, turn: &Turn, score: Fraction) -> Document {
    let mut d = Document::default();
    let mut t = Table::new(&["Criterion", "By the rule>", "Counts>"]);
    for criterion in &rubric.criterion {
        let Some((computed, mark)) = turn.marks.get(&criterion.id) else { continue };
        t.row([
            Cell::from(criterion.title.as_str()),
            computed.map_or(Cell::Empty, |m| Cell::Number(f64::from(m.value()), 0)),
            Cell::Number(f64::from(mark.value()), 0),
        ]);
    }
    d.heading(2, format!("Mark {:.1} of 4", score.on_scale()));
    d.table(t);
    d
}

/// When a question comes back, in words.
pub(super) fn comes_back(rating: Rating, due: Day, today: Day) -> String {
    let days = due.since(today);
    let when = if days == 1 { "tomorrow".to_owned() } else { format!("in {days} days") };
    format!("Rated {rating}: it comes back {when}, on {due}.")
}
