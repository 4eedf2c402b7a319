//! Fitting the parameters of FSRS-6 to one's own reviews.
//!
//! The most probable parameters given the reviews: log-loss of recall at every review on a later day than the one before, plus a Gaussian
//! prior around the published parameters, with the spread over people that the reference implementation uses (`fsrs` 6.6, `training.rs`). With few
//! reviews the prior wins and little moves. Minimised by Adam (Kingma and Ba 2015, <https://arxiv.org/abs/1412.6980>) with a falling step,
//! numeric gradients (forward differences), projected on the bounds. A fit is taken only if it predicts reviews that it has not seen better
//! than the parameters in force.

use std::collections::HashMap;

use super::{BOUNDS, DEFAULT, Fsrs, WEIGHTS};
use crate::model::{Rating, Review};

/// So many reviews on a later day than the one before are asked for.
pub const ENOUGH: usize = 300;

/// The spread of each parameter over people.
const SPREAD: [f64; WEIGHTS] = [
    6.43, 9.66, 17.58, 27.85, 0.57, 0.28, 0.6, 0.12, 0.39, 0.18, 0.33, 0.3, 0.09, 0.16, 0.57, 0.25, 1.03,
    0.31, 0.32, 0.14, 0.27,
];

/// Steps of the descent.
const STEPS: u32 = 120;
/// Its first step, in spreads.
const STEP: f64 = 0.08;
/// What of the newest reviews the fit is tried on.
const TRIED_ON: f64 = 0.2;

/// What one card was answered, in order: days since the answer before (0 for the first), and how.
pub type CardHistory = Vec<(u32, Rating)>;

/// What a fit came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// The parameters, from all reviews.
    pub weights: [f64; WEIGHTS],
    /// Reviews it rests on.
    pub reviews: usize,
    /// Mean log-loss of the parameters in force over these reviews.
    pub loss_before: f64,
    /// Mean log-loss of the new ones over the same reviews.
    pub loss_after: f64,
    /// Mean log-loss over the newest fifth: of the parameters in force, and of a fit to the rest.
    pub unseen: (f64, f64),
}

impl Fit {
    /// Whether a fit predicts what it has not seen better than the parameters in force.
    pub fn is_better(&self) -> bool {
        self.unseen.1 < self.unseen.0 && self.loss_after < self.loss_before
    }
}

/// The histories of cards; reviews come in the order in which they happened. A card's days never go back.
pub fn histories<'a>(reviews: impl IntoIterator<Item = &'a Review>) -> Vec<CardHistory> {
    let mut cards: Vec<CardHistory> = Vec::new();
    let mut seen: HashMap<(&str, &str), (usize, crate::model::Day)> = HashMap::new();
    for review in reviews {
        let key = (review.question.as_str(), review.meaning.as_str());
        let days = match seen.get_mut(&key) {
            Some((at, last)) => {
                let days = review.day.since(*last);
                *last = review.day;
                cards[*at].push((days, review.rating));
                continue;
            }
            None => 0,
        };
        seen.insert(key, (cards.len(), review.day));
        cards.push(vec![(days, review.rating)]);
    }
    cards
}

/// How many reviews of these histories say something of forgetting: those on a later day than the one before.
pub fn telling(histories: &[CardHistory]) -> usize {
    histories.iter().flatten().filter(|(days, _)| *days > 0).count()
}

/// Summed log-loss of recall over the telling reviews, and how many they are.
pub fn log_loss(fsrs: &Fsrs, histories: &[CardHistory]) -> (f64, usize) {
    let (mut sum, mut n) = (0.0, 0);
    for history in histories {
        let mut memory = None;
        for (days, rating) in history {
            memory = Some(match memory {
                None => fsrs.first(*rating),
                Some(memory) => {
                    if *days > 0 {
                        let recall = fsrs.recall(memory, f64::from(*days)).clamp(1e-7, 1.0 - 1e-7);
                        sum -= if rating.is_recall() { recall.ln() } else { (1.0 - recall).ln() };
                        n += 1;
                    }
                    fsrs.next(memory, *days, *rating)
                }
            });
        }
    }
    (sum, n)
}

fn mean(fsrs: &Fsrs, histories: &[CardHistory]) -> f64 {
    let (sum, n) = log_loss(fsrs, histories);
    if n == 0 { 0.0 } else { sum / n as f64 }
}

/// Fits to reviews, which come in the order in which they happened. `None` when there are not [`ENOUGH`]. `step` hears of every step of the
/// descents, of [`steps`] in all.
pub fn fit(reviews: &[Review], in_force: &Fsrs, mut step: impl FnMut()) -> Option<Fit> {
    let all = histories(reviews);
    let count = telling(&all);
    if count < ENOUGH {
        return None;
    }
    // The newest fifth is held back by cutting in time, as it will be met in use: the past is known, the future is not.
    let cut = reviews.len() - (reviews.len() as f64 * TRIED_ON).round() as usize;
    let tried = descend(&histories(&reviews[..cut]), &mut step);
    let known: Vec<CardHistory> = histories(&reviews[..cut]);
    let unseen = |fsrs: &Fsrs| {
        let ((a, n), (b, m)) = (log_loss(fsrs, &all), log_loss(fsrs, &known));
        if n > m { (a - b) / (n - m) as f64 } else { 0.0 }
    };
    let unseen = (unseen(in_force), unseen(&Fsrs::new(&tried)));
    let weights = descend(&all, &mut step);
    let (loss_before, loss_after) = (mean(in_force, &all), mean(&Fsrs::new(&weights), &all));
    Some(Fit { weights, reviews: count, loss_before, loss_after, unseen })
}

/// How many steps a [`fit`] takes.
pub fn steps() -> u64 {
    u64::from(STEPS) * 2
}

/// Where a point of the descent lies: the first four parameters, which are stabilities, on a logarithmic scale, the others in spreads from the
/// published value; within the bounds.
fn weights_at(x: &[f64; WEIGHTS]) -> [f64; WEIGHTS] {
    std::array::from_fn(|i| {
        let w = if i < 4 { DEFAULT[i] * x[i].exp() } else { DEFAULT[i] + SPREAD[i] * x[i] };
        w.clamp(BOUNDS[i].0, BOUNDS[i].1)
    })
}

/// The point that lies at these parameters.
fn point_at(w: &[f64; WEIGHTS]) -> [f64; WEIGHTS] {
    std::array::from_fn(|i| if i < 4 { (w[i] / DEFAULT[i]).ln() } else { (w[i] - DEFAULT[i]) / SPREAD[i] })
}

/// The most probable parameters for some histories.
fn descend(histories: &[CardHistory], step: &mut impl FnMut()) -> [f64; WEIGHTS] {
    let n = telling(histories).max(1) as f64;
    let value = |x: &[f64; WEIGHTS]| {
        let w = weights_at(x);
        let prior: f64 = (0..WEIGHTS).map(|i| ((w[i] - DEFAULT[i]) / SPREAD[i]).powi(2) / 2.0).sum();
        (log_loss(&Fsrs::new(&w), histories).0 + prior) / n
    };
    let (mut x, mut m, mut v) = ([0.0; WEIGHTS], [0.0; WEIGHTS], [0.0; WEIGHTS]);
    let mut now = value(&x);
    let mut best = (now, x);
    for t in 1..=STEPS {
        let rate = STEP * 0.5 * (1.0 + (std::f64::consts::PI * f64::from(t - 1) / f64::from(STEPS)).cos());
        let mut gradient = [0.0; WEIGHTS];
        for i in 0..WEIGHTS {
            let h = 1e-4;
            let mut beside = x;
            beside[i] += h;
            gradient[i] = (value(&beside) - now) / h;
        }
        for i in 0..WEIGHTS {
            m[i] = 0.9 * m[i] + 0.1 * gradient[i];
            v[i] = 0.99 * v[i] + 0.01 * gradient[i] * gradient[i];
            let (m, v) = (m[i] / (1.0 - 0.9_f64.powi(t as i32)), v[i] / (1.0 - 0.99_f64.powi(t as i32)));
            x[i] -= rate * m / (v.sqrt() + 1e-8);
        }
        x = point_at(&weights_at(&x));
        now = value(&x);
        if now < best.0 {
            best = (now, x);
        }
        step();
    }
    weights_at(&best.1)
}

#[cfg(test)]
#[path = "optimize/tests.rs"]
mod tests;
