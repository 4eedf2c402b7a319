//! What the stages are told, and what they report.

use serde::{Deserialize, Serialize};

/// The words that begin a report in standard error; a secret word follows.
const MARK: &str = "\u{1e}viva-";

/// What `init` is told, in front of the files and the case's input.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Job {
    /// The secret word.
    pub(super) word: String,
    /// The file tree and PID namespace are its own to make and to end (tier A).
    pub(super) namespaces: bool,
    /// The folder is a temporary one of the machine, to be taken away at the end.
    pub(super) borrowed: bool,
    /// The program is built: its files are wanted back, and compilers may change rights.
    pub(super) build: bool,
    /// What the exec stage is told.
    pub(super) exec: Exec,
    /// Wall time in milliseconds.
    pub(super) wall_ms: u64,
    /// Processor time of everything together, in milliseconds.
    pub(super) cpu_ms: u64,
    /// Memory in use by everything together, in bytes.
    pub(super) memory: u64,
    /// Bytes in the work folder.
    pub(super) disk: u64,
    /// Files and folders in the work folder.
    pub(super) inodes: u64,
}

/// What the exec stage is told.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Exec {
    /// The secret word, for the message when it fails; the program never sees it.
    pub(super) word: String,
    /// Shut in by Landlock.
    pub(super) landlock: bool,
    /// The same where the kernel has it.
    pub(super) landlock_if_there: bool,
    /// Shut in by seccomp.
    pub(super) seccomp: bool,
    /// It may send no signal to others: where they are not out of sight.
    pub(super) mute: bool,
    /// Compilers may change rights of files.
    pub(super) build: bool,
    /// The work folder.
    pub(super) folder: String,
    /// Files and folders it may read.
    pub(super) roots: Vec<String>,
    /// Files and folders within them that it may not.
    pub(super) hidden: Vec<String>,
    /// The program with its arguments; empty: everything is done but the last step, which shows that the sandbox works.
    pub(super) argv: Vec<String>,
    /// Its whole environment.
    pub(super) env: Vec<(String, String)>,
    /// Address space of a process, in bytes.
    pub(super) address: u64,
    /// Processor time of a process, in seconds.
    pub(super) cpu: u64,
    /// Size of a file, in bytes.
    pub(super) file: u64,
    /// Processes and threads.
    pub(super) processes: u64,
    /// Processes and threads that this user had before, where they cannot be told apart.
    pub(super) others: u64,
}

/// How it ended, as `init` saw it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum End {
    /// By itself, with this code.
    Code(i32),
    /// By a signal that was not ours.
    Signal(i32),
    /// Past its time.
    Time,
    /// Past its memory.
    Memory,
    /// Past its disk.
    Disk,
    /// The sandbox could not be made; in words.
    NoSandbox(String),
    /// The program could not be started; in words.
    NotStarted(String),
}

/// The report behind standard error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Report {
    /// How.
    pub(super) end: End,
    /// Wall time in microseconds.
    pub(super) micros: u64,
    /// Peak memory in bytes.
    pub(super) peak: u64,
}

impl Report {
    /// As it is written: on a line of its own.
    pub(super) fn line(&self, word: &str) -> String {
        let body = serde_json::to_string(self).unwrap_or_default();
        format!("{MARK}{word} {body}\n")
    }
}

/// Parts standard error into the program's own words and the first report that carries the secret word. What comes later comes from `init`,
/// which saw less of it than the exec stage did.
pub(super) fn part(stderr: &[u8], word: &str) -> (Vec<u8>, Option<Report>) {
    let mark = format!("{MARK}{word} ");
    let Some(at) = memchr::memmem::find(stderr, mark.as_bytes()) else { return (stderr.to_vec(), None) };
    let body = &stderr[at + mark.len()..];
    let end = memchr::memchr(b'\n', body).unwrap_or(body.len());
    (stderr[..at].to_vec(), serde_json::from_slice(&body[..end]).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_report_with_the_word_counts() {
        let report = Report { end: End::Code(3), micros: 5, peak: 7 };
        let forged = Report { end: End::Code(0), ..report.clone() }.line("guess");
        let text = format!("words\n{forged}more{}", report.line("secret"));
        let (words, read) = part(text.as_bytes(), "secret");
        assert_eq!(words, format!("words\n{forged}more").as_bytes());
        assert_eq!(read, Some(report));
        assert_eq!(part(forged.as_bytes(), "secret"), (forged.clone().into_bytes(), None));
    }

    #[test]
    fn the_first_report_counts() {
        let first = Report { end: End::NoSandbox("landlock".into()), micros: 0, peak: 0 };
        let text = first.line("w") + &Report { end: End::Code(125), micros: 9, peak: 9 }.line("w");
        assert_eq!(part(text.as_bytes(), "w"), (Vec::new(), Some(first)));
    }
}
