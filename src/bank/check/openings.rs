//! Questions that begin alike read as if made by filling in a form.

use std::collections::BTreeMap;

use super::{Whole, codes};
use crate::model::Finding;

/// So many questions of one area may begin with the same three words.
const ALLOWED: usize = 3;

pub(super) fn check(whole: &Whole<'_>, out: &mut Vec<Finding>) {
    let mut by_opening: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
    for (i, q) in whole.questions.iter().enumerate() {
        let words: Vec<_> = q.question.prompt.split_whitespace().take(3).map(str::to_lowercase).collect();
        by_opening.entry((q.question.area.to_string(), words.join(" "))).or_default().push(i);
    }
    for ((area, opening), list) in by_opening {
        if list.len() > ALLOWED {
            let last = &whole.questions[list[list.len() - 1]];
            let message = format!("{} questions of {area} begin with `{opening}`", list.len());
            out.push(
                Finding::at(&codes::SAME_OPENING, last.place("prompt", 0), message).label("the last of them"),
            );
        }
    }
}
