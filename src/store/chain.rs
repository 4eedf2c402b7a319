//! The hash chain of a session.

use sha2::{Digest, Sha256};

/// SHA-256 over length-prefixed parts, one after another: no two lists of parts have the same bytes.
#[derive(Default)]
pub(super) struct Parts(Sha256);

impl Parts {
    /// Adds one part, which may lie in pieces.
    pub(super) fn add(&mut self, pieces: &[&[u8]]) {
        let length: usize = pieces.iter().map(|p| p.len()).sum();
        self.0.update((length as u64).to_le_bytes());
        pieces.iter().for_each(|p| self.0.update(p));
    }

    /// In lower-case hex.
    pub(super) fn finish(self) -> String {
        hex(&self.0.finalize())
    }
}

/// SHA-256 over length-prefixed parts, in lower-case hex.
pub(super) fn digest(parts: &[&[u8]]) -> String {
    let mut all = Parts::default();
    parts.iter().for_each(|part| all.add(&[part]));
    all.finish()
}

/// The content hash of a pinned text: plain SHA-256 in lower-case hex.
pub(super) fn content(body: &str) -> String {
    hex(&Sha256::digest(body.as_bytes()))
}

/// Millions of these are written when a large store is read, hence by hand.
fn hex(bytes: &[u8]) -> String {
    let digit = |n: u8| char::from(b"0123456789abcdef"[usize::from(n)]);
    let mut out = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        out.push(digit(byte >> 4));
        out.push(digit(byte & 15));
    }
    out
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
