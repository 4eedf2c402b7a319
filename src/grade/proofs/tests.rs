//! The proofs of the right key hold, and those of the right key do not hold against any mutated one.

use std::time::Duration;

use super::*;
use crate::{
    bank::{Bank, Layer, SAMPLE},
    grade::{
        CaseRun, CodeJob, CodeRun, Ended, Runner, RunnerError, SqlJob, SqlRun, Tier, grade, sql::tests::Bare,
    },
};

/// Every program of the first kind of language is right, as the original question has it; SQL really runs.
struct Everything(Question);

impl Runner for Everything {
    fn sql(&self, job: &SqlJob) -> Result<SqlRun, RunnerError> {
        Bare.sql(job)
    }

    fn code(&self, job: &CodeJob) -> Result<CodeRun, RunnerError> {
        let Body::Code(code) = &self.0.body else { return Err(RunnerError::Failed("no program".into())) };
        let right = code.proof.iter().any(|p| p.passes && p.source == job.source);
        let run = |input: &crate::grade::CaseInput| {
            let case = code.case.iter().find(|c| c.name == input.name);
            let stdout = case.filter(|_| right).map(|c| c.stdout.clone()).unwrap_or_default();
            let time = Duration::ZERO;
            CaseRun { stdout, stderr: String::new(), ended: Ended::Done, time, memory: None }
        };
        Ok(CodeRun { build_error: None, cases: job.cases.iter().map(run).collect(), tier: Tier::A })
    }
}

fn question(kind: &str) -> Question {
    let layer = Layer { name: "test".into(), files: vec![("q.toml".into(), SAMPLE.into())] };
    let bank = Bank::open(vec![layer]);
    let id = bank.listed().iter().find(|l| l.outline.kind == kind).expect("one of the kind").id.clone();
    bank.question(&id).expect("without faults")
}

/// The same options or steps, by their texts, with the numbers that they have now.
fn carried(answer: &Answer, right: &Question, now: &Question) -> Answer {
    let texts = |q: &Question| -> Vec<String> {
        match &q.body {
            Body::Choice(c) => c.option.iter().map(|o| o.text.clone()).collect(),
            Body::Order(o) => o.steps.clone(),
            _ => Vec::new(),
        }
    };
    let (old, new) = (texts(right), texts(now));
    if old.is_empty() {
        return answer.clone();
    }
    let chosen = crate::grade::places(right, &shown_order(right, None), &answer.text).expect("numbers");
    numbered(now, chosen.iter().filter_map(|&i| new.iter().position(|t| *t == old[i])))
}

/// Proofs of the right question that do not do as they say against this one.
fn broken(proofs: &[Proof], right: &Question, question: &Question, runner: &dyn Runner) -> usize {
    let holds = |p: &&Proof| {
        let full = grade(question, None, &carried(&p.answer, right, question), runner)
            .map(|m| m.fraction.value() >= 1.0);
        full.unwrap_or(false) == p.passes
    };
    proofs.len() - proofs.iter().filter(holds).count()
}

#[test]
fn a_mutated_key_of_any_kind_breaks_a_proof() {
    type Mutation = fn(&mut Body);
    let cases: [(&str, usize, Mutation); 9] = [
        ("choice", 3, |b| {
            let Body::Choice(c) = b else { panic!("a choice") };
            let right: Vec<bool> = c.option.iter().map(|o| o.correct).collect();
            c.option.iter_mut().zip(right.iter().cycle().skip(1)).for_each(|(o, r)| o.correct = *r);
        }),
        ("order", 5, |b| {
            let Body::Order(o) = b else { panic!("an order") };
            o.steps.swap(1, 2);
        }),
        ("estimate", 5, |b| {
            let Body::Estimate(e) = b else { panic!("an estimate") };
            e.answer *= 3.0;
        }),
        ("estimate", 5, |b| {
            let Body::Estimate(e) = b else { panic!("an estimate") };
            e.within = Within::Factor(20.0);
        }),
        ("sql", 4, |b| {
            let Body::Sql(s) = b else { panic!("SQL") };
            s.reference = s.reference.replace("count(o.id)", "count(*)");
        }),
        ("sql", 4, |b| {
            let Body::Sql(s) = b else { panic!("SQL") };
            s.data.retain(|d| !d.hidden);
        }),
        ("code", 3, |b| {
            let Body::Code(c) = b else { panic!("code") };
            c.case.iter_mut().last().expect("a case").stdout.push_str("more\n");
        }),
        ("code", 3, |b| {
            let Body::Code(c) = b else { panic!("code") };
            c.case.iter_mut().for_each(|c| c.stdout.clear());
        }),
        ("code", 3, |b| {
            let Body::Code(c) = b else { panic!("code") };
            c.case[0].stdout = c.case[0].stdout.replacen('\n', "!\n", 1);
        }),
    ];
    for (i, (kind, least, mutate)) in cases.into_iter().enumerate() {
        let right = question(kind);
        let runner = Everything(right.clone());
        let proofs = proofs(&right);
        assert!(proofs.len() >= least, "{kind}: {proofs:?}");
        assert!(proofs.iter().any(|p| p.passes) && proofs.iter().any(|p| !p.passes), "{kind}");
        assert_eq!(broken(&proofs, &right, &right, &runner), 0, "{kind}: the right key");
        let mut mutated = right.clone();
        mutate(&mut mutated.body);
        assert!(broken(&proofs, &right, &mutated, &runner) > 0, "mutation {i} of {kind} goes unnoticed");
    }
}

#[test]
fn a_choice_of_several_is_tried_from_both_sides_of_every_option() {
    let mut q = question("choice");
    let Body::Choice(c) = &mut q.body else { panic!("a choice") };
    c.select = Select::Many;
    c.option[0].correct = true;
    let proofs = proofs(&q);
    // The key; the key without each right option; each wrong option alone and beside the key.
    let answers: Vec<(&str, bool)> = proofs.iter().map(|p| (p.answer.text.as_str(), p.passes)).collect();
    assert_eq!(answers, [("1 2", true), ("2", false), ("1", false), ("3", false), ("1 2 3", false)]);
    assert_eq!(broken(&proofs, &q, &q, &Bare), 0);
}

#[test]
fn an_estimate_of_nothing_has_an_answer_far_off_too() {
    let mut q = question("estimate");
    let Body::Estimate(e) = &mut q.body else { panic!("an estimate") };
    (e.answer, e.within, e.partial) = (0.0, Within::Absolute(2.0), None);
    e.proof.clear();
    assert_eq!(broken(&proofs(&q), &q, &q, &Bare), 0);
}
