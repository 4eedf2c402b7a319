//! Means with intervals that know that marks of one candidate hang together, differences of means, and shares.
//!
//! A mean over observations in clusters has the cluster-robust variance `G/(G-1) * sum_g (sum of residuals in g)^2 / n^2` and t with G-1 degrees of
//! freedom (Liang and Zeger 1986; Cameron and Miller, "A Practitioner's Guide to Cluster-Robust Inference", Journal of Human Resources 50, 2015).
//! With one observation in each cluster it is the usual interval of a mean. Differences: Welch (1947). Shares: Wilson (1927). Tested
//! against statsmodels.

use super::{Figure, distribution::t_975, wilson};

/// What belongs to one cluster: the sum and the number of its observations.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Cluster {
    /// Sum.
    pub sum: f64,
    /// Number.
    pub n: f64,
}

impl Cluster {
    /// A cluster of one observation.
    pub fn one(value: f64) -> Self {
        Self { sum: value, n: 1.0 }
    }

    /// Adds an observation.
    pub fn add(&mut self, value: f64) {
        self.sum += value;
        self.n += 1.0;
    }
}

/// The mean of all observations; nothing without any.
pub fn clustered_mean(clusters: &[Cluster]) -> Option<Figure> {
    let n: f64 = clusters.iter().map(|c| c.n).sum();
    if n <= 0.0 {
        return None;
    }
    let mean = clusters.iter().map(|c| c.sum).sum::<f64>() / n;
    let g = clusters.len() as f64;
    let squares: f64 = clusters.iter().map(|c| (c.sum - mean * c.n).powi(2)).sum();
    let error = (g / (g - 1.0) * squares).sqrt() / n;
    let half = if clusters.len() > 1 { t_975(g - 1.0) * error } else { f64::NAN };
    Some(Figure {
        value: mean,
        interval: (error > 1e-12 && half.is_finite()).then_some((mean - half, mean + half)),
    })
}

/// Number, mean and variance of observations, gathered one after another (Welford 1962).
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Moments {
    /// Number.
    pub n: u64,
    /// Mean.
    pub mean: f64,
    squares: f64,
}

impl Moments {
    /// Adds an observation.
    pub fn add(&mut self, value: f64) {
        self.n += 1;
        let before = value - self.mean;
        self.mean += before / self.n as f64;
        self.squares += before * (value - self.mean);
    }

    /// The variance over n - 1.
    pub fn variance(&self) -> Option<f64> {
        (self.n > 1).then(|| self.squares / (self.n - 1) as f64)
    }
}

/// The first mean less the second one, variances not taken as equal; nothing with fewer than two on a side.
pub fn difference(first: &Moments, second: &Moments) -> Option<Figure> {
    let part = |m: &Moments| Some((m.variance()? / m.n as f64, (m.n - 1) as f64));
    let ((a, df_a), (b, df_b)) = (part(first)?, part(second)?);
    let value = first.mean - second.mean;
    let df = (a + b).powi(2) / (a * a / df_a + b * b / df_b);
    let half = if df.is_finite() { t_975(df) * (a + b).sqrt() } else { f64::NAN };
    Some(Figure { value, interval: half.is_finite().then_some((value - half, value + half)) })
}

/// `hits` of `n` as a share of 1; nothing without any.
pub fn share(hits: u64, n: u64) -> Option<Figure> {
    let found = wilson(usize::try_from(hits).ok()?, usize::try_from(n).ok()?)?;
    Some(Figure::new(found.share, found.lower, found.upper))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::measure::oracle;

    #[test]
    fn random_data_gives_what_statsmodels_gives() {
        let near = |found: f64, wanted: f64| assert!((found - wanted).abs() < 1e-7, "{found}, not {wanted}");
        for case in oracle::cases("clustered") {
            let (y, group) = (oracle::numbers(&case["y"]), oracle::numbers(&case["group"]));
            let mut clusters =
                vec![Cluster::default(); group.iter().fold(0.0_f64, |a, b| a.max(*b)) as usize + 1];
            y.iter().zip(group).for_each(|(y, g)| clusters[g as usize].add(*y));
            let found = clustered_mean(&clusters).expect("defined");
            let (low, high) = found.interval.expect("an interval");
            for (found, key) in [(found.value, "mean"), (low, "low"), (high, "high")] {
                near(found, oracle::number(&case[key]));
            }
        }
        for case in oracle::cases("welch") {
            let mut sides = [Moments::default(); 2];
            for (side, key) in sides.iter_mut().zip(["x", "y"]) {
                oracle::numbers(&case[key]).into_iter().for_each(|v| side.add(v));
            }
            let found = difference(&sides[0], &sides[1]).expect("defined");
            let (low, high) = found.interval.expect("an interval");
            for (found, key) in [(found.value, "difference"), (low, "low"), (high, "high")] {
                near(found, oracle::number(&case[key]));
            }
        }
        for case in oracle::cases("wilson") {
            let whole = |key: &str| case[key].as_u64().expect("whole");
            let (low, high) = share(whole("k"), whole("n")).and_then(|f| f.interval).expect("one");
            near(low, oracle::number(&case["low"]));
            near(high, oracle::number(&case["high"]));
        }
    }

    #[test]
    fn nothing_that_varies_has_no_interval() {
        assert_eq!(clustered_mean(&[]), None);
        let same = [Cluster::one(2.0), Cluster::one(2.0)];
        assert_eq!(clustered_mean(&same), Some(Figure { value: 2.0, interval: None }));
        assert_eq!(clustered_mean(&same[..1]), Some(Figure { value: 2.0, interval: None }));
        assert_eq!(share(0, 0), None);
    }

    proptest! {
        #[test]
        fn shares_and_means_lie_in_their_intervals(hits in 0_u64..50, more in 0_u64..50, ys in prop::collection::vec(-2.0..2.0_f64, 2..20)) {
            if let Some(Figure { value, interval: Some((low, high)) }) = share(hits, hits + more) {
                prop_assert!(0.0 <= low && low <= value + 1e-12 && value <= high + 1e-12 && high <= 1.0);
            }
            let clusters: Vec<Cluster> = ys.iter().map(|y| Cluster::one(*y)).collect();
            let found = clustered_mean(&clusters).expect("defined");
            prop_assert!(found.interval.is_none_or(|(low, high)| low <= found.value && found.value <= high));
            let mut turned = clusters.clone();
            turned.reverse();
            prop_assert!((clustered_mean(&turned).expect("defined").value - found.value).abs() < 1e-9);
        }
    }
}
