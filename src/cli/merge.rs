//! `viva merge` and `viva key`.

use anyhow::Result;
use serde_json::json;

use super::{
    Context, ExitCode,
    args::{KeyArgs, KeyCommand, MergeArgs},
};
use crate::{
    app,
    report::{Cell, Document, Table, to_json},
    store::{Fate, Merged, StoreError},
    world::{new_key, write_new},
};

/// What became of a session, in words.
fn words(fate: Fate, dry: bool) -> String {
    match fate {
        Fate::New => if dry { "would be taken" } else { "taken" }.into(),
        Fate::Longer { entries } => {
            format!("went on: {entries} entries {}", if dry { "more" } else { "taken" })
        }
        Fate::Same => "here already".into(),
        Fate::StaysErased => "erased here, stays so".into(),
        Fate::Erased => if dry { "would be erased, as it is there" } else { "erased, as it is there" }.into(),
        Fate::Held => "erased there, KEPT here by a legal hold".into(),
        Fate::Apart => "KEPT APART: other content under the same id".into(),
        Fate::Disputed => "KEPT APART: the files do not agree on it".into(),
    }
}

pub(super) fn run(context: &Context, args: &MergeArgs) -> Result<ExitCode> {
    // A dry run makes nothing, not even the store: without one it is held against an empty one.
    let empty = tempfile::tempdir()?;
    let mut store = match args.dry_run.then(|| context.store()) {
        None => context.store_or_new()?,
        Some(Err(e)) if matches!(e.downcast_ref(), Some(StoreError::Missing(_))) => {
            let path = empty.path().join("empty.db");
            app::open_store_for_writing(&path, &context.clock, &context.entropy, || {})?.0
        }
        Some(found) => found?,
    };
    let bar = context.ui.progress("reading", 1);
    let done = app::merge(
        &mut store,
        &args.files,
        args.identity.as_deref(),
        args.dry_run,
        context.clock,
        &mut |what, done, all| {
            bar.set_message(what.to_owned());
            bar.set_length(all);
            bar.set_position(done);
        },
    );
    bar.finish_and_clear();
    let done = done?;
    if args.identity.is_some() {
        for (file, _) in args.files.iter().zip(&done.sealed).filter(|(_, sealed)| !**sealed) {
            context.ui.status(&format!("note: `{}` is not sealed", file.display()));
        }
    }
    let merged = &done.merged;
    if args.json {
        let backup = done.backup.as_ref().map(|b| b.display().to_string());
        let files: Vec<String> = args.files.iter().map(|f| f.display().to_string()).collect();
        let mut value = serde_json::to_value(merged)?;
        value["schema"] = json!("viva.merge/1");
        value["dry_run"] = json!(args.dry_run);
        value["files"] = json!(files);
        value["backup"] = json!(backup);
        context.ui.data(&to_json(&value))?;
    } else {
        print(context, args, merged)?;
    }
    if let Some(backup) = &done.backup {
        context.ui.status(&format!("the store as it was: {}", backup.display()));
    }
    if !merged.changes() && !args.dry_run {
        context.ui.status("nothing new: the store is as it was");
    }
    if merged.conflicts() {
        context.ui.message(
            "kept apart: what stands here was not changed; look into the files, which were not changed either",
        );
        return Ok(ExitCode::NO);
    }
    Ok(ExitCode::DONE)
}

fn print(context: &Context, args: &MergeArgs, merged: &Merged) -> Result<()> {
    let mut table = Table::new(&["Session=", "Candidate", "Interviewer", "What", "File"]);
    for s in &merged.sessions {
        let names: Vec<String> =
            s.files.iter().filter_map(|f| args.files.get(*f)).map(|f| f.display().to_string()).collect();
        table.row([
            Cell::from(s.session.short()),
            Cell::from(s.candidate.as_str()),
            Cell::from(s.interviewer.as_str()),
            Cell::from(words(s.fate, args.dry_run)),
            Cell::from(names.join(", ")),
        ]);
    }
    let mut document = Document::default();
    document.table(table);
    match merged.people_taken {
        0 => {}
        n => document.text(format!("decisions and holds taken: {n}")),
    }
    match merged.people_apart {
        0 => {}
        n => document
            .text(format!("decisions and holds kept apart: {n}, with other content under the same id")),
    }
    Ok(context.ui.document(&document)?)
}

pub(super) fn key(context: &Context, args: KeyArgs) -> Result<ExitCode> {
    let KeyCommand::New { output } = args.command;
    app::must_be_new(&output)?;
    let (text, public) = new_key(context.clock.now())?;
    write_new(&output, text.as_bytes())?;
    context.ui.data(&format!("{public}\n"))?;
    let file = output.display();
    context.ui.status(&format!(
        "wrote {file}: it opens what is sealed to the key above. Keep it, and give it to nobody; the line above is for everybody"
    ));
    Ok(ExitCode::DONE)
}
