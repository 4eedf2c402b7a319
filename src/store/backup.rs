//! Backup: SQLite's own copy into a private temporary file, checked, synced, renamed without replacing.
#![expect(clippy::disallowed_methods, reason = "the store writes its own copies")]

use std::{fs, fs::File, path::Path};

use rusqlite::{Connection, backup::Backup};

use super::{Store, StoreError, error::translate, file};

impl Store {
    /// Copies the store to a new file, which must not exist. `progress` hears pages done and pages in all.
    ///
    /// # Errors
    /// The file exists, the disk is full, or the copy is not whole; nothing is left behind then.
    pub fn backup(&self, to: &Path, mut progress: impl FnMut(u64, u64)) -> Result<(), StoreError> {
        let to = file::admit(to)?;
        let io = |source| StoreError::Io { path: to.clone(), source };
        if file::exists(&to) {
            return Err(StoreError::BadPath {
                path: to.display().to_string(),
                why: "a file stands there already".into(),
            });
        }
        let part = to.with_extension("part");
        if !file::make(&part)? {
            let why = "a file of an earlier backup stands there; delete it".into();
            return Err(StoreError::BadPath { path: part.display().to_string(), why });
        }
        let copied = self.copy_into(&part, &mut progress);
        let copied = copied.and_then(|()| {
            File::open(&part).and_then(|f| f.sync_all()).map_err(io)?;
            fs::hard_link(&part, &to).map_err(io)
        });
        let _ = fs::remove_file(&part);
        copied?;
        let folder = to.parent().unwrap_or(Path::new("/"));
        File::open(folder).and_then(|f| f.sync_all()).map_err(io)
    }

    fn copy_into(&self, part: &Path, progress: &mut impl FnMut(u64, u64)) -> Result<(), StoreError> {
        let err = |e| translate(part, e);
        let mut copy = Connection::open(part).map_err(err)?;
        {
            let backup = Backup::new(&self.conn, &mut copy).map_err(err)?;
            loop {
                let step = backup.step(256).map_err(err)?;
                let p = backup.progress();
                let number = |n| u64::try_from(n).unwrap_or(0);
                progress(number(p.pagecount - p.remaining), number(p.pagecount));
                if step == rusqlite::backup::StepResult::Done {
                    break;
                }
            }
        }
        let whole: String = copy.query_row("PRAGMA integrity_check(1)", [], |r| r.get(0)).map_err(err)?;
        if whole != "ok" {
            return Err(StoreError::Damaged {
                path: part.to_owned(),
                why: format!("the copy is not whole: {whole}"),
            });
        }
        copy.close().map_err(|(_, e)| err(e))
    }
}
