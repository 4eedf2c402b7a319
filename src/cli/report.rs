//! `viva report`, and how reports leave the program.

use std::path::Path;

use anyhow::Result;

use super::{
    Context, ExitCode,
    args::{ReportArgs, ReportCommand, ReportFormat},
};
use crate::{
    app,
    report::{SessionReport, session_document, to_json, to_markdown, to_terminal},
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

pub(super) fn run(context: &Context, args: ReportArgs) -> Result<ExitCode> {
    let ReportCommand::Session { session, format, output, schema } = args.command;
    if schema {
        let schema = schemars::schema_for!(SessionReport);
        context.ui.data(&to_json(&schema))?;
        return Ok(ExitCode::DONE);
    }
    let store = context.store()?;
    let report = report_of(context, &store, session.as_deref())?;
    let to_stdout = output.as_os_str() == "-";
    let text = match format {
        ReportFormat::Terminal => {
            let mut style = context.ui.style();
            style.color &= to_stdout;
            to_terminal(&session_document(&report, true), style)
        }
        ReportFormat::Markdown => to_markdown(&session_document(&report, true)),
        ReportFormat::Json => to_json(&report),
    };
    write_output(context, &output, text.as_bytes())?;
    Ok(ExitCode::DONE)
}
