//! A figure with how many it rests on and its 95 % interval, or why there is none.
//!
//! An interval says which values the data do not contradict; a figure without one invites more trust than a dozen interviews can carry
//! (Cumming, "The New Statistics: Why and How", Psychological Science 25, 2014). So nothing here is shown without both.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A figure, how many it rests on, and its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Estimate {
    /// The figure; nothing below the minimum, or where it is not defined.
    pub value: Option<f64>,
    /// The lower end of its 95 % interval; nothing where all observations are equal, or nearly.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
    /// How many it rests on.
    pub n: u64,
    /// Of what.
    pub of: Counted,
    /// Below so many nothing is said.
    pub minimum: u64,
    /// Why there is no value.
    pub missing: Option<Missing>,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum Counted {
    /// One candidate on one criterion of one question.
    Units,
    /// Candidates.
    Candidates,
    /// Sessions in which it was asked.
    Sessions,
    /// Sessions on the smaller of two sides.
    Each,
}

impl Counted {
    /// The word on the screen.
    pub fn word(self) -> &'static str {
        match self {
            Counted::Units => "units",
            Counted::Candidates => "candidates",
            Counted::Sessions => "sessions",
            Counted::Each => "on each side",
        }
    }
}

/// Why there is no value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum Missing {
    /// Fewer than the minimum.
    TooFew,
    /// All observations are equal, so that the figure is not defined.
    NoVariation,
}

/// How many are needed before a figure is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Needed {
    /// Of what.
    pub of: Counted,
    /// So many.
    pub minimum: u64,
}

/// Rated by two or more, for agreement. With 20 units and two raters an ICC of .70 has an interval from .39 to .87: from "poor" to
/// "excellent" in the words of Cicchetti (1994). With fewer it says nothing at all.
pub const AGREEMENT_UNITS: Needed = Needed { of: Counted::Units, minimum: 20 };
/// For intervals that resample or cluster by candidate: five candidates have 126 different resamples, four only 35, too few for a 2.5 % tail.
pub const RESAMPLED_CANDIDATES: Needed = Needed { of: Counted::Candidates, minimum: 5 };
/// For means of marks: with five candidates the interval of a mean is already 2.5 standard deviations wide (t with 4 degrees of freedom).
pub const MEAN_CANDIDATES: Needed = Needed { of: Counted::Candidates, minimum: 5 };
/// For a mean over sessions: the same reason.
pub const MEAN_SESSIONS: Needed = Needed { of: Counted::Sessions, minimum: 5 };
/// For correlations and coefficients of internal consistency: with ten a correlation of .50 has an interval from -.19 to .86.
pub const CORRELATED_CANDIDATES: Needed = Needed { of: Counted::Candidates, minimum: 10 };
/// For the difference of two means, on each side.
pub const COMPARED_SESSIONS: Needed = Needed { of: Counted::Each, minimum: 5 };

impl Needed {
    /// The figure with its interval when there are enough; `None` where it is not defined.
    pub fn estimate(self, n: u64, figure: impl FnOnce() -> Option<Figure>) -> Estimate {
        if n < self.minimum {
            return self.missing(n, Missing::TooFew);
        }
        match figure() {
            Some(Figure { value, interval }) if value.is_finite() => {
                let interval = interval.filter(|(low, high)| low.is_finite() && high.is_finite());
                let (low, high) = (interval.map(|i| i.0), interval.map(|i| i.1));
                Estimate {
                    value: Some(value),
                    low,
                    high,
                    n,
                    of: self.of,
                    minimum: self.minimum,
                    missing: None,
                }
            }
            _ => self.missing(n, Missing::NoVariation),
        }
    }

    fn missing(self, n: u64, why: Missing) -> Estimate {
        let (of, minimum) = (self.of, self.minimum);
        Estimate { value: None, low: None, high: None, n, of, minimum, missing: Some(why) }
    }
}

/// A value with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Figure {
    /// The value.
    pub value: f64,
    /// Lower and upper end; nothing when the observations do not vary.
    pub interval: Option<(f64, f64)>,
}

impl Figure {
    /// A value with an interval.
    pub fn new(value: f64, low: f64, high: f64) -> Self {
        Self { value, interval: Some((low, high)) }
    }

    /// Both mapped.
    #[must_use]
    pub fn map(self, f: impl Fn(f64) -> f64) -> Self {
        Self { value: f(self.value), interval: self.interval.map(|(a, b)| (f(a), f(b))) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::{icc, mean_squares};

    #[test]
    fn too_few_is_said_and_nothing_else() {
        let one = AGREEMENT_UNITS.estimate(19, || Some(Figure::new(0.5, 0.1, 0.9)));
        assert_eq!((one.value, one.low, one.missing), (None, None, Some(Missing::TooFew)));
        let two = AGREEMENT_UNITS.estimate(20, || Some(Figure::new(0.5, 0.1, 0.9)));
        assert_eq!((two.value, two.low, two.missing), (Some(0.5), Some(0.1), None));
        let none = AGREEMENT_UNITS.estimate(20, || None);
        assert_eq!(none.missing, Some(Missing::NoVariation));
    }

    /// The reason that is given for the minimum of agreement: 20 units, two raters of equal severity, an ICC of .70.
    #[test]
    fn twenty_units_reach_from_poor_to_excellent() {
        let (msr, mse) = (1.7, 0.3);
        let squares =
            crate::measure::MeanSquares { units: 20, raters: 2, rows: msr, columns: mse, rest: mse };
        let (single, _) = icc(&squares).expect("defined");
        assert!((single.value - 0.7).abs() < 1e-12);
        let (low, high) = single.interval.expect("an interval");
        assert!((0.385..0.395).contains(&low) && (0.86..0.88).contains(&high), "{low} {high}");
        assert!(mean_squares(&[]).is_none());
    }
}
