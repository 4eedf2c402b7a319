//! Everything an interview rests on, pinned: the plan, its questions, their rubrics.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use crate::{
    bank::{Bank, Body, Criterion, Question, Rubric, canonical, codes, sha256_hex},
    model::{Finding, Pinned, PinnedKind, QuestionId, RubricId},
    plan::Plan,
};

/// The exact texts of one session.
#[derive(Debug, Clone, PartialEq)]
pub struct Material {
    /// What is asked.
    pub plan: Plan,
    /// Every question of the plan, in its order.
    pub questions: IndexMap<QuestionId, Question>,
    /// Every rubric that they are marked on.
    pub rubrics: BTreeMap<RubricId, Rubric>,
}

/// Why pinned texts could not be read back.
#[derive(Debug, thiserror::Error)]
#[error("the session's pinned {what} cannot be read back: {why}")]
pub struct MaterialError {
    what: &'static str,
    why: String,
}

impl Material {
    /// Takes the texts from the bank.
    ///
    /// # Errors
    /// Findings of a question, or a rubric that is not there.
    pub fn of(plan: Plan, bank: &Bank) -> Result<Self, Vec<Finding>> {
        let mut questions = IndexMap::new();
        let mut rubrics = BTreeMap::new();
        for (_, slot) in plan.slots() {
            let question = bank.question(&slot.id)?;
            match &question.body {
                Body::Open(open) => {
                    let Some(rubric) = bank.rubrics().get(&open.rubric) else {
                        let message = format!("`{}` wants the rubric `{}`", question.id, open.rubric);
                        return Err(vec![Finding::general(&codes::UNKNOWN_RUBRIC, message)]);
                    };
                    rubrics.insert(rubric.id.clone(), rubric.clone());
                }
                Body::Choice(_) | Body::Order(_) | Body::Estimate(_) | Body::Sql(_) | Body::Code(_) => {}
            }
            questions.insert(question.id.clone(), question);
        }
        Ok(Self { plan, questions, rubrics })
    }

    /// The texts as they are pinned with the session.
    pub fn pinned(&self) -> Vec<Pinned> {
        let pin = |kind, body: String| Pinned { kind, hash: sha256_hex(body.as_bytes()), body };
        let mut all = vec![pin(PinnedKind::Plan, canonical(&self.plan))];
        all.extend(self.rubrics.values().map(|r| pin(PinnedKind::Rubric, canonical(r))));
        all.extend(self.questions.values().map(|q| pin(PinnedKind::Question, canonical(q))));
        all
    }

    /// Reads pinned texts back.
    ///
    /// # Errors
    /// A text that is not what this version writes, or a question that is missing.
    pub fn read(pinned: &[Pinned]) -> Result<Self, MaterialError> {
        fn parse<T: serde::de::DeserializeOwned>(what: &'static str, p: &Pinned) -> Result<T, MaterialError> {
            serde_json::from_str(&p.body).map_err(|e| MaterialError { what, why: e.to_string() })
        }
        let mut plan: Option<Plan> = None;
        let mut found: BTreeMap<QuestionId, Question> = BTreeMap::new();
        let mut rubrics = BTreeMap::new();
        for p in pinned {
            match p.kind {
                PinnedKind::Plan => plan = Some(parse("plan", p)?),
                PinnedKind::Question => {
                    let question: Question = parse("question", p)?;
                    found.insert(question.id.clone(), question);
                }
                PinnedKind::Rubric => {
                    let rubric: Rubric = parse("rubric", p)?;
                    rubrics.insert(rubric.id.clone(), rubric);
                }
            }
        }
        let missing = |what, why: &str| MaterialError { what, why: why.into() };
        let plan = plan.ok_or_else(|| missing("plan", "it is not there"))?;
        let mut questions = IndexMap::new();
        for (_, slot) in plan.slots() {
            let question = found.remove(&slot.id);
            let question =
                question.ok_or_else(|| missing("question", &format!("`{}` is not there", slot.id)))?;
            match &question.body {
                Body::Open(open) if !rubrics.contains_key(&open.rubric) => {
                    return Err(missing("rubric", &format!("`{}` is not there", open.rubric)));
                }
                Body::Open(_)
                | Body::Choice(_)
                | Body::Order(_)
                | Body::Estimate(_)
                | Body::Sql(_)
                | Body::Code(_) => {}
            }
            questions.insert(slot.id.clone(), question);
        }
        Ok(Self { plan, questions, rubrics })
    }

    /// Place of a question in the order of the plan.
    pub fn index(&self, id: &QuestionId) -> Option<usize> {
        self.questions.get_index_of(id)
    }

    /// The question at a place.
    pub fn question(&self, index: usize) -> &Question {
        &self.questions[index]
    }

    /// The criteria of a question in the order in which they are marked; none for graded kinds.
    pub fn criteria(&self, index: usize) -> &[Criterion] {
        match &self.questions[index].body {
            Body::Open(open) => self.rubrics.get(&open.rubric).map_or(&[], |r| &r.criterion),
            Body::Choice(_) | Body::Order(_) | Body::Estimate(_) | Body::Sql(_) | Body::Code(_) => &[],
        }
    }
}
