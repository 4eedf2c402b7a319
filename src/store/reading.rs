//! Reading many sessions one after another: what they share is read and held against its hash once, and what `session` asks of the whole
//! table for each of them is asked once for all. One session is in memory at a time, and nothing is locked between two of them.

use std::collections::HashMap;

use super::{SessionRow, Store, StoreError, StoredSession, chain, error::translate, session::Raw};
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
        // Rows of a session mostly stand together, so counting them here is faster than having them sorted.
        let sql = "SELECT session FROM entry NOT INDEXED";
        let read = || -> rusqlite::Result<HashMap<String, usize>> {
            let mut counts: HashMap<String, usize> = HashMap::new();
            let mut run = (String::new(), 0);
            let mut statement = self.conn.prepare(sql)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let session = row.get_ref(0)?.as_str()?;
                if session != run.0 {
                    let (before, count) = std::mem::replace(&mut run, (session.to_owned(), 0));
                    *counts.entry(before).or_default() += count;
                }
                run.1 += 1;
            }
            *counts.entry(run.0).or_default() += run.1;
            Ok(counts)
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
        self.read(row, known, false).map(|raw| raw.stored).map_err(|(_, e)| e)
    }

    /// Holds one against everything that [`Reading::session`] does; a fault comes with the name of the check that found it.
    pub(super) fn check(&mut self, row: SessionRow) -> Result<(), (&'static str, StoreError)> {
        self.read(row, |_| true, false).map(drop)
    }

    /// Reads one with its rows, to be written elsewhere.
    pub(super) fn raw(
        &mut self,
        row: SessionRow,
        known: impl FnOnce(&[String]) -> bool,
    ) -> Result<Raw, StoreError> {
        self.read(row, known, true).map_err(|(_, e)| e)
    }

    fn read(
        &mut self,
        row: SessionRow,
        known: impl FnOnce(&[String]) -> bool,
        keep: bool,
    ) -> Result<Raw, (&'static str, StoreError)> {
        let damaged = |why: String| StoreError::Damaged { path: self.store.path.clone(), why };
        let pinned = self.pinned(row.id.as_str(), known)?;
        let rows = self.store.rows(row.id.as_str()).map_err(|e| ("rows", e))?;
        // More than were counted were written since; fewer are hidden by a damaged index.
        let all = self.counts.get(row.id.as_str()).copied().unwrap_or(0);
        if rows.len() < all {
            let (short, found) = (row.id.short(), rows.len());
            let why = format!("session {short}: {all} entries are there and {found} are found");
            return Err(("rows", damaged(why)));
        }
        let texts = self.store.texts_of_entries(&row.id).map_err(|e| ("rows", e))?;
        if let Some(p) = texts.iter().find(|p| chain::content(&p.body) != p.hash) {
            return Err(("texts", damaged(format!("the pinned {} {} was changed", p.kind.as_str(), p.hash))));
        }
        self.store.assemble(row, pinned, texts, rows, keep)
    }

    fn pinned(
        &mut self,
        session: &str,
        known: impl FnOnce(&[String]) -> bool,
    ) -> Result<Vec<Pinned>, (&'static str, StoreError)> {
        let store = self.store;
        let sql = "SELECT hash FROM session_pinned WHERE session = ?1 ORDER BY position";
        let read = || -> rusqlite::Result<Vec<String>> {
            store.conn.prepare_cached(sql)?.query_map([session], |r| r.get(0))?.collect()
        };
        let hashes = read().map_err(|e| ("rows", translate(&store.path, e)))?;
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
    fn text_of(&self, hash: &str) -> Result<Pinned, (&'static str, StoreError)> {
        let damaged = |why: String| StoreError::Damaged { path: self.path.clone(), why };
        let sql = "SELECT kind, body FROM pinned WHERE hash = ?1";
        let read = || -> rusqlite::Result<(String, String)> {
            self.conn.prepare_cached(sql)?.query_row([hash], |r| Ok((r.get(0)?, r.get(1)?)))
        };
        let (kind, body) = read().map_err(|e| ("rows", translate(&self.path, e)))?;
        let known = PinnedKind::ALL.into_iter().find(|k| k.as_str() == kind);
        let kind = known.ok_or_else(|| ("rows", damaged(format!("unknown kind `{kind}`"))))?;
        if chain::content(&body) != hash {
            return Err(("texts", damaged(format!("the pinned {} {hash} was changed", kind.as_str()))));
        }
        Ok(Pinned { kind, hash: hash.to_owned(), body })
    }
}
