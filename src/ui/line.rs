//! One line of notes, edited in place, with a draft that survives whatever ends the program.
//!
//! dialoguer asks everything else. It cannot hand out what is half typed, and a half-typed note must be there after a crash; and a paste
//! of several lines would answer the prompts that follow. Here the terminal is asked to bracket what is pasted (`ESC [ ? 2004 h`), and a
//! line feed within the brackets is part of the note.

use std::{
    io,
    sync::{Arc, Mutex},
};

use console::{Key, Term, measure_text_width};
use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr},
};

use crate::model::visible;

/// Keeps half-typed text. Called at most about once a second, and when the program is stopped.
pub type SaveDraft = Arc<dyn Fn(&str) + Send + Sync>;

/// What is typed now, shared with whoever stops the program.
#[derive(Clone)]
pub struct Draft {
    text: Arc<Mutex<String>>,
    save: SaveDraft,
}

impl Draft {
    /// A draft that `save` keeps.
    pub fn new(save: SaveDraft) -> Self {
        Self { text: Arc::default(), save }
    }

    /// Keeps what is typed now.
    pub fn keep(&self) {
        if let Ok(text) = self.text.lock() {
            (self.save)(&text);
        }
    }

    fn set(&self, text: &str) {
        if let Ok(mut now) = self.text.lock() {
            text.clone_into(&mut now);
        }
    }
}

/// A half-typed line is kept after so long without a key.
const IDLE: Timespec = Timespec { tv_sec: 1, tv_nsec: 0 };

/// Reads lines from the terminal.
pub(super) struct LineEditor {
    term: Term,
    history: Vec<String>,
    draft: Draft,
}

impl LineEditor {
    pub(super) fn new(term: Term, draft: Draft) -> Self {
        Self { term, history: Vec::new(), draft }
    }

    /// Reads one line, beginning with `initial`. `None` is the end of input. `complete` gives the whole of an unambiguous beginning.
    pub(super) fn read(
        &mut self,
        prompt: &str,
        initial: &str,
        complete: impl Fn(&str) -> Option<String>,
    ) -> io::Result<Option<String>> {
        let text: Vec<char> = initial.chars().collect();
        let mut line = Line { prompt: format!("{prompt}: "), at: 0, text, row: 0, columns: 0, before: 0 };
        line.at = line.text.len();
        let mut recalled = self.history.len();
        let mut dirty = false;
        let brackets = self.term.features().is_attended() && self.term.features().colors_supported();
        if brackets {
            self.term.write_str("\u{1b}[?2004h")?;
        }
        line.draw(&self.term)?;
        let mut pasting = false;
        loop {
            if dirty && !input_within(&IDLE)? {
                self.draft.keep();
                dirty = false;
                continue;
            }
            let key = self.term.read_key()?;
            match key {
                Key::UnknownEscSeq(start) if start == ['[', '2', '0'] => {
                    pasting = matches!(self.term.read_key()?, Key::Char('0'));
                    self.term.read_key()?;
                }
                Key::Enter if pasting => line.insert('\n'),
                Key::Tab if pasting => line.insert(' '),
                Key::Enter => break,
                Key::Char('\u{4}') if line.text.is_empty() => {
                    self.term.write_line("")?;
                    return Ok(None);
                }
                Key::Char('\u{1}') | Key::Home => line.at = 0,
                Key::Char('\u{5}') | Key::End => line.at = line.text.len(),
                Key::Char('\u{b}') => line.text.truncate(line.at),
                Key::Char('\u{15}') => {
                    line.text.drain(..line.at);
                    line.at = 0;
                }
                Key::Char('\u{17}') => line.delete_word(),
                Key::Char('\u{4}') | Key::Del if line.at < line.text.len() => {
                    line.text.remove(line.at);
                }
                Key::Backspace if line.at > 0 => {
                    line.at -= 1;
                    line.text.remove(line.at);
                }
                Key::ArrowLeft => line.at = line.at.saturating_sub(1),
                Key::ArrowRight => line.at = (line.at + 1).min(line.text.len()),
                Key::ArrowUp | Key::ArrowDown => {
                    recalled = match key {
                        Key::ArrowUp => recalled.saturating_sub(1),
                        _ => (recalled + 1).min(self.history.len()),
                    };
                    line.text = self.history.get(recalled).map(|t| t.chars().collect()).unwrap_or_default();
                    line.at = line.text.len();
                }
                Key::Tab => {
                    if let Some(whole) = complete(&line.text.iter().collect::<String>()) {
                        line.text = whole.chars().collect();
                        line.at = line.text.len();
                    }
                }
                Key::Char(c) if !c.is_control() => line.insert(c),
                _ => {}
            }
            self.draft.set(&line.text.iter().collect::<String>());
            dirty = true;
            if !pasting {
                line.draw(&self.term)?;
            }
        }
        line.at = line.text.len();
        line.draw(&self.term)?;
        if brackets {
            self.term.write_str("\u{1b}[?2004l")?;
        }
        self.term.write_line("")?;
        let text: String = line.text.into_iter().collect();
        if !text.trim().is_empty() && self.history.last() != Some(&text) {
            self.history.push(text.clone());
        }
        Ok(Some(text))
    }

    /// The line was kept for good: nothing is half typed any more.
    pub(super) fn forget_draft(&self) {
        self.draft.set("");
        self.draft.keep();
    }
}

/// The line on the screen; it may take several rows.
struct Line {
    prompt: String,
    text: Vec<char>,
    at: usize,
    /// The row of the cursor, counted from the prompt's.
    row: usize,
    /// The columns of the window, and those before the cursor, when the line was drawn last.
    columns: usize,
    before: usize,
}

impl Line {
    fn insert(&mut self, c: char) {
        self.text.insert(self.at, c);
        self.at += 1;
    }

    fn delete_word(&mut self) {
        let mut from = self.at;
        while from > 0 && self.text[from - 1] == ' ' {
            from -= 1;
        }
        while from > 0 && self.text[from - 1] != ' ' {
            from -= 1;
        }
        self.text.drain(from..self.at);
        self.at = from;
    }

    fn draw(&mut self, term: &Term) -> io::Result<()> {
        let columns = usize::from(term.size().1).max(2);
        let shown = |part: &[char]| {
            let text: String = part.iter().map(|&c| if c == '\n' { '|' } else { c }).collect();
            visible(&text).into_owned()
        };
        let whole = format!("{}{}", self.prompt, shown(&self.text));
        let before = measure_text_width(&self.prompt) + measure_text_width(&shown(&self.text[..self.at]));
        let width = measure_text_width(&whole);
        if self.columns > 0 && self.columns != columns {
            // Another width: the terminal has wrapped the line anew, and the cursor went along.
            self.row = self.before / columns;
        }
        (self.columns, self.before) = (columns, before);
        if self.row > 0 {
            term.move_cursor_up(self.row)?;
        }
        term.write_str("\r")?;
        term.clear_to_end_of_screen()?;
        term.write_str(&whole)?;
        if width > 0 && width.is_multiple_of(columns) {
            // The cursor hangs at the right edge: bring it to the next row, as the arithmetic says.
            term.write_str("\n")?;
        }
        self.row = before / columns;
        let below = width / columns - self.row;
        if below > 0 {
            term.move_cursor_up(below)?;
        }
        term.write_str("\r")?;
        if !before.is_multiple_of(columns) {
            term.move_cursor_right(before % columns)?;
        }
        term.flush()
    }
}

/// Whether input arrives within a time.
fn input_within(time: &Timespec) -> io::Result<bool> {
    let stdin = io::stdin();
    let mut ready = [PollFd::new(&stdin, PollFlags::IN)];
    match poll(&mut ready, Some(time)) {
        Ok(n) => Ok(n > 0),
        Err(rustix::io::Errno::INTR) => Ok(false),
        Err(e) => Err(e.into()),
    }
}

/// Keeps the terminal from echoing between keys, for as long as it lives: a whole interview, so that what is typed ahead arrives as keys.
pub(super) struct Quiet(Option<Termios>);

impl Quiet {
    pub(super) fn begin() -> io::Result<Self> {
        let Ok(before) = tcgetattr(io::stdin()) else { return Ok(Self(None)) };
        let mut quiet = before.clone();
        quiet.local_modes.remove(LocalModes::ECHO | LocalModes::ICANON);
        tcsetattr(io::stdin(), OptionalActions::Now, &quiet)?;
        Ok(Self(Some(before)))
    }
}

impl Drop for Quiet {
    fn drop(&mut self) {
        if let Some(before) = &self.0 {
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, before);
        }
    }
}
