//! A question as its candidate needs it: shown rows as tables where SQL runs here.

use crate::{
    bank::{Asked, Task},
    grade::{Ended, Rows, Runner, SqlJob, Value, table_names},
    report::{Align, Cell, Column, Document, ShownTable, Table, asked_document},
};

/// So many rows of a table are shown.
const SHOWN: usize = 30;

/// Describes a question for its candidate. Where the rows cannot be made into tables, their statements are shown instead.
pub fn asked(asked: &Asked, runner: &dyn Runner) -> Document {
    asked_document(asked, &shown_tables(asked, runner))
}

/// The shown data sets of an SQL question as tables; none for other kinds, and none when SQL cannot be run here.
pub fn shown_tables(asked: &Asked, runner: &dyn Runner) -> Vec<ShownTable> {
    let Task::Sql { schema, data, .. } = &asked.task else { return Vec::new() };
    let names = table_names(schema);
    let mut tables = Vec::new();
    for set in data.iter().filter(|set| !set.rows.trim().is_empty()) {
        let quoted = |name: &String| format!("SELECT * FROM \"{}\"", name.replace('"', "\"\""));
        let job = SqlJob {
            schema: schema.clone(),
            data: set.rows.clone(),
            answer: "SELECT 1".into(),
            read_back: names.iter().map(quoted).collect(),
            may_write: false,
            explain: String::new(),
        };
        let Some(run) =
            runner.sql(&job).ok().filter(|r| r.ended == Ended::Done && r.results.len() == names.len())
        else {
            return Vec::new();
        };
        tables.extend(names.iter().zip(&run.results).map(|(name, rows)| ShownTable {
            data: set.name.clone(),
            name: name.clone(),
            rows: table(rows),
            more: rows.rows.len().saturating_sub(SHOWN),
        }));
    }
    tables
}

fn table(rows: &Rows) -> Table {
    // A number stands right when its column holds nothing but numbers.
    let numeric = |i: usize| {
        let value = |v: &Value| matches!(v, Value::Integer(_) | Value::Real(_) | Value::Null);
        rows.rows.iter().all(|r| r.get(i).is_none_or(value))
    };
    let column = |(i, name): (usize, &String)| Column {
        title: name.clone(),
        align: if numeric(i) { Align::Right } else { Align::Left },
    };
    let columns = rows.columns.iter().enumerate().map(column).collect();
    let mut table = Table { caption: None, columns, rows: Vec::new() };
    for row in rows.rows.iter().take(SHOWN) {
        table.row(row.iter().map(|v| Cell::from(v.shown())));
    }
    table
}
