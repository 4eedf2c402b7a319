//! Backup: SQLite's own copy into a private temporary file, checked whole, synced, renamed without replacing.
#![expect(clippy::disallowed_methods, reason = "the store writes its own copies")]

use std::{
    fs::{self, File},
    path::Path,
};

use rusqlite::{
    Connection,
    backup::{Backup, StepResult},
};

use super::{Access, Hooks, Store, StoreError, error::translate, file};

impl Store {
    /// Copies the store to a new file, which must not exist. `progress` hears pages done and pages in all.
    ///
    /// # Errors
    /// The file exists, the disk is full, another program does not stop writing, or the copy is not whole; nothing is left behind then.
    pub fn backup(&self, to: &Path, mut progress: impl FnMut(u64, u64)) -> Result<(), StoreError> {
        let to = file::admit(to)?;
        let io = |source| StoreError::Io { path: to.clone(), source };
        if file::exists(&to) {
            return Err(StoreError::BadPath {
                path: to.display().to_string(),
                why: "a file stands there already".into(),
            });
        }
        let part = file::beside(&to, ".part");
        if !file::make(&part)? {
            let why = "a file of an earlier backup stands there; delete it".into();
            return Err(StoreError::BadPath { path: part.display().to_string(), why });
        }
        let copied = self.copy_into(&part, &mut progress).and_then(|()| {
            File::open(&part).and_then(|f| f.sync_all()).map_err(io)?;
            fs::hard_link(&part, &to).map_err(io)
        });
        let _ = fs::remove_file(&part);
        let _ = fs::remove_file(file::beside(&part, "-journal"));
        copied?;
        file::sync(to.parent().unwrap_or(Path::new("/"))).map_err(io)
    }

    fn copy_into(&self, part: &Path, progress: &mut impl FnMut(u64, u64)) -> Result<(), StoreError> {
        let err = |e| translate(part, e);
        let mut copy = Connection::open(part).map_err(err)?;
        // What is kept is the file, not what was made of it in memory.
        self::copy(&self.path, self.original.as_ref().unwrap_or(&self.conn), &mut copy, progress)?;
        copy.close().map_err(|(_, e)| err(e))?;
        let hooks = Hooks { entropy: Box::new(|| [0; 16]), waiting: Box::new(|| {}) };
        match Store::open(part, Access::Read, hooks)?.check()?.first() {
            None => Ok(()),
            Some(trouble) => {
                let why = format!("no copy was made, because it would not be whole: {}", trouble.what);
                Err(StoreError::Damaged { path: self.path.clone(), why })
            }
        }
    }
}

/// Copies every page of a store at `path` into another database.
pub(super) fn copy(
    path: &Path,
    from: &Connection,
    to: &mut Connection,
    progress: &mut impl FnMut(u64, u64),
) -> Result<(), StoreError> {
    let err = |e| translate(path, e);
    let backup = Backup::new(from, to).map_err(err)?;
    loop {
        match backup.step(256).map_err(err)? {
            StepResult::Done => return Ok(()),
            StepResult::More => {}
            // Each step waits as long as any reader does.
            _ => return Err(StoreError::Busy(path.to_owned())),
        }
        let p = backup.progress();
        let number = |n| u64::try_from(n).unwrap_or(0);
        progress(number(p.pagecount - p.remaining), number(p.pagecount));
    }
}
