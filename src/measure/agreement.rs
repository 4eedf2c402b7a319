//! How often two raters of the same unit gave the same mark, or marks at most one apart.
//!
//! Percentages of agreement by pairs, as in Stemler, "A Comparison of Consensus, Consistency, and Measurement Approaches to Estimating Interrater
//! Reliability", Practical Assessment, Research and Evaluation 9 (2004). They are easy to read and flatter: two raters who both give 3 to
//! nearly everybody agree by chance alone. Read them beside alpha or kappa. A unit with m ratings gives m(m-1)/2 pairs.

/// Pairs of ratings of the same unit.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Pairs {
    all: f64,
    same: f64,
    within_one: f64,
}

impl Pairs {
    /// Adds a unit: how many raters gave each mark, lowest first.
    pub fn add_unit(&mut self, counts: &[u32]) {
        let pairs = |n: f64| n * (n - 1.0) / 2.0;
        let n = |i: usize| f64::from(counts[i]);
        let ratings: f64 = (0..counts.len()).map(n).sum();
        let same: f64 = (0..counts.len()).map(|i| pairs(n(i))).sum();
        let next: f64 = (1..counts.len()).map(|i| n(i - 1) * n(i)).sum();
        self.all += pairs(ratings);
        self.same += same;
        self.within_one += same + next;
    }

    /// Adds the pairs of another one.
    pub fn add(&mut self, other: &Self) {
        self.all += other.all;
        self.same += other.same;
        self.within_one += other.within_one;
    }

    /// The share of pairs with equal marks.
    pub fn exact(&self) -> Option<f64> {
        (self.all > 0.0).then(|| self.same / self.all)
    }

    /// The share of pairs at most one mark apart.
    pub fn within_one(&self) -> Option<f64> {
        (self.all > 0.0).then(|| self.within_one / self.all)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_worked_example() {
        // 3 3 4: pairs 33, 34, 34; 1 4: one pair; one rating alone: none.
        let mut pairs = Pairs::default();
        for unit in [[0, 0, 2, 1], [1, 0, 0, 1], [0, 1, 0, 0]] {
            pairs.add_unit(&unit);
        }
        assert_eq!(pairs.exact(), Some(0.25));
        assert_eq!(pairs.within_one(), Some(0.75));
        assert_eq!(Pairs::default().exact(), None);
    }

    proptest! {
        #[test]
        fn it_counts_what_a_loop_over_pairs_counts(marks in prop::collection::vec(0_usize..4, 0..9)) {
            let mut counts = [0; 4];
            marks.iter().for_each(|m| counts[*m] += 1);
            let mut pairs = Pairs::default();
            pairs.add_unit(&counts);
            let (mut all, mut same, mut near) = (0.0, 0.0, 0.0);
            for (i, a) in marks.iter().enumerate() {
                for b in &marks[i + 1..] {
                    all += 1.0;
                    same += f64::from(u8::from(a == b));
                    near += f64::from(u8::from(a.abs_diff(*b) <= 1));
                }
            }
            prop_assert_eq!(pairs, Pairs { all, same, within_one: near });
        }
    }
}
