//! Files: read with a limit, written whole or not at all, never through a link.
#![expect(clippy::disallowed_methods, reason = "this is the files' home")]

use std::{
    fs::{self, File, OpenOptions, Permissions},
    io::{self, Read, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use rustix::fs::OFlags;

/// A failure with its path.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The system said no.
    #[error("`{path}`: {source}")]
    Io {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Not a plain file.
    #[error("`{0}` is not a plain file (links, folders, pipes and devices are not read)")]
    NotPlain(PathBuf),
    /// Too large.
    #[error("`{path}` has {bytes} bytes; at most {limit} are read")]
    TooLarge {
        /// Which file.
        path: PathBuf,
        /// Its size.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
    /// More files than are read.
    #[error("`{path}` holds more than {limit} files; the rest is not read")]
    TooMany {
        /// Which folder.
        path: PathBuf,
        /// The limit.
        limit: usize,
    },
    /// Folders within folders.
    #[error("`{path}` lies more than {limit} folders deep; it is not read")]
    TooDeep {
        /// Which folder.
        path: PathBuf,
        /// The limit.
        limit: usize,
    },
    /// Not text.
    #[error("`{path}` is not UTF-8 text (byte {at})")]
    NotText {
        /// Which file.
        path: PathBuf,
        /// The first byte that is not.
        at: usize,
    },
}

impl FileError {
    /// Whether the file simply is not there.
    pub fn is_missing(&self) -> bool {
        matches!(self, FileError::Io { source, .. } if source.kind() == io::ErrorKind::NotFound)
    }
}

fn io_error(path: &Path) -> impl Fn(io::Error) -> FileError + '_ {
    move |source| FileError::Io { path: path.to_owned(), source }
}

/// Reads a plain text file of at most `limit` bytes. `-` is standard input.
///
/// # Errors
/// Each with the path.
pub fn read_text(path: &Path, limit: u64) -> Result<String, FileError> {
    let mut bytes = Vec::new();
    let mut size = 0;
    if path.as_os_str() == "-" {
        io::stdin().lock().take(limit + 1).read_to_end(&mut bytes).map_err(io_error(path))?;
    } else {
        let meta = fs::metadata(path).map_err(io_error(path))?;
        if !meta.is_file() {
            return Err(FileError::NotPlain(path.to_owned()));
        }
        // A pipe that took the file's place in this moment must not hold the program up.
        let nonblock = i32::try_from(OFlags::NONBLOCK.bits()).unwrap_or(0);
        let file = OpenOptions::new().read(true).custom_flags(nonblock).open(path).map_err(io_error(path))?;
        size = meta.len();
        if size <= limit {
            // Room for one byte more than there is lets the last read find the end without growing.
            bytes.reserve_exact(usize::try_from(size).unwrap_or(0) + 1);
            file.take(limit + 1).read_to_end(&mut bytes).map_err(io_error(path))?;
        }
    }
    let size = size.max(bytes.len() as u64);
    if size > limit {
        return Err(FileError::TooLarge { path: path.to_owned(), bytes: size, limit });
    }
    let text = String::from_utf8(bytes);
    text.map_err(|e| FileError::NotText { path: path.to_owned(), at: e.utf8_error().valid_up_to() })
}

/// What stands in a folder: texts, and what could not be read.
#[derive(Debug, Default)]
pub struct Folder {
    /// Path and text, sorted by path.
    pub files: Vec<(PathBuf, String)>,
    /// What could not be read.
    pub errors: Vec<FileError>,
}

/// Folders are walked to this depth.
const DEEPEST: usize = 8;
/// So many files are read of one folder.
const MOST_FILES: usize = 10_000;

/// Reads every file with the ending below a folder (or the one file). Links are not followed, so that nothing outside is
/// reached; they are errors, like pipes and devices, and like folders that cannot be listed. At most `each` bytes a file and `all`
/// bytes together.
///
/// # Errors
/// When the folder itself cannot be listed.
pub fn read_folder(path: &Path, ending: &str, each: u64, all: u64) -> Result<Folder, FileError> {
    let mut folder = Folder::default();
    let meta = fs::metadata(path).map_err(io_error(path))?;
    let mut paths = Vec::new();
    if meta.is_dir() {
        collect(path, ending, 0, &mut paths, &mut folder.errors)?;
    } else {
        paths.push(path.to_owned());
    }
    paths.sort();
    if paths.len() > MOST_FILES {
        folder.errors.push(FileError::TooMany { path: path.to_owned(), limit: MOST_FILES });
        paths.truncate(MOST_FILES);
    }
    let mut total = 0;
    for path in paths {
        match read_text(&path, each) {
            Ok(text) => {
                total += text.len() as u64;
                if total > all {
                    folder.errors.push(FileError::TooLarge { path, bytes: total, limit: all });
                    break;
                }
                folder.files.push((path, text));
            }
            Err(e) => folder.errors.push(e),
        }
    }
    Ok(folder)
}

fn collect(
    folder: &Path,
    ending: &str,
    depth: usize,
    paths: &mut Vec<PathBuf>,
    errors: &mut Vec<FileError>,
) -> Result<(), FileError> {
    for entry in fs::read_dir(folder).map_err(io_error(folder))? {
        let entry = entry.map_err(io_error(folder))?;
        let (path, kind) = (entry.path(), entry.file_type().map_err(io_error(folder))?);
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        let matches = path.extension().is_some_and(|e| e == ending);
        if hidden {
            continue;
        } else if kind.is_dir() && depth >= DEEPEST {
            errors.push(FileError::TooDeep { path, limit: DEEPEST });
        } else if kind.is_dir() {
            if let Err(e) = collect(&path, ending, depth + 1, paths, errors) {
                errors.push(e);
            }
        } else if kind.is_file() && matches {
            paths.push(path);
        } else if matches || (kind.is_symlink() && path.is_dir()) {
            // A linked folder would be missed in silence, whatever its name.
            errors.push(FileError::NotPlain(path));
        }
    }
    Ok(())
}

/// Writes a file whole: into a temporary file beside it (0600), synced, then renamed. A link in its place is refused.
///
/// # Errors
/// Each with the path; the old file is then as it was.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let mut file = WholeFile::begin(path)?;
    file.file().write_all(bytes).map_err(io_error(path))?;
    file.finish()
}

/// A file that is there whole or not at all, for whoever writes it piece by piece. Dropped before [`WholeFile::finish`], it leaves nothing.
pub struct WholeFile {
    path: PathBuf,
    folder: PathBuf,
    file: tempfile::NamedTempFile,
}

impl WholeFile {
    /// Begins it in a temporary file beside its place (0600). A link in its place is refused.
    ///
    /// # Errors
    /// Each with the path.
    pub fn begin(path: &Path) -> Result<Self, FileError> {
        if fs::symlink_metadata(path).is_ok_and(|m| !m.is_file()) {
            return Err(FileError::NotPlain(path.to_owned()));
        }
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let file = tempfile::NamedTempFile::new_in(folder).map_err(io_error(path))?;
        file.as_file().set_permissions(Permissions::from_mode(0o600)).map_err(io_error(path))?;
        Ok(Self { path: path.to_owned(), folder: folder.to_owned(), file })
    }

    /// What is written to.
    pub fn file(&mut self) -> &mut File {
        self.file.as_file_mut()
    }

    /// Syncs it and puts it in its place.
    ///
    /// # Errors
    /// Each with the path; what stood there before is then as it was.
    pub fn finish(self) -> Result<(), FileError> {
        let Self { path, folder, file } = self;
        file.as_file().sync_all().map_err(io_error(&path))?;
        file.persist(&path).map_err(|e| FileError::Io { path: path.clone(), source: e.error })?;
        File::open(&folder).and_then(|f| f.sync_all()).map_err(io_error(&folder))
    }
}

/// Writes a new file whole (0600), as [`write_whole`], and never over something that stands there.
///
/// # Errors
/// Each with the path; a file that stands there already is one.
pub fn write_new(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(io_error(path))?;
    file.as_file().set_permissions(Permissions::from_mode(0o600)).map_err(io_error(path))?;
    file.write_all(bytes).map_err(io_error(path))?;
    file.as_file().sync_all().map_err(io_error(path))?;
    file.persist_noclobber(path).map_err(|e| FileError::Io { path: path.to_owned(), source: e.error })?;
    File::open(folder).and_then(|f| f.sync_all()).map_err(io_error(folder))
}

/// The plain files that stand in a folder itself, sorted. No folder: none.
pub fn plain_files(folder: &Path) -> Vec<PathBuf> {
    let Ok(list) = fs::read_dir(folder) else { return Vec::new() };
    let plain = |e: fs::DirEntry| e.file_type().is_ok_and(|k| k.is_file()).then(|| e.path());
    let mut files: Vec<PathBuf> = list.flatten().filter_map(plain).collect();
    files.sort();
    files
}

/// Whether anything stands there, a link that leads nowhere too.
pub fn stands(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// Makes a folder and those above it.
///
/// # Errors
/// With the path.
pub fn make_folder(path: &Path) -> Result<(), FileError> {
    fs::create_dir_all(path).map_err(io_error(path))
}

/// Whether two paths lead to the same file, whatever links they go through.
pub fn same_file(a: &Path, b: &Path) -> bool {
    match (fs::metadata(a), fs::metadata(b)) {
        (Ok(a), Ok(b)) => (a.dev(), a.ino()) == (b.dev(), b.ino()),
        _ => false,
    }
}
