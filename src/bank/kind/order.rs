//! Steps to be put in order.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::{
    fields::{Fields, Node, Reader},
    question::Spans,
};

/// A question whose answer is the order of a few steps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// 4 to 8 steps in the right order; they are shown in another one.
    pub steps: Vec<String>,
    /// Shown after answering, 40 to 120 words.
    pub explanation: String,
}

/// Lowers `[question.order]`.
pub(in crate::bank) fn lower(reader: &Reader, node: &Node<'_>, spans: &mut Spans) -> Option<Order> {
    let mut f = Fields::of(reader, "order part", node)?;
    spans.mark("order", 0, node.span());
    f.need("steps");
    let steps = f.texts("steps");
    for (i, (_, span)) in steps.iter().enumerate() {
        spans.mark("steps", i, span.clone());
    }
    f.mark(spans, "explanation");
    let explanation = f.text("explanation");
    f.finish();
    let steps: Vec<String> = steps.into_iter().map(|s| s.0).collect();
    reader.all_different("steps", steps.iter().map(String::as_str), spans);
    if steps.len() < 2 {
        let finding =
            reader.finding(&super::super::codes::ORDER_KEY, &node.span(), "an order needs two steps or more");
        reader.report(finding.label("this order").help("4 to 8 steps make a good question"));
    }
    Some(Order { steps, explanation: explanation? })
}
