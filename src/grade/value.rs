//! When two values of a result are the same.
//!
//! NULL is only NULL: not 0, not empty text. Numbers are compared as numbers, whole or not. A text that is the plain spelling of a number counts as that number
//! (`'2024'` of `strftime` and 2024 of a cast look the same in every table, so a candidate could not know), while `'007'` and `'1.50'` stay texts. Blobs are only
//! equal to blobs.

use std::cmp::Ordering;

use super::Value;

/// A value brought into the form in which it is compared.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    Null,
    Whole(i64),
    Real(f64),
    Text(String),
    Blob(Vec<u8>),
}

/// Sums in another order differ in the last bits.
const RELATIVE: f64 = 1e-9;

pub(super) fn cell(value: &Value) -> Cell {
    match value {
        Value::Null => Cell::Null,
        Value::Integer(i) => Cell::Whole(*i),
        Value::Real(x) => Cell::Real(*x),
        Value::Text(text) => number_spelt(text).unwrap_or_else(|| Cell::Text(text.clone())),
        Value::Blob(bytes) => Cell::Blob(bytes.clone()),
    }
}

fn number_spelt(text: &str) -> Option<Cell> {
    if !text.starts_with(|c: char| c.is_ascii_digit() || c == '-') || text.len() > 24 {
        return None;
    }
    if let Some(whole) = text.parse::<i64>().ok().filter(|i| i.to_string() == text) {
        return Some(Cell::Whole(whole));
    }
    text.parse::<f64>().ok().filter(|x| x.fract() != 0.0 && x.to_string() == text).map(Cell::Real)
}

impl Cell {
    /// Numbers may differ within a tolerance; everything else is equal or not.
    pub(super) fn number(&self) -> Option<f64> {
        match self {
            Cell::Whole(i) => Some(*i as f64),
            Cell::Real(x) => Some(*x),
            Cell::Null | Cell::Text(_) | Cell::Blob(_) => None,
        }
    }

    /// Whether two cells are the same. Two whole numbers are equal or not; the tolerance is for a number that may have a fraction.
    pub(super) fn same(&self, other: &Cell, tolerance: f64) -> bool {
        match (self, other) {
            (Cell::Whole(a), Cell::Whole(b)) => a == b,
            _ => match (self.number(), other.number()) {
                (Some(a), Some(b)) => near(a, b, tolerance),
                _ => self == other,
            },
        }
    }

    fn whole(&self) -> Option<i64> {
        match self {
            Cell::Whole(i) => Some(*i),
            Cell::Null | Cell::Real(_) | Cell::Text(_) | Cell::Blob(_) => None,
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Cell::Null => 0,
            Cell::Whole(_) | Cell::Real(_) => 1,
            Cell::Text(_) => 2,
            Cell::Blob(_) => 3,
        }
    }

    /// Any total order will do: it only brings equal bags into equal lists.
    pub(super) fn order(&self, other: &Cell) -> Ordering {
        match (self, other) {
            (Cell::Text(a), Cell::Text(b)) => a.cmp(b),
            (Cell::Blob(a), Cell::Blob(b)) => a.cmp(b),
            _ => match (self.number(), other.number()) {
                // Large whole numbers share a floating-point neighbour.
                (Some(a), Some(b)) => a.total_cmp(&b).then_with(|| self.whole().cmp(&other.whole())),
                _ => self.rank().cmp(&other.rank()),
            },
        }
    }
}

/// Whether two numbers are the same but for a stated distance or for rounding.
fn near(a: f64, b: f64, tolerance: f64) -> bool {
    // Nothing is near infinity, not even within a share of it.
    let finite = a.is_finite() && b.is_finite();
    a == b || finite && (a - b).abs() <= tolerance.max(RELATIVE * a.abs().max(b.abs()))
}

impl Value {
    /// As a table shows it; texts that would be taken for something else stand in quotes.
    pub fn shown(&self) -> String {
        match self {
            Value::Null => "NULL".into(),
            Value::Integer(i) => i.to_string(),
            Value::Real(x) if x.fract() == 0.0 && x.abs() < 1e15 => format!("{x:.1}"),
            Value::Real(x) => x.to_string(),
            Value::Text(text) if text.trim() != text || text.is_empty() || text == "NULL" => {
                format!("'{text}'")
            }
            Value::Text(text) => text.clone(),
            Value::Blob(bytes) => {
                let hex: String = bytes.iter().take(16).map(|b| format!("{b:02x}")).collect();
                format!("x'{hex}{}'", if bytes.len() > 16 { "..." } else { "" })
            }
        }
    }
}
