//! Marking a stored answer anew: whether there is a reason to, and what the answer says to the question as it is now.

use std::collections::BTreeMap;

use super::State;
use crate::{
    bank::{Body, Question, meaning, shown_order},
    grade::{grader, places},
    model::{Answer, Entry, Event, Pinned, Verdict},
};

/// Why an answer is marked anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// What decides the mark was changed: the key, options, rows, cases, limits.
    Key,
    /// The question means the same, and the grader has another version.
    Grader,
}

/// The hash of the meaning by which the verdict that counts now was given.
pub fn judged_by(asked: &Question, verdict: &Verdict) -> String {
    verdict.meaning.clone().unwrap_or_else(|| meaning(asked))
}

/// Why a verdict is given anew by the question as it is now; nothing when only words were changed.
pub fn cause(asked: &Question, verdict: &Verdict, now: &Question) -> Option<Cause> {
    if judged_by(asked, verdict) != meaning(now) {
        return Some(Cause::Key);
    }
    let graders = grader(now.body.kind());
    graders.is_some_and(|g| g != verdict.grader).then_some(Cause::Grader)
}

/// The same answer to the question as it is now. Options and steps are found by their texts (blanks and capital letters aside), because they may
/// stand in other places.
///
/// # Errors
/// Why the answer says nothing to the question any more.
pub fn carried_over(asked: &Question, now: &Question, seed: &str, answer: &Answer) -> Result<Answer, String> {
    let (was, is) = (asked.body.kind(), now.body.kind());
    if was != is {
        return Err(format!("it was of the kind `{was}` and is of the kind `{is}` now"));
    }
    let (old, new) = (entries(asked), entries(now));
    if old.is_empty() {
        return Ok(answer.clone());
    }
    if matches!(now.body, Body::Order(_)) && old.len() != new.len() {
        return Err(format!("it had {} steps and has {} now", old.len(), new.len()));
    }
    let chosen =
        places(asked, &shown_order(asked, Some(seed)), &answer.text).map_err(|why| why.to_string())?;
    let shown = shown_order(now, Some(seed));
    let numbers: Result<Vec<String>, String> = chosen
        .iter()
        .map(|&place| {
            let at = new.iter().position(|text| alike(text) == alike(old[place]));
            let number = at.and_then(|at| shown.iter().position(|&s| s == at));
            let text: String = old[place].chars().take(60).collect();
            number.map(|n| (n + 1).to_string()).ok_or_else(|| format!("what was chosen is gone: `{text}`"))
        })
        .collect();
    Ok(Answer { text: numbers?.join(" "), language: answer.language.clone() })
}

/// Options or steps in the order of the file.
fn entries(question: &Question) -> Vec<&str> {
    match &question.body {
        Body::Choice(c) => c.option.iter().map(|o| o.text.as_str()).collect(),
        Body::Order(o) => o.steps.iter().map(String::as_str).collect(),
        Body::Open(_) | Body::Estimate(_) | Body::Sql(_) | Body::Code(_) => Vec::new(),
    }
}

fn alike(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Whether every verdict that was given anew rests on the text that was pinned for it: the first that does not, as a sentence.
pub fn unfounded(entries: &[Entry], texts: &[Pinned]) -> Option<String> {
    let rescored = |e: &Entry| match &e.event {
        Event::Rescored { question, verdict, text, .. } => {
            Some((e.seq, question.clone(), verdict.meaning.clone(), text.clone()))
        }
        _ => None,
    };
    let mut read: BTreeMap<&str, Option<Question>> = BTreeMap::new();
    for (seq, id, meant, text) in entries.iter().filter_map(rescored) {
        let Some(pinned) = texts.iter().find(|t| t.hash == text) else {
            return Some(format!("the question that entry {seq} rests on is missing"));
        };
        let question =
            read.entry(&pinned.hash).or_insert_with(|| serde_json::from_str::<Question>(&pinned.body).ok());
        let fits = question.as_ref().is_some_and(|q| q.id == id && Some(meaning(q)) == meant);
        if !fits {
            return Some(format!("the question that is pinned with entry {seq} is another one"));
        }
    }
    None
}

impl State {
    /// The answers that count and have a verdict: the question's place, the entry, the answer, the verdict.
    pub fn verdicts(&self) -> impl Iterator<Item = (usize, u32, &Answer, &Verdict)> {
        self.questions.iter().enumerate().filter_map(|(index, s)| {
            let (answer, verdict) = s.answered.as_ref()?;
            Some((index, s.answer_entry?, answer, verdict))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bank::{Bank, Layer, SAMPLE};

    fn question(kind: &str) -> Question {
        let layer = Layer { name: "test".into(), files: vec![("q.toml".into(), SAMPLE.into())] };
        let bank = Bank::open(vec![layer]);
        let listed =
            bank.listed().iter().find(|l| l.outline.kind == kind).expect("one of the kind").id.clone();
        bank.question(&listed).expect("without faults")
    }

    fn verdict(q: &Question) -> Verdict {
        Verdict {
            fraction: crate::model::Fraction::FULL,
            reason: "r".into(),
            grader: grader(q.body.kind()).expect("a grader").into(),
            meaning: Some(meaning(q)),
        }
    }

    #[test]
    fn a_mended_typo_is_no_cause_and_a_mended_key_is_one() {
        let asked = question("choice");
        let mut now = asked.clone();
        now.prompt.push('!');
        let v = verdict(&asked);
        assert_eq!(cause(&asked, &v, &now), None);
        assert_eq!(cause(&asked, &Verdict { meaning: None, ..v.clone() }, &now), None);
        assert_eq!(
            cause(&asked, &Verdict { grader: "choice/0".into(), ..v.clone() }, &now),
            Some(Cause::Grader)
        );
        let Body::Choice(c) = &mut now.body else { panic!("a choice") };
        c.option.iter_mut().for_each(|o| o.correct = !o.correct);
        assert_eq!(cause(&asked, &v, &now), Some(Cause::Key));
        // Judged by the mended key already.
        assert_eq!(cause(&asked, &verdict(&now), &now), None);
    }

    #[test]
    fn options_are_found_where_they_stand_now() {
        let asked = question("choice");
        let shown = |q: &Question, seed: &str| -> Vec<String> {
            shown_order(q, Some(seed)).iter().map(|&i| entries(q)[i].to_owned()).collect()
        };
        let mut now = asked.clone();
        let Body::Choice(c) = &mut now.body else { panic!("a choice") };
        c.option.reverse();
        c.option[0].text = c.option[0].text.to_uppercase();
        c.option.push(crate::bank::ChoiceOption { text: "new".into(), correct: false, why: "w".into() });
        for seed in ["a", "b", "c", "d"] {
            for (i, text) in shown(&asked, seed).iter().enumerate() {
                let answer = Answer { text: (i + 1).to_string(), language: None };
                let carried = carried_over(&asked, &now, seed, &answer).expect("it is still there");
                let number: usize = carried.text.parse().expect("a number");
                assert_eq!(alike(&shown(&now, seed)[number - 1]), alike(text));
            }
        }
        let Body::Choice(c) = &mut now.body else { panic!("a choice") };
        c.option.truncate(1);
        let gone = (1..=entries(&asked).len())
            .map(|i| carried_over(&asked, &now, "a", &Answer { text: i.to_string(), language: None }))
            .filter(Result::is_err);
        assert_eq!(gone.count(), entries(&asked).len() - 1);
        let estimate = question("estimate");
        let answer = Answer { text: "1".into(), language: None };
        assert!(carried_over(&asked, &estimate, "a", &answer).is_err_and(|why| why.contains("kind")));
    }

    #[test]
    fn steps_keep_their_order_in_the_answer() {
        let asked = question("order");
        let mut now = asked.clone();
        let Body::Order(o) = &mut now.body else { panic!("an order") };
        o.steps.swap(0, 1);
        let all: Vec<String> = (1..=entries(&asked).len()).map(|n| n.to_string()).collect();
        let answer = Answer { text: all.join(" "), language: None };
        let carried = carried_over(&asked, &now, "seed", &answer).expect("all steps are there");
        let texts = |q: &Question, a: &Answer| super::super::chosen_texts(q, Some("seed"), a);
        assert_eq!(texts(&now, &carried), texts(&asked, &answer));
        let Body::Order(o) = &mut now.body else { panic!("an order") };
        o.steps.pop();
        assert!(carried_over(&asked, &now, "seed", &answer).is_err());
    }
}
