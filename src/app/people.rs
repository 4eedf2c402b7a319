//! Reports on people: which sessions go into them, person by person.

use anyhow::Result;

use super::{
    NotFound, Refused, Wanted, counted, decisions, find_candidate, gather, gather::named_sessions,
    hidden_from,
};
use crate::{
    model::{RoleId, SessionId},
    report::{
        CandidateReport, Card, CompareReport, DecisionFigures, Letter, Order, Part, Redact, RoleReport, Seen,
        SessionReport, candidate_report, compare_report, letter, role_report,
    },
    store::Store,
};

/// People side by side.
///
/// # Errors
/// Somebody without a submitted scorecard, or seen for several roles when none was named; trouble with the store.
pub fn compare(store: &Store, wanted: &Wanted, order: Order) -> Result<CompareReport> {
    let gathered = gather(store, wanted)?;
    let keys = gathered.keys().to_vec();
    let counted = counted(gathered, |opened| opened)?;
    let left_out = counted.left_out;
    let mut people = counted.by_person();
    let mut chosen = Vec::new();
    for (key, typed) in keys.iter().zip(&wanted.candidates) {
        match people.remove(key) {
            Some(sessions) => chosen.push(sessions),
            // Named twice, by name and by pseudonym perhaps.
            None if keys.iter().filter(|k| *k == key).count() > 1 && !chosen.is_empty() => {}
            None => {
                let what = format!("`{typed}` has no submitted scorecard that could be compared");
                let hint = Some(
                    "`viva session submit` seals a scorecard; `viva report candidate` shows what there is"
                        .into(),
                );
                return Err(NotFound { what, hint }.into());
            }
        }
    }
    for sessions in &chosen {
        let mut roles: Vec<&str> = sessions.iter().map(|s| s.header.role.as_str()).collect();
        roles.sort_unstable();
        roles.dedup();
        if roles.len() > 1 {
            let name = sessions.first().map_or("", |s| s.header.candidate.as_str());
            return Err(Refused(format!(
                "{name} was interviewed for {}; name one with `--role`",
                roles.join(" and ")
            ))
            .into());
        }
    }
    let seen: Vec<Vec<Seen<'_>>> =
        chosen.iter().map(|sessions| sessions.iter().map(|o| o.seen()).collect()).collect();
    Ok(compare_report(&seen, order, left_out, wanted.redact.words()))
}

/// Everybody of a role.
///
/// # Errors
/// A role that nobody was interviewed for; trouble with the store.
pub fn role_figures(store: &Store, role: &str, wanted: &Wanted, order: Order) -> Result<RoleReport> {
    let counted = counted(gather(store, wanted)?, |opened| Card::of(&opened.seen()))?;
    let left_out = counted.left_out;
    let people: Vec<Vec<Card>> = counted.by_person().into_values().collect();
    Ok(role_report(role, &people, order, left_out, wanted.redact.words()))
}

/// Everything on one person.
///
/// # Errors
/// Nobody of that name; trouble with the store.
pub fn candidate(store: &Store, wanted: &Wanted) -> Result<CandidateReport> {
    let sessions = gather(store, wanted)?.all()?;
    let seen: Vec<Seen<'_>> = sessions.iter().map(|o| o.seen()).collect();
    let mut report = candidate_report(&seen, wanted.redact.words());
    if let Some(first) = sessions.first() {
        let roles: Vec<&RoleId> = sessions.iter().map(|o| &o.header.role).collect();
        report.decisions = decided(store, wanted, &first.header.id, |role| roles.contains(&role))?;
    }
    Ok(report)
}

/// One session with what its panel decided; nothing when none was asked for.
///
/// # Errors
/// [`Refused`] while it is hidden from whoever looks; trouble with the store.
pub fn session_figures(store: &Store, wanted: &Wanted) -> Result<Option<SessionReport>> {
    let Some(opened) = gather(store, wanted)?.all()?.into_iter().next() else { return Ok(None) };
    let mut report = opened.report();
    report.decisions = decided(store, wanted, &opened.header.id, |role| *role == opened.header.role)?;
    Ok(Some(report))
}

/// Decisions hold names and free words, so none stands where anything is taken out; and they are no less than others' marks, so they wait
/// for one's own scorecard.
fn decided(
    store: &Store,
    wanted: &Wanted,
    session: &SessionId,
    for_role: impl Fn(&RoleId) -> bool,
) -> Result<Vec<DecisionFigures>> {
    let candidate = find_candidate(store, session.as_str())?;
    let hidden = hidden_from(&named_sessions(store)?, &candidate.name, wanted.who.as_deref());
    if wanted.redact.words().is_some() || hidden.is_some() {
        return Ok(Vec::new());
    }
    Ok(decisions(&candidate, for_role))
}

/// What a candidate may read.
///
/// # Errors
/// Nobody of that name; trouble with the store.
pub fn feedback(store: &Store, wanted: &Wanted) -> Result<Letter> {
    let sessions = gather(store, wanted)?.all()?;
    let seen: Vec<Seen<'_>> = sessions.iter().map(|o| o.seen()).collect();
    Ok(letter(&seen))
}

/// The pseudonym of a candidate in this store, whether interviewed yet or not.
///
/// # Errors
/// Trouble with the store.
pub fn pseudonym(store: &Store, name: &str) -> Result<String> {
    Ok(super::redactor(store, Redact::default())?.pseudonym(Part::Candidate, name))
}
