//! An estimate: a number with a unit, right within a factor.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    super::{
        codes,
        fields::{Fields, Node, Reader},
        question::Spans,
    },
    Unit,
};

/// A question whose answer is worked out on the back of an envelope.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Estimate {
    /// The right number, in `unit`.
    pub answer: f64,
    /// `byte`, `bit`, `second`, `usd`, any noun, or one of them a time: `byte/second`, `usd/month`, `request/second`.
    #[schemars(regex(pattern = "^[a-z][a-z-]*(/[a-z]+)?$"))]
    pub unit: String,
    /// How far off still counts as right.
    pub within: Within,
    /// The factor off at which credit reaches 0, on a log scale; 10 when absent. Not with `absolute`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partial: Option<f64>,
    /// The steps to the answer.
    pub working: String,
    /// Answers that must pass, in several spellings, and answers that must not.
    #[serde(default)]
    pub proof: Vec<EstimateProof>,
}

/// How far off still counts as right: exactly one of the three.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
#[schemars(inline)]
pub enum Within {
    /// Up to so many times too large or too small; more than 1.
    Factor(f64),
    /// Up to this share of the answer; 0.05 is five percent.
    Relative(f64),
    /// Up to so much, in the unit of the question; beyond it there is no partial credit.
    Absolute(f64),
}

/// An answer with what must come of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EstimateProof {
    /// As somebody would type it.
    pub answer: String,
    /// Whether it gets full credit.
    pub passes: bool,
    /// What it proves.
    pub why: String,
}

impl Estimate {
    /// The factor off at which credit reaches 0 when the question says none.
    pub const PARTIAL: f64 = 10.0;
}

/// Lowers `[question.estimate]`.
pub(in crate::bank) fn lower(reader: &Reader, node: &Node<'_>, spans: &mut Spans) -> Option<Estimate> {
    let mut f = Fields::of(reader, "estimate part", node)?;
    spans.mark("estimate", 0, node.span());
    for part in ["answer", "unit", "within", "partial", "working"] {
        f.mark(spans, part);
    }
    let answer = f.number("answer", -1e30..=1e30);
    let unit = f.text("unit");
    if let (Some(unit), Some(span)) = (&unit, spans.get("unit", 0))
        && let Err(why) = Unit::parse(unit)
    {
        reader.report(reader.finding(&codes::BAD_UNIT, &span, why.to_string()).label("not a unit"));
    }
    let within = f.need("within").and_then(|n| lower_within(reader, n));
    let partial = f.number_if("partial", 1.000_001..=1e12);
    let working = f.text("working");
    let mut proof = Vec::new();
    for (i, item) in f.list("proof").iter().enumerate() {
        spans.mark("proof", i, item.span());
        proof.extend(lower_proof(reader, item));
    }
    f.finish();
    let estimate =
        Estimate { answer: answer?, unit: unit?, within: within?, partial, working: working?, proof };
    check_range(reader, &estimate, spans);
    Some(estimate)
}

fn lower_within(reader: &Reader, node: &Node<'_>) -> Option<Within> {
    let mut f = Fields::of(reader, "`within`", node)?;
    let factor = f.number_if("factor", 1.000_001..=1e6).map(Within::Factor);
    let relative = f.number_if("relative", 1e-9..=0.9).map(Within::Relative);
    let absolute = f.number_if("absolute", 0.0..=1e30).map(Within::Absolute);
    let written = ["factor", "relative", "absolute"].into_iter().filter(|k| f.get(k).is_some()).count();
    f.finish();
    if written != 1 {
        let message =
            format!("`within` says {written} of factor, relative and absolute; it needs exactly one");
        let finding =
            reader.finding(&codes::ONE_TOLERANCE, &node.span(), message).label("how far off is still right?");
        reader.report(finding.help("for example `within = { factor = 2.0 }`"));
        return None;
    }
    factor.or(relative).or(absolute)
}

fn lower_proof(reader: &Reader, node: &Node<'_>) -> Option<EstimateProof> {
    let mut f = Fields::of(reader, "proof", node)?;
    let (answer, passes, why) = (f.text("answer"), f.flag("passes"), f.text("why"));
    f.finish();
    Some(EstimateProof { answer: answer?, passes: passes?, why: why? })
}

/// What would leave credit undefined.
fn check_range(reader: &Reader, e: &Estimate, spans: &Spans) {
    let at = |part| spans.get(part, 0).unwrap_or(0..0);
    match e.within {
        Within::Factor(_) | Within::Relative(_) if e.answer == 0.0 => {
            let message = "nothing lies within a factor of 0";
            let finding = reader.finding(&codes::ONE_TOLERANCE, &at("within"), message).label("not of 0");
            reader.report(finding.help("use `within = { absolute = ... }`"));
        }
        Within::Absolute(_) if e.partial.is_some() => {
            let message = "beyond an absolute distance there is no partial credit";
            let finding =
                reader.finding(&codes::ONE_TOLERANCE, &at("partial"), message).label("not with `absolute`");
            reader.report(finding.help("take `partial` out, or use `factor` or `relative`"));
        }
        Within::Factor(_) | Within::Relative(_) | Within::Absolute(_) => {}
    }
    let edge = match e.within {
        Within::Factor(factor) => factor,
        Within::Relative(share) => 1.0 / (1.0 - share),
        Within::Absolute(_) => return,
    };
    if let Some(partial) = e.partial.filter(|p| *p < edge) {
        let message = format!("credit reaches 0 at a factor of {partial}, and {edge:.3} is still right");
        let finding = reader.finding(&codes::OUT_OF_RANGE, &at("partial"), message).label("too small");
        reader.report(finding.related(reader.place(&at("within")), "right up to here"));
    }
}
