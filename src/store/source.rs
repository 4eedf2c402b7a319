//! A stranger's store: read on a connection that cannot write, with views and triggers off, limits and a deadline. What it says is
//! checked like the rows of one's own store, and nothing of it runs.

use std::path::Path;

use super::{
    Hooks, SCHEMA_VERSION, SessionRow, Store, StoreError, StoredSession,
    error::translate,
    file::{self, Seen},
};
use rusqlite::{Connection, OpenFlags, config::DbConfig, limits::Limit};

/// So many steps of SQLite's machine pass between two looks at the clock.
const STEPS: i32 = 20_000;

/// Asked again and again while a stranger's file is read: true ends the reading.
pub type Watch = Box<dyn FnMut() -> bool + Send>;

/// Somebody else's store, opened for looking.
pub struct Source {
    pub(super) store: Store,
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Source").field("path", &self.store.path).finish_non_exhaustive()
    }
}

impl Source {
    /// Opens the file without ever writing to it or beside it. One consistent state of it is seen until this is dropped.
    ///
    /// # Errors
    /// No plain file, no store, a newer one, a changed schema, or one that a crash left in the middle of a write.
    pub fn open(path: &Path, watch: Watch) -> Result<Self, StoreError> {
        let path = file::admit(path)?;
        match file::look(&path)? {
            Seen::Nothing => return Err(StoreError::Missing(path)),
            Seen::Empty => {
                return Err(StoreError::NotAStore { path, why: "the file is empty".into() });
            }
            Seen::HalfMade => return Err(StoreError::Unfinished(path)),
            Seen::Store => {}
        }
        if file::keeps_a_log(&path)? {
            let why = "it is in write-ahead mode, which viva never uses; reading it would write beside it";
            return Err(StoreError::NotAStore { path, why: why.into() });
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
            | OpenFlags::SQLITE_OPEN_NO_MUTEX
            | OpenFlags::SQLITE_OPEN_NOFOLLOW;
        let conn = Connection::open_with_flags(&path, flags).map_err(|e| translate(&path, e))?;
        let mut store = Store { conn, path, hooks: no_hooks(), original: None, kept: None };
        store.configure().and_then(|()| restrain(&store.conn)).map_err(|e| translate(&store.path, e))?;
        let Some(version) = store.recognise()? else {
            let why = "there is nothing in it".into();
            return Err(StoreError::NotAStore { path: store.path, why });
        };
        store.compare_schema(version)?;
        if version < SCHEMA_VERSION {
            // Read through a copy in memory that walks the migrations; the file stays as it is.
            store.read_a_copy()?;
        }
        let begin = |conn: &mut Connection| {
            restrain(conn)?;
            conn.progress_handler(STEPS, Some(watch))?;
            conn.execute_batch("PRAGMA query_only = ON; BEGIN")
        };
        begin(&mut store.conn).map_err(|e| translate(&store.path, e))?;
        Ok(Self { store })
    }

    /// Where it stands.
    pub fn path(&self) -> &Path {
        &self.store.path
    }

    /// Under another name in what is said of it: of a sealed file the one that was sealed.
    #[must_use]
    pub fn named(mut self, path: &Path) -> Self {
        self.store.path = path.to_owned();
        self
    }

    /// Every session in it, newest first.
    ///
    /// # Errors
    /// Rows that viva never wrote.
    pub fn sessions(&self) -> Result<Vec<SessionRow>, StoreError> {
        self.store.sessions()
    }

    /// Reads a session, its chain recomputed and every value checked.
    ///
    /// # Errors
    /// Rows that viva never wrote.
    pub fn read(&self, row: SessionRow) -> Result<StoredSession, StoreError> {
        self.store.read(row).map_err(|(_, e)| e)
    }
}

/// What no honest store needs is switched off.
fn restrain(conn: &Connection) -> rusqlite::Result<()> {
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_TRIGGER, false)?;
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false)?;
    for (limit, most) in [
        (Limit::SQLITE_LIMIT_SQL_LENGTH, 100_000),
        (Limit::SQLITE_LIMIT_COLUMN, 100),
        (Limit::SQLITE_LIMIT_EXPR_DEPTH, 100),
        (Limit::SQLITE_LIMIT_COMPOUND_SELECT, 10),
        (Limit::SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 100),
        (Limit::SQLITE_LIMIT_TRIGGER_DEPTH, 1),
        (Limit::SQLITE_LIMIT_WORKER_THREADS, 0),
    ] {
        conn.set_limit(limit, most)?;
    }
    Ok(())
}

fn no_hooks() -> Hooks {
    Hooks { entropy: Box::new(|| [0; 16]), waiting: Box::new(|| {}) }
}
