//! The story of a store, told on its public methods alone: whatever keeps sessions must pass it.

use std::path::PathBuf;

use proptest::prelude::*;

use super::{Access, Hooks, Made, Store, StoreError};
use crate::model::{
    Answer, CriterionId, Entry, Event, Fraction, Header, Heard, LookForId, Mark, Mode, Moment, Pinned,
    PinnedKind, QuestionId, Recommendation, RoleId, SessionId, SkipCause, Slug, Verdict,
};

/// Where a store is kept for one test.
pub(super) struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    pub(super) fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    pub(super) fn path(&self) -> PathBuf {
        self.folder.path().join("viva.db")
    }

    pub(super) fn hooks() -> Hooks {
        let mut n = 0_u8;
        let entropy = move || {
            n = n.wrapping_add(1);
            [n; 16]
        };
        Hooks { entropy: Box::new(entropy), waiting: Box::new(|| {}) }
    }

    pub(super) fn open(&self, access: Access) -> Result<Store, StoreError> {
        Store::open(&self.path(), access, Self::hooks())
    }

    pub(super) fn make(&self) -> Store {
        let made = Made { id: id(0).to_string(), at: Moment(0), by: "a test".into() };
        Store::open_or_make(&self.path(), &made, Self::hooks()).expect("a store").0
    }
}

pub(super) fn id(n: u128) -> SessionId {
    SessionId::from_uuid(uuid::Uuid::from_u128(n))
}

pub(super) fn header(n: u128, started: i64) -> Header {
    let pin = |kind, body: &str| Pinned { kind, hash: super::chain::content(body), body: body.into() };
    Header {
        id: id(n),
        candidate: "Ada \u{1b}[31m\u{202e}Example".into(),
        interviewer: "Grace".into(),
        role: RoleId::new("tester").expect("an id"),
        form: "A".into(),
        mode: Mode::Interview,
        started: Moment(started),
        pinned: vec![
            pin(PinnedKind::Plan, "{}"),
            pin(PinnedKind::Rubric, "{\"a\":1}"),
            pin(PinnedKind::Question, "{\"q\":2}"),
        ],
    }
}

pub(super) fn entry(seq: u32, event: Event) -> Entry {
    Entry { seq, at: Moment(1000 + i64::from(seq)), elapsed: u64::from(seq) * 10, event }
}

fn note(text: &str) -> Event {
    Event::Note { question: None, text: text.into() }
}

#[test]
fn nothing_there_then_made_then_reopened() {
    let place = Place::new();
    assert!(matches!(place.open(Access::Read), Err(StoreError::Missing(_))));
    assert!(matches!(place.open(Access::Write), Err(StoreError::Missing(_))));
    drop(place.make());
    let store = place.open(Access::Read).expect("there now");
    assert_eq!(store.sessions().expect("a list"), []);
    assert_eq!(store.check().expect("a check"), []);
    assert_eq!(store.id().expect("an id"), id(0).to_string());
    let status = store.status().expect("a status");
    assert_eq!((status.sessions, status.entries, status.readable_by_others), (0, 0, false));
    // Made again: the same store, not a new one.
    assert_eq!(place.make().id().expect("an id"), id(0).to_string());
}

#[test]
fn a_session_comes_back_exactly_as_it_was_kept() {
    let place = Place::new();
    let mut store = place.make();
    let header = header(7, 5);
    store.begin(&header).expect("begun");
    let first = vec![entry(1, note("one\ttwo\nthree ")), entry(2, Event::Paused)];
    let second = vec![entry(3, Event::Resumed)];
    store.append(&header.id, &first).expect("kept");
    let head_then = store.session(&header.id).expect("read").head;
    store.append(&header.id, &second).expect("kept");
    for store in [&store, &place.open(Access::Read).expect("opened again")] {
        let back = store.session(&header.id).expect("read");
        assert_eq!(back.header, header);
        assert_eq!(back.entries, [first.clone(), second.clone()].concat());
        assert_ne!(back.head, head_then);
        assert!(store.holds_head(&back.head).expect("asked") && store.holds_head(&head_then).expect("asked"));
        assert!(!store.holds_head(&"0".repeat(64)).expect("asked"));
        assert_eq!(store.check().expect("a check"), []);
    }
}

#[test]
fn entries_follow_each_other_or_none_of_them_is_kept() {
    let place = Place::new();
    let mut store = place.make();
    let header = header(7, 5);
    store.begin(&header).expect("begun");
    store.append(&header.id, &[entry(1, note("a"))]).expect("kept");
    for batch in
        [vec![entry(1, note("b"))], vec![entry(3, note("b"))], vec![entry(2, note("b")), entry(4, note("c"))]]
    {
        assert!(matches!(store.append(&header.id, &batch), Err(StoreError::Conflict { .. })), "{batch:?}");
    }
    let long = "x".repeat(1_000_001);
    for text in ["a zero \0 byte", &long] {
        let batch = [entry(2, note("b")), entry(3, note(text))];
        assert!(matches!(store.append(&header.id, &batch), Err(StoreError::Refused(_))));
    }
    let who = Event::RecommendationAmended {
        before: None,
        after: Recommendation::Yes,
        who: "w".repeat(201),
        why: "y".into(),
    };
    let refused = store.append(&header.id, &[entry(2, who)]);
    assert!(
        matches!(&refused, Err(StoreError::Refused(why)) if why.contains("201 characters")),
        "{refused:?}"
    );
    assert!(store.append(&id(8), &[entry(1, note("of nobody"))]).is_err());
    assert_eq!(store.session(&header.id).expect("read").entries.len(), 1);
    assert_eq!(store.check().expect("a check"), []);
}

#[test]
fn what_a_header_may_not_say_is_refused_in_words() {
    let place = Place::new();
    let mut store = place.make();
    type Change = fn(&mut Header);
    let changes: [(&str, Change); 7] = [
        ("candidate", |h| h.candidate.clear()),
        ("candidate", |h| h.candidate = "\u{e9}".repeat(201)),
        ("interviewer", |h| h.interviewer.clear()),
        ("zero byte", |h| h.interviewer = "a\0b".into()),
        ("form", |h| h.form.clear()),
        ("time", |h| h.started = Moment(i64::MAX)),
        ("2000000", |h| h.pinned[0].body = "x".repeat(2_000_001)),
    ];
    for (word, change) in changes {
        let mut header = header(7, 5);
        change(&mut header);
        let refused = store.begin(&header);
        assert!(
            matches!(&refused, Err(StoreError::Refused(why)) if why.contains(word)),
            "{word}: {refused:?}"
        );
    }
    assert_eq!(store.sessions().expect("a list"), []);
    let mut longest = header(7, 5);
    longest.candidate = "\u{e9}".repeat(200);
    store.begin(&longest).expect("two hundred characters are kept");
    assert!(store.begin(&longest).is_err(), "the same session twice");
}

#[test]
fn sessions_are_listed_newest_first_and_found_by_what_people_type() {
    let place = Place::new();
    let mut store = place.make();
    for (n, started) in [(0xaaaa_0001, 10), (0xaaab_0002, 30), (0xbbbb_0003, 20)] {
        store.begin(&header(n, started)).expect("begun");
    }
    let abandoned = Event::Abandoned { why: "x".into() };
    store.append(&id(0xaaab_0002), &[entry(1, abandoned)]).expect("kept");
    store.append(&id(0xbbbb_0003), &[entry(1, Event::Submitted)]).expect("kept");
    let list = store.sessions().expect("a list");
    let shorts: Vec<_> = list.iter().map(|s| (s.id.short(), s.submitted, s.abandoned, s.entries)).collect();
    assert_eq!(
        shorts,
        [("aaab0002", false, true, 1), ("bbbb0003", true, false, 1), ("aaaa0001", false, false, 0)]
    );
    let find = |typed: &str| store.find(typed).map(|i| i.short().to_owned()).map_err(|e| e.to_string());
    assert_eq!(find("bb"), Ok("bbbb0003".into()));
    assert_eq!(find(" AAAA0001 "), Ok("aaaa0001".into()));
    assert_eq!(find(id(0xbbbb_0003).as_str()), Ok("bbbb0003".into()));
    assert!(find("aaa").unwrap_err().contains("aaab0002, aaaa0001"));
    for nobody in ["", "zz", "%", "bbbb00030", "' OR 1 = 1 --"] {
        assert!(find(nobody).unwrap_err().starts_with("no session"), "{nobody}");
    }
}

#[test]
fn a_copy_is_whole_and_never_over_something() {
    let place = Place::new();
    let mut store = place.make();
    store.begin(&header(7, 5)).expect("begun");
    store.append(&id(7), &[entry(1, note("a"))]).expect("kept");
    let to = place.folder.path().join("copies/one.db");
    store.backup(&to, |_, _| {}).expect("copied");
    let copy = Store::open(&to, Access::Write, Place::hooks()).expect("a store");
    assert_eq!(copy.session(&id(7)).expect("read").head, store.session(&id(7)).expect("read").head);
    assert!(matches!(store.backup(&to, |_, _| {}), Err(StoreError::BadPath { .. })));
    assert!(matches!(store.backup(&place.path(), |_, _| {}), Err(StoreError::BadPath { .. })));
}

fn events() -> impl Strategy<Value = Event> {
    let question = || "[a-z0-9][a-z0-9-]{0,63}".prop_map(|t| QuestionId::new(t).expect("an id"));
    let criterion = || "[a-z0-9][a-z0-9-]{0,63}".prop_map(|t| CriterionId::new(t).expect("an id"));
    let look_for = || "[a-z0-9][a-z0-9-]{0,63}".prop_map(|t| LookForId::new(t).expect("an id"));
    let text = || any::<String>().prop_map(|t| t.replace('\0', ""));
    let mark = || (1_i64..=4).prop_map(|m| Mark::new(m).expect("a mark"));
    let recommendation = || prop::sample::select(Recommendation::ALL.to_vec());
    let heard = || prop::sample::select(Heard::ALL.to_vec());
    prop_oneof![
        question().prop_map(|question| Event::Opened { question }),
        (prop::option::of(question()), text()).prop_map(|(question, text)| Event::Note { question, text }),
        (question(), look_for(), heard()).prop_map(|(question, look_for, heard)| Event::Tick {
            question,
            look_for,
            heard
        }),
        (question(), 1..u16::MAX).prop_map(|(question, number)| Event::Probe { question, number }),
        (question(), 1..u16::MAX).prop_map(|(question, number)| Event::Hint { question, number }),
        question().prop_map(|question| Event::Marking { question }),
        (question(), criterion(), prop::option::of(mark()))
            .prop_map(|(question, criterion, mark)| Event::Marked { question, criterion, mark }),
        (question(), criterion(), text()).prop_map(|(question, criterion, text)| Event::Evidence {
            question,
            criterion,
            text
        }),
        (question(), any::<bool>(), text()).prop_map(|(question, skipped, why)| {
            let cause = if skipped { SkipCause::Skipped } else { SkipCause::Unassessed };
            Event::NotAssessed { question, cause, why }
        }),
        (question(), text(), prop::option::of("[a-z]{1,64}"), 0.0..=1.0, text()).prop_map(
            |(question, text, language, fraction, reason)| {
                let verdict = verdict(fraction, reason);
                Event::Answered { question, answer: Answer { text, language }, verdict }
            }
        ),
        (question(), 1_u32..1_000_000, 0.0..=1.0, text(), text()).prop_map(
            |(question, entry, fraction, reason, why)| {
                let verdict = Verdict { meaning: Some("0".repeat(64)), ..verdict(fraction, reason) };
                // The session's own question is kept already.
                let text = super::chain::content("{\"q\":2}");
                Event::Rescored { question, entry, verdict, text, who: "Grace".into(), why }
            }
        ),
        (prop::option::of(question()), text())
            .prop_map(|(question, text)| Event::Deviation { question, text }),
        question().prop_map(|question| Event::Left { question }),
        Just(Event::Paused),
        Just(Event::Resumed),
        (1_u32..1_000_000).prop_map(|entry| Event::Undone { entry }),
        (recommendation(), text())
            .prop_map(|(recommendation, why)| Event::Recommended { recommendation, why }),
        Just(Event::Submitted),
        text().prop_map(|why| Event::Abandoned { why }),
        (question(), criterion(), prop::option::of(mark()), prop::option::of(mark()), text()).prop_map(
            |(question, criterion, before, after, why)| {
                Event::MarkAmended { question, criterion, before, after, who: "Grace".into(), why }
            }
        ),
        (prop::option::of(recommendation()), recommendation(), text()).prop_map(|(before, after, why)| {
            Event::RecommendationAmended { before, after, who: "Grace".into(), why }
        }),
    ]
}

fn verdict(fraction: f64, reason: String) -> Verdict {
    let meaning = reason.len().is_multiple_of(2).then(|| "f".repeat(64));
    Verdict { fraction: Fraction::clamped(fraction), reason, grader: "rows 1".into(), meaning }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever happens in a session is read back as it was.
    #[test]
    fn every_event_comes_back(events in prop::collection::vec(events(), 1..40)) {
        let place = Place::new();
        let mut store = place.make();
        store.begin(&header(7, 5)).expect("begun");
        let entries: Vec<Entry> = events.into_iter().zip(1..).map(|(e, seq)| entry(seq, e)).collect();
        store.append(&id(7), &entries).expect("kept");
        prop_assert_eq!(store.session(&id(7)).expect("read").entries, entries);
        prop_assert_eq!(store.check().expect("a check"), []);
    }
}
