//! `viva report`, and how reports leave the program.

use std::path::Path;

use anyhow::Result;

use super::{
    Context, ExitCode, Failure,
    args::{OutArgs, Reader, ReportArgs, ReportCommand},
};
use crate::{
    app::{self, Wanted},
    report::{
        CandidateReport, CompareReport, Document, Format, Letter, Look, Redact, RoleReport, SessionReport,
        candidate_document, compare_document, letter_document, render, role_document, session_document,
        to_json,
    },
    store::Store,
    world::{same_file, write_whole},
};

/// Writes to a file, whole or not at all, or to standard output.
pub(super) fn write_output(context: &Context, path: &Path, bytes: &[u8]) -> Result<()> {
    if path.as_os_str() == "-" {
        return Ok(context.ui.bytes(bytes)?);
    }
    refuse_store(context, path)?;
    write_whole(path, bytes)?;
    context.ui.status(&format!("wrote {}", path.display()));
    Ok(())
}

/// Nothing is ever written over the store.
pub(super) fn refuse_store(context: &Context, path: &Path) -> Result<()> {
    let store = &context.settings.db.value;
    let mut journal = store.clone().into_os_string();
    journal.push("-journal");
    if same_file(path, store) || same_file(path, Path::new(&journal)) {
        return Err(app::Refused("that is the store; give another file".into()).into());
    }
    Ok(())
}

/// Prints the whole report of a session.
pub(super) fn print_session(context: &Context, opened: &app::Opened) -> Result<()> {
    Ok(context.ui.document(&session_document(&opened.report(), true))?)
}

/// The report of a session that is meant, if whoever looks may see it, with what its panel decided.
pub(super) fn report_of(
    context: &Context,
    store: &Store,
    typed: Option<&str>,
    redact: Redact,
) -> Result<SessionReport> {
    let session = Some(app::find_session(store, typed)?);
    let wanted = Wanted { session, redact, who: context.interviewer(None), ..Wanted::default() };
    let gone = || Failure::usage("the session is gone");
    app::session_figures(store, &wanted)?.ok_or_else(gone)
}

/// Draws a report in the format that was asked for and writes it where it was asked for.
pub(super) fn deliver<T: serde::Serialize>(
    context: &Context,
    document: &Document,
    figures: &T,
    out: &OutArgs,
) -> Result<()> {
    let format = if out.json { Format::Json } else { Format::from(out.format) };
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

/// Prints the JSON Schema of a report.
fn print_schema<T: schemars::JsonSchema>(context: &Context) -> Result<()> {
    Ok(context.ui.data(&to_json(&schemars::schema_for!(T)))?)
}

pub(super) fn run(context: &Context, args: ReportArgs) -> Result<ExitCode> {
    match args.command {
        ReportCommand::Session { schema: true, .. } => print_schema::<SessionReport>(context)?,
        ReportCommand::Compare { schema: true, .. } => print_schema::<CompareReport>(context)?,
        ReportCommand::Role { schema: true, .. } => print_schema::<RoleReport>(context)?,
        ReportCommand::Candidate { schema: true, reader: Reader::Lead, .. } => {
            print_schema::<CandidateReport>(context)?;
        }
        ReportCommand::Candidate { schema: true, reader: Reader::Candidate, .. } => {
            print_schema::<Letter>(context)?
        }
        ReportCommand::Session { session, out, redact, .. } => {
            let store = context.store()?;
            let report = report_of(context, &store, session.as_deref(), redact.what())?;
            let mut document = session_document(&report, true);
            redact.what().words().into_iter().for_each(|words| document.text(words));
            deliver(context, &document, &report, &out)?;
        }
        ReportCommand::Compare { candidates, role, sort, out, redact, .. } => {
            let wanted = Wanted {
                role,
                candidates,
                redact: redact.what(),
                who: context.interviewer(None),
                ..Wanted::default()
            };
            let report = app::compare(&context.store()?, &wanted, sort.order())?;
            deliver(context, &compare_document(&report), &report, &out)?;
        }
        ReportCommand::Role { role, sort, out, redact, .. } => {
            let wanted = Wanted {
                role: role.clone(),
                redact: redact.what(),
                who: context.interviewer(None),
                ..Wanted::default()
            };
            let store = context.store()?;
            let report =
                app::role_figures(&store, role.as_deref().unwrap_or_default(), &wanted, sort.order())?;
            deliver(context, &role_document(&report), &report, &out)?;
        }
        ReportCommand::Candidate { candidate, role, reader, out, redact, .. } => {
            let candidates = candidate.into_iter().collect();
            let wanted = Wanted {
                role,
                candidates,
                redact: redact.what(),
                who: context.interviewer(None),
                ..Wanted::default()
            };
            let store = context.store()?;
            match reader {
                Reader::Lead => {
                    let report = app::candidate(&store, &wanted)?;
                    deliver(context, &candidate_document(&report), &report, &out)?;
                }
                Reader::Candidate => {
                    let letter = app::feedback(&store, &wanted)?;
                    deliver(context, &letter_document(&letter), &letter, &out)?;
                }
            }
        }
        ReportCommand::Pseudonym { names } => {
            let store = context.store()?;
            for name in names {
                context.ui.data(&format!("{}  {name}\n", app::pseudonym(&store, &name)?))?;
            }
        }
    }
    Ok(ExitCode::DONE)
}
