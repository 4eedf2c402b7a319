//! `viva mock`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::interview::DrawArgs;

// `viva mock`
#[derive(Debug, Args)]
pub struct MockArgs {
    /// The role; asked for when absent
    #[arg(long, conflicts_with_all = ["plan", "script"])]
    pub role: Option<String>,
    /// A plan file made by `viva plan new`
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "script")]
    pub plan: Option<PathBuf>,
    /// Your name [default: `interviewer` of the settings, or the login name]
    #[arg(long, value_name = "NAME", conflicts_with = "script")]
    pub candidate: Option<String>,
    #[command(flatten)]
    pub draw: DrawArgs,
    /// Play a scripted interview as a mock interview of its candidate; no terminal is needed (`-` reads standard input)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub script: Option<PathBuf>,
    /// Print `viva.session/1` instead of the scorecard
    #[arg(long)]
    pub json: bool,
}
