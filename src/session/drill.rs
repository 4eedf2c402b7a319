//! A drill as a pure machine: gold samples are marked blind, criterion by criterion, and the gold marks are shown only when every mark is kept.

use super::Stopped;
use crate::{
    model::{CriterionId, Drill, DrillEntry, DrillEvent, DrillHeader, Mark},
    plan::GoldSample,
};

/// One sample on the table: what is shown, and the replay of what was kept.
#[derive(Debug, Clone)]
pub struct DrillState {
    /// What is marked.
    pub sample: GoldSample,
    /// What was kept so far.
    pub drill: Drill,
    /// Its place in this round, from 1, and how many there are.
    pub place: (usize, usize),
}

/// What is asked for now. It follows from the state alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DrillAsk {
    /// A mark on a criterion, by its place in [`GoldSample::criteria`].
    Mark(usize),
    /// Everything is marked: show the gold marks?
    Reveal,
    /// They are shown: on to the next one?
    GoOn,
}

/// What came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DrillReply {
    /// A mark; `None` is not assessed.
    Mark(Option<Mark>),
    /// Take the last mark back.
    Undo,
    /// Yes: reveal, go on.
    Yes,
    /// Show the sample again.
    Again,
    /// Stop here.
    Quit,
}

/// What to show.
#[derive(Debug, Clone, PartialEq)]
pub enum DrillShow {
    /// The prompt and the answer to be marked; nothing of the key.
    Sample,
    /// Own marks beside gold marks, and why.
    Gold,
    /// Something is durable.
    Saved(String),
    /// Something cannot be done, and why.
    Refused(String),
}

/// Somebody who marks: a person at a terminal, or a script.
pub trait Marker {
    /// Asks for one thing.
    ///
    /// # Errors
    /// When nobody answers any more.
    fn ask(&mut self, ask: &DrillAsk, state: &DrillState) -> Result<DrillReply, Stopped>;

    /// Shows something. Only called once everything before it is durable.
    ///
    /// # Errors
    /// When the terminal is gone.
    fn show(&mut self, show: &DrillShow, state: &DrillState) -> Result<(), Stopped>;

    /// Whether nobody is there to try again when something cannot be kept.
    fn is_scripted(&self) -> bool {
        false
    }
}

/// What a step came to. Events are made durable before anything is shown.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct DrillOutcome {
    /// To be appended.
    pub event: Option<DrillEvent>,
    /// To be shown afterwards.
    pub show: Option<DrillShow>,
    /// This sample is done.
    pub done: bool,
    /// The person asked to stop.
    pub quit: bool,
}

impl DrillState {
    /// A sample that comes up now, or that is gone on with.
    pub fn new(
        sample: GoldSample,
        header: DrillHeader,
        entries: Vec<DrillEntry>,
        place: (usize, usize),
    ) -> Self {
        Self { sample, drill: Drill { header, entries }, place }
    }

    /// The mark that counts for a criterion: nothing when there is none yet.
    pub fn own(&self, criterion: &CriterionId) -> Option<Option<Mark>> {
        self.drill.marks().into_iter().find(|m| m.0 == criterion).map(|m| m.1)
    }

    /// What is asked for now.
    pub fn ask(&self) -> DrillAsk {
        if self.drill.is_revealed() {
            return DrillAsk::GoOn;
        }
        match self.sample.criteria.iter().position(|(c, _)| self.own(&c.id).is_none()) {
            Some(open) => DrillAsk::Mark(open),
            None => DrillAsk::Reveal,
        }
    }

    /// The number of the next entry.
    pub fn next_seq(&self) -> u32 {
        self.drill.entries.last().map_or(1, |e| e.seq.saturating_add(1))
    }

    /// Takes a reply; the state changes only by the entry that is kept for it.
    pub fn step(&self, reply: DrillReply) -> DrillOutcome {
        match (self.ask(), reply) {
            (_, DrillReply::Quit) => DrillOutcome { quit: true, ..DrillOutcome::default() },
            (DrillAsk::Mark(_) | DrillAsk::Reveal, DrillReply::Again) => {
                DrillOutcome { show: Some(DrillShow::Sample), ..DrillOutcome::default() }
            }
            (DrillAsk::GoOn, DrillReply::Again) => {
                DrillOutcome { show: Some(DrillShow::Gold), ..DrillOutcome::default() }
            }
            (DrillAsk::Mark(i), DrillReply::Mark(mark)) => {
                let (criterion, gold) = &self.sample.criteria[i];
                let event = DrillEvent::Marked { criterion: criterion.id.clone(), mark, gold: *gold };
                keep(event, DrillShow::Saved(format!("{}: {}", criterion.title, mark_words(mark))))
            }
            (DrillAsk::Reveal, DrillReply::Yes) => keep(DrillEvent::Revealed, DrillShow::Gold),
            (DrillAsk::Mark(_) | DrillAsk::Reveal, DrillReply::Undo) => self.undo(),
            (DrillAsk::GoOn, DrillReply::Yes) => DrillOutcome { done: true, ..DrillOutcome::default() },
            (DrillAsk::GoOn, DrillReply::Undo | DrillReply::Mark(_)) => {
                refuse("the gold marks were shown: a mark given now would not be blind")
            }
            (DrillAsk::Mark(_), DrillReply::Yes) => refuse("first a mark on every criterion: 1 to 4, or n"),
            (DrillAsk::Reveal, DrillReply::Mark(_)) => {
                refuse("everything is marked; u takes the last mark back")
            }
        }
    }

    fn undo(&self) -> DrillOutcome {
        let marks = self.drill.marks();
        let standing = |c: &CriterionId| marks.iter().any(|m| m.0 == c);
        let last = self.drill.entries.iter().rev().find_map(|e| match &e.event {
            DrillEvent::Marked { criterion, .. } if standing(criterion) => Some(criterion.clone()),
            _ => None,
        });
        match last {
            Some(criterion) => {
                let title =
                    self.sample.criteria.iter().find(|(c, _)| c.id == criterion).map_or("", |c| &c.0.title);
                let said = DrillShow::Saved(format!("taken back: the mark on {title}"));
                keep(DrillEvent::TakenBack { criterion }, said)
            }
            None => refuse("there is nothing to take back"),
        }
    }
}

fn keep(event: DrillEvent, show: DrillShow) -> DrillOutcome {
    DrillOutcome { event: Some(event), show: Some(show), ..DrillOutcome::default() }
}

fn refuse(why: &str) -> DrillOutcome {
    DrillOutcome { show: Some(DrillShow::Refused(why.into())), ..DrillOutcome::default() }
}

/// `3 good`, or `not assessed`.
pub fn mark_words(mark: Option<Mark>) -> String {
    mark.map_or_else(|| "not assessed".to_owned(), |m| format!("{m} {}", m.word()))
}
