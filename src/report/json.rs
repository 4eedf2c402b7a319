//! Figures as JSON: one document, versioned, exact.

use serde::Serialize;

use crate::model::is_untypeable;

/// Pretty JSON with a line feed at the end. Characters that could hide text or move a cursor are written as `\uXXXX`: the same
/// value for a program, and harmless on a terminal.
pub fn to_json<T: Serialize>(value: &T) -> String {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    let mut out = String::with_capacity(text.len() + 1);
    for c in text.chars() {
        if is_untypeable(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            out.push(c);
        }
    }
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn nothing_invisible_is_printed_and_nothing_is_changed() {
        let hostile = "a\u{202e}b\u{9b}c\u{1b}d\u{e0001}";
        let json = super::to_json(&hostile);
        assert!(json.is_ascii(), "{json}");
        assert_eq!(serde_json::from_str::<String>(&json).expect("JSON"), hostile);
    }
}
