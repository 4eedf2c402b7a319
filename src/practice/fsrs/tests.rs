//! The scheduler against the reference implementation, and its properties.

use fsrs::{FSRS, FSRSItem, FSRSReview};
use proptest::prelude::*;
use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};

use super::*;

/// So many random histories are compared.
const HISTORIES: usize = 10_000;

struct Chance(ChaCha20Rng);

impl Chance {
    fn new(seed: u64) -> Self {
        Self(ChaCha20Rng::seed_from_u64(seed))
    }

    fn unit(&mut self) -> f64 {
        f64::from(self.0.next_u32()) / (f64::from(u32::MAX) + 1.0)
    }

    fn within(&mut self, (low, high): (f64, f64)) -> f64 {
        low + self.unit() * (high - low)
    }

    fn rating(&mut self) -> Rating {
        Rating::ALL[(self.unit() * 4.0) as usize]
    }

    /// Days between answers: often the same day or soon, sometimes years.
    fn history(&mut self) -> Vec<(u32, Rating)> {
        let length = 1 + (self.unit() * 15.0) as usize;
        (0..length)
            .map(|i| {
                let days = if i == 0 { 0 } else { (self.unit().powi(4) * 1500.0) as u32 };
                (days, self.rating())
            })
            .collect()
    }

    /// Parameters anywhere within their bounds; those that the reference takes, which computes in `f32`.
    fn weights(&mut self) -> [f64; WEIGHTS] {
        std::array::from_fn(|i| f64::from(self.within(BOUNDS[i]) as f32))
    }
}

fn item(history: &[(u32, Rating)]) -> FSRSItem {
    let review =
        |(days, rating): &(u32, Rating)| FSRSReview { rating: rating.value().into(), delta_t: *days };
    FSRSItem { reviews: history.iter().map(review).collect() }
}

fn near(ours: f64, theirs: f32) -> bool {
    let theirs = f64::from(theirs);
    (ours - theirs).abs() <= 1e-4 * ours.abs().max(theirs.abs())
}

/// Compares memory and interval over histories; gives back how many due days differ, of how many.
fn compare(fsrs: &Fsrs, reference: &FSRS, chance: &mut Chance, histories: usize) -> (usize, usize) {
    let mut other_days = 0;
    for _ in 0..histories {
        let history = chance.history();
        let ours = fsrs.replay(history.iter().copied()).expect("a memory");
        let theirs = reference.memory_state(item(&history), None).expect("a memory");
        assert!(near(ours.stability, theirs.stability), "{history:?}: {ours:?} and {theirs:?}");
        assert!(near(ours.difficulty, theirs.difficulty), "{history:?}: {ours:?} and {theirs:?}");
        let retention = chance.within((0.7, 0.97)) as f32;
        let days = fsrs.interval(ours, f64::from(retention));
        let reference_days = reference.next_interval(Some(theirs.stability), retention, 3);
        assert!(near(days, reference_days), "{history:?} at {retention}: {days} and {reference_days}");
        other_days += usize::from(days.round().max(1.0) as u32 != reference_days.round().max(1.0) as u32);
    }
    (other_days, histories)
}

#[test]
fn memory_and_interval_are_those_of_the_reference_with_published_parameters() {
    let (differ, of) = compare(&Fsrs::default(), &FSRS::default(), &mut Chance::new(1), HISTORIES);
    // `f32` and `f64` fall on different sides of a half now and then, where intervals have many digits.
    assert!(differ * 1000 <= of, "{differ} of {of} intervals are rounded to other days");
}

#[test]
fn memory_and_interval_are_those_of_the_reference_with_any_parameters() {
    let mut chance = Chance::new(2);
    for _ in 0..HISTORIES / 20 {
        let weights = chance.weights();
        let reference = FSRS::new(&weights.map(|w| w as f32)).expect("parameters");
        compare(&Fsrs::new(&weights), &reference, &mut chance, 20);
    }
}

#[test]
fn parameters_are_brought_back_to_their_bounds() {
    let fsrs = Fsrs::new(&[f64::INFINITY; WEIGHTS]);
    assert!(fsrs.weights().iter().zip(BOUNDS).all(|(w, b)| *w == b.1));
    assert_eq!(Fsrs::new(&[f64::NAN; WEIGHTS]), Fsrs::default());
    assert!(DEFAULT.iter().zip(BOUNDS).all(|(w, (low, high))| (low..=high).contains(w)));
    assert_eq!(DEFAULT.map(|w| w as f32), fsrs::DEFAULT_PARAMETERS);
}

fn ratings() -> impl Strategy<Value = Rating> {
    prop::sample::select(Rating::ALL.to_vec())
}

fn any_history() -> impl Strategy<Value = Vec<(u32, Rating)>> {
    prop::collection::vec((prop_oneof![Just(0_u32), 0..60_u32, 0..4000_u32], ratings()), 1..30)
}

fn any_weights() -> impl Strategy<Value = [f64; WEIGHTS]> {
    prop::collection::vec(0.0..=1.0_f64, WEIGHTS)
        .prop_map(|shares| std::array::from_fn(|i| BOUNDS[i].0 + shares[i] * (BOUNDS[i].1 - BOUNDS[i].0)))
}

proptest! {
    #[test]
    fn memories_stay_within_their_bounds(history in any_history(), weights in any_weights()) {
        let fsrs = Fsrs::new(&weights);
        let memory = fsrs.replay(history).expect("a memory");
        prop_assert!((STABILITY.0..=STABILITY.1).contains(&memory.stability), "{memory:?}");
        prop_assert!((DIFFICULTY.0..=DIFFICULTY.1).contains(&memory.difficulty), "{memory:?}");
        for retention in [0.7, 0.9, 0.97] {
            let days = fsrs.interval(memory, retention);
            prop_assert!(days.is_finite() && days >= 0.0, "{days}");
            // After that interval recall has fallen to the retention: curve and interval are each other's inverse.
            prop_assert!((fsrs.recall(memory, days) - retention).abs() < 1e-9);
        }
    }

    #[test]
    fn the_better_the_answer_the_longer_the_interval(history in any_history(), days in 1..2000_u32) {
        let fsrs = Fsrs::default();
        let memory = fsrs.replay(history).expect("a memory");
        let after = Rating::ALL.map(|r| fsrs.interval(fsrs.next(memory, days, r), 0.9));
        prop_assert!(after.is_sorted(), "{after:?}");
        prop_assert!(after[0] <= memory.stability, "what was forgotten became firmer: {after:?}");
        prop_assert!(after[1] >= memory.stability - 1e-9, "what was remembered became weaker: {after:?}");
    }

    #[test]
    fn recall_falls_with_time_and_is_whole_at_first(history in any_history(), days in 0..5000_u32) {
        let fsrs = Fsrs::default();
        let memory = fsrs.replay(history).expect("a memory");
        prop_assert_eq!(fsrs.recall(memory, 0.0), 1.0);
        let (now, later) = (fsrs.recall(memory, f64::from(days)), fsrs.recall(memory, f64::from(days) + 1.0));
        prop_assert!(later < now && later > 0.0, "{now} then {later}");
    }

    #[test]
    fn a_higher_retention_never_waits_longer(history in any_history(), low in 0.7..0.97_f64, high in 0.7..0.97_f64) {
        let fsrs = Fsrs::default();
        let memory = fsrs.replay(history).expect("a memory");
        let (low, high) = (low.min(high), low.max(high));
        prop_assert!(fsrs.interval(memory, high) <= fsrs.interval(memory, low));
    }
}
