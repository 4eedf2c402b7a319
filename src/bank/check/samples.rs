//! Samples prove the rubric: a mark on every criterion, and not all the same marks.

use super::{super::kind::Body, Surroundings, codes};
use crate::{bank::ReadQuestion, model::Finding};

pub(super) fn check(q: &ReadQuestion, around: &Surroundings<'_>, out: &mut Vec<Finding>) {
    match &q.question.body {
        Body::Open(open) => {
            let Some(rubric) = around.rubrics.get(&open.rubric) else { return };
            for (i, sample) in open.sample.iter().enumerate() {
                let missing: Vec<_> =
                    rubric.criterion.iter().filter(|c| !sample.marks.contains_key(&c.id)).collect();
                if !missing.is_empty() {
                    let names = missing.iter().map(|c| c.id.as_str()).collect::<Vec<_>>().join(", ");
                    let message = format!("sample {} of `{}` has no mark for {names}", i + 1, q.question.id);
                    out.push(Finding::at(&codes::SAMPLE_MARKS, q.place("sample", i), message));
                }
            }
            if open.sample.len() > 1 && open.sample.windows(2).all(|w| w[0].marks == w[1].marks) {
                let message = format!("all samples of `{}` have the same marks", q.question.id);
                out.push(Finding::at(&codes::SAMPLE_MARKS, q.place("sample", 0), message));
            }
        }
        Body::Choice(_) | Body::Order(_) | Body::Estimate(_) | Body::Sql(_) | Body::Code(_) => {}
    }
}
