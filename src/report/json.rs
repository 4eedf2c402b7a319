//! Figures as JSON: one document, versioned, exact.

use serde::Serialize;

/// Pretty JSON with a line feed at the end.
pub fn to_json<T: Serialize>(value: &T) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}
