//! The statistics as documents. Every format draws these.

use super::{
    ItemFigures, ItemStats, RaterStats,
    charts::{discrimination, facility, severity},
    words::{cell, names, words},
};
use crate::{
    measure::AGREEMENT_UNITS,
    report::{Cell, Document, Table},
};

/// How to read every figure.
const INTERVALS: &str = "In brackets: the 95 % interval; n: how many the figure rests on.";

/// Agreement of interviewers.
pub fn rater_document(stats: &RaterStats) -> Document {
    let mut d = Document::default();
    d.heading(1, "Agreement of interviewers");
    d.facts([
        ("Counted", stats.selection.words()),
        ("Interviews", format!("{} with {} marks", stats.sessions, stats.marks)),
        ("Units", format!("{} marked by two or more, of {} candidates", stats.units, stats.candidates)),
        ("Equal marks", words(&stats.exact, 2)),
        ("At most one apart", words(&stats.within_one, 2)),
        ("Krippendorff's alpha", words(&stats.alpha, 2)),
    ]);
    stats.selection.redacted.iter().for_each(|words| d.text(words.clone()));
    if stats.units == 0 {
        d.text("Nobody was marked by two interviewers on the same question, so there is no agreement to measure.");
        return d;
    }
    d.text(format!("A unit is one candidate on one criterion of one question. {INTERVALS}"));
    d.heading(2, "Interviewers");
    let mut table =
        Table::new(&["Interviewer", "Units>", "To the others", "Severity", "Spread", "Others' spread"]);
    let groups = stats.raters.iter().map(|r| r.group).max().unwrap_or(1);
    for r in &stats.raters {
        let name = if groups > 1 { format!("{}, group {}", r.name, r.group) } else { r.name.clone() };
        table.row([
            name.into(),
            Cell::Number(r.units as f64, 0),
            cell(&r.difference, 2),
            cell(&r.severity, 2),
            cell(&r.spread, 2),
            cell(&r.others_spread, 2),
        ]);
    }
    d.table(table);
    severity(stats).into_iter().for_each(|c| d.chart(c));
    d.text(
        "To the others: the mean of one's marks less the others' on the same units; below 0 is severe. Severity: the same after allowing for who \
         the others were. Spread: the standard deviation of marks.",
    );
    if groups > 1 {
        d.text(
            "Interviewers of different groups never shared a unit, so their severities cannot be compared.",
        );
    }
    pairs(&mut d, stats);
    panels(&mut d, stats);
    if let Some(adjusted) = &stats.adjusted {
        d.heading(2, "Candidates, allowing for severity");
        let mut table = Table::new(&["Candidate", "As marked>", "Adjusted>", "Marks>"]);
        for a in adjusted {
            table.row([
                Cell::from(a.name.as_str()),
                Cell::Number(a.observed, 2),
                Cell::Number(a.adjusted, 2),
                Cell::Number(a.marks as f64, 0),
            ]);
        }
        d.table(table);
        d.text("The mean of marks on shared units, and the same with each interviewer's severity taken off. It changes no mark and no result.");
    }
    d
}

fn pairs(d: &mut Document, stats: &RaterStats) {
    d.heading(2, "Two and two");
    let mut table = Table::new(&["Interviewers", "Units>", "Kappa, linear", "Kappa, quadratic"]);
    for p in stats.pairs.iter().filter(|p| p.units >= AGREEMENT_UNITS.minimum) {
        let raters = names(&p.raters);
        table.row([
            raters.into(),
            Cell::Number(p.units as f64, 0),
            cell(&p.kappa_linear, 2),
            cell(&p.kappa_quadratic, 2),
        ]);
    }
    too_few(d, &table, stats.pairs.len(), "pair");
    d.table(table);
}

fn panels(d: &mut Document, stats: &RaterStats) {
    d.heading(2, "Panels");
    let mut table = Table::new(&["Interviewers", "Units>", "ICC(2,1), one of them", "ICC(2,k), their mean"]);
    for p in stats.panels.iter().filter(|p| p.units >= AGREEMENT_UNITS.minimum) {
        let raters = names(&p.raters);
        table.row([
            raters.into(),
            Cell::Number(p.units as f64, 0),
            cell(&p.icc_single, 2),
            cell(&p.icc_average, 2),
        ]);
    }
    too_few(d, &table, stats.panels.len(), "panel");
    d.table(table);
}

fn too_few(d: &mut Document, table: &Table, all: usize, what: &str) {
    let left = all - table.rows.len();
    if left > 0 {
        let s = if left == 1 { "" } else { "s" };
        d.text(format!("{left} {what}{s} shared fewer than {} units: too few.", AGREEMENT_UNITS.minimum));
    }
}

/// Questions and forms; `details` adds look-fors and probes of every question.
pub fn item_document(stats: &ItemStats, details: bool) -> Document {
    let mut d = Document::default();
    d.heading(1, "Questions as asked");
    d.facts([
        ("Counted", stats.selection.words()),
        ("Interviews", format!("{} of {} candidates", stats.sessions, stats.candidates)),
        ("Questions", stats.items.len().to_string()),
    ]);
    stats.selection.redacted.iter().for_each(|words| d.text(words.clone()));
    if stats.items.is_empty() {
        d.text("No question came up in these interviews.");
        return d;
    }
    d.heading(2, "How they worked");
    let mut table = Table::new(&["Question=", "Facility", "Discrimination", "Time"]);
    for i in &stats.items {
        let figures = [cell(&i.facility, 2), cell(&i.discrimination, 2), cell(&i.time, 2)];
        table.row(std::iter::once(Cell::from(i.question.as_str())).chain(figures));
    }
    d.table(table);
    d.text(format!(
        "Facility: 0 everybody got 1, 1 everybody got 4. Discrimination: the correlation with the candidate's other questions; near 0 it does not tell \
         candidates apart. Time: minutes spent for one planned. {INTERVALS}"
    ));
    [facility(stats), discrimination(stats)].into_iter().flatten().for_each(|c| d.chart(c));
    d.heading(2, "Who has seen them");
    let mut table = Table::new(&["Question=", "Interviews>", "Candidates>", "Last asked="]);
    for i in &stats.items {
        table.row([
            Cell::from(i.question.as_str()),
            Cell::Number(i.exposure.sessions as f64, 0),
            Cell::Number(i.exposure.candidates as f64, 0),
            day(&i.exposure.last_asked).into(),
        ]);
    }
    d.table(table);
    d.heading(2, "Forms");
    let mut table = Table::new(&[
        "Role",
        "Form=",
        "Questions>",
        "Candidates>",
        "Complete>",
        "Cronbach's alpha",
        "Standard error",
    ]);
    for f in &stats.forms {
        table.row([
            Cell::from(f.role.as_str()),
            Cell::from(f.form.as_str()),
            Cell::Number(f.questions as f64, 0),
            Cell::Number(f.candidates as f64, 0),
            Cell::Number(f.complete as f64, 0),
            cell(&f.alpha, 2),
            cell(&f.error, 2),
        ]);
    }
    d.table(table);
    d.text(
        "Complete: candidates with a score on every question, on whom alpha and the standard error rest. Standard error: of a candidate's mean over the \
         questions, in marks; two candidates less than that apart are not told apart by this form.",
    );
    let named = stats.items.iter().any(|i| i.exposure.names.is_some());
    if details || named {
        stats.items.iter().for_each(|i| item(&mut d, i, details));
        if details {
            d.heading(2, "How to read look-for and probe");
            d.text(
                "A look-for counts in interviews in which any of its question was ticked; left unticked there it was missed. Difference: the mean score of \
                 the question when heard less that when missed; when the probe was asked less that when not. It tells what goes with a mark, not what \
                 causes it.",
            );
        }
    } else {
        d.text("`--details` shows which look-fors and probes decide, `--json` everything.");
    }
    d
}

fn item(d: &mut Document, i: &ItemFigures, details: bool) {
    d.heading(2, i.question.as_str());
    d.facts([
        ("Title", i.title.clone()),
        ("Area", i.area.clone()),
        ("Planned", format!("{} minutes", i.planned_minutes)),
    ]);
    if let Some(names) = &i.exposure.names {
        d.facts([("Asked", names.join(", "))]);
    }
    if !details {
        return;
    }
    let mut table =
        Table::new(&["Look-for=", "Unprompted>", "Probed>", "Hinted>", "Missed>", "Heard", "Difference"]);
    for l in &i.look_fors {
        table.row([
            Cell::from(l.look_for.as_str()),
            Cell::Number(l.unprompted as f64, 0),
            Cell::Number(l.probed as f64, 0),
            Cell::Number(l.hinted as f64, 0),
            Cell::Number(l.missed as f64, 0),
            cell(&l.heard, 2),
            cell(&l.difference, 2),
        ]);
    }
    d.table(table);
    let mut table = Table::new(&["Probe=", "Text", "Asked", "Difference"]);
    for p in &i.probes {
        table.row([
            p.number.to_string().into(),
            Cell::from(p.text.as_str()),
            cell(&p.asked, 2),
            cell(&p.difference, 2),
        ]);
    }
    d.table(table);
}

/// The day of an RFC 3339 time.
fn day(time: &str) -> &str {
    time.split('T').next().unwrap_or(time)
}
