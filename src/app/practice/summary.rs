//! What a round came to: what went well, what was missed, what comes back when.

use serde_json::{Value as Json, json};

use crate::{
    bank::{Body, Question},
    model::{Day, Fraction, Heard, Millis, PracticeId, Rating},
    practice::Turn,
    report::{Cell, Document, Table},
};

/// One finished question of the round.
#[derive(Debug, Clone)]
pub struct Done {
    /// What was asked.
    pub question: Question,
    /// What was answered.
    pub turn: Turn,
    /// What it is worth.
    pub score: Fraction,
    /// How it was remembered.
    pub rating: Rating,
    /// When it comes back.
    pub due: Day,
}

/// A round so far.
#[derive(Debug, Clone)]
pub struct Summary {
    /// The round.
    pub round: PracticeId,
    /// Finished questions in order; those that were taken back are gone.
    pub done: Vec<Done>,
    /// Titles of what was left out, with the reason.
    pub skipped: Vec<(String, String)>,
    /// The question that was stopped in the middle.
    pub open: Option<String>,
    /// Due questions that were not asked.
    pub due_left: usize,
    /// When the next one is due that was not asked, if nothing more is due today.
    pub next: Option<Day>,
}

impl Summary {
    /// A round in which nothing was answered yet.
    pub fn new(round: PracticeId) -> Self {
        Self { round, done: Vec::new(), skipped: Vec::new(), open: None, due_left: 0, next: None }
    }

    fn spent(&self) -> Millis {
        self.done.iter().map(|d| d.turn.elapsed).sum()
    }

    /// What was missed at one question, in sentences.
    fn missed(done: &Done) -> Vec<String> {
        let mut lines = Vec::new();
        if let Body::Open(open) = &done.question.body {
            let heard = |l: &crate::bank::LookFor| done.turn.ticks.get(&l.id).copied();
            lines.extend(
                open.look_for.iter().filter(|l| heard(l) == Some(Heard::Missed)).map(|l| l.text.clone()),
            );
            let flags = (1_u16..).zip(&open.red_flags);
            let said = flags.filter(|(n, _)| done.turn.flags.get(n) == Some(&true));
            lines.extend(said.map(|(_, text)| format!("red flag: {text}")));
        } else if let Some((_, verdict)) =
            done.turn.graded.as_ref().filter(|(_, v)| v.fraction < Fraction::FULL)
        {
            lines.push(verdict.reason.clone());
        }
        lines
    }

    /// As a document. Empty when nothing was done.
    pub fn document(&self) -> Document {
        let mut d = Document::default();
        let minutes = self.spent().div_ceil(60_000);
        let many = if self.done.len() == 1 { "question" } else { "questions" };
        d.heading(
            1,
            match self.done.len() {
                0 => "No question finished".to_owned(),
                n => format!("{n} {many} practised in {minutes} min"),
            },
        );
        let well: Vec<String> = self
            .done
            .iter()
            .filter(|x| x.rating >= Rating::Good)
            .map(|x| format!("{} ({:.0} %)", x.question.title, x.score.value() * 100.0))
            .collect();
        if !well.is_empty() {
            d.heading(2, "Went well");
            d.list(well);
        }
        let missed: Vec<(&Done, Vec<String>)> =
            self.done.iter().map(|x| (x, Self::missed(x))).filter(|(_, m)| !m.is_empty()).collect();
        if !missed.is_empty() {
            d.heading(2, "Missed");
            for (x, lines) in missed {
                let title = &x.question.title;
                d.text(if title.ends_with(['?', '!', '.']) { title.clone() } else { format!("{title}:") });
                d.list(lines);
            }
        }
        if !self.done.is_empty() {
            let mut t = Table::new(&["Comes back=", "Rated", "Question"]);
            let mut order: Vec<&Done> = self.done.iter().collect();
            order.sort_by_key(|x| x.due);
            for x in order {
                t.row([
                    Cell::from(x.due.to_string()),
                    Cell::from(x.rating.as_str()),
                    Cell::from(x.question.title.as_str()),
                ]);
            }
            d.heading(2, "What comes back when");
            d.table(t);
        }
        if !self.skipped.is_empty() {
            d.heading(2, "Left out");
            d.list(
                self.skipped
                    .iter()
                    .map(
                        |(title, why)| if why.is_empty() { title.clone() } else { format!("{title}: {why}") },
                    )
                    .collect(),
            );
        }
        if let Some(title) = &self.open {
            d.text(format!(
                "Stopped at: {title}. What was answered is kept; `viva practice` goes on with it."
            ));
        }
        if self.due_left > 0 {
            d.text(format!("{} more due today: `viva practice --due`", self.due_left));
        } else if let Some(next) = self.next {
            d.text(format!("Next due on {next}."));
        }
        d
    }

    /// `viva.practice/1`
    pub fn json(&self) -> Json {
        let one = |x: &Done| {
            let mut marks = serde_json::Map::new();
            for (criterion, (computed, mark)) in &x.turn.marks {
                marks.insert(criterion.to_string(), json!({ "computed": computed, "mark": mark }));
            }
            json!({
                "question": x.question.id,
                "attempt": x.turn.attempt.id,
                "area": x.question.area,
                "topic": x.question.topic,
                "level": x.question.level,
                "kind": x.question.body.kind(),
                "said": x.turn.said,
                "answer": x.turn.graded.as_ref().map(|(a, _)| a),
                "verdict": x.turn.graded.as_ref().map(|(_, v)| v),
                "probes": x.turn.probes,
                "hints": x.turn.hints,
                "look_fors": x.turn.ticks,
                "red_flags": x.turn.flags.iter().filter(|(_, said)| **said).map(|(n, _)| n).collect::<Vec<_>>(),
                "marks": marks,
                "score": x.score,
                "rating": x.rating,
                "missed": Self::missed(x),
                "spent_ms": x.turn.elapsed,
                "due": x.due.to_string(),
            })
        };
        json!({
            "schema": "viva.practice/1",
            "self_assessed": true,
            "round": self.round,
            "questions": self.done.iter().map(one).collect::<Vec<_>>(),
            "skipped": self.skipped.iter().map(|(title, why)| json!({ "title": title, "why": why })).collect::<Vec<_>>(),
            "open": self.open,
            "due_left": self.due_left,
            "next_due": self.next.map(|d| d.to_string()),
        })
    }

    /// Whether nothing was done.
    pub fn is_empty(&self) -> bool {
        self.done.is_empty() && self.skipped.is_empty() && self.open.is_none()
    }
}
