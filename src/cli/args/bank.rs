//! `viva bank`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum, ValueHint};

use super::plan::Deny;
use crate::{bank::Kind, model::Level};

// `viva bank`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  viva bank list --area databases --level mid\n  viva bank list --kind sql\n  viva bank search 'cache stampede'\n  viva bank stats\n  viva bank new databases/indexing -o questions/databases/ours.toml\n  viva bank check questions --deny warnings\n  viva bank check questions/databases/ours.toml --run-proofs"
)]
pub struct BankArgs {
    #[command(subcommand)]
    pub command: BankCommand,
}

// Which questions.
#[derive(Debug, Args)]
pub struct Filter {
    /// Only this area
    #[arg(long)]
    pub area: Option<String>,
    /// Only this topic
    #[arg(long)]
    pub topic: Option<String>,
    /// Only this level
    #[arg(long)]
    pub level: Option<Level>,
    /// Only with this tag
    #[arg(long)]
    pub tag: Option<String>,
    /// Only this kind: open, choice, order, estimate, sql or code
    #[arg(long)]
    pub kind: Option<Kind>,
}

// What to do with the bank.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub enum BankCommand {
    /// One line a question
    List {
        #[command(flatten)]
        filter: Filter,
        /// As `viva.bank-list/1`
        #[arg(long)]
        json: bool,
    },
    /// One question with everything, or all questions of AREA or AREA/TOPIC
    Show {
        /// A question's id, an area, or AREA/TOPIC
        what: String,
    },
    /// Find questions by words in any of their texts
    Search {
        /// Words; all must occur
        #[arg(required = true)]
        words: Vec<String>,
        #[command(flatten)]
        filter: Filter,
    },
    /// Check every file; all faults at once, each with its place and what to do
    Check {
        /// Folders or files; the whole bank in use when absent
        #[arg(value_hint = ValueHint::AnyPath)]
        paths: Vec<PathBuf>,
        /// How to print findings
        #[arg(long, value_enum, default_value_t)]
        format: CheckFormat,
        /// Findings that make the check fail
        #[arg(long, value_name = "warnings")]
        deny: Option<Deny>,
        /// Mark the proofs of every graded question: answers that must pass and must fail. SQL and programs really run, shut in
        #[arg(long)]
        run_proofs: bool,
        /// As --run-proofs; proofs that cannot be run here make the check fail
        #[arg(long)]
        require_proofs: bool,
        /// Print the N most alike pairs of prompts as well
        #[arg(long, value_name = "N")]
        closest: Option<usize>,
    },
    /// Count questions by area, level and kind against the map
    Stats {
        /// As `viva.bank-stats/1`
        #[arg(long)]
        json: bool,
    },
    /// Write a valid question file with comments to begin with
    New {
        /// AREA/TOPIC
        what: String,
        /// Where to; `-` is standard output
        #[arg(short, long, default_value = "-", value_hint = ValueHint::FilePath)]
        output: PathBuf,
    },
}

/// How to print findings.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub enum CheckFormat {
    /// With source and caret.
    #[default]
    Human,
    /// One line each: file:line:column: severity: message [code].
    Short,
    /// `viva.findings/1`.
    Json,
}
