//! An interviewer who marks gold samples at a terminal: single keys, linear text, nothing of the key before every mark is kept.

use std::io;

use console::{Key, Term};

use super::{Ui, asker::drain, line::Quiet, screen};
use crate::{
    model::{Mark, visible},
    report::{Document, Style, paragraphs, to_terminal},
    session::{DrillAsk, DrillReply, DrillShow, DrillState, Marker, Stopped, mark_words},
};

/// The interviewer's terminal.
pub struct TerminalMarker {
    term: Term,
    style: Style,
    _quiet: Option<Quiet>,
}

impl TerminalMarker {
    /// A marker on standard error.
    pub fn new(ui: &Ui) -> Self {
        Self { term: Term::stderr(), style: ui.message_style(), _quiet: Quiet::begin().ok() }
    }

    fn write(&self, text: &str) -> Result<(), Stopped> {
        self.term.write_str(text).map_err(Stopped::Terminal)
    }

    /// The first key that means something here, with its echo. What was typed before the prompt was shown does not count.
    fn key(
        &self,
        prompt: &str,
        meaning: impl Fn(&Key) -> Option<(DrillReply, String)>,
    ) -> Result<DrillReply, Stopped> {
        drain();
        self.write(prompt)?;
        loop {
            let key = self.term.read_key().map_err(stopped)?;
            if let Some((reply, echo)) = meaning(&key) {
                self.write(&format!("{echo}\n"))?;
                return Ok(reply);
            }
        }
    }
}

fn stopped(error: io::Error) -> Stopped {
    match error.kind() {
        io::ErrorKind::Interrupted => {
            // A signal: its own thread says the way back and ends the program with the right code.
            std::thread::sleep(std::time::Duration::from_secs(5));
            Stopped::Signal(2)
        }
        io::ErrorKind::UnexpectedEof | io::ErrorKind::NotConnected => Stopped::EndOfInput,
        _ => Stopped::Terminal(error),
    }
}

/// Keys that mean the same everywhere.
fn common(key: &Key) -> Option<(DrillReply, String)> {
    match key {
        Key::Char('u' | 'U') => Some((DrillReply::Undo, "undo".into())),
        Key::Char('s' | 'S') => Some((DrillReply::Again, "show again".into())),
        Key::Char('q' | 'Q' | '\u{4}') => Some((DrillReply::Quit, "stop".into())),
        _ => None,
    }
}

impl Marker for TerminalMarker {
    fn ask(&mut self, ask: &DrillAsk, state: &DrillState) -> Result<DrillReply, Stopped> {
        match ask {
            DrillAsk::Mark(i) => {
                let (criterion, _) = &state.sample.criteria[*i];
                self.write(&format!("\n{}", screen::anchored(criterion, &criterion.anchors, self.style)))?;
                self.key("Mark 1-4, n not assessed, u undo, s show again, q stop: ", |key| match key {
                    Key::Char(c @ '1'..='4') => {
                        let mark = c.to_digit(10).and_then(|d| Mark::new(i64::from(d)).ok());
                        Some((DrillReply::Mark(mark), mark_words(mark)))
                    }
                    Key::Char('n' | 'N') => Some((DrillReply::Mark(None), mark_words(None))),
                    other => common(other),
                })
            }
            DrillAsk::Reveal => {
                self.key("Enter shows the gold marks, u undo, s show again, q stop: ", |key| match key {
                    Key::Enter => Some((DrillReply::Yes, "gold marks".into())),
                    other => common(other),
                })
            }
            DrillAsk::GoOn => {
                let last = state.place.0 == state.place.1;
                let what = if last { "Enter ends the round" } else { "Enter goes on" };
                self.key(&format!("{what}, s show again, q stop: "), |key| match key {
                    Key::Enter => Some((DrillReply::Yes, String::new())),
                    other => common(other),
                })
            }
        }
    }

    fn show(&mut self, show: &DrillShow, state: &DrillState) -> Result<(), Stopped> {
        let text = match show {
            DrillShow::Sample => sample(state, self.style),
            DrillShow::Gold => gold(state, self.style),
            DrillShow::Saved(what) => format!("saved: {}\n", visible(what)),
            DrillShow::Refused(why) => format!("! {}\n", visible(why)),
        };
        self.write(&text)
    }
}

/// The prompt and the answer. The number of the sample is not shown: within a question the better one often stands last.
fn sample(state: &DrillState, style: Style) -> String {
    let q = &state.sample.question;
    let mut d = Document::default();
    let (place, all) = state.place;
    d.heading(1, format!("Sample {place} of {all} | {} | {}", q.area, q.level));
    d.text(format!("{} ({})", q.title, q.id));
    let mut out = format!("\n{}\n", to_terminal(&d, style));
    for line in paragraphs(&q.prompt, style.width.saturating_sub(2), "  ") {
        out.push_str(&format!("{line}\n"));
    }
    let mut d = Document::default();
    d.heading(2, "What the candidate said");
    out.push_str(&format!("\n{}\n", to_terminal(&d, style)));
    for line in paragraphs(&state.sample.answer, style.width.saturating_sub(2), "  ") {
        out.push_str(&format!("{line}\n"));
    }
    out
}

/// Own marks beside gold, the anchor that gold rests on, and why.
fn gold(state: &DrillState, style: Style) -> String {
    let mut d = Document::default();
    d.heading(2, "Gold marks");
    for (criterion, gold) in &state.sample.criteria {
        let own = state.own(&criterion.id).flatten();
        let apart = match own.map(|own| i16::from(own.value()) - i16::from(gold.value())) {
            None => String::new(),
            Some(0) => ", the same".into(),
            Some(steps) if steps > 0 => format!(", yours is {steps} above"),
            Some(steps) => format!(", yours is {} below", -steps),
        };
        d.text(format!(
            "{}: yours {}, gold {}{apart}",
            criterion.title,
            mark_words(own),
            mark_words(Some(*gold))
        ));
        let anchor = criterion.anchors.all().into_iter().find(|(m, _)| m == gold).map_or("", |a| a.1);
        if own != Some(*gold) {
            d.list(vec![format!("anchor {gold}: {anchor}")]);
        }
    }
    d.heading(2, "Why");
    d.text(state.sample.why.clone());
    format!("\n{}\n", to_terminal(&d, style))
}
