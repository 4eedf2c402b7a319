//! Numbers with units as people type them: `40k/s`, `1.2 GiB`, `3e9`, `2-3 TB`, `$1.5M a year`, `2,000 * 600 B`.
//!
//! Text becomes tokens, tokens become one or two terms (an interval), and terms become numbers in the unit of the question. What cannot be
//! understood is an error in words, never a guess: a wrong reading would be a wrong mark.

mod read;
mod token;
mod word;

#[cfg(test)]
mod tests;

pub use read::{Quantity, quantity};
pub use token::number_shown;
