//! A person at a terminal, through dialoguer. The machine never knows.

use std::io;

use console::{Key, Term};
use dialoguer::{Input, Select, theme::SimpleTheme};
use rustix::termios::{QueueSelector, tcflush};

use super::{
    Draft, Ui,
    line::{LineEditor, Quiet},
    screen,
};
use crate::{
    bank::{Asked, Body, Kind},
    model::{Answer, Mark, Millis, Recommendation, visible},
    report::{ShownTable, Style},
    session::{Ask, Asker, COMMANDS, Reply, Show, State, Stopped},
};

/// Opens an editor on a text and gives back what was saved, or a sentence.
pub type Edit = Box<dyn FnMut(&str) -> Result<String, String>>;
/// Opens an editor for an answer: what is asked, the language of a program, and the text to begin with.
pub type WriteAnswer = Box<dyn FnMut(&Asked, Option<&str>, &str) -> Result<String, String>>;
/// Reads an answer from a file, with the language that its name says.
pub type ReadAnswer = Box<dyn FnMut(&str) -> Result<Answer, String>>;
/// The shown rows of an SQL question.
pub type Tables = Box<dyn Fn(&Asked) -> Vec<ShownTable>>;

/// What the asker cannot do itself.
pub struct Hands {
    /// Opens an editor on a note.
    pub edit: Edit,
    /// Opens an editor for an answer.
    pub write: WriteAnswer,
    /// Reads an answer from a file.
    pub read: ReadAnswer,
    /// Shows rows.
    pub tables: Tables,
    /// Languages to choose from, in order.
    pub languages: Vec<String>,
}

/// Time spent in the session so far, for prompts.
pub type Elapsed = Box<dyn Fn() -> Millis>;

/// The interviewer's terminal.
pub struct TerminalAsker {
    term: Term,
    style: Style,
    lines: LineEditor,
    quiet: Option<Quiet>,
    restored: String,
    hands: Hands,
    /// What was written in the editor last, by question: offered again when it could not be taken.
    written: Option<(usize, String)>,
    since: Elapsed,
}

impl TerminalAsker {
    /// An asker on standard error. `since` measures from now on; `restored` was half typed when the program stopped last time.
    pub fn new(ui: &Ui, hands: Hands, since: Elapsed, draft: Draft, restored: String) -> Self {
        let lines = LineEditor::new(Term::stderr(), draft);
        let (term, style, quiet) = (Term::stderr(), ui.message_style(), Quiet::begin().ok());
        Self { term, style, lines, quiet, restored, hands, written: None, since }
    }

    pub(super) fn write(&self, text: &str) -> Result<(), Stopped> {
        self.term.write_str(text).map_err(Stopped::Terminal)
    }

    /// One line of notes or a command, with history, and completion of commands by Tab.
    fn line(&mut self, prompt: &str) -> Result<String, Stopped> {
        let restored = std::mem::take(&mut self.restored);
        match self.lines.read(prompt, &restored, complete) {
            Ok(Some(text)) => Ok(text),
            Ok(None) => Err(Stopped::EndOfInput),
            Err(error) => Err(self.stopped(error.into())),
        }
    }

    /// Text that answers a question: nothing that was typed before it was asked counts.
    fn text(&mut self, prompt: &str) -> Result<String, Stopped> {
        drain();
        let input = Input::<String>::with_theme(&SimpleTheme).with_prompt(prompt).allow_empty(true);
        let typed = input.interact_text_on(&self.term);
        typed.map_err(|e| self.stopped(e))
    }

    /// The editor wants the terminal as it was.
    fn in_editor(&mut self) -> Result<String, String> {
        self.quiet = None;
        let text = (self.hands.edit)("");
        self.quiet = Quiet::begin().ok();
        text
    }

    /// An answer to a graded question: typed or pasted, from the editor, or from a file.
    fn answer(&mut self, question: usize, state: &State) -> Result<Reply, Stopped> {
        let kind = state.material.question(question).body.kind();
        let how = match kind {
            Kind::Choice | Kind::Order => "numbers",
            Kind::Estimate | Kind::Open => "answer",
            Kind::Sql => "SQL, or Enter for the editor",
            Kind::Code => "Enter for the editor, or /answer FILE",
        };
        let prompt = format!("{} {how}", self.time_prompt(question, state));
        loop {
            let line = self.line(&prompt)?;
            let in_editor = line.trim().is_empty() && matches!(kind, Kind::Sql | Kind::Code);
            let given = if let Some(path) = line.trim().strip_prefix("/answer ") {
                (self.hands.read)(path.trim())
            } else if line.starts_with('/') || (line.trim().is_empty() && !in_editor) {
                return Ok(Reply::Line(line));
            } else if in_editor {
                self.write_answer(question, state)?
            } else if kind == Kind::Code {
                Err("a program comes from the editor (Enter) or from a file (/answer FILE)".into())
            } else {
                Ok(Answer { text: line, language: None })
            };
            match given {
                Ok(answer) if kind == Kind::Code => return Ok(Reply::Answer(answer)),
                Ok(answer) => return Ok(Reply::Answer(Answer { language: None, ..answer })),
                Err(why) => self.write(&format!("! {}\n", visible(&why)))?,
            }
        }
    }

    /// The editor with the question above the answer; what was written before is offered again.
    fn write_answer(&mut self, question: usize, state: &State) -> Result<Result<Answer, String>, Stopped> {
        let q = state.material.question(question);
        let language = match &q.body {
            Body::Code(_) => {
                let select = Select::with_theme(&SimpleTheme)
                    .with_prompt("Language (arrows and Enter; Esc goes back)");
                let chosen = select.items(&self.hands.languages).default(0).interact_on_opt(&self.term);
                match chosen.map_err(|e| self.stopped(e))? {
                    Some(i) => Some(self.hands.languages[i].clone()),
                    None => return Ok(Err("nothing was chosen".into())),
                }
            }
            Body::Open(_) | Body::Choice(_) | Body::Order(_) | Body::Estimate(_) | Body::Sql(_) => None,
        };
        let begun = match (&self.written, &q.body, &language) {
            (Some((i, text)), ..) if *i == question => text.clone(),
            (_, Body::Code(code), Some(language)) => code.starter.get(language).cloned().unwrap_or_default(),
            _ => String::new(),
        };
        let asked = Asked::of(q, Some(&state.seed));
        self.quiet = None;
        let text = (self.hands.write)(&asked, language.as_deref(), &begun);
        self.quiet = Quiet::begin().ok();
        Ok(text.map(|text| {
            self.written = Some((question, text.clone()));
            Answer { text, language }
        }))
    }

    /// How to draw here.
    pub(super) fn style(&self) -> Style {
        self.style
    }

    /// The shown rows of an SQL question.
    pub(super) fn tables(&self) -> &Tables {
        &self.hands.tables
    }

    /// One key; what was typed before does not count.
    pub(super) fn one_key<T>(
        &mut self,
        prompt: &str,
        meaning: impl Fn(&Key) -> Option<(T, &'static str)>,
    ) -> Result<T, Stopped> {
        drain();
        self.write(prompt)?;
        loop {
            let key = self.term.read_key().map_err(|e| self.stopped(e.into()))?;
            if let Some((value, echo)) = meaning(&key) {
                self.write(&format!("{echo}\n"))?;
                return Ok(value);
            }
        }
    }

    fn stopped(&self, error: dialoguer::Error) -> Stopped {
        let dialoguer::Error::IO(error) = error;
        match error.kind() {
            io::ErrorKind::Interrupted => {
                // A signal: its own thread keeps the draft, says the way back and ends the program with the right code.
                std::thread::sleep(std::time::Duration::from_secs(5));
                Stopped::Signal(2)
            }
            io::ErrorKind::UnexpectedEof | io::ErrorKind::NotConnected => Stopped::EndOfInput,
            _ => Stopped::Terminal(error),
        }
    }

    /// The prompt of the question that is up: its number, its time and the planned time.
    fn time_prompt(&self, question: usize, state: &State) -> String {
        let spent = state.questions[question].spent + (self.since)().saturating_sub(state.elapsed);
        let planned = state.material.question(question).minutes;
        let over = if spent > Millis::from(planned) * 60_000 { " over" } else { "" };
        format!("[{}] {} of {planned}:00{over}", question + 1, screen::minutes_seconds(spent))
    }

    fn mark(&mut self, prompt: &str, before: Option<Option<Mark>>) -> Result<Reply, Stopped> {
        drain();
        self.write(prompt)?;
        loop {
            let key = self.term.read_key().map_err(|e| self.stopped(e.into()))?;
            let reply = match key {
                Key::Char(c @ '1'..='4') => {
                    Reply::Mark(c.to_digit(10).and_then(|d| Mark::new(i64::from(d)).ok()))
                }
                Key::Char('n' | 'N') => Reply::Mark(None),
                Key::Char('b' | 'B') | Key::Escape => Reply::Listen,
                Key::Char('u' | 'U') => Reply::Line("/undo".into()),
                Key::Char('?') => Reply::Line("/help".into()),
                Key::Char('q' | 'Q') => Reply::Line("/quit".into()),
                Key::Enter => match before {
                    Some(mark) => Reply::Mark(mark),
                    None => continue,
                },
                _ => continue,
            };
            let echo = match &reply {
                Reply::Mark(Some(mark)) => format!("{mark} {}", mark.word()),
                Reply::Mark(None) => "not assessed".into(),
                Reply::Listen => "back to listening".into(),
                Reply::Line(line) => line.clone(),
                _ => String::new(),
            };
            self.write(&format!("{echo}\n"))?;
            return Ok(reply);
        }
    }
}

impl Asker for TerminalAsker {
    fn ask(&mut self, ask: &Ask, state: &State) -> Result<Reply, Stopped> {
        // The machine asks again only when the line before is durable.
        if self.restored.is_empty() {
            self.lines.forget_draft();
        }
        let reply = match ask {
            Ask::Begin => Reply::Line(self.line("Note, or Enter to begin")?),
            Ask::Listen { question } => Reply::Line(self.line(&self.time_prompt(*question, state))?),
            Ask::Answer { question } => self.answer(*question, state)?,
            Ask::Paused => Reply::Line(self.line("Paused; Enter goes on")?),
            Ask::Close => Reply::Line(self.line("Note, or Enter to recommend")?),
            Ask::Mark { question, criterion, before } => {
                self.write(&format!("\n{}", screen::anchors(state, *question, criterion, self.style)))?;
                let keep = match before {
                    Some(Some(mark)) => format!(", Enter keeps {mark}"),
                    Some(None) => ", Enter keeps not assessed".into(),
                    None => String::new(),
                };
                self.mark(&format!("Mark 1-4, n not assessed, b back, u undo{keep}: "), *before)?
            }
            Ask::Evidence { mark, .. } => {
                let prompt = format!("Evidence for the {mark}: what was said or not said");
                Reply::Text(self.text(&prompt)?)
            }
            Ask::Recommend => {
                drain();
                let items = Recommendation::ALL.map(|r| r.as_str());
                let select = Select::with_theme(&SimpleTheme)
                    .with_prompt("Your own recommendation (arrows and Enter; Esc goes back)")
                    .items(items)
                    .default(items.len() - 1);
                match select.interact_on_opt(&self.term).map_err(|e| self.stopped(e))? {
                    Some(i) => Reply::Recommend(Recommendation::ALL[i]),
                    None => Reply::Listen,
                }
            }
            Ask::RecommendWhy { recommendation } => Reply::Text(self.text(&format!("Why {recommendation}"))?),
            Ask::Done => return Err(Stopped::EndOfInput),
        };
        match &reply {
            Reply::Line(line) if line.contains('\n') => Ok(Reply::LongNote(line.clone())),
            Reply::Line(line) if matches!(line.trim(), "/edit" | "/e") => match self.in_editor() {
                Ok(text) => Ok(Reply::LongNote(text)),
                Err(why) => {
                    self.write(&format!("! {why}\n"))?;
                    self.ask(ask, state)
                }
            },
            _ => Ok(reply),
        }
    }

    fn show(&mut self, show: &Show, state: &State) -> Result<(), Stopped> {
        self.write(&screen::draw(show, state, self.style, &self.hands.tables))
    }
}

/// Throws away what was typed or pasted before the prompt was shown, so that it does not answer it.
pub(super) fn drain() {
    let _ = tcflush(io::stdin(), QueueSelector::IFlush);
}

/// The whole of an unambiguous beginning of a command.
fn complete(input: &str) -> Option<String> {
    let mut matching = COMMANDS.iter().filter(|c| input.starts_with('/') && c.0.starts_with(input));
    match (matching.next(), matching.next()) {
        (Some(one), None) => Some(if one.2.is_empty() { one.0.into() } else { format!("{} ", one.0) }),
        _ => None,
    }
}
