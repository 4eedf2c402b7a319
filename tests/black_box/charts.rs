//! Charts of the statistics, and the figures of `report role` and `report compare` against a calculation by hand.

use serde_json::Value;

use crate::{
    reports::shipped_round,
    support::{World, shipped},
    workbook::{Cell, Workbook},
};

/// The shipped round three times under other names: enough candidates for every figure.
fn large_round() -> World {
    let world = World::new();
    let folder = std::fs::read_dir(shipped("examples/rounds/mid-backend")).expect("the round");
    let mut files: Vec<_> = folder.flatten().map(|e| e.path()).collect();
    files.retain(|p| p.extension().is_some_and(|e| e == "toml"));
    files.sort();
    let mut scripts = Vec::new();
    for time in 1..=3 {
        for file in &files {
            let text = std::fs::read_to_string(file).expect("a script");
            let line = text.lines().find(|l| l.starts_with("candidate = ")).expect("a candidate");
            let other = format!("{} {time}\"", line.trim_end_matches('"'));
            let name = file.file_stem().expect("a name").display();
            let copy = world.write(&format!("{time}-{name}.toml"), &text.replace(line, &other));
            scripts.push(copy.display().to_string());
        }
    }
    let mut args = vec!["interview", "--script"];
    args.extend(scripts.iter().map(String::as_str));
    world.ok(&args);
    world
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

fn page(world: &World, what: &str) -> String {
    world.ok(&["stats", what, "--format", "html"])
}

fn workbook(world: &World, what: &str) -> Workbook {
    let file = format!("{what}.xlsx");
    world.ok(&["stats", what, "--format", "xlsx", "-o", &file]);
    Workbook::read(&world.path(&file))
}

/// The numbers of a row by its first cell.
fn numbers(book: &Workbook, sheet: &str, name: &str) -> Vec<f64> {
    let rows = book.sheets.get(sheet).unwrap_or_else(|| panic!("{sheet} in {:?}", book.sheets.keys()));
    let row = rows.iter().find(|r| r[0] == Some(Cell::Text(name.into()))).expect("the row");
    let number = |c: &Option<Cell>| match c {
        Some(Cell::Number(n)) => Some(*n),
        _ => None,
    };
    row.iter().filter_map(number).collect()
}

fn estimate(figure: &Value) -> Vec<f64> {
    ["value", "low", "high"].map(|k| figure[k].as_f64().expect("a number")).to_vec()
}

fn near(found: &[f64], wanted: &[f64]) {
    let same = found.len() == wanted.len() && found.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-9);
    assert!(same, "{found:?}, not {wanted:?}");
}

#[test]
fn severity_is_drawn_with_its_intervals() {
    let world = large_round();
    let stats = json(&world.ok(&["stats", "raters", "--json"]));
    let raters = stats["raters"].as_array().expect("raters");
    let page = page(&world, "raters");
    assert!(page.contains("<figcaption>Severity of interviewers</figcaption>"), "{page}");
    assert_eq!(page.matches("class=\"dot\"").count(), raters.len(), "a dot for each");
    assert_eq!(page.matches("class=\"whisker\"").count(), raters.len() * 3, "a line with two ends for each");
    let book = workbook(&world, "raters");
    assert_eq!(book.parts.iter().filter(|p| p.starts_with("xl/charts/chart")).count(), 1);
    let text = world.ok(&["--width", "200", "stats", "raters"]);
    let markdown = world.ok(&["stats", "raters", "--format", "markdown"]);
    let csv = world.ok(&["stats", "raters", "--format", "csv", "--raw"]);
    for r in raters {
        let (name, figures) = (r["name"].as_str().expect("a name"), estimate(&r["severity"]));
        near(&numbers(&book, "Severity of interviewers", name), &figures);
        let [value, low, high] = figures[..] else { panic!("{figures:?}") };
        let words = format!("{value:.2} ({low:.2} to {high:.2}), n {}", r["severity"]["n"]);
        assert!(page.contains(&words) && text.contains(&words) && markdown.contains(&words), "{words}");
        let fields = format!(",{value:.2},{low:.2},{high:.2},{},", r["severity"]["n"]);
        let row = csv.lines().find(|l| l.starts_with(&format!("Interviewers,row,{name},"))).expect("a row");
        assert!(row.contains(&fields), "{row} without {fields}");
    }
}

#[test]
fn facility_and_discrimination_are_drawn() {
    let world = large_round();
    let stats = json(&world.ok(&["stats", "items", "--json"]));
    let items = stats["items"].as_array().expect("items");
    let page = page(&world, "items");
    for title in ["Facility of questions", "Facility and discrimination"] {
        assert!(page.contains(&format!("<figcaption>{title}</figcaption>")), "{title}: {page}");
    }
    assert_eq!(page.matches("class=\"dot\"").count(), items.len() * 2, "a dot for each in each chart");
    let book = workbook(&world, "items");
    assert_eq!(book.parts.iter().filter(|p| p.starts_with("xl/charts/chart")).count(), 2);
    assert!(book.text.contains("c:scatterChart"));
    let text = world.ok(&["--width", "200", "stats", "items"]);
    for i in items {
        let name = i["question"].as_str().expect("an id");
        let (facility, discrimination) = (estimate(&i["facility"]), estimate(&i["discrimination"]));
        near(&numbers(&book, "Facility of questions", name), &facility);
        near(&numbers(&book, "Facility and discrimination", name), &[facility[0], discrimination[0]]);
        let values = format!("{:.2}, {:.2}", facility[0], discrimination[0]);
        assert!(page.contains(&values), "{values}");
        let line = text.lines().find(|l| l.trim_start().starts_with(name)).expect("a line");
        assert!(line.contains(&format!("{:.2} (", discrimination[0])), "{line}");
    }
}

#[test]
fn nothing_is_drawn_of_too_few() {
    let world = shipped_round();
    // Nobody has five shared candidates; questions have facility, but not the ten candidates of a correlation.
    let raters = page(&world, "raters");
    assert!(!raters.contains("<svg") && raters.contains("too few (2 of 5 candidates)"), "{raters}");
    let items = page(&world, "items");
    assert_eq!(items.matches("<svg").count(), 1);
    assert!(!items.contains("<figcaption>Facility and discrimination"));
    assert_eq!(workbook(&world, "raters").parts.iter().filter(|p| p.contains("chart")).count(), 0);
}

/// By hand, from the marks in the scripts of both interviewers: a question's score is the mean by the weights of its rubric, then the mean
/// of the interviewers; s is the standard deviation of the five.
#[test]
fn a_lead_who_calculates_by_hand_finds_the_same() {
    let world = shipped_round();
    let at = |first: f64, second: f64| f64::midpoint(first, second);
    // Weights: correctness 2, reasoning 1; the others twice, once and once, `defects` and not `comprehension` being the double one.
    let double = |a: f64, b: f64, c: f64| (2.0 * a + b + c) / 4.0;
    let rafael = [
        at((2.0 * 4.0 + 3.0) / 3.0, 2.0),
        at(double(3.0, 2.0, 2.0), 2.0),
        at(3.0, 2.0),
        at(3.0, double(2.0, 3.0, 3.0)),
        at(double(4.0, 3.0, 3.0), double(2.0, 3.0, 2.0)),
    ];
    let noor = [
        at(4.0, (2.0 * 4.0 + 3.0) / 3.0),
        at(double(3.0, 3.0, 2.0), 3.0),
        3.0,
        at(3.0, double(4.0, 3.0, 3.0)),
        at(3.0, double(3.0, 3.0, 4.0)),
    ];
    let compared = json(&world.ok(&["report", "compare", "Rafael Costa", "Noor Haddad", "--format", "json"]));
    let role = json(&world.ok(&["report", "role", "mid-backend", "--format", "json"]));
    let close = |found: &Value, wanted: f64, most: f64| {
        assert!((found.as_f64().expect("a number") - wanted).abs() <= most, "{found}, not {wanted}");
    };
    for (name, q) in [("Rafael Costa", rafael), ("Noor Haddad", noor)] {
        let mean = q.iter().sum::<f64>() / 5.0;
        let variance = q.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 4.0;
        let areas =
            [("apis", q[0]), ("databases", at(q[1], q[2])), ("security", q[3]), ("performance", q[4])];
        let overall = areas.iter().map(|a| a.1).sum::<f64>() / 4.0;
        // Three areas rest on one question, databases on two; all weigh the same.
        let error = (variance * 3.5).sqrt() / 4.0;
        for report in [&compared, &role] {
            let people = report["people"].as_array().expect("people");
            let person = people.iter().find(|p| p["candidate"] == name).expect("the person");
            close(&person["score"], overall, 0.005_001);
            close(&person["standard_error"], error, 0.000_501);
            for (area, score) in areas {
                let all = person["areas"].as_array().expect("areas");
                let found = all.iter().find(|a| a["area"] == area).expect("the area");
                close(&found["score"], score, 0.005_001);
                let error = (variance / if area == "databases" { 2.0 } else { 1.0 }).sqrt();
                close(&found["low"], (score - error).max(1.0), 0.005_001);
                close(&found["high"], (score + error).min(4.0), 0.005_001);
            }
        }
    }
    // 2.375 fails the gate of 2.50; 3.125 and 2.875 lie closer than the error of their difference, the other areas do not.
    let text = world.ok(&["--width", "200", "report", "compare", "Rafael Costa", "Noor Haddad"]);
    assert!(text.contains("Rafael Costa, Databases came to 2.38, its bar is 2.50"), "{text}");
    assert!(text.contains("Performance: Rafael Costa and Noor Haddad lie 0.25 apart, standard error 0.46"));
    assert_eq!(text.matches(" apart, standard error").count(), 1, "{text}");
}

#[test]
fn a_debrief_is_drawn_and_no_table_has_an_empty_column() {
    let world = shipped_round();
    let debrief = world.ok(&["debrief", "Rafael Costa", "--format", "html"]);
    let title = "What each interviewer&#39;s marks come to, against the bar";
    assert!(debrief.contains(&format!("<figcaption>{title}</figcaption>")), "{debrief}");
    let page = |name: &str| world.ok(&["report", "candidate", name, "--format", "html"]);
    // Tomas noted no evidence for any mark of Rafael's, Mina did: one of the two tables of a question has the column.
    let rafael = page("Rafael Costa");
    let heads = rafael.matches(">Evidence</th>").count();
    assert!(heads > 0 && heads < rafael.matches(">Anchor</th>").count(), "{heads}: {rafael}");
    let page = world.ok(&["report", "compare", "Rafael Costa", "Noor Haddad", "--format", "html"]);
    assert!(page.contains(">Gate</th>"), "a column with words in some rows stays");
}
