//! Limits that the kernel keeps for a process and everything it starts.

use std::io;

use rustix::process::{Resource, Rlimit, setrlimit};

/// Sets the soft and the hard limit; a lower hard limit that is already there stays.
pub(super) fn limit(resource: Resource, most: u64) -> io::Result<()> {
    let hard = rustix::process::getrlimit(resource).maximum.map_or(most, |there| there.min(most));
    setrlimit(resource, Rlimit { current: Some(hard), maximum: Some(hard) })?;
    Ok(())
}

/// Memory that the whole `sql` process may map; SQLite's own heap is capped well below.
const SQL_MEMORY: u64 = 256 << 20;
/// Seconds of processor time of the `sql` process: a net below the parent's deadline.
const SQL_CPU: u64 = 3;

/// Shuts the `sql` process in: it needs nothing but the two pipes that it already has.
pub(super) fn confine_sql() -> io::Result<()> {
    limit(Resource::Core, 0)?;
    limit(Resource::As, SQL_MEMORY)?;
    limit(Resource::Cpu, SQL_CPU)?;
    limit(Resource::Fsize, 0)?;
    limit(Resource::Nproc, 0)?;
    limit(Resource::Nofile, 16)?;
    #[cfg(target_os = "linux")]
    {
        rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))?;
        // A kernel without Landlock takes nothing away from what the limits above keep.
        let _ = no_files();
    }
    Ok(())
}

/// Landlock with no rule: from here on no file can be opened, made or taken away.
#[cfg(target_os = "linux")]
fn no_files() -> Result<(), landlock::RulesetError> {
    use landlock::{ABI, Access, AccessFs, Ruleset, RulesetAttr};
    Ruleset::default().handle_access(AccessFs::from_all(ABI::V5))?.create()?.restrict_self()?;
    Ok(())
}
