//! A question is complete: look-fors, probes, hints, red flags, samples, tags, minutes.

use std::ops::RangeInclusive;

use super::{
    super::kind::{Body, Kind},
    Surroundings, codes,
};
use crate::{bank::ReadQuestion, model::Finding};

pub(super) fn check(q: &ReadQuestion, _: &Surroundings<'_>, out: &mut Vec<Finding>) {
    let mut count = |what: &str, part: &str, number: usize, range: RangeInclusive<usize>| {
        if !range.contains(&number) {
            let (low, high) = (range.start(), range.end());
            let wanted = if low == high { low.to_string() } else { format!("{low} to {high}") };
            let message =
                format!("`{}` has {number} {what}; a complete question has {wanted}", q.question.id);
            out.push(Finding::at(&codes::WRONG_COUNT, q.place(part, 0), message));
        }
    };
    count("tags", "tags", q.question.tags.len(), 1..=6);
    match &q.question.body {
        Body::Open(open) => {
            count("look-fors", "look_for", open.look_for.len(), 4..=8);
            count("probes", "probes", open.probes.len(), 2..=4);
            count("hints", "hints", open.hints.len(), 1..=3);
            count("red flags", "red_flags", open.red_flags.len(), 1..=3);
            count("samples", "sample", open.sample.len(), 2..=6);
        }
        Body::Choice(choice) => count("options", "option", choice.option.len(), 3..=6),
        Body::Order(order) => count("steps", "steps", order.steps.len(), 4..=8),
        Body::Estimate(_) => {}
        Body::Sql(sql) => count("data sets", "data", sql.data.len(), 2..=6),
        Body::Code(code) => {
            let hidden = code.case.iter().filter(|c| c.hidden).count();
            count("shown cases", "case", code.case.len() - hidden, 2..=4);
            count("hidden cases", "case", hidden, 4..=10);
            let known = ["python", "javascript"].iter().filter(|l| code.starter.contains_key(**l)).count();
            count("starters in python and javascript", "starter", known, 2..=2);
        }
    }
    let shortest = if q.question.body.kind() == Kind::Open { 2 } else { 1 };
    if !(shortest..=15).contains(&q.question.minutes) {
        let message = format!("`{}` is planned for {} minutes", q.question.id, q.question.minutes);
        let finding = Finding::at(&codes::MINUTES, q.place("minutes", 0), message);
        out.push(
            finding
                .label(format!("{shortest} to 15"))
                .help("a longer question is two questions; a shorter one measures a word"),
        );
    }
}
