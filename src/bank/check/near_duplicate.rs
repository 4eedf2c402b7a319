//! Prompts that share most of their word triples.
//!
//! Shingles of three words, compared by the Jaccard index (Broder 1997, "On the resemblance and containment of documents").
//! Only prompts that share a triple are compared: an inverted index finds them, and triples that stand in many prompts are passed over.

use std::collections::HashMap;

use super::{Whole, codes};
use crate::{bank::ReadQuestion, model::Finding};

/// From this resemblance on two prompts are one question in two dresses.
pub const THRESHOLD: f64 = 0.35;
/// A triple in more prompts than this is a phrase of the language.
const COMMON: usize = 12;

pub(super) fn check(whole: &Whole<'_>, out: &mut Vec<Finding>) {
    for (a, b, likeness) in pairs(whole.questions, THRESHOLD) {
        let (first, second) = (&whole.questions[a], &whole.questions[b]);
        let percent = (likeness * 100.0).round();
        let message = format!(
            "the prompts of `{}` and `{}` share {percent} % of their word triples",
            second.question.id, first.question.id
        );
        let finding = Finding::at(&codes::NEAR_DUPLICATE, second.place("prompt", 0), message);
        out.push(finding.label("this one").related(first.place("prompt", 0), "and this one"));
    }
}

/// Pairs at least as alike as `threshold`, most alike first: indices and the Jaccard index.
pub fn pairs(questions: &[ReadQuestion], threshold: f64) -> Vec<(usize, usize, f64)> {
    let sets: Vec<Vec<u64>> = questions.iter().map(shingles).collect();
    let mut at: Vec<(u64, u32)> = Vec::with_capacity(sets.iter().map(Vec::len).sum());
    for (i, set) in sets.iter().enumerate() {
        at.extend(set.iter().map(|&s| (s, u32::try_from(i).unwrap_or(u32::MAX))));
    }
    at.sort_unstable();
    let mut shared: HashMap<(u32, u32), u32> = HashMap::new();
    for run in at.chunk_by(|a, b| a.0 == b.0).filter(|run| run.len() > 1 && run.len() <= COMMON) {
        for (i, &(_, a)) in run.iter().enumerate() {
            for &(_, b) in &run[i + 1..] {
                *shared.entry((a, b)).or_default() += 1;
            }
        }
    }
    let mut found: Vec<_> = shared
        .into_iter()
        .filter_map(|((a, b), n)| {
            let (a, b) = (a as usize, b as usize);
            let union = sets[a].len() + sets[b].len() - n as usize;
            let likeness = f64::from(n) / union.max(1) as f64;
            (likeness >= threshold).then_some((a, b, likeness))
        })
        .collect();
    found.sort_by(|x, y| y.2.total_cmp(&x.2).then(x.0.cmp(&y.0)).then(x.1.cmp(&y.1)));
    found
}

/// Sorted, distinct hashes of the word triples of a prompt (FNV-1a).
fn shingles(q: &ReadQuestion) -> Vec<u64> {
    let mut words = Vec::new();
    for word in q.question.prompt.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()) {
        let hash = word.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |h, b| {
            (h ^ u64::from(b.to_ascii_lowercase())).wrapping_mul(0x0100_0000_01b3)
        });
        words.push(hash);
    }
    let mut set: Vec<u64> = words
        .windows(3)
        .map(|w| w.iter().fold(17_u64, |h, x| h.rotate_left(21).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ x))
        .collect();
    set.sort_unstable();
    set.dedup();
    set
}
