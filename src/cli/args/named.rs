//! `viva rubric`, `viva role` and `viva schema`.

use clap::{Args, Subcommand, ValueEnum};

// `viva rubric`
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  viva rubric show technical-answer")]
pub struct RubricArgs {
    #[command(subcommand)]
    pub command: NamedCommand,
}

// `viva role`
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  viva role show senior-backend")]
pub struct RoleArgs {
    #[command(subcommand)]
    pub command: NamedCommand,
}

// What to do with rubrics and roles.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub enum NamedCommand {
    /// One line each
    List,
    /// Everything about one
    Show {
        /// Its id
        id: String,
    },
}

/// Which format.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum SchemaArg {
    /// A file of questions.
    Question,
    /// A rubric.
    Rubric,
    /// A role.
    Role,
    /// A scripted interview.
    Script,
}
