//! Student's t: the interval of a mean from a small sample (Student, "The Probable Error of a Mean", Biometrika 6, 1908).

use super::distribution::t_quantile;

/// A mean with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeanInterval {
    /// How many values.
    pub n: usize,
    /// Their mean.
    pub mean: f64,
    /// Their standard deviation (n - 1), not less than the floor that was given.
    pub deviation: f64,
    /// The lower end.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
}

/// The mean of at least two values, with the interval of that level (0.95): `mean +- t * s / sqrt(n)`, n - 1 degrees of freedom.
///
/// `least_deviation` is what `s` is raised to when the values vary less: values that are rounded before they are counted (marks) may all be
/// equal by chance, and an interval of no width would claim that nothing else could have come.
pub fn mean_interval(values: &[f64], level: f64, least_deviation: f64) -> Option<MeanInterval> {
    let n = values.len();
    if n < 2 || values.iter().any(|v| !v.is_finite()) {
        return None;
    }
    let mean = values.iter().sum::<f64>() / n as f64;
    let squares: f64 = values.iter().map(|v| (v - mean).powi(2)).sum();
    let deviation = (squares / (n - 1) as f64).sqrt().max(least_deviation);
    let half = t_quantile(0.5 + level / 2.0, (n - 1) as f64) * deviation / (n as f64).sqrt();
    Some(MeanInterval { n, mean, deviation, lower: mean - half, upper: mean + half })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_the_printed_tables() {
        // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2.
        for (p, degrees, wanted) in [
            (0.975, 1.0, 12.706),
            (0.975, 4.0, 2.776),
            (0.975, 9.0, 2.262),
            (0.975, 29.0, 2.045),
            (0.995, 5.0, 4.032),
            (0.95, 10.0, 1.812),
            (0.975, 1000.0, 1.962),
        ] {
            let found = t_quantile(p, degrees);
            assert!((found - wanted).abs() < 6e-4, "t({p}, {degrees}) = {found}, not {wanted}");
        }
    }

    #[test]
    fn a_mean_by_hand() {
        // 1 2 3 4 5: mean 3, s = sqrt(2.5), t(0.975, 4) = 2.776, half width 1.963.
        let m = mean_interval(&[1.0, 2.0, 3.0, 4.0, 5.0], 0.95, 0.0).expect("five values");
        assert!((m.lower - 1.0367).abs() < 1e-3 && (m.upper - 4.9633).abs() < 1e-3, "{m:?}");
        assert_eq!(mean_interval(&[1.0], 0.95, 0.0), None);
        assert_eq!(mean_interval(&[1.0, f64::NAN], 0.95, 0.0), None);
    }

    #[test]
    fn equal_values_do_not_claim_to_be_exact() {
        let m = mean_interval(&[1.0; 8], 0.95, 0.3).expect("eight values");
        assert!(m.lower < 1.0 && m.upper > 1.0, "{m:?}");
    }
}
