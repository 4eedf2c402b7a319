//! In-process figures of agreement over 250,000 ratings: `cargo bench --bench measure`.

use std::sync::OnceLock;

use vivavoce::measure::{Coincidences, Metric, Weights, kappa, resampled_interval};

fn main() {
    divan::main();
}

/// 1,000 candidates of 125 units, two marks each.
fn candidates() -> &'static [Vec<[u8; 2]>] {
    static RATINGS: OnceLock<Vec<Vec<[u8; 2]>>> = OnceLock::new();
    RATINGS.get_or_init(|| {
        let mut state = 7_u64;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state >> 33
        };
        let mut unit = || {
            let first = next() % 4;
            let second = if next() % 3 == 0 { next() % 4 } else { first };
            [first, second].map(|m| u8::try_from(m).unwrap_or(0))
        };
        (0..1_000).map(|_| (0..125).map(|_| unit()).collect()).collect()
    })
}

fn coincidences(units: &[[u8; 2]]) -> Coincidences<4> {
    let mut sum = Coincidences::default();
    for unit in units {
        let mut counts = [0; 4];
        unit.iter().for_each(|m| counts[usize::from(*m)] += 1);
        sum.add_unit(&counts);
    }
    sum
}

/// Ordinal alpha alone, as `krippendorff.alpha` computes it.
#[divan::bench]
fn ordinal_alpha_of_250_000_ratings() -> Option<f64> {
    let mut all = Coincidences::<4>::default();
    candidates().iter().for_each(|units| all.add(&coincidences(units)));
    all.alpha(Metric::Ordinal)
}

/// The same with its interval of 2,000 resamples.
#[divan::bench]
fn ordinal_alpha_with_its_interval() -> Option<(f64, f64)> {
    let parts: Vec<Coincidences<4>> = candidates().iter().map(|units| coincidences(units)).collect();
    resampled_interval(&parts, Coincidences::add, |sum: &Coincidences<4>| sum.alpha(Metric::Ordinal))
}

/// Quadratic kappa of two raters with its interval.
#[divan::bench]
fn quadratic_kappa_of_250_000_ratings() -> Option<f64> {
    let mut table = [[0; 4]; 4];
    candidates().iter().flatten().for_each(|[a, b]| table[usize::from(*a)][usize::from(*b)] += 1);
    kappa(&table, Weights::Quadratic).map(|k| k.value)
}
