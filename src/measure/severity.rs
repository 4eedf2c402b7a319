//! How severe each rater is, after allowing for whom they rated and with whom.
//!
//! The plain figure is the mean of a rater's mark less the mean of the others' marks on the same unit. It depends on who the others were: beside a
//! severe colleague everybody looks lenient. The model `mark = unit + rater` takes that out: least squares over all units at once, the raters' effects summing
//! to nothing (a two-way additive layout without interaction: Searle, "Linear Models", 1971, chapter 7; Braun, "Understanding scoring reliability: experiments
//! in calibrating essay readers", Journal of Educational Statistics 13, 1988, adjusts scores by it). It can only compare raters who are linked through
//! shared units, directly or over others; raters who are not linked form groups of their own.
//!
//! Units are taken out of the normal equations one by one, so that only one equation a rater is left (Searle, 7.2). Intervals by the delete-a-group jackknife
//! over candidates (Kott, "The delete-a-group jackknife", Journal of Official Statistics 17, 2001). Tested against numpy's least squares.

use super::{Figure, distribution::t_975};

/// The candidates are dealt into at most so many groups for intervals.
const GROUPS: usize = 20;

/// The normal equations of `mark = unit + rater`, units taken out.
#[derive(Debug, Clone)]
pub struct Equations {
    raters: usize,
    /// For each group of candidates: a matrix by rows, then the right-hand side.
    parts: Vec<Vec<f64>>,
}

impl Equations {
    /// No ratings yet, by raters numbered from 0, of so many candidates.
    pub fn new(raters: usize, candidates: usize) -> Self {
        let groups = candidates.clamp(1, GROUPS);
        Self { raters, parts: vec![vec![0.0; raters * (raters + 1)]; groups] }
    }

    /// Adds the marks of a unit, each by another rater; `candidate` is numbered from 0. Fewer than two say nothing of raters.
    pub fn add_unit(&mut self, candidate: usize, ratings: impl Iterator<Item = (usize, f64)> + Clone) {
        let (mut n, mut sum) = (0.0, 0.0);
        ratings.clone().for_each(|(_, mark)| (n, sum) = (n + 1.0, sum + mark));
        if n < 2.0 {
            return;
        }
        let (r, groups) = (self.raters, self.parts.len());
        let part = &mut self.parts[candidate % groups];
        for (a, mark) in ratings.clone() {
            for (b, _) in ratings.clone() {
                part[a * r + b] -= 1.0 / n;
            }
            part[a * r + a] += 1.0;
            part[r * r + a] += mark - sum / n;
        }
    }

    /// Solves them.
    pub fn solve(&self) -> Severity {
        let r = self.raters;
        let mut all = vec![0.0; r * (r + 1)];
        self.parts.iter().for_each(|part| all.iter_mut().zip(part).for_each(|(a, b)| *a += b));
        let group = linked(&all, r);
        let value = effects(&all, r, &group);
        let without = |part: &Vec<f64>| {
            let rest: Vec<f64> = all.iter().zip(part).map(|(a, b)| a - b).collect();
            effects(&rest, r, &group)
        };
        // A group of raters may fall apart without some candidates: then there is no interval.
        let resampled: Option<Vec<Vec<f64>>> =
            if self.parts.len() < 2 { None } else { self.parts.iter().map(without).collect() };
        let effect = value.unwrap_or_else(|| vec![0.0; r]);
        let figure = |i: usize| {
            let interval = resampled.as_ref().and_then(|all| {
                let n = all.len() as f64;
                let mean = all.iter().map(|e| e[i]).sum::<f64>() / n;
                let squares: f64 = all.iter().map(|e| (e[i] - mean).powi(2)).sum();
                let half = t_975(n - 1.0) * ((n - 1.0) / n * squares).sqrt();
                (half > 1e-9).then_some((effect[i] - half, effect[i] + half))
            });
            Figure { value: effect[i], interval }
        };
        Severity { effect: (0..r).map(figure).collect(), group }
    }
}

/// What the model found.
#[derive(Debug, Clone, PartialEq)]
pub struct Severity {
    /// Each rater's effect: above 0 lenient, below 0 severe, in marks. Sums to 0 over each group.
    pub effect: Vec<Figure>,
    /// Each rater's group of linked raters, numbered from 0 in the order of their first rater.
    pub group: Vec<usize>,
}

/// Solves by Cholesky's decomposition, with a one added for each two raters of a group, which makes their effects sum to nothing. Nothing when the raters of
/// a group are not linked by these equations.
fn effects(equations: &[f64], r: usize, group: &[usize]) -> Option<Vec<f64>> {
    let mut l = equations[..r * r].to_vec();
    let mut x = equations[r * r..].to_vec();
    for i in 0..r {
        for j in 0..r {
            l[i * r + j] += f64::from(u8::from(group[i] == group[j]));
        }
    }
    for j in 0..r {
        let rest = &mut l[j * r..];
        let pivot = rest[j] - rest[..j].iter().map(|v| v * v).sum::<f64>();
        if pivot < 1e-9 {
            return None;
        }
        let pivot = pivot.sqrt();
        rest[j] = pivot;
        let (row, below) = rest.split_at_mut(r);
        for other in below.chunks_exact_mut(r) {
            let dot: f64 = row[..j].iter().zip(&other[..j]).map(|(a, b)| a * b).sum();
            other[j] = (other[j] - dot) / pivot;
        }
    }
    for i in 0..r {
        let dot: f64 = (0..i).map(|k| l[i * r + k] * x[k]).sum();
        x[i] = (x[i] - dot) / l[i * r + i];
    }
    for i in (0..r).rev() {
        let dot: f64 = (i + 1..r).map(|k| l[k * r + i] * x[k]).sum();
        x[i] = (x[i] - dot) / l[i * r + i];
    }
    Some(x)
}

/// Groups of raters that share units, directly or over others.
fn linked(equations: &[f64], r: usize) -> Vec<usize> {
    let mut group: Vec<Option<usize>> = vec![None; r];
    let mut groups = 0;
    for first in 0..r {
        if group[first].is_some() {
            continue;
        }
        let mut waiting = vec![first];
        group[first] = Some(groups);
        while let Some(a) = waiting.pop() {
            for b in 0..r {
                if group[b].is_none() && equations[a * r + b] < -1e-12 {
                    group[b] = Some(groups);
                    waiting.push(b);
                }
            }
        }
        groups += 1;
    }
    group.into_iter().map(Option::unwrap_or_default).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::oracle;

    #[test]
    fn random_data_gives_what_least_squares_gives() {
        for case in oracle::cases("additive") {
            let table = oracle::ratings(&case["ratings"]);
            let wanted = oracle::numbers(&case["severity"]);
            let mut equations = Equations::new(wanted.len(), table.len());
            for (i, unit) in table.iter().enumerate() {
                let marks = unit.iter().enumerate().filter_map(|(r, m)| Some((r, f64::from((*m)?))));
                equations.add_unit(i, marks);
            }
            let found = equations.solve();
            assert!(found.group.iter().all(|g| *g == 0));
            for (f, w) in found.effect.iter().zip(&wanted) {
                assert!((f.value - w).abs() < 1e-9, "{f:?}, not {w}");
                let (low, high) = f.interval.expect("an interval");
                assert!(low < f.value && f.value < high && high - low < 2.0, "{f:?}");
            }
        }
    }

    /// A is one below B, B one below C; A and C never meet. By plain differences B looks neutral, and A and C are not compared.
    #[test]
    fn raters_who_never_meet_are_compared_over_others() {
        let mut equations = Equations::new(4, 3);
        for (i, unit) in
            [vec![(0, 1.0), (1, 2.0)], vec![(1, 3.0), (2, 4.0)], vec![(3, 1.0)]].iter().enumerate()
        {
            equations.add_unit(i, unit.iter().copied());
        }
        let found = equations.solve();
        assert_eq!(found.group, [0, 0, 0, 1]);
        for (f, w) in found.effect.iter().zip([-1.0, 0.0, 1.0, 0.0]) {
            assert!((f.value - w).abs() < 1e-9, "{:?}", found.effect);
            assert_eq!(f.interval, None, "without the first candidate nothing links A to the others");
        }
    }
}
