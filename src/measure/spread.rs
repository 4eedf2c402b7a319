//! How widely a rater uses the scale: the standard deviation of their marks, with the large-sample interval that does not take marks for normal
//! (Cramer, "Mathematical Methods of Statistics", 1946, 27.7; Bonett 2006 shows how far the normal one is off): the variance of the variance is
//! `(m4 - s^4 (n-3)/(n-1)) / n`, and that of its root a quarter of it over s^2.

use super::{Figure, distribution::Z_975};

/// The standard deviation of marks, given how often each was given, lowest first; nothing with fewer than two.
pub fn spread(counts: &[u64]) -> Option<Figure> {
    let n = counts.iter().sum::<u64>() as f64;
    if n < 2.0 {
        return None;
    }
    let over = |f: &dyn Fn(f64) -> f64| {
        counts.iter().zip(1_u32..).map(|(c, mark)| *c as f64 * f(f64::from(mark))).sum::<f64>()
    };
    let mean = over(&|m| m) / n;
    let variance = over(&|m| (m - mean).powi(2)) / (n - 1.0);
    let fourth = over(&|m| (m - mean).powi(4)) / n;
    let of_variance = (fourth - variance * variance * (n - 3.0) / (n - 1.0)) / n;
    let value = variance.sqrt();
    let half = Z_975 * (of_variance.max(0.0) / (4.0 * variance)).sqrt();
    let interval = (variance > 0.0 && half > 1e-12).then(|| ((value - half).max(0.0), value + half));
    Some(Figure { value, interval })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_worked_example() {
        // 1, 2, 2, 3, 4: mean 2.4, squares 5.2, variance 1.3; fourth moment (1.4^4 + 2*0.4^4 + 0.6^4 + 1.6^4) / 5.
        let found = spread(&[1, 2, 1, 1]).expect("defined");
        assert!((found.value - 1.3_f64.sqrt()).abs() < 1e-12);
        let fourth = (1.4_f64.powi(4) + 2.0 * 0.4_f64.powi(4) + 0.6_f64.powi(4) + 1.6_f64.powi(4)) / 5.0;
        let half = 1.959_963_984_540_054 * ((fourth - 1.69 * 0.5) / 5.0 / (4.0 * 1.3)).sqrt();
        let (low, high) = found.interval.expect("an interval");
        assert!((low - (found.value - half)).abs() < 1e-12 && (high - (found.value + half)).abs() < 1e-12);
        assert_eq!(spread(&[0, 0, 5, 0]), Some(Figure { value: 0.0, interval: None }));
        assert_eq!(spread(&[1, 0, 0, 0]), None);
    }
}
