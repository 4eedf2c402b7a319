//! What can be wrong with a store, in words that say what to do.

use std::path::PathBuf;

/// Trouble with the store. No variant shows a type of the database library.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No file there.
    #[error("there is no store at `{0}`")]
    Missing(PathBuf),
    /// The path is none that may be used.
    #[error("`{path}` cannot be a store: {why}")]
    BadPath {
        /// As given.
        path: String,
        /// Why.
        why: String,
    },
    /// A file of somebody else.
    #[error("`{path}` is not a store of viva: {why}")]
    NotAStore {
        /// Which file.
        path: PathBuf,
        /// How it shows.
        why: String,
    },
    /// Written by a newer viva.
    #[error("the store `{path}` has schema {found}, and this viva reads up to {known}")]
    Newer {
        /// Which file.
        path: PathBuf,
        /// Its version.
        found: i32,
        /// Ours.
        known: i32,
    },
    /// The content is not what was written.
    #[error("the store `{path}` is damaged: {why}")]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// What was found.
        why: String,
    },
    /// Somebody else is writing.
    #[error("another program has been writing to the store `{0}` for more than 5 seconds")]
    Busy(PathBuf),
    /// No room left.
    #[error("the disk that holds the store `{0}` is full; nothing of this entry was kept")]
    Full(PathBuf),
    /// The disk says that it cannot.
    #[error(
        "the disk that holds the store `{path}` fails ({why}); what was entered last is not certain to be kept"
    )]
    Failing {
        /// Which file.
        path: PathBuf,
        /// What SQLite said.
        why: String,
    },
    /// May not be written.
    #[error("the store `{0}` or its folder may not be written; nothing of this was kept")]
    ReadOnly(PathBuf),
    /// A crash left a journal that a reader may not roll back.
    #[error(
        "a crash left the store `{0}` in the middle of a write, and it may not be written to put that right"
    )]
    Unfinished(PathBuf),
    /// The entry does not follow the last one.
    #[error("the session went on elsewhere: entry {found} follows, not {wanted}")]
    Conflict {
        /// What was to be written.
        wanted: u32,
        /// What would come next.
        found: u32,
    },
    /// No such session, or more than one.
    #[error("{0}")]
    NoSession(String),
    /// A value that the store does not take.
    #[error("the store does not take this: {0}")]
    Refused(String),
    /// The system failed.
    #[error("`{path}`: {source}")]
    Io {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Anything else that SQLite said.
    #[error("the store `{path}` failed: {why}")]
    Other {
        /// Which file.
        path: PathBuf,
        /// What SQLite said.
        why: String,
    },
}

impl StoreError {
    /// What was found in a damaged store, without its path; of any other trouble the whole sentence.
    pub(super) fn why(&self) -> String {
        match self {
            StoreError::Damaged { why, .. } => why.clone(),
            other => other.to_string(),
        }
    }
}

/// Translates what SQLite said.
pub(super) fn translate(path: &std::path::Path, error: rusqlite::Error) -> StoreError {
    use rusqlite::{Error as R, ErrorCode as E, ffi};
    let path = path.to_owned();
    let why = error.to_string();
    // A row that does not hold what its column promises.
    let forged = matches!(
        error,
        R::FromSqlConversionFailure(..)
            | R::IntegralValueOutOfRange(..)
            | R::InvalidColumnType(..)
            | R::Utf8Error(..)
    );
    if forged {
        return StoreError::Damaged { path, why };
    }
    if error.sqlite_error().is_some_and(|e| e.extended_code == ffi::SQLITE_READONLY_ROLLBACK) {
        return StoreError::Unfinished(path);
    }
    match error.sqlite_error_code() {
        Some(E::DatabaseBusy | E::DatabaseLocked) => StoreError::Busy(path),
        Some(E::DiskFull) => StoreError::Full(path),
        Some(E::ReadOnly) => StoreError::ReadOnly(path),
        Some(E::DatabaseCorrupt | E::TooBig) => StoreError::Damaged { path, why },
        Some(E::NotADatabase) => StoreError::NotAStore { path, why },
        Some(E::ConstraintViolation) => StoreError::Refused(why),
        Some(E::SystemIoFailure) => StoreError::Failing { path, why },
        Some(E::OperationInterrupted) => {
            StoreError::Other { path, why: "reading it takes too long; nothing of it was used".into() }
        }
        Some(E::CannotOpen) => StoreError::Io { path, source: std::io::Error::other(why) },
        _ => StoreError::Other { path, why },
    }
}
