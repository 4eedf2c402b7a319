//! What proves that a key is right: answers that must get full credit, and answers that must not.
//!
//! A question of SQL, code or an estimate ships its proofs; beside them the key itself must pass. The key of a choice or an order is tried from both
//! sides: what it calls right must get full credit, and every single departure from it must not.

use crate::{
    bank::{Body, Choice, Estimate, Order, Question, Select, Within, shown_order},
    model::Answer,
};

/// An answer with what must come of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The part of the question that it stands for, by the name of its place in the file.
    pub part: &'static str,
    /// Which of these parts, from 0.
    pub index: usize,
    /// Whether it must get full credit.
    pub passes: bool,
    /// The answer, with the numbers of paper.
    pub answer: Answer,
    /// What it is, for messages: `this proof`, `the reference`.
    pub what: String,
}

/// All proofs of a graded question; none for an open one.
pub fn proofs(question: &Question) -> Vec<Proof> {
    let declared = |index, passes, text: &str, language: Option<&str>| Proof {
        part: "proof",
        index,
        passes,
        answer: Answer { text: text.to_owned(), language: language.map(str::to_owned) },
        what: "this proof".into(),
    };
    match &question.body {
        Body::Open(_) => Vec::new(),
        Body::Choice(c) => of_choice(question, c),
        Body::Order(o) => of_order(question, o),
        Body::Estimate(e) => {
            let shipped = e.proof.iter().enumerate().map(|(i, p)| declared(i, p.passes, &p.answer, None));
            of_estimate(e).into_iter().chain(shipped).collect()
        }
        Body::Sql(s) => {
            let own = Proof {
                part: "reference",
                index: 0,
                passes: true,
                answer: Answer { text: s.reference.clone(), language: None },
                what: "the reference".into(),
            };
            let shipped = s.proof.iter().enumerate().map(|(i, p)| declared(i, p.passes, &p.sql, None));
            std::iter::once(own).chain(shipped).collect()
        }
        Body::Code(c) => {
            let of = |(i, p): (usize, &crate::bank::CodeProof)| {
                declared(i, p.passes, &p.source, Some(&p.language))
            };
            c.proof.iter().enumerate().map(of).collect()
        }
    }
}

/// Places in the file as the numbers of paper.
fn numbered(question: &Question, places: impl IntoIterator<Item = usize>) -> Answer {
    let paper = shown_order(question, None);
    let number = |place: usize| paper.iter().position(|&p| p == place).map(|i| (i + 1).to_string());
    let numbers: Vec<String> = places.into_iter().filter_map(number).collect();
    Answer { text: numbers.join(" "), language: None }
}

fn of_choice(question: &Question, c: &Choice) -> Vec<Proof> {
    let all = || c.option.iter().enumerate();
    let right: Vec<usize> = all().filter(|(_, o)| o.correct).map(|(i, _)| i).collect();
    let proof = |part, index, passes, places: Vec<usize>, what: &str| Proof {
        part,
        index,
        passes,
        answer: numbered(question, places),
        what: what.to_owned(),
    };
    let mut proofs = vec![proof("choice", 0, true, right.clone(), "the key")];
    for (i, option) in all() {
        if c.select == Select::Many && option.correct {
            let without: Vec<usize> = right.iter().copied().filter(|r| *r != i).collect();
            if !without.is_empty() {
                proofs.push(proof("option", i, false, without, "the key without this option"));
            }
        }
        if !option.correct {
            proofs.push(proof("option", i, false, vec![i], "this option alone"));
            if c.select == Select::Many {
                let with = right.iter().copied().chain([i]).collect();
                proofs.push(proof("option", i, false, with, "the key with this option"));
            }
        }
    }
    proofs
}

fn of_order(question: &Question, o: &Order) -> Vec<Proof> {
    let key: Vec<usize> = (0..o.steps.len()).collect();
    let proof = |part, index, passes, places: &[usize], what: &str| Proof {
        part,
        index,
        passes,
        answer: numbered(question, places.iter().copied()),
        what: what.to_owned(),
    };
    let swapped = (1..key.len()).map(|i| {
        let mut other = key.clone();
        other.swap(i - 1, i);
        proof("steps", i, false, &other, "this step before the one above it")
    });
    std::iter::once(proof("order", 0, true, &key, "the key")).chain(swapped).collect()
}

/// The answer itself, and one far beyond what still counts.
fn of_estimate(e: &Estimate) -> Vec<Proof> {
    let proof = |passes, number: f64, what: &str| Proof {
        part: "answer",
        index: 0,
        passes,
        answer: Answer { text: format!("{number:e}"), language: None },
        what: what.to_owned(),
    };
    let far = match e.within {
        Within::Absolute(distance) => e.answer + 10.0 * distance.max(e.answer.abs()).max(1.0),
        Within::Factor(_) | Within::Relative(_) => e.answer * e.partial.unwrap_or(Estimate::PARTIAL) * 10.0,
    };
    vec![proof(true, e.answer, "the answer itself"), proof(false, far, "an answer far off")]
}

#[cfg(test)]
mod tests;
