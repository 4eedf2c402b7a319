//! The figures of drills: how an interviewer's blind marks stand to the gold marks, and one round as it went.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    measure::{
        GoldAgreement, GoldDrift, GoldPair, LEAST_FOR_DRIFT, LEAST_SAMPLES, Share, gold_agreement, gold_drift,
    },
    model::{Drill, Mark},
    session::DrillState,
};

/// `viva.drill-summary/1`.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct DrillSummary {
    /// `viva.drill-summary/1`.
    pub schema: &'static str,
    /// Below so many samples severity has no interval.
    pub least_samples: usize,
    /// Below so many samples nothing is said to drift.
    pub least_for_drift: usize,
    /// Each interviewer, by name.
    pub interviewers: Vec<InterviewerDrills>,
}

/// One interviewer.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct InterviewerDrills {
    /// As typed.
    pub interviewer: String,
    /// The first showing, RFC 3339.
    pub first: String,
    /// The last showing, RFC 3339.
    pub last: String,
    /// Samples marked blind to the end, each counted the first time only.
    pub samples: usize,
    /// Marks on them.
    pub marks: usize,
    /// Criteria left as not assessed; they are in no figure.
    pub not_assessed: usize,
    /// Samples marked again after the gold marks were seen: left out.
    pub repeats: usize,
    /// Samples that were begun and not finished: left out.
    pub unfinished: usize,
    /// Of the samples counted, those whose question reads differently in the bank today.
    pub edited_since: usize,
    /// Marks that equal gold.
    pub exact: Option<ShareFigures>,
    /// Marks at most one step from gold.
    pub within_one: Option<ShareFigures>,
    /// Own minus gold; nothing without marks.
    pub severity: Option<SeverityFigures>,
    /// Cohen's kappa with quadratic weights; nothing below the minimum.
    pub kappa: Option<f64>,
    /// Own marks 1 to 4 (rows) against gold marks 1 to 4 (columns).
    pub own_against_gold: [[usize; 4]; 4],
    /// By criterion of a rubric.
    pub criteria: Vec<DriftFigures>,
    /// By area.
    pub areas: Vec<DriftFigures>,
}

/// A share with its 95 % interval (Wilson).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct ShareFigures {
    /// How many.
    pub hits: usize,
    /// Of how many.
    pub n: usize,
    /// 0 to 1.
    pub share: f64,
    /// Lower end.
    pub lower: f64,
    /// Upper end.
    pub upper: f64,
}

impl From<Share> for ShareFigures {
    fn from(s: Share) -> Self {
        Self { hits: s.hits, n: s.n, share: s.share, lower: s.lower, upper: s.upper }
    }
}

/// How far own marks lie from gold, in steps of the scale.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct SeverityFigures {
    /// Mean of own minus gold, a sample counted once: below 0 severe, above 0 lenient.
    pub difference: f64,
    /// Lower end of the 95 % interval; nothing when there are too few samples.
    pub lower: Option<f64>,
    /// Upper end.
    pub upper: Option<f64>,
    /// `severe`, `lenient`, `none-shown` or `too-few`.
    pub reading: Reading,
}

/// What the interval says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum Reading {
    /// Below gold.
    Severe,
    /// Above gold.
    Lenient,
    /// The interval holds 0.
    NoneShown,
    /// Not enough samples for an interval.
    TooFew,
}

impl Reading {
    fn of(interval: Option<(f64, f64)>) -> Self {
        match interval {
            None => Reading::TooFew,
            Some((lower, _)) if lower > 0.0 => Reading::Lenient,
            Some((_, upper)) if upper < 0.0 => Reading::Severe,
            Some(_) => Reading::NoneShown,
        }
    }

    /// The words on the screen.
    pub fn words(self) -> &'static str {
        match self {
            Reading::Severe => "severe",
            Reading::Lenient => "lenient",
            Reading::NoneShown => "no drift shown",
            Reading::TooFew => "too few",
        }
    }
}

/// A criterion or an area.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct DriftFigures {
    /// `RUBRIC/CRITERION`, or the area.
    pub name: String,
    /// Samples with a mark on it.
    pub samples: usize,
    /// Marks on it.
    pub marks: usize,
    /// Of these, equal to gold.
    pub exact: usize,
    /// Mean of own minus gold.
    pub difference: f64,
    /// Lower end of the interval, at a level that allows for all rows of the table together.
    pub lower: Option<f64>,
    /// Upper end.
    pub upper: Option<f64>,
    /// What the interval says.
    pub reading: Reading,
}

impl From<GoldDrift> for DriftFigures {
    fn from(d: GoldDrift) -> Self {
        let ends = d.interval.map(|i| (i.lower, i.upper));
        Self {
            reading: Reading::of(ends),
            name: d.group,
            samples: d.samples,
            marks: d.marks,
            exact: d.exact,
            difference: d.difference,
            lower: ends.map(|e| e.0),
            upper: ends.map(|e| e.1),
        }
    }
}

/// Sums drills up by interviewer. `edited` says of each drill whether its question reads differently today. Drills are in the order in which they
/// came up: only the first finished showing of a sample is blind, so only that one counts.
pub fn drill_summary(drills: &[Drill], edited: &[bool]) -> DrillSummary {
    let mut by_name: BTreeMap<&str, Vec<(&Drill, bool)>> = BTreeMap::new();
    for (i, drill) in drills.iter().enumerate() {
        let edited = edited.get(i).copied().unwrap_or(false);
        by_name.entry(drill.header.interviewer.as_str()).or_default().push((drill, edited));
    }
    DrillSummary {
        schema: "viva.drill-summary/1",
        least_samples: LEAST_SAMPLES,
        least_for_drift: LEAST_FOR_DRIFT,
        interviewers: by_name.into_iter().map(|(name, own)| one(name, &own)).collect(),
    }
}

fn one(name: &str, drills: &[(&Drill, bool)]) -> InterviewerDrills {
    let mut seen: BTreeSet<(&str, u16, &str)> = BTreeSet::new();
    let (mut by_criterion, mut by_area) = (Vec::new(), Vec::new());
    let (mut not_assessed, mut repeats, mut edited_since) = (0, 0, 0);
    for (i, (drill, edited)) in drills.iter().enumerate().filter(|(_, d)| d.0.is_revealed()) {
        let h = &drill.header;
        if !seen.insert((h.question.as_str(), h.sample, h.wording.as_str())) {
            repeats += 1;
            continue;
        }
        edited_since += usize::from(*edited);
        for (criterion, own, gold) in drill.marks() {
            let Some(own) = own else {
                not_assessed += 1;
                continue;
            };
            let group = format!("{}/{criterion}", h.rubric);
            by_criterion.push(GoldPair { sample: i, group, own, gold });
            by_area.push(GoldPair { sample: i, group: h.area.to_string(), own, gold });
        }
    }
    let all: GoldAgreement = gold_agreement(&by_criterion);
    let ends = all.severity.map(|s| (s.lower, s.upper));
    let severity = all.difference.map(|difference| SeverityFigures {
        difference,
        lower: ends.map(|e| e.0),
        upper: ends.map(|e| e.1),
        reading: Reading::of(ends),
    });
    let at = |d: Option<&(&Drill, bool)>| d.map_or_else(String::new, |d| d.0.header.started.rfc3339());
    InterviewerDrills {
        interviewer: name.to_owned(),
        first: at(drills.first()),
        last: at(drills.last()),
        samples: seen.len(),
        marks: all.marks,
        not_assessed,
        repeats,
        unfinished: drills.iter().filter(|d| !d.0.is_revealed()).count(),
        edited_since,
        exact: all.exact.map(Into::into),
        within_one: all.within_one.map(Into::into),
        severity,
        kappa: all.kappa,
        own_against_gold: all.table,
        criteria: gold_drift(&by_criterion).into_iter().map(Into::into).collect(),
        areas: gold_drift(&by_area).into_iter().map(Into::into).collect(),
    }
}

/// `viva.drill/1`: one round.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct DrillRoundFigures {
    /// `viva.drill/1`.
    pub schema: &'static str,
    /// Who marked.
    pub interviewer: String,
    /// Each sample that was marked to the end.
    pub samples: Vec<DrilledSample>,
}

/// A sample as it was marked.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct DrilledSample {
    /// The question.
    pub question: String,
    /// Its title.
    pub title: String,
    /// The number of the sample.
    pub sample: u16,
    /// Each criterion.
    pub marks: Vec<DrilledMark>,
    /// Why the gold marks are what they are.
    pub why: String,
}

/// A mark beside gold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DrilledMark {
    /// The criterion.
    pub criterion: String,
    /// The interviewer's; `null` is not assessed.
    pub own: Option<Mark>,
    /// The bank's.
    pub gold: Mark,
}

/// A round as figures; samples whose gold marks were not shown are left out, so that nothing gives them away.
pub fn drill_round(interviewer: &str, states: &[DrillState]) -> DrillRoundFigures {
    let sample = |s: &DrillState| DrilledSample {
        question: s.sample.question.id.to_string(),
        title: s.sample.question.title.clone(),
        sample: s.sample.number,
        marks: s
            .drill
            .marks()
            .into_iter()
            .map(|(c, own, gold)| DrilledMark { criterion: c.to_string(), own, gold })
            .collect(),
        why: s.sample.why.clone(),
    };
    DrillRoundFigures {
        schema: "viva.drill/1",
        interviewer: interviewer.to_owned(),
        samples: states.iter().filter(|s| s.drill.is_revealed()).map(sample).collect(),
    }
}
