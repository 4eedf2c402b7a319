//! A store file that holds only some sessions: what one interviewer hands to the lead.
#![expect(clippy::disallowed_methods, reason = "the store writes its own copies")]

use std::{
    fs::{self, File},
    path::Path,
};

use super::{Access, Hooks, Made, Store, StoreError, file, merge};
use crate::model::SessionId;

impl Store {
    /// Writes a new store with these sessions alone. The file must not exist; it is checked whole before it takes its name.
    ///
    /// # Errors
    /// The file exists, a session is damaged or erased, or the disk fails; nothing is left behind then.
    pub fn export(&self, sessions: &[SessionId], to: &Path, made: &Made) -> Result<(), StoreError> {
        let to = file::admit(to)?;
        let io = |source| StoreError::Io { path: to.clone(), source };
        let bad = |path: &Path, why: &str| {
            Err(StoreError::BadPath { path: path.display().to_string(), why: why.into() })
        };
        if file::exists(&to) {
            return bad(&to, "a file stands there already");
        }
        let part = file::beside(&to, ".part");
        if !file::make(&part)? {
            return bad(&part, "a file of an earlier export stands there; delete it");
        }
        let written = self.export_into(sessions, &part, made).and_then(|()| {
            File::open(&part).and_then(|f| f.sync_all()).map_err(io)?;
            fs::hard_link(&part, &to).map_err(io)
        });
        let _ = fs::remove_file(&part);
        let _ = fs::remove_file(file::beside(&part, "-journal"));
        written?;
        file::sync(to.parent().unwrap_or(Path::new("/"))).map_err(io)
    }

    fn export_into(&self, sessions: &[SessionId], part: &Path, made: &Made) -> Result<(), StoreError> {
        let hooks = || Hooks { entropy: Box::new(|| [0; 16]), waiting: Box::new(|| {}) };
        let mut new = Store::open_or_make(part, made, hooks())?.0;
        let rows = self.sessions()?;
        let mut reading = self.reading()?;
        for id in sessions {
            let row = rows.iter().find(|r| r.id == *id);
            let row = row.ok_or_else(|| StoreError::NoSession(format!("there is no session `{id}`")))?;
            if row.erased {
                let why = format!("session {} was erased; nothing of it is left to export", id.short());
                return Err(StoreError::Refused(why));
            }
            let raw = reading.raw(row.clone(), |_| false)?;
            new.transact(|tx| merge::put(tx, &raw, true))?;
        }
        drop(new);
        match Store::open(part, Access::Read, hooks())?.check()?.first() {
            None => Ok(()),
            Some(trouble) => Err(StoreError::Damaged { path: part.to_owned(), why: trouble.what.clone() }),
        }
    }
}
