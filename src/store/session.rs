//! Sessions: begun once with everything pinned, listed, found by what people type, read back whole.

use rusqlite::{OptionalExtension, Transaction};

use super::{Store, StoreError, chain, entry::EntryRow, error::translate};
use crate::model::{
    Entry, Event, Header, LONGEST_NAME, Mode, Moment, Pinned, PinnedKind, RoleId, SessionId, Slug,
};

/// The longest plan, question or rubric, in characters of its canonical JSON.
const LONGEST_PINNED: usize = 2_000_000;

/// A session read back.
#[derive(Debug)]
pub struct StoredSession {
    /// Its fixed facts.
    pub header: Header,
    /// What happened.
    pub entries: Vec<Entry>,
    /// Texts that entries rest on beside those of the header, each once.
    pub texts: Vec<Pinned>,
    /// The last link of its hash chain, for reports.
    pub head: String,
}

/// A line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// Which session.
    pub id: SessionId,
    /// Who was interviewed.
    pub candidate: String,
    /// Who interviewed.
    pub interviewer: String,
    /// For which role.
    pub role: String,
    /// The form letter.
    pub form: String,
    /// Who marks.
    pub mode: Mode,
    /// When it began.
    pub started: Moment,
    /// How many entries.
    pub entries: u32,
    /// Sealed.
    pub submitted: bool,
    /// Ended without a scorecard.
    pub abandoned: bool,
    /// The people and everything that was said were erased.
    pub erased: bool,
}

/// A session as its rows stand, verified: what another store takes over.
pub(super) struct Raw {
    pub(super) stored: StoredSession,
    pub(super) commitment: String,
    pub(super) first: String,
    /// The salt of the people; nothing when they were erased.
    pub(super) salt: Option<Vec<u8>>,
    pub(super) rows: Vec<EntryRow>,
}

/// A line of a list, on the tables alone: of a stranger's store no view is ever used.
const LINES: &str = "SELECT s.id, coalesce(p.candidate, 'erased'), coalesce(p.interviewer, 'erased'), s.role, s.form, s.mode, \
    s.started_at, coalesce((SELECT max(seq) FROM entry WHERE session = s.id), 0), \
    EXISTS (SELECT 1 FROM entry WHERE session = s.id AND kind = 'submitted'), \
    EXISTS (SELECT 1 FROM entry WHERE session = s.id AND kind = 'abandoned'), p.session IS NULL \
    FROM session AS s LEFT JOIN session_people AS p ON p.session = s.id";

/// Head, commitment to the people, where the chain begins, the people's salt.
type Verified = (String, String, String, Option<Vec<u8>>);

pub(super) fn mode_word(mode: Mode) -> &'static str {
    match mode {
        Mode::Interview => "interview",
        Mode::Mock => "mock",
    }
}

fn mode_of(word: &str) -> Option<Mode> {
    [Mode::Interview, Mode::Mock].into_iter().find(|m| mode_word(*m) == word)
}

/// What a session must not hold, on the way in and on the way out: a CHECK constraint is no help against a forged row.
fn header_fault(header: &Header) -> Option<String> {
    for (what, name) in [("candidate", &header.candidate), ("interviewer", &header.interviewer)] {
        let length = name.chars().count();
        if !(1..=LONGEST_NAME).contains(&length) {
            return Some(format!("the {what}'s name has {length} characters; 1 to {LONGEST_NAME} are kept"));
        }
        if name.contains('\0') {
            return Some(format!("the {what}'s name holds a zero byte"));
        }
    }
    if !(1..=16).contains(&header.form.chars().count()) {
        return Some("the form letter is none".into());
    }
    if !(Moment::MIN..=Moment::MAX).contains(&header.started.0) {
        return Some("it began at an impossible time".into());
    }
    // An empty body is one that the reader of many sessions has seen already; none is kept, SQLite sees to that.
    header.pinned.iter().filter(|p| !p.body.is_empty()).find_map(pinned_fault)
}

/// What no pinned text may be.
pub(super) fn pinned_fault(p: &Pinned) -> Option<String> {
    let long = !(2..=LONGEST_PINNED).contains(&p.body.chars().count());
    long.then(|| format!("a {} has more than {LONGEST_PINNED} characters", p.kind.as_str()))
}

/// Keeps a text by its hash, once.
pub(super) fn pin(tx: &Transaction<'_>, text: &Pinned) -> rusqlite::Result<()> {
    let sql = "INSERT INTO pinned (hash, kind, body) VALUES (?1, ?2, ?3) ON CONFLICT (hash) DO NOTHING";
    tx.prepare_cached(sql)?.execute((&text.hash, text.kind.as_str(), &text.body))?;
    Ok(())
}

const OF_SESSION: &str = "SELECT p.kind, p.hash, p.body FROM session_pinned AS s JOIN pinned AS p USING (hash) \
    WHERE s.session = ?1 ORDER BY s.position";

const OF_ENTRIES: &str = "SELECT DISTINCT p.kind, p.hash, p.body FROM entry_pinned AS e JOIN pinned AS p USING (hash) \
    WHERE e.session = ?1 ORDER BY p.hash";

/// The people of a session as the commitment covers them.
fn people_commitment(salt: &[u8], candidate: &str, interviewer: &str) -> String {
    chain::digest(&[salt, candidate.as_bytes(), interviewer.as_bytes()])
}

impl Store {
    /// Begins a session: facts, people and pinned texts, durable before this returns.
    ///
    /// # Errors
    /// A name that is empty or too long, or trouble with the file; nothing was kept then.
    pub fn begin(&mut self, header: &Header) -> Result<(), StoreError> {
        header_fault(header).map_or(Ok(()), |why| Err(StoreError::Refused(why)))?;
        let salt = (self.hooks.entropy)();
        let commitment = people_commitment(&salt, &header.candidate, &header.interviewer);
        let hashes: Vec<String> = header.pinned.iter().map(|p| p.hash.clone()).collect();
        let (id, role, form) = (header.id.as_str(), header.role.as_str(), header.form.as_str());
        let (mode, started) = (mode_word(header.mode), header.started.0);
        let link = chain::first(id, role, form, mode, started, &commitment, &hashes);
        self.transact(|tx| {
            tx.execute(
                "INSERT INTO session (id, role, form, mode, started_at, commitment, chain) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                (id, role, form, mode, started, &commitment, &link),
            )?;
            tx.execute(
                "INSERT INTO session_people (session, salt, candidate, interviewer) VALUES (?1, ?2, ?3, ?4)",
                (id, &salt[..], &header.candidate, &header.interviewer),
            )?;
            for (position, pinned) in header.pinned.iter().enumerate() {
                pin(tx, pinned)?;
                tx.prepare_cached("INSERT INTO session_pinned (session, position, hash) VALUES (?1, ?2, ?3)")?
                    .execute((id, i64::try_from(position).unwrap_or(i64::MAX), &pinned.hash))?;
            }
            Ok(())
        })
    }

    /// Reads a session back. Its chain is recomputed first: nothing that was changed since it was written gets into a report.
    ///
    /// # Errors
    /// No such session, erased people, or rows that viva never wrote.
    pub fn session(&self, id: &SessionId) -> Result<StoredSession, StoreError> {
        let row = self.session_row(id)?;
        let row = row.ok_or_else(|| StoreError::NoSession(format!("there is no session `{id}`")))?;
        self.read(row).map_err(|(_, e)| e)
    }

    /// Reads a session back; a fault comes with the name of the check that found it.
    pub(super) fn read(&self, row: SessionRow) -> Result<StoredSession, (&'static str, StoreError)> {
        let damaged = |why: String| StoreError::Damaged { path: self.path.clone(), why };
        let short = row.id.short().to_owned();
        let pinned = self.pinned(OF_SESSION, &row.id).map_err(|e| ("rows", e))?;
        let texts = self.texts_of_entries(&row.id).map_err(|e| ("rows", e))?;
        if let Some(p) = pinned.iter().chain(&texts).find(|p| chain::content(&p.body) != p.hash) {
            return Err(("texts", damaged(format!("the pinned {} {} was changed", p.kind.as_str(), p.hash))));
        }
        let rows = self.rows(row.id.as_str()).map_err(|e| ("rows", e))?;
        let all = self.count_rows(row.id.as_str()).map_err(|e| ("rows", e))?;
        if all != rows.len() {
            return Err((
                "rows",
                damaged(format!("session {short}: {all} entries are there and {} are found", rows.len())),
            ));
        }
        self.assemble(row, pinned, texts, rows, false).map(|raw| raw.stored)
    }

    /// A session of its rows, once its chain is recomputed. `texts` are those that verdicts given anew rest on. Unless they are to be kept, the
    /// rows that come with it have lost their bodies.
    pub(super) fn assemble(
        &self,
        row: SessionRow,
        pinned: Vec<Pinned>,
        texts: Vec<Pinned>,
        mut rows: Vec<EntryRow>,
        keep: bool,
    ) -> Result<Raw, (&'static str, StoreError)> {
        let damaged = |why: String| StoreError::Damaged { path: self.path.clone(), why };
        let short = row.id.short().to_owned();
        // Whether it is over was asked of an index, which can be damaged on its own.
        let has = |kind: &str| rows.iter().any(|r| r.kind == kind);
        if row.submitted != has("submitted") || row.abandoned != has("abandoned") {
            return Err((
                "rows",
                damaged(format!("session {short}: its entries and the list disagree whether it is over")),
            ));
        }
        let head = self.verify(&row, &pinned, &rows).map_err(|e| ("rows", e))?;
        let (head, commitment, first, salt) =
            head.map_err(|why| ("chain", damaged(format!("session {short}: {why}"))))?;
        let header = Header {
            id: row.id,
            candidate: row.candidate,
            interviewer: row.interviewer,
            role: RoleId::new(row.role).map_err(|e| ("rows", damaged(format!("session {short}: {e}"))))?,
            form: row.form,
            mode: row.mode,
            started: row.started,
            pinned,
        };
        if let Some(why) = header_fault(&header) {
            return Err(("rows", damaged(format!("session {short}: {why}"))));
        }
        let entries = self
            .decode(&mut rows, keep)
            .map_err(|why| ("rows", damaged(format!("session {short}: {why}"))))?;
        for entry in &entries {
            if let Event::Rescored { text, .. } = &entry.event
                && !texts.iter().any(|t| t.hash == *text && t.kind == PinnedKind::Question)
            {
                let why =
                    format!("session {short}: the question that entry {} rests on is missing", entry.seq);
                return Err(("rows", damaged(why)));
            }
        }
        Ok(Raw { stored: StoredSession { header, entries, texts, head }, commitment, first, salt, rows })
    }

    /// The texts that verdicts of this session rest on when they are none of those that it began with.
    pub(super) fn texts_of_entries(&self, id: &SessionId) -> Result<Vec<Pinned>, StoreError> {
        self.pinned(OF_ENTRIES, id)
    }

    fn pinned(&self, sql: &str, id: &SessionId) -> Result<Vec<Pinned>, StoreError> {
        let read = || -> rusqlite::Result<Vec<(String, String, String)>> {
            self.conn
                .prepare_cached(sql)?
                .query_map([id.as_str()], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?
                .collect()
        };
        let kind_of = |word: &str| PinnedKind::ALL.into_iter().find(|k| k.as_str() == word);
        read()
            .map_err(|e| translate(&self.path, e))?
            .into_iter()
            .map(|(kind, hash, body)| match kind_of(&kind) {
                Some(kind) => Ok(Pinned { kind, hash, body }),
                None => Err(StoreError::Damaged {
                    path: self.path.clone(),
                    why: format!("unknown kind `{kind}`"),
                }),
            })
            .collect()
    }

    /// Every session, newest first.
    ///
    /// # Errors
    /// Rows that viva never wrote.
    pub fn sessions(&self) -> Result<Vec<SessionRow>, StoreError> {
        self.session_rows("ORDER BY s.started_at DESC, s.id DESC", [])
    }

    /// The line of one session.
    pub(super) fn session_row(&self, id: &SessionId) -> Result<Option<SessionRow>, StoreError> {
        Ok(self.session_rows("WHERE s.id = ?1", [id.as_str()])?.pop())
    }

    fn session_rows(
        &self,
        which: &str,
        values: impl rusqlite::Params,
    ) -> Result<Vec<SessionRow>, StoreError> {
        let sql = format!("{LINES} {which}");
        let read = || -> rusqlite::Result<Vec<Option<SessionRow>>> {
            let mut statement = self.conn.prepare_cached(&sql)?;
            let rows = statement.query_map(values, |r| {
                let (id, mode): (String, String) = (r.get(0)?, r.get(5)?);
                let (Some(id), Some(mode)) = (SessionId::parse(&id), mode_of(&mode)) else { return Ok(None) };
                Ok(Some(SessionRow {
                    id,
                    candidate: r.get(1)?,
                    interviewer: r.get(2)?,
                    role: r.get(3)?,
                    form: r.get(4)?,
                    mode,
                    started: Moment(r.get(6)?),
                    entries: r.get(7)?,
                    submitted: r.get(8)?,
                    abandoned: r.get(9)?,
                    erased: r.get(10)?,
                }))
            })?;
            rows.collect()
        };
        let rows = read().map_err(|e| translate(&self.path, e))?;
        rows.into_iter()
            .map(|row| {
                row.ok_or_else(|| {
                    let why = "a session has an id or mode that viva never wrote".into();
                    StoreError::Damaged { path: self.path.clone(), why }
                })
            })
            .collect()
    }

    /// The session that people mean: the short id, a beginning of it, or the whole id.
    ///
    /// # Errors
    /// None or several.
    pub fn find(&self, typed: &str) -> Result<SessionId, StoreError> {
        let wanted = typed.trim().to_ascii_lowercase();
        let matches: Vec<SessionId> = self
            .sessions()?
            .into_iter()
            .map(|s| s.id)
            .filter(|id| !wanted.is_empty() && (id.as_str() == wanted || id.short().starts_with(&wanted)))
            .collect();
        match matches.as_slice() {
            [one] => Ok(one.clone()),
            [] => Err(StoreError::NoSession(format!("no session `{typed}`; `viva session list` shows them"))),
            many => {
                let list = many.iter().map(SessionId::short).collect::<Vec<_>>().join(", ");
                Err(StoreError::NoSession(format!("`{typed}` could be {list}; type more of it")))
            }
        }
    }

    /// The store's own id.
    ///
    /// # Errors
    /// A damaged store.
    pub fn id(&self) -> Result<String, StoreError> {
        let row = self.conn.query_row("SELECT id FROM store", [], |r| r.get(0)).optional();
        row.map_err(|e| translate(&self.path, e)).map(Option::unwrap_or_default)
    }

    /// Recomputes one session's chain: its head, or the first fault as a sentence.
    fn verify(
        &self,
        row: &SessionRow,
        pinned: &[Pinned],
        entries: &[EntryRow],
    ) -> Result<Result<Verified, String>, StoreError> {
        let sql = "SELECT s.commitment, s.chain, p.salt FROM session AS s LEFT JOIN session_people AS p ON p.session = s.id \
                   WHERE s.id = ?1";
        let (commitment, link, salt): (String, String, Option<Vec<u8>>) = self
            .conn
            .prepare_cached(sql)
            .and_then(|mut s| s.query_row([row.id.as_str()], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?))))
            .map_err(|e| translate(&self.path, e))?;
        // Who is erased is erased whole: a single body that is gone was taken away.
        let erased = salt.is_none();
        if let Some(salt) = &salt
            && people_commitment(salt, &row.candidate, &row.interviewer) != commitment
        {
            return Ok(Err("a name was changed".into()));
        }
        let hashes: Vec<String> = pinned.iter().map(|p| p.hash.clone()).collect();
        let (id, mode) = (row.id.as_str(), mode_word(row.mode));
        let first = chain::first(id, &row.role, &row.form, mode, row.started.0, &commitment, &hashes);
        if first != link {
            return Ok(Err("its facts or its pinned texts were changed".into()));
        }
        let (mut link, mut buffer): (&str, _) = (&first, Vec::new());
        for (i, entry) in entries.iter().enumerate() {
            if entry.seq as usize != i + 1 {
                return Ok(Err(format!("entry {} is missing", i + 1)));
            }
            match &entry.body {
                Some((salt, body)) if !body.commitment(salt, &mut buffer).is(&entry.commitment) => {
                    return Ok(Err(format!("the content of entry {} was changed", entry.seq)));
                }
                Some(_) if erased => return Ok(Err("the names are gone, and what was said is not".into())),
                None if !erased => return Ok(Err(format!("the content of entry {} is missing", entry.seq))),
                Some(_) | None => {}
            }
            let (kind, at, elapsed) = (&entry.kind, entry.at, entry.elapsed);
            if !chain::next(link, entry.seq, kind, at, elapsed, &entry.commitment, &mut buffer)
                .is(&entry.chain)
            {
                return Ok(Err(format!("entry {} was changed", entry.seq)));
            }
            link = &entry.chain;
        }
        Ok(Ok((link.to_owned(), commitment, first, salt)))
    }
}
