//! A question as its candidate needs it, as a document.

use super::{Document, Table};
use crate::bank::{Asked, Select, Task};

/// The rows of a shown data set, table by table.
#[derive(Debug, Clone, PartialEq)]
pub struct ShownTable {
    /// The data set.
    pub data: String,
    /// The table.
    pub name: String,
    /// Its rows.
    pub rows: Table,
    /// How many rows are not shown.
    pub more: usize,
}

/// Describes what is asked. `tables` are the shown rows, if they could be made; without them their `INSERT` statements are shown.
pub fn asked_document(asked: &Asked, tables: &[ShownTable]) -> Document {
    let mut d = Document::default();
    d.text(asked.prompt.clone());
    match &asked.task {
        Task::Open => {}
        Task::Choice { select, options } => {
            d.heading(2, if *select == Select::One { "Choose one" } else { "Choose all that are right" });
            d.numbered(options.clone());
        }
        Task::Order { steps } => {
            d.heading(2, "Put these in order");
            d.numbered(steps.clone());
        }
        Task::Estimate { unit } => {
            d.heading(2, "A number");
            d.text(format!(
                "In {unit} unless you name a unit; `2-3 GB`, `40k/s`, `3e9` and `$1.5M a year` are understood."
            ));
        }
        Task::Sql { schema, data, ordered, names, writes, query } => {
            d.heading(2, "Tables");
            d.code(schema.clone());
            for set in data.iter().filter(|set| !set.rows.trim().is_empty()) {
                let mut own = tables.iter().filter(|t| t.data == set.name).peekable();
                if own.peek().is_none() {
                    d.heading(2, format!("Data set {}", set.name));
                    d.code(set.rows.clone());
                }
                for table in own {
                    d.heading(2, format!("{}, data set {}", table.name, set.name));
                    d.table(table.rows.clone());
                    match (table.rows.rows.is_empty(), table.more) {
                        (true, _) => d.text("(no rows)"),
                        (false, 0) => {}
                        (false, more) => d.text(format!("... and {more} more rows")),
                    }
                }
            }
            if let Some(query) = query {
                d.heading(2, "The query");
                d.code(query.clone());
            }
            let mut rules = vec!["SQLite runs the answer, also on data sets that are not shown.".to_owned()];
            if *writes {
                rules.push("The answer may be several statements.".into());
            }
            if *ordered {
                rules.push("The order of rows counts.".into());
            }
            if *names {
                rules.push("The names of columns count.".into());
            }
            d.heading(2, "Rules");
            d.list(rules);
        }
        Task::Code { starter, cases, limits } => {
            for case in cases {
                d.heading(2, format!("Case {}", case.name));
                d.text("Input:");
                d.code(case.stdin.clone());
                d.text("Output:");
                d.code(case.stdout.clone());
            }
            let mut languages: Vec<&str> = starter.keys().map(String::as_str).collect();
            languages.push("or another language that is installed");
            d.heading(2, "Rules");
            d.list(vec![
                "A program reads standard input and writes standard output; cases that are not shown count too."
                    .into(),
                format!("{} s and {} MB for each case.", limits.seconds, limits.memory_mb),
                format!("Languages: {}.", languages.join(", ")),
            ]);
        }
    }
    d
}
