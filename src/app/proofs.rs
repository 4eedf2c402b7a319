//! Running the proofs of a bank: whether every key marks as its question says. Only on request; reading or checking a bank runs nothing.

use std::collections::BTreeMap;

use super::parallel::in_parallel;
use crate::{
    bank::{Bank, Body, ReadQuestion, codes},
    grade::{Proof, Remembering, Runner, RunnerError, Ungraded, grade, proofs},
    model::{Finding, Severity},
};

/// What running the proofs came to.
#[derive(Debug, Default)]
pub struct ProofRun {
    /// Graded questions whose proofs were looked at.
    pub questions: usize,
    /// Proofs that were run, by kind of question.
    pub run: BTreeMap<&'static str, usize>,
    /// Proofs that could not be run here, by why, with their kind.
    pub not_run: BTreeMap<(&'static str, String), usize>,
    /// Proofs that do not do what they say, keys that do not work, and one entry for each reason why proofs were not run.
    pub findings: Vec<Finding>,
}

/// Runs the proofs of every graded question from a layer of the bank on; questions with faults are left to the check. With `required` a proof
/// that was not run is an error. `progress` hears how many there are, then of each that is done.
pub fn run_proofs(
    bank: &Bank,
    from_layer: usize,
    runner: &(dyn Runner + Sync),
    required: bool,
    progress: &mut dyn FnMut(Option<usize>),
) -> ProofRun {
    let listed = bank.listed().iter().filter(|l| l.layer >= from_layer && l.outline.kind != "open");
    let questions: Vec<ReadQuestion> = listed.filter_map(|l| bank.whole(l)).collect();
    let mut out = ProofRun { questions: questions.len(), ..ProofRun::default() };
    let all: Vec<(&ReadQuestion, Proof)> =
        questions.iter().flat_map(|q| proofs(&q.question).into_iter().map(move |p| (q, p))).collect();
    progress(Some(all.len()));
    let remembering = Remembering::new(runner);
    let work = |(q, proof): &(&ReadQuestion, Proof)| judge(q, proof, &remembering);
    let ends = in_parallel(&all, work, || progress(None));
    for ((q, _), end) in all.iter().zip(ends) {
        let kind = q.question.body.kind().as_str();
        match end {
            End::NotRun(why) => *out.not_run.entry((kind, why)).or_default() += 1,
            End::Ran(finding) => {
                *out.run.entry(kind).or_default() += 1;
                // A key that does not work fails every proof of its question in the same words.
                let said =
                    |f: &Finding| out.findings.iter().any(|g| g.place == f.place && g.message == f.message);
                out.findings.extend(finding.filter(|f| !said(f)));
            }
        }
    }
    for ((kind, why), n) in &out.not_run {
        let were = if *n == 1 { "proof was" } else { "proofs were" };
        let mut finding = Finding::general(&codes::UNRUN_PROOF, format!("{n} {kind} {were} not run: {why}"));
        finding.severity = if required { Severity::Error } else { Severity::Note };
        out.findings.push(finding);
    }
    out
}

enum End {
    NotRun(String),
    Ran(Option<Finding>),
}

fn judge(q: &ReadQuestion, proof: &Proof, runner: &dyn Runner) -> End {
    let (id, what) = (&q.question.id, &proof.what);
    let place = || q.place(proof.part, proof.index);
    let failing = |message: String, label: &str| {
        let finding = Finding::at(&codes::FAILING_PROOF, place(), message).label(label);
        let help = match &q.question.body {
            Body::Sql(_) | Body::Code(_) => {
                format!(
                    "mend the key or the proof; `viva try {id} FILE` shows the whole verdict on an answer"
                )
            }
            Body::Open(_) | Body::Choice(_) | Body::Order(_) | Body::Estimate(_) => {
                format!(
                    "mend the key or the proof; `echo '{}' | viva try {id} -` shows the verdict",
                    proof.answer.text
                )
            }
        };
        End::Ran(Some(finding.help(help)))
    };
    let broken = |why: &str| {
        let part = if matches!(q.question.body, Body::Sql(_)) { "reference" } else { proof.part };
        let message = format!("the key of `{id}` does not work: {why}");
        let finding = Finding::at(&codes::BROKEN_KEY, q.place(part, 0), message).label("the key");
        End::Ran(Some(finding.help("until it does, nobody's answer to this question can be marked")))
    };
    match grade(&q.question, None, &proof.answer, runner) {
        Ok(marking) => {
            let percent = marking.fraction.value() * 100.0;
            match (proof.passes, marking.fraction.value() >= 1.0) {
                (true, true) | (false, false) => End::Ran(None),
                (true, false) => failing(
                    format!("`{id}`: {what} must pass and gets {percent:.0} %: {}", marking.reason),
                    "must pass",
                ),
                (false, true) => {
                    failing(format!("`{id}`: {what} must fail and gets full credit"), "must fail")
                }
            }
        }
        // An answer that cannot be read gets no credit either.
        Err(Ungraded::Unclear(_) | Ungraded::Open) if !proof.passes => End::Ran(None),
        Err(why @ (Ungraded::Unclear(_) | Ungraded::Open)) => {
            failing(format!("`{id}`: {what} must pass and cannot be read: {why}"), "must pass")
        }
        Err(Ungraded::Key(why)) => broken(&why),
        Err(Ungraded::Runner(RunnerError::Failed(why))) => broken(&why),
        Err(Ungraded::Runner(why @ (RunnerError::Refused { .. } | RunnerError::NoLanguage { .. }))) => {
            End::NotRun(why.to_string())
        }
    }
}
