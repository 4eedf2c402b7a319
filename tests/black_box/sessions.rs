//! `viva session`, `viva report`, `viva db`, `viva interview --script`.

use insta::assert_snapshot;
use serde_json::Value;

use crate::support::{World, shipped};

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

/// A report without what differs from session to session.
fn comparable(world: &World, session: &str) -> Value {
    let mut report = json(&world.ok(&["report", "session", session, "--format", "json"]));
    for key in ["id", "short", "head"] {
        report["session"][key] = Value::Null;
    }
    for amendment in report["amendments"].as_array_mut().expect("amendments") {
        amendment["at"] = Value::Null;
    }
    report
}

#[test]
fn a_command_that_only_reads_creates_nothing() {
    let world = World::new();
    for args in [&["session", "list"][..], &["bank", "list"], &["doctor"], &["config", "list"], &[]] {
        assert_eq!(world.viva(args).code, 0, "{args:?}");
    }
    assert!(!world.db().exists());
    assert_eq!(std::fs::read_dir(world.path(".")).expect("a folder").count(), 0);
}

#[test]
fn a_played_script_is_a_scorecard() {
    let world = World::new();
    let script = shipped("examples/interviews/senior-a.toml").display().to_string();
    let ran = world.viva(&["interview", "--script", &script]).to_string();
    // The head covers the texts of the questions, which may be mended.
    let ran: Vec<_> =
        ran.lines().map(|l| if l.starts_with("Head ") { "Head         [HEAD]" } else { l }).collect();
    let ran = ran.join("\n");
    assert_snapshot!(ran, @"
    exit 0
    --- out
    Ada Example - Senior backend developer
    ======================================
    Result       meets the bar (3.00 of 4, bar 2.65)
    Coverage     100 % assessed, 75 % needed
    Interviewer  Grace Example
    Role         senior-backend (senior), form A
    Time         2026-11-16T09:00:00Z, 39 of 60 minutes
    Session      7b0a96be, complete, not sealed
    Head         [HEAD]

    Areas
     Area            Score    Bar   Gate     Weight   Assessed
    -----------------------------------------------------------
     System design    3.25   2.75   passed        2      100 %
     Databases        3.00   2.75                 1      100 %
     Security         2.75   2.50   passed        1      100 %
     Communication    2.75   2.50                 1      100 %

    The interviewer's own recommendation
    yes: Strong on overload and on consistency once nudged; would coach on who
    reviews and who reads.

    Deviations from the form
    - decision-record-missing-author: noted, The candidate had to take a call; two
      minutes of silence

    Notes about the whole interview
    - Joined by video, camera and sound fine; asked for the agenda in the chat
    --- err
    made the store [DIR]/viva.db
    saved as session 7b0a96be; `viva report session 7b0a96be` shows everything
    ");
}

#[test]
fn a_recorded_session_exports_and_plays_again_to_the_same_report() {
    for example in ["senior-a", "gate-failed"] {
        let world = World::new();
        let first = world.play(&shipped(&format!("examples/interviews/{example}.toml")));
        world.ok(&["session", "export", &first, "-o", "again.toml"]);
        let ran = world.viva(&["--seed", "2", "interview", "--script", "again.toml", "--json"]);
        let ran = if ran.code == 2 {
            world.run(world.command(&["--seed", "2", "interview", "--script", "again.toml", "--json"]))
        } else {
            ran
        };
        assert_eq!(ran.code, 0, "{ran}");
        let second = json(&ran.out)["short"].as_str().expect("short").to_owned();
        assert_ne!(first, second);
        assert_eq!(comparable(&world, &first), comparable(&world, &second), "{example}");
    }
}

#[test]
fn sealing_amending_and_what_is_refused() {
    let world = World::new();
    let id = world.play(&shipped("examples/interviews/senior-a.toml"));
    let question = ["--question", "grant-budget-overshoot", "--criterion", "correctness"];
    let amend = |mark: &str| {
        let mut args = vec!["session", "amend", &id];
        args.extend(question);
        args.extend(["--mark", mark, "--why", "heard again on the recording", "--who", "Grace Example"]);
        world.viva(&args)
    };
    assert_eq!(amend("4").code, 6, "only a sealed scorecard is amended");
    world.ok(&["session", "submit", &id]);
    assert_eq!(world.viva(&["session", "submit", &id]).code, 6);
    assert_eq!(world.viva(&["session", "abandon", &id, "--why", "x"]).code, 6);
    assert_eq!(amend("7").code, 2);
    assert_eq!(amend("3").code, 6, "that is the mark it has");
    assert_eq!(amend("4").code, 0);
    for format in ["terminal", "markdown", "json"] {
        let report = world.ok(&["report", "session", &id, "--format", format]);
        for part in ["heard again on the recording", "Grace Example"] {
            assert!(report.contains(part), "{format}: {report}");
        }
    }
    let report = json(&world.ok(&["report", "session", &id, "--format", "json"]));
    assert_eq!(report["amendments"][0]["before"], "3");
    assert_eq!(report["amendments"][0]["after"], "4");
    let recommend = [
        "session",
        "amend",
        &id,
        "--recommendation",
        "strong-yes",
        "--why",
        "after the debrief",
        "--who",
        "Grace",
    ];
    assert_eq!(world.viva(&recommend).code, 0);
    world.ok(&["db", "check"]);
}

#[test]
fn a_head_anchors_what_was_printed() {
    let world = World::new();
    let id = world.play(&shipped("examples/interviews/senior-a.toml"));
    let report = json(&world.ok(&["report", "session", &id, "--format", "json"]));
    let head = report["session"]["head"].as_str().expect("a head").to_owned();
    assert!(world.viva(&["db", "verify"]).err.contains("self-consistent, not anchored"));
    assert_eq!(world.viva(&["db", "verify", "--head", &head]).code, 0);
    assert_eq!(world.viva(&["db", "verify", "--head", &"0".repeat(64)]).code, 1);
    world.ok(&["session", "submit", &id]);
    assert_eq!(
        world.viva(&["db", "verify", "--head", &head]).code,
        0,
        "a later entry does not unanchor an earlier head"
    );
}

#[test]
fn the_report_follows_its_schema() {
    let world = World::new();
    let id = world.play(&shipped("examples/interviews/gate-failed.toml"));
    let schema = json(&world.ok(&["report", "session", "--schema"]));
    let report = json(&world.ok(&["report", "session", &id, "--format", "json"]));
    follows(&report, &schema, &schema, "report");
}

/// A small part of JSON Schema, enough for ours: types, properties, required, items, $ref, anyOf.
pub(crate) fn follows(value: &Value, schema: &Value, root: &Value, at: &str) {
    if let Some(name) = schema["$ref"].as_str() {
        let target = name.trim_start_matches("#/").split('/').fold(root, |v, key| &v[key]);
        assert!(!target.is_null(), "{at}: {name} leads nowhere");
        return follows(value, target, root, at);
    }
    if let Some(any) = schema["anyOf"].as_array() {
        let fits = |s: &Value| s["type"] != "null" || value.is_null();
        let chosen = any.iter().find(|s| fits(s) && !(value.is_null() && s["type"] != "null"));
        return follows(value, chosen.unwrap_or_else(|| panic!("{at}: {value} fits nothing")), root, at);
    }
    let name = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(n) if n.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let allowed: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(many) => many.iter().filter_map(Value::as_str).collect(),
        _ => vec![name],
    };
    assert!(
        allowed.contains(&name) || (name == "integer" && allowed.contains(&"number")),
        "{at}: {name}, not {allowed:?}"
    );
    if let (Some(object), Some(properties)) = (value.as_object(), schema["properties"].as_object()) {
        for key in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            assert!(object.contains_key(key), "{at}: {key} is missing");
        }
        for (key, inner) in object {
            let inner_schema =
                properties.get(key).unwrap_or_else(|| panic!("{at}: {key} is not in the schema"));
            follows(inner, inner_schema, root, &format!("{at}.{key}"));
        }
    }
    for (i, item) in value.as_array().into_iter().flatten().enumerate() {
        follows(item, &schema["items"], root, &format!("{at}[{i}]"));
    }
}

#[test]
fn narrow_wide_and_piped_reports_keep_their_width() {
    let world = World::new();
    let id = world.play(&shipped("examples/interviews/senior-a.toml"));
    for width in [40_usize, 80, 120] {
        let text = world.ok(&["--width", &width.to_string(), "report", "session", &id]);
        let widest = text.lines().map(|l| l.chars().count()).max().unwrap_or(0);
        assert!(widest <= width, "{width}: a line has {widest}");
        assert!(!text.contains('\u{1b}'), "escape sequences off a terminal");
    }
}

#[test]
fn a_session_is_found_by_a_beginning_and_missed_with_a_hint() {
    let world = World::new();
    let id = world.play(&shipped("examples/interviews/senior-a.toml"));
    assert_eq!(world.viva(&["session", "show", &id[..4]]).code, 0);
    let ran = world.viva(&["session", "show", "zzzz"]);
    assert_eq!(ran.code, 4, "{ran}");
    assert!(ran.err.contains("viva session list"), "{ran}");
    let list = json(&world.ok(&["session", "list", "--json"]));
    assert_eq!(list["sessions"][0]["state"], "open");
    let status = json(&world.ok(&["db", "status", "--json"]));
    assert_eq!((&status["schema"], &status["sessions"]), (&"viva.db-status/1".into(), &1.into()));
}

#[test]
fn an_abandoned_session_keeps_its_entries_and_takes_no_more() {
    let world = World::new();
    let script = std::fs::read_to_string(shipped("examples/interviews/senior-a.toml")).expect("text");
    let open = script.split("[verdict]").next().expect("the part before");
    let id = world.play(&world.write("open.toml", open));
    assert_eq!(json(&world.ok(&["session", "list", "--json"]))["sessions"][0]["state"], "open");
    assert_eq!(world.viva(&["session", "submit", &id]).code, 6, "there is no recommendation");
    world.ok(&["session", "abandon", &id, "--why", "the candidate withdrew"]);
    assert!(world.ok(&["report", "session", &id]).contains("the candidate withdrew"));
    assert_eq!(world.viva(&["session", "abandon", &id, "--why", "again"]).code, 6);
}
