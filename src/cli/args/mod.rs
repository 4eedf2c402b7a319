//! The command line, as clap reads it. Help text is the manual.
//!
//! Arguments of a command are described to clap only once that command is asked for (`defer`): describing all fifty takes longer than
//! everything else that `viva --version` does. What then describes the container of the arguments must not be a doc comment: clap
//! would print it in place of the command's own.

use std::{ffi::OsString, path::PathBuf};

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum, ValueHint};

mod bank;
mod candidate;
mod config;
mod debrief;
mod drill;
mod export;
mod export_practice;
mod interview;
mod merge;
mod mock;
mod named;
mod plan;
mod practice;
mod progress;
mod question;
mod report;
mod rescore;
mod session;
mod stats;
mod store;

pub use bank::*;
pub use candidate::*;
pub use config::*;
pub use debrief::*;
pub use drill::*;
pub use export::*;
pub use export_practice::*;
pub use interview::*;
pub use merge::*;
pub use mock::*;
pub use named::*;
pub use plan::*;
pub use practice::*;
pub use progress::*;
pub use question::*;
pub use report::*;
pub use rescore::*;
pub use session::*;
pub use stats::*;
pub use store::*;

/// Structured interviews, practice and assessment for backend developers, in a terminal.
#[derive(Debug, Parser)]
#[command(
    name = "viva",
    version,
    max_term_width = 100,
    after_help = "Begin with:\n  viva demo                          a recorded interview and its report\n  viva interview                     interview somebody\n  viva bank list --area databases    what can be asked\n\n`viva help COMMAND` explains a command, `viva exit-codes` the exit codes."
)]
pub struct Cli {
    /// What every command takes.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,
}

impl Cli {
    /// Reads the words of the command line.
    ///
    /// # Errors
    /// What clap has to say instead: help, the version, wrong usage.
    pub fn read(words: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        let words: Vec<OsString> = words.into_iter().collect();
        let mut described = Self::command();
        if words.iter().skip(1).all(|w| w.as_encoded_bytes().starts_with(b"-")) {
            // No command is named, so none needs its copy of the global flags: two thirds of what `viva --help` would do.
            described = described.mut_args(|flag| flag.global(false));
        }
        // Never freed: the program ends before that would pay.
        let described = Box::leak(Box::new(described));
        let matches = described.try_get_matches_from_mut(words);
        matches.and_then(|mut found| Self::from_arg_matches_mut(&mut found).map_err(|e| e.format(described)))
    }
}

// What every command takes.
#[derive(Debug, Args)]
pub struct Global {
    /// The store: one SQLite file [env: VIVA_DB] [default: the XDG data folder]
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Global")]
    pub db: Option<PathBuf>,
    /// A folder with questions/ and rubrics/; may be given several times, later ones override earlier ones by id [env: VIVA_BANK, parted by `:`]
    #[arg(long, global = true, value_name = "DIR", value_hint = ValueHint::AnyPath, help_heading = "Global")]
    pub bank: Vec<PathBuf>,
    /// Leave the built-in bank out
    #[arg(long, global = true, help_heading = "Global")]
    pub no_builtin: bool,
    /// Who you are, where it counts who looks or writes [default: `interviewer` of the settings, or the login name]
    #[arg(long = "as", global = true, value_name = "NAME", help_heading = "Global")]
    pub act_as: Option<String>,
    /// The settings file [env: VIVA_CONFIG] [default: viva.toml here or above]
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Global")]
    pub config: Option<PathBuf>,
    /// When to use colour
    #[arg(long, global = true, value_enum, default_value_t, help_heading = "Global")]
    pub color: Color,
    /// Columns of output [env: COLUMNS]
    #[arg(long, global = true, value_name = "N", help_heading = "Global")]
    pub width: Option<usize>,
    /// No status messages; data and errors stay
    #[arg(long, short, global = true, help_heading = "Global")]
    pub quiet: bool,
    /// Never ask; say which flag would have answered
    #[arg(long, global = true, help_heading = "Global")]
    pub no_input: bool,
    /// Make ids repeatable (for tests; never for real interviews)
    #[arg(long, global = true, value_name = "N", hide = true)]
    pub seed: Option<u64>,
}

/// A number of days: `14d`, `2w` or `14`.
///
/// # Errors
/// A sentence that says what is understood.
pub fn days(text: &str) -> Result<u16, String> {
    let (number, unit) = match text.strip_suffix('w') {
        Some(weeks) => (weeks, 7),
        None => (text.strip_suffix('d').unwrap_or(text), 1),
    };
    let days = number.parse::<u16>().ok().and_then(|n| n.checked_mul(unit));
    days.filter(|d| (1..=3650).contains(d))
        .ok_or_else(|| "days are written like 14d or 2w, 1 to 3650 days".to_owned())
}

/// When to use colour.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub enum Color {
    /// On a terminal, unless NO_COLOR or TERM=dumb say otherwise.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

// What to do.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub enum Command {
    /// Interview somebody, or play a scripted interview
    #[command(
        after_help = "Examples:\n  viva interview\n  viva interview --role senior-backend --candidate 'Ada Example'\n  viva interview --role mid-backend --form B --minutes 45\n  viva interview --plan plans/senior.toml\n  viva interview --script examples/interviews/senior-a.toml --json\n  viva interview --script examples/rounds/mid-backend/*.toml    a whole round\n\nWhile the candidate talks, every line you type is a note, saved at once; /help lists the commands.\nCtrl-C, a closed terminal or a crash lose nothing: `viva resume` goes on."
    )]
    Interview(InterviewArgs),
    /// Play a short recorded interview into a throw-away store and print its report
    #[command(after_help = "Example:\n  viva demo")]
    Demo {
        /// The role of the demonstration
        #[arg(long, default_value = "api-screen")]
        role: String,
    },
    /// Mark gold samples of the bank blind, then see the gold marks: practice for interviewers
    #[command(
        after_help = "Examples:\n  viva drill                                five samples of the whole bank\n  viva drill databases --count 3\n  viva drill indexing caching --level senior\n  viva drill --summary                      agreement with gold, severity, where you drift\n  viva drill --summary --all --json         every interviewer, for a lead\n  viva drill --handout --count 10 -o drill.md    to mark on paper; then\n  viva drill --script marks.toml\n\nEvery mark is saved before the next thing is shown; gold marks appear only when all marks of a sample are saved.\nDrills are kept apart from interviews and from practice."
    )]
    Drill(DrillArgs),
    /// Make a team's folder: viva.toml, questions/, rubrics/
    #[command(after_help = "Example:\n  viva init our-team && cd our-team && viva bank check")]
    Init {
        /// Where
        #[arg(default_value = ".", value_hint = ValueHint::DirPath)]
        folder: PathBuf,
    },
    /// Go on with an interview that was stopped, at the same place with the same plan
    #[command(
        after_help = "Examples:\n  viva resume              the newest open session\n  viva resume 3f9a\n  viva resume 3f9a --reopen    take the recommendation back and change something before sealing"
    )]
    Resume {
        /// The session's short id, or a beginning of it
        session: Option<String>,
        /// Take the recommendation back, to change something before sealing
        #[arg(long)]
        reopen: bool,
    },
    /// Practise alone: questions come back when they are about to be forgotten
    Practice(PracticeArgs),
    /// How practice is going: mastery by area and level, what is due, retention, the weakest topics
    #[command(
        after_help = "Examples:\n  viva progress\n  viva progress --since 30d --by topic\n  viva progress --linear            for a screen reader\n  viva progress --json | jq .weakest"
    )]
    Progress(ProgressArgs),
    /// List, show, seal, amend, abandon or export recorded sessions
    Session(SessionArgs),
    /// Bring sessions of other stores into this one; conflicts are kept apart and reported
    Merge(MergeArgs),
    /// The scorecards of a panel side by side: who has submitted, where they part, what was decided
    Debrief(DebriefArgs),
    /// Candidates: list, show, everything held on one, legal hold, erase
    Candidate(CandidateArgs),
    /// Keys for sealed scorecards
    Key(KeyArgs),
    /// Show, make, check or hand out the plan of an interview
    Plan(PlanArgs),
    /// Reports
    Report(ReportArgs),
    /// Agreement of interviewers, and questions as asked
    Stats(StatsArgs),
    /// Flat tables for spreadsheets and programs: sessions, marks, items; cards to study with
    Export(ExportArgs),
    /// List, show, search, check, count or begin questions
    Bank(BankArgs),
    /// Show one question
    Question(QuestionArgs),
    /// Answer one graded question and have it marked at once
    #[command(
        after_help = "Examples:\n  viva try orders-per-customer                 asks, with your editor for SQL and programs\n  viva try orders-per-customer answer.sql\n  echo '1.2 GB' | viva try log-volume -\n  viva try merge-sorted-logs merge.py --json\n\nIn a FILE, options and steps are named by the numbers of `viva question show ID --candidate`.\nOpen questions are marked by a person: `viva interview`."
    )]
    Try(TryArgs),
    /// Mark stored answers anew after a key was mended: whose mark and whose result change
    #[command(
        after_help = "Examples:\n  viva rescore --dry-run                         all sessions; nothing is kept\n  viva rescore --question orders-per-customer --why 'the key missed ties'\n  viva rescore 3f9a --json\n\nEvery graded answer whose question means something else today, or whose grader has another version, is marked again by the bank in use.\nA verdict that changes is appended to its session, also to a sealed one, with before, after, who and why; nothing is edited.\nOpen questions are never marked anew, nor are answers whose question changed in wording only."
    )]
    Rescore(RescoreArgs),
    /// Rubrics
    Rubric(RubricArgs),
    /// Roles
    Role(RoleArgs),
    /// Print the JSON Schema of a file format, for editors
    #[command(
        after_help = "Example:\n  viva schema question > question.schema.json\n  then, at the top of a file:  #:schema question.schema.json"
    )]
    Schema {
        /// Which format
        name: SchemaArg,
    },
    /// Explain a finding of `viva bank check`
    #[command(after_help = "Examples:\n  viva explain unknown-key\n  viva explain            lists all")]
    Explain {
        /// The name in brackets
        code: Option<String>,
    },
    /// The store: status, check, verify, backup
    Db(DbArgs),
    /// Say what works here and what does not
    Doctor {
        /// As `viva.doctor/1`
        #[arg(long)]
        json: bool,
    },
    /// What viva starts itself as, to run a stranger's SQL or program
    #[command(hide = true)]
    ExecStage {
        /// Which stage, and what it needs
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Print a completion script
    #[command(
        after_help = "Example:\n  viva completions bash > ~/.local/share/bash-completion/completions/viva"
    )]
    Completions {
        /// For which shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    #[command(after_help = "Example:\n  viva man > ~/.local/share/man/man1/viva.1")]
    Man,
    /// Settings and where they come from
    Config(ConfigArgs),
    /// The version; --verbose adds SQLite, schema and commit
    Version {
        /// All that a bug report needs
        #[arg(long, short)]
        verbose: bool,
    },
    /// List the exit codes
    #[command(name = "exit-codes")]
    ExitCodes,
}
