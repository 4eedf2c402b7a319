//! Orders: the share of pairs of steps that stand in the right order, scaled so that chance earns nothing.
//!
//! Kendall's tau (Kendall 1938, "A new measure of rank correlation"): concordant less discordant pairs over all pairs, which is
//! 2 x share - 1; below 0 counts as 0.

use super::{Detail, Marking, Right};
use crate::{bank::Order, model::Fraction};

/// Changes when any answer would be marked differently.
pub const GRADER: &str = "order/1";

/// Marks an order, given by the places of its steps in the file.
pub(super) fn grade(order: &Order, given: &[usize]) -> Marking {
    let (in_order, pairs) = concordant(given);
    let fraction = credit(in_order, pairs);
    let reason = if in_order == pairs {
        "Right: every step is in its place.".to_owned()
    } else {
        let (first, second) = first_turned(given);
        format!(
            "{in_order} of {pairs} pairs of steps are in the right order. `{}` comes before `{}`.",
            order.steps[second], order.steps[first]
        )
    };
    Marking {
        fraction,
        reason,
        grader: GRADER,
        right: Right { lines: order.steps.clone(), code: None, explanation: order.explanation.clone() },
        detail: Detail::Nothing,
    }
}

fn concordant(given: &[usize]) -> (usize, usize) {
    let mut in_order = 0;
    for (i, a) in given.iter().enumerate() {
        in_order += given[i + 1..].iter().filter(|b| a < b).count();
    }
    (in_order, given.len() * given.len().saturating_sub(1) / 2)
}

fn credit(in_order: usize, pairs: usize) -> Fraction {
    Fraction::clamped(2.0 * in_order as f64 / pairs.max(1) as f64 - 1.0)
}

/// The first two neighbours that stand the wrong way round; there are some unless all is right.
fn first_turned(given: &[usize]) -> (usize, usize) {
    given.windows(2).find(|w| w[0] > w[1]).map_or((0, 0), |w| (w[0], w[1]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fraction(given: &[usize]) -> f64 {
        let steps = (0..given.len()).map(|i| format!("s{i}")).collect();
        grade(&Order { steps, explanation: "e".into() }, given).fraction.value()
    }

    #[test]
    fn worked_examples() {
        assert_eq!(fraction(&[0, 1, 2, 3]), 1.0);
        assert_eq!(fraction(&[3, 2, 1, 0]), 0.0);
        assert!((fraction(&[1, 0, 2, 3]) - 2.0 / 3.0).abs() < 1e-12);
        assert!((fraction(&[3, 0, 1, 2]) - 0.0).abs() < 1e-12);
    }

    #[test]
    fn the_mean_over_all_orders_of_the_unclamped_credit_is_nothing() {
        let mut sum = 0.0;
        let mut orders = vec![vec![]];
        for n in 0..5 {
            orders = orders
                .iter()
                .flat_map(|o: &Vec<usize>| {
                    (0..=o.len()).map(move |i| {
                        let mut next = o.clone();
                        next.insert(i, n);
                        next
                    })
                })
                .collect();
        }
        for o in &orders {
            let (in_order, pairs) = concordant(o);
            sum += 2.0 * in_order as f64 / pairs as f64 - 1.0;
        }
        assert_eq!(orders.len(), 120);
        assert!(sum.abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn bounds_and_monotony(given in (4_usize..9).prop_flat_map(|n| Just((0..n).collect::<Vec<_>>()).prop_shuffle())) {
            let now = fraction(&given);
            prop_assert!((0.0..=1.0).contains(&now));
            prop_assert_eq!(now == 1.0, given.is_sorted());
            // Putting two neighbours right never costs anything.
            for i in 0..given.len() - 1 {
                if given[i] > given[i + 1] {
                    let mut better = given.clone();
                    better.swap(i, i + 1);
                    prop_assert!(fraction(&better) >= now);
                }
            }
        }
    }
}
