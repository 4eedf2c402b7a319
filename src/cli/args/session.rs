//! `viva session`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum, ValueHint};

use crate::model::Recommendation;

// `viva session`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  viva session list\n  viva session show\n  viva session submit 3f9a\n  viva session amend 3f9a --question payment-timeout-retry --criterion correctness --mark 3 --why 'the recording shows the constraint was named'\n  viva session export 3f9a -o ada.db             a store file, for `viva merge`\n  viva session export 3f9a --format script -o ada.toml\n  viva session submit 3f9a --seal-to age1... -o ada.age"
)]
pub struct SessionArgs {
    #[command(subcommand)]
    pub command: SessionCommand,
}

// What to do with sessions.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub enum SessionCommand {
    /// All sessions, newest first
    List {
        /// As `viva.sessions/1`
        #[arg(long)]
        json: bool,
    },
    /// The scorecard of a session
    Show {
        /// Short id; the newest when absent
        session: Option<String>,
        /// As `viva.report/1`
        #[arg(long)]
        json: bool,
    },
    /// Seal the scorecard; later changes are amendments that everybody sees
    Submit {
        /// Short id
        session: String,
        /// Also write the sealed scorecard to a file that only the holder of this key opens: `age1...`, or a file that holds it
        #[arg(long, value_name = "KEY", requires = "output")]
        seal_to: Option<String>,
        /// Where to; the file must not exist
        #[arg(short, long, requires = "seal_to", value_hint = ValueHint::FilePath)]
        output: Option<PathBuf>,
    },
    /// Change a mark or the recommendation of a sealed scorecard
    Amend(AmendArgs),
    /// End a session without a scorecard
    Abandon {
        /// Short id
        session: String,
        /// The reason
        #[arg(long)]
        why: String,
    },
    /// Write sessions as a store file for `viva merge`, or one as a script that plays again
    Export {
        /// Short ids; the newest when absent
        session: Vec<String>,
        /// The format [default: script for standard output and `.toml` files, else store]
        #[arg(long, value_enum)]
        format: Option<ExportFormat>,
        /// Where to; `-` is standard output
        #[arg(short, long, default_value = "-", value_hint = ValueHint::FilePath)]
        output: PathBuf,
    },
}

/// How to export a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// A store that holds only these sessions, complete with their hash chains.
    Store,
    /// A scripted interview.
    Script,
}

// `viva session amend`
#[derive(Debug, Args)]
#[group(skip)]
pub struct AmendArgs {
    /// Short id
    pub session: String,
    /// The question
    #[arg(long, requires = "criterion", required_unless_present = "recommendation")]
    pub question: Option<String>,
    /// The criterion
    #[arg(long, requires = "question")]
    pub criterion: Option<String>,
    /// 1 to 4, or n for not assessed
    #[arg(long, requires = "question", required_unless_present = "recommendation")]
    pub mark: Option<String>,
    /// Instead of a mark: the new recommendation
    #[arg(long, conflicts_with = "question")]
    pub recommendation: Option<Recommendation>,
    /// Who changes it [default: as for `interview`]
    #[arg(long)]
    pub who: Option<String>,
    /// Why
    #[arg(long)]
    pub why: String,
}
