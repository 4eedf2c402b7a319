//! One door for every report: a document, its figures, a format; bytes come out.

use serde::Serialize;

use super::{Document, Style, csv, html, json::to_json, markdown::to_markdown, terminal::to_terminal, xlsx};
use crate::model::Moment;

/// A face of a report. The figures are the same in each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Format {
    /// For a terminal of some width.
    #[default]
    Terminal,
    /// CommonMark with GitHub's tables.
    Markdown,
    /// RFC 4180, guarded against formulas.
    Csv,
    /// The figures themselves, exact and versioned.
    Json,
    /// One self-contained page with charts.
    Html,
    /// A workbook with typed cells and charts.
    Xlsx,
}

impl Format {
    /// Every format.
    pub const ALL: [Format; 6] =
        [Format::Terminal, Format::Markdown, Format::Csv, Format::Json, Format::Html, Format::Xlsx];

    /// The word on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Format::Terminal => "terminal",
            Format::Markdown => "markdown",
            Format::Csv => "csv",
            Format::Json => "json",
            Format::Html => "html",
            Format::Xlsx => "xlsx",
        }
    }

    /// Whether the bytes are not text, so that a terminal must not get them.
    pub fn is_binary(self) -> bool {
        match self {
            Format::Xlsx => true,
            Format::Terminal | Format::Markdown | Format::Csv | Format::Json | Format::Html => false,
        }
    }
}

/// What decides the bytes beside the report itself: nothing is asked of the world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// Width and colour, for a terminal.
    pub style: Style,
    /// CSV without its guard against formulas, with every character exact: for machines.
    pub raw: bool,
    /// What a page and a workbook say of when they were made.
    pub made: Moment,
}

/// A format that cannot hold the report.
#[derive(Debug, thiserror::Error)]
#[error("the report does not fit into {format}: {why}")]
pub struct RenderError {
    /// Which format.
    pub format: &'static str,
    /// What its writer said.
    pub why: String,
}

impl RenderError {
    pub(super) fn xlsx(error: rust_xlsxwriter::XlsxError) -> Self {
        Self { format: "xlsx", why: error.to_string() }
    }
}

/// Draws a report. `figures` is what JSON shows; `document` says the same to people.
///
/// # Errors
/// Only a workbook has limits that a report can break, such as its number of rows.
pub fn render<T: Serialize>(
    document: &Document,
    figures: &T,
    format: Format,
    look: Look,
) -> Result<Vec<u8>, RenderError> {
    Ok(match format {
        Format::Terminal => to_terminal(document, look.style).into_bytes(),
        Format::Markdown => to_markdown(document).into_bytes(),
        Format::Csv => csv::to_csv(document, look.raw),
        Format::Json => to_json(figures).into_bytes(),
        Format::Html => html::to_html(document, look.made).into_bytes(),
        Format::Xlsx => xlsx::to_xlsx(document, look.made)?,
    })
}
