//! A choice: one or several of a few options.

use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::{
    codes,
    fields::{Fields, Node, Reader},
    question::Spans,
};

/// A question whose answer is one or several of a few options.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// How many options are right: exactly one, or any number of them.
    pub select: Select,
    /// Shown after answering, 40 to 120 words.
    pub explanation: String,
    /// 3 to 6 options; they are shown in an order that differs from session to session.
    pub option: Vec<ChoiceOption>,
}

/// How many options are to be ticked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum Select {
    /// Exactly one.
    One,
    /// One or more; credit is right ticks less wrong ticks, not below 0.
    Many,
}

impl FromStr for Select {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "one" => Ok(Select::One),
            "many" => Ok(Select::Many),
            _ => Err(format!("`{text}` is neither `one` nor `many`")),
        }
    }
}

/// One option.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChoiceOption {
    /// What the candidate reads.
    pub text: String,
    /// Whether it is right; false when absent.
    #[serde(default)]
    pub correct: bool,
    /// Why it is right, or why people choose it and it is wrong.
    pub why: String,
}

impl Choice {
    /// How many options are right.
    pub fn right(&self) -> usize {
        self.option.iter().filter(|o| o.correct).count()
    }
}

/// Lowers `[question.choice]`.
pub(in crate::bank) fn lower(reader: &Reader, node: &Node<'_>, spans: &mut Spans) -> Option<Choice> {
    let mut f = Fields::of(reader, "choice part", node)?;
    spans.mark("choice", 0, node.span());
    let select = f.word::<Select>("select");
    f.mark(spans, "explanation");
    let explanation = f.text("explanation");
    f.need("option");
    let mut option = Vec::new();
    let mut whole = true;
    for (i, item) in f.list("option").iter().enumerate() {
        spans.mark("option", i, item.span());
        let lowered = lower_option(reader, item);
        whole &= lowered.is_some();
        option.extend(lowered);
    }
    f.finish();
    let choice = Choice { select: select?, explanation: explanation?, option };
    if whole {
        check_key(reader, node, &choice, spans);
    }
    Some(choice)
}

fn lower_option(reader: &Reader, node: &Node<'_>) -> Option<ChoiceOption> {
    let mut f = Fields::of(reader, "option", node)?;
    let (text, correct, why) = (f.text("text"), f.flag_if("correct").unwrap_or(false), f.text("why"));
    f.finish();
    Some(ChoiceOption { text: text?, correct, why: why? })
}

/// What would leave the mark of an answer unclear.
fn check_key(reader: &Reader, node: &Node<'_>, choice: &Choice, spans: &Spans) {
    let (right, all) = (choice.right(), choice.option.len());
    let wrong = all - right;
    let fault = match choice.select {
        Select::One if right != 1 => Some(format!("one option is to be chosen, and {right} are right")),
        Select::Many if right == 0 || wrong == 0 => {
            Some(format!("of several options {right} are right and {wrong} wrong; there must be both"))
        }
        Select::Many if right < 2 && wrong < 2 => {
            Some("with one right and one wrong option this is no question of several".into())
        }
        Select::One | Select::Many => None,
    };
    if let Some(message) = fault {
        let finding = reader.finding(&codes::CHOICE_KEY, &node.span(), message).label("this choice");
        reader.report(finding.help("mark the right options with `correct = true`"));
    }
    reader.all_different("option", choice.option.iter().map(|o| o.text.as_str()), spans);
}
