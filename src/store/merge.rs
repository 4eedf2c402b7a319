//! Merging: sessions and what is kept about people are taken over by id. Nothing that stands here is overwritten.
//!
//! Of each session every store holds a beginning of one chain. Where one is the beginning of the other the longer one counts; where they
//! part, both stay where they are and that is reported. Who was erased in one of them is erased in all. So any order and any
//! repetition of the same files come to the same store.

use std::{
    cell::{Cell, RefCell},
    collections::{BTreeMap, BTreeSet, HashSet},
};

use rusqlite::{OptionalExtension, Transaction, types::Type};

use super::{
    Reading, Source, Store, StoreError, StoredSession,
    chain::bytes_of,
    entry::insert_row,
    erase::{erase_session, erase_what_rests_on_erased, lifted},
    error::translate,
    person::{self, PersonRow},
    session::{Raw, mode_word, pin},
};
use crate::model::{PersonEntry, SessionId, person_key};

/// What becomes of a session of another store.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case", tag = "fate")]
pub enum Fate {
    /// It was not here; it is taken whole.
    New,
    /// It went on elsewhere; so many entries are taken.
    Longer {
        /// How many.
        entries: usize,
    },
    /// It stands here already, as long or longer.
    Same,
    /// It was erased here, and stays so.
    StaysErased,
    /// It was erased elsewhere, and is erased here too.
    Erased,
    /// It was erased elsewhere, and a legal hold keeps it here.
    Held,
    /// The same id with other content: what stands here stays, nothing is taken.
    Apart,
    /// The files do not agree with each other on it, and it is not here: nothing is taken.
    Disputed,
}

/// One session of the merged files.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct SessionFate {
    /// Which session.
    pub session: SessionId,
    /// Who was interviewed, as far as it is known.
    pub candidate: String,
    /// Who interviewed.
    pub interviewer: String,
    /// Which of the files hold it, from 0.
    pub files: Vec<usize>,
    /// What becomes of it.
    #[serde(flatten)]
    pub fate: Fate,
}

/// What merging comes to.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct Merged {
    /// Each session of the files, by id; one that is apart in one file and taken from another stands here twice.
    pub sessions: Vec<SessionFate>,
    /// Decisions, holds and their ends that are taken.
    pub people_taken: usize,
    /// Those with the same id and other content: what stands here stays.
    pub people_apart: usize,
}

impl Merged {
    /// Whether the store would change.
    pub fn changes(&self) -> bool {
        let still =
            |f: Fate| matches!(f, Fate::Same | Fate::StaysErased | Fate::Held | Fate::Apart | Fate::Disputed);
        self.people_taken > 0 || self.sessions.iter().any(|s| !still(s.fate))
    }

    /// Whether something was kept apart.
    pub fn conflicts(&self) -> bool {
        self.people_apart > 0
            || self.sessions.iter().any(|s| matches!(s.fate, Fate::Apart | Fate::Disputed | Fate::Held))
    }
}

/// A session as one store holds it.
#[derive(Debug, Clone)]
struct Version {
    file: usize,
    first: String,
    /// As bytes: those of all sessions are in memory at once.
    links: Vec<[u8; 32]>,
    erased: bool,
    candidate: String,
    interviewer: String,
}

impl Version {
    /// Whether one is the beginning of the other.
    fn agrees(&self, other: &Version) -> bool {
        let common = self.links.len().min(other.links.len());
        self.first == other.first && (common == 0 || self.links[common - 1] == other.links[common - 1])
    }
}

/// What is to be done with one session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Deed {
    fate: Fate,
    /// The file from which rows are taken.
    from: Option<usize>,
}

/// Decides on a session: `ours`, and what the files hold. The second value lists files that are apart. The order of the files does not matter.
fn decide(ours: Option<&Version>, theirs: &[Version], held: bool) -> (Deed, Vec<usize>) {
    let (agreeing, apart): (Vec<&Version>, Vec<&Version>) =
        theirs.iter().partition(|v| ours.is_none_or(|o| o.agrees(v)));
    let apart: Vec<usize> = apart.iter().map(|v| v.file).collect();
    let still = |fate| Deed { fate, from: None };
    // Of equally long ones a whole one comes first, so that what was not erased can be taken.
    let longest = agreeing.iter().copied().max_by_key(|v| (v.links.len(), !v.erased));
    let Some(longest) = longest else { return (still(Fate::Same), apart) };
    if agreeing.iter().any(|v| !v.agrees(longest)) {
        let all = theirs.iter().map(|v| v.file).collect();
        return (still(if ours.is_some() { Fate::Same } else { Fate::Disputed }), all);
    }
    let here = ours.map_or(0, |o| o.links.len());
    let more = longest.links.len() - here.min(longest.links.len());
    let gone_elsewhere = agreeing.iter().any(|v| v.erased);
    let from = Some(longest.file);
    let deed = match ours {
        None => Deed { fate: if gone_elsewhere { Fate::Erased } else { Fate::New }, from },
        Some(o) if o.erased => Deed { fate: Fate::StaysErased, from: from.filter(|_| more > 0) },
        Some(_) if gone_elsewhere && held => still(Fate::Held),
        Some(_) if gone_elsewhere => Deed { fate: Fate::Erased, from },
        Some(_) if more > 0 => Deed { fate: Fate::Longer { entries: more }, from },
        Some(_) => still(Fate::Same),
    };
    (deed, apart)
}

/// Everything that some files hold, read once and checked.
#[derive(Debug)]
pub struct Gathered {
    sessions: BTreeMap<SessionId, Vec<Version>>,
    people: BTreeMap<String, Vec<PersonRow>>,
}

/// Steps done, and steps in all.
pub type Progress<'a> = &'a mut dyn FnMut(u64, u64);

/// Says what is wrong with a session that only other rooms understand: its pinned texts, and what its entries speak of. Where a session of the same
/// file rests on the same texts and came before, their bodies are left empty.
pub type Judge<'a> = &'a mut dyn FnMut(&StoredSession) -> Result<(), String>;

impl Store {
    /// What merging the files would come to. Nothing is written.
    ///
    /// # Errors
    /// Rows of this store that viva never wrote.
    pub fn plan_merge(&self, gathered: &Gathered) -> Result<Merged, StoreError> {
        let people = self.person_rows()?;
        let mut merged = Merged::default();
        for (id, theirs) in &gathered.sessions {
            let ours = version(&self.conn, id).map_err(|e| translate(&self.path, e))?;
            let held = ours.as_ref().is_some_and(|o| is_held(&people, &o.candidate));
            let (deed, apart) = decide(ours.as_ref(), theirs, held);
            merged.sessions.extend(fates(id, theirs, deed, &apart));
        }
        (merged.people_taken, merged.people_apart) = count_people(&people, &gathered.people);
        Ok(merged)
    }

    /// Takes over what the files hold, all or nothing. `files` are those that were gathered, in the same order.
    ///
    /// # Errors
    /// Trouble with this store's file, or a file that changed since it was gathered; nothing was taken then.
    pub fn merge(
        &mut self,
        files: &[Source],
        gathered: &Gathered,
        progress: Progress<'_>,
    ) -> Result<Merged, StoreError> {
        let people = self.person_rows()?;
        let (stopped, progress) = (Cell::new(None), RefCell::new(progress));
        let all = gathered.sessions.len() as u64;
        let readings = files.iter().map(|f| f.store.reading()).collect::<Result<Vec<_>, _>>()?;
        let readings = RefCell::new(readings);
        let result = self.transact(|tx| {
            let mut merged = Merged::default();
            let mut taking = Taking { readings: &mut readings.borrow_mut(), pinned: HashSet::new() };
            lifted(tx, || {
                for ((id, theirs), done) in gathered.sessions.iter().zip(1..) {
                    let ours = version(tx, id)?;
                    let held = ours.as_ref().is_some_and(|o| is_held(&people, &o.candidate));
                    let (deed, apart) = decide(ours.as_ref(), theirs, held);
                    carry_out(tx, id, ours.as_ref(), deed, files, &mut taking).map_err(|e| match e {
                        Failed::Here(e) => e,
                        Failed::There(e) => {
                            stopped.set(Some(e));
                            rusqlite::Error::StatementChangedRows(0)
                        }
                    })?;
                    merged.sessions.extend(fates(id, theirs, deed, &apart));
                    (progress.borrow_mut())(done, all);
                }
                (merged.people_taken, merged.people_apart) = take_people(tx, &people, &gathered.people)?;
                erase_what_rests_on_erased(tx)?;
                // Practice rows join here: what the room `practice` keeps is merged in the same transaction, from the same sources.
                Ok(())
            })?;
            Ok(merged)
        });
        let merged = match stopped.take() {
            Some(error) => return Err(error),
            None => result?,
        };
        if merged.sessions.iter().any(|s| s.fate == Fate::Erased) {
            self.compact()?;
        }
        Ok(merged)
    }

    /// Whether a legal hold keeps everything of this person.
    ///
    /// # Errors
    /// Rows that viva never wrote.
    pub fn is_held(&self, name: &str) -> Result<bool, StoreError> {
        Ok(is_held(&self.person_rows()?, name))
    }
}

fn is_held(people: &[PersonRow], name: &str) -> bool {
    let entries: Vec<PersonEntry> = people.iter().map(|r| r.entry.clone()).collect();
    let key = person_key(name);
    PersonEntry::open_holds(&entries)
        .iter()
        .any(|h| h.said.as_ref().is_some_and(|s| person_key(&s.candidate) == key))
}

/// Reads everything that the files hold, and checks all of it: each chain, each value, and what `judge` says of each session.
///
/// # Errors
/// The first thing in a file that viva would not have written.
pub fn gather(files: &[Source], judge: Judge<'_>, progress: Progress<'_>) -> Result<Gathered, StoreError> {
    let mut lists = Vec::new();
    for file in files {
        lists.push(file.sessions()?);
    }
    let all: u64 = lists.iter().map(|l| l.len() as u64).sum();
    let (mut done, mut read) = (0, Gathered { sessions: BTreeMap::new(), people: BTreeMap::new() });
    for (number, (file, rows)) in files.iter().zip(lists).enumerate() {
        let (mut reading, mut met) = (file.store.reading()?, HashSet::new());
        for row in rows {
            let (id, erased) = (row.id.clone(), row.erased);
            let raw = reading.raw(row, |texts| !met.insert(texts.to_vec()))?;
            let damaged = |why: String| {
                let why = format!("session {}: {why}", id.short());
                StoreError::Damaged { path: file.store.path.clone(), why }
            };
            judge(&raw.stored).map_err(damaged)?;
            let version = Version {
                file: number,
                first: raw.first,
                links: raw
                    .rows
                    .iter()
                    .map(|r| bytes_of(&r.chain))
                    .collect::<Option<_>>()
                    .ok_or_else(|| damaged("a link of its chain is none".into()))?,
                erased,
                candidate: raw.stored.header.candidate,
                interviewer: raw.stored.header.interviewer,
            };
            read.sessions.entry(id).or_default().push(version);
            done += 1;
            progress(done, all);
        }
        for row in file.store.person_rows()? {
            read.people.entry(row.entry.id.clone()).or_default().push(row);
        }
    }
    Ok(read)
}

/// A session as this store holds it.
fn version(conn: &rusqlite::Connection, id: &SessionId) -> rusqlite::Result<Option<Version>> {
    let sql = "SELECT s.chain, p.candidate, p.interviewer FROM session AS s LEFT JOIN session_people AS p ON p.session = s.id \
               WHERE s.id = ?1";
    let row: Option<(String, Option<String>, Option<String>)> = conn
        .prepare_cached(sql)?
        .query_row([id.as_str()], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
        .optional()?;
    let Some((first, candidate, interviewer)) = row else { return Ok(None) };
    let mut statement = conn.prepare_cached("SELECT chain FROM entry WHERE session = ?1 ORDER BY seq")?;
    let link = |r: &rusqlite::Row<'_>| {
        let text = r.get_ref(0)?.as_str()?;
        let none =
            || rusqlite::Error::FromSqlConversionFailure(0, Type::Text, "a link of a chain is none".into());
        bytes_of(text).ok_or_else(none)
    };
    let links = statement.query_map([id.as_str()], link)?.collect::<rusqlite::Result<_>>()?;
    let erased = candidate.is_none();
    let (candidate, interviewer) = (candidate.unwrap_or_default(), interviewer.unwrap_or_default());
    Ok(Some(Version { file: usize::MAX, first, links, erased, candidate, interviewer }))
}

fn fates(id: &SessionId, theirs: &[Version], deed: Deed, apart: &[usize]) -> Vec<SessionFate> {
    let shown = theirs.iter().find(|v| !v.erased).or(theirs.first());
    let (candidate, interviewer) =
        shown.map_or_else(Default::default, |v| (v.candidate.clone(), v.interviewer.clone()));
    let one = |files: Vec<usize>, fate| SessionFate {
        session: id.clone(),
        candidate: candidate.clone(),
        interviewer: interviewer.clone(),
        files,
        fate,
    };
    let agreeing: Vec<usize> = theirs.iter().map(|v| v.file).filter(|f| !apart.contains(f)).collect();
    match (agreeing.is_empty(), apart.is_empty(), deed.fate) {
        (_, _, Fate::Disputed) => vec![one(apart.to_vec(), Fate::Disputed)],
        (true, _, _) => vec![one(apart.to_vec(), Fate::Apart)],
        (false, true, fate) => vec![one(agreeing, fate)],
        (false, false, fate) => vec![one(agreeing, fate), one(apart.to_vec(), Fate::Apart)],
    }
}

/// Where something failed while rows are taken.
enum Failed {
    Here(rusqlite::Error),
    There(StoreError),
}

impl From<rusqlite::Error> for Failed {
    fn from(error: rusqlite::Error) -> Self {
        Failed::Here(error)
    }
}

fn carry_out(
    tx: &Transaction<'_>,
    id: &SessionId,
    ours: Option<&Version>,
    deed: Deed,
    files: &[Source],
    taking: &mut Taking<'_, '_>,
) -> Result<(), Failed> {
    if deed.fate == Fate::Erased {
        erase_session(tx, id.as_str())?;
    }
    let Some(from) = deed.from else { return Ok(()) };
    let raw = taking.raw(from, &files[from], id).map_err(Failed::There)?;
    let whole = matches!(deed.fate, Fate::New | Fate::Longer { .. });
    match ours {
        None => put(tx, &raw, whole)?,
        Some(ours) => {
            if whole {
                raw.stored.texts.iter().try_for_each(|t| pin(tx, t))?;
            }
            for row in raw.rows.iter().skip(ours.links.len()) {
                insert_row(tx, id.as_str(), row, whole)?;
            }
        }
    }
    Ok(())
}

/// What is read again while rows are taken.
struct Taking<'t, 's> {
    /// One of each file.
    readings: &'t mut [Reading<'s>],
    /// Lists of pinned texts that were written already: their bodies are not read again.
    pinned: HashSet<Vec<String>>,
}

impl Taking<'_, '_> {
    fn raw(&mut self, number: usize, file: &Source, id: &SessionId) -> Result<Raw, StoreError> {
        let row = file.store.session_row(id)?;
        let row = row.ok_or_else(|| StoreError::NoSession(format!("session `{id}` is gone")))?;
        let known = |texts: &[String]| !self.pinned.insert(texts.to_vec());
        self.readings[number].raw(row, known)
    }
}

/// Writes a session that is not here yet; without people and content when `whole` is false.
pub(super) fn put(tx: &Transaction<'_>, raw: &Raw, whole: bool) -> rusqlite::Result<()> {
    let h = &raw.stored.header;
    let id = h.id.as_str();
    tx.prepare_cached(
        "INSERT INTO session (id, role, form, mode, started_at, commitment, chain) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute((id, h.role.as_str(), &h.form, mode_word(h.mode), h.started.0, &raw.commitment, &raw.first))?;
    if let (Some(salt), true) = (&raw.salt, whole) {
        tx.prepare_cached(
            "INSERT INTO session_people (session, salt, candidate, interviewer) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute((id, salt, &h.candidate, &h.interviewer))?;
    }
    for (position, pinned) in h.pinned.iter().enumerate() {
        // An empty one was written before, with another session that rests on the same texts.
        if !pinned.body.is_empty() {
            pin(tx, pinned)?;
        }
        tx.prepare_cached("INSERT INTO session_pinned (session, position, hash) VALUES (?1, ?2, ?3)")?
            .execute((id, i64::try_from(position).unwrap_or(i64::MAX), &pinned.hash))?;
    }
    if whole {
        raw.stored.texts.iter().try_for_each(|t| pin(tx, t))?;
    }
    for row in &raw.rows {
        insert_row(tx, id, row, whole && raw.salt.is_some())?;
    }
    Ok(())
}

/// The rows about people that are new here, and how many are apart. Of several with one id any erased one erases all.
fn new_people<'a>(
    ours: &[PersonRow],
    theirs: &'a BTreeMap<String, Vec<PersonRow>>,
) -> (Vec<(&'a PersonRow, bool)>, BTreeSet<&'a str>, usize) {
    let here: BTreeMap<&str, &PersonRow> = ours.iter().map(|r| (r.entry.id.as_str(), r)).collect();
    let (mut new, mut erase, mut apart) = (Vec::new(), BTreeSet::new(), 0);
    for (id, rows) in theirs {
        let wanted = here.get(id.as_str()).copied().or(rows.first());
        if wanted.is_none_or(|w| rows.iter().any(|r| r.commitment != w.commitment)) {
            apart += 1;
            continue;
        }
        let gone = rows.iter().any(|r| r.salt.is_none());
        match here.get(id.as_str()) {
            None => new.extend(rows.first().map(|r| (r, !gone))),
            Some(ours) if gone && ours.salt.is_some() => {
                erase.insert(id.as_str());
            }
            Some(_) => {}
        }
    }
    (new, erase, apart)
}

fn count_people(ours: &[PersonRow], theirs: &BTreeMap<String, Vec<PersonRow>>) -> (usize, usize) {
    let (new, erase, apart) = new_people(ours, theirs);
    (new.len() + erase.len(), apart)
}

fn take_people(
    tx: &Transaction<'_>,
    ours: &[PersonRow],
    theirs: &BTreeMap<String, Vec<PersonRow>>,
) -> rusqlite::Result<(usize, usize)> {
    let (new, erase, apart) = new_people(ours, theirs);
    for (row, with_body) in &new {
        let bare = PersonRow { salt: row.salt.clone().filter(|_| *with_body), ..(*row).clone() };
        person::insert(tx, &bare)?;
    }
    for id in &erase {
        let held = ours.iter().find(|r| r.entry.id == **id).and_then(|r| r.entry.said.as_ref());
        if held.is_none_or(|s| !is_held(ours, &s.candidate)) {
            tx.execute("DELETE FROM person_body WHERE entry = ?1", [id])?;
        }
    }
    Ok((new.len() + erase.len(), apart))
}
