//! The one black-box test binary: viva as a whole process, in a world of its own. One module per part of the command line.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::print_stdout,
    missing_docs,
    reason = "tests arrange files and processes themselves"
)]

mod power;
mod pty;
mod small;
mod support;
mod trace;
mod workbook;

mod access;
mod banks;
mod browser;
mod cards;
mod charts;
mod drills;
mod durability;
mod exports;
mod graded;
mod help;
mod hostile_merge;
mod hostile_store;
mod interviews;
mod mocks;
mod panels;
mod plans;
mod practice;
mod programs;
mod progress;
mod proofs;
mod redaction;
mod reports;
mod rescore;
mod rounds;
mod sessions;
mod stats;
mod terminal;
