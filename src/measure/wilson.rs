//! The interval of a share from few trials: Wilson's score interval (Wilson 1927; recommended for small n by Brown, Cai and DasGupta,
//! "Interval Estimation for a Binomial Proportion", Statistical Science 16(2), 2001). Unlike `p +- z * sqrt(p(1-p)/n)` it stays within 0 to 1
//! and does not shrink to nothing at 0 of n or n of n.
//!
//! ```text
//! centre = (p + z^2 / 2n) / (1 + z^2 / n)
//! half   = z / (1 + z^2 / n) * sqrt(p (1 - p) / n + z^2 / 4n^2)          z = 1.959964 for 95 %
//! ```

use super::distribution::Z_975;

/// A share with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// How many of them.
    pub hits: usize,
    /// How many in all, at least 1.
    pub n: usize,
    /// `hits / n`.
    pub share: f64,
    /// The lower end, 0 or more.
    pub lower: f64,
    /// The upper end, 1 or less.
    pub upper: f64,
}

/// The share of `hits` in `n`, with its interval; nothing for no trials.
pub fn wilson(hits: usize, n: usize) -> Option<Share> {
    if n == 0 || hits > n {
        return None;
    }
    let (trials, p) = (n as f64, hits as f64 / n as f64);
    let shrink = 1.0 + Z_975 * Z_975 / trials;
    let centre = (p + Z_975 * Z_975 / (2.0 * trials)) / shrink;
    let half = Z_975 / shrink * (p * (1.0 - p) / trials + Z_975 * Z_975 / (4.0 * trials * trials)).sqrt();
    // At 0 of n and n of n one end is the share itself, but for rounding in the last bits.
    let (lower, upper) = ((centre - half).clamp(0.0, p), (centre + half).clamp(p, 1.0));
    Some(Share { hits, n, share: p, lower, upper })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_values() {
        // Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998), table I, method 3.
        for (hits, n, lower, upper) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ] {
            let s = wilson(hits, n).expect("trials");
            assert!((s.lower - lower).abs() < 6e-5 && (s.upper - upper).abs() < 6e-5, "{s:?}");
        }
        assert_eq!(wilson(0, 0), None);
        assert_eq!(wilson(2, 1), None);
    }
}
