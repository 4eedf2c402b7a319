//! A demonstration: the bank's own gold answers to a plan, as a script.

use anyhow::Result;

use super::plans::bad_content;
use crate::{
    bank::{Bank, Body, Script, ScriptAnswer, ScriptEnd, to_toml},
    model::{Heard, Moment, Recommendation},
    plan::Plan,
};

/// A script in which each question gets one of its gold answers, with that sample's marks.
///
/// # Errors
/// Faults in a question.
pub fn demo_script(bank: &Bank, plan: &Plan, now: Moment) -> Result<String> {
    let mut answers = Vec::new();
    for (i, (_, slot)) in plan.slots().enumerate() {
        let question = bank.question(&slot.id).map_err(|f| bad_content(bank, "a question of the plan", f))?;
        match &question.body {
            Body::Choice(_) | Body::Order(_) | Body::Estimate(_) | Body::Sql(_) | Body::Code(_) => {}
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
