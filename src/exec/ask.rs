//! The parent's side of a stage: start this binary again, hand over the job, take the reply, kill what does not answer.
#![expect(clippy::disallowed_methods, reason = "one of the places that start a process")]

use std::{
    io,
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    time::Duration,
};

use super::{
    clock::Began,
    pump::{Capped, Look, Pump},
};

/// How much of a stage's standard error is kept, for the message when it fails.
const ERR_CAP: usize = 4 * 1024;

/// What came back.
#[derive(Debug)]
pub(super) struct Answer {
    /// Standard output.
    pub(super) reply: Vec<u8>,
    /// Standard error, for a message.
    pub(super) words: String,
    /// How it ended.
    pub(super) end: End,
}

/// How a stage ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// By itself, or by a signal that was not ours.
    Exited(ExitStatus),
    /// Killed at the deadline.
    TimeOut,
    /// Killed for its length.
    TooLong,
}

/// The command that starts a stage of `binary`, in an empty environment.
pub(super) fn stage_command(binary: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(binary);
    command.arg("exec-stage").args(args).env_clear().current_dir("/");
    command
}

/// Runs `command` with `job` on its standard input and takes at most `cap` bytes of reply before `deadline`.
pub(super) fn ask(mut command: Command, job: &[u8], deadline: Duration, cap: usize) -> io::Result<Answer> {
    let began = Began::now();
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    let ended = talk(&mut child, job, cap, began, deadline);
    if ended.is_err() {
        let _ = child.kill();
        let _ = child.wait();
    }
    ended
}

fn talk(child: &mut Child, job: &[u8], cap: usize, began: Began, deadline: Duration) -> io::Result<Answer> {
    let missing = || io::Error::other("a stream of the stage is missing");
    let input = child.stdin.take().ok_or_else(missing)?;
    let out = Capped::new(child.stdout.take().ok_or_else(missing)?, cap);
    let err = Capped::new(child.stderr.take().ok_or_else(missing)?, ERR_CAP);
    let mut pump = Pump::new(input, job, out, err)?;
    let end = pump.run(|over| {
        let end = match child.try_wait()? {
            Some(status) => End::Exited(status),
            None if over => End::TooLong,
            None if began.left(deadline).is_zero() => End::TimeOut,
            None => return Ok(Look::Alive),
        };
        if !matches!(end, End::Exited(_)) {
            child.kill()?;
            child.wait()?;
        }
        Ok(Look::Over(end))
    })?;
    let end = if pump.out.over { End::TooLong } else { end };
    let words = String::from_utf8_lossy(&pump.err.bytes).trim().to_owned();
    Ok(Answer { reply: pump.out.bytes, words, end })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", script]);
        command
    }

    fn asked(script: &str, job: &[u8]) -> Answer {
        ask(shell(script), job, Duration::from_millis(700), 1000).expect("sh starts")
    }

    #[test]
    fn the_job_goes_in_and_the_reply_comes_out() {
        let job = vec![b'x'; 300_000];
        let answer = asked("wc -c; echo no >&2", &job);
        assert_eq!((String::from_utf8_lossy(&answer.reply).trim(), &*answer.words), ("300000", "no"));
        assert!(matches!(answer.end, End::Exited(status) if status.success()));
    }

    #[test]
    fn a_stage_that_reads_no_job_does_no_harm() {
        let answer = asked("exec <&-; echo done; exit 3", &vec![b'x'; 300_000]);
        assert_eq!(answer.reply, b"done\n");
        assert!(matches!(answer.end, End::Exited(status) if status.code() == Some(3)));
    }

    #[test]
    fn what_does_not_answer_is_killed() {
        for script in
            ["exec sleep 30", "trap '' TERM INT HUP; while :; do :; done", "exec >&- 2>&-; exec sleep 30"]
        {
            let answer = asked(script, b"");
            assert_eq!(answer.end, End::TimeOut, "{script}");
        }
    }

    #[test]
    fn what_says_too_much_is_killed_and_cut() {
        for script in ["exec yes", "exec yes >&2", "head -c 1001 /dev/zero"] {
            let answer = ask(shell(script), b"", Duration::from_secs(20), 1000).expect("sh starts");
            assert!(answer.reply.len() <= 1000 && answer.words.len() <= ERR_CAP, "{script}");
            assert!(answer.end == End::TooLong || script.contains(">&2"), "{script}: {:?}", answer.end);
        }
    }

    #[test]
    fn somebody_else_who_holds_the_pipe_does_not_hold_us() {
        let began = Began::now();
        let answer =
            ask(shell("sleep 3 & echo done"), b"", Duration::from_secs(60), 1000).expect("sh starts");
        assert_eq!(answer.reply, b"done\n");
        assert!(began.ago() < Duration::from_millis(2500), "{:?}", began.ago());
    }
}
