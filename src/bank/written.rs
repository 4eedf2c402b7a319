//! Values as TOML text that a terminal can show: characters that nobody types are escaped, so the file reads back exactly and harms nothing.

use std::borrow::Cow;

use serde::Serialize;

use super::walk::string_end;
use crate::model::is_untypeable;

/// A value as TOML, without the `format` key.
pub fn to_toml<T: Serialize>(value: &T) -> String {
    typeable(&toml::to_string(value).unwrap_or_default()).into_owned()
}

/// Rewrites each string that holds characters nobody types. Literal strings know no escapes, so they become basic ones.
fn typeable(toml: &str) -> Cow<'_, str> {
    if !toml.chars().any(is_untypeable) {
        return Cow::Borrowed(toml);
    }
    let mut out = String::with_capacity(toml.len() + 64);
    let mut rest = toml;
    while let Some(at) = rest.find(['"', '\'']) {
        let (before, string) = rest.split_at(at);
        let quote = string.as_bytes()[0];
        let (string, after) = string.split_at(string_end(string.as_bytes(), 0, quote));
        out.push_str(before);
        if !string.chars().any(is_untypeable) {
            out.push_str(string);
        } else if quote == b'"' {
            string.chars().for_each(|c| push(&mut out, c, false));
        } else {
            let inside = match string.strip_prefix("'''").and_then(|s| s.strip_suffix("'''")) {
                Some(inside) => inside.strip_prefix('\n').unwrap_or(inside),
                None => string.trim_start_matches('\'').trim_end_matches('\''),
            };
            out.push('"');
            inside.chars().for_each(|c| push(&mut out, c, true));
            out.push('"');
        }
        rest = after;
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// One character within a basic string. `raw`: it comes from a literal string, where nothing is escaped yet.
fn push(out: &mut String, c: char, raw: bool) {
    match c {
        '"' | '\\' if raw => out.extend(['\\', c]),
        '\n' if raw => out.push_str("\\n"),
        c if is_untypeable(c) && u32::from(c) <= 0xffff => out.push_str(&format!("\\u{:04X}", u32::from(c))),
        c if is_untypeable(c) => out.push_str(&format!("\\U{:08X}", u32::from(c))),
        c => out.push(c),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn hostile_texts_read_back_exactly_and_show_nothing_untypeable() {
        let texts = [
            "plain",
            "a \u{202e}bidi and \u{200b}nothing",
            "quotes \" ' \u{9b} and \\ backslashes",
            "\u{1b}]0;title\u{7}\r\n\"\"\"'''\u{200f}'",
            "\nbegins\u{2028}with a line feed\n\n",
            "''\u{feff}''",
            "\u{e0041}",
            "C:\\new \u{202d} 'x'",
            "\"\u{7f}\"",
        ];
        let all: BTreeMap<String, &str> =
            texts.iter().enumerate().map(|(i, t)| (format!("t{i}"), *t)).collect();
        let written = to_toml(&BTreeMap::from([("t", &all)]));
        assert!(!written.chars().any(is_untypeable), "{written}");
        let read: BTreeMap<String, BTreeMap<String, String>> = toml::from_str(&written).expect(&written);
        for (key, text) in &all {
            assert_eq!(read["t"][key], **text, "{written}");
        }
    }
}
