//! Reading many sessions one after another: what they share is read and held against its hash once, and what `session` asks of the whole
//! table for each of them is asked once for all. One session is in memory at a time, and nothing is locked between two of them.

use std::collections::HashMap;

use super::{SessionRow, Store, StoreError, StoredSession, chain, error::translate};
use crate::model::{Pinned, PinnedKind};

/// A reader of many sessions.
pub struct Reading<'s> {
    store: &'s Store,
    /// How many entries each session has when no index is asked.
    counts: HashMap<String, usize>,
    /// Pinned texts that were met, by hash.
    texts: HashMap<String, Pinned>,
}

impl Store {
    /// Begins reading many sessions.
    ///
    /// # Errors
    /// Trouble with the file.
    pub fn reading(&self) -> Result<Reading<'_>, StoreError> {
        let sql = "SELECT session, count(*) FROM entry NOT INDEXED GROUP BY session";
        let read = || -> rusqlite::Result<HashMap<String, usize>> {
            self.conn
                .prepare(sql)?
                .query_map([], |r| Ok((r.get(0)?, r.get::<_, u32>(1)? as usize)))?
                .collect()
        };
        let counts = read().map_err(|e| translate(&self.path, e))?;
        Ok(Reading { store: self, counts, texts: HashMap::new() })
    }
}

impl Reading<'_> {
    /// Reads one back, as [`Store::session`] does: its chain is recomputed first.
    ///
    /// # Errors
    /// Erased people, or rows that viva never wrote.
    pub fn session(&mut self, row: SessionRow) -> Result<StoredSession, StoreError> {
        let damaged = |why: String| StoreError::Damaged { path: self.store.path.clone(), why };
        let pinned = self.pinned(row.id.as_str())?;
        let rows = self.store.rows(row.id.as_str())?;
        // More than were counted were written since; fewer are hidden by a damaged index.
        let all = self.counts.get(row.id.as_str()).copied().unwrap_or(0);
        if rows.len() < all {
            let (short, found) = (row.id.short(), rows.len());
            return Err(damaged(format!("session {short}: {all} entries are there and {found} are found")));
        }
        self.store.assemble(row, pinned, rows).map_err(|(_, e)| e)
    }

    fn pinned(&mut self, session: &str) -> Result<Vec<Pinned>, StoreError> {
        let store = self.store;
        let err = |e| translate(&store.path, e);
        let sql = "SELECT hash FROM session_pinned WHERE session = ?1 ORDER BY position";
        let mut statement = store.conn.prepare_cached(sql).map_err(err)?;
        let hashes = statement.query_map([session], |r| r.get::<_, String>(0)).map_err(err)?;
        let mut all = Vec::new();
        for hash in hashes {
            let hash = hash.map_err(err)?;
            if !self.texts.contains_key(&hash) {
                self.texts.insert(hash.clone(), store.text_of(&hash)?);
            }
            all.extend(self.texts.get(&hash).cloned());
        }
        Ok(all)
    }
}

impl Store {
    /// One pinned text, held against its hash.
    fn text_of(&self, hash: &str) -> Result<Pinned, StoreError> {
        let damaged = |why: String| StoreError::Damaged { path: self.path.clone(), why };
        let sql = "SELECT kind, body FROM pinned WHERE hash = ?1";
        let read = || -> rusqlite::Result<(String, String)> {
            self.conn.prepare_cached(sql)?.query_row([hash], |r| Ok((r.get(0)?, r.get(1)?)))
        };
        let (kind, body) = read().map_err(|e| translate(&self.path, e))?;
        let known = PinnedKind::ALL.into_iter().find(|k| k.as_str() == kind);
        let kind = known.ok_or_else(|| damaged(format!("unknown kind `{kind}`")))?;
        if chain::content(&body) != hash {
            return Err(damaged(format!("the pinned {} {hash} was changed", kind.as_str())));
        }
        Ok(Pinned { kind, hash: hash.to_owned(), body })
    }
}
