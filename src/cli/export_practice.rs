//! `viva export practice`.

use anyhow::Result;

use super::{
    Context, ExitCode,
    args::{CardFormat, PracticeExportArgs},
    report::write_output,
};
use crate::{
    app,
    plan::Wanted,
    report::{study_document, to_anki, to_markdown},
};

pub(super) fn run(context: &Context, args: &PracticeExportArgs) -> Result<ExitCode> {
    let bank = context.bank()?;
    let cards = app::cards(&bank, &Wanted { words: args.words.clone(), level: args.level })?;
    let text = match args.format {
        CardFormat::Anki => to_anki(&cards, &args.deck, &args.notetype),
        CardFormat::Markdown => to_markdown(&study_document(&cards)),
    };
    write_output(context, &args.output, text.as_bytes())?;
    context.ui.status(&format!("{} question(s)", cards.len()));
    Ok(ExitCode::DONE)
}
