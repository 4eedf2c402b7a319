//! Standard output is data, standard error is messages. Each is tested for a terminal on its own, and colour is decided once.

use std::io::{self, IsTerminal, Write};

use console::Term;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::{
    model::visible,
    report::{Document, Style, to_terminal},
};

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ColorChoice {
    /// On a terminal, unless the environment says no.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What the door decided.
#[derive(Debug, Clone, Copy, Default)]
pub struct UiOptions {
    /// Colour by flag.
    pub color: ColorChoice,
    /// `NO_COLOR` or `TERM=dumb`.
    pub no_color: bool,
    /// `CLICOLOR_FORCE`.
    pub force_color: bool,
    /// Columns by flag or `COLUMNS`.
    pub width: Option<usize>,
    /// No status messages.
    pub quiet: bool,
    /// Never ask.
    pub no_input: bool,
}

/// Standard output could not take what was written.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    /// The reader went away (`| head`): not an error worth a word.
    #[error("the reader went away")]
    Closed,
    /// Full disk, closed descriptor.
    #[error("standard output: {0}")]
    Io(io::Error),
}

/// The two streams.
#[derive(Debug, Clone, Copy)]
pub struct Ui {
    out: Style,
    err: Style,
    quiet: bool,
    interactive: bool,
}

/// Wider lines are hard to read.
const WIDEST: usize = 100;

impl Ui {
    /// Decides colour and width once and tells every library that reads the environment for itself.
    pub fn new(options: UiOptions) -> Self {
        let color = |terminal: bool| match options.color {
            ColorChoice::Always => true,
            ColorChoice::Never => false,
            ColorChoice::Auto => options.force_color || (terminal && !options.no_color),
        };
        let (stdout, stderr) = (io::stdout().is_terminal(), io::stderr().is_terminal());
        let width = |term: Term, terminal: bool| {
            let own = terminal.then(|| usize::from(term.size().1).clamp(20, WIDEST));
            options.width.map(|w| w.clamp(20, 500)).or(own).unwrap_or(80)
        };
        let out = Style { width: width(Term::stdout(), stdout), color: color(stdout) };
        let err = Style { width: width(Term::stderr(), stderr), color: color(stderr) };
        console::set_colors_enabled(out.color);
        console::set_colors_enabled_stderr(err.color);
        let interactive = io::stdin().is_terminal() && stderr && !options.no_input;
        Self { out, err, quiet: options.quiet, interactive }
    }

    /// How to draw on standard output.
    pub fn style(&self) -> Style {
        self.out
    }

    /// How to draw on standard error.
    pub fn message_style(&self) -> Style {
        self.err
    }

    /// Whether standard output is a terminal.
    pub fn is_terminal(&self) -> bool {
        io::stdout().is_terminal()
    }

    /// Whether somebody can be asked.
    pub fn is_interactive(&self) -> bool {
        self.interactive
    }

    /// Writes data. What a stranger may have written into it is made visible.
    ///
    /// # Errors
    /// When standard output does not take it.
    pub fn data(&self, text: &str) -> Result<(), OutputError> {
        self.bytes(visible(text).as_bytes())
    }

    /// Writes data that was drawn, in colour perhaps: whoever drew it made its parts visible.
    ///
    /// # Errors
    /// When standard output does not take it.
    pub fn drawn_data(&self, text: &str) -> Result<(), OutputError> {
        self.bytes(text.as_bytes())
    }

    /// Writes data as it is.
    ///
    /// # Errors
    /// When standard output does not take it.
    pub fn bytes(&self, bytes: &[u8]) -> Result<(), OutputError> {
        let mut out = io::stdout().lock();
        out.write_all(bytes).and_then(|()| out.flush()).map_err(|e| match e.kind() {
            io::ErrorKind::BrokenPipe => OutputError::Closed,
            _ => OutputError::Io(e),
        })
    }

    /// Standard output for a writer of much; whoever writes maps a broken pipe to [`OutputError::Closed`].
    pub fn stdout(&self) -> impl Write {
        io::BufWriter::new(io::stdout().lock())
    }

    /// Draws a document on standard output.
    ///
    /// # Errors
    /// When standard output does not take it.
    pub fn document(&self, document: &Document) -> Result<(), OutputError> {
        self.drawn_data(&to_terminal(document, self.out))
    }

    /// A line about what happens; silent under `--quiet`. Untrusted text is made visible.
    pub fn status(&self, text: &str) {
        if !self.quiet {
            self.message(text);
        }
    }

    /// Text about what happens that was drawn already; silent under `--quiet`.
    pub fn status_drawn(&self, text: &str) {
        if !self.quiet {
            self.drawn(text);
        }
    }

    /// A line that is always said.
    pub fn message(&self, text: &str) {
        let _ = writeln!(io::stderr().lock(), "{}", visible(text));
    }

    /// Text that was drawn already, on standard error.
    pub fn drawn(&self, text: &str) {
        let _ = io::stderr().lock().write_all(text.as_bytes());
    }

    /// A bar for work of `steps` parts; hidden off a terminal.
    pub fn progress(&self, what: &str, steps: u64) -> ProgressBar {
        let hidden = self.quiet || !io::stderr().is_terminal();
        let target = if hidden { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(Some(steps), target);
        if let Ok(style) = ProgressStyle::with_template("{msg} [{bar:30}] {pos}/{len}") {
            bar.set_style(style.progress_chars("##-"));
        }
        bar.set_message(what.to_owned());
        bar
    }
}
