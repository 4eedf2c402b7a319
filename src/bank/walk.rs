//! Walking TOML text without parsing it: where statements and strings end, and where the next question begins.

use memchr::{memchr, memchr2, memchr3, memmem::Finder, memrchr};

/// What stands before the first `mark`, or all of it, without blanks around.
pub(super) fn before(text: &str, mark: u8) -> &str {
    memchr(mark, text.as_bytes()).map_or(text, |at| &text[..at]).trim_ascii()
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

/// The next byte from `at` on that may begin or end something: a string, a comment, a bracket, a line.
pub(super) fn next_telling(bytes: &[u8], at: usize) -> Option<usize> {
    bytes[at..].iter().position(|&b| TELLING[usize::from(b)]).map(|step| at + step)
}

/// The end of the statement that begins at `at`: the line feed outside of any string, or the end of the text.
/// Brackets do not count: the lines of a list that holds no quoted line feed are walked as lines of their own, and none
/// of them looks like a header or a key of interest at the start of a line, but `[[` in a nested list would: so
/// nested lists are skipped with their brackets.
pub(super) fn statement_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes();
    let header = bytes[at..].iter().find(|b| !matches!(b, b' ' | b'\t')) == Some(&b'[');
    let mut depth = 0_i32;
    let mut i = at;
    while let Some(stop) = next_telling(bytes, i) {
        i = stop;
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
    // In literal strings a backslash is a letter.
    let escape = if q == b'"' { b'\\' } else { q };
    if !bytes[i..].starts_with(&[q, q, q]) {
        let mut j = i + 1;
        while let Some(rest) = bytes.get(j..) {
            // Most are short: calling for help costs more than looking at a few bytes.
            let near = rest.iter().take(16).position(|&b| b == q || b == escape || b == b'\n');
            let Some(step) = near.or_else(|| memchr3(q, escape, b'\n', rest)) else { break };
            match rest[step] {
                b'\n' => return j + step,
                b if b == q => return j + step + 1,
                _ => j += step + 2,
            }
        }
        return bytes.len();
    }
    let mut j = i + 3;
    while let Some(step) = bytes.get(j..).and_then(|rest| memchr2(q, escape, rest)) {
        j += step;
        if bytes[j] != q {
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

/// The beginnings of a text's questions, one after the other. Nothing else is looked at but what may hide one: long strings.
pub(super) struct Questions<'t> {
    text: &'t str,
    headers: Next<'t>,
    basic: Next<'t>,
    literal: Next<'t>,
}

impl<'t> Questions<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let next = |needle| Next { text, finder: Finder::new(needle), found: None };
        Self { text, headers: next("[["), basic: next("\"\"\""), literal: next("'''") }
    }

    /// The first line from `at` on that is a `[[question]]`, or the end of the text. `at` is the beginning of a line outside of strings.
    pub(super) fn next(&mut self, mut at: usize) -> usize {
        let text = self.text;
        let line = |at: usize| memrchr(b'\n', &text.as_bytes()[..at]).map_or(0, |feed| feed + 1);
        loop {
            let header = self.headers.from(at);
            let long = self.basic.from(at).min(self.literal.from(at));
            if long < header {
                // Where the string ends, if it is one: it may stand in a comment or in another string.
                at = statement_end(text, line(long));
            } else if header == text.len() {
                return header;
            } else {
                let start = line(header);
                let rest = &text[header + 2..];
                if text[start..header].trim_ascii().is_empty()
                    && rest.trim_ascii_start().starts_with("question")
                {
                    let line = &rest[..memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len())];
                    if before(line, b']') == "question" {
                        return start;
                    }
                }
                at = header + 2;
            }
        }
    }
}

/// The places of a needle, each searched for once.
struct Next<'t> {
    text: &'t str,
    finder: Finder<'static>,
    found: Option<usize>,
}

impl Next<'_> {
    /// The first place from `at` on, or the end of the text.
    fn from(&mut self, at: usize) -> usize {
        match self.found {
            Some(found) if found >= at => found,
            _ => {
                let place = self.finder.find(&self.text.as_bytes()[at..]).map_or(self.text.len(), |n| at + n);
                *self.found.insert(place)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn only_what_is_a_question_begins_one() {
        let text = r#"
x = "[[question]]" # [[question]]
  [[question]]
a = """
[[question]]
""" # """
[[question.open.sample]]
l = [
  [["question"]],
  """
[[question]]
""", '''
[[question]]
''',
]
s = '"""'
[[ question ]] # one
[[questions]]
b = '''"""'''
[[question]]"#;
        let mut questions = Questions::of(text);
        let mut found = Vec::new();
        let mut at = 0;
        while at < text.len() {
            at = questions.next(at);
            found.push(text[at..].lines().next().unwrap_or("").to_owned());
            at = statement_end(text, at);
        }
        assert_eq!(found, ["  [[question]]", "[[ question ]] # one", "[[question]]"]);
        assert_eq!(Questions::of("a = \"\"\"\n[[question]]\n").next(0), 21, "in a string that never ends");
    }
}
