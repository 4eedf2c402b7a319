//! Opening: pragmas set and read back, the schema compared word for word, migrations walked.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, config::DbConfig, limits::Limit};

use super::{
    APPLICATION_ID, SCHEMA_VERSION, StoreError, backup,
    error::translate,
    file::{self, Seen},
    transact::PATIENCE,
};
use crate::model::Moment;

/// One SQL text per version; new stores walk the same way as old ones.
const MIGRATIONS: [&str; SCHEMA_VERSION as usize] = [
    include_str!("sql/0001.sql"),
    include_str!("sql/0002.sql"),
    include_str!("sql/0003.sql"),
    include_str!("sql/0004.sql"),
    include_str!("sql/0005.sql"),
    include_str!("sql/0006.sql"),
];

/// What a caller wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Look only. A journal left by a crash is rolled back where the file allows it.
    Read,
    /// Append.
    Write,
}

/// What a new store is made with.
#[derive(Debug, Clone)]
pub struct Made {
    /// Its id.
    pub id: String,
    /// When.
    pub at: Moment,
    /// By which program.
    pub by: String,
}

/// An open store.
pub struct Store {
    pub(super) conn: Connection,
    pub(super) path: PathBuf,
    pub(super) hooks: Hooks,
    /// The file itself, where `conn` is a renewed copy of it in memory.
    pub(super) original: Option<Connection>,
    pub(super) kept: Option<PathBuf>,
}

/// What the store needs of the world.
pub struct Hooks {
    /// Sixteen fresh random bytes, for a salt.
    pub entropy: Box<dyn FnMut() -> [u8; 16]>,
    /// Called once when another program holds the store for more than a second.
    pub waiting: Box<dyn FnMut()>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("path", &self.path).finish_non_exhaustive()
    }
}

impl Store {
    /// Opens an existing store.
    ///
    /// # Errors
    /// Everything [`StoreError`] names; the file is left as it is.
    pub fn open(path: &Path, access: Access, hooks: Hooks) -> Result<Self, StoreError> {
        let path = file::admit(path)?;
        match file::look(&path)? {
            Seen::Nothing | Seen::Empty => return Err(StoreError::Missing(path)),
            Seen::HalfMade | Seen::Store => {}
        }
        let mut store = Self::connect(path, access, hooks)?;
        let Some(version) = store.recognise()? else { return Err(StoreError::Missing(store.path)) };
        store.compare_schema(version)?;
        if version < SCHEMA_VERSION {
            match access {
                Access::Read => store.read_a_copy()?,
                Access::Write => store.renew(version)?,
            }
        }
        match access {
            Access::Read => {
                store.conn.pragma_update(None, "query_only", true).map_err(|e| translate(&store.path, e))?;
            }
            Access::Write => store.verify_pragmas()?,
        }
        Ok(store)
    }

    /// Opens somebody else's store to read from, so that not a byte of it changes: no migration, no rolling back of what a crash left.
    ///
    /// # Errors
    /// Everything [`StoreError`] names; a write that a crash left unfinished is one of them.
    pub fn open_source(path: &Path, hooks: Hooks) -> Result<Self, StoreError> {
        let path = file::admit(path)?;
        if file::look(&path)? != Seen::Store {
            return Err(StoreError::Missing(path));
        }
        let mut store = Self::connect_as(path, OpenFlags::SQLITE_OPEN_READ_ONLY, hooks)?;
        let Some(version) = store.recognise()? else { return Err(StoreError::Missing(store.path)) };
        store.compare_schema(version)?;
        if version < SCHEMA_VERSION {
            store.read_a_copy()?;
        }
        Ok(store)
    }

    /// Opens the store for appending, making it when it is not there. The second value is true when it was made.
    ///
    /// # Errors
    /// Everything [`StoreError`] names.
    pub fn open_or_make(path: &Path, made: &Made, hooks: Hooks) -> Result<(Self, bool), StoreError> {
        let path = file::admit(path)?;
        if file::look(&path)? == Seen::Nothing {
            file::make(&path)?;
        }
        let mut store = Self::connect(path, Access::Write, hooks)?;
        // Whoever was stopped while making it left nothing in it: it is made again.
        let made = match store.recognise()? {
            Some(version) => {
                store.compare_schema(version)?;
                if version < SCHEMA_VERSION {
                    store.renew(version)?;
                }
                false
            }
            None => {
                let made = store.migrate(Some(made))?;
                store.compare_schema(SCHEMA_VERSION)?;
                made
            }
        };
        store.verify_pragmas()?;
        Ok((store, made))
    }

    /// Where the store is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Where the store was kept as it was, when opening it brought it to this program's version.
    pub fn kept_before(&self) -> Option<&Path> {
        self.kept.as_deref()
    }

    /// Brings the file to our version. It is kept as it was first, checked whole, beside it under a name of its own.
    fn renew(&mut self, version: i32) -> Result<(), StoreError> {
        let suffix = |n: u32| match n {
            1 => format!(".schema-{version}.backup"),
            n => format!(".schema-{version}-{n}.backup"),
        };
        // What a crash left of a half-made copy is passed over as well.
        let is_free = |p: &PathBuf| !file::exists(p) && !file::exists(&file::beside(p, ".part"));
        let free = (1..1000).map(|n| file::beside(&self.path, &suffix(n))).find(is_free);
        let free = free.ok_or_else(|| StoreError::BadPath {
            path: file::beside(&self.path, &suffix(1)).display().to_string(),
            why: "too many backups stand beside the store".into(),
        })?;
        self.backup(&free, |_, _| {})?;
        self.migrate(None)?;
        self.compare_schema(SCHEMA_VERSION)?;
        self.kept = Some(free);
        Ok(())
    }

    /// Whoever only looks changes no file: a store of an earlier version is copied into memory and brought to ours there.
    pub(super) fn read_a_copy(&mut self) -> Result<(), StoreError> {
        let err = |e| translate(&self.path, e);
        let mut copy = Connection::open_in_memory().map_err(err)?;
        backup::copy(&self.path, &self.conn, &mut copy, &mut |_, _| {})?;
        // Renewing writes the rows anew, so what is wrong with the pages is looked for before.
        let said: String = copy.query_row("PRAGMA integrity_check(1)", [], |r| r.get(0)).map_err(err)?;
        if said != "ok" {
            return Err(StoreError::Damaged { path: self.path.clone(), why: said });
        }
        self.original = Some(std::mem::replace(&mut self.conn, copy));
        self.configure().map_err(|e| translate(&self.path, e))?;
        self.migrate(None)?;
        self.compare_schema(SCHEMA_VERSION)
    }

    fn connect(path: PathBuf, access: Access, hooks: Hooks) -> Result<Self, StoreError> {
        let writable = file::may_write(&path);
        if access == Access::Write && !writable {
            return Err(StoreError::ReadOnly(path));
        }
        // A reader writes too, once: it rolls back what a crash left behind.
        let how = if writable { OpenFlags::SQLITE_OPEN_READ_WRITE } else { OpenFlags::SQLITE_OPEN_READ_ONLY };
        Self::connect_as(path, how, hooks)
    }

    fn connect_as(path: PathBuf, how: OpenFlags, hooks: Hooks) -> Result<Self, StoreError> {
        let flags = how | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
        let conn = Connection::open_with_flags(&path, flags).map_err(|e| translate(&path, e))?;
        let store = Store { conn, path, hooks, original: None, kept: None };
        store.configure().map_err(|e| translate(&store.path, e))?;
        Ok(store)
    }

    /// Every setting that the promises rest on. Those that SQLite may decline are read back in [`Store::verify_pragmas`].
    pub(super) fn configure(&self) -> rusqlite::Result<()> {
        let c = &self.conn;
        c.busy_timeout(PATIENCE)?;
        c.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        c.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
        c.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
        c.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
        c.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
        c.set_limit(Limit::SQLITE_LIMIT_LENGTH, LONGEST_ROW)?;
        for (name, value) in PRAGMAS {
            c.pragma_update(None, name, value)?;
        }
        Ok(())
    }

    /// Reads the settings back: SQLite keeps silent about those that it declines.
    fn verify_pragmas(&self) -> Result<(), StoreError> {
        for (name, wanted) in PRAGMAS.iter().copied().filter(|p| p.0 != "mmap_size") {
            let found: i64 = self.pragma(name)?;
            if found != wanted {
                let why = format!("SQLite declined {name} = {wanted}, it stays {found}");
                return Err(StoreError::Other { path: self.path.clone(), why });
            }
        }
        // Somebody may have set another mode with sqlite3; it stays with the file.
        let set =
            self.conn.pragma_update_and_check(None, "journal_mode", "DELETE", |r| r.get::<_, String>(0));
        let journal = set.map_err(|e| translate(&self.path, e))?;
        if journal != "delete" {
            let why = format!("the journal mode is {journal}, not delete");
            return Err(StoreError::Other { path: self.path.clone(), why });
        }
        Ok(())
    }

    pub(super) fn pragma<T: rusqlite::types::FromSql>(&self, name: &str) -> Result<T, StoreError> {
        let conn = self.original.as_ref().unwrap_or(&self.conn);
        conn.pragma_query_value(None, name, |row| row.get(0)).map_err(|e| translate(&self.path, e))
    }

    /// Is it ours, and of which version? `None` when nothing is in it: making it was stopped, and SQLite has rolled it back.
    pub(super) fn recognise(&self) -> Result<Option<i32>, StoreError> {
        let err = |e| translate(&self.path, e);
        let (id, version, tables) = identity(&self.conn).map_err(err)?;
        if (id, version, tables) == (0, 0, 0) {
            return Ok(None);
        }
        if id != APPLICATION_ID {
            let why = "the database belongs to another program".into();
            return Err(StoreError::NotAStore { path: self.path.clone(), why });
        }
        if version > SCHEMA_VERSION {
            return Err(StoreError::Newer { path: self.path.clone(), found: version, known: SCHEMA_VERSION });
        }
        if version < 1 {
            let why = "its version number is not one that viva ever wrote".into();
            return Err(StoreError::Damaged { path: self.path.clone(), why });
        }
        Ok(Some(version))
    }

    /// Walks the versions up to ours. With `made` the store is new: true when this call made it, false when somebody else was faster.
    fn migrate(&mut self, made: Option<&Made>) -> Result<bool, StoreError> {
        self.transact(|tx| {
            // Asked again under the lock: two programs may have found the file empty.
            let (_, version, tables) = identity(tx)?;
            let new = version == 0 && tables == 0;
            let Some(from) =
                usize::try_from(version).ok().filter(|v| new || (1..MIGRATIONS.len()).contains(v))
            else {
                return Ok(false);
            };
            for sql in &MIGRATIONS[from..] {
                tx.execute_batch(sql)?;
            }
            if let Some(made) = made.filter(|_| new) {
                let row = (&made.id, made.at.0, &made.by);
                tx.execute("INSERT INTO store (id, made_at, made_by) VALUES (?1, ?2, ?3)", row)?;
            }
            tx.pragma_update(None, "application_id", APPLICATION_ID)?;
            tx.pragma_update(None, "user_version", SCHEMA_VERSION)?;
            Ok(new)
        })
    }

    /// Extra triggers or views, or changed ones, are found here, before any of them could run.
    pub(super) fn compare_schema(&self, version: i32) -> Result<(), StoreError> {
        let err = |e| translate(&self.path, e);
        let fresh = Connection::open_in_memory().map_err(err)?;
        let walked = usize::try_from(version).unwrap_or(0);
        MIGRATIONS.iter().take(walked).try_for_each(|sql| fresh.execute_batch(sql)).map_err(err)?;
        let (wanted, found) = (schema_of(&fresh).map_err(err)?, schema_of(&self.conn).map_err(err)?);
        match wanted
            .iter()
            .find(|w| !found.contains(w))
            .or_else(|| found.iter().find(|f| !wanted.contains(f)))
        {
            None => Ok(()),
            Some((kind, name, _)) => {
                let why = format!("its schema is not the one that viva wrote: see {kind} `{name}`");
                Err(StoreError::Damaged { path: self.path.clone(), why })
            }
        }
    }
}

/// Application id, version, and how many tables, indices, triggers and views there are.
fn identity(conn: &Connection) -> rusqlite::Result<(i32, i32, i64)> {
    let pragma = |name: &str| conn.pragma_query_value(None, name, |row| row.get::<_, i32>(0));
    let tables = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |r| r.get(0))?;
    Ok((pragma("application_id")?, pragma("user_version")?, tables))
}

/// The largest row that viva writes stays far below this many bytes; a larger one is not even read.
const LONGEST_ROW: i32 = 20_000_000;

const PRAGMAS: [(&str, i64); 7] = [
    ("synchronous", 3), // EXTRA
    ("foreign_keys", 1),
    ("secure_delete", 1),
    ("recursive_triggers", 1),
    ("cell_size_check", 1),
    ("temp_store", 2), // memory
    ("mmap_size", 0),
];

fn schema_of(conn: &Connection) -> rusqlite::Result<Vec<(String, String, String)>> {
    let sql = "SELECT type, name, coalesce(sql, '') FROM sqlite_schema ORDER BY type, name";
    conn.prepare(sql)?.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::story::Place;

    #[test]
    fn a_store_of_the_first_version_walks_up() {
        for access in [Access::Read, Access::Write] {
            let place = Place::new();
            file::make(&place.path()).expect("an empty file");
            let old = Connection::open(place.path()).expect("a database");
            old.execute_batch(MIGRATIONS[0]).expect("the first version");
            let id = "00000000-0000-0000-0000-000000000000";
            old.execute("INSERT INTO store (id, made_at, made_by) VALUES (?1, 0, 'a test')", [id])
                .expect("its id");
            old.pragma_update(None, "application_id", APPLICATION_ID).expect("set");
            old.pragma_update(None, "user_version", 1).expect("set");
            drop(old);
            let store = place.open(access).expect("opened");
            assert_eq!(store.id().expect("an id"), id);
            // Whoever only looks reads a copy in memory; the file stays as it is.
            let wanted = if access == Access::Write { SCHEMA_VERSION } else { 1 };
            assert_eq!(store.status().expect("a status").schema, wanted);
            assert_eq!(store.check().expect("checked"), []);
            drop(store);
            place.open(Access::Read).expect("its schema is the compiled-in one");
        }
    }
}
