//! How consistent the questions of a form are with each other, and how far a candidate's score would move if they were asked again.
//!
//! Cronbach, "Coefficient alpha and the internal structure of tests", Psychometrika 16 (1951): `alpha = k/(k-1) (1 - sum of item variances / variance of the
//! total)`; interval of Feldt, "The approximate sampling distribution of Kuder-Richardson reliability coefficient twenty", Psychometrika 30 (1965).
//! The standard error of measurement is `SD sqrt(1 - alpha)` (Crocker and Algina 1986, chapter 7), here of the mean over the questions, on the scale 1 to
//! 4. Tested against the example of Bland and Altman, BMJ 314 (1997): .95, and against pingouin.

use super::{Figure, Moments, distribution::f_quantile};

/// Cronbach's alpha and the standard error of measurement.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reliability {
    /// Alpha.
    pub alpha: Figure,
    /// The standard error of a candidate's mean over the questions.
    pub error: Figure,
}

/// From scores, one list a candidate, all of the same length; nothing with fewer than two candidates or questions, or totals that do not vary.
pub fn reliability(scores: &[Vec<f64>]) -> Option<Reliability> {
    let k = scores.first()?.len();
    if k < 2 || scores.len() < 2 || scores.iter().any(|s| s.len() != k) {
        return None;
    }
    let mut items = vec![Moments::default(); k];
    let mut totals = Moments::default();
    for person in scores {
        items.iter_mut().zip(person).for_each(|(m, v)| m.add(*v));
        totals.add(person.iter().sum());
    }
    let of_items: f64 = items.iter().filter_map(Moments::variance).sum();
    let (value, total) = (alpha(k as f64, of_items, totals.variance()?)?, totals.variance()?);
    let (d1, d2) = (scores.len() as f64 - 1.0, (scores.len() as f64 - 1.0) * (k as f64 - 1.0));
    let end = |p: f64| 1.0 - (1.0 - value) * f_quantile(p, d1, d2);
    let alpha = Figure { value, interval: (value < 1.0 - 1e-12).then(|| (end(0.975), end(0.025))) };
    let deviation = total.sqrt() / k as f64;
    let error = |a: f64| deviation * (1.0 - a).max(0.0).sqrt();
    // A high alpha is a small error: the ends change places.
    let error =
        Figure { value: error(value), interval: alpha.interval.map(|(low, high)| (error(high), error(low))) };
    Some(Reliability { alpha, error })
}

fn alpha(k: f64, of_items: f64, total: f64) -> Option<f64> {
    (total > 1e-12).then(|| k / (k - 1.0) * (1.0 - of_items / total))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::measure::oracle;

    /// The mini-HAQ: ten items with variances that sum to 11.16, the total's variance is 77.44.
    #[test]
    fn the_example_of_bland_and_altman_1997() {
        assert!((alpha(10.0, 11.16, 77.44).expect("defined") - 0.95).abs() < 0.005);
    }

    #[test]
    fn random_data_gives_what_pingouin_gives() {
        for case in oracle::cases("cronbach") {
            let ratings = oracle::ratings(&case["ratings"]);
            let scores: Vec<Vec<f64>> =
                ratings.iter().map(|p| p.iter().flatten().copied().map(f64::from).collect()).collect();
            let found = reliability(&scores).expect("defined");
            let (low, high) = found.alpha.interval.expect("an interval");
            for (found, key) in
                [(found.alpha.value, "alpha"), (low, "low"), (high, "high"), (found.error.value, "sem")]
            {
                assert!((found - oracle::number(&case[key])).abs() < 1e-7, "{key}: {found}");
            }
            let (low, high) = found.error.interval.expect("an interval");
            assert!(low <= found.error.value && found.error.value <= high);
        }
    }

    proptest! {
        #[test]
        fn never_above_one_and_blind_to_order(people in prop::collection::vec(prop::collection::vec(1.0..4.0_f64, 4), 2..20)) {
            let found = reliability(&people);
            let mut turned: Vec<Vec<f64>> = people.iter().rev().cloned().collect();
            turned.iter_mut().for_each(|p| p.rotate_left(1));
            let other = reliability(&turned);
            prop_assert_eq!(found.is_some(), other.is_some());
            if let (Some(a), Some(b)) = (found, other) {
                prop_assert!(a.alpha.value <= 1.0 + 1e-9);
                prop_assert!((a.alpha.value - b.alpha.value).abs() < 1e-6 * a.alpha.value.abs().max(1.0));
            }
            let parallel: Vec<Vec<f64>> = people.iter().map(|p| vec![p[0]; 4]).collect();
            prop_assert!(reliability(&parallel).is_none_or(|r| (r.alpha.value - 1.0).abs() < 1e-9));
        }
    }
}
