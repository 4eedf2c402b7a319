//! How severe each rater is, after allowing for whom they rated and with whom.
//!
//! The plain figure is the mean of a rater's mark less the mean of the others' marks on the same unit. It depends on who the others were: beside a
//! severe colleague everybody looks lenient. The model `mark = unit + rater` takes that out: least squares over all units at once, the raters' effects summing
//! to nothing (a two-way additive layout without interaction: Searle, "Linear Models", 1971, chapter 7; Braun, "Understanding scoring reliability: experiments
//! in calibrating essay readers", Journal of Educational Statistics 13, 1988, adjusts scores by it). It can only compare raters who are linked through
//! shared units, directly or over others; raters who are not linked form groups of their own. Solved by alternating means, which converges to the least squares
//! solution of each linked group. Tested against numpy's least squares.

/// A rating: unit, rater, mark. Units and raters are numbered from 0 without gaps.
pub type Rating = (u32, u32, f64);

/// What the model found.
#[derive(Debug, Clone, PartialEq)]
pub struct Severity {
    /// Each rater's effect: above 0 lenient, below 0 severe, in marks. Sums to 0 over each group.
    pub effect: Vec<f64>,
    /// Each rater's group of linked raters, by number.
    pub group: Vec<usize>,
}

const ROUNDS: usize = 500;

/// Fits `mark = unit + rater`.
pub fn severity(ratings: &[Rating], units: usize, raters: usize) -> Severity {
    let mut effect = vec![0.0; raters];
    let group = linked(ratings, units, raters);
    let (mut of_unit, mut of_rater) = (vec![(0.0, 0.0); units], vec![(0.0, 0.0); raters]);
    for _ in 0..ROUNDS {
        of_unit.iter_mut().chain(&mut of_rater).for_each(|m| *m = (0.0, 0.0));
        for (u, r, mark) in ratings {
            let m = &mut of_unit[*u as usize];
            *m = (m.0 + mark - effect[*r as usize], m.1 + 1.0);
        }
        for (u, r, mark) in ratings {
            let (sum, n) = of_unit[*u as usize];
            let m = &mut of_rater[*r as usize];
            *m = (m.0 + mark - sum / n, m.1 + 1.0);
        }
        let mut next: Vec<f64> =
            of_rater.iter().map(|(sum, n)| if *n > 0.0 { sum / n } else { 0.0 }).collect();
        centre(&mut next, &group);
        let moved = next.iter().zip(&effect).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        effect = next;
        if moved < 1e-10 {
            break;
        }
    }
    Severity { effect, group }
}

fn centre(effect: &mut [f64], group: &[usize]) {
    let mut sums = vec![(0.0, 0.0); effect.len()];
    for (e, g) in effect.iter().zip(group) {
        sums[*g] = (sums[*g].0 + e, sums[*g].1 + 1.0);
    }
    for (e, g) in effect.iter_mut().zip(group) {
        *e -= sums[*g].0 / sums[*g].1;
    }
}

/// Groups of raters that share units, numbered in the order of their first rater.
fn linked(ratings: &[Rating], units: usize, raters: usize) -> Vec<usize> {
    let mut parent: Vec<usize> = (0..raters).collect();
    fn root(parent: &mut [usize], mut i: usize) -> usize {
        while parent[i] != i {
            parent[i] = parent[parent[i]];
            i = parent[i];
        }
        i
    }
    let mut first: Vec<Option<usize>> = vec![None; units];
    for (u, r, _) in ratings {
        let rater = *r as usize;
        let before = *first[*u as usize].get_or_insert(rater);
        let (a, b) = (root(&mut parent, before), root(&mut parent, rater));
        parent[a.max(b)] = a.min(b);
    }
    let roots: Vec<usize> = (0..raters).map(|r| root(&mut parent, r)).collect();
    let mut numbers: Vec<usize> = Vec::new();
    roots
        .into_iter()
        .map(|r| {
            numbers.iter().position(|n| *n == r).unwrap_or_else(|| {
                numbers.push(r);
                numbers.len() - 1
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::oracle;

    #[test]
    fn random_data_gives_what_least_squares_gives() {
        for case in oracle::cases("additive") {
            let table = oracle::ratings(&case["ratings"]);
            let cells = table.iter().zip(0..).flat_map(|(unit, u)| {
                unit.iter().zip(0..).filter_map(move |(m, r)| Some((u, r, f64::from((*m)?))))
            });
            let ratings: Vec<Rating> = cells.collect();
            let wanted = oracle::numbers(&case["severity"]);
            let found = severity(&ratings, table.len(), wanted.len());
            assert!(found.group.iter().all(|g| *g == 0));
            for (f, w) in found.effect.iter().zip(&wanted) {
                assert!((f - w).abs() < 1e-6, "{f}, not {w}");
            }
        }
    }

    /// A is one below B, B one below C; A and C never meet. By plain differences B looks neutral, and A and C are not compared.
    #[test]
    fn raters_who_never_meet_are_compared_over_others() {
        let ratings = [(0, 0, 1.0), (0, 1, 2.0), (1, 1, 3.0), (1, 2, 4.0), (2, 3, 1.0)];
        let found = severity(&ratings, 3, 4);
        assert_eq!(found.group, [0, 0, 0, 1]);
        for (f, w) in found.effect.iter().zip([-1.0, 0.0, 1.0, 0.0]) {
            assert!((f - w).abs() < 1e-8, "{:?}", found.effect);
        }
    }
}
