//! A round without a terminal: the answers come from a text, a line for each thing that is asked.

use std::path::Path;

use crate::{
    app::language_of,
    model::{Answer, Heard, Mark},
    practice::{Ask, Halt, Learner, Reply},
    report::Document,
    world::read_text,
};

/// Longer answers are no answers.
const LONGEST: u64 = 1_000_000;

/// What a script makes known.
pub enum Heed<'a> {
    /// A document was shown.
    Document(&'a Document),
    /// Something is durable.
    Saved(&'a str),
    /// A line was said.
    Said(&'a str),
    /// A line of the script was taken as an answer.
    Line(&'a str),
}

/// Plays the lines of a text.
pub struct Script<'a> {
    lines: std::vec::IntoIter<(usize, String)>,
    heed: Box<dyn FnMut(Heed<'_>) -> Result<(), Halt> + 'a>,
}

impl<'a> Script<'a> {
    /// Lines that begin with `#` are left out; an empty line is Enter. `heed` hears what a terminal would show.
    pub fn new(text: &str, heed: impl FnMut(Heed<'_>) -> Result<(), Halt> + 'a) -> Self {
        let lines: Vec<(usize, String)> = (1..)
            .zip(text.lines())
            .filter(|(_, l)| !l.starts_with('#'))
            .map(|(n, l)| (n, l.to_owned()))
            .collect();
        Self { lines: lines.into_iter(), heed: Box::new(heed) }
    }
}

/// What the lines of a script may be, for the message about one that does not fit.
pub fn script_help(ask: &Ask) -> &'static str {
    match ask {
        Ask::Say { .. } => "an answer, an empty line for one aloud, or a command such as /probe",
        Ask::Answer { .. } => "an answer, `/answer FILE`, or a command such as /skip",
        Ask::Tick { .. } => "y (unprompted), p (after a probe), h (after a hint), n (missed) or b (back)",
        Ask::Flag { .. } => "y (said), n (not said) or b (back)",
        Ask::Mark { .. } => "1 to 4, an empty line for the mark of the rule, or b (back)",
    }
}

/// A line as a reply to what is asked; `None` when it is none.
fn reply(ask: &Ask, line: &str) -> Option<Result<Reply, String>> {
    let word = line.trim();
    if word == "/quit" {
        return Some(Ok(Reply::Quit));
    }
    Some(Ok(match (ask, word) {
        (Ask::Answer { .. } | Ask::Say { .. }, _) => {
            let Some(path) = word.strip_prefix("/answer ") else {
                return Some(Ok(Reply::Line(line.to_owned())));
            };
            let path = Path::new(path.trim());
            return Some(match read_text(path, LONGEST) {
                Ok(text) => Ok(Reply::Answer(Answer { text, language: language_of(path) })),
                Err(e) => Err(e.to_string()),
            });
        }
        (_, "b") => Reply::Back,
        (Ask::Tick { .. }, "y") => Reply::Heard(Heard::Unprompted),
        (Ask::Tick { .. }, "p") => Reply::Heard(Heard::Probed),
        (Ask::Tick { .. }, "h") => Reply::Heard(Heard::Hinted),
        (Ask::Tick { .. }, "n") => Reply::Heard(Heard::Missed),
        (Ask::Flag { .. }, "y") => Reply::Said(true),
        (Ask::Flag { .. }, "n") => Reply::Said(false),
        (Ask::Mark { .. }, "") => Reply::Keep,
        (Ask::Mark { .. }, mark) => Reply::Mark(mark.parse().ok().and_then(|m| Mark::new(m).ok())?),
        (Ask::Tick { .. } | Ask::Flag { .. }, _) => return None,
    }))
}

impl Learner<Document> for Script<'_> {
    fn ask(&mut self, ask: &Ask) -> Result<Reply, Halt> {
        let Some((number, line)) = self.lines.next() else { return Err(Halt::EndOfInput) };
        (self.heed)(Heed::Line(&line))?;
        match reply(ask, &line) {
            Some(Ok(reply)) => Ok(reply),
            Some(Err(why)) => Err(Halt::Unfit(format!("line {number} of the script: {why}"))),
            None => {
                let wanted = script_help(ask);
                Err(Halt::Unfit(format!("line {number} of the script is `{line}`; here goes {wanted}")))
            }
        }
    }

    fn show(&mut self, document: &Document) -> Result<(), Halt> {
        (self.heed)(Heed::Document(document))
    }

    fn saved(&mut self, what: &str) -> Result<(), Halt> {
        (self.heed)(Heed::Saved(what))
    }

    fn said(&mut self, text: &str) -> Result<(), Halt> {
        (self.heed)(Heed::Said(text))
    }
}
