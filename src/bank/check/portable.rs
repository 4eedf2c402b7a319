//! TOML 1.1 spellings that readers of TOML 1.0 refuse: line feeds and last commas in inline tables, `\e`, `\x`.

use memchr::memchr;

use super::{
    super::walk::{next_telling, string_end},
    codes,
};
use crate::model::{Finding, Place, SourceId};

/// So many are enough to see what is wrong with a file.
const MOST: usize = 20;

pub(super) fn check(source: SourceId, text: &str, out: &mut Vec<Finding>) {
    let b = text.as_bytes();
    let mut open: Vec<u8> = Vec::new();
    let enough = out.len() + MOST;
    let mut report = |at: usize, what: &str| {
        if out.len() >= enough {
            return;
        }
        let place = Place { source, span: at..at + 1 };
        out.push(Finding::at(&codes::TOML_PORTABLE, place, format!("{what} is TOML 1.1 only")).label("here"));
    };
    let last_solid = |before: usize| b[..before].trim_ascii_end().last().copied();
    let mut i = 0;
    while let Some(stop) = next_telling(b, i) {
        i = stop + 1;
        match b[stop] {
            b'#' => i = memchr(b'\n', &b[stop..]).map_or(b.len(), |n| stop + n),
            q @ (b'"' | b'\'') => {
                i = string_end(b, stop, q);
                let mut at = stop;
                while q == b'"'
                    && let Some(step) = memchr(b'\\', &b[at..i])
                {
                    at += step;
                    if matches!(b.get(at + 1), Some(b'e' | b'x')) {
                        report(at, "this escape");
                    }
                    at = (at + 2).min(i);
                }
            }
            b'\n' => {
                if open.last() == Some(&b'{') {
                    report(stop, "an inline table over several lines");
                    open.pop();
                } else if open == *b"[" && last_solid(stop) == Some(b']') {
                    open.clear();
                }
            }
            b'}' => {
                if open.pop() == Some(b'{') && last_solid(stop) == Some(b',') {
                    report(stop, "a comma after the last entry of an inline table");
                }
            }
            b']' => {
                open.pop();
            }
            opening => open.push(opening),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> usize {
        let mut out = Vec::new();
        check(SourceId(0), text, &mut out);
        out.len()
    }

    #[test]
    fn toml_1_0_passes_and_1_1_is_found() {
        assert_eq!(found("a = { b = 1 }\n[[q]]\nl = [\n { x = \"{\" },\n]\ns = \"\"\"\n{\n\"\"\"\n"), 0);
        assert_eq!(found("a = { b = 1,\n c = 2 }\n"), 1);
        assert_eq!(found("a = { b = 1, }\n"), 1);
        assert_eq!(found("a = \"\\e[1m\"\n"), 1);
        assert_eq!(found("a = '\\e'\n"), 0);
    }
}
