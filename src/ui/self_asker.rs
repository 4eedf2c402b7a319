//! A candidate in a mock interview, who is their own interviewer: the question alone first; when the answer is over, the model answer and the look-fors
//! to be ticked; then the marks on the anchors. The machine is the one of a real interview and never knows.

use console::Key;

use super::{asker::TerminalAsker, screen};
use crate::{
    bank::Body,
    model::{Event, Heard, visible},
    report::{Document, key_document, to_terminal},
    session::{Ask, Asker, Reply, Show, State, Stopped},
};

/// The candidate's terminal.
pub struct SelfAsker {
    inner: TerminalAsker,
    /// The question whose answer is over, and the look-for that is ticked next.
    over: Option<(usize, usize)>,
    /// The last answer to a graded question whose key was shown, by the number of its entry.
    shown: u32,
}

/// What a key at a look-for means.
#[derive(Clone, Copy)]
enum Tick {
    As(Heard),
    Before,
    Quit,
}

impl SelfAsker {
    /// The candidate at that terminal, from `state` on.
    pub fn new(inner: TerminalAsker, state: &State) -> Self {
        Self { inner, over: None, shown: state.entries.last().map_or(0, |e| e.seq) }
    }

    /// The next look-for as a reply; `/mark` when all are ticked.
    fn tick(&mut self, question: usize, at: usize, state: &State) -> Result<Reply, Stopped> {
        let look_fors = match &state.material.question(question).body {
            Body::Open(open) => open.look_for.as_slice(),
            Body::Choice(_) | Body::Order(_) | Body::Estimate(_) | Body::Sql(_) | Body::Code(_) => &[],
        };
        let mut at = at;
        loop {
            let Some(look_for) = look_fors.get(at) else {
                self.over = None;
                return Ok(Reply::Line("/mark".into()));
            };
            let (place, all) = (at + 1, look_fors.len());
            let before = state.questions[question].heard.get(&look_for.id);
            let now = before.map_or_else(String::new, |h| format!(" (now: {})", h.as_str()));
            self.inner.write(&format!("\nLook-for {place} of {all}: {}{now}\n", visible(&look_for.text)))?;
            let prompt = "y unprompted, p probed, h hinted, n missed, b back, q stop: ";
            let key = self.inner.one_key(prompt, |key| match key {
                Key::Char('y' | 'Y' | 'u' | 'U') => Some((Tick::As(Heard::Unprompted), "unprompted")),
                Key::Char('p' | 'P') => Some((Tick::As(Heard::Probed), "probed")),
                Key::Char('h' | 'H') => Some((Tick::As(Heard::Hinted), "hinted")),
                Key::Char('n' | 'N' | 'm' | 'M') => Some((Tick::As(Heard::Missed), "missed")),
                Key::Char('b' | 'B') | Key::Escape => Some((Tick::Before, "back")),
                Key::Char('q' | 'Q' | '\u{4}') => Some((Tick::Quit, "stop")),
                _ => None,
            })?;
            match key {
                Tick::As(heard) => {
                    self.over = Some((question, place));
                    return Ok(Reply::Line(format!("/tick {place} {}", heard.as_str())));
                }
                Tick::Before if at > 0 => at -= 1,
                Tick::Before => {
                    self.over = None;
                    return Ok(Reply::Line("/question".into()));
                }
                Tick::Quit => {
                    self.over = None;
                    return Ok(Reply::Line("/quit".into()));
                }
            }
        }
    }

    /// The model answer, and what is to be ticked.
    fn reveal(&mut self, question: usize, state: &State) -> Result<(), Stopped> {
        let key = to_terminal(&key_document(state.material.question(question)), self.inner.style());
        self.inner.write(&format!("\n{key}"))?;
        let first = match &state.material.question(question).body {
            Body::Open(open) => {
                let ticked = |l: &crate::bank::LookFor| state.questions[question].heard.contains_key(&l.id);
                open.look_for.iter().position(|l| !ticked(l)).unwrap_or(open.look_for.len())
            }
            Body::Choice(_) | Body::Order(_) | Body::Estimate(_) | Body::Sql(_) | Body::Code(_) => 0,
        };
        self.over = Some((question, first));
        Ok(())
    }

    /// What is right, once a graded answer is kept.
    fn key_of_last_answer(&mut self, state: &State) -> Result<(), Stopped> {
        let answered =
            state.entries.iter().rev().take_while(|e| e.seq > self.shown).find_map(|e| match &e.event {
                Event::Answered { question, .. } => state.material.index(question).map(|i| (e.seq, i)),
                _ => None,
            });
        if let Some((seq, index)) = answered {
            self.shown = seq;
            let key = to_terminal(&key_document(state.material.question(index)), self.inner.style());
            self.inner.write(&format!("\n{key}\n"))?;
            self.inner.one_key("Enter goes on: ", |key| matches!(key, Key::Enter).then_some(((), "")))?;
        }
        Ok(())
    }
}

/// Lines by which a candidate says that the answer is over; those that show the key are among them.
fn ends_the_answer(line: &str) -> bool {
    matches!(line.trim(), "" | "/mark" | "/m" | "/answer" | "/anchors" | "/a")
}

impl Asker for SelfAsker {
    fn ask(&mut self, ask: &Ask, state: &State) -> Result<Reply, Stopped> {
        let Ask::Listen { question } = ask else {
            self.over = None;
            return self.inner.ask(ask, state);
        };
        loop {
            if let Some((of, at)) = self.over
                && of == *question
            {
                return self.tick(of, at, state);
            }
            match self.inner.ask(ask, state)? {
                Reply::Line(line) if ends_the_answer(&line) => self.reveal(*question, state)?,
                other => return Ok(other),
            }
        }
    }

    fn show(&mut self, show: &Show, state: &State) -> Result<(), Stopped> {
        let style = self.inner.style();
        let text = match show {
            Show::Opening => {
                let mut d = Document::default();
                let plan = &state.material.plan;
                d.heading(
                    1,
                    format!("Mock interview: {}, form {}, {} minutes", plan.title, plan.form, plan.minutes),
                );
                d.text(
                    "You are your own interviewer. Answer each question aloud, in the time it has, before you look: then the model answer is shown, you tick what \
                     you said and mark yourself on the anchors. Everything is kept as self-assessed and never mixes with interviews.",
                );
                d.list(plan.not_covered());
                to_terminal(&d, style)
                    + &screen::hint("Enter begins with the first question. /help lists the commands.", style)
            }
            Show::Question(index) => {
                let keys = if state.material.question(*index).body.is_graded() {
                    "Type the answer, or /answer FILE; /note TEXT, /skip WHY, /time, /help"
                } else {
                    "Answer aloud; a typed line is a note. /probe is a follow-up, /hint helps. Enter when the answer is over."
                };
                screen::as_asked(state, *index, style, self.inner.tables()) + &screen::hint(keys, style)
            }
            Show::Plan => screen::plan(state, style, false),
            Show::Time => screen::time(state, style, false),
            Show::Saved(_) => {
                self.inner.show(show, state)?;
                return self.key_of_last_answer(state);
            }
            Show::Probe(..)
            | Show::Hint(..)
            | Show::Anchors(_)
            | Show::ModelAnswer(_)
            | Show::Help
            | Show::Closing
            | Show::Refused(_)
            | Show::Said(_) => return self.inner.show(show, state),
        };
        self.inner.write(&text)
    }
}
