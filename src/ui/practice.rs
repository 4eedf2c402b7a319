//! Practice at a terminal: linear, by single keys, readable without colour and by a screen reader.

use std::io;

use console::{Key, Term, measure_text_width};
use dialoguer::{Select, theme::SimpleTheme};

use super::{
    Draft, Hands, Ui,
    asker::drain,
    line::{LineEditor, Quiet},
};
use crate::{
    bank::{Asked, Task},
    model::{Answer, Heard, Mark, visible},
    practice::{Ask, COMMANDS, Halt, Learner, Reply},
    report::{Document, Style, paragraphs, to_terminal},
};

/// Behind what a key meant, once it is durable.
const SAVED: &str = ", saved";

/// The terminal of somebody who practises.
pub struct PracticeTerminal {
    term: Term,
    style: Style,
    lines: LineEditor,
    quiet: Option<Quiet>,
    /// What was half typed when the program stopped last time.
    restored: String,
    hands: Hands,
    /// What was written in the editor last: offered again when it could not be taken.
    written: Option<(Asked, String)>,
    /// A key was shown on the line of its prompt, and nothing behind it yet.
    keyed: bool,
}

impl PracticeTerminal {
    /// On standard error. `restored` was half typed when the program stopped last time.
    pub fn new(ui: &Ui, hands: Hands, draft: Draft, restored: String) -> Self {
        let lines = LineEditor::new(Term::stderr(), draft);
        let (term, style, quiet) = (Term::stderr(), ui.message_style(), Quiet::begin().ok());
        Self { term, style, lines, quiet, restored, hands, written: None, keyed: false }
    }

    fn write(&mut self, text: &str) -> Result<(), Halt> {
        let before = if std::mem::take(&mut self.keyed) { "\n" } else { "" };
        self.term.write_str(&format!("{before}{text}")).map_err(Halt::Terminal)
    }

    /// A paragraph of its own.
    fn wrapped(&mut self, text: &str) -> Result<(), Halt> {
        self.write(&format!("\n{}\n", paragraphs(text, self.style.width, "").join("\n")))
    }

    /// One line, or what stands for one: an answer from the editor or from a file.
    fn answer(&mut self, asked: &Asked) -> Result<Reply, Halt> {
        let prompt = match &asked.task {
            Task::Open => "Answer aloud, then Enter; or type",
            Task::Choice { select: crate::bank::Select::One, .. } => "Number",
            Task::Choice { select: crate::bank::Select::Many, .. } => "Numbers",
            Task::Order { .. } => "Numbers in the right order",
            Task::Estimate { .. } => "Answer",
            Task::Sql { .. } => "SQL, or Enter for the editor",
            Task::Code { .. } => "Enter for the editor, or /answer FILE",
        };
        let prompt = format!("[{} min] {prompt}", asked.minutes);
        loop {
            let restored = std::mem::take(&mut self.restored);
            let line = match self.lines.read(&prompt, &restored, complete) {
                Ok(Some(line)) => line,
                Ok(None) => return Err(Halt::EndOfInput),
                Err(error) => return Err(halted(error)),
            };
            let word = line.trim();
            let wants_editor = matches!(word, "/edit" | "/e")
                || (word.is_empty() && matches!(asked.task, Task::Sql { .. } | Task::Code { .. }));
            let given = if let Some(path) = word.strip_prefix("/answer ") {
                (self.hands.read)(path.trim())
            } else if wants_editor {
                self.in_editor(asked)?
            } else if word.starts_with('/') {
                return Ok(Reply::Line(line));
            } else if word.is_empty() && asked.task != Task::Open {
                continue;
            } else if matches!(asked.task, Task::Code { .. }) {
                Err("a program comes from the editor (Enter) or from a file (/answer FILE)".into())
            } else {
                return Ok(Reply::Line(line));
            };
            match given {
                Ok(answer) if matches!(asked.task, Task::Code { .. }) => return Ok(Reply::Answer(answer)),
                Ok(answer) => return Ok(Reply::Answer(Answer { language: None, ..answer })),
                Err(why) => self.said(&format!("! {why}"))?,
            }
        }
    }

    /// The editor, with the question above the answer; what was written before is offered again.
    fn in_editor(&mut self, asked: &Asked) -> Result<Result<Answer, String>, Halt> {
        let language = match &asked.task {
            Task::Code { .. } => {
                let select = Select::with_theme(&SimpleTheme)
                    .with_prompt("Language (arrows and Enter; Esc goes back)");
                let chosen = select.items(&self.hands.languages).default(0).interact_on_opt(&self.term);
                match chosen.map_err(|dialoguer::Error::IO(e)| halted(e))? {
                    Some(i) => Some(self.hands.languages[i].clone()),
                    None => return Ok(Err("nothing was chosen".into())),
                }
            }
            Task::Open
            | Task::Choice { .. }
            | Task::Order { .. }
            | Task::Estimate { .. }
            | Task::Sql { .. } => None,
        };
        let begun = match (&self.written, &asked.task, &language) {
            (Some((of, text)), ..) if of == asked => text.clone(),
            (_, Task::Code { starter, .. }, Some(language)) => {
                starter.get(language).cloned().unwrap_or_default()
            }
            _ => String::new(),
        };
        // The editor wants the terminal as it was.
        self.quiet = None;
        let text = (self.hands.write)(asked, language.as_deref(), &begun);
        self.quiet = Quiet::begin().ok();
        Ok(text.and_then(|text| {
            self.written = Some((asked.clone(), text.clone()));
            if text.trim().is_empty() {
                Err("nothing was written".into())
            } else {
                Ok(Answer { text, language })
            }
        }))
    }

    /// Waits for one of the keys and shows what it means.
    fn key(
        &mut self,
        prompt: &str,
        meaning: impl Fn(&Key) -> Option<(Reply, &'static str)>,
    ) -> Result<Reply, Halt> {
        drain();
        let width = self.style.width.min(usize::from(self.term.size().1)).max(20);
        let lines = paragraphs(prompt, width - 3, "  ");
        let taken = lines.last().map_or(0, |l| measure_text_width(l)) + 1;
        self.write(&format!("{} ", lines.join("\n")))?;
        loop {
            let key = self.term.read_key().map_err(halted)?;
            let met = match &key {
                Key::Char('q' | 'Q') => Some((Reply::Quit, "stop")),
                Key::Char('b' | 'B' | 'u' | 'U') | Key::Escape => Some((Reply::Back, "back")),
                other => meaning(other),
            };
            if let Some((reply, word)) = met {
                // The word and what follows it are not broken at the edge.
                let fits = taken + word.len() + SAVED.len() < width;
                self.write(&format!("{}{word}", if fits { "" } else { "\n  " }))?;
                self.keyed = true;
                return Ok(reply);
            }
        }
    }
}

impl Learner<Document> for PracticeTerminal {
    fn ask(&mut self, ask: &Ask) -> Result<Reply, Halt> {
        // What was typed before is durable, or was refused: nothing is half typed any more.
        if self.restored.is_empty() {
            self.lines.forget_draft();
        }
        match ask {
            Ask::Say { asked } | Ask::Answer { asked } => {
                self.write("\n")?;
                self.answer(asked)
            }
            Ask::Tick { place: (number, of), text, missed, probed, hinted } => {
                let again = if *missed { " (missed last time)" } else { "" };
                self.wrapped(&format!("{number} of {of}{again}: {text}"))?;
                let (probed, hinted) = (*probed, *hinted);
                let more = match (probed, hinted) {
                    (true, true) => "p probed, h hinted, ",
                    (true, false) => "p probed, ",
                    (false, true) => "h hinted, ",
                    (false, false) => "",
                };
                self.key(&format!("y unprompted, {more}n missed, b back:"), move |key| match key {
                    Key::Char('y' | 'Y') => Some((Reply::Heard(Heard::Unprompted), "unprompted")),
                    Key::Char('p' | 'P') if probed => Some((Reply::Heard(Heard::Probed), "probed")),
                    Key::Char('h' | 'H') if hinted => Some((Reply::Heard(Heard::Hinted), "hinted")),
                    Key::Char('n' | 'N') => Some((Reply::Heard(Heard::Missed), "missed")),
                    _ => None,
                })
            }
            Ask::Flag { text } => {
                self.wrapped(&format!("Red flag: {text}"))?;
                self.key("Was it in your answer? y/n, b back:", |key| match key {
                    Key::Char('y' | 'Y') => Some((Reply::Said(true), "yes")),
                    Key::Char('n' | 'N') => Some((Reply::Said(false), "no")),
                    _ => None,
                })
            }
            Ask::Mark { title, about, anchors, computed } => {
                self.wrapped(&format!("{title}: {about}"))?;
                for (i, text) in anchors.iter().enumerate() {
                    let lines = paragraphs(text, self.style.width.saturating_sub(6), "");
                    for (j, line) in lines.iter().enumerate() {
                        let by_rule = computed.is_some_and(|m| usize::from(m.value()) == i + 1);
                        let lead = match (j, by_rule) {
                            (0, true) => format!("> {} ", i + 1),
                            (0, false) => format!("  {} ", i + 1),
                            _ => "    ".to_owned(),
                        };
                        self.write(&format!("{lead}{line}\n"))?;
                    }
                }
                let keep = computed.map_or_else(String::new, |m| format!("Enter for {m} by the rule, "));
                let computed = *computed;
                self.key(&format!("{keep}1-4 by the anchors, b back:"), move |key| match key {
                    Key::Enter => computed.map(|m| (Reply::Keep, m.word())),
                    Key::Char(c @ '1'..='4') => {
                        let mark = c.to_digit(10).and_then(|d| Mark::new(i64::from(d)).ok())?;
                        Some((Reply::Mark(mark), mark.word()))
                    }
                    _ => None,
                })
            }
        }
    }

    fn show(&mut self, document: &Document) -> Result<(), Halt> {
        self.write(&format!("\n{}", to_terminal(document, self.style)))
    }

    fn rest(&mut self, last: bool) -> Result<Reply, Halt> {
        self.write("\n")?;
        let next = if last { "Enter for the summary" } else { "Enter for the next question" };
        self.key(&format!("{next}, u takes this answer back, q stops:"), |key| {
            matches!(key, Key::Enter).then_some((Reply::Keep, "go on"))
        })
    }

    fn saved(&mut self, what: &str) -> Result<(), Halt> {
        if std::mem::take(&mut self.keyed) {
            return self.write(&format!("{SAVED}\n"));
        }
        self.write(&format!("saved: {}\n", visible(what)))
    }

    fn said(&mut self, text: &str) -> Result<(), Halt> {
        self.write(&format!("{}\n", paragraphs(text, self.style.width, "").join("\n")))
    }
}

fn halted(error: io::Error) -> Halt {
    match error.kind() {
        io::ErrorKind::Interrupted => {
            // A signal: its own thread says the summary and ends the program with the right code.
            std::thread::sleep(std::time::Duration::from_secs(5));
            Halt::Signal(2)
        }
        io::ErrorKind::UnexpectedEof | io::ErrorKind::NotConnected => Halt::EndOfInput,
        _ => Halt::Terminal(error),
    }
}

/// The whole of an unambiguous beginning of a command.
fn complete(input: &str) -> Option<String> {
    let mut matching = COMMANDS.iter().filter(|c| input.starts_with('/') && c.0.starts_with(input));
    match (matching.next(), matching.next()) {
        (Some(one), None) => Some(if one.2.is_empty() { one.0.into() } else { format!("{} ", one.0) }),
        _ => None,
    }
}
