//! Hostile answers, really run. A test binary of its own: each test runs alone in a process with limits, so that a
//! sandbox that fails cannot take the machine with it.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    missing_docs,
    reason = "tests arrange files and processes themselves"
)]

mod alone;
mod program;
mod sql;
