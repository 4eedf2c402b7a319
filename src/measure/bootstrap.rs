//! Intervals by resampling whole candidates.
//!
//! Marks of one candidate hang together: an interview that went well was well on most criteria. Resampling single marks would take them for
//! independent and give intervals that are too narrow; resampling candidates with all that belongs to them does not (the cluster bootstrap: Davison and
//! Hinkley, "Bootstrap Methods and their Application", 1997, section 3.8; Field and Welsh 2007). The interval is the percentile one (Efron and
//! Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13), as Zapf and others (2016) found good for Krippendorff's alpha. The draws are
//! ChaCha8 from a fixed seed, so the same store always gives the same interval.

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{Rng, SeedableRng},
};

/// How many resamples: the ends move by about a hundredth of the interval's width from seed to seed.
const RESAMPLES: usize = 2_000;
const SEED: u64 = 0x7669_7661;

/// The 95 % interval of a statistic of sums. `add` adds one candidate's part to the sum, `statistic` computes from the sum, `None` where it is not
/// defined. No interval with one candidate, or where half of the resamples have no statistic.
pub fn interval<P, S: Default>(
    parts: &[P],
    add: impl Fn(&mut S, &P),
    statistic: impl Fn(&S) -> Option<f64>,
) -> Option<(f64, f64)> {
    if parts.len() < 2 {
        return None;
    }
    let mut rng = ChaCha8Rng::seed_from_u64(SEED);
    let mut found = Vec::with_capacity(RESAMPLES);
    for _ in 0..RESAMPLES {
        let mut sum = S::default();
        for _ in 0..parts.len() {
            let drawn = (u64::from(rng.next_u32()) * parts.len() as u64) >> 32;
            add(&mut sum, &parts[usize::try_from(drawn).unwrap_or(0)]);
        }
        found.extend(statistic(&sum));
    }
    if found.len() < RESAMPLES / 2 {
        return None;
    }
    found.sort_by(f64::total_cmp);
    Some((quantile(&found, 0.025), quantile(&found, 0.975)))
}

/// Between the two nearest of sorted values (type 7 of Hyndman and Fan 1996).
pub fn quantile(sorted: &[f64], p: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else { return f64::NAN };
    let place = p * last as f64;
    let below = (place.floor() as usize).min(last);
    let above = (below + 1).min(last);
    sorted[below] + (place - below as f64) * (sorted[above] - sorted[below])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_of_a_mean_is_near_the_one_by_theory() {
        let values: Vec<f64> = (0..200).map(|i| f64::from(i * 37 % 200)).collect();
        let add = |(s, n): &mut (f64, f64), v: &f64| (*s, *n) = (*s + v, *n + 1.0);
        let mean = |(s, n): &(f64, f64)| Some(s / n);
        let (low, high) = interval(&values, add, mean).expect("an interval");
        let half = 1.96 * 57.735 / 200_f64.sqrt();
        assert!((low - (99.5 - half)).abs() < 1.0 && (high - (99.5 + half)).abs() < 1.0, "{low} {high}");
        assert_eq!(interval(&values, add, mean), Some((low, high)), "the seed is fixed");
        assert_eq!(interval(&values[..1], add, mean), None);
        assert_eq!(interval(&values, add, |_| None), None);
    }

    #[test]
    fn quantiles_lie_between_neighbours() {
        let values = [1.0, 2.0, 4.0];
        assert_eq!([0.0, 0.25, 0.5, 1.0].map(|p| quantile(&values, p)), [1.0, 1.5, 2.0, 4.0]);
        assert!(quantile(&[], 0.5).is_nan());
    }
}
