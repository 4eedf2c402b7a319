//! `viva rescore`.

use clap::Args;

// `viva rescore`
#[derive(Debug, Args)]
#[group(skip)]
pub struct RescoreArgs {
    /// Short ids; all sessions when absent
    pub session: Vec<String>,
    /// Only answers to this question
    #[arg(long, value_name = "ID")]
    pub question: Option<String>,
    /// Say what would change and keep nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Who marks anew [default: as for `interview`]
    #[arg(long)]
    pub who: Option<String>,
    /// Why, beside what changed in the bank
    #[arg(long)]
    pub why: Option<String>,
    /// As `viva.rescore/1`
    #[arg(long)]
    pub json: bool,
}
