//! `viva session`.

use std::path::Path;

use anyhow::Result;
use serde_json::json;

use super::{
    Context, ExitCode, Failure,
    args::{AmendArgs, ExportFormat, SessionArgs, SessionCommand},
    report::{print_session, report_of, write_output},
};
use crate::{
    app,
    model::{Mark, SessionId},
    report::{Cell, Document, Redact, Table, session_document, to_json},
    store::{SessionRow, StoreError},
    world::Recipient,
};

pub(super) fn run(context: &Context, args: SessionArgs) -> Result<ExitCode> {
    match args.command {
        SessionCommand::List { json } => list(context, json)?,
        SessionCommand::Show { session, json } => {
            let store = context.store()?;
            let report = report_of(context, &store, session.as_deref(), Redact::default())?;
            if json {
                context.ui.data(&to_json(&report))?;
            } else {
                context.ui.document(&session_document(&report, false))?;
            }
        }
        SessionCommand::Submit { session, seal_to, output } => {
            submit(context, &session, seal_to.as_deref().zip(output.as_deref()))?;
        }
        SessionCommand::Amend(args) => amend(context, args)?,
        SessionCommand::Abandon { session, why } => {
            let mut store = context.store_to_change()?;
            let id = store.find(&session)?;
            app::abandon(&mut store, &id, &why, context.clock)?;
            context.ui.status(&format!("session {} is abandoned; its entries stay", id.short()));
        }
        SessionCommand::Export { session, format, output } => export(context, &session, format, &output)?,
    }
    Ok(ExitCode::DONE)
}

/// Seals a scorecard, and writes it for the lead when a key and a file are given. One that is sealed already may be handed in again.
fn submit(context: &Context, session: &str, hand_in: Option<(&str, &Path)>) -> Result<()> {
    // What can be refused is refused before anything is sealed.
    let key = hand_in.map(|(key, _)| Recipient::read(key)).transpose()?;
    if let Some((_, file)) = hand_in {
        app::must_be_new(file)?;
    }
    let mut store = context.store_to_change()?;
    let id = store.find(session)?;
    let short = id.short();
    let sealed = store.sessions()?.iter().any(|r| r.id == id && r.submitted);
    if !(sealed && hand_in.is_some()) {
        app::submit(&mut store, &id, context.clock)?;
        context
            .ui
            .status(&format!("session {short} is sealed; `viva session amend` changes it for all to see"));
    }
    if let (Some(key), Some((_, file))) = (key, hand_in) {
        app::export_sealed(&store, &id, &key, file, &context.clock, &context.entropy)?;
        let file = file.display();
        context.ui.status(&format!(
            "wrote {file}: only the holder of the key opens it, with `viva merge --identity`"
        ));
    }
    Ok(())
}

/// Writes sessions as a store, or one as a script.
fn export(context: &Context, typed: &[String], format: Option<ExportFormat>, output: &Path) -> Result<()> {
    let store = context.store()?;
    let ids: Vec<SessionId> = match typed {
        [] => vec![app::find_session(&store, None)?],
        typed => typed.iter().map(|t| store.find(t)).collect::<Result<_, _>>()?,
    };
    app::may_see(&store, &ids, context.interviewer(None).as_deref())?;
    let stdout = output.as_os_str() == "-";
    let plays = stdout || output.extension().is_some_and(|e| e == "toml");
    match format.unwrap_or(if plays { ExportFormat::Script } else { ExportFormat::Store }) {
        ExportFormat::Store if stdout => Err(Failure::usage("a store is written to a file: give -o FILE")),
        ExportFormat::Store => {
            app::export_store(&store, &ids, output, &context.clock, &context.entropy)?;
            let (n, file) = (ids.len(), output.display());
            context
                .ui
                .status(&format!("wrote {n} session(s) to {file}; `viva merge {file}` takes them over"));
            Ok(())
        }
        ExportFormat::Script => match ids.as_slice() {
            [id] => {
                write_output(context, output, app::export_script(&app::open_session(&store, id)?).as_bytes())
            }
            _ => Err(Failure::usage("a script holds one session; --format store holds several")),
        },
    }
}

/// Where a session stands, in one word.
pub(super) fn standing(row: &SessionRow) -> &'static str {
    match (row.submitted, row.abandoned) {
        (true, _) => "sealed",
        (false, true) => "abandoned",
        (false, false) => "open",
    }
}

/// The same for people, who must see at once whose marks these are.
fn standing_and_mode(row: &SessionRow) -> String {
    let standing = standing(row);
    if row.mode.is_interview() { standing.to_owned() } else { format!("{standing}, self-assessed") }
}

fn list(context: &Context, as_json: bool) -> Result<()> {
    let rows = match context.store() {
        Ok(store) => store.sessions()?,
        // A store that was not made yet holds no sessions: that is an answer, not a failure.
        Err(e) if matches!(e.downcast_ref(), Some(StoreError::Missing(_))) => {
            context.ui.status("no session was recorded yet; `viva interview` records one");
            Vec::new()
        }
        Err(e) => return Err(e),
    };
    if as_json {
        let one = |r: &SessionRow| {
            json!({
                "id": r.id, "short": r.id.short(), "candidate": r.candidate, "interviewer": r.interviewer, "role": r.role,
                "form": r.form, "mode": r.mode, "self_assessed": !r.mode.is_interview(), "started": r.started.rfc3339(), "entries": r.entries, "state": standing(r),
            })
        };
        let sessions: Vec<_> = rows.iter().map(one).collect();
        return Ok(context
            .ui
            .data(&to_json(&json!({ "schema": "viva.sessions/1", "sessions": sessions })))?);
    }
    let mut table =
        Table::new(&["Session=", "Candidate", "Interviewer", "Role", "Form=", "Started", "State="]);
    for r in &rows {
        table.row([
            Cell::from(r.id.short()),
            Cell::from(r.candidate.as_str()),
            Cell::from(r.interviewer.as_str()),
            Cell::from(r.role.as_str()),
            Cell::from(r.form.as_str()),
            Cell::from(r.started.to_minute()),
            Cell::from(standing_and_mode(r)),
        ]);
    }
    let mut document = Document::default();
    document.table(table);
    Ok(context.ui.document(&document)?)
}

fn amend(context: &Context, args: AmendArgs) -> Result<()> {
    let mut store = context.store_to_change()?;
    let id = store.find(&args.session)?;
    app::may_see(&store, std::slice::from_ref(&id), context.interviewer(None).as_deref())?;
    let who = context.interviewer(args.who);
    let who = who.ok_or_else(|| Failure::usage("who changes it? give --who NAME"))?;
    let signed = (who.as_str(), args.why.as_str());
    if let Some(after) = args.recommendation {
        app::amend_recommendation(&mut store, &id, after, signed, context.clock)?;
    } else {
        let question = args.question.as_deref().unwrap_or_default();
        let criterion = args.criterion.as_deref().unwrap_or_default();
        let mark =
            match args.mark.as_deref() {
                Some("n") => None,
                Some(text) => {
                    let mark = text.parse::<i64>().ok().and_then(|v| Mark::new(v).ok());
                    Some(mark.ok_or_else(|| {
                        Failure::usage(format!("--mark takes 1, 2, 3, 4 or n, not `{text}`"))
                    })?)
                }
                None => return Err(Failure::usage("--mark is missing: 1, 2, 3, 4 or n")),
            };
        app::amend_mark(&mut store, &id, (question, criterion), mark, signed, context.clock)?;
    }
    context.ui.status("amended: before, after, who, when and why stand in every report");
    print_session(context, &app::open_session(&store, &id)?)
}
