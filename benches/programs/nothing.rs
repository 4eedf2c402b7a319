//! The yardstick of start-up: a program whose arguments clap reads by derive, and which then does nothing.

use clap::Parser;

/// Does nothing.
#[derive(Parser)]
#[command(version)]
struct Nothing {
    /// Is never looked at
    #[arg(long)]
    quiet: bool,
}

fn main() {
    let _ = Nothing::parse().quiet;
}
