//! A document as Markdown (CommonMark with GitHub's tables), with every character of untrusted text harmless.

use super::{Align, Block, Document, Table};
use crate::model::visible;

/// Draws the document.
pub fn to_markdown(document: &Document) -> String {
    let mut out = String::new();
    for block in document.in_words() {
        if !out.is_empty() {
            out.push('\n');
        }
        match block {
            Block::Heading(level, text) => {
                out.push_str(&format!(
                    "{} {}\n",
                    "#".repeat(usize::from((*level).clamp(1, 6))),
                    inline(text)
                ));
            }
            Block::Text(text) => {
                for line in text.lines() {
                    out.push_str(&inline(line));
                    out.push('\n');
                }
            }
            Block::Facts(facts) => {
                for (name, value) in facts {
                    out.push_str(&format!("- **{}**: {}\n", within(name), within(value)));
                }
            }
            Block::List(points) => {
                for point in points {
                    out.push_str(&format!("- {}\n", inline(point)));
                }
            }
            Block::Numbered(points) => {
                for (i, point) in points.iter().enumerate() {
                    out.push_str(&format!("{}. {}\n", i + 1, inline(point)));
                }
            }
            Block::Code(text) => {
                let shown = visible(text);
                // A fence longer than any run of backticks inside cannot be closed from within.
                let longest = shown.split(|c| c != '`').map(str::len).max().unwrap_or(0);
                let fence = "`".repeat(longest.max(2) + 1);
                out.push_str(&format!("{fence}\n{}\n{fence}\n", shown.trim_end_matches('\n')));
            }
            Block::Table(table) => draw_table(&mut out, table),
            Block::Chart(chart) => draw_table(&mut out, &chart.table()),
        }
    }
    out
}

fn draw_table(out: &mut String, table: &Table) {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    out.push_str(&line(table.columns.iter().map(|c| within(&c.title)).collect()));
    let rule = |c: &super::Column| if c.align == Align::Right { "---:".to_owned() } else { "---".to_owned() };
    out.push_str(&line(table.columns.iter().map(rule).collect()));
    for row in &table.rows {
        out.push_str(&line(row.iter().map(|c| within(&c.shown())).collect()));
    }
}

/// One line of text with everything escaped that Markdown or HTML would take for markup.
fn inline(text: &str) -> String {
    escaped(text, true)
}

/// The same where the text does not begin a line, as in a cell: numbers stay as they are.
fn within(text: &str) -> String {
    escaped(text, false)
}

fn escaped(text: &str, begins_line: bool) -> String {
    let shown = visible(text);
    let mut out = String::with_capacity(shown.len() + 8);
    for (i, c) in shown.char_indices() {
        match c {
            '\n' => out.push(' '),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' => {
                out.push('\\');
                out.push(c);
            }
            '#' | '-' | '+' | '=' if i == 0 && begins_line => {
                out.push('\\');
                out.push(c);
            }
            '.' | ')' if i > 0 && begins_line && shown[..i].chars().all(|d| d.is_ascii_digit()) => {
                out.push('\\');
                out.push(c);
            }
            // `http://` and `www.` would become links.
            ':' if shown[i..].starts_with("://") => out.push_str("&#58;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_harm_nothing() {
        let mut d = Document::default();
        d.heading(1, "<script>alert(1)</script> [x](javascript:1) `a` | b");
        d.text("# not a heading\n1. not a list\n![i](http://x)");
        let out = to_markdown(&d);
        assert!(
            !out.contains("<script") && !out.replace("\\]", "").contains("](") && !out.contains("\n# "),
            "{out}"
        );
        assert!(out.contains("1\\. not"), "{out}");
    }
}
