//! One failure type at the door, one printer, documented exit codes.

use crate::{
    app::{BadContent, NotFound, Refused},
    grade::{RunnerError, Ungraded},
    store::{PracticeConflict, StoreError},
    ui::{FindingFormat, OutputError, PromptError, Ui, draw_findings},
    world::{EditorError, FileError, HeldBy, SealError},
};

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExitCode(pub u8);

impl ExitCode {
    /// Done.
    pub const DONE: ExitCode = ExitCode(0);
    /// The answer is no.
    pub const NO: ExitCode = ExitCode(1);
}

/// What kind of failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the table below says what each is")]
pub enum Kind {
    Usage,
    Content,
    NotFound,
    Store,
    Refused,
    Io,
    Bug,
    Quiet,
}

/// The exit codes with their meaning, for `viva exit-codes`.
pub(super) const CODES: &[(u8, &str)] = &[
    (0, "done"),
    (1, "the answer is no: findings, a gate or a threshold that was asked for and missed"),
    (2, "wrong usage"),
    (3, "content invalid: bank, rubric, role, script, plan, settings"),
    (4, "not found, or ambiguous"),
    (5, "store trouble: locked, damaged, newer, not ours"),
    (6, "refused: needs a terminal, a confirmation, another state, a sandbox"),
    (7, "file or system input and output"),
    (70, "a bug in viva"),
    (129, "hung up; everything entered is saved"),
    (130, "interrupted; everything entered is saved"),
    (143, "terminated; everything entered is saved"),
];

/// A failure with what to try.
#[derive(Debug)]
pub struct Failure {
    /// What kind.
    pub kind: Kind,
    /// What happened.
    pub error: anyhow::Error,
    /// What to try.
    pub hints: Vec<String>,
}

/// Wrong usage that clap cannot see.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Usage(String);

impl Failure {
    /// Wrong usage that clap cannot see.
    pub fn usage(text: impl Into<String>) -> anyhow::Error {
        Usage(text.into()).into()
    }

    /// Sorts an error by what it is.
    pub fn of(error: anyhow::Error) -> Self {
        let mut hints = Vec::new();
        let kind = if error.is::<Usage>() {
            Kind::Usage
        } else if error.is::<BadContent>() {
            Kind::Content
        } else if let Some(e) = error.downcast_ref::<NotFound>() {
            hints.extend(e.hint.clone());
            Kind::NotFound
        } else if error.is::<Refused>()
            || error.is::<HeldBy>()
            || error.is::<PromptError>()
            || error.is::<crate::report::RenderError>()
        {
            Kind::Refused
        } else if error.is::<PracticeConflict>() {
            hints.push("`viva db check` on both stores, and a backup, tell which one was changed".into());
            Kind::Store
        } else if let Some(e) = error.downcast_ref::<StoreError>() {
            hints.extend(store_hint(e));
            match e {
                StoreError::Missing(_) | StoreError::NoSession(_) => Kind::NotFound,
                StoreError::Refused(_) => Kind::Refused,
                StoreError::Io { .. } | StoreError::Full(_) | StoreError::Failing { .. } => Kind::Io,
                _ => Kind::Store,
            }
        } else if let Some(e) = error.downcast_ref::<OutputError>() {
            match e {
                OutputError::Closed => Kind::Quiet,
                OutputError::Io(_) => Kind::Io,
            }
        } else if let Some(e) = error.downcast_ref::<SealError>() {
            match e {
                SealError::NoRecipient(_) => Kind::Usage,
                SealError::NoIdentity(_) | SealError::WrongKey(_) | SealError::Off => Kind::Refused,
                SealError::Damaged { .. } => Kind::Store,
                SealError::File(e) if e.is_missing() => Kind::NotFound,
                SealError::File(_) => Kind::Io,
            }
        } else if let Some(e) = error.downcast_ref::<FileError>() {
            if e.is_missing() { Kind::NotFound } else { Kind::Io }
        } else if let Some(e) = error.downcast_ref::<Ungraded>() {
            match e {
                Ungraded::Unclear(_) => Kind::Usage,
                Ungraded::Open
                | Ungraded::Runner(RunnerError::Refused { .. } | RunnerError::NoLanguage { .. }) => {
                    Kind::Refused
                }
                Ungraded::Runner(RunnerError::Failed(_)) => Kind::Io,
                Ungraded::Key(_) => Kind::Content,
            }
        } else if error.is::<EditorError>() {
            Kind::Refused
        } else if error.is::<std::io::Error>() || error.is::<getrandom::Error>() {
            Kind::Io
        } else {
            Kind::Bug
        };
        Self { kind, error, hints }
    }

    fn code(&self) -> ExitCode {
        ExitCode(match self.kind {
            Kind::Usage => 2,
            Kind::Content => 3,
            Kind::NotFound => 4,
            Kind::Store => 5,
            Kind::Refused => 6,
            Kind::Io => 7,
            Kind::Bug => 70,
            Kind::Quiet => 0,
        })
    }
}

fn store_hint(error: &StoreError) -> Option<String> {
    let hint = match error {
        StoreError::Missing(_) => {
            "`viva interview` or `viva practice` makes it; `viva config list --show-origin` says where it is looked for"
        }
        StoreError::BadPath { .. } => "give a plain file with `--db FILE` or VIVA_DB",
        StoreError::NotAStore { .. } => "nothing was changed; give another file with `--db FILE`",
        StoreError::Newer { .. } => "nothing was changed; update viva to read it",
        StoreError::Damaged { .. } => {
            "nothing was changed; `viva db check` lists what is wrong, and a backup holds what was"
        }
        StoreError::Busy(_) => "try again; if it stays so, look for another viva that hangs",
        StoreError::Failing { .. } => {
            "look at the disk before going on; everything shown as saved before is there"
        }
        StoreError::Full(_) => "make room on the disk and try again",
        StoreError::ReadOnly(_) => {
            "make the file and its folder writable, or give another file with `--db FILE`"
        }
        StoreError::Unfinished(_) => {
            "make the file and its folder writable for once, or copy the store and its -journal elsewhere together"
        }
        StoreError::Conflict { .. } => {
            "the session goes on in another terminal; `viva resume` here once that one is closed"
        }
        _ => return None,
    };
    Some(hint.into())
}

/// Prints a failure and says with which code to end.
pub(super) fn print(failure: &Failure, ui: &Ui) -> ExitCode {
    if failure.kind == Kind::Quiet {
        return failure.code();
    }
    if let Some(content) = failure.error.downcast_ref::<BadContent>() {
        ui.drawn(&draw_findings(
            &content.findings,
            &content.sources,
            FindingFormat::Human,
            ui.message_style(),
        ));
    }
    let mut text = failure.error.to_string();
    for cause in failure.error.chain().skip(1) {
        let cause = cause.to_string();
        if !text.contains(&cause) {
            text.push_str(&format!(": {cause}"));
        }
    }
    let text: String = text.chars().take(3000).collect();
    ui.message(&format!("error: {text}"));
    for hint in &failure.hints {
        ui.message(&format!("  try: {hint}"));
    }
    if failure.kind == Kind::Bug {
        ui.message("  this is a bug of viva; please report it with the output of `viva version --verbose`");
    }
    failure.code()
}
