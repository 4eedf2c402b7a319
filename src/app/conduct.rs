//! The loop of an interview: ask, step, make durable, show. Nothing is shown before it is kept.

use anyhow::Result;

use crate::{
    grade::Runner,
    model::{Entry, Event, Millis, Pinned, SessionId},
    session::{Ask, Asker, Outcome, Show, State, Stopped, step},
    store::{Store, StoreError},
    world::{Clock, SessionLock, Stopwatch},
};

/// How an interview ended for now.
#[derive(Debug)]
pub enum End {
    /// With a recommendation.
    Complete,
    /// Somebody stopped; `viva resume` goes on.
    Stopped(Stopped),
}

/// An interview that is going on.
pub struct Live<'a> {
    /// Where entries go.
    pub store: &'a mut Store,
    _lock: SessionLock,
    /// Which session.
    pub id: SessionId,
    /// The replay of what is kept.
    pub state: State,
    clock: Clock,
    watch: Stopwatch,
    base: Millis,
}

impl<'a> Live<'a> {
    /// Goes on from `state`; time that passed since its last entry does not count. The lock was taken before the state was read,
    /// so that nobody else goes on with the same session.
    pub fn new(store: &'a mut Store, lock: SessionLock, id: SessionId, state: State, clock: Clock) -> Self {
        let base = state.elapsed;
        Self { store, _lock: lock, id, state, clock, watch: clock.start(), base }
    }

    /// Asks until there is a recommendation or nobody answers any more.
    ///
    /// # Errors
    /// When the session went on elsewhere, or a script's entry could not be kept.
    pub fn run(&mut self, asker: &mut dyn Asker, runner: &dyn Runner) -> Result<End> {
        loop {
            let ask = self.state.ask();
            if ask == Ask::Done {
                return Ok(End::Complete);
            }
            let reply = match asker.ask(&ask, &self.state) {
                Ok(reply) => reply,
                Err(stopped) => return Ok(End::Stopped(stopped)),
            };
            let outcome = step(&mut self.state, reply, runner);
            if let Some(end) = self.carry_out(outcome, asker)? {
                return Ok(end);
            }
        }
    }

    /// Keeps the events, then shows what the step wanted shown.
    ///
    /// # Errors
    /// As [`Live::run`].
    pub fn carry_out(&mut self, outcome: Outcome, asker: &mut dyn Asker) -> Result<Option<End>> {
        let Outcome { events, show, quit } = outcome;
        if !events.is_empty() {
            match self.keep(events, asker.elapsed()) {
                Ok(()) => {}
                Err(
                    error @ (StoreError::Full(_)
                    | StoreError::Failing { .. }
                    | StoreError::ReadOnly(_)
                    | StoreError::Busy(_)
                    | StoreError::Io { .. }),
                ) if asker.elapsed().is_none() => {
                    // A person can make room and try again; what was typed stands on the screen.
                    let why = format!("NOT SAVED: {error}. Make room, then enter it again.");
                    return self.present(&[Show::Refused(why)], asker);
                }
                Err(error) => return Err(error.into()),
            }
        }
        if let Some(end) = self.present(&show, asker)? {
            return Ok(Some(end));
        }
        Ok(quit.then_some(End::Stopped(Stopped::Quit)))
    }

    /// Appends events, all or none.
    ///
    /// # Errors
    /// Trouble with the store; the state is then as before.
    pub fn keep(&mut self, events: Vec<Event>, elapsed: Option<Millis>) -> Result<(), StoreError> {
        self.keep_with(events, elapsed, &[])
    }

    /// Appends events with the texts that they rest on beside those that the session began with, all or none.
    ///
    /// # Errors
    /// Trouble with the store; the state is then as before.
    pub fn keep_with(
        &mut self,
        events: Vec<Event>,
        elapsed: Option<Millis>,
        texts: &[Pinned],
    ) -> Result<(), StoreError> {
        let elapsed = elapsed.unwrap_or_else(|| self.elapsed());
        let (at, first) = (self.clock.now(), self.state.next_seq());
        let entries: Vec<Entry> =
            events.into_iter().zip(first..).map(|(event, seq)| Entry { seq, at, elapsed, event }).collect();
        self.store.append_with(&self.id, &entries, texts)?;
        for entry in entries {
            if entry.event == Event::Resumed {
                self.base = self.state.elapsed;
                self.watch = self.clock.start();
            }
            self.state.apply(entry);
        }
        Ok(())
    }

    /// Time spent so far: the clock stands still in a pause.
    fn elapsed(&self) -> Millis {
        if self.state.paused { self.state.elapsed } else { self.base + self.watch.elapsed() }
    }

    fn present(&self, show: &[Show], asker: &mut dyn Asker) -> Result<Option<End>> {
        for one in show {
            if let Err(stopped) = asker.show(one, &self.state) {
                return Ok(Some(End::Stopped(stopped)));
            }
        }
        Ok(None)
    }
}
