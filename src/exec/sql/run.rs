//! Inside the process: the question's tables, the answer behind the authorizer, the read-back.

use std::{io, time::Duration};

use rusqlite::{
    Batch, Connection, Error, ErrorCode, OpenFlags, Statement, config::DbConfig,
    fallible_iterator::FallibleIterator, limits::Limit, types::ValueRef,
};

use super::{
    policy::{Denials, Speaker, install},
    wire::{ANSWER_BEGINS, Job, Jobs, Reply},
};
use crate::{
    exec::{
        clock::Began,
        limits::confine_sql,
        stage::{read_job, say},
    },
    grade::{Ended, Rows, Value},
};

/// What SQLite may allocate in all.
const HEAP: i64 = 64 << 20;
/// The most rows of one result.
const ROW_CAP: usize = 10_000;
/// The most bytes of one result; each value counts eight more than its length.
const BYTE_CAP: usize = 4 << 20;
/// The most statements of an answer.
const STATEMENT_CAP: usize = 200;
/// Steps of SQLite's machine between two looks at the clock: far under a millisecond.
const STEPS: i32 = 2_000;
/// Limits for the answer, with what each keeps small.
const LIMITS: [(Limit, i32); 11] = [
    // Every value, row and statement: functions on long strings are what outruns the progress handler.
    (Limit::SQLITE_LIMIT_LENGTH, 100_000),
    (Limit::SQLITE_LIMIT_SQL_LENGTH, 100_000),
    (Limit::SQLITE_LIMIT_EXPR_DEPTH, 100),
    (Limit::SQLITE_LIMIT_COLUMN, 200),
    (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 100),
    (Limit::SQLITE_LIMIT_VDBE_OP, 50_000),
    (Limit::SQLITE_LIMIT_FUNCTION_ARG, 100),
    (Limit::SQLITE_LIMIT_ATTACHED, 0),
    (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 100),
    (Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 20),
    (Limit::SQLITE_LIMIT_WORKER_THREADS, 0),
];

/// The stage `sql`: job by job, each reply written as a line before the next job begins.
pub(in super::super) fn stage() -> io::Result<()> {
    confine_sql()?;
    let batch: Jobs = read_job()?;
    let patience = Duration::from_millis(batch.millis);
    let mut left = patience;
    for job in &batch.jobs {
        let reply = run(job, patience, left).unwrap_or_else(Reply::Failed);
        let mut line = serde_json::to_vec(&reply)?;
        line.push(b'\n');
        say(&line)?;
        match reply {
            Reply::Ran { ended, spent, .. } if !ended.is_final() => {
                left = left.saturating_sub(Duration::from_micros(spent));
            }
            // The rest is not run.
            Reply::Ran { .. } | Reply::Failed(_) => break,
        }
    }
    Ok(())
}

/// The question's own statements fail with words; the answer's failures are part of the reply. The tables may take `patience`, the answer what
/// is `left`.
fn run(job: &Job, patience: Duration, left: Duration) -> Result<Reply, String> {
    let own = |what: &str, error: Error| format!("the question's own {what}: {}", words(&error, "", 0));
    let mut conn = open().map_err(|e| own("database", e))?;
    watch(&mut conn, patience).map_err(|e| own("database", e))?;
    let heap: i64 = conn
        .query_row(&format!("PRAGMA hard_heap_limit = {HEAP}"), [], |row| row.get(0))
        .map_err(|e| own("database", e))?;
    // A SQLite built without memory statistics ignores it silently.
    if heap != HEAP {
        return Err(format!("SQLite keeps no heap limit: {heap}"));
    }
    conn.execute_batch(&job.schema).map_err(|e| own("schema", e))?;
    conn.execute_batch(&job.data).map_err(|e| own("data", e))?;
    let denials = Denials::default();
    let speaker = if job.may_write { Speaker::Writer } else { Speaker::Reader };
    harden(&mut conn, speaker, &denials).map_err(|e| own("database", e))?;

    say(ANSWER_BEGINS).map_err(|e| e.to_string())?;
    let at = Began::now();
    let passed = || u64::try_from(at.ago().as_micros()).unwrap_or(u64::MAX);
    watch(&mut conn, left).map_err(|e| own("database", e))?;
    let mut last = None;
    let mut ended = answer(&conn, &job.answer, &denials, &mut last);
    let micros = passed();

    install(&mut conn, Speaker::Author, &denials).map_err(|e| own("database", e))?;
    if !conn.is_autocommit() {
        conn.execute_batch("ROLLBACK").map_err(|e| own("database", e))?;
        if ended == Ended::Done {
            ended = Ended::Error("a transaction was left open, so it was rolled back".into());
        }
    }
    let mut results = Vec::new();
    let mut plan = Vec::new();
    if ended == Ended::Done {
        match after(&conn, job, last, &denials) {
            Ok((tables, lines)) => (results, plan) = (tables, lines),
            Err(end) => ended = end,
        }
    }
    let results = results.into_iter().map(Into::into).collect();
    Ok(Reply::Ran { results, plan, ended, micros, spent: passed() })
}

/// An empty database in memory that allocates little and keeps nothing on the disk.
fn open() -> rusqlite::Result<Connection> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let conn = Connection::open_in_memory_with_flags(flags)?;
    conn.execute_batch("PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF; PRAGMA foreign_keys = ON")?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    Ok(conn)
}

/// From now on statements may take so long, all together.
fn watch(conn: &mut Connection, patience: Duration) -> rusqlite::Result<()> {
    let began = Began::now();
    conn.progress_handler(STEPS, Some(move || began.left(patience).is_zero()))
}

/// What holds from the answer on.
fn harden(conn: &mut Connection, speaker: Speaker, denials: &Denials) -> rusqlite::Result<()> {
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    if speaker == Speaker::Reader {
        conn.execute_batch("PRAGMA query_only = ON")?;
    }
    for (limit, most) in LIMITS {
        conn.set_limit(limit, most)?;
    }
    install(conn, speaker, denials)
}

/// Runs the answer's statements one after another; the rows of its last query land in `last`.
fn answer(conn: &Connection, sql: &str, denials: &Denials, last: &mut Option<Rows>) -> Ended {
    if sql.contains('\0') {
        return Ended::Error("the answer holds a NUL character".into());
    }
    let mut batch = Batch::new(conn, sql);
    let mut count = 0;
    loop {
        let mut statement = match batch.next() {
            Ok(Some(statement)) => statement,
            Ok(None) if count == 0 => return Ended::Error("the answer holds no statement".into()),
            Ok(None) => return Ended::Done,
            Err(error) => return end_of(&error, sql, denials),
        };
        count += 1;
        if count > STATEMENT_CAP {
            return Ended::Denied(format!(
                "more than {STATEMENT_CAP} statements are not allowed in an answer"
            ));
        }
        if statement.parameter_count() > 0 {
            return Ended::Error("the statement has parameters, and nobody fills them in".into());
        }
        match rows_of(&mut statement) {
            Ok(Ok(rows)) if statement.column_count() > 0 => *last = Some(rows),
            Ok(Ok(_)) => {}
            Ok(Err(TooMuch)) => return Ended::TooMuchOutput,
            Err(error) => return end_of(&error, sql, denials),
        }
    }
}

/// Results and plan, once the answer is done. A read-back that fails does so because of what the answer changed.
fn after(
    conn: &Connection,
    job: &Job,
    last: Option<Rows>,
    denials: &Denials,
) -> Result<(Vec<Rows>, Vec<String>), Ended> {
    let read = |sql: &str| {
        let mut statement = conn.prepare(sql).map_err(|e| end_of(&e, sql, denials))?;
        rows_of(&mut statement).map_err(|e| end_of(&e, sql, denials))?.map_err(|TooMuch| Ended::TooMuchOutput)
    };
    let results = match job.read_back.is_empty() {
        true => last.into_iter().collect(),
        false => job.read_back.iter().map(|sql| read(sql)).collect::<Result<_, _>>()?,
    };
    let mut plan = Vec::new();
    if !job.explain.is_empty() {
        for row in read(&format!("EXPLAIN QUERY PLAN {}", job.explain))?.rows {
            if let Some(Value::Text(detail)) = row.into_iter().nth(3) {
                plan.push(detail);
            }
        }
    }
    Ok((results, plan))
}

/// More rows or bytes than a result may have.
struct TooMuch;

/// Steps a statement to its end. What is not a query gives no columns and no rows.
fn rows_of(statement: &mut Statement<'_>) -> rusqlite::Result<Result<Rows, TooMuch>> {
    let columns: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let width = columns.len();
    let mut rows = Vec::new();
    let mut bytes = 0;
    let mut cursor = statement.query([])?;
    while let Some(row) = cursor.next()? {
        let mut values = Vec::with_capacity(width);
        for at in 0..width {
            let value = match row.get_ref(at)? {
                ValueRef::Null => Value::Null,
                ValueRef::Integer(i) => Value::Integer(i),
                ValueRef::Real(r) => Value::Real(r),
                ValueRef::Text(t) => Value::Text(String::from_utf8_lossy(t).into_owned()),
                ValueRef::Blob(b) => Value::Blob(b.to_vec()),
            };
            bytes += 8 + match &value {
                Value::Null | Value::Integer(_) | Value::Real(_) => 0,
                Value::Text(t) => t.len(),
                Value::Blob(b) => b.len(),
            };
            values.push(value);
        }
        rows.push(values);
        if rows.len() > ROW_CAP || bytes > BYTE_CAP {
            return Ok(Err(TooMuch));
        }
    }
    Ok(Ok(Rows { columns, rows }))
}

fn end_of(error: &Error, sql: &str, denials: &Denials) -> Ended {
    if let Some(what) = denials.take() {
        return Ended::Denied(what);
    }
    match error.sqlite_error_code() {
        Some(ErrorCode::OperationInterrupted) => Ended::TimeOut,
        Some(ErrorCode::OutOfMemory) => Ended::OutOfMemory,
        _ => Ended::Error(words(error, sql, sql.len())),
    }
}

/// What SQLite said, with the line where the answer has more than one.
fn words(error: &Error, sql: &str, len: usize) -> String {
    match error {
        Error::SqlInputError { msg, sql: rest, offset, .. } => {
            let at = usize::try_from(*offset).ok().map(|offset| len.saturating_sub(rest.len()) + offset);
            match at.and_then(|at| sql.get(..at)) {
                Some(before) if sql.trim().contains('\n') => {
                    format!("{msg} (line {})", before.matches('\n').count() + 1)
                }
                _ => msg.clone(),
            }
        }
        Error::SqliteFailure(_, Some(msg)) => msg.clone(),
        other => other.to_string(),
    }
}
