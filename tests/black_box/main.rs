//! The one black-box test binary: viva as a whole process, in a world of its own. One module per part of the command line.
#![allow(clippy::disallowed_methods, missing_docs, reason = "tests arrange files and processes themselves")]

mod pty;
mod support;

mod banks;
mod help;
mod interviews;
mod plans;
mod sessions;
mod terminal;
