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
    let all = anchors.all().map(|(mark, text)| (mark.value(), text));
    for (i, (a, first)) in all.iter().enumerate() {
        for (b, second) in &all[i + 1..] {
            if same_words(first, second) {
                return Some((*a, *b));
            }
        }
    }
    None
}

/// Whether two texts differ at most in punctuation, blanks and case.
fn same_words(a: &str, b: &str) -> bool {
    fn words(text: &str) -> impl Iterator<Item = &str> {
        text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty())
    }
    let (mut a, mut b) = (words(a), words(b));
    loop {
        match (a.next(), b.next()) {
            (None, None) => return true,
            (Some(a), Some(b)) if a.eq_ignore_ascii_case(b) => {}
            (Some(_) | None, Some(_) | None) => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn punctuation_and_case_do_not_make_another_anchor() {
        assert!(same_words("Names the lock, and why.", "names the LOCK and - why"));
        assert!(!same_words("Names the lock", "Names the lock twice"));
        assert!(!same_words("Names the lock", "Names a lock"));
        assert!(same_words("", "..."));
    }
}
