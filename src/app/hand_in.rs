//! Sessions as a file of their own: for the lead's store, open or sealed.

use std::path::Path;

use anyhow::Result;

use super::Refused;
use crate::{
    model::SessionId,
    store::{Made, Store},
    world::{Clock, Entropy, Recipient, seal, stands, write_new},
};

fn made(clock: &Clock, entropy: &Entropy) -> Made {
    let now = clock.now();
    let by = format!("viva {}", env!("CARGO_PKG_VERSION"));
    Made { id: entropy.uuid(now).to_string(), at: now, by }
}

/// Refuses a file that stands there already, before anything is done.
///
/// # Errors
/// It stands there.
pub fn must_be_new(path: &Path) -> Result<()> {
    if stands(path) {
        let why =
            format!("`{}` stands there already, and is not replaced; give another file", path.display());
        return Err(Refused(why).into());
    }
    Ok(())
}

/// Writes a store file that holds only these sessions.
///
/// # Errors
/// The file exists, or trouble with either store.
pub fn export_store(
    store: &Store,
    ids: &[SessionId],
    to: &Path,
    clock: &Clock,
    entropy: &Entropy,
) -> Result<()> {
    must_be_new(to)?;
    Ok(store.export(ids, to, &made(clock, entropy))?)
}

/// Writes a store file that holds only this session, sealed so that only the holder of the key opens it.
///
/// # Errors
/// The file exists, or trouble with the store.
pub fn export_sealed(
    store: &Store,
    id: &SessionId,
    key: &Recipient,
    to: &Path,
    clock: &Clock,
    entropy: &Entropy,
) -> Result<()> {
    must_be_new(to)?;
    let folder = tempfile::tempdir()?;
    let plain = folder.path().join("session.db");
    store.export(std::slice::from_ref(id), &plain, &made(clock, entropy))?;
    let sealed = seal(&plain, key)?;
    Ok(write_new(to, &sealed)?)
}
