//! Parses, runs, prints the failure and exits.

use std::process::ExitCode;

use vivavoce::cli::{self, Cli};

fn main() -> ExitCode {
    std::panic::set_hook(Box::new(|info| vivavoce::ui::say_panic(info.location())));
    let ended = std::panic::catch_unwind(|| {
        let words: Vec<_> = std::env::args_os().collect();
        if let Some(code) = cli::stage(&words) {
            return code;
        }
        match Cli::read(words) {
            Ok(cli) => cli::run(cli),
            Err(said) => cli::answer(&said),
        }
    });
    ExitCode::from(ended.map_or(70, |code| code.0))
}
