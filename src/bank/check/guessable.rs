//! Keys that can be guessed without reading: by length or by place.
//!
//! Each way of guessing ticks one option in every choice question, and its credit is compared with that of ticking an option at random.
//! Under chance alone the mean credit of n questions has the expectation and the variance of one random tick each, summed; the interval is
//! 2.5 standard errors wide on each side (normal approximation), because several ways of guessing are tried at once and one in twenty would be crossed too often.

use super::{Whole, codes};
use crate::{
    bank::{Body, Choice, ReadQuestion, Select},
    model::Finding,
};

/// Standard errors on each side of chance.
const WIDTH: f64 = 2.5;
/// Fewer questions say nothing about a habit of their writers.
const AT_LEAST: usize = 12;

/// What one way of guessing would score.
#[derive(Debug, Clone, PartialEq)]
pub struct Guess {
    /// The way, in words.
    pub way: String,
    /// Choice questions on which it can be tried.
    pub questions: usize,
    /// Mean credit of the way, 0 to 1.
    pub score: f64,
    /// Mean credit of a random tick, 0 to 1.
    pub chance: f64,
    /// The upper end of the interval that chance alone explains.
    pub upper: f64,
}

impl Guess {
    /// Whether it does better than chance explains.
    pub fn beats_chance(&self) -> bool {
        self.score > self.upper
    }
}

pub(super) fn check(whole: &Whole<'_>, out: &mut Vec<Finding>) {
    for guess in guesses(whole.questions).into_iter().filter(Guess::beats_chance) {
        let percent = |x: f64| format!("{:.0} %", x * 100.0);
        let message = format!(
            "over {} choice questions `{}` scores {}; chance gives {} and explains up to {}",
            guess.questions,
            guess.way,
            percent(guess.score),
            percent(guess.chance),
            percent(guess.upper)
        );
        out.push(Finding::general(&codes::GUESSABLE_KEY, message));
    }
}

/// Every way of guessing over all choice questions; those that can be tried on too few of them are left out.
pub fn guesses(questions: &[ReadQuestion]) -> Vec<Guess> {
    let choices: Vec<&Choice> = questions
        .iter()
        .filter_map(|q| match &q.question.body {
            Body::Choice(choice) => Some(choice),
            Body::Open(_) | Body::Order(_) | Body::Estimate(_) | Body::Sql(_) | Body::Code(_) => None,
        })
        .collect();
    let length = |i: usize, c: &Choice| c.option[i].text.chars().count();
    let longest = |c: &Choice| extreme(c, |i| length(i, c));
    let shortest = |c: &Choice| extreme(c, |i| usize::MAX - length(i, c));
    let mut all = vec![
        guess("always the longest option", &choices, longest),
        guess("always the shortest option", &choices, shortest),
    ];
    let most = choices.iter().map(|c| c.option.len()).max().unwrap_or(0);
    for k in 0..most {
        let kth = move |c: &Choice| if k < c.option.len() { vec![k] } else { Vec::new() };
        all.push(guess(&format!("always option {}", k + 1), &choices, kth));
    }
    all.retain(|g| g.questions >= AT_LEAST);
    all
}

/// All options for which `measure` is largest.
fn extreme(choice: &Choice, measure: impl Fn(usize) -> usize) -> Vec<usize> {
    let most = (0..choice.option.len()).map(&measure).max();
    (0..choice.option.len()).filter(|&i| Some(measure(i)) == most).collect()
}

/// Credit of ticking this option alone.
fn credit(choice: &Choice, option: usize) -> f64 {
    let correct = choice.option[option].correct;
    match choice.select {
        _ if !correct => 0.0,
        Select::One => 1.0,
        Select::Many => 1.0 / choice.right().max(1) as f64,
    }
}

/// `ticks` gives the options among which the way cannot decide; none when it cannot be tried.
fn guess(way: &str, choices: &[&Choice], ticks: impl Fn(&Choice) -> Vec<usize>) -> Guess {
    let (mut n, mut score, mut chance, mut variance) = (0_usize, 0.0, 0.0, 0.0);
    for choice in choices {
        let ticked = ticks(choice);
        if ticked.is_empty() {
            continue;
        }
        let all: Vec<f64> = (0..choice.option.len()).map(|i| credit(choice, i)).collect();
        let mean = all.iter().sum::<f64>() / all.len() as f64;
        n += 1;
        score += ticked.iter().map(|&i| all[i]).sum::<f64>() / ticked.len() as f64;
        chance += mean;
        variance += all.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / all.len() as f64;
    }
    let of = n.max(1) as f64;
    Guess {
        way: way.to_owned(),
        questions: n,
        score: score / of,
        chance: chance / of,
        upper: ((chance + WIDTH * variance.sqrt()) / of).min(1.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bank::ChoiceOption;

    fn choice(right: usize, lengths: [usize; 4]) -> Choice {
        let option = |(i, n): (usize, &usize)| ChoiceOption {
            text: "x".repeat(*n),
            correct: i == right,
            why: "w".into(),
        };
        let option = lengths.iter().enumerate().map(option).collect();
        Choice { select: Select::One, explanation: "e".into(), option }
    }

    fn beaten(choices: &[Choice], way: impl Fn(&Choice) -> Vec<usize>) -> bool {
        guess("way", &choices.iter().collect::<Vec<_>>(), way).beats_chance()
    }

    #[test]
    fn a_habit_is_found_and_chance_is_not() {
        let longest = |c: &Choice| extreme(c, |i| c.option[i].text.len());
        let always: Vec<_> = (0..40)
            .map(|i| choice(i % 4, std::array::from_fn(|j| if j == i % 4 { 30 } else { 10 + j })))
            .collect();
        assert!(beaten(&always, longest));
        let spread: Vec<_> = (0..40).map(|i| choice(i % 4, [10, 11, 12, 13])).collect();
        assert!(!beaten(&spread, longest) && (0..4).all(|k| !beaten(&spread, |_| vec![k])));
        let second: Vec<_> =
            (0..40).map(|i| choice(if i % 2 == 0 { 1 } else { i / 2 % 4 }, [9; 4])).collect();
        assert!(beaten(&second, |_| vec![1]) && !beaten(&second, longest), "ties decide nothing");
    }

    #[test]
    fn the_interval_is_that_of_the_binomial() {
        let all: Vec<_> = (0..100).map(|_| choice(0, [9; 4])).collect();
        let g = guess("way", &all.iter().collect::<Vec<_>>(), |_| vec![1]);
        assert!((g.chance - 0.25).abs() < 1e-12 && g.score == 0.0);
        assert!((g.upper - (0.25 + 2.5 * (0.25 * 0.75 / 100.0_f64).sqrt())).abs() < 1e-12);
    }
}
