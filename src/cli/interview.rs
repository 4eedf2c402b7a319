//! `viva interview`, `viva resume`, `viva demo`.

use std::{path::Path, sync::Arc};

use anyhow::Result;

use super::{
    Context, ExitCode,
    args::{DrawArgs, InterviewArgs},
    plan::draw_options,
    report::print_session,
    trial::hands,
};
use crate::{
    app::{self, Begin, End, Live, NotFound, Refused},
    bank::Bank,
    model::{Event, Header, Mode, SessionId},
    plan::{Options, Plan},
    report::{Cell, Document, Table, session_document, to_json},
    session::{Asker, Show, Stopped},
    store::Store,
    ui::{Draft, Farewell, FindingFormat, Prompts, SelfAsker, TerminalAsker, draw_findings, install_signals},
    world::DraftFile,
};

pub(super) fn interview(context: &Context, args: InterviewArgs) -> Result<ExitCode> {
    if !args.script.is_empty() {
        return scripts(context, &args);
    }
    let bank = context.bank()?;
    let prompts = Prompts::new(&context.ui);
    let plan = choose_plan(context, &bank, args.role.as_deref(), args.plan.as_deref(), &args.draw, prompts)?;
    for line in plan.not_covered() {
        context.ui.status(&format!("note: {line}"));
    }
    let candidate = match args.candidate {
        Some(name) => name,
        None => prompts.line("Candidate", "--candidate NAME", None)?,
    };
    let interviewer = match context.interviewer(args.interviewer) {
        Some(name) => name,
        None => prompts.line("Interviewer", "--interviewer NAME", None)?,
    };
    need_terminal(context)?;
    let mut store = context.store_or_new()?;
    let now = context.clock.now();
    let id = context.entropy.session_id(now);
    let begin = Begin { id, candidate, interviewer, plan, mode: Mode::Interview, started: now };
    let (header, mut live) = app::begin(&mut store, &bank, begin, context.clock)?;
    conduct(context, &header, &mut live, args.json)
}

/// The plan of a file or of a role, which is asked for when neither is given.
pub(super) fn choose_plan(
    context: &Context,
    bank: &Bank,
    role: Option<&str>,
    file: Option<&Path>,
    draw: &DrawArgs,
    prompts: Prompts,
) -> Result<Plan> {
    if let Some(path) = file {
        let (plan, content) = app::plan_from_file(bank, path)?;
        let style = context.ui.message_style();
        context.ui.drawn(&draw_findings(&content.findings, &content.sources, FindingFormat::Human, style));
        return Ok(plan);
    }
    let role = match role {
        Some(role) => role.to_owned(),
        None => {
            let roles: Vec<_> = bank.roles().values().map(|r| &r.role).collect();
            if roles.is_empty() {
                let hint = Some("leave --no-builtin out, or name a bank with roles".into());
                return Err(NotFound { what: "the bank has no roles".into(), hint }.into());
            }
            let line = |r: &&crate::bank::Role| format!("{} ({}, {} minutes)", r.title, r.id, r.minutes);
            let chosen =
                prompts.choose("Role", "--role ID", &roles.iter().map(line).collect::<Vec<_>>(), 0)?;
            roles[chosen].id.to_string()
        }
    };
    app::draw_plan(bank, app::role(bank, &role)?, &draw_options(draw)?)
}

fn need_terminal(context: &Context) -> Result<()> {
    if context.ui.is_interactive() {
        return Ok(());
    }
    let why = "an interview needs a terminal for its questions and keys; without one, play `--script FILE`";
    Err(Refused(why.into()).into())
}

pub(super) fn resume(context: &Context, session: Option<&str>, reopen: bool) -> Result<ExitCode> {
    need_terminal(context)?;
    let mut store = context.store_to_change()?;
    let who = context.interviewer(None);
    let (header, mut live) = app::resume(&mut store, session, who.as_deref(), reopen, context.clock)?;
    let (who, role) = (&header.candidate, &live.state.material.plan.title);
    context.ui.status(&format!("going on with session {}: {who}, {role}", header.id.short()));
    conduct(context, &header, &mut live, false)
}

/// Runs an interview at the terminal, then offers to seal it and prints the scorecard.
pub(super) fn conduct(
    context: &Context,
    header: &Header,
    live: &mut Live<'_>,
    json: bool,
) -> Result<ExitCode> {
    let path = live.store.path().to_owned();
    let farewell = Farewell::default();
    farewell.set(way_back(&header.id));
    let file = DraftFile::of(&path, &header.id);
    let restored = file.read();
    let draft = Draft::new(Arc::new(move |text: &str| file.keep(text)));
    install_signals(farewell.clone(), draft.clone())?;
    let runner = context.runner(false);
    let watch = context.clock.start();
    let base = live.state.elapsed;
    let since = Box::new(move || base + watch.elapsed());
    let terminal = TerminalAsker::new(&context.ui, hands(context), since, draft, restored);
    let mut asker: Box<dyn Asker> = match header.mode {
        Mode::Interview => Box::new(terminal),
        Mode::Mock => Box::new(SelfAsker::new(terminal, &live.state)),
    };
    let first = match live.state.current {
        None if live.state.closing => Show::Closing,
        None => Show::Opening,
        Some(index) => Show::Question(index),
    };
    let shown = if live.state.recommended.is_some() { Ok(()) } else { asker.show(&first, &live.state) };
    let end = match shown {
        Ok(()) => live.run(asker.as_mut(), &runner)?,
        Err(stopped) => End::Stopped(stopped),
    };
    drop(asker);
    match end {
        End::Stopped(Stopped::Signal(signal)) => {
            farewell.say();
            return Ok(ExitCode(128 + u8::try_from(signal).unwrap_or(0)));
        }
        End::Stopped(Stopped::Terminal(error)) => {
            farewell.say();
            return Err(error.into());
        }
        End::Stopped(Stopped::Quit | Stopped::EndOfInput) => {
            farewell.say();
        }
        End::Complete => {
            let prompts = Prompts::new(&context.ui);
            let question = "Seal the scorecard now? Later changes are amendments that everybody sees";
            if prompts.confirm(question, "`viva session submit`", false).unwrap_or(false) {
                live.keep(vec![Event::Submitted], None)?;
                context.ui.status("sealed");
            } else {
                let short = header.id.short();
                context.ui.status(&format!(
                    "not sealed: `viva session submit {short}` seals it, `viva resume {short} --reopen` changes it"
                ));
            }
            finish(context, live.store, &header.id, json)?;
        }
    }
    Ok(ExitCode::DONE)
}

fn way_back(id: &SessionId) -> String {
    format!("stopped; everything entered is saved. Go on with: viva resume {}", id.short())
}

fn finish(context: &Context, store: &Store, id: &SessionId, json: bool) -> Result<()> {
    let opened = app::open_session(store, id)?;
    if json {
        return Ok(context.ui.data(&to_json(&session_json(&opened)))?);
    }
    Ok(context.ui.document(&session_document(&opened.report(), false))?)
}

/// `viva.session/1`
fn session_json(opened: &app::Opened) -> serde_json::Value {
    let report = opened.report();
    serde_json::json!({
        "schema": "viva.session/1",
        "session": report.session.id,
        "short": report.session.short,
        "mode": report.session.mode,
        "self_assessed": report.session.self_assessed,
        "status": report.session.status,
        "result": report.result,
        "recommendation": report.recommendation,
    })
}

/// Plays scripts in the order in which they are named. None is played when one has a fault.
fn scripts(context: &Context, args: &InterviewArgs) -> Result<ExitCode> {
    let bank = context.bank()?;
    let mut loaded = Vec::new();
    for path in &args.script {
        loaded.push(app::read_script(&bank, path)?);
    }
    play(context, &bank, loaded, args.echo, args.json)
}

/// Plays what was read into the store and prints what it came to.
pub(super) fn play(
    context: &Context,
    bank: &Bank,
    loaded: Vec<app::Loaded>,
    echo: bool,
    json: bool,
) -> Result<ExitCode> {
    let mut store = context.store_or_new()?;
    let ui = context.ui;
    let bar = ui.progress("playing", loaded.iter().map(|l| l.script.answer.len() as u64).sum());
    let mut failed = None;
    let mut watch = |seq: u32, event: &Event| {
        if matches!(event, Event::Left { .. }) {
            bar.inc(1);
        }
        if echo && let Err(e) = ui.data(&format!("saved {seq}\n")) {
            failed.get_or_insert(e);
        }
    };
    let mut played = Vec::new();
    for script in loaded {
        let id = context.entropy.session_id(context.clock.now());
        let runner = context.runner(false);
        played.push(app::play_script(&mut store, bank, script, id, context.clock, &runner, &mut watch)?);
    }
    bar.finish_and_clear();
    if let Some(error) = failed {
        return Err(error.into());
    }
    for one in played.iter().filter(|p| !p.complete) {
        let short = one.id.short();
        ui.status(&format!(
            "session {short}: the script has no [verdict], so it stays open; `viva resume {short}` goes on"
        ));
    }
    match played.as_slice() {
        [one] => {
            finish(context, &store, &one.id, json)?;
            if !json {
                let short = one.id.short();
                ui.status(&format!(
                    "saved as session {short}; `viva report session {short}` shows everything"
                ));
            }
        }
        many => finish_all(context, &store, many, json)?,
    }
    Ok(ExitCode::DONE)
}

/// One line a session; the scorecards are one command away.
fn finish_all(context: &Context, store: &Store, played: &[app::Played], json: bool) -> Result<()> {
    let mut table = Table::new(&["Session=", "Candidate", "Interviewer", "Result", "Coverage>"]);
    let mut sessions = Vec::new();
    for one in played {
        let opened = app::open_session(store, &one.id)?;
        let report = opened.report();
        table.row([
            Cell::from(one.id.short()),
            Cell::from(opened.header.candidate.as_str()),
            Cell::from(opened.header.interviewer.as_str()),
            Cell::from(report.result.outcome.words()),
            Cell::Percent(report.result.coverage),
        ]);
        sessions.push(session_json(&opened));
    }
    if json {
        let all = serde_json::json!({ "schema": "viva.played/1", "sessions": sessions });
        return Ok(context.ui.data(&to_json(&all))?);
    }
    let mut document = Document::default();
    document.table(table);
    context.ui.document(&document)?;
    context.ui.status("saved; `viva report session SESSION` shows everything of one");
    Ok(())
}

/// A short recorded interview, written here by the role's own first questions, in a store that is thrown away.
pub(super) fn demo(context: &Context, role: &str) -> Result<ExitCode> {
    let bank = context.bank()?;
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("demo.db");
    let plan = app::draw_plan(&bank, app::role(&bank, role)?, &Options::default())?;
    let script = app::demo_script(&bank, &plan, context.clock.now())?;
    let file = folder.path().join("demo.toml");
    crate::world::write_whole(&file, script.as_bytes())?;
    let loaded = app::read_script(&bank, &file)?;
    let (mut store, _) = app::open_store_for_writing(&path, &context.clock, &context.entropy, || {})?;
    let id = context.entropy.session_id(context.clock.now());
    let played = app::play_script(
        &mut store,
        &bank,
        loaded,
        id,
        context.clock,
        &context.runner(false),
        &mut |_, _| {},
    )?;
    let opened = app::open_session(&store, &played.id)?;
    context.ui.status(
        "A demonstration: gold answers of the bank, marked as the bank marks them. Nothing is kept.\n",
    );
    print_session(context, &opened)?;
    context
        .ui
        .status("\nNext: `viva interview` interviews somebody; `viva bank list` shows what can be asked.");
    Ok(ExitCode::DONE)
}
