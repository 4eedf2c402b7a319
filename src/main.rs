//! Parses, runs, prints the failure and exits.

use std::process::ExitCode;

use clap::Parser;
use vivavoce::cli::{self, Cli};

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(|info| vivavoce::ui::say_panic(info.location())));
    let ended = std::panic::catch_unwind(|| match Cli::try_parse() {
        Ok(parsed) => cli::run(parsed),
        Err(said) => cli::answer(&said),
    });
    ExitCode::from(ended.map_or(70, |code| code.0))
}
