//! Faults of a script that only its plan can show. A script with any fault is refused whole.

use std::collections::HashSet;

use super::{Material, answer_of_script};
use crate::{
    bank::{Body, Kind, LookFor, ReadScript, codes},
    grade::readable,
    model::{Code, Finding, Place, QuestionId, Slug, SourceId, closest},
};

/// Everything in the script that the plan does not have, each fault at its place.
pub fn check_script(read: &ReadScript, material: &Material, source: SourceId) -> Vec<Finding> {
    let mut out = Vec::new();
    let mut seen = HashSet::new();
    let place = |span: std::ops::Range<usize>| Place { source, span };
    for (i, answer) in read.script.answer.iter().enumerate() {
        let at = |part: String| place(read.spans.part(i, &part));
        let mut fault = |code: &'static Code, part: String, message: String, help: Option<String>| {
            let finding = Finding::at(code, at(part), message);
            out.push(match help {
                Some(help) => finding.help(help),
                None => finding,
            });
        };
        let index = QuestionId::new(answer.question.as_str()).ok().and_then(|q| material.index(&q));
        let Some(index) = index else {
            let near = closest(&answer.question, material.questions.keys().map(QuestionId::as_str));
            let all = || material.questions.keys().map(QuestionId::as_str).collect::<Vec<_>>().join(", ");
            let help = near
                .map_or_else(|| format!("its questions are {}", all()), |n| format!("did you mean `{n}`?"));
            let message = format!("the plan does not ask `{}`", answer.question);
            fault(&codes::UNKNOWN_QUESTION, "question".into(), message, Some(help));
            continue;
        };
        if !seen.insert(index) {
            let message = format!("`{}` is answered twice", answer.question);
            fault(&codes::DUPLICATE_ID, "question".into(), message, None);
        }
        let criteria = material.criteria(index);
        let known = || criteria.iter().map(|c| c.id.as_str()).collect::<Vec<_>>().join(", ");
        for (part, id) in
            answer.marks.keys().map(|c| ("marks", c)).chain(answer.evidence.keys().map(|c| ("evidence", c)))
        {
            if criteria.iter().all(|c| c.id != *id) {
                let message = format!("`{}` is not marked on `{id}`", answer.question);
                let help = Some(format!("its criteria are {}", known()));
                fault(&codes::UNKNOWN_CRITERION, format!("{part}.{id}"), message, help);
            }
        }
        for (criterion, mark) in answer.marks.iter().filter(|(_, m)| m.needs_evidence()) {
            if !answer.evidence.contains_key(criterion) {
                let message = format!("the {mark} on `{criterion}` has no evidence");
                let help = Some(format!("add `evidence = {{ {criterion} = \"what was said\" }}`"));
                fault(&codes::EVIDENCE_MISSING, format!("marks.{criterion}"), message, help);
            }
        }
        let question = material.question(index);
        let (look_fors, probes, hints): (&[LookFor], usize, usize) = match &question.body {
            Body::Open(open) => (&open.look_for, open.probes.len(), open.hints.len()),
            // Answered in writing: nothing is listened for.
            Body::Choice(_) | Body::Order(_) | Body::Estimate(_) | Body::Sql(_) | Body::Code(_) => {
                (&[], 0, 0)
            }
        };
        for id in answer.look_for.keys() {
            if look_fors.iter().all(|l| l.id != *id) {
                let near = closest(id.as_str(), look_fors.iter().map(|l| l.id.as_str()));
                let help = near.map(|n| format!("did you mean `{n}`?"));
                let message = format!("`{}` has no look-for `{id}`", answer.question);
                fault(&codes::UNKNOWN_LOOK_FOR, format!("look_for.{id}"), message, help);
            }
        }
        let mut numbers = |what: &str, given: &[u16], have: usize| {
            for (n, number) in given.iter().enumerate().filter(|(_, n)| usize::from(**n) > have) {
                let message = format!("`{}` has {have} {what}, not {number}", answer.question);
                fault(&codes::UNKNOWN_LOOK_FOR, format!("{what}.{n}"), message, None);
            }
        };
        numbers("probes", &answer.probes, probes);
        numbers("hints", &answer.hints, hints);
        numbers("red_flags", &answer.red_flags, super::red_flags(question).len());
        for kind in answer.kinds() {
            let own = question.body.kind();
            if kind != own {
                let message = format!(
                    "`{}` is of the kind `{own}`, the answer is of the kind `{kind}`",
                    answer.question
                );
                fault(&codes::WRONG_KIND, kind.to_string(), message, None);
            } else if let Some(given) = answer_of_script(question, None, answer)
                && let Err(why) = readable(question, None, &given)
            {
                let message = format!("the answer to `{}` cannot be read: {why}", answer.question);
                let help = format!("`viva question show {} --candidate` shows the numbers", answer.question);
                let numbered = matches!(own, Kind::Choice | Kind::Order);
                fault(&codes::UNCLEAR_ANSWER, kind.to_string(), message, numbered.then_some(help));
            }
        }
    }
    for (i, amendment) in read.script.amendment.iter().enumerate() {
        let span = read.spans.amendment.get(i).cloned().unwrap_or(0..0);
        let mut fault =
            |code: &'static Code, message: String| out.push(Finding::at(code, place(span.clone()), message));
        if !read.script.submitted {
            fault(&codes::HALF_ANSWER, "only a sealed scorecard is amended; add `submitted = true`".into());
        }
        if amendment.recommendation.is_some() && read.script.verdict.is_none() {
            fault(&codes::HALF_ANSWER, "there is no recommendation to amend".into());
        }
        let Some(question) = &amendment.question else { continue };
        let index = QuestionId::new(question.as_str()).ok().and_then(|q| material.index(&q));
        match (index, &amendment.criterion) {
            (None, _) => fault(&codes::UNKNOWN_QUESTION, format!("the plan does not ask `{question}`")),
            (Some(i), Some(c)) if material.criteria(i).iter().all(|k| k.id != *c) => {
                fault(&codes::UNKNOWN_CRITERION, format!("`{question}` is not marked on `{c}`"));
            }
            _ => {}
        }
    }
    if read.script.submitted && read.script.verdict.is_none() {
        let message = "a scorecard is sealed with a recommendation; add [verdict], or take `submitted` out";
        out.push(Finding::at(&codes::HALF_ANSWER, place(0..0), message));
    }
    out
}
