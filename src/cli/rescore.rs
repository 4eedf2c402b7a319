//! `viva rescore`: stored answers marked anew after a key was mended.

use anyhow::Result;
use serde_json::{Value, json};

use super::{Context, ExitCode, Failure, args::RescoreArgs};
use crate::{
    app::{self, NotFound, Progress, Refused, Rescore, RescoreRequest, ResultChange, VerdictChange},
    bank::meaning,
    measure::Outcome,
    model::{QuestionId, Slug, Verdict},
    report::{Cell, Document, Table, to_json},
    session::Cause,
};

pub(super) fn run(context: &Context, args: RescoreArgs) -> Result<ExitCode> {
    let bank = context.bank()?;
    let question = args.question.as_deref().map(|id| QuestionId::new(id).map_err(|_| unknown(&bank, id)));
    let question = question.transpose()?;
    if let Some(found) = question.as_ref().and_then(|id| bank.find(id)).filter(|l| l.outline.kind == "open") {
        let why =
            format!("`{}` is an open question: a person marks it, so nothing can mark it anew", found.id);
        return Err(Refused(why).into());
    }
    let who = match args.dry_run {
        true => None,
        false => {
            let who = context.interviewer(args.who);
            Some(who.ok_or_else(|| Failure::usage("who marks anew? give --who NAME, or --dry-run"))?)
        }
    };
    let looker = context.interviewer(None);
    let mut store = if args.dry_run { context.store()? } else { context.store_to_change()? };
    let mut sessions = Vec::new();
    for typed in &args.session {
        let id = store.find(typed)?;
        if !sessions.contains(&id) {
            sessions.push(id);
        }
    }
    let bar = context.ui.progress("marking anew", 0);
    let mut progress = |step| match step {
        Progress::Answers(n) => bar.set_length(n as u64),
        Progress::Marked => bar.inc(1),
    };
    let request = RescoreRequest {
        sessions,
        question: question.as_ref(),
        who: who.as_deref(),
        why: args.why.as_deref(),
        looker: looker.as_deref(),
    };
    let runner = context.runner(false);
    let done = app::rescore(&mut store, &bank, &request, &runner, context.clock, &mut progress);
    bar.finish_and_clear();
    let done = done?;
    if let Some(id) = question.as_ref().filter(|id| done.answers == 0 && bank.find(id).is_none()) {
        return Err(unknown(&bank, id.as_str()));
    }
    if args.json {
        context.ui.data(&to_json(&document_json(&done, args.dry_run, &bank)))?;
    } else {
        context.ui.document(&document(&done))?;
    }
    let (n, m) = (done.answers, done.sessions);
    context.ui.status(&format!(
        "{n} graded answer(s) in {m} session(s): {} judged by the key of today already, {} marked anew, {} not, {} verdict(s) changed",
        done.untouched,
        done.replayed,
        done.left.len() + done.gone.len(),
        done.changes.len(),
    ));
    if done.hidden > 0 {
        context.ui.message(&format!(
            "{} session(s) were not looked at: they are hidden until your own scorecard on the candidate is submitted",
            done.hidden
        ));
    }
    context.ui.status(match (args.dry_run, done.changes.is_empty()) {
        (_, true) => "nothing changes",
        (true, false) => {
            "nothing was kept: without --dry-run each changed verdict is appended to its session"
        }
        (false, false) => "appended: before, after, who, when and why stand in every report",
    });
    // Another machine or a mended bank could still say more.
    Ok(if done.left.iter().any(|l| l.again) { ExitCode::NO } else { ExitCode::DONE })
}

fn unknown(bank: &crate::bank::Bank, id: &str) -> anyhow::Error {
    let near = bank.nearest(id).map(|n| format!("did you mean `{n}`?"));
    NotFound { what: format!("no question has the id `{id}`"), hint: near }.into()
}

fn percent(verdict: &Verdict) -> String {
    format!("{:.0} %", verdict.fraction.value() * 100.0)
}

fn came_to((outcome, score): (Outcome, Option<f64>)) -> String {
    match score {
        Some(score) => format!("{} ({score:.2})", outcome.words()),
        None => outcome.words().to_owned(),
    }
}

fn document(done: &Rescore) -> Document {
    let mut d = Document::default();
    if !done.changes.is_empty() {
        d.heading(2, "Verdicts");
        let mut t = Table::new(&["Session=", "Candidate", "Question=", "Before>", "After>", "Why now"]);
        for c in &done.changes {
            t.row([
                Cell::from(c.session.short()),
                Cell::from(c.candidate.as_str()),
                Cell::from(c.question.as_str()),
                Cell::from(percent(&c.before)),
                Cell::from(percent(&c.after)),
                Cell::from(c.after.reason.as_str()),
            ]);
        }
        d.table(t);
        d.heading(2, "Results");
        let mut t = Table::new(&["Session=", "Candidate", "Role", "Before", "After", "Changes"]);
        for r in &done.results {
            t.row([
                Cell::from(r.session.short()),
                Cell::from(r.candidate.as_str()),
                Cell::from(r.role.as_str()),
                Cell::from(came_to(r.before)),
                Cell::from(came_to(r.after)),
                Cell::from(if r.before.0 == r.after.0 { "score only" } else { "RESULT" }),
            ]);
        }
        d.table(t);
    }
    if !done.left.is_empty() {
        d.heading(2, "Not marked anew");
        let line =
            |l: &app::Left| format!("{} {}, {}: {}", l.session.short(), l.candidate, l.question, l.why);
        d.list(done.left.iter().map(line).collect());
    }
    if !done.gone.is_empty() {
        d.heading(2, "The bank does not have the question any more");
        d.list(done.gone.iter().map(|(s, c, q)| format!("{} {c}, {q}", s.short())).collect());
    }
    d
}

fn verdict_json(verdict: &Verdict, meaning: &str) -> Value {
    json!({
        "fraction": verdict.fraction, "reason": verdict.reason, "grader": verdict.grader, "meaning": meaning,
    })
}

/// `viva.rescore/1`
fn document_json(done: &Rescore, dry_run: bool, bank: &crate::bank::Bank) -> Value {
    let now = |id: &QuestionId| bank.question(id).map(|q| meaning(&q)).unwrap_or_default();
    let change = |c: &VerdictChange| {
        let cause = match c.cause {
            Cause::Key => "key",
            Cause::Grader => "grader",
        };
        json!({
            "session": c.session, "candidate": c.candidate, "question": c.question, "cause": cause,
            "before": verdict_json(&c.before, &c.judged_by),
            "after": verdict_json(&c.after, &now(&c.question)),
        })
    };
    let result = |r: &ResultChange| {
        let side = |(outcome, score): (Outcome, Option<f64>)| json!({ "outcome": outcome, "score": score });
        json!({
            "session": r.session, "candidate": r.candidate, "role": r.role, "sealed": r.sealed,
            "before": side(r.before), "after": side(r.after), "changed": r.before.0 != r.after.0, "head": r.head,
        })
    };
    let left = |l: &app::Left| json!({ "session": l.session, "candidate": l.candidate, "question": l.question, "why": l.why });
    let gone = |(session, candidate, question): &(crate::model::SessionId, String, QuestionId)| json!({ "session": session, "candidate": candidate, "question": question });
    json!({
        "schema": "viva.rescore/1",
        "dry_run": dry_run,
        "sessions": done.sessions,
        "hidden": done.hidden,
        "answers": done.answers,
        "untouched": done.untouched,
        "replayed": done.replayed,
        "changes": done.changes.iter().map(change).collect::<Vec<_>>(),
        "results": done.results.iter().map(result).collect::<Vec<_>>(),
        "not_replayed": done.left.iter().map(left).collect::<Vec<_>>(),
        "gone": done.gone.iter().map(gone).collect::<Vec<_>>(),
    })
}
