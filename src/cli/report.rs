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

pub(super) fn run(context: &Context, args: ReportArgs) -> Result<ExitCode> {
    let ReportCommand::Session { session, format, output, schema } = args.command;
    if schema {
        let schema = schemars::schema_for!(SessionReport);
        context.ui.data(&to_json(&schema))?;
        return Ok(ExitCode::DONE);
    }
    let store = context.store()?;
    let opened = app::open_session(&store, &app::find_session(&store, session.as_deref())?)?;
    let report = opened.report();
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
