//! `viva practice --mock`: an interview with oneself.

use anyhow::Result;

use super::{
    Context, ExitCode, Failure,
    args::{DrawArgs, PracticeArgs},
    interview::{choose_plan, conduct, play},
};
use crate::{
    app::{self, Refused},
    model::Mode,
    ui::Prompts,
};

/// The shortest appointment that a plan can be drawn for, in minutes.
const SHORTEST: u16 = 5;

pub(super) fn run(context: &Context, args: &PracticeArgs) -> Result<ExitCode> {
    let bank = context.bank()?;
    if let Some(path) = &args.script {
        let mut loaded = app::read_script(&bank, path)?;
        loaded.script.mode = Mode::Mock;
        return play(context, &bank, vec![loaded], false, args.json);
    }
    if args.minutes.is_some_and(|m| m < SHORTEST) {
        return Err(Failure::usage(format!("an interview has at least {SHORTEST} minutes")));
    }
    let mock = &args.mock;
    let draw = DrawArgs {
        form: mock.form.clone().unwrap_or_else(|| "A".into()),
        minutes: args.minutes,
        tag: mock.tag.clone(),
    };
    let prompts = Prompts::new(&context.ui);
    let plan = choose_plan(context, &bank, mock.role.as_deref(), mock.plan.as_deref(), &draw, prompts)?;
    for line in plan.not_covered() {
        context.ui.status(&format!("note: {line}"));
    }
    if !context.ui.is_interactive() {
        let why = "a mock interview needs a terminal for its questions and keys; without one, `viva practice --mock --script FILE` plays a scripted one";
        return Err(Refused(why.into()).into());
    }
    let candidate = match context.interviewer(mock.candidate.clone()) {
        Some(name) => name,
        None => prompts.line("Your name", "--candidate NAME", None)?,
    };
    let mut store = context.store_or_new()?;
    let now = context.clock.now();
    let new = (context.entropy.session_id(now), now);
    let (header, mut live) = app::begin_mock(&mut store, &bank, new, candidate, plan, context.clock)?;
    conduct(context, &header, &mut live, args.json)
}
