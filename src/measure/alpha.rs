//! Krippendorff's alpha: agreement of any number of raters, any of whom may have left any unit out.
//!
//! Klaus Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), section C to E; "Content Analysis" (3rd edition, 2013), chapter 12.
//! `alpha = 1 - D_o / D_e` from the matrix of coincidences; the ordinal metric for marks 1 to 4. Tested against the reliability data of that paper
//! (four observers, twelve units: nominal .743, ordinal .815, interval .849, ratio .797) and against the Python package `krippendorff`.

/// How far two values are apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metric {
    /// Equal or not.
    Nominal,
    /// By the ranks between them.
    Ordinal,
    /// By their difference.
    Interval,
    /// By their difference against their sum.
    Ratio,
}

/// How often two raters of a unit gave the values `c` and `k`, values being 1 to `K`; every unit weighs as much as it has ratings.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Coincidences<const K: usize>([[f64; K]; K]);

impl<const K: usize> Default for Coincidences<K> {
    fn default() -> Self {
        Self([[0.0; K]; K])
    }
}

impl<const K: usize> Coincidences<K> {
    /// Adds a unit: how many raters gave each value. A unit with fewer than two ratings pairs with nothing and changes nothing.
    pub fn add_unit(&mut self, counts: &[u32; K]) {
        let ratings: u32 = counts.iter().sum();
        if ratings < 2 {
            return;
        }
        let share = 1.0 / f64::from(ratings - 1);
        for c in 0..K {
            for k in 0..K {
                let pairs = f64::from(counts[c]) * (f64::from(counts[k]) - f64::from(u8::from(c == k)));
                self.0[c][k] += pairs * share;
            }
        }
    }

    /// Adds the units of another one.
    pub fn add(&mut self, other: &Self) {
        for (row, more) in self.0.iter_mut().zip(&other.0) {
            for (cell, more) in row.iter_mut().zip(more) {
                *cell += more;
            }
        }
    }

    /// Alpha; nothing when there is no pair, or when all ratings are the same.
    pub fn alpha(&self, metric: Metric) -> Option<f64> {
        let totals = self.0.map(|row| row.iter().sum::<f64>());
        let all: f64 = totals.iter().sum();
        let (mut observed, mut expected) = (0.0, 0.0);
        for c in 0..K {
            for k in 0..K {
                let apart = squared_distance(metric, &totals, c, k);
                observed += self.0[c][k] * apart;
                expected += totals[c] * totals[k] * apart;
            }
        }
        (expected > 0.0).then(|| 1.0 - (all - 1.0) * observed / expected)
    }
}

fn squared_distance<const K: usize>(metric: Metric, totals: &[f64; K], c: usize, k: usize) -> f64 {
    let (c, k) = (c.min(k), c.max(k));
    if c == k {
        return 0.0;
    }
    let (a, b) = ((c + 1) as f64, (k + 1) as f64);
    let apart = match metric {
        Metric::Nominal => 1.0,
        Metric::Ordinal => totals[c..=k].iter().sum::<f64>() - (totals[c] + totals[k]) / 2.0,
        Metric::Interval => b - a,
        Metric::Ratio => (b - a) / (a + b),
    };
    apart * apart
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::measure::oracle;

    fn of<const K: usize>(units: &[Vec<Option<u8>>]) -> Coincidences<K> {
        let mut all = Coincidences::default();
        for unit in units {
            let mut counts = [0; K];
            unit.iter().flatten().for_each(|v| counts[usize::from(*v) - 1] += 1);
            all.add_unit(&counts);
        }
        all
    }

    #[test]
    fn the_reliability_data_of_krippendorff_2011() {
        let observers = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."];
        let value = |c: char| c.to_digit(10).and_then(|d| u8::try_from(d).ok());
        let row = |o: &str| o.chars().map(value).collect::<Vec<_>>();
        let rows = observers.map(row);
        assert!(rows.iter().all(|r| r.len() == 12));
        let units: Vec<Vec<Option<u8>>> = (0..12).map(|u| rows.iter().map(|r| r[u]).collect()).collect();
        let found = of::<5>(&units);
        for (metric, printed) in [
            (Metric::Nominal, 0.743),
            (Metric::Ordinal, 0.815),
            (Metric::Interval, 0.849),
            (Metric::Ratio, 0.797),
        ] {
            let alpha = found.alpha(metric).expect("defined");
            assert!((alpha - printed).abs() < 0.0005, "{metric:?}: {alpha}, not {printed}");
        }
    }

    #[test]
    fn random_data_gives_what_the_python_package_gives() {
        for case in oracle::cases("alpha") {
            let found = of::<4>(&oracle::ratings(&case["ratings"]));
            for (metric, name) in [
                (Metric::Nominal, "nominal"),
                (Metric::Ordinal, "ordinal"),
                (Metric::Interval, "interval"),
                (Metric::Ratio, "ratio"),
            ] {
                oracle::close(found.alpha(metric).expect("defined"), oracle::number(&case[name]));
            }
        }
    }

    fn units() -> impl Strategy<Value = Vec<Vec<Option<u8>>>> {
        let mark = prop::option::weighted(0.8, 1_u8..=4);
        prop::collection::vec(prop::collection::vec(mark, 3), 1..20)
    }

    proptest! {
        #[test]
        fn bounded_and_blind_to_order(units in units()) {
            let found = of::<4>(&units);
            let alpha = found.alpha(Metric::Ordinal);
            prop_assert!(alpha.is_none_or(|a| a <= 1.0 + 1e-12));
            let mut turned: Vec<Vec<Option<u8>>> = units.iter().rev().cloned().collect();
            turned.iter_mut().for_each(|u| u.rotate_left(1));
            let other = of::<4>(&turned).alpha(Metric::Ordinal);
            prop_assert!(alpha.zip(other).map_or(alpha.is_none() == other.is_none(), |(a, b)| (a - b).abs() < 1e-9));
            // The scale turned upside down is as far apart as before.
            let flipped: Vec<Vec<Option<u8>>> =
                units.iter().map(|u| u.iter().map(|m| m.map(|m| 5 - m)).collect()).collect();
            let other = of::<4>(&flipped).alpha(Metric::Ordinal);
            prop_assert!(alpha.zip(other).is_none_or(|(a, b)| (a - b).abs() < 1e-9));
        }

        #[test]
        fn perfect_agreement_is_one(marks in prop::collection::vec(1_u8..=4, 2..20)) {
            let units: Vec<Vec<Option<u8>>> = marks.iter().map(|m| vec![Some(*m); 3]).collect();
            let alpha = of::<4>(&units).alpha(Metric::Ordinal);
            let varied = marks.iter().any(|m| *m != marks[0]);
            prop_assert_eq!(alpha.is_some(), varied);
            prop_assert!(alpha.is_none_or(|a| (a - 1.0).abs() < 1e-12));
        }

        #[test]
        fn parts_add_up(units in units()) {
            let mut sum = of::<4>(&units[..units.len() / 2]);
            sum.add(&of::<4>(&units[units.len() / 2..]));
            let (a, b) = (sum.alpha(Metric::Ordinal), of::<4>(&units).alpha(Metric::Ordinal));
            prop_assert!(a.zip(b).map_or(a.is_none() == b.is_none(), |(a, b)| (a - b).abs() < 1e-9));
        }
    }
}
