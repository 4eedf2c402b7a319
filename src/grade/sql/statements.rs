//! As much of SQL's surface as can be read without a parser: comments, strings, names, statements.

/// The words of a text: names (also quoted ones, without their quotes), keywords, numbers, and single signs. Comments and texts are left out.
pub(super) fn words(sql: &str) -> Vec<String> {
    let chars: Vec<char> = sql.chars().collect();
    let mut out = Vec::new();
    let mut i = 0;
    while let Some(&c) = chars.get(i) {
        let next = chars.get(i + 1).copied();
        match c {
            '-' if next == Some('-') => i += chars[i..].iter().take_while(|c| **c != '\n').count(),
            '/' if next == Some('*') => {
                i += 2;
                while i < chars.len() && !(chars[i] == '*' && chars.get(i + 1) == Some(&'/')) {
                    i += 1;
                }
                i += 2;
            }
            '\'' | '"' | '`' | '[' => {
                let close = if c == '[' { ']' } else { c };
                let mut quoted = String::new();
                i += 1;
                while i < chars.len() {
                    if chars[i] == close {
                        // A doubled quote is one of the text.
                        if c != '[' && chars.get(i + 1) == Some(&close) {
                            i += 1;
                        } else {
                            break;
                        }
                    }
                    quoted.push(chars[i]);
                    i += 1;
                }
                i += 1;
                if c != '\'' {
                    out.push(quoted);
                }
            }
            c if c.is_alphanumeric() || c == '_' => {
                let start = i;
                while chars.get(i).is_some_and(|c| c.is_alphanumeric() || *c == '_') {
                    i += 1;
                }
                out.push(chars[start..i].iter().collect());
            }
            c if c.is_whitespace() => i += 1,
            c => {
                out.push(c.to_string());
                i += 1;
            }
        }
    }
    out
}

/// The first words of each statement, in capitals: `CREATE UNIQUE INDEX`, `SELECT ID ,`.
pub(super) fn first_words(sql: &str) -> Vec<String> {
    let words = words(sql);
    let statements = words.split(|w| w == ";").filter(|s| !s.is_empty());
    statements.map(|s| s.iter().take(3).map(|w| w.to_uppercase()).collect::<Vec<_>>().join(" ")).collect()
}

/// The tables that a schema makes, in its order.
pub fn table_names(schema: &str) -> Vec<String> {
    let words = words(schema);
    let mut names = Vec::new();
    for (i, word) in words.iter().enumerate() {
        if !word.eq_ignore_ascii_case("create") {
            continue;
        }
        let mut rest = words[i + 1..].iter().peekable();
        rest.next_if(|w| w.eq_ignore_ascii_case("temp") || w.eq_ignore_ascii_case("temporary"));
        if !rest.next().is_some_and(|w| w.eq_ignore_ascii_case("table")) {
            continue;
        }
        for skipped in ["if", "not", "exists"] {
            rest.next_if(|w| w.eq_ignore_ascii_case(skipped));
        }
        names.extend(rest.next().cloned());
    }
    names
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn strings_and_comments_hide_nothing() {
        let sql = "-- CREATE TABLE no (a);\n/* CREATE TABLE no */ CREATE TABLE IF NOT EXISTS \"my \"\"t\" (a TEXT DEFAULT 'CREATE TABLE x; y');create temp table [b] (a)";
        assert_eq!(table_names(sql), ["my \"t", "b"]);
        assert_eq!(
            first_words("  create  unique index i on t(a); -- ;\n ;analyze"),
            ["CREATE UNIQUE INDEX", "ANALYZE"]
        );
        assert!(first_words(" ; -- nothing\n /* here */ ;").is_empty());
        assert_eq!(first_words("DELETE FROM t WHERE a = ';'").len(), 1);
    }

    proptest! {
        #[test]
        fn any_text_has_words(text in "[a-z'\"`\\[\\]*/; -]{0,60}") {
            let _ = (words(&text), first_words(&text), table_names(&text));
        }
    }
}
