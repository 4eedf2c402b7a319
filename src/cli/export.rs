//! `viva export`.

use std::io::{self, Seek, SeekFrom, Write};

use anyhow::Result;

use super::{
    Context, ExitCode,
    args::{ExportArgs, ExportCommand, TableArgs, TableFormatArg},
    export_practice,
    report::{refuse_binary, refuse_store},
    stats::moment,
};
use crate::{
    app::{self, TableFormat, Wanted},
    report::{Export, dictionary},
    ui::OutputError,
    world::WholeFile,
};

pub(super) fn run(context: &Context, args: ExportArgs) -> Result<ExitCode> {
    match args.command {
        ExportCommand::Practice(args) => return export_practice::run(context, &args),
        ExportCommand::Sessions(args) => table(context, Export::Sessions, args)?,
        ExportCommand::Marks(args) => table(context, Export::Marks, args)?,
        ExportCommand::Items(args) => table(context, Export::Items, args)?,
        ExportCommand::Dictionary => context.ui.data(&dictionary())?,
    }
    Ok(ExitCode::DONE)
}

fn table(context: &Context, table: Export, args: TableArgs) -> Result<()> {
    let to_stdout = args.output.as_os_str() == "-";
    let to_terminal = to_stdout && context.ui.is_terminal();
    refuse_binary(to_terminal, args.format == TableFormatArg::Xlsx, "xlsx")?;
    let format = match args.format {
        // A terminal never gets what a stranger typed as it is.
        TableFormatArg::Csv => TableFormat::Csv { raw: args.raw && !to_terminal },
        TableFormatArg::Jsonl => TableFormat::Jsonl,
        TableFormatArg::Json => TableFormat::Json,
        TableFormatArg::Xlsx => TableFormat::Xlsx,
    };
    let since = args.since.as_deref().map(moment).transpose()?;
    let wanted = Wanted {
        role: args.role,
        since,
        redact: args.redact.what(),
        who: context.interviewer(None),
        ..Wanted::default()
    };
    let store = context.store()?;
    let bar = context.ui.progress("sessions", 0);
    let mut progress = |done: u64, all: u64| {
        if done.is_multiple_of(64) || done == all {
            bar.set_length(all);
            bar.set_position(done);
        }
    };
    let made = context.clock.now();
    let done = if to_stdout {
        match format {
            TableFormat::Xlsx => {
                let mut file = tempfile::tempfile()?;
                let rows = app::export_workbook(&store, table, &wanted, made, &mut file, &mut progress)?;
                file.seek(SeekFrom::Start(0))?;
                let mut out = context.ui.stdout();
                io::copy(&mut file, &mut out)
                    .and_then(|_| out.flush())
                    .map(|()| rows)
                    .map_err(anyhow::Error::from)
            }
            text => app::export_text(&store, table, &wanted, text, &mut context.ui.stdout(), &mut progress),
        }
    } else {
        refuse_store(context, &args.output)?;
        let mut file = WholeFile::begin(&args.output)?;
        let rows = match format {
            TableFormat::Xlsx => {
                app::export_workbook(&store, table, &wanted, made, file.file(), &mut progress)?
            }
            text => app::export_text(&store, table, &wanted, text, file.file(), &mut progress)?,
        };
        file.finish()?;
        Ok(rows)
    };
    bar.finish_and_clear();
    let rows = done.map_err(|e| match e.downcast::<io::Error>() {
        Ok(e) if e.kind() == io::ErrorKind::BrokenPipe => OutputError::Closed.into(),
        Ok(e) => anyhow::Error::from(e),
        Err(e) => e,
    })?;
    if !to_stdout {
        context.ui.status(&format!("wrote {}: {rows} rows of {}", args.output.display(), table.as_str()));
    }
    Ok(())
}
