//! The one place where the sessions of a report or an export come from: chosen, read back, and with everything taken out that is to stay
//! out. Whatever limits what a reader may see belongs here, so that no report and no table can forget it.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use anyhow::Result;

use super::{NotFound, Opened, Refused, hidden_from, visible};
use crate::{
    model::{Header, Mode, Moment, SessionId, person_key},
    report::{LeftOut, Own, Part, Redact, Redactor, code_of},
    session::{Material, State},
    store::{Reading, SessionRow, Store},
};

/// Which sessions.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// Only of this role.
    pub role: Option<String>,
    /// Only begun at or after this moment.
    pub since: Option<Moment>,
    /// Only of these candidates, by name or pseudonym.
    pub candidates: Vec<String>,
    /// Only this session.
    pub session: Option<SessionId>,
    /// What is taken out.
    pub redact: Redact,
    /// Who looks. Others' scorecards on a candidate are hidden from whoever has an open one of their own.
    pub who: Option<String>,
}

/// The chosen sessions, oldest first, read one at a time.
pub struct Gathered<'s> {
    rows: Vec<SessionRow>,
    reading: Reading<'s>,
    redactor: Redactor,
    /// Sessions of one form share their texts.
    materials: HashMap<Vec<String>, Arc<Material>>,
    /// Whose pseudonym a recorded candidate is.
    aliases: HashMap<String, String>,
    /// The keys of the candidates that were asked for, as they stand in what is read.
    keys: Vec<String>,
    /// How many are hidden from whoever looks.
    hidden: usize,
}

/// Every session of the store, newest first, with the names of those who were recorded under their pseudonym.
///
/// # Errors
/// Trouble with the store.
pub(super) fn named_sessions(store: &Store) -> Result<Vec<SessionRow>> {
    let mut rows = store.sessions()?;
    let aliases = aliases(&redactor_of(&store.id()?, Redact::default(), &[]), &rows);
    for row in &mut rows {
        if let Some(name) = code_of(&row.candidate).and_then(|code| aliases.get(&code)) {
            row.candidate.clone_from(name);
        }
    }
    Ok(rows)
}

/// What takes names out, knowing everybody of the store.
///
/// # Errors
/// Trouble with the store.
pub fn redactor(store: &Store, what: Redact) -> Result<Redactor> {
    let rows = store.sessions()?;
    Ok(redactor_of(&store.id()?, what, &rows))
}

fn redactor_of(store: &str, what: Redact, rows: &[SessionRow]) -> Redactor {
    // Nobody's name is looked for unless names are taken out.
    let rows = if what.names { rows } else { &[] };
    let people = rows
        .iter()
        .flat_map(|r| [(Part::Candidate, r.candidate.as_str()), (Part::Rater, r.interviewer.as_str())]);
    Redactor::new(store, what, people)
}

/// Chooses sessions.
///
/// # Errors
/// A candidate that nobody has interviewed, [`Refused`] where a named session or candidate is hidden from whoever looks, or trouble with
/// the store.
pub fn gather<'s>(store: &'s Store, wanted: &Wanted) -> Result<Gathered<'s>> {
    let named = named_sessions(store)?;
    let seen = visible(&named, wanted.who.as_deref());
    let mut rows = store.sessions()?;
    let redactor = redactor_of(&store.id()?, wanted.redact, &rows);
    let aliases = aliases(&redactor, &rows);
    let same = |row: &SessionRow, typed: &str| is_person(&redactor, &row.candidate, typed);
    let mut keys = Vec::new();
    for typed in &wanted.candidates {
        if let Some(row) = rows.iter().find(|r| same(r, typed)) {
            let name = code_of(&row.candidate).and_then(|code| aliases.get(&code)).unwrap_or(&row.candidate);
            keys.push(person_key(&redactor.name(Part::Candidate, name)));
        } else {
            let hint =
                "`viva session list` shows who was interviewed; names are compared without regard to case";
            let what = format!("there is no session with the candidate `{typed}`");
            return Err(NotFound { what, hint: Some(hint.into()) }.into());
        }
    }
    let mut unseen: Vec<&SessionRow> = Vec::new();
    let mut place = 0;
    rows.retain(|r| {
        let (own, may) = (&named[place], seen[place]);
        place += 1;
        let chosen = (!r.erased || wanted.session.is_some())
            && wanted.session.as_ref().is_none_or(|id| r.id == *id)
            && wanted.role.as_deref().is_none_or(|role| r.role == role)
            && wanted.since.is_none_or(|since| r.started >= since)
            && (wanted.candidates.is_empty() || wanted.candidates.iter().any(|c| same(r, c)));
        if chosen && !may {
            unseen.push(own);
        }
        chosen && may
    });
    let asked_by_name = wanted.session.is_some() || !wanted.candidates.is_empty();
    if let Some(sentence) = unseen
        .first()
        .filter(|_| asked_by_name)
        .and_then(|r| hidden_from(&named, &r.candidate, wanted.who.as_deref()))
    {
        return Err(Refused(sentence).into());
    }
    let hidden = unseen.len();
    if let (Some(role), true) = (&wanted.role, rows.is_empty() && hidden == 0) {
        let hint = Some("`viva session list` shows the role of every session".into());
        return Err(NotFound { what: format!("there is no such session for the role `{role}`"), hint }.into());
    }
    rows.reverse();
    Ok(Gathered {
        rows,
        reading: store.reading()?,
        redactor,
        materials: HashMap::new(),
        aliases,
        keys,
        hidden,
    })
}

/// Interviewers who only knew the pseudonym recorded it as the name; here it is resolved.
fn aliases(redactor: &Redactor, rows: &[SessionRow]) -> HashMap<String, String> {
    if !rows.iter().any(|r| code_of(&r.candidate).is_some()) {
        return HashMap::new();
    }
    let named = rows.iter().filter(|r| code_of(&r.candidate).is_none());
    named.map(|r| (redactor.pseudonym(Part::Candidate, &r.candidate), r.candidate.clone())).collect()
}

/// Whether a recorded candidate is the person that was typed: by name, or by pseudonym on either side. So an interviewer who only ever
/// knew the pseudonym, and a lead who knows the name, mean the same person.
pub(super) fn is_person(redactor: &Redactor, recorded: &str, typed: &str) -> bool {
    person_key(recorded) == person_key(typed)
        || ((code_of(recorded).is_some() || code_of(typed).is_some())
            && redactor.pseudonym(Part::Candidate, recorded) == redactor.pseudonym(Part::Candidate, typed))
}

impl Gathered<'_> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The keys of the candidates that were asked for, in that order, as [`counted`] gives them.
    pub fn keys(&self) -> &[String] {
        &self.keys
    }

    /// How many are hidden from whoever looks, until their own scorecards are submitted.
    pub fn hidden(&self) -> usize {
        self.hidden
    }

    /// What takes names out.
    pub fn redactor(&self) -> &Redactor {
        &self.redactor
    }

    /// Reads one after another; each is dropped before the next is read.
    ///
    /// # Errors
    /// A damaged store, or what `each` says.
    pub fn each(&mut self, mut each: impl FnMut(Opened) -> Result<()>) -> Result<()> {
        for row in std::mem::take(&mut self.rows) {
            let opened = self.open(row)?;
            each(opened)?;
        }
        Ok(())
    }

    /// All at once, for reports on few people.
    ///
    /// # Errors
    /// A damaged store.
    pub fn all(mut self) -> Result<Vec<Opened>> {
        let mut all = Vec::with_capacity(self.rows.len());
        self.each(|opened| {
            all.push(opened);
            Ok(())
        })?;
        Ok(all)
    }

    fn open(&mut self, row: SessionRow) -> Result<Opened> {
        let stored = self.reading.session(row, |texts| self.materials.contains_key(texts))?;
        let (mut header, mut entries, head) = (stored.header, stored.entries, stored.head);
        let texts: Vec<String> = header.pinned.iter().map(|p| p.hash.clone()).collect();
        let material = match self.materials.get(&texts) {
            Some(known) => Arc::clone(known),
            None => {
                let read = Arc::new(Material::read(&header.pinned)?);
                self.materials.insert(texts, Arc::clone(&read));
                read
            }
        };
        if let Some(name) = code_of(&header.candidate).and_then(|code| self.aliases.get(&code)) {
            header.candidate.clone_from(name);
        }
        let material = self.without_names(material, &header);
        self.redactor.session(&mut header, &mut entries);
        // Nobody needs the texts of every session again; their hashes say which wording was asked.
        header.pinned.iter_mut().for_each(|p| p.body = String::new());
        let state = State::replay(material, header.id.as_str().into(), entries);
        Ok(Opened { header, state, head })
    }

    /// A plan may have been named after its candidate.
    fn without_names(&self, mut material: Arc<Material>, header: &Header) -> Arc<Material> {
        if !self.redactor.what().names {
            return material;
        }
        let own = Own::of(&self.redactor, header);
        let plan = &material.plan;
        let titles = plan.section.iter().map(|s| self.redactor.text(&s.title, &own));
        let (title, titles) = (self.redactor.text(&plan.title, &own), titles.collect::<Vec<_>>());
        if title != plan.title || plan.section.iter().zip(&titles).any(|(s, t)| s.title != *t) {
            let changed = Arc::make_mut(&mut material);
            changed.plan.title = title;
            changed.plan.section.iter_mut().zip(titles).for_each(|(s, t)| s.title = t);
        }
        material
    }
}

/// What a report counts, with what was left out of it and is said so.
#[derive(Debug)]
pub struct Counted<T> {
    /// Of every submitted interview, oldest first: the person's key, and what was kept.
    pub kept: Vec<(String, T)>,
    /// What was left out.
    pub left_out: LeftOut,
}

/// Keeps what counts in a comparison, interviews with a submitted scorecard; `keep` says what of each.
///
/// # Errors
/// A damaged store.
pub fn counted<T>(mut gathered: Gathered<'_>, mut keep: impl FnMut(Opened) -> T) -> Result<Counted<T>> {
    let left_out = LeftOut { hidden: gathered.hidden(), ..LeftOut::default() };
    let mut counted = Counted { kept: Vec::new(), left_out };
    gathered.each(|opened| {
        let state = &opened.state;
        match (opened.header.mode, state.submitted, &state.abandoned) {
            (Mode::Mock, _, _) => counted.left_out.mocks += 1,
            (Mode::Interview, Some(_), _) => {
                counted.kept.push((person_key(&opened.header.candidate), keep(opened)));
            }
            (Mode::Interview, None, Some(_)) => counted.left_out.abandoned += 1,
            (Mode::Interview, None, None) => counted.left_out.unsubmitted += 1,
        }
        Ok(())
    })?;
    Ok(counted)
}

impl<T> Counted<T> {
    /// Person by person, in the order of their keys.
    pub fn by_person(self) -> BTreeMap<String, Vec<T>> {
        let mut people: BTreeMap<String, Vec<T>> = BTreeMap::new();
        for (key, kept) in self.kept {
            people.entry(key).or_default().push(kept);
        }
        people
    }
}
