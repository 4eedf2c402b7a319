//! Whoever practises: a person at a terminal, or a script. The text of a document is of no concern here: `D` is whatever draws it.

use crate::{
    bank::Asked,
    model::{Answer, Heard, Mark},
};

/// What is asked for, with all that whoever answers needs to see.
#[derive(Debug, Clone, PartialEq)]
pub enum Ask {
    /// An answer to an open question, aloud or typed.
    Say {
        /// What is asked.
        asked: Asked,
    },
    /// An answer to a graded question.
    Answer {
        /// What is asked.
        asked: Asked,
    },
    /// How a look-for came.
    Tick {
        /// Its place and how many there are, from 1.
        place: (usize, usize),
        /// What is looked for.
        text: String,
        /// Whether it was missed last time.
        missed: bool,
        /// Whether probes were asked.
        probed: bool,
        /// Whether hints were given.
        hinted: bool,
    },
    /// Whether a red flag was in the answer.
    Flag {
        /// The red flag.
        text: String,
    },
    /// A mark on a criterion.
    Mark {
        /// What the criterion is called.
        title: String,
        /// What it asks.
        about: String,
        /// What is said at 1 to 4.
        anchors: [String; 4],
        /// What the rule gives.
        computed: Option<Mark>,
    },
}

/// What came back.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// A typed line: an answer, or a command that begins with `/`. Nothing typed is an answer aloud.
    Line(String),
    /// An answer of several lines, from the editor or a file.
    Answer(Answer),
    /// How a look-for came.
    Heard(Heard),
    /// Yes or no.
    Said(bool),
    /// A mark.
    Mark(Mark),
    /// The mark that the rule gave.
    Keep,
    /// Back to what was answered last.
    Back,
    /// Stop here.
    Quit,
}

/// Why nobody answers any more. Everything answered is kept.
#[derive(Debug, thiserror::Error)]
pub enum Halt {
    /// The person asked to stop.
    #[error("stopped")]
    Quit,
    /// A signal, by number.
    #[error("stopped by signal {0}")]
    Signal(i32),
    /// There is no more input.
    #[error("the input ended")]
    EndOfInput,
    /// A line of a script that does not answer what is asked.
    #[error("{0}")]
    Unfit(String),
    /// The terminal failed.
    #[error("the terminal failed: {0}")]
    Terminal(std::io::Error),
}

/// Somebody who practises.
pub trait Learner<D> {
    /// Asks for one thing.
    ///
    /// # Errors
    /// When nobody answers any more.
    fn ask(&mut self, ask: &Ask) -> Result<Reply, Halt>;

    /// Shows a document. What it says of answers is durable.
    ///
    /// # Errors
    /// When the terminal is gone.
    fn show(&mut self, document: &D) -> Result<(), Halt>;

    /// Lets a question that is over be read before the next one, or the summary, takes its place: goes on, back to the answer, or stops.
    /// Nobody is waited for where nobody reads.
    ///
    /// # Errors
    /// When nobody answers any more.
    fn rest(&mut self, _last: bool) -> Result<Reply, Halt> {
        Ok(Reply::Keep)
    }

    /// Says in a line what is durable now.
    ///
    /// # Errors
    /// When the terminal is gone.
    fn saved(&mut self, what: &str) -> Result<(), Halt>;

    /// Says in a line what cannot be done, or anything else.
    ///
    /// # Errors
    /// When the terminal is gone.
    fn said(&mut self, text: &str) -> Result<(), Halt>;
}
