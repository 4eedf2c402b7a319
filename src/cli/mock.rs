//! `viva mock`: an interview with oneself.

use anyhow::Result;

use super::{
    Context, ExitCode, Failure,
    args::MockArgs,
    interview::{choose_plan, conduct, play},
};
use crate::{
    app::{self, Refused},
    model::Mode,
    ui::Prompts,
};

pub(super) fn run(context: &Context, args: MockArgs) -> Result<ExitCode> {
    let bank = context.bank()?;
    if let Some(path) = &args.script {
        let mut loaded = app::read_script(&bank, path)?;
        loaded.script.mode = Mode::Mock;
        return play(context, &bank, vec![loaded], false, args.json);
    }
    let prompts = Prompts::new(&context.ui);
    let plan = choose_plan(context, &bank, args.role.as_deref(), args.plan.as_deref(), &args.draw, prompts)?;
    for line in plan.not_covered() {
        context.ui.status(&format!("note: {line}"));
    }
    if !context.ui.is_interactive() {
        let why = "a mock interview needs a terminal for its questions and keys; without one, play `viva mock --script FILE`";
        return Err(Refused(why.into()).into());
    }
    let candidate = context.interviewer(args.candidate);
    let candidate = candidate.ok_or_else(|| Failure::usage("who practises? give --candidate NAME"))?;
    let mut store = context.store_or_new()?;
    let now = context.clock.now();
    let new = (context.entropy.session_id(now), now);
    let (header, mut live) = app::begin_mock(&mut store, &bank, new, candidate, plan, context.clock)?;
    conduct(context, &header, &mut live, args.json)
}
