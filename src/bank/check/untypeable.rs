//! Characters that nobody types on purpose, anywhere in a file.

use super::codes;
use crate::model::{Finding, Place, SourceId, is_untypeable};

pub(super) fn check(source: SourceId, text: &str, out: &mut Vec<Finding>) {
    if text.is_ascii()
        && !text.bytes().any(|b| (b < 0x20 && !matches!(b, b'\n' | b'\t' | b'\r')) || b == 0x7f)
    {
        return;
    }
    let found = text.char_indices().filter(|&(_, c)| c != '\r' && is_untypeable(c));
    for (at, c) in found.take(20) {
        let place = Place { source, span: at..at + c.len_utf8() };
        let message = format!("the character U+{:04X} cannot be seen or typed", u32::from(c));
        out.push(Finding::at(&codes::UNTYPEABLE, place, message).label("delete it"));
    }
}
