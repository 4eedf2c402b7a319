//! An SQL question: the candidate's statements run on SQLite, on data sets of which at least one is never shown.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::{
    codes,
    fields::{Fields, Node, Reader, as_int, as_text, wrong_type},
    question::Spans,
};

/// A question whose answer is SQL.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sql {
    /// `CREATE TABLE ...`
    pub schema: String,
    /// The right answer.
    pub reference: String,
    /// Whether the order of rows counts.
    #[serde(default)]
    pub ordered: bool,
    /// With `ordered`: the result columns, from 1, that make the order; rows that are equal in all of them may come in any order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub order_by: Vec<u16>,
    /// Whether names of result columns count; otherwise columns are compared by position.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub names: bool,
    /// How far numbers with a fraction may differ; equal but for rounding in the last bits when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tolerance: Option<f64>,
    /// Makes it a write question: the tables after the answer are compared by these queries.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub read_back: Vec<String>,
    /// At least two data sets, at least one hidden and one shown.
    pub data: Vec<DataSet>,
    /// Makes it an index question: the plan of a query after the answer, on the last data set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<QueryPlan>,
    /// Shown after answering, 40 to 120 words.
    pub explanation: String,
    /// Answers that must pass beside the reference, and the usual wrong ones.
    #[serde(default)]
    pub proof: Vec<SqlProof>,
}

/// Rows for the tables of the schema.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DataSet {
    /// Unique within the question.
    pub name: String,
    /// Never shown to a candidate.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hidden: bool,
    /// `INSERT INTO ...`; may be empty.
    pub rows: String,
}

/// What the plan of a query must look like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QueryPlan {
    /// The query that is explained.
    pub query: String,
    /// `true` for any index of the candidate's, or the name of an index.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uses_index: Option<UsesIndex>,
    /// Tables that must not be scanned whole.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub no_full_scan: Vec<String>,
    /// Whether sorting must come from an index.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub no_temp_sort: bool,
}

/// Which index the plan must use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(inline)]
pub enum UsesIndex {
    /// Any that is not made by SQLite itself.
    Any(bool),
    /// The one of this name.
    Named(String),
}

/// An answer with what must come of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SqlProof {
    /// Whether it is right.
    pub passes: bool,
    /// The statements.
    pub sql: String,
    /// What it proves.
    pub why: String,
}

impl Sql {
    /// Whether the answer changes tables instead of asking for rows.
    pub fn writes(&self) -> bool {
        !self.read_back.is_empty() || self.plan.is_some()
    }
}

/// Lowers `[question.sql]`.
pub(in crate::bank) fn lower(reader: &Reader, node: &Node<'_>, spans: &mut Spans) -> Option<Sql> {
    let mut f = Fields::of(reader, "SQL part", node)?;
    spans.mark("sql", 0, node.span());
    for part in ["schema", "reference", "explanation", "order_by", "plan"] {
        f.mark(spans, part);
    }
    let (schema, reference) = (f.text("schema"), f.text("reference"));
    let ordered = f.flag_if("ordered").unwrap_or(false);
    let column = |n| as_int(reader, "order_by", n, 1..=100).and_then(|v| u16::try_from(v).ok());
    let order_by: Vec<u16> = f.list("order_by").iter().filter_map(column).collect();
    let names = f.flag_if("names").unwrap_or(false);
    let tolerance = f.number_if("tolerance", 0.0..=1e9);
    let read_back = f.texts("read_back").into_iter().map(|t| t.0).collect();
    let plan = f.get("plan").and_then(|n| lower_plan(reader, n));
    let explanation = f.text("explanation");
    f.need("data");
    let mut data = Vec::new();
    for (i, item) in f.list("data").iter().enumerate() {
        spans.mark("data", i, item.span());
        data.extend(lower_data(reader, item));
    }
    let mut proof = Vec::new();
    for (i, item) in f.list("proof").iter().enumerate() {
        spans.mark("proof", i, item.span());
        proof.extend(lower_proof(reader, item));
    }
    f.finish();
    if !ordered && !order_by.is_empty() {
        let span = spans.get("order_by", 0).unwrap_or_else(|| node.span());
        let finding = reader.finding(&codes::ORDER_BY, &span, "`order_by` without `ordered = true`");
        reader.report(finding.label("the order of rows does not count").help("add `ordered = true`"));
    }
    reader.all_different("data", data.iter().map(|d: &DataSet| d.name.as_str()), spans);
    let hidden = data.iter().filter(|d| d.hidden).count();
    if hidden == 0 || hidden == data.len() {
        let message =
            format!("{hidden} of {} data sets are hidden; one must be, and one must be shown", data.len());
        let finding = reader.finding(&codes::HIDDEN_DATA, &node.span(), message).label("this SQL question");
        reader.report(finding.help("add `hidden = true` to all data sets but the shown one"));
    }
    Some(Sql {
        schema: schema?,
        reference: reference?,
        ordered,
        order_by,
        names,
        tolerance,
        read_back,
        data,
        plan,
        explanation: explanation?,
        proof,
    })
}

fn lower_data(reader: &Reader, node: &Node<'_>) -> Option<DataSet> {
    let mut f = Fields::of(reader, "data set", node)?;
    let (name, hidden) = (f.text("name"), f.flag_if("hidden").unwrap_or(false));
    let rows = f.exact("rows");
    f.finish();
    Some(DataSet { name: name?, hidden, rows: rows? })
}

fn lower_plan(reader: &Reader, node: &Node<'_>) -> Option<QueryPlan> {
    let mut f = Fields::of(reader, "plan part", node)?;
    let query = f.text("query");
    let uses_index = f.get("uses_index").and_then(|n| match n.get_ref().as_bool() {
        Some(any) => Some(UsesIndex::Any(any)),
        None if n.get_ref().is_str() => as_text(reader, "uses_index", n).map(UsesIndex::Named),
        None => {
            wrong_type(reader, "uses_index", n, "true or the name of an index");
            None
        }
    });
    let no_full_scan: Vec<String> = f.texts("no_full_scan").into_iter().map(|t| t.0).collect();
    let no_temp_sort = f.flag_if("no_temp_sort").unwrap_or(false);
    f.finish();
    let asks_nothing =
        !no_temp_sort && no_full_scan.is_empty() && matches!(uses_index, None | Some(UsesIndex::Any(false)));
    if asks_nothing {
        let finding = reader.finding(&codes::MISSING_KEY, &node.span(), "the plan asks for nothing");
        let help = "add `uses_index = true`, `no_full_scan = [\"TABLE\"]` or `no_temp_sort = true`";
        reader.report(finding.label("any plan would pass").help(help));
    }
    Some(QueryPlan { query: query?, uses_index, no_full_scan, no_temp_sort })
}

fn lower_proof(reader: &Reader, node: &Node<'_>) -> Option<SqlProof> {
    let mut f = Fields::of(reader, "proof", node)?;
    let (passes, sql, why) = (f.flag("passes"), f.text("sql"), f.text("why"));
    f.finish();
    Some(SqlProof { passes: passes?, sql: sql?, why: why? })
}
