//! Practice: attempts, what happened in them, reviews, fitted parameters. Appended, read, never changed; apart from sessions.

use rusqlite::{Connection, OptionalExtension, Params, Row};

use super::{
    Store, StoreError,
    error::translate,
    practice_codec::{self as codec, ATTEMPT, Columns, Decoded, ENTRY, FITTED, REVIEW},
};
use crate::model::{Attempt, Fitted, PracticeEntry, PracticeId, QuestionId, Review};

/// An attempt that was taken back counts no more, nor what was learnt from it.
const NOT_TAKEN_BACK: &str =
    "NOT EXISTS (SELECT 1 FROM practice_entry AS t WHERE t.kind = 'taken-back' AND t.attempt = ";

impl Store {
    /// Keeps that a question came up. When this returns it survives a power cut.
    ///
    /// # Errors
    /// A value that the store does not take, an id that is given out already, or trouble with the file; nothing was kept then.
    pub fn begin_attempt(&mut self, attempt: &Attempt) -> Result<(), StoreError> {
        self.add_practice(&[attempt], &[], &[], &[])
    }

    /// Keeps what happened in attempts, all or none.
    ///
    /// # Errors
    /// As [`Store::begin_attempt`].
    pub fn append_practice(&mut self, entries: &[PracticeEntry]) -> Result<(), StoreError> {
        self.add_practice(&[], &entries.iter().collect::<Vec<_>>(), &[], &[])
    }

    /// Keeps the end of an attempt: its last entries and what the scheduler learns, all or none.
    ///
    /// # Errors
    /// As [`Store::begin_attempt`].
    pub fn finish_attempt(&mut self, entries: &[PracticeEntry], review: &Review) -> Result<(), StoreError> {
        self.add_practice(&[], &entries.iter().collect::<Vec<_>>(), &[review], &[])
    }

    /// Keeps parameters from now on.
    ///
    /// # Errors
    /// As [`Store::begin_attempt`].
    pub fn keep_fitted(&mut self, fitted: &Fitted) -> Result<(), StoreError> {
        self.add_practice(&[], &[], &[], &[fitted])
    }

    /// Adds rows in one transaction.
    pub(super) fn add_practice(
        &mut self,
        attempts: &[&Attempt],
        entries: &[&PracticeEntry],
        reviews: &[&Review],
        fitted: &[&Fitted],
    ) -> Result<(), StoreError> {
        let fault = attempts
            .iter()
            .find_map(|a| codec::attempt_fault(a))
            .or_else(|| reviews.iter().find_map(|r| codec::review_fault(r)))
            .or_else(|| fitted.iter().find_map(|f| codec::fitted_fault(f)));
        if let Some(why) = fault {
            return Err(StoreError::Refused(why));
        }
        let mut encoded = Vec::with_capacity(entries.len());
        for entry in entries {
            if !(1..=codec::MOST_ENTRIES).contains(&entry.seq) {
                let why = format!("an attempt has at most {} entries", codec::MOST_ENTRIES);
                return Err(StoreError::Refused(why));
            }
            encoded.push((*entry, codec::encode(&entry.event).map_err(StoreError::Refused)?));
        }
        self.transact(|tx| {
            for attempt in attempts {
                insert_attempt(tx, attempt)?;
            }
            for (entry, (kind, columns)) in &encoded {
                insert_entry(tx, entry, kind, columns)?;
            }
            for review in reviews {
                insert_review(tx, review)?;
            }
            for fitted in fitted {
                insert_fitted(tx, fitted)?;
            }
            Ok(())
        })
    }

    /// Every review that counts, oldest first: those of attempts that were not taken back, one an attempt.
    ///
    /// # Errors
    /// Rows that viva never wrote.
    pub fn practice_reviews(&self) -> Result<Vec<Review>, StoreError> {
        let sql = format!("SELECT {REVIEW} FROM practice_review AS r WHERE {NOT_TAKEN_BACK} r.attempt)");
        let mut reviews = self.practice_rows(&sql, [], codec::review)?;
        reviews.sort_by(|a, b| (a.day, a.at, &a.attempt, &a.id).cmp(&(b.day, b.at, &b.attempt, &b.id)));
        // Two copies of a store may both have finished one attempt; the first one counts, in whatever order they were merged.
        let mut seen = std::collections::HashSet::with_capacity(reviews.len());
        reviews.retain(|r| seen.insert(r.attempt.clone()));
        Ok(reviews)
    }

    /// The last attempt that counts at a question whose review is kept, with what happened in it.
    ///
    /// # Errors
    /// Rows that viva never wrote.
    pub fn last_reviewed(&self, question: &QuestionId, meaning: &str) -> Result<Option<Attempt>, StoreError> {
        let sql = format!(
            "SELECT {ATTEMPT} FROM practice_attempt WHERE id = (SELECT r.attempt FROM practice_review AS r \
             WHERE r.question = ?1 AND r.meaning = ?2 AND {NOT_TAKEN_BACK} r.attempt) \
             ORDER BY r.day DESC, r.at DESC, r.attempt DESC LIMIT 1)"
        );
        Ok(self.practice_rows(&sql, (question.as_str(), meaning), codec::attempt)?.into_iter().next())
    }

    /// Attempts without an end that were not left out and not taken back, newest first.
    ///
    /// # Errors
    /// Rows that viva never wrote.
    pub fn unfinished_attempts(&self) -> Result<Vec<Attempt>, StoreError> {
        let sql = format!(
            "SELECT {ATTEMPT} FROM practice_attempt AS a \
             WHERE NOT EXISTS (SELECT 1 FROM practice_review AS r WHERE r.attempt = a.id) \
             AND NOT EXISTS (SELECT 1 FROM practice_entry AS s WHERE s.attempt = a.id AND s.kind IN ('skipped', 'taken-back')) \
             ORDER BY at DESC, id DESC"
        );
        self.practice_rows(&sql, [], codec::attempt)
    }

    /// Attempts that were finished and not taken back, newest first, at most so many.
    ///
    /// # Errors
    /// Rows that viva never wrote.
    pub fn last_attempts(&self, most: u32) -> Result<Vec<Attempt>, StoreError> {
        let sql = format!(
            "SELECT {ATTEMPT} FROM practice_attempt AS a WHERE {NOT_TAKEN_BACK} a.id) \
             AND EXISTS (SELECT 1 FROM practice_review AS r WHERE r.attempt = a.id) \
             ORDER BY at DESC, id DESC LIMIT ?1"
        );
        self.practice_rows(&sql, [most], codec::attempt)
    }

    /// One attempt.
    ///
    /// # Errors
    /// A row that viva never wrote.
    pub fn practice_attempt(&self, id: &PracticeId) -> Result<Option<Attempt>, StoreError> {
        let sql = format!("SELECT {ATTEMPT} FROM practice_attempt WHERE id = ?1");
        Ok(self.practice_rows(&sql, [id.as_str()], codec::attempt)?.into_iter().next())
    }

    /// Everything that happened in an attempt, in order, with what was taken back and its taking back.
    ///
    /// # Errors
    /// Rows that viva never wrote.
    pub fn practice_entries(&self, attempt: &PracticeId) -> Result<Vec<PracticeEntry>, StoreError> {
        let sql = format!("SELECT {ENTRY} FROM practice_entry WHERE attempt = ?1 ORDER BY seq, id");
        self.practice_rows(&sql, [attempt.as_str()], codec::entry)
    }

    /// The parameters in force, when any were ever fitted or reset.
    ///
    /// # Errors
    /// A row that viva never wrote.
    pub fn fitted(&self) -> Result<Option<Fitted>, StoreError> {
        let sql = format!("SELECT {FITTED} FROM practice_fitted ORDER BY at DESC, id DESC LIMIT 1");
        Ok(self.practice_rows(&sql, [], codec::fitted)?.into_iter().next())
    }

    /// Whether an id is given out already to an attempt, an entry, a review or fitted parameters.
    ///
    /// # Errors
    /// Trouble with the file.
    pub fn holds_practice(&self, id: &PracticeId) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM practice_attempt WHERE id = ?1) \
                   OR EXISTS (SELECT 1 FROM practice_entry WHERE id = ?1) \
                   OR EXISTS (SELECT 1 FROM practice_review WHERE id = ?1) \
                   OR EXISTS (SELECT 1 FROM practice_fitted WHERE id = ?1)";
        let held = self.conn.prepare_cached(sql).and_then(|mut s| s.query_row([id.as_str()], |r| r.get(0)));
        held.map_err(|e| translate(&self.path, e))
    }

    /// How many attempts and reviews there are, those that were taken back too.
    ///
    /// # Errors
    /// Trouble with the file.
    pub fn practice_size(&self) -> Result<(u64, u64), StoreError> {
        if !self.has_practice()? {
            return Ok((0, 0));
        }
        let sql = "SELECT (SELECT count(*) FROM practice_attempt), (SELECT count(*) FROM practice_review)";
        let size = self.conn.query_row(sql, [], |r| Ok((r.get::<_, u32>(0)?, r.get::<_, u32>(1)?)));
        size.map(|(a, r)| (a.into(), r.into())).map_err(|e| translate(&self.path, e))
    }

    /// Whether the store has tables of practice: one of an older schema that may not be written has none.
    pub(super) fn has_practice(&self) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'practice_attempt'";
        let found = self.conn.query_row(sql, [], |_| Ok(())).optional();
        found.map(|f| f.is_some()).map_err(|e| translate(&self.path, e))
    }

    /// Rows as values; the first that viva never wrote is damage. A store without the tables has no rows.
    pub(super) fn practice_rows<T>(
        &self,
        sql: &str,
        params: impl Params,
        decode: impl Fn(&Row<'_>) -> rusqlite::Result<Decoded<T>>,
    ) -> Result<Vec<T>, StoreError> {
        if !self.has_practice()? {
            return Ok(Vec::new());
        }
        let read = || -> rusqlite::Result<Vec<Decoded<T>>> {
            self.conn.prepare_cached(sql)?.query_map(params, |row| decode(row))?.collect()
        };
        let rows = read().map_err(|e| translate(&self.path, e))?;
        let damaged = |why: String| StoreError::Damaged { path: self.path.clone(), why };
        rows.into_iter().collect::<Decoded<Vec<T>>>().map_err(damaged)
    }

    /// What is not as it was written: every row through the same checks as on the way in, and whether reviews belong to their attempts.
    pub(super) fn practice_troubles(&self) -> Result<Vec<String>, StoreError> {
        if !self.has_practice()? {
            return Ok(Vec::new());
        }
        let mut found = Vec::new();
        let all = |table: &str, columns: &str| format!("SELECT {columns} FROM {table}");
        found.extend(self.faults(&all("practice_attempt", ATTEMPT), codec::attempt)?);
        found.extend(self.faults(&all("practice_entry", ENTRY), codec::entry)?);
        found.extend(self.faults(&all("practice_review", REVIEW), codec::review)?);
        found.extend(self.faults(&all("practice_fitted", FITTED), codec::fitted)?);
        let strays = [
            (
                "SELECT r.id FROM practice_review AS r LEFT JOIN practice_attempt AS a ON a.id = r.attempt \
                 WHERE a.id IS NULL OR (a.question, a.meaning, a.area, a.topic, a.level) \
                 IS NOT (r.question, r.meaning, r.area, r.topic, r.level)",
                "does not belong to its attempt",
            ),
            (
                "SELECT e.id FROM practice_entry AS e LEFT JOIN practice_attempt AS a ON a.id = e.attempt WHERE a.id IS NULL",
                "belongs to no attempt",
            ),
            (
                "SELECT u.id FROM practice_entry AS u LEFT JOIN practice_entry AS e ON e.id = u.refers \
                 WHERE u.kind = 'undone' AND e.attempt IS NOT u.attempt",
                "takes back what is not there",
            ),
        ];
        for (sql, what) in strays {
            let read = || -> rusqlite::Result<Vec<String>> {
                self.conn.prepare(sql)?.query_map([], |r| r.get(0))?.collect()
            };
            let ids = read().map_err(|e| translate(&self.path, e))?;
            found.extend(ids.into_iter().map(|id| format!("the row {id} of practice {what}")));
        }
        Ok(found)
    }

    fn faults<T>(
        &self,
        sql: &str,
        decode: impl Fn(&Row<'_>) -> rusqlite::Result<Decoded<T>>,
    ) -> Result<Vec<String>, StoreError> {
        let read = || -> rusqlite::Result<Vec<Option<String>>> {
            self.conn.prepare(sql)?.query_map([], |row| Ok(decode(row)?.err()))?.collect()
        };
        match read().map_err(|e| translate(&self.path, e)) {
            Ok(faults) => Ok(faults.into_iter().flatten().collect()),
            Err(StoreError::Damaged { why, .. }) => Ok(vec![why]),
            Err(other) => Err(other),
        }
    }
}

fn insert_attempt(tx: &Connection, a: &Attempt) -> rusqlite::Result<()> {
    let sql = "INSERT INTO practice_attempt (id, round, question, area, topic, level, kind, meaning, wording, at) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    let row = (
        a.id.as_str(),
        a.round.as_str(),
        a.question.as_str(),
        a.area.as_str(),
        a.topic.as_str(),
        a.level.as_str(),
        &a.kind,
        &a.meaning,
        &a.wording,
        a.at.0,
    );
    tx.prepare_cached(sql)?.execute(row).map(|_| ())
}

fn insert_entry(tx: &Connection, e: &PracticeEntry, kind: &str, c: &Columns) -> rusqlite::Result<()> {
    let sql = "INSERT INTO practice_entry (id, attempt, seq, kind, at, elapsed, item, value, computed, refers, text, language, \
               fraction, reason, grader) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";
    tx.prepare_cached(sql)?.execute(rusqlite::params![
        e.id.as_str(),
        e.attempt.as_str(),
        e.seq,
        kind,
        e.at.0,
        i64::try_from(e.elapsed).unwrap_or(i64::MAX),
        c.item,
        c.value,
        c.computed,
        c.refers,
        c.text,
        c.language,
        c.fraction,
        c.reason,
        c.grader,
    ])?;
    Ok(())
}

fn insert_review(tx: &Connection, r: &Review) -> rusqlite::Result<()> {
    let sql = "INSERT INTO practice_review (id, attempt, question, meaning, area, topic, level, rating, score, at, day, spent, \
               retention) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
    tx.prepare_cached(sql)?.execute(rusqlite::params![
        r.id.as_str(),
        r.attempt.as_str(),
        r.question.as_str(),
        r.meaning,
        r.area.as_str(),
        r.topic.as_str(),
        r.level.as_str(),
        r.rating.value(),
        r.score.value(),
        r.at.0,
        r.day.0,
        i64::try_from(r.spent).unwrap_or(i64::MAX),
        r.retention,
    ])?;
    Ok(())
}

fn insert_fitted(tx: &Connection, f: &Fitted) -> rusqlite::Result<()> {
    let sql = "INSERT INTO practice_fitted (id, at, reviews, weights, loss_before, loss_after) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    let weights = f.weights.as_ref().map(codec::weights_text);
    let row = (f.id.as_str(), f.at.0, f.reviews, weights, f.loss_before, f.loss_after);
    tx.prepare_cached(sql)?.execute(row).map(|_| ())
}
