//! Located findings: what is wrong in a text, where, why, and what to do.

use std::{
    borrow::Cow,
    ops::Range,
    sync::{Arc, OnceLock},
};

use serde::Serialize;

use super::brief;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Said, never counted.
    Note,
    /// Should be mended; fails only under `--deny warnings`.
    Warning,
    /// The content cannot be used.
    Error,
}

impl Severity {
    /// The word on the screen.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// A kind of finding; `viva explain NAME` prints `explanation`.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// What people type and quote, such as `unknown-key`.
    pub name: &'static str,
    /// Its usual severity.
    pub severity: Severity,
    /// What it means, why it matters and how to mend it.
    pub explanation: &'static str,
}

/// Which text a finding speaks of: an index into [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub u32);

/// A named text that findings can point into.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// As the user knows it: a path, or `built-in: questions/...`.
    pub name: Arc<str>,
    /// The whole text.
    pub text: Cow<'static, str>,
    lines: OnceLock<Vec<usize>>,
}

impl SourceFile {
    /// Line and column of a byte offset, both from 1; columns count characters.
    pub fn line_column(&self, offset: usize) -> (usize, usize) {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let lines = self.lines.get_or_init(|| {
            std::iter::once(0).chain(self.text.match_indices('\n').map(|(at, _)| at + 1)).collect()
        });
        let line = lines.partition_point(|start| *start <= offset);
        let column = self.text[lines[line - 1]..offset].chars().count() + 1;
        (line, column)
    }
}

/// All texts that were read, in order.
#[derive(Debug, Clone, Default)]
pub struct Sources(Vec<SourceFile>);

impl Sources {
    /// Adds a text and says how findings name it.
    pub fn add(&mut self, name: impl Into<Arc<str>>, text: impl Into<Cow<'static, str>>) -> SourceId {
        self.0.push(SourceFile { name: name.into(), text: text.into(), lines: OnceLock::new() });
        SourceId(u32::try_from(self.0.len() - 1).unwrap_or(u32::MAX))
    }

    /// The text behind an id.
    pub fn get(&self, id: SourceId) -> &SourceFile {
        &self.0[id.0 as usize]
    }

    /// Every text with its id.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &SourceFile)> {
        self.0.iter().enumerate().map(|(i, f)| (SourceId(u32::try_from(i).unwrap_or(u32::MAX)), f))
    }
}

/// A stretch of a text, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Which text.
    pub source: SourceId,
    /// Which bytes.
    pub span: Range<usize>,
}

/// One thing found in a text.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The kind, for `viva explain`.
    pub code: &'static Code,
    /// May differ from the code's usual severity.
    pub severity: Severity,
    /// What is wrong, in a sentence.
    pub message: String,
    /// Where; `None` when it speaks of the whole bank.
    pub place: Option<Place>,
    /// What stands at the caret.
    pub label: String,
    /// Other places that belong to it.
    pub related: Vec<(Place, String)>,
    /// What to try.
    pub help: Vec<String>,
}

impl Finding {
    /// A finding with the code's usual severity, at a place.
    pub fn at(code: &'static Code, place: Place, message: impl Into<String>) -> Self {
        Self { place: Some(place), ..Self::general(code, message) }
    }

    /// A finding about no single place.
    pub fn general(code: &'static Code, message: impl Into<String>) -> Self {
        let message = bounded(message);
        let (label, related, help) = Default::default();
        Self { code, severity: code.severity, message, place: None, label, related, help }
    }

    /// What stands at the caret.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = bounded(label);
        self
    }

    /// What to try.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(bounded(help));
        self
    }

    /// Another place that belongs to it.
    pub fn related(mut self, place: Place, label: impl Into<String>) -> Self {
        self.related.push((place, bounded(label)));
        self
    }
}

/// The longest sentence of a finding, in characters: it may quote a stranger's file.
const LONGEST: usize = 500;

fn bounded(text: impl Into<String>) -> String {
    let text = text.into();
    match brief(&text, LONGEST) {
        Cow::Borrowed(_) => text,
        Cow::Owned(cut) => cut,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_in_lines_and_characters() {
        let mut sources = Sources::default();
        let id = sources.add("f", "ab\n\u{e9}\u{e9}x\n");
        let at = |offset| sources.get(id).line_column(offset);
        assert_eq!([at(0), at(1), at(2), at(3)], [(1, 1), (1, 2), (1, 3), (2, 1)]);
        assert_eq!([at(4), at(5), at(7), at(9), at(99)], [(2, 1), (2, 2), (2, 3), (3, 1), (3, 1)]);
    }
}
