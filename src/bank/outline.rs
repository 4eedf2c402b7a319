//! What can be known of a bank file without parsing it: where its questions stand, and their short keys.
//!
//! Parsing ten thousand questions takes a quarter of a second; an interview asks eight of them. The outline walks
//! the head of each question statement by statement, leaps over its body, and cuts the text at each `[[question]]`. Values in an
//! unusual spelling (several lines, escapes) are left to the parser, question by question. A test holds the outline of every
//! shipped file against the full parse.

use std::ops::Range;

use memchr::memchr;

use super::{
    fields::Reader,
    walk::{Questions, before, statement_end},
};
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
    let mut questions = Questions::of(text);
    let mut at = 0;
    while at < text.len() {
        if !in_head && current.as_ref().is_some_and(|q| !q.kind.is_empty()) {
            at = questions.next(at);
        }
        let end = statement_end(text, at);
        let line = text[at..end].trim_ascii();
        if let Some(header) = line.strip_prefix('[') {
            in_top = false;
            let name = before(header.trim_start_matches('['), b']');
            in_head = header.starts_with('[') && name == "question";
            if in_head {
                file.kind = Some(FileKind::Questions);
                close(&mut file, current.take(), at, text);
                current = Some(Outline { span: at..text.len(), ..Outline::default() });
            } else if let Some(q) = current.as_mut() {
                if q.kind.is_empty()
                    && let Some(kind) = name.strip_prefix("question.")
                {
                    before(kind, b'.').clone_into(&mut q.kind);
                }
            } else if file.kind.is_none() {
                file.kind = match before(name, b'.') {
                    "criterion" => Some(FileKind::Rubric),
                    "section" => Some(FileKind::Role),
                    "answer" | "verdict" => Some(FileKind::Script),
                    "area" | "tags" => Some(FileKind::Map),
                    _ => None,
                };
            }
        } else if let Some((key, value)) = line.split_once('=') {
            let (key, value) = (key.trim_ascii(), value.trim_ascii());
            if in_top {
                match key {
                    "area" => file.area = plain(value).unwrap_or_default().to_owned(),
                    "topic" => file.topic = plain(value).unwrap_or_default().to_owned(),
                    _ => {}
                }
            } else if let Some(q) = current.as_mut() {
                match key {
                    "id" => q.id = plain(value).unwrap_or_default().to_owned(),
                    "title" => q.title = plain(value).unwrap_or_default().to_owned(),
                    "level" => q.level = plain(value).and_then(|l| l.parse().ok()),
                    "minutes" => q.minutes = before(value, b'#').parse().unwrap_or(0),
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
    let quote = *value.as_bytes().first().filter(|b| matches!(b, b'"' | b'\''))?;
    let end = memchr(quote, &value.as_bytes()[1..])? + 1;
    let (inside, rest) = (value[1..end].trim(), value[end + 1..].trim_ascii_start());
    let bare = rest.is_empty() || rest.starts_with('#');
    (bare && !inside.is_empty() && memchr(b'\\', inside.as_bytes()).is_none()).then_some(inside)
}

fn plain_list(value: &str) -> Option<Vec<String>> {
    let inside = before(value, b'#').strip_prefix('[')?.strip_suffix(']')?.trim_ascii().trim_end_matches(',');
    if inside.is_empty() {
        return Some(Vec::new());
    }
    inside.split(',').map(|item| plain(item.trim_ascii()).map(str::to_owned)).collect()
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
