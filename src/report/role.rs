//! Everybody who was interviewed for a role: how they came out, area by area. A distribution, not a ranking.

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    compare::{LeftOut, Order},
    person::{Card, Gate, PersonFigures, person},
    session::rounded,
};
use crate::{
    measure::{Outcome, mean},
    model::Level,
};

/// `viva.role-report/1`: all candidates of a role.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RoleReport {
    /// `viva.role-report/1`.
    pub schema: &'static str,
    /// The role's id.
    pub role: String,
    /// Its title.
    pub title: String,
    /// Its level.
    pub level: Option<Level>,
    /// Candidates with at least one submitted scorecard.
    pub candidates: usize,
    /// Submitted scorecards.
    pub sessions: usize,
    /// In which order people stand: by name, or by the overall score.
    pub order: Order,
    /// How many candidates came to each outcome.
    pub outcomes: Vec<OutcomeCount>,
    /// The distribution of candidates in each area.
    pub areas: Vec<Distribution>,
    /// The distribution of overall scores.
    pub overall: Option<Distribution>,
    /// Assessed share over candidates.
    pub coverage: Option<Coverage>,
    /// Person by person.
    pub people: Vec<PersonFigures>,
    /// What was left out of all figures.
    pub left_out: LeftOut,
    /// What was taken out of the report, in a sentence.
    pub redacted: Option<String>,
}

/// Candidates of one outcome.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct OutcomeCount {
    /// The program's word.
    pub outcome: Outcome,
    /// Candidates.
    pub candidates: usize,
}

/// How candidates spread.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Distribution {
    /// The area's id; `overall` for the overall score.
    pub area: String,
    /// Its title.
    pub title: String,
    /// The bar, where all candidates had the same.
    pub bar: Option<f64>,
    /// Candidates with a score.
    pub candidates: usize,
    /// Mean, two decimals.
    pub mean: Option<f64>,
    /// Standard deviation over candidates (n - 1), two decimals; from two candidates on.
    pub deviation: Option<f64>,
    /// Lowest, two decimals.
    pub low: Option<f64>,
    /// Median, two decimals.
    pub median: Option<f64>,
    /// Highest, two decimals.
    pub high: Option<f64>,
    /// Candidates at their bar or above.
    pub at_bar: usize,
    /// Candidates who failed the area's gate.
    pub gate_failed: usize,
    /// Candidates whose area nobody assessed.
    pub not_assessed: usize,
}

/// How much was assessed.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Coverage {
    /// Mean over candidates, 0 to 1, three decimals.
    pub mean: f64,
    /// The least of any candidate.
    pub low: f64,
    /// Candidates under the role's minimum.
    pub under_minimum: usize,
}

/// Computes the report; `people` are the candidates in the order of their names, each with all sessions that count.
pub fn role_report(
    role: &str,
    people: &[Vec<Card>],
    order: Order,
    left_out: LeftOut,
    redacted: Option<String>,
) -> RoleReport {
    let mut figures: Vec<PersonFigures> = people.iter().filter_map(|cards| person(cards)).collect();
    if order == Order::Overall {
        let score = |p: &PersonFigures| p.score.unwrap_or(f64::NEG_INFINITY);
        figures.sort_by(|a, b| score(b).total_cmp(&score(a)));
    }
    let outcomes =
        [Outcome::MeetsTheBar, Outcome::BelowTheBar, Outcome::GateFailed, Outcome::NotEnoughEvidence];
    let count = |outcome| OutcomeCount {
        outcome,
        candidates: figures.iter().filter(|p| p.outcome == outcome).count(),
    };
    let areas = super::compare_document::areas_of(&figures);
    let areas = areas.iter().map(|a| distribution_of(&a.area, &a.title, &figures)).collect();
    let coverages: Vec<f64> = figures.iter().map(|p| p.coverage).collect();
    let coverage = mean(&coverages).map(|m| Coverage {
        mean: rounded(m, 3),
        low: coverages.iter().copied().fold(f64::INFINITY, f64::min),
        under_minimum: figures.iter().filter(|p| p.coverage < p.minimum_coverage - 1e-9).count(),
    });
    let values: Vec<(f64, f64)> = figures.iter().filter_map(|p| Some((p.score?, p.bar))).collect();
    let not_assessed = figures.len() - values.len();
    let overall = distribution("overall", "Overall", &values, 0, not_assessed);
    RoleReport {
        schema: "viva.role-report/1",
        role: role.to_owned(),
        title: figures.first().map_or_else(|| role.to_owned(), |p| p.title.clone()),
        level: figures.first().map(|p| p.level),
        candidates: figures.len(),
        sessions: figures.iter().map(|p| p.sessions.len()).sum(),
        order,
        outcomes: outcomes.map(count).to_vec(),
        areas,
        overall: (!figures.is_empty()).then_some(overall),
        coverage,
        people: figures,
        left_out,
        redacted,
    }
}

fn distribution_of(area: &str, title: &str, people: &[PersonFigures]) -> Distribution {
    let own = people.iter().flat_map(|p| &p.areas).filter(|a| a.area == area);
    let own: Vec<_> = own.collect();
    let values: Vec<(f64, f64)> = own.iter().filter_map(|a| Some((a.score?, a.bar))).collect();
    let failed = own.iter().filter(|a| a.gate == Gate::Failed).count();
    distribution(area, title, &values, failed, own.len() - values.len())
}

/// `values` are scores with their bars.
fn distribution(
    area: &str,
    title: &str,
    values: &[(f64, f64)],
    gate_failed: usize,
    not_assessed: usize,
) -> Distribution {
    let mut scores: Vec<f64> = values.iter().map(|v| v.0).collect();
    scores.sort_by(f64::total_cmp);
    let n = scores.len();
    let average = mean(&scores);
    let deviation = average.filter(|_| n > 1).map(|m| {
        let squares: f64 = scores.iter().map(|s| (s - m).powi(2)).sum();
        (squares / (n - 1) as f64).sqrt()
    });
    let median = (n > 0).then(|| (scores[(n - 1) / 2] + scores[n / 2]) / 2.0);
    let first_bar = values.first().map(|v| v.1);
    Distribution {
        area: area.to_owned(),
        title: title.to_owned(),
        bar: first_bar.filter(|b| values.iter().all(|v| (v.1 - b).abs() < 1e-9)),
        candidates: n,
        mean: average.map(|m| rounded(m, 2)),
        deviation: deviation.map(|d| rounded(d, 2)),
        low: scores.first().copied(),
        median: median.map(|m| rounded(m, 2)),
        high: scores.last().copied(),
        at_bar: values.iter().filter(|(s, b)| *s >= b - 1e-9).count(),
        gate_failed,
        not_assessed,
    }
}
