//! In-process figures of practice: replaying histories against the reference implementation, `cargo bench --bench practice`.

use std::sync::OnceLock;

use fsrs::{FSRS, FSRSItem, FSRSReview};
use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use vivavoce::{model::Rating, practice::Fsrs};

fn main() {
    divan::main();
}

/// Ten thousand random histories of 1 to 20 answers.
fn histories() -> &'static [Vec<(u32, Rating)>] {
    static HISTORIES: OnceLock<Vec<Vec<(u32, Rating)>>> = OnceLock::new();
    HISTORIES.get_or_init(|| {
        let mut rng = ChaCha20Rng::seed_from_u64(1);
        let mut below = |n: u32| rng.next_u32() % n;
        (0..10_000)
            .map(|_| {
                let length = 1 + below(20);
                (0..length)
                    .map(|i| (if i == 0 { 0 } else { below(60) }, Rating::ALL[below(4) as usize]))
                    .collect()
            })
            .collect()
    })
}

fn items() -> &'static [FSRSItem] {
    static ITEMS: OnceLock<Vec<FSRSItem>> = OnceLock::new();
    ITEMS.get_or_init(|| {
        let review =
            |(days, rating): &(u32, Rating)| FSRSReview { rating: rating.value().into(), delta_t: *days };
        histories().iter().map(|h| FSRSItem { reviews: h.iter().map(review).collect() }).collect()
    })
}

/// The scheduler of viva: memory and interval of every history.
#[divan::bench]
fn replay() -> f64 {
    let fsrs = Fsrs::default();
    let interval =
        |h: &Vec<(u32, Rating)>| fsrs.replay(h.iter().copied()).map_or(0.0, |m| fsrs.interval(m, 0.9));
    divan::black_box(histories()).iter().map(interval).sum()
}

/// The yardstick: the crate `fsrs`, the same histories. Its items are taken by value; making the copies is left out of the time.
#[divan::bench]
fn replay_by_the_reference(bencher: divan::Bencher<'_, '_>) {
    let fsrs = FSRS::default();
    bencher.with_inputs(|| items().to_vec()).bench_values(|items| {
        items
            .into_iter()
            .filter_map(|item| fsrs.memory_state(item, None).ok())
            .map(|m| f64::from(fsrs.next_interval(Some(m.stability), 0.9, 3)))
            .sum::<f64>()
    });
}
