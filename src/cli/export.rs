//! `viva export`.

use anyhow::Result;

use super::{
    Context, ExitCode,
    args::{ExportArgs, ExportCommand},
    export_practice,
};

pub(super) fn run(context: &Context, args: ExportArgs) -> Result<ExitCode> {
    match args.command {
        ExportCommand::Practice(args) => export_practice::run(context, &args),
    }
}
