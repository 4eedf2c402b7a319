//! Random data with what other programs computed from it: `tests/oracle/generate.py` made it.

use serde_json::Value;

/// The cases of one part.
pub fn cases(part: &str) -> Vec<Value> {
    let all: Value = serde_json::from_str(include_str!("../../tests/oracle/measure.json")).expect("JSON");
    let cases = all[part].as_array().cloned().unwrap_or_default();
    assert!(!cases.is_empty(), "no cases of {part}");
    cases
}

/// A number.
pub fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value} is no number"))
}

/// A list of numbers.
pub fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().expect("a list").iter().map(number).collect()
}

/// Units by raters, with gaps.
pub fn ratings(value: &Value) -> Vec<Vec<Option<u8>>> {
    let mark = |v: &Value| v.as_u64().and_then(|v| u8::try_from(v).ok());
    let unit = |u: &Value| u.as_array().expect("a unit").iter().map(mark).collect();
    value.as_array().expect("units").iter().map(unit).collect()
}

/// Equal but for rounding.
pub fn close(found: f64, wanted: f64) {
    assert!((found - wanted).abs() < 1e-9 * wanted.abs().max(1.0), "{found}, not {wanted}");
}
