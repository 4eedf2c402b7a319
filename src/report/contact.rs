//! E-mail addresses, telephone numbers and addresses of pages, found by their shape. Reading goes for too much rather than too little;
//! numbers of estimates and dates are told from telephone numbers.

/// The text with contact data replaced.
pub fn without_contact(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for piece in text.split_inclusive(char::is_whitespace) {
        let word = piece.trim_end_matches(char::is_whitespace);
        match address(word) {
            Some((at, end, what)) => {
                out.push_str(&word[..at]);
                out.push_str(what);
                out.push_str(&word[end..]);
                out.push_str(&piece[word.len()..]);
            }
            None => out.push_str(piece),
        }
    }
    without_phones(&out)
}

/// Where an address stands in a word, and what it is.
fn address(word: &str) -> Option<(usize, usize, &'static str)> {
    let frame = |c: char| !c.is_alphanumeric() && !matches!(c, '/' | '@' | '_' | '-' | '+' | '~');
    let inner = word.trim_matches(frame);
    let at = word.len() - word.trim_start_matches(frame).len();
    let end = at + inner.len();
    if inner.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.')) {
        return Some((at, end, "[e-mail]"));
    }
    let lower = inner.to_ascii_lowercase();
    let scheme =
        ["http://", "https://", "ftp://", "mailto:", "tel:", "www."].iter().any(|s| lower.contains(s));
    let host = lower.split('/').next().unwrap_or("");
    let labels: Vec<&str> = host.split('.').collect();
    let last_is_word = labels
        .last()
        .is_some_and(|l| (2..=24).contains(&l.len()) && l.bytes().all(|b| b.is_ascii_lowercase()));
    let label = |l: &&str| !l.is_empty() && l.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let path = lower.split_once('/').is_some_and(|p| !p.1.is_empty());
    let page = labels.len() > 1 && labels.iter().all(label) && last_is_word && path;
    (scheme || page).then_some((at, end, "[address]"))
}

fn without_phones(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let begins = |c: char| c.is_ascii_digit() || matches!(c, '+' | '(');
    while let Some(start) = rest.find(begins) {
        let before = rest[..start].chars().next_back();
        let joined = before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '_'));
        let inside = |c: char| {
            c.is_ascii_digit() || matches!(c, '+' | '(' | ')' | ' ' | '-' | '.' | '/' | '\u{a0}' | '\u{2011}')
        };
        let end = rest[start..].find(|c| !inside(c)).map_or(rest.len(), |i| start + i);
        let run = rest[start..end].trim_end_matches(|c: char| !c.is_ascii_digit());
        let after = rest[start + run.len()..].chars().next();
        let joined = joined || after.is_some_and(char::is_alphanumeric);
        out.push_str(&rest[..start]);
        out.push_str(if !joined && is_phone(run) { "[telephone]" } else { run });
        // At least one character further, whatever the run was.
        let next = (start + run.len()).max(start + 1);
        out.push_str(&rest[start + run.len()..next]);
        rest = &rest[next..];
    }
    out + rest
}

fn is_phone(run: &str) -> bool {
    let groups: Vec<&str> = run.split(|c: char| !c.is_ascii_digit()).filter(|g| !g.is_empty()).collect();
    let digits: usize = groups.iter().map(|g| g.len()).sum();
    let first = groups.first().copied().unwrap_or("");
    let separated = groups.len() > 1;
    if !(7..=15).contains(&digits) {
        return false;
    }
    if run.starts_with('+') || run.starts_with('(') {
        return true;
    }
    // 2026-11-22 and 22.11.2026 are dates, 10 000 000 is a number, 0.123456789 too.
    let lengths: Vec<usize> = groups.iter().take(3).map(|g| g.len()).collect();
    let date = matches!(lengths.as_slice(), [4, 2, 2] | [2, 2, 4]) && (digits == 8 || run.contains(' '));
    let thousands = separated && groups[1..].iter().all(|g| g.len() == 3) && !first.starts_with('0');
    if date || thousands || (run.contains('.') && groups.len() == 2) {
        return false;
    }
    if first.starts_with('0') {
        return digits >= 8;
    }
    if separated {
        digits >= 9 || (digits == 7 && groups.len() == 2 && run.contains('-'))
    } else {
        (10..=11).contains(&digits) && !run.ends_with("000")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contact_data_goes() {
        for (text, wanted) in [
            ("write to ada@example.com, please", "write to [e-mail], please"),
            ("(ada.l+work@mail.example.co.uk)", "([e-mail])"),
            ("see https://example.com/a?b=c.", "see [address]."),
            ("github.com/ada and www.ada.example", "[address] and [address]"),
            ("call +49 170 1234567 at 10", "call [telephone] at 10"),
            ("(555) 123-4567", "[telephone]"),
            ("0171 2345678; 555-123-4567; 5551234567", "[telephone]; [telephone]; [telephone]"),
        ] {
            let shown = without_contact(text);
            assert!(shown == wanted || shown == format!("{wanted} "), "{text}: {shown}");
        }
    }

    #[test]
    fn numbers_and_dates_stay() {
        for text in [
            "10 000 000 rows",
            "1,000,000",
            "3 000 000 000 bytes",
            "2026-11-22",
            "22.11.2026",
            "2026-11-22 10:00",
            "1000000000",
            "0.123456789",
            "and/or",
            "p99 at 250 ms",
            "v1.2.3",
            "10.0.0.1",
            "",
        ] {
            assert_eq!(without_contact(text), text);
        }
    }
}
