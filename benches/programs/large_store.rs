//! Makes the store of 5,000 sessions that is measured, or a part of it.
//!
//! `large_store FILE [FROM TO]` writes the sessions FROM to TO (0 to 5,000 when absent). Stores of overlapping ranges share sessions,
//! for measuring a merge: `large_store a.db 0 5000` and `large_store b.db 2500 7500`.
#![allow(clippy::disallowed_methods, clippy::print_stderr, reason = "a yardstick writes files and says so")]

#[path = "../large_store/mod.rs"]
mod large_store;

use std::path::Path;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let number = |i: usize, or: u32| words.get(i).map_or(or, |n| n.parse().expect("a number"));
    let path = words.first().expect("a file to write");
    let numbers = number(1, 0)..number(2, large_store::SESSIONS);
    large_store::make(Path::new(path), numbers.clone(), &mut |done| {
        if done.is_multiple_of(500) {
            eprintln!("{done} of {} sessions, {} marks", numbers.len(), done * large_store::MARKS);
        }
    });
}
