//! Intraclass correlations of raters who all rated the same units: ICC(2,1) for one of them alone, ICC(2,k) for the mean of all k.
//!
//! Shrout and Fleiss, "Intraclass Correlations: Uses in Assessing Rater Reliability", Psychological Bulletin 86 (1979), case 2: raters are a sample of
//! possible raters, and a severe one counts as disagreement. Intervals as given there and by McGraw and Wong (1996), with the F distribution. Tested
//! against their table 4 (six targets, four judges: ICC(2,1) = .29, ICC(2,k) = .62) and against pingouin. Cicchetti (1994) reads the coefficients
//! as poor below .40, fair to .59, good to .74, excellent from .75 on.

use super::{Figure, distribution::f_quantile};

/// The mean squares of a two-way table without gaps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeanSquares {
    /// Units, at least two.
    pub units: usize,
    /// Raters, at least two.
    pub raters: usize,
    /// Between units.
    pub rows: f64,
    /// Between raters.
    pub columns: f64,
    /// What is left.
    pub rest: f64,
}

/// The mean squares of ratings, one list a unit, all of the same length; nothing with fewer than two units or raters.
pub fn mean_squares(ratings: &[Vec<f64>]) -> Option<MeanSquares> {
    let (n, k) = (ratings.len(), ratings.first()?.len());
    if n < 2 || k < 2 || ratings.iter().any(|u| u.len() != k) {
        return None;
    }
    let (nf, kf) = (n as f64, k as f64);
    let grand = ratings.iter().flatten().sum::<f64>() / (nf * kf);
    let of_unit = |u: &Vec<f64>| u.iter().sum::<f64>() / kf;
    let of_rater: Vec<f64> = (0..k).map(|r| ratings.iter().map(|u| u[r]).sum::<f64>() / nf).collect();
    let rows = kf * ratings.iter().map(|u| (of_unit(u) - grand).powi(2)).sum::<f64>() / (nf - 1.0);
    let columns = nf * of_rater.iter().map(|m| (m - grand).powi(2)).sum::<f64>() / (kf - 1.0);
    let left = |u: &Vec<f64>| {
        let mean = of_unit(u);
        u.iter().zip(&of_rater).map(|(v, r)| (v - mean - r + grand).powi(2)).sum::<f64>()
    };
    let rest = ratings.iter().map(left).sum::<f64>() / ((nf - 1.0) * (kf - 1.0));
    Some(MeanSquares { units: n, raters: k, rows, columns, rest })
}

/// ICC(2,1) and ICC(2,k) with intervals; nothing when no rating differs from another. ICC(2,k) has no lower bound and is not defined where the raters
/// contradict each other altogether; ends of intervals below -1 are given as -1.
pub fn icc(squares: &MeanSquares) -> Option<(Figure, Option<Figure>)> {
    let MeanSquares { units, raters, rows, columns, rest } = *squares;
    let (n, k) = (units as f64, raters as f64);
    let noise = 1e-12 * (rows + columns + rest);
    let rest = if rest <= noise { 0.0 } else { rest };
    let under = rows + (k - 1.0) * rest + k * (columns - rest) / n;
    if under <= noise || noise == 0.0 {
        return None;
    }
    let single = (rows - rest) / under;
    let under_average = rows + (columns - rest) / n;
    let average = (under_average > noise).then(|| (rows - rest) / under_average);
    let df = if rest > 0.0 {
        let f = columns / rest;
        let a = n * (1.0 + (k - 1.0) * single) - k * single;
        let over = (k - 1.0) * (n - 1.0) * (k * single * f + a).powi(2);
        over / ((n - 1.0) * k * k * single * single * f * f + a * a)
    } else {
        // The limit of the above.
        k - 1.0
    };
    let (upper, lower) = (f_quantile(0.975, n - 1.0, df), f_quantile(0.975, df, n - 1.0));
    let base = k * columns + (k * n - k - n) * rest;
    let low = n * (rows - upper * rest) / (upper * base + n * rows);
    let high = n * (lower * rows - rest) / (base + n * lower * rows);
    // Spearman and Brown, as in Shrout and Fleiss.
    let longer =
        |r: f64| if 1.0 + (k - 1.0) * r > 0.0 { (k * r / (1.0 + (k - 1.0) * r)).max(-1.0) } else { -1.0 };
    let interval = |low: f64, high: f64| (low.is_finite() && high.is_finite()).then_some((low, high));
    Some((
        Figure { value: single, interval: interval(low, high) },
        average.map(|value| Figure { value, interval: interval(longer(low), longer(high)) }),
    ))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::measure::oracle;

    /// Psychological Bulletin 86 (1979), tables 2 and 4.
    #[test]
    fn the_example_of_shrout_and_fleiss_1979() {
        let targets = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]];
        let ratings: Vec<Vec<f64>> =
            targets.iter().map(|t| t.iter().copied().map(f64::from).collect()).collect();
        let squares = mean_squares(&ratings).expect("a table");
        for (found, printed) in [(squares.rows, 11.24), (squares.columns, 32.49), (squares.rest, 1.02)] {
            assert!((found - printed).abs() < 0.006, "{found}, not {printed}");
        }
        let (single, average) = icc(&squares).expect("defined");
        let average = average.expect("defined");
        assert!((single.value - 0.29).abs() < 0.005 && (average.value - 0.62).abs() < 0.005);
        let ((a, b), (c, d)) = (single.interval.expect("one"), average.interval.expect("one"));
        // As the R package psych prints for these data.
        for (found, printed) in [(a, 0.019), (b, 0.761), (c, 0.071), (d, 0.927)] {
            assert!((found - printed).abs() < 0.0006, "{found}, not {printed}");
        }
    }

    fn table(ratings: &[Vec<Option<u8>>]) -> Vec<Vec<f64>> {
        ratings.iter().map(|u| u.iter().flatten().copied().map(f64::from).collect()).collect()
    }

    #[test]
    fn random_data_gives_what_pingouin_gives() {
        for case in oracle::cases("icc") {
            let squares = mean_squares(&table(&oracle::ratings(&case["ratings"]))).expect("a table");
            let (single, average) = icc(&squares).expect("defined");
            let average = average.expect("defined");
            let number = |key: &str| oracle::number(&case[key]);
            oracle::close(single.value, number("single"));
            oracle::close(average.value, number("average"));
            let ((a, b), (c, d)) = (single.interval.expect("one"), average.interval.expect("one"));
            for (found, key) in [(a, "low"), (b, "high"), (c, "average_low"), (d, "average_high")] {
                assert!((found - number(key)).abs() < 1e-6, "{key}: {found}, not {}", number(key));
            }
        }
    }

    proptest! {
        #[test]
        fn bounded_and_blind_to_order(units in prop::collection::vec(prop::collection::vec(1_u8..=4, 3), 2..20)) {
            let plain: Vec<Vec<f64>> = units.iter().map(|u| u.iter().copied().map(f64::from).collect()).collect();
            let mut turned: Vec<Vec<f64>> = plain.iter().rev().cloned().collect();
            turned.iter_mut().for_each(|u| u.rotate_left(1));
            let of = |t: &[Vec<f64>]| mean_squares(t).as_ref().and_then(icc);
            let (a, b) = (of(&plain), of(&turned));
            prop_assert_eq!(a.is_some(), b.is_some());
            if let (Some(a), Some(b)) = (a, b) {
                prop_assert!(a.0.value <= 1.0 + 1e-9 && a.1.is_none_or(|a| a.value <= 1.0 + 1e-9));
                prop_assert!((a.0.value - b.0.value).abs() < 1e-9);
                if let Some((low, high)) = a.0.interval {
                    prop_assert!(low <= a.0.value + 1e-9 && a.0.value <= high + 1e-9, "{low} {} {high}", a.0.value);
                }
            }
        }

        #[test]
        fn perfect_agreement_is_one(marks in prop::collection::vec(1_u8..=4, 2..20)) {
            let plain: Vec<Vec<f64>> = marks.iter().map(|m| vec![f64::from(*m); 3]).collect();
            let found = icc(&mean_squares(&plain).expect("a table"));
            prop_assert_eq!(found.is_some(), marks.iter().any(|m| *m != marks[0]));
            let one = |f: Figure| (f.value - 1.0).abs() < 1e-9;
            prop_assert!(found.is_none_or(|(s, a)| one(s) && a.is_some_and(one)));
        }
    }
}
