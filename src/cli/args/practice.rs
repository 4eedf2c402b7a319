//! `viva practice`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};

use super::{MockArgs, StudyArgs};
use crate::model::Level;

// `viva practice`
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_precedence_over_arg = true,
    after_help = "Examples:\n  viva practice                              what is due, then something new; about 20 minutes\n  viva practice databases --level mid --count 3\n  viva practice apis/rest caching --minutes 10\n  viva practice payment-timeout-retry        one question by its id\n  viva practice --due                        only what is due\n  viva practice --due --list                 what is due, without asking\n  viva practice --mock --role senior-backend --form C\n  viva practice --for senior-backend --in 14d    what to do each day until then\n  viva practice undo                         take the last answer back\n  viva practice optimize                     fit the scheduler to your own memory\n  viva practice merge laptop.db              take over what was practised elsewhere\n  viva practice --script answers.txt         without a terminal: a line for each thing that is asked\n\nAnswer aloud (Enter) or type, then tick what you said against the model answer. Every answer is saved at once; Ctrl-C, a closed terminal or a\ncrash lose nothing. Practice is your own: it never mixes with interviews."
)]
pub struct PracticeArgs {
    #[command(subcommand)]
    pub command: Option<PracticeCommand>,
    /// Areas, topics, AREA/TOPIC, tags or ids of questions; everything when absent
    #[arg(value_name = "AREA|TOPIC|TAG")]
    pub what: Vec<String>,
    /// Only this level
    #[arg(long)]
    pub level: Option<Level>,
    /// About so many minutes of questions [default: 20, without --count]; of --mock the whole appointment, of --for a day
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=480))]
    pub minutes: Option<u16>,
    /// At most so many questions
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub count: Option<u16>,
    /// Only what is due: nothing new
    #[arg(long)]
    pub due: bool,
    /// Show what is due instead of asking; no terminal is needed
    #[arg(long, conflicts_with = "script")]
    pub list: bool,
    /// Answers from a file, `-` for standard input: a line for each thing that is asked; no terminal is needed. With --mock a scripted interview
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub script: Option<PathBuf>,
    /// With --script: print each entry once it is durable
    #[arg(long, requires = "script")]
    pub echo: bool,
    /// Run programs with nothing but limits where no sandbox is to be had: only code of your own
    #[arg(long)]
    pub i_trust_this_code: bool,
    /// As `viva.practice/1`; with --list as `viva.practice-due/1`, with --mock as `viva.session/1`, with --for as `viva.study-plan/1`
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub mock: MockArgs,
    #[command(flatten)]
    pub study: StudyArgs,
}

// What to do beside practising.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub enum PracticeCommand {
    /// Take the last answer back, with its review; the question is as it was before
    #[command(after_help = "Example:\n  viva practice undo")]
    Undo,
    /// Fit the scheduler's parameters to your own reviews, when there are enough
    #[command(
        after_help = "Examples:\n  viva practice optimize\n  viva practice optimize --reset    the published parameters again"
    )]
    Optimize {
        /// Go back to the published parameters
        #[arg(long)]
        reset: bool,
        /// As `viva.practice-optimize/1`
        #[arg(long, conflicts_with = "reset")]
        json: bool,
    },
    /// Take over what was practised in other stores; they are only read
    #[command(
        after_help = "Examples:\n  viva practice merge laptop.db\n  viva practice merge laptop.db phone.db --dry-run\n\nAll or nothing. Any order and any repetition give the same store."
    )]
    Merge {
        /// Other stores
        #[arg(required = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
        files: Vec<PathBuf>,
        /// Say what would be taken over, and take nothing
        #[arg(long)]
        dry_run: bool,
        /// As `viva.practice-merge/1`
        #[arg(long)]
        json: bool,
    },
}
