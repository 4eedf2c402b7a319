//! A round: every answer is kept before the next thing is shown.

use std::collections::VecDeque;

use anyhow::Result;

use super::{Done, Practised, Summary, choose::source_hash, documents, practised};
use crate::{
    app::marking_document,
    bank::{Bank, Question, Rubric},
    grade::{Marking, Runner},
    model::{Attempt, PracticeEntry, PracticeEvent, PracticeId, QuestionId, Review},
    practice::{Halt, Learner, Next, Reply, Round, Turn, Why},
    report::Document,
    store::{Store, StoreError},
    world::{Clock, Entropy, SessionLock, Stopwatch},
};

/// How a round ended.
#[derive(Debug)]
pub enum PracticeEnd {
    /// Everything was asked.
    Complete,
    /// Nobody answers any more; everything answered is kept.
    Stopped(Halt),
}

/// A round that is being asked.
pub struct Practice<'a> {
    pub(super) store: &'a mut Store,
    pub(super) bank: &'a Bank,
    pub(super) runner: &'a dyn Runner,
    pub(super) clock: Clock,
    entropy: Entropy,
    pub(super) practised: Practised,
    /// Attempts of earlier rounds that were stopped in the middle.
    stopped: Vec<Attempt>,
    /// What was done so far.
    pub summary: Summary,
    _lock: SessionLock,
}

/// The question that is up.
pub(super) struct Up<'q> {
    pub(super) question: &'q Question,
    pub(super) rubric: Option<&'q Rubric>,
    pub(super) turn: Turn,
    /// What was missed last time.
    pub(super) missed: Vec<crate::model::LookForId>,
    watch: Stopwatch,
    base: u64,
}

impl Up<'_> {
    pub(super) fn next(&self) -> Next {
        self.turn.next(self.question, self.rubric, &self.missed)
    }

    pub(super) fn elapsed(&self) -> u64 {
        self.base.saturating_add(self.watch.elapsed())
    }
}

/// How a question ended.
pub(super) enum Turned {
    /// It has its review.
    Done,
    /// It was left out.
    LeftOut,
    /// It waits; the answer before it was taken back and is asked for again.
    TakenBack(QuestionId),
    /// The round stops.
    Halted(Halt),
}

impl<'a> Practice<'a> {
    /// Takes up practice on a store; one round at a time.
    ///
    /// # Errors
    /// Somebody else is at it, or trouble with the store.
    pub fn begin(
        store: &'a mut Store,
        bank: &'a Bank,
        runner: &'a dyn Runner,
        practised: Practised,
        (clock, entropy): (Clock, Entropy),
        half_typed: bool,
    ) -> Result<Self> {
        let lock = SessionLock::take_practice(store.path())??;
        let mut stopped: Vec<Attempt> = Vec::new();
        for (i, attempt) in store.unfinished_attempts()?.into_iter().enumerate() {
            let again = |r: &Review| r.question == attempt.question && r.at >= attempt.at;
            let listed = bank.find(&attempt.question);
            let is_as_it_was = listed.is_some_and(|l| source_hash(bank, l) == attempt.source);
            let is_behind = stopped.iter().any(|s| s.question == attempt.question)
                || practised.reviews.iter().rev().any(again);
            // A question that was only shown is no more stopped than one that was never asked, unless an answer to it is half typed.
            let is_begun = (i == 0 && half_typed) || !store.practice_entries(&attempt.id)?.is_empty();
            if is_as_it_was && !is_behind && is_begun {
                stopped.push(attempt);
            }
        }
        let mut practice = Self {
            summary: Summary::new(entropy.practice_id(clock.now())),
            store,
            bank,
            runner,
            clock,
            entropy,
            practised,
            stopped,
            _lock: lock,
        };
        practice.summary.round = practice.fresh()?;
        Ok(practice)
    }

    /// Attempts that were stopped in the middle, the newest first.
    pub fn stopped(&self) -> &[Attempt] {
        &self.stopped
    }

    /// What was practised, up to now.
    pub fn practised(&self) -> &Practised {
        &self.practised
    }

    /// Asks a round. `after` hears the summary whenever something was kept.
    ///
    /// # Errors
    /// A damaged store, or one that takes no more.
    pub fn run(
        &mut self,
        round: Round,
        learner: &mut dyn Learner<Document>,
        after: &mut dyn FnMut(&Summary),
    ) -> Result<PracticeEnd> {
        (self.summary.due_left, self.summary.next) = (round.due_left, round.next);
        let mut queue: VecDeque<(QuestionId, Why)> = round.picks.into();
        while let Some((id, why)) = queue.pop_front() {
            match self.turn(&id, why, queue.len(), learner, after)? {
                Turned::LeftOut => {}
                Turned::Done => {
                    // Whatever ends the program while somebody reads has the summary with this question.
                    after(&self.summary);
                    let halt = match learner.rest(queue.is_empty()) {
                        Ok(Reply::Quit) => Some(Halt::Quit),
                        Ok(Reply::Back) => {
                            if let Some(done) = self.take_back()? {
                                queue.push_front((done.question.id, Why::Named));
                                learner
                                    .said(&format!("taken back: the answer to {}", done.question.title))
                                    .err()
                            } else {
                                None
                            }
                        }
                        Ok(_) => None,
                        Err(halt) => Some(halt),
                    };
                    if let Some(halt) = halt {
                        self.left_over(&queue, None);
                        after(&self.summary);
                        return Ok(PracticeEnd::Stopped(halt));
                    }
                }
                Turned::TakenBack(before) => {
                    queue.push_front((id, why));
                    queue.push_front((before, Why::Named));
                }
                Turned::Halted(halt) => {
                    self.left_over(&queue, Some(why));
                    after(&self.summary);
                    return Ok(PracticeEnd::Stopped(halt));
                }
            }
            after(&self.summary);
        }
        Ok(PracticeEnd::Complete)
    }

    /// Counts what is due and was not asked, with the question that is up.
    fn left_over(&mut self, queue: &VecDeque<(QuestionId, Why)>, up: Option<Why>) {
        let waiting = queue.iter().map(|(_, why)| *why).chain(up);
        self.summary.due_left += waiting.filter(|why| matches!(why, Why::Due { .. })).count();
    }

    /// An id that was never given out in this store: a fixed seed would repeat them.
    pub(super) fn fresh(&self) -> Result<PracticeId, StoreError> {
        fresh(self.store, &self.entropy, &self.clock)
    }

    /// The attempt at a question: one that was stopped while it meant and said the same goes on, else a new one is kept.
    pub(super) fn take_up<'q>(
        &mut self,
        question: &'q Question,
        rubric: Option<&'q Rubric>,
        (meaning, wording, source): (String, String, String),
        missed: Vec<crate::model::LookForId>,
    ) -> Result<Up<'q>> {
        let same = |a: &Attempt| a.question == question.id && a.meaning == meaning && a.wording == wording;
        let turn = match self.stopped.iter().position(same) {
            Some(at) => {
                let attempt = self.stopped.remove(at);
                let entries = self.store.practice_entries(&attempt.id)?;
                Turn::replay(attempt, entries)
            }
            None => {
                let attempt = Attempt {
                    id: self.fresh()?,
                    round: self.summary.round.clone(),
                    question: question.id.clone(),
                    area: question.area.clone(),
                    topic: question.topic.clone(),
                    level: question.level,
                    kind: question.body.kind().as_str().to_owned(),
                    meaning,
                    wording,
                    source,
                    at: self.clock.now(),
                };
                self.store.begin_attempt(&attempt)?;
                Turn::replay(attempt, Vec::new())
            }
        };
        let (watch, base) = (self.clock.start(), turn.elapsed);
        Ok(Up { question, rubric, turn, missed, watch, base })
    }

    /// Puts a question back among those that were stopped: it is gone on with when it comes up again.
    pub(super) fn put_back(&mut self, turn: Turn) {
        self.stopped.push(turn.attempt);
    }

    /// Keeps one event, and with the last one of a question its review, in one go. False when the store did not take it and the person was told:
    /// what was typed stands on the screen, and can be entered again.
    pub(super) fn keep(
        &mut self,
        up: &mut Up<'_>,
        event: PracticeEvent,
        learner: &mut dyn Learner<Document>,
    ) -> Result<Result<bool, Halt>> {
        let entry = PracticeEntry {
            id: self.fresh()?,
            attempt: up.turn.attempt.id.clone(),
            seq: up.turn.next_seq(),
            at: self.clock.now(),
            elapsed: up.elapsed(),
            event,
        };
        let mut turn = up.turn.clone();
        turn.add(entry.clone());
        let over = turn.next(up.question, up.rubric, &up.missed) == Next::Done;
        let result = over.then(|| turn.result(up.question, up.rubric)).flatten();
        let kept = match result {
            None => self.store.append_practice(std::slice::from_ref(&entry)),
            Some((score, rating)) => {
                let review = self.review(&turn, score, rating)?;
                let kept = self.store.finish_attempt(std::slice::from_ref(&entry), &review);
                if kept.is_ok() {
                    self.practised.add(review);
                }
                kept
            }
        };
        match kept {
            Ok(()) => {
                up.turn = turn;
                Ok(Ok(true))
            }
            Err(
                error @ (StoreError::Full(_)
                | StoreError::Failing { .. }
                | StoreError::ReadOnly(_)
                | StoreError::Busy(_)
                | StoreError::Refused(_)
                | StoreError::Io { .. }),
            ) => Ok(learner
                .said(&format!("! NOT SAVED: {error}. Mend that, then enter it again."))
                .map(|()| false)),
            Err(error) => Err(error.into()),
        }
    }

    fn review(
        &self,
        turn: &Turn,
        score: crate::model::Fraction,
        rating: crate::model::Rating,
    ) -> Result<Review, StoreError> {
        let (a, now) = (&turn.attempt, self.clock.now());
        Ok(Review {
            id: self.fresh()?,
            attempt: a.id.clone(),
            question: a.question.clone(),
            meaning: a.meaning.clone(),
            area: a.area.clone(),
            topic: a.topic.clone(),
            level: a.level,
            rating,
            score,
            at: now,
            day: self.clock.day(now),
            spent: turn.elapsed,
            retention: self.practised.settings.retention,
        })
    }

    /// A stopped attempt that lacked nothing but its review gets it now.
    pub(super) fn finish_stopped(&mut self, up: &Up<'_>) -> Result<(), StoreError> {
        if let Some((score, rating)) = up.turn.result(up.question, up.rubric) {
            let review = self.review(&up.turn, score, rating)?;
            self.store.finish_attempt(&[], &review)?;
            self.practised.add(review);
        }
        Ok(())
    }

    /// The finished question joins the summary and is shown with its mark.
    pub(super) fn conclude(
        &mut self,
        up: Up<'_>,
        marking: Option<&Marking>,
        learner: &mut dyn Learner<Document>,
    ) -> Result<(), Halt> {
        let Some((score, rating)) = up.turn.result(up.question, up.rubric) else { return Ok(()) };
        let today = self.clock.day(self.clock.now());
        let card = self.practised.history.of(&up.question.id).find(|c| c.meaning == up.turn.attempt.meaning);
        let due = card.map_or(today, |c| c.due);
        let back = documents::comes_back(rating, due, today);
        let document = match (marking, up.rubric) {
            (Some(marking), _) => marking_document(marking),
            (None, Some(rubric)) => documents::marked(rubric, &up.turn, score),
            (None, None) => Document::default(),
        };
        self.summary.open = None;
        self.summary.done.push(Done { question: up.question.clone(), turn: up.turn, score, rating, due });
        learner.show(&document)?;
        // Apart from the explanation above it.
        let mut when = Document::default();
        when.text(back);
        learner.show(&when)
    }

    /// Takes the last answer of this round back; `None` when there is none.
    pub(super) fn take_back(&mut self) -> Result<Option<Done>> {
        let Some(done) = self.summary.done.pop() else { return Ok(None) };
        let entry = PracticeEntry {
            id: self.fresh()?,
            attempt: done.turn.attempt.id.clone(),
            seq: done.turn.next_seq(),
            at: self.clock.now(),
            elapsed: done.turn.elapsed,
            event: PracticeEvent::TakenBack,
        };
        if let Err(error) = self.store.append_practice(&[entry]) {
            self.summary.done.push(done);
            return Err(error.into());
        }
        self.practised = practised(Some(self.store), self.practised.settings)?;
        Ok(Some(done))
    }
}

/// An id that was never given out in a store.
pub(super) fn fresh(store: &Store, entropy: &Entropy, clock: &Clock) -> Result<PracticeId, StoreError> {
    loop {
        let id = entropy.practice_id(clock.now());
        if !store.holds_practice(&id)? {
            return Ok(id);
        }
    }
}
