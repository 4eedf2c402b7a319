//! Tokens as one number or an interval, in the unit of the question.

use super::{
    token::{Token, tokens},
    word::{Meaning, meaning, time},
};
use crate::bank::{Base, Unit};

/// A number or an interval, in the unit of the question; `low` and `high` are equal for a single number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Quantity {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

/// A number with what stands behind it. What is not written is taken from the other end of the interval, then from the question.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Term {
    number: f64,
    times: Option<f64>,
    size: Option<f64>,
    per: Option<f64>,
    /// The unit stood before the number: `$2-3M`.
    before: bool,
}

/// Reads an answer.
///
/// # Errors
/// What is not understood, and an example of what would be.
pub fn quantity(text: &str, unit: &Unit, name: &str) -> Result<Quantity, String> {
    let help =
        |why: String| format!("{why}; asked is a number in `{name}`, such as `{}`", example(unit, name));
    if text.chars().count() > 200 {
        return Err(help("that is longer than any number".into()));
    }
    let tokens = tokens(text).map_err(help)?;
    let mut parts = split(&tokens);
    let (first, second) = match (parts.len(), parts.pop(), parts.pop()) {
        (1, Some(only), _) => (term(only, unit).map_err(help)?, None),
        (2, Some(last), Some(first)) => {
            (term(first, unit).map_err(help)?, Some(term(last, unit).map_err(help)?))
        }
        (0, ..) => return Err(help("there is no number".into())),
        _ => return Err(help("an interval has two ends".into())),
    };
    let Some(second) = second else {
        let value = value(first, unit).map_err(help)?;
        return Ok(Quantity { low: value, high: value });
    };
    let (a, b) = (value(completed(first, second), unit), value(completed(second, first), unit));
    let (a, b) = (a.map_err(help)?, b.map_err(help)?);
    Ok(Quantity { low: a.min(b), high: a.max(b) })
}

fn example(unit: &Unit, name: &str) -> String {
    let rate = name.split_once('/').map_or(String::new(), |(_, time)| format!("/{time}"));
    match &unit.base {
        Base::Data(size) if *size < 1.0 => format!("40 Mbit{rate}"),
        Base::Data(_) => format!("1.2 GB{rate}"),
        Base::Time(_) => "90 s".into(),
        Base::Money(_) => format!("$40k{rate}"),
        Base::Noun(_) if unit.per.is_some() => format!("40k{rate}"),
        Base::Noun(noun) => format!("40k {noun}s"),
    }
}

/// The two ends of an interval. A minus sign at the start of an end is kept with it.
fn split(tokens: &[Token]) -> Vec<&[Token]> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (i, token) in tokens.iter().enumerate() {
        if *token == Token::To && i > start {
            parts.push(&tokens[start..i]);
            start = i + 1;
        }
    }
    if start < tokens.len() {
        parts.push(&tokens[start..]);
    }
    parts
}

/// What is missing in one end, taken from the other: in `2-3 TB` the first end has neither magnitude nor unit, in `2k-3k/s` only the time is missing.
fn completed(term: Term, other: Term) -> Term {
    let bare = term.times.is_none() && (term.size.is_none() || term.before);
    Term {
        number: term.number,
        before: term.before,
        times: if bare { other.times } else { term.times },
        size: term.size.or(other.size),
        per: term.per.or(other.per),
    }
}

/// In the unit of the question.
fn value(term: Term, unit: &Unit) -> Result<f64, String> {
    let own = match &unit.base {
        Base::Data(size) | Base::Time(size) | Base::Money(size) => *size,
        Base::Noun(_) => 1.0,
    };
    let amount = term.number * term.times.unwrap_or(1.0) * term.size.map_or(1.0, |s| s / own);
    let value = match (unit.per, term.per) {
        (None, None) => amount,
        (Some(asked), Some(given)) => amount * asked / given,
        // A bare number is in the unit of the question, time and all.
        (Some(_), None) if term.size.is_none() => amount,
        (Some(_), None) => return Err("in how much time?".into()),
        (None, Some(_)) => return Err("that is a rate, and no rate is asked".into()),
    };
    if value.is_finite() { Ok(value) } else { Err("that is no finite number".into()) }
}

/// Reads one end: signs and currency, a product of numbers, words, a rate. Times may have several parts: `1 h 30 min`.
fn term(tokens: &[Token], unit: &Unit) -> Result<Term, String> {
    let mut reader = TermReader { tokens, at: 0, unit };
    let mut whole = reader.one()?;
    while reader.at < tokens.len() {
        reader.skip(&Token::Plus);
        let next = reader.one()?;
        let in_seconds = |t: Term| Some(t.number * t.times.unwrap_or(1.0) * t.size?);
        let both = in_seconds(whole).zip(in_seconds(next)).filter(|_| matches!(unit.base, Base::Time(_)));
        let Some((a, b)) = both else { return Err("there are two numbers".into()) };
        whole = Term { number: a + b, times: None, size: Some(1.0), per: None, before: false };
    }
    Ok(whole)
}

struct TermReader<'t> {
    tokens: &'t [Token],
    at: usize,
    unit: &'t Unit,
}

impl TermReader<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn skip(&mut self, token: &Token) -> bool {
        let here = self.peek() == Some(token);
        self.at += usize::from(here);
        here
    }

    fn one(&mut self) -> Result<Term, String> {
        let mut term = Term { number: 1.0, times: None, size: None, per: None, before: false };
        let negative = self.skip(&Token::To);
        while let Some(Token::Word(word)) = self.peek() {
            let word = word.clone();
            // Only a currency may stand before the number.
            match meaning(&word, &self.unit.base) {
                Some(Meaning::Thing { times: 1.0, size }) if matches!(self.unit.base, Base::Money(_)) => {
                    (term.size, term.before) = (Some(size), true);
                }
                _ => return Err(format!("`{}` is not a number", crate::model::visible(&word))),
            }
            self.at += 1;
        }
        term.number = self.product()?;
        if negative {
            term.number = -term.number;
        }
        while let Some(token) = self.peek() {
            match token {
                Token::Word(word) => {
                    let word = word.clone();
                    self.at += 1;
                    self.word(&word, &mut term)?;
                }
                Token::Slash => {
                    self.at += 1;
                    self.rate(&mut term)?;
                }
                Token::Times | Token::Power => return Err("a number is missing".into()),
                Token::Number(_) | Token::Plus | Token::To => break,
            }
        }
        Ok(term)
    }

    /// `3`, `3 x 10^9`, `2,000 * 600`
    fn product(&mut self) -> Result<f64, String> {
        let mut product = self.power()?;
        while self.skip(&Token::Times) {
            product *= self.power()?;
        }
        Ok(product)
    }

    fn power(&mut self) -> Result<f64, String> {
        let base = self.number()?;
        if !self.skip(&Token::Power) {
            return Ok(base);
        }
        let negative = self.skip(&Token::To);
        let exponent = self.number()?;
        Ok(base.powf(if negative { -exponent } else { exponent }))
    }

    fn number(&mut self) -> Result<f64, String> {
        match self.peek() {
            Some(Token::Number(value)) => {
                let value = *value;
                self.at += 1;
                Ok(value)
            }
            _ => Err("a number is missing".into()),
        }
    }

    fn word(&mut self, word: &str, term: &mut Term) -> Result<(), String> {
        let is_per = matches!(word.to_ascii_lowercase().as_str(), "per" | "a" | "an" | "each" | "every");
        if is_per && matches!(self.peek(), Some(Token::Word(next)) if time(next).is_some()) {
            return self.rate(term);
        }
        let unknown = || format!("`{}` is not understood", crate::model::visible(word));
        let twice = || format!("`{}` is one unit too many", crate::model::visible(word));
        match meaning(word, &self.unit.base).ok_or_else(unknown)? {
            Meaning::Times(times) if term.size.is_none() || matches!(self.unit.base, Base::Money(_)) => {
                term.times = Some(term.times.unwrap_or(1.0) * times);
            }
            Meaning::Times(_) => return Err(twice()),
            Meaning::Thing { times, size } => {
                // `US $` and `$ ... USD` name one thing twice.
                if term.size.is_some_and(|s| s != size || !matches!(self.unit.base, Base::Money(_))) {
                    return Err(twice());
                }
                term.size = Some(size);
                if times != 1.0 {
                    term.times = Some(term.times.unwrap_or(1.0) * times);
                }
            }
            Meaning::Rate { times, size, per } => {
                if term.size.is_some() || term.per.is_some() {
                    return Err(twice());
                }
                (term.size, term.per) = (Some(size), Some(per));
                if times != 1.0 {
                    term.times = Some(term.times.unwrap_or(1.0) * times);
                }
            }
            Meaning::Every(per) if term.per.is_none() => term.per = Some(per),
            Meaning::Every(_) => return Err(twice()),
        }
        Ok(())
    }

    fn rate(&mut self, term: &mut Term) -> Result<(), String> {
        let Some(Token::Word(word)) = self.peek() else { return Err("per what time?".into()) };
        let word = word.clone();
        let seconds =
            time(&word).ok_or_else(|| format!("`{}` is not a time", crate::model::visible(&word)))?;
        if term.per.replace(seconds).is_some() {
            return Err(format!("`{word}` is one time too many"));
        }
        self.at += 1;
        Ok(())
    }
}
