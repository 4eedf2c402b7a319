//! A candidate's program: built once, run on every case, each time in a fresh sandbox.
//!
//! ```text
//! viva (parent)   feeds the job and the case's input, reads capped output, keeps the wall clock
//!  └ inner        new session; user, PID, network, IPC, UTS, cgroup and mount namespaces        (tier A only)
//!     └ init      PID 1 there: builds the file tree, unpacks the program, watches time, memory,
//!        │        disk and processes, kills all that is left, reports how it ended
//!        └ exec   limits, no new privileges, Landlock, seccomp, empty environment; becomes the program
//! ```
//!
//! What goes in: a header with the limits, the files of the program, then the case's standard input, all on the one pipe. Cases and expected
//! output never stand on a disk; the comparison is `grade`'s, in the parent. What comes out: standard output, and standard error with a report
//! behind it that carries a secret word which the program never meets. A build hands its files back as an archive, so that every case begins
//! with the same files and nothing that one case wrote is there in the next.
//!
//! Nobody outlives `init`: in tier A the kernel kills the whole PID namespace with it; elsewhere it adopts every orphan and kills what descends
//! from it. It ends by itself once the parent stops listening, so that a parent that was killed leaves nothing either.
#![expect(clippy::disallowed_methods, reason = "this part of the room makes processes and their folders")]

mod archive;
mod clean;
mod languages;
mod locate;
mod place;
mod run;
mod settings;
mod stage;
mod step;
mod survey;
mod wire;

pub use languages::{Language, languages};
pub(super) use run::Programs;
pub use settings::Settings;
pub(super) use stage::stage;
pub use survey::{Found, Survey};
