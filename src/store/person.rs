//! What is kept about a person beside the sessions: decisions and holds. Read through the same checks as on the way in.

use std::collections::BTreeMap;

use rusqlite::{Row, Transaction};

use super::{Store, StoreError, chain, error::translate};
use crate::model::{
    Dissent, LONGEST_NAME, LONGEST_REASON, MOST_NAMED, Moment, PersonEntry, PersonKind, RoleId, Said,
    SessionId, Slug, person_key,
};

/// A row with its salt, or without body when the person was erased.
#[derive(Debug, Clone)]
pub(super) struct PersonRow {
    pub(super) entry: PersonEntry,
    pub(super) salt: Option<Vec<u8>>,
    pub(super) commitment: String,
}

const SELECT: &str = "SELECT e.id, e.kind, e.at, e.refers, e.commitment, b.salt, b.candidate, b.who, b.why, b.role, b.decision, \
    b.owner, b.dissent FROM person_entry AS e LEFT JOIN person_body AS b ON b.entry = e.id ORDER BY e.at, e.id";

const INSERT_BODY: &str = "INSERT INTO person_body (entry, salt, candidate, who, why, role, decision, owner, dissent) \
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";

fn dissent_text(dissent: &[Dissent]) -> String {
    serde_json::to_string(dissent).unwrap_or_default()
}

/// The salted commitment to everything that is said.
fn commitment(entry: &PersonEntry, said: &Said, salt: &[u8]) -> String {
    let at = entry.at.0.to_string();
    let maybe = |t: Option<&str>| t.map_or_else(|| "-".to_owned(), |t| format!("+{t}"));
    let mut parts = vec![
        "viva person 1".to_owned(),
        entry.id.clone(),
        entry.kind.as_str().to_owned(),
        at,
        maybe(entry.refers.as_deref()),
        said.candidate.clone(),
        said.who.clone(),
        said.why.clone(),
        maybe(said.role.as_ref().map(RoleId::as_str)),
        maybe(said.decision.as_deref()),
        maybe(said.owner.as_deref()),
        dissent_text(&said.dissent),
    ];
    parts.extend(entry.sessions.iter().map(|s| s.as_str().to_owned()));
    let bytes: Vec<&[u8]> = std::iter::once(salt).chain(parts.iter().map(|p| p.as_bytes())).collect();
    chain::digest(&bytes)
}

/// What such an entry must not hold, on the way in and on the way out.
fn fault(entry: &PersonEntry) -> Option<String> {
    let is_id = |t: &str| uuid::Uuid::try_parse(t).is_ok_and(|u| u.hyphenated().to_string() == t);
    if !is_id(&entry.id) || entry.refers.as_deref().is_some_and(|r| !is_id(r)) {
        return Some("its id is none that viva writes".into());
    }
    if !(Moment::MIN..=Moment::MAX).contains(&entry.at.0) {
        return Some("it has an impossible time".into());
    }
    if entry.sessions.len() > MOST_NAMED {
        return Some(format!("it names more than {MOST_NAMED} sessions"));
    }
    if (entry.kind == PersonKind::Release) != entry.refers.is_some() {
        return Some("only a release refers to a hold".into());
    }
    let said = entry.said.as_ref()?;
    let names = [("candidate", Some(&said.candidate)), ("writer", Some(&said.who))];
    let names = names.into_iter().chain([("owner", said.owner.as_ref())]);
    let names = names.chain(said.dissent.iter().map(|d| ("dissenter", Some(&d.who))));
    let reasons = [("reason", Some(&said.why)), ("decision", said.decision.as_ref())];
    let reasons = reasons.into_iter().chain(said.dissent.iter().map(|d| ("dissent", Some(&d.says))));
    let texts = names.map(|n| (n, LONGEST_NAME)).chain(reasons.map(|r| (r, LONGEST_REASON)));
    for ((what, text), longest) in texts {
        let Some(text) = text else { continue };
        let length = text.chars().count();
        if text.trim().is_empty() || length > longest {
            return Some(format!("the {what} has {length} characters; 1 to {longest} are kept"));
        }
        if text.contains('\0') {
            return Some(format!("the {what} holds a zero byte"));
        }
    }
    if said.dissent.len() > MOST_NAMED {
        return Some(format!("more than {MOST_NAMED} people dissent"));
    }
    let decided = entry.kind == PersonKind::Decision;
    let complete = said.role.is_some() == decided && said.decision.is_some() == decided;
    (!complete || said.owner.is_some() != decided).then(|| "its parts do not fit its kind".into())
}

impl Store {
    /// Appends an entry about a person, durable before this returns.
    ///
    /// # Errors
    /// A text that the store does not take, or trouble with the file; nothing was kept then.
    pub fn append_person(&mut self, entry: &PersonEntry) -> Result<(), StoreError> {
        fault(entry).map_or(Ok(()), |why| Err(StoreError::Refused(why)))?;
        let said = entry.said.as_ref();
        let said = said.ok_or_else(|| StoreError::Refused("an entry without words".into()))?;
        let salt = (self.hooks.entropy)();
        let commitment = commitment(entry, said, &salt);
        let row = PersonRow { entry: entry.clone(), salt: Some(salt.to_vec()), commitment };
        self.transact(|tx| insert(tx, &row))
    }

    /// Everything kept about people beside the sessions, oldest first.
    ///
    /// # Errors
    /// Rows that viva never wrote.
    pub fn person_entries(&self) -> Result<Vec<PersonEntry>, StoreError> {
        Ok(self.person_rows()?.into_iter().map(|r| r.entry).collect())
    }

    /// What is kept about one person, matched by name, oldest first. Releases of holds come with the holds, also of erased ones.
    ///
    /// # Errors
    /// Rows that viva never wrote.
    pub fn entries_about(&self, name: &str) -> Result<Vec<PersonEntry>, StoreError> {
        let key = person_key(name);
        let all = self.person_entries()?;
        Ok(all
            .into_iter()
            .filter(|e| e.said.as_ref().is_some_and(|s| person_key(&s.candidate) == key))
            .collect())
    }

    /// The rows, each checked against its commitment.
    pub(super) fn person_rows(&self) -> Result<Vec<PersonRow>, StoreError> {
        let sessions = self.person_sessions()?;
        let read = || -> rusqlite::Result<Vec<Result<PersonRow, String>>> {
            let mut statement = self.conn.prepare(SELECT)?;
            let rows = statement.query_map([], |r| row_of(r, &sessions))?;
            rows.collect()
        };
        let rows = read().map_err(|e| translate(&self.path, e))?;
        rows.into_iter()
            .map(|row| row.map_err(|why| StoreError::Damaged { path: self.path.clone(), why }))
            .collect()
    }

    fn person_sessions(&self) -> Result<BTreeMap<String, Vec<String>>, StoreError> {
        let read = || -> rusqlite::Result<BTreeMap<String, Vec<String>>> {
            let sql = "SELECT entry, session FROM person_session ORDER BY entry, session";
            let mut statement = self.conn.prepare(sql)?;
            let mut rows = statement.query([])?;
            let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
            while let Some(row) = rows.next()? {
                all.entry(row.get(0)?).or_default().push(row.get(1)?);
            }
            Ok(all)
        };
        read().map_err(|e| translate(&self.path, e))
    }
}

fn row_of(
    r: &Row<'_>,
    sessions: &BTreeMap<String, Vec<String>>,
) -> rusqlite::Result<Result<PersonRow, String>> {
    let (id, kind, refers): (String, String, Option<String>) = (r.get(0)?, r.get(1)?, r.get(3)?);
    let (at, commitment): (i64, String) = (r.get(2)?, r.get(4)?);
    let salt: Option<Vec<u8>> = r.get(5)?;
    let wrong = |why: &str| Ok(Err(format!("what is kept about a person: {why} (entry {id})")));
    let Some(kind) = PersonKind::ALL.into_iter().find(|k| k.as_str() == kind) else {
        return wrong("an unknown kind");
    };
    let named = sessions.get(&id).map_or(&[][..], Vec::as_slice);
    let parsed: Option<Vec<SessionId>> =
        named.iter().map(|s| SessionId::parse(s).filter(|p| p.as_str() == s)).collect();
    let Some(parsed) = parsed else { return wrong("a session's id that viva never wrote") };
    let said = match &salt {
        None => None,
        Some(_) => {
            let role: Option<String> = r.get(9)?;
            let role = match role.map(RoleId::new).transpose() {
                Ok(role) => role,
                Err(_) => return wrong("a role that viva never wrote"),
            };
            let dissent: String = r.get(12)?;
            let Ok(dissent) = serde_json::from_str(&dissent) else {
                return wrong("a dissent that viva never wrote");
            };
            let (decision, owner) = (r.get(10)?, r.get(11)?);
            Some(Said {
                candidate: r.get(6)?,
                who: r.get(7)?,
                why: r.get(8)?,
                role,
                decision,
                owner,
                dissent,
            })
        }
    };
    let entry = PersonEntry { id: id.clone(), at: Moment(at), sessions: parsed, refers, said, kind };
    if let Some(why) = fault(&entry) {
        return wrong(&why);
    }
    if let (Some(salt), Some(said)) = (&salt, &entry.said)
        && self::commitment(&entry, said, salt) != commitment
    {
        return wrong("its content was changed");
    }
    Ok(Ok(PersonRow { entry, salt, commitment }))
}

/// Writes a row whole; without its body when it has none.
pub(super) fn insert(tx: &Transaction<'_>, row: &PersonRow) -> rusqlite::Result<()> {
    let e = &row.entry;
    tx.execute(
        "INSERT INTO person_entry (id, kind, at, refers, commitment) VALUES (?1, ?2, ?3, ?4, ?5)",
        (&e.id, e.kind.as_str(), e.at.0, &e.refers, &row.commitment),
    )?;
    for session in &e.sessions {
        let sql = "INSERT INTO person_session (entry, session) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
        tx.execute(sql, (&e.id, session.as_str()))?;
    }
    let (Some(salt), Some(s)) = (&row.salt, &e.said) else { return Ok(()) };
    let role = s.role.as_ref().map(RoleId::as_str);
    tx.execute(
        INSERT_BODY,
        rusqlite::params![
            e.id,
            salt,
            s.candidate,
            s.who,
            s.why,
            role,
            s.decision,
            s.owner,
            dissent_text(&s.dissent)
        ],
    )?;
    Ok(())
}
