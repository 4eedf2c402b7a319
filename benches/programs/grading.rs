//! SQL verdicts against the bare runs of the same statements, and a rescore of a thousand stored answers against the same answers run bare.
//!
//! `grading VIVA FOLDER [SESSIONS]` prints medians in milliseconds and ratios; FOLDER must be empty.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a yardstick arranges files and processes, measures and prints"
)]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use rusqlite::Connection;
use vivavoce::{
    bank::{Bank, Body, Question, Sql, shipped},
    exec::{Settings, local_runner},
    grade::{Remembering, Runner, grade},
    model::Answer,
};

fn main() {
    let mut words = std::env::args().skip(1);
    let viva = fs::canonicalize(words.next().expect("the viva to measure")).expect("a program");
    let folder = PathBuf::from(words.next().expect("an empty folder"));
    let sessions: usize = words.next().map_or(250, |n| n.parse().expect("a number"));
    verdicts(&viva);
    rescore(&viva, &folder, sessions);
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn timed(work: impl FnOnce()) -> f64 {
    let begun = Instant::now();
    work();
    begun.elapsed().as_secs_f64() * 1e3
}

/// Steps every statement of a text to its end; how many rows there were.
fn all_rows(conn: &Connection, text: &str) -> usize {
    let mut batch = rusqlite::Batch::new(conn, text);
    let mut seen = 0;
    while let Some(mut statement) =
        rusqlite::fallible_iterator::FallibleIterator::next(&mut batch).expect("a statement")
    {
        let mut rows = statement.query([]).expect("rows");
        while let Some(row) = rows.next().expect("a row") {
            std::hint::black_box(row.get_ref(0).expect("a value"));
            seen += 1;
        }
    }
    seen
}

/// The same statements on the same data sets with nothing around them: right here, no process, no limits, no comparison.
fn bare(sql: &Sql, answer: &str) {
    for data in &sql.data {
        let conn = Connection::open_in_memory().expect("a database");
        conn.execute_batch(&sql.schema).expect("a schema");
        conn.execute_batch(&data.rows).expect("rows");
        all_rows(&conn, answer);
        sql.read_back.iter().for_each(|q| {
            all_rows(&conn, q);
        });
        if let Some(plan) = &sql.plan {
            all_rows(&conn, &format!("EXPLAIN QUERY PLAN {}", plan.query));
        }
    }
}

/// A verdict on the reference of every SQL question of the shipped bank.
fn verdicts(viva: &Path) {
    let bank = Bank::open(vec![shipped()]);
    let of_sql = bank.listed().iter().filter(|l| l.outline.kind == "sql");
    let questions: Vec<Question> = of_sql.map(|l| bank.question(&l.id).expect("without faults")).collect();
    let runner = local_runner(Settings::new(viva));
    let remembering = Remembering::new(&runner);
    let (mut whole, mut kept, mut without) = (Vec::new(), Vec::new(), Vec::new());
    let mark = |q: &Question, sql: &Sql, runner: &dyn Runner| {
        let answer = Answer { text: sql.reference.clone(), language: None };
        let marking = grade(q, None, &answer, runner).expect("a verdict");
        assert!(marking.fraction.value() >= 1.0, "{}", q.id);
    };
    for round in 0..6 {
        for q in &questions {
            let Body::Sql(sql) = &q.body else { continue };
            let times = [
                timed(|| mark(q, sql, &runner)),
                timed(|| mark(q, sql, &remembering)),
                // The answer and the reference, as a verdict needs them.
                timed(|| (0..2).for_each(|_| bare(sql, &sql.reference))),
            ];
            // The first round fills caches, and the memory of keys.
            if round > 0 {
                whole.push(times[0]);
                kept.push(times[1]);
                without.push(times[2]);
            }
        }
    }
    let (sets, n) = (
        questions.iter().map(|q| if let Body::Sql(s) = &q.body { s.data.len() } else { 0 }).sum::<usize>(),
        questions.len(),
    );
    let (a, b, c) = (median(whole), median(kept), median(without));
    println!("{n} SQL questions with {sets} data sets, median of a verdict:");
    println!("  bare SQLite, answer and reference: {c:.2} ms");
    println!("  a verdict: {a:.2} ms, ratio {:.1}", a / c);
    println!("  a verdict with the key remembered: {b:.2} ms, ratio {:.1}", b / c);
}

const ROLE: &str = r#"format = 1
id = "writer"
title = "Writes"
level = "mid"
about = "A bench."
minutes = 40
opening = "Hello."
closing = "Goodbye."
[[section]]
area = "databases"
minutes = 40
bar = 2.5
levels = ["junior"]
pick = ["orders-0", "orders-1", "orders-2", "orders-3"]
"#;

const SAMPLE: &str = include_str!("../../src/bank/kind/sample.toml");
/// Right by the key that is mended later.
const ANSWER: &str = "SELECT c.name, count(o.id) FROM customers AS c LEFT JOIN orders AS o ON o.customer_id = c.id GROUP BY c.name ORDER BY 2 DESC";

/// Four SQL questions, and their key mended or not.
fn write_bank(folder: &Path, mended: bool) {
    let begin = SAMPLE.find("[[question]]\nid = \"orders-per-customer\"").expect("the question");
    let end = SAMPLE[begin + 12..].find("[[question]]\n").map_or(SAMPLE.len(), |at| begin + 12 + at);
    let head = "format = 1\narea = \"databases\"\ntopic = \"sql\"\n\n";
    let question = |i: usize| {
        let own = SAMPLE[begin..end].replace("orders-per-customer", &format!("orders-{i}"));
        if mended {
            own.replacen("GROUP BY c.id ORDER BY orders", "GROUP BY c.name ORDER BY orders", 1)
        } else {
            own
        }
    };
    let text: String = std::iter::once(head.to_owned()).chain((0..4).map(question)).collect();
    fs::create_dir_all(folder.join("bank/questions/databases")).expect("a folder");
    fs::create_dir_all(folder.join("bank/rubrics/roles")).expect("a folder");
    fs::write(folder.join("bank/questions/databases/sql.toml"), text).expect("a file");
    fs::write(folder.join("bank/rubrics/roles/writer.toml"), ROLE).expect("a file");
}

fn rescore(viva: &Path, folder: &Path, sessions: usize) {
    write_bank(folder, false);
    let scripts: Vec<String> = (0..sessions)
        .map(|i| {
            let answers: String =
                (0..4).map(|q| format!("[[answer]]\nquestion = \"orders-{q}\"\nsql = \"{ANSWER}\"\n")).collect();
            let script = format!(
                "format = 1\ncandidate = \"Candidate {i}\"\ninterviewer = \"Grace\"\nrole = \"writer\"\nsubmitted = true\n{answers}\
                 [verdict]\nrecommendation = \"yes\"\nwhy = \"A bench.\"\n"
            );
            let path = folder.join(format!("{i}.toml"));
            fs::write(&path, script).expect("a file");
            path.display().to_string()
        })
        .collect();
    let run = |args: &[&str]| {
        let mut command = Command::new(viva);
        command
            .args(["--no-builtin", "--bank"])
            .arg(folder.join("bank"))
            .arg("--db")
            .arg(folder.join("viva.db"));
        let ran = command.args(args).output().expect("viva starts");
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        String::from_utf8_lossy(&ran.stdout).into_owned()
    };
    for some in scripts.chunks(50) {
        run(&[
            &["interview", "--json", "--script"][..],
            &some.iter().map(String::as_str).collect::<Vec<_>>(),
        ]
        .concat());
    }
    write_bank(folder, true);
    let bank_text = fs::read_to_string(folder.join("bank/questions/databases/sql.toml")).expect("the bank");
    let layer =
        vivavoce::bank::Layer { name: "b".into(), files: vec![("sql.toml".into(), bank_text.into())] };
    let bank = Bank::open(vec![layer]);
    let questions: Vec<Question> =
        bank.listed().iter().map(|l| bank.question(&l.id).expect("fine")).collect();
    let all_bare = || {
        for q in &questions {
            let Body::Sql(sql) = &q.body else { continue };
            bare(sql, &sql.reference);
            (0..sessions).for_each(|_| bare(sql, ANSWER));
        }
    };
    let answers = sessions * 4;
    let (mut dry, mut without) = (Vec::new(), Vec::new());
    for _ in 0..5 {
        dry.push(timed(|| drop(run(&["rescore", "--dry-run", "--json"]))));
        without.push(timed(all_bare));
    }
    let (dry, without) = (median(dry), median(without));
    println!("{answers} stored SQL answers in {sessions} sessions:");
    println!("  bare SQLite, the same answers and references: {without:.0} ms");
    println!(
        "  viva rescore --dry-run: {dry:.0} ms, ratio {:.1}, {:.2} ms an answer",
        dry / without,
        dry / answers as f64
    );
    let kept = timed(|| assert!(run(&["rescore", "--who", "Grace", "--json"]).contains("\"changed\": true")));
    println!(
        "  viva rescore, every verdict changed and kept: {kept:.0} ms, {:.2} ms an answer",
        kept / answers as f64
    );
    let again = timed(|| assert!(run(&["rescore", "--dry-run", "--json"]).contains("\"changes\": []")));
    println!("  again, with nothing to do: {again:.0} ms");
}
