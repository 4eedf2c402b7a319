//! What the room must be told, as plain values: it reads no environment and no settings file.

use std::{ffi::OsString, path::PathBuf};

use super::Language;
use crate::grade::Tier;

/// Settings of [`local_runner`](crate::exec::local_runner).
#[derive(Debug, Clone)]
pub struct Settings {
    /// The path of this binary, which is started again for every stage.
    pub binary: PathBuf,
    /// `--i-trust-this-code`: where no sandbox is to be had, run programs with nothing but limits.
    pub trusted: bool,
    /// The search path for compilers and interpreters.
    pub path: Option<OsString>,
    /// Languages of the settings; they come before the built-in ones of the same name.
    pub languages: Vec<Language>,
    /// Tier C by an own command: viva's stage is run behind these words. Empty: none.
    pub container: Vec<String>,
    /// Files and folders that no program may read even where they lie in a system folder: the store, banks. The binary is always among them:
    /// the built-in bank with its hidden cases is in it.
    pub hidden: Vec<PathBuf>,
    /// Use this tier or none. For tests and for comparing.
    pub only: Option<Tier>,
}

impl Settings {
    /// Settings with which only sandboxed programs run.
    pub fn new(binary: impl Into<PathBuf>) -> Self {
        Self {
            binary: binary.into(),
            trusted: false,
            path: Some("/usr/local/bin:/usr/bin:/bin".into()),
            languages: Vec::new(),
            container: Vec::new(),
            hidden: Vec::new(),
            only: None,
        }
    }
}
