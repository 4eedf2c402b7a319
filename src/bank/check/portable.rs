//! TOML 1.1 spellings that readers of TOML 1.0 refuse: line feeds and last commas in inline tables, `\e`, `\x`.

use super::codes;
use crate::model::{Finding, Place, SourceId};

/// So many are enough to see what is wrong with a file.
const MOST: usize = 20;

pub(super) fn check(source: SourceId, text: &str, out: &mut Vec<Finding>) {
    let b = text.as_bytes();
    let mut open: Vec<u8> = Vec::new();
    let mut last_solid = 0_u8;
    let mut i = 0;
    let enough = out.len() + MOST;
    let mut report = |at: usize, what: &str| {
        if out.len() >= enough {
            return;
        }
        let place = Place { source, span: at..at + 1 };
        out.push(Finding::at(&codes::TOML_PORTABLE, place, format!("{what} is TOML 1.1 only")).label("here"));
    };
    while i < b.len() {
        match b[i] {
            b'#' => {
                i = text[i..].find('\n').map_or(b.len(), |n| i + n);
                continue;
            }
            q @ (b'"' | b'\'') => {
                let triple = b[i..].starts_with(&[q, q, q]);
                let mut j = i + if triple { 3 } else { 1 };
                while j < b.len() {
                    if q == b'"' && b[j] == b'\\' {
                        if matches!(b.get(j + 1), Some(b'e' | b'x')) {
                            report(j, "this escape");
                        }
                        j += 2;
                        continue;
                    }
                    if b[j] == q && (!triple || b[j..].starts_with(&[q, q, q])) || (!triple && b[j] == b'\n')
                    {
                        break;
                    }
                    j += 1;
                }
                i = j + if triple { 3 } else { 1 };
                while triple && b.get(i) == Some(&q) {
                    i += 1;
                }
                last_solid = q;
                continue;
            }
            c @ (b'{' | b'[') => {
                open.push(c);
                last_solid = c;
            }
            c @ (b'}' | b']') => {
                let opened = open.pop();
                if c == b'}' && opened == Some(b'{') && last_solid == b',' {
                    report(i, "a comma after the last entry of an inline table");
                }
                last_solid = c;
            }
            b'\n' => {
                if open.last() == Some(&b'{') {
                    report(i, "an inline table over several lines");
                    open.pop();
                } else if open.len() == 1 && open[0] == b'[' && last_solid == b']' {
                    open.clear();
                }
            }
            b' ' | b'\t' | b'\r' => {}
            c => last_solid = c,
        }
        i += 1;
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
