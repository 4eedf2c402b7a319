//! Prompts outside an interview, by dialoguer. Off a terminal they are refused with the flag that would have answered.

use dialoguer::{Confirm, FuzzySelect, Input, Select, theme::SimpleTheme};

use super::Ui;
use crate::model::visible;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum PromptError {
    /// Nobody can be asked.
    #[error("{what} is not given and nobody can be asked here; give {flag}")]
    NoTerminal {
        /// What was wanted.
        what: String,
        /// What would have answered.
        flag: String,
    },
    /// Escape, or end of input.
    #[error("nothing was chosen")]
    Cancelled,
    /// The terminal failed.
    #[error("the terminal failed: {0}")]
    Terminal(#[from] dialoguer::Error),
}

/// Asks.
#[derive(Debug, Clone, Copy)]
pub struct Prompts {
    interactive: bool,
}

impl Prompts {
    /// Prompts for this terminal.
    pub fn new(ui: &Ui) -> Self {
        Self { interactive: ui.is_interactive() }
    }

    fn need_terminal(self, what: &str, flag: &str) -> Result<(), PromptError> {
        if self.interactive {
            return Ok(());
        }
        Err(PromptError::NoTerminal { what: what.into(), flag: flag.into() })
    }

    /// A line of text.
    ///
    /// # Errors
    /// When nobody can be asked or the terminal fails.
    pub fn line(self, what: &str, flag: &str, default: Option<&str>) -> Result<String, PromptError> {
        self.need_terminal(what, flag)?;
        let input = Input::<String>::with_theme(&SimpleTheme).with_prompt(what);
        let input = match default {
            Some(text) => input.default(text.to_owned()),
            None => input,
        };
        Ok(input.interact_text()?.trim().to_owned())
    }

    /// One of a list; the answer is its index.
    ///
    /// # Errors
    /// When nobody can be asked, nothing was chosen, or the terminal fails.
    pub fn choose(
        self,
        what: &str,
        flag: &str,
        items: &[String],
        default: usize,
    ) -> Result<usize, PromptError> {
        self.need_terminal(what, flag)?;
        let items: Vec<String> = items.iter().map(|i| visible(i).into_owned()).collect();
        let chosen = if items.len() > 12 {
            FuzzySelect::with_theme(&SimpleTheme)
                .with_prompt(what)
                .items(&items)
                .default(default)
                .interact_opt()?
        } else {
            Select::with_theme(&SimpleTheme)
                .with_prompt(what)
                .items(&items)
                .default(default)
                .interact_opt()?
        };
        chosen.ok_or(PromptError::Cancelled)
    }

    /// Yes or no.
    ///
    /// # Errors
    /// When nobody can be asked or the terminal fails.
    pub fn confirm(self, what: &str, flag: &str, default: bool) -> Result<bool, PromptError> {
        self.need_terminal(what, flag)?;
        let confirm = Confirm::with_theme(&SimpleTheme).with_prompt(what).default(default);
        confirm.interact_opt()?.ok_or(PromptError::Cancelled)
    }
}
