//! An answer to a question of any graded kind.

use super::{Marking, Runner, Ungraded, choice, code, estimate, order, sql};
use crate::{
    bank::{Body, Question, shown_order},
    model::Answer,
};

/// Marks an answer. `seed` is the one by which options and steps were shown; `None` for paper.
///
/// # Errors
/// When there is no verdict; nothing is then said of the answer's worth.
pub fn grade(
    question: &Question,
    seed: Option<&str>,
    answer: &Answer,
    runner: &dyn Runner,
) -> Result<Marking, Ungraded> {
    let shown = shown_order(question, seed);
    match &question.body {
        Body::Open(_) => Err(Ungraded::Open),
        Body::Choice(c) => Ok(choice::grade(c, &places(question, &shown, &answer.text)?)),
        Body::Order(o) => Ok(order::grade(o, &places(question, &shown, &answer.text)?)),
        Body::Estimate(e) => estimate::grade(e, &answer.text),
        Body::Sql(s) => sql::grade(s, &answer.text, runner),
        Body::Code(c) => code::grade(c, answer, runner),
    }
}

/// Whether an answer can be read at all, without marking it: what a script is checked with before it is played.
///
/// # Errors
/// What to type instead.
pub fn readable(question: &Question, seed: Option<&str>, answer: &Answer) -> Result<(), Ungraded> {
    let shown = shown_order(question, seed);
    match &question.body {
        Body::Open(_) => Err(Ungraded::Open),
        Body::Choice(_) | Body::Order(_) => places(question, &shown, &answer.text).map(drop),
        Body::Estimate(e) => estimate::read(e, &answer.text).map(drop),
        Body::Sql(_) => sql::read(&answer.text).map(drop),
        Body::Code(_) => code::read(answer).map(drop),
    }
}

/// Reads numbers as shown, from 1, and gives back the entries by their places in the file, from 0.
///
/// # Errors
/// A number that was not shown, one that is given twice, too few or too many.
pub fn places(question: &Question, shown: &[usize], text: &str) -> Result<Vec<usize>, Ungraded> {
    let unclear = |why: String| Err(Ungraded::Unclear(why));
    let mut chosen: Vec<usize> = Vec::new();
    let words =
        text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '>')).filter(|w| !w.is_empty());
    for word in words.filter(|w| !matches!(w.to_ascii_lowercase().as_str(), "and" | "then" | "-")) {
        let number = word.trim_matches(|c| matches!(c, '.' | ')' | '(' | '[' | ']')).parse::<usize>().ok();
        let Some(&place) = number.and_then(|n| n.checked_sub(1)).and_then(|n| shown.get(n)) else {
            let word: String = word.chars().take(40).collect();
            return unclear(format!("`{word}` is none of the numbers 1 to {}", shown.len()));
        };
        if chosen.contains(&place) {
            return unclear(format!("{word} is given twice"));
        }
        chosen.push(place);
    }
    let wanted = match &question.body {
        Body::Choice(c) if c.select == crate::bank::Select::One => 1..=1,
        Body::Choice(_) => 1..=shown.len(),
        Body::Order(_) => shown.len()..=shown.len(),
        Body::Open(_) | Body::Estimate(_) | Body::Sql(_) | Body::Code(_) => return Err(Ungraded::Open),
    };
    if !wanted.contains(&chosen.len()) {
        return unclear(match &question.body {
            Body::Order(_) => format!(
                "give all {} numbers in the right order, such as `{}`",
                shown.len(),
                example(shown.len())
            ),
            _ if wanted == (1..=1) => format!("choose one of 1 to {}", shown.len()),
            _ => format!("choose one or more of 1 to {}, such as `1 3`", shown.len()),
        });
    }
    Ok(chosen)
}

fn example(n: usize) -> String {
    let turned = (2..=n).chain([1]);
    turned.map(|i| i.to_string()).collect::<Vec<_>>().join(" ")
}
