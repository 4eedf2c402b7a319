//! Marking stored answers anew after a key was mended: who is touched, before and after; appended, never edited.

use std::collections::BTreeMap;

use anyhow::Result;

use super::{
    Opened, Refused, amend::live, gather::named_sessions, may_see, open_session, parallel::in_parallel,
    visible,
};
use crate::{
    bank::{Bank, Question, canonical, meaning, sha256_hex},
    grade::{Remembering, Runner, Ungraded, grade},
    measure,
    model::{Answer, Entry, Event, Moment, Pinned, PinnedKind, QuestionId, SessionId, Verdict},
    session::{Cause, State, carried_over, cause, judged_by},
    store::Store,
    world::{Clock, HeldBy},
};

/// What to mark anew, and who says so.
pub struct RescoreRequest<'a> {
    /// Which sessions; none: all.
    pub sessions: Vec<SessionId>,
    /// Only this question.
    pub question: Option<&'a QuestionId>,
    /// Who marks anew; nothing is kept without.
    pub who: Option<&'a str>,
    /// Why, beside what the bank says itself.
    pub why: Option<&'a str>,
    /// Who looks on: verdicts are as good as marks, so what is hidden from them is neither shown nor touched.
    pub looker: Option<&'a str>,
}

/// A verdict that changes.
#[derive(Debug, Clone)]
pub struct VerdictChange {
    /// Which session.
    pub session: SessionId,
    /// Whose answer.
    pub candidate: String,
    /// To which question.
    pub question: QuestionId,
    /// Why it was marked anew.
    pub cause: Cause,
    /// The hash of the meaning by which it was judged.
    pub judged_by: String,
    /// The verdict that counted.
    pub before: Verdict,
    /// The verdict that counts from now on.
    pub after: Verdict,
}

/// What a session with changed verdicts comes to.
#[derive(Debug, Clone)]
pub struct ResultChange {
    /// Which session.
    pub session: SessionId,
    /// Whose.
    pub candidate: String,
    /// For which role.
    pub role: String,
    /// Whether its scorecard was sealed.
    pub sealed: bool,
    /// Outcome and score before.
    pub before: (measure::Outcome, Option<f64>),
    /// Outcome and score after.
    pub after: (measure::Outcome, Option<f64>),
    /// Its head afterwards; nothing where nothing was kept.
    pub head: Option<String>,
}

/// An answer whose verdict stays because it could not be given anew.
#[derive(Debug, Clone)]
pub struct Left {
    /// Which session.
    pub session: SessionId,
    /// Whose answer.
    pub candidate: String,
    /// To which question.
    pub question: QuestionId,
    /// Why.
    pub why: String,
    /// Whether another machine, or a mended bank, could do it.
    pub again: bool,
}

/// What marking anew came to.
#[derive(Debug, Default)]
pub struct Rescore {
    /// Sessions that were looked at.
    pub sessions: usize,
    /// Sessions that were not, since the looker's own scorecard on the candidate is open.
    pub hidden: usize,
    /// Stored graded answers in them.
    pub answers: usize,
    /// Answers whose question means the same as when they were judged.
    pub untouched: usize,
    /// Answers that were marked anew.
    pub replayed: usize,
    /// Verdicts that change.
    pub changes: Vec<VerdictChange>,
    /// Results of the sessions with changed verdicts.
    pub results: Vec<ResultChange>,
    /// What could not be marked anew.
    pub left: Vec<Left>,
    /// Answers to questions that the bank does not have any more: session, candidate, question.
    pub gone: Vec<(SessionId, String, QuestionId)>,
}

/// An answer that is to be marked anew.
struct Again {
    session: SessionId,
    candidate: String,
    question: QuestionId,
    entry: u32,
    cause: Cause,
    judged_by: String,
    before: Verdict,
    answer: Answer,
}

/// Marks stored answers anew by the keys of `bank` and keeps one entry for each verdict that changes; without somebody who answers for it (`who`)
/// nothing is kept. `progress` hears of each answer that was marked, and before that how many there are.
///
/// # Errors
/// A damaged store, faults in the bank's file of a question, or trouble while keeping: what was kept until then stays.
pub fn rescore(
    store: &mut Store,
    bank: &Bank,
    request: &RescoreRequest<'_>,
    runner: &(dyn Runner + Sync),
    clock: Clock,
    progress: &mut dyn FnMut(Progress),
) -> Result<Rescore> {
    let mut out = Rescore::default();
    let mut questions: BTreeMap<QuestionId, Option<Question>> = BTreeMap::new();
    let mut again = Vec::new();
    let ids = match request.sessions.is_empty() {
        false => {
            may_see(store, &request.sessions, request.looker)?;
            request.sessions.clone()
        }
        true => {
            let rows = named_sessions(store)?;
            let seen = visible(&rows, request.looker);
            out.hidden = seen.iter().filter(|s| !**s).count();
            rows.into_iter().zip(seen).filter(|(_, seen)| *seen).map(|(row, _)| row.id).collect()
        }
    };
    for id in ids {
        let opened = open_session(store, &id)?;
        out.sessions += 1;
        collect(bank, &id, &opened, request.question, &mut questions, &mut again, &mut out)?;
    }
    progress(Progress::Answers(again.len()));
    let remembering = Remembering::new(runner);
    let mark = |a: &Again| {
        let now = questions.get(&a.question).and_then(Option::as_ref).ok_or(Ungraded::Open)?;
        let marking = grade(now, Some(a.session.as_str()), &a.answer, &remembering)?;
        Ok::<Verdict, Ungraded>(marking.verdict(now))
    };
    let verdicts = in_parallel(&again, mark, || progress(Progress::Marked));
    let mut by_session: Vec<(SessionId, Vec<(Again, Verdict)>)> = Vec::new();
    for (a, verdict) in again.into_iter().zip(verdicts) {
        match verdict {
            Err(why) => {
                let again = matches!(why, Ungraded::Runner(_) | Ungraded::Key(_));
                let Again { session, candidate, question, .. } = a;
                out.left.push(Left { session, candidate, question, why: why.to_string(), again });
            }
            Ok(after) => {
                out.replayed += 1;
                if after.fraction == a.before.fraction {
                    continue;
                }
                match by_session.last_mut().filter(|(id, _)| *id == a.session) {
                    Some((_, list)) => list.push((a, after)),
                    None => by_session.push((a.session.clone(), vec![(a, after)])),
                }
            }
        }
    }
    for (id, list) in by_session {
        change(store, &id, list, &questions, request, clock, &mut out)?;
    }
    Ok(out)
}

/// How far it is.
pub enum Progress {
    /// So many answers are marked anew.
    Answers(usize),
    /// One of them is.
    Marked,
}

/// The answers of one session that are to be marked anew.
fn collect(
    bank: &Bank,
    id: &SessionId,
    opened: &Opened,
    only: Option<&QuestionId>,
    questions: &mut BTreeMap<QuestionId, Option<Question>>,
    again: &mut Vec<Again>,
    out: &mut Rescore,
) -> Result<()> {
    let candidate = &opened.header.candidate;
    for (index, entry, answer, verdict) in opened.state.verdicts() {
        let asked = opened.state.material.question(index);
        if only.is_some_and(|q| *q != asked.id) {
            continue;
        }
        out.answers += 1;
        if !questions.contains_key(&asked.id) {
            let now = match bank.find(&asked.id) {
                None => None,
                Some(_) => Some(bank.question(&asked.id).map_err(|found| {
                    super::plans::bad_content(bank, &format!("the question `{}`", asked.id), found)
                })?),
            };
            questions.insert(asked.id.clone(), now);
        }
        let Some(now) = questions.get(&asked.id).and_then(Option::as_ref) else {
            out.gone.push((id.clone(), candidate.clone(), asked.id.clone()));
            continue;
        };
        let Some(cause) = cause(asked, verdict, now) else {
            out.untouched += 1;
            continue;
        };
        let (session, candidate, question) = (id.clone(), candidate.clone(), asked.id.clone());
        match carried_over(asked, now, &opened.state.seed, answer) {
            Err(why) => out.left.push(Left { session, candidate, question, why, again: false }),
            Ok(answer) => again.push(Again {
                session,
                candidate,
                question,
                entry,
                cause,
                judged_by: judged_by(asked, verdict),
                before: verdict.clone(),
                answer,
            }),
        }
    }
    Ok(())
}

/// Keeps the changed verdicts of one session, or only says what they would come to.
fn change(
    store: &mut Store,
    id: &SessionId,
    list: Vec<(Again, Verdict)>,
    questions: &BTreeMap<QuestionId, Option<Question>>,
    request: &RescoreRequest<'_>,
    clock: Clock,
    out: &mut Rescore,
) -> Result<()> {
    let (mut events, mut texts) = (Vec::new(), Vec::new());
    for (a, after) in &list {
        let Some(now) = questions.get(&a.question).and_then(Option::as_ref) else { continue };
        let body = canonical(now);
        let text = sha256_hex(body.as_bytes());
        events.push(Event::Rescored {
            question: a.question.clone(),
            entry: a.entry,
            verdict: after.clone(),
            text: text.clone(),
            who: request.who.unwrap_or_default().to_owned(),
            why: reason(a, now, request.why),
        });
        texts.push(Pinned { kind: PinnedKind::Question, hash: text, body });
    }
    let (before, after, facts, head) = match request.who {
        None => {
            let opened = open_session(store, id)?;
            let before = opened.state.overall();
            let after = with(&opened.state, &events).overall();
            let facts = (opened.header.role.to_string(), opened.state.submitted.is_some());
            (before, after, facts, None)
        }
        Some(_) => {
            let mut live = match live(store, id, clock) {
                Ok(live) => live,
                Err(e) if e.is::<HeldBy>() => {
                    let left = |(a, _): (Again, Verdict)| Left {
                        session: a.session,
                        candidate: a.candidate,
                        question: a.question,
                        why: e.to_string(),
                        again: true,
                    };
                    out.left.extend(list.into_iter().map(left));
                    return Ok(());
                }
                Err(e) => return Err(e),
            };
            // Somebody may have gone on with it since it was read.
            let stands = |(a, _): &(Again, Verdict)| {
                live.state.verdicts().any(|(_, entry, _, v)| entry == a.entry && *v == a.before)
            };
            if !list.iter().all(stands) {
                let why = format!("session {} went on meanwhile; run `viva rescore` again", id.short());
                return Err(Refused(why).into());
            }
            let before = live.state.overall();
            let at = live.state.elapsed;
            live.keep_with(events, Some(at), &texts)?;
            let after = live.state.overall();
            let sealed = live.state.submitted.is_some();
            drop(live);
            let opened = open_session(store, id)?;
            (before, after, (opened.header.role.to_string(), sealed), Some(opened.head))
        }
    };
    let candidate = list.first().map(|(a, _)| a.candidate.clone()).unwrap_or_default();
    let (role, sealed) = facts;
    let came_to = |o: &measure::Overall| (o.outcome, o.score);
    let (before, after) = (came_to(&before), came_to(&after));
    out.results.push(ResultChange { session: id.clone(), candidate, role, sealed, before, after, head });
    out.changes.extend(list.into_iter().map(|(a, after)| VerdictChange {
        session: a.session,
        candidate: a.candidate,
        question: a.question,
        cause: a.cause,
        judged_by: a.judged_by,
        before: a.before,
        after,
    }));
    Ok(())
}

/// The state after these events, which are kept nowhere.
fn with(state: &State, events: &[Event]) -> State {
    let mut after = state.clone();
    for event in events {
        let (seq, at, elapsed) = (after.next_seq(), Moment(0), after.elapsed);
        after.apply(Entry { seq, at, elapsed, event: event.clone() });
    }
    after
}

/// What is kept as the reason: the bank's own, and what somebody says to it.
fn reason(a: &Again, now: &Question, said: Option<&str>) -> String {
    let own = match a.cause {
        Cause::Key => {
            let (was, is) = (a.judged_by.get(..12).unwrap_or(""), meaning(now));
            format!("the key was mended (meaning {was} to {})", is.get(..12).unwrap_or(""))
        }
        Cause::Grader => "the grader has another version".to_owned(),
    };
    match said {
        Some(said) => format!("{said} - {own}"),
        None => own,
    }
}
