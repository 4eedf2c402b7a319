//! `viva export practice`.

use std::path::PathBuf;

use clap::{Args, ValueEnum, ValueHint};

use crate::model::Level;

// `viva export practice`
#[derive(Debug, Args)]
pub struct PracticeExportArgs {
    /// Areas, topics (TOPIC or AREA/TOPIC), tags or question ids; everything when absent
    #[arg(value_name = "AREA|TOPIC|TAG")]
    pub words: Vec<String>,
    /// Only this level
    #[arg(long)]
    pub level: Option<Level>,
    /// The format
    #[arg(long, value_enum)]
    pub format: CardFormat,
    /// Where to; `-` is standard output
    #[arg(short, long, value_name = "FILE", default_value = "-", value_hint = ValueHint::FilePath)]
    pub output: PathBuf,
    /// With anki: the deck; each area is a deck within it
    #[arg(long, value_name = "NAME", default_value = "viva")]
    pub deck: String,
    /// With anki: the note type, which has the fields Front and Back; its name differs where Anki is not in English
    #[arg(long, value_name = "NAME", default_value = "Basic")]
    pub notetype: String,
}

/// For where cards are studied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CardFormat {
    /// Anki's text import.
    Anki,
    /// Questions first, answers after.
    Markdown,
}
