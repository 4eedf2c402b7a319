//! Files that are no store, stores that somebody changed, paths that would lose an interview.

use std::{
    fs,
    os::unix::{ffi::OsStrExt, fs::symlink},
    path::Path,
    process::Command,
};

use rusqlite::Connection;
use vivavoce::{
    model::SessionId,
    store::{Access, Hooks, SCHEMA_VERSION, Store},
};

use crate::{
    access::snapshot,
    hostile_merge::past_viva,
    small::{FULL, world_with},
    support::{Ran, World},
};

fn hooks() -> Hooks {
    Hooks { entropy: Box::new(|| [7; 16]), waiting: Box::new(|| {}) }
}

/// A world with one sealed and amended interview, its short id, and its report.
fn recorded() -> (World, String, String) {
    let (world, script) = world_with(FULL);
    let short = world.play(&script);
    let report = world.ok(&["report", "session", "--format", "json"]);
    (world, short, report)
}

/// Every command that looks at the store.
const LOOKS: [&[&str]; 6] = [
    &["db", "check"],
    &["db", "status"],
    &["session", "list"],
    &["session", "show"],
    &["report", "session"],
    &["session", "export"],
];
const PLAY: [&str; 3] = ["interview", "--script", "script.toml"];

#[test]
fn paths_that_would_lose_an_interview_are_refused_and_nothing_is_made() {
    let (world, _) = world_with(FULL);
    fs::create_dir(world.path("folder")).expect("a folder");
    world.write("file.txt", "somebody's text");
    symlink("file.txt", world.path("link.db")).expect("a link");
    symlink("nowhere.db", world.path("dangling.db")).expect("a link");
    let made = Command::new("mkfifo").arg(world.path("pipe")).status().expect("mkfifo");
    assert!(made.success());
    let before = snapshot(&world.path("."));
    let refused = [
        "",
        ":memory:",
        ":anything",
        "file:viva.db",
        "file:///tmp/x.db?mode=memory",
        "/dev/null",
        "/dev/full",
        "/",
        "folder",
        "folder/",
        "new/",
        "pipe",
        "link.db",
        "dangling.db",
        "viva.db-journal",
        "viva.db-wal",
        "file.txt/viva.db",
    ];
    for path in refused {
        for args in LOOKS.iter().copied().chain([&PLAY[..]]) {
            let mut command = world.command(args);
            command.env("VIVA_DB", path);
            let ran = world.run(command);
            let expected: &[i32] = if path == "file.txt/viva.db" { &[7] } else { &[5] };
            assert!(expected.contains(&ran.code), "{path:?} {args:?}\n{ran}");
            assert!(ran.err.starts_with("error: `"), "{path:?} {args:?}\n{ran}");
            assert_eq!(ran.out, "", "{path:?} {args:?}");
        }
        assert_eq!(snapshot(&world.path(".")), before, "{path:?}");
    }
    // The same by flag and by settings file.
    assert_eq!(world.viva(&["--db", ":memory:", "session", "list"]).code, 5);
    world.write("other.toml", "db = \"folder\"\n");
    let mut command = world.command(&["--config", "other.toml", "session", "list"]);
    command.env_remove("VIVA_DB");
    assert_eq!(world.run(command).code, 5);
}

#[test]
fn a_backup_goes_only_where_nothing_stands() {
    let (world, ..) = recorded();
    fs::create_dir(world.path("folder")).expect("a folder");
    world.write("there.db", "somebody's");
    symlink("nowhere", world.path("dangling")).expect("a link");
    let before = snapshot(&world.path("."));
    for to in [
        "viva.db",
        "./viva.db",
        "there.db",
        "folder",
        "dangling",
        "",
        ":memory:",
        "/dev/full",
        "viva.db-journal",
    ] {
        let ran = world.viva(&["db", "backup", to]);
        assert!(matches!(ran.code, 2 | 5), "{to}\n{ran}");
        assert_eq!(snapshot(&world.path(".")), before, "{to}");
    }
    world.ok(&["db", "backup", "copy.db"]);
    let same = world.viva(&["--db", "copy.db", "report", "session"]);
    assert_eq!(same.to_string(), world.viva(&["report", "session"]).to_string());
}

#[test]
fn an_export_never_lands_on_the_store() {
    let (world, ..) = recorded();
    fs::hard_link(world.db(), world.path("hard.db")).expect("a link");
    symlink(".", world.path("here")).expect("a link");
    symlink("viva.db", world.path("soft.db")).expect("a link");
    let before = fs::read(world.db()).expect("the store");
    for to in ["viva.db", "./viva.db", "here/viva.db", "hard.db", "soft.db"] {
        for args in [
            &["session", "export", "-o", to][..],
            &["report", "session", "-o", to],
            &["bank", "new", "a/b", "-o", to],
        ] {
            let ran = world.viva(args);
            assert!(matches!(ran.code, 6 | 7), "{args:?}\n{ran}");
        }
    }
    assert_eq!(fs::read(world.db()).expect("the store"), before);
    world.ok(&["db", "check"]);
}

#[test]
fn a_linked_folder_and_a_name_that_is_no_text_are_fine() {
    let (world, _) = world_with(FULL);
    fs::create_dir(world.path("real")).expect("a folder");
    symlink("real", world.path("linked")).expect("a link");
    world.ok(&["--db", "linked/viva.db", "interview", "--script", "script.toml"]);
    world.ok(&["--db", "real/viva.db", "db", "check"]);
    let odd = world.path(".").join(std::ffi::OsStr::from_bytes(b"caf\xe9.db"));
    let mut command = world.command(&PLAY);
    command.env("VIVA_DB", &odd);
    let ran = world.run(command);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(odd.exists() && !world.db().exists());
    assert!(!world.path(".local").exists(), "not silently into the default store");
}

/// Every look is refused with a code of the store, writing too, and nothing beside or in the file changes.
fn refused_untouched(world: &World, what: &str) -> Vec<Ran> {
    let before = snapshot(&world.path("."));
    let mut all = Vec::new();
    for args in LOOKS.iter().copied().chain([&PLAY[..], &["session", "submit", "0"]]) {
        let ran = world.viva(args);
        assert_eq!((ran.code, ran.out.as_str()), (5, ""), "{what}: {args:?}\n{ran}");
        assert_eq!(snapshot(&world.path(".")), before, "{what}: {args:?} changed something");
        all.push(ran);
    }
    all
}

#[test]
fn another_programs_file_is_refused_and_left_alone() {
    let (world, _) = world_with(FULL);
    let db = world.db();
    let other = |id: i32, mode: &str| {
        let conn = Connection::open(&db).expect("a database");
        let made = format!(
            "PRAGMA journal_mode = {mode}; PRAGMA application_id = {id}; CREATE TABLE bookmarks (url TEXT);"
        );
        conn.execute_batch(&made).expect("a database");
        conn
    };
    drop(other(0, "DELETE"));
    refused_untouched(&world, "a plain database");
    fs::remove_file(&db).expect("removed");

    drop(other(0x0f05_5112, "DELETE"));
    let said = refused_untouched(&world, "Fossil's");
    assert!(said[0].err.contains("belongs to another program"), "{}", said[0]);
    fs::remove_file(&db).expect("removed");

    // A crashed program's journal or log must wait for that program.
    let conn = other(0, "WAL");
    conn.execute_batch("INSERT INTO bookmarks VALUES ('x')").expect("a row");
    for ending in ["", "-wal", "-shm"] {
        fs::copy(format!("{}{ending}", db.display()), world.path(&format!("kept{ending}"))).expect("a copy");
    }
    drop(conn);
    for ending in ["", "-wal"] {
        fs::copy(world.path(&format!("kept{ending}")), format!("{}{ending}", db.display())).expect("a copy");
    }
    refused_untouched(&world, "a database with a log to play back");
    fs::remove_file(format!("{}-wal", db.display())).expect("removed");

    let texts: [(&str, Vec<u8>); 6] = [
        ("a text", b"dear diary\n".to_vec()),
        ("one byte", vec![0]),
        ("zeros", vec![0; 9000]),
        ("noise", (0..9000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect()),
        ("a beginning like SQLite's", b"SQLite format 3\0".to_vec()),
        ("SQLite 2", b"** This file contains an SQLite 2.1 database **".to_vec()),
    ];
    for (what, bytes) in texts {
        fs::write(&db, bytes).expect("a file");
        refused_untouched(&world, what);
    }
}

#[test]
fn a_newer_store_is_named_and_left_alone() {
    let (world, ..) = recorded();
    for version in [SCHEMA_VERSION + 1, SCHEMA_VERSION + 2, 99, i32::MAX] {
        Connection::open(world.db())
            .expect("the store")
            .pragma_update(None, "user_version", version)
            .expect("set");
        for ran in refused_untouched(&world, "a newer store") {
            assert!(
                ran.err.contains(&format!("schema {version}"))
                    && ran.err.contains(&format!("up to {SCHEMA_VERSION}")),
                "{ran}"
            );
        }
    }
    for version in [0, -1] {
        Connection::open(world.db())
            .expect("the store")
            .pragma_update(None, "user_version", version)
            .expect("set");
        refused_untouched(&world, "an impossible version");
    }
}

#[test]
fn a_changed_schema_is_found_before_anything_in_it_can_run() {
    let changes = [
        "CREATE TRIGGER extra AFTER INSERT ON entry BEGIN DELETE FROM entry_body; END",
        "CREATE VIEW extra AS SELECT 1",
        "CREATE TABLE extra (x)",
        "CREATE INDEX extra ON entry (kind)",
        "DROP TRIGGER entry_is_fixed",
        "DROP VIEW current_session; CREATE VIEW current_session AS SELECT * FROM session",
        "ALTER TABLE entry_body ADD COLUMN extra TEXT",
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'length(salt) = 16', 'length(salt) > 0')",
        "ANALYZE",
    ];
    for change in changes {
        let (world, ..) = recorded();
        Connection::open(world.db()).expect("the store").execute_batch(change).expect(change);
        for ran in refused_untouched(&world, change) {
            assert!(ran.err.contains("its schema is not the one that viva wrote"), "{change}\n{ran}");
        }
    }
}

#[test]
fn a_cut_off_store_is_refused_or_found() {
    let (world, ..) = recorded();
    let whole = fs::read(world.db()).expect("the store");
    let lengths = [
        1,
        15,
        16,
        60,
        71,
        72,
        99,
        100,
        101,
        511,
        512,
        1024,
        4095,
        4096,
        4097,
        8192,
        whole.len() / 2,
        whole.len() - 4096,
        whole.len() - 1,
    ];
    for length in lengths {
        fs::write(world.db(), &whole[..length]).expect("a file");
        let before = snapshot(&world.path("."));
        let check = world.viva(&["db", "check"]);
        assert_eq!(check.code, 5, "{length} bytes\n{check}");
        assert_eq!(world.viva(&["report", "session"]).code, 5, "{length} bytes");
        assert_eq!(snapshot(&world.path(".")), before, "{length} bytes");
    }
}

#[test]
fn what_was_changed_gets_into_no_report_and_no_table() {
    let (world, short, _) = recorded();
    let person = "Ada Example";
    let reads: [&[&str]; 17] = [
        &["db", "check"],
        &["db", "backup", "copy.db"],
        &["session", "show", &short],
        &["session", "export", &short, "-o", "one.db"],
        &["report", "session", &short],
        &["report", "candidate", person],
        &["report", "compare", person, person],
        &["report", "role", "tester"],
        &["debrief", person],
        &["export", "sessions"],
        &["export", "sessions", "--format", "jsonl"],
        &["export", "marks"],
        &["export", "marks", "--format", "jsonl"],
        &["export", "marks", "--format", "json"],
        &["export", "marks", "--format", "xlsx", "-o", "marks.xlsx"],
        &["export", "items"],
        &["--db", "other.db", "merge", "viva.db"],
    ];
    let good = fs::read(world.db()).expect("the store");
    let changes = [
        "UPDATE entry_body SET value = 1 WHERE value = 4",
        "UPDATE entry_body SET salt = zeroblob(16) WHERE seq = 2",
        "UPDATE entry SET at = at + 1 WHERE seq = 2",
        "UPDATE entry SET chain = commitment WHERE seq = (SELECT max(seq) FROM entry)",
    ];
    for change in changes {
        fs::write(world.db(), &good).expect("the store");
        past_viva(&world.db(), change);
        for args in reads {
            let ran = world.viva(args);
            assert!(ran.code == 5 && ran.err.contains("was changed"), "{change} {args:?}\n{ran}");
            assert!(!ran.out.contains(person), "{change} {args:?}\n{ran}");
        }
        for made in ["copy.db", "one.db", "marks.xlsx"] {
            assert!(!world.path(made).exists(), "{change} {made}");
        }
    }
}

/// What the library makes of a store: everything that a report may use, or a refusal.
fn read(db: &Path, id: &SessionId) -> Result<String, String> {
    let store = Store::open(db, Access::Read, hooks()).map_err(|e| e.to_string())?;
    let session = store.session(id).map_err(|e| e.to_string())?;
    // What reads many at once sees the same.
    let row = store.sessions().map_err(|e| e.to_string())?.into_iter().find(|s| s.id == *id).ok_or("gone")?;
    let mut reading = store.reading().map_err(|e| e.to_string())?;
    let among_many = reading.session(row, |_| false).map_err(|e| e.to_string())?;
    assert_eq!(format!("{among_many:?}"), format!("{session:?}"));
    Ok(format!("{:?}", store.sessions().map_err(|e| e.to_string())?) + &format!("{session:?}"))
}

#[test]
fn a_bit_that_flipped_anywhere_is_refused_or_found_and_never_reported() {
    let (world, ..) = recorded();
    let whole = fs::read(world.db()).expect("the store");
    let list: serde_json::Value =
        serde_json::from_str(&world.ok(&["session", "list", "--json"])).expect("JSON");
    let id = SessionId::parse(list["sessions"][0]["id"].as_str().expect("an id")).expect("an id");
    let truth = read(&world.db(), &id).expect("readable");
    let copy = world.path("flipped.db");
    // The whole header, then a prime stride, each with another bit.
    let offsets: Vec<usize> = (0..100).chain((100..whole.len()).step_by((whole.len() / 900) | 1)).collect();
    let (mut refused, mut found, mut harmless) = (0, 0, 0);
    for (n, &offset) in offsets.iter().enumerate() {
        let mut bytes = whole.clone();
        bytes[offset] ^= 1 << (n % 8);
        fs::write(&copy, &bytes).expect("a file");
        let place = format!("byte {offset}, bit {}", n % 8);
        let reported = read(&copy, &id);
        if let Ok(reported) = &reported {
            assert!(*reported == truth, "{place}: a report would use this: {reported}");
        }
        match Store::open(&copy, Access::Read, hooks()).and_then(|s| s.check()) {
            Err(_) => refused += 1,
            Ok(troubles) if !troubles.is_empty() => found += 1,
            Ok(_) => {
                assert!(reported.is_ok(), "{place}: the check passes over {reported:?}");
                harmless += 1;
            }
        }
        assert!(fs::read(&copy).expect("the copy") == bytes, "{place}: looking changed the file");
        // One in fifty through the whole program.
        if n % 50 == 0 {
            let check = world.viva(&["--db", "flipped.db", "db", "check"]);
            let report = world.viva(&["--db", "flipped.db", "report", "session"]);
            assert!(
                matches!(check.code, 0 | 5) && matches!(report.code, 0 | 5),
                "{place}\n{check}\n{report}"
            );
        }
    }
    assert!(refused > 50 && found > 50, "{refused} refused, {found} found, {harmless} in unused bytes");
}
