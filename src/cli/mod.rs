//! The door: arguments, settings, dispatch, failures, exit codes. It only glues.

mod args;
mod bank;
mod candidate;
mod context;
mod db;
mod debrief;
mod drill;
mod export;
mod export_practice;
mod failure;
mod info;
mod interview;
mod machine;
mod merge;
mod mock;
mod plan;
mod practice;
mod programs;
mod question;
mod report;
mod rescore;
mod session;
mod settings;
mod stats;
mod study;
mod trial;

pub use args::Cli;
pub use failure::{ExitCode, Failure, Kind};

use std::{ffi::OsString, io::Write};

use anyhow::Result;
use args::Command;
use context::Context;
use settings::Settings;

use crate::{
    exec,
    model::{Moment, is_untypeable, visible},
    ui::{ColorChoice, Ui, UiOptions},
    world::{Clock, Entropy, Environment},
};

/// Runs a stage, when `words` start one. One answer starts many, so none of them waits for the description of the command line.
pub fn stage(words: &[OsString]) -> Option<ExitCode> {
    let [_, name, args @ ..] = words else { return None };
    if name != "exec-stage" {
        return None;
    }
    let args: Option<Vec<String>> = args.iter().map(|a| a.to_str().map(str::to_owned)).collect();
    Some(ExitCode(args.map_or(2, |args| exec::stage(&args))))
}

/// Runs a parsed command line and says how it ended.
pub fn run(cli: Cli) -> ExitCode {
    // A stage reads no settings, no environment and no terminal.
    if let Some(Command::ExecStage { args }) = &cli.command {
        return ExitCode(crate::exec::stage(args));
    }
    let env = Environment::read();
    let ui = Ui::new(ui_options(&cli, &env));
    match dispatch(cli, env, ui) {
        Ok(code) => code,
        Err(error) => failure::print(&Failure::of(error), &ui),
    }
}

/// Says what clap has to say instead of running: help, a version, or what is wrong with the command line.
pub fn answer(said: &clap::Error) -> ExitCode {
    let plain = said.render().to_string();
    let printed = if plain.chars().any(is_untypeable) {
        writeln!(std::io::stderr(), "{}", visible(&plain))
    } else {
        said.print()
    };
    match printed {
        Err(e) if !said.use_stderr() && e.kind() != std::io::ErrorKind::BrokenPipe => ExitCode(7),
        _ => ExitCode(u8::try_from(said.exit_code()).unwrap_or(2)),
    }
}

fn ui_options(cli: &Cli, env: &Environment) -> UiOptions {
    let g = &cli.global;
    let color = match g.color {
        args::Color::Auto => ColorChoice::Auto,
        args::Color::Always => ColorChoice::Always,
        args::Color::Never => ColorChoice::Never,
    };
    UiOptions {
        color,
        no_color: env.word("NO_COLOR").is_some() || env.var("TERM") == Some("dumb"),
        force_color: env.word("CLICOLOR_FORCE").is_some_and(|v| v != "0"),
        width: g.width.or_else(|| env.word("COLUMNS").and_then(|c| c.parse().ok())),
        quiet: g.quiet,
        no_input: g.no_input,
    }
}

fn dispatch(cli: Cli, env: Environment, ui: Ui) -> Result<ExitCode> {
    let Some(command) = cli.command else { return info::welcome(&ui) };
    match command {
        Command::Completions { shell } => return info::completions(&ui, shell),
        Command::Man => return info::man(&ui),
        Command::Version { verbose } => return info::version(&ui, verbose),
        Command::Explain { code } => return info::explain(&ui, code.as_deref()),
        Command::Schema { name } => return info::schema(&ui, name),
        Command::ExitCodes => return info::exit_codes(&ui),
        _ => {}
    }
    let fixed = match env.word("VIVA_NOW") {
        Some(text) => Some(Moment::parse(text).ok_or_else(|| {
            Failure::usage(format!("VIVA_NOW is `{text}`, not a time like 2026-11-22T10:00:00Z"))
        })?),
        None => None,
    };
    let settings = Settings::read(&cli.global, &env)?;
    let clock = Clock::new(fixed);
    let entropy = Entropy::new(cli.global.seed)?;
    let context = Context { ui, env, clock, entropy, settings };
    match command {
        Command::Interview(args) => interview::interview(&context, args),
        Command::Demo { role } => interview::demo(&context, &role),
        Command::Progress(args) => study::progress(&context, &args),
        Command::Drill(args) => drill::run(&context, args),
        Command::Init { folder } => info::init(&context, &folder),
        Command::Resume { session, reopen } => interview::resume(&context, session.as_deref(), reopen),
        Command::Practice(args) => practice::run(&context, args),
        Command::Session(args) => session::run(&context, args),
        Command::Merge(args) => merge::run(&context, &args),
        Command::Debrief(args) => debrief::run(&context, args),
        Command::Candidate(args) => candidate::run(&context, args),
        Command::Key(args) => merge::key(&context, args),
        Command::Plan(args) => plan::run(&context, args),
        Command::Report(args) => report::run(&context, args),
        Command::Rescore(args) => rescore::run(&context, args),
        Command::Stats(args) => stats::run(&context, args),
        Command::Export(args) => export::run(&context, args),
        Command::Bank(args) => bank::run(&context, args),
        Command::Question(args) => question::run(&context, args),
        Command::Try(args) => trial::run(&context, args),
        Command::Rubric(args) => bank::rubric(&context, args),
        Command::Role(args) => bank::role(&context, args),
        Command::Db(args) => db::run(&context, args),
        Command::Doctor { json } => info::doctor(&context, json),
        Command::Config(args) => info::config(&context, args),
        Command::Completions { .. }
        | Command::Man
        | Command::Version { .. }
        | Command::Explain { .. }
        | Command::Schema { .. }
        | Command::ExecStage { .. }
        | Command::ExitCodes => Ok(ExitCode::DONE),
    }
}
