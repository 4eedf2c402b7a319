//! What is right: the back of a card, and what is shown after an answer. Never to somebody who still has to answer.

use super::{Document, add_prose};
use crate::bank::{Body, ChoiceOption, Question, Rubric, Within};

/// Describes what is right, by kind: the model answer with what to listen for, or the key with its explanation.
pub fn key_document(question: &Question) -> Document {
    let mut d = Document::default();
    match &question.body {
        Body::Open(open) => {
            d.heading(2, "Model answer");
            add_prose(&mut d, &open.model_answer);
            if !open.look_for.is_empty() {
                d.heading(2, "Look for");
                d.numbered(open.look_for.iter().map(|l| l.text.clone()).collect());
            }
            if !open.red_flags.is_empty() {
                d.heading(2, "Red flags");
                d.list(open.red_flags.clone());
            }
        }
        Body::Choice(choice) => {
            let line = |o: &ChoiceOption| format!("{} ({})", o.text, o.why);
            let of = |right: bool| choice.option.iter().filter(|o| o.correct == right).map(line).collect();
            d.heading(2, "Right");
            d.list(of(true));
            d.heading(2, "Wrong");
            d.list(of(false));
            explain(&mut d, &choice.explanation);
        }
        Body::Order(order) => {
            d.heading(2, "In the right order");
            d.numbered(order.steps.clone());
            explain(&mut d, &order.explanation);
        }
        Body::Estimate(estimate) => {
            let within = match estimate.within {
                Within::Factor(factor) => format!("within a factor of {factor}"),
                Within::Relative(share) => format!("within {} %", share * 100.0),
                Within::Absolute(distance) => format!("within {distance}"),
            };
            d.heading(2, "Answer");
            d.text(format!("{} {}, {within}", estimate.answer, estimate.unit));
            d.heading(2, "Working");
            add_prose(&mut d, &estimate.working);
        }
        Body::Sql(sql) => {
            d.heading(2, "A right answer");
            d.code(sql.reference.clone());
            explain(&mut d, &sql.explanation);
        }
        Body::Code(code) => {
            if let Some(proof) = code.proof.iter().find(|p| p.passes) {
                d.heading(2, format!("A right answer in {}", proof.language));
                d.code(proof.source.clone());
            }
            explain(&mut d, &code.explanation);
        }
    }
    d
}

fn explain(d: &mut Document, text: &str) {
    d.heading(2, "Explanation");
    add_prose(d, text);
}

/// The anchors of every criterion that an open question is marked on: its own where it has them. Nothing for other kinds.
pub fn anchors_document(question: &Question, rubric: Option<&Rubric>) -> Document {
    let mut d = Document::default();
    let (Body::Open(open), Some(rubric)) = (&question.body, rubric) else { return d };
    for criterion in &rubric.criterion {
        let anchors = open.anchors.get(&criterion.id).unwrap_or(&criterion.anchors);
        d.heading(2, format!("{}, 1 to 4", criterion.title));
        d.facts(anchors.all().map(|(mark, text)| (mark.to_string(), text.to_owned())));
    }
    d
}
