//! A prompt that can be read aloud, a model answer that can be said.

use super::{
    super::kind::{Body, Choice, Code, Order, Sql},
    Surroundings, codes,
};
use crate::{bank::ReadQuestion, model::Finding};

pub(super) fn check(q: &ReadQuestion, _: &Surroundings<'_>, out: &mut Vec<Finding>) {
    let mut words = |what: &str, part: &str, text: &str, low: usize, high: usize| {
        let n = text.split_whitespace().count();
        if !(low..=high).contains(&n) {
            let message = format!("the {what} of `{}` has {n} words", q.question.id);
            out.push(
                Finding::at(&codes::WRONG_LENGTH, q.place(part, 0), message)
                    .label(format!("{low} to {high}")),
            );
        }
    };
    match &q.question.body {
        Body::Open(open) => {
            words("prompt", "prompt", &q.question.prompt, 20, 150);
            words("model answer", "model_answer", &open.model_answer, 120, 250);
        }
        Body::Choice(Choice { explanation, .. })
        | Body::Order(Order { explanation, .. })
        | Body::Sql(Sql { explanation, .. })
        | Body::Code(Code { explanation, .. }) => {
            words("prompt", "prompt", &q.question.prompt, 15, 150);
            words("explanation", "explanation", explanation, 25, 150);
        }
        Body::Estimate(estimate) => {
            words("prompt", "prompt", &q.question.prompt, 15, 150);
            words("working", "working", &estimate.working, 10, 150);
        }
    }
}
