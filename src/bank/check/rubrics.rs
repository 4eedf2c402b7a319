//! Rubrics whose anchors tell marks apart.

use super::{Whole, anchors::equal_pair, codes};
use crate::{
    bank::FileKind,
    model::{Finding, Place},
};

pub(super) fn check(whole: &Whole<'_>, out: &mut Vec<Finding>) {
    for file in whole.bank.files.iter().filter(|f| f.layer >= whole.from_layer) {
        if file.outline.kind != Some(FileKind::Rubric) {
            continue;
        }
        let text = whole.bank.sources.get(file.source).text.as_ref();
        let Some(rubric) = crate::bank::rubric::read(file.source, text).0 else { continue };
        let place = Place { source: file.source, span: 0..0 };
        if !(1..=5).contains(&rubric.criterion.len()) {
            let message = format!("the rubric `{}` has {} criteria", rubric.id, rubric.criterion.len());
            out.push(
                Finding::at(&codes::WRONG_COUNT, place.clone(), message)
                    .help("1 to 5 can be marked while somebody waits"),
            );
        }
        for criterion in &rubric.criterion {
            if let Some((a, b)) = equal_pair(&criterion.anchors) {
                let message = format!("anchors {a} and {b} of `{}` say the same", criterion.id);
                out.push(Finding::at(&codes::EQUAL_ANCHORS, place.clone(), message));
            }
        }
    }
}
