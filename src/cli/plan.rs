//! `viva plan`.

use std::collections::HashSet;

use anyhow::Result;
use serde_json::json;

use super::{
    Context, ExitCode, Failure,
    args::{Deny, DrawArgs, PlanArgs, PlanCommand, PlanSource},
    report::write_output,
};
use crate::{
    app,
    bank::{Bank, Kind, Role, codes},
    model::{Finding, Severity},
    plan::{Options, Plan, handout, to_toml},
    report::{Cell, Document, Table, to_json},
    ui::{FindingFormat, draw_findings},
};

/// The form letter of a flag.
fn form_letter(text: &str) -> Result<char> {
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (Some(c), None) if c.is_ascii_alphabetic() => Ok(c.to_ascii_uppercase()),
        _ => Err(Failure::usage(format!("--form takes one letter from A to Z, not `{text}`"))),
    }
}

/// The options of a draw.
pub(super) fn draw_options(draw: &DrawArgs) -> Result<Options> {
    Ok(Options { form: form_letter(&draw.form)?, minutes: draw.minutes, tags: draw.tag.clone() })
}

pub(super) fn run(context: &Context, args: PlanArgs) -> Result<ExitCode> {
    let bank = context.bank()?;
    match args.command {
        PlanCommand::Show { source, json } => {
            let plan = from_source(context, &bank, &source)?;
            if json {
                let mut value = serde_json::to_value(&plan)?;
                let mut whole = json!({ "schema": "viva.plan/1" });
                if let (Some(whole), Some(plan)) = (whole.as_object_mut(), value.as_object_mut()) {
                    whole.append(plan);
                }
                context.ui.data(&to_json(&whole))?;
            } else {
                context.ui.document(&describe(&plan))?;
            }
        }
        PlanCommand::New { source, output } => {
            let plan = from_source(context, &bank, &source)?;
            write_output(context, &output, to_toml(&plan).as_bytes())?;
        }
        PlanCommand::Handout { source, agenda, output } => {
            let plan = from_source(context, &bank, &source)?;
            write_output(context, &output, handout(&plan, &bank, agenda).as_bytes())?;
        }
        PlanCommand::Check { role, plan, all_roles, draw, deny } => {
            return check(context, &bank, Which { role, plan, all_roles, draw }, deny);
        }
    }
    Ok(ExitCode::DONE)
}

fn from_source(context: &Context, bank: &Bank, source: &PlanSource) -> Result<Plan> {
    if let Some(path) = &source.plan {
        let (plan, content) = app::plan_from_file(bank, path)?;
        let style = context.ui.message_style();
        context.ui.drawn(&draw_findings(&content.findings, &content.sources, FindingFormat::Human, style));
        return Ok(plan);
    }
    let role = app::role(bank, source.role.as_deref().unwrap_or_default())?;
    app::draw_plan(bank, role, &draw_options(&source.draw)?)
}

fn describe(plan: &Plan) -> Document {
    let mut d = Document::default();
    d.heading(1, format!("{}, form {}", plan.title, plan.form));
    let asked = plan.asked_minutes();
    let mut facts = vec![
        ("Time", format!("{} minutes, {asked} of them for questions", plan.minutes)),
        ("Result", format!("needs {:.0} % of the planned weight assessed", plan.coverage * 100.0)),
    ];
    if !plan.tags.is_empty() {
        facts.push(("Tags", plan.tags.join(", ")));
    }
    d.facts(facts);
    let mut t = Table::new(&["#>", "Area", "Question", "Level=", "Min>"]);
    for (i, (section, slot)) in plan.slots().enumerate() {
        t.row([
            Cell::Number((i + 1) as f64, 0),
            Cell::from(section.title.as_str()),
            Cell::from(match slot.kind {
                Kind::Open => format!("{}\n{}", slot.title, slot.id),
                kind => format!("{}\n{} ({kind})", slot.title, slot.id),
            }),
            Cell::from(slot.level.as_str()),
            Cell::Number(f64::from(slot.minutes), 0),
        ]);
    }
    d.table(t);
    let mut t = Table::new(&["Area", "Min>", "Weight>", "Bar>", "Gate"]);
    for s in &plan.section {
        let gate = if s.gate { "yes" } else { "" };
        let weight = Cell::Number(s.weight, if s.weight.fract() == 0.0 { 0 } else { 2 });
        t.row([
            Cell::from(s.title.as_str()),
            Cell::Number(f64::from(s.minutes), 0),
            weight,
            Cell::Number(s.bar, 2),
            Cell::from(gate),
        ]);
    }
    d.table(t);
    if !plan.not_covered().is_empty() {
        d.heading(2, "Not covered");
        d.list(plan.not_covered());
    }
    d
}

struct Which {
    role: Option<String>,
    plan: Option<std::path::PathBuf>,
    all_roles: bool,
    draw: DrawArgs,
}

fn check(context: &Context, bank: &Bank, which: Which, deny: Option<Deny>) -> Result<ExitCode> {
    let mut findings = Vec::new();
    let mut sources = bank.sources.clone();
    let mut checked = 0;
    if let Some(path) = &which.plan {
        let (plan, content) = app::plan_from_file(bank, path)?;
        findings.extend(content.findings);
        sources = content.sources;
        findings.extend(over_time(&plan));
        findings.extend(plan.unfilled.iter().map(|u| Finding::general(&codes::UNFILLED, u.clone())));
        checked = 1;
    } else {
        let roles: Vec<&Role> = match &which.role {
            Some(name) => vec![app::role(bank, name)?],
            None => bank.roles().values().map(|r| &r.role).collect(),
        };
        if which.all_roles {
            let faults = bank.small_findings().filter(|f| f.severity == Severity::Error);
            findings.extend(faults.cloned());
        }
        for role in roles {
            checked += 1;
            findings.extend(check_role(bank, role, &draw_options(&which.draw)?)?);
        }
    }
    let style = context.ui.style();
    context.ui.drawn_data(&draw_findings(&findings, &sources, FindingFormat::Human, style))?;
    verdict(context, &findings, deny, &format!("{checked} plan(s) of forms A and B"))
}

/// Form A and form B of a role: filled, within their time, equivalent and disjoint.
fn check_role(bank: &Bank, role: &Role, options: &Options) -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let draw = |form| app::draw_plan(bank, role, &Options { form, ..options.clone() });
    let (a, b) = (draw('A')?, draw('B')?);
    let mut say = |text: String| {
        findings.push(Finding::general(&codes::UNFILLED, format!("{}: {text}", role.id)));
    };
    for plan in [&a, &b] {
        plan.unfilled.iter().for_each(|u| say(format!("form {}: {u}", plan.form)));
    }
    let ids: HashSet<_> = a.slots().map(|(_, s)| &s.id).collect();
    let picked: HashSet<_> = role.section.iter().flat_map(|s| &s.pick).collect();
    let shared: Vec<_> =
        b.slots().map(|(_, s)| &s.id).filter(|id| ids.contains(id) && !picked.contains(id)).collect();
    if !shared.is_empty() {
        let names = shared.iter().map(|i| i.as_str()).collect::<Vec<_>>().join(", ");
        say(format!("forms A and B share {names}"));
    }
    for (x, y) in a.section.iter().zip(&b.section) {
        let levels = |s: &crate::plan::PlannedSection| s.question.iter().map(|q| q.level).collect::<Vec<_>>();
        if levels(x) != levels(y) {
            say(format!("{}: forms A and B differ in levels", x.area));
        }
        let minutes = |s: &crate::plan::PlannedSection| s.question.iter().map(|q| q.minutes).sum::<u16>();
        if minutes(x).abs_diff(minutes(y)) > 2 {
            say(format!("{}: form A takes {} minutes, form B {}", x.area, minutes(x), minutes(y)));
        }
    }
    findings.extend(over_time(&a).into_iter().chain(over_time(&b)));
    Ok(findings)
}

fn over_time(plan: &Plan) -> Vec<Finding> {
    let long = plan.section.iter().filter_map(|s| {
        let asked: u16 = s.question.iter().map(|q| q.minutes).sum();
        let text =
            format!("{}, form {}: {} asks {asked} minutes in {}", plan.role, plan.form, s.area, s.minutes);
        (asked > s.minutes).then(|| Finding::general(&codes::OVERFULL, text))
    });
    long.collect()
}

/// Says what a check came to and turns it into an exit code.
pub(super) fn verdict(
    context: &Context,
    findings: &[Finding],
    deny: Option<Deny>,
    what: &str,
) -> Result<ExitCode> {
    let count = |s| findings.iter().filter(|f| f.severity == s).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    context.ui.status(&format!("{what}: {errors} error(s), {warnings} warning(s)"));
    Ok(match (errors, warnings, deny) {
        (0, 0, _) | (0, _, None) => ExitCode::DONE,
        (0, _, Some(Deny::Warnings)) => ExitCode::NO,
        _ => ExitCode(3),
    })
}
