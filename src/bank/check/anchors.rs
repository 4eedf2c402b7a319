//! Own anchors for the main criterion, each saying something else.

use super::{super::kind::Body, Surroundings, codes};
use crate::{bank::ReadQuestion, model::Finding};

pub(super) fn check(q: &ReadQuestion, around: &Surroundings<'_>, out: &mut Vec<Finding>) {
    match &q.question.body {
        Body::Open(open) => {
            if let Some(main) = around.rubrics.get(&open.rubric).and_then(|r| r.main_criterion())
                && !open.anchors.contains_key(&main.id)
            {
                let message = format!("`{}` has no anchors of its own for `{}`", q.question.id, main.id);
                let finding = Finding::at(&codes::MISSING_ANCHORS, q.place("open", 0), message);
                out.push(finding.help(format!("add [question.open.anchors.{}] with 1 to 4", main.id)));
            }
            for (i, (criterion, anchors)) in open.anchors.iter().enumerate() {
                if let Some((a, b)) = equal_pair(anchors) {
                    let message = format!("anchors {a} and {b} of `{criterion}` say the same");
                    out.push(Finding::at(&codes::EQUAL_ANCHORS, q.place("anchors", i), message));
                }
            }
        }
        Body::Choice(_) | Body::Order(_) | Body::Estimate(_) | Body::Sql(_) | Body::Code(_) => {}
    }
}

/// Two marks whose anchors have the same words.
pub(super) fn equal_pair(anchors: &crate::bank::Anchors) -> Option<(u8, u8)> {
    let words = |t: &str| -> String {
        let kept = t.chars().map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { ' ' });
        kept.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let all = anchors.all().map(|(mark, text)| (mark.value(), words(text)));
    for (i, (a, first)) in all.iter().enumerate() {
        for (b, second) in &all[i + 1..] {
            if first == second {
                return Some((*a, *b));
            }
        }
    }
    None
}
