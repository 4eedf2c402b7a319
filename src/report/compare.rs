//! People side by side on the same areas. Nobody is ranked: the order is the one that was asked for.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    person::{Card, PersonFigures, Seen, form_of, person},
    session::rounded,
};
use crate::measure::within;

/// `viva.compare/1`: people side by side.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CompareReport {
    /// `viva.compare/1`.
    pub schema: &'static str,
    /// In which order people stand: `asked` or `overall`.
    pub order: Order,
    /// Whether all were interviewed on the same form.
    pub same_form: bool,
    /// What differs between the forms, in sentences.
    pub differences: Vec<String>,
    /// Person by person.
    pub people: Vec<PersonFigures>,
    /// Differences with their standard errors, two people at a time.
    pub pairs: Vec<DifferenceFigures>,
    /// What was left out of all figures.
    pub left_out: LeftOut,
    /// What was taken out of the report, in a sentence.
    pub redacted: Option<String>,
}

/// In which order people stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum Order {
    /// As they were asked for, or by name.
    #[default]
    Asked,
    /// By the overall score, highest first.
    Overall,
}

/// Sessions that no figure covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, JsonSchema)]
pub struct LeftOut {
    /// Mock interviews: a candidate marked themselves.
    pub mocks: usize,
    /// Interviews whose scorecard is not submitted.
    pub unsubmitted: usize,
    /// Interviews that ended without a scorecard.
    pub abandoned: usize,
    /// Interviews that whoever looks may not see before their own scorecard on the candidate is submitted.
    pub hidden: usize,
}

impl LeftOut {
    /// The sentence under a report.
    pub fn words(self) -> Option<String> {
        let part = |n: usize, one: &str, many: &str| {
            (n > 0).then(|| format!("{n} {}", if n == 1 { one } else { many }))
        };
        let parts = [
            part(self.unsubmitted, "session that is not submitted", "sessions that are not submitted"),
            part(self.abandoned, "session that was abandoned", "sessions that were abandoned"),
            part(
                self.hidden,
                "session that is hidden until your own scorecard on the candidate is submitted",
                "sessions that are hidden until your own scorecards on the candidates are submitted",
            ),
            part(
                self.mocks,
                "mock interview (marked by the candidate)",
                "mock interviews (marked by the candidate)",
            ),
        ];
        let parts: Vec<String> = parts.into_iter().flatten().collect();
        (!parts.is_empty()).then(|| format!("Left out of all figures: {}.", parts.join(", ")))
    }
}

/// Two people in one area, or overall.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct DifferenceFigures {
    /// The area's id; null is overall.
    pub area: Option<String>,
    /// The area's title, or `Overall`.
    pub title: String,
    /// One.
    pub a: String,
    /// The other.
    pub b: String,
    /// Score of `a` less that of `b`, two decimals.
    pub difference: f64,
    /// Standard error of the difference, three decimals.
    pub standard_error: f64,
    /// Whether the difference lies within one standard error.
    pub within: bool,
}

/// Compares people, each with all their sessions that count for one role.
pub fn compare_report(
    people: &[Vec<Seen<'_>>],
    order: Order,
    left_out: LeftOut,
    redacted: Option<String>,
) -> CompareReport {
    let (same_form, differences) = differences(people);
    let mut figures: Vec<PersonFigures> =
        people.iter().filter_map(|s| person(&s.iter().map(Card::of).collect::<Vec<_>>())).collect();
    if order == Order::Overall {
        let score = |p: &PersonFigures| p.score.unwrap_or(f64::NEG_INFINITY);
        figures.sort_by(|a, b| score(b).total_cmp(&score(a)));
    }
    let pairs = pairs(&figures);
    CompareReport {
        schema: "viva.compare/1",
        order,
        same_form,
        differences,
        people: figures,
        pairs,
        left_out,
        redacted,
    }
}

fn pairs(people: &[PersonFigures]) -> Vec<DifferenceFigures> {
    let mut pairs = Vec::new();
    for (i, a) in people.iter().enumerate() {
        for b in &people[i + 1..] {
            let mut pair = |area: Option<&str>,
                            title: &str,
                            x: (Option<f64>, Option<f64>),
                            y: (Option<f64>, Option<f64>)| {
                let (Some(p), Some(q)) = (x.0, y.0) else { return };
                let Some((error, within)) = within((p, x.1), (q, y.1)) else { return };
                pairs.push(DifferenceFigures {
                    area: area.map(str::to_owned),
                    title: title.to_owned(),
                    a: a.candidate.clone(),
                    b: b.candidate.clone(),
                    difference: rounded(p - q, 2),
                    standard_error: rounded(error, 3),
                    within,
                });
            };
            pair(None, "Overall", (a.score, a.standard_error), (b.score, b.standard_error));
            for x in &a.areas {
                if let Some(y) = b.areas.iter().find(|y| y.area == x.area) {
                    pair(Some(&x.area), &x.title, (x.score, x.standard_error), (y.score, y.standard_error));
                }
            }
        }
    }
    pairs
}

/// What is not the same in everybody's form. A part that somebody lacks differs too.
fn differences(people: &[Vec<Seen<'_>>]) -> (bool, Vec<String>) {
    // Part, then what each person's sessions have there.
    let mut parts: BTreeMap<String, Vec<Vec<String>>> = BTreeMap::new();
    for (i, sessions) in people.iter().enumerate() {
        for (part, value) in sessions.iter().flat_map(|s| form_of(s.state)) {
            let values = &mut parts.entry(part).or_insert_with(|| vec![Vec::new(); people.len()])[i];
            if !values.contains(&value) {
                values.push(value);
            }
        }
    }
    let name = |i: usize| people[i].first().map_or("", |s| s.header.candidate.as_str());
    let differing = parts.iter().filter(|(_, values)| values.iter().any(|v| *v != values[0] || v.len() != 1));
    let mut said = Vec::new();
    for (part, values) in differing {
        let lacking: Vec<&str> = (0..values.len()).filter(|&i| values[i].is_empty()).map(name).collect();
        if !lacking.is_empty() {
            said.push(format!("{part}: not planned for {}", lacking.join(", ")));
        } else if part.starts_with("question ") {
            said.push(format!("{part}: its wording is not the same for all"));
        } else {
            let each = values.iter().enumerate().map(|(i, v)| format!("{} for {}", v.join(" and "), name(i)));
            said.push(format!("{part}: {}", each.collect::<Vec<_>>().join("; ")));
        }
    }
    (said.is_empty(), said)
}
