//! What the room must be told, as plain values: it reads no environment and no settings file.

use std::path::PathBuf;

/// Settings of [`local_runner`](super::local_runner).
#[derive(Debug, Clone)]
pub struct Settings {
    /// The path of this binary, which is started again for every stage.
    pub binary: PathBuf,
    /// `--i-trust-this-code`: where no sandbox is to be had, run programs with nothing but limits.
    pub trusted: bool,
}

impl Settings {
    /// Settings with which only sandboxed programs run.
    pub fn new(binary: impl Into<PathBuf>) -> Self {
        Self { binary: binary.into(), trusted: false }
    }
}
