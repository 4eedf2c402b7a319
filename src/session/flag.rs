//! Red flags that were heard. They are kept as ticks under an id of their own (`red-flag-N`, N from 1 as the question lists them), so
//! that an older store reads them too; `missed` takes one back.

use std::collections::BTreeMap;

use crate::{
    bank::{Body, Question, RED_FLAG},
    model::{Heard, LookForId, Slug},
};

/// The id under which red flag number `number` is ticked.
pub fn flag_id(number: u16) -> Option<LookForId> {
    LookForId::new(format!("{RED_FLAG}{number}")).ok()
}

/// The red flags that a question lists; none for graded kinds.
pub fn red_flags(question: &Question) -> &[String] {
    match &question.body {
        Body::Open(open) => &open.red_flags,
        Body::Choice(_) | Body::Order(_) | Body::Estimate(_) | Body::Sql(_) | Body::Code(_) => &[],
    }
}

/// The numbers of the red flags that were heard, from 1.
pub fn flagged(question: &Question, heard: &BTreeMap<LookForId, Heard>) -> Vec<u16> {
    let all = u16::try_from(red_flags(question).len()).unwrap_or(u16::MAX);
    let is_heard = |n: &u16| flag_id(*n).and_then(|id| heard.get(&id)).is_some_and(|h| *h != Heard::Missed);
    (1..=all).filter(is_heard).collect()
}
