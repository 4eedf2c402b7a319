//! `--redact`: what is taken out is in no byte of any format.

use serde_json::Value;

use crate::{
    small::{FULL, team},
    support::World,
    workbook::Workbook,
};

/// Names, contact data and notes in every text that can hold them.
fn recorded() -> World {
    let world = World::new();
    team(&world);
    let script = FULL
        .replace("Ada Example", "Adalinde Qvistgaard")
        .replace("Grace Example", "Oluwaseun Interviewson")
        .replace("joined late", "Adalinde joined late, oluwaseun waited; mail ADALINDE.Qvistgaard@mail.example or call +49 170 1234567")
        .replace("began ten minutes late", "Ms Qvistgaard began ten minutes late")
        .replace("drew a picture", "adalinde's picture; see https://example.com/~qvistgaard")
        .replace("two\\nlines", "two\\nlines by Adalinde\\nQvistgaard")
        .replace("the candidate took a call", "Adalinde Qvistgaard took a call")
        .replace("Kept a false statement", "Interviewson heard Qvistgaard keep a false statement")
        .replace("Careful and clear.", "Adalinde is careful and clear.")
        .replace("The recording shows it.", "Oluwaseun Interviewson's recording shows Adalinde say it.");
    let first = world.write("s.toml", &script).display().to_string();
    let other = FULL
        .replace("Ada Example", "Bartholomew Other")
        .replace("drew a picture", "better than Adalinde Qvistgaard; Adalinde was slower");
    let second = world.write("o.toml", &other).display().to_string();
    world.ok(&["interview", "--script", &first, &second]);
    world
}

/// Everything that a reader can get out of the store, with these flags.
fn everything(world: &World, only: &[&str], flags: &[&str]) -> Vec<(String, String)> {
    let sessions: Value = serde_json::from_str(&world.ok(&["session", "list", "--json"])).expect("JSON");
    let shorts: Vec<String> = sessions["sessions"]
        .as_array()
        .expect("sessions")
        .iter()
        .map(|s| s["short"].as_str().expect("short").to_owned())
        .collect();
    let code = |name: &str| {
        world.ok(&["report", "pseudonym", name]).split_whitespace().next().expect("a code").to_owned()
    };
    let (one, other) = (code("Adalinde Qvistgaard"), code("Bartholomew Other"));
    let mut commands: Vec<(Vec<&str>, &[&str])> = Vec::new();
    let reports: &[&str] = &["terminal", "markdown", "csv", "json", "html", "xlsx"];
    for short in &shorts {
        commands.push((vec!["report", "session", short], reports));
    }
    commands.push((vec!["report", "compare", &one, &other], reports));
    commands.push((vec!["report", "role", "tester"], reports));
    commands.push((vec!["report", "candidate", &one], reports));
    commands.push((vec!["report", "candidate", &one, "--for", "candidate"], reports));
    for table in ["sessions", "marks", "items"] {
        commands.push((vec!["export", table], &["csv", "jsonl", "json", "xlsx"]));
    }
    let mut found = Vec::new();
    for (command, formats) in &commands {
        for format in formats.iter().filter(|f| only.is_empty() || only.contains(f)) {
            for raw in [false, true] {
                let mut args = command.clone();
                args.extend(["--format", format, "-o", "out"]);
                args.extend(flags);
                if raw {
                    args.push("--raw");
                }
                world.ok(&args);
                let path = world.path("out");
                let text = if *format == "xlsx" {
                    let book = Workbook::read(&path);
                    assert!(!book.parts.is_empty());
                    book.text
                } else {
                    std::fs::read_to_string(&path).expect("text")
                };
                found.push((args.join(" "), text));
                if *format != "csv" {
                    break;
                }
            }
        }
    }
    found
}

#[test]
fn no_byte_of_a_name_is_in_any_format() {
    let world = recorded();
    let all = everything(&world, &[], &["--redact", "names"]);
    assert!(all.len() > 40);
    let code = world
        .ok(&["report", "pseudonym", "Adalinde Qvistgaard"])
        .split_whitespace()
        .next()
        .expect("a code")
        .to_owned();
    for (what, text) in &all {
        let lower = text.to_lowercase();
        for name in ["adalinde", "qvistgaard", "oluwaseun", "interviewson", "bartholomew", "grace example"] {
            assert!(!lower.contains(name), "{what} holds {name}:\n{text}");
        }
    }
    assert!(all.iter().filter(|(_, text)| text.contains(&code)).count() > 20);
    // Without the flag the names are there: the test can fail.
    assert!(
        everything(&world, &["json"], &[])
            .iter()
            .all(|(_, text)| text.to_lowercase().contains("adalinde") || text.contains("Bartholomew"))
    );
}

#[test]
fn no_contact_data_and_no_notes_are_in_any_format() {
    let world = recorded();
    for (what, text) in everything(&world, &["json", "csv"], &["--redact", "contact"]) {
        for never in ["mail.example", "170 1234567", "example.com/"] {
            assert!(!text.contains(never), "{what} holds {never}:\n{text}");
        }
    }
    for (what, text) in everything(&world, &["json", "csv"], &["--redact", "notes"]) {
        for never in [
            "joined late",
            "ten minutes late",
            "picture",
            "took a call",
            "false statement",
            "careful and clear",
            "recording shows",
        ] {
            assert!(!text.contains(never), "{what} holds {never}:\n{text}");
        }
    }
    for (what, text) in
        everything(&world, &["html", "xlsx"], &["--redact", "names,contact", "--redact", "notes"])
    {
        let lower = text.to_lowercase();
        assert!(
            !lower.contains("adalinde") && !lower.contains("picture") && !lower.contains("mail.example"),
            "{what}"
        );
    }
}

#[test]
fn what_was_taken_out_is_said_and_figures_stay() {
    let world = recorded();
    let json = |flags: &[&str]| -> Value {
        let mut args = vec!["report", "role", "tester", "--format", "json"];
        args.extend(flags);
        serde_json::from_str(&world.ok(&args)).expect("JSON")
    };
    let (plain, blind) = (json(&[]), json(&["--redact", "all"]));
    assert_eq!(plain["areas"], blind["areas"]);
    assert_eq!(plain["outcomes"], blind["outcomes"]);
    assert_eq!(blind["redacted"], "Taken out of this report: names, contact data, notes and evidence.");
    assert_eq!(plain["redacted"], Value::Null);
    let code = blind["people"][0]["candidate"].as_str().expect("a code");
    assert!(code.starts_with("C-") && code.len() == 8, "{code}");
}

#[test]
fn an_interviewer_who_knows_the_pseudonym_only_is_enough() {
    let world = recorded();
    let code = world
        .ok(&["report", "pseudonym", "Adalinde Qvistgaard"])
        .split_whitespace()
        .next()
        .expect("a code")
        .to_owned();
    let blind = FULL.replace("Ada Example", &code.to_lowercase()).replace("Grace Example", "Blind Rater");
    let path = world.write("b.toml", &blind).display().to_string();
    // Another seed, another id.
    let ran = world.run(world.command(&["--seed", "2", "interview", "--script", &path]));
    assert_eq!(ran.code, 0, "{ran}");
    for typed in ["Adalinde Qvistgaard", "adalinde  qvistgaard", &code] {
        let report: Value =
            serde_json::from_str(&world.ok(&["report", "candidate", typed, "--format", "json"]))
                .expect("JSON");
        assert_eq!(report["sessions"].as_array().expect("sessions").len(), 2, "{typed}");
        assert_eq!(report["candidate"], "Adalinde Qvistgaard");
        assert_eq!(report["roles"][0]["person"]["sessions"].as_array().expect("sessions").len(), 2);
    }
    let role: Value = serde_json::from_str(
        &world.ok(&["report", "role", "tester", "--redact", "names", "--format", "json"]),
    )
    .expect("JSON");
    assert_eq!(role["candidates"], 2);
    // A store that never heard the name keeps the pseudonym as it is.
    let alone = World::new();
    team(&alone);
    let path = alone.write("b.toml", &blind).display().to_string();
    alone.ok(&["interview", "--script", &path]);
    assert!(alone.ok(&["report", "candidate", &code]).to_uppercase().starts_with(&code));
}
