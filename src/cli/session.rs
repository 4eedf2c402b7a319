//! `viva session`.

use anyhow::Result;
use serde_json::json;

use super::{
    Context, ExitCode, Failure,
    args::{AmendArgs, ExportFormat, SessionArgs, SessionCommand},
    report::{print_session, write_output},
};
use crate::{
    app,
    model::Mark,
    report::{Cell, Document, Table, session_document, to_json},
    store::{SessionRow, StoreError},
};

pub(super) fn run(context: &Context, args: SessionArgs) -> Result<ExitCode> {
    match args.command {
        SessionCommand::List { json } => list(context, json)?,
        SessionCommand::Show { session, json } => {
            let store = context.store()?;
            let opened = app::open_session(&store, &app::find_session(&store, session.as_deref())?)?;
            if json {
                context.ui.data(&to_json(&opened.report()))?;
            } else {
                context.ui.document(&session_document(&opened.report(), false))?;
            }
        }
        SessionCommand::Submit { session } => {
            let mut store = context.store_to_change()?;
            let id = store.find(&session)?;
            app::submit(&mut store, &id, context.clock)?;
            context.ui.status(&format!(
                "session {} is sealed; `viva session amend` changes it for all to see",
                id.short()
            ));
        }
        SessionCommand::Amend(args) => amend(context, args)?,
        SessionCommand::Abandon { session, why } => {
            let mut store = context.store_to_change()?;
            let id = store.find(&session)?;
            app::abandon(&mut store, &id, &why, context.clock)?;
            context.ui.status(&format!("session {} is abandoned; its entries stay", id.short()));
        }
        SessionCommand::Export { session, format: ExportFormat::Script, output } => {
            let store = context.store()?;
            let opened = app::open_session(&store, &app::find_session(&store, session.as_deref())?)?;
            write_output(context, &output, app::export_script(&opened).as_bytes())?;
        }
    }
    Ok(ExitCode::DONE)
}

/// Where a session stands, in one word.
fn standing(row: &SessionRow) -> &'static str {
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
