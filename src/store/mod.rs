//! The only room that keeps anything: one SQLite file, append-only, every write durable before the call returns.
//!
//! Rows of a session form a hash chain over salted commitments: `commitment = SHA-256(salt || body)`,
//! `chain = SHA-256(previous chain || seq || kind || at || elapsed || commitment)`. The body stands apart, so that one person can be
//! erased while the chain still verifies.

mod backup;
mod chain;
mod check;
mod codec;
mod drill;
#[cfg(test)]
mod drill_story;
mod entry;
mod erase;
mod error;
mod export;
mod facts;
mod file;
#[cfg(test)]
mod forged;
mod merge;
#[cfg(test)]
mod merge_story;
mod open;
mod person;
mod practice;
mod practice_codec;
mod practice_merge;
#[cfg(test)]
mod practice_story;
mod reading;
#[cfg(test)]
mod renewed;
mod session;
mod source;
#[cfg(test)]
mod story;
mod texts;
mod transact;

pub use check::{Status, Trouble};
pub use erase::Erased;
pub use error::StoreError;
pub use facts::EachSession;
pub use merge::{Fate, Gathered, Judge, Merged, Progress, SessionFate, gather};
pub use open::{Access, Hooks, Made, Store};
pub use practice_merge::{PracticeConflict, PracticeMerged};
pub use reading::Reading;
pub use session::{SessionRow, StoredSession};
pub use source::{Source, Watch};

/// The schema version that this program writes.
pub const SCHEMA_VERSION: i32 = 6;
/// `viva` in ASCII: marks the file as ours.
pub const APPLICATION_ID: i32 = 0x7669_7661;

/// The version of the SQLite library in this binary.
pub fn sqlite_version() -> &'static str {
    rusqlite::version()
}
