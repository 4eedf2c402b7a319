//! The story of practice in a store, and of merging it, told on public methods alone; and rows written past viva.

use proptest::prelude::*;
use rusqlite::Connection;

use super::{Access, Source, Store, StoreError, story::Place};
use crate::model::{
    Answer, AreaId, Attempt, CriterionId, Day, Fitted, Fraction, Heard, Level, LookForId, Mark, Moment,
    PracticeEntry, PracticeEvent, PracticeId, QuestionId, Rating, Review, Slug, TopicId, Verdict,
};

fn id(n: u128) -> PracticeId {
    PracticeId::from_uuid(uuid::Uuid::from_u128(n))
}

fn attempt(n: u128) -> Attempt {
    Attempt {
        id: id(n * 1000),
        round: id(7),
        question: QuestionId::new(format!("question-{}", n % 5)).expect("an id"),
        area: AreaId::new("databases").expect("an id"),
        topic: TopicId::new("indexing").expect("an id"),
        level: Level::Mid,
        kind: "open".into(),
        meaning: "a".repeat(64),
        wording: "b".repeat(64),
        source: "c".repeat(64),
        at: Moment(n as i64 * 1000),
    }
}

fn entry(n: u128, seq: u32, event: PracticeEvent) -> PracticeEntry {
    PracticeEntry {
        id: id(n * 1000 + u128::from(seq)),
        attempt: id(n * 1000),
        seq,
        at: Moment(n as i64 * 1000 + i64::from(seq)),
        elapsed: u64::from(seq) * 10,
        event,
    }
}

fn review(n: u128, rating: Rating) -> Review {
    let a = attempt(n);
    Review {
        id: id(n * 1000 + 900),
        attempt: a.id,
        question: a.question,
        meaning: a.meaning,
        area: a.area,
        topic: a.topic,
        level: a.level,
        rating,
        score: Fraction::clamped(0.3),
        at: Moment(n as i64 * 1000 + 900),
        day: Day(20_000 + n as i32),
        spent: 60_000,
        retention: 0.9,
    }
}

/// One event of every kind, with text that is hostile to a terminal and to a spreadsheet.
fn every_event(n: u128) -> Vec<PracticeEvent> {
    let look_for = || LookForId::new("alpha").expect("an id");
    let criterion = || CriterionId::new("correctness").expect("an id");
    let mark = |m| Mark::new(m).expect("a mark");
    let answer = Answer { text: "=1+1\u{1b}[31m\u{202e}".into(), language: Some("python".into()) };
    let verdict = Verdict {
        fraction: Fraction::clamped(1.0 / 3.0),
        reason: "because".into(),
        grader: "g/1".into(),
        meaning: None,
    };
    let mut events = vec![
        PracticeEvent::Said { text: None },
        PracticeEvent::Said { text: Some("two\nlines".into()) },
        PracticeEvent::Probe { number: 1 },
        PracticeEvent::Hint { number: 2 },
        PracticeEvent::Flag { number: 1, said: true },
        PracticeEvent::Flag { number: 2, said: false },
        PracticeEvent::Marked { criterion: criterion(), computed: None, mark: mark(1) },
        PracticeEvent::Marked { criterion: criterion(), computed: Some(mark(2)), mark: mark(4) },
        PracticeEvent::Graded { answer, verdict },
        PracticeEvent::Skipped { why: String::new() },
    ];
    events.extend(Heard::ALL.map(|heard| PracticeEvent::Tick { look_for: look_for(), heard }));
    events.push(PracticeEvent::Undone { entry: id(n * 1000 + 1) });
    events.push(PracticeEvent::TakenBack);
    events
}

fn fitted(n: u128, weights: Option<[f64; 21]>) -> Fitted {
    Fitted { id: id(n), at: Moment(n as i64), reviews: 400, weights, loss_before: 0.5, loss_after: 0.4 }
}

fn practised(store: &mut Store, n: u128, rating: Rating) {
    store.begin_attempt(&attempt(n)).expect("begun");
    let said = entry(n, 1, PracticeEvent::Said { text: Some(format!("answer {n}")) });
    store.finish_attempt(&[said], &review(n, rating)).expect("finished");
}

#[test]
fn every_event_comes_back() {
    let place = Place::new();
    let mut store = place.make();
    store.begin_attempt(&attempt(1)).expect("begun");
    let entries: Vec<_> = every_event(1).into_iter().zip(1..).map(|(e, seq)| entry(1, seq, e)).collect();
    store.append_practice(&entries).expect("kept");
    let weights = std::array::from_fn(|i| i as f64 / 3.0 + 0.1);
    store.keep_fitted(&fitted(5, Some(weights))).expect("kept");
    drop(store);
    let store = place.open(Access::Read).expect("it opens");
    assert_eq!(store.practice_entries(&id(1000)).expect("entries"), entries);
    assert_eq!(store.practice_attempt(&id(1000)).expect("read"), Some(attempt(1)));
    assert_eq!(store.fitted().expect("read"), Some(fitted(5, Some(weights))));
    assert_eq!(store.check().expect("checked"), []);
    assert!(store.holds_practice(&id(1001)).expect("asked") && !store.holds_practice(&id(1)).expect("asked"));
}

#[test]
fn what_is_taken_back_counts_no_more_and_what_was_stopped_is_found() {
    let place = Place::new();
    let mut store = place.make();
    practised(&mut store, 1, Rating::Good);
    practised(&mut store, 2, Rating::Again);
    store.begin_attempt(&attempt(3)).expect("begun");
    assert_eq!(store.practice_reviews().expect("read"), [review(1, Rating::Good), review(2, Rating::Again)]);
    assert_eq!(store.unfinished_attempts().expect("read"), [attempt(3)]);
    assert_eq!(store.last_attempts(1).expect("read"), [attempt(2)]);
    store.append_practice(&[entry(2, 2, PracticeEvent::TakenBack)]).expect("kept");
    assert_eq!(store.practice_reviews().expect("read"), [review(1, Rating::Good)]);
    assert_eq!(store.last_attempts(1).expect("read"), [attempt(1)]);
    store.append_practice(&[entry(3, 1, PracticeEvent::Skipped { why: String::new() })]).expect("kept");
    assert_eq!(store.unfinished_attempts().expect("read"), []);
    // Fitted parameters: the newest ones are in force, also when they are the published ones again.
    assert_eq!(store.fitted().expect("read"), None);
    store.keep_fitted(&fitted(5, Some([0.5; 21]))).expect("kept");
    store.keep_fitted(&fitted(6, None)).expect("kept");
    assert_eq!(store.fitted().expect("read"), Some(fitted(6, None)));
    assert_eq!(store.check().expect("checked"), []);
    let conn = Connection::open(place.path()).expect("the store");
    let current: (String, u32, String) = conn
        .query_row("SELECT question, reviews, last_day FROM current_practice", [], |r| {
            Ok((r.get(0)?, r.get(1)?, r.get(2)?))
        })
        .expect("the view");
    assert_eq!(current, ("question-1".into(), 1, Day(20_001).to_string()));
}

#[test]
fn what_the_store_does_not_take_is_refused_whole() {
    let place = Place::new();
    let mut store = place.make();
    store.begin_attempt(&attempt(1)).expect("begun");
    let zero = PracticeEvent::Said { text: Some("a\0b".into()) };
    let long = PracticeEvent::Skipped { why: "x".repeat(1_000_001) };
    for bad in [zero, long] {
        let entries = [entry(1, 1, PracticeEvent::Probe { number: 1 }), entry(1, 2, bad)];
        assert!(matches!(store.append_practice(&entries), Err(StoreError::Refused(_))));
    }
    let stranger = entry(9, 1, PracticeEvent::Probe { number: 1 });
    assert!(store.append_practice(&[stranger]).is_err(), "an entry of no attempt");
    assert!(store.begin_attempt(&attempt(1)).is_err(), "an id that is given out");
    for retention in [0.2, 1.0, f64::NAN] {
        let review = Review { retention, ..review(1, Rating::Good) };
        assert!(matches!(store.finish_attempt(&[], &review), Err(StoreError::Refused(_))));
    }
    let odd = fitted(5, Some([f64::NAN; 21]));
    assert!(matches!(store.keep_fitted(&odd), Err(StoreError::Refused(_))));
    assert_eq!(store.practice_entries(&id(1000)).expect("read"), []);
    assert_eq!(store.check().expect("checked"), []);
}

#[test]
fn rows_are_never_changed_or_deleted() {
    let place = Place::new();
    practised(&mut place.make(), 1, Rating::Good);
    place.open(Access::Write).expect("open").keep_fitted(&fitted(5, None)).expect("kept");
    let conn = Connection::open(place.path()).expect("the store");
    conn.pragma_update(None, "recursive_triggers", true).expect("set");
    for table in ["practice_attempt", "practice_entry", "practice_review", "practice_fitted"] {
        for sql in [
            format!("UPDATE {table} SET id = id"),
            format!("DELETE FROM {table}"),
            format!("INSERT OR REPLACE INTO {table} SELECT * FROM {table}"),
        ] {
            let refused = conn.execute(&sql, []).expect_err(&sql);
            assert!(refused.to_string().contains("append-only"), "{sql}: {refused}");
        }
    }
}

#[test]
fn every_forged_row_is_found_by_the_check() {
    let changes = [
        "UPDATE practice_attempt SET id = 'x'",
        "UPDATE practice_attempt SET round = upper(round) || 'X'",
        "UPDATE practice_attempt SET question = 'No Id'",
        "UPDATE practice_attempt SET question = 'another'",
        "UPDATE practice_attempt SET area = ''",
        "UPDATE practice_attempt SET level = 'chief'",
        "UPDATE practice_attempt SET kind = ''",
        "UPDATE practice_attempt SET meaning = printf('%064d', 0)",
        "UPDATE practice_attempt SET wording = 'short'",
        "UPDATE practice_attempt SET source = upper(source)",
        "UPDATE practice_attempt SET at = 9223372036854775807",
        "UPDATE practice_entry SET attempt = '00000000-0000-0000-0000-000000000001'",
        "UPDATE practice_entry SET seq = 0",
        "UPDATE practice_entry SET seq = -1",
        "UPDATE practice_entry SET kind = 'sung'",
        "UPDATE practice_entry SET kind = 'tick'",
        "UPDATE practice_entry SET kind = 'marked', item = 'correctness', value = 9",
        "UPDATE practice_entry SET kind = 'graded', fraction = 2.0",
        "UPDATE practice_entry SET kind = 'undone', refers = '00000000-0000-0000-0000-000000000001'",
        "UPDATE practice_entry SET elapsed = -1",
        "UPDATE practice_entry SET text = 'a' || char(0)",
        "UPDATE practice_review SET rating = 5",
        "UPDATE practice_review SET score = 1.5",
        "UPDATE practice_review SET day = 99999999",
        "UPDATE practice_review SET spent = -1",
        "UPDATE practice_review SET retention = 7.0",
        "UPDATE practice_review SET question = 'another'",
        "UPDATE practice_review SET meaning = printf('%064d', 1)",
        "UPDATE practice_fitted SET weights = '1 2 3'",
        "UPDATE practice_fitted SET weights = replace(printf('%020d', 0), '0', 'NaN ') || 'NaN'",
        "UPDATE practice_fitted SET loss_after = -1.0",
        "UPDATE practice_fitted SET at = -9223372036854775807",
        "DELETE FROM practice_attempt",
    ];
    for change in changes {
        let place = Place::new();
        let mut store = place.make();
        practised(&mut store, 1, Rating::Good);
        store.keep_fitted(&fitted(5, Some([0.5; 21]))).expect("kept");
        drop(store);
        super::forged::past_viva(&place, change);
        let store = place.open(Access::Read).expect("it opens");
        let found = store.check().expect("checked");
        assert!(
            found.iter().any(|t| matches!(t.check, "practice" | "keys" | "pages")),
            "{change} is not found: {found:?}"
        );
        // What is forged reaches no one: a merge refuses the source, whatever it could take over from it.
        let other = Place::new();
        let mut target = other.make();
        assert!(
            matches!(target.take_practice(&[&store], false), Err(StoreError::Damaged { .. })),
            "{change}"
        );
        assert_eq!(target.practice_size().expect("counted"), (0, 0), "{change}");
    }
}

#[test]
fn a_store_from_before_practice_is_brought_up_and_one_that_may_not_be_written_is_still_read() {
    let place = Place::new();
    let conn = Connection::open(place.path()).expect("a database");
    conn.execute_batch(include_str!("sql/0001.sql")).expect("the first schema");
    conn.execute("INSERT INTO store VALUES (?1, 0, 'viva 0.1')", [id(1).as_str()]).expect("its id");
    conn.pragma_update(None, "application_id", super::APPLICATION_ID).expect("set");
    conn.pragma_update(None, "user_version", 1).expect("set");
    drop(conn);
    // Somebody else's store stays as old as it is.
    let source = Source::open(&place.path(), Box::new(|| false)).expect("a source");
    assert_eq!(source.store.practice_reviews().expect("read"), []);
    assert_eq!(source.store.practice_size().expect("counted"), (0, 0));
    assert_eq!(source.store.check().expect("checked"), []);
    let (_other, mut other) = holding(&[]);
    let merged = other.take_practice(&[&source.store], false).expect("merged").expect("no conflict");
    assert_eq!(merged, Default::default());
    drop(source);
    let mut store = place.open(Access::Write).expect("brought up");
    practised(&mut store, 1, Rating::Good);
    assert_eq!(store.practice_reviews().expect("read").len(), 1);
    assert_eq!(store.check().expect("checked"), []);
}

/// A store with the practice of some attempts.
fn holding(attempts: &[(u128, Rating)]) -> (Place, Store) {
    let place = Place::new();
    let mut store = place.make();
    for (n, rating) in attempts {
        practised(&mut store, *n, *rating);
    }
    (place, store)
}

fn everything(store: &Store) -> (Vec<Review>, Vec<Attempt>, Vec<Vec<PracticeEntry>>) {
    let attempts = store.last_attempts(10_000).expect("read");
    let entries = attempts.iter().map(|a| store.practice_entries(&a.id).expect("read")).collect();
    (store.practice_reviews().expect("read"), attempts, entries)
}

#[test]
fn a_row_that_is_another_one_stops_the_merge_and_nothing_is_taken() {
    let (_a, mut a) = holding(&[(1, Rating::Good)]);
    let (_b, b) = holding(&[(1, Rating::Again), (2, Rating::Good)]);
    let before = everything(&a);
    let conflict = a.take_practice(&[&b], false).expect("merged").expect_err("a conflict");
    assert_eq!(conflict.id, id(1900));
    assert_eq!(everything(&a), before);
}

#[test]
fn a_dry_run_counts_and_takes_nothing_and_a_source_is_left_alone() {
    let (_a, mut a) = holding(&[(1, Rating::Good)]);
    let (place, mut b) = holding(&[(1, Rating::Good), (2, Rating::Hard), (3, Rating::Easy)]);
    b.append_practice(&[entry(3, 2, PracticeEvent::TakenBack)]).expect("kept");
    drop(b);
    #[expect(clippy::disallowed_methods, reason = "a test reads the file that must not change")]
    let bytes = || std::fs::read(place.path()).expect("a file");
    let before = bytes();
    let b = Source::open(&place.path(), Box::new(|| false)).expect("a source");
    let counted = a.take_practice(&[&b.store], true).expect("counted").expect("no conflict");
    assert_eq!((counted.attempts, counted.reviews, counted.entries, counted.known), (2, 2, 3, 3));
    assert_eq!(a.practice_reviews().expect("read").len(), 1);
    assert_eq!(a.merge_practice(&[b], false).expect("merged").expect("no conflict"), counted);
    // Attempt 3 was taken back there, so it counts here no more.
    assert_eq!(a.practice_reviews().expect("read"), [review(1, Rating::Good), review(2, Rating::Hard)]);
    assert_eq!(bytes(), before, "the source was changed");
    assert_eq!(a.check().expect("checked"), []);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]
    #[test]
    fn any_order_and_any_repetition_of_merges_give_the_same_practice(
        owners in prop::collection::vec(0..8_u8, 1..12),
        order in Just(vec![0_usize, 1, 2, 0, 2, 1]).prop_shuffle(),
    ) {
        // Every attempt is held by some of three stores: bit 0, 1 and 2 of its owner.
        let attempts: Vec<(u128, u8)> = (1..).zip(owners).collect();
        let of = |bit: u8| -> Vec<(u128, Rating)> {
            attempts.iter().filter(|(_, o)| o & (1 << bit) != 0).map(|(n, _)| (*n, Rating::Good)).collect()
        };
        let (_places, stores): (Vec<_>, Vec<_>) = (0..3).map(|bit| holding(&of(bit))).unzip();
        let (_place, mut at_once) = holding(&[]);
        at_once.take_practice(&[&stores[0], &stores[1], &stores[2]], false).expect("merged").expect("no conflict");
        let (_place, mut one_by_one) = holding(&[]);
        for i in order {
            one_by_one.take_practice(&[&stores[i]], false).expect("merged").expect("no conflict");
        }
        prop_assert_eq!(everything(&at_once), everything(&one_by_one));
        let wanted = attempts.iter().filter(|(_, o)| *o != 0).count();
        prop_assert_eq!(at_once.practice_reviews().expect("read").len(), wanted);
        prop_assert_eq!(at_once.check().expect("checked"), []);
    }
}
