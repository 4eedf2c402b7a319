//! Taking a work folder away, whatever a program made of it.

use std::{fs, io, os::unix::fs::PermissionsExt, path::Path};

/// Removes a folder with everything in it; folders without rights get them first. Links are removed, never followed.
pub(super) fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        ended => return ended,
    }
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        fs::set_permissions(&at, fs::Permissions::from_mode(0o700))?;
        for entry in fs::read_dir(&at)?.flatten() {
            if entry.file_type().is_ok_and(|t| t.is_dir()) {
                open.push(entry.path());
            }
        }
    }
    fs::remove_dir_all(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_without_rights_go_too_and_links_are_not_followed() {
        let world = tempfile::tempdir().expect("a folder");
        let (keep, gone) = (world.path().join("keep"), world.path().join("gone"));
        fs::create_dir_all(gone.join("a/b")).expect("folders");
        fs::write(&keep, "kept").expect("a file");
        fs::write(gone.join("a/b/file"), "").expect("a file");
        std::os::unix::fs::symlink(&keep, gone.join("a/link")).expect("a link");
        for path in [gone.join("a/b"), gone.join("a")] {
            fs::set_permissions(path, fs::Permissions::from_mode(0o000)).expect("no rights");
        }
        remove(&gone).expect("removed");
        assert!(!gone.exists() && keep.exists());
        remove(&gone).expect("nothing to do");
    }
}
