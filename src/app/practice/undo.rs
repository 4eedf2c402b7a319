//! Taking the last answer back, of whichever round.

use anyhow::Result;

use super::round::fresh;
use crate::{
    model::{Attempt, PracticeEntry, PracticeEvent},
    store::Store,
    world::{Clock, Entropy, SessionLock},
};

/// Takes the last finished answer back with its review; `None` when there is none.
///
/// # Errors
/// A round is being asked in another terminal, or trouble with the store.
pub fn take_back_last(store: &mut Store, clock: &Clock, entropy: &Entropy) -> Result<Option<Attempt>> {
    let _lock = SessionLock::take_practice(store.path())??;
    let Some(attempt) = store.last_attempts(1)?.into_iter().next() else { return Ok(None) };
    let entries = store.practice_entries(&attempt.id)?;
    let last = entries.last();
    let entry = PracticeEntry {
        id: fresh(store, entropy, clock)?,
        attempt: attempt.id.clone(),
        seq: last.map_or(1, |e| e.seq.saturating_add(1)),
        at: clock.now(),
        elapsed: last.map_or(0, |e| e.elapsed),
        event: PracticeEvent::TakenBack,
    };
    store.append_practice(&[entry])?;
    Ok(Some(attempt))
}
