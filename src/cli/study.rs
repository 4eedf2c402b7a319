//! `viva practice --for ROLE --in DAYS`, and `viva progress`.

use anyhow::Result;

use super::{
    Context, ExitCode,
    args::{PracticeArgs, ProgressArgs, ProgressTable},
};
use crate::{
    app::{
        self,
        practice::{Practised, ProgressBy, practised, progress_document, progress_of, study},
    },
    report::to_json,
    store::StoreError,
};

/// Minutes a day when nothing else is said.
const MINUTES_A_DAY: u16 = 30;

/// What was practised; a store that was not made yet holds nothing, and is not made by looking.
fn known(context: &Context) -> Result<Practised> {
    let store = match context.store() {
        Ok(store) => Some(store),
        Err(e) if matches!(e.downcast_ref(), Some(StoreError::Missing(_))) => None,
        Err(e) => return Err(e),
    };
    practised(store.as_ref(), context.settings.practice())
}

pub(super) fn run(context: &Context, args: &PracticeArgs) -> Result<ExitCode> {
    let bank = context.bank()?;
    let role = app::role(&bank, args.study.role_to_study.as_deref().unwrap_or_default())?;
    let today = context.clock.day(context.clock.now());
    let spend = (args.study.within.unwrap_or(1), args.minutes.unwrap_or(MINUTES_A_DAY));
    let study = study(&bank, role, &known(context)?, spend, &args.mock.tag, today)?;
    if args.json {
        context.ui.data(&to_json(&study.json()))?;
    } else {
        context.ui.document(&study.document())?;
    }
    Ok(ExitCode::DONE)
}

pub(super) fn progress(context: &Context, args: &ProgressArgs) -> Result<ExitCode> {
    let bank = context.bank()?;
    let today = context.clock.day(context.clock.now());
    // Thirty days are today and the 29 before it.
    let since = args.since.map(|days| today.plus(1 - i32::from(days)));
    let figures = progress_of(&bank, &known(context)?, since, today)?;
    if args.json {
        context.ui.data(&to_json(&figures))?;
        return Ok(ExitCode::DONE);
    }
    let by = match args.by {
        None => ProgressBy::Overview,
        Some(ProgressTable::Area) => ProgressBy::Area,
        Some(ProgressTable::Topic) => ProgressBy::Topic,
        Some(ProgressTable::Level) => ProgressBy::Level,
    };
    context.ui.document(&progress_document(&figures, by, args.linear, &bank))?;
    Ok(ExitCode::DONE)
}
