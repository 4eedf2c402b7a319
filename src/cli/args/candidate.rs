//! `viva candidate`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueHint};

use super::ReportFormat;

// `viva candidate`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  viva candidate list\n  viva candidate show 'Ada Example'\n  viva candidate access 'Ada Example' -o ada.json\n  viva candidate hold 'Ada Example' --why 'a complaint is pending'\n  viva candidate erase 'Ada Example'\n\nPersons are matched by name: spaces and capitals do not matter. Two people of one name are one to viva; give them names that differ."
)]
pub struct CandidateArgs {
    #[command(subcommand)]
    pub command: CandidateCommand,
}

// What to do with candidates.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub enum CandidateCommand {
    /// All candidates with their sessions, by name
    List {
        /// As `viva.candidates/1`
        #[arg(long)]
        json: bool,
    },
    /// The sessions, holds and decisions of one candidate
    Show {
        /// Name, or the short id of one of their sessions
        candidate: String,
        /// As `viva.candidate/1`
        #[arg(long)]
        json: bool,
    },
    /// Everything that is held on one person: for the person who asks for it
    Access {
        /// Name, or the short id of one of their sessions
        candidate: String,
        /// How to draw it [default: by the ending of the file, .json or .html, else markdown; terminal for standard output]
        #[arg(long, value_enum)]
        format: Option<ReportFormat>,
        /// Where to; `-` is standard output
        #[arg(short, long, default_value = "-", value_hint = ValueHint::FilePath)]
        output: PathBuf,
    },
    /// Legal hold: nothing of this person may be erased until it is released
    Hold {
        /// Name, or the short id of one of their sessions
        candidate: String,
        /// The reason
        #[arg(long)]
        why: String,
        /// End the hold
        #[arg(long)]
        release: bool,
    },
    /// Erase a person: names, notes, answers, marks, drafts. Hashes and times stay, so that chains hold and no merge brings it back
    Erase {
        /// Name, or the short id of one of their sessions
        candidate: String,
        /// Do not ask; wants --confirm with the name
        #[arg(long, requires = "confirm")]
        yes: bool,
        /// The candidate's name, in place of typing it
        #[arg(long, value_name = "NAME")]
        confirm: Option<String>,
        /// Make no copy before (the copy still holds the person)
        #[arg(long)]
        no_backup: bool,
    },
}
