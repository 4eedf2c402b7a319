//! A debrief: the panel's scorecards side by side, and what it decided.

use anyhow::Result;

use super::{
    Candidate, NotFound, Refused, Wanted,
    candidates::new_entry,
    gather::{gather, named_sessions, redactor},
    hidden_from,
};
use crate::{
    model::{Dissent, Mode, PersonKind, RoleId, Slug, person_key},
    report::{Debrief, DecisionFigures, Panelist, Part, Redact, debrief},
    store::{SessionRow, Store},
    world::{Clock, Entropy},
};

/// What may be chosen of a debrief.
#[derive(Debug, Default)]
pub struct DebriefWish {
    /// The role, where somebody was interviewed for several.
    pub role: Option<String>,
    /// Who looks.
    pub who: Option<String>,
    /// Who speaks last, in this order.
    pub last: Vec<String>,
    /// What is taken out.
    pub redact: Redact,
}

/// The figures of a debrief. What the looker may not see is not even read.
///
/// # Errors
/// No interview, several roles without a choice, or a name that is not on the panel.
pub fn debrief_of(store: &Store, candidate: &Candidate, wish: &DebriefWish) -> Result<Debrief> {
    let rows = panel(candidate, wish.role.as_deref())?;
    for name in &wish.last {
        if rows.iter().all(|r| person_key(&r.interviewer) != person_key(name)) {
            let names = rows.iter().map(|r| r.interviewer.as_str()).collect::<Vec<_>>().join(", ");
            let hint = Some(format!("they are {names}"));
            return Err(
                NotFound { what: format!("`{name}` did not interview {}", candidate.name), hint }.into()
            );
        }
    }
    let redactor = redactor(store, wish.redact)?;
    let rater = |name: &str| redactor.name(Part::Rater, name);
    let hidden = hidden_from(&named_sessions(store)?, &candidate.name, wish.who.as_deref());
    let role = rows.first().map(|r| r.role.clone()).unwrap_or_default();
    let wanted = Wanted {
        role: Some(role.clone()),
        candidates: vec![candidate.name.clone()],
        redact: wish.redact,
        who: wish.who.clone(),
        ..Wanted::default()
    };
    let opened = if hidden.is_some() { Vec::new() } else { gather(store, &wanted)?.all()? };
    let panelists: Vec<Panelist<'_>> = rows
        .iter()
        .map(|row| Panelist {
            session: row.id.short().to_owned(),
            interviewer: rater(&row.interviewer),
            submitted: row.submitted,
            abandoned: row.abandoned,
            seen: opened.iter().find(|o| o.header.id == row.id).map(|o| (&o.header, &o.state)),
        })
        .collect();
    let redacted = wish.redact.words();
    // Decisions hold names and free words, so none stands where anything is taken out.
    let bare = hidden.is_some() || redacted.is_some();
    let decisions = if bare { Vec::new() } else { decisions(candidate, |r| r.as_str() == role) };
    let last: Vec<String> = wish.last.iter().map(|name| rater(name)).collect();
    let name = redactor.name(Part::Candidate, &candidate.name);
    let hidden = hidden.map(|sentence| match &wish.who {
        Some(who) if wish.redact.names => sentence.replace(who, &rater(who)).replace(&candidate.name, &name),
        _ => sentence,
    });
    let figures = debrief(&name, &role, &panelists, hidden, &last, decisions);
    Ok(Debrief { redacted, ..figures })
}

/// The interviews of one role with this candidate, oldest first.
fn panel<'c>(candidate: &'c Candidate, role: Option<&str>) -> Result<Vec<&'c SessionRow>> {
    let interviews = || candidate.sessions.iter().rev().filter(|s| s.mode == Mode::Interview);
    let mut roles: Vec<&str> = interviews().map(|s| s.role.as_str()).collect();
    roles.sort_unstable();
    roles.dedup();
    let list = roles.join(", ");
    let chosen = match (role, roles.as_slice()) {
        (_, []) => {
            let what = format!("{} was not interviewed; mock interviews have no panel", candidate.name);
            return Err(NotFound { what, hint: None }.into());
        }
        (None, [one]) => *one,
        (None, _) => {
            let what = format!("{} was interviewed for several roles: {list}", candidate.name);
            return Err(NotFound { what, hint: Some("say which with --role".into()) }.into());
        }
        (Some(role), _) if roles.contains(&role) => role,
        (Some(role), _) => {
            let what = format!("{} was not interviewed for `{role}`", candidate.name);
            return Err(NotFound { what, hint: Some(format!("but for {list}")) }.into());
        }
    };
    Ok(interviews().filter(|s| s.role == chosen).collect())
}

/// What was decided about a candidate, oldest first.
pub fn decisions(candidate: &Candidate, for_role: impl Fn(&RoleId) -> bool) -> Vec<DecisionFigures> {
    let figures = |e: &crate::model::PersonEntry| {
        let said = e.said.as_ref().filter(|_| e.kind == PersonKind::Decision)?;
        let role = said.role.as_ref().filter(|r| for_role(r))?;
        Some(DecisionFigures {
            at: e.at.rfc3339(),
            recorded_by: said.who.clone(),
            role: role.to_string(),
            decision: said.decision.clone()?,
            owner: said.owner.clone()?,
            why: said.why.clone(),
            dissent: said.dissent.clone(),
        })
    };
    candidate.about.iter().filter_map(figures).collect()
}

/// A decision to be written down.
#[derive(Debug)]
pub struct Decided {
    /// Its words.
    pub decision: String,
    /// Who answers for it.
    pub owner: String,
    /// Why.
    pub why: String,
    /// Who did not agree.
    pub dissent: Vec<Dissent>,
    /// Although not everybody has submitted.
    pub incomplete: bool,
}

/// Writes a decision down. It changes no mark and no recommendation.
///
/// # Errors
/// The panel is not complete, the writer's own scorecard is open, or trouble with the store.
pub fn decide(
    store: &mut Store,
    candidate: &Candidate,
    wish: &DebriefWish,
    decided: Decided,
    clock: &Clock,
    entropy: &Entropy,
) -> Result<()> {
    let view = debrief_of(store, candidate, wish)?;
    if let Some(hidden) = view.hidden {
        return Err(Refused(format!("a decision comes after one's own scorecard. {hidden}")).into());
    }
    if !view.complete && !decided.incomplete {
        let names = view.waiting_for.join(", ");
        return Err(Refused(format!(
            "not everybody has submitted: {names}. Wait for them, let them `viva session abandon`, or say --incomplete"
        ))
        .into());
    }
    let who = wish.who.clone().unwrap_or_default();
    let mut entry = new_entry(candidate, PersonKind::Decision, None, &who, &decided.why, clock, entropy);
    if let Some(said) = &mut entry.said {
        said.role = RoleId::new(view.role.id).ok();
        said.decision = Some(decided.decision);
        said.owner = Some(decided.owner);
        said.dissent = decided.dissent;
    }
    Ok(store.append_person(&entry)?)
}
