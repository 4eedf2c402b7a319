//! Copies that viva makes of its own accord, and where copies of a person may still be.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::{
    model::{SessionId, person_key},
    store::{Source, Store},
    world::{Clock, plain_files, same_file, stands},
};

/// The folder of automatic copies: `backups` beside the store.
fn folder(store: &Path) -> PathBuf {
    store.with_file_name("backups")
}

/// Copies the store before something that cannot be taken back. The name says when and before what.
///
/// # Errors
/// The copy could not be made whole; what was to follow must not be done then.
pub fn backup_before(
    store: &Store,
    what: &str,
    clock: &Clock,
    progress: impl FnMut(u64, u64),
) -> Result<PathBuf> {
    let name = store.path().file_stem().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let time: String = clock.now().rfc3339().chars().filter(|c| c.is_ascii_alphanumeric()).collect();
    let path = |n: u32| {
        let more = if n == 1 { String::new() } else { format!("-{n}") };
        folder(store.path()).join(format!("{name}-{time}-before-{what}{more}.db"))
    };
    let free = (1..10_000).map(path).find(|p| !stands(p));
    let to = free.context("there are ten thousand copies of this second")?;
    store.backup(&to, progress).with_context(|| format!("no copy could be made before {what}"))?;
    Ok(to)
}

/// Stores beside this one, and among its automatic copies, that hold one of these sessions or this candidate's name with content.
pub fn copies_holding(store: &Path, sessions: &[SessionId], candidate: &str) -> Vec<PathBuf> {
    let here = store.parent().unwrap_or(Path::new("/"));
    let all = [plain_files(here), plain_files(&folder(store))].concat();
    let holds = |path: &PathBuf| {
        let Ok(source) = Source::open(path, Box::new(|| false)) else { return false };
        let rows = source.sessions().unwrap_or_default();
        let same = |name: &str| person_key(name) == person_key(candidate);
        rows.iter().any(|r| !r.erased && (sessions.contains(&r.id) || same(&r.candidate)))
    };
    all.into_iter().filter(|p| !same_file(p, store) && holds(p)).collect()
}
