//! People side by side, as a document.

use super::{
    Cell, Chart, CompareReport, Document, Estimate, Profile, ProfileRow, Table,
    compare::Order,
    person::{AreaFigures, INTERVAL, PersonFigures},
};

/// Describes the comparison.
pub fn compare_document(r: &CompareReport) -> Document {
    let mut d = Document::default();
    let names: Vec<&str> = r.people.iter().map(|p| p.candidate.as_str()).collect();
    d.heading(1, format!("Compared: {}", names.join(", ")));
    if r.order == Order::Overall {
        d.text("Sorted by one number, the overall score, because that was asked for. It hides in which areas people differ and how precise the number is.");
    }
    d.heading(2, "The form");
    if r.same_form {
        d.text("All were interviewed on the same form: the same areas, weights, bars and questions in the same wording.");
    } else {
        d.text("Not the same form. Scores of different questions compare only roughly. What differs:");
        d.list(r.differences.clone());
    }
    d.heading(2, "Results");
    d.table(results(&r.people));
    for person in &r.people {
        for area in person.areas.iter().filter(|a| a.gate == super::Gate::Failed) {
            let score = area.score.unwrap_or_default();
            d.text(format!(
                "Gate failed: {}, {} came to {score:.2}, its bar is {:.2}.",
                person.candidate, area.title, area.bar
            ));
        }
        for area in person.areas.iter().filter(|a| a.gate == super::Gate::NotAssessed) {
            d.text(format!(
                "Gate not assessed: {}, {}. Without it there is not enough evidence for a result.",
                person.candidate, area.title
            ));
        }
    }
    d.heading(2, "Areas side by side");
    d.table(side_by_side(&r.people));
    d.chart(Chart::Profile(profile(&r.people)));
    d.heading(2, "How precise the scores are");
    d.table(precision(&r.people));
    d.text(INTERVAL);
    let close: Vec<String> = r.pairs.iter().filter(|p| p.within).map(close).collect();
    if !close.is_empty() {
        d.heading(2, "Within one standard error of each other");
        d.text("These differences are no larger than their own standard error, sqrt(error of one^2 + error of the other^2):");
        d.list(close);
    }
    foot(&mut d, [r.left_out.words(), r.redacted.clone()]);
    d
}

/// Sentences under a report.
pub fn foot(d: &mut Document, sentences: impl IntoIterator<Item = Option<String>>) {
    let sentences: Vec<String> = sentences.into_iter().flatten().collect();
    if !sentences.is_empty() {
        d.heading(2, "About this report");
        sentences.into_iter().for_each(|s| d.text(s));
    }
}

fn close(p: &super::DifferenceFigures) -> String {
    format!(
        "{}: {} and {} lie {:.2} apart, standard error {:.2}",
        p.title,
        p.a,
        p.b,
        p.difference.abs(),
        p.standard_error
    )
}

fn number(value: Option<f64>) -> Cell {
    value.map_or(Cell::Empty, |v| Cell::Number(v, 2))
}

/// One line a person.
pub fn results(people: &[PersonFigures]) -> Table {
    let mut t = Table::new(&[
        "Candidate",
        "Result",
        "Overall>",
        "Std error>",
        "Bar>",
        "Assessed>",
        "Raters>",
        "Form=",
    ]);
    for p in people {
        t.row([
            Cell::from(p.candidate.as_str()),
            Cell::from(p.outcome.words()),
            number(p.score),
            number(p.standard_error),
            Cell::Number(p.bar, 2),
            Cell::Percent(p.coverage),
            Cell::Number(p.sessions.len() as f64, 0),
            Cell::from(p.forms.join(", ")),
        ]);
    }
    t.named("Results")
}

/// Every area that anybody has, in the order of the first who has it.
pub fn areas_of(people: &[PersonFigures]) -> Vec<&AreaFigures> {
    let mut all: Vec<&AreaFigures> = Vec::new();
    for area in people.iter().flat_map(|p| &p.areas) {
        if !all.iter().any(|a| a.area == area.area) {
            all.push(area);
        }
    }
    all
}

/// The bar, where all have the same.
fn common_bar(people: &[PersonFigures], area: &str) -> Option<f64> {
    let mut bars = people.iter().flat_map(|p| &p.areas).filter(|a| a.area == area).map(|a| a.bar);
    let first = bars.next()?;
    bars.all(|b| (b - first).abs() < 1e-9).then_some(first)
}

fn side_by_side(people: &[PersonFigures]) -> Table {
    let heads: Vec<String> = people.iter().map(|p| format!("{}>", p.candidate)).collect();
    let mut columns = vec!["Area", "Bar>"];
    columns.extend(heads.iter().map(String::as_str));
    let mut t = Table::new(&columns);
    for area in areas_of(people) {
        let mut cells = vec![Cell::from(area.title.as_str()), number(common_bar(people, &area.area))];
        let own = |p: &PersonFigures| p.areas.iter().find(|a| a.area == area.area).and_then(|a| a.score);
        cells.extend(people.iter().map(|p| number(own(p))));
        t.row(cells);
    }
    t.named("Areas side by side")
}

fn precision(people: &[PersonFigures]) -> Table {
    let mut t = Table::new(&[
        "Area",
        "Candidate",
        "Score>",
        "From>",
        "To>",
        "Bar>",
        "Gate",
        "Assessed>",
        "Questions>",
    ]);
    for area in areas_of(people) {
        for p in people {
            let Some(a) = p.areas.iter().find(|a| a.area == area.area) else { continue };
            t.row([
                Cell::from(a.title.as_str()),
                Cell::from(p.candidate.as_str()),
                number(a.score),
                number(a.low),
                number(a.high),
                Cell::Number(a.bar, 2),
                Cell::from(a.gate.words()),
                Cell::Percent(a.share),
                Cell::Number(a.questions as f64, 0),
            ]);
        }
    }
    t.named("Intervals")
}

/// The areas of people against their bars.
pub fn profile(people: &[PersonFigures]) -> Profile {
    let row = |area: &AreaFigures| ProfileRow {
        label: area.title.clone(),
        bar: common_bar(people, &area.area),
        values: people
            .iter()
            .map(|p| {
                let own = p.areas.iter().find(|a| a.area == area.area)?;
                Some(Estimate { value: own.score?, interval: own.low.zip(own.high) })
            })
            .collect(),
    };
    Profile {
        title: "Areas against their bars".into(),
        series: people.iter().map(|p| p.candidate.clone()).collect(),
        rows: areas_of(people).into_iter().map(row).collect(),
        told: true,
    }
}
