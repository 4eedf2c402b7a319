//! Sealing a scorecard, changing it afterwards for all to see, and giving a session up.

use std::sync::Arc;

use anyhow::Result;

use super::{Live, Opened, Refused, open_session};
use crate::{
    model::{Event, Mark, QuestionId, Recommendation, SessionId, Slug, closest},
    session::Material,
    store::Store,
    world::{Clock, SessionLock},
};

pub(super) fn live<'a>(store: &'a mut Store, id: &SessionId, clock: Clock) -> Result<Live<'a>> {
    let lock = SessionLock::take(store.path(), id)??;
    let Opened { state, .. } = open_session(store, id)?;
    Ok(Live::new(store, lock, id.clone(), state, clock))
}

fn refuse<T>(why: impl Into<String>) -> Result<T> {
    Err(Refused(why.into()).into())
}

/// Seals the scorecard.
///
/// # Errors
/// Already sealed or abandoned, or no recommendation yet.
pub fn submit(store: &mut Store, id: &SessionId, clock: Clock) -> Result<()> {
    let mut live = live(store, id, clock)?;
    if live.state.submitted.is_some() {
        return refuse(format!("session {} is sealed already", id.short()));
    }
    if live.state.abandoned.is_some() {
        return refuse(format!("session {} was abandoned", id.short()));
    }
    if live.state.recommended.is_none() {
        let short = id.short();
        return refuse(format!(
            "session {short} has no recommendation yet; `viva resume {short}` asks for it"
        ));
    }
    let at = live.state.elapsed;
    Ok(live.keep(vec![Event::Submitted], Some(at))?)
}

/// Gives a session up.
///
/// # Errors
/// Already sealed or abandoned.
pub fn abandon(store: &mut Store, id: &SessionId, why: &str, clock: Clock) -> Result<()> {
    let mut live = live(store, id, clock)?;
    if live.state.is_over() {
        return refuse(format!("session {} is over already", id.short()));
    }
    let at = live.state.elapsed;
    Ok(live.keep(vec![Event::Abandoned { why: why.into() }], Some(at))?)
}

/// Changes a mark of a sealed scorecard; `None` is not assessed.
///
/// # Errors
/// Not sealed, or no such question or criterion.
pub fn amend_mark(
    store: &mut Store,
    id: &SessionId,
    (question, criterion): (&str, &str),
    after: Option<Mark>,
    (who, why): (&str, &str),
    clock: Clock,
) -> Result<()> {
    let mut live = live(store, id, clock)?;
    only_sealed(&live, id)?;
    let material: Arc<Material> = Arc::clone(&live.state.material);
    let index = QuestionId::new(question).ok().and_then(|q| material.index(&q));
    let Some(index) = index else {
        let near = closest(question, material.questions.keys().map(QuestionId::as_str));
        let hint = near.map_or_else(String::new, |n| format!("; did you mean `{n}`?"));
        return refuse(format!("the session did not plan `{question}`{hint}"));
    };
    let Some(found) = material.criteria(index).iter().find(|c| c.id.as_str() == criterion) else {
        let names = material.criteria(index).iter().map(|c| c.id.as_str()).collect::<Vec<_>>().join(", ");
        return refuse(format!("`{question}` is not marked on `{criterion}`; its criteria are {names}"));
    };
    let before = live.state.questions[index].marks.get(&found.id).copied().flatten();
    if before == after {
        return refuse("that is the mark it has");
    }
    let (question, criterion) = (material.question(index).id.clone(), found.id.clone());
    let (who, why, at) = (who.to_owned(), why.to_owned(), live.state.elapsed);
    Ok(live.keep(vec![Event::MarkAmended { question, criterion, before, after, who, why }], Some(at))?)
}

/// Changes the recommendation of a sealed scorecard.
///
/// # Errors
/// Not sealed, or no change.
pub fn amend_recommendation(
    store: &mut Store,
    id: &SessionId,
    after: Recommendation,
    (who, why): (&str, &str),
    clock: Clock,
) -> Result<()> {
    let mut live = live(store, id, clock)?;
    only_sealed(&live, id)?;
    let before = live.state.recommended.as_ref().map(|r| r.0);
    if before == Some(after) {
        return refuse("that is the recommendation it has");
    }
    let (who, why, at) = (who.to_owned(), why.to_owned(), live.state.elapsed);
    Ok(live.keep(vec![Event::RecommendationAmended { before, after, who, why }], Some(at))?)
}

fn only_sealed(live: &Live<'_>, id: &SessionId) -> Result<()> {
    if live.state.submitted.is_none() {
        let short = id.short();
        return refuse(format!(
            "session {short} is not sealed; `viva resume {short} --reopen` changes it directly"
        ));
    }
    Ok(())
}
