//! Points and spans of time, as values; who asks the clock is `world::clock`.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Milliseconds, for spans. Taken from the monotonic clock, so never negative.
pub type Millis = u64;

/// A wall-clock instant in milliseconds since 1970-01-01 UTC. Only for people: order is by sequence number.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(transparent)]
#[schemars(inline)]
pub struct Moment(pub i64);

impl Moment {
    /// The earliest instant that can be kept (year 0001).
    pub const MIN: i64 = -62_135_596_800_000;
    /// The latest instant that can be kept (end of year 9999).
    pub const MAX: i64 = 253_402_300_799_999;

    /// Reads an RFC 3339 text such as `2026-11-22T10:00:00Z`.
    pub fn parse(text: &str) -> Option<Self> {
        text.parse::<jiff::Timestamp>().ok().map(|t| Self(t.as_millisecond()))
    }

    /// Reads a day such as `2026-11-22`, which is its first moment in UTC, or a time as [`Moment::parse`] does.
    pub fn parse_day(text: &str) -> Option<Self> {
        Self::parse(text).or_else(|| Self::parse(&format!("{text}T00:00:00Z")))
    }

    /// RFC 3339 in UTC to the second; instants outside jiff's range are shown as their number.
    pub fn rfc3339(self) -> String {
        match jiff::Timestamp::from_millisecond(self.0.div_euclid(1000) * 1000) {
            Ok(t) => t.to_string(),
            Err(_) => format!("{} ms", self.0),
        }
    }

    /// `2026-11-22 10:00 UTC`.
    pub fn to_minute(self) -> String {
        match jiff::Timestamp::from_millisecond(self.0) {
            Ok(t) => t.strftime("%Y-%m-%d %H:%M UTC").to_string(),
            Err(_) => format!("{} ms", self.0),
        }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.to_minute())
    }
}

/// A day of the calendar where somebody practises, as days since 1970-01-01. It begins at four in the morning, so that a late evening
/// is one day.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(transparent)]
#[schemars(inline)]
pub struct Day(pub i32);

impl Day {
    /// The earliest day that can be kept (in year 0001).
    pub const MIN: i32 = -719_162;
    /// The latest day that can be kept (in year 9999).
    pub const MAX: i32 = 2_932_896;

    /// The day so many days later; stays within what can be kept.
    pub fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days).clamp(Self::MIN, Self::MAX))
    }

    /// Days from an earlier day to this one; 0 when it is not earlier.
    pub fn since(self, earlier: Day) -> u32 {
        u32::try_from(i64::from(self.0) - i64::from(earlier.0)).unwrap_or(0)
    }
}

impl fmt::Display for Day {
    /// `2026-11-22`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days = jiff::Span::new().try_days(self.0);
        match days.and_then(|days| jiff::civil::date(1970, 1, 1).checked_add(days)) {
            Ok(date) => f.pad(&date.to_string()),
            Err(_) => f.pad(&format!("day {}", self.0)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_its_first_moment() {
        assert_eq!(Moment::parse_day("1970-01-02"), Some(Moment(86_400_000)));
        assert_eq!(Moment::parse_day("1970-01-02T00:00:01Z"), Some(Moment(86_401_000)));
        for none in ["", "yesterday", "1970-13-01", "1970-01-02T"] {
            assert_eq!(Moment::parse_day(none), None, "{none}");
        }
    }

    #[test]
    fn days_are_shown_as_dates_and_never_leave_their_range() {
        assert_eq!(Day(0).to_string(), "1970-01-01");
        assert_eq!(Day(20_779).to_string(), "2026-11-22");
        assert_eq!(
            (Day(Day::MIN).to_string(), Day(Day::MAX).to_string()),
            ("0001-01-01".into(), "9999-12-31".into())
        );
        assert_eq!(Day(5).plus(i32::MAX), Day(Day::MAX));
        assert_eq!((Day(5).since(Day(9)), Day(9).since(Day(5))), (0, 4));
        assert_eq!(Day(i32::MAX).since(Day(i32::MIN)), u32::MAX);
    }
}
