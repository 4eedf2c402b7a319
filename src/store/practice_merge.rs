//! Merging practice: the rows that are missing are taken over by their ids, all or none. Any order and any repetition give the same rows.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Source, Store, StoreError,
    practice_codec::{self as codec, ATTEMPT, ENTRY, FITTED, REVIEW},
};
use crate::model::{Attempt, Fitted, PracticeEntry, PracticeId, Review};

/// What a merge took over, or would take over.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct PracticeMerged {
    /// Questions that came up.
    pub attempts: usize,
    /// What happened in them.
    pub entries: usize,
    /// Reviews.
    pub reviews: usize,
    /// Fitted parameters.
    pub fitted: usize,
    /// Rows of the sources that were here already, or twice among them.
    pub known: usize,
}

/// A row that two stores hold under one id with different content. Nothing is merged then: one of the two was changed by hand.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "the row {id} of practice is another one in `{source_store}`; one of the two was changed, nothing was merged"
)]
pub struct PracticeConflict {
    /// The row.
    pub id: PracticeId,
    /// Which source.
    pub source_store: String,
}

/// All rows of a store, by id.
#[derive(Default)]
struct Rows {
    attempts: BTreeMap<PracticeId, Attempt>,
    entries: BTreeMap<PracticeId, PracticeEntry>,
    reviews: BTreeMap<PracticeId, Review>,
    fitted: BTreeMap<PracticeId, Fitted>,
}

impl Rows {
    fn of(store: &Store) -> Result<Self, StoreError> {
        let all = |table: &str, columns: &str| format!("SELECT {columns} FROM {table}");
        let attempts = store.practice_rows(&all("practice_attempt", ATTEMPT), [], codec::attempt)?;
        let entries = store.practice_rows(&all("practice_entry", ENTRY), [], codec::entry)?;
        let reviews = store.practice_rows(&all("practice_review", REVIEW), [], codec::review)?;
        let fitted = store.practice_rows(&all("practice_fitted", FITTED), [], codec::fitted)?;
        Ok(Self {
            attempts: attempts.into_iter().map(|a| (a.id.clone(), a)).collect(),
            entries: entries.into_iter().map(|e| (e.id.clone(), e)).collect(),
            reviews: reviews.into_iter().map(|r| (r.id.clone(), r)).collect(),
            fitted: fitted.into_iter().map(|f| (f.id.clone(), f)).collect(),
        })
    }
}

/// Takes over what is missing; the first id that stands for something else is given back.
fn join<T: PartialEq>(
    known: &mut BTreeMap<PracticeId, T>,
    new: BTreeMap<PracticeId, T>,
    taken: &mut BTreeSet<PracticeId>,
    met: &mut usize,
) -> Result<(), PracticeId> {
    for (id, row) in new {
        match known.get(&id) {
            None => {
                taken.insert(id.clone());
                known.insert(id, row);
            }
            Some(there) if *there == row => *met += 1,
            Some(_) => return Err(id),
        }
    }
    Ok(())
}

impl Store {
    /// Takes over the practice of other stores, all or none. Every row of theirs is checked first; they are only read. With `dry_run` nothing is written.
    ///
    /// # Errors
    /// Trouble with this store, or a damaged source. The inner error: a row that is another one here under the same id.
    pub fn merge_practice(
        &mut self,
        others: &[Source],
        dry_run: bool,
    ) -> Result<Result<PracticeMerged, PracticeConflict>, StoreError> {
        self.take_practice(&others.iter().map(|o| &o.store).collect::<Vec<_>>(), dry_run)
    }

    pub(super) fn take_practice(
        &mut self,
        others: &[&Store],
        dry_run: bool,
    ) -> Result<Result<PracticeMerged, PracticeConflict>, StoreError> {
        let mut here = Rows::of(self)?;
        let mut taken = [BTreeSet::new(), BTreeSet::new(), BTreeSet::new(), BTreeSet::new()];
        let mut merged = PracticeMerged::default();
        for other in others {
            if let Some(why) = other.practice_troubles()?.into_iter().next() {
                return Err(StoreError::Damaged { path: other.path.clone(), why });
            }
            let rows = Rows::of(other)?;
            let known = &mut merged.known;
            let [attempts, entries, reviews, fitted] = &mut taken;
            let joined = join(&mut here.attempts, rows.attempts, attempts, known)
                .and_then(|()| join(&mut here.entries, rows.entries, entries, known))
                .and_then(|()| join(&mut here.reviews, rows.reviews, reviews, known))
                .and_then(|()| join(&mut here.fitted, rows.fitted, fitted, known));
            if let Err(id) = joined {
                return Ok(Err(PracticeConflict { id, source_store: other.path.display().to_string() }));
            }
        }
        let [attempts, entries, reviews, fitted] = &taken;
        merged.attempts = attempts.len();
        merged.entries = entries.len();
        merged.reviews = reviews.len();
        merged.fitted = fitted.len();
        let nothing = taken.iter().all(BTreeSet::is_empty);
        if !dry_run && !nothing {
            self.add_practice(
                &attempts.iter().filter_map(|id| here.attempts.get(id)).collect::<Vec<_>>(),
                &entries.iter().filter_map(|id| here.entries.get(id)).collect::<Vec<_>>(),
                &reviews.iter().filter_map(|id| here.reviews.get(id)).collect::<Vec<_>>(),
                &fitted.iter().filter_map(|id| here.fitted.get(id)).collect::<Vec<_>>(),
            )?;
        }
        Ok(Ok(merged))
    }
}
