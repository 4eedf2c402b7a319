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
