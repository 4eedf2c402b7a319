//! Content hashes: of a question's wording, and of its meaning.
//!
//! The wording hash changes with any edit; results pin it. The meaning hash covers only what changes a mark (rubric,
//! anchors, look-fors, level; for graded kinds the key: options, steps, answer, data sets, cases), so that a mended typo keeps the question's history and a changed key starts it anew.

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{
    kind::{Body, Sql},
    question::Question,
};

/// SHA-256 in lower-case hex.
pub fn sha256_hex(bytes: &[u8]) -> String {
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        hex.push_str(&format!("{byte:02x}"));
    }
    hex
}

/// Canonical JSON: keys in the order of the Rust types, maps sorted, no spaces.
pub fn canonical<T: Serialize>(value: &T) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// The hash that changes with any edit.
pub fn wording(question: &Question) -> String {
    sha256_hex(canonical(question).as_bytes())
}

/// The hash that changes with what is marked.
pub fn meaning(question: &Question) -> String {
    let key = match &question.body {
        Body::Open(open) => canonical(&(&open.rubric, &open.look_for, &open.anchors)),
        Body::Choice(choice) => {
            let options: Vec<_> = choice.option.iter().map(|o| (&o.text, o.correct)).collect();
            canonical(&(choice.select, options))
        }
        Body::Order(order) => canonical(&order.steps),
        Body::Estimate(e) => canonical(&(e.answer, &e.unit, e.within, e.partial)),
        // Everything that decides a verdict, and nothing that only explains or proves it.
        Body::Sql(sql) => canonical(&Sql { explanation: String::new(), proof: Vec::new(), ..sql.clone() }),
        Body::Code(code) => canonical(&(&code.case, code.limits)),
    };
    sha256_hex(canonical(&(&question.id, question.level, question.body.kind(), key)).as_bytes())
}
