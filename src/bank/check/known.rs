//! Names that a question refers to: its rubric, the rubric's criteria, its tags.

use super::{super::kind::Body, Surroundings, codes};
use crate::{
    bank::ReadQuestion,
    model::{CriterionId, Finding, RubricId, closest},
};

pub(super) fn check(q: &ReadQuestion, around: &Surroundings<'_>, out: &mut Vec<Finding>) {
    for (i, tag) in q.question.tags.iter().enumerate() {
        if around.map.tags.is_empty() || around.map.tags.contains_key(tag) {
            continue;
        }
        let finding =
            Finding::at(&codes::UNKNOWN_TAG, q.place("tags", i), format!("the tag `{tag}` is not listed"));
        out.push(match closest(tag, around.map.tags.keys().map(String::as_str)) {
            Some(near) => finding.help(format!("did you mean `{near}`?")),
            None => {
                finding.help(format!("list it in `questions/map.toml`: `{tag} = \"what it stands for\"`"))
            }
        });
    }
    match &q.question.body {
        Body::Open(open) => {
            let Some(rubric) = around.rubrics.get(&open.rubric) else {
                let message = format!("there is no rubric `{}`", open.rubric);
                let finding = Finding::at(&codes::UNKNOWN_RUBRIC, q.place("rubric", 0), message);
                out.push(match closest(open.rubric.as_str(), around.rubrics.keys().map(RubricId::as_str)) {
                    Some(near) => finding.help(format!("did you mean `{near}`?")),
                    None => finding.help("`viva rubric list` names them"),
                });
                return;
            };
            let names = || rubric.criterion.iter().map(|c| c.id.as_str()).collect::<Vec<_>>().join(", ");
            let mut unknown = |id: &CriterionId, part: &str, index: usize| {
                if rubric.criterion(id).is_none() {
                    let message = format!("the rubric `{}` has no criterion `{id}`", rubric.id);
                    let finding = Finding::at(&codes::UNKNOWN_CRITERION, q.place(part, index), message);
                    out.push(finding.help(format!("its criteria are {}", names())));
                }
            };
            for (i, id) in open.anchors.keys().enumerate() {
                unknown(id, "anchors", i);
            }
            for (i, sample) in open.sample.iter().enumerate() {
                sample.marks.keys().for_each(|id| unknown(id, "sample", i));
            }
        }
        Body::Choice(_) | Body::Order(_) | Body::Estimate(_) | Body::Sql(_) | Body::Code(_) => {}
    }
}
