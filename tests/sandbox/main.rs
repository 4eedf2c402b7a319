//! Hostile answers, really run. A test binary of its own: each test runs alone in a process with limits, so that a
//! sandbox that fails cannot take the machine with it.

mod alone;
mod sql;
