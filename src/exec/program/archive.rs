//! Files in a row: how a program gets into its folder and a built one out of it. Own and small, because both ends are ours: plain files and
//! folders, names within the folder, nothing else.

use std::{
    fs,
    io::{self, Read, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt},
    path::{Component, Path},
};

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    /// Relative, with `/` between its parts.
    pub(super) name: String,
    /// May be run.
    pub(super) runs: bool,
    /// What is in it.
    pub(super) bytes: Vec<u8>,
}

/// The most files of an archive.
const MOST: usize = 4096;

/// Writes files in a row.
pub(super) fn pack(items: &[Item]) -> Vec<u8> {
    let mut out = Vec::new();
    out.extend(len(items.len()));
    for item in items {
        out.extend(len(item.name.len()));
        out.extend(item.name.as_bytes());
        out.push(u8::from(item.runs));
        out.extend(len(item.bytes.len()));
        out.extend(&item.bytes);
    }
    out
}

fn len(n: usize) -> [u8; 4] {
    u32::try_from(n).unwrap_or(u32::MAX).to_be_bytes()
}

/// Reads a row of files; no more than `most` bytes of them.
pub(super) fn unpack(from: &mut impl Read, most: u64) -> io::Result<Vec<Item>> {
    let too_much = || io::Error::other("an archive is too large");
    let number = |from: &mut dyn Read| -> io::Result<usize> {
        let mut bytes = [0; 4];
        from.read_exact(&mut bytes)?;
        Ok(u32::from_be_bytes(bytes) as usize)
    };
    let count = number(from)?;
    if count > MOST {
        return Err(too_much());
    }
    let mut left = usize::try_from(most).unwrap_or(usize::MAX);
    let mut bytes = |from: &mut dyn Read, n: usize| -> io::Result<Vec<u8>> {
        left = left.checked_sub(n).ok_or_else(too_much)?;
        let mut bytes = vec![0; n];
        from.read_exact(&mut bytes)?;
        Ok(bytes)
    };
    let mut items = Vec::new();
    for _ in 0..count {
        let n = number(from)?;
        let name = String::from_utf8(bytes(from, n)?).map_err(io::Error::other)?;
        let runs = bytes(from, 1)? == [1];
        let n = number(from)?;
        items.push(Item { name, runs, bytes: bytes(from, n)? });
    }
    Ok(items)
}

/// Writes the files into a folder that is empty.
pub(super) fn lay_out(items: &[Item], folder: &Path) -> io::Result<()> {
    for item in items {
        let name = Path::new(&item.name);
        if item.name.is_empty() || !name.components().all(|c| matches!(c, Component::Normal(_))) {
            return Err(io::Error::other(format!("a file's name leaves the folder: {:?}", item.name)));
        }
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        let mode = if item.runs { 0o700 } else { 0o600 };
        let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(mode).open(&path)?;
        file.write_all(&item.bytes)?;
    }
    Ok(())
}

/// Takes every plain file of a folder up; names that begin with a dot at the top are caches and stay behind, like links and devices.
pub(super) fn take_up(folder: &Path, most: u64) -> io::Result<Vec<Item>> {
    let mut items = Vec::new();
    let mut total = 0;
    let mut open = vec![(folder.to_owned(), String::new())];
    while let Some((at, prefix)) = open.pop() {
        for entry in fs::read_dir(&at)? {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            if prefix.is_empty() && name.starts_with('.') {
                continue;
            }
            let (kind, name) = (entry.file_type()?, format!("{prefix}{name}"));
            if kind.is_dir() {
                open.push((entry.path(), format!("{name}/")));
            } else if kind.is_file() {
                let meta = entry.metadata()?;
                total += meta.size();
                if total > most || items.len() >= MOST {
                    return Err(io::Error::other("what was built is too large"));
                }
                let runs = meta.permissions().mode() & 0o100 != 0;
                items.push(Item { name, runs, bytes: fs::read(entry.path())? });
            }
        }
    }
    items.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(items)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(name: &str, runs: bool, bytes: &[u8]) -> Item {
        Item { name: name.into(), runs, bytes: bytes.into() }
    }

    #[test]
    fn files_come_back_as_they_were() {
        let items = [item("a/b/c", false, b"deep"), item("main", true, &[0, 255]), item("x", false, b"")];
        let read = unpack(&mut &pack(&items)[..], 100).expect("the same row");
        assert_eq!(read, items);
        let folder = tempfile::tempdir().expect("a folder");
        lay_out(&read, folder.path()).expect("files");
        fs::create_dir(folder.path().join(".cache")).expect("a cache");
        fs::write(folder.path().join(".cache/y"), "left").expect("a file");
        std::os::unix::fs::symlink("/etc", folder.path().join("link")).expect("a link");
        assert_eq!(take_up(folder.path(), 100).expect("the same files"), items);
        assert!(take_up(folder.path(), 3).is_err());
    }

    #[test]
    fn nothing_leaves_the_folder_and_nothing_is_believed_about_lengths() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["/etc/x", "../x", "a/../../x", "", "."] {
            assert!(lay_out(&[item(name, false, b"x")], folder.path()).is_err(), "{name}");
        }
        let packed = pack(&[item("a", false, b"12345")]);
        for cut in 0..packed.len() {
            assert!(unpack(&mut &packed[..cut], 100).is_err(), "{cut}");
        }
        assert!(unpack(&mut &packed[..], 5).is_err());
        assert!(unpack(&mut &[255; 64][..], 100).is_err());
    }
}
