//! A prompt must not say what a look-for wants to hear.
//!
//! Both texts are cut to their telling words (four letters or more, no frequent ones, endings taken off roughly). A look-for of which
//! nearly all telling words stand in the prompt already is given away.

use std::collections::HashSet;

use super::{super::kind::Body, Surroundings, codes};
use crate::{bank::ReadQuestion, model::Finding};

/// The share of a look-for's telling words that may stand in the prompt.
const SHARE: f64 = 0.84;
/// Look-fors with fewer telling words say too little to judge.
const AT_LEAST: usize = 4;

const FREQUENT: &[&str] = &[
    "says", "names", "that", "this", "with", "from", "what", "when", "which", "would", "should", "could",
    "have", "been", "only", "than", "then", "they", "their", "them", "there", "into", "over", "each",
    "every", "rather", "before", "after", "asks", "sees", "about", "because", "same", "other", "more",
    "most", "some", "does", "will", "must", "also", "your",
];

pub(super) fn check(q: &ReadQuestion, _: &Surroundings<'_>, out: &mut Vec<Finding>) {
    match &q.question.body {
        Body::Open(open) => {
            let prompt = telling(&q.question.prompt);
            for (i, look_for) in open.look_for.iter().enumerate() {
                let words = telling(&look_for.text);
                let shared = words.iter().filter(|w| prompt.contains(*w)).count();
                if words.len() >= AT_LEAST && shared as f64 >= SHARE * words.len() as f64 {
                    let message = format!("the prompt of `{}` already says `{}`", q.question.id, look_for.id);
                    let finding = Finding::at(&codes::GIVES_AWAY, q.place("look_for", i), message);
                    out.push(
                        finding.label("nothing left to hear").related(q.place("prompt", 0), "said here"),
                    );
                }
            }
        }
        Body::Choice(_) | Body::Order(_) | Body::Estimate(_) | Body::Sql(_) | Body::Code(_) => {}
    }
}

fn telling(text: &str) -> HashSet<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .map(str::to_lowercase)
        .filter(|w| w.len() >= 4 && !FREQUENT.contains(&w.as_str()))
        .map(|w| w.chars().take(6).collect())
        .collect()
}
