//! A document as a workbook: prose and facts on the first sheet, then one sheet for each table, with numbers as numbers, text as text
//! (never a formula), a frozen header, a filter, and the workbook's own charts. The same document gives the same bytes.

use rust_xlsxwriter::{
    Chart as Drawn, ChartAxisLabelPosition, ChartDataLabel, ChartDataLabelPosition, ChartFormat, ChartLine,
    ChartMarker, ChartMarkerType, ChartType, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook,
    Worksheet, XlsxError,
};

use super::{Align, Block, Cell, Chart, Document, RenderError, Table};
use crate::model::{Moment, brief, visible};

/// The longest text of a cell is 32,767 characters; what is cut off is counted.
const LONGEST_CELL: usize = 32_700;
/// Columns are at least and at most so wide, in characters.
const NARROWEST: usize = 8;
const WIDEST: usize = 60;

/// Draws the document.
///
/// # Errors
/// A limit of the format: more than 1,048,575 rows in a table.
pub fn to_xlsx(document: &Document, made: Moment) -> Result<Vec<u8>, RenderError> {
    draw(document, made).map_err(RenderError::xlsx)
}

/// When the workbook was made, from the caller: nothing asks the clock, so that the bytes are stable.
pub fn properties(title: &str, made: Moment) -> Result<DocProperties, XlsxError> {
    let made = ExcelDateTime::from_timestamp(made.0.clamp(0, Moment::MAX).div_euclid(1000))?;
    let properties = DocProperties::new().set_title(plain(title)).set_creation_datetime(&made);
    Ok(properties.set_comment(format!("Made by viva {}", env!("CARGO_PKG_VERSION"))))
}

/// A table that gets a sheet, with the headings above its parts.
struct Sheet {
    name: String,
    table: Table,
    chart: Option<Chart>,
}

/// A sheet while its tables are still found: each with the heading that it stands under.
struct Found {
    name: String,
    parts: Vec<(String, Table)>,
    chart: Option<Chart>,
}

impl Found {
    /// Whether a table belongs with those that are here already.
    fn takes(&self, name: &str, table: &Table) -> bool {
        let alike = self.parts.iter().all(|(_, t)| t.columns == table.columns);
        self.name == name && self.chart.is_none() && alike
    }
}

fn draw(document: &Document, made: Moment) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let title = document.blocks.iter().find_map(|b| match b {
        Block::Heading(_, text) => Some(text.clone()),
        _ => None,
    });
    book.set_properties(&properties(title.as_deref().unwrap_or("Report"), made)?);
    let (prose, sheets) = sort(document);
    draw_prose(book.add_worksheet(), &prose)?;
    for sheet in &sheets {
        let page = book.add_worksheet();
        page.set_name(&sheet.name)?;
        draw_table(page, &sheet.table)?;
        let column = u16::try_from(sheet.table.columns.len() + 1).unwrap_or(u16::MAX);
        if let Some(chart) = &sheet.chart {
            page.insert_chart(1, column, &native(chart, &sheet.name, sheet.table.rows.len()))?;
        }
    }
    book.save_to_buffer()
}

/// A line of the first sheet.
enum Line {
    Heading(u8, String),
    Text(String),
    Fact(String, String),
    Numbered(usize, String),
}

/// Parts prose from tables. Tables of the same shape and name share a sheet, with a column that says to which part each row belongs.
fn sort(document: &Document) -> (Vec<Line>, Vec<Sheet>) {
    let mut prose = Vec::new();
    let mut found: Vec<Found> = Vec::new();
    let mut heading = String::new();
    for block in &document.blocks {
        match block {
            Block::Heading(level, text) => {
                heading.clone_from(text);
                prose.push(Line::Heading(*level, text.clone()));
            }
            Block::Text(text) | Block::Code(text) => prose.push(Line::Text(text.clone())),
            Block::Facts(facts) => prose.extend(facts.iter().map(|(n, v)| Line::Fact(n.clone(), v.clone()))),
            Block::List(points) => prose.extend(points.iter().map(|p| Line::Text(p.clone()))),
            Block::Numbered(points) => {
                let numbered = |(i, p): (usize, &String)| Line::Numbered(i + 1, p.clone());
                prose.extend(points.iter().enumerate().map(numbered));
            }
            Block::Table(table) => {
                let name = table.caption.clone().unwrap_or_else(|| heading.clone());
                let table = table.in_numbers().into_owned();
                match found.iter_mut().find(|f| f.takes(&name, &table)) {
                    Some(same) => same.parts.push((heading.clone(), table)),
                    None => found.push(Found { name, parts: vec![(heading.clone(), table)], chart: None }),
                }
            }
            Block::Chart(chart) => {
                let parts = vec![(heading.clone(), chart.table())];
                let (name, chart) = (chart.title().to_owned(), Some(chart.clone()));
                found.push(Found { name, parts, chart });
            }
        }
    }
    let mut names = vec!["report".to_owned()];
    let sheets = found.into_iter().map(|f| {
        let name = sheet_name(&f.name, &mut names);
        Sheet { name, table: joined(f.parts), chart: f.chart }
    });
    (prose, sheets.collect())
}

fn joined(parts: Vec<(String, Table)>) -> Table {
    let several = parts.len() > 1;
    let mut joined = Table::default();
    for (part, table) in parts {
        if joined.columns.is_empty() {
            joined.columns = table.columns;
            if several {
                joined.columns.insert(0, super::Column { title: "Part".into(), align: Align::Left });
            }
        }
        for mut row in table.rows {
            if several {
                row.insert(0, Cell::from(part.as_str()));
            }
            joined.rows.push(row);
        }
    }
    joined
}

/// A name that a workbook takes: at most 31 characters, some of them forbidden, none twice whatever the case.
fn sheet_name(wanted: &str, taken: &mut Vec<String>) -> String {
    let allowed =
        |c: char| if matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\'') { ' ' } else { c };
    let clean: String = visible(wanted).replace('\n', " ").chars().map(allowed).collect();
    let clean = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    let clean =
        if clean.is_empty() || clean.eq_ignore_ascii_case("history") { "Table".to_owned() } else { clean };
    let mut n = 1;
    loop {
        let ending = if n == 1 { String::new() } else { format!(" {n}") };
        let kept: String = cut(&clean, 31 - ending.len());
        let name = kept.trim_end().to_owned() + &ending;
        if !taken.contains(&name.to_lowercase()) {
            taken.push(name.to_lowercase());
            return name;
        }
        n += 1;
    }
}

/// At most so many UTF-16 units: that is how a workbook counts.
fn cut(text: &str, most: usize) -> String {
    let mut units = 0;
    text.chars()
        .take_while(|c| {
            units += c.len_utf16();
            units <= most
        })
        .collect()
}

/// A text as a cell can hold it.
pub fn plain(text: &str) -> String {
    // Counted in UTF-16 units, which are at most two a character.
    let shown = visible(text);
    let most = if shown.len() > LONGEST_CELL { LONGEST_CELL / 2 } else { LONGEST_CELL };
    brief(&shown, most).into_owned()
}

fn draw_prose(page: &mut Worksheet, prose: &[Line]) -> Result<(), XlsxError> {
    page.set_name("Report")?;
    page.set_column_width(0, 24)?.set_column_width(1, 90)?;
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top);
    let name = wrapped.clone().set_bold();
    for (row, line) in (0..).zip(prose) {
        match line {
            Line::Heading(level, text) => {
                let size = [18.0, 14.0, 12.0][usize::from((*level).clamp(1, 3)) - 1];
                page.write_string_with_format(
                    row,
                    0,
                    plain(text),
                    &Format::new().set_bold().set_font_size(size),
                )?;
            }
            Line::Text(text) => {
                page.write_string_with_format(row, 1, plain(text), &wrapped)?;
            }
            Line::Numbered(number, point) => {
                page.write_number_with_format(row, 0, *number as f64, &name)?;
                page.write_string_with_format(row, 1, plain(point), &wrapped)?;
            }
            Line::Fact(fact, value) => {
                page.write_string_with_format(row, 0, plain(fact), &name)?;
                page.write_string_with_format(row, 1, plain(value), &wrapped)?;
            }
        }
    }
    set_paper(page);
    Ok(())
}

fn set_paper(page: &mut Worksheet) {
    page.set_landscape().set_print_fit_to_pages(1, 0);
}

fn draw_table(page: &mut Worksheet, table: &Table) -> Result<(), XlsxError> {
    let head = Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top);
    for (i, column) in (0..).zip(&table.columns) {
        page.write_string_with_format(0, i, plain(&column.title), &head)?;
    }
    let formats = Formats::default();
    for (y, row) in (1..).zip(&table.rows) {
        for (x, cell) in (0..).zip(row) {
            write(page, y, x, cell, &formats)?;
        }
    }
    for (i, column) in (0..).zip(&table.columns) {
        let cells = table.rows.iter().filter_map(|r| r.get(usize::from(i)));
        let lengths = cells.map(|c| c.shown().chars().count().min(WIDEST));
        let widest = lengths.max().unwrap_or(0).max(column.title.chars().count() + 3);
        page.set_column_width(i, widest.clamp(NARROWEST, WIDEST) as f64 + 1.0)?;
    }
    let (rows, columns) = (table.rows.len(), table.columns.len().max(1) - 1);
    page.set_freeze_panes(1, 0)?;
    page.autofilter(
        0,
        0,
        u32::try_from(rows).unwrap_or(u32::MAX),
        u16::try_from(columns).unwrap_or(u16::MAX),
    )?;
    page.set_repeat_rows(0, 0)?;
    set_paper(page);
    Ok(())
}

/// How cells look, made once a sheet.
pub struct Formats {
    text: Format,
    numbers: [Format; 4],
    percent: Format,
}

impl Default for Formats {
    fn default() -> Self {
        let top = Format::new().set_align(FormatAlign::Top);
        let number = |picture: &str| top.clone().set_num_format(picture);
        Self {
            text: top.clone().set_text_wrap(),
            numbers: ["0", "0.0", "0.00", "0.000"].map(number),
            percent: number("0%"),
        }
    }
}

/// Writes a cell with its type.
pub fn write(
    page: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    formats: &Formats,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Text(text) if text.is_empty() => {}
        Cell::Text(text) => {
            page.write_string_with_format(row, column, plain(text), &formats.text)?;
        }
        Cell::Number(value, decimals) => {
            page.write_number_with_format(row, column, *value, &formats.numbers[(*decimals).min(3)])?;
        }
        Cell::Percent(share) => {
            page.write_number_with_format(row, column, *share, &formats.percent)?;
        }
        Cell::Figure(figure) => {
            page.write_string_with_format(row, column, plain(&figure.words), &formats.text)?;
        }
        Cell::Empty => {}
    }
    Ok(())
}

/// A text that the writer does not take for a range of cells.
fn harmless(text: &str) -> String {
    plain(text).replace(['=', '!'], " ")
}

/// With more points their names would only hide them.
const MOST_NAMED: usize = 60;

/// The workbook's own chart over the table of the same figures. Names are taken from cells: a text might read as a formula.
fn native(chart: &Chart, sheet: &str, rows: usize) -> Drawn {
    let last = u32::try_from(rows).unwrap_or(u32::MAX).max(1);
    let points_only = |kind: &mut rust_xlsxwriter::ChartSeries| {
        kind.set_format(ChartFormat::new().set_line(ChartLine::new().set_hidden(true)));
        kind.set_marker(ChartMarker::new().set_automatic());
    };
    let title = harmless(chart.title());
    let mut drawn = match chart {
        Chart::Profile(c) => {
            let mut drawn = Drawn::new(ChartType::Bar);
            let bars = u16::try_from(c.series.len()).unwrap_or(u16::MAX - 1);
            for column in 1..=bars.saturating_add(1) {
                let series = drawn.add_series();
                series.set_name((sheet, 0, column)).set_categories((sheet, 1, 0, last, 0));
                series.set_values((sheet, 1, column, last, column));
            }
            drawn.y_axis().set_min(1).set_max(4).set_major_unit(1);
            drawn.x_axis().set_reverse();
            drawn
        }
        Chart::Spread(c) => {
            let mut drawn = Drawn::new(ChartType::Line);
            let people = if c.people().len() > 8 { 0 } else { c.people().len() };
            for column in 1..=u16::try_from(people).unwrap_or(0) {
                let series = drawn.add_series();
                series.set_name((sheet, 0, column)).set_categories((sheet, 1, 0, last, 0));
                series.set_values((sheet, 1, column, last, column));
                points_only(series);
            }
            if people == 0 {
                let series = drawn.add_series();
                series.set_categories((sheet, 1, 0, last, 0)).set_values((sheet, 1, 2, last, 2));
                points_only(series);
            }
            drawn.y_axis().set_min(1).set_max(4).set_major_unit(1);
            drawn
        }
        Chart::Scatter(c) => {
            let mut drawn = Drawn::new(ChartType::Scatter);
            let series = drawn.add_series();
            series
                .set_name((sheet, 0, 2))
                .set_categories((sheet, 1, 1, last, 1))
                .set_values((sheet, 1, 2, last, 2));
            // Each point bears its name, taken from its cell. A sheet's name holds no quotation mark.
            if c.points.len() <= MOST_NAMED {
                let name = |row: u32| format!("='{sheet}'!$A${}", row + 1);
                let label = |row: u32| ChartDataLabel::new().set_value(name(row).as_str()).to_custom();
                let labels: Vec<ChartDataLabel> = (1..=last).map(label).collect();
                series.set_data_label(
                    ChartDataLabel::new().show_value().set_position(ChartDataLabelPosition::Above),
                );
                series.set_custom_data_labels(&labels);
            }
            drawn.x_axis().set_min(c.x.low).set_max(c.x.high).set_name(harmless(&c.x.title).as_str());
            drawn.y_axis().set_min(c.y.low).set_max(c.y.high).set_name(harmless(&c.y.title).as_str());
            // The axes stand at the edge, not in the middle of the points.
            drawn.x_axis().set_label_position(ChartAxisLabelPosition::Low);
            drawn.y_axis().set_label_position(ChartAxisLabelPosition::Low);
            drawn.legend().set_hidden();
            drawn
        }
        Chart::Intervals(c) => {
            // A line from low to high with the figure on it.
            let mut drawn = Drawn::new(ChartType::Line);
            for column in [1, 2, 3] {
                let series = drawn.add_series();
                series.set_name((sheet, 0, column)).set_categories((sheet, 1, 0, last, 0));
                series.set_values((sheet, 1, column, last, column));
                points_only(series);
                if column > 1 {
                    series.set_marker(ChartMarker::new().set_type(ChartMarkerType::LongDash).set_size(9));
                }
            }
            drawn.set_high_low_lines(true);
            drawn
                .y_axis()
                .set_min(c.axis.low)
                .set_max(c.axis.high)
                .set_name(harmless(&c.axis.title).as_str());
            drawn.x_axis().set_label_position(ChartAxisLabelPosition::Low);
            drawn.legend().set_hidden();
            drawn
        }
    };
    drawn.title().set_name(title.as_str());
    drawn.set_alt_text(title).set_width(640).set_height(420);
    drawn
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_get_names_that_a_workbook_takes() {
        let mut taken = vec!["report".to_owned()];
        assert_eq!(sheet_name("Report", &mut taken), "Report 2");
        assert_eq!(sheet_name("a/b: [c]*?", &mut taken), "a b c");
        assert_eq!(sheet_name("A B C", &mut taken), "A B C 2");
        assert_eq!(sheet_name("History", &mut taken), "Table");
        let long = sheet_name(&"\u{1f600}".repeat(40), &mut taken);
        assert_eq!(long.encode_utf16().count(), 30);
    }

    #[test]
    fn the_same_document_gives_the_same_bytes() {
        let mut d = Document::default();
        d.heading(1, "=1+1");
        let mut t = Table::new(&["Name", "Score>"]);
        t.row([Cell::from("=cmd|' /C calc'!A0"), Cell::Number(2.5, 2)]);
        d.table(t);
        let made = Moment(1_700_000_000_000);
        let (a, b) = (to_xlsx(&d, made).expect("a workbook"), to_xlsx(&d, made).expect("a workbook"));
        assert!(a == b && a.starts_with(b"PK"));
    }
}
