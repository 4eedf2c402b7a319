//! Small answers: welcome, version, schema, explain, exit codes, completions, manual page, doctor, settings, a team's folder.

use std::path::Path;

use anyhow::Result;
use clap::CommandFactory;
use serde_json::json;

use super::{
    Cli, Context, ExitCode,
    args::{ConfigArgs, ConfigCommand, SchemaArg},
    failure::CODES,
};
use crate::{
    app::{NotFound, Refused},
    bank::{SchemaName, codes, json_schema},
    model::closest,
    report::{Cell, Document, Table, to_json},
    store::{SCHEMA_VERSION, StoreError, sqlite_version},
    ui::Ui,
    world::{make_folder, write_whole},
};

const WELCOME: &str = "viva: structured interviews, practice and assessment for backend developers.

  viva demo                          see a recorded interview and its report
  viva interview                     interview somebody
  viva practice                      practise alone, about 20 minutes
  viva progress                      how practice is going
  viva drill                         practise marking answers, as an interviewer
  viva bank list --area databases    see what can be asked

`viva --help` lists every command.
";

pub(super) fn welcome(ui: &Ui) -> Result<ExitCode> {
    ui.data(WELCOME)?;
    Ok(ExitCode::DONE)
}

pub(super) fn version(ui: &Ui, verbose: bool) -> Result<ExitCode> {
    let mut text = format!("viva {}\n", env!("CARGO_PKG_VERSION"));
    if verbose {
        text.push_str(&format!(
            "commit {}\nSQLite {}\nstore schema {SCHEMA_VERSION}\nfile format 1\n",
            env!("VIVA_COMMIT"),
            sqlite_version()
        ));
    }
    ui.data(&text)?;
    Ok(ExitCode::DONE)
}

pub(super) fn exit_codes(ui: &Ui) -> Result<ExitCode> {
    let text: String = CODES.iter().map(|(code, words)| format!("{code:>3}  {words}\n")).collect();
    ui.data(&text)?;
    Ok(ExitCode::DONE)
}

pub(super) fn explain(ui: &Ui, code: Option<&str>) -> Result<ExitCode> {
    let Some(name) = code else {
        let names: String =
            codes::ALL.iter().map(|c| format!("{:<8} {}\n", c.severity.as_str(), c.name)).collect();
        ui.data(&names)?;
        return Ok(ExitCode::DONE);
    };
    let Some(code) = codes::find(name) else {
        let near = closest(name, codes::ALL.iter().map(|c| c.name));
        let hint = near.map(|n| format!("did you mean `{n}`?")).or(Some("`viva explain` lists them".into()));
        return Err(NotFound { what: format!("there is no finding `{name}`"), hint }.into());
    };
    let mut d = Document::default();
    d.heading(1, format!("{} ({})", code.name, code.severity.as_str()));
    d.text(code.explanation);
    ui.document(&d)?;
    Ok(ExitCode::DONE)
}

pub(super) fn schema(ui: &Ui, name: SchemaArg) -> Result<ExitCode> {
    let name = match name {
        SchemaArg::Question => SchemaName::Question,
        SchemaArg::Rubric => SchemaName::Rubric,
        SchemaArg::Role => SchemaName::Role,
        SchemaArg::Script => SchemaName::Script,
    };
    ui.data(&to_json(&json_schema(name)))?;
    Ok(ExitCode::DONE)
}

pub(super) fn completions(ui: &Ui, shell: clap_complete::Shell) -> Result<ExitCode> {
    let mut bytes = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "viva", &mut bytes);
    ui.bytes(&bytes)?;
    Ok(ExitCode::DONE)
}

pub(super) fn man(ui: &Ui) -> Result<ExitCode> {
    let mut bytes = Vec::new();
    clap_mangen::Man::new(Cli::command()).render(&mut bytes)?;
    ui.bytes(&bytes)?;
    Ok(ExitCode::DONE)
}

pub(super) fn config(context: &Context, args: ConfigArgs) -> Result<ExitCode> {
    let ConfigCommand::List { show_origin } = args.command;
    let s = &context.settings;
    let mut rows: Vec<(&str, String, &str)> = vec![
        ("db", s.db.value.display().to_string(), &s.db.origin),
        ("builtin", s.shipped.value.to_string(), &s.shipped.origin),
    ];
    rows.extend(s.banks.iter().map(|b| ("bank", b.value.display().to_string(), b.origin.as_str())));
    rows.extend(s.interviewer.iter().map(|i| ("interviewer", i.value.clone(), i.origin.as_str())));
    rows.push(("practice.retention", s.retention.value.to_string(), &s.retention.origin));
    rows.push(("practice.new_per_day", s.new_per_day.value.to_string(), &s.new_per_day.origin));
    let languages: Vec<_> = s
        .languages
        .iter()
        .map(|l| {
            (format!("language.{}", l.value.name), super::programs::in_a_line(&l.value), l.origin.as_str())
        })
        .collect();
    rows.extend(s.container.iter().map(|c| ("sandbox.container", c.value.join(" "), c.origin.as_str())));
    rows.extend(languages.iter().map(|(name, value, origin)| (name.as_str(), value.clone(), *origin)));
    let line = |(name, value, origin): (&str, String, &str)| {
        let origin = if show_origin { format!("{origin}\t") } else { String::new() };
        format!("{origin}{name} = {}\n", crate::model::visible(&value))
    };
    let text: String = rows.into_iter().map(line).collect();
    context.ui.data(&text)?;
    Ok(ExitCode::DONE)
}

pub(super) fn doctor(context: &Context, as_json: bool) -> Result<ExitCode> {
    let bank = context.bank()?;
    let store = match context.store().and_then(|s| Ok(s.status()?)) {
        Ok(status) => (true, format!("{} session(s) in {}", status.sessions, status.path)),
        Err(e) if matches!(e.downcast_ref(), Some(StoreError::Missing(_))) => {
            (true, format!("not made yet; `viva interview` makes {}", context.settings.db.value.display()))
        }
        Err(e) => (false, e.to_string()),
    };
    let editor = context.env.editor().map(str::to_owned);
    let faults = bank.findings.iter().filter(|f| f.severity == crate::model::Severity::Error).count();
    let style = context.ui.message_style();
    let checks: Vec<(&str, bool, String)> = vec![
        ("store", store.0, store.1),
        (
            "bank",
            faults == 0,
            format!("{} questions in {} layer(s), {faults} fault(s)", bank.listed().len(), bank.layers.len()),
        ),
        (
            "roles",
            !bank.roles().is_empty(),
            format!("{} roles, {} rubrics", bank.roles().len(), bank.rubrics().len()),
        ),
        (
            "terminal",
            context.ui.is_interactive(),
            match context.ui.is_interactive() {
                true => format!(
                    "interactive, {} columns, colour {}",
                    style.width,
                    if style.color { "on" } else { "off" }
                ),
                false => "not interactive: interviews need `--script FILE`".into(),
            },
        ),
        ("editor", editor.is_some(), editor.unwrap_or_else(|| "none; set EDITOR for long notes".into())),
        ("sqlite", true, format!("{} (built in)", sqlite_version())),
    ];
    let survey = context.runner(false).survey();
    let healthy = checks.iter().filter(|c| c.0 != "terminal" && c.0 != "editor").all(|c| c.1);
    if as_json {
        let list: Vec<_> =
            checks.iter().map(|(n, ok, t)| json!({ "name": n, "ok": ok, "text": t })).collect();
        let (sandbox, languages) = super::machine::json(&survey);
        context.ui.data(&to_json(&json!({
            "schema": "viva.doctor/1", "healthy": healthy, "checks": list, "sandbox": sandbox, "languages": languages,
        })))?;
    } else {
        let mut t = Table::new(&["What", "Works", "How"]);
        for (name, ok, text) in checks {
            t.row([Cell::from(name), Cell::from(if ok { "yes" } else { "no" }), Cell::from(text)]);
        }
        let mut d = Document::default();
        d.table(t);
        super::machine::describe(&mut d, &survey);
        context.ui.document(&d)?;
    }
    Ok(if healthy { ExitCode::DONE } else { ExitCode::NO })
}

const TEAM_SETTINGS: &str =
    "# Settings of this team; `viva config list --show-origin` shows what is in force.
bank = [\".\"]             # this folder's questions/ and rubrics/, on top of the built-in bank
# db = \"interviews.db\"     # a store of its own
# interviewer = \"Your Name\"
# builtin = false           # leave the built-in bank out
# [practice]
# retention = 0.9           # how likely a question is remembered when it comes back, 0.7 to 0.97
# new_per_day = 10          # questions never answered before, a day
";

const TEAM_MAP: &str = "# Areas, topics and tags of your own; they join those of the built-in bank.
format = 1

[tags]
our-stack = \"Questions on our own systems\"
";

pub(super) fn init(context: &Context, folder: &Path) -> Result<ExitCode> {
    if folder.join("viva.toml").exists() {
        return Err(Refused(format!("`{}` is a team's folder already", folder.display())).into());
    }
    for part in ["questions", "rubrics/criteria", "rubrics/roles"] {
        make_folder(&folder.join(part))?;
    }
    write_whole(&folder.join("viva.toml"), TEAM_SETTINGS.as_bytes())?;
    write_whole(&folder.join("questions/map.toml"), TEAM_MAP.as_bytes())?;
    context.ui.status(&format!(
        "made viva.toml, questions/ and rubrics/ in {}; `viva bank new AREA/TOPIC -o questions/AREA/TOPIC.toml` begins a question",
        folder.display()
    ));
    Ok(ExitCode::DONE)
}
