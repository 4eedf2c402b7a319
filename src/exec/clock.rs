//! Deadlines and durations. The room measures what it runs and may not use `world`, so its clock is here, once.
#![expect(clippy::disallowed_methods, reason = "the one place of this room that reads the monotonic clock")]

use std::time::{Duration, Instant};

/// Something that began.
#[derive(Debug, Clone, Copy)]
pub(super) struct Began(Instant);

impl Began {
    /// Begins now.
    pub(super) fn now() -> Self {
        Self(Instant::now())
    }

    /// How long ago.
    pub(super) fn ago(self) -> Duration {
        self.0.elapsed()
    }

    /// What is left of `span`; zero when it is over.
    pub(super) fn left(self, span: Duration) -> Duration {
        span.saturating_sub(self.ago())
    }
}
