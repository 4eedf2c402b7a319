//! A prompt that can be read aloud, a model answer that can be said.

use super::{
    super::kind::{Body, Choice, Code, Order, Sql},
    Surroundings, codes,
};
use crate::{bank::ReadQuestion, model::Finding};

pub(super) fn check(q: &ReadQuestion, _: &Surroundings<'_>, out: &mut Vec<Finding>) {
    let mut words = |what: &str, part: &str, text: &str, low: usize, high: usize| {
        let n = count_words(text);
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

/// As many as `split_whitespace` gives, without decoding text that is ASCII anyway.
fn count_words(text: &str) -> usize {
    if !text.is_ascii() {
        return text.split_whitespace().count();
    }
    let blank = |b: u8| matches!(b, b' ' | b'\t'..=b'\r');
    let first = text.bytes().next().is_some_and(|b| !blank(b));
    usize::from(first) + text.as_bytes().windows(2).filter(|w| blank(w[0]) && !blank(w[1])).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_as_the_standard_library_parts_them() {
        for text in [
            "",
            " ",
            "a",
            " a",
            "a ",
            "a b",
            "a\u{b}b\u{c}c\rd\n\ne\t f",
            "caf\u{e9}\u{a0}au lait",
            "\u{1c}a",
        ] {
            assert_eq!(count_words(text), text.split_whitespace().count(), "{text:?}");
        }
    }
}
