//! How an interviewer's marks stand to gold marks.
//!
//! ```text
//! exact      = share of marks that equal gold                                   Wilson's interval
//! within one = share of marks at most one step from gold                        Wilson's interval
//! severity   = mean over samples of (mean over the sample's criteria of own - gold)     Student's t over samples
//! kappa      = 1 - sum(w o) / sum(w e), w = (i - j)^2 / 9                       quadratic weights (Cohen 1968)
//! ```
//!
//! Marks on the criteria of one sample come from one reading, so they are not independent: severity counts a sample once. The standard
//! deviation is not taken below 1/sqrt(12), that of the rounding of a judgement to a whole mark (a uniform error of one step), so that eight
//! equal differences do not claim to be exact. Severity below 0 is severe (own marks below gold), above 0 lenient.
//!
//! Where one drifts: a criterion or an area is named when the interval of its severity leaves 0 out. With k of them looked at, each interval
//! has the level 1 - 0.05 / k (Bonferroni; Dunn 1961), so that the chance to name any of them for nothing stays below 5 %.

use super::{
    combine::mean,
    student::{MeanInterval, mean_interval},
    wilson::{Share, wilson},
};
use crate::model::Mark;

/// So many samples, with a mark on at least one criterion each, are needed before severity gets an interval.
pub const LEAST_SAMPLES: usize = 8;
/// So many samples are needed before a criterion or an area may be said to drift.
pub const LEAST_FOR_DRIFT: usize = 6;
/// The smallest spread of differences between whole marks: 1/sqrt(12).
const ROUNDING: f64 = 0.288_675_134_594_812_9;

/// A mark beside its gold mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoldPair {
    /// Which sample, by its place in the list of samples: pairs of one sample have the same.
    pub sample: usize,
    /// What is looked at apart: the criterion, or the area.
    pub group: String,
    /// The interviewer's mark.
    pub own: Mark,
    /// The bank's.
    pub gold: Mark,
}

/// Agreement with gold.
#[derive(Debug, Clone, PartialEq)]
pub struct GoldAgreement {
    /// How many samples.
    pub samples: usize,
    /// How many marks.
    pub marks: usize,
    /// Marks that equal gold.
    pub exact: Option<Share>,
    /// Marks at most one step away.
    pub within_one: Option<Share>,
    /// Mean of own minus gold, a sample counted once; nothing without marks.
    pub difference: Option<f64>,
    /// Its interval; nothing below [`LEAST_SAMPLES`].
    pub severity: Option<MeanInterval>,
    /// Quadratic weighted kappa; nothing below [`LEAST_SAMPLES`] or when all marks are the same.
    pub kappa: Option<f64>,
    /// Own marks (rows, 1 to 4) against gold marks (columns, 1 to 4).
    pub table: [[usize; 4]; 4],
}

/// A criterion or an area, looked at apart.
#[derive(Debug, Clone, PartialEq)]
pub struct GoldDrift {
    /// Its name.
    pub group: String,
    /// How many samples have a mark on it.
    pub samples: usize,
    /// How many marks.
    pub marks: usize,
    /// Marks that equal gold.
    pub exact: usize,
    /// Mean of own minus gold.
    pub difference: f64,
    /// Its interval at the level that allows for all groups; nothing below [`LEAST_FOR_DRIFT`].
    pub interval: Option<MeanInterval>,
}

impl GoldDrift {
    /// Whether the interval leaves 0 out.
    pub fn drifts(&self) -> bool {
        self.interval.is_some_and(|i| i.lower > 0.0 || i.upper < 0.0)
    }
}

fn steps(pair: &GoldPair) -> f64 {
    f64::from(pair.own.value()) - f64::from(pair.gold.value())
}

/// One mean difference a sample, in the order of samples.
fn by_sample<'p>(pairs: impl Iterator<Item = &'p GoldPair>) -> Vec<f64> {
    let mut sums: std::collections::BTreeMap<usize, (f64, f64)> = std::collections::BTreeMap::new();
    for pair in pairs {
        let sum = sums.entry(pair.sample).or_default();
        *sum = (sum.0 + steps(pair), sum.1 + 1.0);
    }
    sums.into_values().map(|(sum, n)| sum / n).collect()
}

/// Agreement over all pairs.
pub fn gold_agreement(pairs: &[GoldPair]) -> GoldAgreement {
    let samples = by_sample(pairs.iter());
    let near = |most: f64| pairs.iter().filter(|p| steps(p).abs() <= most).count();
    let mut table = [[0; 4]; 4];
    for pair in pairs {
        table[usize::from(pair.own.value()) - 1][usize::from(pair.gold.value()) - 1] += 1;
    }
    let enough = samples.len() >= LEAST_SAMPLES;
    GoldAgreement {
        samples: samples.len(),
        marks: pairs.len(),
        exact: wilson(near(0.0), pairs.len()),
        within_one: wilson(near(1.0), pairs.len()),
        difference: mean(&samples),
        severity: enough.then(|| mean_interval(&samples, 0.95, ROUNDING)).flatten(),
        kappa: enough.then(|| weighted_kappa(&table)).flatten(),
        table,
    }
}

/// Each group apart, in the order of names.
pub fn gold_drift(pairs: &[GoldPair]) -> Vec<GoldDrift> {
    let groups: std::collections::BTreeSet<&str> = pairs.iter().map(|p| p.group.as_str()).collect();
    let of = |group: &str| pairs.iter().filter(move |p| p.group == group).collect::<Vec<_>>();
    let tested =
        groups.iter().filter(|g| by_sample(of(g).into_iter()).len() >= LEAST_FOR_DRIFT).count().max(1);
    let level = 1.0 - 0.05 / tested as f64;
    let one = |group: &&str| {
        let own = of(group);
        let samples = by_sample(own.iter().copied());
        let enough = samples.len() >= LEAST_FOR_DRIFT;
        Some(GoldDrift {
            group: (*group).to_owned(),
            samples: samples.len(),
            marks: own.len(),
            exact: own.iter().filter(|p| p.own == p.gold).count(),
            difference: mean(&samples)?,
            interval: enough.then(|| mean_interval(&samples, level, ROUNDING)).flatten(),
        })
    };
    groups.iter().filter_map(one).collect()
}

/// Cohen's kappa with quadratic weights over a table of own against gold; nothing when no disagreement could be expected.
fn weighted_kappa(table: &[[usize; 4]; 4]) -> Option<f64> {
    let n: usize = table.iter().flatten().sum();
    let row = |i: usize| table[i].iter().sum::<usize>() as f64;
    let column = |j: usize| table.iter().map(|r| r[j]).sum::<usize>() as f64;
    let (mut seen, mut expected) = (0.0, 0.0);
    for (i, own) in table.iter().enumerate() {
        for (j, count) in own.iter().enumerate() {
            let weight = (i as f64 - j as f64).powi(2) / 9.0;
            seen += weight * *count as f64;
            expected += weight * row(i) * column(j) / n as f64;
        }
    }
    (n > 0 && expected > 0.0).then(|| 1.0 - seen / expected)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pairs(list: &[(usize, &str, i64, i64)]) -> Vec<GoldPair> {
        let mark = |m| Mark::new(m).expect("a mark");
        let pair = |&(sample, group, own, gold): &(usize, &str, i64, i64)| GoldPair {
            sample,
            group: group.into(),
            own: mark(own),
            gold: mark(gold),
        };
        list.iter().map(pair).collect()
    }

    #[test]
    fn agreement_by_hand() {
        let a = gold_agreement(&pairs(&[(0, "c", 3, 3), (0, "r", 4, 2), (1, "c", 2, 3)]));
        assert_eq!((a.samples, a.marks), (2, 3));
        assert_eq!((a.exact.expect("marks").hits, a.within_one.expect("marks").hits), (1, 2));
        // Samples: (0 + 2) / 2 = 1 and -1.
        assert_eq!(a.difference, Some(0.0));
        assert_eq!((a.severity, a.kappa), (None, None), "two samples are too few");
        assert_eq!(a.table[3][1], 1);
        let none = gold_agreement(&[]);
        assert_eq!((none.exact, none.difference, none.severity), (None, None, None));
    }

    #[test]
    fn weighted_kappa_by_hand() {
        // Full agreement is 1; agreement by chance alone is 0; the opposite of gold is below 0.
        assert_eq!(weighted_kappa(&[[3, 0, 0, 0], [0, 3, 0, 0], [0, 0, 3, 0], [0, 0, 0, 3]]), Some(1.0));
        assert_eq!(weighted_kappa(&[[1; 4]; 4]), Some(0.0));
        assert!(weighted_kappa(&[[0, 0, 0, 5], [0; 4], [0; 4], [5, 0, 0, 0]]).is_some_and(|k| k < -0.9));
        assert_eq!(weighted_kappa(&[[5, 0, 0, 0], [0; 4], [0; 4], [0; 4]]), None);
        // Seen 2/9; expected (5 * 5 + 5 * 5) / 10 / 9 = 5/9.
        let k = weighted_kappa(&[[4, 1, 0, 0], [1, 4, 0, 0], [0; 4], [0; 4]]).expect("a table");
        assert!((k - 0.6).abs() < 1e-12, "{k}");
    }

    #[test]
    fn a_criterion_that_drifts_is_named_and_another_is_not() {
        let mut list = Vec::new();
        for sample in 0..12 {
            list.push((sample, "correctness", 3, 2 + (sample as i64 % 3 == 0) as i64));
            list.push((sample, "reasoning", 2 + (sample as i64 % 2), 3 - (sample as i64 % 2)));
        }
        let drift = gold_drift(&pairs(&list));
        assert_eq!(
            drift.iter().map(|d| (d.group.as_str(), d.drifts())).collect::<Vec<_>>(),
            [("correctness", true), ("reasoning", false)]
        );
        let few = gold_drift(&pairs(&list[..6]));
        assert!(few.iter().all(|d| d.interval.is_none() && !d.drifts()), "{few:?}");
    }

    proptest! {
        #[test]
        fn numbers_stay_in_their_ranges(list in prop::collection::vec((0_usize..20, 1_i64..=4, 1_i64..=4), 0..80)) {
            let list: Vec<_> = list.into_iter().map(|(s, a, b)| (s, "c", a, b)).collect();
            let a = gold_agreement(&pairs(&list));
            prop_assert!(a.difference.is_none_or(|d| (-3.0..=3.0).contains(&d)));
            prop_assert!(a.kappa.is_none_or(|k| (-1.0 - 1e-9..=1.0 + 1e-9).contains(&k)));
            prop_assert!(a.exact.zip(a.within_one).is_none_or(|(e, w)| e.hits <= w.hits && e.lower <= e.share && e.share <= e.upper));
            prop_assert_eq!(a.table.iter().flatten().sum::<usize>(), a.marks);
            prop_assert!(a.severity.is_none_or(|s| s.lower < s.mean && s.mean < s.upper));
        }
    }
}
