//! One question in practice: what was answered, ticked and marked so far, and what is asked for next. Always the replay of its entries, so
//! that going on after a crash, undoing and looking back are the same operation.

use std::collections::{BTreeMap, BTreeSet};

use super::{computed_marks, rating_of, score_of};
use crate::{
    bank::{Body, Open, Question, Rubric},
    model::{
        Answer, Attempt, CriterionId, Fraction, Heard, LookForId, Mark, Millis, PracticeEntry, PracticeEvent,
        PracticeId, Rating, Verdict,
    },
};

/// A question with what happened at it.
#[derive(Debug, Clone)]
pub struct Turn {
    /// What came up.
    pub attempt: Attempt,
    /// Everything, also what was taken back, in order.
    pub entries: Vec<PracticeEntry>,
    /// What was said to an open question; the inner `None` is aloud.
    pub said: Option<Option<String>>,
    /// Probes asked for.
    pub probes: BTreeSet<u16>,
    /// Hints asked for.
    pub hints: BTreeSet<u16>,
    /// Ticked look-fors.
    pub ticks: BTreeMap<LookForId, Heard>,
    /// Red flags, whether they were said.
    pub flags: BTreeMap<u16, bool>,
    /// Marks: what the rule gave, and what counts.
    pub marks: BTreeMap<CriterionId, (Option<Mark>, Mark)>,
    /// The answer to a graded question with its verdict.
    pub graded: Option<(Answer, Verdict)>,
    /// Why it was left out.
    pub skipped: Option<String>,
    /// Whether it was taken back whole.
    pub taken_back: bool,
    /// Time spent so far.
    pub elapsed: Millis,
}

/// What is asked for next.
#[derive(Debug, Clone, PartialEq)]
pub enum Next {
    /// An answer to an open question.
    Say,
    /// An answer to a graded question.
    Answer,
    /// How a look-for came.
    Tick(LookForId),
    /// Whether a red flag was said, by number from 1.
    Flag(u16),
    /// A mark; the rule gives this one, if it gives one.
    Mark(CriterionId, Option<Mark>),
    /// Nothing: all is answered.
    Done,
}

impl Turn {
    /// The state after some entries, which come in order.
    pub fn replay(attempt: Attempt, entries: Vec<PracticeEntry>) -> Self {
        let mut turn = Self {
            attempt,
            entries,
            said: None,
            probes: BTreeSet::new(),
            hints: BTreeSet::new(),
            ticks: BTreeMap::new(),
            flags: BTreeMap::new(),
            marks: BTreeMap::new(),
            graded: None,
            skipped: None,
            taken_back: false,
            elapsed: 0,
        };
        turn.derive();
        turn
    }

    /// One more entry.
    pub fn add(&mut self, entry: PracticeEntry) {
        self.entries.push(entry);
        *self = Self::replay(self.attempt.clone(), std::mem::take(&mut self.entries));
    }

    fn derive(&mut self) {
        let undone: BTreeSet<&PracticeId> = self
            .entries
            .iter()
            .filter_map(|e| match &e.event {
                PracticeEvent::Undone { entry } => Some(entry),
                _ => None,
            })
            .collect();
        for e in &self.entries {
            self.elapsed = self.elapsed.max(e.elapsed);
            if undone.contains(&e.id) {
                continue;
            }
            match &e.event {
                PracticeEvent::Said { text } => self.said = Some(text.clone()),
                PracticeEvent::Probe { number } => drop(self.probes.insert(*number)),
                PracticeEvent::Hint { number } => drop(self.hints.insert(*number)),
                PracticeEvent::Tick { look_for, heard } => drop(self.ticks.insert(look_for.clone(), *heard)),
                PracticeEvent::Flag { number, said } => drop(self.flags.insert(*number, *said)),
                PracticeEvent::Marked { criterion, computed, mark } => {
                    self.marks.insert(criterion.clone(), (*computed, *mark));
                }
                PracticeEvent::Graded { answer, verdict } => {
                    self.graded = Some((answer.clone(), verdict.clone()));
                }
                PracticeEvent::Skipped { why } => self.skipped = Some(why.clone()),
                PracticeEvent::TakenBack => self.taken_back = true,
                PracticeEvent::Undone { .. } => {}
            }
        }
    }

    /// The number of the next entry.
    pub fn next_seq(&self) -> u32 {
        self.entries.last().map_or(1, |e| e.seq.saturating_add(1))
    }

    /// The last entry that still counts: what an undo takes back.
    pub fn last(&self) -> Option<&PracticeEntry> {
        let undone = |id: &PracticeId| {
            self.entries.iter().any(|e| matches!(&e.event, PracticeEvent::Undone { entry } if entry == id))
        };
        self.entries.iter().rev().find(|e| !matches!(e.event, PracticeEvent::Undone { .. }) && !undone(&e.id))
    }

    /// How many red flags were said.
    pub fn red_flags(&self) -> usize {
        self.flags.values().filter(|said| **said).count()
    }

    /// What is asked for next. Look-fors that were missed last time come first.
    pub fn next(&self, question: &Question, rubric: Option<&Rubric>, missed: &[LookForId]) -> Next {
        if self.skipped.is_some() || self.taken_back {
            return Next::Done;
        }
        let Body::Open(open) = &question.body else {
            return if self.graded.is_some() { Next::Done } else { Next::Answer };
        };
        if self.said.is_none() {
            return Next::Say;
        }
        if let Some(look_for) = look_fors(open, missed).into_iter().find(|l| !self.ticks.contains_key(*l)) {
            return Next::Tick(look_for.clone());
        }
        let flags = u16::try_from(open.red_flags.len()).unwrap_or(u16::MAX);
        if let Some(number) = (1..=flags).find(|n| !self.flags.contains_key(n)) {
            return Next::Flag(number);
        }
        let Some(rubric) = rubric else { return Next::Done };
        let mut computed = computed_marks(open, rubric, &self.ticks, self.red_flags());
        match rubric.criterion.iter().find(|c| !self.marks.contains_key(&c.id)) {
            Some(criterion) => Next::Mark(criterion.id.clone(), computed.remove(&criterion.id).flatten()),
            None => Next::Done,
        }
    }

    /// What the whole answer is worth and how it is rated, once nothing more is asked for. `None` for a question that was left out.
    pub fn result(&self, question: &Question, rubric: Option<&Rubric>) -> Option<(Fraction, Rating)> {
        if self.skipped.is_some() || self.taken_back {
            return None;
        }
        let score = match (&self.graded, rubric) {
            (Some((_, verdict)), _) => verdict.fraction,
            (None, Some(rubric)) => {
                let marks = self.marks.iter().map(|(id, (_, mark))| (id.clone(), *mark)).collect();
                score_of(rubric, &marks)?
            }
            (None, None) => return None,
        };
        Some((score, rating_of(score, question.body.kind())))
    }

    /// The look-fors that were missed, as ticked.
    pub fn missed(&self) -> Vec<LookForId> {
        self.ticks.iter().filter(|(_, h)| **h == Heard::Missed).map(|(id, _)| id.clone()).collect()
    }
}

/// The look-fors in the order in which they are asked about: those missed last time first.
pub fn look_fors<'a>(open: &'a Open, missed: &[LookForId]) -> Vec<&'a LookForId> {
    let (first, rest): (Vec<_>, Vec<_>) =
        open.look_for.iter().map(|l| &l.id).partition(|id| missed.contains(id));
    first.into_iter().chain(rest).collect()
}
