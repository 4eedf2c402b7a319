//! Units of estimates: what is counted, and in how much time.

use std::fmt;

/// What a unit measures, with its size in the base of its dimension: one byte, one second, one dollar, one of a noun.
#[derive(Debug, Clone, PartialEq)]
pub enum Base {
    /// Data; the size of the unit in bytes.
    Data(f64),
    /// Time; the size of the unit in seconds.
    Time(f64),
    /// Money; the size of the unit in US dollars.
    Money(f64),
    /// Anything countable, in the singular.
    Noun(String),
}

/// A unit: something, or something in a time.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// What is measured.
    pub base: Base,
    /// For rates: the time, in seconds.
    pub per: Option<f64>,
}

/// Why a text is no unit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnitError {
    /// Characters that no unit has.
    #[error(
        "`{0}` is not a unit; write a noun such as `byte`, `server`, `request`, or a rate such as `request/second`"
    )]
    Shape(String),
    /// A rate per something that is no time.
    #[error("`{0}` is not a time; a rate is per second, minute, hour, day, week, month or year")]
    Time(String),
}

/// Seconds of a time's name; a month is the twelfth of a year of 365 days, so that twelve of them make a year.
pub fn seconds_of(name: &str) -> Option<f64> {
    const DAY: f64 = 86_400.0;
    Some(match name {
        "nanosecond" => 1e-9,
        "microsecond" => 1e-6,
        "millisecond" => 1e-3,
        "second" => 1.0,
        "minute" => 60.0,
        "hour" => 3_600.0,
        "day" => DAY,
        "week" => 7.0 * DAY,
        "month" => 365.0 * DAY / 12.0,
        "year" => 365.0 * DAY,
        _ => return None,
    })
}

impl Unit {
    /// Reads the unit of a question: `byte`, `bit`, `second`, `usd`, a noun, or one of them `/second` (minute, hour, day...).
    ///
    /// # Errors
    /// What is wrong, in a sentence.
    pub fn parse(text: &str) -> Result<Self, UnitError> {
        let (name, per) = match text.split_once('/') {
            Some((name, time)) => (name, Some(time)),
            None => (text, None),
        };
        let plain = |t: &str| {
            t.starts_with(|c: char| c.is_ascii_lowercase())
                && t.chars().all(|c| c.is_ascii_lowercase() || c == '-')
        };
        if !plain(name) || name.len() > 40 {
            return Err(UnitError::Shape(text.to_owned()));
        }
        let per = match per {
            Some(time) => Some(seconds_of(time).ok_or_else(|| UnitError::Time(time.to_owned()))?),
            None => None,
        };
        let base = match name {
            "byte" => Base::Data(1.0),
            "bit" => Base::Data(0.125),
            "usd" => Base::Money(1.0),
            _ => seconds_of(name).map_or_else(|| Base::Noun(name.to_owned()), Base::Time),
        };
        Ok(Self { base, per })
    }

    /// How much one of this unit is in the base of its dimension: bytes, seconds, dollars, pieces, or those a second.
    pub fn size(&self) -> f64 {
        let size = match &self.base {
            Base::Data(size) | Base::Time(size) | Base::Money(size) => *size,
            Base::Noun(_) => 1.0,
        };
        size / self.per.unwrap_or(1.0)
    }
}

impl fmt::Display for Base {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Base::Data(_) => "data",
            Base::Time(_) => "time",
            Base::Money(_) => "money",
            Base::Noun(noun) => noun,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_have_a_dimension_and_a_size() {
        assert_eq!(Unit::parse("byte").map(|u| u.size()), Ok(1.0));
        assert_eq!(Unit::parse("bit/second").map(|u| u.size()), Ok(0.125));
        assert_eq!(
            Unit::parse("usd/year").map(|u| u.size() * 12.0),
            Unit::parse("usd/month").map(|u| u.size())
        );
        assert_eq!(Unit::parse("write-unit/hour").map(|u| u.size()), Ok(1.0 / 3600.0));
        assert!(
            Unit::parse("byte/request").is_err()
                && Unit::parse("/second").is_err()
                && Unit::parse("").is_err()
        );
        assert!(
            Unit::parse("a/second/second").is_err()
                && Unit::parse("GB").is_err()
                && Unit::parse("two words").is_err()
        );
    }
}
