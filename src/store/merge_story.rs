//! Merging, told on stores: any order and any repetition come to the same; nothing is overwritten; who is erased stays erased.
#![allow(clippy::disallowed_methods, reason = "tests arrange files themselves")]

use std::{
    path::{Path, PathBuf},
    sync::OnceLock,
};

use proptest::prelude::*;
use rusqlite::Connection;

use super::{
    Access, Fate, Made, Merged, Source, Store, StoreError, gather,
    story::{Place, entry, header, id},
};
use crate::model::{
    Dissent, Event, Moment, PersonEntry, PersonKind, Recommendation, RoleId, Said, SessionId, Slug,
};

fn made() -> Made {
    Made { id: id(99).to_string(), at: Moment(0), by: "a test".into() }
}

fn note(text: &str) -> Event {
    Event::Note { question: None, text: text.into() }
}

fn event(seq: u32) -> Event {
    match seq {
        5 => Event::Recommended { recommendation: Recommendation::Yes, why: "a reason".into() },
        6 => Event::Submitted,
        _ => note(&format!("note {seq}")),
    }
}

fn decision(n: u128, sessions: &[SessionId]) -> PersonEntry {
    PersonEntry {
        id: id(n).to_string(),
        at: Moment(9),
        sessions: sessions.to_vec(),
        refers: None,
        kind: PersonKind::Decision,
        said: Some(Said {
            candidate: header(1, 1).candidate,
            who: "Lead".into(),
            why: "what was heard".into(),
            role: Some(RoleId::new("tester").expect("an id")),
            decision: Some("a second interview".into()),
            owner: Some("Lead".into()),
            dissent: vec![Dissent { who: "Grace".into(), says: "enough was heard".into() }],
        }),
    }
}

fn open(path: &Path) -> Store {
    Store::open(path, Access::Write, Place::hooks()).expect("a store")
}

fn source(path: &Path) -> Source {
    Source::open(path, Box::new(|| false)).expect("a source")
}

fn merge(into: &Path, files: &[PathBuf]) -> Result<Merged, StoreError> {
    let files: Vec<Source> = files.iter().map(|f| source(f)).collect();
    let mut store = open(into);
    let gathered = gather(&files, &mut |_| Ok(()), &mut |_, _| {})?;
    let planned = store.plan_merge(&gathered)?;
    let merged = store.merge(&files, &gathered, &mut |_, _| {})?;
    assert_eq!(planned, merged, "the dry run says what happens");
    Ok(merged)
}

fn fates(merged: &Merged) -> Vec<Fate> {
    merged.sessions.iter().map(|s| s.fate).collect()
}

/// Every row of every table but the store's own id, in one order.
fn rows(path: &Path) -> Vec<String> {
    let conn = Connection::open(path).expect("the store");
    let names = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'store' ORDER BY name";
    let mut list = conn.prepare(names).expect("a list");
    let tables: Vec<String> =
        list.query_map([], |r| r.get(0)).expect("names").map(|n| n.expect("a name")).collect();
    let mut all = Vec::new();
    for table in tables {
        let mut statement = conn.prepare(&format!("SELECT * FROM {table}")).expect("rows");
        let width = statement.column_count();
        let mut read = statement.query([]).expect("rows");
        while let Some(row) = read.next().expect("a row") {
            let cells: Vec<String> =
                (0..width).map(|i| format!("{:?}", row.get_ref(i).expect("a cell"))).collect();
            all.push(format!("{table}: {}", cells.join(", ")));
        }
    }
    all.sort();
    all
}

/// Stores that hold beginnings of the same three sessions, erased copies of one, and decisions.
struct Pool {
    _place: Place,
    files: Vec<PathBuf>,
    /// The file in which session 3 is erased; without it nothing is.
    erased: usize,
}

fn pool() -> &'static Pool {
    static POOL: OnceLock<Pool> = OnceLock::new();
    POOL.get_or_init(|| {
        let place = Place::new();
        let mut files = Vec::new();
        let at = |files: &mut Vec<PathBuf>| {
            let path = place.path().with_file_name(format!("part-{}.db", files.len()));
            files.push(path.clone());
            path
        };
        let mut whole = place.make();
        for n in 1..=3 {
            whole.begin(&header(n, 5)).expect("begun");
            for seq in 1..=6 {
                if matches!((n, seq), (_, 1 | 4)) {
                    whole.export(&[id(n)], &at(&mut files), &made()).expect("exported");
                }
                whole.append(&id(n), &[entry(seq, event(seq))]).expect("kept");
            }
        }
        whole.append_person(&decision(50, &[id(1), id(3)])).expect("kept");
        whole.append_person(&decision(51, &[id(2)])).expect("kept");
        let path = at(&mut files);
        whole.backup(&path, |_, _| {}).expect("copied");
        let path = at(&mut files);
        whole.export(&[id(1), id(3)], &path, &made()).expect("exported");
        let path = at(&mut files);
        // Erased when it was shorter: its chain is a beginning of the others.
        std::fs::copy(&files[5], &path).expect("a copy");
        open(&path).erase(&[id(3)], &[]).expect("erased");
        drop(whole);
        let erased = files.len() - 1;
        Pool { _place: place, files, erased }
    })
}

fn merged_in(order: &[usize], groups: &[usize]) -> Vec<String> {
    let pool = pool();
    let place = Place::new();
    drop(place.make());
    let mut rest: Vec<PathBuf> = order.iter().map(|&i| pool.files[i].clone()).collect();
    for &n in groups.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let later = rest.split_off(n.min(rest.len()));
        let merged = merge(&place.path(), &rest).expect("merged");
        assert!(!merged.conflicts(), "{merged:?}");
        rest = later;
    }
    assert_eq!(open(&place.path()).check().expect("a check"), []);
    rows(&place.path())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    /// Any order, any repetition, in one command or in many: the same store.
    #[test]
    fn order_and_repetition_do_not_matter(
        order in Just((0..pool().files.len()).collect::<Vec<_>>()).prop_shuffle(),
        again in prop::collection::vec(0..pool().files.len(), 0..4),
        groups in prop::collection::vec(1_usize..5, 1..4),
        with_erased in any::<bool>(),
    ) {
        let keep = |i: &usize| with_erased || *i != pool().erased;
        let all: Vec<usize> = (0..pool().files.len()).filter(keep).collect();
        let order: Vec<usize> = order.into_iter().chain(again).filter(keep).collect();
        let wanted = merged_in(&all, &[all.len()]);
        prop_assert_eq!(merged_in(&order, &groups), wanted.clone());
        let names = wanted.iter().filter(|r| r.starts_with("session_people")).count();
        prop_assert_eq!(names, if with_erased { 2 } else { 3 });
        let decisions = wanted.iter().filter(|r| r.starts_with("person_body")).count();
        prop_assert_eq!(decisions, if with_erased { 1 } else { 2 });
    }
}

#[test]
fn a_session_that_went_on_is_taken_and_a_shorter_one_changes_nothing() {
    let pool = pool();
    let place = Place::new();
    drop(place.make());
    let (empty, short, whole) = (&pool.files[0], &pool.files[1], &pool.files[7]);
    assert_eq!(fates(&merge(&place.path(), std::slice::from_ref(empty)).expect("merged")), [Fate::New]);
    assert_eq!(
        fates(&merge(&place.path(), std::slice::from_ref(short)).expect("merged")),
        [Fate::Longer { entries: 3 }]
    );
    let before = rows(&place.path());
    assert_eq!(fates(&merge(&place.path(), &[short.clone(), empty.clone()]).expect("merged")), [Fate::Same]);
    assert_eq!(rows(&place.path()), before);
    let merged = merge(&place.path(), std::slice::from_ref(whole)).expect("merged");
    assert_eq!(fates(&merged), [Fate::Longer { entries: 3 }, Fate::New]);
    assert!(open(&place.path()).session(&id(1)).is_ok_and(|s| s.entries.len() == 6));
}

#[test]
fn the_same_id_with_other_content_is_kept_apart() {
    let pool = pool();
    let folder = Place::new();
    let ours = Place::new();
    let [ours_file, fork] = [ours.path(), folder.path()];
    for path in [&ours_file, &fork] {
        std::fs::copy(&pool.files[1], path).expect("a copy");
    }
    open(&ours_file).append(&id(1), &[entry(4, note("ours"))]).expect("kept");
    open(&fork).append(&id(1), &[entry(4, note("theirs")), entry(5, note("more"))]).expect("kept");
    let before = rows(&ours_file);
    let merged = merge(&ours_file, std::slice::from_ref(&fork)).expect("merged");
    assert!(merged.conflicts() && !merged.changes(), "{merged:?}");
    assert_eq!(fates(&merged), [Fate::Apart]);
    assert_eq!(rows(&ours_file), before);
    // Another file beside it is taken all the same.
    let merged = merge(&ours_file, &[fork.clone(), pool.files[2].clone()]).expect("merged");
    assert_eq!(fates(&merged), [Fate::Apart, Fate::New]);
    // Where the store holds neither, the two files dispute it, in whichever order they come.
    for files in [[ours_file.clone(), fork.clone()], [fork.clone(), ours_file.clone()]] {
        let empty = Place::new();
        drop(empty.make());
        let merged = merge(&empty.path(), &files).expect("merged");
        assert_eq!(fates(&merged)[0], Fate::Disputed);
        assert!(open(&empty.path()).session(&id(1)).is_err());
    }
    // Both go on from what the store holds, each in another way.
    let beginning = Place::new();
    std::fs::copy(&pool.files[1], beginning.path()).expect("a copy");
    let before = rows(&beginning.path());
    merge(&beginning.path(), &[fork, ours_file]).expect("merged");
    assert_eq!(
        rows(&beginning.path()).iter().filter(|r| r.starts_with("entry:")).count(),
        before.iter().filter(|r| r.starts_with("entry:")).count()
    );
}

#[test]
fn another_session_under_the_same_id_is_kept_apart() {
    let (ours, theirs) = (Place::new(), Place::new());
    let mut header_of_other = header(1, 5);
    header_of_other.candidate = "Somebody Else".into();
    ours.make().begin(&header(1, 5)).expect("begun");
    theirs.make().begin(&header_of_other).expect("begun");
    assert_eq!(fates(&merge(&ours.path(), &[theirs.path()]).expect("merged")), [Fate::Apart]);
    assert_eq!(open(&ours.path()).sessions().expect("a list")[0].candidate, header(1, 5).candidate);
}

#[test]
fn who_was_erased_here_stays_erased_and_a_hold_keeps_who_was_erased_elsewhere() {
    let pool = pool();
    let (whole, erased) = (&pool.files[6], &pool.files[pool.erased]);
    let place = Place::new();
    std::fs::copy(whole, place.path()).expect("a copy");
    let mut store = open(&place.path());
    let erased_rows = store.erase(&[id(3)], &[]).expect("erased");
    assert_eq!((erased_rows.sessions, erased_rows.entries, erased_rows.about), (1, 6, 1));
    assert!(matches!(store.append(&id(3), &[entry(7, note("more"))]), Err(StoreError::Refused(_))));
    drop(store);
    let before = rows(&place.path());
    let merged = merge(&place.path(), std::slice::from_ref(whole)).expect("merged");
    assert!(fates(&merged).contains(&Fate::StaysErased), "{merged:?}");
    assert_eq!(rows(&place.path()), before);

    // A hold keeps the person that it names, and the sessions that it names.
    for named in [true, false] {
        let held = Place::new();
        std::fs::copy(whole, held.path()).expect("a copy");
        let mut hold = decision(60, &[id(3)]);
        hold.kind = PersonKind::Hold;
        if let Some(said) = &mut hold.said {
            (said.role, said.decision, said.owner) = (None, None, None);
            if !named {
                said.candidate = "Known here by a pseudonym".into();
            }
        }
        open(&held.path()).append_person(&hold).expect("held");
        let before = rows(&held.path());
        let merged = merge(&held.path(), std::slice::from_ref(erased)).expect("merged");
        assert_eq!(fates(&merged), [Fate::Held]);
        assert_eq!(rows(&held.path()), before);
        let release = PersonEntry {
            id: id(61).to_string(),
            refers: Some(hold.id.clone()),
            kind: PersonKind::Release,
            ..hold.clone()
        };
        open(&held.path()).append_person(&release).expect("released");
        assert_eq!(
            fates(&merge(&held.path(), std::slice::from_ref(erased)).expect("merged")),
            [Fate::Erased]
        );
        let conn = Connection::open(held.path()).expect("the store");
        let left: u32 = conn
            .query_row("SELECT count(*) FROM entry_body WHERE session = ?1", [id(3).as_str()], |r| r.get(0))
            .expect("a number");
        assert_eq!(left, 0);
    }
}

#[test]
fn erasing_leaves_no_byte_and_every_chain_and_trigger() {
    let place = Place::new();
    let mut store = place.make();
    let secret = "Zyxwvut Quuxname";
    for n in 1..=2 {
        let mut header = header(n, 5);
        header.candidate = if n == 1 { secret.into() } else { "Other".into() };
        store.begin(&header).expect("begun");
        for seq in 1..=40 {
            let text = if n == 1 { format!("plughword {}", "x".repeat(300)) } else { "kept".into() };
            store.append(&id(n), &[entry(seq, note(&text))]).expect("kept");
        }
    }
    let mut about = decision(70, &[id(1)]);
    if let Some(said) = &mut about.said {
        said.candidate = secret.into();
        said.why = "xyzzyreason".into();
    }
    store.append_person(&about).expect("kept");
    let heads: Vec<String> = [1, 2].map(|n| store.session(&id(n)).expect("read").head).to_vec();
    let erased = store.erase(&[id(1)], &[]).expect("erased");
    assert_eq!((erased.sessions, erased.entries, erased.about), (1, 40, 1));
    assert_eq!(store.check().expect("a check"), []);
    assert!(heads.iter().all(|h| store.holds_head(h).expect("asked")));
    assert_eq!(store.session(&id(2)).expect("read").entries.len(), 40);
    drop(store);
    let bytes = std::fs::read(place.path()).expect("the file");
    for word in [secret, "plughword", "xyzzyreason"] {
        assert!(!bytes.windows(word.len()).any(|w| w == word.as_bytes()), "{word} is still there");
    }
    assert!(bytes.windows(4).any(|w| w == b"kept"));
    // It opens (the schema is as it was, word for word), and nothing may be taken out in another way.
    let conn = Connection::open(open(&place.path()).path()).expect("the store");
    assert!(conn.execute_batch("DELETE FROM entry_body").is_err());
    assert!(conn.execute_batch("DELETE FROM session_people").is_err());
}
