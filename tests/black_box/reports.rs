//! `viva report compare`, `role`, `candidate`, in every format.

use std::collections::BTreeMap;

use insta::assert_snapshot;
use serde_json::Value;

use crate::{
    pty::Terminal,
    small::{FULL, team},
    support::{World, shipped},
    workbook::{Cell, Workbook},
};

const FORMATS: [&str; 6] = ["terminal", "markdown", "csv", "json", "html", "xlsx"];

/// Three people and two interviewers on the small bank: one clear pass seen by two, one gate failure, one on another form of the plan.
pub fn round() -> World {
    let world = World::new();
    team(&world);
    let script = |candidate: &str, interviewer: &str, first: [u8; 2], second: [u8; 2], more: &str| {
        let evidence = |marks: [u8; 2]| {
            let needs = |m: u8| m == 1 || m == 4;
            let names = ["correctness", "reasoning"].iter().zip(marks).filter(|(_, m)| needs(*m));
            let lines: Vec<String> = names.map(|(n, _)| format!("{n} = \"said so\"")).collect();
            format!("evidence = {{ {} }}", lines.join(", "))
        };
        let answer = |question: &str, marks: [u8; 2]| {
            format!(
                "[[answer]]\nquestion = \"{question}\"\nminutes = 5.0\nlook_for = {{ alpha = \"unprompted\", beta = \"missed\" }}\n\
                 marks = {{ correctness = {}, reasoning = {} }}\n{}\n",
                marks[0],
                marks[1],
                evidence(marks)
            )
        };
        format!(
            "format = 1\ncandidate = \"{candidate}\"\ninterviewer = \"{interviewer}\"\nrole = \"tester\"\n\
             started = \"2026-11-16T09:00:00Z\"\n{more}\n{}{}[verdict]\nrecommendation = \"yes\"\nwhy = \"Clear.\"\n",
            answer("first-thing", first),
            answer("second-thing", second)
        )
    };
    let sealed = "submitted = true";
    let files = [
        world.write("a1.toml", &script("Ada Example", "Grace Example", [3, 4], [4, 4], sealed)),
        world.write("a2.toml", &script("ada  example", "Alan Example", [3, 2], [3, 3], sealed)),
        world.write("b.toml", &script("Linus Sample", "Grace Example", [2, 2], [1, 2], sealed)),
        world.write("c.toml", &script("Zoe Sample", "Alan Example", [3, 3], [3, 4], sealed)),
        world.write("d.toml", &script("Zoe Sample", "Grace Example", [1, 1], [1, 1], "")),
    ];
    let mut args = vec!["interview".to_owned(), "--script".to_owned()];
    args.extend(files.iter().map(|f| f.display().to_string()));
    world.ok(&args.iter().map(String::as_str).collect::<Vec<_>>());
    world
}

/// The shipped round.
pub fn shipped_round() -> World {
    let world = World::new();
    let folder = std::fs::read_dir(shipped("examples/rounds/mid-backend")).expect("the round");
    let files = folder.flatten().map(|e| e.path().display().to_string());
    let mut files: Vec<String> = files.filter(|p| p.ends_with(".toml")).collect();
    files.sort();
    let mut args = vec!["interview", "--script"];
    args.extend(files.iter().map(String::as_str));
    world.ok(&args);
    world
}

const HIRED: [&str; 5] = ["compare", "Elias Brandt", "Lina Moreau", "Noor Haddad", "Rafael Costa"];

/// A report in a format; workbooks go through a file.
fn report(world: &World, args: &[&str], format: &str) -> String {
    let mut all = vec!["--width", "200", "report"];
    all.extend(args);
    all.extend(["--format", format]);
    world.ok(&all)
}

const COMPARE: [&str; 4] = ["compare", "Zoe Sample", "Ada Example", "linus sample"];

#[test]
fn every_format_of_a_comparison() {
    let world = round();
    for format in ["terminal", "markdown", "csv", "json"] {
        assert_snapshot!(format!("compare.{format}"), report(&world, &COMPARE, format));
    }
    let page = report(&world, &COMPARE, "html");
    assert_snapshot!("compare.html", page.split("</style>").nth(1).expect("a body"));
    let book = world.path("c.xlsx");
    world.ok(&[
        "report",
        "compare",
        "Zoe Sample",
        "Ada Example",
        "linus sample",
        "--format",
        "xlsx",
        "-o",
        "c.xlsx",
    ]);
    let book = Workbook::read(&book);
    let names: Vec<&str> = book.sheets.keys().map(String::as_str).collect();
    assert_eq!(names, ["Areas against their bars", "Areas side by side", "Intervals", "Report", "Results"]);
    assert!(book.parts.iter().any(|p| p.starts_with("xl/charts/chart")), "{:?}", book.parts);
    assert!(book.text.contains("state=\"frozen\"") && book.text.contains("<autoFilter"));
}

#[test]
fn every_format_of_a_role_and_of_a_person() {
    let world = round();
    for format in ["terminal", "markdown", "csv", "json"] {
        assert_snapshot!(format!("role.{format}"), report(&world, &["role", "tester"], format));
    }
    // Heads cover salts.
    let text = report(&world, &["candidate", "Ada Example"], "terminal");
    let text: Vec<&str> =
        text.lines().map(|l| if l.starts_with("Head ") { "Head         [HEAD]" } else { l }).collect();
    assert_snapshot!("candidate.terminal", text.join("\n"));
    assert_snapshot!(
        "letter.markdown",
        report(&world, &["candidate", "Ada Example", "--for", "candidate"], "markdown")
    );
    assert_snapshot!(
        "letter.json",
        report(&world, &["candidate", "Ada Example", "--for", "candidate"], "json")
    );
}

#[test]
fn the_same_command_gives_the_same_bytes() {
    let world = round();
    for format in FORMATS {
        let bytes = |name: &str| {
            world.ok(&["report", "role", "tester", "--format", format, "-o", name]);
            std::fs::read(world.path(name)).expect("the report")
        };
        assert!(bytes("one") == bytes("two"), "{format}");
    }
}

/// Area, candidate, score, low, high, bar, gate, share of 1, questions.
type Figures = BTreeMap<(String, String), Vec<String>>;

fn figures(rows: impl IntoIterator<Item = Vec<String>>) -> Figures {
    let rows = rows.into_iter().filter(|r| r.len() >= 9);
    rows.map(|r| {
        let share = match r[7].strip_suffix('%') {
            Some(percent) => format!("{:.2}", percent.trim().parse::<f64>().expect("a number") / 100.0),
            None => format!("{:.2}", r[7].parse::<f64>().expect("a number")),
        };
        let number = |s: &str| {
            s.trim_matches('-').parse::<f64>().map_or_else(|_| String::new(), |v| format!("{v:.2}"))
        };
        let mut values: Vec<String> = r[2..6].iter().map(|s| number(s)).collect();
        values.extend([r[6].clone(), share, number(&r[8])]);
        ((r[0].clone(), r[1].clone()), values)
    })
    .collect()
}

#[test]
fn all_formats_hold_the_same_figures() {
    let world = shipped_round();
    let json: Value = serde_json::from_str(&report(&world, &HIRED, "json")).expect("JSON");
    let mut rows = Vec::new();
    for person in json["people"].as_array().expect("people") {
        for a in person["areas"].as_array().expect("areas") {
            let text =
                |v: &Value| v.as_str().map_or_else(|| v.to_string().replace("null", ""), str::to_owned);
            let gate =
                text(&a["gate"]).replace("failed", "FAILED").replace("none", "").replace("not-", "not ");
            let mut row = vec![text(&a["title"]), text(&person["candidate"])];
            row.extend(["score", "low", "high", "bar"].map(|k| text(&a[k])));
            row.extend([gate, text(&a["share"]), text(&a["questions"])]);
            rows.push(row);
        }
    }
    let wanted = figures(rows);
    assert_eq!(wanted.len(), 16, "{wanted:?}");
    assert!(
        wanted.values().filter(|v| v[1].parse::<f64>().is_ok()).count() >= 12,
        "with intervals: {wanted:?}"
    );
    assert!(wanted.values().any(|v| v[0].is_empty()), "and one not assessed");

    let csv_text = report(&world, &HIRED, "csv");
    let mut csv = csv::Reader::from_reader(csv_text.as_bytes());
    let records = csv.records().map(|r| r.expect("RFC 4180, all of one length"));
    let precise = records.filter(|r| &r[0] == "How precise the scores are" && &r[1] == "row");
    assert_eq!(figures(precise.map(|r| r.iter().skip(2).map(str::to_owned).collect())), wanted, "csv");

    let part = |text: &str, from: &str, to: &str| {
        text.split(from).nth(1).unwrap_or("").split(to).next().unwrap_or("").to_owned()
    };
    let markdown =
        part(&report(&world, &HIRED, "markdown"), "## How precise the scores are", "\nThe interval");
    let lines = markdown.lines().filter(|l| l.starts_with('|')).skip(2);
    let cells = lines.map(|l| l.trim_matches('|').split('|').map(|c| c.trim().to_owned()).collect());
    assert_eq!(figures(cells), wanted, "markdown");

    let page = part(&report(&world, &HIRED, "html"), "<caption>Intervals</caption>", "</table>");
    let rows = page.split("<tr ").skip(2).map(|row| {
        let cells = row.split("</t").filter_map(|c| c.rsplit_once('>').map(|c| c.1.to_owned()));
        cells.take(9).collect()
    });
    assert_eq!(figures(rows), wanted, "html");

    let screen = part(&report(&world, &HIRED, "terminal"), "How precise the scores are", "\n\n");
    let places: Vec<usize> = {
        let head = screen.lines().nth(1).expect("a header");
        ["Area", "Candidate", "Score", "From", "To", "Bar", "Gate", "Assessed", "Questions"]
            .map(|h| head.find(h).expect("a column"))
            .to_vec()
    };
    let cells = screen.lines().skip(3).map(|l| {
        // Columns are at least two blanks apart; only the gate may be empty.
        let mut cells: Vec<String> =
            l.split("  ").map(str::trim).filter(|c| !c.is_empty()).map(str::to_owned).collect();
        if cells.len() == 8 {
            cells.insert(6, String::new());
        }
        cells
    });
    assert!(places.is_sorted());
    assert_eq!(figures(cells), wanted, "terminal");

    let mut args = vec!["report"];
    args.extend(HIRED);
    args.extend(["--format", "xlsx", "-o", "c.xlsx"]);
    world.ok(&args);
    let book = Workbook::read(&world.path("c.xlsx"));
    let cells = book.sheets["Intervals"].iter().skip(1).map(|row| {
        let cell = |i: usize| match row.get(i).cloned().flatten() {
            Some(Cell::Text(text)) => text,
            Some(Cell::Number(n)) => n.to_string(),
            None => String::new(),
            other => panic!("{other:?}"),
        };
        assert!(matches!(row[5], Some(Cell::Number(_))), "numbers are numbers: {row:?}");
        (0..9).map(cell).collect()
    });
    assert_eq!(figures(cells), wanted, "xlsx");
}

#[test]
fn nobody_is_ranked_unless_asked_for() {
    let world = round();
    let order = |args: &[&str]| -> Vec<String> {
        let json: Value = serde_json::from_str(&report(&world, args, "json")).expect("JSON");
        json["people"]
            .as_array()
            .expect("people")
            .iter()
            .map(|p| p["candidate"].as_str().expect("a name").to_owned())
            .collect()
    };
    assert_eq!(
        order(&["compare", "Linus Sample", "Zoe Sample", "Ada Example"]),
        ["Linus Sample", "Zoe Sample", "Ada Example"]
    );
    assert_eq!(order(&["role", "tester"]), ["Ada Example", "Linus Sample", "Zoe Sample"]);
    let sorted = ["compare", "Linus Sample", "Zoe Sample", "Ada Example", "--sort", "overall"];
    assert_eq!(order(&sorted), ["Ada Example", "Zoe Sample", "Linus Sample"]);
    for format in ["terminal", "markdown", "csv", "html"] {
        assert!(report(&world, &sorted, format).contains("Sorted by one number"), "{format}");
        assert!(!report(&world, &COMPARE, format).contains("Sorted by"), "{format}");
    }
}

#[test]
fn raters_are_combined_by_the_mean_and_only_submitted_interviews_count() {
    let world = round();
    let json: Value = serde_json::from_str(&report(&world, &COMPARE, "json")).expect("JSON");
    let ada = &json["people"][1];
    // first-thing: correctness (3 + 3) / 2 with weight 2, reasoning (4 + 2) / 2: 3; second: 3.5 twice: 3.5.
    assert_eq!(ada["score"], 3.25);
    assert_eq!(ada["sessions"].as_array().expect("sessions").len(), 2);
    assert_eq!(
        json["people"][0]["sessions"].as_array().expect("sessions").len(),
        1,
        "Zoe's second is not submitted"
    );
    assert_eq!(json["left_out"]["unsubmitted"], 1);
    assert!(
        report(&world, &COMPARE, "terminal")
            .contains("Left out of all figures: 1 session that is not submitted.")
    );
    assert_eq!(json["same_form"], true);
    assert_eq!(json["people"][2]["outcome"], "gate-failed");
}

#[test]
fn what_differs_between_forms_is_said() {
    let world = round();
    let other = FULL.replace("Ada Example", "Max Sample").replace(
        "questions = [\"first-thing\", \"second-thing\"]",
        "form = \"B\"\nquestions = [\"first-thing\", \"second-thing\"]",
    );
    let other = other.replacen("form = \"A\"\n", "", 1);
    let path = world.write("other.toml", &other).display().to_string();
    let ran = world.run(world.command(&["--seed", "2", "interview", "--script", &path]));
    assert_eq!(ran.code, 0, "{ran}");
    let json: Value =
        serde_json::from_str(&report(&world, &["compare", "Max Sample", "Ada Example"], "json"))
            .expect("JSON");
    assert_eq!(json["same_form"], false, "{json}");
    let said = json["differences"].to_string();
    assert!(
        said.contains("form: B for Max Sample; A for Ada Example") && !said.contains("question"),
        "{said}"
    );
    assert!(
        report(&world, &["compare", "Max Sample", "Ada Example"], "terminal").contains("Not the same form.")
    );
}

#[test]
fn within_one_standard_error_is_said_where_it_holds() {
    let world = shipped_round();
    let who = ["compare", "Elias Brandt", "Rafael Costa", "Yuki Tanaka"];
    let json: Value = serde_json::from_str(&report(&world, &who, "json")).expect("JSON");
    let pairs = json["pairs"].as_array().expect("pairs");
    assert!(pairs.iter().any(|p| p["within"] == true) && pairs.iter().any(|p| p["within"] == false));
    let text = report(&world, &who, "terminal");
    let said = text.split("Within one standard error of each other").nth(1).expect("the part");
    for pair in pairs {
        let line = format!(
            "{}: {} and {} lie",
            pair["title"].as_str().expect("t"),
            pair["a"].as_str().expect("a"),
            pair["b"].as_str().expect("b")
        );
        assert_eq!(said.contains(&line), pair["within"] == true, "{pair}");
        let (d, e) = (pair["difference"].as_f64().expect("d"), pair["standard_error"].as_f64().expect("e"));
        assert_eq!(pair["within"] == true, d.abs() <= e, "{pair}");
    }
}

#[test]
fn what_is_not_there_is_said() {
    let world = round();
    let ran = world.viva(&["report", "compare", "Nobody", "Ada Example"]);
    assert!(ran.code == 4 && ran.err.contains("`Nobody`"), "{ran}");
    assert_eq!(world.viva(&["report", "compare", "Ada Example"]).code, 2);
    assert_eq!(world.viva(&["report", "role", "no-such-role"]).code, 4);
    assert_eq!(world.viva(&["report", "candidate", "Nobody"]).code, 4);
    for (what, schema) in [
        ("session", "viva.report/1"),
        ("compare", "viva.compare/1"),
        ("role", "viva.role-report/1"),
        ("candidate", "viva.candidate/1"),
    ] {
        assert!(world.ok(&["report", what, "--schema"]).contains(schema), "{what}");
    }
    assert!(world.ok(&["report", "candidate", "--for", "candidate", "--schema"]).contains("viva.feedback/1"));
}

#[test]
fn a_workbook_is_not_for_a_terminal_and_nothing_goes_over_the_store() {
    let world = round();
    let terminal = Terminal::start(&world, &["report", "role", "tester", "--format", "xlsx"], (24, 80), &[]);
    terminal.wait_for("not for a terminal");
    assert_eq!(terminal.end(), 6);
    let before = std::fs::read(world.db()).expect("the store");
    let db = world.db().display().to_string();
    for format in FORMATS {
        assert_eq!(
            world.viva(&["report", "role", "tester", "--format", format, "-o", &db]).code,
            6,
            "{format}"
        );
    }
    assert!(before == std::fs::read(world.db()).expect("the store"));
    std::os::unix::fs::symlink(world.path("elsewhere"), world.path("link.html")).expect("a link");
    assert_eq!(world.viva(&["report", "role", "tester", "--format", "html", "-o", "link.html"]).code, 7);
    assert!(!world.path("elsewhere").exists());
}

#[test]
fn nothing_that_only_interviewers_see_gets_into_a_letter() {
    let world = World::new();
    team(&world);
    let bank = world.path("bank/questions/testing/unit.toml");
    let mut text = std::fs::read_to_string(&bank).expect("the bank");
    for (field, marker) in [
        ("The model answer to", "MARKER-model"),
        ("Probe one of", "MARKER-probe"),
        ("A hint for", "MARKER-hint"),
        ("A red flag", "MARKER-flag"),
        ("A situation with", "MARKER-prompt"),
    ] {
        assert!(text.contains(field));
        text = text.replace(field, marker);
    }
    std::fs::write(&bank, text).expect("the bank");
    let rubric = world.path("bank/rubrics/criteria/r.toml");
    let anchors = std::fs::read_to_string(&rubric).expect("the rubric");
    let anchors = anchors
        .replace("Right.", "MARKER-anchor")
        .replace("Wrong.", "MARKER-anchor")
        .replace("Right and more.", "MARKER-anchor");
    let anchors = anchors
        .replace("title = \"Correctness\"", "title = \"MARKER-criterion\"")
        .replace("Is it true?", "MARKER-about");
    std::fs::write(&rubric, anchors).expect("the rubric");
    let script = FULL
        .replace("Grace Example", "MARKER-interviewer")
        .replace("joined late", "MARKER-note")
        .replace("began ten minutes late", "MARKER-deviation")
        .replace("drew a picture", "MARKER-note")
        .replace("two\\nlines", "MARKER-note")
        .replace("the candidate took a call", "MARKER-deviation")
        .replace("Kept a false statement", "MARKER-evidence")
        .replace("Said nothing", "MARKER-evidence")
        .replace("Named both cases unprompted", "MARKER-evidence")
        .replace("Careful and clear.", "MARKER-why")
        .replace("The recording shows it.", "MARKER-why")
        .replace("After the debrief.", "MARKER-why");
    let path = world.write("script.toml", &script).display().to_string();
    world.ok(&["interview", "--script", &path]);
    // The markers are really there for those who may see them.
    let all = report(&world, &["candidate", "Ada Example"], "json");
    for marker in
        ["interviewer", "note", "deviation", "evidence", "why", "anchor", "criterion", "probe", "hint"]
    {
        assert!(all.contains(&format!("MARKER-{marker}")), "{marker}");
    }
    let short = serde_json::from_str::<Value>(&all).expect("JSON")["sessions"][0]["short"]
        .as_str()
        .expect("short")
        .to_owned();
    for format in FORMATS {
        let name = format!("letter.{format}");
        world.ok(&[
            "report",
            "candidate",
            "Ada Example",
            "--for",
            "candidate",
            "--format",
            format,
            "-o",
            &name,
        ]);
        let letter = if format == "xlsx" {
            Workbook::read(&world.path(&name)).text
        } else {
            std::fs::read_to_string(world.path(&name)).expect("text")
        };
        assert!(
            letter.contains("Says alpha") && letter.contains("Says beta") && letter.contains("Ada Example"),
            "{format}: {letter}"
        );
        for never in ["MARKER", "meets the bar", "meets-the-bar", "strong-yes", "recommend", &short] {
            assert!(!letter.contains(never), "{format} holds {never}: {letter}");
        }
    }
}
