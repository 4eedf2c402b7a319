//! Who looks, and what they may see: the rule of `session::sight` on the sessions of a store.

use anyhow::Result;

use super::{Refused, gather::named_sessions};
use crate::{
    model::{Mode, SessionId, person_key},
    session::{Sighted, hidden_sentence, sight},
    store::{SessionRow, Store},
};

/// What the rule must know of a session.
fn sighted(row: &SessionRow) -> Sighted<'_> {
    Sighted {
        candidate: if row.erased { "" } else { &row.candidate },
        interviewer: if row.erased { "" } else { &row.interviewer },
        mode: row.mode,
        open: !row.submitted && !row.abandoned,
    }
}

/// Which of the sessions `who` may see, in their order. `rows` must hold every session of the store.
pub fn visible(rows: &[SessionRow], who: Option<&str>) -> Vec<bool> {
    sight(&rows.iter().map(sighted).collect::<Vec<_>>(), who)
}

/// Why sessions on a candidate are hidden from `who`; nothing when none is.
pub fn hidden_from(rows: &[SessionRow], candidate: &str, who: Option<&str>) -> Option<String> {
    let who = who?;
    let key = |name: &str| person_key(name);
    let open = rows.iter().find(|r| {
        let own = !r.erased && key(&r.interviewer) == key(who) && key(&r.candidate) == key(candidate);
        own && r.mode == Mode::Interview && !r.submitted && !r.abandoned
    })?;
    Some(hidden_sentence(who, &open.candidate, open.id.short()))
}

/// Lets `who` see these sessions, or says why not.
///
/// # Errors
/// [`Refused`] while their own scorecard on one of the candidates is open.
pub fn may_see(store: &Store, ids: &[SessionId], who: Option<&str>) -> Result<()> {
    let rows = named_sessions(store)?;
    let seen = visible(&rows, who);
    let hidden = rows.iter().zip(seen).find(|(row, seen)| !seen && ids.contains(&row.id));
    match hidden.and_then(|(row, _)| hidden_from(&rows, &row.candidate, who)) {
        Some(sentence) => Err(Refused(sentence).into()),
        None => Ok(()),
    }
}
