//! All candidates of a role, as a document.

use super::{
    Cell, Chart, Distribution, Document, RoleReport, Spread, SpreadRow, Table,
    compare::Order,
    compare_document::{foot, results},
    person::{Gate, INTERVAL},
};

/// With fewer candidates a distribution says little.
const FEW: usize = 5;

/// Describes the report.
pub fn role_document(r: &RoleReport) -> Document {
    let mut d = Document::default();
    d.heading(1, format!("Everybody for {}", r.title));
    let mut facts = vec![
        ("Role", r.level.map_or_else(|| r.role.clone(), |l| format!("{} ({l})", r.role))),
        ("Candidates", format!("{}, {} submitted scorecards", r.candidates, r.sessions)),
    ];
    if let Some(c) = &r.coverage {
        let (mean, low) = (c.mean * 100.0, c.low * 100.0);
        facts.push((
            "Coverage",
            format!(
                "{mean:.0} % assessed on average, {low:.0} % at least, {} under the minimum",
                c.under_minimum
            ),
        ));
    }
    d.facts(facts);
    if r.people.is_empty() {
        d.text("Nobody has a submitted scorecard for this role yet.");
    } else {
        figures(&mut d, r);
    }
    foot(&mut d, [r.left_out.words(), r.redacted.clone()]);
    d
}

fn figures(d: &mut Document, r: &RoleReport) {
    d.heading(2, "Outcomes");
    let mut t = Table::new(&["Outcome", "Candidates>", "Share>"]);
    for o in &r.outcomes {
        let share = Cell::Percent(o.candidates as f64 / r.candidates.max(1) as f64);
        t.row([Cell::from(o.outcome.words()), Cell::Number(o.candidates as f64, 0), share]);
    }
    d.table(t);
    d.heading(2, "Areas");
    if r.candidates < FEW {
        d.text(format!("{} candidates: too few to say what is usual.", r.candidates));
    }
    d.table(distributions(r.areas.iter().chain(&r.overall)));
    d.chart(Chart::Spread(spread(r)));
    d.heading(2, "Candidates");
    d.text(match r.order {
        Order::Asked => "In the order of their names.",
        Order::Overall => "Sorted by one number, the overall score, because that was asked for. It hides in which areas people differ and how precise the number is.",
    });
    d.table(results(&r.people));
    let mut t = Table::new(&["Candidate", "Area", "Score>", "Bar>", "Gate"]);
    for p in &r.people {
        for a in p.areas.iter().filter(|a| matches!(a.gate, Gate::Failed | Gate::NotAssessed)) {
            let score = a.score.map_or(Cell::Empty, |s| Cell::Number(s, 2));
            let bar = Cell::Number(a.bar, 2);
            t.row([
                Cell::from(p.candidate.as_str()),
                Cell::from(a.title.as_str()),
                score,
                bar,
                Cell::from(a.gate.words()),
            ]);
        }
    }
    if !t.rows.is_empty() {
        d.heading(2, "Gates that were failed or not assessed");
        d.table(t);
    }
    d.heading(2, "How precise the scores are");
    d.text(INTERVAL.replace("The interval is one standard error to both sides:", "The standard error says"));
}

fn distributions<'a>(all: impl Iterator<Item = &'a Distribution>) -> Table {
    let mut t = Table::new(&[
        "Area",
        "n>",
        "Mean>",
        "SD>",
        "Low>",
        "Median>",
        "High>",
        "Bar>",
        "At bar>",
        "Gate failed>",
        "Not assessed>",
    ]);
    let number = |v: Option<f64>| v.map_or(Cell::Empty, |v| Cell::Number(v, 2));
    let count = |n: usize| Cell::Number(n as f64, 0);
    for x in all {
        t.row([
            Cell::from(x.title.as_str()),
            count(x.candidates),
            number(x.mean),
            number(x.deviation),
            number(x.low),
            number(x.median),
            number(x.high),
            number(x.bar),
            count(x.at_bar),
            count(x.gate_failed),
            count(x.not_assessed),
        ]);
    }
    t.named("Distribution over candidates")
}

fn spread(r: &RoleReport) -> Spread {
    let row = |x: &Distribution| SpreadRow {
        label: x.title.clone(),
        points: r
            .people
            .iter()
            .filter_map(|p| {
                let score = p.areas.iter().find(|a| a.area == x.area)?.score?;
                Some((p.candidate.clone(), score))
            })
            .collect(),
        mean: x.mean,
        bar: x.bar,
    };
    Spread {
        title: "Candidates in each area, against the bar".into(),
        rows_are: "Area".into(),
        rows: r.areas.iter().map(row).collect(),
        told: true,
    }
}
