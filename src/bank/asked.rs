//! What a candidate may see of a question. Whoever shows a question to a candidate takes it from here, where no key, no hidden data, no
//! reference and no proof can be reached.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    fingerprint::sha256_hex,
    kind::{Body, CodeLimits, Select},
    question::Question,
};
use crate::model::QuestionId;

/// A question without its key.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Asked {
    /// Which question.
    pub id: QuestionId,
    /// Planned time, in minutes.
    pub minutes: u16,
    /// The situation and the question.
    pub prompt: String,
    /// What is to be handed in.
    pub task: Task,
}

/// What is to be handed in.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Task {
    /// An answer aloud.
    Open,
    /// Numbers of options, from 1, as shown.
    Choice {
        /// One or several.
        select: Select,
        /// As shown.
        options: Vec<String>,
    },
    /// Numbers of steps, from 1, as shown, in the right order.
    Order {
        /// As shown.
        steps: Vec<String>,
    },
    /// A number.
    Estimate {
        /// In which a number without a unit is taken.
        unit: String,
    },
    /// SQL.
    Sql {
        /// The tables.
        schema: String,
        /// The data sets that may be seen: name and `INSERT` statements.
        data: Vec<ShownData>,
        /// Whether the order of rows counts.
        ordered: bool,
        /// Whether names of result columns count.
        names: bool,
        /// Whether the answer changes tables.
        writes: bool,
        /// For index questions: the query that is to become fast.
        query: Option<String>,
    },
    /// A program.
    Code {
        /// Beginnings by language.
        starter: BTreeMap<String, String>,
        /// Cases that may be seen.
        cases: Vec<ShownCase>,
        /// What one case may use.
        limits: CodeLimits,
    },
}

/// A data set that may be seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ShownData {
    /// Its name.
    pub name: String,
    /// `INSERT` statements.
    pub rows: String,
}

/// A case that may be seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ShownCase {
    /// Its name.
    pub name: String,
    /// Standard input.
    pub stdin: String,
    /// The standard output that is right.
    pub stdout: String,
}

impl Asked {
    /// The part of a question that a candidate may see. Options and steps are in the order of `seed`; without one in the order of paper.
    pub fn of(question: &Question, seed: Option<&str>) -> Self {
        let order = shown_order(question, seed);
        let task = match &question.body {
            Body::Open(_) => Task::Open,
            Body::Choice(choice) => Task::Choice {
                select: choice.select,
                options: order.iter().map(|&i| choice.option[i].text.clone()).collect(),
            },
            Body::Order(o) => Task::Order { steps: order.iter().map(|&i| o.steps[i].clone()).collect() },
            Body::Estimate(e) => Task::Estimate { unit: e.unit.clone() },
            Body::Sql(sql) => {
                let shown = sql.data.iter().filter(|d| !d.hidden);
                Task::Sql {
                    schema: sql.schema.clone(),
                    data: shown.map(|d| ShownData { name: d.name.clone(), rows: d.rows.clone() }).collect(),
                    ordered: sql.ordered,
                    names: sql.names,
                    writes: sql.writes(),
                    query: sql.plan.as_ref().map(|p| p.query.clone()),
                }
            }
            Body::Code(code) => {
                let shown = code.case.iter().filter(|c| !c.hidden);
                let case = |c: &super::kind::Case| ShownCase {
                    name: c.name.clone(),
                    stdin: c.stdin.clone(),
                    stdout: c.stdout.clone(),
                };
                Task::Code {
                    starter: code.starter.clone(),
                    cases: shown.map(case).collect(),
                    limits: code.limits,
                }
            }
        };
        Asked { id: question.id.clone(), minutes: question.minutes, prompt: question.prompt.clone(), task }
    }
}

/// The places in the file, from 0, of options or steps in the order in which they are shown. On paper (no seed) options stand as in the file, which
/// `bank check` keeps from giving the key away, and steps in an order of their own that never changes: so numbers on a handout, in
/// `viva question show --candidate` and in a script mean the same. Kinds without entries have none.
pub fn shown_order(question: &Question, seed: Option<&str>) -> Vec<usize> {
    match (&question.body, seed) {
        (Body::Choice(choice), None) => (0..choice.option.len()).collect(),
        (Body::Choice(choice), Some(seed)) => shuffled(seed, question, choice.option.len()),
        (Body::Order(order), seed) => {
            let n = order.steps.len();
            let mut places = shuffled(seed.unwrap_or("paper"), question, n);
            if places.is_sorted() && n > 1 {
                places.rotate_left(1);
            }
            places
        }
        (Body::Open(_) | Body::Estimate(_) | Body::Sql(_) | Body::Code(_), _) => Vec::new(),
    }
}

/// 0..n ordered by a hash of seed, question and place. Stored answers name places as shown, so this never changes.
fn shuffled(seed: &str, question: &Question, n: usize) -> Vec<usize> {
    let mut keyed: Vec<(String, usize)> =
        (0..n).map(|i| (sha256_hex(format!("{seed}/{}/{i}", question.id).as_bytes()), i)).collect();
    keyed.sort_unstable();
    keyed.into_iter().map(|(_, i)| i).collect()
}
