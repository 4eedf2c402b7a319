//! Flat tables, written row by row: one session is in memory at a time, whatever the size of the store.

use std::io::{self, BufWriter, Seek, Write};

use anyhow::Result;
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, Workbook};

use super::{Refused, Wanted, gather};
use crate::{
    model::{Moment, escape_json},
    report::{EXPORT_SCHEMA, Export, Field, Value, ValueKind, csv_guarded, xlsx_plain, xlsx_properties},
    store::Store,
};

/// A format of flat tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableFormat {
    /// RFC 4180; raw without the guard against formulas.
    Csv {
        /// For programs: every character exact.
        raw: bool,
    },
    /// One object a line.
    Jsonl,
    /// One document.
    Json,
    /// A workbook.
    Xlsx,
}

/// Where a table goes: text is only written, a workbook is also sought in.
pub trait Out: Write + Seek + Send {}
impl<T: Write + Seek + Send> Out for T {}

/// Writes a table as text; `progress` is told how many sessions are done, and of how many. Returns the number of rows.
///
/// # Errors
/// Nothing for that role, a damaged store, or what the writer says.
pub fn export_text(
    store: &Store,
    table: Export,
    wanted: &Wanted,
    format: TableFormat,
    out: &mut dyn Write,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<u64> {
    match format {
        TableFormat::Csv { raw } => {
            let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
            writer.write_record(table.fields().iter().map(|f| f.name)).map_err(plain)?;
            let mut cell = String::new();
            let rows = each_row(store, table, wanted, progress, &mut |row| {
                for value in row {
                    csv_field(value, raw, &mut cell);
                    writer.write_field(&cell).map_err(plain)?;
                }
                Ok(writer.write_record(None::<&[u8]>).map_err(plain)?)
            })?;
            writer.flush()?;
            Ok(rows)
        }
        TableFormat::Jsonl => {
            let mut out = BufWriter::new(out);
            let mut line = Vec::new();
            let rows = each_row(store, table, wanted, progress, &mut |row| {
                line.clear();
                json_object(table.fields(), row, &mut line)?;
                line.push(b'\n');
                Ok(out.write_all(escape_json(std::str::from_utf8(&line)?).as_bytes())?)
            })?;
            out.flush()?;
            Ok(rows)
        }
        TableFormat::Json => {
            let mut out = BufWriter::new(out);
            let columns: Vec<_> = table.fields().iter().map(|f| {
                serde_json::json!({ "name": f.name, "type": f.kind.as_str(), "unit": f.unit, "meaning": f.meaning })
            }).collect();
            let (name, columns) = (table.as_str(), serde_json::to_string(&columns)?);
            write!(
                out,
                "{{\n\"schema\": \"{EXPORT_SCHEMA}\",\n\"table\": \"{name}\",\n\"columns\": {columns},\n\"rows\": ["
            )?;
            let mut line = Vec::new();
            let mut first = true;
            let rows = each_row(store, table, wanted, progress, &mut |row| {
                line.clear();
                line.extend_from_slice(if std::mem::take(&mut first) { b"\n" } else { b",\n" });
                json_object(table.fields(), row, &mut line)?;
                Ok(out.write_all(escape_json(std::str::from_utf8(&line)?).as_bytes())?)
            })?;
            out.write_all(b"\n]\n}\n")?;
            out.flush()?;
            Ok(rows)
        }
        TableFormat::Xlsx => Err(Refused("a workbook is not written as text".into()).into()),
    }
}

/// A sheet has at most 1,048,576 rows, the header with them.
const ROWS_A_SHEET: u32 = 1_048_575;

/// Writes a table as a workbook; beyond a sheet's rows it goes on in the next sheet. Rows pass through a nameless temporary file, not
/// through memory.
///
/// # Errors
/// As for [`export_text`].
pub fn export_workbook(
    store: &Store,
    table: Export,
    wanted: &Wanted,
    made: Moment,
    out: &mut dyn Out,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<u64> {
    let mut book = Workbook::new();
    book.set_properties(&xlsx_properties(&format!("viva export {}", table.as_str()), made)?);
    about(&mut book, table)?;
    let top = Format::new().set_align(FormatAlign::Top);
    let moment = top.clone().set_num_format("yyyy-mm-dd hh:mm:ss");
    let mut row_number = ROWS_A_SHEET;
    let mut sheets = 0;
    let rows = each_row(store, table, wanted, progress, &mut |row| {
        if row_number == ROWS_A_SHEET {
            sheets += 1;
            begin_sheet(&mut book, table, sheets)?;
            row_number = 0;
        }
        row_number += 1;
        let sheet = book.worksheet_from_index(sheets)?;
        for (column, value) in (0..).zip(row) {
            match value {
                Value::Text(text) if text.is_empty() => {}
                Value::Text(text) => {
                    sheet.write_string_with_format(row_number, column, xlsx_plain(text), &top)?;
                }
                Value::Integer(n) => {
                    sheet.write_number_with_format(row_number, column, *n as f64, &top)?;
                }
                Value::Number(n) => {
                    sheet.write_number_with_format(row_number, column, *n, &top)?;
                }
                Value::Flag(flag) => {
                    sheet.write_boolean_with_format(row_number, column, *flag, &top)?;
                }
                Value::Time(at) => match ExcelDateTime::from_timestamp(at.0.div_euclid(1000)) {
                    Ok(at) => {
                        sheet.write_datetime_with_format(row_number, column, &at, &moment)?;
                    }
                    // A workbook knows no time before 1900.
                    Err(_) => {
                        sheet.write_string_with_format(row_number, column, at.rfc3339(), &top)?;
                    }
                },
                Value::Empty => {}
            }
        }
        Ok(())
    })?;
    if sheets == 0 {
        begin_sheet(&mut book, table, 1)?;
    }
    let last = u16::try_from(table.fields().len()).unwrap_or(u16::MAX).max(1) - 1;
    for (i, sheet) in book.worksheets_mut().iter_mut().enumerate().skip(1) {
        let filled = if i == sheets.max(1) { if rows == 0 { 1 } else { row_number } } else { ROWS_A_SHEET };
        sheet.autofilter(0, 0, filled, last)?;
    }
    book.save_to_writer(out)?;
    Ok(rows)
}

fn begin_sheet(book: &mut Workbook, table: Export, number: usize) -> Result<()> {
    let head = Format::new().set_bold();
    let sheet = book.add_worksheet_with_constant_memory()?;
    sheet.set_name(if number == 1 {
        table.as_str().to_owned()
    } else {
        format!("{} {number}", table.as_str())
    })?;
    sheet.set_freeze_panes(1, 0)?;
    for (column, field) in (0..).zip(table.fields()) {
        let width = match field.kind {
            ValueKind::Text => 22.0,
            ValueKind::Time => 19.0,
            ValueKind::Integer | ValueKind::Number | ValueKind::Flag => 11.0,
        };
        sheet.set_column_width(column, f64::max(width, field.name.len() as f64 + 3.0))?;
    }
    for (column, field) in (0..).zip(table.fields()) {
        sheet.write_string_with_format(0, column, field.name, &head)?;
    }
    Ok(())
}

/// The first sheet: the version and the dictionary.
fn about(book: &mut Workbook, table: Export) -> Result<()> {
    let head = Format::new().set_bold();
    let sheet = book.add_worksheet();
    sheet.set_name("About")?.set_column_width(0, 22)?.set_column_width(3, 100)?;
    sheet.write_string_with_format(0, 0, EXPORT_SCHEMA, &head)?;
    sheet.write_string(1, 0, table.about())?;
    for (column, title) in (0..).zip(["Column", "Type", "Unit", "Meaning"]) {
        sheet.write_string_with_format(3, column, title, &head)?;
    }
    for (row, f) in (4..).zip(table.fields()) {
        for (column, cell) in (0..).zip([f.name, f.kind.as_str(), f.unit, f.meaning]) {
            sheet.write_string(row, column, cell)?;
        }
    }
    Ok(())
}

/// Every row of every chosen session, oldest session first.
fn each_row(
    store: &Store,
    table: Export,
    wanted: &Wanted,
    progress: &mut dyn FnMut(u64, u64),
    each: &mut dyn FnMut(&[Value<'_>]) -> Result<()>,
) -> Result<u64> {
    let mut gathered = gather(store, wanted)?;
    let all = gathered.len() as u64;
    let (mut rows, mut done) = (0, 0);
    gathered.each(|opened| {
        table.rows(&opened.seen(), |row| {
            rows += 1;
            each(row)
        })?;
        done += 1;
        progress(done, all);
        Ok(())
    })?;
    Ok(rows)
}

/// What the writer said, as it said it: a closed pipe is told from a full disk by its kind.
fn plain(error: csv::Error) -> io::Error {
    let words = error.to_string();
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        _ => io::Error::other(words),
    }
}

fn csv_field(value: &Value<'_>, raw: bool, out: &mut String) {
    use std::fmt::Write as _;
    out.clear();
    // Writing to a string does not fail.
    let _ = match value {
        Value::Text(text) => {
            out.push_str(&csv_guarded(text, raw));
            Ok(())
        }
        Value::Integer(n) => write!(out, "{n}"),
        Value::Number(n) => write!(out, "{n}"),
        Value::Flag(flag) => write!(out, "{flag}"),
        Value::Time(at) => write!(out, "{}", at.rfc3339()),
        Value::Empty => Ok(()),
    };
}

fn json_object(fields: &[Field], row: &[Value<'_>], out: &mut Vec<u8>) -> Result<()> {
    out.push(b'{');
    for (i, (field, value)) in fields.iter().zip(row).enumerate() {
        out.extend_from_slice(if i == 0 { b"\"" } else { b",\"" });
        out.extend_from_slice(field.name.as_bytes());
        out.extend_from_slice(b"\":");
        match value {
            Value::Text(text) => serde_json::to_writer(&mut *out, text)?,
            Value::Integer(n) => write!(out, "{n}")?,
            Value::Number(n) => serde_json::to_writer(&mut *out, n)?,
            Value::Flag(flag) => write!(out, "{flag}")?,
            Value::Time(at) => write!(out, "\"{}\"", at.rfc3339())?,
            Value::Empty => out.extend_from_slice(b"null"),
        }
    }
    out.push(b'}');
    Ok(())
}
