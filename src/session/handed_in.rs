//! Answers to graded questions: marked as they are handed in; and how a script spells them.
//!
//! A stored answer names options and steps by the numbers as shown, which differ from session to session. A script names them by the numbers of paper
//! (`viva question show ID --candidate`), so that it can be written by hand and played in any session.

use super::{Outcome, Show, State, step::done_with};
use crate::{
    bank::{Body, Kind, Question, ScriptAnswer, ScriptCode, shown_order},
    grade::{Runner, Ungraded, grade, places},
    model::{Answer, Event},
};

/// Marks an answer; then the next question comes up. What cannot be marked here is kept as a note, so that nothing is lost.
pub(super) fn handed_in(state: &State, index: usize, answer: Answer, runner: &dyn Runner) -> Outcome {
    let question = state.material.question(index);
    let id = question.id.clone();
    match grade(question, Some(&state.seed), &answer, runner) {
        Ok(marking) => {
            let verdict = marking.verdict(question);
            let saved = format!("answer, {:.0} %: {}", verdict.fraction.value() * 100.0, verdict.reason);
            Outcome::keep(Event::Answered { question: id, answer, verdict }, saved)
                .and(done_with(state, index))
        }
        Err(Ungraded::Unclear(why)) => Outcome::refuse(why),
        Err(Ungraded::Open) => Outcome::refuse("a person marks this question"),
        Err(why @ (Ungraded::Runner(_) | Ungraded::Key(_))) => {
            let text = format!("An answer that could not be marked ({why}):\n{}", answer.text);
            let kept = Event::Note { question: Some(id), text };
            let why = format!("{why}. The answer is kept as a note; /unassessed WHY goes on without a mark");
            Outcome { events: vec![kept], ..Outcome::show(Show::Refused(why)) }
        }
    }
}

/// The answer of a script to a graded question, as it would be typed where options are shown by `seed`; `None` where the script has none of this kind.
pub fn answer_of_script(question: &Question, seed: Option<&str>, script: &ScriptAnswer) -> Option<Answer> {
    let plain = |text: &str| Some(Answer { text: text.to_owned(), language: None });
    match question.body.kind() {
        Kind::Open => None,
        Kind::Choice => script.choice.as_ref().map(|n| renumbered(question, seed, n)),
        Kind::Order => script.order.as_ref().map(|n| renumbered(question, seed, n)),
        Kind::Estimate => script.estimate.as_deref().and_then(plain),
        Kind::Sql => script.sql.as_deref().and_then(plain),
        Kind::Code => {
            let code = script.code.as_ref()?;
            Some(Answer { text: code.source.clone(), language: Some(code.language.clone()) })
        }
    }
}

/// Numbers of paper as numbers of another order; a number that no entry has stays as it is, and is refused like any typed one.
fn renumbered(question: &Question, seed: Option<&str>, numbers: &[u16]) -> Answer {
    let (paper, shown) = (shown_order(question, None), shown_order(question, seed));
    let number = |n: &u16| {
        let place = usize::from(*n).checked_sub(1).and_then(|i| paper.get(i));
        let there = place.and_then(|place| shown.iter().position(|p| p == place));
        there.map_or_else(|| n.to_string(), |i| (i + 1).to_string())
    };
    Answer { text: numbers.iter().map(number).collect::<Vec<_>>().join(" "), language: None }
}

/// Writes a stored answer into a script.
pub fn answer_to_script(question: &Question, seed: Option<&str>, answer: &Answer, script: &mut ScriptAnswer) {
    let numbers = || -> Option<Vec<u16>> {
        let paper = shown_order(question, None);
        let chosen = places(question, &shown_order(question, seed), &answer.text).ok()?;
        let number = |place: &usize| u16::try_from(paper.iter().position(|p| p == place)? + 1).ok();
        chosen.iter().map(number).collect()
    };
    match &question.body {
        Body::Open(_) => {}
        Body::Choice(_) => script.choice = numbers(),
        Body::Order(_) => script.order = numbers(),
        Body::Estimate(_) => script.estimate = Some(answer.text.clone()),
        Body::Sql(_) => script.sql = Some(answer.text.clone()),
        Body::Code(_) => {
            let language = answer.language.clone().unwrap_or_default();
            script.code = Some(ScriptCode { language, source: answer.text.clone() });
        }
    }
}

/// The texts of the options or steps that an answer names, in its order; empty for other kinds, or when they cannot be read.
pub fn chosen_texts(question: &Question, seed: Option<&str>, answer: &Answer) -> Vec<String> {
    let shown = shown_order(question, seed);
    let texts: Vec<&str> = match &question.body {
        Body::Choice(c) => c.option.iter().map(|o| o.text.as_str()).collect(),
        Body::Order(o) => o.steps.iter().map(String::as_str).collect(),
        Body::Open(_) | Body::Estimate(_) | Body::Sql(_) | Body::Code(_) => return Vec::new(),
    };
    let chosen = places(question, &shown, &answer.text).unwrap_or_default();
    chosen.iter().filter_map(|&i| texts.get(i).map(|t| (*t).to_owned())).collect()
}
