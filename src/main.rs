//! Parses, runs, prints the failure and exits.

use std::process::ExitCode;

use vivavoce::cli::{self, Cli};

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(|info| vivavoce::ui::say_panic(info.location())));
    let cli = Cli::read(std::env::args_os());
    let ended = std::panic::catch_unwind(|| cli::run(cli));
    ExitCode::from(ended.map_or(70, |code| code.0))
}
