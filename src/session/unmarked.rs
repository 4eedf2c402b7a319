//! Answers that could not be marked where they were handed in: kept word by word, run again, or marked by the person who listens.
//!
//! They are notes, so that every older viva reads them; the first line says what they are.

use super::{Outcome, State, handed_in::handed_in, step::done_with};
use crate::{
    bank::meaning,
    grade::Runner,
    model::{Answer, Event, Fraction, Verdict},
};

/// How such a note begins.
const BEGINS: &str = "An answer that could not be marked";
/// Who marked, where a person did. `code/1` and the like are programs, which may mark again; this is not.
pub const BY_HAND: &str = "hand/1";

/// The note.
pub(super) fn as_note(answer: &Answer, why: &str) -> String {
    let language = answer.language.as_deref().map(|l| format!(" ({l})")).unwrap_or_default();
    let why: String = why.lines().collect::<Vec<_>>().join(" ");
    format!("{BEGINS}{language}: {why}\n{}", answer.text)
}

/// The answer that such a note holds.
pub(super) fn of_note(note: &str) -> Option<Answer> {
    let (head, text) = note.strip_prefix(BEGINS)?.split_once('\n')?;
    let language = match head.strip_prefix(" (") {
        Some(rest) => Some(rest.split_once("): ")?.0.to_owned()),
        None => head.starts_with(": ").then_some(None)?,
    };
    Some(Answer { text: text.to_owned(), language })
}

/// Runs it again.
pub(super) fn retry(state: &State, runner: &dyn Runner) -> Outcome {
    match waiting(state) {
        Ok((index, answer)) => handed_in(state, index, answer, runner),
        Err(why) => Outcome::refuse(why),
    }
}

/// A person's verdict.
pub(super) fn by_hand(state: &State, percent: u8, why: &str) -> Outcome {
    match waiting(state) {
        Ok((index, answer)) => {
            let question = state.material.question(index).id.clone();
            let fraction = Fraction::clamped(f64::from(percent) / 100.0);
            let reason = format!("Marked by hand: {why}");
            let meaning = Some(meaning(state.material.question(index)));
            let verdict = Verdict { fraction, reason, grader: BY_HAND.into(), meaning };
            let saved = format!("answer, {percent} % by hand");
            Outcome::keep(Event::Answered { question, answer, verdict }, saved).and(done_with(state, index))
        }
        Err(why) => Outcome::refuse(why),
    }
}

fn waiting(state: &State) -> Result<(usize, Answer), &'static str> {
    let Some(index) = state.current else { return Err("no question is up; /go N opens one") };
    match &state.questions[index].unmarked {
        Some(answer) => Ok((index, answer.clone())),
        None => Err("no answer waits here for a mark: hand one in first; what can be run is marked by viva"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_comes_back_out_of_its_note() {
        for (text, language) in
            [("print(1)\n# ): \n", Some("python")), ("", Some("c")), ("SELECT 1", None), ("a\r\nb\n\n", None)]
        {
            let answer = Answer { text: text.into(), language: language.map(str::to_owned) };
            let note = as_note(&answer, "programs are not run here:\nroot (x): y");
            assert_eq!(of_note(&note), Some(answer), "{note}");
        }
        for other in [
            "An answer",
            "An answer that could not be marked",
            "Said: An answer that could not be marked: x\ny",
        ] {
            assert_eq!(of_note(other), None, "{other}");
        }
    }
}
