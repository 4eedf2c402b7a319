//! `viva export`.

use clap::{Args, Subcommand};

use super::PracticeExportArgs;

// `viva export`
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  viva export practice databases --format anki -o databases.txt")]
pub struct ExportArgs {
    #[command(subcommand)]
    pub command: ExportCommand,
}

// What to export.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub enum ExportCommand {
    /// Questions of the bank as cards, for where you study
    #[command(
        after_help = "Examples:\n  viva export practice --format anki -o viva.txt        in Anki: File, Import\n  viva export practice databases caching --level mid --format anki -o db.txt\n  viva export practice system-design --format markdown -o system-design.md\n\nImporting again updates the notes of Anki and doubles none: a note is known by its question's id."
    )]
    Practice(PracticeExportArgs),
}
