//! `viva db`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};

// `viva db`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  viva db status\n  viva db check\n  viva db verify --head 6b1f...   (the head that a report prints)\n  viva db backup viva-backup.db"
)]
pub struct DbArgs {
    #[command(subcommand)]
    pub command: DbCommand,
}

// What to do with the store.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub enum DbCommand {
    /// What it is and what it holds
    Status {
        /// As `viva.db-status/1`
        #[arg(long)]
        json: bool,
    },
    /// Whether everything is as it was written
    Check,
    /// Whether the hash chains hold, and whether a printed head is one of theirs
    Verify {
        /// The head of a printed report
        #[arg(long, value_name = "HASH")]
        head: Option<String>,
    },
    /// Copy the store while it may be in use; the copy is checked before this says done
    Backup {
        /// The new file
        #[arg(value_hint = ValueHint::FilePath)]
        file: PathBuf,
    },
}
