//! `viva report`, and how reports leave the program.

use std::path::Path;

use anyhow::Result;

use super::{
    Context, ExitCode,
    args::{OutArgs, ReportArgs, ReportCommand},
};
use crate::{
    app,
    report::{Document, Format, Look, SessionReport, render, session_document, to_json},
    store::Store,
    world::{same_file, write_whole},
};

/// Writes to a file, whole or not at all, or to standard output.
pub(super) fn write_output(context: &Context, path: &Path, bytes: &[u8]) -> Result<()> {
    if path.as_os_str() == "-" {
        return Ok(context.ui.bytes(bytes)?);
    }
    let store = &context.settings.db.value;
    let mut journal = store.clone().into_os_string();
    journal.push("-journal");
    if same_file(path, store) || same_file(path, Path::new(&journal)) {
        return Err(app::Refused("that is the store; give another file".into()).into());
    }
    write_whole(path, bytes)?;
    context.ui.status(&format!("wrote {}", path.display()));
    Ok(())
}

/// Prints the whole report of a session.
pub(super) fn print_session(context: &Context, opened: &app::Opened) -> Result<()> {
    Ok(context.ui.document(&session_document(&opened.report(), true))?)
}

/// The report of a session that is meant, if whoever looks may see it, with what its panel decided.
pub(super) fn report_of(context: &Context, store: &Store, typed: Option<&str>) -> Result<SessionReport> {
    let id = app::find_session(store, typed)?;
    let who = context.interviewer(None);
    app::may_see(store, std::slice::from_ref(&id), who.as_deref())?;
    let opened = app::open_session(store, &id)?;
    let mut report = opened.report();
    // A decision is no less than others' marks: it waits for one's own scorecard too.
    let rows = store.sessions()?;
    let erased = rows.iter().any(|r| r.id == id && r.erased);
    if !erased && app::hidden_from(&rows, &report.candidate, who.as_deref()).is_none() {
        let candidate = app::find_candidate(store, id.as_str())?;
        report.decisions = app::decisions(&candidate, |r| *r == opened.header.role);
    }
    Ok(report)
}

/// Draws a report in the format that was asked for and writes it where it was asked for.
pub(super) fn deliver<T: serde::Serialize>(
    context: &Context,
    document: &Document,
    figures: &T,
    out: &OutArgs,
) -> Result<()> {
    let format = Format::from(out.format);
    let to_terminal = out.output.as_os_str() == "-" && context.ui.is_terminal();
    refuse_binary(to_terminal, format.is_binary(), format.as_str())?;
    let mut style = context.ui.style();
    style.color &= out.output.as_os_str() == "-";
    // A terminal never gets what a stranger typed as it is, not even with --raw.
    let look = Look { style, raw: out.raw && !to_terminal, made: context.clock.now() };
    write_output(context, &out.output, &render(document, figures, format, look)?)
}

/// Bytes that are no text would upset a terminal.
pub(super) fn refuse_binary(to_terminal: bool, binary: bool, format: &str) -> Result<()> {
    if to_terminal && binary {
        let why = format!("a {format} file is not for a terminal; give `-o FILE.{format}`");
        return Err(app::Refused(why).into());
    }
    Ok(())
}

pub(super) fn run(context: &Context, args: ReportArgs) -> Result<ExitCode> {
    let ReportCommand::Session { session, out, schema } = args.command;
    if schema {
        let schema = schemars::schema_for!(SessionReport);
        context.ui.data(&to_json(&schema))?;
        return Ok(ExitCode::DONE);
    }
    let store = context.store()?;
    let report = report_of(context, &store, session.as_deref())?;
    deliver(context, &session_document(&report, true), &report, &out)?;
    Ok(ExitCode::DONE)
}
