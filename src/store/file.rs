//! The file itself: which paths may be a store, and how it comes to be with mode 0600 in a folder with 0700.
#![expect(clippy::disallowed_methods, reason = "the store makes its own file, before SQLite ever opens it")]

use std::{
    fs::{self, OpenOptions},
    io::ErrorKind,
    os::unix::fs::{DirBuilderExt, FileTypeExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use super::StoreError;

/// Refuses what would lose an interview silently: an empty path, a name that SQLite takes for a private or in-memory
/// database, a folder, a device, a pipe, a link. An existing plain file or nothing at all passes.
pub(super) fn admit(path: &Path) -> Result<PathBuf, StoreError> {
    let text = path.to_string_lossy().into_owned();
    let bad = |why: &str| Err(StoreError::BadPath { path: text.clone(), why: why.into() });
    if text.is_empty() {
        return bad("the path is empty (is VIVA_DB set to nothing?)");
    }
    if text.starts_with(':') || text.starts_with("file:") {
        return bad("SQLite would take it for a database in memory or a URI; give a plain path");
    }
    if text.contains('\0') {
        return bad("it holds a zero byte");
    }
    let path =
        std::path::absolute(path).map_err(|source| StoreError::Io { path: path.to_owned(), source })?;
    match fs::symlink_metadata(&path) {
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(path),
        Err(source) => Err(StoreError::Io { path, source }),
        Ok(meta) => {
            let kind = meta.file_type();
            if kind.is_symlink() {
                bad("it is a link; name the file it leads to")
            } else if kind.is_dir() {
                bad("it is a folder; name a file in it")
            } else if kind.is_fifo() || kind.is_socket() || kind.is_block_device() || kind.is_char_device() {
                bad("it is a device or a pipe")
            } else {
                Ok(path)
            }
        }
    }
}

/// Whether a file stands there.
pub(super) fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// Makes the folder (0700) and an empty file (0600), whatever the umask. False when the file stood there already.
pub(super) fn make(path: &Path) -> Result<bool, StoreError> {
    let io = |source| StoreError::Io { path: path.to_owned(), source };
    if let Some(folder) = path.parent()
        && !folder.exists()
    {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(io)?;
    }
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(file) => {
            file.set_permissions(fs::Permissions::from_mode(0o600)).map_err(io)?;
            Ok(true)
        }
        Err(e) if e.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(source) => Err(io(source)),
    }
}

/// The size of the file in bytes, and whether others than the owner may read it.
pub(super) fn size_and_openness(path: &Path) -> (u64, bool) {
    fs::metadata(path).map_or((0, false), |m| (m.len(), m.permissions().mode() & 0o077 != 0))
}
