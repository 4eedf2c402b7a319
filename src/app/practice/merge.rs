//! Merging the practice of other stores into one.

use std::path::PathBuf;

use anyhow::Result;

use crate::{
    store::{Hooks, PracticeMerged, Store},
    world::SessionLock,
};

/// Takes over what is missing, from all sources or from none. The sources are only read.
///
/// # Errors
/// A source that is no store, damaged, or holds another row under an id that is here too; trouble with this store.
pub fn merge_practice(store: &mut Store, sources: &[PathBuf], dry_run: bool) -> Result<PracticeMerged> {
    let _lock = if dry_run { None } else { Some(SessionLock::take_practice(store.path())??) };
    let mut others = Vec::with_capacity(sources.len());
    for path in sources {
        let hooks = Hooks { entropy: Box::new(|| [0; 16]), waiting: Box::new(|| {}) };
        others.push(Store::open_source(path, hooks)?);
    }
    let others: Vec<&Store> = others.iter().collect();
    Ok(store.merge_practice(&others, dry_run)??)
}
