//! `viva practice --mock` and `viva practice --for ROLE --in DAYS`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use super::days;

/// The flags of practice that choose questions: an interview and a plan choose their own.
const CHOOSING: [&str; 4] = ["what", "level", "count", "due"];

// A mock interview.
#[derive(Debug, Args)]
#[group(skip)]
#[command(next_help_heading = "Mock interview")]
pub struct MockArgs {
    /// A timed mock interview on a role's form: you mark yourself, with the scorecard of a real one
    #[arg(long, group = "for_a_role", conflicts_with_all = CHOOSING, conflicts_with_all = ["list", "i_trust_this_code", "echo"])]
    pub mock: bool,
    /// With --mock: the role; asked for when absent
    #[arg(long, value_name = "ROLE", requires = "mock", conflicts_with_all = ["plan", "script"])]
    pub role: Option<String>,
    /// With --mock: a plan file made by `viva plan new`
    #[arg(long, value_name = "FILE", requires = "mock", value_hint = ValueHint::FilePath, conflicts_with = "script")]
    pub plan: Option<PathBuf>,
    /// With --mock: the form; another letter gives other questions [default: A]
    #[arg(long, value_name = "LETTER", requires = "mock", conflicts_with_all = ["plan", "script"])]
    pub form: Option<String>,
    /// With --mock or --for: language and framework questions of this stack; may be given several times
    #[arg(long, value_name = "TAG", requires = "for_a_role", conflicts_with_all = ["plan", "script"])]
    pub tag: Vec<String>,
    /// With --mock: your name [default: `interviewer` of the settings, or the login name]
    #[arg(long, value_name = "NAME", requires = "mock", conflicts_with = "script")]
    pub candidate: Option<String>,
}

// A plan to study by.
#[derive(Debug, Args)]
#[group(skip)]
#[command(next_help_heading = "Study plan")]
pub struct StudyArgs {
    /// Spread a role's areas over the days until an interview, the weakest first; nothing is asked
    #[arg(long = "for", value_name = "ROLE", group = "for_a_role", requires = "within", conflicts_with_all = CHOOSING,
          conflicts_with_all = ["list", "script", "mock", "echo", "i_trust_this_code"])]
    pub role_to_study: Option<String>,
    /// With --for: the days that are left, such as 14d or 2w; with --minutes what you have a day [default: 30]
    #[arg(long = "in", value_name = "DAYS", requires = "role_to_study", value_parser = days)]
    pub within: Option<u16>,
}
