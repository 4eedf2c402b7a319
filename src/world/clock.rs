//! The only place that asks what time it is.
#![expect(clippy::disallowed_methods, reason = "this is the clock's home")]

use std::time::Instant;

use crate::model::{Day, Millis, Moment};

/// The wall clock, or a fixed moment (`VIVA_NOW`) that makes output byte-stable.
#[derive(Debug, Clone, Copy, Default)]
pub struct Clock {
    fixed: Option<Moment>,
}

impl Clock {
    /// A clock that stands still at `fixed`, or follows the wall.
    pub fn new(fixed: Option<Moment>) -> Self {
        Self { fixed }
    }

    /// Now.
    pub fn now(&self) -> Moment {
        self.fixed.unwrap_or_else(|| Moment(jiff::Timestamp::now().as_millisecond()))
    }

    /// The day that a moment belongs to here: it begins at four in the morning, local time. With a fixed clock the place is Greenwich.
    pub fn day(&self, moment: Moment) -> Day {
        let zone = if self.fixed.is_some() { jiff::tz::TimeZone::UTC } else { jiff::tz::TimeZone::system() };
        let offset =
            jiff::Timestamp::from_millisecond(moment.0).map_or(0, |t| i64::from(zone.to_offset(t).seconds()));
        let days = (moment.0 + (offset - 4 * 3600) * 1000).div_euclid(86_400_000);
        Day(i32::try_from(days).unwrap_or(i32::MAX)).plus(0)
    }

    /// Starts measuring a span on the monotonic clock. With a fixed clock no time passes.
    pub fn start(&self) -> Stopwatch {
        Stopwatch { started: self.fixed.is_none().then(Instant::now) }
    }
}

/// A span that is being measured.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch {
    started: Option<Instant>,
}

impl Stopwatch {
    /// Milliseconds since the start.
    pub fn elapsed(&self) -> Millis {
        self.started.map_or(0, |s| Millis::try_from(s.elapsed().as_millis()).unwrap_or(Millis::MAX))
    }
}
