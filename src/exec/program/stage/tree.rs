//! The file tree that a program sees in tier A: system folders read-only, its own folder of limited size, nothing else.

use std::{
    ffi::CString,
    fs, io,
    os::unix::fs::{PermissionsExt, symlink},
    path::{Path, PathBuf},
};

use rustix::{
    fs::{StatVfsMountFlags, statvfs},
    mount::{
        MountFlags, MountPropagationFlags, UnmountFlags, mount, mount_bind, mount_bind_recursive,
        mount_change, mount_remount, unmount,
    },
    process::{chdir, pivot_root},
    thread::{CapabilitySet, CapabilitySets, clear_ambient_capability_set, set_capabilities},
};

use super::{Refusal, step};
use crate::exec::program::wire::Job;

/// Devices without a memory.
const DEVICES: [&str; 5] = ["null", "zero", "full", "random", "urandom"];
/// Folders that stand on every system and that no program needs: the new tree is built on top of one.
const SITES: [&str; 4] = ["/sys", "/mnt", "/media", "/srv"];

/// Builds the tree, moves into it, and gives up the right to make mounts.
pub(super) fn build(job: &Job) -> Result<(), Refusal> {
    let needed = |site: &str| job.exec.roots.iter().any(|root| Path::new(root).starts_with(site));
    let site =
        SITES.into_iter().find(|s| Path::new(s).is_dir() && !needed(s)).ok_or("no place for a file tree")?;
    let site = Path::new(site);
    step(
        "this system gives user namespaces no rights (mounts)",
        mount_change("/", MountPropagationFlags::REC | MountPropagationFlags::PRIVATE),
    )?;
    step("a file tree in memory", tmpfs(site, "size=256k,nr_inodes=2k,mode=755"))?;
    for root in &job.exec.roots {
        step(root, place(site, Path::new(root)))?;
    }
    step("hidden files", hide(site, &job.exec.hidden))?;
    step("/dev", devices(site))?;
    step("/proc", fs::create_dir(site.join("proc")))?;
    let quiet = MountFlags::NOSUID | MountFlags::NODEV | MountFlags::NOEXEC;
    step("a /proc of its own", mount("proc", site.join("proc"), "proc", quiet, None))?;
    let work = site.join("work");
    step("/work", fs::create_dir(&work))?;
    let limits = format!("size={},nr_inodes={},mode=700", job.disk, job.inodes);
    step("a work folder of limited size", tmpfs(&work, &limits))?;
    step("/tmp", symlink("work/.tmp", site.join("tmp")))?;
    step("moving into the file tree", enter(site))?;
    step("rights", clear_ambient_capability_set())?;
    let none = CapabilitySet::empty();
    step(
        "rights",
        set_capabilities(None, CapabilitySets { effective: none, permitted: none, inheritable: none }),
    )
}

fn tmpfs(at: &Path, options: &str) -> io::Result<()> {
    let options = CString::new(options)?;
    mount("tmpfs", at, "tmpfs", MountFlags::NOSUID | MountFlags::NODEV, options.as_c_str())?;
    Ok(())
}

/// Where a path stands below the site.
fn below(site: &Path, path: &Path) -> PathBuf {
    site.join(path.strip_prefix("/").unwrap_or(path))
}

/// Shows a file or folder of the machine, read-only. What is missing is passed over.
fn place(site: &Path, root: &Path) -> io::Result<()> {
    let at = below(site, root);
    let Ok(meta) = fs::symlink_metadata(root) else { return Ok(()) };
    if at.symlink_metadata().is_ok() {
        return Ok(());
    }
    if let Some(parent) = at.parent() {
        fs::create_dir_all(parent)?;
    }
    if meta.is_symlink() {
        return symlink(fs::read_link(root)?, at);
    }
    if meta.is_dir() {
        fs::create_dir(&at)?;
        mount_bind_recursive(root, &at)?;
    } else {
        fs::write(&at, "")?;
        mount_bind(root, &at)?;
    }
    // What was forbidden outside stays forbidden, or the kernel refuses.
    let kept = statvfs(&at)?.f_flag.contains(StatVfsMountFlags::NOEXEC);
    let kept = if kept { MountFlags::NOEXEC } else { MountFlags::empty() };
    let flags = MountFlags::BIND | MountFlags::RDONLY | MountFlags::NOSUID | MountFlags::NODEV | kept;
    mount_remount(&at, flags, c"")?;
    Ok(())
}

/// Covers what must not be read with something that cannot be.
fn hide(site: &Path, hidden: &[String]) -> io::Result<()> {
    let (file, folder) = (site.join(".shut-file"), site.join(".shut-folder"));
    fs::write(&file, "")?;
    fs::create_dir(&folder)?;
    for cover in [&file, &folder] {
        fs::set_permissions(cover, fs::Permissions::from_mode(0o000))?;
    }
    for path in hidden {
        let at = below(site, Path::new(path));
        match fs::symlink_metadata(&at) {
            Ok(meta) if meta.is_dir() => mount_bind(&folder, &at)?,
            Ok(_) => mount_bind(&file, &at)?,
            Err(_) => {}
        }
    }
    Ok(())
}

fn devices(site: &Path) -> io::Result<()> {
    let dev = site.join("dev");
    fs::create_dir(&dev)?;
    for name in DEVICES {
        let at = dev.join(name);
        fs::write(&at, "")?;
        mount_bind(Path::new("/dev").join(name), &at)?;
    }
    for (name, to) in [
        ("fd", "/proc/self/fd"),
        ("stdin", "/proc/self/fd/0"),
        ("stdout", "/proc/self/fd/1"),
        ("stderr", "/proc/self/fd/2"),
        ("shm", "/work/.tmp"),
    ] {
        symlink(to, dev.join(name))?;
    }
    Ok(())
}

/// Makes the site the root, and lets go of everything that was.
fn enter(site: &Path) -> io::Result<()> {
    chdir(site)?;
    pivot_root(".", ".")?;
    unmount(".", UnmountFlags::DETACH)?;
    chdir("/")?;
    let flags = MountFlags::BIND | MountFlags::RDONLY | MountFlags::NOSUID | MountFlags::NODEV;
    mount_remount("/", flags, c"")?;
    Ok(())
}
