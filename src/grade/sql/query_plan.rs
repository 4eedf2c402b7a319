//! The lines of EXPLAIN QUERY PLAN, as SQLite writes them: `SCAN o`, `SEARCH o USING INDEX i (a=?)`, `USE TEMP B-TREE FOR ORDER BY`.
//! (<https://www.sqlite.org/eqp.html>)

use super::statements::words;
use crate::bank::{QueryPlan, UsesIndex};

/// What the plan lacks, in words; empty when it is as asked.
pub(super) fn faults(asked: &QueryPlan, answer: &str, lines: &[String]) -> Vec<String> {
    let mut faults = Vec::new();
    match &asked.uses_index {
        None | Some(UsesIndex::Any(false)) => {}
        Some(UsesIndex::Any(true)) => {
            // Indexes that SQLite makes for itself, or that stood there before, are not the answer's.
            let mentioned = words(answer);
            let own = |name: &str| mentioned.iter().any(|w| w.eq_ignore_ascii_case(name));
            if !lines.iter().filter_map(|l| index_of(l)).any(own) {
                faults.push("no index of the answer is used".to_owned());
            }
        }
        Some(UsesIndex::Named(name)) => {
            if !lines.iter().filter_map(|l| index_of(l)).any(|i| i.eq_ignore_ascii_case(name)) {
                faults.push(format!("the index `{name}` is not used"));
            }
        }
    }
    for table in &asked.no_full_scan {
        let names = names_of(table, &asked.query);
        let scanned = lines.iter().any(|line| {
            let mut parts = line.split_whitespace();
            let (verb, name) = (parts.next(), parts.next().unwrap_or(""));
            let whole = verb == Some("SCAN") || line.contains("USING AUTOMATIC");
            whole && names.iter().any(|n| n.eq_ignore_ascii_case(name))
        });
        if scanned {
            faults.push(format!("`{table}` is read whole"));
        }
    }
    let sorts = |line: &String| {
        line.contains("USE TEMP B-TREE") && (line.contains("ORDER BY") || line.contains("GROUP BY"))
    };
    if asked.no_temp_sort && lines.iter().any(sorts) {
        faults.push("the rows are sorted in a temporary table".to_owned());
    }
    faults
}

/// The index that a line uses.
fn index_of(line: &str) -> Option<&str> {
    if line.contains("USING AUTOMATIC") {
        return None;
    }
    let behind = ["USING COVERING INDEX ", "USING INDEX "]
        .iter()
        .find_map(|m| line.split_once(m))
        .map(|(_, rest)| rest)?;
    behind.split(" (").next().map(str::trim)
}

/// A table's name and its aliases in the query: `orders AS o`, `orders o`. The plan names the alias.
fn names_of(table: &str, query: &str) -> Vec<String> {
    const NOT_AN_ALIAS: &[&str] = &[
        "where",
        "join",
        "left",
        "inner",
        "cross",
        "natural",
        "full",
        "right",
        "on",
        "using",
        "order",
        "group",
        "limit",
        "union",
        "except",
        "intersect",
        "indexed",
        "not",
        "window",
        "having",
        "set",
        "values",
        "returning",
        "select",
    ];
    let words = words(query);
    let mut names = vec![table.to_owned()];
    for (i, word) in words.iter().enumerate() {
        if !word.eq_ignore_ascii_case(table) {
            continue;
        }
        let next = match words.get(i + 1) {
            Some(next) if next.eq_ignore_ascii_case("as") => words.get(i + 2),
            next => next,
        };
        names.extend(
            next.filter(|n| !NOT_AN_ALIAS.contains(&n.to_lowercase().as_str()) && is_name(n)).cloned(),
        );
    }
    names
}

fn is_name(word: &str) -> bool {
    word.starts_with(|c: char| c.is_alphabetic() || c == '_')
}
