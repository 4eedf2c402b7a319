//! `viva candidate`.

use std::path::Path;

use anyhow::Result;
use serde_json::{Value, json};

use super::{
    Context, ExitCode, Failure,
    args::{CandidateArgs, CandidateCommand, OutArgs, ReportFormat},
    report::deliver,
    session::standing,
};
use crate::{
    app::{self, Candidate, Held, Refused},
    model::{PersonEntry, PersonKind, person_key},
    report::{Cell, Document, Table, access_document, access_json, to_json},
    store::StoreError,
    ui::Prompts,
};

pub(super) fn run(context: &Context, args: CandidateArgs) -> Result<ExitCode> {
    match args.command {
        CandidateCommand::List { json } => list(context, json)?,
        CandidateCommand::Show { candidate, json } => {
            let candidate = app::find_candidate(&context.store()?, &candidate)?;
            show(context, &candidate, json)?;
        }
        CandidateCommand::Access { candidate, format, output } => {
            let store = context.store()?;
            let candidate = app::find_candidate(&store, &candidate)?;
            app::may_see(&store, &candidate.ids(), context.interviewer(None).as_deref())?;
            access(context, &app::access(&store, candidate)?, format, &output)?;
        }
        CandidateCommand::Hold { candidate, why, release } => {
            let who = context.interviewer(None);
            let who = who.ok_or_else(|| Failure::usage("who says so? give --as NAME"))?;
            let mut store = context.store_to_change()?;
            let candidate = app::find_candidate(&store, &candidate)?;
            let name = &candidate.name;
            if release {
                let n = app::release(&mut store, &candidate, &who, &why, &context.clock, &context.entropy)?;
                context.ui.status(&format!("{n} hold(s) on {name} are over; it can be erased again"));
            } else {
                app::hold(&mut store, &candidate, &who, &why, &context.clock, &context.entropy)?;
                context
                    .ui
                    .status(&format!("{name} is on legal hold: nothing of it is erased until `--release`"));
            }
        }
        CandidateCommand::Erase { candidate, yes, confirm, no_backup } => {
            erase(context, &candidate, yes, confirm, !no_backup)?;
        }
    }
    Ok(ExitCode::DONE)
}

fn list(context: &Context, as_json: bool) -> Result<()> {
    let all = match context.store() {
        Ok(store) => app::candidates(&store)?,
        Err(e) if matches!(e.downcast_ref(), Some(StoreError::Missing(_))) => {
            context.ui.status("no session was recorded yet; `viva interview` records one");
            Vec::new()
        }
        Err(e) => return Err(e),
    };
    if as_json {
        let list: Vec<Value> = all.iter().map(json_of).collect();
        return Ok(context
            .ui
            .data(&to_json(&json!({ "schema": "viva.candidates/1", "candidates": list })))?);
    }
    let mut t = Table::new(&["Candidate", "Roles", "Sessions>", "Sealed>", "Open>", "Hold"]);
    for c in &all {
        let mut roles: Vec<&str> = c.sessions.iter().map(|s| s.role.as_str()).collect();
        roles.sort_unstable();
        roles.dedup();
        let count = |n: usize| Cell::Number(n as f64, 0);
        t.row([
            Cell::from(c.name.as_str()),
            Cell::from(roles.join(", ")),
            count(c.sessions.len()),
            count(c.sessions.iter().filter(|s| s.submitted).count()),
            count(c.sessions.iter().filter(|s| !s.submitted && !s.abandoned).count()),
            Cell::from(if c.holds().is_empty() { "" } else { "HELD" }),
        ]);
    }
    let mut d = Document::default();
    d.table(t);
    Ok(context.ui.document(&d)?)
}

/// A candidate without any mark: who interviewed, when, and how far it is.
fn json_of(c: &Candidate) -> Value {
    let session = |s: &crate::store::SessionRow| {
        json!({
            "id": s.id, "short": s.id.short(), "candidate": s.candidate, "interviewer": s.interviewer, "role": s.role,
            "form": s.form, "mode": s.mode, "started": s.started.rfc3339(), "state": standing(s),
        })
    };
    let hold = |h: &&PersonEntry| {
        let said = h.said.as_ref();
        json!({ "since": h.at.rfc3339(), "by": said.map(|s| &s.who), "why": said.map(|s| &s.why) })
    };
    json!({
        "name": c.name,
        "sessions": c.sessions.iter().map(session).collect::<Vec<_>>(),
        "holds": c.holds().iter().map(hold).collect::<Vec<_>>(),
    })
}

fn show(context: &Context, c: &Candidate, as_json: bool) -> Result<()> {
    if as_json {
        let mut value = json_of(c);
        value["schema"] = json!("viva.candidate-record/1");
        return Ok(context.ui.data(&to_json(&value))?);
    }
    let mut d = Document::default();
    d.heading(1, c.name.clone());
    let mut t = Table::new(&["Session=", "Interviewer", "Role", "Form=", "Started", "State="]);
    for s in &c.sessions {
        t.row([
            Cell::from(s.id.short()),
            Cell::from(s.interviewer.as_str()),
            Cell::from(s.role.as_str()),
            Cell::from(s.form.as_str()),
            Cell::from(s.started.to_minute()),
            Cell::from(standing(s)),
        ]);
    }
    d.table(t);
    for hold in c.holds() {
        let said = hold.said.as_ref();
        let (who, why) = said.map_or(("", ""), |s| (s.who.as_str(), s.why.as_str()));
        d.text(format!("Legal hold since {} by {who}: {why}", hold.at.to_minute()));
    }
    let decided = c.about.iter().filter(|e| e.kind == PersonKind::Decision).count();
    if decided > 0 {
        d.text(format!("Decisions recorded: {decided}; `viva debrief` shows them."));
    }
    Ok(context.ui.document(&d)?)
}

fn access(context: &Context, held: &Held, format: Option<ReportFormat>, output: &Path) -> Result<()> {
    let by_name = match output.extension().and_then(|e| e.to_str()) {
        _ if output.as_os_str() == "-" => ReportFormat::Terminal,
        Some("json") => ReportFormat::Json,
        Some("html") => ReportFormat::Html,
        _ => ReportFormat::Markdown,
    };
    let sessions: Vec<_> = held.sessions.iter().map(|o| (&o.header, &o.state, o.head.as_str())).collect();
    let drafts: Vec<(String, String)> =
        held.drafts.iter().map(|(id, text)| (id.to_string(), text.clone())).collect();
    let c = &held.candidate;
    let out =
        OutArgs { format: format.unwrap_or(by_name), json: false, output: output.to_owned(), raw: false };
    let document = access_document(&c.name, &sessions, &c.about, &drafts);
    deliver(context, &document, &access_json(&c.name, &sessions, &c.about, &drafts), &out)
}

fn erase(
    context: &Context,
    typed: &str,
    yes: bool,
    confirm: Option<String>,
    with_backup: bool,
) -> Result<()> {
    let mut store = context.store_to_change()?;
    let candidate = app::find_candidate(&store, typed)?;
    let name = &candidate.name;
    let typed = match confirm {
        Some(name) if yes => name,
        Some(_) => return Err(Failure::usage("--confirm NAME goes with --yes")),
        None => {
            let n = candidate.sessions.len();
            context.ui.status(&format!(
                "erasing {name}: {n} session(s) with names, notes, answers and marks; this cannot be taken back"
            ));
            Prompts::new(&context.ui).line(
                "Type the candidate's name to erase it",
                "--yes --confirm NAME",
                None,
            )?
        }
    };
    let is_id =
        candidate.sessions.iter().any(|s| s.id.short() == typed.trim() || s.id.as_str() == typed.trim());
    if person_key(&typed) != person_key(name) && !is_id {
        return Err(Refused(format!("`{typed}` is not `{name}`; nothing was erased")).into());
    }
    let done = app::erase(&mut store, &candidate, with_backup, &context.clock)?;
    let e = done.erased;
    context.ui.status(&format!(
        "erased: {} session(s) with {} entries, {} decision(s) and hold(s). Their chains still hold, and a merge does not bring them back",
        e.sessions, e.entries, e.about
    ));
    for hash in &done.plans {
        context.ui.message(&format!(
            "the plan {} was named after this person and still holds the name: results of others may rest on it, so it stays",
            hash.get(..12).unwrap_or(hash)
        ));
    }
    if done.as_interviewer != (0, 0) {
        let (sessions, drills) = done.as_interviewer;
        context.ui.message(&format!(
            "the same name still stands as the interviewer's in {sessions} session(s) with others and {drills} drill(s); these stay"
        ));
    }
    if done.copies.is_empty() {
        context.ui.status("no copy was found beside the store; copies elsewhere are not known to viva");
    } else {
        context.ui.message("these copies still hold the person; delete them when you no longer need them:");
        for copy in &done.copies {
            let made = if done.backup.as_ref() == Some(copy) { " (made just now)" } else { "" };
            context.ui.data(&format!("{}{made}\n", crate::model::visible(&copy.display().to_string())))?;
        }
        context.ui.status("copies elsewhere are not known to viva");
    }
    Ok(())
}
