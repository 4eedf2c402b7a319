//! Student's t: the interval of a mean from a small sample.
//!
//! The distribution function goes through the regularised incomplete beta function, by its continued fraction (NIST Digital Library of
//! Mathematical Functions, 8.17.22) evaluated by Lentz's method (Press et al., Numerical Recipes, 3rd ed., 5.2); the quantile is found by
//! bisection, which needs no approximation of its own. The logarithm of the gamma function is Lanczos' (g = 7, n = 9).

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
    let half = quantile(0.5 + level / 2.0, (n - 1) as f64) * deviation / (n as f64).sqrt();
    Some(MeanInterval { n, mean, deviation, lower: mean - half, upper: mean + half })
}

/// The value that a t-distributed quantity stays below with probability `p` (0.5 to 1).
pub fn quantile(p: f64, degrees: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    while distribution(high, degrees) < p && high < 1e9 {
        low = high;
        high *= 2.0;
    }
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if distribution(middle, degrees) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

/// The probability that a t-distributed quantity stays below `t` (0 or more).
fn distribution(t: f64, degrees: f64) -> f64 {
    1.0 - 0.5 * incomplete_beta(degrees / (degrees + t * t), degrees / 2.0, 0.5)
}

/// The regularised incomplete beta function I_x(a, b).
fn incomplete_beta(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    let front = (log_gamma(a + b) - log_gamma(a) - log_gamma(b) + a * x.ln() + b * (1.0 - x).ln()).exp();
    if x < (a + 1.0) / (a + b + 2.0) {
        front * continued(x, a, b) / a
    } else {
        1.0 - front * continued(1.0 - x, b, a) / b
    }
}

fn continued(x: f64, a: f64, b: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let keep = |v: f64| if v.abs() < TINY { TINY } else { v };
    let mut c = 1.0;
    let mut d = 1.0 / keep(1.0 - (a + b) * x / (a + 1.0));
    let mut h = d;
    for m in 1..=300 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / keep(1.0 + even * d);
        c = keep(1.0 + even / c);
        h *= d * c;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / keep(1.0 + odd * d);
        c = keep(1.0 + odd / c);
        h *= d * c;
        if (d * c - 1.0).abs() < 1e-15 {
            break;
        }
    }
    h
}

fn log_gamma(x: f64) -> f64 {
    const G: f64 = 7.0;
    const TERMS: [f64; 9] = [
        0.999_999_999_999_809_9,
        676.520_368_121_885_1,
        -1_259.139_216_722_402_8,
        771.323_428_777_653_1,
        -176.615_029_162_140_6,
        12.507_343_278_686_905,
        -0.138_571_095_265_720_12,
        9.984_369_578_019_572e-6,
        1.505_632_735_149_311_6e-7,
    ];
    let x = x - 1.0;
    let sum = TERMS.iter().enumerate().skip(1).fold(TERMS[0], |sum, (i, term)| sum + term / (x + i as f64));
    let t = x + G + 0.5;
    0.5 * (2.0 * std::f64::consts::PI).ln() + (x + 0.5) * t.ln() - t + sum.ln()
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
            let found = quantile(p, degrees);
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
