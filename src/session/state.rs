//! The state of a session: the replay of its entries.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::Material;
use crate::{
    measure::{self, QuestionMarks, SectionMarks},
    model::{
        Answer, CriterionId, Entry, Event, Heard, LookForId, Mark, Millis, Moment, QuestionId,
        Recommendation, SkipCause, Verdict,
    },
};

/// How far a question is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Phase {
    /// Not shown yet.
    #[default]
    Ahead,
    /// The candidate talks.
    Listening,
    /// Marks are being given.
    Marking,
    /// Left, with or without marks.
    Behind,
}

/// A line with its place in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteLine {
    /// When in the session.
    pub elapsed: Millis,
    /// What was typed.
    pub text: String,
}

/// What is known of one question.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct QuestionState {
    /// How far it is.
    pub phase: Phase,
    /// Another question was opened before this one had marks; the interview comes back to it.
    pub interrupted: bool,
    /// Place in the order in which questions were first shown, from 1.
    pub opened: Option<usize>,
    /// Time spent on it.
    pub spent: Millis,
    /// Notes in order.
    pub notes: Vec<NoteLine>,
    /// Ticked look-fors.
    pub heard: BTreeMap<LookForId, Heard>,
    /// Probes that were asked, by number from 1.
    pub probes: BTreeSet<u16>,
    /// Hints that were given, by number from 1.
    pub hints: BTreeSet<u16>,
    /// The last kind of help, for the default of the next tick.
    pub last_help: Option<Heard>,
    /// Marks; `None` is not assessed.
    pub marks: BTreeMap<CriterionId, Option<Mark>>,
    /// Criteria still to be marked in this round.
    pub to_mark: Vec<CriterionId>,
    /// Evidence by criterion.
    pub evidence: BTreeMap<CriterionId, String>,
    /// The whole question without marks, and why.
    pub not_assessed: Option<(SkipCause, String)>,
    /// A graded answer and its verdict: the one that counts now.
    pub answered: Option<(Answer, Verdict)>,
    /// The number of the entry that holds the answer.
    pub answer_entry: Option<u32>,
    /// Deviations that were noted.
    pub deviations: Vec<String>,
}

/// A change after sealing.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "the fields are the words of the event")]
pub enum Amendment {
    /// Of a mark.
    Mark {
        at: Moment,
        question: QuestionId,
        criterion: CriterionId,
        before: Option<Mark>,
        after: Option<Mark>,
        who: String,
        why: String,
    },
    /// Of the recommendation.
    Recommendation {
        at: Moment,
        before: Option<Recommendation>,
        after: Recommendation,
        who: String,
        why: String,
    },
    /// Of the verdict on a graded answer, because the key was mended; also before sealing.
    Verdict {
        at: Moment,
        question: QuestionId,
        before: Verdict,
        after: Verdict,
        sealed: bool,
        who: String,
        why: String,
    },
}

/// What departed from the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum DeviationKind {
    /// A question was left out.
    Skipped,
    /// A question of the plan never came up.
    NotReached,
    /// A question came up in another place.
    Reordered,
    /// A question took longer than planned.
    Overran,
    /// What the interviewer noted.
    Noted,
}

/// The whole session.
#[derive(Debug, Clone)]
pub struct State {
    /// The pinned texts.
    pub material: Arc<Material>,
    /// What options and steps are shuffled by: the session's id.
    pub seed: Arc<str>,
    /// Every entry, the source of all below.
    pub entries: Vec<Entry>,
    /// One per question, in the order of the plan.
    pub questions: Vec<QuestionState>,
    /// The question that is up.
    pub current: Option<usize>,
    /// All questions are behind, or the interviewer went on to the end.
    pub closing: bool,
    /// The clock stands still.
    pub paused: bool,
    /// Notes about the whole interview.
    pub notes: Vec<NoteLine>,
    /// Deviations that belong to no question.
    pub deviations: Vec<String>,
    /// The interviewer's own recommendation and reason.
    pub recommended: Option<(Recommendation, String)>,
    /// When the scorecard was sealed.
    pub submitted: Option<Moment>,
    /// Why the session ended without one.
    pub abandoned: Option<String>,
    /// Changes after sealing, and verdicts that were given anew.
    pub amendments: Vec<Amendment>,
    /// Time spent so far.
    pub elapsed: Millis,
    /// A mark that waits for its evidence; not an entry, so a crash forgets it, and it was never shown as saved.
    pub pending: Option<(CriterionId, Mark)>,
    /// A recommendation that waits for its reason.
    pub pending_recommendation: Option<Recommendation>,
    /// The interviewer went on from the closing to the recommendation.
    pub recommending: bool,
    opened: usize,
}

impl State {
    /// The state before the first entry.
    pub fn new(material: Arc<Material>, seed: Arc<str>) -> Self {
        let questions = vec![QuestionState::default(); material.questions.len()];
        State {
            material,
            seed,
            entries: Vec::new(),
            questions,
            current: None,
            closing: false,
            paused: false,
            notes: Vec::new(),
            deviations: Vec::new(),
            recommended: None,
            submitted: None,
            abandoned: None,
            amendments: Vec::new(),
            elapsed: 0,
            pending: None,
            pending_recommendation: None,
            recommending: false,
            opened: 0,
        }
    }

    /// Replays entries, leaving out what was taken back.
    pub fn replay(material: Arc<Material>, seed: Arc<str>, entries: Vec<Entry>) -> Self {
        let undone: BTreeSet<u32> = entries
            .iter()
            .filter_map(|e| match e.event {
                Event::Undone { entry } => Some(entry),
                _ => None,
            })
            .collect();
        let mut state = State::new(material, seed);
        for entry in &entries {
            state.pass_time(entry.elapsed);
            if !undone.contains(&entry.seq) {
                state.fold(entry);
            }
        }
        state.entries = entries;
        state
    }

    /// Adds one entry. Taking something back replays the rest.
    pub fn apply(&mut self, entry: Entry) {
        if matches!(entry.event, Event::Undone { .. }) {
            let mut entries = std::mem::take(&mut self.entries);
            entries.push(entry);
            *self = State::replay(Arc::clone(&self.material), Arc::clone(&self.seed), entries);
            return;
        }
        self.pass_time(entry.elapsed);
        self.fold(&entry);
        self.entries.push(entry);
    }

    /// The number of the next entry.
    pub fn next_seq(&self) -> u32 {
        self.entries.last().map_or(1, |e| e.seq + 1)
    }

    fn pass_time(&mut self, elapsed: Millis) {
        let passed = elapsed.saturating_sub(self.elapsed);
        if let Some(i) = self.current
            && !self.paused
        {
            self.questions[i].spent += passed;
        }
        self.elapsed = self.elapsed.max(elapsed);
    }

    fn at(&mut self, id: &QuestionId) -> Option<&mut QuestionState> {
        let index = self.material.index(id)?;
        self.questions.get_mut(index)
    }

    fn fold(&mut self, entry: &Entry) {
        let line = |text: &str| NoteLine { elapsed: entry.elapsed, text: text.to_owned() };
        match &entry.event {
            Event::Opened { question } => self.open(question),
            Event::Note { question: Some(q), text } => {
                if let Some(s) = self.at(q) {
                    s.notes.push(line(text));
                }
            }
            Event::Note { question: None, text } => self.notes.push(line(text)),
            Event::Tick { question, look_for, heard } => {
                if let Some(s) = self.at(question) {
                    s.heard.insert(look_for.clone(), *heard);
                }
            }
            Event::Probe { question, number } => {
                if let Some(s) = self.at(question) {
                    s.probes.insert(*number);
                    s.last_help = Some(Heard::Probed);
                }
            }
            Event::Hint { question, number } => {
                if let Some(s) = self.at(question) {
                    s.hints.insert(*number);
                    s.last_help = Some(Heard::Hinted);
                }
            }
            Event::Marking { question } => self.begin_marking(question),
            Event::Marked { question, criterion, mark } => {
                if let Some(s) = self.at(question) {
                    s.marks.insert(criterion.clone(), *mark);
                    s.to_mark.retain(|c| c != criterion);
                    s.not_assessed = None;
                }
            }
            Event::Evidence { question, criterion, text } => {
                if let Some(s) = self.at(question) {
                    s.evidence.insert(criterion.clone(), text.clone());
                }
            }
            Event::NotAssessed { question, cause, why } => {
                if let Some(s) = self.at(question) {
                    s.not_assessed = Some((*cause, why.clone()));
                    s.answered = None;
                    s.answer_entry = None;
                    s.marks.clear();
                    s.to_mark.clear();
                }
            }
            Event::Answered { question, answer, verdict } => {
                if let Some(s) = self.at(question) {
                    s.answered = Some((answer.clone(), verdict.clone()));
                    s.answer_entry = Some(entry.seq);
                    s.not_assessed = None;
                }
            }
            Event::Rescored { question, entry: answer, verdict, who, why, .. } => {
                let sealed = self.submitted.is_some();
                // An answer that was taken back or given anew since has its own verdict.
                if let Some(s) = self.at(question).filter(|s| s.answer_entry == Some(*answer))
                    && let Some((_, now)) = &mut s.answered
                {
                    let before = std::mem::replace(now, verdict.clone());
                    let (question, who, why) = (question.clone(), who.clone(), why.clone());
                    let (after, at) = (verdict.clone(), entry.at);
                    let change = Amendment::Verdict { at, question, before, after, sealed, who, why };
                    self.amendments.push(change);
                }
            }
            Event::Deviation { question: Some(q), text } => {
                if let Some(s) = self.at(q) {
                    s.deviations.push(text.clone());
                }
            }
            Event::Deviation { question: None, text } => self.deviations.push(text.clone()),
            Event::Left { question } => self.leave(question),
            Event::Paused => self.paused = true,
            Event::Resumed => self.paused = false,
            Event::Undone { .. } => {}
            Event::Recommended { recommendation, why } => {
                self.recommended = Some((*recommendation, why.clone()));
            }
            Event::Submitted => self.submitted = Some(entry.at),
            Event::Abandoned { why } => self.abandoned = Some(why.clone()),
            Event::MarkAmended { question, criterion, before, after, who, why } => {
                if let Some(s) = self.at(question) {
                    s.marks.insert(criterion.clone(), *after);
                }
                let (question, criterion, who, why) =
                    (question.clone(), criterion.clone(), who.clone(), why.clone());
                let (before, after, at) = (*before, *after, entry.at);
                self.amendments.push(Amendment::Mark { at, question, criterion, before, after, who, why });
            }
            Event::RecommendationAmended { before, after, who, why } => {
                let reason = self.recommended.take().map(|r| r.1).unwrap_or_default();
                self.recommended = Some((*after, reason));
                let (who, why) = (who.clone(), why.clone());
                let (before, after, at) = (*before, *after, entry.at);
                self.amendments.push(Amendment::Recommendation { at, before, after, who, why });
            }
        }
    }

    fn open(&mut self, question: &QuestionId) {
        let Some(index) = self.material.index(question) else { return };
        if let Some(before) = self.current.filter(|&b| b != index) {
            let s = &mut self.questions[before];
            s.phase = Phase::Behind;
            s.interrupted = s.marks.is_empty() && s.not_assessed.is_none() && s.answered.is_none();
        }
        self.current = Some(index);
        self.closing = false;
        let next = self.opened + 1;
        let s = &mut self.questions[index];
        s.phase = Phase::Listening;
        s.interrupted = false;
        if s.opened.is_none() {
            s.opened = Some(next);
            self.opened = next;
        }
    }

    fn begin_marking(&mut self, question: &QuestionId) {
        let Some(index) = self.material.index(question) else { return };
        let all: Vec<CriterionId> = self.material.criteria(index).iter().map(|c| c.id.clone()).collect();
        let s = &mut self.questions[index];
        s.phase = Phase::Marking;
        s.to_mark = all.iter().filter(|c| !s.marks.contains_key(c)).cloned().collect();
        if s.to_mark.is_empty() {
            s.to_mark = all;
        }
    }

    fn leave(&mut self, question: &QuestionId) {
        let Some(index) = self.material.index(question) else { return };
        self.questions[index].phase = Phase::Behind;
        self.questions[index].interrupted = false;
        self.questions[index].to_mark.clear();
        if self.current == Some(index) {
            self.current = None;
        }
        self.closing = true;
    }

    /// Whether anything more may be entered but amendments.
    pub fn is_over(&self) -> bool {
        self.submitted.is_some() || self.abandoned.is_some()
    }

    /// The section of the plan that a question belongs to, by index.
    pub fn section_of(&self, question: usize) -> usize {
        let mut seen = 0;
        for (i, section) in self.material.plan.section.iter().enumerate() {
            seen += section.question.len();
            if question < seen {
                return i;
            }
        }
        0
    }

    /// The marks of a question with the weights of its criteria.
    pub fn question_marks(&self, index: usize) -> QuestionMarks {
        let s = &self.questions[index];
        if let Some((_, verdict)) = &s.answered {
            return QuestionMarks(vec![(1.0, Some(verdict.fraction.on_scale()))]);
        }
        let criteria = self.material.criteria(index);
        let place = |m: Option<&Option<Mark>>| m.copied().flatten().map(|m| f64::from(m.value()));
        QuestionMarks(criteria.iter().map(|c| (c.weight, place(s.marks.get(&c.id)))).collect())
    }

    /// What the session comes to.
    pub fn overall(&self) -> measure::Overall {
        let mut next = 0;
        let mut sections = Vec::new();
        for section in self.material.plan.section.iter().filter(|s| !s.question.is_empty()) {
            let range = next..next + section.question.len();
            next = range.end;
            let questions = range.map(|i| self.question_marks(i)).collect();
            sections.push(SectionMarks {
                weight: section.weight,
                bar: section.bar,
                gate: section.gate,
                questions,
            });
        }
        measure::overall(&sections, self.material.plan.coverage)
    }

    /// Everything that departed from the form, in the order of the plan.
    pub fn all_deviations(&self) -> Vec<(Option<usize>, DeviationKind, String)> {
        let mut all = Vec::new();
        let mut latest = 0;
        for (i, s) in self.questions.iter().enumerate() {
            let planned = Millis::from(self.material.question(i).minutes) * 60_000;
            if let Some((SkipCause::Skipped, why)) = &s.not_assessed {
                all.push((Some(i), DeviationKind::Skipped, why.clone()));
            } else if s.opened.is_none() && (self.closing || self.is_over() || self.recommended.is_some()) {
                all.push((Some(i), DeviationKind::NotReached, "it never came up".into()));
            }
            if let Some(place) = s.opened {
                if place < latest {
                    all.push((Some(i), DeviationKind::Reordered, format!("asked as number {place}")));
                }
                latest = latest.max(place);
            }
            if s.spent > planned + planned / 2 {
                let text = format!("{:.1} of {} minutes", s.spent as f64 / 60_000.0, planned / 60_000);
                all.push((Some(i), DeviationKind::Overran, text));
            }
            all.extend(s.deviations.iter().map(|d| (Some(i), DeviationKind::Noted, d.clone())));
        }
        all.extend(self.deviations.iter().map(|d| (None, DeviationKind::Noted, d.clone())));
        all
    }
}
