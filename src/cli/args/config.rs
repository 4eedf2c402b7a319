//! `viva config`.

use clap::{Args, Subcommand};

// `viva config`
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  viva config list --show-origin")]
pub struct ConfigArgs {
    #[command(subcommand)]
    pub command: ConfigCommand,
}

// What to do with settings.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub enum ConfigCommand {
    /// Every setting in force
    List {
        /// Say where each comes from
        #[arg(long)]
        show_origin: bool,
    },
}
