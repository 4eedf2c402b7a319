//! What statistics need of an entry, small enough that millions of them pass through memory: ids are numbers into [`Words`], texts
//! are left out.

use std::collections::HashMap;

use super::{Heard, Mark, Millis};

/// A word by its number in [`Words`].
pub type Word = u32;

/// Ids seen so far, each kept once.
#[derive(Debug, Clone, Default)]
pub struct Words {
    texts: Vec<String>,
    numbers: HashMap<String, Word>,
}

impl Words {
    /// The number of a text; a new one when it was not seen before.
    pub fn number(&mut self, text: &str) -> Word {
        if let Some(&number) = self.numbers.get(text) {
            return number;
        }
        let number = Word::try_from(self.texts.len()).unwrap_or(Word::MAX);
        self.texts.push(text.to_owned());
        self.numbers.insert(text.to_owned(), number);
        number
    }

    /// The number of a text that was seen before.
    pub fn find(&self, text: &str) -> Option<Word> {
        self.numbers.get(text).copied()
    }

    /// The text of a number that this table gave.
    pub fn text(&self, number: Word) -> &str {
        self.texts.get(number as usize).map_or("", String::as_str)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }
}

/// An entry as statistics see it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Fact {
    /// Its place in the session.
    pub seq: u32,
    /// Time spent in the session so far.
    pub elapsed: Millis,
    /// What happened.
    pub what: What,
}

/// The events that statistics count; the words are those of [`super::Event`].
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(missing_docs, reason = "the fields are the words of the event")]
pub enum What {
    /// The question came up.
    Opened { question: Word },
    /// A look-for was ticked.
    Tick { question: Word, look_for: Word, heard: Heard },
    /// A probe was asked.
    Probe { question: Word, number: u16 },
    /// A mark, or not assessed.
    Marked { question: Word, criterion: Word, mark: Option<Mark> },
    /// The same after sealing.
    Amended { question: Word, criterion: Word, mark: Option<Mark> },
    /// The whole question has no marks.
    NotAssessed { question: Word },
    /// A graded answer: how much was right, 0 to 1.
    Answered { question: Word, fraction: f64 },
    /// The same answer judged anew: entry number `entry` holds it.
    Rescored { question: Word, entry: u32, fraction: f64 },
    /// The question is done for now.
    Left { question: Word },
    /// The clock stands still.
    Paused,
    /// It goes on.
    Resumed,
    /// An entry is taken back.
    Undone { entry: u32 },
    /// Anything else: it only says how late it was.
    Other,
}
