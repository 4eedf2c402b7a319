//! One durable mark against a bare insert of the same columns under the same pragmas, in turn, in the same folder.
//!
//! `durable_mark FOLDER [N]` prints p50 and p99 of both, in milliseconds, and the ratios.
#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "a yardstick measures and prints")]

use std::{path::Path, time::Instant};

use vivavoce::{
    model::{
        CriterionId, Entry, Event, Header, Mark, Mode, Moment, Pinned, PinnedKind, QuestionId, RoleId,
        SessionId, Slug,
    },
    store::{Hooks, Made, Store},
};

fn main() {
    let mut words = std::env::args().skip(1);
    let folder = words.next().expect("a folder to write to");
    let n: u32 = words.next().map_or(400, |n| n.parse().expect("a number"));
    let (mut store, id) = store(Path::new(&folder));
    let bare = bare(Path::new(&folder));
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for seq in 1..=n {
        let begun = Instant::now();
        let event = Event::Marked {
            question: QuestionId::new("a-question").expect("an id"),
            criterion: CriterionId::new("correctness").expect("an id"),
            mark: Mark::new(3).ok(),
        };
        store.append(&id, &[Entry { seq, at: Moment(0), elapsed: 1, event }]).expect("a durable mark");
        ours.push(begun.elapsed().as_secs_f64() * 1e3);
        let begun = Instant::now();
        bare.execute_batch("BEGIN IMMEDIATE").expect("begin");
        bare.prepare_cached(
            "INSERT INTO mark (session, seq, question, criterion, value) VALUES (?1, ?2, ?3, ?4, ?5)",
        )
        .and_then(|mut s| s.execute((id.as_str(), seq, "a-question", "correctness", 3)))
        .expect("insert");
        bare.execute_batch("COMMIT").expect("commit");
        theirs.push(begun.elapsed().as_secs_f64() * 1e3);
    }
    let at = |times: &mut Vec<f64>, share: f64| {
        times.sort_by(f64::total_cmp);
        times[((times.len() - 1) as f64 * share).round() as usize]
    };
    for (name, share) in [("p50", 0.5), ("p99", 0.99)] {
        let (a, b) = (at(&mut ours, share), at(&mut theirs, share));
        println!("{name}: {a:.2} ms against {b:.2} ms, ratio {:.2}", a / b);
    }
}

fn store(folder: &Path) -> (Store, SessionId) {
    let id = SessionId::parse("01890a5d-ac96-774b-bcce-b302099a8057").expect("an id");
    let made = Made { id: id.to_string(), at: Moment(0), by: "bench".into() };
    let hooks = Hooks { entropy: Box::new(|| [7; 16]), waiting: Box::new(|| {}) };
    let (mut store, _) = Store::open_or_make(&folder.join("ours.db"), &made, hooks).expect("a store");
    let pinned = |kind| {
        let body = String::from("{}");
        Pinned { kind, hash: vivavoce::bank::sha256_hex(body.as_bytes()), body }
    };
    let header = Header {
        id: id.clone(),
        candidate: "Ada".into(),
        interviewer: "Grace".into(),
        role: RoleId::new("r").expect("an id"),
        form: "A".into(),
        mode: Mode::Interview,
        started: Moment(0),
        pinned: vec![pinned(PinnedKind::Plan)],
    };
    store.begin(&header).expect("a session");
    (store, id)
}

fn bare(folder: &Path) -> rusqlite::Connection {
    let bare = rusqlite::Connection::open(folder.join("bare.db")).expect("a database");
    bare.execute_batch(
        "PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;
         CREATE TABLE mark (session TEXT, seq INTEGER, question TEXT, criterion TEXT, value INTEGER, PRIMARY KEY (session, seq)) STRICT;",
    )
    .expect("a table");
    bare
}
