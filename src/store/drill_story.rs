//! The story of drills in a store: kept, read back, taken back, and found when somebody else wrote them.

use rusqlite::Connection;

use super::{
    APPLICATION_ID, Access, SCHEMA_VERSION, Source, StoreError,
    forged::past_viva,
    story::{Place, header as session_header, id},
};
use crate::model::{
    AreaId, CriterionId, Drill, DrillEntry, DrillEvent, DrillHeader, Mark, Moment, QuestionId, RubricId, Slug,
};

fn header(n: u128, who: &str) -> DrillHeader {
    DrillHeader {
        id: id(n),
        interviewer: who.into(),
        question: QuestionId::new("composite-index-order").expect("an id"),
        sample: 2,
        wording: "a1".repeat(32),
        area: AreaId::new("databases").expect("an id"),
        rubric: RubricId::new("technical-answer").expect("an id"),
        started: Moment(1000),
    }
}

fn marked(criterion: &str, mark: Option<i64>, gold: i64) -> DrillEvent {
    let of = |m| Mark::new(m).expect("a mark");
    DrillEvent::Marked {
        criterion: CriterionId::new(criterion).expect("an id"),
        mark: mark.map(of),
        gold: of(gold),
    }
}

fn entry(seq: u32, event: DrillEvent) -> DrillEntry {
    DrillEntry { seq, at: Moment(2000), elapsed: u64::from(seq), event }
}

fn whole(place: &Place) -> Drill {
    let mut store = place.make();
    let drill = Drill {
        header: header(7, "Grace"),
        entries: vec![
            entry(1, marked("correctness", Some(3), 2)),
            entry(2, DrillEvent::TakenBack { criterion: CriterionId::new("correctness").expect("an id") }),
            entry(3, marked("correctness", Some(2), 2)),
            entry(4, marked("reasoning", None, 4)),
            entry(5, DrillEvent::Revealed),
        ],
    };
    store.begin_drill(&drill.header).expect("begun");
    for e in &drill.entries {
        store.append_drill(&drill.header.id, e).expect("kept");
    }
    drill
}

#[test]
fn what_was_kept_is_read_back_by_interviewer() {
    let place = Place::new();
    let drill = whole(&place);
    let mut store = place.open(Access::Write).expect("opened");
    store.begin_drill(&header(8, "Ada")).expect("begun");
    let read = store.drills(Some("Grace")).expect("read");
    assert_eq!(read, [drill]);
    assert!(read[0].is_revealed());
    let marks = read[0].marks();
    assert_eq!(marks.len(), 2);
    assert_eq!((marks[0].1, marks[1].1), (Mark::new(2).ok(), None));
    assert_eq!(store.drills(None).expect("read").len(), 2);
    assert!(store.drills(Some("nobody")).expect("read").is_empty());
    assert_eq!(store.sessions().expect("read"), [], "a drill is no session");
    assert!(store.check().expect("checked").is_empty());
}

#[test]
fn nothing_is_kept_twice_or_out_of_turn_or_of_nobody() {
    let place = Place::new();
    let drill = whole(&place);
    let mut store = place.open(Access::Write).expect("opened");
    let again = store.append_drill(&drill.header.id, &entry(5, DrillEvent::Revealed));
    assert!(matches!(again, Err(StoreError::Conflict { wanted: 5, found: 6 })));
    assert!(store.append_drill(&id(99), &entry(1, DrillEvent::Revealed)).is_err(), "no such drill");
    for bad in [
        DrillHeader { interviewer: String::new(), ..header(9, "") },
        DrillHeader { interviewer: "a\0".into(), ..header(9, "") },
        DrillHeader { sample: 0, ..header(9, "Grace") },
        DrillHeader { wording: "x".repeat(64), ..header(9, "Grace") },
    ] {
        assert!(matches!(store.begin_drill(&bad), Err(StoreError::Refused(_))), "{bad:?}");
    }
    let conn = Connection::open(place.path()).expect("sqlite3");
    for sql in [
        "UPDATE drill_entry SET mark = 4",
        "DELETE FROM drill_entry",
        "UPDATE drill SET sample = 1",
        "DELETE FROM drill",
    ] {
        assert!(conn.execute(sql, []).is_err(), "{sql}");
    }
}

#[test]
fn a_forged_row_is_found() {
    for sql in [
        "UPDATE drill_entry SET mark = 9 WHERE seq = 1",
        "UPDATE drill_entry SET gold = 0 WHERE seq = 1",
        "UPDATE drill_entry SET kind = 'revealed' WHERE seq = 1",
        "UPDATE drill_entry SET criterion = 'No Id' WHERE seq = 1",
        "DELETE FROM drill_entry WHERE seq = 2",
        "UPDATE drill SET interviewer = ''",
        "UPDATE drill SET wording = 'none'",
    ] {
        let place = Place::new();
        whole(&place);
        past_viva(&place, sql);
        let store = place.open(Access::Read).expect("opened");
        assert!(matches!(store.drills(None), Err(StoreError::Damaged { .. })), "{sql}");
        assert!(store.check().expect("checked").iter().any(|t| t.check == "rows"), "{sql}");
    }
}

#[test]
fn a_store_of_the_first_version_is_brought_up_and_keeps_its_sessions() {
    let place = Place::new();
    {
        let conn = Connection::open(place.path()).expect("sqlite3");
        conn.execute_batch(include_str!("sql/0001.sql")).expect("the first schema");
        conn.execute("INSERT INTO store VALUES (?1, 0, 'a test')", [id(0).to_string()]).expect("a row");
        conn.pragma_update(None, "application_id", APPLICATION_ID).expect("set");
        conn.pragma_update(None, "user_version", 1).expect("set");
    }
    let source = Source::open(&place.path(), Box::new(|| false)).expect("read as it is");
    assert_eq!(source.store.drills(None).expect("none"), []);
    assert_eq!(source.store.check().expect("checked"), []);
    drop(source);
    let mut store = place.open(Access::Write).expect("brought up");
    assert_eq!(store.status().expect("status").schema, SCHEMA_VERSION);
    store.begin(&session_header(1, 5)).expect("a session");
    store.begin_drill(&header(7, "Grace")).expect("a drill");
    drop(store);
    let store = place.open(Access::Read).expect("opened again");
    assert_eq!((store.sessions().expect("read").len(), store.drills(None).expect("read").len()), (1, 1));
}
