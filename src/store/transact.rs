//! The one way to write: `BEGIN IMMEDIATE`, all or nothing, nothing open while a person thinks.

use std::time::Duration;

use rusqlite::{ErrorCode, Transaction, TransactionBehavior};

use super::{Store, StoreError, error::translate};

/// How long is waited for another program before it is said.
const SILENT: Duration = Duration::from_secs(1);
/// How long is waited in all, and how long a reader waits.
pub(super) const PATIENCE: Duration = Duration::from_secs(5);

impl Store {
    /// Runs `work` in one transaction. When another program is writing, waits up to five seconds and says so after the first.
    pub(super) fn transact<T>(
        &mut self,
        work: impl Fn(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let mut result = self.attempt(SILENT, &work);
        if result.as_ref().is_err_and(is_busy) {
            (self.hooks.waiting)();
            result = self.attempt(PATIENCE - SILENT, &work);
        }
        result.map_err(|e| translate(&self.path, e))
    }

    fn attempt<T>(
        &mut self,
        patience: Duration,
        work: &impl Fn(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        self.conn.busy_timeout(patience)?;
        let done = (|| {
            let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let value = work(&tx)?;
            tx.commit()?;
            Ok(value)
        })();
        self.conn.busy_timeout(PATIENCE)?;
        done
    }
}

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}
