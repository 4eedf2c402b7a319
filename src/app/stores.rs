//! Opening the store with what it needs of the world.

use std::path::Path;

use crate::{
    store::{Access, Hooks, Made, Store, StoreError},
    world::{Clock, Entropy},
};

fn hooks(entropy: &Entropy, waiting: impl FnMut() + 'static) -> Hooks {
    let entropy = entropy.clone();
    Hooks { entropy: Box::new(move || entropy.bytes()), waiting: Box::new(waiting) }
}

/// Opens an existing store.
///
/// # Errors
/// Everything [`StoreError`] names.
pub fn open_store(
    path: &Path,
    access: Access,
    entropy: &Entropy,
    waiting: impl FnMut() + 'static,
) -> Result<Store, StoreError> {
    Store::open(path, access, hooks(entropy, waiting))
}

/// Opens the store for appending; true when it was made just now.
///
/// # Errors
/// Everything [`StoreError`] names.
pub fn open_store_for_writing(
    path: &Path,
    clock: &Clock,
    entropy: &Entropy,
    waiting: impl FnMut() + 'static,
) -> Result<(Store, bool), StoreError> {
    let now = clock.now();
    let made = Made {
        id: entropy.uuid(now).to_string(),
        at: now,
        by: format!("viva {}", env!("CARGO_PKG_VERSION")),
    };
    Store::open_or_make(path, &made, hooks(entropy, waiting))
}
