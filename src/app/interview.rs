//! Beginning an interview, and going on with one.

use std::sync::Arc;

use anyhow::Result;

use super::{
    Live, Opened, Refused, find_session, gather::named_sessions, may_see, open_session, plans::bad_content,
    visible,
};
use crate::{
    bank::Bank,
    model::{Event, Header, Mode, Moment, SessionId},
    plan::Plan,
    session::{Material, State},
    store::Store,
    world::{Clock, SessionLock},
};

/// Who, and what.
pub struct Begin {
    /// The new session's id.
    pub id: SessionId,
    /// Who is interviewed.
    pub candidate: String,
    /// Who interviews.
    pub interviewer: String,
    /// What is asked.
    pub plan: Plan,
    /// Who marks.
    pub mode: Mode,
    /// When it begins.
    pub started: Moment,
}

/// Pins every text, keeps the session's head, and hands the interview over. A store that cannot be written refuses here, before the first question.
///
/// # Errors
/// Faults in a question, or trouble with the store.
pub fn begin<'a>(
    store: &'a mut Store,
    bank: &Bank,
    begin: Begin,
    clock: Clock,
) -> Result<(Header, Live<'a>)> {
    let material =
        Material::of(begin.plan, bank).map_err(|f| bad_content(bank, "a question of the plan", f))?;
    let header = Header {
        id: begin.id,
        candidate: begin.candidate,
        interviewer: begin.interviewer,
        role: material.plan.role.clone(),
        form: material.plan.form.clone(),
        mode: begin.mode,
        started: begin.started,
        pinned: material.pinned(),
    };
    let lock = SessionLock::take(store.path(), &header.id)??;
    store.begin(&header)?;
    let state = State::new(Arc::new(material), header.id.as_str().into());
    let live = Live::new(store, lock, header.id.clone(), state, clock);
    Ok((header, live))
}

/// Goes on with a session: the named one, or the newest that is open and that `who` may see. A recommendation that was given already is kept; to change something
/// before sealing, `reopen` takes it back.
///
/// # Errors
/// Nothing to go on with, one that is hidden from `who`, somebody else is at it, or a damaged store.
pub fn resume<'a>(
    store: &'a mut Store,
    typed: Option<&str>,
    who: Option<&str>,
    reopen: bool,
    clock: Clock,
) -> Result<(Header, Live<'a>)> {
    let id = match typed {
        Some(_) => find_session(store, typed)?,
        None => {
            let rows = named_sessions(store)?;
            let seen = visible(&rows, who);
            let open = rows.into_iter().zip(seen).find(|(s, seen)| *seen && !s.submitted && !s.abandoned);
            open.ok_or_else(|| Refused("no session is open; `viva session list` shows all".into()))?.0.id
        }
    };
    may_see(store, std::slice::from_ref(&id), who)?;
    let lock = SessionLock::take(store.path(), &id)??;
    let Opened { header, state, .. } = open_session(store, &id)?;
    if state.is_over() {
        let how =
            if state.submitted.is_some() { "sealed; `viva session amend` changes it" } else { "abandoned" };
        return Err(Refused(format!("session {} is {how}", id.short())).into());
    }
    let mut live = Live::new(store, lock, id, state, clock);
    if !live.state.paused {
        live.keep(vec![Event::Resumed], None)?;
    }
    if reopen && live.state.recommended.is_some() {
        let given = live.state.entries.iter().rev().find(|e| matches!(e.event, Event::Recommended { .. }));
        let seq = given.map_or(0, |e| e.seq);
        live.keep(vec![Event::Undone { entry: seq }], None)?;
    }
    Ok((header, live))
}
