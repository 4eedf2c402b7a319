//! The figures of `viva stats raters`: where interviewers agree, and how severe each one is.

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{Records, Selection};
use crate::{
    measure::{
        AGREEMENT_UNITS, Cluster, Coincidences, Equations, Estimate, Figure, MEAN_CANDIDATES, Metric, Needed,
        Pairs, RESAMPLED_CANDIDATES, Weights, clustered_mean, icc, kappa, mean_squares, resampled_interval,
        spread,
    },
    model::Word,
};

/// `viva.stats-raters/1`: agreement of interviewers. A unit is one candidate on one criterion of one question, marked by two or more.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RaterStats {
    /// `viva.stats-raters/1`.
    pub schema: &'static str,
    /// Which sessions were counted.
    pub selection: Selection,
    /// How many.
    pub sessions: u64,
    /// Marks in them.
    pub marks: u64,
    /// Units marked by two or more interviewers.
    pub units: u64,
    /// Candidates with such units.
    pub candidates: u64,
    /// The share of pairs of marks on the same unit that are equal.
    pub exact: Estimate,
    /// The share at most one mark apart.
    pub within_one: Estimate,
    /// Krippendorff's alpha with the ordinal metric.
    pub alpha: Estimate,
    /// Every interviewer with such units, by name.
    pub raters: Vec<RaterFigures>,
    /// Every two who marked the same units, those with most units first.
    pub pairs: Vec<PairFigures>,
    /// Every set of interviewers who alone marked the same units, those with most units first.
    pub panels: Vec<PanelFigures>,
    /// Candidates as marked and after allowing for severity, by name; only when asked for by `--names`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub adjusted: Option<Vec<AdjustedFigures>>,
}

/// One interviewer.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RaterFigures {
    /// As typed last.
    pub name: String,
    /// Shared units.
    pub units: u64,
    /// Candidates of these.
    pub candidates: u64,
    /// The mean of their mark less the mean of the others' marks on the same unit: above 0 lenient, below 0 severe.
    pub difference: Estimate,
    /// The same after allowing for who the others were.
    pub severity: Estimate,
    /// Severities are compared only within a group of interviewers who are linked by shared units.
    pub group: usize,
    /// The standard deviation of their marks on shared units.
    pub spread: Estimate,
    /// That of the others' marks on the same units.
    pub others_spread: Estimate,
}

/// Two interviewers.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PairFigures {
    /// Their names.
    pub raters: [String; 2],
    /// Units that both marked.
    pub units: u64,
    /// Cohen's kappa with linear weights.
    pub kappa_linear: Estimate,
    /// Cohen's kappa with quadratic weights.
    pub kappa_quadratic: Estimate,
}

/// Interviewers who marked the same units.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PanelFigures {
    /// Their names.
    pub raters: Vec<String>,
    /// Units that all of them and nobody else marked.
    pub units: u64,
    /// ICC(2,1): one interviewer's marks alone.
    pub icc_single: Estimate,
    /// ICC(2,k): the mean of all of them.
    pub icc_average: Estimate,
}

/// One candidate.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct AdjustedFigures {
    /// As typed last.
    pub name: String,
    /// The mean of all marks on units marked by two or more.
    pub observed: f64,
    /// The same with each interviewer's severity taken off.
    pub adjusted: f64,
    /// How many marks.
    pub marks: u64,
}

/// Computes the figures.
pub fn rater_stats(records: &Records, selection: Selection, with_names: bool) -> RaterStats {
    let rows = shared(records);
    let mut g = Gathered::new(records, &rows);
    let mut start = 0;
    while start < rows.len() {
        let unit = unit_at(&rows, start);
        g.unit(unit);
        start += unit.len();
    }
    g.close_candidate();
    g.figures(records, &rows, selection, with_names)
}

/// A mark on a unit: candidate, question and criterion, rater, place of the session in time, mark.
type Row = (Word, u64, u32, u32, u8);

/// The rows of units with two raters or more, sorted by unit and rater; of a rater's several marks on a unit the one of the latest session.
fn shared(records: &Records) -> Vec<Row> {
    let mut order: Vec<u32> = (0..).take(records.sessions.len()).collect();
    order.sort_unstable_by_key(|i| (records.sessions[*i as usize].started, *i));
    let mut place = vec![0_u32; order.len()];
    order.iter().zip(0..).for_each(|(session, i)| place[*session as usize] = i);
    let row = |m: &super::records::MarkLine| {
        let s = &records.sessions[m.session as usize];
        let item = (u64::from(m.question) << 32) | u64::from(m.criterion);
        (s.candidate, item, s.interviewer, place[m.session as usize], m.mark.value())
    };
    let mut rows: Vec<Row> = records.marks.iter().map(row).collect();
    rows.sort_unstable();
    // The last of equal ones is the latest: look from behind.
    rows.reverse();
    rows.dedup_by(|later, kept| (later.0, later.1, later.2) == (kept.0, kept.1, kept.2));
    rows.reverse();
    let mut kept = 0;
    let mut start = 0;
    while start < rows.len() {
        let n = unit_at(&rows, start).len();
        if n > 1 {
            rows.copy_within(start..start + n, kept);
            kept += n;
        }
        start += n;
    }
    rows.truncate(kept);
    rows
}

fn unit_at(rows: &[Row], start: usize) -> &[Row] {
    let same = |r: &&Row| (r.0, r.1) == (rows[start].0, rows[start].1);
    let n = rows[start..].iter().take_while(same).count();
    &rows[start..start + n]
}

/// What one rater came to so far.
#[derive(Default)]
struct RaterSums {
    units: u64,
    clusters: Vec<Cluster>,
    open: Cluster,
    own: [u64; 4],
    others: [u64; 4],
}

/// Sums over units, candidate after candidate.
struct Gathered {
    /// Number of each rater by person, and back.
    rater: Vec<Option<u32>>,
    people: Vec<Word>,
    candidate: Option<Word>,
    candidates: Vec<(Coincidences<4>, Pairs)>,
    open: (Coincidences<4>, Pairs),
    raters: Vec<RaterSums>,
    pairs: HashMap<(u32, u32), [[u32; 4]; 4]>,
    panels: HashMap<Vec<u32>, Vec<Vec<f64>>>,
    equations: Equations,
    units: u64,
}

impl Gathered {
    fn new(records: &Records, rows: &[Row]) -> Self {
        let mut rater = vec![None; records.people()];
        let mut people = Vec::new();
        let (mut candidates, mut last) = (0, None);
        for row in rows {
            if rater[row.2 as usize].is_none() {
                rater[row.2 as usize] = Some(u32::try_from(people.len()).unwrap_or(u32::MAX));
                people.push(row.2);
            }
            if last.replace(row.0) != Some(row.0) {
                candidates += 1;
            }
        }
        Self {
            rater,
            raters: (0..people.len()).map(|_| RaterSums::default()).collect(),
            equations: Equations::new(people.len(), candidates),
            people,
            candidate: None,
            candidates: Vec::with_capacity(candidates),
            open: Default::default(),
            pairs: HashMap::new(),
            panels: HashMap::new(),
            units: 0,
        }
    }

    fn number(&self, row: &Row) -> usize {
        self.rater[row.2 as usize].unwrap_or_default() as usize
    }

    fn unit(&mut self, unit: &[Row]) {
        if self.candidate.replace(unit[0].0) != Some(unit[0].0) {
            self.close_candidate();
        }
        self.units += 1;
        let mut counts = [0_u32; 4];
        unit.iter().for_each(|r| counts[usize::from(r.4) - 1] += 1);
        self.open.0.add_unit(&counts);
        self.open.1.add_unit(&counts);
        let sum: f64 = unit.iter().map(|r| f64::from(r.4)).sum();
        let others = (unit.len() - 1) as f64;
        for row in unit {
            let number = self.number(row);
            let (own, mark) = (usize::from(row.4) - 1, f64::from(row.4));
            let r = &mut self.raters[number];
            r.units += 1;
            r.open.add(mark - (sum - mark) / others);
            r.own[own] += 1;
            for (i, count) in counts.iter().enumerate() {
                r.others[i] += u64::from(*count) - u64::from(i == own);
            }
        }
        for (i, a) in unit.iter().enumerate() {
            for b in &unit[i + 1..] {
                let key = (self.number(a) as u32, self.number(b) as u32);
                let table = self.pairs.entry(key).or_default();
                table[usize::from(a.4) - 1][usize::from(b.4) - 1] += 1;
            }
        }
        let panel: Vec<u32> = unit.iter().map(|r| self.number(r) as u32).collect();
        self.panels.entry(panel).or_default().push(unit.iter().map(|r| f64::from(r.4)).collect());
        let marks =
            unit.iter().map(|r| (self.rater[r.2 as usize].unwrap_or_default() as usize, f64::from(r.4)));
        self.equations.add_unit(self.candidates.len(), marks);
    }

    fn close_candidate(&mut self) {
        if self.open.0 != Coincidences::default() {
            self.candidates.push(std::mem::take(&mut self.open));
        }
        for r in &mut self.raters {
            if r.open.n > 0.0 {
                r.clusters.push(std::mem::take(&mut r.open));
            }
        }
    }

    fn figures(self, records: &Records, rows: &[Row], selection: Selection, with_names: bool) -> RaterStats {
        let name = |rater: u32| records.name(self.people[rater as usize]).to_owned();
        let clusters = self.candidates.len() as u64;
        let over_candidates = |statistic: &dyn Fn(&(Coincidences<4>, Pairs)) -> Option<f64>| {
            needs_both(AGREEMENT_UNITS, self.units, clusters, || {
                let add = |sum: &mut (Coincidences<4>, Pairs), part: &(Coincidences<4>, Pairs)| {
                    sum.0.add(&part.0);
                    sum.1.add(&part.1);
                };
                let mut all = Default::default();
                self.candidates.iter().for_each(|c| add(&mut all, c));
                let value = statistic(&all)?;
                let interval = resampled_interval(&self.candidates, add, statistic);
                Some(Figure { value, interval: interval.filter(|(low, high)| high - low > 1e-12) })
            })
        };
        let severity = self.equations.solve();
        let rater = |(i, sums): (usize, &RaterSums)| {
            let candidates = sums.clusters.len() as u64;
            RaterFigures {
                name: name(i as u32),
                units: sums.units,
                candidates,
                difference: MEAN_CANDIDATES.estimate(candidates, || clustered_mean(&sums.clusters)),
                severity: MEAN_CANDIDATES.estimate(candidates, || Some(severity.effect[i])),
                group: severity.group[i] + 1,
                spread: AGREEMENT_UNITS.estimate(sums.units, || spread(&sums.own)),
                others_spread: AGREEMENT_UNITS.estimate(sums.units, || spread(&sums.others)),
            }
        };
        let mut raters: Vec<RaterFigures> = self.raters.iter().enumerate().map(rater).collect();
        raters.sort_by(|a, b| a.name.cmp(&b.name));
        let pair = |(key, table): (&(u32, u32), &[[u32; 4]; 4])| {
            let units = table.iter().flatten().map(|c| u64::from(*c)).sum();
            let of = |weights| AGREEMENT_UNITS.estimate(units, || kappa(table, weights));
            let raters = [name(key.0), name(key.1)];
            PairFigures {
                raters,
                units,
                kappa_linear: of(Weights::Linear),
                kappa_quadratic: of(Weights::Quadratic),
            }
        };
        let mut pairs: Vec<PairFigures> = self.pairs.iter().map(pair).collect();
        pairs.iter_mut().for_each(|p| p.raters.sort());
        pairs.sort_by(|a, b| b.units.cmp(&a.units).then_with(|| a.raters.cmp(&b.raters)));
        let panel = |(key, table): (&Vec<u32>, &Vec<Vec<f64>>)| {
            let units = table.len() as u64;
            let both = (units >= AGREEMENT_UNITS.minimum)
                .then(|| mean_squares(table).as_ref().and_then(icc))
                .flatten();
            let mut raters: Vec<String> = key.iter().map(|r| name(*r)).collect();
            raters.sort();
            PanelFigures {
                raters,
                units,
                icc_single: AGREEMENT_UNITS.estimate(units, || both.map(|b| b.0)),
                icc_average: AGREEMENT_UNITS.estimate(units, || both.and_then(|b| b.1)),
            }
        };
        let mut panels: Vec<PanelFigures> = self.panels.iter().map(panel).collect();
        panels.sort_by(|a, b| b.units.cmp(&a.units).then_with(|| a.raters.cmp(&b.raters)));
        let adjusted = with_names.then(|| {
            let effect =
                |r: &Row| severity.effect[self.rater[r.2 as usize].unwrap_or_default() as usize].value;
            adjusted(records, rows, &effect)
        });
        RaterStats {
            schema: "viva.stats-raters/1",
            selection,
            sessions: records.sessions.len() as u64,
            marks: records.marks.len() as u64,
            units: self.units,
            candidates: clusters,
            exact: over_candidates(&|s| s.1.exact()),
            within_one: over_candidates(&|s| s.1.within_one()),
            alpha: over_candidates(&|s| s.0.alpha(Metric::Ordinal)),
            raters,
            pairs,
            panels,
            adjusted,
        }
    }
}

/// An estimate over units whose interval resamples candidates: there must be enough of both.
fn needs_both(units: Needed, n: u64, candidates: u64, figure: impl FnOnce() -> Option<Figure>) -> Estimate {
    if n >= units.minimum && candidates < RESAMPLED_CANDIDATES.minimum {
        return RESAMPLED_CANDIDATES.estimate(candidates, || None);
    }
    units.estimate(n, figure)
}

fn adjusted(records: &Records, rows: &[Row], effect: &dyn Fn(&Row) -> f64) -> Vec<AdjustedFigures> {
    let mut found = Vec::new();
    for own in rows.chunk_by(|a, b| a.0 == b.0) {
        let n = own.len() as f64;
        found.push(AdjustedFigures {
            name: records.name(own[0].0).to_owned(),
            observed: own.iter().map(|r| f64::from(r.4)).sum::<f64>() / n,
            adjusted: own.iter().map(|r| f64::from(r.4) - effect(r)).sum::<f64>() / n,
            marks: own.len() as u64,
        });
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}
