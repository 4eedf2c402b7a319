//! Merging the practice of other stores into one.

use std::path::PathBuf;

use anyhow::Result;

use crate::{
    store::{PracticeMerged, Source, Store},
    world::{Clock, SessionLock},
};

/// A file that is not read whole within so long is given up, in milliseconds.
const PATIENCE: u64 = 120_000;

/// Takes over what is missing, from all sources or from none. The sources are only read.
///
/// # Errors
/// A source that is no store, damaged, or holds another row under an id that is here too; trouble with this store.
pub fn merge_practice(
    store: &mut Store,
    sources: &[PathBuf],
    dry_run: bool,
    clock: Clock,
) -> Result<PracticeMerged> {
    let _lock = if dry_run { None } else { Some(SessionLock::take_practice(store.path())??) };
    let mut others = Vec::with_capacity(sources.len());
    for path in sources {
        let watch = clock.start();
        others.push(Source::open(path, Box::new(move || watch.elapsed() > PATIENCE))?);
    }
    Ok(store.merge_practice(&others, dry_run)??)
}
