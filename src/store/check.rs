//! `db status` and `db check`: what the store is, and whether it is what was written.

use super::{Store, StoreError, chain, error::translate, file};

/// What the store is.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Status {
    /// Where.
    pub path: String,
    /// Its own id.
    pub id: String,
    /// Its schema version.
    pub schema: i32,
    /// Size of the file in bytes.
    pub bytes: u64,
    /// Sessions in it.
    pub sessions: usize,
    /// Of these, sealed.
    pub submitted: usize,
    /// Of these, open: neither sealed nor abandoned.
    pub open: usize,
    /// Entries in all.
    pub entries: u64,
    /// Answers finished in practice, those that were taken back too.
    pub practice_reviews: u64,
    /// Whether others than the owner may read the file.
    pub readable_by_others: bool,
    /// `delete`.
    pub journal_mode: String,
    /// 3 is EXTRA.
    pub synchronous: i64,
}

/// One thing that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Trouble {
    /// Which part of the check found it.
    pub check: &'static str,
    /// What it found.
    pub what: String,
}

impl Store {
    /// What the store is.
    ///
    /// # Errors
    /// A damaged store.
    pub fn status(&self) -> Result<Status, StoreError> {
        let sessions = self.sessions()?;
        let (bytes, readable_by_others) = file::size_and_openness(&self.path);
        Ok(Status {
            path: self.path.display().to_string(),
            id: self.id()?,
            schema: self.pragma("user_version")?,
            bytes,
            submitted: sessions.iter().filter(|s| s.submitted).count(),
            open: sessions.iter().filter(|s| !s.submitted && !s.abandoned).count(),
            entries: sessions.iter().map(|s| u64::from(s.entries)).sum(),
            practice_reviews: self.practice_size()?.1,
            sessions: sessions.len(),
            readable_by_others,
            journal_mode: self.pragma("journal_mode")?,
            synchronous: self.pragma("synchronous")?,
        })
    }

    /// Everything that is not as it was written: the file's pages, its keys, every row through the same checks as on the way in,
    /// every pinned text against its hash, every session's chain.
    ///
    /// # Errors
    /// When the check itself cannot go on.
    pub fn check(&self) -> Result<Vec<Trouble>, StoreError> {
        let mut found = Vec::new();
        let lines = |sql: &str| -> rusqlite::Result<Vec<String>> {
            self.conn.prepare(sql)?.query_map([], |r| r.get::<_, String>(0))?.collect()
        };
        let pages = lines("PRAGMA integrity_check(20)").map_err(|e| translate(&self.path, e))?;
        found.extend(pages.into_iter().filter(|l| l != "ok").map(|what| Trouble { check: "pages", what }));
        let keys = lines("SELECT 'a row of ' || \"table\" || ' refers to nothing in ' || parent FROM pragma_foreign_key_check")
            .map_err(|e| translate(&self.path, e))?;
        found.extend(keys.into_iter().map(|what| Trouble { check: "keys", what }));
        let own: i64 = self
            .conn
            .query_row("SELECT count(*) FROM store", [], |r| r.get(0))
            .map_err(|e| translate(&self.path, e))?;
        if own != 1 {
            found.push(Trouble {
                check: "rows",
                what: format!("the store has {own} ids of its own instead of one"),
            });
        }
        found.extend(self.practice_troubles()?.into_iter().map(|what| Trouble { check: "practice", what }));
        found.extend(self.changed_texts()?.into_iter().map(|what| Trouble { check: "texts", what }));
        let mut reading = self.reading()?;
        for row in self.sessions()? {
            if let Err((check, e)) = reading.check(row) {
                found.push(Trouble { check, what: e.why() });
            }
        }
        found.extend(self.drills(None).err().map(|e| Trouble { check: "rows", what: e.why() }));
        if let Err(e) = self.person_rows() {
            found.push(Trouble { check: "people", what: e.why() });
        }
        Ok(found)
    }

    /// Pinned texts that are not what their hash says, also those that no session refers to.
    fn changed_texts(&self) -> Result<Vec<String>, StoreError> {
        let read = || -> rusqlite::Result<Vec<String>> {
            let mut statement = self.conn.prepare("SELECT hash, body FROM pinned")?;
            let mut rows = statement.query([])?;
            let mut changed = Vec::new();
            while let Some(row) = rows.next()? {
                let (hash, body): (String, String) = (row.get(0)?, row.get(1)?);
                if chain::content(&body) != hash {
                    changed.push(format!("the pinned text {hash} was changed"));
                }
            }
            Ok(changed)
        };
        read().map_err(|e| translate(&self.path, e))
    }

    /// Whether a head hash, as printed in a report, is a link of any chain of this store: the entries up to it are unchanged.
    ///
    /// # Errors
    /// A damaged store.
    pub fn holds_head(&self, head: &str) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM entry WHERE chain = ?1 UNION ALL SELECT 1 FROM session WHERE chain = ?1)";
        self.conn.query_row(sql, [head], |r| r.get(0)).map_err(|e| translate(&self.path, e))
    }
}
