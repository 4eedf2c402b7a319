//! Where the parts of a question stand in its file.

use std::ops::Range;

/// Where the parts of a question stand in its file, for checks.
#[derive(Debug, Clone, Default)]
pub struct Spans(Vec<(&'static str, usize, Range<usize>)>);

impl Spans {
    /// Keeps the stretch of a part.
    pub(super) fn mark(&mut self, part: &'static str, index: usize, span: Range<usize>) {
        self.0.push((part, index, span));
    }

    /// The stretch of a part: `("prompt", 0)`, `("tags", 2)`, `("look_for", 1)`.
    pub fn get(&self, part: &str, index: usize) -> Option<Range<usize>> {
        self.0.iter().find(|(p, i, _)| *p == part && *i == index).map(|(_, _, s)| s.clone())
    }
}
