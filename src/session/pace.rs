//! Time: where the interview stands against its plan, and which question costs least when it is late.

use super::{Phase, State};
use crate::model::Millis;

/// Where the interview stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Pace {
    /// Spent so far on the whole session.
    pub elapsed: Millis,
    /// Planned for all questions.
    pub planned: Millis,
    /// Planned for the questions that are not behind yet, less what was spent on the current one.
    pub ahead: Millis,
    /// How much later than planned the last question would end; 0 when in time.
    pub late: Millis,
    /// The question ahead whose loss costs the least coverage, and that coverage (0 to 1).
    pub cheapest: Option<(usize, f64)>,
}

/// Computes the pace. Questions' time is all that counts: opening and closing have their own.
pub fn pace(state: &State) -> Pace {
    let minutes = |i: usize| Millis::from(state.material.question(i).minutes) * 60_000;
    let n = state.questions.len();
    let planned: Millis = (0..n).map(minutes).sum();
    let spent: Millis = state.questions.iter().map(|q| q.spent).sum();
    let open = |i: &usize| state.questions[*i].phase != Phase::Behind;
    let left = |i: usize| minutes(i).saturating_sub(state.questions[i].spent);
    let ahead: Millis = (0..n).filter(open).map(left).sum();
    let late = (spent + ahead).saturating_sub(planned);
    let plan = &state.material.plan;
    let weights: f64 = plan.section.iter().filter(|s| !s.question.is_empty()).map(|s| s.weight).sum();
    let cost = |i: usize| {
        let section = &plan.section[state.section_of(i)];
        (section.gate, section.weight / section.question.len().max(1) as f64 / weights.max(f64::MIN_POSITIVE))
    };
    let cheapest = (0..n)
        .filter(|&i| state.questions[i].phase == Phase::Ahead)
        .map(|i| (cost(i), i))
        .min_by(|a, b| a.0.0.cmp(&b.0.0).then(a.0.1.total_cmp(&b.0.1)).then(b.1.cmp(&a.1)))
        .map(|((_, cost), i)| (i, cost));
    Pace { elapsed: state.elapsed, planned, ahead, late, cheapest }
}
