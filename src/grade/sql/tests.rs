//! SQL answers on a real SQLite in memory, and a runner that fails in every way.

use std::time::Duration;

use rusqlite::{Connection, types::ValueRef};

use crate::{
    bank::{Bank, Body, DataSet, Layer, QueryPlan, Sql, UsesIndex},
    grade::{
        CodeJob, CodeRun, Detail, Ended, Marking, Rows, Runner, RunnerError, Side, SqlJob, SqlRun, Ungraded,
        Value,
    },
    model::{QuestionId, Slug},
};

/// Runs SQL right here, without any fence: only for tests.
pub(crate) struct Bare;

impl Bare {
    fn rows(db: &Connection, sql: &str) -> rusqlite::Result<Rows> {
        let mut statement = db.prepare(sql)?;
        let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
        let n = columns.len();
        let value = |v: ValueRef<'_>| match v {
            ValueRef::Null => Value::Null,
            ValueRef::Integer(i) => Value::Integer(i),
            ValueRef::Real(x) => Value::Real(x),
            ValueRef::Text(t) => Value::Text(String::from_utf8_lossy(t).into_owned()),
            ValueRef::Blob(b) => Value::Blob(b.to_vec()),
        };
        let rows = statement.query_map([], |r| (0..n).map(|i| Ok(value(r.get_ref(i)?))).collect())?;
        Ok(Rows { columns, rows: rows.collect::<rusqlite::Result<_>>()? })
    }

    fn run(job: &SqlJob) -> rusqlite::Result<SqlRun> {
        let db = Connection::open_in_memory()?;
        db.execute_batch(&job.schema)?;
        db.execute_batch(&job.data)?;
        let results = if job.may_write || !job.read_back.is_empty() {
            db.execute_batch(&job.answer)?;
            job.read_back.iter().map(|q| Self::rows(&db, q)).collect::<rusqlite::Result<_>>()?
        } else {
            vec![Self::rows(&db, job.answer.trim().trim_end_matches(';'))?]
        };
        let plan = if job.explain.is_empty() {
            Vec::new()
        } else {
            let rows = Self::rows(&db, &format!("EXPLAIN QUERY PLAN {}", job.explain))?;
            rows.rows.iter().filter_map(|r| r.last().map(Value::shown)).collect()
        };
        Ok(SqlRun { results, plan, ended: Ended::Done, time: Duration::ZERO })
    }
}

impl Runner for Bare {
    fn sql(&self, job: &SqlJob) -> Result<SqlRun, RunnerError> {
        Ok(Self::run(job).unwrap_or_else(|e| SqlRun {
            results: Vec::new(),
            plan: Vec::new(),
            ended: Ended::Error(e.to_string()),
            time: Duration::ZERO,
        }))
    }

    fn code(&self, _: &CodeJob) -> Result<CodeRun, RunnerError> {
        Err(RunnerError::Failed("no programs here".into()))
    }
}

/// Ends every answer but the reference in one way.
struct Ends(Ended);

impl Runner for Ends {
    fn sql(&self, _: &SqlJob) -> Result<SqlRun, RunnerError> {
        Ok(SqlRun { results: Vec::new(), plan: Vec::new(), ended: self.0.clone(), time: Duration::ZERO })
    }

    fn code(&self, _: &CodeJob) -> Result<CodeRun, RunnerError> {
        Err(RunnerError::Failed("no programs here".into()))
    }
}

fn sample() -> Sql {
    let text = crate::bank::SAMPLE.to_owned().into();
    let bank = Bank::open(vec![Layer { name: "t".into(), files: vec![("t.toml".into(), text)] }]);
    let question =
        bank.question(&QuestionId::new("orders-per-customer").expect("an id")).expect("a question");
    match question.body {
        Body::Sql(sql) => sql,
        _ => panic!("an SQL question"),
    }
}

fn mark(sql: &Sql, answer: &str) -> Marking {
    super::grade(sql, answer, &Bare).expect("a verdict")
}

fn fraction(sql: &Sql, answer: &str) -> f64 {
    mark(sql, answer).fraction.value()
}

#[test]
fn the_proofs_of_the_sample_do_as_they_say() {
    let sql = sample();
    assert_eq!(fraction(&sql, &sql.reference), 1.0);
    for proof in &sql.proof {
        let marking = mark(&sql, &proof.sql);
        assert_eq!(marking.fraction.value() == 1.0, proof.passes, "{}: {}", proof.why, marking.reason);
    }
}

#[test]
fn a_missed_trap_earns_less_than_half_and_wrong_shown_rows_nothing() {
    let sql = sample();
    let merged = mark(&sql, &sql.proof[2].sql);
    assert!((merged.fraction.value() - 0.5 * 2.0 / 3.0).abs() < 1e-12, "{}", merged.reason);
    assert!(
        merged.reason.contains("hidden data set `same-names`") && merged.detail == Detail::Nothing,
        "{}",
        merged.reason
    );
    let stars = mark(&sql, &sql.proof[1].sql);
    assert_eq!(stars.fraction.value(), 0.0);
    let Detail::Rows(difference) = &stars.detail else { panic!("rows") };
    assert_eq!(difference.data, "shown");
    let missing = difference.rows.iter().filter(|(side, _)| *side == Side::Missing).map(|(_, r)| r.join(" "));
    assert_eq!(missing.collect::<Vec<_>>(), ["Cy 0"]);
    // Nothing of hidden rows is told.
    assert!(!merged.reason.contains("Ada") && !merged.reason.contains("Bo"));
}

#[test]
fn order_and_ties_are_judged_by_the_stated_columns() {
    let sql = sample();
    let base = "SELECT name, (SELECT count(*) FROM orders WHERE customer_id = customers.id) FROM customers";
    assert_eq!(fraction(&sql, &format!("{base} ORDER BY 2 DESC, name DESC")), 1.0);
    assert_eq!(fraction(&sql, &format!("{base} ORDER BY 2")), 0.0);
    let unordered = Sql { ordered: false, order_by: Vec::new(), ..sql };
    assert_eq!(fraction(&unordered, &format!("{base} ORDER BY 2")), 1.0);
}

#[test]
fn every_end_of_a_run_is_a_verdict() {
    let sql = sample();
    for (ended, said) in [
        (Ended::Error("no such column: x".into()), "no such column"),
        (Ended::Denied("ATTACH".into()), "not allowed here: ATTACH"),
        (Ended::TimeOut, "too long"),
        (Ended::OutOfMemory, "memory"),
        (Ended::TooMuchOutput, "rows"),
        (Ended::Signal(9), "signal 9"),
    ] {
        let marking = super::grade(&sql, "SELECT 1", &Ends(ended)).expect("a verdict");
        assert!(marking.fraction.value() == 0.0 && marking.reason.contains(said), "{}", marking.reason);
    }
    for empty in ["", " ;; ", "-- nothing", "/* */"] {
        assert!(matches!(super::grade(&sql, empty, &Bare), Err(Ungraded::Unclear(_))), "{empty:?}");
    }
    let long = format!("SELECT '{}'", "x".repeat(200_000));
    assert!(matches!(super::grade(&sql, &long, &Bare), Err(Ungraded::Unclear(_))));
}

#[test]
fn a_key_that_does_not_work_is_no_fault_of_the_answer() {
    let sql = Sql { reference: "SELECT nothing FROM nowhere".into(), ..sample() };
    assert!(
        matches!(super::grade(&sql, "SELECT 1, 2", &Bare), Err(Ungraded::Key(why)) if why.contains("reference"))
    );
    let sql = Sql { order_by: vec![7], ..sample() };
    assert!(
        matches!(super::grade(&sql, "SELECT 1, 2", &Bare), Err(Ungraded::Key(why)) if why.contains("column 7"))
    );
}

fn data(name: &str, hidden: bool, rows: &str) -> DataSet {
    DataSet { name: name.into(), hidden, rows: rows.into() }
}

#[test]
fn write_questions_compare_the_tables_afterwards() {
    let sql = Sql {
        schema: "CREATE TABLE stock (sku TEXT PRIMARY KEY, n INTEGER NOT NULL); CREATE TABLE arrived (sku TEXT, n INTEGER);".into(),
        reference: "INSERT INTO stock SELECT sku, sum(n) FROM arrived WHERE true GROUP BY sku ON CONFLICT (sku) DO UPDATE SET n = n + excluded.n; DELETE FROM arrived;".into(),
        ordered: false,
        order_by: Vec::new(),
        read_back: vec!["SELECT * FROM stock ORDER BY sku".into(), "SELECT count(*) FROM arrived".into()],
        data: vec![
            data("shown", false, "INSERT INTO stock VALUES ('a', 1); INSERT INTO arrived VALUES ('a', 2), ('b', 3);"),
            data("twice", true, "INSERT INTO arrived VALUES ('a', 2), ('a', 3);"),
        ],
        ..sample()
    };
    assert_eq!(fraction(&sql, &sql.reference), 1.0);
    let kept = mark(
        &sql,
        "INSERT INTO stock SELECT sku, sum(n) FROM arrived WHERE true GROUP BY sku ON CONFLICT (sku) DO UPDATE SET n = n + excluded.n",
    );
    assert!(kept.fraction.value() == 0.0 && kept.reason.contains("tables differ"), "{}", kept.reason);
    let single = mark(
        &sql,
        "INSERT INTO stock SELECT sku, n FROM arrived WHERE true ON CONFLICT (sku) DO UPDATE SET n = excluded.n; DELETE FROM arrived",
    );
    assert_eq!(single.fraction.value(), 0.0);
}

fn index_question() -> Sql {
    let many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) \
                INSERT INTO orders SELECT i, i % 50, i % 7 FROM n;";
    Sql {
        schema: "CREATE TABLE orders (id INTEGER PRIMARY KEY, customer INTEGER, made INTEGER);".into(),
        reference: "CREATE INDEX orders_customer_made ON orders (customer, made)".into(),
        ordered: false,
        order_by: Vec::new(),
        data: vec![data("shown", false, "INSERT INTO orders VALUES (1, 1, 1);"), data("many", true, many)],
        plan: Some(QueryPlan {
            query: "SELECT o.id FROM orders AS o WHERE o.customer = 7 ORDER BY o.made LIMIT 10".into(),
            uses_index: Some(UsesIndex::Any(true)),
            no_full_scan: vec!["orders".into()],
            no_temp_sort: true,
        }),
        ..sample()
    }
}

#[test]
fn index_questions_are_judged_by_the_plan_of_the_query() {
    let sql = index_question();
    assert_eq!(fraction(&sql, &sql.reference), 1.0);
    assert_eq!(fraction(&sql, "CREATE INDEX \"any name\" ON orders (customer, made, id); ANALYZE;"), 1.0);
    for (answer, said) in [
        ("CREATE INDEX i ON orders (made)", "`orders` is read whole"),
        ("CREATE INDEX i ON orders (customer)", "sorted"),
        ("CREATE INDEX i ON orders (id)", "no index of the answer is used"),
        ("DROP TABLE orders; CREATE TABLE orders (id, customer, made)", "asks for indexes"),
        ("DELETE FROM orders", "asks for indexes"),
        ("CREATE INDEX i ON order (made)", "SQLite says"),
    ] {
        let marking = mark(&sql, answer);
        assert!(
            marking.fraction.value() < 1.0 && marking.reason.contains(said),
            "{answer}: {}",
            marking.reason
        );
    }
    let named = Sql {
        plan: sql
            .plan
            .clone()
            .map(|p| QueryPlan { uses_index: Some(UsesIndex::Named("right_name".into())), ..p }),
        ..sql
    };
    assert!(
        mark(&named, "CREATE INDEX wrong_name ON orders (customer, made)")
            .reason
            .contains("`right_name` is not used")
    );
    assert_eq!(fraction(&named, "CREATE INDEX right_name ON orders (customer, made)"), 1.0);
}

#[test]
fn what_an_answer_prints_last_is_what_counts() {
    let sql = sample();
    let named = Sql { names: true, ..sql.clone() };
    let unnamed = &sql.proof[0].sql;
    assert_eq!(fraction(&sql, unnamed), 1.0);
    assert!(mark(&named, unnamed).reason.contains("instead of `orders`"));
    let turned = "SELECT (SELECT count(*) FROM orders WHERE customer_id = customers.id), name FROM customers ORDER BY 1 DESC";
    assert!(mark(&sql, turned).reason.contains("another order"), "{}", mark(&sql, turned).reason);
}
