//! Pinned texts by kind and by session, for whoever looks at many sessions at once.

use rusqlite::OptionalExtension;

use super::{Store, StoreError, chain, error::translate};
use crate::model::{Pinned, PinnedKind, SessionId};

const OF_KIND: &str = "SELECT hash, body FROM pinned WHERE kind = ?1 ORDER BY rowid";
const PLAN_OF: &str = "SELECT s.hash FROM session_pinned AS s JOIN pinned AS p USING (hash) \
    WHERE s.session = ?1 AND p.kind = 'plan' ORDER BY s.position LIMIT 1";

impl Store {
    /// Every pinned text of a kind, each held against its hash, in the order in which they were first pinned.
    ///
    /// # Errors
    /// A text that was changed, or trouble with the file.
    pub fn texts(&self, kind: PinnedKind) -> Result<Vec<Pinned>, StoreError> {
        let read = || -> rusqlite::Result<Vec<Pinned>> {
            let mut statement = self.conn.prepare_cached(OF_KIND)?;
            let rows = statement
                .query_map([kind.as_str()], |r| Ok(Pinned { kind, hash: r.get(0)?, body: r.get(1)? }))?;
            rows.collect()
        };
        let texts = read().map_err(|e| translate(&self.path, e))?;
        match texts.iter().find(|p| chain::content(&p.body) != p.hash) {
            Some(p) => {
                let why = format!("the pinned {} {} was changed", kind.as_str(), p.hash);
                Err(StoreError::Damaged { path: self.path.clone(), why })
            }
            None => Ok(texts),
        }
    }

    /// The content hash of the plan that a session pinned.
    ///
    /// # Errors
    /// Trouble with the file.
    pub fn plan_of(&self, session: &SessionId) -> Result<Option<String>, StoreError> {
        let mut statement = self.conn.prepare_cached(PLAN_OF).map_err(|e| translate(&self.path, e))?;
        statement.query_row([session.as_str()], |r| r.get(0)).optional().map_err(|e| translate(&self.path, e))
    }
}
