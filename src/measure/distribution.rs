//! Quantiles of the F and t distributions, from the regularised incomplete beta function.
//!
//! `I_x(a, b)` by its continued fraction (NIST Digital Library of Mathematical Functions, 8.17.22) evaluated as Lentz does (Lentz 1976;
//! Thompson and Barnett 1986); the logarithm of gamma by Lanczos' approximation (Lanczos 1964, with the coefficients of Godfrey 2001, g = 7, n = 9).
//! Quantiles by bisection. Checked against SciPy. A crate of distributions would bring thirty others for these eighty lines.

/// The natural logarithm of the gamma function, for positive arguments.
fn ln_gamma(x: f64) -> f64 {
    #[expect(clippy::excessive_precision, reason = "as published")]
    const C: [f64; 9] = [
        0.999_999_999_999_809_93,
        676.520_368_121_885_1,
        -1_259.139_216_722_402_8,
        771.323_428_777_653_13,
        -176.615_029_162_140_59,
        12.507_343_278_686_905,
        -0.138_571_095_265_720_12,
        9.984_369_578_019_571_6e-6,
        1.505_632_735_149_311_6e-7,
    ];
    if x < 0.5 {
        // Reflection.
        return (std::f64::consts::PI / (std::f64::consts::PI * x).sin()).ln() - ln_gamma(1.0 - x);
    }
    let x = x - 1.0;
    let sum = C.iter().enumerate().skip(1).fold(C[0], |sum, (i, c)| sum + c / (x + i as f64));
    let t = x + 7.5;
    0.5 * (2.0 * std::f64::consts::PI).ln() + (x + 0.5) * t.ln() - t + sum.ln()
}

/// `I_x(a, b)` for `x` in 0..=1 and positive `a`, `b`.
fn incomplete_beta(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    let front = (ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (-x).ln_1p()).exp();
    if x < (a + 1.0) / (a + b + 2.0) {
        front * fraction(x, a, b) / a
    } else {
        1.0 - front * fraction(1.0 - x, b, a) / b
    }
}

fn fraction(x: f64, a: f64, b: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let solid = |v: f64| if v.abs() < TINY { TINY } else { v };
    let mut c = 1.0;
    let mut d = 1.0 / solid(1.0 - (a + b) * x / (a + 1.0));
    let mut h = d;
    for m in 1..=20_000_u32 {
        let m = f64::from(m);
        for term in [
            m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0)),
        ] {
            d = 1.0 / solid(1.0 + term * d);
            c = solid(1.0 + term / c);
            h *= d * c;
        }
        if (d * c - 1.0).abs() < 1e-15 {
            break;
        }
    }
    h
}

/// The quantile of the F distribution at `p` in 0..1; degrees of freedom need not be whole.
pub fn f_quantile(p: f64, d1: f64, d2: f64) -> f64 {
    // Sought is x = d1 F / (d1 F + d2), and near 1 rather 1 - x, which keeps its digits.
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    let upper = incomplete_beta(0.5, d1 / 2.0, d2 / 2.0) < p;
    let (a, b, wanted) = if upper { (d2 / 2.0, d1 / 2.0, 1.0 - p) } else { (d1 / 2.0, d2 / 2.0, p) };
    for _ in 0..1_100 {
        let middle = (low + high) / 2.0;
        if middle <= low || middle >= high {
            break;
        }
        if incomplete_beta(middle, a, b) < wanted {
            low = middle
        } else {
            high = middle
        }
        if high - low < high * 1e-15 {
            break;
        }
    }
    let x = (low + high) / 2.0;
    if upper { d2 * (1.0 - x) / (d1 * x) } else { d2 * x / (d1 * (1.0 - x)) }
}

/// The quantile of Student's t distribution at `p` of 0.5 or more.
pub fn t_quantile(p: f64, df: f64) -> f64 {
    f_quantile(2.0 * p - 1.0, 1.0, df).sqrt()
}

/// The same at 0.975, for two-sided intervals of 95 %.
pub fn t_975(df: f64) -> f64 {
    t_quantile(0.975, df)
}

/// The same quantile of the normal distribution.
pub const Z_975: f64 = 1.959_963_984_540_054;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::oracle;

    #[test]
    fn quantiles_are_those_of_scipy() {
        for case in oracle::cases("f_quantile") {
            let [p, d1, d2, f] = ["p", "d1", "d2", "f"].map(|k| oracle::number(&case[k]));
            let found = f_quantile(p, d1, d2);
            assert!((found / f - 1.0).abs() < 1e-8, "{p} {d1} {d2}: {found}, not {f}");
        }
        for case in oracle::cases("t_quantile") {
            let (df, t) = (oracle::number(&case["df"]), oracle::number(&case["t"]));
            assert!((t_975(df) / t - 1.0).abs() < 1e-8, "{df}: {}, not {t}", t_975(df));
        }
    }

    /// The tables in every textbook, such as Snedecor and Cochran, "Statistical Methods".
    #[test]
    fn quantiles_are_those_of_the_printed_tables() {
        for (p, d1, d2, printed) in
            [(0.95, 1.0, 1.0, 161.4), (0.95, 5.0, 10.0, 3.33), (0.95, 10.0, 20.0, 2.35)]
        {
            assert!((f_quantile(p, d1, d2) - printed).abs() < 0.06, "{d1} {d2}");
        }
        for (df, printed) in [(1.0, 12.706), (4.0, 2.776), (9.0, 2.262), (30.0, 2.042)] {
            assert!((t_975(df) - printed).abs() < 0.0006);
        }
        assert!((t_975(1e7) - Z_975).abs() < 1e-5);
    }
}
