//! A document as CSV (RFC 4180, UTF-8, CRLF). Every record has the same fields: the part of the report that it belongs to, what it is
//! (`text`, `fact`, `point`, `columns`, `row`, `code`), then its cells. So a spreadsheet shows the report from top to bottom, and a
//! program filters by the first two fields. Programs that want tables alone take `viva export`.

use std::borrow::Cow;

use super::{Block, Cell, Document, Table};
use crate::model::visible;

/// Draws the document. `raw` leaves the guard against formulas out and every character exact.
pub fn to_csv(document: &Document, raw: bool) -> Vec<u8> {
    let records = records(document);
    let widest = records.iter().map(Vec::len).max().unwrap_or(2).max(3);
    let mut writer = ::csv::WriterBuilder::new()
        .terminator(::csv::Terminator::CRLF)
        .from_writer(Vec::with_capacity(records.len() * 64));
    let mut head = vec!["part".to_owned(), "kind".to_owned()];
    head.extend((1..=widest - 2).map(|n| format!("cell_{n}")));
    // Writing to memory does not fail, and every record is padded to the same length.
    let _ = writer.write_record(&head);
    for record in &records {
        let padding = std::iter::repeat_n(Cow::Borrowed(""), widest - record.len());
        let fields = record.iter().map(|cell| field(cell, raw)).chain(padding);
        let _ = writer.write_record(fields.map(|f| f.as_bytes().to_vec()));
    }
    writer.into_inner().unwrap_or_default()
}

fn records(document: &Document) -> Vec<Vec<Cell>> {
    let mut records = Vec::new();
    let mut part = String::new();
    for block in document.in_words() {
        let one = |kind: &str, cells: Vec<Cell>| -> Vec<Cell> {
            [vec![Cell::from(part.as_str()), Cell::from(kind)], cells].concat()
        };
        let table = |t: &Table, records: &mut Vec<Vec<Cell>>| {
            let t = t.in_numbers();
            records.push(one("columns", t.columns.iter().map(|c| Cell::from(c.title.as_str())).collect()));
            records.extend(t.rows.iter().map(|row| one("row", row.clone())));
        };
        match block {
            Block::Heading(_, text) => part.clone_from(text),
            Block::Text(text) => records.push(one("text", vec![Cell::from(text.as_str())])),
            Block::Facts(facts) => {
                let fact = |(n, v): &(String, String)| {
                    one("fact", vec![Cell::from(n.as_str()), Cell::from(v.as_str())])
                };
                records.extend(facts.iter().map(fact));
            }
            Block::List(points) => {
                records.extend(points.iter().map(|p| one("point", vec![Cell::from(p.as_str())])));
            }
            Block::Numbered(points) => {
                let numbered = |(i, p): (usize, &String)| {
                    one("point", vec![Cell::from(p.as_str()), Cell::Number((i + 1) as f64, 0)])
                };
                records.extend(points.iter().enumerate().map(numbered));
            }
            Block::Code(text) => records.push(one("code", vec![Cell::from(text.as_str())])),
            Block::Table(t) => table(t, &mut records),
            Block::Chart(chart) => table(&chart.table(), &mut records),
        }
    }
    records
}

/// A cell as a field: numbers as numbers, shares of 1 as such, nothing for nothing.
pub fn field(cell: &Cell, raw: bool) -> Cow<'_, str> {
    match cell {
        Cell::Text(text) => guarded(text, raw),
        Cell::Number(value, decimals) => Cow::Owned(format!("{value:.decimals$}")),
        Cell::Percent(share) => Cow::Owned(format!("{}", (share * 1000.0).round() / 1000.0)),
        Cell::Figure(figure) => guarded(&figure.words, raw),
        Cell::Empty => Cow::Borrowed(""),
    }
}

/// A text that no spreadsheet takes for a formula, with invisible characters made visible; `raw` changes nothing.
pub fn guarded(text: &str, raw: bool) -> Cow<'_, str> {
    if raw {
        return Cow::Borrowed(text);
    }
    let begins_formula = |c: char| {
        matches!(
            c,
            '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '\u{ff1d}' | '\u{ff0b}' | '\u{ff0d}' | '\u{ff20}'
        )
    };
    let shown = visible(text);
    // Asked of the text itself too: what was made visible no longer begins with the character that it began with.
    if text.starts_with(begins_formula) || shown.starts_with(begins_formula) {
        return Cow::Owned(format!("'{shown}"));
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(raw: bool) -> String {
        let mut d = Document::default();
        d.heading(1, "=Report");
        d.facts([("Name", "@SUM(A1)")]);
        d.heading(2, "Numbers");
        let mut t = Table::new(&["What", "Much>", "Share>"]);
        t.row([Cell::from("-1+1"), Cell::Number(-1.5, 2), Cell::Percent(0.8754)]);
        t.row([Cell::from("a \"quoted\",\r\nbroken line"), Cell::Empty, Cell::Percent(1.0)]);
        d.table(t);
        String::from_utf8(to_csv(&d, raw)).expect("UTF-8")
    }

    #[test]
    fn formulas_are_guarded_and_numbers_stay_numbers() {
        assert_eq!(
            drawn(false),
            "part,kind,cell_1,cell_2,cell_3\r\n\
             '=Report,fact,Name,'@SUM(A1),\r\n\
             Numbers,columns,What,Much,Share\r\n\
             Numbers,row,'-1+1,-1.50,0.875\r\n\
             Numbers,row,\"a \"\"quoted\"\",<U+000D>\nbroken line\",,1\r\n"
        );
        assert!(drawn(true).contains("\r\n=Report,fact,Name,@SUM(A1),\r\n"));
        assert!(drawn(true).contains("\"a \"\"quoted\"\",\r\nbroken line\",,1\r\n"));
    }

    #[test]
    fn every_beginning_of_a_formula_is_guarded() {
        for hostile in ["=1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "\u{ff1d}1"] {
            assert!(guarded(hostile, false).starts_with('\''), "{hostile:?}");
            assert_eq!(guarded(hostile, true), hostile);
        }
        assert_eq!(guarded("plain", false), "plain");
    }
}
