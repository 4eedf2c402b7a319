//! Entries: appended, read, never changed.

use std::borrow::Cow;

use rusqlite::{OptionalExtension, Transaction};

use super::{
    Store, StoreError, chain,
    codec::{self, Body},
    error::translate,
    session::{pin, pinned_fault},
};
use crate::model::{Entry, Moment, Pinned, SessionId};

/// A row of `entry` with its body, if the body was not erased.
pub(super) struct EntryRow {
    pub(super) seq: u32,
    /// A word of our own is not copied for each of millions of rows.
    pub(super) kind: Cow<'static, str>,
    pub(super) at: i64,
    pub(super) elapsed: u64,
    pub(super) commitment: String,
    pub(super) chain: String,
    pub(super) body: Option<(Vec<u8>, Body)>,
}

// Three tables, each walked once in the order of its key: a join would look every body up on its own.
const ENTRIES: &str =
    "SELECT seq, kind, at, elapsed, commitment, chain FROM entry WHERE session = ?1 ORDER BY seq";
const BODIES: &str = "SELECT seq, salt, question, item, value, was, refers, text, who, language, fraction, reason, \
    grader, NULL FROM entry_body WHERE session = ?1 ORDER BY seq";
const TEXTS: &str = "SELECT seq, hash FROM entry_pinned WHERE session = ?1 ORDER BY seq";

/// So many entries may one session have.
const MOST_ENTRIES: u32 = 1_000_000;

const INSERT_ENTRY: &str = "INSERT INTO entry (session, seq, kind, at, elapsed, commitment, chain) \
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";

const INSERT_BODY: &str = "INSERT INTO entry_body (session, seq, salt, question, item, value, was, refers, text, who, \
    language, fraction, reason, grader) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)";

const INSERT_TEXT: &str = "INSERT INTO entry_pinned (session, seq, hash) VALUES (?1, ?2, ?3)";

impl Store {
    /// Appends entries, all or none. When this returns they survive a power cut.
    ///
    /// # Errors
    /// Disk full, read-only, busy; an entry that does not follow the last one; a text the store does not take. Nothing was kept then.
    pub fn append(&mut self, session: &SessionId, entries: &[Entry]) -> Result<(), StoreError> {
        self.append_with(session, entries, &[])
    }

    /// Appends entries with the texts that they rest on beside those that their session began with, all or none.
    ///
    /// # Errors
    /// As [`Store::append`]; an entry that names a text which is neither among `texts` nor kept already.
    pub fn append_with(
        &mut self,
        session: &SessionId,
        entries: &[Entry],
        texts: &[Pinned],
    ) -> Result<(), StoreError> {
        if let Some(why) = texts.iter().find_map(pinned_fault) {
            return Err(StoreError::Refused(why));
        }
        let mut rows = Vec::with_capacity(entries.len());
        for entry in entries {
            let (kind, body) = codec::encode(&entry.event).map_err(StoreError::Refused)?;
            if entry.seq > MOST_ENTRIES {
                return Err(StoreError::Refused(format!("a session has at most {MOST_ENTRIES} entries")));
            }
            rows.push((entry, kind, body, (self.hooks.entropy)()));
        }
        let conflict = std::cell::Cell::new(None);
        let result = self.transact(|tx| {
            if tx.query_row(ERASED, [session.as_str()], |r| r.get(0))? {
                conflict.set(Some(Stop::Erased));
                return Err(rusqlite::Error::StatementChangedRows(0));
            }
            let (mut next, mut link) = head(tx, session)?;
            let mut buffer = Vec::new();
            for text in texts {
                pin(tx, text)?;
            }
            for (entry, kind, body, salt) in &rows {
                if entry.seq != next {
                    conflict.set(Some(Stop::Conflict { wanted: entry.seq, found: next }));
                    return Err(rusqlite::Error::StatementChangedRows(0));
                }
                let commitment: String = body.commitment(salt, &mut buffer).into();
                let (at, elapsed) = (entry.at.0, entry.elapsed);
                link = chain::next(&link, entry.seq, kind, at, elapsed, &commitment, &mut buffer).into();
                let elapsed = i64::try_from(entry.elapsed).unwrap_or(i64::MAX);
                let row = (session.as_str(), entry.seq, kind, entry.at.0, elapsed, &commitment, &link);
                tx.prepare_cached(INSERT_ENTRY)?.execute(row)?;
                insert_body(tx, session.as_str(), entry.seq, salt, body)?;
                next += 1;
            }
            Ok(())
        });
        match conflict.take() {
            Some(Stop::Conflict { wanted, found }) => Err(StoreError::Conflict { wanted, found }),
            Some(Stop::Erased) => {
                Err(StoreError::Refused("the session was erased; nothing more of it is kept".into()))
            }
            None => result,
        }
    }

    /// All entries of a session in order.
    pub(super) fn rows(&self, session: &str) -> Result<Vec<EntryRow>, StoreError> {
        let read = || -> rusqlite::Result<Vec<EntryRow>> {
            // One state of the three tables, unless one is being looked at already.
            let looking = self.conn.is_autocommit().then(|| self.conn.unchecked_transaction()).transpose()?;
            let mut rows = self.bare_rows(session)?;
            self.fill(session, &mut rows)?;
            looking.map_or(Ok(()), rusqlite::Transaction::finish)?;
            Ok(rows)
        };
        read().map_err(|e| translate(&self.path, e))
    }

    fn bare_rows(&self, session: &str) -> rusqlite::Result<Vec<EntryRow>> {
        let mut statement = self.conn.prepare_cached(ENTRIES)?;
        let rows = statement.query_map([session], |r| {
            let elapsed: i64 = r.get(3)?;
            Ok(EntryRow {
                seq: r.get(0)?,
                kind: codec::kind(r.get_ref(1)?.as_str()?),
                at: r.get(2)?,
                elapsed: u64::try_from(elapsed)
                    .map_err(|_| rusqlite::Error::IntegralValueOutOfRange(3, elapsed))?,
                commitment: r.get(4)?,
                chain: r.get(5)?,
                body: None,
            })
        })?;
        rows.collect()
    }

    /// Gives entries their bodies. Both come in the order of their numbers; a body that does not is missing, and that is found.
    fn fill(&self, session: &str, rows: &mut [EntryRow]) -> rusqlite::Result<()> {
        let mut statement = self.conn.prepare_cached(BODIES)?;
        let mut bodies = statement.query([session])?;
        let mut left = rows.iter_mut().peekable();
        while let Some(r) = bodies.next()? {
            let seq: u32 = r.get(0)?;
            let salt: Vec<u8> = r.get(1)?;
            while left.next_if(|row| row.seq < seq).is_some() {}
            if let Some(row) = left.next_if(|row| row.seq == seq) {
                row.body = Some((salt, Body::of(r, 2)?));
            }
        }
        let mut statement = self.conn.prepare_cached(TEXTS)?;
        let mut texts = statement.query([session])?;
        while let Some(r) = texts.next()? {
            let seq: u32 = r.get(0)?;
            if let Ok(i) = rows.binary_search_by_key(&seq, |row| row.seq)
                && let Some((_, body)) = &mut rows[i].body
            {
                body.pinned = r.get(1)?;
            }
        }
        Ok(())
    }

    /// How many entries of a session there are when no index is asked: one that is damaged can hide the last of them from their chain.
    pub(super) fn count_rows(&self, session: &str) -> Result<usize, StoreError> {
        let sql = "SELECT count(*) FROM entry NOT INDEXED WHERE session = ?1";
        let count = self.conn.prepare_cached(sql).and_then(|mut s| s.query_row([session], |r| r.get(0)));
        let count: u32 = count.map_err(|e| translate(&self.path, e))?;
        Ok(count as usize)
    }

    /// Rows as entries; erased ones are left out. The first fault as a sentence. Unless they are to be kept the bodies are used up.
    pub(super) fn decode(&self, rows: &mut [EntryRow], keep: bool) -> Result<Vec<Entry>, String> {
        let mut entries = Vec::with_capacity(rows.len());
        for row in rows {
            if !(Moment::MIN..=Moment::MAX).contains(&row.at) {
                return Err(format!("entry {} has an impossible time", row.seq));
            }
            let body = if keep { row.body.clone() } else { row.body.take() };
            let Some((_, body)) = body else { continue };
            let event = codec::decode(&row.kind, body).map_err(|why| format!("entry {}: {why}", row.seq))?;
            entries.push(Entry { seq: row.seq, at: Moment(row.at), elapsed: row.elapsed, event });
        }
        Ok(entries)
    }
}

/// Why an entry is not appended.
enum Stop {
    Conflict { wanted: u32, found: u32 },
    Erased,
}

/// Whether the people of a session are gone.
const ERASED: &str = "SELECT EXISTS (SELECT 1 FROM session WHERE id = ?1) \
    AND NOT EXISTS (SELECT 1 FROM session_people WHERE session = ?1)";

fn insert_body(
    tx: &Transaction<'_>,
    session: &str,
    seq: u32,
    salt: &[u8],
    body: &Body,
) -> rusqlite::Result<()> {
    tx.prepare_cached(INSERT_BODY)?.execute(rusqlite::params![
        session,
        seq,
        salt,
        body.question,
        body.item,
        body.value,
        body.was,
        body.refers,
        body.text,
        body.who,
        body.language,
        body.fraction,
        body.reason,
        body.grader,
    ])?;
    if let Some(hash) = &body.pinned {
        tx.prepare_cached(INSERT_TEXT)?.execute((session, seq, hash))?;
    }
    Ok(())
}

/// Writes a row as it stood in another store; without its body when that is not to be kept.
pub(super) fn insert_row(
    tx: &Transaction<'_>,
    session: &str,
    row: &EntryRow,
    with_body: bool,
) -> rusqlite::Result<()> {
    let elapsed = i64::try_from(row.elapsed).unwrap_or(i64::MAX);
    let columns = (session, row.seq, row.kind.as_ref(), row.at, elapsed, &row.commitment, &row.chain);
    tx.prepare_cached(INSERT_ENTRY)?.execute(columns)?;
    match &row.body {
        Some((salt, body)) if with_body => insert_body(tx, session, row.seq, salt, body),
        Some(_) | None => Ok(()),
    }
}

/// The number and link that come next.
fn head(tx: &Transaction<'_>, session: &SessionId) -> rusqlite::Result<(u32, String)> {
    let sql = "SELECT seq, chain FROM entry WHERE session = ?1 ORDER BY seq DESC LIMIT 1";
    let last: Option<(u32, String)> =
        tx.prepare_cached(sql)?.query_row([session.as_str()], |r| Ok((r.get(0)?, r.get(1)?))).optional()?;
    match last {
        Some((seq, chain)) => Ok((seq.saturating_add(1), chain)),
        None => {
            let sql = "SELECT chain FROM session WHERE id = ?1";
            Ok((1, tx.query_row(sql, [session.as_str()], |r| r.get(0))?))
        }
    }
}
