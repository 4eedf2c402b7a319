//! Opening banks: the shipped one, then folders, each checked for what it is before it is read.

use std::{
    borrow::Cow,
    path::{Path, PathBuf},
};

use crate::{
    bank::{Bank, Layer, codes, shipped},
    model::{Finding, Severity},
    world::{FileError, read_folder},
};

/// One file may have a megabyte.
pub const FILE_LIMIT: u64 = 1_000_000;
/// A whole bank may have sixteen.
pub const BANK_LIMIT: u64 = 16_000_000;

/// Which banks, in order.
#[derive(Debug, Clone)]
pub struct BankRequest {
    /// Whether the shipped bank comes first.
    pub shipped: bool,
    /// Folders, later ones overriding earlier ones.
    pub folders: Vec<PathBuf>,
}

/// Opens the bank. Faults that only its outline or its files show are in `bank.findings`.
///
/// # Errors
/// A folder that cannot be listed.
pub fn open_bank(request: &BankRequest) -> Result<Bank, FileError> {
    let mut layers = Vec::new();
    if request.shipped {
        layers.push(shipped());
    }
    let mut findings = Vec::new();
    for folder in &request.folders {
        let (layer, found) = read_layer(folder)?;
        layers.push(layer);
        findings.extend(found);
    }
    let mut bank = Bank::open(layers);
    bank.findings.extend(findings);
    Ok(bank)
}

/// A bank of the given paths on top of the others, and the first layer that is theirs.
///
/// # Errors
/// A path that cannot be read.
pub fn check_paths(request: &BankRequest, paths: &[PathBuf]) -> Result<(Bank, usize), FileError> {
    let first = usize::from(request.shipped) + request.folders.len();
    let folders = request.folders.iter().chain(paths).cloned().collect();
    let bank = open_bank(&BankRequest { shipped: request.shipped, folders })?;
    Ok((bank, first))
}

/// A bank folder holds `questions/` and `rubrics/`; a folder without them is read whole.
fn read_layer(path: &Path) -> Result<(Layer, Vec<Finding>), FileError> {
    let (linked, parts): (Vec<PathBuf>, Vec<PathBuf>) = ["questions", "rubrics"]
        .iter()
        .map(|p| path.join(p))
        .filter(|p| p.is_dir())
        .partition(|p| p.is_symlink());
    let parts = if parts.is_empty() && linked.is_empty() { vec![path.to_owned()] } else { parts };
    let mut layer = Layer { name: path.display().to_string(), files: Vec::new() };
    // A bank never reaches outside its own folder.
    let outside = linked
        .into_iter()
        .map(|p| Finding::general(&codes::FILE_UNREADABLE, FileError::NotPlain(p).to_string()));
    let mut findings: Vec<Finding> = outside.collect();
    let mut left = BANK_LIMIT;
    for part in parts {
        let folder = read_folder(&part, "toml", FILE_LIMIT, left)?;
        for (path, text) in folder.files {
            left = left.saturating_sub(text.len() as u64);
            layer.files.push((path.display().to_string(), Cow::Owned(text)));
        }
        findings.extend(folder.errors.iter().map(|error| {
            let code = match error {
                FileError::TooLarge { .. } | FileError::TooMany { .. } => &codes::FILE_TOO_LARGE,
                _ => &codes::FILE_UNREADABLE,
            };
            Finding::general(code, error.to_string())
        }));
    }
    Ok((layer, findings))
}

/// Faults that must not be passed over when questions are asked: duplicate ids, unreadable files.
pub fn grave(bank: &Bank) -> Vec<Finding> {
    bank.findings.iter().filter(|f| f.severity == Severity::Error).cloned().collect()
}
