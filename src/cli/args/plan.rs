//! `viva plan`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum, ValueHint};

use super::interview::DrawArgs;

// `viva plan`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  viva plan show --role senior-backend\n  viva plan new --role mid-backend --form B -o plan-b.toml\n  viva plan check --all-roles\n  viva plan handout --role api-screen --agenda"
)]
pub struct PlanArgs {
    #[command(subcommand)]
    pub command: PlanCommand,
}

// What to do with a plan.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub enum PlanCommand {
    /// What will be asked
    Show {
        #[command(flatten)]
        source: PlanSource,
        /// As `viva.plan/1`
        #[arg(long)]
        json: bool,
    },
    /// Write a plan to a file, to be edited, kept and used by everybody
    New {
        #[command(flatten)]
        source: PlanSource,
        /// Where to; `-` is standard output
        #[arg(short, long, default_value = "-", value_hint = ValueHint::FilePath)]
        output: PathBuf,
    },
    /// Say what a plan does not cover, and whether its forms are equivalent and disjoint
    Check {
        /// A role
        #[arg(long, conflicts_with = "plan", required_unless_present_any = ["plan", "all_roles"])]
        role: Option<String>,
        /// A plan file
        #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
        plan: Option<PathBuf>,
        /// Every role of the bank, forms A and B
        #[arg(long, conflicts_with_all = ["role", "plan"])]
        all_roles: bool,
        #[command(flatten)]
        draw: DrawArgs,
        /// Findings that make the check fail
        #[arg(long, value_name = "warnings")]
        deny: Option<Deny>,
    },
    /// What the candidate may see: agenda and prompts, never what the interviewer listens for
    Handout {
        #[command(flatten)]
        source: PlanSource,
        /// The agenda alone, for the invitation
        #[arg(long)]
        agenda: bool,
        /// Where to; `-` is standard output
        #[arg(short, long, default_value = "-", value_hint = ValueHint::FilePath)]
        output: PathBuf,
    },
}

// A role or a plan file, with what decides the draw.
#[derive(Debug, Args)]
pub struct PlanSource {
    /// The role
    #[arg(long, required_unless_present = "plan", conflicts_with = "plan")]
    pub role: Option<String>,
    /// A plan file
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub plan: Option<PathBuf>,
    #[command(flatten)]
    pub draw: DrawArgs,
}

/// What may not be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Deny {
    /// Warnings count like errors.
    Warnings,
}
