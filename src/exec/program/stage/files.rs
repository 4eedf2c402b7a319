//! Landlock: which files the program may read, and the one folder it may write.

use std::{
    fs,
    path::{Path, PathBuf},
};

use landlock::{
    ABI, Access, AccessFs, AccessNet, Ruleset, RulesetAttr, RulesetCreatedAttr, RulesetStatus, Scope,
    make_bitflags, path_beneath_rules,
};

use super::{Refusal, step};
use crate::exec::program::wire::Exec;

/// What of `/proc` and `/dev` a program reads, even where they are the machine's own.
const KERNEL: [&str; 12] = [
    "/proc/self",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/proc/stat",
    "/proc/version",
    "/proc/filesystems",
    "/proc/sys/vm/overcommit_memory",
    "/dev/null",
    "/dev/zero",
    "/dev/full",
    "/dev/random",
    "/dev/urandom",
];

/// Shuts this process in.
pub(super) fn shut_in(job: &Exec) -> Result<(), Refusal> {
    let read = AccessFs::from_read(ABI::V5);
    let work =
        AccessFs::from_all(ABI::V5) & !make_bitflags!(AccessFs::{MakeChar | MakeBlock | MakeSock | IoctlDev});
    let device = make_bitflags!(AccessFs::{ReadFile | WriteFile | Truncate});
    let hidden: Vec<&Path> = job.hidden.iter().map(Path::new).collect();
    let mut readable: Vec<PathBuf> = Vec::new();
    for root in &job.roots {
        add_without(Path::new(root), &hidden, &mut readable);
    }
    readable.extend(KERNEL.map(PathBuf::from));
    if !job.mute {
        // Others are out of sight: all of `/proc` is about the program itself.
        readable.push("/proc".into());
    }
    let ruleset = || -> Result<RulesetStatus, landlock::RulesetError> {
        let shut = Ruleset::default()
            .handle_access(AccessFs::from_all(ABI::V5))?
            .handle_access(AccessNet::from_all(ABI::V4))?
            .scope(Scope::from_all(ABI::V6))?
            .create()?
            .add_rules(path_beneath_rules(&readable, read))?
            .add_rules(path_beneath_rules([&job.folder], work))?
            .add_rules(path_beneath_rules(["/dev/null"], device))?
            .restrict_self()?;
        Ok(shut.ruleset)
    };
    match step("Landlock", ruleset())? {
        RulesetStatus::NotEnforced => Err("this kernel has no Landlock, or it is switched off".into()),
        RulesetStatus::FullyEnforced | RulesetStatus::PartiallyEnforced => Ok(()),
    }
}

/// A root without what is hidden in it: Landlock can only allow, so that on the way to something hidden all its neighbours are allowed one by
/// one.
fn add_without(root: &Path, hidden: &[&Path], allowed: &mut Vec<PathBuf>) {
    if hidden.iter().any(|h| root.starts_with(h)) {
        return;
    }
    let real = fs::canonicalize(root).unwrap_or_else(|_| root.to_owned());
    if hidden.iter().any(|h| real.starts_with(h)) {
        return;
    }
    if !hidden.iter().any(|h| h.starts_with(&real)) {
        allowed.push(root.to_owned());
        return;
    }
    for entry in fs::read_dir(&real).into_iter().flatten().flatten() {
        // A link is no place of its own; where it leads to is allowed or not.
        if entry.file_type().is_ok_and(|t| !t.is_symlink()) {
            add_without(&entry.path(), hidden, allowed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hidden_is_left_out_and_its_neighbours_stay() {
        let world = tempfile::tempdir().expect("a folder");
        let at = |name: &str| world.path().join(name);
        for folder in ["usr/bin", "usr/lib"] {
            fs::create_dir_all(at(folder)).expect("a folder");
        }
        for file in ["usr/bin/viva", "usr/bin/other"] {
            fs::write(at(file), "").expect("a file");
        }
        std::os::unix::fs::symlink("usr/bin", at("bin")).expect("a link");
        let viva = at("usr/bin/viva");
        let mut allowed = Vec::new();
        for root in ["usr", "bin"] {
            add_without(&at(root), &[&viva], &mut allowed);
        }
        allowed.sort();
        allowed.dedup();
        assert_eq!(allowed, [at("usr/bin/other"), at("usr/lib")]);
        let mut all = Vec::new();
        add_without(&at("usr"), &[Path::new("/elsewhere")], &mut all);
        add_without(&at("usr/bin"), &[&at("usr")], &mut all);
        assert_eq!(all, [at("usr")]);
    }
}
