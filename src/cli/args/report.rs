//! `viva report`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum, ValueHint};

use crate::report::{Format, Order, Redact};

// `viva report`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  viva report session\n  viva report session 3f9a --format html -o ada.html\n  viva report session 3f9a --format json | jq .result\n  viva report compare 'Ada Example' 'Linus Sample'\n  viva report role mid-backend --format xlsx -o round.xlsx\n  viva report candidate 'Ada Example' --for candidate --format markdown"
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
    #[command(
        after_help = "Examples:\n  viva report session\n  viva report session 3f9a --format html -o ada.html\n  viva report session 3f9a --redact names,contact --format csv"
    )]
    Session {
        /// Short id; the newest when absent
        session: Option<String>,
        #[command(flatten)]
        out: OutArgs,
        #[command(flatten)]
        redact: RedactArgs,
        /// Print the JSON Schema of `viva.report/1` instead
        #[arg(long)]
        schema: bool,
    },
    /// People side by side: form, areas with intervals, gates, coverage; never ranked
    #[command(
        after_help = "Examples:\n  viva report compare 'Ada Example' 'Linus Sample'\n  viva report compare C-7F3AQ9 C-0WX41B --redact names --format html -o compare.html\n\nEvery submitted interview of a person counts; several raters are combined by the mean of their marks.\nPeople stand in the order in which they are named."
    )]
    Compare {
        /// Names or pseudonyms
        #[arg(required_unless_present = "schema", num_args = 2.., value_name = "CANDIDATE")]
        candidates: Vec<String>,
        /// Only interviews for this role
        #[arg(long)]
        role: Option<String>,
        #[command(flatten)]
        sort: SortArgs,
        #[command(flatten)]
        out: OutArgs,
        #[command(flatten)]
        redact: RedactArgs,
        /// Print the JSON Schema of `viva.compare/1` instead
        #[arg(long)]
        schema: bool,
    },
    /// Everybody interviewed for a role: outcomes, areas, coverage
    #[command(
        after_help = "Examples:\n  viva report role mid-backend\n  viva report role mid-backend --redact names --format html -o round.html"
    )]
    Role {
        /// The role's id
        #[arg(required_unless_present = "schema")]
        role: Option<String>,
        #[command(flatten)]
        sort: SortArgs,
        #[command(flatten)]
        out: OutArgs,
        #[command(flatten)]
        redact: RedactArgs,
        /// Print the JSON Schema of `viva.role-report/1` instead
        #[arg(long)]
        schema: bool,
    },
    /// Everything on one person, or a letter that the person may read
    #[command(
        after_help = "Examples:\n  viva report candidate 'Ada Example'\n  viva report candidate C-7F3AQ9 --redact all --format html -o candidate.html\n  viva report candidate 'Ada Example' --for candidate --format markdown -o letter.md\n\nThe letter says what came across well and what to learn next. It holds no marks, no notes and nothing of what only interviewers see."
    )]
    Candidate {
        /// Name or pseudonym
        #[arg(required_unless_present = "schema")]
        candidate: Option<String>,
        /// Only interviews for this role
        #[arg(long)]
        role: Option<String>,
        /// Who reads it
        #[arg(long = "for", value_enum, default_value_t, value_name = "READER")]
        reader: Reader,
        #[command(flatten)]
        out: OutArgs,
        #[command(flatten)]
        redact: RedactArgs,
        /// Print the JSON Schema of `viva.candidate/1`, or with --for candidate of `viva.feedback/1`, instead
        #[arg(long)]
        schema: bool,
    },
    /// The pseudonym of a candidate in this store, for interviewers who are not to know the name
    #[command(
        after_help = "Example:\n  viva report pseudonym 'Ada Example'\n  then the interviewer:  viva interview --candidate C-7F3AQ9\n\nThe pseudonym is the same for ever in one store. Whoever has the store can work out whose it is."
    )]
    Pseudonym {
        /// Names
        #[arg(required = true, value_name = "NAME")]
        names: Vec<String>,
    },
}

// How a report leaves the program; every command that prints one takes these.
#[derive(Debug, Clone, Args)]
pub struct OutArgs {
    /// How to draw it
    #[arg(long, value_enum, default_value_t)]
    pub format: ReportFormat,
    /// The same as --format json
    #[arg(long, conflicts_with = "format")]
    pub json: bool,
    /// Where to; `-` is standard output
    #[arg(short, long, default_value = "-", value_hint = ValueHint::FilePath, value_name = "FILE")]
    pub output: PathBuf,
    /// With csv: no guard against formulas, every character exact; for programs, not for spreadsheets
    #[arg(long)]
    pub raw: bool,
}

// What is taken out; every report and export about people takes this.
#[derive(Debug, Args)]
pub struct RedactArgs {
    /// What to take out: names become pseudonyms, in every text too; may be given several times or with commas
    #[arg(long, value_enum, value_name = "WHAT", value_delimiter = ',')]
    pub redact: Vec<RedactWhat>,
}

impl RedactArgs {
    /// All together.
    pub fn what(&self) -> Redact {
        let has = |what| self.redact.iter().any(|w| *w == what || *w == RedactWhat::All);
        Redact {
            names: has(RedactWhat::Names),
            contact: has(RedactWhat::Contact),
            notes: has(RedactWhat::Notes),
        }
    }
}

/// What to take out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RedactWhat {
    /// Candidates and interviewers.
    Names,
    /// E-mail addresses, telephone numbers, addresses of pages.
    Contact,
    /// Notes, evidence and reasons: whatever an interviewer wrote.
    Notes,
    /// All of these.
    All,
}

// In which order people stand.
#[derive(Debug, Args)]
pub struct SortArgs {
    /// Sort people by one number; the report says so
    #[arg(long, value_enum)]
    pub sort: Option<SortBy>,
}

impl SortArgs {
    /// The order.
    pub fn order(&self) -> Order {
        self.sort.map_or(Order::Asked, |SortBy::Overall| Order::Overall)
    }
}

/// What people can be sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SortBy {
    /// The overall score, highest first.
    Overall,
}

/// Who reads a report on a candidate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Reader {
    /// Whoever decides.
    #[default]
    Lead,
    /// The person: a letter without marks.
    Candidate,
}

/// How to draw a report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// For a terminal.
    #[default]
    Terminal,
    /// CommonMark with tables.
    Markdown,
    /// Records for spreadsheets.
    Csv,
    /// The figures, exact; `--schema` describes them.
    Json,
    /// One self-contained page with charts.
    Html,
    /// A workbook with charts.
    Xlsx,
}

impl From<ReportFormat> for Format {
    fn from(format: ReportFormat) -> Self {
        match format {
            ReportFormat::Terminal => Self::Terminal,
            ReportFormat::Markdown => Self::Markdown,
            ReportFormat::Csv => Self::Csv,
            ReportFormat::Json => Self::Json,
            ReportFormat::Html => Self::Html,
            ReportFormat::Xlsx => Self::Xlsx,
        }
    }
}
