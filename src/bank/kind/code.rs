//! A code question: a program in any language that reads standard input and writes standard output, judged case by case.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::{
    codes,
    fields::{Fields, Node, Reader, as_exact, as_int},
    question::Spans,
};

/// A question whose answer is a program.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Code {
    /// Shown after answering, 40 to 120 words.
    pub explanation: String,
    /// Beginnings by language, with the reading of input done.
    #[serde(default)]
    pub starter: BTreeMap<String, String>,
    /// Inputs with the output that is right; some are never shown.
    pub case: Vec<Case>,
    /// What one case may use.
    #[serde(default)]
    pub limits: CodeLimits,
    /// Programs that must pass, in two languages, and the usual wrong ones.
    #[serde(default)]
    pub proof: Vec<CodeProof>,
}

/// One input with the output that is right.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// Unique within the question.
    pub name: String,
    /// Standard input, exactly.
    pub stdin: String,
    /// Standard output; blanks at the end of a line and line feeds at the end do not count.
    pub stdout: String,
    /// Never shown to a candidate.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hidden: bool,
    /// Its share in the credit; 1 when absent.
    #[serde(default = "one")]
    pub weight: u16,
}

fn one() -> u16 {
    1
}

/// What one case may use.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeLimits {
    /// Processor and wall time, in seconds; 2 when absent.
    #[serde(default = "two_seconds")]
    pub seconds: f64,
    /// Memory, in MB; 512 when absent.
    #[serde(default = "half_a_gigabyte")]
    pub memory_mb: u32,
}

fn two_seconds() -> f64 {
    2.0
}

fn half_a_gigabyte() -> u32 {
    512
}

impl Default for CodeLimits {
    fn default() -> Self {
        Self { seconds: two_seconds(), memory_mb: half_a_gigabyte() }
    }
}

/// A program with what must come of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CodeProof {
    /// `python`, `javascript`, ...
    pub language: String,
    /// Whether every case is right.
    pub passes: bool,
    /// The program.
    pub source: String,
    /// What it proves.
    pub why: String,
}

/// Lowers `[question.code]`.
pub(in crate::bank) fn lower(reader: &Reader, node: &Node<'_>, spans: &mut Spans) -> Option<Code> {
    let mut f = Fields::of(reader, "code part", node)?;
    spans.mark("code", 0, node.span());
    f.mark(spans, "explanation");
    let explanation = f.text("explanation");
    let mut starter = BTreeMap::new();
    for (name, span, item) in f.entries("starter") {
        spans.mark("starter", starter.len(), span);
        if let Some(text) = as_exact(reader, name, item) {
            starter.insert(name.to_owned(), text);
        }
    }
    f.need("case");
    let mut case = Vec::new();
    for (i, item) in f.list("case").iter().enumerate() {
        spans.mark("case", i, item.span());
        case.extend(lower_case(reader, item));
    }
    let limits = f.get("limits").and_then(|n| lower_limits(reader, n)).unwrap_or_default();
    let mut proof = Vec::new();
    for (i, item) in f.list("proof").iter().enumerate() {
        spans.mark("proof", i, item.span());
        proof.extend(lower_proof(reader, item));
    }
    f.finish();
    reader.all_different("case", case.iter().map(|c: &Case| c.name.as_str()), spans);
    let hidden = case.iter().filter(|c| c.hidden).count();
    if hidden == 0 || hidden == case.len() {
        let message =
            format!("{hidden} of {} cases are hidden; one must be, and one must be shown", case.len());
        let finding = reader.finding(&codes::HIDDEN_DATA, &node.span(), message).label("this code question");
        reader.report(finding.help("add `hidden = true` to all cases but the shown ones"));
    }
    Some(Code { explanation: explanation?, starter, case, limits, proof })
}

fn lower_case(reader: &Reader, node: &Node<'_>) -> Option<Case> {
    let mut f = Fields::of(reader, "case", node)?;
    let name = f.text("name");
    let (stdin, stdout) = (f.exact("stdin"), f.exact("stdout"));
    let hidden = f.flag_if("hidden").unwrap_or(false);
    let weight = f.get("weight").map_or(Some(1), |n| as_int(reader, "weight", n, 1..=100));
    f.finish();
    let weight = u16::try_from(weight?).ok()?;
    Some(Case { name: name?, stdin: stdin?, stdout: stdout?, hidden, weight })
}

fn lower_limits(reader: &Reader, node: &Node<'_>) -> Option<CodeLimits> {
    let mut f = Fields::of(reader, "table of limits", node)?;
    let usual = CodeLimits::default();
    let seconds = f.number_if("seconds", 0.1..=30.0).unwrap_or(usual.seconds);
    let memory = f.get("memory_mb").and_then(|n| as_int(reader, "memory_mb", n, 16..=4096));
    f.finish();
    let memory_mb = memory.and_then(|m| u32::try_from(m).ok()).unwrap_or(usual.memory_mb);
    Some(CodeLimits { seconds, memory_mb })
}

fn lower_proof(reader: &Reader, node: &Node<'_>) -> Option<CodeProof> {
    let mut f = Fields::of(reader, "proof", node)?;
    let (language, passes) = (f.text("language"), f.flag("passes"));
    let (source, why) = (f.exact("source"), f.text("why"));
    f.finish();
    Some(CodeProof { language: language?, passes: passes?, source: source?, why: why? })
}
