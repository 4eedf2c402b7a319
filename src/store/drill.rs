//! Drills: begun, appended to, read back whole. What a row may hold is checked here on the way in and out.

use rusqlite::{OptionalExtension, Row};

use super::{Store, StoreError, error::translate};
use crate::model::{
    AreaId, CriterionId, Drill, DrillEntry, DrillEvent, DrillHeader, LONGEST_NAME, Mark, Moment, QuestionId,
    RubricId, SessionId, Slug,
};

/// So many entries may one showing of a sample have.
const MOST_ENTRIES: u32 = 10_000;
/// The highest number of a sample.
const MOST_SAMPLES: u16 = 999;

const HEADERS: &str = "SELECT id, interviewer, question, sample, wording, area, rubric, started_at FROM drill \
    WHERE ?1 IS NULL OR interviewer = ?1 ORDER BY rowid";
const ENTRIES: &str =
    "SELECT seq, kind, criterion, mark, gold, at, elapsed FROM drill_entry WHERE drill = ?1 ORDER BY seq";

fn header_fault(header: &DrillHeader) -> Option<String> {
    let length = header.interviewer.chars().count();
    if !(1..=LONGEST_NAME).contains(&length) {
        return Some(format!("the interviewer's name has {length} characters; 1 to {LONGEST_NAME} are kept"));
    }
    if header.interviewer.contains('\0') {
        return Some("the interviewer's name holds a zero byte".into());
    }
    if !(1..=MOST_SAMPLES).contains(&header.sample) {
        return Some(format!("a sample has a number from 1 to {MOST_SAMPLES}, not {}", header.sample));
    }
    let is_hash = header.wording.len() == 64 && header.wording.bytes().all(|b| b.is_ascii_hexdigit());
    if !is_hash {
        return Some("the hash of the wording is none".into());
    }
    (!(Moment::MIN..=Moment::MAX).contains(&header.started.0))
        .then(|| "it began at an impossible time".into())
}

impl Store {
    /// A sample comes up; durable before this returns.
    ///
    /// # Errors
    /// A name that is empty or too long, or trouble with the file; nothing was kept then.
    pub fn begin_drill(&mut self, header: &DrillHeader) -> Result<(), StoreError> {
        header_fault(header).map_or(Ok(()), |why| Err(StoreError::Refused(why)))?;
        self.transact(|tx| {
            tx.execute(
                "INSERT INTO drill (id, interviewer, question, sample, wording, area, rubric, started_at) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                (
                    header.id.as_str(),
                    &header.interviewer,
                    header.question.as_str(),
                    header.sample,
                    &header.wording,
                    header.area.as_str(),
                    header.rubric.as_str(),
                    header.started.0,
                ),
            )?;
            Ok(())
        })
    }

    /// Appends one entry. When this returns it survives a power cut.
    ///
    /// # Errors
    /// As [`Store::append`].
    pub fn append_drill(&mut self, drill: &SessionId, entry: &DrillEntry) -> Result<(), StoreError> {
        if entry.seq > MOST_ENTRIES {
            return Err(StoreError::Refused(format!("a sample has at most {MOST_ENTRIES} entries")));
        }
        let (kind, criterion, mark, gold) = match &entry.event {
            DrillEvent::Marked { criterion, mark, gold } => {
                ("marked", Some(criterion.as_str()), *mark, Some(*gold))
            }
            DrillEvent::TakenBack { criterion } => ("taken-back", Some(criterion.as_str()), None, None),
            DrillEvent::Revealed => ("revealed", None, None, None),
        };
        let conflict = std::cell::Cell::new(None);
        let result = self.transact(|tx| {
            let last: Option<u32> = tx
                .prepare_cached("SELECT max(seq) FROM drill_entry WHERE drill = ?1")?
                .query_row([drill.as_str()], |r| r.get(0))
                .optional()?
                .flatten();
            let next = last.map_or(1, |last| last.saturating_add(1));
            if entry.seq != next {
                conflict.set(Some(next));
                return Err(rusqlite::Error::StatementChangedRows(0));
            }
            tx.prepare_cached(
                "INSERT INTO drill_entry (drill, seq, kind, criterion, mark, gold, at, elapsed) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            )?
            .execute((
                drill.as_str(),
                entry.seq,
                kind,
                criterion,
                mark.map(i64::from),
                gold.map(i64::from),
                entry.at.0,
                i64::try_from(entry.elapsed).unwrap_or(i64::MAX),
            ))?;
            Ok(())
        });
        match conflict.take() {
            Some(found) => Err(StoreError::Conflict { wanted: entry.seq, found }),
            None => result,
        }
    }

    /// Every drill of an interviewer, or of all, in the order in which they came up.
    ///
    /// # Errors
    /// Rows that viva never wrote.
    pub fn drills(&self, interviewer: Option<&str>) -> Result<Vec<Drill>, StoreError> {
        let read = || -> rusqlite::Result<Vec<(RawHeader, Vec<RawEntry>)>> {
            // A store that may only be read stays as old as it is; without the tables it has no rows.
            let there = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'drill'";
            if self.conn.query_row(there, [], |_| Ok(())).optional()?.is_none() {
                return Ok(Vec::new());
            }
            let mut headers = self.conn.prepare_cached(HEADERS)?;
            let mut entries = self.conn.prepare_cached(ENTRIES)?;
            let mut all = Vec::new();
            for header in headers.query_map([interviewer], RawHeader::of)? {
                let header = header?;
                let own = entries.query_map([&header.id], RawEntry::of)?.collect::<Result<_, _>>()?;
                all.push((header, own));
            }
            Ok(all)
        };
        read()
            .map_err(|e| translate(&self.path, e))?
            .into_iter()
            .map(|(header, entries)| {
                let id = header.id.clone();
                decode(header, entries).map_err(|why| StoreError::Damaged {
                    path: self.path.clone(),
                    why: format!("the drill {id}: {why}"),
                })
            })
            .collect()
    }
}

struct RawHeader {
    id: String,
    interviewer: String,
    question: String,
    sample: u16,
    wording: String,
    area: String,
    rubric: String,
    started: i64,
}

impl RawHeader {
    fn of(r: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: r.get(0)?,
            interviewer: r.get(1)?,
            question: r.get(2)?,
            sample: r.get(3)?,
            wording: r.get(4)?,
            area: r.get(5)?,
            rubric: r.get(6)?,
            started: r.get(7)?,
        })
    }
}

struct RawEntry {
    seq: u32,
    kind: String,
    criterion: Option<String>,
    mark: Option<i64>,
    gold: Option<i64>,
    at: i64,
    elapsed: i64,
}

impl RawEntry {
    fn of(r: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            seq: r.get(0)?,
            kind: r.get(1)?,
            criterion: r.get(2)?,
            mark: r.get(3)?,
            gold: r.get(4)?,
            at: r.get(5)?,
            elapsed: r.get(6)?,
        })
    }
}

/// Rows as a drill; the first fault as a sentence.
fn decode(header: RawHeader, rows: Vec<RawEntry>) -> Result<Drill, String> {
    let header = DrillHeader {
        id: SessionId::parse(&header.id).ok_or("its id is none that viva wrote")?,
        interviewer: header.interviewer,
        question: QuestionId::new(header.question).map_err(|e| e.to_string())?,
        sample: header.sample,
        wording: header.wording,
        area: AreaId::new(header.area).map_err(|e| e.to_string())?,
        rubric: RubricId::new(header.rubric).map_err(|e| e.to_string())?,
        started: Moment(header.started),
    };
    if let Some(why) = header_fault(&header) {
        return Err(why);
    }
    let mut entries = Vec::with_capacity(rows.len());
    for (row, wanted) in rows.into_iter().zip(1..) {
        let seq = row.seq;
        if seq != wanted {
            return Err(format!("entry {wanted} is missing"));
        }
        entries.push(decode_entry(row).map_err(|why| format!("entry {seq}: {why}"))?);
    }
    Ok(Drill { header, entries })
}

fn decode_entry(row: RawEntry) -> Result<DrillEntry, String> {
    let mark = |value: i64| Mark::new(value).map_err(|e| e.to_string());
    let criterion = row.criterion.map(|c| CriterionId::new(c).map_err(|e| e.to_string())).transpose()?;
    let (own, gold) = (row.mark.map(mark).transpose()?, row.gold.map(mark).transpose()?);
    let event = match (row.kind.as_str(), criterion, own, gold) {
        ("marked", Some(criterion), mark, Some(gold)) => DrillEvent::Marked { criterion, mark, gold },
        ("taken-back", Some(criterion), None, None) => DrillEvent::TakenBack { criterion },
        ("revealed", None, None, None) => DrillEvent::Revealed,
        (kind, ..) => return Err(format!("a row of kind `{kind}` does not hold what such rows hold")),
    };
    if !(Moment::MIN..=Moment::MAX).contains(&row.at) {
        return Err("it has an impossible time".into());
    }
    let elapsed = u64::try_from(row.elapsed).map_err(|_| "its time runs backwards".to_owned())?;
    Ok(DrillEntry { seq: row.seq, at: Moment(row.at), elapsed, event })
}
