//! `viva export`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum, ValueHint};

use super::{PracticeExportArgs, RedactArgs};

// `viva export`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  viva export marks -o marks.csv\n  viva export sessions --role mid-backend --since 2026-11-01 --format xlsx -o sessions.xlsx\n  viva export items --redact all --format jsonl | jq -c 'select(.score != null)'\n  viva export practice databases --format anki -o databases.txt\n  viva export dictionary"
)]
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
    /// One row a session
    Sessions(TableArgs),
    /// One row a criterion of a question in a session
    Marks(TableArgs),
    /// One row a question in a session
    Items(TableArgs),
    /// What every column means
    Dictionary,
}

// How a table is exported.
#[derive(Debug, Args)]
pub struct TableArgs {
    /// The format
    #[arg(long, value_enum, default_value_t)]
    pub format: TableFormatArg,
    /// Where to; `-` is standard output
    #[arg(short, long, default_value = "-", value_hint = ValueHint::FilePath, value_name = "FILE")]
    pub output: PathBuf,
    /// Only sessions that began on this day or later: 2026-11-01, or 2026-11-01T09:00:00Z
    #[arg(long, value_name = "DATE")]
    pub since: Option<String>,
    /// Only this role
    #[arg(long)]
    pub role: Option<String>,
    /// With csv: no guard against formulas, every character exact; for programs, not for spreadsheets
    #[arg(long)]
    pub raw: bool,
    #[command(flatten)]
    pub redact: RedactArgs,
}

/// A format of flat tables.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum TableFormatArg {
    /// One record a line, with a header.
    #[default]
    Csv,
    /// One object a line.
    Jsonl,
    /// One document with the dictionary.
    Json,
    /// A workbook with the dictionary.
    Xlsx,
}
