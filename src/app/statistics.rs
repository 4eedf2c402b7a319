//! Reading what statistics rest on: many sessions at once, without their texts.

use std::collections::{BTreeMap, HashMap};

use anyhow::{Context, Result};

use super::{
    gather::{named_sessions, redactor},
    visible,
};
use crate::{
    bank::{Question, Rubric},
    model::{Mode, Moment, Pinned, PinnedKind},
    plan::Plan,
    report::{Part, Records, Redact},
    session::tally,
    store::{SessionRow, Store},
};

/// Which interviews count. Mocks never do.
#[derive(Debug, Clone, Default)]
pub struct StatsRequest {
    /// Only this role.
    pub role: Option<String>,
    /// Only those that began then or later.
    pub since: Option<Moment>,
    /// Open ones too, not only submitted ones. Abandoned ones never count.
    pub all: bool,
    /// Who looks: what is hidden from them counts nowhere.
    pub who: Option<String>,
    /// What is taken out. There are names here, and neither notes nor contact data.
    pub redact: Redact,
}

impl StatsRequest {
    fn takes(&self, row: &SessionRow) -> bool {
        row.mode == Mode::Interview
            && (row.submitted || (self.all && !row.abandoned))
            && self.role.as_ref().is_none_or(|role| *role == row.role)
            && self.since.is_none_or(|since| row.started >= since)
    }
}

/// Reads the interviews that count. `progress` is told rows read and rows in all, now and then.
///
/// # Errors
/// A damaged store.
pub fn records(store: &Store, counted: &StatsRequest, progress: &mut dyn FnMut(u64, u64)) -> Result<Records> {
    let rows = named_sessions(store)?;
    let seen = visible(&rows, counted.who.as_deref());
    let wanted: Vec<&SessionRow> =
        rows.iter().zip(seen).filter(|(row, seen)| *seen && counted.takes(row)).map(|(row, _)| row).collect();
    let mut records = Records::default();
    if wanted.is_empty() {
        return Ok(records);
    }
    let mut rubrics: BTreeMap<String, Rubric> = BTreeMap::new();
    for pinned in store.texts(PinnedKind::Rubric)? {
        let rubric: Rubric = parse(&pinned)?;
        rubrics.insert(rubric.id.to_string(), rubric);
    }
    for pinned in store.texts(PinnedKind::Question)? {
        records.add_question(&parse::<Question>(&pinned)?, &rubrics);
    }
    let mut plans: HashMap<String, u32> = HashMap::new();
    for pinned in store.texts(PinnedKind::Plan)? {
        let number = records.add_plan(&parse::<Plan>(&pinned)?);
        plans.insert(pinned.hash, number);
    }
    let mut plan_of = Vec::with_capacity(wanted.len());
    for row in &wanted {
        plan_of.push(store.plan_of(&row.id)?.and_then(|hash| plans.get(&hash).copied()));
    }
    let total = store.rows_to_read(&wanted)?;
    let redactor = redactor(store, counted.redact)?;
    let mut words = std::mem::take(&mut records.words);
    let mut found: Vec<(usize, Vec<crate::session::QuestionTally>)> = Vec::with_capacity(wanted.len());
    let mut each = |i: usize, facts: &[crate::model::Fact]| found.push((i, tally(facts)));
    store.facts(&wanted, &mut words, &mut each, &mut |rows| progress(rows, total))?;
    records.words = words;
    // However the rows came: in the order of the list, so that the same store always gives the same sums.
    found.sort_unstable_by_key(|f| f.0);
    for (i, tallies) in found {
        let row = wanted[i];
        let Some(plan) = plan_of[i] else { continue };
        let candidate = redactor.name(Part::Candidate, &row.candidate);
        let interviewer = redactor.name(Part::Rater, &row.interviewer);
        records.add_session((&candidate, &interviewer), row.started, plan, &tallies);
    }
    Ok(records)
}

fn parse<T: serde::de::DeserializeOwned>(pinned: &Pinned) -> Result<T> {
    let what = || format!("the pinned {} {} cannot be read back", pinned.kind.as_str(), pinned.hash);
    serde_json::from_str(&pinned.body).with_context(what)
}
