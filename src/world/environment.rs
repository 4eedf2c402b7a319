//! The environment, read once.
#![expect(clippy::disallowed_methods, reason = "this is the environment's home")]

use std::{
    collections::BTreeMap,
    ffi::OsString,
    path::{Path, PathBuf},
};

use etcetera::BaseStrategy;

/// Variables, folders and who is at the keyboard.
#[derive(Debug, Clone, Default)]
pub struct Environment {
    variables: BTreeMap<String, OsString>,
    /// The folder the program was started in.
    pub here: PathBuf,
    /// This program's own file, for starting itself again.
    pub binary: PathBuf,
    /// Where this user's data lives (XDG).
    pub data: Option<PathBuf>,
    /// Where this user's settings live (XDG).
    pub config: Option<PathBuf>,
}

impl Environment {
    /// Reads the environment of this process. Names that are not text are passed over.
    pub fn read() -> Self {
        let variables = std::env::vars_os().filter_map(|(k, v)| Some((k.into_string().ok()?, v)));
        let base = etcetera::choose_base_strategy().ok();
        Self {
            variables: variables.collect(),
            here: std::env::current_dir().unwrap_or_else(|_| PathBuf::from(".")),
            binary: std::env::current_exe().unwrap_or_else(|_| PathBuf::from("viva")),
            data: base.as_ref().map(|b| b.data_dir().join("viva")),
            config: base.as_ref().map(|b| b.config_dir().join("viva")),
        }
    }

    /// A variable's value; set to nothing counts as set, set to something that is not text does not.
    pub fn var(&self, name: &str) -> Option<&str> {
        self.variables.get(name)?.to_str()
    }

    /// A variable that names a path, which need not be text. Set to nothing is a path too: an empty one.
    pub fn path(&self, name: &str) -> Option<PathBuf> {
        self.variables.get(name).map(PathBuf::from)
    }

    /// A variable that names paths, parted by `:`.
    pub fn paths(&self, name: &str) -> Vec<PathBuf> {
        let list = self.variables.get(name).map(std::env::split_paths);
        list.into_iter().flatten().filter(|p| !p.as_os_str().is_empty()).collect()
    }

    /// A variable that is set to something.
    pub fn word(&self, name: &str) -> Option<&str> {
        self.var(name).filter(|v| !v.is_empty())
    }

    /// The editor to call.
    pub fn editor(&self) -> Option<&str> {
        let set =
            ["VISUAL", "EDITOR"].into_iter().find_map(|n| self.word(n).filter(|v| !v.trim().is_empty()));
        set.or_else(|| ["sensible-editor", "nano", "vi"].into_iter().find(|e| self.which(e).is_some()))
    }

    /// Where a program stands on the PATH.
    pub fn which(&self, program: &str) -> Option<PathBuf> {
        let folders = self.word("PATH")?.split(':');
        folders.map(|f| Path::new(f).join(program)).find(|p| p.is_file())
    }

    /// The login name, as a default for the interviewer's name.
    pub fn user(&self) -> Option<&str> {
        self.word("USER").or_else(|| self.word("LOGNAME"))
    }

    /// The nearest file of that name, upward from here.
    pub fn upward(&self, name: &str) -> Option<PathBuf> {
        self.here.ancestors().map(|f| f.join(name)).find(|p| p.is_file())
    }
}
