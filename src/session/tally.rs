//! What a session came to, question by question, from facts alone: the same as [`super::State`] says, without texts, for whoever
//! counts over thousands of sessions.

use std::collections::BTreeSet;

use crate::model::{Fact, Heard, Mark, Millis, What, Word};

/// One question of a session.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct QuestionTally {
    /// Which question.
    pub question: Word,
    /// It came up.
    pub opened: bool,
    /// Time spent on it.
    pub spent: Millis,
    /// What counts now, by criterion; `None` is not assessed.
    pub marks: Vec<(Word, Option<Mark>)>,
    /// Ticked look-fors.
    pub heard: Vec<(Word, Heard)>,
    /// Probes that were asked, each once.
    pub probes: Vec<u16>,
    /// How much of the last graded answer was right.
    pub answered: Option<f64>,
    /// The entry that holds this answer.
    pub answer_entry: Option<u32>,
}

/// Tallies the facts of one session, which come in order. What was taken back counts as never said.
pub fn tally(facts: &[Fact]) -> Vec<QuestionTally> {
    let undone: BTreeSet<u32> = facts
        .iter()
        .filter_map(|f| match f.what {
            What::Undone { entry } => Some(entry),
            _ => None,
        })
        .collect();
    let mut t = Tally::default();
    for fact in facts {
        t.pass_time(fact.elapsed);
        if undone.is_empty() || !undone.contains(&fact.seq) {
            t.fold(fact.seq, fact.what);
        }
    }
    t.questions
}

#[derive(Default)]
struct Tally {
    questions: Vec<QuestionTally>,
    last: usize,
    current: Option<usize>,
    paused: bool,
    elapsed: Millis,
}

impl Tally {
    fn pass_time(&mut self, elapsed: Millis) {
        let passed = elapsed.saturating_sub(self.elapsed);
        if let Some(i) = self.current
            && !self.paused
        {
            self.questions[i].spent += passed;
        }
        self.elapsed = self.elapsed.max(elapsed);
    }

    fn index(&mut self, question: Word) -> usize {
        if self.questions.get(self.last).is_none_or(|q| q.question != question) {
            self.last = self.questions.iter().position(|q| q.question == question).unwrap_or_else(|| {
                self.questions.push(QuestionTally { question, ..QuestionTally::default() });
                self.questions.len() - 1
            });
        }
        self.last
    }

    fn at(&mut self, question: Word) -> &mut QuestionTally {
        let index = self.index(question);
        &mut self.questions[index]
    }

    fn fold(&mut self, seq: u32, what: What) {
        match what {
            What::Opened { question } => {
                let index = self.index(question);
                self.questions[index].opened = true;
                self.current = Some(index);
            }
            What::Left { question } => {
                let index = self.index(question);
                if self.current == Some(index) {
                    self.current = None;
                }
            }
            What::Tick { question, look_for, heard } => put(&mut self.at(question).heard, look_for, heard),
            What::Probe { question, number } => {
                let probes = &mut self.at(question).probes;
                if !probes.contains(&number) {
                    probes.push(number);
                }
            }
            What::Marked { question, criterion, mark } | What::Amended { question, criterion, mark } => {
                put(&mut self.at(question).marks, criterion, mark);
            }
            What::NotAssessed { question } => {
                let q = self.at(question);
                q.marks.clear();
                q.answered = None;
            }
            What::Answered { question, fraction } => {
                let q = self.at(question);
                (q.answered, q.answer_entry) = (Some(fraction), Some(seq));
            }
            What::Rescored { question, entry, fraction } => {
                // An answer that was taken back or given anew since has its own verdict.
                let q = self.at(question);
                if q.answered.is_some() && q.answer_entry == Some(entry) {
                    q.answered = Some(fraction);
                }
            }
            What::Paused => self.paused = true,
            What::Resumed => self.paused = false,
            What::Undone { .. } | What::Other => {}
        }
    }
}

fn put<V>(list: &mut Vec<(Word, V)>, key: Word, value: V) {
    match list.iter_mut().find(|(k, _)| *k == key) {
        Some(slot) => slot.1 = value,
        None => list.push((key, value)),
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeMap, sync::Arc};

    use proptest::prelude::*;

    use super::*;
    use crate::{
        bank::{Bank, shipped},
        model::{
            Answer, Entry, Event, Fraction, LookForId, Moment, QuestionId, SkipCause, Slug, Verdict, Words,
        },
        plan::{Options, draw},
        session::{Material, State},
    };

    fn material() -> Arc<Material> {
        let bank = Bank::open(vec![shipped()]);
        let role = bank.roles().values().next().expect("a role").role.clone();
        let plan = draw(&bank, &role, &Options::default()).expect("a plan");
        Arc::new(Material::of(plan, &bank).expect("a material"))
    }

    fn event(m: &Material, (kind, q, item, value): (u8, usize, usize, u8)) -> Option<Event> {
        let index = q % m.questions.len();
        let question: QuestionId = m.question(index).id.clone();
        let criteria = m.criteria(index);
        let criterion = criteria.get(item % criteria.len().max(1)).map(|c| c.id.clone());
        let mark = Mark::new(i64::from(value % 5)).ok();
        let (who, why) = (String::from("w"), String::from("y"));
        Some(match kind {
            0 | 1 => Event::Opened { question },
            2 => Event::Left { question },
            3 => Event::Tick {
                question,
                look_for: LookForId::new(format!("l{}", item % 3)).expect("an id"),
                heard: Heard::ALL[usize::from(value) % 4],
            },
            4 => Event::Probe { question, number: u16::from(value % 3) + 1 },
            5..=7 => Event::Marked { question, criterion: criterion?, mark },
            8 => Event::NotAssessed { question, cause: SkipCause::Unassessed, why },
            9 => Event::Answered {
                question,
                answer: Answer { text: "a".into(), language: None },
                verdict: Verdict {
                    fraction: Fraction::clamped(f64::from(value % 5) / 4.0),
                    reason: why,
                    grader: who,
                    meaning: None,
                },
            },
            14 => Event::Rescored {
                question,
                entry: u32::from(value) + 1,
                verdict: Verdict {
                    fraction: Fraction::clamped(f64::from(value % 7) / 6.0),
                    reason: String::from("r"),
                    grader: String::from("g"),
                    meaning: None,
                },
                text: String::new(),
                who,
                why,
            },
            10 => Event::Paused,
            11 => Event::Resumed,
            12 => Event::MarkAmended { question, criterion: criterion?, before: None, after: mark, who, why },
            13 => Event::Undone { entry: u32::from(value) + 1 },
            _ => Event::Note { question: None, text: why },
        })
    }

    fn fact(words: &mut Words, entry: &Entry) -> Fact {
        let mut n = |text: &str| words.number(text);
        let what = match &entry.event {
            Event::Opened { question: q } => What::Opened { question: n(q.as_str()) },
            Event::Left { question: q } => What::Left { question: n(q.as_str()) },
            Event::Tick { question: q, look_for, heard } => {
                What::Tick { question: n(q.as_str()), look_for: n(look_for.as_str()), heard: *heard }
            }
            Event::Probe { question: q, number } => What::Probe { question: n(q.as_str()), number: *number },
            Event::Marked { question: q, criterion: c, mark } => {
                What::Marked { question: n(q.as_str()), criterion: n(c.as_str()), mark: *mark }
            }
            Event::MarkAmended { question: q, criterion: c, after, .. } => {
                What::Amended { question: n(q.as_str()), criterion: n(c.as_str()), mark: *after }
            }
            Event::NotAssessed { question: q, .. } => What::NotAssessed { question: n(q.as_str()) },
            Event::Answered { question: q, verdict, .. } => {
                What::Answered { question: n(q.as_str()), fraction: verdict.fraction.value() }
            }
            Event::Rescored { question: q, entry, verdict, .. } => {
                What::Rescored { question: n(q.as_str()), entry: *entry, fraction: verdict.fraction.value() }
            }
            Event::Paused => What::Paused,
            Event::Resumed => What::Resumed,
            Event::Undone { entry } => What::Undone { entry: *entry },
            _ => What::Other,
        };
        Fact { seq: entry.seq, elapsed: entry.elapsed, what }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn a_tally_says_what_the_replay_says(
            raw in prop::collection::vec((0_u8..16, 0_usize..5, 0_usize..4, 0_u8..40), 0..60)
        ) {
            let m = MATERIAL.with(Arc::clone);
            let events = raw.into_iter().filter_map(|r| event(&m, r));
            let entries: Vec<Entry> = events
                .zip(1_u32..)
                .map(|(event, seq)| Entry { seq, at: Moment(0), elapsed: u64::from(seq) * 1000, event })
                .collect();
            let mut words = Words::default();
            let facts: Vec<Fact> = entries.iter().map(|e| fact(&mut words, e)).collect();
            let state = State::replay(Arc::clone(&m), "seed".into(), entries);
            let tallies: BTreeMap<String, QuestionTally> =
                tally(&facts).into_iter().map(|t| (words.text(t.question).to_owned(), t)).collect();
            for (i, s) in state.questions.iter().enumerate() {
                let t = tallies.get(m.question(i).id.as_str()).cloned().unwrap_or_default();
                let marks: BTreeMap<_, _> = t.marks.iter().map(|(c, v)| (words.text(*c).to_owned(), *v)).collect();
                let heard: BTreeMap<_, _> = t.heard.iter().map(|(l, v)| (words.text(*l).to_owned(), *v)).collect();
                prop_assert_eq!(marks, s.marks.iter().map(|(c, v)| (c.to_string(), *v)).collect());
                prop_assert_eq!(heard, s.heard.iter().map(|(l, v)| (l.to_string(), *v)).collect());
                prop_assert_eq!(BTreeSet::from_iter(t.probes.iter().copied()), s.probes.clone());
                prop_assert_eq!(t.spent, s.spent);
                prop_assert_eq!(t.opened, s.opened.is_some());
                prop_assert_eq!(t.answered, s.answered.as_ref().map(|a| a.1.fraction.value()));
            }
        }
    }

    thread_local! {
        static MATERIAL: Arc<Material> = material();
    }
}
