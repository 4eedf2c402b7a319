//! `viva practice`.

use std::sync::Arc;

use anyhow::Result;
use serde_json::json;

use super::{
    Context, ExitCode,
    args::{PracticeArgs, PracticeCommand},
    mock, study,
    trial::hands,
};
use crate::{
    app::{
        NotFound, Refused,
        practice::{
            self as verbs, Choice, Heed, Optimized, Practice, PracticeEnd, PracticeScript, Summary, practised,
        },
    },
    grade::Runner,
    model::visible,
    practice::{Fit, Halt, Learner, Round, Wish},
    report::{Document, Style, paragraphs, to_json, to_terminal},
    store::{Store, StoreError},
    ui::{Draft, Farewell, PracticeTerminal, install_signals},
    world::{DraftFile, read_text},
};

/// The length of a round, in planned minutes, when nothing else is said.
const MINUTES: u16 = 20;
/// The longest script.
const LONGEST: u64 = 1_000_000;

pub(super) fn run(context: &Context, args: PracticeArgs) -> Result<ExitCode> {
    match args.command {
        Some(PracticeCommand::Undo) => undo(context),
        Some(PracticeCommand::Optimize { reset: true, .. }) => reset(context),
        Some(PracticeCommand::Optimize { json, .. }) => optimize(context, json),
        Some(PracticeCommand::Merge { files, dry_run, json }) => merge(context, &files, dry_run, json),
        None if args.mock.mock => mock::run(context, &args),
        None if args.study.role_to_study.is_some() => study::run(context, &args),
        None if args.list => list(context, &args),
        None => practice(context, &args),
    }
}

/// What was asked for.
fn choice(args: &PracticeArgs, new_left: usize) -> Choice {
    let minutes = args.minutes.or_else(|| args.count.is_none().then_some(MINUTES));
    let wish = Wish { minutes, count: args.count.map(usize::from), due_only: args.due, new_left };
    Choice { what: args.what.clone(), level: args.level, wish }
}

/// The seed of a round's order.
fn seed(context: &Context) -> String {
    context.entropy.practice_id(context.clock.now()).to_string()
}

/// What is due. A store that is not there yet is none that anything is due in.
fn list(context: &Context, args: &PracticeArgs) -> Result<ExitCode> {
    let bank = context.bank()?;
    let store = match context.store() {
        Ok(store) => Some(store),
        Err(e) if matches!(e.downcast_ref(), Some(StoreError::Missing(_))) => None,
        Err(e) => return Err(e),
    };
    let practised = practised(store.as_ref(), context.settings.practice())?;
    let today = context.clock.day(context.clock.now());
    let choice = choice(args, practised.new_left(today));
    let candidates = verbs::candidates(&bank, &practised, &choice.what, choice.level)?;
    let round = verbs::choose(&bank, &practised, &candidates, &choice, &[], (today, &seed(context)));
    if args.json {
        context.ui.data(&to_json(&verbs::due_json(&practised, &candidates, &round, today)))?;
    } else {
        context.ui.document(&verbs::due_document(&bank, &practised, &candidates, &round, today))?;
    }
    Ok(ExitCode::DONE)
}

fn practice(context: &Context, args: &PracticeArgs) -> Result<ExitCode> {
    let bank = context.bank()?;
    // Whatever can be refused is refused before a store is made.
    let script = args.script.as_deref().map(|path| read_text(path, LONGEST)).transpose()?;
    if script.is_none() && !context.ui.is_interactive() {
        let why = "practice needs a terminal for its questions and keys; without one, `--script FILE` answers and `--list` shows what is due";
        return Err(Refused(why.into()).into());
    }
    verbs::candidates(&bank, &verbs::Practised::default(), &args.what, args.level)?;
    let mut store = context.store_or_new()?;
    let path = store.path().to_owned();
    let practised = practised(Some(&store), context.settings.practice())?;
    let runner = context.runner(args.i_trust_this_code);
    let today = context.clock.day(context.clock.now());
    let draft = DraftFile::of_practice(&path);
    let restored = if script.is_none() { draft.read() } else { String::new() };
    let choice = choice(args, practised.new_left(today));
    let world = (context.clock, context.entropy.clone());
    let mut practice =
        Practice::begin(&mut store, &bank, &runner, practised, world, !restored.trim().is_empty())?;
    let mut candidates = verbs::candidates(&bank, practice.practised(), &choice.what, choice.level)?;
    if runner.runs_code().is_err() {
        let left_out = verbs::without_programs(&mut candidates, &bank, &choice.what);
        if left_out > 0 {
            context.ui.status(&format!(
                "{left_out} question(s) on programs are left out: none are run here (`viva doctor` says why)"
            ));
        }
    }
    let (stopped, order) = (practice.stopped(), seed(context));
    let round = verbs::choose(&bank, practice.practised(), &candidates, &choice, stopped, (today, &order));
    drop(candidates);
    if round.picks.is_empty() {
        let style = context.ui.message_style();
        context.ui.message(&paragraphs(&nothing(&round, args), style.width, "").join("\n"));
        if args.json {
            context.ui.data(&to_json(&practice.summary.json()))?;
        }
        return Ok(ExitCode::DONE);
    }
    let end = match script {
        Some(text) => play(context, args, &mut practice, round, &text)?,
        None => conduct(context, &mut practice, round, draft, restored)?,
    };
    finish(context, args, &practice.summary, end)
}

fn nothing(round: &Round, args: &PracticeArgs) -> String {
    let next = round.next.map_or_else(String::new, |day| format!(" Next due on {day}."));
    let new = match (round.new_left, args.due) {
        (0, _) => String::new(),
        (n, true) => format!(" {n} were never answered: leave --due out."),
        (n, false) => format!(
            " {n} were never answered, and today's share of new ones is used up (`new_per_day` in [practice] of the settings)."
        ),
    };
    format!("nothing is due.{next}{new} A question named by its id is always asked.")
}

/// At a terminal, until everything was asked or nobody answers any more.
fn conduct(
    context: &Context,
    practice: &mut Practice<'_>,
    round: Round,
    file: DraftFile,
    restored: String,
) -> Result<PracticeEnd> {
    let farewell = Farewell::default();
    farewell.set(STOPPED);
    let draft = Draft::new(Arc::new(move |text: &str| file.keep(text)));
    install_signals(farewell.clone(), draft.clone())?;
    let plain = Style { color: false, ..context.ui.message_style() };
    let mut learner = PracticeTerminal::new(&context.ui, hands(context), draft, restored);
    learner.said("Enter, y and n and 1 to 4 do most of it; /help lists the rest, /quit stops. Everything is saved at once.").ok();
    let end = practice.run(round, &mut learner, &mut |summary: &Summary| {
        farewell.set(format!("{STOPPED}\n\n{}", to_terminal(&summary.document(), plain)));
    })?;
    if matches!(end, PracticeEnd::Stopped(_)) {
        context.ui.message(&format!("\n{STOPPED}"));
    }
    farewell.silence();
    Ok(end)
}

const STOPPED: &str = "stopped; everything answered is saved. Go on with: viva practice";

/// From a script.
fn play(
    context: &Context,
    args: &PracticeArgs,
    practice: &mut Practice<'_>,
    round: Round,
    text: &str,
) -> Result<PracticeEnd> {
    let (ui, echo, style) = (context.ui, args.echo, context.ui.message_style());
    let mut count = 0_u32;
    let mut learner = PracticeScript::new(text, move |heed| {
        match heed {
            Heed::Document(document) => ui.status_drawn(&format!("\n{}", to_terminal(document, style))),
            Heed::Line(line) => ui.status(&format!("> {line}")),
            Heed::Said(text) => ui.status(text),
            Heed::Saved(what) => {
                count += 1;
                ui.status(&format!("saved: {what}"));
                if echo {
                    ui.data(&format!("saved {count}\n"))
                        .map_err(|e| Halt::Terminal(std::io::Error::other(e)))?;
                }
            }
        }
        Ok(())
    });
    practice.run(round, &mut learner, &mut |_| {})
}

/// The summary, and how the program ends.
fn finish(context: &Context, args: &PracticeArgs, summary: &Summary, end: PracticeEnd) -> Result<ExitCode> {
    let code = match end {
        PracticeEnd::Complete | PracticeEnd::Stopped(Halt::Quit | Halt::EndOfInput) => ExitCode::DONE,
        PracticeEnd::Stopped(Halt::Signal(signal)) => ExitCode(128 + u8::try_from(signal).unwrap_or(0)),
        PracticeEnd::Stopped(Halt::Unfit(why)) => {
            print(context, args, summary)?;
            return Err(super::Failure::usage(why));
        }
        PracticeEnd::Stopped(Halt::Terminal(error)) => return Err(error.into()),
    };
    print(context, args, summary)?;
    Ok(code)
}

fn print(context: &Context, args: &PracticeArgs, summary: &Summary) -> Result<()> {
    if args.json {
        return Ok(context.ui.data(&to_json(&summary.json()))?);
    }
    if summary.is_empty() {
        return Ok(());
    }
    Ok(context.ui.document(&summary.document())?)
}

fn undo(context: &Context) -> Result<ExitCode> {
    let mut store = context.store_to_change()?;
    match verbs::take_back_last(&mut store, &context.clock, &context.entropy)? {
        Some(attempt) => {
            context.ui.status(&format!(
                "taken back: the answer to {} of {}; `viva practice {0}` asks it again",
                attempt.question, attempt.at
            ));
            Ok(ExitCode::DONE)
        }
        None => Err(NotFound { what: "there is no answer to take back".into(), hint: None }.into()),
    }
}

fn reset(context: &Context) -> Result<ExitCode> {
    let mut store = context.store_to_change()?;
    if verbs::reset_parameters(&mut store, &context.clock, &context.entropy)? {
        context.ui.status("the published parameters are in force again; what was fitted stays in the store");
    } else {
        context.ui.status("the published parameters are in force already");
    }
    Ok(ExitCode::DONE)
}

fn optimize(context: &Context, as_json: bool) -> Result<ExitCode> {
    let mut store = context.store_to_change()?;
    let practised = practised(Some(&store), context.settings.practice())?;
    let bar = context.ui.progress("fitting", crate::practice::steps());
    let world = (&context.clock, &context.entropy);
    let done = verbs::optimize(&mut store, &practised, world, || bar.inc(1))?;
    bar.finish_and_clear();
    if as_json {
        context.ui.data(&to_json(&optimized_json(&done)))?;
    } else {
        context.ui.document(&optimized(&done, &practised))?;
    }
    Ok(match done {
        Optimized::TooFew { .. } => ExitCode::NO,
        Optimized::NoBetter(_) | Optimized::Kept(_) => ExitCode::DONE,
    })
}

fn optimized(done: &Optimized, practised: &verbs::Practised) -> Document {
    let mut d = Document::default();
    let fit = match done {
        Optimized::TooFew { found, needed } => {
            d.text(format!(
                "Not enough yet: {found} of {needed} reviews on a later day than the one before; {} more are needed. The parameters stay as they are.",
                needed - found
            ));
            return d;
        }
        Optimized::NoBetter(fit) => {
            d.text("The fit does not predict the newest fifth of your reviews better than the parameters in force: these stay.");
            fit
        }
        Optimized::Kept(fit) => {
            d.text("Fitted to your own reviews, kept and in force: due days follow from now on. `viva practice optimize --reset` goes back.");
            fit
        }
    };
    let loss = |(a, b): (f64, f64)| format!("{a:.4} before, {b:.4} after");
    d.facts([
        ("Reviews", fit.reviews.to_string()),
        ("Log-loss over all of them", loss((fit.loss_before, fit.loss_after))),
        ("Over the newest fifth, unseen", loss(fit.unseen)),
        (
            "In force before",
            match practised.fitted.as_ref().filter(|f| f.weights.is_some()) {
                Some(f) => format!("fitted on {} to {} reviews", f.at, f.reviews),
                None => "the published parameters".into(),
            },
        ),
    ]);
    d
}

/// `viva.practice-optimize/1`
fn optimized_json(done: &Optimized) -> serde_json::Value {
    let fit = |outcome: &str, f: &Fit| {
        json!({
            "schema": "viva.practice-optimize/1", "outcome": outcome, "reviews": f.reviews, "weights": f.weights,
            "loss_before": f.loss_before, "loss_after": f.loss_after,
            "unseen_before": f.unseen.0, "unseen_after": f.unseen.1,
        })
    };
    match done {
        Optimized::TooFew { found, needed } => {
            json!({ "schema": "viva.practice-optimize/1", "outcome": "too-few", "reviews": found, "needed": needed })
        }
        Optimized::NoBetter(f) => fit("no-better", f),
        Optimized::Kept(f) => fit("kept", f),
    }
}

fn merge(context: &Context, files: &[std::path::PathBuf], dry_run: bool, as_json: bool) -> Result<ExitCode> {
    // Looking what a merge would do makes no store.
    let mut store = if dry_run { merge_target(context)? } else { context.store_or_new()? };
    let merged = verbs::merge_practice(&mut store, files, dry_run)?;
    if as_json {
        let mut value = serde_json::to_value(merged)?;
        value["schema"] = json!("viva.practice-merge/1");
        value["dry_run"] = json!(dry_run);
        context.ui.data(&to_json(&value))?;
        return Ok(ExitCode::DONE);
    }
    let verb = if dry_run { "would take over" } else { "took over" };
    let names =
        files.iter().map(|f| visible(&f.display().to_string()).into_owned()).collect::<Vec<_>>().join(", ");
    context.ui.data(&format!(
        "{verb} {} answers, {} reviews and {} entries from {names}; {} rows were known\n",
        merged.attempts, merged.reviews, merged.entries, merged.known
    ))?;
    Ok(ExitCode::DONE)
}

fn merge_target(context: &Context) -> Result<Store> {
    context.store()
}
