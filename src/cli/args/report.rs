//! `viva report`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum, ValueHint};

// `viva report`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  viva report session\n  viva report session 3f9a --format markdown -o ada.md\n  viva report session 3f9a --format json | jq .result"
)]
pub struct ReportArgs {
    #[command(subcommand)]
    pub command: ReportCommand,
}

// Which report.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub enum ReportCommand {
    /// One session with everything recorded
    Session {
        /// Short id; the newest when absent
        session: Option<String>,
        /// How to draw it
        #[arg(long, value_enum, default_value_t)]
        format: ReportFormat,
        /// Where to; `-` is standard output
        #[arg(short, long, default_value = "-", value_hint = ValueHint::FilePath)]
        output: PathBuf,
        /// Print the JSON Schema of `viva.report/1` instead
        #[arg(long)]
        schema: bool,
    },
}

/// How to draw a report.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub enum ReportFormat {
    /// For a terminal.
    #[default]
    Terminal,
    /// CommonMark with tables.
    Markdown,
    /// `viva.report/1`.
    Json,
}
