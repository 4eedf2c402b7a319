//! The flat rows that statistics count, of many sessions in one pass.
//!
//! Reading session by session costs four look-ups a row: two tables, each found through its key. When most of the store is wanted anyway, both
//! tables are walked once in the order in which they were written, side by side: an entry and its body are written together, so
//! bodies come in the order of entries, and some may be missing (erased). Where a body is missing the session is read again by its keys, so
//! the order on disk is never trusted. Hash chains are not recomputed here: that is what `db check` does.

use rusqlite::Row;

use super::{SessionRow, Store, StoreError, error::translate};
use crate::model::{Fact, Heard, Mark, QuestionId, Slug, What, Word, Words};

const BY_SESSION: &str = "SELECT e.seq, e.kind, e.elapsed, b.question, b.item, b.value, b.refers, b.fraction \
    FROM entry AS e JOIN entry_body AS b USING (session, seq) WHERE e.session = ?1 ORDER BY e.seq";
const ALL_ENTRIES: &str = "SELECT seq, kind, elapsed, session FROM entry NOT INDEXED ORDER BY rowid";
const ALL_BODIES: &str = "SELECT session, seq, question, item, value, refers, fraction \
    FROM entry_body NOT INDEXED ORDER BY rowid";

/// From this share of all entries on, walking everything is faster than looking each session up.
const MOST: f64 = 0.3;

/// So many rows pass between two words about progress.
const STRIDE: u64 = 16_384;

/// Whoever takes the facts of a session: its place in the list that was asked for, and its facts in order.
pub type EachSession<'a> = dyn FnMut(usize, &[Fact]) + 'a;

impl Store {
    /// Reads the facts of the sessions in `wanted`, which [`Store::sessions`] gave. Each session that has any is handed to `each` once, in any order
    /// of sessions; `progress` is told now and then how many rows were read, up to [`Store::rows_to_read`].
    ///
    /// # Errors
    /// A value that viva never writes, or trouble with the file.
    pub fn facts(
        &self,
        wanted: &[&SessionRow],
        words: &mut Words,
        each: &mut EachSession<'_>,
        progress: &mut dyn FnMut(u64),
    ) -> Result<(), StoreError> {
        // One transaction, so that the two walks see the same rows.
        let reading = self.conn.unchecked_transaction().map_err(|e| translate(&self.path, e))?;
        let mut done = vec![false; wanted.len()];
        let mut read = Reader { words, last: (String::new(), 0), rows: 0, progress };
        if self.walks_all(wanted)? {
            self.walk(wanted, &mut done, &mut read, each)?;
        }
        let mut facts = Vec::new();
        for (i, row) in wanted.iter().enumerate().filter(|(i, _)| !done[*i]) {
            self.look_up(row, &mut read, &mut facts)?;
            if !facts.is_empty() {
                each(i, &facts);
            }
        }
        reading.finish().map_err(|e| translate(&self.path, e))
    }

    /// How many rows [`Store::facts`] will read for these sessions, about.
    ///
    /// # Errors
    /// Trouble with the file.
    pub fn rows_to_read(&self, wanted: &[&SessionRow]) -> Result<u64, StoreError> {
        if self.walks_all(wanted)? { self.all_rows() } else { Ok(rows_of(wanted)) }
    }

    fn walks_all(&self, wanted: &[&SessionRow]) -> Result<bool, StoreError> {
        Ok(rows_of(wanted) as f64 >= MOST * self.all_rows()? as f64)
    }

    /// The highest row number: as many rows as were ever written.
    fn all_rows(&self) -> Result<u64, StoreError> {
        let sql = "SELECT coalesce(max(rowid), 0) FROM entry";
        let rows: i64 = self.conn.query_row(sql, [], |r| r.get(0)).map_err(|e| translate(&self.path, e))?;
        Ok(u64::try_from(rows).unwrap_or(0))
    }

    fn walk(
        &self,
        wanted: &[&SessionRow],
        done: &mut [bool],
        read: &mut Reader<'_>,
        each: &mut EachSession<'_>,
    ) -> Result<(), StoreError> {
        let err = |e| translate(&self.path, e);
        let mut open: Vec<Open> = (0..wanted.len()).map(|_| Open::default()).collect();
        let mut places: Vec<(&str, usize)> = wanted.iter().map(|r| r.id.as_str()).zip(0..).collect();
        places.sort_unstable();
        let mut entries = self.conn.prepare(ALL_ENTRIES).map_err(err)?;
        let mut bodies = self.conn.prepare(ALL_BODIES).map_err(err)?;
        let mut entries = entries.query([]).map_err(err)?;
        let mut bodies = bodies.query([]).map_err(err)?;
        let mut body = bodies.next().map_err(err)?;
        // Neighbours mostly belong to the same session.
        let mut last: (String, Option<usize>) = (String::new(), None);
        while let Some(entry) = entries.next().map_err(err)? {
            read.count();
            let session = text(entry, 3).map_err(err)?;
            if session != last.0 {
                let found = places.binary_search_by_key(&session, |p| p.0).ok().map(|i| places[i].1);
                last = (session.to_owned(), found);
            }
            let seq: u32 = entry.get(0).map_err(err)?;
            let own = match body {
                Some(b) if b.get::<_, u32>(1).map_err(err)? == seq && text(b, 0).map_err(err)? == session => {
                    Some(b)
                }
                _ => None,
            };
            if let Some(place) = last.1.filter(|p| !done[*p]) {
                let so_far = &mut open[place];
                match own {
                    Some(b) => {
                        let fact =
                            read.fact((entry, 0), (b, 2)).map_err(|why| self.damaged(wanted[place], &why))?;
                        so_far.facts.push(fact);
                    }
                    None => so_far.broken = true,
                }
                so_far.seen += 1;
                // The last entry has the highest number, and numbers have no gaps.
                if seq == wanted[place].entries && so_far.seen == seq && !so_far.broken {
                    let facts = std::mem::take(so_far).facts;
                    each(place, &facts);
                    done[place] = true;
                }
            }
            if own.is_some() {
                body = bodies.next().map_err(err)?;
            }
        }
        Ok(())
    }

    fn look_up(
        &self,
        row: &SessionRow,
        read: &mut Reader<'_>,
        facts: &mut Vec<Fact>,
    ) -> Result<(), StoreError> {
        let err = |e| translate(&self.path, e);
        facts.clear();
        let mut statement = self.conn.prepare_cached(BY_SESSION).map_err(err)?;
        let mut rows = statement.query([row.id.as_str()]).map_err(err)?;
        while let Some(r) = rows.next().map_err(err)? {
            read.count();
            facts.push(read.fact((r, 0), (r, 3)).map_err(|why| self.damaged(row, &why))?);
        }
        Ok(())
    }

    fn damaged(&self, row: &SessionRow, why: &str) -> StoreError {
        StoreError::Damaged { path: self.path.clone(), why: format!("session {}: {why}", row.id.short()) }
    }
}

fn rows_of(wanted: &[&SessionRow]) -> u64 {
    wanted.iter().map(|r| u64::from(r.entries)).sum()
}

/// A session of which not all entries were passed yet.
#[derive(Default)]
struct Open {
    facts: Vec<Fact>,
    seen: u32,
    broken: bool,
}

/// Rows into facts.
struct Reader<'a> {
    words: &'a mut Words,
    last: (String, Word),
    rows: u64,
    progress: &'a mut dyn FnMut(u64),
}

fn text<'r>(row: &'r Row<'_>, column: usize) -> rusqlite::Result<&'r str> {
    Ok(row.get_ref(column)?.as_str()?)
}

impl Reader<'_> {
    fn count(&mut self) {
        self.rows += 1;
        if self.rows.is_multiple_of(STRIDE) {
            (self.progress)(self.rows);
        }
    }

    /// The fact of an entry (columns seq, kind, elapsed) and its body (question, item, value, refers, fraction). What a row may hold
    /// is checked as in `codec`: a CHECK constraint is no help against a forged row.
    fn fact(&mut self, (entry, e): (&Row<'_>, usize), (body, b): (&Row<'_>, usize)) -> Result<Fact, String> {
        let fault = |e: rusqlite::Error| e.to_string();
        let seq: u32 = entry.get(e).map_err(fault)?;
        let elapsed: i64 = entry.get(e + 2).map_err(fault)?;
        let elapsed = u64::try_from(elapsed).map_err(|_| format!("entry {seq} has a negative time"))?;
        let kind = text(entry, e + 1).map_err(fault)?;
        let missing = |what: &str| format!("entry {seq}: a `{kind}` row has no {what}");
        let int = |column: usize| body.get::<_, Option<i64>>(b + column).map_err(fault);
        let refers = || {
            let entry = int(3)?.and_then(|v| u32::try_from(v).ok());
            entry.ok_or_else(|| missing("entry"))
        };
        let mark = || int(2)?.map(Mark::new).transpose().map_err(|e| format!("entry {seq}: {e}"));
        let what = match kind {
            "opened" => What::Opened { question: self.question(body, b, seq)? },
            "left" => What::Left { question: self.question(body, b, seq)? },
            "marked" => What::Marked {
                question: self.question(body, b, seq)?,
                criterion: self.item(body, b, seq)?,
                mark: mark()?,
            },
            "mark-amended" => What::Amended {
                question: self.question(body, b, seq)?,
                criterion: self.item(body, b, seq)?,
                mark: mark()?,
            },
            "tick" => {
                let code = int(2)?.and_then(|v| usize::try_from(v).ok());
                let heard = code.and_then(|c| Heard::ALL.get(c).copied());
                What::Tick {
                    question: self.question(body, b, seq)?,
                    look_for: self.item(body, b, seq)?,
                    heard: heard.ok_or_else(|| missing("way of hearing"))?,
                }
            }
            "probe" => {
                let number = int(2)?.and_then(|v| u16::try_from(v).ok()).filter(|&n| n > 0);
                let number = number.ok_or_else(|| missing("number"))?;
                What::Probe { question: self.question(body, b, seq)?, number }
            }
            "not-assessed" => What::NotAssessed { question: self.question(body, b, seq)? },
            "answered" | "rescored" => {
                let fraction = body.get::<_, Option<f64>>(b + 4).map_err(fault)?;
                let fraction = fraction.filter(|f| (0.0..=1.0).contains(f));
                let fraction = fraction.ok_or_else(|| missing("fraction"))?;
                let question = self.question(body, b, seq)?;
                match kind {
                    "answered" => What::Answered { question, fraction },
                    _ => What::Rescored { question, entry: refers()?, fraction },
                }
            }
            "undone" => What::Undone { entry: refers()? },
            "paused" => What::Paused,
            "resumed" => What::Resumed,
            _ => What::Other,
        };
        Ok(Fact { seq, elapsed, what })
    }

    fn question(&mut self, body: &Row<'_>, first: usize, seq: u32) -> Result<Word, String> {
        let id = text(body, first).map_err(|e| format!("entry {seq}: {e}"))?;
        if id == self.last.0 {
            return Ok(self.last.1);
        }
        let number = self.word(id, seq)?;
        self.last = (id.to_owned(), number);
        Ok(number)
    }

    fn item(&mut self, body: &Row<'_>, first: usize, seq: u32) -> Result<Word, String> {
        let id = text(body, first + 1).map_err(|e| format!("entry {seq}: {e}"))?;
        self.word(id, seq)
    }

    /// The number of an id; its shape is checked when it is first met.
    fn word(&mut self, id: &str, seq: u32) -> Result<Word, String> {
        match self.words.find(id) {
            Some(number) => Ok(number),
            None => {
                QuestionId::new(id).map_err(|e| format!("entry {seq}: {e}"))?;
                Ok(self.words.number(id))
            }
        }
    }
}
