//! Parses, runs, prints the failure and exits.

use std::process::ExitCode;

use vivavoce::cli::{self, Cli};

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(|info| vivavoce::ui::say_panic(info.location())));
    let ended = std::panic::catch_unwind(|| match Cli::read(std::env::args_os()) {
        Ok(cli) => cli::run(cli),
        Err(said) => cli::answer(&said),
    });
    ExitCode::from(ended.map_or(70, |code| code.0))
}
