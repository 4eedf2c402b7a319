//! Cohen's weighted kappa of two raters, with its large-sample interval.
//!
//! Cohen, "Weighted kappa: nominal scale agreement with provision for scaled disagreement or partial credit", Psychological Bulletin 70 (1968); linear
//! weights as Cicchetti and Allison (1971), quadratic ones as Fleiss and Cohen (1973), who show that quadratic kappa is an intraclass correlation;
//! the standard error of Fleiss, Cohen and Everitt, "Large sample standard errors of kappa and weighted kappa", Psychological Bulletin 72 (1969). Tested
//! against Cohen's example (kappa .492, weighted .348), against that identity, and against scikit-learn and statsmodels.

use super::{Figure, distribution::Z_975};

/// How much a disagreement counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weights {
    /// By the number of marks between them.
    Linear,
    /// By its square.
    Quadratic,
}

/// Kappa from a table of counts, the first rater's marks down, the second one's across. Nothing when there are no counts or chance alone would agree always.
pub fn kappa<const K: usize>(table: &[[u32; K]; K], weights: Weights) -> Option<Figure> {
    let mut disagreement = [[0.0; K]; K];
    for (i, row) in disagreement.iter_mut().enumerate() {
        for (j, cell) in row.iter_mut().enumerate() {
            let apart = i.abs_diff(j) as f64;
            *cell = match weights {
                Weights::Linear => apart,
                Weights::Quadratic => apart * apart,
            };
        }
    }
    weighted(&table.map(|row| row.map(f64::from)), &disagreement)
}

/// The same with any weights of disagreement, 0 for none.
fn weighted<const K: usize>(table: &[[f64; K]; K], disagreement: &[[f64; K]; K]) -> Option<Figure> {
    let n: f64 = table.iter().flatten().sum();
    let most = disagreement.iter().flatten().copied().fold(0.0, f64::max);
    if n <= 0.0 || most <= 0.0 {
        return None;
    }
    let p = table.map(|row| row.map(|c| c / n));
    let w = disagreement.map(|row| row.map(|v| 1.0 - v / most));
    let rows = p.map(|row| row.iter().sum::<f64>());
    let columns: [f64; K] = std::array::from_fn(|j| p.iter().map(|row| row[j]).sum());
    let cells = || (0..K).flat_map(|i| (0..K).map(move |j| (i, j)));
    let observed: f64 = cells().map(|(i, j)| w[i][j] * p[i][j]).sum();
    let expected: f64 = cells().map(|(i, j)| w[i][j] * rows[i] * columns[j]).sum();
    if expected >= 1.0 - 1e-12 {
        return None;
    }
    let kappa = (observed - expected) / (1.0 - expected);
    let of_row: [f64; K] = std::array::from_fn(|i| (0..K).map(|j| columns[j] * w[i][j]).sum());
    let of_column: [f64; K] = std::array::from_fn(|j| (0..K).map(|i| rows[i] * w[i][j]).sum());
    let squares: f64 =
        cells().map(|(i, j)| p[i][j] * (w[i][j] - (of_row[i] + of_column[j]) * (1.0 - kappa)).powi(2)).sum();
    let variance = (squares - (kappa - expected * (1.0 - kappa)).powi(2)) / (n * (1.0 - expected).powi(2));
    let half = Z_975 * variance.max(0.0).sqrt();
    Some(Figure {
        value: kappa,
        interval: (half > 1e-9).then(|| ((kappa - half).max(-1.0), (kappa + half).min(1.0))),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::measure::oracle;

    /// Psychological Bulletin 70 (1968), table 1: two judges, three diagnoses, 200 patients.
    #[test]
    fn the_example_of_cohen_1968() {
        let table = [[88.0, 14.0, 18.0], [10.0, 40.0, 10.0], [2.0, 6.0, 12.0]];
        let weights = [[0.0, 1.0, 3.0], [1.0, 0.0, 6.0], [3.0, 6.0, 0.0]];
        let plain = [[0.0, 1.0, 1.0], [1.0, 0.0, 1.0], [1.0, 1.0, 0.0]];
        assert!((weighted(&table, &weights).expect("defined").value - 0.348).abs() < 0.0005);
        assert!((weighted(&table, &plain).expect("defined").value - 0.492).abs() < 0.0005);
    }

    fn table(pairs: &[(u8, u8)]) -> [[u32; 4]; 4] {
        let mut table = [[0; 4]; 4];
        pairs.iter().for_each(|(a, b)| table[usize::from(*a) - 1][usize::from(*b) - 1] += 1);
        table
    }

    #[test]
    fn random_data_gives_what_scikit_learn_and_statsmodels_give() {
        for case in oracle::cases("kappa") {
            let units = oracle::ratings(&case["ratings"]);
            let pairs: Vec<(u8, u8)> = units.iter().filter_map(|u| Some((u[0]?, u[1]?))).collect();
            for (weights, name) in [(Weights::Linear, "linear"), (Weights::Quadratic, "quadratic")] {
                let found = kappa(&table(&pairs), weights).expect("defined");
                let (low, high) = found.interval.expect("an interval");
                oracle::close(found.value, oracle::number(&case[name]["kappa"]));
                oracle::close(low, oracle::number(&case[name]["low"]));
                oracle::close(high, oracle::number(&case[name]["high"]).min(1.0));
            }
        }
    }

    proptest! {
        /// Fleiss and Cohen (1973), in the exact form with variances over n (Krippendorff 1970; Lin 1989).
        #[test]
        fn quadratic_kappa_is_a_correlation_that_minds_means(
            pairs in prop::collection::vec((1_u8..=4, 1_u8..=4), 2..40)
        ) {
            let n = pairs.len() as f64;
            let mean = |f: &dyn Fn(&(u8, u8)) -> f64| pairs.iter().map(f).sum::<f64>() / n;
            let (ma, mb) = (mean(&|p| p.0.into()), mean(&|p| p.1.into()));
            let va = mean(&|p| (f64::from(p.0) - ma).powi(2));
            let vb = mean(&|p| (f64::from(p.1) - mb).powi(2));
            let both = mean(&|p| (f64::from(p.0) - ma) * (f64::from(p.1) - mb));
            let under = va + vb + (ma - mb).powi(2);
            match kappa(&table(&pairs), Weights::Quadratic) {
                Some(k) => prop_assert!((k.value - 2.0 * both / under).abs() < 1e-9),
                None => prop_assert!(under < 1e-9),
            }
        }

        #[test]
        fn bounded_symmetric_and_one_when_perfect(pairs in prop::collection::vec((1_u8..=4, 1_u8..=4), 1..40)) {
            for weights in [Weights::Linear, Weights::Quadratic] {
                let found = kappa(&table(&pairs), weights);
                prop_assert!(found.is_none_or(|k| (-1.0 - 1e-9..=1.0 + 1e-9).contains(&k.value)));
                let turned: Vec<(u8, u8)> = pairs.iter().map(|(a, b)| (*b, *a)).collect();
                let other = kappa(&table(&turned), weights);
                prop_assert!(found.zip(other).is_none_or(|(a, b)| (a.value - b.value).abs() < 1e-9));
                let same: Vec<(u8, u8)> = pairs.iter().map(|(a, _)| (*a, *a)).collect();
                prop_assert!(kappa(&table(&same), weights).is_none_or(|k| (k.value - 1.0).abs() < 1e-9));
            }
        }
    }
}
