//! `viva db`.

use anyhow::Result;
use serde_json::json;

use super::{
    Context, ExitCode,
    args::{DbArgs, DbCommand},
};
use crate::report::{Document, to_json};

pub(super) fn run(context: &Context, args: DbArgs) -> Result<ExitCode> {
    let store = context.store()?;
    match args.command {
        DbCommand::Status { json } => {
            let status = store.status()?;
            if json {
                let mut value = serde_json::to_value(&status)?;
                value["schema_version"] = json!(status.schema);
                value["schema"] = json!("viva.db-status/1");
                context.ui.data(&to_json(&value))?;
                return Ok(ExitCode::DONE);
            }
            let mut d = Document::default();
            let open = if status.readable_by_others { "yes: run `chmod 600` on it" } else { "no" };
            d.facts([
                ("Path", status.path.clone()),
                ("Id", status.id.clone()),
                ("Schema", status.schema.to_string()),
                ("Size", format!("{} bytes", status.bytes)),
                (
                    "Sessions",
                    format!("{} ({} sealed, {} open)", status.sessions, status.submitted, status.open),
                ),
                ("Entries", status.entries.to_string()),
                ("Practice", format!("{} answers", status.practice_reviews)),
                ("Readable by others", open.to_owned()),
                (
                    "Durability",
                    format!("journal {}, synchronous {}", status.journal_mode, status.synchronous),
                ),
            ]);
            context.ui.document(&d)?;
        }
        DbCommand::Check => {
            let troubles = store.check()?;
            for trouble in &troubles {
                context.ui.data(&format!("{}: {}\n", trouble.check, crate::model::visible(&trouble.what)))?;
            }
            if !troubles.is_empty() {
                context.ui.message(
                    "the store is not as it was written; nothing was changed. A backup holds what was",
                );
                return Ok(ExitCode(5));
            }
            context.ui.status("the store is as it was written");
        }
        DbCommand::Verify { head } => {
            if let Some(trouble) = store.check()?.first() {
                context.ui.message(&format!("{}: {}", trouble.check, trouble.what));
                return Ok(ExitCode(5));
            }
            match head {
                None => context
                    .ui
                    .status("self-consistent, not anchored: give --head with the head of a printed report"),
                Some(head) if store.holds_head(head.trim())? => {
                    context.ui.status(
                        "the printed head is a link of a chain that holds: nothing before it was changed",
                    );
                }
                Some(_) => {
                    context.ui.message(
                        "no chain of this store holds that head: it was changed, or it is another store's",
                    );
                    return Ok(ExitCode::NO);
                }
            }
        }
        DbCommand::Backup { file } => {
            let bar = context.ui.progress("copying", 1);
            store.backup(&file, |done, all| {
                bar.set_length(all);
                bar.set_position(done);
            })?;
            bar.finish_and_clear();
            context.ui.status(&format!("copied to {}, and the copy is whole", file.display()));
        }
    }
    Ok(ExitCode::DONE)
}
