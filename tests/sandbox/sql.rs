//! SQL: what an honest answer gets, and what a hostile one does not.

use std::{
    fs,
    time::{Duration, Instant},
};

use nix::sys::resource::{UsageWho, getrusage};
use vivavoce::grade::{Ended, Runner, RunnerError, SqlJob, SqlRun, Value};

use crate::alone::{alone, runner};

const SCHEMA: &str = "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT, price REAL);";
const DATA: &str = "INSERT INTO t VALUES (1, 'a', 1.5), (2, NULL, 2), (3, 'c', NULL);";

fn job(answer: &str) -> SqlJob {
    SqlJob { schema: SCHEMA.into(), data: DATA.into(), answer: answer.into(), ..SqlJob::default() }
}

fn write_job(answer: &str, read_back: &[&str]) -> SqlJob {
    SqlJob { may_write: true, read_back: read_back.iter().map(|&q| q.into()).collect(), ..job(answer) }
}

fn run(job: &SqlJob) -> SqlRun {
    runner().sql(job).expect("a verdict")
}

fn first(run: &SqlRun) -> Vec<Vec<Value>> {
    assert_eq!(run.ended, Ended::Done);
    run.results[0].rows.clone()
}

#[test]
fn a_query_gives_names_values_and_types() {
    let ran = run(&job("SELECT id, name, price, x'00ff' AS b, 9e999 AS inf FROM t ORDER BY id"));
    assert_eq!(ran.results[0].columns, ["id", "name", "price", "b", "inf"]);
    let blob = || Value::Blob(vec![0, 255]);
    let inf = || Value::Real(f64::INFINITY);
    let text = |t: &str| Value::Text(t.into());
    assert_eq!(
        first(&ran),
        [
            vec![Value::Integer(1), text("a"), Value::Real(1.5), blob(), inf()],
            vec![Value::Integer(2), Value::Null, Value::Real(2.0), blob(), inf()],
            vec![Value::Integer(3), text("c"), Value::Null, blob(), inf()],
        ]
    );
}

#[test]
fn the_last_query_counts() {
    let ran = run(&job("SELECT 1; SELECT 2; -- the end\n"));
    assert_eq!(first(&ran), [[Value::Integer(2)]]);
    let ran = run(&write_job("SELECT 7; DELETE FROM t;", &[]));
    assert_eq!(first(&ran), [[Value::Integer(7)]]);
    let ran = run(&write_job("DELETE FROM t WHERE id = 1 RETURNING id", &[]));
    assert_eq!(first(&ran), [[Value::Integer(1)]]);
    let ran = run(&write_job("DELETE FROM t", &[]));
    assert_eq!((ran.ended, ran.results.len()), (Ended::Done, 0));
}

#[test]
fn windows_dates_recursion_and_json_work() {
    for (sql, value) in [
        ("SELECT max(rank) FROM (SELECT rank() OVER (ORDER BY id) AS rank FROM t)", Value::Integer(3)),
        (
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) SELECT sum(i) FROM n",
            Value::Integer(5050),
        ),
        ("SELECT date('2024-02-28', '+2 days')", Value::Text("2024-03-01".into())),
        ("SELECT datetime('2024-07-01 12:00:00', 'localtime')", Value::Text("2024-07-01 12:00:00".into())),
        ("SELECT sum(value) FROM json_each('[1,2,3]')", Value::Integer(6)),
        ("SELECT printf('%05.1f', 2.25)", Value::Text("002.3".into())),
        ("SELECT group_concat(name, '|') FROM t", Value::Text("a|c".into())),
    ] {
        assert_eq!(first(&run(&job(sql))), [[value]], "{sql}");
    }
}

#[test]
fn a_writing_answer_is_judged_by_its_tables() {
    let whole = "SELECT * FROM t ORDER BY id";
    let upsert = "INSERT INTO t VALUES (1, 'z', 0) ON CONFLICT (id) DO UPDATE SET name = excluded.name; \
                  DELETE FROM t WHERE id > 1";
    let ran = run(&write_job(upsert, &[whole, "SELECT count(*) FROM t"]));
    assert_eq!(ran.results[0].rows, [[Value::Integer(1), Value::Text("z".into()), Value::Real(1.5)]]);
    assert_eq!(ran.results[1].rows, [[Value::Integer(1)]]);
    let migrate = "BEGIN; ALTER TABLE t RENAME COLUMN name TO title; ALTER TABLE t ADD COLUMN n INT DEFAULT 7; \
                   ALTER TABLE t DROP COLUMN price; CREATE UNIQUE INDEX ti ON t(title); \
                   CREATE VIEW v AS SELECT title FROM t; ALTER TABLE t RENAME TO s; SAVEPOINT p; DELETE FROM s; \
                   ROLLBACK TO p; RELEASE p; COMMIT; ANALYZE; REINDEX";
    let ran = run(&write_job(
        migrate,
        &["SELECT name FROM pragma_table_info('s')", "PRAGMA index_list(s)", "SELECT count(*) FROM v"],
    ));
    let names: Vec<Value> = ["id", "title", "n"].map(|n| Value::Text(n.into())).into();
    assert_eq!(first(&ran).concat(), names);
    assert_eq!(ran.results[1].rows[0][1], Value::Text("ti".into()));
    assert_eq!(ran.results[2].rows, [[Value::Integer(3)]]);
}

#[test]
fn an_open_transaction_is_lost_and_said() {
    let ran = run(&write_job("BEGIN; DELETE FROM t", &["SELECT count(*) FROM t"]));
    assert_eq!(ran.ended, Ended::Error("a transaction was left open, so it was rolled back".into()));
}

#[test]
fn the_plan_shows_the_candidates_index() {
    let explain = "SELECT id FROM t WHERE name = 'a'".to_owned();
    let without = run(&SqlJob { explain: explain.clone(), ..write_job("SELECT 1", &[]) });
    let with = run(&SqlJob { explain, ..write_job("CREATE INDEX by_name ON t(name)", &[]) });
    assert!(
        without.plan.iter().all(|line| !line.contains("by_name")) && !without.plan.is_empty(),
        "{without:?}"
    );
    assert!(with.plan.iter().any(|line| line.contains("by_name")), "{with:?}");
}

#[test]
fn a_faulty_answer_is_told_what_sqlite_says() {
    for (sql, words) in [
        ("SELECT\n  1\nFORM t", "near \"t\": syntax error (line 3)"),
        ("SELECT 1;\nSELECT nme FROM t", "no such column: nme (line 2)"),
        ("SELECT * FROM missing", "no such table: missing"),
        ("SELECT name FROM t WHERE name = \"a\"", "no such column: \"a\""),
        ("SELECT abs(-9223372036854775808)", "integer overflow"),
        ("SELECT ?", "the statement has parameters, and nobody fills them in"),
        ("  -- nothing\n", "the answer holds no statement"),
        ("SELECT 1\0; DROP TABLE t", "the answer holds a NUL character"),
    ] {
        let ran = run(&job(sql));
        let Ended::Error(said) = &ran.ended else { panic!("{sql}: {ran:?}") };
        assert!(said.starts_with(words), "{sql}: {said}");
        assert!(ran.results.is_empty());
    }
    let ran = run(&write_job("INSERT INTO t VALUES (1, 'again', 0)", &["SELECT 1"]));
    assert_eq!(ran.ended, Ended::Error("UNIQUE constraint failed: t.id".into()));
}

#[test]
fn a_question_with_faults_is_not_the_candidates_fault() {
    let mut broken = job("SELECT 1");
    broken.data = "INSERT INTO nowhere VALUES (1)".into();
    let Err(RunnerError::Failed(why)) = runner().sql(&broken) else { panic!("a failure") };
    assert_eq!(why, "the question's own data: no such table: nowhere");
    broken.data = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 FROM n) INSERT INTO t SELECT i, '', 0 FROM n WHERE i < 0".into();
    let Err(RunnerError::Failed(why)) = runner().sql(&broken) else { panic!("a failure") };
    assert!(why.starts_with("the question's own"), "{why}");
}

/// The same answer on several data sets.
fn jobs(answer: &str, data: &[&str], may_write: bool) -> Vec<SqlJob> {
    let one = |data: &&str| SqlJob {
        data: (*data).to_owned(),
        may_write,
        read_back: if may_write { vec!["SELECT count(*), max(id) FROM t".into()] } else { Vec::new() },
        ..job(answer)
    };
    data.iter().map(one).collect()
}

fn run_all(jobs: &[SqlJob]) -> Vec<SqlRun> {
    let runs = runner().sql_all(jobs).expect("verdicts");
    assert_eq!(runs.len(), jobs.len());
    runs
}

#[test]
fn data_sets_are_run_one_after_another_and_know_nothing_of_each_other() {
    let data = ["", "INSERT INTO t VALUES (1, 'a', 1)", "INSERT INTO t VALUES (5, 'b', 2), (6, 'c', 3)"];
    let runs = run_all(&jobs("SELECT count(*) FROM t", &data, false));
    let counts: Vec<_> = runs.iter().map(first).collect();
    assert_eq!(counts, [[[Value::Integer(0)]], [[Value::Integer(1)]], [[Value::Integer(2)]]]);
    // What an answer makes in one is not there in the next.
    let writes = "CREATE TABLE mine (x); INSERT INTO mine VALUES (1); INSERT INTO t VALUES (9, 'mine', 0)";
    let runs = run_all(&jobs(writes, &data, true));
    let ends: Vec<_> = runs.iter().map(first).collect();
    let row = |n: i64| vec![vec![Value::Integer(n), Value::Integer(9)]];
    assert_eq!(ends, [row(1), row(2), row(3)]);
    let sneaky = "PRAGMA temp_store_directory = '/'";
    assert!(run_all(&jobs(sneaky, &data, true)).iter().all(|r| matches!(r.ended, Ended::Denied(_))));
    // An error on one data set is no reason not to run it on the next.
    let overflows = "SELECT abs(-9223372036854775807 - (SELECT count(*) = 1 FROM t))";
    let runs = run_all(&jobs(overflows, &data, false));
    let ended: Vec<bool> = runs.iter().map(|r| r.ended == Ended::Done).collect();
    assert_eq!(ended, [true, false, true], "{runs:?}");
    assert!(runner().sql_all(&[]).expect("nothing").is_empty());
}

#[test]
fn time_is_counted_over_all_data_sets() {
    // Nothing on the first data set, for ever on all others.
    let endless = "WITH RECURSIVE n(i) AS (SELECT 1 WHERE EXISTS (SELECT 1 FROM t) UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";
    let some = "INSERT INTO t VALUES (1, 'a', 1)";
    let began = Instant::now();
    let runs = run_all(&jobs(endless, &["", some, some, some, some, some], false));
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    let ends: Vec<&Ended> = runs.iter().map(|r| &r.ended).collect();
    assert_eq!(ends[0], &Ended::Done);
    assert!(ends[1..].iter().all(|e| **e == Ended::TimeOut), "{ends:?}");
    // A view that is endless only when it is read back counts as well.
    let trap = "DROP TABLE t; CREATE VIEW t AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n) SELECT id FROM n";
    let began = Instant::now();
    let runs = run_all(&jobs(trap, &["", "", "", "", "", ""], true));
    assert!(began.elapsed() < Duration::from_secs(3), "{:?}", began.elapsed());
    assert!(runs.iter().all(|r| r.ended == Ended::TimeOut), "{runs:?}");
}

#[test]
fn tables_that_take_long_to_make_cost_the_answer_nothing() {
    let many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 200000) INSERT INTO t SELECT i, 'x', i FROM n";
    let runs = run_all(&jobs("SELECT count(*) FROM t", &[many; 12], false));
    assert!(runs.iter().all(|r| r.ended == Ended::Done && r.results[0].rows == [[Value::Integer(200_000)]]));
}

#[test]
fn a_fault_of_the_question_on_a_later_data_set_is_said() {
    let failed = runner().sql_all(&jobs("SELECT 1", &["", "INSERT INTO nowhere VALUES (1)", ""], false));
    let Err(RunnerError::Failed(why)) = failed else { panic!("a failure") };
    assert_eq!(why, "the question's own data: no such table: nowhere");
}

/// What a hostile statement may end as.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Fate {
    Denied,
    Time,
    Error,
    Output,
    Memory,
    /// It does no harm and comes to an end.
    Done,
}

fn fate(ended: &Ended) -> Option<Fate> {
    match ended {
        Ended::Done => Some(Fate::Done),
        Ended::Error(_) => Some(Fate::Error),
        Ended::Denied(_) => Some(Fate::Denied),
        Ended::TimeOut => Some(Fate::Time),
        Ended::OutOfMemory => Some(Fate::Memory),
        Ended::TooMuchOutput => Some(Fate::Output),
        Ended::Signal(_) => None,
    }
}

/// Endless or huge; `many(N)` is a table of N rows.
fn many(rows: &str, rest: &str) -> String {
    format!("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT {rows}) {rest}")
}

#[test]
fn hostile_statements_end_in_a_verdict() {
    alone("sql::hostile_statements_end_in_a_verdict", || {
        let world = tempfile::tempdir().expect("a folder");
        let store = world.path().join("viva.db");
        fs::write(&store, "the store").expect("a file");
        let evil = world.path().join("evil");
        let (store_name, evil_name) = (store.display(), evil.display());
        // Depends on the row, or SQLite would work it out once.
        let long = |f: &str| many("40", &format!("SELECT count(*) FROM n, n AS m, n AS k WHERE {f} = n.i"));
        let reads: Vec<(String, &[Fate])> = vec![
            (many("-1", "SELECT count(*) FROM n"), &[Fate::Time]),
            (many("-1", "SELECT i FROM n"), &[Fate::Output]),
            (many("-1", "SELECT sum(i) OVER (ORDER BY i) FROM n"), &[Fate::Memory, Fate::Time]),
            (many("-1", "SELECT group_concat(hex(zeroblob(9000))) FROM n"), &[Fate::Error, Fate::Time]),
            (many("3000", "SELECT count(*) FROM n a, n b, n c, n d"), &[Fate::Time]),
            (
                many("200000", "SELECT i, hex(randomblob(4000)) FROM n ORDER BY 2"),
                &[Fate::Memory, Fate::Time, Fate::Output],
            ),
            ("SELECT zeroblob(1000000000)".into(), &[Fate::Error]),
            ("SELECT zeroblob(100001)".into(), &[Fate::Error]),
            ("SELECT printf('%1000000000d', 1)".into(), &[Fate::Error, Fate::Memory]),
            ("SELECT printf('%.*c', 2000000000, 'x')".into(), &[Fate::Error, Fate::Memory]),
            ("SELECT replace(hex(zeroblob(40000)), '0', hex(zeroblob(40000)))".into(), &[Fate::Error]),
            ("SELECT hex(hex(hex(hex(zeroblob(30000)))))".into(), &[Fate::Error]),
            (
                long("instr(hex(zeroblob(49990 + n.i % 9)), hex(zeroblob(24000)) || n.i || m.i || k.i)"),
                &[Fate::Time, Fate::Done],
            ),
            (
                long("length(replace(hex(zeroblob(49000)), '0000000000000001' || n.i || m.i || k.i, 'x'))"),
                &[Fate::Time],
            ),
            ("SELECT hex(zeroblob(49000)) LIKE '%0%0%0%0%0%0%0%0%0%0%1'".into(), &[Fate::Done, Fate::Time]),
            ("SELECT hex(zeroblob(49000)) GLOB '*0*0*0*0*0*0*0*0*0*0*1'".into(), &[Fate::Done, Fate::Time]),
            (format!("SELECT 'a' LIKE '{}'", "%_".repeat(5000)), &[Fate::Error]),
            (format!("SELECT {}1{}", "(".repeat(20_000), ")".repeat(20_000)), &[Fate::Error, Fate::Memory]),
            (format!("SELECT 1{}", "+1".repeat(20_000)), &[Fate::Error]),
            (format!("SELECT 1{}", " UNION ALL SELECT 1".repeat(2_000)), &[Fate::Error]),
            (format!("SELECT {}", vec!["1"; 5_000].join(",")), &[Fate::Error]),
            (format!("SELECT * FROM {}", vec!["t"; 63].join(",")), &[Fate::Output, Fate::Time, Fate::Error]),
            (format!("SELECT max({})", vec!["1"; 500].join(",")), &[Fate::Error]),
            (format!("SELECT '{}'", "x".repeat(200_000)), &[Fate::Error]),
            ("SELECT 1;".repeat(30_000), &[Fate::Error, Fate::Denied]),
            ("SELECT 1;".repeat(1_000), &[Fate::Denied]),
            (";".repeat(90_000), &[Fate::Error]),
            (format!("ATTACH '{evil_name}' AS e"), &[Fate::Denied]),
            (format!("ATTACH '{store_name}' AS e"), &[Fate::Denied]),
            (format!("ATTACH 'file:{store_name}?mode=rwc' AS e"), &[Fate::Denied]),
            ("DETACH main".into(), &[Fate::Denied]),
            (format!("VACUUM INTO '{evil_name}'"), &[Fate::Denied, Fate::Error]),
            ("VACUUM".into(), &[Fate::Denied, Fate::Error]),
            ("PRAGMA hard_heap_limit = 0".into(), &[Fate::Denied]),
            ("PRAGMA query_only = OFF".into(), &[Fate::Denied]),
            ("PRAGMA writable_schema = ON".into(), &[Fate::Denied]),
            (format!("PRAGMA temp_store_directory = '{}'", world.path().display()), &[Fate::Denied]),
            ("PRAGMA table_info(t)".into(), &[Fate::Denied]),
            ("SELECT * FROM pragma_table_info('t')".into(), &[Fate::Denied]),
            ("SELECT * FROM pragma_temp_store(1)".into(), &[Fate::Denied, Fate::Error]),
            ("SELECT * FROM pragma_hard_heap_limit(0)".into(), &[Fate::Denied, Fate::Error]),
            (format!("SELECT load_extension('{evil_name}')"), &[Fate::Denied]),
            (format!("SELECT LOAD_EXTENSION('{evil_name}')"), &[Fate::Denied]),
            (format!("SELECT writefile('{evil_name}', 'x')"), &[Fate::Denied, Fate::Error]),
            (format!("SELECT readfile('{store_name}')"), &[Fate::Denied, Fate::Error]),
            (format!("SELECT load_extension('{evil_name}', 'init')"), &[Fate::Denied]),
            (format!("SELECT edit('x', 'touch {evil_name}')"), &[Fate::Denied, Fate::Error]),
            (format!("SELECT * FROM fsdir('{}')", world.path().display()), &[Fate::Denied, Fate::Error]),
            (format!("SELECT * FROM zipfile('{store_name}')"), &[Fate::Denied, Fate::Error]),
            (format!("SELECT * FROM csv('{store_name}')"), &[Fate::Denied, Fate::Error]),
            ("SELECT length(randomblob(1000000000))".into(), &[Fate::Error, Fate::Memory]),
            ("SELECT group_concat(a.value) FROM json_each('[' || substr(replace(hex(zeroblob(20000)), '0', '1,'), 1, 99000) || '1]') a".into(), &[Fate::Error, Fate::Done]),
            (format!("SELECT '{}' REGEXP '(a+)+$'", "a".repeat(40)), &[Fate::Error]),
            ("SELECT json(replace(hex(zeroblob(40000)), '0', '['))".into(), &[Fate::Error]),
            (long("trim(hex(zeroblob(49000)) || n.i || m.i || k.i, '0')"), &[Fate::Time, Fate::Done]),
            (many("-1", "SELECT json_group_array(i) FROM n"), &[Fate::Error, Fate::Time, Fate::Memory]),
            (many("-1", "SELECT DISTINCT randomblob(900) FROM n"), &[Fate::Memory, Fate::Time, Fate::Output]),
            ("SELECT fts3_tokenizer('simple')".into(), &[Fate::Denied, Fate::Error]),
            ("SELECT * FROM dbstat".into(), &[Fate::Done, Fate::Error, Fate::Denied]),
            ("INSERT INTO t VALUES (9, '', 0)".into(), &[Fate::Denied]),
            ("CREATE TEMP TABLE x (y)".into(), &[Fate::Denied]),
            ("DROP TABLE t".into(), &[Fate::Denied]),
            ("WITH x AS (SELECT 1) DELETE FROM t".into(), &[Fate::Denied]),
            ("BEGIN EXCLUSIVE".into(), &[Fate::Denied]),
        ];
        let mut faults = Vec::new();
        for (sql, fates) in &reads {
            verdict(&job(sql), fates, &mut faults);
        }
        let bomb = "CREATE TABLE c (n); CREATE TRIGGER a AFTER INSERT ON t BEGIN INSERT INTO c VALUES (1), (2); END; \
                    CREATE TRIGGER b AFTER INSERT ON c BEGIN INSERT INTO t(name) SELECT name FROM t; END; \
                    INSERT INTO t(name) VALUES ('x')";
        let writes: Vec<(String, &[Fate])> = vec![
            (bomb.into(), &[Fate::Done]),
            (many("-1", "INSERT INTO t(name) SELECT hex(zeroblob(40000)) FROM n"), &[Fate::Memory, Fate::Time]),
            ("CREATE VIEW t2 AS SELECT * FROM t; UPDATE sqlite_master SET sql = 'CREATE VIEW t2 AS SELECT * FROM t2'".into(), &[Fate::Error, Fate::Denied]),
            ("CREATE VIRTUAL TABLE f USING fts5(x)".into(), &[Fate::Denied]),
            ("CREATE VIRTUAL TABLE f USING rtree(i, a, b)".into(), &[Fate::Denied]),
            (format!("ATTACH '{evil_name}' AS e"), &[Fate::Denied]),
            (format!("VACUUM INTO '{evil_name}'"), &[Fate::Denied, Fate::Error]),
            (format!("ATTACH DATABASE '{store_name}' AS s; DELETE FROM s.entry"), &[Fate::Denied]),
            (format!("BACKUP TO '{evil_name}'"), &[Fate::Error, Fate::Denied]),
            ("PRAGMA writable_schema = ON; DELETE FROM sqlite_schema".into(), &[Fate::Denied]),
            (many("-1", "INSERT INTO t(name) SELECT 'x' FROM n"), &[Fate::Memory, Fate::Time]),
            ("PRAGMA journal_mode = WAL".into(), &[Fate::Denied]),
            ("PRAGMA foreign_keys = OFF".into(), &[Fate::Denied]),
            ("DELETE FROM t WHERE load_extension('x')".into(), &[Fate::Denied]),
        ];
        let mut loops = write_job("INSERT INTO t(name) VALUES ('x')", &[]);
        loops.schema = format!("PRAGMA recursive_triggers = ON; {SCHEMA}");
        loops.answer = format!(
            "{}; {}",
            "CREATE TRIGGER a AFTER INSERT ON t BEGIN INSERT INTO t(name) VALUES ('y'); END", loops.answer
        );
        verdict(&loops, &[Fate::Error], &mut faults);
        for (sql, fates) in &writes {
            verdict(&write_job(sql, &["SELECT count(*) FROM t"]), fates, &mut faults);
        }
        // What the candidate leaves behind does not run with the author's rights.
        for view in [
            "SELECT * FROM pragma_table_info('t')",
            "SELECT load_extension('x')",
            "SELECT * FROM pragma_temp_store(1)",
        ] {
            let trap = format!("DROP TABLE t; CREATE VIEW t AS {view}");
            verdict(&write_job(&trap, &["SELECT * FROM t"]), &[Fate::Denied, Fate::Error], &mut faults);
        }
        let endless = format!("DROP TABLE t; CREATE VIEW t AS {}", many("-1", "SELECT i FROM n"));
        verdict(&write_job(&endless, &["SELECT * FROM t"]), &[Fate::Output], &mut faults);
        verdict(&write_job(&endless, &["SELECT count(*) FROM t"]), &[Fate::Time], &mut faults);

        assert!(faults.is_empty(), "{}", faults.join("\n"));
        assert_eq!(fs::read(&store).expect("the store"), b"the store");
        let left: Vec<_> =
            fs::read_dir(world.path()).expect("a folder").flatten().map(|e| e.path()).collect();
        assert_eq!(left, [store], "a file was made");
        let peak = getrusage(UsageWho::RUSAGE_CHILDREN).expect("usage").max_rss();
        assert!(peak < 256 * 1024, "{peak} kB");
    });
}

/// Runs one, and keeps what is wrong about its end in `faults`.
fn verdict(job: &SqlJob, fates: &[Fate], faults: &mut Vec<String>) {
    let said: String = job.answer.chars().take(100).collect();
    let began = Instant::now();
    let ran = runner().sql(job).unwrap_or_else(|e| panic!("{said}: {e}"));
    let took = began.elapsed();
    if took > Duration::from_secs(3) || !fate(&ran.ended).is_some_and(|f| fates.contains(&f)) {
        faults.push(format!("{took:?} {:?}, not {fates:?}: {said}", ran.ended));
    }
    if std::env::var_os("VIVA_TEST_SHOW").is_some() {
        println!("{:>5} ms  {:?}  {said}", took.as_millis(), ran.ended);
    }
}
