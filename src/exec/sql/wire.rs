//! Jobs and replies on the pipe. Floating-point numbers travel as their bits: JSON has no infinity.

use serde::{Deserialize, Serialize};

use crate::grade::{Ended, Rows, SqlJob, Value};

/// The line before each reply from which on time and memory are the answer's own.
pub(super) const ANSWER_BEGINS: &[u8] = b"answer\n";

/// [`SqlJob`] on the pipe.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Job {
    pub(super) schema: String,
    pub(super) data: String,
    pub(super) answer: String,
    pub(super) read_back: Vec<String>,
    pub(super) may_write: bool,
    pub(super) explain: String,
}

/// Jobs for one process, one after another.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Jobs {
    pub(super) jobs: Vec<Job>,
    /// How long the answers may take, all together. Making the tables of one job may take as long.
    pub(super) millis: u64,
}

impl Jobs {
    pub(super) fn new(jobs: &[SqlJob], millis: u64) -> Self {
        Self { jobs: jobs.iter().map(Job::new).collect(), millis }
    }
}

impl Job {
    fn new(job: &SqlJob) -> Self {
        Self {
            schema: job.schema.clone(),
            data: job.data.clone(),
            answer: job.answer.clone(),
            read_back: job.read_back.clone(),
            may_write: job.may_write,
            explain: job.explain.clone(),
        }
    }
}

/// What comes back.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Reply {
    /// The answer ran, well or not.
    Ran {
        /// Tables of results.
        results: Vec<WireRows>,
        /// Lines of the plan.
        plan: Vec<String>,
        /// How it ended.
        #[serde(with = "WireEnded")]
        ended: Ended,
        /// Time of the answer in microseconds.
        micros: u64,
        /// The same with reading back what it left, in microseconds: what counts against the time of all answers.
        spent: u64,
    },
    /// The question's own statements failed: no fault of the answer.
    Failed(String),
}

/// [`Rows`] on the pipe.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct WireRows {
    columns: Vec<String>,
    rows: Vec<Vec<Cell>>,
}

/// [`Value`] on the pipe.
#[derive(Debug, Serialize, Deserialize)]
enum Cell {
    N,
    I(i64),
    R(u64),
    T(String),
    B(Vec<u8>),
}

/// [`Ended`] on the pipe; the derive fails to compile when the two differ.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Ended")]
pub(in super::super) enum WireEnded {
    Done,
    Error(String),
    Denied(String),
    TimeOut,
    OutOfMemory,
    TooMuchOutput,
    Signal(i32),
}

impl From<Rows> for WireRows {
    fn from(rows: Rows) -> Self {
        let cell = |value| match value {
            Value::Null => Cell::N,
            Value::Integer(i) => Cell::I(i),
            Value::Real(r) => Cell::R(r.to_bits()),
            Value::Text(t) => Cell::T(t),
            Value::Blob(b) => Cell::B(b),
        };
        let rows_of = |row: Vec<Value>| row.into_iter().map(cell).collect();
        Self { columns: rows.columns, rows: rows.rows.into_iter().map(rows_of).collect() }
    }
}

impl From<WireRows> for Rows {
    fn from(rows: WireRows) -> Self {
        let value = |cell| match cell {
            Cell::N => Value::Null,
            Cell::I(i) => Value::Integer(i),
            Cell::R(r) => Value::Real(f64::from_bits(r)),
            Cell::T(t) => Value::Text(t),
            Cell::B(b) => Value::Blob(b),
        };
        let row_of = |row: Vec<Cell>| row.into_iter().map(value).collect();
        Self { columns: rows.columns, rows: rows.rows.into_iter().map(row_of).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_survives_the_pipe() {
        let values = vec![
            Value::Null,
            Value::Integer(i64::MIN),
            Value::Integer(i64::MAX),
            Value::Real(-0.0),
            Value::Real(f64::INFINITY),
            Value::Real(f64::NEG_INFINITY),
            Value::Real(0.1 + 0.2),
            Value::Text(String::new()),
            Value::Text("NULL \u{0} \u{1b}[31m é".into()),
            Value::Blob(vec![0, 255]),
        ];
        let rows = Rows { columns: vec!["a".into(), "a".into()], rows: vec![values, Vec::new()] };
        let text = serde_json::to_string(&WireRows::from(rows.clone())).expect("JSON");
        let back: WireRows = serde_json::from_str(&text).expect("the same JSON");
        let back = Rows::from(back);
        assert_eq!(back, rows);
        let Value::Real(zero) = back.rows[0][3] else { panic!("a real") };
        assert!(zero.is_sign_negative());
    }
}
