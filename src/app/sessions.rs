//! A stored session with its state.

use std::sync::Arc;

use anyhow::Result;

use super::NotFound;
use crate::{
    model::{Header, SessionId},
    report::{Seen, SessionReport, session_report},
    session::{Material, State, unfounded},
    store::{Store, StoreError, StoredSession},
};

/// A session read back and replayed.
#[derive(Debug)]
pub struct Opened {
    /// Its fixed facts.
    pub header: Header,
    /// The replay of its entries.
    pub state: State,
    /// The last link of its chain.
    pub head: String,
}

impl Opened {
    /// What a report needs of it.
    pub fn seen(&self) -> Seen<'_> {
        Seen { header: &self.header, state: &self.state, head: &self.head }
    }

    /// Its figures.
    pub fn report(&self) -> SessionReport {
        session_report(&self.header, &self.state, &self.head)
    }
}

/// The session that was typed; the newest when nothing was.
///
/// # Errors
/// None, or several.
pub fn find_session(store: &Store, typed: Option<&str>) -> Result<SessionId> {
    match typed {
        Some(typed) => Ok(store.find(typed)?),
        None => match store.sessions()?.into_iter().next() {
            Some(newest) => Ok(newest.id),
            None => {
                let hint = Some("`viva interview` records one, `viva demo` shows one".into());
                Err(NotFound { what: "the store holds no session yet".into(), hint }.into())
            }
        },
    }
}

/// Reads a session back and replays it.
///
/// # Errors
/// A damaged store.
pub fn open_session(store: &Store, id: &SessionId) -> Result<Opened> {
    let StoredSession { header, entries, texts, head } = store.session(id)?;
    if let Some(why) = unfounded(&entries, &texts) {
        let why = format!("session {}: {why}", id.short());
        return Err(StoreError::Damaged { path: store.path().to_owned(), why }.into());
    }
    let material = Arc::new(Material::read(&header.pinned)?);
    let state = State::replay(material, header.id.as_str().into(), entries);
    Ok(Opened { state, header, head })
}
