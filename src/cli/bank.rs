//! `viva bank`, `viva rubric`, `viva role`.

use std::collections::BTreeMap;

use anyhow::Result;
use serde_json::json;

use super::{
    Context, ExitCode, Failure,
    args::{BankArgs, BankCommand, CheckFormat, Filter, NamedCommand, RoleArgs, RubricArgs},
    plan::verdict,
    question::{describe, find},
    report::write_output,
};
use crate::{
    app::{self, BankRequest, NotFound},
    bank::{Bank, Listed, check, question_file},
    model::{AreaId, Level, RubricId, Slug, TopicId, closest},
    report::{Cell, Document, Table, to_json},
    ui::{FindingFormat, draw_findings},
};

pub(super) fn run(context: &Context, args: BankArgs) -> Result<ExitCode> {
    match args.command {
        BankCommand::List { filter, json } => list(context, &filter, json)?,
        BankCommand::Show { what } => show(context, &what)?,
        BankCommand::Search { words, filter } => search(context, &words, &filter)?,
        BankCommand::Check { paths, format, deny, run_proofs, require_proofs, closest } => {
            let proofs = match (run_proofs, require_proofs) {
                (_, true) => Proofs::Required,
                (true, false) => Proofs::Run,
                (false, false) => Proofs::Left,
            };
            return run_check(context, &paths, format, deny, proofs, closest);
        }
        BankCommand::Stats { json } => stats(context, json)?,
        BankCommand::New { what, output } => {
            let (area, topic) = what.split_once('/').unwrap_or(("", ""));
            let (area, topic) = match (AreaId::new(area), TopicId::new(topic)) {
                (Ok(area), Ok(topic)) => (area, topic),
                _ => {
                    return Err(Failure::usage(format!(
                        "`{what}` is not AREA/TOPIC, such as databases/indexing"
                    )));
                }
            };
            write_output(context, &output, question_file(area.as_str(), topic.as_str()).as_bytes())?;
        }
    }
    Ok(ExitCode::DONE)
}

fn keeps(filter: &Filter, l: &Listed) -> bool {
    filter.area.as_ref().is_none_or(|a| l.area.as_str() == a)
        && filter.topic.as_ref().is_none_or(|t| l.topic.as_str() == t)
        && filter.level.is_none_or(|level| l.outline.level == Some(level))
        && filter.tag.as_ref().is_none_or(|t| l.outline.tags.contains(t))
        && filter.kind.is_none_or(|kind| l.outline.kind == kind.as_str())
}

/// Questions in the order of the map, then of files.
fn in_map_order(bank: &Bank) -> Vec<&Listed> {
    let map = bank.map();
    let mut all: Vec<&Listed> = bank.listed().iter().collect();
    let place = |l: &Listed| {
        let area = map.areas.get_index_of(&l.area).unwrap_or(usize::MAX);
        let topic = map.areas.get(&l.area).and_then(|a| a.topics.iter().position(|t| *t == l.topic));
        (area, topic.unwrap_or(usize::MAX))
    };
    all.sort_by_cached_key(|l| place(l));
    all
}

fn filtered<'b>(bank: &'b Bank, filter: &Filter) -> Result<Vec<&'b Listed>> {
    let all = in_map_order(bank);
    let known = |wanted: &Option<String>, what: &str, names: Vec<&str>| -> Result<()> {
        let Some(wanted) = wanted.as_deref().filter(|w| !names.contains(w)) else { return Ok(()) };
        let near = closest(wanted, names.iter().copied());
        let hint = near.map_or_else(
            || "`viva bank stats` shows what there is".to_owned(),
            |n| format!("did you mean `{n}`?"),
        );
        Err(NotFound { what: format!("the bank has no {what} `{wanted}`"), hint: Some(hint) }.into())
    };
    known(&filter.area, "area", all.iter().map(|l| l.area.as_str()).collect())?;
    known(&filter.topic, "topic", all.iter().map(|l| l.topic.as_str()).collect())?;
    known(
        &filter.tag,
        "question with the tag",
        all.iter().flat_map(|l| &l.outline.tags).map(String::as_str).collect(),
    )?;
    Ok(all.into_iter().filter(|l| keeps(filter, l)).collect())
}

fn list(context: &Context, filter: &Filter, as_json: bool) -> Result<()> {
    let bank = context.bank()?;
    let questions = filtered(&bank, filter)?;
    if as_json {
        let one = |l: &&Listed| {
            json!({
                "id": l.id, "title": l.outline.title, "area": l.area, "topic": l.topic, "level": l.outline.level,
                "minutes": l.outline.minutes, "kind": l.outline.kind, "tags": l.outline.tags,
                "file": &*bank.sources.get(l.source).name,
            })
        };
        let questions: Vec<_> = questions.iter().map(one).collect();
        return Ok(context
            .ui
            .data(&to_json(&json!({ "schema": "viva.bank-list/1", "questions": questions })))?);
    }
    context.ui.document(&table_of(&questions))?;
    context.ui.status(&format!("{} question(s)", questions.len()));
    Ok(())
}

fn table_of(questions: &[&Listed]) -> Document {
    let mut t = Table::new(&["Id=", "Title", "Level=", "Min>", "Kind="]);
    for l in questions {
        t.row([
            Cell::from(l.id.as_str()),
            Cell::from(l.outline.title.as_str()),
            Cell::from(l.outline.level.map_or("?", |l| l.as_str())),
            Cell::Number(f64::from(l.outline.minutes), 0),
            Cell::from(l.outline.kind.as_str()),
        ]);
    }
    let mut d = Document::default();
    d.table(t);
    d
}

fn show(context: &Context, what: &str) -> Result<()> {
    let bank = context.bank()?;
    let (area, topic) = what.split_once('/').map_or((what, None), |(a, t)| (a, Some(t)));
    let of_area: Vec<&Listed> = in_map_order(&bank)
        .into_iter()
        .filter(|l| l.area.as_str() == area && topic.is_none_or(|t| l.topic.as_str() == t))
        .collect();
    if !of_area.is_empty() {
        context.ui.document(&table_of(&of_area))?;
        return Ok(());
    }
    context.ui.document(&describe(&find(&bank, what)?))?;
    Ok(())
}

fn search(context: &Context, words: &[String], filter: &Filter) -> Result<()> {
    let bank = context.bank()?;
    let words: Vec<String> = words.iter().flat_map(|w| w.split_whitespace()).map(str::to_lowercase).collect();
    let found: Vec<&Listed> = filtered(&bank, filter)?
        .into_iter()
        .filter(|l| {
            let text = bank.sources.get(l.source).text[l.outline.span.clone()].to_lowercase();
            words.iter().all(|w| text.contains(w.as_str()))
        })
        .collect();
    if found.is_empty() {
        let hint = Some("try one word, or a part of it".into());
        return Err(NotFound { what: format!("no question holds all of: {}", words.join(", ")), hint }.into());
    }
    context.ui.document(&table_of(&found))?;
    context.ui.status(&format!("{} question(s)", found.len()));
    Ok(())
}

/// What is done with proofs.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Proofs {
    Left,
    Run,
    Required,
}

fn run_check(
    context: &Context,
    paths: &[std::path::PathBuf],
    format: CheckFormat,
    deny: Option<super::args::Deny>,
    proofs: Proofs,
    closest: Option<usize>,
) -> Result<ExitCode> {
    let folders = context.settings.banks.iter().map(|b| b.value.clone()).collect();
    let request = BankRequest { shipped: context.settings.shipped.value, folders };
    let (bank, first) =
        if paths.is_empty() { (app::open_bank(&request)?, 0) } else { app::check_paths(&request, paths)? };
    let bar = context.ui.progress("checking", bank.files.len() as u64);
    let mut report = check::run(&bank, first);
    bar.finish_and_clear();
    let proved = (proofs != Proofs::Left).then(|| prove(context, &bank, first, proofs == Proofs::Required));
    if let Some(proved) = &proved {
        report.findings.extend(proved.findings.iter().cloned());
        check::in_order(&mut report.findings);
    }
    let format = match format {
        CheckFormat::Human => FindingFormat::Human,
        CheckFormat::Short => FindingFormat::Short,
        CheckFormat::Json => FindingFormat::Json,
    };
    context.ui.drawn_data(&draw_findings(&report.findings, &bank.sources, format, context.ui.style()))?;
    for (a, b, likeness) in report.closest.iter().take(closest.unwrap_or(0)) {
        context.ui.data(&format!("{:>5.1} %  {a}  {b}\n", likeness * 100.0))?;
    }
    for guess in &report.guesses {
        let percent = |x: f64| format!("{:.1} %", x * 100.0);
        let (score, chance, upper) = (percent(guess.score), percent(guess.chance), percent(guess.upper));
        let way = &guess.way;
        context.ui.status(&format!(
            "{way}: {score} over {} choice questions; chance gives {chance} and explains up to {upper}",
            guess.questions
        ));
    }
    if let Some(proved) = &proved {
        let list = |counts: Vec<(&str, usize)>| match counts.is_empty() {
            true => "none".to_owned(),
            false => counts.iter().map(|(kind, n)| format!("{n} {kind}")).collect::<Vec<_>>().join(", "),
        };
        let run = list(proved.run.iter().map(|(kind, n)| (*kind, *n)).collect());
        let not = list(proved.not_run.iter().map(|((kind, _), n)| (*kind, *n)).collect());
        context
            .ui
            .status(&format!("proofs of {} graded question(s): {run} run, {not} not run", proved.questions));
    }
    let what = format!("{} file(s), {} question(s)", report.files, report.questions);
    verdict(context, &report.findings, deny, &what)
}

/// Runs the proofs, with a bar: it can take a minute.
fn prove(context: &Context, bank: &Bank, first: usize, required: bool) -> app::ProofRun {
    let bar = context.ui.progress("running proofs", 0);
    let mut progress = |all: Option<usize>| match all {
        Some(all) => bar.set_length(all as u64),
        None => bar.inc(1),
    };
    let proved = app::run_proofs(bank, first, &context.runner(false), required, &mut progress);
    bar.finish_and_clear();
    proved
}

fn stats(context: &Context, as_json: bool) -> Result<()> {
    let bank = context.bank()?;
    let mut by_area: BTreeMap<&str, usize> = BTreeMap::new();
    let mut by_level: BTreeMap<&str, usize> = BTreeMap::new();
    let mut by_kind: BTreeMap<&str, usize> = BTreeMap::new();
    let mut by_area_level: BTreeMap<&str, BTreeMap<&str, usize>> = BTreeMap::new();
    let mut by_topic: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for l in bank.listed() {
        let level = l.outline.level.map_or("?", Level::as_str);
        *by_area.entry(l.area.as_str()).or_default() += 1;
        *by_level.entry(level).or_default() += 1;
        *by_kind.entry(l.outline.kind.as_str()).or_default() += 1;
        *by_area_level.entry(l.area.as_str()).or_default().entry(level).or_default() += 1;
        *by_topic.entry((l.area.as_str(), l.topic.as_str())).or_default() += 1;
    }
    let (rubrics, roles) = (bank.rubrics().len(), bank.roles().len());
    if as_json {
        return Ok(context.ui.data(&to_json(&json!({
            "schema": "viva.bank-stats/1", "questions": bank.listed().len(), "by_area": by_area, "by_level": by_level,
            "by_kind": by_kind, "by_area_level": by_area_level, "rubrics": rubrics, "roles": roles,
        })))?);
    }
    let kinds: Vec<&str> = by_kind.keys().copied().collect();
    let mut headers = vec!["Area", "junior>", "mid>", "senior>", "staff>", "all>"];
    let kind_headers: Vec<String> = kinds.iter().map(|k| format!("{k}>")).collect();
    headers.extend(kind_headers.iter().map(String::as_str));
    let mut t = Table::new(&headers);
    let number = |n: usize| if n == 0 { Cell::Empty } else { Cell::Number(n as f64, 0) };
    let mut empty_topics = Vec::new();
    for (area, described) in &bank.map().areas {
        let levels = by_area_level.get(area.as_str());
        let at = |level: Level| levels.and_then(|l| l.get(level.as_str())).copied().unwrap_or(0);
        let mut row = vec![Cell::from(described.title.as_str())];
        row.extend(Level::ALL.map(|l| number(at(l))));
        row.push(number(by_area.get(area.as_str()).copied().unwrap_or(0)));
        let of_kind =
            |kind: &str| bank.listed().iter().filter(|l| l.area == *area && l.outline.kind == kind).count();
        row.extend(kinds.iter().map(|k| number(of_kind(k))));
        t.row(row);
        empty_topics.extend(
            described
                .topics
                .iter()
                .filter(|topic| !by_topic.contains_key(&(area.as_str(), topic.as_str())))
                .map(|topic| format!("{area}/{topic} has no question yet")),
        );
    }
    let mut row = vec![Cell::from("All")];
    row.extend(Level::ALL.map(|l| number(by_level.get(l.as_str()).copied().unwrap_or(0))));
    row.push(number(bank.listed().len()));
    row.extend(kinds.iter().map(|k| number(by_kind.get(k).copied().unwrap_or(0))));
    t.row(row);
    let mut d = Document::default();
    d.table(t);
    let topics: usize = bank.map().areas.values().map(|a| a.topics.len()).sum();
    let covered = topics - empty_topics.len();
    d.text(format!("{covered} of {topics} topics have questions; {rubrics} rubrics, {roles} roles."));
    d.list(empty_topics);
    Ok(context.ui.document(&d)?)
}

pub(super) fn rubric(context: &Context, args: RubricArgs) -> Result<ExitCode> {
    let bank = context.bank()?;
    let mut d = Document::default();
    match args.command {
        NamedCommand::List => {
            let mut t = Table::new(&["Id=", "Title", "Criteria"]);
            for r in bank.rubrics().values() {
                let criteria: Vec<_> = r.criterion.iter().map(|c| c.id.as_str()).collect();
                t.row([
                    Cell::from(r.id.as_str()),
                    Cell::from(r.title.as_str()),
                    Cell::from(criteria.join(", ")),
                ]);
            }
            d.table(t);
        }
        NamedCommand::Show { id } => {
            let Some(r) = RubricId::new(id.as_str()).ok().and_then(|r| bank.rubrics().get(&r)) else {
                let near = closest(&id, bank.rubrics().keys().map(RubricId::as_str));
                let hint = near
                    .map(|n| format!("did you mean `{n}`?"))
                    .or(Some("`viva rubric list` names them".into()));
                return Err(NotFound { what: format!("no rubric has the id `{id}`"), hint }.into());
            };
            d.heading(1, format!("{} ({})", r.title, r.id));
            d.text(r.about.clone());
            for c in &r.criterion {
                d.heading(2, format!("{} ({}), weight {}", c.title, c.id, c.weight));
                d.text(c.about.clone());
                d.facts(c.anchors.all().map(|(m, t)| (m.to_string(), t.to_owned())));
            }
        }
    }
    context.ui.document(&d)?;
    Ok(ExitCode::DONE)
}

pub(super) fn role(context: &Context, args: RoleArgs) -> Result<ExitCode> {
    let bank = context.bank()?;
    let mut d = Document::default();
    match args.command {
        NamedCommand::List => {
            let mut t = Table::new(&["Id=", "Title", "Level=", "Min>", "Areas"]);
            for r in bank.roles().values().map(|r| &r.role) {
                let areas: Vec<_> = r.section.iter().map(|s| s.area.as_str()).collect();
                t.row([
                    Cell::from(r.id.as_str()),
                    Cell::from(r.title.as_str()),
                    Cell::from(r.level.as_str()),
                    Cell::Number(f64::from(r.minutes), 0),
                    Cell::from(areas.join(", ")),
                ]);
            }
            d.table(t);
        }
        NamedCommand::Show { id } => {
            let r = app::role(&bank, &id)?;
            d.heading(1, format!("{} ({})", r.title, r.id));
            d.text(r.about.clone());
            d.facts([
                ("Level", r.level.to_string()),
                ("Minutes", r.minutes.to_string()),
                ("Coverage", format!("{:.0} % of the planned weight must be assessed", r.coverage * 100.0)),
                ("Opening", r.opening.clone()),
                ("Closing", r.closing.clone()),
            ]);
            let mut t = Table::new(&["Area", "Min>", "Levels", "Weight>", "Bar>", "Gate", "Why"]);
            for s in &r.section {
                let levels: Vec<_> = s.levels.iter().map(|l| l.as_str()).collect();
                t.row([
                    Cell::from(s.area.as_str()),
                    Cell::Number(f64::from(s.minutes), 0),
                    Cell::from(levels.join(", ")),
                    Cell::Number(s.weight, if s.weight.fract() == 0.0 { 0 } else { 2 }),
                    Cell::Number(s.bar, 2),
                    Cell::from(if s.gate { "yes" } else { "" }),
                    Cell::from(s.why.clone().unwrap_or_default()),
                ]);
            }
            d.table(t);
        }
    }
    context.ui.document(&d)?;
    Ok(ExitCode::DONE)
}
