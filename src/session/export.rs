//! A recorded session as a script. Played again it gives the same report.

use std::collections::BTreeMap;

use super::{Amendment, State, answer_to_script};
use crate::{
    bank::{Body, Script, ScriptAmendment, ScriptAnswer, ScriptEnd},
    model::{Event, Header, Mark, SkipCause},
};

/// The script of a session: what was recorded, in the order in which it was asked.
pub fn to_script(header: &Header, state: &State) -> Script {
    let plan = &state.material.plan;
    let mut order: Vec<usize> =
        (0..state.questions.len()).filter(|&i| state.questions[i].opened.is_some()).collect();
    order.sort_by_key(|&i| state.questions[i].opened);
    let texts = |lines: &[super::NoteLine]| lines.iter().map(|n| n.text.clone()).collect();
    Script {
        candidate: header.candidate.clone(),
        interviewer: header.interviewer.clone(),
        role: header.role.clone(),
        form: plan.form.clone(),
        mode: header.mode,
        started: Some(header.started.rfc3339()),
        questions: state.material.questions.keys().cloned().collect(),
        notes: texts(&state.notes),
        deviations: state.deviations.clone(),
        answer: order.into_iter().map(|i| answer(state, i)).collect(),
        verdict: first_recommendation(state),
        submitted: state.submitted.is_some(),
        amendment: state.amendments.iter().filter_map(amendment).collect(),
    }
}

fn answer(state: &State, index: usize) -> ScriptAnswer {
    let (question, s) = (state.material.question(index), &state.questions[index]);
    let look_for = match &question.body {
        Body::Open(open) => {
            let heard = |l: &crate::bank::LookFor| Some((l.id.clone(), *s.heard.get(&l.id)?));
            open.look_for.iter().filter_map(heard).collect()
        }
        Body::Choice(_) | Body::Order(_) | Body::Estimate(_) | Body::Sql(_) | Body::Code(_) => {
            Default::default()
        }
    };
    let marks = marks_before_amendments(state, index);
    let mut out = ScriptAnswer {
        question: question.id.to_string(),
        minutes: Some((s.spent as f64 / 60_000.0 * 10_000.0).round() / 10_000.0),
        look_for,
        probes: s.probes.iter().copied().collect(),
        hints: s.hints.iter().copied().collect(),
        red_flags: super::flagged(question, &s.heard),
        notes: s.notes.iter().map(|n| n.text.clone()).collect(),
        deviations: s.deviations.clone(),
        evidence: s.evidence.clone(),
        ..ScriptAnswer::default()
    };
    match (&s.not_assessed, &s.answered) {
        (Some((SkipCause::Skipped, why)), _) => out.skipped = Some(why.clone()),
        (Some((SkipCause::Unassessed, why)), _) => out.not_assessed = Some(why.clone()),
        (None, Some((given, _))) => answer_to_script(question, Some(&state.seed), given, &mut out),
        (None, None) if marks.is_empty() => out.not_assessed = Some("no marks were given".into()),
        (None, None) => out.marks = marks,
    }
    out
}

fn marks_before_amendments(state: &State, index: usize) -> BTreeMap<crate::model::CriterionId, Mark> {
    let id = &state.material.question(index).id;
    let mut marks = state.questions[index].marks.clone();
    for amendment in state.amendments.iter().rev() {
        if let Amendment::Mark { question, criterion, before, .. } = amendment
            && question == id
        {
            marks.insert(criterion.clone(), *before);
        }
    }
    marks.into_iter().filter_map(|(c, m)| Some((c, m?))).collect()
}

fn first_recommendation(state: &State) -> Option<ScriptEnd> {
    let (mut recommendation, why) = state.recommended.clone()?;
    for amendment in state.amendments.iter().rev() {
        if let Amendment::Recommendation { before: Some(before), .. } = amendment {
            recommendation = *before;
        }
    }
    Some(ScriptEnd { recommendation, why })
}

/// What a script says of an amendment. It says nothing of a verdict that was given anew: whoever plays it has the raw answer marked by the key
/// of the day.
fn amendment(amendment: &Amendment) -> Option<ScriptAmendment> {
    match amendment {
        Amendment::Mark { question, criterion, after, who, why, .. } => Some(ScriptAmendment {
            question: Some(question.to_string()),
            criterion: Some(criterion.clone()),
            mark: *after,
            recommendation: None,
            who: who.clone(),
            why: why.clone(),
        }),
        Amendment::Recommendation { after, who, why, .. } => Some(ScriptAmendment {
            question: None,
            criterion: None,
            mark: None,
            recommendation: Some(*after),
            who: who.clone(),
            why: why.clone(),
        }),
        Amendment::Verdict { .. } => None,
    }
}

/// The events of a script's amendments, for whoever plays it after sealing.
pub fn amendment_event(state: &State, a: &ScriptAmendment) -> Option<Event> {
    use crate::model::{QuestionId, Slug};
    if let Some(after) = a.recommendation {
        let before = state.recommended.as_ref().map(|r| r.0);
        return Some(Event::RecommendationAmended { before, after, who: a.who.clone(), why: a.why.clone() });
    }
    let question = QuestionId::new(a.question.clone()?).ok()?;
    let criterion = a.criterion.clone()?;
    let index = state.material.index(&question)?;
    let before = state.questions[index].marks.get(&criterion).copied().flatten();
    let (who, why) = (a.who.clone(), a.why.clone());
    Some(Event::MarkAmended { question, criterion, before, after: a.mark, who, why })
}
