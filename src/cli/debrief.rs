//! `viva debrief`.

use anyhow::Result;

use super::{
    Context, ExitCode, Failure,
    args::{DebriefArgs, DebriefCommand},
    report::deliver,
};
use crate::{
    app::{self, DebriefWish, Decided},
    model::Dissent,
    report::debrief_document,
};

pub(super) fn run(context: &Context, args: DebriefArgs) -> Result<ExitCode> {
    let who = context.interviewer(None);
    let redact = args.redact.what();
    let wish = DebriefWish { role: args.role, who, last: args.last, redact };
    if let Some(command) = args.command {
        record(context, &args.candidate, &wish, command)?;
        return Ok(ExitCode::DONE);
    }
    let store = context.store()?;
    let candidate = app::find_candidate(&store, &args.candidate)?;
    let debrief = app::debrief_of(&store, &candidate, &wish)?;
    deliver(context, &debrief_document(&debrief), &debrief, &args.out)?;
    Ok(ExitCode::DONE)
}

fn record(context: &Context, typed: &str, wish: &DebriefWish, command: DebriefCommand) -> Result<()> {
    if !wish.redact.is_nothing() {
        return Err(Failure::usage("--redact is for reading a debrief, not for recording a decision"));
    }
    let DebriefCommand::Record { decision, owner, why, dissent, incomplete } = command;
    if wish.who.is_none() {
        return Err(Failure::usage("who writes it down? give --as NAME"));
    }
    let dissent = dissent.iter().map(|d| read_dissent(d)).collect::<Result<_>>()?;
    let mut store = context.store_to_change()?;
    let candidate = app::find_candidate(&store, typed)?;
    let decided = Decided { decision, owner, why, dissent, incomplete };
    app::decide(&mut store, &candidate, wish, decided, &context.clock, &context.entropy)?;
    context.ui.status(&format!(
        "recorded; it stands in every later debrief and report on {}, and no mark was changed",
        candidate.name
    ));
    Ok(())
}

fn read_dissent(text: &str) -> Result<Dissent> {
    match text.split_once(':') {
        Some((who, says)) if !who.trim().is_empty() && !says.trim().is_empty() => {
            Ok(Dissent { who: who.trim().into(), says: says.trim().into() })
        }
        _ => Err(Failure::usage(format!("--dissent takes `NAME: reason`, not `{text}`"))),
    }
}
