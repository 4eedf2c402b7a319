//! The figures of a debrief as a document.

use super::{
    Cell, Chart, Document, Spread, SpreadRow, Table,
    debrief::{Combined, Debrief, DebriefArea, DecisionFigures, RaterValue, Side},
};
use crate::model::Moment;

/// Describes the debrief in the order in which a panel needs it.
pub fn debrief_document(b: &Debrief) -> Document {
    let mut d = Document::default();
    d.heading(1, format!("Debrief: {} - {}", b.candidate, b.role.title));
    d.heading(2, "Panel");
    d.table(panel(b));
    if let Some(hidden) = &b.hidden {
        d.text(hidden.clone());
        b.redacted.iter().for_each(|words| d.text(words.clone()));
        return d;
    }
    if !b.complete {
        let names = b.waiting_for.join(", ");
        d.text(format!("Not complete: {names} has not submitted. Nothing below counts their marks."));
    }
    if let Some(o) = b.overall {
        d.text(format!(
            "Overall {:.2} of 4: the arithmetic mean of {} scorecard(s), spread {:.2}. It is a combination of marks, not a \
             recommendation; the decision is the panel's.",
            o.mean, o.n, o.spread
        ));
    }
    if !b.speaking.is_empty() {
        d.heading(2, "Order of speaking");
        d.numbered(b.speaking.clone());
    }
    recommendations(&mut d, b);
    d.heading(2, "Largest divergences first");
    if b.divergences.is_empty() && b.panel.iter().filter(|p| p.submitted.is_some()).count() > 1 {
        d.text("Nobody is a whole mark apart on a criterion, nor half a mark on an area.");
    }
    for x in &b.divergences {
        d.heading(3, format!("{}, spread {:.2}", x.what, x.spread));
        d.list([side(&x.low), side(&x.high)].concat());
    }
    d.heading(2, "Areas");
    d.table(area_table(b));
    if b.areas.iter().any(|a| a.combined.is_some()) {
        d.chart(Chart::Spread(spread(b)));
    }
    for a in b.areas.iter().filter(|a| a.gate) {
        d.text(gate(a));
    }
    if !b.not_assessed.is_empty() {
        d.heading(2, "Areas nobody assessed");
        d.list(b.not_assessed.clone());
    }
    if !b.red_flags.is_empty() {
        d.heading(2, "Red flags heard");
        let line = |f: &super::FlagFigures| {
            let (names, n, of) = (f.heard_by.join(", "), f.heard_by.len(), f.of);
            format!("{} ({}): {} - heard by {names}, {n} of {of} who asked it", f.title, f.question, f.flag)
        };
        d.list(b.red_flags.iter().map(line).collect());
    }
    if !b.criteria.is_empty() {
        d.heading(2, "Criteria");
        d.table(criterion_table(b));
    }
    if !b.decisions.is_empty() {
        d.heading(2, "Decisions of the panel");
        b.decisions.iter().for_each(|x| d.list(decision_lines(x)));
    }
    if let Some(words) = &b.redacted {
        d.text(format!("{words} What the panel decided is left out with it."));
    }
    d
}

/// A decision in lines.
pub fn decision_lines(x: &DecisionFigures) -> Vec<String> {
    let mut lines = vec![
        format!("{} ({}): {}", x.at, x.role, x.decision),
        format!("owner: {}; recorded by {}", x.owner, x.recorded_by),
        format!("why: {}", x.why),
    ];
    lines.extend(x.dissent.iter().map(|s| format!("dissent of {}: {}", s.who, s.says)));
    lines
}

fn panel(b: &Debrief) -> Table {
    let mut t = Table::new(&["Interviewer", "Session=", "Scorecard", "Result", "Score>", "Assessed>"]);
    for p in &b.panel {
        let status = match (p.status, &p.submitted) {
            ("submitted", Some(at)) => {
                format!("submitted {}", Moment::parse(at).map_or_else(|| at.clone(), |at| at.to_minute()))
            }
            ("submitted", None) => "submitted".into(),
            ("open", _) => "NOT SUBMITTED".into(),
            (other, _) => other.into(),
        };
        t.row([
            Cell::from(p.interviewer.as_str()),
            Cell::from(p.session.as_str()),
            Cell::from(status),
            p.outcome.map_or(Cell::Empty, |o| Cell::from(o.words())),
            p.score.map_or(Cell::Empty, |s| Cell::Number(s, 2)),
            p.coverage.map_or(Cell::Empty, Cell::Percent),
        ]);
    }
    t
}

fn recommendations(d: &mut Document, b: &Debrief) {
    let line = |p: &super::PanelMember| {
        p.recommendation.as_ref().map(|r| format!("{}: {} - {}", p.interviewer, r.value, r.why))
    };
    let lines: Vec<String> = b.panel.iter().filter_map(line).collect();
    if !lines.is_empty() {
        d.heading(2, "Each interviewer's own recommendation");
        d.list(lines);
    }
}

fn side(s: &Side) -> Vec<String> {
    let head = format!("{} - {}", number(s.value), s.interviewers.join(", "));
    match s.evidence.as_slice() {
        [] => vec![format!("{head}: no evidence was noted")],
        lines => lines.iter().map(|l| format!("{head}: {l}")).collect(),
    }
}

/// A mark without decimals, a mean with two.
fn number(value: f64) -> String {
    if value.fract() == 0.0 { format!("{value:.0}") } else { format!("{value:.2}") }
}

fn gate(a: &DebriefArea) -> String {
    let Some(c) = a.combined else { return format!("Gate {}: nobody assessed it.", a.title) };
    let together = match a.bar {
        Some(bar) if a.mean_below_bar == Some(true) => {
            format!("the mean {:.2} lies below the bar {bar:.2}", c.mean)
        }
        Some(bar) => format!("the mean {:.2} is at the bar {bar:.2} or above", c.mean),
        None => format!("the mean is {:.2}, and the plans have different bars", c.mean),
    };
    let alone = match a.below_bar.as_slice() {
        [] => "nobody's own score fails it".into(),
        names => format!("it FAILED on the scorecard of {}", names.join(", ")),
    };
    format!("Gate {}: {together}; {alone}.", a.title)
}

/// The raters as columns.
fn raters(b: &Debrief) -> Vec<String> {
    let all = b.areas.iter().flat_map(|a| &a.raters).chain(b.criteria.iter().flat_map(|c| &c.raters));
    let mut names: Vec<String> = Vec::new();
    for r in all {
        if !names.contains(&r.interviewer) {
            names.push(r.interviewer.clone());
        }
    }
    names
}

fn table(first: &[&str], names: &[String], more: &[&str]) -> Table {
    let names: Vec<String> = names.iter().map(|n| format!("{n}>")).collect();
    let all: Vec<&str> =
        first.iter().copied().chain(names.iter().map(String::as_str)).chain(more.iter().copied()).collect();
    Table::new(&all)
}

fn cells(names: &[String], values: &[RaterValue], decimals: usize) -> Vec<Cell> {
    let value = |n: &String| match values.iter().find(|r| r.interviewer == *n) {
        None => Cell::from(""),
        Some(RaterValue { value: None, .. }) => Cell::from("n/a"),
        Some(RaterValue { value: Some(v), .. }) => {
            Cell::Number(*v, if v.fract() == 0.0 { decimals } else { 2 })
        }
    };
    names.iter().map(value).collect()
}

fn together(c: Option<Combined>) -> [Cell; 2] {
    match c {
        None => [Cell::Empty, Cell::Empty],
        Some(c) if c.n == 1 => [Cell::Number(c.mean, 2), Cell::from("one rater")],
        Some(c) => [Cell::Number(c.mean, 2), Cell::Number(c.spread, 2)],
    }
}

fn area_table(b: &Debrief) -> Table {
    let names = raters(b);
    let mut t = table(&["Area", "Bar>"], &names, &["Mean>", "Spread>"]);
    for a in &b.areas {
        let title = if a.gate { format!("{} (gate)", a.title) } else { a.title.clone() };
        let bar = a.bar.map_or_else(|| Cell::from("differs"), |b| Cell::Number(b, 2));
        t.row(
            [Cell::from(title), bar]
                .into_iter()
                .chain(cells(&names, &a.raters, 2))
                .chain(together(a.combined)),
        );
    }
    t
}

/// What each rater's marks come to in every area, against the bar.
fn spread(b: &Debrief) -> Spread {
    let row = |a: &DebriefArea| SpreadRow {
        label: a.title.clone(),
        points: a.raters.iter().filter_map(|r| Some((r.interviewer.clone(), r.value?))).collect(),
        mean: a.combined.map(|c| c.mean),
        bar: a.bar,
    };
    Spread {
        title: "What each interviewer's marks come to, against the bar".into(),
        rows_are: "Area".into(),
        rows: b.areas.iter().map(row).collect(),
        told: true,
    }
}

fn criterion_table(b: &Debrief) -> Table {
    let names = raters(b);
    let mut t = table(&["Question", "Criterion"], &names, &["Mean>", "Spread>"]);
    for c in &b.criteria {
        let head = [Cell::from(c.title.as_str()), Cell::from(c.criterion_title.as_str())];
        t.row(head.into_iter().chain(cells(&names, &c.raters, 0)).chain(together(c.combined)));
    }
    t
}
