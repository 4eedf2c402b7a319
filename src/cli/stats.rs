//! `viva stats`.

use anyhow::Result;

use super::{
    Context, ExitCode, Failure,
    args::{StatsArgs, StatsCommand, StatsOptions},
    report::deliver,
};
use crate::{
    app::{self, StatsRequest},
    model::Moment,
    report::{
        ItemStats, RaterStats, Records, Selection, item_document, item_stats, rater_document, rater_stats,
        to_json,
    },
};

pub(super) fn run(context: &Context, args: StatsArgs) -> Result<ExitCode> {
    match args.command {
        StatsCommand::Raters(options) if options.schema => {
            context.ui.data(&to_json(&schemars::schema_for!(RaterStats)))?;
        }
        StatsCommand::Items { options, .. } if options.schema => {
            context.ui.data(&to_json(&schemars::schema_for!(ItemStats)))?;
        }
        StatsCommand::Raters(options) => {
            let (records, selection) = read(context, &options, None)?;
            let stats = rater_stats(&records, selection, options.names);
            deliver(context, &rater_document(&stats), &stats, &options.out)?;
        }
        StatsCommand::Items { area, details, options } => {
            let (records, selection) = read(context, &options, area)?;
            let stats = item_stats(&records, selection, options.names);
            deliver(context, &item_document(&stats, details), &stats, &options.out)?;
        }
    }
    Ok(ExitCode::DONE)
}

/// What takes longer than this, in milliseconds, shows how far it is.
const LONG: u64 = 500;

fn read(context: &Context, options: &StatsOptions, area: Option<String>) -> Result<(Records, Selection)> {
    let since = options.since.as_deref().map(moment).transpose()?;
    let redact = options.redact.what();
    let counted = StatsRequest {
        role: options.role.clone(),
        since,
        all: options.all,
        who: context.interviewer(None),
        redact,
    };
    let store = context.store()?;
    let watch = context.clock.start();
    let mut bar = None;
    let mut progress = |rows: u64, total: u64| {
        if watch.elapsed() > LONG {
            bar.get_or_insert_with(|| context.ui.progress("reading", total)).set_position(rows.min(total));
        }
    };
    let records = app::records(&store, &counted, &mut progress)?;
    if let Some(bar) = bar {
        bar.finish_and_clear();
    }
    let since = since.map(Moment::rfc3339);
    let selection =
        Selection { role: options.role.clone(), area, since, all: options.all, redacted: redact.words() };
    if records.sessions() == 0 {
        context.ui.status(if options.all {
            "no interview counts here"
        } else {
            "no submitted interview counts here; --all counts open ones too"
        });
    }
    Ok((records, selection))
}

/// The moment of `--since`: a day, in UTC, or a time.
pub(super) fn moment(typed: &str) -> Result<Moment> {
    let no_day = || Failure::usage(format!("--since takes a day like 2026-01-31, not `{typed}`"));
    Moment::parse_day(typed).ok_or_else(no_day)
}
