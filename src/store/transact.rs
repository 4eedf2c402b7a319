//! The one way to write: `BEGIN IMMEDIATE`, all or nothing, nothing open while a person thinks.

use rusqlite::{ErrorCode, Transaction, TransactionBehavior};

use super::{Store, StoreError, error::translate};

/// The busy timeout is one second; so often is it waited for before giving up.
const TRIES: u32 = 5;

impl Store {
    /// Runs `work` in one transaction. When another program is writing, waits up to five seconds and says so after the first.
    pub(super) fn transact<T>(
        &mut self,
        work: impl Fn(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        for attempt in 1..=TRIES {
            let result = (|| {
                let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
                let value = work(&tx)?;
                tx.commit()?;
                Ok(value)
            })();
            match result {
                Ok(value) => return Ok(value),
                Err(e) if is_busy(&e) && attempt < TRIES => {
                    if attempt == 1 {
                        (self.hooks.waiting)();
                    }
                }
                Err(e) => return Err(translate(&self.path, e)),
            }
        }
        Err(StoreError::Busy(self.path.clone()))
    }
}

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}
