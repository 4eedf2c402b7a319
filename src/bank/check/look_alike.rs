//! Ids that people confuse: 0 and o, 1 and l, dashes left out.

use std::collections::HashMap;

use super::{Whole, codes};
use crate::model::Finding;

pub(super) fn check(whole: &Whole<'_>, out: &mut Vec<Finding>) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for (i, q) in whole.questions.iter().enumerate() {
        let id = q.question.id.as_str();
        let shape: String = id
            .chars()
            .filter(|c| *c != '-')
            .map(|c| match c {
                '0' => 'o',
                '1' => 'l',
                c => c,
            })
            .collect();
        match seen.get(&shape) {
            Some(&first) if whole.questions[first].question.id != q.question.id => {
                let other = &whole.questions[first];
                let message = format!("`{id}` is easily taken for `{}`", other.question.id);
                let finding =
                    Finding::at(&codes::LOOK_ALIKE_ID, q.place("id", 0), message).label("rename one");
                out.push(finding.related(other.place("id", 0), "the other"));
            }
            Some(_) => {}
            None => {
                seen.insert(shape, i);
            }
        }
    }
}
