//! Strangers' files: whatever is wrong with them, nothing of them is taken, the store is as it was, and so is the file.

use std::{fs, os::unix::fs::symlink, path::Path, process::Command};

use rusqlite::Connection;
use vivavoce::{
    model::{CriterionId, Entry, Event, Mark, Moment, QuestionId, SessionId, Slug},
    store::{Access, Hooks, SCHEMA_VERSION, Store},
};

use crate::{
    access::snapshot,
    small::{SHORT, team},
    support::World,
};

fn hooks() -> Hooks {
    Hooks { entropy: Box::new(|| [9; 16]), waiting: Box::new(|| {}) }
}

/// A store of one's own with one session, and a stranger's with another.
fn two_stores() -> World {
    let world = World::new();
    team(&world);
    for (db, seed, interviewer) in [("viva.db", "1", "Grace Example"), ("theirs.db", "2", "Linus Example")] {
        world.write("script.toml", &SHORT.replace("Grace Example", interviewer));
        let args = ["--seed", seed, "--db", db, "interview", "--script", "script.toml"];
        assert_eq!(world.run(world.command(&args)).code, 0);
    }
    world
}

/// The file is refused with one of the codes and a word, by a dry run too, and nothing changes.
fn refused(world: &World, file: &str, codes: &[i32], word: &str) {
    let before = snapshot(&world.path("."));
    for args in [&["merge", file][..], &["merge", file, "--dry-run"], &["merge", "theirs-good.db", file]] {
        if args.len() == 3 && args[1] == "theirs-good.db" && !world.path("theirs-good.db").exists() {
            continue;
        }
        let ran = world.viva(args);
        assert!(codes.contains(&ran.code), "{file}: {args:?}\n{ran}");
        assert!(ran.err.contains(word), "{file}: {args:?}, {word:?} is not said\n{ran}");
        assert_eq!(ran.out, "", "{file}");
        assert!(ran.err.len() < 4096 && !ran.err.contains('\u{1b}'), "{file}\n{ran}");
    }
    assert!(snapshot(&world.path(".")) == before, "{file}: something was changed");
}

/// Runs `sql` on a file with its triggers out of the way, and puts them back word for word.
pub fn past_viva(file: &Path, sql: &str) {
    let conn = Connection::open(file).expect("the store");
    let mut list =
        conn.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").expect("a list");
    let triggers: Vec<(String, String)> = list
        .query_map([], |r| Ok((r.get(0)?, r.get(1)?)))
        .expect("rows")
        .map(|r| r.expect("a row"))
        .collect();
    drop(list);
    conn.execute_batch("PRAGMA ignore_check_constraints = ON; PRAGMA foreign_keys = OFF").expect("set");
    triggers.iter().for_each(|t| conn.execute_batch(&format!("DROP TRIGGER {}", t.0)).expect("dropped"));
    conn.execute_batch(sql).expect(sql);
    triggers.iter().for_each(|t| conn.execute_batch(&t.1).expect("made again"));
}

#[test]
fn what_is_no_plain_store_is_refused() {
    let world = two_stores();
    fs::copy(world.path("theirs.db"), world.path("theirs-good.db")).expect("a copy");
    fs::create_dir(world.path("folder")).expect("a folder");
    world.write("text.txt", "dear diary");
    world.write("empty.db", "");
    symlink("theirs.db", world.path("link.db")).expect("a link");
    symlink("nowhere", world.path("dangling.db")).expect("a link");
    assert!(Command::new("mkfifo").arg(world.path("pipe")).status().expect("mkfifo").success());
    let other = Connection::open(world.path("other.db")).expect("a database");
    other.execute_batch("CREATE TABLE bookmarks (url TEXT)").expect("a table");
    drop(other);
    let whole = fs::read(world.path("theirs.db")).expect("the store");
    fs::write(world.path("cut.db"), &whole[..whole.len() / 2]).expect("a file");
    let cases = [
        ("folder", "it is a folder"),
        ("text.txt", "not a store of viva"),
        ("empty.db", "the file is empty"),
        ("link.db", "it is a link"),
        ("dangling.db", "it is a link"),
        ("pipe", "a device or a pipe"),
        ("/dev/zero", "a device or a pipe"),
        ("other.db", "belongs to another program"),
        ("cut.db", "damaged"),
        (":memory:", "plain path"),
    ];
    for (file, word) in cases {
        refused(&world, file, &[5], word);
    }
    refused(&world, "nowhere.db", &[4], "there is no file");
    // A log or a journal beside it would have to be played back, which writes.
    let conn = Connection::open(world.path("theirs.db")).expect("the store");
    conn.pragma_update(None, "journal_mode", "WAL").expect("set");
    drop(conn);
    refused(&world, "theirs.db", &[5], "write-ahead mode");
}

#[test]
fn a_newer_or_changed_schema_is_refused() {
    let world = two_stores();
    let good = fs::read(world.path("theirs.db")).expect("the store");
    let changes = [
        "CREATE TRIGGER extra AFTER INSERT ON entry BEGIN DELETE FROM entry_body; END",
        "CREATE VIEW extra AS SELECT 1",
        "DROP VIEW current_session; CREATE VIEW current_session AS SELECT * FROM session",
        "CREATE TABLE extra (x)",
        "CREATE INDEX extra ON entry (kind)",
        "DROP TRIGGER body_stays",
        "ALTER TABLE entry_body ADD COLUMN extra TEXT",
    ];
    for change in changes {
        fs::write(world.path("theirs.db"), &good).expect("a file");
        Connection::open(world.path("theirs.db")).expect("the store").execute_batch(change).expect(change);
        refused(&world, "theirs.db", &[5], "its schema is not the one that viva wrote");
    }
    for version in [SCHEMA_VERSION + 1, i32::MAX, 0, -1] {
        fs::write(world.path("theirs.db"), &good).expect("a file");
        let conn = Connection::open(world.path("theirs.db")).expect("the store");
        conn.pragma_update(None, "user_version", version).expect("set");
        drop(conn);
        refused(&world, "theirs.db", &[5], if version > 0 { "has schema" } else { "version number" });
    }
}

#[test]
fn forged_rows_are_refused() {
    let world = two_stores();
    let good = fs::read(world.path("theirs.db")).expect("the store");
    let changes = [
        ("UPDATE entry_body SET value = 1 WHERE value = 4", "was changed"),
        ("UPDATE entry_body SET value = 9 WHERE value = 4", "was changed"),
        ("UPDATE entry SET kind = 'left' WHERE seq = 2", "was changed"),
        ("UPDATE entry SET at = at + 1 WHERE seq = 2", "was changed"),
        ("DELETE FROM entry_body WHERE seq = 2; DELETE FROM entry WHERE seq = 2", "missing"),
        ("DELETE FROM entry_body WHERE seq = 3", "missing"),
        ("UPDATE session_people SET candidate = 'Eve'", "a name was changed"),
        ("UPDATE session SET role = 'other'", "were changed"),
        ("UPDATE session SET id = 'x'", "id or mode that viva never wrote"),
        ("UPDATE pinned SET body = replace(body, 'Right.', 'Wrong.')", "was changed"),
        (
            "UPDATE entry_body SET text = hex(zeroblob(12000000)) WHERE text IS NOT NULL AND seq = 2",
            "damaged",
        ),
        (
            "UPDATE session_people SET candidate = hex(zeroblob(200)) || char(27) || '[31m'",
            "a name was changed",
        ),
        ("INSERT INTO person_entry VALUES ('x', 'song', 0, NULL, 'x')", "unknown kind"),
    ];
    for (change, word) in changes {
        fs::write(world.path("theirs.db"), &good).expect("a file");
        past_viva(&world.path("theirs.db"), change);
        refused(&world, "theirs.db", &[5], word);
    }
}

/// Appends to the stranger's session as viva would, with every hash right.
fn append(world: &World, event: Event) {
    let mut store = Store::open(&world.path("theirs.db"), Access::Write, hooks()).expect("the store");
    let row = store.sessions().expect("a list").remove(0);
    let entry = Entry { seq: row.entries + 1, at: Moment(5), elapsed: u64::MAX / 4, event };
    store.append(&row.id, &[entry]).expect("kept");
}

#[test]
fn wrong_names_with_every_hash_right_are_refused() {
    let question = |id: &str| QuestionId::new(id).expect("an id");
    let criterion = |id: &str| CriterionId::new(id).expect("an id");
    let events = [
        (Event::Opened { question: question("third-thing") }, "its plan does not hold"),
        (
            Event::Marked {
                question: question("first-thing"),
                criterion: criterion("charm"),
                mark: Mark::new(4).ok(),
            },
            "its rubric does not hold",
        ),
        (
            Event::Tick {
                question: question("first-thing"),
                look_for: vivavoce::model::LookForId::new("red-flag-7").expect("an id"),
                heard: vivavoce::model::Heard::Unprompted,
            },
            "its question does not list",
        ),
    ];
    for (event, word) in events {
        let world = two_stores();
        append(&world, event);
        refused(&world, "theirs.db", &[5], word);
    }
}

#[test]
fn the_same_id_with_other_content_is_kept_apart_and_reported() {
    let world = two_stores();
    fs::copy(world.path("viva.db"), world.path("fork.db")).expect("a copy");
    let id = |db: &str| -> SessionId {
        let store = Store::open(&world.path(db), Access::Read, hooks()).expect("the store");
        store.sessions().expect("a list").remove(0).id
    };
    let short = id("viva.db").short().to_owned();
    for (db, mark) in [("viva.db", "3"), ("fork.db", "2")] {
        let args = ["session", "amend", &short, "--question", "first-thing", "--criterion", "correctness"];
        let args = [&["--db", db][..], &args, &["--mark", mark, "--why", db]].concat();
        assert_eq!(world.viva(&args).code, 0, "{args:?}");
    }
    let report = world.ok(&["report", "session", &short, "--format", "json"]);
    let ran = world.viva(&["--seed", "5", "merge", "fork.db"]);
    let ran =
        if ran.code == 2 { world.run(world.command(&["--seed", "5", "merge", "fork.db"])) } else { ran };
    assert_eq!(ran.code, 1, "{ran}");
    assert!(ran.out.contains("KEPT APART"), "{ran}");
    assert_eq!(world.ok(&["report", "session", &short, "--format", "json"]), report);
    // The rest of the same command is taken.
    let ran = world.run(world.command(&["--seed", "6", "merge", "fork.db", "theirs.db"]));
    assert!(ran.code == 1 && ran.out.contains("taken"), "{ran}");
    world.ok(&["db", "check"]);
}

#[test]
fn an_older_store_is_read_through_a_copy_and_left_as_it_is() {
    let world = two_stores();
    let old = world.path("old.db");
    let conn = Connection::open(&old).expect("a database");
    conn.execute_batch(include_str!("../../src/store/sql/0001.sql")).expect("the first schema");
    conn.pragma_update(None, "application_id", vivavoce::store::APPLICATION_ID).expect("set");
    conn.pragma_update(None, "user_version", 1).expect("set");
    conn.execute("ATTACH ?1 AS new", [world.path("theirs.db").display().to_string()]).expect("attached");
    for table in ["store", "pinned", "session", "session_people", "session_pinned", "entry", "entry_body"] {
        conn.execute_batch(&format!("INSERT INTO main.{table} SELECT * FROM new.{table}")).expect(table);
    }
    drop(conn);
    let before = fs::read(&old).expect("the file");
    let ran = world.run(world.command(&["--seed", "7", "merge", "old.db"]));
    assert!(ran.code == 0 && ran.out.contains("taken"), "{ran}");
    assert!(fs::read(&old).expect("the file") == before, "the older store was changed");
    world.ok(&["db", "check"]);
    let ran = world.run(world.command(&["--seed", "8", "merge", "theirs.db"]));
    assert!(ran.code == 0 && ran.out.contains("here already"), "{ran}");
}
