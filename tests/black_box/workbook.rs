//! Workbooks as a reader sees them: the cells of each sheet, without any spreadsheet program.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
    path::Path,
};

/// What stands in a workbook.
#[derive(Debug, Default)]
pub struct Workbook {
    /// Rows by sheet name; `None` is an empty cell.
    pub sheets: BTreeMap<String, Vec<Vec<Option<Cell>>>>,
    /// Every part as text, for whatever must not be in it.
    pub text: String,
    /// The names of all parts.
    pub parts: Vec<String>,
}

/// A cell with its type.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    Text(String),
    Number(f64),
    Flag(bool),
    Formula,
}

impl Workbook {
    /// Reads a file.
    pub fn read(path: &Path) -> Self {
        let bytes = std::fs::read(path).expect("the workbook");
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip file");
        let mut parts = BTreeMap::new();
        for i in 0..zip.len() {
            let mut part = zip.by_index(i).expect("a part");
            let name = part.name().expect("a name").into_owned();
            let mut text = String::new();
            part.read_to_string(&mut text).expect("text");
            parts.insert(name, text);
        }
        let part = |name: &str| parts.get(name).map_or("", String::as_str);
        let shared: Vec<String> = between(part("xl/sharedStrings.xml"), "<si>", "</si>").map(texts).collect();
        let sheets = between(part("xl/workbook.xml"), "<sheet ", "/>").enumerate().map(|(i, sheet)| {
            let name = unescape(attribute(sheet, "name").expect("a name"));
            (name, rows(part(&format!("xl/worksheets/sheet{}.xml", i + 1)), &shared))
        });
        let sheets = sheets.collect();
        let text = parts.values().map(|t| unescape(t)).collect::<Vec<_>>().join("\n");
        Self { sheets, text, parts: parts.into_keys().collect() }
    }
}

fn rows(sheet: &str, shared: &[String]) -> Vec<Vec<Option<Cell>>> {
    let mut rows: Vec<Vec<Option<Cell>>> = Vec::new();
    for cell in between(sheet, "<c ", "</c>").flat_map(|c| c.rsplit("<c ").next()) {
        let place = attribute(cell, "r").expect("a place");
        let letters: String = place.chars().take_while(char::is_ascii_alphabetic).collect();
        let column = letters.bytes().fold(0, |n, b| n * 26 + usize::from(b - b'A') + 1) - 1;
        let row: usize = place[letters.len()..].parse::<usize>().expect("a row") - 1;
        let value = between(cell, "<v>", "</v>").next().unwrap_or("");
        let value = match attribute(cell, "t") {
            _ if cell.contains("<f>") => Cell::Formula,
            Some("s") => Cell::Text(shared[value.parse::<usize>().expect("an index")].clone()),
            Some("inlineStr") => Cell::Text(texts(cell)),
            Some("b") => Cell::Flag(value == "1"),
            _ => Cell::Number(value.parse().expect("a number")),
        };
        if rows.len() <= row {
            rows.resize(row + 1, Vec::new());
        }
        if rows[row].len() <= column {
            rows[row].resize(column + 1, None);
        }
        rows[row][column] = Some(value);
    }
    rows
}

fn between<'a>(text: &'a str, open: &'a str, close: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(open).skip(1).map(move |rest| rest.split(close).next().unwrap_or(""))
}

fn texts(xml: &str) -> String {
    let parts = xml.split("<t").skip(1).filter_map(|t| t.split_once('>'));
    unescape(&parts.map(|(_, t)| t.split("</t>").next().unwrap_or("")).collect::<String>())
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let tag = tag.split('>').next()?;
    let start = format!(" {tag}").find(&format!(" {name}=\""))? + name.len() + 2;
    tag.get(start..)?.split('"').next()
}

fn unescape(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    text.replace("&amp;", "&")
}
