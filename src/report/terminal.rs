//! A document for a terminal of any width. Untrusted text is made visible here, where it meets the terminal.

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, TableStyle, Width};

use super::{Align, Block, Document, Table};
use crate::model::visible;

/// How to draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Style {
    /// Columns.
    pub width: usize,
    /// Whether escape sequences may be used. Nothing is told by colour alone.
    pub color: bool,
}

impl Style {
    fn bold(self, text: &str) -> String {
        if self.color { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    fn dim(self, text: &str) -> String {
        if self.color { format!("\u{1b}[2m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}

/// Below this width a table becomes one block of names and values per row.
const NARROW: usize = 56;

/// Draws the document.
pub fn to_terminal(document: &Document, style: Style) -> String {
    let mut out = String::new();
    let mut after_table = false;
    for block in document.in_words() {
        if std::mem::replace(&mut after_table, is_table(block)) && !matches!(block, Block::Heading(..)) {
            out.push('\n');
        }
        match block {
            Block::Heading(level, text) => {
                if !out.is_empty() {
                    out.push('\n');
                }
                for line in wrap(text, style.width, "", "") {
                    let underline = "=".repeat(textwrap::core::display_width(&line));
                    out.push_str(&style.bold(&line));
                    out.push('\n');
                    if *level == 1 {
                        out.push_str(&style.dim(&underline));
                        out.push('\n');
                    }
                }
            }
            Block::Text(text) => {
                push_lines(&mut out, paragraphs(text, style.width, ""));
            }
            Block::Facts(facts) => draw_facts(&mut out, facts, style),
            Block::List(points) => {
                for point in points {
                    push_lines(&mut out, wrap(point, style.width, "- ", "  "));
                }
            }
            Block::Numbered(points) => {
                for (i, point) in points.iter().enumerate() {
                    push_lines(&mut out, wrap(point, style.width, &format!("{:>2} ", i + 1), "   "));
                }
            }
            Block::Code(text) => {
                for line in text.lines() {
                    out.push_str(format!("    {}", visible(line).replace('\t', "    ")).trim_end());
                    out.push('\n');
                }
            }
            Block::Table(table) => draw_table(&mut out, table, style),
            Block::Chart(chart) => draw_table(&mut out, &chart.table(), style),
        }
    }
    out
}

/// Whether a table is drawn for it.
fn is_table(block: &Block) -> bool {
    matches!(block, Block::Table(_) | Block::Chart(_))
}

fn push_lines(out: &mut String, lines: Vec<String>) {
    for line in lines {
        out.push_str(line.trim_end());
        out.push('\n');
    }
}

fn draw_facts(out: &mut String, facts: &[(String, String)], style: Style) {
    let longest = facts.iter().map(|(n, _)| textwrap::core::display_width(n)).max().unwrap_or(0);
    let column = if style.width < NARROW { 2 } else { (longest + 2).min(style.width / 2) };
    for (name, value) in facts {
        let name = visible(name);
        if style.width < NARROW {
            push_lines(out, wrap(&format!("{name}: {value}"), style.width, "", "  "));
        } else {
            let pad = column.saturating_sub(textwrap::core::display_width(&name));
            let head = format!("{}{}", style.dim(&name), " ".repeat(pad.max(1)));
            let lines = wrap(value, style.width.saturating_sub(column), "", "");
            for (i, line) in lines.iter().enumerate() {
                let lead = if i == 0 { head.clone() } else { " ".repeat(column) };
                out.push_str(format!("{lead}{line}").trim_end());
                out.push('\n');
            }
            if lines.is_empty() {
                out.push_str(head.trim_end());
                out.push('\n');
            }
        }
    }
}

fn draw_stacked(out: &mut String, table: &Table, style: Style) {
    for (i, row) in table.rows.iter().enumerate() {
        if i > 0 {
            out.push('\n');
        }
        for (column, cell) in table.columns.iter().zip(row) {
            let shown = cell.shown();
            if !shown.is_empty() {
                push_lines(out, wrap(&format!("{}: {shown}", column.title), style.width, "", "  "));
            }
        }
    }
}

/// Lines when every column gets the room it needs at least, with less room between columns where that helps; a block of names and
/// values per row where even that does not fit.
fn draw_table(out: &mut String, table: &Table, style: Style) {
    let needs: Vec<usize> = (0..table.columns.len()).map(|i| least_width(table, i)).collect();
    let fits = |between: usize| needs.iter().map(|n| n + between).sum::<usize>() <= style.width + 1;
    if style.width < NARROW || !fits(1) {
        return draw_stacked(out, table, style);
    }
    // A line with junctions draws one blank more between columns.
    let line = LineStyle::none().fill('-');
    let (padding, line) = match (fits(3), fits(2)) {
        (true, _) => ((1, 1), line.junction('-')),
        (false, true) => ((0, 1), line.junction('-')),
        (false, false) => ((0, 1), line),
    };
    let mut drawn = comfy_table::Table::new();
    let style_of_lines = TableStyle::new().header_separator(line);
    drawn.load_style(style_of_lines).set_content_arrangement(ContentArrangement::Dynamic);
    drawn.set_width(u16::try_from(style.width).unwrap_or(u16::MAX));
    drawn.force_no_tty();
    drawn.set_header(table.columns.iter().map(|c| c.title.clone()));
    for row in &table.rows {
        drawn.add_row(row.iter().map(|c| visible(&c.shown()).into_owned()));
    }
    for (i, column) in table.columns.iter().enumerate() {
        let Some(drawn) = drawn.column_mut(i) else { continue };
        drawn.set_padding(padding);
        if column.align == Align::Right {
            drawn.set_cell_alignment(CellAlignment::Right);
        }
        match column.align {
            Align::Right | Align::Whole => drawn.set_constraint(ColumnConstraint::ContentWidth),
            Align::Left => {
                let least = u16::try_from(needs[i] + usize::from(padding.0 + padding.1)).unwrap_or(u16::MAX);
                drawn.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(least)))
            }
        };
    }
    push_lines(out, drawn.to_string().lines().map(str::to_owned).collect());
}

/// The columns that a column needs: ids and numbers whole, since ids are typed again and broken numbers mislead; of words the longest.
fn least_width(table: &Table, column: usize) -> usize {
    let whole = table.columns[column].align != Align::Left;
    let cells = table.rows.iter().filter_map(|row| row.get(column)).map(|c| visible(&c.shown()).into_owned());
    let longest = |text: String| {
        let width = textwrap::core::display_width;
        if whole {
            width(&text)
        } else {
            text.split_whitespace().map(width).max().unwrap_or(0).min(LONGEST_WORD)
        }
    };
    cells.chain([table.columns[column].title.clone()]).map(longest).max().unwrap_or(0)
}

/// Longer words are broken.
const LONGEST_WORD: usize = 16;

fn wrap(text: &str, width: usize, first: &str, rest: &str) -> Vec<String> {
    let shown = visible(text);
    let options = textwrap::Options::new(width.max(8))
        .initial_indent(first)
        .subsequent_indent(rest)
        // A date, an option or a name of a question is not broken at its hyphens: it would no longer be copied as one.
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    textwrap::wrap(&shown, options).into_iter().map(|l| l.into_owned()).collect()
}

/// Prose wrapped to a width, paragraph by paragraph. Lines between ``` fences, lines that begin with a blank, and points keep
/// their own lines; a line feed within a paragraph is only how the file was typed.
pub fn paragraphs(text: &str, width: usize, indent: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut paragraph = String::new();
    let mut fenced = false;
    let flush = |paragraph: &mut String, out: &mut Vec<String>| {
        if !paragraph.is_empty() {
            out.extend(wrap(paragraph, width, indent, indent));
            paragraph.clear();
        }
    };
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            flush(&mut paragraph, &mut out);
            fenced = !fenced;
        } else if fenced {
            out.push(format!("{indent}  {}", visible(line)));
        } else if line.trim().is_empty() {
            flush(&mut paragraph, &mut out);
            if out.last().is_some_and(|l| !l.is_empty()) {
                out.push(String::new());
            }
        } else if line.starts_with("- ") || line.starts_with(' ') {
            flush(&mut paragraph, &mut out);
            out.extend(wrap(line, width, indent, &format!("{indent}  ")));
        } else {
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(line.trim_end());
        }
    }
    flush(&mut paragraph, &mut out);
    while out.last().is_some_and(String::is_empty) {
        out.pop();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Cell;

    fn drawn(width: usize) -> String {
        let mut table =
            Table::new(&["Area", "junior>", "middle>", "senior>", "staff>", "all>", "choice>", "code>"]);
        let numbers = [12.0, 15.0, 9.0, 6.0, 42.0, 7.0, 2.0].map(|n| Cell::Number(n, 0));
        table.row(std::iter::once(Cell::from("Cloud and deployment")).chain(numbers));
        let mut document = Document::default();
        document.table(table);
        to_terminal(&document, Style { width, color: false })
    }

    #[test]
    fn many_numbers_never_squeeze_a_name_into_single_letters() {
        let wide = drawn(100);
        assert!(wide.contains("Cloud and deployment"), "{wide}");
        let close = drawn(61);
        assert!(close.contains("\nCloud and"), "{close}");
        assert!(close.contains("\ndeployment"), "{close}");
        assert!(close.lines().all(|l| l.len() <= 61), "{close}");
        let stacked = drawn(55);
        assert!(stacked.starts_with("Area: Cloud and deployment\njunior: 12\n"), "{stacked}");
    }
}
