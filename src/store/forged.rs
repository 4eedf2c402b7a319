//! Rows written past viva, by somebody who knows how: found by the check, and never part of a report.

use rusqlite::{Connection, OptionalExtension};

use super::{
    Access, StoreError, chain,
    codec::Body,
    story::{Place, entry, header, id},
};
use crate::model::{CriterionId, Event, Fraction, Mark, QuestionId, Recommendation, Slug, Verdict};

/// A store with one short session, and its head.
fn recorded(place: &Place) -> String {
    let mut store = place.make();
    store.begin(&header(7, 5)).expect("begun");
    let question = || QuestionId::new("first-thing").expect("an id");
    let criterion = CriterionId::new("correctness").expect("an id");
    let events = [
        Event::Opened { question: question() },
        Event::Note { question: Some(question()), text: "a note".into() },
        Event::Marked { question: question(), criterion, mark: Some(Mark::new(2).expect("a mark")) },
        Event::Recommended { recommendation: Recommendation::No, why: "a reason".into() },
        Event::Submitted,
        Event::Rescored {
            question: question(),
            entry: 1,
            verdict: Verdict {
                fraction: Fraction::FULL,
                reason: "a reason".into(),
                grader: "sql/1".into(),
                meaning: Some("a".repeat(64)),
            },
            text: chain::content("{\"q\":2}"),
            who: "Grace".into(),
            why: "a key was mended".into(),
        },
    ];
    let entries: Vec<_> = events.into_iter().zip(1..).map(|(e, seq)| entry(seq, e)).collect();
    store.append(&id(7), &entries).expect("kept");
    store.session(&id(7)).expect("read").head
}

/// Runs `sql` with the triggers out of the way and the CHECKs off; afterwards the schema is as it was, word for word.
pub(super) fn past_viva(place: &Place, sql: &str) {
    let conn = Connection::open(place.path()).expect("the store");
    let mut list =
        conn.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").expect("a list");
    let triggers: Vec<(String, String)> = list
        .query_map([], |r| Ok((r.get(0)?, r.get(1)?)))
        .expect("rows")
        .map(|r| r.expect("a row"))
        .collect();
    drop(list);
    conn.execute_batch("PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF; BEGIN")
        .expect("begun");
    triggers
        .iter()
        .for_each(|(name, _)| conn.execute_batch(&format!("DROP TRIGGER {name}")).expect("dropped"));
    conn.execute_batch(sql).expect(sql);
    triggers.iter().for_each(|(_, sql)| conn.execute_batch(sql).expect("made again"));
    conn.execute_batch("COMMIT").expect("done");
}

/// Writes every commitment and every link anew, so that all hashes fit what stands there now.
fn reseal(place: &Place) {
    let conn = Connection::open(place.path()).expect("the store");
    let text = |sql: &str| conn.query_row(sql, [], |r| r.get::<_, String>(0)).expect(sql);
    let (role, form) = (text("SELECT role FROM session"), text("SELECT form FROM session"));
    let started: i64 = conn.query_row("SELECT started_at FROM session", [], |r| r.get(0)).expect("a time");
    let people: Option<(Vec<u8>, String, String)> = conn
        .query_row("SELECT salt, candidate, interviewer FROM session_people", [], |r| {
            Ok((r.get(0)?, r.get(1)?, r.get(2)?))
        })
        .optional()
        .expect("people");
    let mut updates = String::new();
    let commitment = match &people {
        Some((salt, a, b)) => chain::digest(&[salt, a.as_bytes(), b.as_bytes()]),
        None => text("SELECT commitment FROM session"),
    };
    let pinned: Vec<String> = header(7, 5).pinned.into_iter().map(|p| p.hash).collect();
    let mut link = chain::first(id(7).as_str(), &role, &form, "interview", started, &commitment, &pinned);
    updates += &format!("UPDATE session SET commitment = '{commitment}', chain = '{link}';");
    let sql = "SELECT e.seq, e.kind, e.at, e.elapsed, e.commitment, b.salt, b.question, b.item, b.value, b.was, b.refers, b.text, \
               b.who, b.language, b.fraction, b.reason, b.grader, p.hash FROM entry AS e LEFT JOIN entry_body AS b USING (session, seq) \
               LEFT JOIN entry_pinned AS p USING (session, seq) ORDER BY e.seq";
    let mut statement = conn.prepare(sql).expect(sql);
    let mut rows = statement.query([]).expect("rows");
    while let Some(r) = rows.next().expect("a row") {
        let (seq, kind): (u32, String) = (r.get(0).expect("seq"), r.get(1).expect("kind"));
        let salt: Option<Vec<u8>> = r.get(5).expect("salt");
        let commitment: String = match salt {
            Some(salt) => Body::of(r, 6).expect("a body").commitment(&salt, &mut Vec::new()).into(),
            None => r.get(4).expect("commitment"),
        };
        let elapsed: i64 = r.get(3).expect("elapsed");
        let at = r.get(2).expect("at");
        link =
            chain::next(&link, seq, &kind, at, elapsed.unsigned_abs(), &commitment, &mut Vec::new()).into();
        updates +=
            &format!("UPDATE entry SET commitment = '{commitment}', chain = '{link}' WHERE seq = {seq};");
    }
    drop(rows);
    drop(statement);
    drop(conn);
    past_viva(place, &updates);
}

/// The checks that find something, and whether a report would be made.
fn found(place: &Place) -> (Vec<&'static str>, bool) {
    let store = place.open(Access::Read).expect("it opens");
    let session = store.session(&id(7));
    assert!(
        matches!(session, Ok(_) | Err(StoreError::Damaged { .. } | StoreError::NoSession(_))),
        "{session:?}"
    );
    let checks = store.check().map_or_else(|_| vec!["refused"], |t| t.into_iter().map(|t| t.check).collect());
    (checks, session.is_ok())
}

#[test]
fn every_change_is_found_by_the_check() {
    let changes = [
        "UPDATE entry_body SET value = 4 WHERE seq = 3",
        "UPDATE entry_body SET value = 9 WHERE seq = 3",
        "UPDATE entry_body SET text = 'another note' WHERE seq = 2",
        "UPDATE entry_body SET text = NULL WHERE seq = 2",
        "UPDATE entry_body SET question = 'second-thing' WHERE seq = 3",
        "UPDATE entry_body SET who = 'x' WHERE seq = 5",
        "UPDATE entry_body SET fraction = 0.5 WHERE seq = 3",
        "UPDATE entry SET at = at + 1 WHERE seq = 2",
        "UPDATE entry SET elapsed = 0 WHERE seq = 5",
        "UPDATE entry SET elapsed = -1 WHERE seq = 5",
        "UPDATE entry SET kind = 'left' WHERE seq = 1",
        "UPDATE entry SET seq = 7 WHERE seq = 5; UPDATE entry_body SET seq = 7 WHERE seq = 5",
        "UPDATE entry SET seq = 4294967295 WHERE seq = 5; UPDATE entry_body SET seq = 4294967295 WHERE seq = 5",
        "UPDATE entry SET seq = -5 WHERE seq = 5; UPDATE entry_body SET seq = -5 WHERE seq = 5",
        "DELETE FROM entry WHERE seq = 2; DELETE FROM entry_body WHERE seq = 2",
        "DELETE FROM entry_body WHERE seq = 3",
        "DELETE FROM entry_body",
        "DELETE FROM session_people",
        "UPDATE session_people SET candidate = 'Eve'",
        "UPDATE session_people SET salt = zeroblob(16)",
        "UPDATE session SET role = 'other'",
        "UPDATE session SET form = 'B'",
        "UPDATE session SET mode = 'mock'",
        "UPDATE session SET mode = 'none'",
        "UPDATE session SET started_at = 6",
        "UPDATE session SET id = 'x'",
        "UPDATE pinned SET body = '{\"a\":2}' WHERE kind = 'rubric'",
        "UPDATE pinned SET kind = 'song' WHERE kind = 'rubric'",
        "DELETE FROM session_pinned WHERE position = 1",
        "DELETE FROM pinned WHERE kind = 'question'",
        "UPDATE session_pinned SET position = 5 - position",
        "INSERT INTO pinned VALUES (printf('%064d', 0), 'plan', '{\"of\":\"nobody\"}')",
        "INSERT INTO entry_body (session, seq, salt) VALUES ('nobody', 1, zeroblob(16))",
        "UPDATE entry_body SET fraction = 0.5 WHERE seq = 6",
        "UPDATE entry_body SET item = printf('%064d', 0) WHERE seq = 6",
        "DELETE FROM entry_pinned",
        "UPDATE entry_pinned SET hash = (SELECT hash FROM pinned WHERE kind = 'rubric')",
        "INSERT INTO entry_pinned SELECT session, 2, hash FROM entry_pinned",
        "DELETE FROM store",
        "INSERT INTO store VALUES (printf('%036d', 0), 0, 'x')",
    ];
    for change in changes {
        let place = Place::new();
        recorded(&place);
        past_viva(&place, change);
        let (checks, reported) = found(&place);
        assert!(!checks.is_empty(), "{change}: not found");
        // What touches the session itself is never reported either.
        let aside =
            ["INSERT INTO pinned", "INSERT INTO entry_body", "DELETE FROM store", "INSERT INTO store"];
        assert_eq!(reported, aside.iter().any(|a| change.starts_with(a)), "{change}: {checks:?}");
    }
}

#[test]
fn a_forger_who_mends_every_hash_still_cannot_write_what_viva_never_writes() {
    let changes = [
        "UPDATE entry_body SET value = 9 WHERE seq = 3",
        "UPDATE entry_body SET value = 0 WHERE seq = 3",
        "UPDATE entry_body SET value = 5 WHERE seq = 4",
        "UPDATE entry_body SET question = 'Not An Id' WHERE seq = 1",
        "UPDATE entry_body SET question = NULL WHERE seq = 1",
        "UPDATE entry_body SET item = '' WHERE seq = 3",
        "UPDATE entry_body SET text = NULL WHERE seq = 2",
        "UPDATE entry_body SET text = 'a' || char(0) || 'b' WHERE seq = 2",
        "UPDATE entry_body SET text = hex(zeroblob(600000)) WHERE seq = 2",
        "UPDATE entry_body SET text = hex(zeroblob(12000000)) WHERE seq = 2",
        "UPDATE entry SET kind = 'promoted' WHERE seq = 5",
        "UPDATE entry SET at = 9223372036854775807 WHERE seq = 2",
        "UPDATE entry_body SET item = NULL WHERE seq = 6",
        "UPDATE entry_body SET item = 'not a hash' WHERE seq = 6",
        "UPDATE entry_body SET fraction = 2.0 WHERE seq = 6",
        "DELETE FROM entry_pinned",
        "UPDATE entry_pinned SET hash = (SELECT hash FROM pinned WHERE kind = 'rubric')",
        "INSERT INTO entry_pinned SELECT session, 2, hash FROM entry_pinned",
        "UPDATE session SET role = 'Not An Id'",
        "UPDATE session SET form = ''",
        "UPDATE session SET started_at = 9223372036854775807",
        "UPDATE session_people SET candidate = ''",
        "UPDATE session_people SET candidate = hex(zeroblob(101))",
    ];
    for change in changes {
        let place = Place::new();
        let head = recorded(&place);
        past_viva(&place, change);
        reseal(&place);
        let (checks, reported) = found(&place);
        assert!(!checks.is_empty() && !reported, "{change}: {checks:?}");
        assert!(!checks.contains(&"chain"), "{change}: the forger did not mend the hashes: {checks:?}");
        let store = place.open(Access::Read).expect("it opens");
        // A printed head finds it even before the check.
        assert!(!store.holds_head(&head).expect("asked"), "{change}");
    }
}

#[test]
fn a_forger_who_writes_a_likely_mark_and_mends_every_hash_is_found_by_a_printed_head() {
    for change in [
        "UPDATE entry_body SET value = 4 WHERE seq = 3",
        "DELETE FROM entry_pinned; DELETE FROM entry_body WHERE seq > 3; DELETE FROM entry WHERE seq > 3",
        "UPDATE session_people SET candidate = 'Eve'",
    ] {
        let place = Place::new();
        let head = recorded(&place);
        past_viva(&place, change);
        reseal(&place);
        assert_eq!(found(&place), (vec![], true), "{change}: self-consistent");
        assert!(!place.open(Access::Read).expect("it opens").holds_head(&head).expect("asked"), "{change}");
    }
}

#[test]
fn who_is_erased_whole_leaves_a_chain_that_holds() {
    let place = Place::new();
    let head = recorded(&place);
    past_viva(&place, "DELETE FROM session_people; DELETE FROM entry_body");
    let (checks, reported) = found(&place);
    assert!(checks.is_empty() && reported, "{checks:?}");
    let store = place.open(Access::Read).expect("it opens");
    assert!(store.holds_head(&head).expect("asked"));
    assert_eq!(store.session(&id(7)).expect("read").entries, []);
    assert_eq!(store.sessions().expect("a list")[0].candidate, "erased");
}

#[test]
fn the_triggers_stop_whoever_does_not_drop_them() {
    let place = Place::new();
    recorded(&place);
    let conn = Connection::open(place.path()).expect("the store");
    for table in
        ["pinned", "session", "session_people", "session_pinned", "entry", "entry_body", "entry_pinned"]
    {
        for sql in [format!("DELETE FROM {table}"), format!("UPDATE {table} SET rowid = rowid + 100")] {
            let stopped = conn.execute_batch(&sql);
            assert!(stopped.is_err_and(|e| e.to_string().contains("append-only")), "{sql}");
        }
    }
    // REPLACE walks past them in a plain connection; viva's own has recursive triggers on.
    conn.execute_batch("PRAGMA recursive_triggers = ON").expect("set");
    let replace =
        "INSERT OR REPLACE INTO session_people SELECT session, salt, 'Eve', interviewer FROM session_people";
    assert!(conn.execute_batch(replace).is_err_and(|e| e.to_string().contains("append-only")));
}
