//! Erasing a person: the one path on which rows leave the store. What remains is hashes, kinds and times, so that chains still hold
//! and a later merge knows that the session was erased.

use rusqlite::{Transaction, limits::Limit};

use super::{Store, StoreError, error::translate};
use crate::model::{PersonEntry, SessionId};

/// What was erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Erased {
    /// Sessions whose people and content are gone.
    pub sessions: usize,
    /// Entries whose content is gone.
    pub entries: usize,
    /// Decisions and holds whose words are gone.
    pub about: usize,
}

/// Tables from which erasing takes rows.
const TABLES: [&str; 4] = ["session_people", "entry_body", "entry_pinned", "person_body"];

impl Store {
    /// Erases the people and everything said of these sessions, with every decision and hold that rests on one of them or is named in
    /// `entries`. Then the file is written anew, so that no byte of it is left in unused pages.
    ///
    /// # Errors
    /// Trouble with the file. Either everything is erased or nothing.
    pub fn erase(&mut self, sessions: &[SessionId], entries: &[PersonEntry]) -> Result<Erased, StoreError> {
        let erased = self.transact(|tx| {
            lifted(tx, || {
                let mut erased = Erased::default();
                for session in sessions {
                    let (people, bodies) = erase_session(tx, session.as_str())?;
                    erased.sessions += people;
                    erased.entries += bodies;
                }
                for entry in entries {
                    erased.about += tx.execute("DELETE FROM person_body WHERE entry = ?1", [&entry.id])?;
                }
                erased.about += erase_what_rests_on_erased(tx)?;
                Ok(erased)
            })
        })?;
        self.compact()?;
        Ok(erased)
    }

    /// Writes the whole file anew: nothing is left of rows that were taken out.
    ///
    /// # Errors
    /// Trouble with the file; it is then as it was.
    pub(super) fn compact(&self) -> Result<(), StoreError> {
        // SQLite attaches the new file for as long as it writes it.
        let attached = |n| self.conn.set_limit(Limit::SQLITE_LIMIT_ATTACHED, n);
        let done = attached(1).and_then(|_| self.conn.execute_batch("VACUUM"));
        attached(0).and(done).map_err(|e| translate(&self.path, e))
    }
}

/// Takes the people and the bodies of a session out: how many rows of each.
pub(super) fn erase_session(tx: &Transaction<'_>, session: &str) -> rusqlite::Result<(usize, usize)> {
    tx.execute("DELETE FROM entry_pinned WHERE session = ?1", [session])?;
    let bodies = tx.execute("DELETE FROM entry_body WHERE session = ?1", [session])?;
    let people = tx.execute("DELETE FROM session_people WHERE session = ?1", [session])?;
    Ok((people, bodies))
}

/// Takes the words of every decision and hold out that rests on an erased session.
pub(super) fn erase_what_rests_on_erased(tx: &Transaction<'_>) -> rusqlite::Result<usize> {
    tx.execute(
        "DELETE FROM person_body WHERE entry IN (SELECT n.entry FROM person_session AS n JOIN session AS s ON s.id = n.session \
         WHERE NOT EXISTS (SELECT 1 FROM session_people AS p WHERE p.session = s.id))",
        [],
    )
}

/// Runs `work` while the triggers that keep rows from leaving are out of the way, within the transaction: nobody else ever sees the
/// store without them, and they come back word for word.
pub(super) fn lifted<T>(
    tx: &Transaction<'_>,
    work: impl FnOnce() -> rusqlite::Result<T>,
) -> rusqlite::Result<T> {
    let mut triggers: Vec<(String, String)> = Vec::new();
    for table in TABLES {
        let sql = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ?1 \
                   AND sql LIKE '% BEFORE DELETE ON %'";
        let mut statement = tx.prepare(sql)?;
        let rows = statement.query_map([table], |r| Ok((r.get(0)?, r.get(1)?)))?;
        triggers.extend(rows.collect::<rusqlite::Result<Vec<_>>>()?);
    }
    triggers.iter().try_for_each(|(name, _)| tx.execute_batch(&format!("DROP TRIGGER \"{name}\"")))?;
    let done = work()?;
    triggers.iter().try_for_each(|(_, sql)| tx.execute_batch(sql))?;
    Ok(done)
}
