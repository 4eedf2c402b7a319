//! Discrimination of a question: does whoever does well on the rest do well on it?
//!
//! The item-rest correlation (the "corrected item-total correlation"): Pearson's r between a candidate's score on the question and the mean of the
//! same candidate's other questions, the question itself left out (Henrysson, "Correction of item-total correlations in item analysis", Psychometrika
//! 28, 1963; Crocker and Algina, "Introduction to Classical and Modern Test Theory", 1986, chapter 14). Interval by Fisher's z (1921). Tested against SciPy.

use super::{Figure, distribution::Z_975};

/// Pearson's r of pairs, with its interval; nothing with fewer than three pairs or where one side does not vary.
pub fn correlation(pairs: &[(f64, f64)]) -> Option<Figure> {
    let n = pairs.len() as f64;
    if n < 3.0 {
        return None;
    }
    let (mx, my) = (pairs.iter().map(|p| p.0).sum::<f64>() / n, pairs.iter().map(|p| p.1).sum::<f64>() / n);
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for (x, y) in pairs {
        let (dx, dy) = (x - mx, y - my);
        xx += dx * dx;
        yy += dy * dy;
        xy += dx * dy;
    }
    // Rounding leaves a little of nothing.
    let least = 1e-18 * n;
    if xx <= least || yy <= least {
        return None;
    }
    let r = (xy / (xx * yy).sqrt()).clamp(-1.0, 1.0);
    let half = Z_975 / (n - 3.0).sqrt();
    let interval =
        (r.abs() < 1.0 - 1e-12 && n > 3.0).then(|| ((r.atanh() - half).tanh(), (r.atanh() + half).tanh()));
    Some(Figure { value: r, interval })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::measure::oracle;

    #[test]
    fn random_data_gives_what_scipy_gives() {
        for case in oracle::cases("pearson") {
            let pairs: Vec<(f64, f64)> =
                oracle::numbers(&case["x"]).into_iter().zip(oracle::numbers(&case["y"])).collect();
            let found = correlation(&pairs).expect("defined");
            let (low, high) = found.interval.expect("an interval");
            for (found, key) in [(found.value, "r"), (low, "low"), (high, "high")] {
                assert!((found - oracle::number(&case[key])).abs() < 1e-9, "{key}");
            }
        }
    }

    proptest! {
        #[test]
        fn bounded_symmetric_and_blind_to_order(pairs in prop::collection::vec((1.0..4.0_f64, 1.0..4.0_f64), 3..30)) {
            let found = correlation(&pairs).expect("random numbers vary");
            prop_assert!((-1.0..=1.0).contains(&found.value));
            let turned: Vec<(f64, f64)> = pairs.iter().rev().map(|(x, y)| (*y, *x)).collect();
            prop_assert!((correlation(&turned).expect("too").value - found.value).abs() < 1e-9);
            let same: Vec<(f64, f64)> = pairs.iter().map(|(x, _)| (*x, 2.0 * x + 1.0)).collect();
            prop_assert!((correlation(&same).expect("too").value - 1.0).abs() < 1e-9);
            let flat: Vec<(f64, f64)> = pairs.iter().map(|(x, _)| (*x, 2.0)).collect();
            prop_assert_eq!(correlation(&flat), None);
        }
    }
}
