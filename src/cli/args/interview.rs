//! `viva interview`, and what decides a draw.

use std::path::PathBuf;

use clap::{Args, ValueHint};

// `viva interview`
#[derive(Debug, Args)]
pub struct InterviewArgs {
    /// The role; asked for when absent
    #[arg(long, conflicts_with_all = ["plan", "script"])]
    pub role: Option<String>,
    /// A plan file made by `viva plan new`
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "script")]
    pub plan: Option<PathBuf>,
    /// The candidate's name; asked for when absent
    #[arg(long, value_name = "NAME", conflicts_with = "script")]
    pub candidate: Option<String>,
    /// Your name [default: `interviewer` of the settings, or the login name]
    #[arg(long, value_name = "NAME", conflicts_with = "script")]
    pub interviewer: Option<String>,
    #[command(flatten)]
    pub draw: DrawArgs,
    /// Play scripted interviews; no terminal is needed (`-` reads standard input). All are read before the first is played
    #[arg(long, value_name = "FILE", num_args = 1.., value_hint = ValueHint::FilePath)]
    pub script: Vec<PathBuf>,
    /// With --script: print each entry once it is durable
    #[arg(long, requires = "script")]
    pub echo: bool,
    /// Print `viva.session/1` instead of the scorecard
    #[arg(long)]
    pub json: bool,
}

// What decides a draw beside the role.
#[derive(Debug, Args)]
pub struct DrawArgs {
    /// The form: the same letter gives every candidate the same questions
    #[arg(long, default_value = "A", value_name = "LETTER")]
    pub form: String,
    /// Another length of the whole appointment
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(5..=480))]
    pub minutes: Option<u16>,
    /// Draw language and framework questions of this stack; may be given several times
    #[arg(long, value_name = "TAG")]
    pub tag: Vec<String>,
}
