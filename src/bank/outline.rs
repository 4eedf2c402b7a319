//! What can be known of a bank file without parsing it: where its questions stand, and their short keys.
//!
//! Parsing ten thousand questions takes a quarter of a second; an interview asks eight of them. The outline walks
//! the text once, minding strings and comments, and cuts it at each `[[question]]`. Values in an unusual
//! spelling (several lines, escapes) are left to the parser, question by question. A test holds the outline of every
//! shipped file against the full parse.

use std::ops::Range;

use memchr::{memchr, memchr2};

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
        // Most statements are the body of a question: only a header is of interest there.
        if !in_top && !in_head && !text[at..end].trim_ascii_start().starts_with('[') {
            at = end;
            continue;
        }
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

/// What stands before the first `mark`, or all of it, without blanks around.
fn before(text: &str, mark: u8) -> &str {
    memchr(mark, text.as_bytes()).map_or(text, |at| &text[..at]).trim_ascii()
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

/// The bytes at which the walk outside of strings has to stop and look.
const TELLING: [bool; 256] = {
    let mut telling = [false; 256];
    let bytes = b"\n#\"'[]{}";
    let mut i = 0;
    while i < bytes.len() {
        telling[bytes[i] as usize] = true;
        i += 1;
    }
    telling
};

/// The end of the statement that begins at `at`: the line feed outside of any string, or the end of the text.
/// Brackets do not count: the lines of a list that holds no quoted line feed are walked as lines of their own, and none
/// of them looks like a header or a key of interest at the start of a line, but `[[` in a nested list would: so
/// nested lists are skipped with their brackets.
fn statement_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let header = bytes[at..].iter().find(|b| !matches!(b, b' ' | b'\t')) == Some(&b'[');
    let mut depth = 0_i32;
    let mut i = at;
    while let Some(step) = bytes[i..].iter().position(|&b| TELLING[usize::from(b)]) {
        i += step;
        match bytes[i] {
            b'\n' if depth <= 0 => return i + 1,
            b'#' => i = memchr(b'\n', &bytes[i..]).map_or(bytes.len(), |n| i + n),
            q @ (b'"' | b'\'') => i = string_end(bytes, i, q),
            b'[' | b'{' if !header => (depth, i) = (depth + 1, i + 1),
            b']' | b'}' if !header => (depth, i) = (depth - 1, i + 1),
            _ => i += 1,
        }
    }
    bytes.len()
}

/// The byte behind the string that begins at `i` with quote `q`; a one-line string that is not closed ends with its line.
pub(super) fn string_end(bytes: &[u8], i: usize, q: u8) -> usize {
    let escapes = q == b'"';
    if !bytes[i..].starts_with(&[q, q, q]) {
        let mut j = i + 1;
        while let Some(&b) = bytes.get(j) {
            match b {
                b'\n' => return j,
                b'\\' if escapes => j += 2,
                b if b == q => return j + 1,
                _ => j += 1,
            }
        }
        return bytes.len();
    }
    // In literal strings a backslash is a letter.
    let escape = if escapes { b'\\' } else { q };
    let mut j = i + 3;
    while let Some(step) = bytes.get(j..).and_then(|rest| memchr2(q, escape, rest)) {
        j += step;
        if bytes[j] == b'\\' {
            j += 2;
            continue;
        }
        // Up to two quotes may stand right before the closing three.
        let run = bytes[j..].iter().take(5).take_while(|&&b| b == q).count();
        j += run;
        if run >= 3 {
            return j;
        }
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

    #[test]
    fn strings_end_where_the_parser_ends_them() {
        // A string as TOML writes it, and what follows it.
        let parts = [
            (r#""a""#, " b"),
            (r#""a\" b""#, " c"),
            (r#""a\\""#, " b\""),
            ("\"not closed", "\nb"),
            (r"'a\'", " b'"),
            ("'not closed", "\nb"),
            (r#""""he said "no", twice ""two"" quotes""""#, " b"),
            (r#""""a\"""b""""#, " c"),
            (r#""""two quotes before the end""""""#, " b"),
            ("'''it's a \\'''", " b"),
            (r#""""never closed "" here"#, ""),
            (r#""a\"#, ""),
        ];
        for (string, rest) in parts {
            let text = format!("{string}{rest}");
            assert_eq!(string_end(text.as_bytes(), 0, text.as_bytes()[0]), string.len(), "{text}");
        }
    }

    #[test]
    fn the_walk_and_the_parser_agree_on_every_shipped_question() {
        let mut seen = 0;
        for (name, text) in crate::bank::shipped().files {
            let file = outline(&text);
            let reader = Reader::new(SourceId(0), 0);
            let table = reader.parse(&text);
            assert!(reader.is_clean(), "{name}");
            let top =
                |key: &str| table.get_ref().get(key).and_then(|n| n.get_ref().as_str()).unwrap_or_default();
            let list = table.get_ref().get("question").and_then(|n| n.get_ref().as_array());
            let spans: Vec<_> = list.into_iter().flat_map(|l| l.iter()).map(|n| n.span().start).collect();
            assert_eq!(file.questions.iter().map(|q| q.span.start).collect::<Vec<_>>(), spans, "{name}");
            if spans.is_empty() {
                continue;
            }
            assert_eq!((file.area.as_str(), file.topic.as_str()), (top("area"), top("topic")), "{name}");
            for q in &file.questions {
                let blank = Outline { span: q.span.clone(), ..Outline::default() };
                assert_eq!(*q, parsed(&text[q.span.clone()], blank), "{name}");
                seen += 1;
            }
        }
        assert!(seen > 100, "{seen} questions");
    }
}
