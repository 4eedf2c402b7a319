//! seccomp: the system calls that no answer needs are not there. A list of what is denied, because nine languages and their runtimes need
//! nearly everything else; files and processes are kept by Landlock, namespaces and limits.

use std::collections::BTreeMap;

use libc::c_long;
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen as Len, SeccompCmpOp as Op, SeccompCondition as When,
    SeccompFilter, SeccompRule as Rule, TargetArch, apply_filter, sock_filter,
};

use super::{Refusal, step};

/// Denied outright: it answers "not permitted".
const DENIED: &[c_long] = &[
    // Namespaces and mounts.
    libc::SYS_unshare,
    libc::SYS_setns,
    libc::SYS_mount,
    libc::SYS_umount2,
    libc::SYS_pivot_root,
    libc::SYS_chroot,
    libc::SYS_open_tree,
    libc::SYS_move_mount,
    libc::SYS_fsopen,
    libc::SYS_fsconfig,
    libc::SYS_fsmount,
    libc::SYS_fspick,
    libc::SYS_mount_setattr,
    // Other processes' memory and files.
    libc::SYS_ptrace,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_kcmp,
    libc::SYS_pidfd_getfd,
    libc::SYS_process_madvise,
    libc::SYS_migrate_pages,
    libc::SYS_move_pages,
    // Large doors into the kernel.
    libc::SYS_bpf,
    libc::SYS_perf_event_open,
    libc::SYS_userfaultfd,
    libc::SYS_keyctl,
    libc::SYS_add_key,
    libc::SYS_request_key,
    libc::SYS_init_module,
    libc::SYS_finit_module,
    libc::SYS_delete_module,
    libc::SYS_kexec_load,
    libc::SYS_open_by_handle_at,
    libc::SYS_name_to_handle_at,
    libc::SYS_fanotify_init,
    libc::SYS_quotactl,
    libc::SYS_syslog,
    libc::SYS_acct,
    libc::SYS_swapon,
    libc::SYS_swapoff,
    libc::SYS_reboot,
    libc::SYS_vhangup,
    // The machine's clock and names.
    libc::SYS_settimeofday,
    libc::SYS_clock_settime,
    libc::SYS_adjtimex,
    libc::SYS_clock_adjtime,
    libc::SYS_sethostname,
    libc::SYS_setdomainname,
    // Sockets that listen, or that are called by a name: a pair of connected ones is all that is left.
    libc::SYS_bind,
    libc::SYS_listen,
    libc::SYS_accept,
    libc::SYS_accept4,
    libc::SYS_connect,
    // Memory that belongs to no process and is in no limit.
    libc::SYS_shmget,
    libc::SYS_msgget,
    libc::SYS_semget,
    libc::SYS_mq_open,
];

/// Missing: it answers "not implemented", and callers have another way.
const MISSING: &[c_long] = &[
    // What a call of it asks for lies in memory, where no filter looks; `clone` has it in its arguments.
    libc::SYS_clone3,
    libc::SYS_io_uring_setup,
    libc::SYS_io_uring_enter,
    libc::SYS_io_uring_register,
    libc::SYS_memfd_create,
    libc::SYS_memfd_secret,
];

/// Denied to programs and left to compilers: what changes files by their names without opening them, which Landlock does not see.
const BY_NAME: &[c_long] = &[
    libc::SYS_fchmodat,
    SYS_FCHMODAT2,
    libc::SYS_fchownat,
    libc::SYS_truncate,
    libc::SYS_setxattr,
    libc::SYS_lsetxattr,
    libc::SYS_removexattr,
    libc::SYS_lremovexattr,
    libc::SYS_utimensat,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_chmod,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_chown,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_lchown,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_utime,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_utimes,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_futimesat,
];
/// The same number on every architecture; not in `libc` for all of them.
const SYS_FCHMODAT2: c_long = 452;

/// Flags of `clone` that make a namespace.
const NEW: [u64; 7] =
    [0x0002_0000, 0x0200_0000, 0x0400_0000, 0x0800_0000, 0x1000_0000, 0x2000_0000, 0x4000_0000];
/// Orders to a terminal that type into it, or take it over.
const TERMINAL: [u64; 3] = [0x5412, 0x541c, 0x540e];

/// Puts the filters on this process and everything it becomes and starts. `mute`: signals go to nobody but itself, and it stays in its group;
/// `build`: compilers may change rights of files.
pub(super) fn apply(mute: bool, build: bool) -> Result<(), Refusal> {
    for program in step("seccomp", programs(mute, build))? {
        step("seccomp", apply_filter(&program))?;
    }
    Ok(())
}

fn programs(mute: bool, build: bool) -> Result<Vec<BpfProgram>, seccompiler::BackendError> {
    let errno = |n: i32| SeccompAction::Errno(n.unsigned_abs());
    let arch = TargetArch::try_from(std::env::consts::ARCH)?;
    let compile = |rules, action| -> Result<BpfProgram, seccompiler::BackendError> {
        SeccompFilter::new(rules, SeccompAction::Allow, action, arch)?.try_into()
    };
    let missing: BTreeMap<i64, Vec<Rule>> = MISSING.iter().map(|n| (*n, Vec::new())).collect();
    let mut all =
        vec![compile(missing, errno(libc::ENOSYS))?, compile(denied(mute, build)?, errno(libc::EPERM))?];
    if cfg!(target_arch = "x86_64") {
        all.push(no_x32());
    }
    Ok(all)
}

fn denied(mute: bool, build: bool) -> Result<BTreeMap<i64, Vec<Rule>>, seccompiler::BackendError> {
    let when = |arg: u8, op: Op, value: u64| -> Result<Rule, seccompiler::BackendError> {
        Rule::new(vec![When::new(arg, Len::Dword, op, value)?])
    };
    let mut rules: BTreeMap<i64, Vec<Rule>> = DENIED.iter().map(|n| (*n, Vec::new())).collect();
    if !build {
        rules.extend(BY_NAME.iter().map(|n| (*n, Vec::new())));
    }
    // Unix sockets of the connected kinds only: a message to an address could go to any socket of the machine.
    let unix = libc::AF_UNIX.unsigned_abs().into();
    let kind = |kind: i32| when(1, Op::MaskedEq(0xf), kind.unsigned_abs().into());
    for call in [libc::SYS_socket, libc::SYS_socketpair] {
        rules.insert(call, vec![when(0, Op::Ne, unix)?, kind(libc::SOCK_DGRAM)?, kind(libc::SOCK_RAW)?]);
    }
    rules.insert(
        libc::SYS_clone,
        NEW.iter().map(|f| when(0, Op::MaskedEq(*f), *f)).collect::<Result<_, _>>()?,
    );
    rules.insert(libc::SYS_ioctl, TERMINAL.iter().map(|n| when(1, Op::Eq, *n)).collect::<Result<_, _>>()?);
    // Limits of others.
    rules.insert(libc::SYS_prlimit64, vec![when(0, Op::Ne, 0)?]);
    if mute {
        let own = u64::from(std::process::id());
        rules.insert(
            libc::SYS_kill,
            vec![Rule::new(vec![
                When::new(0, Len::Dword, Op::Ne, own)?,
                When::new(0, Len::Dword, Op::Ne, 0)?,
            ])?],
        );
        for call in
            [libc::SYS_tgkill, libc::SYS_tkill, libc::SYS_rt_sigqueueinfo, libc::SYS_rt_tgsigqueueinfo]
        {
            rules.insert(call, vec![when(0, Op::Ne, own)?]);
        }
        for call in [libc::SYS_pidfd_send_signal, libc::SYS_setsid, libc::SYS_setpgid, libc::SYS_pidfd_open] {
            rules.insert(call, Vec::new());
        }
    }
    Ok(rules)
}

/// The second set of call numbers of x86-64 (x32) would walk past every rule above: none of it is there.
fn no_x32() -> BpfProgram {
    const LOAD_WORD: u16 = 0x20;
    const JUMP_IF_AT_LEAST: u16 = 0x35;
    const RETURN: u16 = 0x06;
    const ALLOW: u32 = 0x7fff_0000;
    const ERRNO: u32 = 0x0005_0000;
    let line = |code, jt, jf, k| sock_filter { code, jt, jf, k };
    vec![
        line(LOAD_WORD, 0, 0, 0),
        line(JUMP_IF_AT_LEAST, 0, 1, 0x4000_0000),
        line(RETURN, 0, 0, ERRNO | libc::ENOSYS.unsigned_abs()),
        line(RETURN, 0, 0, ALLOW),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_filters_can_be_made() {
        for (mute, build) in [(false, false), (true, false), (false, true), (true, true)] {
            let programs = programs(mute, build).expect("filters");
            assert!(programs.iter().all(|p| !p.is_empty() && p.len() < 4096));
        }
    }

    #[test]
    fn no_call_is_in_two_lists() {
        let mut all: Vec<c_long> = [DENIED, MISSING, BY_NAME].concat();
        let before = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), before);
    }
}
