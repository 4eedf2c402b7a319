//! What can be known of a bank file without parsing it: where its questions stand, and their short keys.
//!
//! Parsing ten thousand questions takes a quarter of a second; an interview asks eight of them. The outline walks
//! the text once, minding strings and comments, and cuts it at each `[[question]]`. Values in an unusual
//! spelling (several lines, escapes) are left to the parser, question by question. A test holds the outline of every
//! shipped file against the full parse.

use std::ops::Range;

use super::fields::Reader;
use crate::model::{Level, SourceId};

/// Which format a file is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// `[[question]]`
    Questions,
    /// `[[criterion]]`
    Rubric,
    /// `[[section]]`
    Role,
    /// `[[answer]]`
    Script,
    /// `[area.NAME]` or `[tags]`
    Map,
}

/// The short keys of one question and its stretch of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    /// From `[[question]]` to the next one.
    pub span: Range<usize>,
    /// The id, unchecked.
    pub id: String,
    /// The title.
    pub title: String,
    /// The level; absent when it is not a level.
    pub level: Option<Level>,
    /// Planned minutes.
    pub minutes: u16,
    /// Tags.
    pub tags: Vec<String>,
    /// The first sub-table's name.
    pub kind: String,
}

/// A file's outline.
#[derive(Debug, Default)]
pub struct FileOutline {
    /// `None` when no known table was met.
    pub kind: Option<FileKind>,
    /// `area` at the top of the file.
    pub area: String,
    /// `topic` at the top of the file.
    pub topic: String,
    /// The questions in file order.
    pub questions: Vec<Outline>,
}

/// Walks the text once.
pub fn outline(text: &str) -> FileOutline {
    let mut file = FileOutline::default();
    let mut current: Option<Outline> = None;
    let (mut in_head, mut in_top) = (false, true);
    let mut at = 0;
    while at < text.len() {
        let end = statement_end(text, at);
        let line = text[at..end].trim();
        if let Some(header) = line.strip_prefix('[') {
            in_top = false;
            let name = header.trim_start_matches('[').split(']').next().unwrap_or("").trim();
            if header.starts_with('[') && name == "question" {
                file.kind = Some(FileKind::Questions);
                close(&mut file, current.take(), at, text);
                current = Some(Outline { span: at..text.len(), ..Outline::default() });
                in_head = true;
            } else {
                in_head = false;
                file.kind = file.kind.or(match name.split('.').next().unwrap_or("").trim() {
                    "criterion" => Some(FileKind::Rubric),
                    "section" => Some(FileKind::Role),
                    "answer" | "verdict" => Some(FileKind::Script),
                    "area" | "tags" => Some(FileKind::Map),
                    _ => None,
                });
                if let (Some(q), Some(kind)) = (current.as_mut(), name.strip_prefix("question."))
                    && q.kind.is_empty()
                {
                    kind.split('.').next().unwrap_or("").trim().clone_into(&mut q.kind);
                }
            }
        } else if let Some((key, value)) = line.split_once('=') {
            let (key, value) = (key.trim(), value.trim());
            if in_top {
                match key {
                    "area" => file.area = plain(value).unwrap_or_default().to_owned(),
                    "topic" => file.topic = plain(value).unwrap_or_default().to_owned(),
                    _ => {}
                }
            } else if let Some(q) = current.as_mut().filter(|_| in_head) {
                match key {
                    "id" => q.id = plain(value).unwrap_or_default().to_owned(),
                    "title" => q.title = plain(value).unwrap_or_default().to_owned(),
                    "level" => q.level = plain(value).and_then(|l| l.parse().ok()),
                    "minutes" => q.minutes = uncommented(value).parse().unwrap_or(0),
                    "tags" => q.tags = plain_list(value).unwrap_or_default(),
                    _ => {}
                }
            }
        }
        at = end;
    }
    close(&mut file, current, text.len(), text);
    file
}

fn close(file: &mut FileOutline, question: Option<Outline>, end: usize, text: &str) {
    let Some(mut q) = question else { return };
    q.span.end = end;
    let complete = !q.id.is_empty() && !q.title.is_empty() && q.minutes > 0 && !q.kind.is_empty();
    if !complete || q.level.is_none() || q.tags.is_empty() {
        q = parsed(&text[q.span.clone()], q);
    }
    file.questions.push(q);
}

/// The parser's word for what the walk could not read. Faults are not reported here: whoever wants the whole
/// question reads it again and is told.
fn parsed(text: &str, mut q: Outline) -> Outline {
    let table = Reader::new(SourceId(0), 0).parse(text);
    let Some(list) = table.get_ref().get("question").and_then(|n| n.get_ref().as_array()) else { return q };
    let Some(t) = list.first().and_then(|n| n.get_ref().as_table()) else { return q };
    let word = |key: &str| t.get(key).and_then(|n| n.get_ref().as_str());
    if let Some(id) = word("id") {
        id.clone_into(&mut q.id);
    }
    if let Some(title) = word("title") {
        title.trim().clone_into(&mut q.title);
    }
    q.level = word("level").and_then(|l| l.parse().ok());
    if let Some(minutes) = t.get("minutes").and_then(|n| n.get_ref().as_integer()) {
        q.minutes = minutes.as_str().parse().unwrap_or(0);
    }
    if let Some(tags) = t.get("tags").and_then(|n| n.get_ref().as_array()) {
        q.tags = tags.iter().filter_map(|n| n.get_ref().as_str()).map(|t| t.trim().to_owned()).collect();
    }
    let kinds = super::Kind::ALL.map(super::Kind::as_str);
    if let Some(kind) = kinds.into_iter().find(|k| t.get(*k).is_some_and(|n| n.get_ref().is_table())) {
        kind.clone_into(&mut q.kind);
    }
    q
}

/// The text of `"..."` or `'...'` without escapes, with nothing but a comment behind it.
fn plain(value: &str) -> Option<&str> {
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (inside, rest) = value[1..].split_once(quote)?;
    let rest = rest.trim_start();
    ((rest.is_empty() || rest.starts_with('#')) && !inside.contains('\\') && !inside.is_empty())
        .then_some(inside.trim())
}

fn plain_list(value: &str) -> Option<Vec<String>> {
    let inside = uncommented(value).strip_prefix('[')?.strip_suffix(']')?.trim().trim_end_matches(',');
    if inside.is_empty() {
        return Some(Vec::new());
    }
    inside.split(',').map(|item| plain(item.trim()).map(str::to_owned)).collect()
}

fn uncommented(value: &str) -> &str {
    value.split('#').next().unwrap_or("").trim()
}

/// The end of the statement that begins at `at`: the line feed outside of any string, or the end of the text.
/// Brackets do not count: the lines of a list that holds no quoted line feed are walked as lines of their own, and none
/// of them looks like a header or a key of interest at the start of a line, but `[[` in a nested list would: so
/// nested lists are skipped with their brackets.
fn statement_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let header = bytes[at..].iter().find(|b| !matches!(b, b' ' | b'\t')) == Some(&b'[');
    let mut depth = 0_i32;
    let mut i = at;
    while i < bytes.len() {
        match bytes[i] {
            b'\n' if depth <= 0 => return i + 1,
            b'#' => {
                i = text[i..].find('\n').map_or(bytes.len(), |n| i + n);
                continue;
            }
            q @ (b'"' | b'\'') => {
                i = string_end(bytes, i, q);
                continue;
            }
            b'[' | b'{' if !header => depth += 1,
            b']' | b'}' if !header => depth -= 1,
            _ => {}
        }
        i += 1;
    }
    bytes.len()
}

/// The byte behind the string that begins at `i` with quote `q`; a one-line string that is not closed ends with its line.
pub(super) fn string_end(bytes: &[u8], i: usize, q: u8) -> usize {
    let triple = bytes[i..].starts_with(&[q, q, q]);
    let mut j = if triple { i + 3 } else { i + 1 };
    while j < bytes.len() {
        match bytes[j] {
            b'\\' if q == b'"' => j += 1,
            b'\n' if !triple => return j,
            b if b == q && triple && bytes[j..].starts_with(&[q, q, q]) => {
                // Up to two quotes may stand right before the closing three.
                let run = bytes[j..].iter().take(5).take_while(|&&b| b == q).count();
                return j + run;
            }
            b if b == q && !triple => return j + 1,
            _ => {}
        }
        j += 1;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_comments_and_lists_do_not_confuse_the_walk() {
        let text = r##"
format = 1
area = "apis" # [[question]]
topic = "rest"
[[question]]
id = "a" # "b"
title = 'T'
level = "mid"
minutes = 5
tags = ["x", "y"]
prompt = """
[[question]]
id = "not me"
""""
[question.open]
probes = [
  "[[question]]",
  ["[["],
]
[[question]]
id = "b\u0062"
title = "U"
level = "staff"
minutes = 7
tags = [
  "z",
]
[question.open]
"##;
        let o = outline(text);
        assert_eq!(o.kind, Some(FileKind::Questions));
        assert_eq!((o.area.as_str(), o.topic.as_str()), ("apis", "rest"));
        let ids: Vec<_> = o.questions.iter().map(|q| (q.id.as_str(), q.tags.join("+"), q.minutes)).collect();
        assert_eq!(ids, [("a", "x+y".to_owned(), 5), ("bb", "z".to_owned(), 7)]);
        assert_eq!(&text[o.questions[1].span.clone()][..12], "[[question]]");
    }
}
