//! `viva drill`.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use crate::model::Level;

// `viva drill`
#[derive(Debug, Args)]
pub struct DrillArgs {
    /// Areas, topics (TOPIC or AREA/TOPIC), tags or question ids; everything when absent
    #[arg(value_name = "AREA|TOPIC|TAG")]
    pub words: Vec<String>,
    /// How many samples
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u16).range(1..=999))]
    pub count: u16,
    /// Only questions of this level: junior, mid, senior or staff
    #[arg(long, value_name = "LEVEL")]
    pub level: Option<Level>,
    /// Your name [default: `interviewer` of the settings, or the login name]
    #[arg(long, value_name = "NAME")]
    pub interviewer: Option<String>,
    /// Say how your marks stand to the gold marks
    #[arg(long, conflicts_with_all = ["script", "handout"])]
    pub summary: bool,
    /// With --summary: every interviewer
    #[arg(long, requires = "summary", conflicts_with = "interviewer")]
    pub all: bool,
    /// Write samples to be marked on paper, and the file to fill in, instead of asking
    #[arg(long, conflicts_with = "script")]
    pub handout: bool,
    /// Where the hand-out goes; `-` is standard output
    #[arg(short, long, value_name = "FILE", default_value = "-", requires = "handout", value_hint = ValueHint::FilePath)]
    pub output: PathBuf,
    /// Take marks from a file; no terminal is needed (`-` reads standard input)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with_all = ["words", "level", "count"])]
    pub script: Option<PathBuf>,
    /// As `viva.drill/1`; with --summary as `viva.drill-summary/1`
    #[arg(long)]
    pub json: bool,
}
