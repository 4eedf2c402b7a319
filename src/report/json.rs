//! Figures as JSON: one document, versioned, exact.

use serde::Serialize;

use crate::model::escape_json;

/// Pretty JSON with a line feed at the end. Characters that nobody types are escaped: exact, and harmless on a terminal.
pub fn to_json<T: Serialize>(value: &T) -> String {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    escape_json(&text).into_owned() + "\n"
}
