//! A script that answers like a person would, on a clock of its own.

use std::collections::VecDeque;

use super::{Ask, Asker, Material, Reply, Show, State, Stopped, answer_of_script};
use crate::{
    bank::{Body, Script, ScriptAnswer},
    model::{Millis, QuestionId, Slug},
};

/// Plays a [`Script`] that [`super::check_script`] has passed.
pub struct ScriptAsker {
    answers: VecDeque<ScriptAnswer>,
    script: Script,
    begun: bool,
    lines: VecDeque<Reply>,
    elapsed: Millis,
    refused: Option<String>,
}

impl ScriptAsker {
    /// A player at the beginning of the script.
    pub fn new(script: Script) -> Self {
        let answers = script.answer.iter().cloned().collect();
        Self { answers, script, begun: false, lines: VecDeque::new(), elapsed: 0, refused: None }
    }

    /// What the machine refused, if the script asked for something that cannot be.
    pub fn refused(&self) -> Option<&str> {
        self.refused.as_deref()
    }

    /// How many answers are played.
    pub fn answered(&self) -> usize {
        self.script.answer.len() - self.answers.len()
    }

    /// The lines for the question that is up, then the command that ends it.
    fn load(&mut self, question: usize, state: &State) {
        let material = &state.material;
        let id = &material.question(question).id;
        let Some(answer) = self.answers.front().cloned() else {
            self.lines.push_back(Reply::Line("/finish".into()));
            return;
        };
        if answer.question != id.as_str() {
            let wanted = QuestionId::new(answer.question.as_str()).ok().and_then(|q| material.index(&q));
            self.lines.push_back(Reply::Line(format!("/go {}", wanted.map_or(0, |i| i + 1))));
            return;
        }
        let say = |line: String| Reply::Line(line);
        let answered = answer_of_script(material.question(question), Some(&state.seed), &answer);
        // Where a plain line is an answer, a note must be told from one.
        let graded = material.question(question).body.is_graded();
        let note = |n: &String| if graded { Reply::LongNote(n.clone()) } else { note(n) };
        self.lines.extend(answer.notes.iter().map(note));
        self.lines.extend(answer.probes.iter().map(|n| say(format!("/probe {n}"))));
        self.lines.extend(answer.hints.iter().map(|_| say("/hint".into())));
        for (look_for, heard) in &answer.look_for {
            let number = look_for_number(material, question, look_for.as_str());
            self.lines.push_back(say(format!("/tick {number} {}", heard.as_str())));
        }
        self.lines.extend(answer.red_flags.iter().map(|n| say(format!("/flag {n}"))));
        self.lines.extend(answer.deviations.iter().map(|d| say(format!("/deviation {d}"))));
        self.lines.push_back(match (&answer.not_assessed, &answer.skipped, answered) {
            (Some(why), ..) => say(format!("/unassessed {why}")),
            (None, Some(why), _) => say(format!("/skip {why}")),
            (None, None, Some(answer)) => Reply::Answer(answer),
            (None, None, None) => say("/mark".into()),
        });
    }

    /// Time passes when the last reply of a question goes out.
    fn spend(&mut self, question: usize, state: &State) {
        let planned = f64::from(state.material.question(question).minutes);
        let minutes = self.answers.front().and_then(|a| a.minutes).unwrap_or(planned);
        self.elapsed += (minutes * 60_000.0).round() as Millis;
    }
}

fn note(text: &str) -> Reply {
    if text.contains('\n') || text.starts_with('/') {
        Reply::LongNote(text.into())
    } else {
        Reply::Line(text.into())
    }
}

fn look_for_number(material: &Material, question: usize, look_for: &str) -> usize {
    match &material.question(question).body {
        Body::Choice(_) | Body::Order(_) | Body::Estimate(_) | Body::Sql(_) | Body::Code(_) => 0,
        Body::Open(open) => open.look_for.iter().position(|l| l.id.as_str() == look_for).map_or(0, |i| i + 1),
    }
}

impl Asker for ScriptAsker {
    fn ask(&mut self, ask: &Ask, state: &State) -> Result<Reply, Stopped> {
        if self.refused.is_some() {
            return Err(Stopped::Quit);
        }
        match ask {
            Ask::Begin if !self.begun => {
                self.begun = true;
                self.lines.extend(self.script.notes.iter().map(|n| note(n)));
                let deviations = &self.script.deviations;
                self.lines.extend(deviations.iter().map(|d| Reply::Line(format!("/deviation {d}"))));
                self.lines.push_back(Reply::Line(String::new()));
                Ok(self.lines.pop_front().unwrap_or(Reply::Line(String::new())))
            }
            Ask::Begin => Ok(self.lines.pop_front().unwrap_or(Reply::Line(String::new()))),
            Ask::Listen { question } | Ask::Answer { question } => {
                if self.lines.is_empty() {
                    self.load(*question, state);
                }
                let reply = self.lines.pop_front().ok_or(Stopped::EndOfInput)?;
                let last = match &reply {
                    Reply::Line(l) => l.starts_with("/skip ") || l.starts_with("/unassessed "),
                    Reply::Answer(_) => true,
                    _ => false,
                };
                if last {
                    self.spend(*question, state);
                    self.answers.pop_front();
                }
                Ok(reply)
            }
            Ask::Mark { question, criterion, .. } => {
                let mark = self.answers.front().and_then(|a| a.marks.get(criterion)).copied();
                let last = state.questions[*question].to_mark.len() == 1;
                if last && !mark.is_some_and(|m| m.needs_evidence()) {
                    self.spend(*question, state);
                    self.answers.pop_front();
                }
                Ok(Reply::Mark(mark))
            }
            Ask::Evidence { question, criterion, .. } => {
                let text = self.answers.front().and_then(|a| a.evidence.get(criterion)).cloned();
                if state.questions[*question].to_mark.len() == 1 {
                    self.spend(*question, state);
                    self.answers.pop_front();
                }
                Ok(Reply::Text(text.unwrap_or_default()))
            }
            Ask::Paused => Ok(Reply::Line(String::new())),
            Ask::Close => match self.answers.front() {
                // An answer to a question that was passed over before: go back to it.
                Some(answer) => {
                    let wanted =
                        QuestionId::new(answer.question.as_str()).ok().and_then(|q| state.material.index(&q));
                    Ok(Reply::Line(format!("/go {}", wanted.map_or(0, |i| i + 1))))
                }
                None if self.script.verdict.is_none() => Err(Stopped::EndOfInput),
                None => Ok(Reply::Line(String::new())),
            },
            Ask::Recommend => self
                .script
                .verdict
                .as_ref()
                .map(|v| Reply::Recommend(v.recommendation))
                .ok_or(Stopped::EndOfInput),
            Ask::RecommendWhy { .. } => {
                let why = self.script.verdict.as_ref().map(|v| v.why.clone());
                why.map(Reply::Text).ok_or(Stopped::EndOfInput)
            }
            Ask::Done => Err(Stopped::EndOfInput),
        }
    }

    fn show(&mut self, show: &Show, _: &State) -> Result<(), Stopped> {
        if let Show::Refused(why) = show {
            self.refused.get_or_insert_with(|| why.clone());
        }
        Ok(())
    }

    fn elapsed(&self) -> Option<Millis> {
        Some(self.elapsed)
    }
}
