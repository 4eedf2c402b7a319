//! Bringing sessions of other stores into this one.

use std::{
    collections::{HashMap, hash_map::Entry},
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use anyhow::{Context, Result};

use super::{NotFound, Refused, backups::backup_before};
use crate::{
    bank::{Body, RED_FLAG},
    model::{Event, PinnedKind},
    session::{Material, red_flags, unfounded},
    store::{Fate, Merged, Source, Store, StoreError, StoredSession, gather},
    world::{Clock, is_sealed, same_file, stands, unseal},
};

/// A file from which nothing was read for so long is given up, in milliseconds.
const PATIENCE: u64 = 120_000;

/// What merging came to.
#[derive(Debug)]
pub struct MergeDone {
    /// What became of each session.
    pub merged: Merged,
    /// Which of the files were sealed.
    pub sealed: Vec<bool>,
    /// The copy that was made before; none when nothing was to be changed.
    pub backup: Option<PathBuf>,
}

/// Merges files into the store, all or nothing; with `dry_run` only says what would be.
///
/// # Errors
/// A file that is none, is sealed without a key for it, or holds anything that viva would not have written.
pub fn merge(
    store: &mut Store,
    files: &[PathBuf],
    identity: Option<&Path>,
    dry_run: bool,
    clock: Clock,
    progress: &mut dyn FnMut(&str, u64, u64),
) -> Result<MergeDone> {
    let folder = tempfile::tempdir()?;
    let watch = clock.start();
    let last = Arc::new(AtomicU64::new(0));
    let (mut sources, mut sealed) = (Vec::new(), Vec::new());
    for (number, file) in files.iter().enumerate() {
        refuse_own(store, file)?;
        let is = !file.is_symlink() && is_sealed(file).unwrap_or(false);
        sealed.push(is);
        let plain = match (is, identity) {
            (false, _) => file.clone(),
            (true, Some(identity)) => {
                let to = folder.path().join(format!("{number}.db"));
                unseal(file, identity, &to)?;
                to
            }
            (true, None) => {
                let why =
                    format!("`{}` is sealed; give the key that opens it with --identity", file.display());
                return Err(Refused(why).into());
            }
        };
        let beat = Arc::clone(&last);
        let overdue = move || watch.elapsed().saturating_sub(beat.load(Ordering::Relaxed)) > PATIENCE;
        let source = Source::open(&plain, Box::new(overdue)).map_err(|e| not_there(e, file))?;
        sources.push(if is { source.named(file) } else { source });
    }
    let mut beat = |what: &str, done, all| {
        last.store(watch.elapsed(), Ordering::Relaxed);
        progress(what, done, all);
    };
    let mut materials = HashMap::new();
    let mut judge = |session: &StoredSession| fault(session, &mut materials);
    let gathered = gather(&sources, &mut judge, &mut |done, all| beat("reading", done, all))
        .context("nothing was merged")?;
    let planned = store.plan_merge(&gathered)?;
    if dry_run || !planned.changes() {
        return Ok(MergeDone { merged: planned, sealed, backup: None });
    }
    let backup = backup_before(store, "merge", &clock, |done, all| beat("copying", done, all))?;
    let merged = store.merge(&sources, &gathered, &mut |done, all| beat("merging", done, all))?;
    for erased in merged.sessions.iter().filter(|s| s.fate == Fate::Erased) {
        crate::world::DraftFile::of(store.path(), &erased.session).keep("");
    }
    Ok(MergeDone { merged, sealed, backup: Some(backup) })
}

/// The store itself is no stranger. Its file must not even be looked into while it is open: that would drop SQLite's locks.
fn refuse_own(store: &Store, file: &Path) -> Result<()> {
    let mut journal = store.path().as_os_str().to_owned();
    journal.push("-journal");
    if same_file(file, store.path()) || same_file(file, Path::new(&journal)) {
        return Err(Refused(format!("`{}` is the store itself", file.display())).into());
    }
    Ok(())
}

fn not_there(error: StoreError, file: &Path) -> anyhow::Error {
    match error {
        StoreError::Missing(_) if !stands(file) => {
            let what = format!("there is no file `{}`", file.display());
            NotFound { what, hint: None }.into()
        }
        StoreError::NotAStore { why, .. } => {
            let path = file.to_owned();
            let why = format!("{why}, nor is it a sealed file");
            anyhow::Error::new(StoreError::NotAStore { path, why }).context("nothing was merged")
        }
        other => anyhow::Error::new(other).context("nothing was merged"),
    }
}

/// What was read of pinned texts, by their kinds and hashes: sessions of one form share them.
type Materials = HashMap<Vec<(PinnedKind, String)>, Material>;

/// What only the rooms above the store can say of a session: whether its pinned texts are read back, and whether its entries speak of
/// what its plan holds.
fn fault(session: &StoredSession, materials: &mut Materials) -> Result<(), String> {
    let texts: Vec<_> = session.header.pinned.iter().map(|p| (p.kind, p.hash.clone())).collect();
    let material = match materials.entry(texts) {
        Entry::Occupied(read) => read.into_mut(),
        Entry::Vacant(place) => {
            place.insert(Material::read(&session.header.pinned).map_err(|e| e.to_string())?)
        }
    };
    if let Some(why) = unfounded(&session.entries, &session.texts) {
        return Err(why);
    }
    let (plan, header) = (&material.plan, &session.header);
    if plan.role != header.role || plan.form != header.form {
        return Err("its plan is for another role or form".into());
    }
    for entry in &session.entries {
        let Some(question) = entry.event.question() else { continue };
        let Some(index) = material.index(question) else {
            return Err(format!("entry {} speaks of `{question}`, which its plan does not hold", entry.seq));
        };
        let criterion = match &entry.event {
            Event::Marked { criterion, .. }
            | Event::Evidence { criterion, .. }
            | Event::MarkAmended { criterion, .. } => Some(criterion),
            _ => None,
        };
        if let Some(c) = criterion.filter(|c| material.criteria(index).iter().all(|k| k.id != **c)) {
            return Err(format!(
                "entry {} marks `{question}` on `{c}`, which its rubric does not hold",
                entry.seq
            ));
        }
        if let Event::Tick { look_for, .. } = &entry.event {
            let question = material.question(index);
            let listed = match &question.body {
                Body::Open(open) => open.look_for.iter().any(|l| l.id == *look_for),
                Body::Choice(_) | Body::Order(_) | Body::Estimate(_) | Body::Sql(_) | Body::Code(_) => false,
            };
            let number = look_for.as_str().strip_prefix(RED_FLAG).and_then(|n| n.parse::<usize>().ok());
            let flag = number.is_some_and(|n| (1..=red_flags(question).len()).contains(&n));
            if !listed && !flag {
                return Err(format!(
                    "entry {} ticks `{look_for}`, which its question does not list",
                    entry.seq
                ));
            }
        }
    }
    Ok(())
}
