//! Estimates in words.

use crate::{
    measure::{Estimate, Missing},
    report::{self, Cell, Figure as Shown, IntervalRow},
};

/// `0.74 (0.61 to 0.85), n 42`, or why there is no figure.
pub(super) fn cell(estimate: &Estimate, decimals: usize) -> Cell {
    Cell::Figure(Shown {
        words: words(estimate, decimals),
        value: estimate.value,
        interval: estimate.value.and(estimate.low.zip(estimate.high)),
        n: estimate.n,
        decimals,
    })
}

pub(super) fn words(e: &Estimate, decimals: usize) -> String {
    let d = decimals;
    match (e.value, e.low.zip(e.high), e.missing) {
        (Some(v), Some((low, high)), _) => {
            format!("{} ({} to {}), n {}", number(v, d), number(low, d), number(high, d), e.n)
        }
        (Some(v), None, _) => format!("{} (no interval), n {}", number(v, d), e.n),
        (None, _, Some(Missing::NoVariation)) => format!("no variation, n {}", e.n),
        (None, ..) => format!("too few ({} of {} {})", e.n, e.minimum, e.of.word()),
    }
}

/// A line of a chart.
pub(super) fn line(label: String, e: &Estimate) -> IntervalRow {
    let interval = e.low.zip(e.high);
    let value = e.value.map(|value| report::Estimate { value, interval });
    IntervalRow { label, value, said: words(e, 2) }
}

/// Without a minus before nothing.
fn number(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$}");
    match text.strip_prefix('-') {
        Some(rest) if rest.bytes().all(|b| b == b'0' || b == b'.') => rest.to_owned(),
        _ => text,
    }
}

/// Names of people beside each other.
pub(super) fn names(names: &[String]) -> String {
    names.join(" + ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::{AGREEMENT_UNITS, Figure};

    #[test]
    fn every_case_has_its_words() {
        let of = |n, figure: Option<Figure>| words(&AGREEMENT_UNITS.estimate(n, || figure), 2);
        assert_eq!(of(42, Some(Figure::new(0.7, -0.001, 0.9))), "0.70 (0.00 to 0.90), n 42");
        assert_eq!(of(42, Some(Figure { value: 1.0, interval: None })), "1.00 (no interval), n 42");
        assert_eq!(of(42, None), "no variation, n 42");
        assert_eq!(of(3, None), "too few (3 of 20 units)");
    }
}
