//! One step of the machine: a reply becomes events to keep and things to show, or a refusal.

use super::{
    Ask, Command, Phase, Reply, Show, State, flag_id, handed_in::handed_in, parse, red_flags, unmarked,
};
use crate::{
    bank::Body,
    grade::Runner,
    model::{Answer, Event, Heard, QuestionId, SkipCause},
};

/// What a step came to. Events are made durable before anything is shown.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Outcome {
    /// To be appended, all or none.
    pub events: Vec<Event>,
    /// To be shown afterwards.
    pub show: Vec<Show>,
    /// The person asked to stop.
    pub quit: bool,
}

impl Outcome {
    pub(super) fn refuse(why: impl Into<String>) -> Self {
        Self::show(Show::Refused(why.into()))
    }

    pub(super) fn show(show: Show) -> Self {
        Self { show: vec![show], ..Self::default() }
    }

    pub(super) fn keep(event: Event, saved: impl Into<String>) -> Self {
        Self { events: vec![event], show: vec![Show::Saved(saved.into())], quit: false }
    }

    pub(super) fn and(mut self, more: Outcome) -> Self {
        self.events.extend(more.events);
        self.show.extend(more.show);
        self.quit |= more.quit;
        self
    }
}

/// What brings the first question up.
pub fn open_first(state: &State) -> Outcome {
    open(state, 0)
}

/// Takes a reply; what a graded answer needs run is asked of `runner`. Only what waits for another reply (evidence, a reason) is changed in `state`; the rest is in the events.
pub fn step(state: &mut State, reply: Reply, runner: &dyn Runner) -> Outcome {
    match (state.ask(), reply) {
        (Ask::Done, _) => Outcome::default(),
        (Ask::Paused, Reply::Line(line)) if line.trim() == "/quit" || line.trim() == "/q" => {
            Outcome { quit: true, ..Outcome::default() }
        }
        (Ask::Paused, _) => Outcome::keep(Event::Resumed, "the clock goes on"),
        (_, Reply::LongNote(text)) => note(state, &text),
        (_, Reply::Line(line)) if line.starts_with('/') => match parse(&line) {
            Ok(Command::Retry) => unmarked::retry(state, runner),
            Ok(Command::ByHand(percent, why)) => unmarked::by_hand(state, percent, &why),
            Ok(command) => run(state, command),
            Err(why) => Outcome::refuse(why),
        },
        (Ask::Begin, Reply::Line(line)) if line.trim().is_empty() => open_first(state),
        (Ask::Close, Reply::Line(line)) if line.trim().is_empty() => {
            state.recommending = true;
            Outcome::default()
        }
        (Ask::Begin | Ask::Listen { .. } | Ask::Close, Reply::Line(line)) => note(state, &line),
        (Ask::Answer { .. }, Reply::Line(line)) if line.trim().is_empty() => Outcome::refuse(
            "type the answer, or /answer FILE; /note TEXT is a note, /unassessed WHY goes on without an answer",
        ),
        (Ask::Answer { question }, Reply::Line(line)) => {
            handed_in(state, question, Answer { text: line, language: None }, runner)
        }
        (Ask::Answer { question }, Reply::Answer(answer)) => handed_in(state, question, answer, runner),
        (Ask::Mark { question, criterion, .. }, Reply::Mark(mark)) => {
            if let Some(m) = mark.filter(|m| m.needs_evidence())
                && !state.questions[question].evidence.contains_key(&criterion)
            {
                state.pending = Some((criterion, m));
                return Outcome::default();
            }
            let id = state.material.question(question).id.clone();
            marked(state, question, vec![Event::Marked { question: id, criterion, mark }])
        }
        (Ask::Mark { question, .. } | Ask::Evidence { question, .. }, Reply::Listen) => {
            state.pending = None;
            let id = state.material.question(question).id.clone();
            Outcome {
                events: vec![Event::Opened { question: id }],
                show: vec![Show::Question(question)],
                quit: false,
            }
        }
        (Ask::Evidence { question, criterion, mark }, Reply::Text(text)) => {
            let text = text.trim().to_owned();
            if text.is_empty() {
                state.pending = None;
                return Outcome::refuse(format!("a {mark} is taken only with its evidence; mark again"));
            }
            state.pending = None;
            let id = state.material.question(question).id.clone();
            let evidence = Event::Evidence { question: id.clone(), criterion: criterion.clone(), text };
            marked(
                state,
                question,
                vec![evidence, Event::Marked { question: id, criterion, mark: Some(mark) }],
            )
        }
        (Ask::Recommend, Reply::Recommend(recommendation)) => {
            state.pending_recommendation = Some(recommendation);
            Outcome::default()
        }
        (Ask::Recommend, Reply::Listen) => {
            state.recommending = false;
            Outcome::show(Show::Closing)
        }
        (Ask::RecommendWhy { recommendation }, Reply::Text(why)) => {
            let why = why.trim().to_owned();
            if why.is_empty() {
                state.pending_recommendation = None;
                return Outcome::refuse("a recommendation is taken only with its reason");
            }
            Outcome::keep(
                Event::Recommended { recommendation, why },
                format!("recommendation: {recommendation}"),
            )
        }
        (_, _) => Outcome::refuse("that does not answer what was asked"),
    }
}

fn note(state: &State, text: &str) -> Outcome {
    let text = text.trim_end();
    if text.trim().is_empty() {
        return Outcome::default();
    }
    let question = state.current.map(|i| state.material.question(i).id.clone());
    Outcome::keep(Event::Note { question, text: text.to_owned() }, "note")
}

/// After marks: the next criterion by itself, or the question is done and the next one comes up.
fn marked(state: &State, question: usize, events: Vec<Event>) -> Outcome {
    let s = &state.questions[question];
    let last = events.last().cloned();
    let mut outcome = Outcome { events, show: Vec::new(), quit: false };
    if let Some(Event::Marked { criterion, mark, .. }) = &last {
        let title =
            state.material.criteria(question).iter().find(|c| c.id == *criterion).map_or("", |c| &c.title);
        let mark = mark.map_or_else(|| "not assessed".to_owned(), |m| format!("{m} {}", m.word()));
        outcome.show.push(Show::Saved(format!("{title}: {mark}")));
    }
    if s.to_mark.len() > 1 {
        return outcome;
    }
    outcome.and(done_with(state, question))
}

/// Leaves a question and brings up the one that was interrupted for it, the next one that was not shown yet, or the closing.
pub(super) fn done_with(state: &State, question: usize) -> Outcome {
    let left = Event::Left { question: state.material.question(question).id.clone() };
    let ahead = |i: &usize| state.questions[*i].phase == Phase::Ahead;
    let n = state.questions.len();
    let interrupted = |i: &usize| *i != question && state.questions[*i].interrupted;
    let next = (0..n)
        .find(interrupted)
        .or_else(|| (question + 1..n).find(ahead))
        .or_else(|| (0..question).find(ahead));
    let mut outcome = Outcome { events: vec![left], show: Vec::new(), quit: false };
    match next {
        Some(next) => outcome = outcome.and(open(state, next)),
        None => outcome.show.push(Show::Closing),
    }
    outcome
}

fn open(state: &State, index: usize) -> Outcome {
    let question = state.material.question(index).id.clone();
    Outcome { events: vec![Event::Opened { question }], show: vec![Show::Question(index)], quit: false }
}

fn run(state: &mut State, command: Command) -> Outcome {
    match command {
        Command::Help => return Outcome::show(Show::Help),
        Command::Plan => return Outcome::show(Show::Plan),
        Command::Time => return Outcome::show(Show::Time),
        Command::Quit => return Outcome { quit: true, ..Outcome::default() },
        Command::Undo => return undo(state),
        Command::Pause => return Outcome::keep(Event::Paused, "the clock stands still; Enter goes on"),
        Command::Note(text) => return note(state, &text),
        Command::HandIn(_) => return Outcome::refuse("/answer FILE hands in an answer to a graded question"),
        Command::Edit => return Outcome::refuse("/edit opens your editor only at a terminal"),
        Command::Deviation(text) => {
            let question = state.current.map(|i| state.material.question(i).id.clone());
            return Outcome::keep(Event::Deviation { question, text }, "deviation");
        }
        Command::Go(number) => {
            return match usize::from(number).checked_sub(1).filter(|i| *i < state.questions.len()) {
                Some(index) => go(state, index),
                None => Outcome::refuse(format!("the plan has questions 1 to {}", state.questions.len())),
            };
        }
        Command::Back => {
            let here = state.current.unwrap_or(state.questions.len());
            return match here.checked_sub(1) {
                Some(index) => go(state, index),
                None => Outcome::refuse("this is the first question"),
            };
        }
        Command::Finish => {
            let mut outcome = Outcome::default();
            if state.current.is_none() && state.closing {
                state.recommending = true;
                return outcome;
            }
            if let Some(i) = state.current {
                outcome.events.push(Event::Left { question: state.material.question(i).id.clone() });
            } else if !state.closing {
                return Outcome::refuse("nothing was asked yet; /quit stops here");
            }
            outcome.show.push(Show::Closing);
            return outcome;
        }
        _ => {}
    }
    let Some(index) = state.current else {
        return Outcome::refuse(if state.closing {
            "no question is up; /go N opens one, /finish goes on to the recommendation"
        } else {
            "press Enter to begin with the first question"
        });
    };
    let question = state.material.question(index).id.clone();
    if let Some(why) = only_for_open(state, index, &command) {
        return Outcome::refuse(why);
    }
    match command {
        Command::Mark => {
            state.pending = None;
            let events = vec![Event::Marking { question }];
            Outcome { events, show: Vec::new(), quit: false }
        }
        Command::Probe(number) => probe(state, index, question, number),
        Command::Hint => hint(state, index, question),
        Command::Tick(numbers, how) => tick(state, index, &question, &numbers, how),
        Command::Flag(numbers, heard) => flag(state, index, &question, &numbers, heard),
        Command::Anchors => Outcome::show(Show::Anchors(index)),
        Command::ModelAnswer => Outcome::show(Show::ModelAnswer(index)),
        Command::Question => Outcome::show(Show::Question(index)),
        Command::Skip(why) => {
            let event = Event::NotAssessed { question, cause: SkipCause::Skipped, why };
            Outcome::keep(event, "left out").and(done_with(state, index))
        }
        Command::Unassessed(why) => {
            let event = Event::NotAssessed { question, cause: SkipCause::Unassessed, why };
            Outcome::keep(event, "not assessed").and(done_with(state, index))
        }
        Command::Next => done_with(state, index),
        _ => Outcome::default(),
    }
}

/// Commands for somebody who listens make no sense where the program marks.
fn only_for_open(state: &State, index: usize, command: &Command) -> Option<&'static str> {
    if !state.material.question(index).body.is_graded() {
        return None;
    }
    match command {
        Command::Mark => Some("viva marks this question: type the answer, or /answer FILE"),
        Command::Probe(_) | Command::Hint | Command::Tick(..) | Command::Flag(..) | Command::Anchors => Some(
            "this question is answered in writing: it has no probes, hints, look-fors, red flags or anchors",
        ),
        Command::ModelAnswer => Some(
            "type the answer, or /answer FILE; what is right is shown by `viva question show` and the report",
        ),
        _ => None,
    }
}

fn go(state: &State, index: usize) -> Outcome {
    if state.current == Some(index) {
        return Outcome::show(Show::Question(index));
    }
    open(state, index)
}

fn probe(state: &State, index: usize, question: QuestionId, number: Option<u16>) -> Outcome {
    let all = match &state.material.question(index).body {
        Body::Open(open) => open.probes.len(),
        Body::Choice(_) | Body::Order(_) | Body::Estimate(_) | Body::Sql(_) | Body::Code(_) => 0,
    };
    let asked = &state.questions[index].probes;
    let last = u16::try_from(all).unwrap_or(u16::MAX);
    match number.or_else(|| (1..=last).find(|n| !asked.contains(n))) {
        Some(n) if n <= last => {
            let show = vec![Show::Probe(index, n), Show::Saved(format!("probe {n} asked"))];
            Outcome { events: vec![Event::Probe { question, number: n }], show, quit: false }
        }
        Some(_) => Outcome::refuse(format!("this question has probes 1 to {last}")),
        None => Outcome::refuse("all probes were asked"),
    }
}

fn hint(state: &State, index: usize, question: QuestionId) -> Outcome {
    let all = match &state.material.question(index).body {
        Body::Open(open) => open.hints.len(),
        Body::Choice(_) | Body::Order(_) | Body::Estimate(_) | Body::Sql(_) | Body::Code(_) => 0,
    };
    let given = &state.questions[index].hints;
    match (1..=u16::try_from(all).unwrap_or(u16::MAX)).find(|n| !given.contains(n)) {
        Some(n) => {
            let show = vec![Show::Hint(index, n), Show::Saved(format!("hint {n} given"))];
            Outcome { events: vec![Event::Hint { question, number: n }], show, quit: false }
        }
        None => Outcome::refuse("all hints were given"),
    }
}

fn tick(state: &State, index: usize, question: &QuestionId, numbers: &[u16], how: Option<Heard>) -> Outcome {
    let look_fors: &[_] = match &state.material.question(index).body {
        Body::Open(open) => &open.look_for,
        Body::Choice(_) | Body::Order(_) | Body::Estimate(_) | Body::Sql(_) | Body::Code(_) => &[],
    };
    let heard = how.or(state.questions[index].last_help).unwrap_or(Heard::Unprompted);
    let mut outcome = Outcome::default();
    for &n in numbers {
        let Some(look_for) = usize::from(n).checked_sub(1).and_then(|i| look_fors.get(i)) else {
            return Outcome::refuse(format!("this question has look-fors 1 to {}", look_fors.len()));
        };
        outcome.events.push(Event::Tick { question: question.clone(), look_for: look_for.id.clone(), heard });
    }
    let list = numbers.iter().map(u16::to_string).collect::<Vec<_>>().join(", ");
    let other = if how.is_none() && heard != Heard::Unprompted {
        " (/tick N unprompted if it came before)"
    } else {
        ""
    };
    outcome.show.push(Show::Saved(format!("look-for {list}: {}{other}", heard.as_str())));
    outcome
}

fn flag(state: &State, index: usize, question: &QuestionId, numbers: &[u16], heard: Heard) -> Outcome {
    let all = red_flags(state.material.question(index)).len();
    let mut outcome = Outcome::default();
    for &n in numbers {
        let known = (1..=all).contains(&usize::from(n));
        let Some(look_for) = flag_id(n).filter(|_| known) else {
            return Outcome::refuse(match all {
                0 => "this question lists no red flags".to_owned(),
                all => format!("this question has red flags 1 to {all}"),
            });
        };
        outcome.events.push(Event::Tick { question: question.clone(), look_for, heard });
    }
    let list = numbers.iter().map(u16::to_string).collect::<Vec<_>>().join(", ");
    let how = if heard == Heard::Missed { "taken back" } else { "heard; a note says what was said" };
    outcome.show.push(Show::Saved(format!("red flag {list}: {how}")));
    outcome
}

/// Takes the last thing back that a person entered. A mark goes with the evidence that was entered for it.
fn undo(state: &mut State) -> Outcome {
    if state.pending.take().is_some() || state.pending_recommendation.take().is_some() {
        return Outcome::show(Show::Said("the unfinished mark is forgotten".into()));
    }
    let undone = |seq: u32| state.entries.iter().any(|e| e.event == Event::Undone { entry: seq });
    let of_a_person = |e: &Event| {
        matches!(
            e,
            Event::Note { .. }
                | Event::Tick { .. }
                | Event::Probe { .. }
                | Event::Hint { .. }
                | Event::Marked { .. }
                | Event::NotAssessed { .. }
                | Event::Answered { .. }
                | Event::Deviation { .. }
                | Event::Recommended { .. }
        )
    };
    let Some(last) = state.entries.iter().rev().find(|e| of_a_person(&e.event) && !undone(e.seq)) else {
        return Outcome::refuse("there is nothing to take back");
    };
    let mut outcome =
        Outcome::keep(Event::Undone { entry: last.seq }, format!("taken back: {}", words(&last.event)));
    let elsewhere = |q: &QuestionId| state.current != state.material.index(q);
    match &last.event {
        Event::Marked { question, criterion, .. } => {
            let before = state.entries.iter().rev().find(|e| e.seq + 1 == last.seq);
            if let Some(e) = before
                && matches!(&e.event, Event::Evidence { criterion: c, .. } if c == criterion)
            {
                outcome.events.push(Event::Undone { entry: e.seq });
            }
            if elsewhere(question) {
                outcome.events.push(Event::Opened { question: question.clone() });
            }
            outcome.events.push(Event::Marking { question: question.clone() });
        }
        Event::NotAssessed { question, .. } | Event::Answered { question, .. } if elsewhere(question) => {
            outcome.events.push(Event::Opened { question: question.clone() });
            outcome.show.extend(state.material.index(question).map(Show::Question));
        }
        _ => {}
    }
    outcome
}

fn words(event: &Event) -> String {
    match event {
        Event::Note { text, .. } => format!("the note `{}`", text.chars().take(40).collect::<String>()),
        Event::Tick { look_for, .. } => format!("the tick at {look_for}"),
        Event::Probe { number, .. } => format!("probe {number}"),
        Event::Hint { number, .. } => format!("hint {number}"),
        Event::Marked { criterion, .. } => format!("the mark on {criterion}"),
        Event::NotAssessed { .. } => "not assessed".into(),
        Event::Answered { .. } => "the answer".into(),
        Event::Deviation { .. } => "the deviation".into(),
        Event::Recommended { .. } => "the recommendation".into(),
        _ => "the last entry".into(),
    }
}
