//! A disk that forgets: what may stand on it after a power cut, given the calls that were made.
//!
//! What was synced stays. Of what was written since, any part may be there: nothing, all, or some writes and of one of them only
//! some sectors. The same for names: a file that was made or taken away since its folder was synced may or may not be there.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use crate::trace::Call;

const SECTOR: usize = 512;

#[derive(Debug, Clone)]
enum Change {
    Write { offset: usize, bytes: Vec<u8> },
    Truncate { length: usize },
}

#[derive(Debug, Clone, Default)]
struct Inode {
    synced: Vec<u8>,
    since: Vec<Change>,
}

#[derive(Debug, Clone)]
enum Naming {
    Made(PathBuf, usize),
    Gone(PathBuf),
}

/// The files of one folder.
#[derive(Debug)]
pub struct Disk {
    folder: PathBuf,
    inodes: Vec<Inode>,
    names: BTreeMap<PathBuf, usize>,
    synced_names: BTreeMap<PathBuf, usize>,
    since: Vec<Naming>,
    open: BTreeMap<i32, Opened>,
}

#[derive(Debug, Clone, Copy)]
enum Opened {
    File(usize),
    Folder,
}

impl Disk {
    /// An empty folder.
    pub fn new(folder: &Path) -> Self {
        let (inodes, names, synced_names, since, open) = Default::default();
        Self { folder: folder.to_owned(), inodes, names, synced_names, since, open }
    }

    /// What a call does.
    pub fn take(&mut self, call: &Call) {
        match call {
            Call::Open { path, fd, make } => {
                self.open.remove(fd);
                if *path == self.folder {
                    self.open.insert(*fd, Opened::Folder);
                } else if path.parent() == Some(&self.folder) && is_of_the_store(path) {
                    if *make && !self.names.contains_key(path) {
                        self.inodes.push(Inode::default());
                        self.names.insert(path.clone(), self.inodes.len() - 1);
                        self.since.push(Naming::Made(path.clone(), self.inodes.len() - 1));
                    }
                    if let Some(inode) = self.names.get(path) {
                        self.open.insert(*fd, Opened::File(*inode));
                    }
                }
            }
            Call::Write { fd, offset, bytes } => {
                let offset = usize::try_from(*offset).expect("an offset");
                self.change(*fd, Change::Write { offset, bytes: bytes.clone() });
            }
            Call::Truncate { fd, length } => {
                self.change(*fd, Change::Truncate { length: usize::try_from(*length).expect("a length") });
            }
            Call::Sync { fd } => match self.open.get(fd).copied() {
                Some(Opened::File(inode)) => {
                    let inode = &mut self.inodes[inode];
                    for change in std::mem::take(&mut inode.since) {
                        apply(&mut inode.synced, &change);
                    }
                }
                Some(Opened::Folder) => {
                    self.since.clear();
                    self.synced_names.clone_from(&self.names);
                }
                None => {}
            },
            Call::Unlink { path } => {
                if self.names.remove(path).is_some() {
                    self.since.push(Naming::Gone(path.clone()));
                }
            }
            Call::Said { .. } => {}
        }
    }

    fn change(&mut self, fd: i32, change: Change) {
        if let Some(Opened::File(inode)) = self.open.get(&fd) {
            self.inodes[*inode].since.push(change);
        }
    }

    /// The files when `chance` says which of the changes since the last sync are there.
    fn state(&self, mut chance: impl FnMut() -> Fate) -> BTreeMap<String, Vec<u8>> {
        let mut names = self.synced_names.clone();
        for naming in &self.since {
            match (naming, chance()) {
                (_, Fate::Lost) => {}
                (Naming::Made(path, inode), _) => drop(names.insert(path.clone(), *inode)),
                (Naming::Gone(path), _) => drop(names.remove(path)),
            }
        }
        let mut files = BTreeMap::new();
        for (path, inode) in names {
            let mut content = self.inodes[inode].synced.clone();
            for change in &self.inodes[inode].since {
                match (change, chance()) {
                    (_, Fate::Lost) => {}
                    (Change::Write { offset, bytes }, Fate::Torn(from, to)) => {
                        let (from, to) = (bytes.len().min(from * SECTOR), bytes.len().min(to * SECTOR));
                        if from < to {
                            apply(
                                &mut content,
                                &Change::Write { offset: offset + from, bytes: bytes[from..to].to_vec() },
                            );
                        }
                    }
                    (change, _) => apply(&mut content, change),
                }
            }
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            files.insert(name, content);
        }
        files
    }
}

/// The store and its journal; not its locks.
fn is_of_the_store(path: &Path) -> bool {
    path.file_name().is_some_and(|n| n == "viva.db" || n == "viva.db-journal")
}

fn apply(content: &mut Vec<u8>, change: &Change) {
    match change {
        Change::Write { offset, bytes } => {
            content.resize(content.len().max(offset + bytes.len()), 0);
            content[*offset..offset + bytes.len()].copy_from_slice(bytes);
        }
        Change::Truncate { length } => content.resize(*length, 0),
    }
}

/// What becomes of a change that was not synced.
enum Fate {
    Kept,
    Lost,
    /// Only these sectors of it.
    Torn(usize, usize),
}

/// States that may be found after a power cut, each once: nothing unsynced, everything, and some by chance.
pub fn states(disk: &Disk, seed: u64) -> Vec<BTreeMap<String, Vec<u8>>> {
    let mut all = vec![disk.state(|| Fate::Lost), disk.state(|| Fate::Kept)];
    for variant in 0..4 {
        let mut chance = Chance(seed * 31 + variant);
        all.push(disk.state(|| match chance.below(3) {
            0 => Fate::Kept,
            1 => Fate::Lost,
            _ => {
                let from = chance.below(8);
                Fate::Torn(from, from + 1 + chance.below(8))
            }
        }));
    }
    let mut seen = BTreeSet::new();
    all.retain(|files| seen.insert(files.clone()));
    all
}

/// SplitMix64 (Steele, Lea and Flood 2014).
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u64) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % limit).expect("small")
    }
}
