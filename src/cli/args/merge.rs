//! `viva merge` and `viva key`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};

// `viva merge`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  viva merge grace.db linus.db --dry-run      say what would happen\n  viva merge grace.db linus.db\n  viva merge --identity lead.key sealed/*.age\n\nSessions are taken by id, all or nothing, after a backup. One that went on elsewhere is taken to its end; one with other content\nunder the same id is kept apart and reported, with exit code 1. The files are only read. Order and repetition do not matter."
)]
pub struct MergeArgs {
    /// Stores, files of `viva session export`, or sealed scorecards
    #[arg(required = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub files: Vec<PathBuf>,
    /// Only say what would happen
    #[arg(long)]
    pub dry_run: bool,
    /// The key file that opens sealed scorecards, as `viva key new` wrote it
    #[arg(long, value_name = "KEYFILE", value_hint = ValueHint::FilePath)]
    pub identity: Option<PathBuf>,
    /// As `viva.merge/1`
    #[arg(long)]
    pub json: bool,
}

// `viva key`
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  viva key new -o lead.key\n  then give the printed `age1...` to the interviewers; lead.key opens what they seal: keep it, and give it to nobody"
)]
pub struct KeyArgs {
    #[command(subcommand)]
    pub command: KeyCommand,
}

// What to do with keys.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub enum KeyCommand {
    /// Make a key: the file opens sealed scorecards, the printed half seals them
    New {
        /// Where to; the file must not exist
        #[arg(short, long, default_value = "viva.key", value_hint = ValueHint::FilePath)]
        output: PathBuf,
    },
}
