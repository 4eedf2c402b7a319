//! Choices: right ticks count for, wrong ticks against.

use super::{Detail, Marking, Right};
use crate::{
    bank::{Choice, Select},
    model::Fraction,
};

/// Changes when any answer would be marked differently.
pub const GRADER: &str = "choice/1";

/// Marks ticked options, given by their places in the file.
pub(super) fn grade(choice: &Choice, ticked: &[usize]) -> Marking {
    let right = ticked.iter().filter(|&&i| choice.option.get(i).is_some_and(|o| o.correct)).count();
    let wrong = ticked.len() - right;
    let all_right = choice.right();
    let reason = match (choice.select, wrong) {
        (Select::One, 0) => "Right.".to_owned(),
        (Select::One, _) => format!("Wrong. {}", why(choice, ticked, false)),
        (Select::Many, 0) if right == all_right => {
            format!("Right: all {all_right} of {all_right}, and no wrong one.")
        }
        (Select::Many, 0) => format!("{right} of {all_right} right ones, and no wrong one."),
        (Select::Many, n) => {
            let wrong_ones = if n == 1 { "a wrong one".to_owned() } else { format!("{n} wrong ones") };
            format!("{right} of {all_right} right ones, and {wrong_ones}. {}", why(choice, ticked, false))
        }
    };
    let lines =
        choice.option.iter().filter(|o| o.correct).map(|o| format!("{} ({})", o.text, o.why)).collect();
    Marking {
        fraction: credit(all_right, choice.option.len() - all_right, right, wrong),
        reason,
        grader: GRADER,
        right: Right { lines, code: None, explanation: choice.explanation.clone() },
        detail: Detail::Nothing,
    }
}

/// The share of the right options that are ticked, less the share of the wrong ones, not below 0. With one right option to be chosen this is 1 or 0.
fn credit(all_right: usize, all_wrong: usize, right: usize, wrong: usize) -> Fraction {
    let share = |part: usize, of: usize| if of == 0 { 0.0 } else { part as f64 / of as f64 };
    Fraction::clamped(share(right, all_right) - share(wrong, all_wrong))
}

fn why(choice: &Choice, ticked: &[usize], correct: bool) -> String {
    let chosen = ticked.iter().filter_map(|&i| choice.option.get(i)).filter(|o| o.correct == correct);
    chosen.map(|o| format!("`{}`: {}", o.text, o.why)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::bank::ChoiceOption;

    fn choice(select: Select, key: &[bool]) -> Choice {
        let option = |(i, &correct): (usize, &bool)| ChoiceOption {
            text: format!("o{i}"),
            correct,
            why: format!("w{i}"),
        };
        Choice { select, explanation: "e".into(), option: key.iter().enumerate().map(option).collect() }
    }

    fn fraction(choice: &Choice, ticked: &[usize]) -> f64 {
        grade(choice, ticked).fraction.value()
    }

    #[test]
    fn worked_examples() {
        let many = choice(Select::Many, &[true, true, false, false, false]);
        assert_eq!(fraction(&many, &[0, 1]), 1.0);
        assert_eq!(fraction(&many, &[0]), 0.5);
        assert!((fraction(&many, &[0, 1, 2]) - 2.0 / 3.0).abs() < 1e-12);
        assert_eq!(fraction(&many, &[2]), 0.0);
        assert_eq!(fraction(&many, &[0, 1, 2, 3, 4]), 0.0, "ticking everything earns nothing");
        let one = choice(Select::One, &[false, true, false]);
        assert_eq!((fraction(&one, &[1]), fraction(&one, &[0])), (1.0, 0.0));
        assert!(grade(&one, &[0]).reason.contains("w0"));
    }

    fn key_and_ticks() -> impl Strategy<Value = (Vec<bool>, Vec<usize>)> {
        prop::collection::vec(any::<bool>(), 3..7)
            .prop_filter("both", |k| k.contains(&true) && k.contains(&false))
            .prop_flat_map(|key| {
                let places: Vec<usize> = (0..key.len()).collect();
                let n = key.len();
                (Just(key), prop::sample::subsequence(places, 1..=n).prop_shuffle())
            })
    }

    proptest! {
        #[test]
        fn bounds_order_and_monotony((key, ticks) in key_and_ticks()) {
            let c = choice(Select::Many, &key);
            let now = fraction(&c, &ticks);
            prop_assert!((0.0..=1.0).contains(&now));
            let mut sorted = ticks.clone();
            sorted.sort_unstable();
            prop_assert_eq!(now, fraction(&c, &sorted));
            prop_assert_eq!(now == 1.0, ticks.len() == c.right() && ticks.iter().all(|&i| key[i]));
            for more in (0..key.len()).filter(|i| !ticks.contains(i)) {
                let then = fraction(&c, &[&ticks[..], &[more]].concat());
                let fair = if key[more] { then >= now } else { then <= now };
                prop_assert!(fair);
            }
        }
    }
}
