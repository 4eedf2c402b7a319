//! One question of a round, from the prompt to what it is worth.

use anyhow::Result;

use super::{
    Practice, Summary,
    asks::{ask_of, asked, help, help_of, words},
    choose::source_hash,
    documents::{self, Opening},
    round::{Turned, Up},
};
use crate::{
    bank::{Body, Question, meaning, wording},
    grade::{Marking, Ungraded, grade},
    model::{Answer, LookForId, PracticeEvent, QuestionId, Verdict},
    practice::{Command, Halt, Learner, Next, Reply, Standing, Turn, Why, parse_command},
    report::Document,
};

/// Above a question that was never answered.
const NEW: &str = "New: it was never asked here.";

/// What a line came to.
enum Line {
    /// Something was done; ask again.
    Again,
    /// It is an answer.
    Answer(String),
    /// The question ends.
    End(Turned),
}

impl Practice<'_> {
    /// Asks one question. `behind` more come after it.
    pub(super) fn turn(
        &mut self,
        id: &QuestionId,
        why: Why,
        behind: usize,
        learner: &mut dyn Learner<Document>,
        after: &mut dyn FnMut(&Summary),
    ) -> Result<Turned> {
        let question = match self.bank.question(id) {
            Ok(question) => question,
            Err(findings) => {
                let what = findings.first().map_or_else(String::new, |f| f.message.clone());
                self.summary.skipped.push((id.to_string(), format!("it has faults: {what}")));
                return Ok(told(
                    learner.said(&format!("! `{id}` has faults and is left out: {what}")),
                    Turned::LeftOut,
                ));
            }
        };
        let rubric = match &question.body {
            Body::Open(open) => self.bank.rubrics().get(&open.rubric),
            Body::Choice(_) | Body::Order(_) | Body::Estimate(_) | Body::Sql(_) | Body::Code(_) => None,
        };
        if !question.body.is_graded() && rubric.is_none() {
            self.summary.skipped.push((question.title.clone(), "its rubric is not in the bank".into()));
            return Ok(told(
                learner.said(&format!("! `{id}` has no rubric in this bank and is left out")),
                Turned::LeftOut,
            ));
        }
        let source = self.bank.find(id).map(|listed| source_hash(self.bank, listed)).unwrap_or_default();
        let hashes = (meaning(&question), wording(&question), source);
        let (missed, notes) = self.last_time(&question, &hashes.0, why)?;
        let mut up = self.take_up(&question, rubric, hashes, missed)?;
        let opening = self.opening(&up, notes, behind);
        if let Err(halt) = show_all(&opening, learner) {
            return Ok(Turned::Halted(halt));
        }
        self.ask_all(&mut up, &opening, learner, after)
            .map(|(turned, marking)| self.end(up, turned, marking.as_ref(), learner))
    }

    /// A finished question is concluded; another one waits.
    fn end(
        &mut self,
        up: Up<'_>,
        turned: Turned,
        marking: Option<&Marking>,
        learner: &mut dyn Learner<Document>,
    ) -> Turned {
        match turned {
            Turned::Done => told(self.conclude(up, marking, learner), Turned::Done),
            Turned::TakenBack(before) => {
                self.put_back(up.turn);
                Turned::TakenBack(before)
            }
            Turned::LeftOut | Turned::Halted(_) => turned,
        }
    }

    /// What was missed last time, and what is said above the question.
    fn last_time(
        &self,
        question: &Question,
        meaning: &str,
        why: Why,
    ) -> Result<(Vec<LookForId>, Vec<String>)> {
        let mut notes = Vec::new();
        let mut missed = Vec::new();
        match self.practised.history.standing(&question.id, meaning) {
            Standing::New => notes.push(NEW.to_owned()),
            Standing::Changed(_) => notes.push(
                "Its meaning has changed since it was answered last (what is marked is another thing): its history begins anew."
                    .into(),
            ),
            Standing::Known(card) => {
                if let Some(attempt) = self.store.practice_attempt(&card.last.attempt)? {
                    let entries = self.store.practice_entries(&attempt.id)?;
                    missed = Turn::replay(attempt, entries).missed();
                }
                let days = self.clock.day(self.clock.now()).since(card.last.day);
                let ago = match days {
                    0 => "today".to_owned(),
                    1 => "yesterday".to_owned(),
                    n => format!("{n} days ago"),
                };
                let due = match why {
                    Why::Due { recall, .. } => format!("; {:.0} % likely to be remembered", recall * 100.0),
                    Why::New | Why::Changed | Why::Named => String::new(),
                };
                let lost = match missed.len() {
                    0 => String::new(),
                    1 => ", 1 look-for missed".into(),
                    n => format!(", {n} look-fors missed"),
                };
                notes.push(format!("Last time {ago}: {}{lost}{due}.", card.last.rating));
            }
        }
        Ok((missed, notes))
    }

    fn opening(&self, up: &Up<'_>, mut notes: Vec<String>, behind: usize) -> [Document; 2] {
        let q = up.question;
        if up.turn.last().is_some() {
            notes.retain(|note| note != NEW);
            notes.push("You stopped in the middle of it; what you answered is kept.".into());
        }
        if let Body::Code(_) = q.body
            && let Err(no) = self.runner.runs_code()
        {
            notes.push(format!("Its answer cannot be marked here: {no}. /skip leaves it out."));
        }
        let number = self.summary.done.len() + self.summary.skipped.len() + 1;
        let opening = Opening {
            place: (number, number + behind),
            area: q.area.as_str(),
            topic: q.topic.as_str(),
            level: q.level,
            minutes: q.minutes,
            notes,
        };
        documents::question(&opening, &asked(up), self.runner)
    }

    /// Asks until nothing more is asked for.
    fn ask_all(
        &mut self,
        up: &mut Up<'_>,
        opening: &[Document],
        learner: &mut dyn Learner<Document>,
        after: &mut dyn FnMut(&Summary),
    ) -> Result<(Turned, Option<Marking>)> {
        let (mut revealed, mut marking, mut before_marks) = (false, None, false);
        if up.next() == Next::Done {
            self.finish_stopped(up)?;
            return Ok((Turned::Done, None));
        }
        loop {
            let next = up.next();
            let shown = match &next {
                Next::Tick(_) | Next::Flag(_) | Next::Mark(..) if !revealed => {
                    revealed = true;
                    learner.show(&documents::model_answer(
                        up.question,
                        up.turn.said.as_ref().and_then(|s| s.as_deref()),
                    ))
                }
                Next::Say => {
                    revealed = false;
                    Ok(())
                }
                _ => Ok(()),
            };
            let shown = shown.and_then(|()| match &next {
                Next::Mark(..) if !before_marks => {
                    before_marks = true;
                    learner.show(&documents::before_marks(up.question, &up.turn))
                }
                Next::Tick(_) | Next::Flag(_) => {
                    before_marks = false;
                    Ok(())
                }
                _ => Ok(()),
            });
            let ask = match ask_of(up, &next) {
                Some(ask) => ask,
                None => return Ok((Turned::Done, marking)),
            };
            let reply = match shown.and_then(|()| learner.ask(&ask)) {
                Ok(reply) => reply,
                Err(halt) => return Ok((Turned::Halted(halt), None)),
            };
            let event = match (next, reply) {
                (_, Reply::Quit) => return Ok((Turned::Halted(Halt::Quit), None)),
                (Next::Say | Next::Answer, Reply::Line(line)) => {
                    match self.line(up, &line, opening, learner)? {
                        Line::Again => None,
                        Line::End(turned) => return Ok((turned, None)),
                        Line::Answer(text) if up.question.body.is_graded() => {
                            self.grade(up, Answer { text, language: None }, &mut marking, learner)
                        }
                        Line::Answer(text) if text.is_empty() => Some(PracticeEvent::Said { text: None }),
                        Line::Answer(text) => Some(PracticeEvent::Said { text: Some(text) }),
                    }
                }
                (Next::Say, Reply::Answer(answer)) => Some(PracticeEvent::Said { text: Some(answer.text) }),
                (Next::Answer, Reply::Answer(answer)) => self.grade(up, answer, &mut marking, learner),
                (Next::Tick(look_for), Reply::Heard(heard)) => Some(PracticeEvent::Tick { look_for, heard }),
                (Next::Flag(number), Reply::Said(said)) => Some(PracticeEvent::Flag { number, said }),
                (Next::Mark(criterion, computed), Reply::Mark(mark)) => {
                    Some(PracticeEvent::Marked { criterion, computed, mark })
                }
                (Next::Mark(criterion, Some(mark)), Reply::Keep) => {
                    Some(PracticeEvent::Marked { criterion, computed: Some(mark), mark })
                }
                (_, Reply::Back) => {
                    up.turn.last().map(|last| PracticeEvent::Undone { entry: last.id.clone() })
                }
                (_, _) => {
                    if let Err(halt) = learner.said("! that does not answer what was asked") {
                        return Ok((Turned::Halted(halt), None));
                    }
                    None
                }
            };
            let Some(event) = event else { continue };
            let what = words(&event, up);
            match self.keep(up, event, learner)? {
                Ok(true) => {}
                Ok(false) => continue,
                Err(halt) => return Ok((Turned::Halted(halt), None)),
            }
            self.summary.open = Some(up.question.title.clone());
            let over = up.next() == Next::Done;
            if !over {
                after(&self.summary);
            }
            if let Err(halt) = learner.saved(&what) {
                return Ok((Turned::Halted(halt), None));
            }
            if over {
                return Ok((Turned::Done, marking));
            }
        }
    }

    /// Marks an answer to a graded question. Where there is no verdict, the person is told why and asked again.
    fn grade(
        &self,
        up: &Up<'_>,
        answer: Answer,
        marking: &mut Option<Marking>,
        learner: &mut dyn Learner<Document>,
    ) -> Option<PracticeEvent> {
        let seed = up.turn.attempt.id.as_str();
        match grade(up.question, Some(seed), &answer, self.runner) {
            Ok(marked) => {
                // The hash of the meaning stands with the attempt.
                let verdict = Verdict { meaning: None, ..marked.verdict(up.question) };
                *marking = Some(marked);
                Some(PracticeEvent::Graded { answer, verdict })
            }
            Err(error) => {
                let hint = match error {
                    Ungraded::Unclear(_) | Ungraded::Open => "",
                    Ungraded::Runner(_) | Ungraded::Key(_) => "; /skip leaves this question out",
                };
                // A terminal that is gone is found out at the next prompt.
                let _ = learner.said(&format!("! {error}{hint}"));
                None
            }
        }
    }

    /// A typed line: a command, or an answer.
    fn line(
        &mut self,
        up: &mut Up<'_>,
        line: &str,
        opening: &[Document],
        learner: &mut dyn Learner<Document>,
    ) -> Result<Line> {
        let command = match parse_command(line) {
            Ok(Some(command)) => command,
            Ok(None) => return Ok(Line::Answer(line.trim().to_owned())),
            Err(why) => return Ok(again(learner.said(&format!("! {why}")))),
        };
        Ok(match command {
            Command::Quit => Line::End(Turned::Halted(Halt::Quit)),
            Command::Question => again(show_all(opening, learner)),
            Command::Help => again(learner.show(&help())),
            Command::Time => {
                let (spent, planned) = (up.elapsed() / 1000, up.question.minutes);
                again(learner.said(&format!("{}:{:02} of {planned}:00", spent / 60, spent % 60)))
            }
            Command::Probe | Command::Hint => match help_of(up, command == Command::Probe) {
                Err(why) => again(learner.said(&format!("! {why}"))),
                Ok((event, document)) => match self.keep(up, event, learner)? {
                    Ok(true) => again(learner.show(&document)),
                    Ok(false) => Line::Again,
                    Err(halt) => Line::End(Turned::Halted(halt)),
                },
            },
            Command::Skip(why) => {
                match self.keep(up, PracticeEvent::Skipped { why: why.clone() }, learner)? {
                    Ok(true) => {
                        self.summary.open = None;
                        self.summary.skipped.push((up.question.title.clone(), why));
                        Line::End(told(learner.saved("left out; it stays due"), Turned::LeftOut))
                    }
                    Ok(false) => Line::Again,
                    Err(halt) => Line::End(Turned::Halted(halt)),
                }
            }
            Command::Undo => self.undo(up, learner)?,
        })
    }

    /// Takes the last thing back: what was asked for at this question, else the answer before it.
    fn undo(&mut self, up: &mut Up<'_>, learner: &mut dyn Learner<Document>) -> Result<Line> {
        if let Some(last) = up.turn.last() {
            let what = format!("taken back: {}", words(&last.event, up));
            let event = PracticeEvent::Undone { entry: last.id.clone() };
            return Ok(match self.keep(up, event, learner)? {
                Ok(true) => again(learner.saved(&what)),
                Ok(false) => Line::Again,
                Err(halt) => Line::End(Turned::Halted(halt)),
            });
        }
        Ok(match self.take_back()? {
            Some(done) => {
                let said = learner.saved(&format!("taken back: the answer to {}", done.question.title));
                Line::End(told(said, Turned::TakenBack(done.question.id)))
            }
            None => again(learner.said(
                "! nothing was answered in this round yet; `viva practice undo` takes back the last answer of an earlier one",
            )),
        })
    }
}

fn show_all(documents: &[Document], learner: &mut dyn Learner<Document>) -> Result<(), Halt> {
    documents.iter().try_for_each(|d| learner.show(d))
}

/// A terminal that is gone stops the round.
fn told(said: Result<(), Halt>, turned: Turned) -> Turned {
    match said {
        Ok(()) => turned,
        Err(halt) => Turned::Halted(halt),
    }
}

fn again(said: Result<(), Halt>) -> Line {
    match said {
        Ok(()) => Line::Again,
        Err(halt) => Line::End(Turned::Halted(halt)),
    }
}
