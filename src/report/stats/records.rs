//! What statistics rest on: the flat lines of many sessions, small enough for millions.

use std::collections::{BTreeMap, HashMap};

use schemars::JsonSchema;
use serde::Serialize;

use crate::{
    bank::{Body, Question, Rubric},
    measure::{QuestionMarks, question_score},
    model::{AreaId, Fraction, Heard, Mark, Millis, Moment, Word, Words, person_key},
    plan::Plan,
    session::QuestionTally,
};

/// Which sessions were counted.
#[derive(Debug, Clone, Default, PartialEq, Serialize, JsonSchema)]
pub struct Selection {
    /// Only this role.
    pub role: Option<String>,
    /// Only questions of this area.
    pub area: Option<String>,
    /// Only interviews that began then or later; RFC 3339, UTC.
    pub since: Option<String>,
    /// Open sessions too, not only submitted ones.
    pub all: bool,
    /// What was taken out; null when nothing was.
    pub redacted: Option<String>,
}

impl Selection {
    /// In words, for the head of a report.
    pub fn words(&self) -> String {
        let mut words =
            vec![if self.all { "submitted and open interviews" } else { "submitted interviews" }.to_owned()];
        words.extend(self.role.iter().map(|r| format!("role {r}")));
        words.extend(self.area.iter().map(|a| format!("area {a}")));
        words.extend(self.since.iter().map(|s| format!("since {s}")));
        words.join(", ")
    }
}

/// One session.
#[derive(Debug, Clone, Copy)]
pub(super) struct SessionLine {
    pub(super) candidate: Word,
    pub(super) interviewer: Word,
    pub(super) plan: u32,
    pub(super) started: Moment,
}

/// One mark that counts.
#[derive(Debug, Clone, Copy)]
pub(super) struct MarkLine {
    pub(super) session: u32,
    pub(super) question: Word,
    pub(super) criterion: Word,
    pub(super) mark: Mark,
}

/// One question that came up in a session.
#[derive(Debug, Clone, Copy)]
pub(super) struct AnswerLine {
    pub(super) session: u32,
    pub(super) question: Word,
    pub(super) minutes: u16,
    pub(super) spent: Millis,
    /// 1 to 4; nothing when not assessed.
    pub(super) score: Option<f64>,
    /// Where its ticks and probes end in the lists; they begin where those of the line before end.
    pub(super) ticks: u32,
    pub(super) probes: u32,
}

/// A question as it was last pinned.
#[derive(Debug, Clone)]
pub(super) struct QuestionFacts {
    pub(super) title: String,
    pub(super) area: AreaId,
    pub(super) look_fors: Vec<(Word, String)>,
    pub(super) probes: Vec<String>,
    weights: Vec<(Word, f64)>,
}

/// A plan as sessions pinned it.
#[derive(Debug, Clone)]
pub(super) struct PlanFacts {
    pub(super) role: String,
    pub(super) form: String,
    /// Sorted by number.
    pub(super) questions: Vec<(Word, u16)>,
}

/// What statistics rest on.
#[derive(Debug, Default)]
pub struct Records {
    /// Ids of questions, criteria and look-fors.
    pub words: Words,
    people: Words,
    names: Vec<(Moment, String)>,
    pub(super) sessions: Vec<SessionLine>,
    pub(super) marks: Vec<MarkLine>,
    pub(super) answers: Vec<AnswerLine>,
    pub(super) ticks: Vec<(Word, Heard)>,
    pub(super) probes: Vec<u16>,
    pub(super) questions: HashMap<Word, QuestionFacts>,
    pub(super) plans: Vec<PlanFacts>,
}

impl Records {
    /// Takes note of a plan; the number is for [`Records::add_session`].
    pub fn add_plan(&mut self, plan: &Plan) -> u32 {
        let mut questions: Vec<(Word, u16)> =
            plan.slots().map(|(_, q)| (self.words.number(q.id.as_str()), q.minutes)).collect();
        questions.sort_unstable();
        self.plans.push(PlanFacts { role: plan.role.to_string(), form: plan.form.clone(), questions });
        u32::try_from(self.plans.len() - 1).unwrap_or(u32::MAX)
    }

    /// Takes note of a question; a later one of the same id takes its place.
    pub fn add_question(&mut self, question: &Question, rubrics: &BTreeMap<String, Rubric>) {
        let number = self.words.number(question.id.as_str());
        let (look_fors, probes, weights) = match &question.body {
            Body::Open(open) => {
                let look_fors = open
                    .look_for
                    .iter()
                    .map(|l| (self.words.number(l.id.as_str()), l.text.clone()))
                    .collect();
                let criteria = rubrics.get(open.rubric.as_str()).map_or(&[][..], |r| &r.criterion);
                let weights = criteria.iter().map(|c| (self.words.number(c.id.as_str()), c.weight)).collect();
                (look_fors, open.probes.clone(), weights)
            }
            Body::Choice(_) | Body::Order(_) | Body::Estimate(_) | Body::Sql(_) | Body::Code(_) => {
                (Vec::new(), Vec::new(), Vec::new())
            }
        };
        let (title, area) = (question.title.clone(), question.area.clone());
        self.questions.insert(number, QuestionFacts { title, area, look_fors, probes, weights });
    }

    /// Adds a session with what it came to. Questions that its plan does not name are left out, as in its report.
    pub fn add_session(
        &mut self,
        (candidate, interviewer): (&str, &str),
        started: Moment,
        plan: u32,
        tallies: &[QuestionTally],
    ) {
        let session = u32::try_from(self.sessions.len()).unwrap_or(u32::MAX);
        let (candidate, interviewer) = (self.person(candidate, started), self.person(interviewer, started));
        self.sessions.push(SessionLine { candidate, interviewer, plan, started });
        let Some(planned) = self.plans.get(plan as usize) else { return };
        for tally in tallies {
            let question = tally.question;
            let Ok(slot) = planned.questions.binary_search_by_key(&question, |q| q.0) else { continue };
            let counted = tally.marks.iter().filter_map(|(c, m)| Some((*c, (*m)?)));
            let lines = counted.map(|(criterion, mark)| MarkLine { session, question, criterion, mark });
            self.marks.extend(lines);
            if !tally.opened {
                continue;
            }
            self.ticks.extend(&tally.heard);
            self.probes.extend(&tally.probes);
            let weights = self.questions.get(&question).map_or(&[][..], |q| &q.weights);
            self.answers.push(AnswerLine {
                session,
                question,
                minutes: planned.questions[slot].1,
                spent: tally.spent,
                score: score(tally, weights),
                ticks: u32::try_from(self.ticks.len()).unwrap_or(u32::MAX),
                probes: u32::try_from(self.probes.len()).unwrap_or(u32::MAX),
            });
        }
    }

    /// How many sessions there are.
    pub fn sessions(&self) -> usize {
        self.sessions.len()
    }

    /// The name of a person as it was typed last.
    pub(super) fn name(&self, person: Word) -> &str {
        self.names.get(person as usize).map_or("", |n| &n.1)
    }

    /// How many people there are, candidates and interviewers.
    pub(super) fn people(&self) -> usize {
        self.people.len()
    }

    fn person(&mut self, typed: &str, when: Moment) -> Word {
        let number = self.people.number(&person_key(typed));
        let name = || typed.split_whitespace().collect::<Vec<_>>().join(" ");
        match self.names.get_mut(number as usize) {
            None => self.names.push((when, name())),
            Some(known) if known.0 < when => {
                known.0 = when;
                if known.1 != typed {
                    known.1 = name();
                }
            }
            Some(_) => {}
        }
        number
    }
}

/// The score of a question, as reports compute it.
fn score(tally: &QuestionTally, weights: &[(Word, f64)]) -> Option<f64> {
    if let Some(fraction) = tally.answered {
        return Some(Fraction::clamped(fraction).on_scale());
    }
    let mark = |c: Word| tally.marks.iter().find(|(m, _)| *m == c).and_then(|(_, m)| *m);
    let place = |(c, weight): &(Word, f64)| (*weight, mark(*c).map(|m| f64::from(m.value())));
    question_score(&QuestionMarks(weights.iter().map(place).collect()))
}
