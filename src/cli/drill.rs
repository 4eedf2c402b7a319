//! `viva drill`.

use std::{collections::HashSet, path::Path, sync::Arc};

use anyhow::Result;

use super::{Context, ExitCode, args::DrillArgs, report::write_output};
use crate::{
    app::{self, DrillEnd, DrillRound, Refused},
    model::{Drill, LONGEST_NAME},
    plan::Wanted,
    report::{
        drill_handout, drill_round, drill_round_document, drill_summary, drill_summary_document, to_json,
        to_markdown,
    },
    session::Stopped,
    store::StoreError,
    ui::{Draft, Farewell, Prompts, TerminalMarker, install_signals},
};

pub(super) fn run(context: &Context, args: DrillArgs) -> Result<ExitCode> {
    let wanted = Wanted { words: args.words.clone(), level: args.level };
    if args.summary {
        return summary(context, &args, &wanted);
    }
    if args.handout {
        return handout(context, &args, &wanted);
    }
    if let Some(path) = &args.script {
        return script(context, &args, path);
    }
    if !context.ui.is_interactive() {
        let why = "a drill needs a terminal for its keys; without one, `viva drill --handout` writes samples to mark and `--script FILE` takes the marks";
        return Err(Refused(why.into()).into());
    }
    let bank = context.bank()?;
    let who = match context.interviewer(args.interviewer) {
        Some(name) => name,
        None => Prompts::new(&context.ui).line("Interviewer", "--interviewer NAME", None)?,
    };
    app::chosen(&bank, &wanted)?;
    let mut store = context.store_or_new()?;
    let seen = store.drills(Some(&who))?;
    let (samples, faulty) = app::draw_samples(&bank, &wanted, &seen, args.count.into(), &context.entropy)?;
    if faulty > 0 {
        context.ui.status(&format!(
            "note: {faulty} question(s) with faults are passed over; `viva bank check` shows them"
        ));
    }
    if samples.len() < usize::from(args.count) {
        context.ui.status(&format!("note: there are {} gold samples to mark", samples.len()));
    }
    let farewell = Farewell::default();
    farewell.set(
        "stopped; every mark shown as saved is saved. `viva drill` goes on with the sample that was begun",
    );
    install_signals(farewell.clone(), Draft::new(Arc::new(|_| {})))?;
    let mut marker = TerminalMarker::new(&context.ui);
    let round =
        app::run_drill(&mut store, samples, &who, &seen, (context.clock, &context.entropy), &mut marker)?;
    drop(marker);
    match &round.end {
        DrillEnd::Complete => {}
        DrillEnd::Stopped(Stopped::Signal(signal)) => {
            farewell.say();
            return Ok(ExitCode(128 + u8::try_from(*signal).unwrap_or(0)));
        }
        DrillEnd::Stopped(Stopped::Terminal(error)) => {
            farewell.say();
            return Err(std::io::Error::new(error.kind(), error.to_string()).into());
        }
        DrillEnd::Stopped(Stopped::Quit | Stopped::EndOfInput) => farewell.say(),
    }
    finish(context, &who, &round, args.json)?;
    Ok(ExitCode::DONE)
}

fn finish(context: &Context, who: &str, round: &DrillRound, json: bool) -> Result<()> {
    let figures = drill_round(who, &round.states);
    if json {
        return Ok(context.ui.data(&to_json(&figures))?);
    }
    if !figures.samples.is_empty() {
        context.ui.document(&drill_round_document(&figures))?;
        context.ui.status("`viva drill --summary` says how your marks stand to gold over all rounds");
    }
    Ok(())
}

fn script(context: &Context, args: &DrillArgs, path: &Path) -> Result<ExitCode> {
    let bank = context.bank()?;
    let loaded = app::read_drill(&bank, path)?;
    // The flag first, then the file, then the settings.
    let who =
        args.interviewer.clone().or_else(|| loaded.interviewer.clone()).or_else(|| context.interviewer(None));
    let who = who.ok_or_else(|| super::Failure::usage("who marked? give --interviewer NAME"))?;
    let mut store = context.store_or_new()?;
    let seen = store.drills(Some(&who))?;
    let mut marker = loaded.marker();
    let clock = (context.clock, &context.entropy);
    let round = app::run_drill(&mut store, loaded.samples, &who, &seen, clock, &mut marker)?;
    finish(context, &who, &round, args.json)?;
    Ok(ExitCode::DONE)
}

fn handout(context: &Context, args: &DrillArgs, wanted: &Wanted) -> Result<ExitCode> {
    let bank = context.bank()?;
    let who = context.interviewer(args.interviewer.clone());
    let seen = match &who {
        Some(who) => drills(context, Some(who))?,
        None => Vec::new(),
    };
    let (samples, _) = app::draw_samples(&bank, wanted, &seen, args.count.into(), &context.entropy)?;
    let document = drill_handout(&samples, who.as_deref());
    write_output(context, &args.output, to_markdown(&document).as_bytes())?;
    Ok(ExitCode::DONE)
}

/// What is kept; a store that was not made yet holds nothing.
fn drills(context: &Context, who: Option<&str>) -> Result<Vec<Drill>> {
    match context.store() {
        Ok(store) => Ok(store.drills(who)?),
        Err(e) if matches!(e.downcast_ref(), Some(StoreError::Missing(_))) => Ok(Vec::new()),
        Err(e) => Err(e),
    }
}

fn summary(context: &Context, args: &DrillArgs, wanted: &Wanted) -> Result<ExitCode> {
    let bank = context.bank()?;
    let who = if args.all { None } else { context.interviewer(args.interviewer.clone()) };
    if !args.all && who.is_none() {
        return Err(super::Failure::usage("whose? give --interviewer NAME, or --all"));
    }
    let mut all = drills(context, who.as_deref())?;
    if !wanted.words.is_empty() || wanted.level.is_some() {
        let chosen: HashSet<&str> = app::chosen(&bank, wanted)?.iter().map(|l| l.id.as_str()).collect();
        all.retain(|d| chosen.contains(d.header.question.as_str()));
    }
    let figures = drill_summary(&all, &app::edited_since(&bank, &all));
    if figures.interviewers.is_empty() {
        let whose = who
            .map_or_else(|| "nobody".to_owned(), |w| format!("`{}`", crate::model::brief(&w, LONGEST_NAME)));
        context.ui.status(&format!("{whose} has marked no gold sample yet; `viva drill` shows some"));
    }
    if args.json {
        context.ui.data(&to_json(&figures))?;
    } else {
        context.ui.document(&drill_summary_document(&figures))?;
    }
    Ok(ExitCode::DONE)
}
