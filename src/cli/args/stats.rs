//! `viva stats`.

use clap::{Args, Subcommand};

use super::{OutArgs, RedactArgs};

// `viva stats`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  viva stats raters\n  viva stats raters --role senior-backend --since 2026-01-01\n  viva stats items --area databases\n  viva stats items --details --format markdown -o items.md\n  viva stats raters --json | jq .alpha\n\nOnly interviews count, never mocks, and of these only submitted ones unless --all is given.\nEvery figure comes with its number and a 95 % interval; below a minimum it says too few."
)]
pub struct StatsArgs {
    #[command(subcommand)]
    pub command: StatsCommand,
}

// Which figures.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub enum StatsCommand {
    /// Where interviewers agree, and how severe each one is
    #[command(
        after_help = "Examples:\n  viva stats raters\n  viva stats raters --role senior-backend --since 2026-01-01\n  viva stats raters --names            candidates too, allowing for severity\n  viva stats raters --json | jq '.raters[] | {name, severity}'"
    )]
    Raters(StatsOptions),
    /// How hard each question is, what decides it, and who has seen it
    #[command(
        after_help = "Examples:\n  viva stats items --area databases\n  viva stats items --role senior-backend --details\n  viva stats items --names             whom each question was asked\n  viva stats items --json | jq '.items[] | select(.discrimination.value < 0.1) | .question'"
    )]
    Items {
        /// Only questions of this area
        #[arg(long)]
        area: Option<String>,
        /// Every look-for and probe too
        #[arg(long)]
        details: bool,
        #[command(flatten)]
        options: StatsOptions,
    },
}

// What both take.
#[derive(Debug, Args)]
#[group(skip)]
pub struct StatsOptions {
    /// Only interviews for this role
    #[arg(long)]
    pub role: Option<String>,
    /// Only interviews that began on this day or later, such as 2026-01-31, or at this time (RFC 3339)
    #[arg(long, value_name = "DATE")]
    pub since: Option<String>,
    /// Open interviews too, not only submitted ones
    #[arg(long)]
    pub all: bool,
    /// Name candidates
    #[arg(long)]
    pub names: bool,
    #[command(flatten)]
    pub redact: RedactArgs,
    #[command(flatten)]
    pub out: OutArgs,
    /// Print the JSON Schema of the figures instead
    #[arg(long)]
    pub schema: bool,
}
