//! The command line, as clap reads it. Help text is the manual.
//!
//! Arguments of a command are described to clap only once that command is asked for (`defer`): describing all fifty takes longer than
//! everything else that `viva --version` does. What then describes the container of the arguments must not be a doc comment: clap
//! would print it in place of the command's own.

use std::{ffi::OsString, path::PathBuf};

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum, ValueHint};

use crate::model::{Level, Recommendation};

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
        after_help = "Examples:\n  viva interview\n  viva interview --role senior-backend --candidate 'Ada Example'\n  viva interview --role mid-backend --form B --minutes 45\n  viva interview --plan plans/senior.toml\n  viva interview --script examples/interviews/senior-a.toml --json\n\nWhile the candidate talks, every line you type is a note, saved at once; /help lists the commands.\nCtrl-C, a closed terminal or a crash lose nothing: `viva resume` goes on."
    )]
    Interview(InterviewArgs),
    /// Play a short recorded interview into a throw-away store and print its report
    #[command(after_help = "Example:\n  viva demo")]
    Demo {
        /// The role of the demonstration
        #[arg(long, default_value = "api-screen")]
        role: String,
    },
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
    /// List, show, seal, amend, abandon or export recorded sessions
    Session(SessionArgs),
    /// Show, make, check or hand out the plan of an interview
    Plan(PlanArgs),
    /// Reports
    Report(ReportArgs),
    /// List, show, search, check, count or begin questions
    Bank(BankArgs),
    /// Show one question
    Question(QuestionArgs),
    /// Answer one graded question and have it marked at once
    #[command(
        after_help = "Examples:\n  viva try orders-per-customer                 asks, with your editor for SQL and programs\n  viva try orders-per-customer answer.sql\n  echo '1.2 GB' | viva try log-volume -\n  viva try merge-sorted-logs merge.py --json\n\nIn a FILE, options and steps are named by the numbers of `viva question show ID --candidate`.\nOpen questions are marked by a person: `viva interview`."
    )]
    Try(TryArgs),
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

// `viva interview`
#[derive(Debug, Args)]
pub struct InterviewArgs {
    /// The role; asked for when absent
    #[arg(long, conflicts_with_all = ["plan", "script"])]
    pub role: Option<String>,
    /// A plan file made by `viva plan new`
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "script")]
    pub plan: Option<PathBuf>,
    /// The candidate's name; asked for when absent
    #[arg(long, value_name = "NAME", conflicts_with = "script")]
    pub candidate: Option<String>,
    /// Your name [default: `interviewer` of the settings, or the login name]
    #[arg(long, value_name = "NAME", conflicts_with = "script")]
    pub interviewer: Option<String>,
    #[command(flatten)]
    pub draw: DrawArgs,
    /// Play a scripted interview; no terminal is needed (`-` reads standard input)
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub script: Option<PathBuf>,
    /// With --script: print each entry once it is durable
    #[arg(long, requires = "script")]
    pub echo: bool,
    /// Print `viva.session/1` instead of the scorecard
    #[arg(long)]
    pub json: bool,
}

// What decides a draw beside the role.
#[derive(Debug, Args)]
pub struct DrawArgs {
    /// The form: the same letter gives every candidate the same questions
    #[arg(long, default_value = "A", value_name = "LETTER")]
    pub form: String,
    /// Another length of the whole appointment
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(5..=480))]
    pub minutes: Option<u16>,
    /// Draw language and framework questions of this stack; may be given several times
    #[arg(long, value_name = "TAG")]
    pub tag: Vec<String>,
}

// `viva session`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  viva session list\n  viva session show\n  viva session submit 3f9a\n  viva session amend 3f9a --question payment-timeout-retry --criterion correctness --mark 3 --why 'the recording shows the constraint was named'\n  viva session export 3f9a --format script -o ada.toml"
)]
pub struct SessionArgs {
    #[command(subcommand)]
    pub command: SessionCommand,
}

// What to do with sessions.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub enum SessionCommand {
    /// All sessions, newest first
    List {
        /// As `viva.sessions/1`
        #[arg(long)]
        json: bool,
    },
    /// The scorecard of a session
    Show {
        /// Short id; the newest when absent
        session: Option<String>,
        /// As `viva.report/1`
        #[arg(long)]
        json: bool,
    },
    /// Seal the scorecard; later changes are amendments that everybody sees
    Submit {
        /// Short id
        session: String,
    },
    /// Change a mark or the recommendation of a sealed scorecard
    Amend(AmendArgs),
    /// End a session without a scorecard
    Abandon {
        /// Short id
        session: String,
        /// The reason
        #[arg(long)]
        why: String,
    },
    /// Write a session as a script that plays again
    Export {
        /// Short id; the newest when absent
        session: Option<String>,
        /// The format
        #[arg(long, value_enum, default_value_t)]
        format: ExportFormat,
        /// Where to; `-` is standard output
        #[arg(short, long, default_value = "-", value_hint = ValueHint::FilePath)]
        output: PathBuf,
    },
}

/// How to export a session.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub enum ExportFormat {
    /// A scripted interview.
    #[default]
    Script,
}

// `viva session amend`
#[derive(Debug, Args)]
#[group(skip)]
pub struct AmendArgs {
    /// Short id
    pub session: String,
    /// The question
    #[arg(long, requires = "criterion", required_unless_present = "recommendation")]
    pub question: Option<String>,
    /// The criterion
    #[arg(long, requires = "question")]
    pub criterion: Option<String>,
    /// 1 to 4, or n for not assessed
    #[arg(long, requires = "question", required_unless_present = "recommendation")]
    pub mark: Option<String>,
    /// Instead of a mark: the new recommendation
    #[arg(long, conflicts_with = "question")]
    pub recommendation: Option<Recommendation>,
    /// Who changes it [default: as for `interview`]
    #[arg(long)]
    pub who: Option<String>,
    /// Why
    #[arg(long)]
    pub why: String,
}

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

// `viva report`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  viva report session\n  viva report session 3f9a --format markdown -o ada.md\n  viva report session 3f9a --format json | jq .result"
)]
pub struct ReportArgs {
    #[command(subcommand)]
    pub command: ReportCommand,
}

// Which report.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub enum ReportCommand {
    /// One session with everything recorded
    Session {
        /// Short id; the newest when absent
        session: Option<String>,
        /// How to draw it
        #[arg(long, value_enum, default_value_t)]
        format: ReportFormat,
        /// Where to; `-` is standard output
        #[arg(short, long, default_value = "-", value_hint = ValueHint::FilePath)]
        output: PathBuf,
        /// Print the JSON Schema of `viva.report/1` instead
        #[arg(long)]
        schema: bool,
    },
}

/// How to draw a report.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub enum ReportFormat {
    /// For a terminal.
    #[default]
    Terminal,
    /// CommonMark with tables.
    Markdown,
    /// `viva.report/1`.
    Json,
}

// `viva bank`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  viva bank list --area databases --level mid\n  viva bank search 'cache stampede'\n  viva bank stats\n  viva bank new databases/indexing -o questions/databases/ours.toml\n  viva bank check questions --deny warnings"
)]
pub struct BankArgs {
    #[command(subcommand)]
    pub command: BankCommand,
}

// Which questions.
#[derive(Debug, Args)]
pub struct Filter {
    /// Only this area
    #[arg(long)]
    pub area: Option<String>,
    /// Only this topic
    #[arg(long)]
    pub topic: Option<String>,
    /// Only this level
    #[arg(long)]
    pub level: Option<Level>,
    /// Only with this tag
    #[arg(long)]
    pub tag: Option<String>,
}

// What to do with the bank.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub enum BankCommand {
    /// One line a question
    List {
        #[command(flatten)]
        filter: Filter,
        /// As `viva.bank-list/1`
        #[arg(long)]
        json: bool,
    },
    /// One question with everything, or all questions of AREA or AREA/TOPIC
    Show {
        /// A question's id, an area, or AREA/TOPIC
        what: String,
    },
    /// Find questions by words in any of their texts
    Search {
        /// Words; all must occur
        #[arg(required = true)]
        words: Vec<String>,
        #[command(flatten)]
        filter: Filter,
    },
    /// Check every file; all faults at once, each with its place and what to do
    Check {
        /// Folders or files; the whole bank in use when absent
        #[arg(value_hint = ValueHint::AnyPath)]
        paths: Vec<PathBuf>,
        /// How to print findings
        #[arg(long, value_enum, default_value_t)]
        format: CheckFormat,
        /// Findings that make the check fail
        #[arg(long, value_name = "warnings")]
        deny: Option<Deny>,
        /// Print the N most alike pairs of prompts as well
        #[arg(long, value_name = "N")]
        closest: Option<usize>,
    },
    /// Count questions by area, level and kind against the map
    Stats {
        /// As `viva.bank-stats/1`
        #[arg(long)]
        json: bool,
    },
    /// Write a valid question file with comments to begin with
    New {
        /// AREA/TOPIC
        what: String,
        /// Where to; `-` is standard output
        #[arg(short, long, default_value = "-", value_hint = ValueHint::FilePath)]
        output: PathBuf,
    },
}

/// How to print findings.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub enum CheckFormat {
    /// With source and caret.
    #[default]
    Human,
    /// One line each: file:line:column: severity: message [code].
    Short,
    /// `viva.findings/1`.
    Json,
}

// `viva question`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  viva question show payment-timeout-retry\n  viva question show payment-timeout-retry --candidate"
)]
pub struct QuestionArgs {
    #[command(subcommand)]
    pub command: QuestionCommand,
}

// What to do with a question.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub enum QuestionCommand {
    /// Everything about a question
    Show {
        /// Its id
        id: String,
        /// Only what the candidate may see
        #[arg(long)]
        candidate: bool,
        /// As `viva.question/1`; with --candidate as `viva.asked/1`
        #[arg(long)]
        json: bool,
    },
}

// `viva try`
#[derive(Debug, Args)]
pub struct TryArgs {
    /// The question's id
    pub id: String,
    /// The answer; `-` is standard input; asked for at a terminal when absent
    #[arg(value_hint = ValueHint::FilePath)]
    pub file: Option<PathBuf>,
    /// The language of a program [default: by the file's ending]
    #[arg(long, value_name = "NAME")]
    pub language: Option<String>,
    /// Run the program with nothing but limits where no sandbox is to be had: only for code of your own
    #[arg(long)]
    pub i_trust_this_code: bool,
    /// As `viva.try/1`
    #[arg(long)]
    pub json: bool,
}

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

// `viva db`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  viva db status\n  viva db check\n  viva db verify --head 6b1f...   (the head that a report prints)\n  viva db backup viva-backup.db"
)]
pub struct DbArgs {
    #[command(subcommand)]
    pub command: DbCommand,
}

// What to do with the store.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub enum DbCommand {
    /// What it is and what it holds
    Status {
        /// As `viva.db-status/1`
        #[arg(long)]
        json: bool,
    },
    /// Whether everything is as it was written
    Check,
    /// Whether the hash chains hold, and whether a printed head is one of theirs
    Verify {
        /// The head of a printed report
        #[arg(long, value_name = "HASH")]
        head: Option<String>,
    },
    /// Copy the store while it may be in use; the copy is checked before this says done
    Backup {
        /// The new file
        #[arg(value_hint = ValueHint::FilePath)]
        file: PathBuf,
    },
}

// `viva config`
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  viva config list --show-origin")]
pub struct ConfigArgs {
    #[command(subcommand)]
    pub command: ConfigCommand,
}

// What to do with settings.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
pub enum ConfigCommand {
    /// Every setting in force
    List {
        /// Say where each comes from
        #[arg(long)]
        show_origin: bool,
    },
}
