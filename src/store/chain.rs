//! The hash chain of a session.

use sha2::{Digest, Sha256};

/// SHA-256 over length-prefixed parts, in lower-case hex: no two lists of parts have the same bytes.
pub(super) fn digest(parts: &[&[u8]]) -> String {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    hex(hasher.finalize().iter())
}

/// The content hash of a pinned text: plain SHA-256 in lower-case hex.
pub(super) fn content(body: &str) -> String {
    hex(Sha256::digest(body.as_bytes()).iter())
}

fn hex<'a>(bytes: impl Iterator<Item = &'a u8>) -> String {
    bytes.map(|byte| format!("{byte:02x}")).collect()
}

/// Where a session's chain begins: its fixed facts and the hashes of everything pinned.
pub(super) fn first(
    id: &str,
    role: &str,
    form: &str,
    mode: &str,
    started: i64,
    commitment: &str,
    pinned: &[String],
) -> String {
    let started = started.to_string();
    let mut parts: Vec<&[u8]> = vec![b"viva session 1", id.as_bytes(), role.as_bytes(), form.as_bytes()];
    parts.extend([mode.as_bytes(), started.as_bytes(), commitment.as_bytes()]);
    parts.extend(pinned.iter().map(|h| h.as_bytes()));
    digest(&parts)
}

/// The next link.
pub(super) fn next(before: &str, seq: u32, kind: &str, at: i64, elapsed: u64, commitment: &str) -> String {
    let (seq, at, elapsed) = (seq.to_string(), at.to_string(), elapsed.to_string());
    digest(&[
        before.as_bytes(),
        seq.as_bytes(),
        kind.as_bytes(),
        at.as_bytes(),
        elapsed.as_bytes(),
        commitment.as_bytes(),
    ])
}
