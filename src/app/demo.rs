//! A demonstration: the bank's own gold answers to a plan, as a script.

use anyhow::Result;

use super::plans::bad_content;
use crate::{
    bank::{Bank, Body, Question, Script, ScriptAnswer, ScriptCode, ScriptEnd, shown_order, to_toml},
    model::{Heard, Moment, Recommendation},
    plan::Plan,
};

/// A script in which each question gets one of its gold answers, with that sample's marks; graded ones are answered right.
///
/// # Errors
/// Faults in a question.
pub fn demo_script(bank: &Bank, plan: &Plan, now: Moment) -> Result<String> {
    let mut answers = Vec::new();
    for (i, (_, slot)) in plan.slots().enumerate() {
        let question = bank.question(&slot.id).map_err(|f| bad_content(bank, "a question of the plan", f))?;
        match &question.body {
            Body::Choice(_) | Body::Order(_) | Body::Estimate(_) | Body::Sql(_) | Body::Code(_) => {
                answers.push(ScriptAnswer {
                    question: question.id.to_string(),
                    minutes: Some(f64::from(question.minutes) - 0.5),
                    ..right_answer(&question)
                });
            }
            Body::Open(open) => {
                let Some(sample) = open.sample.get(i % open.sample.len().max(1)) else { continue };
                let said: String = sample.answer.split_whitespace().take(18).collect::<Vec<_>>().join(" ");
                let evidence = |(c, m): (&_, &crate::model::Mark)| {
                    let first = sample.why.split_inclusive('.').next().unwrap_or(&sample.why);
                    m.needs_evidence().then(|| (crate::model::CriterionId::clone(c), first.trim().to_owned()))
                };
                let heard = |(n, l): (usize, &crate::bank::LookFor)| {
                    let how = [Heard::Unprompted, Heard::Probed, Heard::Missed][n % 3];
                    (l.id.clone(), how)
                };
                answers.push(ScriptAnswer {
                    question: question.id.to_string(),
                    minutes: Some(f64::from(question.minutes) - 0.5),
                    look_for: open.look_for.iter().enumerate().map(heard).collect(),
                    probes: if open.probes.is_empty() { Vec::new() } else { vec![1] },
                    notes: vec![format!("Began: {said} ...")],
                    marks: sample.marks.clone(),
                    evidence: sample.marks.iter().filter_map(evidence).collect(),
                    ..ScriptAnswer::default()
                });
            }
        }
    }
    let script = Script {
        mode: crate::model::Mode::Interview,
        candidate: "Ada Example".into(),
        interviewer: "Grace Example".into(),
        role: plan.role.clone(),
        form: plan.form.clone(),
        started: Some(now.rfc3339()),
        questions: plan.slots().map(|(_, s)| s.id.clone()).collect(),
        notes: Vec::new(),
        deviations: Vec::new(),
        answer: answers,
        verdict: Some(ScriptEnd {
            recommendation: Recommendation::NoDecision,
            why: "This is a demonstration; nobody was interviewed.".into(),
        }),
        submitted: true,
        amendment: Vec::new(),
    };
    Ok(format!("format = 1\n{}", to_toml(&script)))
}

/// What a graded question wants to hear, as a script spells it.
fn right_answer(question: &Question) -> ScriptAnswer {
    let paper = shown_order(question, None);
    let number =
        |place: usize| paper.iter().position(|&p| p == place).and_then(|i| u16::try_from(i + 1).ok());
    let mut answer = ScriptAnswer::default();
    match &question.body {
        Body::Open(_) => {}
        Body::Choice(c) => {
            let right = c.option.iter().enumerate().filter(|(_, o)| o.correct);
            answer.choice = Some(right.filter_map(|(place, _)| number(place)).collect());
        }
        Body::Order(o) => answer.order = Some((0..o.steps.len()).filter_map(number).collect()),
        Body::Estimate(e) => answer.estimate = Some(format!("{:e}", e.answer)),
        Body::Sql(s) => answer.sql = Some(s.reference.clone()),
        Body::Code(c) => {
            let proof = c.proof.iter().find(|p| p.passes);
            answer.code =
                proof.map(|p| ScriptCode { language: p.language.clone(), source: p.source.clone() });
        }
    }
    answer
}
