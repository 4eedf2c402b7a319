//! The fit on people whose memory is known, because it was made up.

use fsrs::{ComputeParametersInput, FSRSItem, FSRSReview, compute_parameters};
use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};

use super::*;
use crate::model::{AreaId, Day, Fraction, Level, Moment, PracticeId, QuestionId, Slug, TopicId};

fn unit(rng: &mut ChaCha20Rng) -> f64 {
    f64::from(rng.next_u32()) / (f64::from(u32::MAX) + 1.0)
}

fn review(n: usize, card: usize, day: i32, rating: Rating) -> Review {
    let id = |n: usize| PracticeId::from_uuid(uuid::Uuid::from_u128(n as u128));
    Review {
        id: id(2 * n),
        attempt: id(2 * n + 1),
        question: QuestionId::new(format!("q-{card}")).expect("an id"),
        meaning: "0".repeat(64),
        area: AreaId::new("a").expect("an id"),
        topic: TopicId::new("t").expect("an id"),
        level: Level::Mid,
        rating,
        score: Fraction::FULL,
        at: Moment(i64::from(day) * 86_400_000),
        day: Day(day),
        spent: 1000,
        retention: 0.9,
    }
}

/// Somebody with that memory who practises `cards` questions for `days` days, asked again as the published parameters say.
fn practise(memory: &[f64; WEIGHTS], cards: usize, days: i32, seed: u64) -> Vec<Review> {
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    let (own, published) = (Fsrs::new(memory), Fsrs::default());
    let mut state: Vec<Option<(crate::practice::Memory, crate::practice::Memory, i32, i32)>> =
        vec![None; cards];
    let mut reviews = Vec::new();
    for day in 0..days {
        for card in 0..cards {
            let begins = i32::try_from(card).expect("a day") / 4;
            match state[card] {
                None if day == begins => {
                    let rating = if unit(&mut rng) < 0.5 { Rating::Again } else { Rating::Good };
                    state[card] = Some((own.first(rating), published.first(rating), day, day + 1));
                    reviews.push(review(reviews.len(), card, day, rating));
                }
                Some((mine, known, last, due)) if due <= day => {
                    let since = u32::try_from(day - last).expect("days");
                    let recalled = unit(&mut rng) < own.recall(mine, f64::from(since));
                    let rating = if recalled { Rating::Good } else { Rating::Again };
                    let (mine, known) = (own.next(mine, since, rating), published.next(known, since, rating));
                    let next = day + (published.interval(known, 0.9).round() as i32).max(1);
                    state[card] = Some((mine, known, day, next));
                    reviews.push(review(reviews.len(), card, day, rating));
                }
                None | Some(_) => {}
            }
        }
    }
    reviews
}

/// Forgets fast: everything is half as firm, and grows half as much.
fn forgetful() -> [f64; WEIGHTS] {
    let mut w = DEFAULT;
    (w[0], w[2], w[8], w[20]) = (0.1, 0.7, 1.0, 0.35);
    w
}

#[test]
fn a_memory_that_differs_is_found_and_predicts_better() {
    let reviews = practise(&forgetful(), 120, 120, 1);
    let all = histories(&reviews);
    let mut steps_heard = 0;
    let fit = fit(&reviews, &Fsrs::default(), || steps_heard += 1).expect("enough reviews");
    assert_eq!((fit.reviews, steps_heard), (telling(&all), steps()));
    assert!(fit.is_better(), "{fit:?}");
    // The best that anybody could do is to know the memory itself: most of the way there is gone.
    let best = mean(&Fsrs::new(&forgetful()), &all);
    assert!(fit.loss_before - best > 0.02, "the two memories hardly differ: {} and {best}", fit.loss_before);
    assert!(fit.loss_after - best < 0.2 * (fit.loss_before - best), "{fit:?}, best {best}");
    assert!(fit.weights.iter().zip(BOUNDS).all(|(w, (low, high))| (low..=high).contains(w)), "{fit:?}");
}

#[test]
fn the_fit_is_as_good_as_that_of_the_reference() {
    let reviews = practise(&forgetful(), 60, 90, 2);
    let all = histories(&reviews);
    let ours = mean(&Fsrs::new(&descend(&all, &mut || {})), &all);
    // The reference wants every beginning of a history that ends in a review on a later day.
    let item = |h: &[(u32, Rating)]| FSRSItem {
        reviews: h.iter().map(|(d, r)| FSRSReview { rating: r.value().into(), delta_t: *d }).collect(),
    };
    let train_set =
        all.iter().flat_map(|h| (2..=h.len()).filter(|n| h[n - 1].0 > 0).map(|n| item(&h[..n]))).collect();
    let input = ComputeParametersInput {
        train_set,
        card_ids: None,
        progress: None,
        enable_short_term: true,
        num_relearning_steps: None,
        training_config: None,
    };
    let theirs = compute_parameters(input).expect("parameters");
    let theirs = <[f32; WEIGHTS]>::try_from(theirs).expect("21 of them");
    let theirs = mean(&Fsrs::new(&theirs.map(f64::from)), &all);
    assert!(ours <= theirs + 0.005, "log-loss {ours} against {theirs} of the reference");
}

#[test]
fn too_few_reviews_are_refused_and_a_usual_memory_stays_near() {
    let few = practise(&DEFAULT, 20, 20, 3);
    assert!(telling(&histories(&few)) < ENOUGH);
    assert_eq!(fit(&few, &Fsrs::default(), || {}), None);
    let reviews = practise(&DEFAULT, 60, 60, 4);
    let all = histories(&reviews);
    let weights = descend(&all, &mut || {});
    for (i, w) in weights.iter().enumerate() {
        assert!((w - DEFAULT[i]).abs() < 1.5 * SPREAD[i], "parameter {i} ran off to {w}");
    }
}

#[test]
fn histories_are_cut_by_card_and_days_never_go_back() {
    let reviews = [
        review(0, 1, 10, Rating::Good),
        review(1, 2, 11, Rating::Again),
        review(2, 1, 14, Rating::Hard),
        review(3, 1, 12, Rating::Easy),
    ];
    assert_eq!(
        histories(&reviews),
        [vec![(0, Rating::Good), (4, Rating::Hard), (0, Rating::Easy)], vec![(0, Rating::Again)]]
    );
    assert_eq!(telling(&histories(&reviews)), 1);
}
