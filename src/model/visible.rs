//! Untrusted text made visible. Stored text stays exact; this is for the moment it meets a terminal.

use std::borrow::Cow;

/// True for characters that nobody types into a bank on purpose: controls (but tab and newline), C1,
/// bidirectional controls, zero-width characters, and other invisible format characters.
pub fn is_untypeable(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        c if c.is_control() => true,
        '\u{ad}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{3164}' | '\u{feff}' => true,
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => true,
        '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}' => true,
        _ => false,
    }
}

/// Whether there is nothing to be made visible; most texts are ASCII, and that is seen byte by byte.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|b| matches!(b, b' '..=b'~' | b'\n' | b'\t')) || !text.chars().any(is_untypeable)
}

/// Shows every character that could move the cursor, colour the screen, reorder or hide text as `<U+XXXX>`;
/// keeps newline and tab.
pub fn visible(text: &str) -> Cow<'_, str> {
    if is_plain(text) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_untypeable(c) {
            out.push_str(&format!("<U+{:04X}>", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// A text cut to so many characters; what was cut off is counted.
pub fn brief(text: &str, most: usize) -> Cow<'_, str> {
    match text.char_indices().nth(most) {
        None => Cow::Borrowed(text),
        Some((at, _)) => {
            Cow::Owned(format!("{} ... ({} characters more)", &text[..at], text[at..].chars().count()))
        }
    }
}

/// A JSON text in which characters that nobody types are written as `\uXXXX`: what is read back is the same, and nothing in it
/// moves a cursor. Such characters stand in JSON only within strings.
pub fn escape_json(json: &str) -> Cow<'_, str> {
    if is_plain(json) {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        if is_untypeable(c) {
            let mut units = [0; 2];
            c.encode_utf16(&mut units).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_moves_the_cursor_passes() {
        let hostile = "a\u{1b}[31mb\u{9b}2Jc\u{202e}d\u{200b}e\u{7}\r";
        let shown = visible(hostile);
        assert!(shown.chars().all(|c| !is_untypeable(c)), "{shown:?}");
        assert_eq!(visible("plain\ttext\n"), "plain\ttext\n");
        assert_eq!(visible("\u{1b}"), "<U+001B>");
    }

    #[test]
    fn json_reads_back_the_same_and_shows_nothing_untypeable() {
        let hostile = "a\u{7f}\u{9b}\u{202e}\u{e0041}\u{1b}\" \\ \u{1f600} \u{e9}\n";
        let plain = serde_json::to_string(hostile).expect("JSON");
        let escaped = escape_json(&plain);
        assert!(!escaped.chars().any(is_untypeable), "{escaped}");
        assert_eq!(serde_json::from_str::<String>(&escaped).expect("JSON"), hostile);
        assert!(matches!(escape_json("\"caf\u{e9}\""), Cow::Borrowed(_)));
    }

    #[test]
    fn long_texts_are_cut_between_characters() {
        assert_eq!(brief("caf\u{e9}s", 4), "caf\u{e9} ... (1 characters more)");
        assert_eq!(brief("caf\u{e9}", 4), "caf\u{e9}");
    }
}
