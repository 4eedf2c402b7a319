//! Namespaces. A PID namespace begins with the next child, so this stage only makes them, starts `init` and waits.

use std::fs;

use nix::sched::{CloneFlags, unshare};
use rustix::{
    process::{Signal, getgid, getuid, set_parent_process_death_signal, setsid},
    thread::{CapabilitySet, CapabilitySets, configure_capability_in_ambient_set, set_capabilities},
};

use super::{Refusal, again, step, tell_end};
use crate::exec::program::wire::End;

/// Who the program is inside. Outside it is who started viva; no other user is mapped.
const INSIDE: u32 = 1000;

pub(super) fn run(word: &str) -> u8 {
    match begin() {
        Ok(()) => 0,
        Err(why) => {
            tell_end(End::NoSandbox(why), word);
            7
        }
    }
}

fn begin() -> Result<(), Refusal> {
    // Away from the terminal and its signals.
    let _ = setsid();
    let (user, group) = (getuid().as_raw(), getgid().as_raw());
    let flags = CloneFlags::CLONE_NEWUSER
        | CloneFlags::CLONE_NEWPID
        | CloneFlags::CLONE_NEWNET
        | CloneFlags::CLONE_NEWIPC
        | CloneFlags::CLONE_NEWUTS
        | CloneFlags::CLONE_NEWCGROUP
        | CloneFlags::CLONE_NEWNS;
    step("user namespaces are not to be had", unshare(flags))?;
    step("the user cannot be mapped", fs::write("/proc/self/setgroups", "deny"))?;
    step("the user cannot be mapped", fs::write("/proc/self/uid_map", format!("{INSIDE} {user} 1")))?;
    step("the group cannot be mapped", fs::write("/proc/self/gid_map", format!("{INSIDE} {group} 1")))?;
    // Not before: becoming somebody else takes it away.
    step("dying with the parent", set_parent_process_death_signal(Some(Signal::KILL)))?;
    // `init` has mounts to make; everything else goes here and now, and that one goes before the program comes.
    let one = CapabilitySet::SYS_ADMIN;
    let sets = CapabilitySets { effective: one, permitted: one, inheritable: one };
    step("this system gives user namespaces no rights", set_capabilities(None, sets))?;
    step("this system gives user namespaces no rights", configure_capability_in_ambient_set(one, true))?;
    let mut init = step("starting the first process inside", again("init").spawn())?;
    step("waiting", init.wait()).map(drop)
}
