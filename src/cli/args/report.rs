//! `viva report`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum, ValueHint};

// `viva report`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  viva report session\n  viva report session 3f9a --format html -o ada.html\n  viva report session 3f9a --format json | jq .result"
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
        #[command(flatten)]
        out: OutArgs,
        /// Print the JSON Schema of `viva.report/1` instead
        #[arg(long)]
        schema: bool,
    },
}

// How a report leaves the program; every command that prints one takes these.
#[derive(Debug, Args)]
pub struct OutArgs {
    /// How to draw it
    #[arg(long, value_enum, default_value_t)]
    pub format: ReportFormat,
    /// Where to; `-` is standard output
    #[arg(short, long, default_value = "-", value_hint = ValueHint::FilePath, value_name = "FILE")]
    pub output: PathBuf,
    /// With csv: no guard against formulas, every character exact; for programs, not for spreadsheets
    #[arg(long)]
    pub raw: bool,
}

/// How to draw a report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// For a terminal.
    #[default]
    Terminal,
    /// CommonMark with tables.
    Markdown,
    /// One record a line, for spreadsheets.
    Csv,
    /// The figures, exact; `--schema` describes them.
    Json,
    /// One self-contained page with charts.
    Html,
    /// A workbook with charts.
    Xlsx,
}

impl From<ReportFormat> for crate::report::Format {
    fn from(format: ReportFormat) -> Self {
        match format {
            ReportFormat::Terminal => Self::Terminal,
            ReportFormat::Markdown => Self::Markdown,
            ReportFormat::Csv => Self::Csv,
            ReportFormat::Json => Self::Json,
            ReportFormat::Html => Self::Html,
            ReportFormat::Xlsx => Self::Xlsx,
        }
    }
}
