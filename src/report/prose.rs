//! Text of the bank as parts of a document: prose, and what stands between ``` fences as code.

use super::Document;

/// Adds text; fenced stretches become code, so that every format keeps their lines and blanks.
pub fn add_prose(d: &mut Document, text: &str) {
    let (mut prose, mut code): (Vec<&str>, Option<Vec<&str>>) = (Vec::new(), None);
    let flush = |d: &mut Document, prose: &mut Vec<&str>| {
        let whole = prose.join("\n");
        if !whole.trim().is_empty() {
            d.text(whole.trim_matches('\n'));
        }
        prose.clear();
    };
    for line in text.lines() {
        let fence = line.trim_start().starts_with("```");
        match (&mut code, fence) {
            (None, true) => {
                flush(d, &mut prose);
                code = Some(Vec::new());
            }
            (None, false) => prose.push(line),
            (Some(lines), true) => {
                d.code(lines.join("\n"));
                code = None;
            }
            (Some(lines), false) => lines.push(line),
        }
    }
    if let Some(lines) = code {
        d.code(lines.join("\n"));
    }
    flush(d, &mut prose);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Block;

    #[test]
    fn fences_become_code_and_nothing_is_lost() {
        let mut d = Document::default();
        add_prose(&mut d, "One.\n\n```sql\nSELECT 1;\n  x\n```\nTwo.\n```\nopen");
        assert_eq!(
            d.blocks,
            [
                Block::Text("One.".into()),
                Block::Code("SELECT 1;\n  x".into()),
                Block::Text("Two.".into()),
                Block::Code("open".into()),
            ]
        );
    }
}
