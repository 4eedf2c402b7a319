//! Marks from ticks, what is asked, and replay, on a question and reviews made here.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::{
    bank::{Anchors, Body, Criterion, Kind, LookFor, Open, Question, Rubric},
    model::{
        AreaId, Attempt, CriterionId, Day, Fraction, Heard, Level, LookForId, Mark, Moment, PracticeEntry,
        PracticeEvent, PracticeId, QuestionId, Rating, Review, RubricId, Slug, TopicId,
    },
};

fn look_for(n: usize) -> LookForId {
    LookForId::new(format!("l{n}")).expect("an id")
}

fn open(look_fors: usize, red_flags: usize) -> Open {
    Open {
        rubric: RubricId::new("plain").expect("an id"),
        model_answer: "The answer.".into(),
        probes: vec!["A probe".into()],
        hints: vec!["A hint".into()],
        red_flags: (0..red_flags).map(|n| format!("flag {n}")).collect(),
        look_for: (0..look_fors).map(|n| LookFor { id: look_for(n), text: format!("says {n}") }).collect(),
        anchors: BTreeMap::new(),
        sample: Vec::new(),
    }
}

fn criterion(id: &str, weight: f64) -> Criterion {
    let text = || "text".to_owned();
    let anchors = Anchors { one: text(), two: text(), three: text(), four: text() };
    Criterion { id: CriterionId::new(id).expect("an id"), title: id.into(), about: text(), weight, anchors }
}

fn rubric() -> Rubric {
    Rubric {
        id: RubricId::new("plain").expect("an id"),
        title: "Plain".into(),
        about: String::new(),
        criterion: vec![criterion("minor", 1.0), criterion("main", 2.0)],
    }
}

fn question(look_fors: usize, red_flags: usize) -> Question {
    Question {
        id: QuestionId::new("q").expect("an id"),
        title: "Q".into(),
        area: AreaId::new("a").expect("an id"),
        topic: TopicId::new("t").expect("an id"),
        level: Level::Mid,
        minutes: 5,
        tags: Vec::new(),
        sources: Vec::new(),
        prompt: "What?".into(),
        body: Body::Open(open(look_fors, red_flags)),
    }
}

/// Marks of the minor and of the main criterion.
fn marks(ticks: &[Heard], red_flags: usize) -> (u8, u8) {
    let ticked = (0..).zip(ticks).map(|(n, h)| (look_for(n), *h)).collect();
    let marks = computed_marks(&open(ticks.len(), red_flags), &rubric(), &ticked, red_flags);
    let value = |id: &str| marks[&CriterionId::new(id).expect("an id")].expect("a mark").value();
    (value("minor"), value("main"))
}

#[test]
fn marks_follow_from_shares_as_the_documentation_says() {
    use Heard::{Hinted as H, Missed as M, Probed as P, Unprompted as U};
    assert_eq!(marks(&[U, U, U, U], 0), (4, 4));
    assert_eq!(marks(&[U, U, U, U, P], 0), (4, 4), "nine tenths");
    assert_eq!(marks(&[U, U, U, P], 0), (3, 3));
    assert_eq!(marks(&[U, U, U, M, M], 0), (3, 3), "three fifths");
    assert_eq!(marks(&[P, P, P, P], 0), (2, 2));
    assert_eq!(marks(&[H, H, H, H], 0), (2, 2), "a quarter");
    assert_eq!(marks(&[U, M, M, M, M], 0), (1, 1));
    assert_eq!(marks(&[M], 0), (1, 1));
    assert_eq!((marks(&[U], 1), marks(&[U], 2), marks(&[U], 3)), ((3, 2), (2, 1), (2, 1)));
    assert_eq!(marks(&[M], 1), (1, 1), "a cap lifts nothing");
    let without = computed_marks(&open(0, 0), &rubric(), &BTreeMap::new(), 0);
    assert!(without.values().all(Option::is_none), "no look-fors, no mark by rule");
}

#[test]
fn ratings_follow_from_the_mean_mark() {
    let rated = |mark: f64, kind| rating_of(Fraction::clamped((mark - 1.0) / 3.0), kind);
    let open = [
        (1.0, Rating::Again),
        (1.99, Rating::Again),
        (2.0, Rating::Hard),
        (2.75, Rating::Good),
        (3.75, Rating::Easy),
    ];
    for (mark, rating) in open {
        assert_eq!(rated(mark, Kind::Open), rating, "{mark}");
    }
    assert_eq!(
        (rated(4.0, Kind::Choice), rated(4.0, Kind::Order), rated(4.0, Kind::Sql)),
        (Rating::Good, Rating::Good, Rating::Easy)
    );
    let marks = |minor: i64, main: i64| {
        let mark = |m| Mark::new(m).expect("a mark");
        let id = |id| CriterionId::new(id).expect("an id");
        score_of(&rubric(), &[(id("minor"), mark(minor)), (id("main"), mark(main))].into())
    };
    assert_eq!(marks(1, 4), Some(Fraction::clamped(2.0 / 3.0)), "the main criterion counts twice");
    assert_eq!(score_of(&rubric(), &BTreeMap::new()), None);
}

proptest! {
    #[test]
    fn more_heard_never_lowers_a_mark_and_more_flags_never_raise_it(
        ticks in prop::collection::vec(prop::sample::select(Heard::ALL.to_vec()), 1..9), at in 0..9_usize, flags in 0..4_usize,
    ) {
        let before = marks(&ticks, flags);
        let mut better = ticks.clone();
        let at = at % better.len();
        better[at] = Heard::Unprompted;
        let after = marks(&better, flags);
        prop_assert!(after.0 >= before.0 && after.1 >= before.1);
        let flagged = marks(&ticks, flags + 1);
        prop_assert!(flagged.0 <= before.0 && flagged.1 <= before.1);
    }
}

fn id(n: u128) -> PracticeId {
    PracticeId::from_uuid(uuid::Uuid::from_u128(n))
}

fn review(n: u128, card: u8, meaning: char, day: i32, rating: Rating) -> Review {
    Review {
        id: id(2 * n),
        attempt: id(2 * n + 1),
        question: QuestionId::new(format!("q{card}")).expect("an id"),
        meaning: meaning.to_string().repeat(64),
        area: AreaId::new("a").expect("an id"),
        topic: TopicId::new("t").expect("an id"),
        level: Level::Mid,
        rating,
        score: Fraction::FULL,
        at: Moment(0),
        day: Day(day),
        spent: 1000,
        retention: 0.9,
    }
}

fn reviews() -> impl Strategy<Value = Vec<Review>> {
    let one = (
        0..4_u8,
        prop::sample::select(vec!['a', 'b']),
        0..40_i32,
        prop::sample::select(Rating::ALL.to_vec()),
    );
    prop::collection::vec(one, 0..60).prop_map(|list| {
        let mut day = 20_000;
        (1..)
            .zip(list)
            .map(|(n, (card, meaning, days, rating))| {
                day += days / 3;
                review(n, card, meaning, day, rating)
            })
            .collect()
    })
}

proptest! {
    #[test]
    fn replay_is_live(reviews in reviews(), fuzz: bool) {
        let scheduler = Scheduler { fuzz, ..Scheduler::default() };
        let mut live = History::default();
        for (n, review) in reviews.iter().enumerate() {
            live.add(review, &scheduler);
            let replayed = History::replay(&reviews[..=n], &scheduler);
            prop_assert_eq!(live.cards(), replayed.cards());
        }
        for card in live.cards() {
            prop_assert!(card.due > card.last.day, "it would be asked again on the same day: {:?}", card);
            prop_assert!(card.recall(&scheduler.fsrs, card.last.day) == 1.0);
            prop_assert!(!card.is_due(card.last.day) && card.is_due(card.due));
        }
        let counted: u32 = live.cards().iter().map(|c| c.reviews).sum();
        prop_assert_eq!(counted as usize, reviews.len());
    }

    #[test]
    fn the_better_the_answer_the_later_it_is_due(reviews in reviews(), days in 1..400_i32) {
        let scheduler = Scheduler { fuzz: false, ..Scheduler::default() };
        let due = Rating::ALL.map(|rating| {
            let mut all = reviews.clone();
            let day = all.last().map_or(20_000, |r| r.day.0) + days;
            all.push(review(1000, 0, 'a', day, rating));
            let question = QuestionId::new("q0").expect("an id");
            match History::replay(&all, &scheduler).standing(&question, &"a".repeat(64)) {
                Standing::Known(card) => card.due,
                other => panic!("{other:?}"),
            }
        });
        prop_assert!(due.is_sorted(), "{due:?}");
    }
}

#[test]
fn another_meaning_is_another_card() {
    let scheduler = Scheduler::default();
    let history = History::replay(&[review(1, 0, 'a', 20_000, Rating::Good)], &scheduler);
    let q = |n: u8| QuestionId::new(format!("q{n}")).expect("an id");
    assert!(matches!(history.standing(&q(0), &"a".repeat(64)), Standing::Known(c) if c.reviews == 1));
    assert!(matches!(history.standing(&q(0), &"b".repeat(64)), Standing::Changed(_)));
    assert_eq!(history.standing(&q(1), &"a".repeat(64)), Standing::New);
    assert_eq!(History::begun_on(&[review(1, 0, 'a', 20_000, Rating::Good)], Day(20_000)), 1);
}

#[test]
fn the_worst_remembered_comes_first_and_new_ones_last_and_few() {
    let scheduler = Scheduler { fuzz: false, ..Scheduler::default() };
    let all = [
        review(1, 0, 'a', 20_000, Rating::Easy),
        review(2, 1, 'a', 20_000, Rating::Again),
        review(3, 2, 'a', 20_008, Rating::Good),
    ];
    let history = History::replay(&all, &scheduler);
    let candidates: Vec<Candidate<'_>> = (0..8_u8)
        .map(|n| {
            let id = QuestionId::new(format!("q{n}")).expect("an id");
            let standing = history.standing(&id, &"a".repeat(64));
            Candidate { id, minutes: 5, standing }
        })
        .collect();
    let wish = Wish { minutes: None, count: None, due_only: false, new_left: 2 };
    let ids = |round: &Round| round.picks.iter().map(|(id, _)| id.to_string()).collect::<Vec<_>>();
    let today = Day(20_009);
    let round = pick(&candidates, &wish, &scheduler.fsrs, today, "seed");
    assert_eq!(ids(&round)[..2], ["q1", "q0"], "q2 is not due yet");
    assert_eq!((round.picks.len(), round.due_left, round.new_left), (4, 0, 3));
    assert_eq!(round.next, Some(Day(20_010)));
    assert_eq!(
        round,
        pick(&candidates, &wish, &scheduler.fsrs, today, "seed"),
        "the same seed, the same round"
    );
    let others = (0..20).map(|n| ids(&pick(&candidates, &wish, &scheduler.fsrs, today, &n.to_string())));
    assert!(others.collect::<std::collections::BTreeSet<_>>().len() > 3, "the seed orders what is new");
    let due = pick(&candidates, &Wish { due_only: true, ..wish.clone() }, &scheduler.fsrs, today, "seed");
    assert_eq!((ids(&due), due.new_left), (vec!["q1".into(), "q0".into()], 5));
    let short = pick(&candidates, &Wish { minutes: Some(7), ..wish.clone() }, &scheduler.fsrs, today, "seed");
    assert_eq!((ids(&short), short.due_left), (vec!["q1".into()], 1));
    let long = Candidate { minutes: 90, ..candidates[1].clone() };
    let one = pick(&[long], &Wish { minutes: Some(7), ..wish }, &scheduler.fsrs, today, "seed");
    assert_eq!(one.picks.len(), 1, "one question is asked however long it is");
}

fn attempt() -> Attempt {
    Attempt {
        id: id(1),
        round: id(2),
        question: QuestionId::new("q").expect("an id"),
        area: AreaId::new("a").expect("an id"),
        topic: TopicId::new("t").expect("an id"),
        level: Level::Mid,
        kind: "open".into(),
        meaning: "a".repeat(64),
        wording: "b".repeat(64),
        at: Moment(0),
    }
}

fn add(turn: &mut Turn, event: PracticeEvent) {
    let seq = turn.next_seq();
    let entry = PracticeEntry {
        id: id(100 + u128::from(seq)),
        attempt: id(1),
        seq,
        at: Moment(0),
        elapsed: 10,
        event,
    };
    turn.add(entry);
}

#[test]
fn a_turn_asks_for_everything_once_and_undoing_asks_again() {
    let (q, r) = (question(2, 1), rubric());
    let missed = [look_for(1)];
    let mut turn = Turn::replay(attempt(), Vec::new());
    let next = |turn: &Turn| turn.next(&q, Some(&r), &missed);
    assert_eq!((next(&turn), turn.last()), (Next::Say, None));
    add(&mut turn, PracticeEvent::Said { text: None });
    assert_eq!(next(&turn), Next::Tick(look_for(1)), "what was missed last time comes first");
    add(&mut turn, PracticeEvent::Tick { look_for: look_for(1), heard: Heard::Unprompted });
    assert_eq!(next(&turn), Next::Tick(look_for(0)));
    let tick = turn.last().expect("a tick").id.clone();
    add(&mut turn, PracticeEvent::Undone { entry: tick });
    assert_eq!(next(&turn), Next::Tick(look_for(1)));
    for n in 0..2 {
        add(&mut turn, PracticeEvent::Tick { look_for: look_for(n), heard: Heard::Unprompted });
    }
    assert_eq!(next(&turn), Next::Flag(1));
    add(&mut turn, PracticeEvent::Flag { number: 1, said: false });
    let mark = |m| Mark::new(m).expect("a mark");
    let criterion = |id: &str| CriterionId::new(id).expect("an id");
    assert_eq!(next(&turn), Next::Mark(criterion("minor"), Some(mark(4))));
    add(
        &mut turn,
        PracticeEvent::Marked { criterion: criterion("minor"), computed: Some(mark(4)), mark: mark(2) },
    );
    assert_eq!(turn.result(&q, Some(&r)).map(|r| r.1), Some(Rating::Hard), "the corrected mark counts");
    add(
        &mut turn,
        PracticeEvent::Marked { criterion: criterion("main"), computed: Some(mark(4)), mark: mark(4) },
    );
    assert_eq!(next(&turn), Next::Done);
    assert_eq!(turn.marks[&criterion("minor")], (Some(mark(4)), mark(2)), "both are kept");
    assert_eq!(turn.result(&q, Some(&r)).expect("a result").1, Rating::Good);
    assert_eq!(Turn::replay(attempt(), turn.entries.clone()).marks, turn.marks);
    add(&mut turn, PracticeEvent::TakenBack);
    assert_eq!((next(&turn), turn.result(&q, Some(&r))), (Next::Done, None));
}
