//! One answer, marked at once: the verdict as a document and as figures.

use serde_json::{Value as Json, json};

use crate::{
    bank::{Question, meaning, wording},
    grade::{CaseMark, Detail, Marking, RowDifference, Side, Tier},
    model::Answer,
    report::{Align, Cell, Column, Document, Table},
};

/// The verdict with its reason, what ran, what a right answer looks like, and why.
pub fn marking_document(marking: &Marking) -> Document {
    let mut d = Document::default();
    d.heading(1, format!("{:.0} %", marking.fraction.value() * 100.0));
    d.text(marking.reason.clone());
    match &marking.detail {
        Detail::Nothing => {}
        Detail::Rows(difference) => describe_rows(&mut d, difference),
        Detail::Cases { cases, tier } => describe_cases(&mut d, cases, *tier),
    }
    d.heading(2, "A right answer");
    if marking.right.lines.len() > 1 {
        d.numbered(marking.right.lines.clone());
    } else {
        d.list(marking.right.lines.clone());
    }
    if let Some(code) = &marking.right.code {
        d.code(code.clone());
    }
    d.heading(2, "Why");
    d.text(marking.right.explanation.clone());
    d
}

fn describe_rows(d: &mut Document, difference: &RowDifference) {
    d.heading(2, format!("Row by row, data set {}", difference.data));
    let titles = std::iter::once("").chain(difference.columns.iter().map(String::as_str));
    let columns = titles.map(|t| Column { title: t.to_owned(), align: Align::Left }).collect();
    let mut t = Table { caption: None, columns, rows: Vec::new() };
    for (side, row) in &difference.rows {
        t.row(
            std::iter::once(Cell::from(side_word(*side))).chain(row.iter().map(|c| Cell::from(c.as_str()))),
        );
    }
    d.table(t);
    if difference.more > 0 {
        d.text(format!("... and {} more rows", difference.more));
    }
}

fn side_word(side: Side) -> &'static str {
    match side {
        Side::Both => "",
        Side::Missing => "missing",
        Side::Extra => "too many",
    }
}

fn describe_cases(d: &mut Document, cases: &[CaseMark], tier: Tier) {
    d.heading(2, "Case by case");
    let mut t = Table::new(&["Case", "Weight>", "Result", "ms>", "MB>"]);
    for case in cases {
        let name = if case.hidden { format!("{} (hidden)", case.name) } else { case.name.clone() };
        t.row([
            Cell::from(name),
            Cell::Number(f64::from(case.weight), 0),
            Cell::from(if case.passed { "right".to_owned() } else { case.why.clone() }),
            Cell::Number(case.millis as f64, 0),
            case.memory.map_or(Cell::Empty, |bytes| Cell::Number(bytes as f64 / 1e6, 1)),
        ]);
    }
    d.table(t);
    d.text(format!("Shut in by tier {}.", tier_words(tier)));
}

/// A tier in words; `viva doctor` says which is to be had.
pub fn tier_words(tier: Tier) -> &'static str {
    match tier {
        Tier::A => "A: namespaces, Landlock, seccomp and limits",
        Tier::B => "B: Landlock, seccomp and limits, without namespaces",
        Tier::C => "C: a container or bubblewrap",
        Tier::Trusted => "none: limits only, because this code was trusted",
    }
}

/// `viva.try/1`
pub fn marking_json(question: &Question, answer: &Answer, marking: &Marking) -> Json {
    let detail = match &marking.detail {
        Detail::Nothing => Json::Null,
        Detail::Rows(r) => {
            let row =
                |(side, cells): &(Side, Vec<String>)| json!({ "side": side_name(*side), "cells": cells });
            let rows: Vec<_> = r.rows.iter().map(row).collect();
            json!({ "rows": { "data": r.data, "columns": r.columns, "rows": rows, "more": r.more } })
        }
        Detail::Cases { cases, tier } => {
            let case = |c: &CaseMark| {
                json!({
                    "name": c.name, "hidden": c.hidden, "weight": c.weight, "passed": c.passed, "why": c.why,
                    "millis": c.millis, "memory": c.memory,
                })
            };
            json!({ "cases": cases.iter().map(case).collect::<Vec<_>>(), "tier": tier_words(*tier) })
        }
    };
    json!({
        "schema": "viva.try/1",
        "question": question.id,
        "kind": question.body.kind(),
        "wording": wording(question),
        "meaning": meaning(question),
        "answer": answer,
        "fraction": marking.fraction,
        "reason": marking.reason,
        "grader": marking.grader,
        "detail": detail,
        "right": {
            "lines": marking.right.lines, "code": marking.right.code, "explanation": marking.right.explanation,
        },
    })
}

fn side_name(side: Side) -> &'static str {
    match side {
        Side::Both => "both",
        Side::Missing => "missing",
        Side::Extra => "extra",
    }
}
