//! Typed text as tokens.

/// One token.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token {
    /// A number, with its exponent.
    Number(f64),
    /// Letters, in the case in which they were typed; `%` and `$` are words too.
    Word(String),
    /// `*`, `x` between numbers.
    Times,
    /// `^` or `**`.
    Power,
    /// `/`
    Slash,
    /// `-`, `to`, `..`
    To,
    /// `+`
    Plus,
}

/// Words that say only that it is an estimate.
const ABOUT: &[&str] = &[
    "about",
    "around",
    "approximately",
    "approx",
    "ca",
    "circa",
    "roughly",
    "nearly",
    "almost",
    "some",
    "between",
];

/// Cuts a text into tokens.
///
/// # Errors
/// A character that belongs to no answer.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let chars: Vec<char> = plain(text).chars().collect();
    let mut out = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        let c = chars[i];
        match c {
            c if c.is_whitespace() => i += 1,
            '~' | '=' | '(' | ')' | ',' | ';' => i += 1,
            '0'..='9' => {
                let (value, next) = number(&chars, i)?;
                out.push(Token::Number(value));
                i = next;
            }
            '.' if chars.get(i + 1) == Some(&'.') => {
                out.push(Token::To);
                i += chars[i..].iter().take_while(|c| **c == '.').count();
            }
            '.' if chars.get(i + 1).is_some_and(char::is_ascii_digit) => {
                let (value, next) = number(&chars, i)?;
                out.push(Token::Number(value));
                i = next;
            }
            '.' => i += 1,
            '*' if chars.get(i + 1) == Some(&'*') => {
                out.push(Token::Power);
                i += 2;
            }
            '*' => {
                out.push(Token::Times);
                i += 1;
            }
            '^' => {
                out.push(Token::Power);
                i += 1;
            }
            '/' => {
                out.push(Token::Slash);
                i += 1;
            }
            '+' => {
                out.push(Token::Plus);
                i += 1;
            }
            '-' => {
                out.push(Token::To);
                i += 1;
            }
            '$' | '%' => {
                out.push(Token::Word(c.to_string()));
                i += 1;
            }
            c if c.is_ascii_alphabetic() => {
                let start = i;
                while i < chars.len() && in_word(&chars, i) {
                    i += 1;
                }
                let word: String = chars[start..i].iter().collect();
                let between_numbers = matches!(out.last(), Some(Token::Number(_)))
                    && chars[i..].iter().find(|c| !c.is_whitespace()).is_some_and(char::is_ascii_digit);
                match word.to_ascii_lowercase().as_str() {
                    "x" | "times" if between_numbers => out.push(Token::Times),
                    "to" | "and" | "through" => out.push(Token::To),
                    lower if ABOUT.contains(&lower) => {}
                    _ => out.push(Token::Word(word)),
                }
            }
            c => {
                return Err(format!(
                    "`{}` does not belong into a number",
                    crate::model::visible(&c.to_string())
                ));
            }
        }
    }
    Ok(out)
}

/// Letters, and a dash between two letters (`write-unit`).
fn in_word(chars: &[char], i: usize) -> bool {
    let letter = |i: usize| chars.get(i).is_some_and(char::is_ascii_alphabetic);
    letter(i) || (chars[i] == '-' && i > 0 && letter(i - 1) && letter(i + 1))
}

/// Typographic signs as the keyboard has them.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut raised = false;
    for c in text.chars() {
        let digit = "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().position(|s| s == c);
        if let Some(digit) = digit {
            if !raised {
                out.push('^');
            }
            out.push_str(&digit.to_string());
            raised = true;
            continue;
        }
        raised = false;
        out.push(match c {
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            '\u{d7}' | '\u{b7}' | '\u{22c5}' => '*',
            '\u{b5}' | '\u{3bc}' => 'u',
            '\u{2248}' | '\u{223c}' => '~',
            '\u{a0}' | '\u{2009}' | '\u{202f}' | '_' => ' ',
            c => c,
        });
    }
    out
}

/// A number at `i` and where it ends. Groups of three digits may be parted by commas or single blanks; a comma before another number of digits is a
/// decimal comma.
fn number(chars: &[char], start: usize) -> Result<(f64, usize), String> {
    let digits = |from: usize| chars[from..].iter().take_while(|c| c.is_ascii_digit()).count();
    let mut text = String::new();
    let mut i = start;
    let lead = digits(i);
    text.extend(&chars[i..i + lead]);
    i += lead;
    if (1..=3).contains(&lead) && chars[start] != '0' {
        // The first separator decides for all of them: `1,200 000` is not one number.
        if let Some(&separator) = chars.get(i).filter(|c| matches!(c, ',' | ' ')) {
            while chars.get(i) == Some(&separator) && digits(i + 1) == 3 {
                text.extend(&chars[i + 1..i + 4]);
                i += 4;
            }
        }
    }
    let point = match chars.get(i) {
        Some('.') => digits(i + 1) > 0,
        // `1,5` is one and a half; `1,500` was taken above.
        Some(',') => digits(i + 1) > 0 && text.len() == lead,
        _ => false,
    };
    if point {
        let n = digits(i + 1);
        text.push('.');
        text.extend(&chars[i + 1..i + 1 + n]);
        i += 1 + n;
    }
    if chars.get(i).is_some_and(|c| matches!(c, 'e' | 'E')) {
        let sign = usize::from(chars.get(i + 1).is_some_and(|c| matches!(c, '+' | '-')));
        let n = digits(i + 1 + sign);
        if n > 0 {
            text.extend(&chars[i..i + 1 + sign + n]);
            i += 1 + sign + n;
        }
    }
    let value = text.parse::<f64>().ok().filter(|v| v.is_finite());
    value.map(|v| (v, i)).ok_or_else(|| format!("`{text}` is not a number"))
}

/// A number as people read it: four significant digits, thousands parted by commas, very large and very small ones with an exponent.
pub fn number_shown(value: f64) -> String {
    if value == 0.0 {
        return "0".into();
    }
    if !(1e-3..1e15).contains(&value.abs()) {
        return format!("{value:.3e}");
    }
    let digits = (3 - value.abs().log10().floor() as i32).clamp(-12, 6);
    let factor = 10_f64.powi(digits);
    let rounded = (value * factor).round() / factor;
    let text = format!("{rounded:.*}", usize::try_from(digits).unwrap_or(0));
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let (sign, whole) = whole.strip_prefix('-').map_or(("", whole), |w| ("-", w));
    let mut out = String::from(sign);
    for (i, c) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(c);
    }
    let part = part.trim_end_matches('0');
    if part.is_empty() { out } else { format!("{out}.{part}") }
}
