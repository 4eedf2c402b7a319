//! Exactly one kind a question.

use std::{fmt, str::FromStr};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    super::{codes, fields::Fields, question::Spans},
    Choice, Code, Estimate, Open, Order, Sql, choice, code, estimate, open, order, sql,
};

/// The name of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum Kind {
    /// Answered aloud, marked by a person.
    Open,
    /// One or several of a few options.
    Choice,
    /// Steps to be put in order.
    Order,
    /// A number with a unit, within a factor.
    Estimate,
    /// A query or a change, run on SQLite.
    Sql,
    /// A program, run case by case.
    Code,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 6] = [Kind::Open, Kind::Choice, Kind::Order, Kind::Estimate, Kind::Sql, Kind::Code];

    /// As sub-tables are named.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Open => "open",
            Kind::Choice => "choice",
            Kind::Order => "order",
            Kind::Estimate => "estimate",
            Kind::Sql => "sql",
            Kind::Code => "code",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Kind {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let names = || Kind::ALL.map(Kind::as_str).join(", ");
        let found = Kind::ALL.into_iter().find(|k| k.as_str() == text);
        found.ok_or_else(|| format!("`{text}` is not a kind of question; the kinds are {}", names()))
    }
}

/// How a question is answered and marked: exactly one of these.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Body {
    /// Answered aloud, marked by a person on a rubric.
    Open(Open),
    /// One or several of a few options.
    Choice(Choice),
    /// Steps to be put in order.
    Order(Order),
    /// A number with a unit.
    Estimate(Estimate),
    /// A query or a change, run on SQLite.
    Sql(Sql),
    /// A program, run case by case.
    Code(Code),
}

impl Body {
    /// The name of this kind.
    pub fn kind(&self) -> Kind {
        match self {
            Body::Open(_) => Kind::Open,
            Body::Choice(_) => Kind::Choice,
            Body::Order(_) => Kind::Order,
            Body::Estimate(_) => Kind::Estimate,
            Body::Sql(_) => Kind::Sql,
            Body::Code(_) => Kind::Code,
        }
    }

    /// Whether the program marks it.
    pub fn is_graded(&self) -> bool {
        self.kind() != Kind::Open
    }
}

/// Lowers the one kind of a question; none and two are findings.
pub(in crate::bank) fn lower_body(f: &mut Fields<'_, '_>, spans: &mut Spans) -> Option<Body> {
    let mut present: Vec<_> = Kind::ALL.into_iter().filter_map(|k| Some((k, f.get(k.as_str())?))).collect();
    present.sort_by_key(|(_, node)| node.span().start);
    match present.as_slice() {
        [(kind, node)] => match kind {
            Kind::Open => open::lower(f.reader, node, spans).map(Body::Open),
            Kind::Choice => choice::lower(f.reader, node, spans).map(Body::Choice),
            Kind::Order => order::lower(f.reader, node, spans).map(Body::Order),
            Kind::Estimate => estimate::lower(f.reader, node, spans).map(Body::Estimate),
            Kind::Sql => sql::lower(f.reader, node, spans).map(Body::Sql),
            Kind::Code => code::lower(f.reader, node, spans).map(Body::Code),
        },
        [] => {
            let finding = f.reader.finding(&codes::ONE_KIND, &f.span, "this question has no kind");
            let kinds = Kind::ALL.map(|k| format!("[question.{k}]")).join(", ");
            f.reader.report(finding.label("how is it marked?").help(format!("add one of {kinds}")));
            None
        }
        [(first, a), (second, b), ..] => {
            let message = format!("this question is both `{first}` and `{second}`");
            let finding = f.reader.finding(&codes::ONE_KIND, &b.span(), message).label("the second kind");
            f.reader.report(
                finding.related(f.reader.place(&a.span()), "the first kind").help("keep one of them"),
            );
            None
        }
    }
}
