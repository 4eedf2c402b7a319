//! Estimates: full credit within the stated distance, then less and less on a log scale, because being twice off is the same fault upwards and downwards.

use super::{
    Detail, Marking, Right, Ungraded,
    quantity::{Quantity, number_shown, quantity},
};
use crate::{
    bank::{Base, Estimate, Unit, Within},
    model::Fraction,
};

/// Changes when any answer would be marked differently.
pub const GRADER: &str = "estimate/1";

/// Reads an answer without marking it.
pub(super) fn read(estimate: &Estimate, text: &str) -> Result<Quantity, Ungraded> {
    let unit = Unit::parse(&estimate.unit).map_err(|e| Ungraded::Key(e.to_string()))?;
    quantity(text, &unit, &estimate.unit).map_err(Ungraded::Unclear)
}

/// Marks a typed number or interval.
pub(super) fn grade(estimate: &Estimate, text: &str) -> Result<Marking, Ungraded> {
    let given = read(estimate, text)?;
    // Of an interval the end that is farther off counts: a wide one says less and can only earn less.
    let (low, high) = (credit(estimate, given.low), credit(estimate, given.high));
    let (fraction, end) = if low <= high { (low, given.low) } else { (high, given.high) };
    let read_as = if given.low == given.high {
        with_unit(estimate, given.low)
    } else {
        format!("{} to {}", with_unit(estimate, given.low), with_unit(estimate, given.high))
    };
    let right = with_unit(estimate, estimate.answer);
    let far = match (fraction == Fraction::FULL, given.low == given.high) {
        (true, _) => "Right".to_owned(),
        (false, true) => distance(estimate, end),
        (false, false) => format!("{}, at the end that is farther off", distance(estimate, end)),
    };
    Ok(Marking {
        fraction,
        reason: format!("{far}: {read_as}; the answer is {right}, {}.", tolerance(estimate)),
        grader: GRADER,
        right: Right { lines: vec![right], code: None, explanation: estimate.working.clone() },
        detail: Detail::Nothing,
    })
}

/// Credit of one number, 0 to 1.
fn credit(e: &Estimate, given: f64) -> Fraction {
    // The last bits of a conversion must not decide.
    const SLACK: f64 = 1.0 + 1e-9;
    let off = (given - e.answer).abs();
    if let Within::Absolute(distance) = e.within {
        let right = off <= distance + 1e-9 * e.answer.abs().max(given.abs());
        return if right { Fraction::FULL } else { Fraction::NONE };
    }
    let ratio = given / e.answer;
    if !ratio.is_finite() || ratio <= 0.0 {
        return Fraction::NONE;
    }
    let edge = match e.within {
        Within::Factor(factor) => factor,
        Within::Relative(share) if ratio > 1.0 => 1.0 + share,
        Within::Relative(share) => 1.0 / (1.0 - share),
        Within::Absolute(_) => return Fraction::NONE,
    };
    let times_off = ratio.max(1.0 / ratio);
    if times_off <= edge * SLACK {
        return Fraction::FULL;
    }
    let partial = e.partial.unwrap_or(Estimate::PARTIAL);
    if partial <= edge {
        return Fraction::NONE;
    }
    Fraction::clamped(1.0 - (times_off / edge).ln() / (partial / edge).ln())
}

fn distance(e: &Estimate, given: f64) -> String {
    let ratio = given / e.answer;
    let direction = if given > e.answer { "too large" } else { "too small" };
    if let Within::Absolute(_) = e.within {
        return format!("{} {direction}", number_shown((given - e.answer).abs()));
    }
    if !ratio.is_finite() || ratio <= 0.0 {
        return "Not comparable with the answer".into();
    }
    format!("{} times {direction}", number_shown(ratio.max(1.0 / ratio)))
}

fn tolerance(e: &Estimate) -> String {
    match e.within {
        Within::Factor(factor) => format!("and a factor of {} either way is right", number_shown(factor)),
        Within::Relative(share) => format!("and {} % either way is right", number_shown(share * 100.0)),
        Within::Absolute(0.0) => "exactly".into(),
        Within::Absolute(distance) => format!("and {} either way is right", number_shown(distance)),
    }
}

/// A number in the unit of the question; data with a decimal prefix as well.
fn with_unit(e: &Estimate, value: f64) -> String {
    let shown = number_shown(value);
    let plain = format!("{shown} {}", e.unit);
    let prefixes = [(1e15, "P"), (1e12, "T"), (1e9, "G"), (1e6, "M")];
    match (Unit::parse(&e.unit).map(|u| u.base), prefixes.iter().find(|(x, _)| value.abs() >= *x)) {
        (Ok(Base::Data(_)), Some((size, prefix))) => {
            let short = e.unit.replacen("byte", "B", 1);
            format!("{} {prefix}{short} ({plain})", number_shown(value / size))
        }
        _ => plain,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn estimate(answer: f64, within: Within, partial: Option<f64>) -> Estimate {
        let (unit, working) = ("byte".to_owned(), "w".to_owned());
        Estimate { answer, unit, within, partial, working, proof: Vec::new() }
    }

    fn fraction(e: &Estimate, text: &str) -> f64 {
        grade(e, text).expect("a verdict").fraction.value()
    }

    #[test]
    fn worked_examples() {
        let twice = estimate(1e9, Within::Factor(2.0), None);
        for (text, wanted) in [
            ("1 GB", 1.0),
            ("2 GB", 1.0),
            ("500 MB", 1.0),
            ("10 GB", 0.0),
            ("100 MB", 0.0),
            ("0", 0.0),
            ("-1 GB", 0.0),
        ] {
            assert!((fraction(&twice, text) - wanted).abs() < 1e-9, "{text}");
        }
        // Half way from 2 to 10 on a log scale.
        assert!((fraction(&twice, "4.472135955 GB") - 0.5).abs() < 1e-6);
        assert_eq!(fraction(&twice, "0.9-1.1 GB"), 1.0);
        assert_eq!(fraction(&twice, "1-10 GB"), 0.0, "the farther end counts");
        let percent = estimate(100.0, Within::Relative(0.05), Some(1.2));
        assert_eq!(
            (fraction(&percent, "105"), fraction(&percent, "95"), fraction(&percent, "120")),
            (1.0, 1.0, 0.0)
        );
        assert!((0.01..0.99).contains(&fraction(&percent, "110")));
        let exact = estimate(0.0, Within::Absolute(0.5), None);
        assert_eq!((fraction(&exact, "0.5"), fraction(&exact, "0.6")), (1.0, 0.0));
    }

    #[test]
    fn the_reason_says_how_it_was_read() {
        let e = estimate(1e9, Within::Factor(2.0), None);
        let reason = grade(&e, "8 Gbit").expect("a verdict").reason;
        assert_eq!(
            reason,
            "Right: 1 GB (1,000,000,000 byte); the answer is 1 GB (1,000,000,000 byte), and a factor of 2 either way is right."
        );
        assert!(grade(&e, "5 GB").expect("a verdict").reason.starts_with("5 times too large"));
        assert!(matches!(grade(&e, "5 apples"), Err(Ungraded::Unclear(why)) if why.contains("apples")));
    }

    fn withins() -> impl Strategy<Value = Within> {
        prop_oneof![
            (1.01..20.0_f64).prop_map(Within::Factor),
            (0.001..0.9_f64).prop_map(Within::Relative),
            (0.0..1e6_f64).prop_map(Within::Absolute),
        ]
    }

    proptest! {
        #[test]
        fn bounds_and_monotony(answer in 1e-3..1e12_f64, within in withins(), a in -3.0..3.0_f64, b in -3.0..3.0_f64) {
            let e = estimate(answer, within, None);
            let (near, far) = if a.abs() <= b.abs() { (a, b) } else { (b, a) };
            let of = |x: f64| credit(&e, answer * 10_f64.powf(x)).value();
            prop_assert!((0.0..=1.0).contains(&of(near)));
            prop_assert_eq!(credit(&e, answer), Fraction::FULL);
            // Farther off on the same side is never better.
            if near.signum() == far.signum() {
                prop_assert!(of(far) <= of(near) + 1e-9, "{} {} {:?}", near, far, within);
            }
        }

        #[test]
        fn a_factor_is_the_same_fault_upwards_and_downwards(answer in 1.0..1e9_f64, factor in 1.1..8.0_f64, x in 0.0..2.0_f64) {
            let e = estimate(answer, Within::Factor(factor), None);
            let (up, down) = (credit(&e, answer * 10_f64.powf(x)), credit(&e, answer * 10_f64.powf(-x)));
            prop_assert!((up.value() - down.value()).abs() < 1e-6);
        }
    }
}
