//! One interview, one screen: a lock file beside the store, held by the system and let go even by kill -9.
#![expect(clippy::disallowed_methods, reason = "the lock is a file of its own, never the store's")]

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{Read, Seek, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use rustix::fs::OFlags;

use super::FileError;
use crate::model::SessionId;

/// Held for as long as it lives; its file goes with it. A file left behind by a crash does no harm.
#[derive(Debug)]
pub struct SessionLock {
    path: PathBuf,
    _file: File,
}

/// Who holds a session, or practice, already.
#[derive(Debug, thiserror::Error)]
#[error("{what} is open in another terminal ({who})")]
pub struct HeldBy {
    /// What is held.
    pub what: &'static str,
    /// Which process, as far as it can be told.
    pub who: String,
}

impl SessionLock {
    /// Takes the lock of a session of the store at `store`; says who holds it when somebody does.
    ///
    /// # Errors
    /// When the lock file cannot be made.
    pub fn take(store: &Path, session: &SessionId) -> Result<Result<Self, HeldBy>, FileError> {
        Self::take_file(beside(store, session.short(), "lock"), "the session")
    }

    /// Takes the lock of practice on the store at `store`: one round at a time goes on with what was stopped.
    ///
    /// # Errors
    /// When the lock file cannot be made.
    pub fn take_practice(store: &Path) -> Result<Result<Self, HeldBy>, FileError> {
        Self::take_file(beside(store, PRACTICE, "lock"), "practice")
    }

    fn take_file(path: PathBuf, what: &'static str) -> Result<Result<Self, HeldBy>, FileError> {
        let io = |source| FileError::Io { path: path.clone(), source };
        let nofollow = i32::try_from(OFlags::NOFOLLOW.bits()).unwrap_or(0);
        loop {
            let mut options = OpenOptions::new();
            options.read(true).write(true).create(true).truncate(false).mode(0o600).custom_flags(nofollow);
            let mut file = options.open(&path).map_err(io)?;
            match file.try_lock() {
                // Its last holder may have taken the file away between our opening and locking it: then the lock is worth nothing.
                Ok(()) if !stands_at(&file, &path) => {}
                Ok(()) => {
                    file.set_len(0).map_err(io)?;
                    write!(file, "process {}", std::process::id()).map_err(io)?;
                    return Ok(Ok(Self { path, _file: file }));
                }
                Err(TryLockError::WouldBlock) => {
                    let mut holder = String::new();
                    let _ = file.rewind().and_then(|()| (&mut file).take(100).read_to_string(&mut holder));
                    let holder = if holder.is_empty() { "another process".into() } else { holder };
                    return Ok(Err(HeldBy { what, who: holder }));
                }
                Err(TryLockError::Error(source)) => return Err(io(source)),
            }
        }
    }
}

impl Drop for SessionLock {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Whether that very file stands at the path.
fn stands_at(file: &File, path: &Path) -> bool {
    match (file.metadata(), std::fs::symlink_metadata(path)) {
        (Ok(open), Ok(there)) => (open.dev(), open.ino()) == (there.dev(), there.ino()),
        _ => false,
    }
}

/// What stands in the names of practice's small files where a session has its short id.
const PRACTICE: &str = "practice";

/// A small file of a session, or of practice, beside its store.
fn beside(store: &Path, whose: &str, what: &str) -> PathBuf {
    let name = store.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    store.with_file_name(format!(".{name}.{whose}.{what}"))
}

/// What was half typed when a session stopped. Nothing half typed: no file.
#[derive(Debug, Clone)]
pub struct DraftFile(PathBuf);

impl DraftFile {
    /// The draft of a session of the store at `store`.
    pub fn of(store: &Path, session: &SessionId) -> Self {
        Self(beside(store, session.short(), "draft"))
    }

    /// The draft of practice on the store at `store`.
    pub fn of_practice(store: &Path) -> Self {
        Self(beside(store, PRACTICE, "draft"))
    }

    /// What is kept; nothing when there is no draft.
    pub fn read(&self) -> String {
        super::read_text(&self.0, 100_000).unwrap_or_default()
    }

    /// Keeps a text, or takes the file away when there is none. Failing is no reason to stop an interview.
    pub fn keep(&self, text: &str) {
        if text.trim().is_empty() {
            let _ = std::fs::remove_file(&self.0);
        } else {
            let _ = super::write_whole(&self.0, text.as_bytes());
        }
    }
}
