//! What was shown as saved is there: after kill -9 at every write, after a power cut, on a full or failing disk.

use std::{fs, path::Path, thread};

use rusqlite::{Connection, OpenFlags};

use crate::{
    power::{Disk, states},
    small::{FULL, SHORT, world_with},
    support::{Ran, World},
    trace::{self, Call, available, injected},
};

const PLAY: [&str; 4] = ["interview", "--script", "script.toml", "--echo"];

/// A row of what happened, as plain `sqlite3` shows it, without what differs from run to run.
type Row = (i64, String, Option<String>, Option<String>, Option<i64>, Option<String>);

/// What a store holds, session by session, in order; opening it rolls back what a crash left.
fn rows(db: &Path) -> Vec<Row> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
    let conn = Connection::open_with_flags(db, flags).expect("the store opens");
    let sql = "SELECT e.seq, e.kind, b.question, b.item, b.value, b.text FROM entry AS e JOIN entry_body AS b USING (session, seq) \
               ORDER BY e.session, e.seq";
    let Ok(mut statement) = conn.prepare(sql) else { return Vec::new() };
    let read =
        statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?, r.get(5)?)));
    read.expect("rows").map(|r| r.expect("a row")).collect()
}

/// The number of the last entry that was shown as saved.
fn acknowledged(said: &str) -> usize {
    let whole = said.rsplit_once('\n').map_or("", |(lines, _)| lines);
    whole.lines().filter_map(|l| l.strip_prefix("saved ")?.parse().ok()).max().unwrap_or(0)
}

/// viva on the store at `db`.
fn on(world: &World, db: &Path, args: &[&str]) -> Ran {
    let mut command = world.command(args);
    command.env("VIVA_DB", db);
    world.run(command)
}

/// After a crash the store is whole, holds a beginning of what was to be written and everything that was shown as saved.
fn holds(world: &World, db: &Path, said: &str, whole: &[Row], place: &str) {
    let saved = acknowledged(said);
    let check = on(world, db, &["db", "check"]);
    if check.code == 4 {
        assert_eq!(saved, 0, "{place}: the store is gone\n{check}");
        return;
    }
    assert_eq!(check.code, 0, "{place}\n{check}");
    let found = rows(db);
    assert!(found.len() >= saved, "{place}: {saved} were shown as saved, {} are there", found.len());
    assert!(whole.starts_with(&found), "{place}: what is there was never written:\n{found:#?}");
}

/// Another interview, and the interrupted one given up: the store takes both.
fn goes_on(world: &World, db: &Path, place: &str) {
    let list = on(world, db, &["session", "list", "--json"]);
    let list: serde_json::Value = serde_json::from_str(&list.out).expect("JSON");
    for session in list["sessions"].as_array().expect("sessions").iter().filter(|s| s["state"] == "open") {
        let short = session["short"].as_str().expect("a short id");
        let ran = on(world, db, &["session", "abandon", short, "--why", "the power went"]);
        assert_eq!(ran.code, 0, "{place}\n{ran}");
    }
    for args in [&PLAY[..], &["db", "check"], &["report", "session"]] {
        let ran = on(world, db, args);
        assert_eq!(ran.code, 0, "{place}: {args:?}\n{ran}");
    }
}

/// How often each call that changes a file is made while the script plays; the rows of the whole interview.
fn rehearse(world: &World) -> (Vec<Call>, Vec<Row>) {
    let calls = trace::calls(world, &PLAY, &world.path("strace.log"));
    let whole = rows(&world.db());
    assert!(whole.len() > 5, "{whole:#?}");
    fs::remove_file(world.db()).expect("the store goes away");
    (calls, whole)
}

fn count(calls: &[Call], name: &str) -> usize {
    calls.iter().filter(|c| c.name() == name).count()
}

/// Works through the points on all cores.
fn each<T: Send + Sync>(points: &[T], work: impl Fn(&T) + Sync) {
    let cores = thread::available_parallelism().map_or(2, usize::from);
    thread::scope(|scope| {
        for core in 0..cores {
            let work = &work;
            scope.spawn(move || points.iter().skip(core).step_by(cores).for_each(work));
        }
    });
}

#[test]
fn kill_minus_nine_at_every_write_loses_nothing_that_was_shown_as_saved() {
    if !available() {
        return;
    }
    let (world, _) = world_with(SHORT);
    let (calls, whole) = rehearse(&world);
    let points: Vec<(&str, usize)> = ["pwrite64", "fsync", "unlink"]
        .into_iter()
        .flat_map(|name| (1..=count(&calls, name)).map(move |n| (name, n)))
        .collect();
    assert!(points.len() > 200, "only {} points", points.len());
    each(&points, |&(name, n)| {
        let place = format!("killed at {name} number {n}");
        let db = world.path(&format!("{name}-{n}/viva.db"));
        let mut command = injected(&world, name, "signal=KILL", n, &PLAY);
        command.env("VIVA_DB", &db);
        let ran = world.run(command);
        assert_ne!(ran.code, 0, "{place}: it was not killed\n{ran}");
        holds(&world, &db, &ran.out, &whole, &place);
        if n % 7 == 0 {
            goes_on(&world, &db, &place);
        }
        fs::remove_dir_all(db.parent().expect("a folder")).expect("removed");
    });
}

#[test]
fn a_crash_in_the_middle_of_recovery_changes_nothing() {
    if !available() {
        return;
    }
    let (world, _) = world_with(SHORT);
    let (calls, whole) = rehearse(&world);
    // Killed right before the journal goes away, twice while the store is made and twice while it is written: a hot journal each time.
    let unlinks = count(&calls, "unlink");
    each(&[1, 2, 4, unlinks - 1], |&n| {
        let crashed = world.path(&format!("crash-{n}"));
        let db = crashed.join("viva.db");
        let mut command = injected(&world, "unlink", "signal=KILL", n, &PLAY);
        command.env("VIVA_DB", &db);
        let said = world.run(command).out;
        assert!(crashed.join("viva.db-journal").exists(), "{n}: no journal to recover from");
        let mut kills = 0;
        for (name, most) in [("pwrite64", 40), ("fsync", 8), ("ftruncate", 2), ("unlink", 2)] {
            for again in 1..=most {
                let place = format!("journal {n}, killed in recovery at {name} number {again}");
                let folder = world.path(&format!("crash-{n}-{name}-{again}"));
                copy_folder(&crashed, &folder);
                let db = folder.join("viva.db");
                let mut command = injected(&world, name, "signal=KILL", again, &["db", "check"]);
                command.env("VIVA_DB", &db);
                let killed = world.run(command).code;
                holds(&world, &db, &said, &whole, &place);
                fs::remove_dir_all(&folder).expect("removed");
                if killed == 0 || killed == 4 {
                    break;
                }
                kills += 1;
            }
        }
        assert!(kills > 2, "journal {n}: killed in recovery only {kills} times");
        holds(&world, &db, &said, &whole, &format!("journal {n}"));
        goes_on(&world, &db, &format!("journal {n}"));
    });
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        fs::copy(entry.path(), to.join(entry.file_name())).expect("a copy");
    }
}

#[test]
fn a_power_cut_at_every_write_loses_nothing_that_was_shown_as_saved() {
    if !available() {
        return;
    }
    let (world, _) = world_with(SHORT);
    let (calls, whole) = rehearse(&world);
    let folder = world.db().parent().expect("a folder").to_owned();
    let points: Vec<usize> = (1..=calls.len()).collect();
    let tried = std::sync::atomic::AtomicUsize::new(0);
    each(&points, |&point| {
        let (mut disk, mut said) = (Disk::new(&folder), String::new());
        for call in &calls[..point] {
            disk.take(call);
            if let Call::Said { bytes } = call {
                said.push_str(&String::from_utf8_lossy(bytes));
            }
        }
        for (i, files) in states(&disk, point as u64).into_iter().enumerate() {
            let place = format!("power cut after call {point}, state {i}");
            let after = world.path(&format!("cut-{point}-{i}"));
            fs::create_dir(&after).expect("a folder");
            for (name, bytes) in &files {
                fs::write(after.join(name), bytes).expect("a file");
            }
            holds_quickly(&after.join("viva.db"), &said, &whole, &place);
            fs::remove_dir_all(&after).expect("removed");
            tried.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        }
    });
    let tried = tried.into_inner();
    assert!(tried > 1000, "only {tried} states");
}

/// As [`holds`], by the library in this process: there are thousands of states.
fn holds_quickly(db: &Path, said: &str, whole: &[Row], place: &str) {
    use vivavoce::store::{Access, Hooks, Store, StoreError};
    let hooks = Hooks { entropy: Box::new(|| [7; 16]), waiting: Box::new(|| {}) };
    let saved = acknowledged(said);
    let store = match Store::open(db, Access::Read, hooks) {
        Ok(store) => store,
        Err(StoreError::Missing(_)) if saved == 0 => return,
        Err(e) => panic!("{place}, {saved} saved: {e}"),
    };
    assert_eq!(store.check().expect(place), [], "{place}");
    drop(store);
    let found = rows(db);
    assert!(found.len() >= saved, "{place}: {saved} were shown as saved, {} are there", found.len());
    assert!(whole.starts_with(&found), "{place}: what is there was never written:\n{found:#?}");
}

#[test]
fn a_write_that_fails_is_refused_aloud_and_loses_nothing() {
    if !available() {
        return;
    }
    let (world, _) = world_with(SHORT);
    let (calls, whole) = rehearse(&world);
    let faults = [("pwrite64", "ENOSPC"), ("pwrite64", "EIO"), ("fsync", "EIO"), ("unlink", "EIO")];
    let points: Vec<(&str, &str, usize)> = faults
        .into_iter()
        .flat_map(|(name, error)| {
            // Every call of the beginning, then one in five.
            let all = 1..=count(&calls, name);
            all.filter(|n| *n <= 12 || n % 5 == 0).map(move |n| (name, error, n))
        })
        .collect();
    each(&points, |&(name, error, n)| {
        let place = format!("{error} at {name} number {n}");
        let db = world.path(&format!("{name}-{error}-{n}/viva.db"));
        let mut command = injected(&world, name, &format!("error={error}"), n, &PLAY);
        command.env("VIVA_DB", &db);
        let ran = world.run(command);
        // The call may have been one that nothing depends on, such as taking the lock file away.
        if ran.code != 0 {
            assert!(matches!(ran.code, 5 | 7), "{place}\n{ran}");
            assert!(ran.err.contains("error: "), "{place}\n{ran}");
            assert!(
                !ran.err.contains("database or disk") && !ran.err.contains("disk I/O error\n"),
                "{place}\n{ran}"
            );
        }
        holds(&world, &db, &ran.out, &whole, &place);
        if n % 5 == 0 {
            goes_on(&world, &db, &place);
        }
        fs::remove_dir_all(db.parent().expect("a folder")).expect("removed");
    });
}

#[test]
fn a_full_disk_is_named_and_what_was_saved_before_stays() {
    let (world, _) = world_with(FULL);
    // A limit on the size of files stands for a disk that fills up; blocks are 512 or 1024 bytes, as the shell has it.
    let mut stopped = 0;
    for blocks in [1, 60, 120, 132, 140, 150, 170, 200, 260, 400] {
        let db = world.path(&format!("{blocks}/viva.db"));
        let limit = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
        let mut command = world.wrapped(&["sh", "-c", &limit], &PLAY);
        command.env("VIVA_DB", &db);
        let ran = world.run(command);
        let place = format!("{blocks} blocks");
        if ran.code != 0 {
            assert_eq!(ran.code, 7, "{place}\n{ran}");
            stopped += 1;
        }
        let check = on(&world, &db, &["db", "check"]);
        let saved = acknowledged(&ran.out);
        assert!(check.code == 0 || (check.code == 4 && saved == 0), "{place}\n{check}");
        if check.code == 0 {
            assert!(rows(&db).len() >= saved, "{place}");
        }
        goes_on(&world, &db, &place);
    }
    assert!(stopped > 2, "only {stopped} of the sizes were too small");
}
