//! From a memory to a day: the interval for the retention asked for, rounded, with some fuzz.

use crate::{
    model::{Day, PracticeId},
    practice::{Card, Fsrs},
};

/// The retention that is asked for when no setting says another.
pub const RETENTION: f64 = 0.9;
/// The retentions that may be asked for.
pub const RETENTIONS: std::ops::RangeInclusive<f64> = 0.7..=0.97;
/// Questions never answered before, a day, when no setting says another.
pub const NEW_PER_DAY: u32 = 10;
/// The longest interval, in days.
const LONGEST: f64 = 36_500.0;

/// What decides when cards come back. Due days are never stored: with other parameters or another retention they are others at once.
#[derive(Debug, Clone, PartialEq)]
pub struct Scheduler {
    /// The formulas with their parameters.
    pub fsrs: Fsrs,
    /// The probability of recall, 0 to 1, at which a question comes back.
    pub retention: f64,
    /// Whether intervals are spread a little.
    pub fuzz: bool,
}

impl Default for Scheduler {
    fn default() -> Self {
        Self { fsrs: Fsrs::default(), retention: RETENTION, fuzz: true }
    }
}

impl Scheduler {
    /// Whole days until a memory has fallen to the retention, at least one, before fuzz.
    pub fn days(&self, card: &Card) -> u32 {
        let days = self.fsrs.interval(card.memory, self.retention).round().clamp(1.0, LONGEST);
        days as u32
    }

    /// The day on which a card comes back. The fuzz follows from the last attempt's id alone (so from the seed, where one is given):
    /// the same history gives the same day on every machine, live and on replay.
    pub fn due(&self, card: &Card) -> Day {
        let days = self.days(card);
        let days = if self.fuzz { fuzzed(days, chance(&card.last.attempt)) } else { days };
        card.last.day.plus(i32::try_from(days).unwrap_or(i32::MAX))
    }
}

/// Spreads an interval, so that questions learnt on one day do not come back on one day: from three days on by up to 15 % of what lies
/// between 2.5 and 7 days, 10 % of what lies between 7 and 20, and 5 % of the rest, and one day. These are the widths of Anki's scheduler.
fn fuzzed(days: u32, chance: f64) -> u32 {
    let exact = f64::from(days);
    if exact < 2.5 {
        return days;
    }
    let part = |from: f64, to: f64, share: f64| (exact.min(to) - from).max(0.0) * share;
    let width = 1.0 + part(2.5, 7.0, 0.15) + part(7.0, 20.0, 0.1) + part(20.0, f64::INFINITY, 0.05);
    let (low, high) = ((exact - width).round().max(2.0), (exact + width).round().min(LONGEST));
    (low + (chance * (high - low + 1.0)).floor()).min(high) as u32
}

/// A number in 0..1 that an id stands for: the last 48 bits of a version 7 UUID are random, and FNV-1a spreads the others in.
fn chance(id: &PracticeId) -> f64 {
    let hash = id
        .as_str()
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |h, b| (h ^ u64::from(b)).wrapping_mul(0x0100_0000_01b3));
    // The upper bits of FNV-1a over few bytes are the better mixed ones.
    (hash >> 11) as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fuzz_stays_near_and_spreads() {
        for days in 1..400 {
            let spread: std::collections::BTreeSet<u32> =
                (0..200).map(|i| fuzzed(days, f64::from(i) / 200.0)).collect();
            let (low, high) = (*spread.first().expect("one"), *spread.last().expect("one"));
            assert!(low >= 1 && high - low <= 3 + days / 4, "{days}: {spread:?}");
            assert!(days < 3 || spread.len() >= 3, "{days}: {spread:?}");
            assert!(days >= 3 || spread.len() == 1, "{days}: {spread:?}");
        }
    }

    #[test]
    fn the_chance_of_an_id_is_spread_evenly() {
        let ids = (0..1000_u128).map(|n| PracticeId::from_uuid(uuid::Uuid::from_u128((n << 64) | (n * n))));
        let below = ids.filter(|id| chance(id) < 0.5).count();
        assert!((400..600).contains(&below), "{below}");
    }
}
