//! What the machine asks for and shows; whoever answers is an [`Asker`]: a person at a terminal, or a script.

use super::{Phase, State};
use crate::model::{Answer, CriterionId, Mark, Millis, Recommendation};

/// What is asked for now. It follows from the state alone.
#[derive(Debug, Clone, PartialEq)]
pub enum Ask {
    /// The opening was shown; a note, or an empty line to begin.
    Begin,
    /// The candidate talks: a note or a command.
    Listen {
        /// Which question.
        question: usize,
    },
    /// A graded question: the answer, or a command.
    Answer {
        /// Which question.
        question: usize,
    },
    /// The clock stands still; any line goes on.
    Paused,
    /// A mark on one criterion.
    Mark {
        /// Which question.
        question: usize,
        /// Which criterion.
        criterion: CriterionId,
        /// The mark it has, when it is marked anew.
        before: Option<Option<Mark>>,
    },
    /// What was said that bears a 1 or a 4.
    Evidence {
        /// Which question.
        question: usize,
        /// Which criterion.
        criterion: CriterionId,
        /// The mark that waits.
        mark: Mark,
    },
    /// All questions are behind: a note, a command, or an empty line to recommend.
    Close,
    /// The interviewer's own recommendation.
    Recommend,
    /// Its reason.
    RecommendWhy {
        /// The recommendation that waits.
        recommendation: Recommendation,
    },
    /// Nothing more.
    Done,
}

/// What came back.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// A typed line: a note, or a command that starts with `/`.
    Line(String),
    /// A note of several lines, from the editor.
    LongNote(String),
    /// An answer to a graded question: of several lines, from the editor, or from a file.
    Answer(Answer),
    /// A mark; `None` is not assessed.
    Mark(Option<Mark>),
    /// Back to where one was before: from marking to listening, from recommending to the closing.
    Listen,
    /// A recommendation.
    Recommend(Recommendation),
    /// Text that was asked for.
    Text(String),
}

/// What to show.
#[derive(Debug, Clone, PartialEq)]
pub enum Show {
    /// What to say first.
    Opening,
    /// The question that is up, with look-fors and probes.
    Question(usize),
    /// A probe, by number from 1.
    Probe(usize, u16),
    /// A hint, by number from 1.
    Hint(usize, u16),
    /// The anchors of all its criteria.
    Anchors(usize),
    /// The model answer.
    ModelAnswer(usize),
    /// Elapsed and planned time, and what could be dropped.
    Time,
    /// The plan with what is done.
    Plan,
    /// All commands.
    Help,
    /// What to say last, and what is still without marks.
    Closing,
    /// Something is durable.
    Saved(String),
    /// Something cannot be done, and what to do instead.
    Refused(String),
    /// Plain words.
    Said(String),
}

/// Why nobody answers any more. Everything entered is saved.
#[derive(Debug, thiserror::Error)]
pub enum Stopped {
    /// The person asked to stop.
    #[error("stopped")]
    Quit,
    /// A signal, by number (1 hang-up, 2 interrupt, 15 terminate).
    #[error("stopped by signal {0}")]
    Signal(i32),
    /// There is no more input.
    #[error("the input ended")]
    EndOfInput,
    /// The terminal failed.
    #[error("the terminal failed: {0}")]
    Terminal(std::io::Error),
}

/// Somebody who answers: a person at a terminal, or a script.
pub trait Asker {
    /// Asks for one thing.
    ///
    /// # Errors
    /// When nobody answers any more.
    fn ask(&mut self, ask: &Ask, state: &State) -> Result<Reply, Stopped>;

    /// Shows something. Only called once everything before it is durable.
    ///
    /// # Errors
    /// When the terminal is gone.
    fn show(&mut self, show: &Show, state: &State) -> Result<(), Stopped>;

    /// The time spent so far, when the asker plays another clock than the wall's.
    fn elapsed(&self) -> Option<Millis> {
        None
    }
}

impl State {
    /// What is asked for now.
    pub fn ask(&self) -> Ask {
        if self.is_over() || self.recommended.is_some() {
            return Ask::Done;
        }
        if self.paused {
            return Ask::Paused;
        }
        if let Some(recommendation) = self.pending_recommendation {
            return Ask::RecommendWhy { recommendation };
        }
        let Some(question) = self.current else {
            return match (self.closing, self.recommending) {
                (true, true) => Ask::Recommend,
                (true, false) => Ask::Close,
                (false, _) => Ask::Begin,
            };
        };
        let s = &self.questions[question];
        match (s.phase, &self.pending, s.to_mark.first()) {
            (Phase::Marking, Some((criterion, mark)), _) => {
                Ask::Evidence { question, criterion: criterion.clone(), mark: *mark }
            }
            (Phase::Marking, None, Some(criterion)) => {
                let before = s.marks.get(criterion).copied();
                Ask::Mark { question, criterion: criterion.clone(), before }
            }
            _ if self.material.question(question).body.is_graded() => Ask::Answer { question },
            _ => Ask::Listen { question },
        }
    }
}
