//! A document as one self-contained page: no script, nothing loaded from anywhere, a content security policy that forbids both, readable
//! dark and light, on a phone and on paper, by eye and by ear.

use std::{borrow::Cow, fmt::Write};

use sha2::{Digest, Sha256};

use super::{Align, Block, Cell, Document, Table, svg::to_svg};
use crate::model::{Moment, visible};

const STYLE: &str = include_str!("html.css");

/// Draws the document.
pub fn to_html(document: &Document, made: Moment) -> String {
    let title = document.blocks.iter().find_map(|b| match b {
        Block::Heading(_, text) => Some(text.as_str()),
        _ => None,
    });
    let title = title.unwrap_or("Report");
    let mut out = format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"generator\" content=\"viva {}\">\n\
         <title>{}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n",
        base64(&Sha256::digest(STYLE.as_bytes())),
        env!("CARGO_PKG_VERSION"),
        escaped(title),
    );
    let mut walk = Walk { level: 0, heading: title.to_owned(), charts: 0 };
    for block in &document.blocks {
        walk.block(&mut out, block);
    }
    let made = format!("Made by viva {} at {}.", env!("CARGO_PKG_VERSION"), made.to_minute());
    let _ = writeln!(out, "<footer><p>{made}</p></footer>\n</main>\n</body>\n</html>");
    out
}

/// What the walk remembers.
struct Walk {
    level: u8,
    heading: String,
    charts: usize,
}

impl Walk {
    fn block(&mut self, out: &mut String, block: &Block) {
        // Writing to a string does not fail.
        let _ = match block {
            Block::Heading(level, text) => {
                // No level is left out, whatever the document says: readers walk by them.
                self.level = (*level).clamp(1, 6).min(self.level + 1);
                self.heading.clone_from(text);
                writeln!(out, "<h{0}>{1}</h{0}>", self.level, escaped(text))
            }
            Block::Text(text) => {
                for paragraph in text.split("\n\n").filter(|p| !p.trim().is_empty()) {
                    let _ = writeln!(out, "<p dir=\"auto\">{}</p>", escaped(paragraph.trim_matches('\n')));
                }
                Ok(())
            }
            Block::Facts(facts) => {
                out.push_str("<dl>\n");
                for (name, value) in facts {
                    let _ =
                        writeln!(out, "<dt>{}</dt><dd dir=\"auto\">{}</dd>", escaped(name), escaped(value));
                }
                writeln!(out, "</dl>")
            }
            Block::List(points) => list(out, "ul", points),
            Block::Numbered(points) => list(out, "ol", points),
            Block::Code(text) => {
                writeln!(out, "<pre><code>{}</code></pre>", escaped(text.trim_end_matches('\n')))
            }
            Block::Table(table) => {
                draw_table(out, table, &self.heading);
                Ok(())
            }
            Block::Chart(chart) => {
                self.charts += 1;
                let _ = write!(out, "<figure>\n<figcaption>{}</figcaption>\n", escaped(chart.title()));
                out.push_str(&to_svg(chart, self.charts));
                out.push_str("</figure>\n");
                if !chart.is_told() {
                    draw_table(out, &chart.table(), &self.heading);
                }
                Ok(())
            }
        };
    }
}

fn list(out: &mut String, tag: &str, points: &[String]) -> std::fmt::Result {
    writeln!(out, "<{tag}>")?;
    for point in points {
        writeln!(out, "<li dir=\"auto\">{}</li>", escaped(point))?;
    }
    writeln!(out, "</{tag}>")
}

/// Tables with more columns become one block a row on a narrow screen.
const MOST_NARROW: usize = 3;

/// The roles are spelt out because a browser forgets them once a table is shown as blocks.
///
/// A column without a word in any row is left out: it would only take the room of the others.
fn draw_table(out: &mut String, table: &Table, heading: &str) {
    let blank = |cell: Option<&Cell>| matches!(cell, Some(Cell::Text(text)) if text.is_empty());
    let used = |i: usize| i == 0 || !table.rows.iter().all(|r| blank(r.get(i)));
    let used: Vec<bool> = (0..table.columns.len()).map(used).collect();
    let stack = used.iter().filter(|u| **u).count() > MOST_NARROW;
    let class = if stack { " class=\"stack\"" } else { "" };
    let caption = table.caption.as_deref().unwrap_or(heading);
    // What the heading says is not shown twice; whoever listens still hears whose table it is.
    let quiet = if caption == heading { " class=\"quiet\"" } else { "" };
    let _ = write!(
        out,
        "<table role=\"table\"{class}>\n<caption{quiet}>{}</caption>\n<thead role=\"rowgroup\"><tr role=\"row\">",
        escaped(caption)
    );
    let kind = |align: Align| match align {
        Align::Right => " class=\"num\"",
        Align::Whole => " class=\"id\"",
        Align::Left => "",
    };
    for (column, _) in table.columns.iter().zip(&used).filter(|(_, used)| **used) {
        let class = kind(column.align);
        let _ = write!(out, "<th role=\"columnheader\" scope=\"col\"{class}>{}</th>", escaped(&column.title));
    }
    out.push_str("</tr></thead>\n<tbody role=\"rowgroup\">\n");
    for row in &table.rows {
        out.push_str("<tr role=\"row\">");
        for (i, (column, cell)) in table.columns.iter().zip(row).enumerate().filter(|(i, _)| used[*i]) {
            let (class, shown) = (kind(column.align), cell.shown());
            // A figure's n stays beside its number where a narrow column breaks.
            let shown =
                if matches!(cell, Cell::Figure(_)) { shown.replace(", n ", ", n\u{a0}") } else { shown };
            let shown = escaped(&shown);
            let _ = if i == 0 && column.align != Align::Right {
                write!(out, "<th role=\"rowheader\" scope=\"row\"{class} dir=\"auto\">{shown}</th>")
            } else if stack {
                write!(
                    out,
                    "<td role=\"cell\"{class} dir=\"auto\" data-label=\"{}\">{shown}</td>",
                    escaped(&column.title)
                )
            } else {
                write!(out, "<td role=\"cell\"{class} dir=\"auto\">{shown}</td>")
            };
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody>\n</table>\n");
}

/// Untrusted text, harmless in content and in quoted attributes; invisible characters are made visible first.
pub fn escaped(text: &str) -> Cow<'_, str> {
    let shown = visible(text);
    if !shown.contains(['&', '<', '>', '"', '\'']) {
        return shown;
    }
    let mut out = String::with_capacity(shown.len() + 16);
    for c in shown.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// Base64 with padding (RFC 4648), for the hash of the style in the policy.
fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let word = three.iter().fold(0_u32, |w, b| (w << 8) | u32::from(*b)) << (8 * (3 - three.len()));
        for place in 0..4 {
            let digit = DIGITS[(word >> (18 - 6 * place) & 63) as usize];
            out.push(if place <= three.len() { char::from(digit) } else { '=' });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_stranger_wrote_is_markup() {
        let hostile = "<script>alert('x')</script> \" onload=\"x & \u{202e}";
        let mut d = Document::default();
        d.heading(1, hostile);
        d.text(hostile);
        d.facts([(hostile, hostile)]);
        d.list(vec![hostile.into()]);
        d.code(hostile);
        let mut t = Table::new(&[hostile, "b", "c", hostile]);
        t.row([Cell::from(hostile), Cell::Empty, Cell::Empty, Cell::from(hostile)]);
        d.table(t);
        let page = to_html(&d, Moment(0));
        assert!(
            !page.contains("<script") && !page.contains("\" onload") && !page.contains('\u{202e}'),
            "{page}"
        );
        assert!(page.contains("&lt;script&gt;") && page.contains("&lt;U+202E&gt;"));
    }

    #[test]
    fn no_level_of_headings_is_left_out() {
        let mut d = Document::default();
        [3, 1, 3, 6, 2].into_iter().for_each(|l| d.heading(l, "x"));
        let page = to_html(&d, Moment(0));
        let levels: Vec<char> = page
            .match_indices("<h")
            .filter_map(|(i, _)| page[i + 2..].chars().next())
            .filter(char::is_ascii_digit)
            .collect();
        assert_eq!(levels, ['1', '1', '2', '3', '2']);
    }

    #[test]
    fn base64_is_the_one_of_the_standard() {
        for (plain, coded) in
            [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")]
        {
            assert_eq!(base64(plain.as_bytes()), coded);
        }
    }
}
