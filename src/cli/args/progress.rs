//! `viva progress`.

use clap::{Args, ValueEnum};

use super::days;

// `viva progress`
#[derive(Debug, Args)]
pub struct ProgressArgs {
    /// Only the last so many days, today included, such as 30d or 4w; everything when absent
    #[arg(long, value_name = "DAYS", value_parser = days)]
    pub since: Option<u16>,
    /// The whole table of one kind [default: the weakest areas, then levels]
    #[arg(long, value_enum)]
    pub by: Option<ProgressTable>,
    /// Sentences instead of tables and sparklines, for a screen reader
    #[arg(long)]
    pub linear: bool,
    /// As `viva.progress/1`
    #[arg(long)]
    pub json: bool,
}

/// What the table is about.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum ProgressTable {
    /// Areas.
    Area,
    /// Topics.
    Topic,
    /// Levels.
    Level,
}
