//! From ticks to marks, and from marks to a rating. The rule is written out for people in `docs/practice.md`; it is shown with every mark.

use std::collections::BTreeMap;

use crate::{
    bank::{Kind, Open, Rubric},
    model::{CriterionId, Fraction, Heard, LookForId, Mark, Rating},
};

/// What a look-for counts: whole when it came unprompted, half after a probe, a quarter after a hint.
pub const HEARD_SHARES: [(Heard, f64); 4] =
    [(Heard::Unprompted, 1.0), (Heard::Probed, 0.5), (Heard::Hinted, 0.25), (Heard::Missed, 0.0)];

/// From which share of the look-fors on a mark is earned, best first. Below the last one it is a 1.
pub const MARK_SHARES: [(u8, f64); 3] = [(4, 0.9), (3, 0.6), (2, 0.25)];

/// From which mean mark (1 to 4) on a rating is earned, best first. Below the last one it is `again`.
pub const RATING_SCORES: [(Rating, f64); 3] =
    [(Rating::Easy, 3.75), (Rating::Good, 2.75), (Rating::Hard, 2.0)];

/// Which share of the look-fors was heard, 0 to 1; `None` when the question has none. What was not ticked counts as missed.
pub fn share_heard(open: &Open, ticks: &BTreeMap<LookForId, Heard>) -> Option<f64> {
    if open.look_for.is_empty() {
        return None;
    }
    let worth = |heard: Heard| HEARD_SHARES.iter().find(|(h, _)| *h == heard).map_or(0.0, |(_, w)| *w);
    let sum: f64 = open.look_for.iter().filter_map(|l| ticks.get(&l.id)).map(|h| worth(*h)).sum();
    Some(sum / open.look_for.len() as f64)
}

/// The mark that the rule gives for each criterion: from the share of look-fors, the same for all; red flags in the answer then cap it,
/// harder on the criterion with the highest weight: one flag at 2 there and at 3 elsewhere, more flags at 1 and at 2.
/// Without look-fors there is no share and no mark: the anchors alone decide.
pub fn computed_marks(
    open: &Open,
    rubric: &Rubric,
    ticks: &BTreeMap<LookForId, Heard>,
    red_flags: usize,
) -> BTreeMap<CriterionId, Option<Mark>> {
    let share = share_heard(open, ticks);
    let main = rubric.main_criterion().map(|c| &c.id);
    let mark = |criterion: &CriterionId| {
        // Sums of quarters over a handful of look-fors: the small slack only makes up for rounding.
        let earned =
            share.map(|s| MARK_SHARES.iter().find(|(_, from)| s + 1e-9 >= *from).map_or(1, |(m, _)| *m))?;
        let is_main = main == Some(criterion);
        let cap = match (red_flags, is_main) {
            (0, _) => 4,
            (1, true) => 2,
            (1, false) => 3,
            (_, true) => 1,
            (_, false) => 2,
        };
        Mark::new(i64::from(earned.min(cap))).ok()
    };
    rubric.criterion.iter().map(|c| (c.id.clone(), mark(&c.id))).collect()
}

/// The weighted mean of the marks as a share: (mean - 1) / 3. `None` without marks.
pub fn score_of(rubric: &Rubric, marks: &BTreeMap<CriterionId, Mark>) -> Option<Fraction> {
    let weighted = |c: &crate::bank::Criterion| Some((c.weight, f64::from(marks.get(&c.id)?.value())));
    let (sum, weights) = rubric
        .criterion
        .iter()
        .filter_map(weighted)
        .fold((0.0, 0.0), |(sum, weights), (w, m)| (sum + w * m, weights + w));
    (weights > 0.0).then(|| Fraction::clamped((sum / weights - 1.0) / 3.0))
}

/// The rating that a score earns. A question whose answer is picked from a list is never `easy`: recognising is less than remembering.
pub fn rating_of(score: Fraction, kind: Kind) -> Rating {
    let on_scale = score.on_scale() + 1e-9;
    let earned = RATING_SCORES.iter().find(|(_, from)| on_scale >= *from).map_or(Rating::Again, |(r, _)| *r);
    match kind {
        Kind::Choice | Kind::Order => earned.min(Rating::Good),
        Kind::Open | Kind::Estimate | Kind::Sql | Kind::Code => earned,
    }
}
