//! Which gold samples of the bank an interviewer marks next: those not seen yet, in an order that the seed decides; seen ones come back last.

use std::collections::BTreeMap;

use crate::{
    bank::{Bank, Body, Criterion, Listed, Question, sha256_hex, wording},
    model::{Drill, Finding, Mark, QuestionId},
};

/// A gold sample with everything that is marked and shown.
#[derive(Debug, Clone, PartialEq)]
pub struct GoldSample {
    /// The whole question.
    pub question: Question,
    /// The number of the sample, from 1.
    pub number: u16,
    /// The hash of the question's wording.
    pub wording: String,
    /// What is marked, in the order of the rubric, with the anchors that count (the question's own where it has them), and the gold marks.
    pub criteria: Vec<(Criterion, Mark)>,
    /// What the candidate said.
    pub answer: String,
    /// Why the gold marks are what they are.
    pub why: String,
    /// The answer that would earn a 4.
    pub model_answer: String,
}

/// The gold samples of one question; none for graded kinds.
///
/// # Errors
/// Faults in the question.
pub fn gold_samples(bank: &Bank, id: &QuestionId) -> Result<Vec<GoldSample>, Vec<Finding>> {
    let question = bank.question(id)?;
    let Body::Open(open) = &question.body else { return Ok(Vec::new()) };
    let Some(rubric) = bank.rubrics().get(&open.rubric) else { return Ok(Vec::new()) };
    let wording = wording(&question);
    let mut samples = Vec::new();
    for (number, sample) in (1..).zip(&open.sample) {
        let criterion = |c: &Criterion| {
            let gold = sample.marks.get(&c.id)?;
            let anchors = open.anchors.get(&c.id).unwrap_or(&c.anchors).clone();
            Some((Criterion { anchors, ..c.clone() }, *gold))
        };
        samples.push(GoldSample {
            number,
            wording: wording.clone(),
            criteria: rubric.criterion.iter().filter_map(criterion).collect(),
            answer: sample.answer.clone(),
            why: sample.why.clone(),
            model_answer: open.model_answer.clone(),
            question: question.clone(),
        });
    }
    samples.retain(|s| !s.criteria.is_empty());
    Ok(samples)
}

/// Whether a drill is of this very sample, with this very wording, and not finished.
pub fn is_open_at(drill: &Drill, sample: &GoldSample) -> bool {
    let h = &drill.header;
    h.question == sample.question.id
        && h.sample == sample.number
        && h.wording == sample.wording
        && !drill.is_revealed()
}

/// The next samples, and how many questions were passed over because of faults.
///
/// First what was begun and not finished, then by how often this interviewer saw a sample, then one sample of every question before a second one of
/// any (who has seen the key of one is less blind to the other), then by a hash of the seed.
pub fn next_samples(
    bank: &Bank,
    among: &[&Listed],
    seen: &[Drill],
    count: usize,
    seed: &str,
) -> (Vec<GoldSample>, usize) {
    let mut times: BTreeMap<(&str, u16), usize> = BTreeMap::new();
    for drill in seen.iter().filter(|d| d.is_revealed()) {
        *times.entry((drill.header.question.as_str(), drill.header.sample)).or_default() += 1;
    }
    let begun = |s: &GoldSample| seen.iter().any(|d| is_open_at(d, s));
    let (mut all, mut faulty) = (Vec::new(), 0);
    for listed in among.iter().filter(|l| l.outline.kind == "open") {
        let Ok(samples) = gold_samples(bank, &listed.id) else {
            faulty += 1;
            continue;
        };
        let hash = |n: u16| sha256_hex(format!("{seed}/{}/{n}", listed.id).as_bytes());
        let mut keyed: Vec<(usize, bool, String, GoldSample)> = samples
            .into_iter()
            .map(|s| {
                let seen = times.get(&(listed.id.as_str(), s.number)).copied().unwrap_or_default();
                (seen, !begun(&s), hash(s.number), s)
            })
            .collect();
        keyed.sort_by(|a, b| (a.1, a.0, &a.2).cmp(&(b.1, b.0, &b.2)));
        all.extend(
            keyed
                .into_iter()
                .enumerate()
                .map(|(rank, (seen, fresh, hash, s))| ((fresh, seen, rank, hash), s)),
        );
    }
    all.sort_by(|a, b| a.0.cmp(&b.0));
    (all.into_iter().take(count).map(|(_, s)| s).collect(), faulty)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        bank::shipped,
        model::{DrillEntry, DrillEvent, DrillHeader, Moment, SessionId},
        plan::Wanted,
    };

    fn seen(sample: &GoldSample, revealed: bool) -> Drill {
        let Body::Open(open) = &sample.question.body else { panic!("open") };
        let header = DrillHeader {
            id: SessionId::parse("01936b3c-0000-7000-8000-000000000001").expect("an id"),
            interviewer: "Grace".into(),
            question: sample.question.id.clone(),
            sample: sample.number,
            wording: sample.wording.clone(),
            area: sample.question.area.clone(),
            rubric: open.rubric.clone(),
            started: Moment(0),
        };
        let event = DrillEvent::Revealed;
        let entries =
            if revealed { vec![DrillEntry { seq: 1, at: Moment(0), elapsed: 0, event }] } else { Vec::new() };
        Drill { header, entries }
    }

    #[test]
    fn seen_samples_come_back_last_and_one_question_does_not_come_twice() {
        let bank = Bank::open(vec![shipped()]);
        let wanted = Wanted { words: vec!["databases/indexing".into()], level: None };
        let among = wanted.choose(&bank).expect("a topic");
        let name = |s: &GoldSample| (s.question.id.clone(), s.number);
        let draw = |seen: &[Drill], n, seed| next_samples(&bank, &among, seen, n, seed).0;
        let all = draw(&[], usize::MAX, "1");
        let questions: std::collections::BTreeSet<_> = all.iter().map(|s| s.question.id.clone()).collect();
        assert!(all.len() > questions.len() && questions.len() > 2);
        let first: std::collections::BTreeSet<_> =
            all.iter().take(questions.len()).map(|s| s.question.id.clone()).collect();
        assert_eq!(first, questions, "every question once before any comes twice");
        assert_eq!(
            draw(&[], 3, "1").iter().map(name).collect::<Vec<_>>(),
            all.iter().take(3).map(name).collect::<Vec<_>>()
        );
        assert_ne!(
            draw(&[], usize::MAX, "2").iter().map(name).collect::<Vec<_>>(),
            all.iter().map(name).collect::<Vec<_>>()
        );
        let after = draw(&[seen(&all[0], true)], usize::MAX, "1");
        assert_eq!(name(after.last().expect("samples")), name(&all[0]));
        let begun = draw(&[seen(&all[5], false)], 1, "1");
        assert_eq!(name(&begun[0]), name(&all[5]), "what was begun is finished first");
    }

    #[test]
    fn every_sample_of_the_shipped_bank_can_be_marked() {
        let bank = Bank::open(vec![shipped()]);
        let all: Vec<&Listed> = bank.listed().iter().collect();
        let (samples, faulty) = next_samples(&bank, &all, &[], usize::MAX, "1");
        assert_eq!(faulty, 0);
        assert!(samples.len() > 600, "{}", samples.len());
        assert!(samples.iter().all(|s| !s.criteria.is_empty() && !s.why.is_empty()));
    }
}
