//! FSRS-6: when a question comes back.
//!
//! Source: the published formulas of the Free Spaced Repetition Scheduler, version 6 (open-spaced-repetition, "The Algorithm",
//! <https://github.com/open-spaced-repetition/fsrs4anki/wiki/The-Algorithm>), with the default parameters and the bounds of the reference
//! implementation `fsrs` 6.6. The crate itself is the oracle of the tests here and no part of the program.
//!
//! A memory has a stability S (days until the probability of recall has fallen to 90 %) and a difficulty D (1 to 10). Computed in `f64`; the
//! reference computes in `f32`.

use crate::model::Rating;

/// How many parameters FSRS-6 has.
pub const WEIGHTS: usize = 21;
/// Bounds of the stability, in days.
pub const STABILITY: (f64, f64) = (0.001, 36_500.0);
/// Bounds of the difficulty.
pub const DIFFICULTY: (f64, f64) = (1.0, 10.0);

/// The published parameters, fitted to the reviews of many people.
pub const DEFAULT: [f64; WEIGHTS] = [
    0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796, 1.4835, 0.0614,
    0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542,
];

/// Lowest and highest value of each parameter.
pub const BOUNDS: [(f64, f64); WEIGHTS] = [
    (0.001, 100.0),
    (0.001, 100.0),
    (0.001, 100.0),
    (0.001, 100.0),
    (1.0, 10.0),
    (0.001, 4.0),
    (0.001, 4.0),
    (0.001, 0.75),
    (0.0, 4.5),
    (0.0, 0.8),
    (0.001, 3.5),
    (0.001, 5.0),
    (0.001, 0.25),
    (0.001, 0.9),
    (0.0, 4.0),
    (0.0, 1.0),
    (1.0, 6.0),
    (0.0, 2.0),
    (0.0, 2.0),
    (0.0, 0.8),
    (0.1, 0.8),
];

/// What is remembered of one card.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Memory {
    /// Days until the probability of recall is 90 %.
    pub stability: f64,
    /// 1 (easy) to 10 (hard).
    pub difficulty: f64,
}

/// The scheduler with its parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct Fsrs {
    w: [f64; WEIGHTS],
    /// `0.9^(1 / -w20) - 1`: makes the curve pass through 90 % at S.
    factor: f64,
    /// The difficulty that an easy first answer would give: every difficulty drifts towards it.
    easiest: f64,
    growth: f64,
    relearnt: f64,
}

impl Default for Fsrs {
    fn default() -> Self {
        Self::new(&DEFAULT)
    }
}

impl Fsrs {
    /// A scheduler; parameters out of bounds are brought back to them, and what is no number becomes the published value.
    pub fn new(weights: &[f64; WEIGHTS]) -> Self {
        let w = std::array::from_fn(|i| {
            let (low, high) = BOUNDS[i];
            if weights[i].is_nan() { DEFAULT[i] } else { weights[i].clamp(low, high) }
        });
        let mut fsrs =
            Self { w, factor: 0.9_f64.powf(-1.0 / w[20]) - 1.0, easiest: 0.0, growth: 0.0, relearnt: 0.0 };
        fsrs.easiest = fsrs.first_difficulty(Rating::Easy);
        fsrs.growth = w[8].exp();
        fsrs.relearnt = (w[17] * w[18]).exp();
        fsrs
    }

    /// The parameters in force.
    pub fn weights(&self) -> &[f64; WEIGHTS] {
        &self.w
    }

    /// The probability of recall after so many days, 0 to 1: R = (1 + factor t / S)^-w20.
    pub fn recall(&self, memory: Memory, days: f64) -> f64 {
        (1.0 + self.factor * days.max(0.0) / memory.stability).powf(-self.w[20])
    }

    /// Days until the probability of recall has fallen to `retention`, before rounding: S / factor (retention^(-1/w20) - 1).
    pub fn interval(&self, memory: Memory, retention: f64) -> f64 {
        memory.stability / self.factor * (retention.powf(-1.0 / self.w[20]) - 1.0)
    }

    /// The memory after the first answer.
    pub fn first(&self, rating: Rating) -> Memory {
        let stability = self.w[usize::from(rating.value()) - 1].clamp(STABILITY.0, STABILITY.1);
        Memory { stability, difficulty: self.first_difficulty(rating).clamp(DIFFICULTY.0, DIFFICULTY.1) }
    }

    fn first_difficulty(&self, rating: Rating) -> f64 {
        self.w[4] - (self.w[5] * f64::from(rating.value() - 1)).exp() + 1.0
    }

    /// The memory after one more answer, so many whole days after the one before.
    pub fn next(&self, memory: Memory, days: u32, rating: Rating) -> Memory {
        let w = &self.w;
        let s = memory.stability.clamp(STABILITY.0, STABILITY.1);
        let d = memory.difficulty.clamp(DIFFICULTY.0, DIFFICULTY.1);
        let stability = if days == 0 {
            self.same_day(s, rating)
        } else {
            let forgetting = 1.0 - self.recall(Memory { stability: s, difficulty: d }, f64::from(days));
            match rating {
                Rating::Again => {
                    let after =
                        w[11] * d.powf(-w[12]) * ((s + 1.0).powf(w[13]) - 1.0) * (forgetting * w[14]).exp();
                    after.min(s / self.relearnt)
                }
                Rating::Hard | Rating::Good | Rating::Easy => {
                    let ease = match rating {
                        Rating::Hard => w[15],
                        Rating::Easy => w[16],
                        Rating::Again | Rating::Good => 1.0,
                    };
                    let gain = (forgetting * w[10]).exp_m1();
                    s * (1.0 + self.growth * (11.0 - d) * s.powf(-w[9]) * gain * ease)
                }
            }
        };
        // Linear damping, then a little of the way back to the easiest difficulty.
        let damped = d + (10.0 - d) * (-w[6] * (f64::from(rating.value()) - 3.0)) / 9.0;
        let difficulty = (w[7] * (self.easiest - damped) + damped).clamp(DIFFICULTY.0, DIFFICULTY.1);
        Memory { stability: stability.clamp(STABILITY.0, STABILITY.1), difficulty }
    }

    /// The stability after a second answer on the same day.
    fn same_day(&self, s: f64, rating: Rating) -> f64 {
        let w = &self.w;
        let change = (w[17] * (f64::from(rating.value()) - 3.0 + w[18])).exp() * s.powf(-w[19]);
        if rating.is_recall() { s * change.max(1.0) } else { s * change }
    }

    /// The memory after a whole history of (days since the answer before, rating); `None` without one.
    pub fn replay(&self, history: impl IntoIterator<Item = (u32, Rating)>) -> Option<Memory> {
        history.into_iter().fold(None, |memory, (days, rating)| {
            Some(match memory {
                None => self.first(rating),
                Some(memory) => self.next(memory, days, rating),
            })
        })
    }
}

#[cfg(test)]
#[path = "fsrs/tests.rs"]
mod tests;
