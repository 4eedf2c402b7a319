//! The hash chain of a session.

use sha2::{Digest, Sha256};

/// A SHA-256 in lower-case hex, on the stack: millions of these are made when a large store is read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Hex([u8; 64]);

impl Hex {
    fn of(bytes: &[u8; 32]) -> Self {
        let mut out = [0; 64];
        for (pair, byte) in out.chunks_exact_mut(2).zip(bytes) {
            pair[0] = b"0123456789abcdef"[usize::from(byte >> 4)];
            pair[1] = b"0123456789abcdef"[usize::from(byte & 15)];
        }
        Hex(out)
    }

    /// Whether this text is it.
    pub(super) fn is(&self, text: &str) -> bool {
        text.as_bytes() == self.0
    }
}

impl From<Hex> for String {
    fn from(hex: Hex) -> String {
        hex.0.iter().map(|b| char::from(*b)).collect()
    }
}

/// The bytes that a text in lower-case hex stands for, if it is a SHA-256.
pub(super) fn bytes_of(hex: &str) -> Option<[u8; 32]> {
    let digits: &[u8; 64] = hex.as_bytes().try_into().ok()?;
    let value = |digit: u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    };
    let mut out = [0; 32];
    for (byte, pair) in out.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = value(pair[0])? << 4 | value(pair[1])?;
    }
    Some(out)
}

/// Length-prefixed parts, one after another: no two lists of parts have the same bytes. They are put together in `buffer` and hashed at once.
pub(super) struct Parts<'b>(&'b mut Vec<u8>);

impl<'b> Parts<'b> {
    /// Begins; what the buffer held is forgotten.
    pub(super) fn begin(buffer: &'b mut Vec<u8>) -> Self {
        buffer.clear();
        Self(buffer)
    }

    /// Adds one part, which may lie in pieces.
    pub(super) fn add(&mut self, pieces: &[&[u8]]) {
        let length: usize = pieces.iter().map(|p| p.len()).sum();
        self.0.extend_from_slice(&(length as u64).to_le_bytes());
        pieces.iter().for_each(|p| self.0.extend_from_slice(p));
    }

    /// Adds a number as it is written.
    pub(super) fn number(&mut self, number: i64) {
        let mut digits = [0; 20];
        let mut at = digits.len();
        let mut rest = number.unsigned_abs();
        loop {
            at -= 1;
            digits[at] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        if number < 0 {
            at -= 1;
            digits[at] = b'-';
        }
        self.add(&[&digits[at..]]);
    }

    /// Their SHA-256.
    pub(super) fn finish(self) -> Hex {
        Hex::of(&Sha256::digest(&self.0[..]).into())
    }
}

/// SHA-256 over length-prefixed parts, in lower-case hex.
pub(super) fn digest(parts: &[&[u8]]) -> String {
    let mut buffer = Vec::new();
    let mut all = Parts::begin(&mut buffer);
    parts.iter().for_each(|part| all.add(&[part]));
    all.finish().into()
}

/// The content hash of a pinned text: plain SHA-256 in lower-case hex.
pub(super) fn content(body: &str) -> String {
    Hex::of(&Sha256::digest(body.as_bytes()).into()).into()
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

/// The next link. `buffer` is room to work in.
pub(super) fn next(
    before: &str,
    seq: u32,
    kind: &str,
    at: i64,
    elapsed: u64,
    commitment: &str,
    buffer: &mut Vec<u8>,
) -> Hex {
    let mut parts = Parts::begin(buffer);
    parts.add(&[before.as_bytes()]);
    parts.number(seq.into());
    parts.add(&[kind.as_bytes()]);
    parts.number(at);
    match i64::try_from(elapsed) {
        Ok(elapsed) => parts.number(elapsed),
        Err(_) => parts.add(&[elapsed.to_string().as_bytes()]),
    }
    parts.add(&[commitment.as_bytes()]);
    parts.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_ever() {
        for n in [0, 1, -1, 10, 907, -12_345, i64::MAX, i64::MIN] {
            let (mut one, mut other) = (Vec::new(), Vec::new());
            Parts::begin(&mut one).number(n);
            Parts::begin(&mut other).add(&[n.to_string().as_bytes()]);
            assert_eq!(one, other, "{n}");
        }
    }

    #[test]
    fn hex_there_and_back() {
        let hash = content("abc");
        assert_eq!(hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        let bytes = bytes_of(&hash).expect("a hash");
        assert_eq!(bytes[..4], [0xba, 0x78, 0x16, 0xbf]);
        assert!(Hex::of(&bytes).is(&hash));
        for none in ["", "ba", &hash.to_uppercase(), &format!("g{}", &hash[1..]), &format!("{hash}0")] {
            assert_eq!(bytes_of(none), None, "{none}");
        }
    }
}
