//! Marks on gold samples, written down: what `viva drill --script FILE` takes where there is no terminal.

use std::{collections::BTreeMap, ops::Range};

use super::{
    codes,
    fields::{Fields, Node, Reader},
    question::lower_marks,
};
use crate::model::{CriterionId, Finding, LONGEST_NAME, Mark, QuestionId, SourceId};

/// The marks of one interviewer on some gold samples.
#[derive(Debug, Clone, PartialEq)]
pub struct DrillScript {
    /// Who marked; from the settings when absent.
    pub interviewer: Option<String>,
    /// Each sample.
    pub sample: Vec<DrillMarks>,
}

/// The marks on one gold sample.
#[derive(Debug, Clone, PartialEq)]
pub struct DrillMarks {
    /// The question.
    pub question: QuestionId,
    /// The number of the sample, from 1.
    pub sample: u16,
    /// Marks by criterion; a criterion left out is not assessed.
    pub marks: BTreeMap<CriterionId, Mark>,
    /// Where it stands in the file.
    pub span: Range<usize>,
}

impl DrillScript {
    /// Reads a file of marks.
    pub fn read(source: SourceId, text: &str) -> (Option<Self>, Vec<Finding>) {
        let reader = Reader::new(source, 0);
        let table = reader.parse(text);
        let mut f = Fields::new(&reader, "drill", table.get_ref(), 0..0).at_most(10_000);
        f.format();
        let span = f.get("interviewer").map_or(0..0, |n| n.span());
        let interviewer = f.text_if("interviewer");
        if interviewer.as_ref().is_some_and(|n| n.chars().count() > LONGEST_NAME) {
            let message = format!("a name has at most {LONGEST_NAME} characters");
            reader.report(reader.finding(&codes::OUT_OF_RANGE, &span, message).label("too long"));
        }
        f.need("sample");
        let sample = f.list("sample").iter().filter_map(|n| lower(&reader, n)).collect();
        f.finish();
        let findings = reader.finish();
        (Some(Self { interviewer, sample }).filter(|_| findings.is_empty()), findings)
    }
}

fn lower(reader: &Reader, node: &Node<'_>) -> Option<DrillMarks> {
    let mut f = Fields::of(reader, "sample", node)?;
    let (question, sample) = (f.id("question"), f.int("sample", 1..=999));
    let entries = f.need("marks").map(|_| f.entries("marks"));
    let none = entries.as_ref().is_some_and(Vec::is_empty);
    let marks = lower_marks(reader, entries.unwrap_or_default());
    f.finish();
    if none {
        let message = "this sample has no mark at all";
        let finding = reader.finding(&codes::HALF_ANSWER, &node.span(), message).label("nothing to keep");
        reader.report(finding.help("give at least one mark, or take the sample out of the file"));
    }
    Some(DrillMarks { question: question?, sample: u16::try_from(sample?).ok()?, marks, span: node.span() })
}
