//! Candidates: who is in the store, everything held on one of them, legal holds, erasing.

use std::{collections::BTreeMap, path::PathBuf};

use anyhow::Result;

use super::{
    NotFound, Opened, Refused, backups,
    gather::{is_person, named_sessions, redactor},
    open_session,
};
use crate::{
    model::{Moment, PersonEntry, PersonKind, Pinned, PinnedKind, Said, SessionId, closest, person_key},
    plan::Plan,
    report::{Part, Redact, code_of},
    store::{Erased, SessionRow, Store},
    world::{Clock, DraftFile, Entropy, SessionLock},
};

/// A candidate with everything that is recorded about them.
#[derive(Debug)]
pub struct Candidate {
    /// The name as it was typed last.
    pub name: String,
    /// Their sessions, newest first.
    pub sessions: Vec<SessionRow>,
    /// Decisions, holds and their ends, oldest first.
    pub about: Vec<PersonEntry>,
}

impl Candidate {
    /// The ids of the sessions.
    pub fn ids(&self) -> Vec<SessionId> {
        self.sessions.iter().map(|s| s.id.clone()).collect()
    }

    /// Holds that are not over.
    pub fn holds(&self) -> Vec<&PersonEntry> {
        PersonEntry::open_holds(&self.about)
    }

    fn key(&self) -> String {
        person_key(&self.name)
    }
}

/// Every candidate, by name. Erased people are not among them.
///
/// # Errors
/// A damaged store.
pub fn candidates(store: &Store) -> Result<Vec<Candidate>> {
    let mut all: BTreeMap<String, Candidate> = BTreeMap::new();
    for row in named_sessions(store)?.into_iter().filter(|r| !r.erased) {
        let new = || Candidate { name: row.candidate.clone(), sessions: Vec::new(), about: Vec::new() };
        all.entry(person_key(&row.candidate)).or_insert_with(new).sessions.push(row);
    }
    let mut by_code: Vec<(String, PersonEntry)> = Vec::new();
    for entry in store.person_entries()? {
        let Some(said) = &entry.said else { continue };
        match (all.get_mut(&person_key(&said.candidate)), code_of(&said.candidate)) {
            (Some(one), _) => one.about.push(entry),
            (None, Some(code)) => by_code.push((code, entry)),
            (None, None) => {}
        }
    }
    // What was said of a pseudonym, in a store where nobody knew the name yet, is about whoever is known to be meant now.
    if !by_code.is_empty() {
        let redactor = redactor(store, Redact::default())?;
        for one in all.values_mut() {
            let code = redactor.pseudonym(Part::Candidate, &one.name);
            let meant = by_code.iter().filter(|(c, _)| *c == code).map(|(_, e)| e.clone());
            let before = one.about.len();
            one.about.extend(meant);
            if one.about.len() > before {
                one.about.sort_by(|a, b| (a.at, &a.id).cmp(&(b.at, &b.id)));
            }
        }
    }
    Ok(all.into_values().collect())
}

/// The candidate that is meant: a name, however it is spaced and capitalised, their pseudonym, or the short id of one of their sessions.
///
/// # Errors
/// Nobody.
pub fn find_candidate(store: &Store, typed: &str) -> Result<Candidate> {
    let mut all = candidates(store)?;
    let key = person_key(typed);
    let by_name = all.iter().position(|c| c.key() == key);
    let by_id = || {
        let id = store.find(typed).ok()?;
        all.iter().position(|c| c.sessions.iter().any(|s| s.id == id))
    };
    // By pseudonym on either side: who knows only that, and who knows the name of somebody that was recorded under it.
    let by_code = || {
        let redactor = redactor(store, Redact::default()).ok()?;
        all.iter().position(|c| is_person(&redactor, &c.name, typed))
    };
    if let Some(found) = by_name.or_else(by_id).or_else(by_code) {
        return Ok(all.swap_remove(found));
    }
    let keys: Vec<String> = all.iter().map(Candidate::key).collect();
    let part = || keys.iter().map(String::as_str).find(|k| !key.is_empty() && k.contains(&key));
    let near = closest(&key, keys.iter().map(String::as_str)).or_else(part);
    let near = near.and_then(|n| all.iter().find(|c| c.key() == n));
    let hint = near.map_or_else(
        || "`viva candidate list` names them; an erased candidate has no name any more".to_owned(),
        |c| format!("did you mean `{}`?", c.name),
    );
    Err(NotFound { what: format!("no candidate is called `{typed}`"), hint: Some(hint) }.into())
}

/// Everything held on one person.
pub struct Held {
    /// Who, with decisions and holds.
    pub candidate: Candidate,
    /// Every session read back, newest first.
    pub sessions: Vec<Opened>,
    /// Half-typed lines that are kept beside the store, by session.
    pub drafts: Vec<(SessionId, String)>,
}

/// Reads everything held on one person.
///
/// # Errors
/// Nobody, or a damaged store.
pub fn access(store: &Store, candidate: Candidate) -> Result<Held> {
    let sessions: Result<Vec<Opened>> = candidate.ids().iter().map(|id| open_session(store, id)).collect();
    let draft = |id: SessionId| {
        let text = DraftFile::of(store.path(), &id).read();
        (!text.is_empty()).then_some((id, text))
    };
    let drafts = candidate.ids().into_iter().filter_map(draft).collect();
    Ok(Held { sessions: sessions?, drafts, candidate })
}

/// Writes down that nothing of this person may be erased.
///
/// # Errors
/// Trouble with the store.
pub fn hold(
    store: &mut Store,
    candidate: &Candidate,
    who: &str,
    why: &str,
    clock: &Clock,
    entropy: &Entropy,
) -> Result<()> {
    let entry = new_entry(candidate, PersonKind::Hold, None, who, why, clock, entropy);
    Ok(store.append_person(&entry)?)
}

/// Ends every hold on this person: how many.
///
/// # Errors
/// No hold, or trouble with the store.
pub fn release(
    store: &mut Store,
    candidate: &Candidate,
    who: &str,
    why: &str,
    clock: &Clock,
    entropy: &Entropy,
) -> Result<usize> {
    let holds: Vec<String> = candidate.holds().iter().map(|h| h.id.clone()).collect();
    if holds.is_empty() {
        return Err(Refused(format!("there is no hold on {}", candidate.name)).into());
    }
    for hold in &holds {
        let hold = Some(hold.clone());
        store.append_person(&new_entry(candidate, PersonKind::Release, hold, who, why, clock, entropy))?;
    }
    Ok(holds.len())
}

pub(super) fn new_entry(
    candidate: &Candidate,
    kind: PersonKind,
    refers: Option<String>,
    who: &str,
    why: &str,
    clock: &Clock,
    entropy: &Entropy,
) -> PersonEntry {
    let now: Moment = clock.now();
    let said = Said {
        candidate: candidate.name.clone(),
        who: who.to_owned(),
        why: why.to_owned(),
        role: None,
        decision: None,
        owner: None,
        dissent: Vec::new(),
    };
    let mut sessions = candidate.ids();
    sessions.sort();
    PersonEntry { id: entropy.uuid(now).to_string(), at: now, sessions, refers, said: Some(said), kind }
}

/// What erasing came to.
#[derive(Debug)]
pub struct ErasedPerson {
    /// How much.
    pub erased: Erased,
    /// The copy that was made before, which still holds the person.
    pub backup: Option<PathBuf>,
    /// Every copy that was found to hold the person still.
    pub copies: Vec<PathBuf>,
    /// In how many sessions with others, and in how many drills, the same name stands as the interviewer's. They stay.
    pub as_interviewer: (usize, usize),
    /// Pinned plans that were named after the person. They stay: every session of the plan rests on the text.
    pub plans: Vec<String>,
}

/// Erases a person: names, notes, answers, marks and drafts, and every decision on them. What stays is hashes, kinds and times.
///
/// # Errors
/// A legal hold, a session that is open in another terminal, or trouble with the store; nothing was erased then.
pub fn erase(
    store: &mut Store,
    candidate: &Candidate,
    with_backup: bool,
    clock: &Clock,
) -> Result<ErasedPerson> {
    if let Some(hold) = candidate.holds().first() {
        let said = hold.said.as_ref();
        let (who, why) = said.map_or(("somebody", "no reason is known"), |s| (&s.who, &s.why));
        let since = hold.at.to_minute();
        let name = &candidate.name;
        return Err(Refused(format!(
            "{name} is on legal hold since {since} ({who}: {why}); `viva candidate hold '{name}' --release --why ...` ends it"
        ))
        .into());
    }
    let ids = candidate.ids();
    let mut locks = Vec::new();
    for id in &ids {
        locks.push(SessionLock::take(store.path(), id)??);
    }
    let backup = with_backup.then(|| backups::backup_before(store, "erase", clock, |_, _| {})).transpose()?;
    let erased = store.erase(&ids, &candidate.about)?;
    ids.iter().for_each(|id| DraftFile::of(store.path(), id).keep(""));
    let copies = backups::copies_holding(store.path(), &ids, &candidate.name);
    let same = |r: &&SessionRow| !r.erased && person_key(&r.interviewer) == candidate.key();
    let as_interviewer =
        (store.sessions()?.iter().filter(same).count(), store.drills(Some(&candidate.name))?.len());
    let name = format!(" {} ", candidate.key());
    let holds = |title: &str| format!(" {} ", person_key(title)).contains(&name);
    let named = |text: &Pinned| {
        let plan: Option<Plan> = serde_json::from_str(&text.body).ok();
        plan.is_some_and(|p| holds(&p.title) || p.section.iter().any(|s| holds(&s.title)))
    };
    let plans = store.texts(PinnedKind::Plan)?.into_iter().filter(named).map(|p| p.hash).collect();
    Ok(ErasedPerson { erased, backup, copies, as_interviewer, plans })
}
