//! One interview, one screen: a lock file beside the store, held by the system and let go even by kill -9.
#![expect(clippy::disallowed_methods, reason = "the lock is a file of its own, never the store's")]

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{Read, Seek, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use super::FileError;
use crate::model::SessionId;

/// Held for as long as it lives.
#[derive(Debug)]
pub struct SessionLock {
    _file: File,
}

/// Who holds a session already.
#[derive(Debug, thiserror::Error)]
#[error("the session is open in another terminal ({0})")]
pub struct HeldBy(pub String);

impl SessionLock {
    /// Takes the lock of a session of the store at `store`; says who holds it when somebody does.
    ///
    /// # Errors
    /// When the lock file cannot be made.
    pub fn take(store: &Path, session: &SessionId) -> Result<Result<Self, HeldBy>, FileError> {
        let name = store.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let path = store.with_file_name(format!(".{name}.{}.lock", session.short()));
        let io = |source| FileError::Io { path: path.clone(), source };
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .mode(0o600)
            .open(&path)
            .map_err(io)?;
        match file.try_lock() {
            Ok(()) => {
                file.set_len(0).map_err(io)?;
                write!(file, "process {}", std::process::id()).map_err(io)?;
                Ok(Ok(Self { _file: file }))
            }
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                let _ = file.rewind().and_then(|()| file.read_to_string(&mut holder));
                Ok(Err(HeldBy(holder)))
            }
            Err(TryLockError::Error(source)) => Err(io(source)),
        }
    }

    /// Takes the lock file away once the session is over. A file left behind by a crash does no harm.
    pub fn release(self, store: &Path, session: &SessionId) {
        let name = store.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let _ = std::fs::remove_file(store.with_file_name(format!(".{name}.{}.lock", session.short())));
    }
}
