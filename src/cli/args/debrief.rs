//! `viva debrief`.

use clap::{Args, Subcommand};

use super::{OutArgs, RedactArgs};

// `viva debrief`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  viva debrief 'Ada Example'\n  viva debrief 'Ada Example' --last 'Grace Hopper' --format markdown -o debrief.md\n  viva debrief C-7F3AQ9 --redact names --format html -o debrief.html\n  viva debrief 'Ada Example' record --decision 'second interview on databases' --owner 'Grace Hopper' \\\n      --why 'one gate rests on one question' --dissent 'Linus: the first answer was enough'\n\nOnly sealed scorecards count. Whoever has an open scorecard on the candidate sees who has submitted, and nothing else.\nThe mean is arithmetic, each rater counting the same; it is never a recommendation, and nobody is ranked."
)]
pub struct DebriefArgs {
    /// The candidate's name or pseudonym, or the short id of one of their sessions
    pub candidate: String,
    /// The role, where the candidate was interviewed for several
    #[arg(long, global = true)]
    pub role: Option<String>,
    /// Who speaks last, most senior at the end; may be given several times [default: in the order of submission]
    #[arg(long, value_name = "NAME")]
    pub last: Vec<String>,
    #[command(flatten)]
    pub redact: RedactArgs,
    #[command(flatten)]
    pub out: OutArgs,
    #[command(subcommand)]
    pub command: Option<DebriefCommand>,
}

// What to do after it.
#[derive(Debug, Subcommand)]
pub enum DebriefCommand {
    /// Write down what the panel decided; no mark changes
    Record {
        /// What was decided
        #[arg(long)]
        decision: String,
        /// Who answers for it
        #[arg(long, value_name = "NAME")]
        owner: String,
        /// Why
        #[arg(long)]
        why: String,
        /// Who did not agree, and why: `NAME: reason`; may be given several times
        #[arg(long, value_name = "NAME: REASON")]
        dissent: Vec<String>,
        /// Although not everybody has submitted
        #[arg(long)]
        incomplete: bool,
    },
}
