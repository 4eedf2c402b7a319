//! What runs below this process, and what it uses.

use std::{collections::HashMap, fs, os::unix::fs::MetadataExt, path::Path};

use nix::sys::resource::{UsageWho, getrusage};
use rustix::process::{Pid, getpid};

/// What everything together uses at a moment.
#[derive(Debug, Default)]
pub(super) struct Use {
    /// Memory of its own, in bytes: what is shared with files on a disk does not count.
    pub(super) memory: u64,
    /// Processor time so far, in milliseconds.
    pub(super) cpu_ms: u64,
    /// Bytes in open files of the work folder that have no name any more.
    pub(super) unseen: u64,
}

/// Looks. In a PID namespace of its own everybody counts; elsewhere those who descend from this process.
pub(super) fn look(alone: bool, folder: &str) -> Use {
    let mut total = Use::default();
    let disk = if alone { None } else { fs::metadata(folder).ok().map(|m| m.dev()) };
    for pid in if alone { everybody() } else { descendants() } {
        let pid = pid.as_raw_nonzero();
        let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
        total.memory += own_memory(&status);
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        total.cpu_ms += cpu_ms(&stat);
        if let Some(disk) = disk {
            total.unseen += nameless(&format!("/proc/{pid}/fd"), disk);
        }
    }
    if let Ok(usage) = getrusage(UsageWho::RUSAGE_CHILDREN) {
        let millis = |t: nix::sys::time::TimeVal| {
            u64::try_from(t.tv_sec()).unwrap_or(0) * 1000 + u64::try_from(t.tv_usec()).unwrap_or(0) / 1000
        };
        total.cpu_ms += millis(usage.user_time()) + millis(usage.system_time());
    }
    total
}

/// Every process that `/proc` shows, but this one.
fn everybody() -> Vec<Pid> {
    let own = getpid();
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = entries.filter_map(|e| Pid::from_raw(e.file_name().to_str()?.parse().ok()?));
    pids.filter(|pid| *pid != own).collect()
}

/// Every process whose parent, or parent's parent, ... is this one.
pub(super) fn descendants() -> Vec<Pid> {
    let mut children: HashMap<i32, Vec<Pid>> = HashMap::new();
    for pid in everybody() {
        let stat = fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero())).unwrap_or_default();
        if let Some(parent) = after_name(&stat).nth(1).and_then(|p| p.parse().ok()) {
            children.entry(parent).or_default().push(pid);
        }
    }
    let mut found = Vec::new();
    let mut open = vec![getpid().as_raw_nonzero().get()];
    while let Some(parent) = open.pop() {
        for pid in children.remove(&parent).unwrap_or_default() {
            open.push(pid.as_raw_nonzero().get());
            found.push(pid);
        }
    }
    found
}

/// Words of `/proc/PID/stat` from the state on. The name before it may hold anything.
fn after_name(stat: &str) -> impl Iterator<Item = &str> {
    stat.rsplit_once(')').map_or("", |(_, rest)| rest).split_ascii_whitespace()
}

/// Processor time of a process and of those it waited for.
fn cpu_ms(stat: &str) -> u64 {
    let ticks: u64 = after_name(stat).skip(11).take(4).filter_map(|w| w.parse::<u64>().ok()).sum();
    ticks * 1000 / rustix::param::clock_ticks_per_second().max(1)
}

/// Memory that is not a file's, from `/proc/PID/status`.
fn own_memory(status: &str) -> u64 {
    let kilobytes = |line: &str| -> Option<u64> {
        let (name, rest) = line.split_once(':')?;
        let counts = matches!(name, "RssAnon" | "RssShmem" | "VmSwap");
        rest.split_ascii_whitespace().next()?.parse().ok().filter(|_| counts)
    };
    status.lines().filter_map(kilobytes).sum::<u64>() * 1024
}

/// Bytes of open plain files on this disk that were deleted.
fn nameless(folder: &str, disk: u64) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let meta = entries.filter_map(|e| fs::metadata(e.path()).ok());
    meta.filter(|m| m.is_file() && m.nlink() == 0 && m.dev() == disk).map(|m| m.blocks() * 512).sum()
}

/// What a folder holds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Disk {
    /// Bytes on the disk.
    pub(super) bytes: u64,
    /// Files and folders.
    pub(super) files: u64,
}

/// The most entries that are looked at: enough to be far too many.
const ENOUGH: u64 = 50_000;

/// Looks into a folder and everything in it; links are not followed.
pub(super) fn disk(folder: &Path) -> Disk {
    let mut total = Disk::default();
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(at).into_iter().flatten().flatten() {
            let Ok(meta) = entry.metadata() else { continue };
            total.bytes += meta.blocks() * 512;
            total.files += 1;
            if total.files > ENOUGH {
                return total;
            }
            if meta.is_dir() {
                open.push(entry.path());
            }
        }
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kernels_words_are_read() {
        let stat = "7 (a) R (x) S 3 7 7 0 -1 4194304 100 0 0 0 12 8 5 25 20 0 1 0 99";
        assert_eq!(after_name(stat).nth(1), Some("3"));
        assert_eq!(cpu_ms(stat), 50 * 1000 / rustix::param::clock_ticks_per_second());
        assert_eq!(cpu_ms(""), 0);
        let status = "Name:\tx\nVmRSS:\t 900 kB\nRssAnon:\t 100 kB\nRssFile:\t 700 kB\nRssShmem:\t 20 kB\n";
        assert_eq!(own_memory(status), 120 * 1024);
    }

    #[test]
    fn a_folder_is_measured_with_all_in_it() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("a")).expect("a folder");
        fs::write(folder.path().join("a/b"), vec![1; 100_000]).expect("a file");
        let used = disk(folder.path());
        assert!(used.files == 2 && used.bytes >= 100_000, "{used:?}");
    }
}
