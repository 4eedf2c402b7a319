//! The only room that keeps anything: one SQLite file, append-only, every write durable before the call returns.
//!
//! Rows of a session form a hash chain over salted commitments: `commitment = SHA-256(salt || body)`,
//! `chain = SHA-256(previous chain || seq || kind || at || elapsed || commitment)`. The body stands apart, so that one person can be
//! erased while the chain still verifies.

mod backup;
mod chain;
mod check;
mod codec;
mod entry;
mod error;
mod file;
#[cfg(test)]
mod forged;
mod open;
mod reading;
mod session;
#[cfg(test)]
mod story;
mod transact;

pub use check::{Status, Trouble};
pub use error::StoreError;
pub use open::{Access, Hooks, Made, Store};
pub use reading::Reading;
pub use session::{SessionRow, StoredSession};

/// The schema version that this program writes.
pub const SCHEMA_VERSION: i32 = 1;
/// `viva` in ASCII: marks the file as ours.
pub const APPLICATION_ID: i32 = 0x7669_7661;

/// The version of the SQLite library in this binary.
pub fn sqlite_version() -> &'static str {
    rusqlite::version()
}
