//! `viva question` and `viva try`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};

// `viva question`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  viva question show payment-timeout-retry\n  viva question show payment-timeout-retry --candidate"
)]
pub struct QuestionArgs {
    #[command(subcommand)]
    pub command: QuestionCommand,
}

// What to do with a question.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub enum QuestionCommand {
    /// Everything about a question
    Show {
        /// Its id
        id: String,
        /// Only what the candidate may see
        #[arg(long)]
        candidate: bool,
        /// As `viva.question/1`; with --candidate as `viva.asked/1`
        #[arg(long)]
        json: bool,
    },
}

// `viva try`
#[derive(Debug, Args)]
pub struct TryArgs {
    /// The question's id
    pub id: String,
    /// The answer; `-` is standard input; asked for at a terminal when absent
    #[arg(value_hint = ValueHint::FilePath)]
    pub file: Option<PathBuf>,
    /// The language of a program [default: by the file's ending]
    #[arg(long, value_name = "NAME")]
    pub language: Option<String>,
    /// Run the program with nothing but limits where no sandbox is to be had: only for code of your own
    #[arg(long)]
    pub i_trust_this_code: bool,
    /// As `viva.try/1`
    #[arg(long)]
    pub json: bool,
}
