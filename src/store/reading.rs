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
    /// The kinds of pinned texts that were met and held against their hash.
    texts: HashMap<String, PinnedKind>,
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
    /// Reads one back, as [`Store::session`] does: its chain is recomputed first. When `known` says that the caller has read the texts with
    /// these hashes before, their bodies are left empty.
    ///
    /// # Errors
    /// Erased people, or rows that viva never wrote.
    pub fn session(
        &mut self,
        row: SessionRow,
        known: impl FnOnce(&[String]) -> bool,
    ) -> Result<StoredSession, StoreError> {
        let damaged = |why: String| StoreError::Damaged { path: self.store.path.clone(), why };
        let pinned = self.pinned(row.id.as_str(), known)?;
        let rows = self.store.rows(row.id.as_str())?;
        // More than were counted were written since; fewer are hidden by a damaged index.
        let all = self.counts.get(row.id.as_str()).copied().unwrap_or(0);
        if rows.len() < all {
            let (short, found) = (row.id.short(), rows.len());
            return Err(damaged(format!("session {short}: {all} entries are there and {found} are found")));
        }
        let texts = self.store.texts_of_entries(&row.id)?;
        if let Some(p) = texts.iter().find(|p| chain::content(&p.body) != p.hash) {
            return Err(damaged(format!("the pinned {} {} was changed", p.kind.as_str(), p.hash)));
        }
        let raw = self.store.assemble(row, pinned, texts, rows).map_err(|(_, e)| e)?;
        Ok(raw.stored)
    }

    fn pinned(
        &mut self,
        session: &str,
        known: impl FnOnce(&[String]) -> bool,
    ) -> Result<Vec<Pinned>, StoreError> {
        let store = self.store;
        let sql = "SELECT hash FROM session_pinned WHERE session = ?1 ORDER BY position";
        let read = || -> rusqlite::Result<Vec<String>> {
            store.conn.prepare_cached(sql)?.query_map([session], |r| r.get(0))?.collect()
        };
        let hashes = read().map_err(|e| translate(&store.path, e))?;
        let bodies = !known(&hashes);
        let mut all = Vec::with_capacity(hashes.len());
        for hash in hashes {
            let pinned = match self.texts.get(&hash) {
                Some(&kind) if !bodies => Pinned { kind, hash, body: String::new() },
                _ => store.text_of(&hash)?,
            };
            if !self.texts.contains_key(&pinned.hash) {
                self.texts.insert(pinned.hash.clone(), pinned.kind);
            }
            all.push(pinned);
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
