//! Questions that begin alike read as if made by filling in a form.

use super::{Whole, codes};
use crate::{bank::ReadQuestion, model::Finding};

/// So many questions of one area may begin with the same three words.
const ALLOWED: usize = 3;

pub(super) fn check(whole: &Whole<'_>, out: &mut Vec<Finding>) {
    let opening = |q: &ReadQuestion| {
        let words: Vec<_> = q.question.prompt.split_whitespace().take(3).collect();
        words.join(" ").to_lowercase()
    };
    let mut all: Vec<_> = whole.questions.iter().map(|q| (&q.question.area, opening(q), q)).collect();
    // The sort is stable: among equals the last of the files stays the last.
    all.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    for list in all.chunk_by(|a, b| (a.0, &a.1) == (b.0, &b.1)) {
        if let Some((area, opening, last)) = list.last().filter(|_| list.len() > ALLOWED) {
            let message = format!("{} questions of {area} begin with `{opening}`", list.len());
            out.push(
                Finding::at(&codes::SAME_OPENING, last.place("prompt", 0), message).label("the last of them"),
            );
        }
    }
}
