//! The last stage: shuts itself in and becomes the program.

use std::{os::unix::process::CommandExt, process::Command};

use rustix::process::{Signal, set_parent_process_death_signal, setsid};

use super::{Refusal, files, filter, limits, step, tell_end};
use crate::exec::program::wire::{End, Exec};

pub(super) fn run(job: &str) -> u8 {
    let Ok(job) = serde_json::from_str::<Exec>(job) else { return 2 };
    if let Err(why) = shut_in(&job) {
        tell_end(End::NoSandbox(why), &job.word);
        return 7;
    }
    let [program, args @ ..] = job.argv.as_slice() else { return 0 };
    let mut command = Command::new(program);
    let error = command.args(args).env_clear().envs(job.env.iter().map(|(k, v)| (k, v))).exec();
    tell_end(End::NotStarted(format!("{program}: {error}")), &job.word);
    7
}

fn shut_in(job: &Exec) -> Result<(), Refusal> {
    // A group of its own: signals to the group reach nobody else.
    let _ = setsid();
    step("dying with the first process", set_parent_process_death_signal(Some(Signal::KILL)))?;
    limits::set(job)?;
    step("no new privileges", rustix::thread::set_no_new_privs(true))?;
    if job.landlock {
        files::shut_in(job)?;
    } else if job.landlock_if_there {
        let _ = files::shut_in(job);
    }
    if job.seccomp {
        filter::apply(job.mute, job.build)?;
    }
    Ok(())
}
