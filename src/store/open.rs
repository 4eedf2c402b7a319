//! Opening: pragmas set and read back, the schema compared word for word, migrations walked.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, config::DbConfig, limits::Limit};

use super::{APPLICATION_ID, SCHEMA_VERSION, StoreError, error::translate, file};
use crate::model::Moment;

/// One SQL text per version; new stores walk the same way as old ones.
const MIGRATIONS: [&str; SCHEMA_VERSION as usize] = [include_str!("sql/0001.sql")];

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
        if !file::exists(&path) {
            return Err(StoreError::Missing(path));
        }
        let mut store = Self::connect(path, access, hooks)?;
        store.recognise()?;
        store.migrate(None)?;
        store.compare_schema()?;
        if access == Access::Read {
            store.conn.pragma_update(None, "query_only", true).map_err(|e| translate(&store.path, e))?;
        }
        Ok(store)
    }

    /// Opens the store for appending, making it when it is not there. The second value is true when it was made.
    ///
    /// # Errors
    /// Everything [`StoreError`] names.
    pub fn open_or_make(path: &Path, made: &Made, hooks: Hooks) -> Result<(Self, bool), StoreError> {
        let path = file::admit(path)?;
        if !file::make(&path)? && file::size_and_openness(&path).0 > 0 {
            return Self::open(&path, Access::Write, hooks).map(|s| (s, false));
        }
        let mut store = Self::connect(path, Access::Write, hooks)?;
        store.migrate(Some(made))?;
        store.compare_schema()?;
        Ok((store, true))
    }

    /// Where the store is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn connect(path: PathBuf, access: Access, hooks: Hooks) -> Result<Self, StoreError> {
        let base = OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
        let open = |flags| Connection::open_with_flags(&path, base | flags);
        let conn = match (open(OpenFlags::SQLITE_OPEN_READ_WRITE), access) {
            (Err(_), Access::Read) => open(OpenFlags::SQLITE_OPEN_READ_ONLY),
            (opened, _) => opened,
        };
        let conn = conn.map_err(|e| translate(&path, e))?;
        let store = Store { conn, path, hooks };
        store.configure().map_err(|e| translate(&store.path, e))?;
        Ok(store)
    }

    /// Every setting that the promises rest on. Those that SQLite may decline are read back in [`Store::verify_pragmas`].
    fn configure(&self) -> rusqlite::Result<()> {
        let c = &self.conn;
        c.busy_timeout(std::time::Duration::from_secs(1))?;
        c.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        c.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
        c.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
        c.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
        c.set_limit(Limit::SQLITE_LIMIT_ATTACHED, 0)?;
        for (name, value) in PRAGMAS {
            c.pragma_update(None, name, value)?;
        }
        Ok(())
    }

    /// Reads the settings back: SQLite keeps silent about those that it declines.
    pub(super) fn verify_pragmas(&self) -> Result<(), StoreError> {
        for (name, wanted) in PRAGMAS.iter().copied().filter(|p| p.0 != "mmap_size") {
            let found: i64 = self.pragma(name)?;
            if found != wanted {
                let why = format!("SQLite declined {name} = {wanted}, it stays {found}");
                return Err(StoreError::Other { path: self.path.clone(), why });
            }
        }
        let journal: String = self.pragma("journal_mode")?;
        if journal != "delete" {
            let why = format!("the journal mode is {journal}, not delete");
            return Err(StoreError::Other { path: self.path.clone(), why });
        }
        Ok(())
    }

    pub(super) fn pragma<T: rusqlite::types::FromSql>(&self, name: &str) -> Result<T, StoreError> {
        self.conn.pragma_query_value(None, name, |row| row.get(0)).map_err(|e| translate(&self.path, e))
    }

    /// Is it ours, and of a version that we know?
    fn recognise(&self) -> Result<(), StoreError> {
        let id: i32 = self.pragma("application_id")?;
        let version: i32 = self.pragma("user_version")?;
        let tables: i64 = self
            .conn
            .query_row("SELECT count(*) FROM sqlite_schema", [], |r| r.get(0))
            .map_err(|e| translate(&self.path, e))?;
        if id != APPLICATION_ID {
            let why = if tables == 0 { "the file is empty" } else { "the file belongs to another program" };
            return Err(StoreError::NotAStore { path: self.path.clone(), why: why.into() });
        }
        if version > SCHEMA_VERSION {
            return Err(StoreError::Newer { path: self.path.clone(), found: version, known: SCHEMA_VERSION });
        }
        if version < 1 {
            let why = "its version number is not one that viva ever wrote".into();
            return Err(StoreError::Damaged { path: self.path.clone(), why });
        }
        Ok(())
    }

    fn migrate(&mut self, made: Option<&Made>) -> Result<(), StoreError> {
        let version: i32 = self.pragma("user_version")?;
        if version >= SCHEMA_VERSION {
            return Ok(());
        }
        self.conn.pragma_update(None, "journal_mode", "DELETE").map_err(|e| translate(&self.path, e))?;
        self.transact(|tx| {
            for sql in MIGRATIONS.iter().skip(usize::try_from(version).unwrap_or(0)) {
                tx.execute_batch(sql)?;
            }
            if let Some(made) = made {
                let row = (&made.id, made.at.0, &made.by);
                tx.execute("INSERT INTO store (id, made_at, made_by) VALUES (?1, ?2, ?3)", row)?;
            }
            tx.pragma_update(None, "application_id", APPLICATION_ID)?;
            tx.pragma_update(None, "user_version", SCHEMA_VERSION)
        })
    }

    /// Extra triggers or views, or changed ones, are found here.
    fn compare_schema(&self) -> Result<(), StoreError> {
        let err = |e| translate(&self.path, e);
        let fresh = Connection::open_in_memory().map_err(err)?;
        MIGRATIONS.iter().try_for_each(|sql| fresh.execute_batch(sql)).map_err(err)?;
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
