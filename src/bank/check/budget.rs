//! How many bytes of text are being parsed at once. Parsed, a stranger's text takes up to 150 times its size, whatever the number of cores.

use std::sync::{Condvar, Mutex, PoisonError};

/// Bytes that may be parsed at once: one file of the largest size, or many of the usual one.
const BYTES: usize = 1_000_000;

/// What of it is free.
#[derive(Debug)]
pub(super) struct Budget {
    free: Mutex<usize>,
    given_back: Condvar,
}

/// A share, given back when dropped.
pub(super) struct Share<'b> {
    budget: &'b Budget,
    bytes: usize,
}

impl Budget {
    /// All of it.
    pub(super) fn new() -> Self {
        Self { free: Mutex::new(BYTES), given_back: Condvar::new() }
    }

    /// Waits for room to parse so many bytes.
    pub(super) fn take(&self, bytes: usize) -> Share<'_> {
        let bytes = bytes.min(BYTES);
        let free = self.free.lock().unwrap_or_else(PoisonError::into_inner);
        let wait = self.given_back.wait_while(free, |free| *free < bytes);
        *wait.unwrap_or_else(PoisonError::into_inner) -= bytes;
        Share { budget: self, bytes }
    }
}

impl Drop for Share<'_> {
    fn drop(&mut self) {
        *self.budget.free.lock().unwrap_or_else(PoisonError::into_inner) += self.bytes;
        self.budget.given_back.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_shares_come_back_and_a_too_large_one_is_alone() {
        let budget = Budget::new();
        std::thread::scope(|scope| {
            for bytes in [10, BYTES, BYTES * 2, 999_999, 3] {
                let budget = &budget;
                scope.spawn(move || drop(budget.take(bytes)));
            }
        });
        assert_eq!(*budget.free.lock().expect("free"), BYTES);
    }
}
