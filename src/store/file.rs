//! The file itself: which paths may be a store, whose file stands there, and how it comes to be with mode 0600 in a folder with 0700.
#![expect(
    clippy::disallowed_methods,
    reason = "the store looks at its own file and makes it, before SQLite ever opens it"
)]

use std::{
    fs::{self, File, OpenOptions, Permissions},
    io::{self, ErrorKind, Read},
    os::unix::fs::{DirBuilderExt, FileTypeExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use rustix::fs::Access;

use super::{APPLICATION_ID, StoreError};

/// Refuses what would lose an interview silently: an empty path, a name that SQLite takes for a private or in-memory
/// database or for a part of another one, a folder, a device, a pipe, a link. An existing plain file or nothing at all passes.
/// Links on the way to the folder are followed here, once; SQLite would refuse them.
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
    if ["-journal", "-wal", "-shm"].iter().any(|part| text.ends_with(part)) {
        return bad("SQLite would take it for a part of another database; give another name");
    }
    let io = |source| StoreError::Io { path: path.to_owned(), source };
    let absolute = std::path::absolute(path).map_err(io)?;
    let (Some(folder), Some(name), false) = (absolute.parent(), absolute.file_name(), text.ends_with('/'))
    else {
        return bad("it is a folder; name a file in it");
    };
    let path = real(folder).map_err(io)?.join(name);
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

/// The folder without links; what of it does not exist yet stays as it is written.
fn real(folder: &Path) -> io::Result<PathBuf> {
    match (fs::canonicalize(folder), folder.parent(), folder.file_name()) {
        (Err(e), Some(above), Some(name)) if e.kind() == ErrorKind::NotFound => Ok(real(above)?.join(name)),
        (found, _, _) => found,
    }
}

/// What stands at a path, as its first bytes show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    /// Nothing.
    Nothing,
    /// An empty file, as it is left when making a store was stopped early.
    Empty,
    /// No content yet and a journal beside it: making it was stopped later.
    HalfMade,
    /// A store, or what looks like one.
    Store,
}

/// Whose file it is, found out before SQLite opens it: opening alone would roll another program's journal back, or make files beside it.
pub(super) fn look(path: &Path) -> Result<Seen, StoreError> {
    let io = |source| StoreError::Io { path: path.to_owned(), source };
    let mut head = Vec::with_capacity(100);
    match File::open(path) {
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(Seen::Nothing),
        Err(e) => return Err(io(e)),
        Ok(file) => file.take(100).read_to_end(&mut head).map_err(io)?,
    };
    let other = |why: &str| Err(StoreError::NotAStore { path: path.to_owned(), why: why.into() });
    if head.is_empty() {
        return Ok(Seen::Empty);
    }
    if head.iter().all(|b| *b == 0) && exists(&beside(path, "-journal")) {
        return Ok(Seen::HalfMade);
    }
    if !head.starts_with(b"SQLite format 3\0") {
        return other("it is no SQLite database");
    }
    // https://www.sqlite.org/fileformat.html, section 1.3: the application id stands at byte 68.
    match head.get(68..72) {
        Some(id) if id == APPLICATION_ID.to_be_bytes() => Ok(Seen::Store),
        Some(_) => other("the database belongs to another program"),
        None => other("it is cut off within its first hundred bytes"),
    }
}

/// Whether the database is in write-ahead mode: reading it would make files beside it.
/// https://www.sqlite.org/fileformat.html, section 1.3: the read version stands at byte 19.
pub(super) fn keeps_a_log(path: &Path) -> Result<bool, StoreError> {
    let io = |source| StoreError::Io { path: path.to_owned(), source };
    let mut head = Vec::with_capacity(20);
    File::open(path).map_err(io)?.take(20).read_to_end(&mut head).map_err(io)?;
    Ok(head.get(19) == Some(&2))
}

/// The file of that name with an ending of its own behind it.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Whether a file stands there.
pub(super) fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// Whether this user may write the file and make a journal beside it.
pub(super) fn may_write(path: &Path) -> bool {
    let folder = path.parent().unwrap_or(Path::new("/"));
    rustix::fs::access(path, Access::WRITE_OK).is_ok()
        && rustix::fs::access(folder, Access::WRITE_OK | Access::EXEC_OK).is_ok()
}

/// Makes the folder (0700) and an empty file (0600), whatever the umask. False when the file stood there already.
pub(super) fn make(path: &Path) -> Result<bool, StoreError> {
    let io = |source| StoreError::Io { path: path.to_owned(), source };
    let folder = path.parent().unwrap_or(Path::new("/"));
    make_folders(folder).map_err(io)?;
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Ok(file) => {
            file.set_permissions(Permissions::from_mode(0o600)).map_err(io)?;
            sync(folder).map_err(io)?;
            Ok(true)
        }
        Err(e) if e.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(source) => Err(io(source)),
    }
}

/// Each folder is made durable in the one above it: SQLite syncs only the folder of its file.
fn make_folders(folder: &Path) -> io::Result<()> {
    if folder.exists() {
        return Ok(());
    }
    let above = folder.parent().unwrap_or(Path::new("/"));
    make_folders(above)?;
    match fs::DirBuilder::new().mode(0o700).create(folder) {
        // Somebody else may be making the same store at this moment.
        Err(e) if e.kind() == ErrorKind::AlreadyExists && folder.is_dir() => return Ok(()),
        made => made?,
    }
    fs::set_permissions(folder, Permissions::from_mode(0o700))?;
    sync(above)
}

/// Makes the entries of a folder durable.
pub(super) fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// The size of the file in bytes, and whether others than the owner may read it.
pub(super) fn size_and_openness(path: &Path) -> (u64, bool) {
    fs::metadata(path).map_or((0, false), |m| (m.len(), m.permissions().mode() & 0o077 != 0))
}
