//! `viva bank`, `question`, `rubric`, `role`, `schema`, `explain`.

use std::process::Command;

use insta::assert_snapshot;
use serde_json::Value;

use crate::support::{World, shipped};

/// A question file with one fault of most kinds.
const FAULTY: &str = r#"format = 1
area = "databases"
topic = "indxing"

[[question]]
id = "Bad Id"
title = "Faulty"
level = "expert"
minutes = 400
tags = ["postgresq"]
promt = "A situation."

[question.open]
rubric = "technical-anser"
model_answer = 3
"#;

#[test]
fn the_shipped_bank_is_clean() {
    let world = World::new();
    let folder = shipped(".");
    let ran =
        world.viva(&["--no-builtin", "bank", "check", &folder.display().to_string(), "--deny", "warnings"]);
    assert_eq!(ran.code, 0, "{ran}");
}

#[test]
fn all_faults_of_all_files_come_in_one_run_with_their_places() {
    let world = World::new();
    world.write("b/questions/one.toml", FAULTY);
    world.write(
        "b/questions/two.toml",
        "format = 1\narea = \"apis\"\ntopic = \"rest\"\nx = \n[[question]]\nid = \"a\n",
    );
    world.write(
        "b/rubrics/three.toml",
        "format = 2\nid = \"r\"\ntitle = \"R\"\n[[criterion]]\nid = \"c\"\nweight = nan\n",
    );
    let ran = world.viva(&["bank", "check", "b", "--format", "short"]);
    assert_snapshot!(ran, @r#"
    exit 3
    --- out
    b/questions/one.toml:2:8: warning: the map has no `databases/indxing` [unknown-area]
    b/questions/one.toml:5:1: error: this question has no `prompt` [missing-key]
    b/questions/one.toml:6:6: error: `Bad Id` is not an id: an id holds only a-z, 0-9 and -, and does not start with -; found 'B' [bad-id]
    b/questions/one.toml:8:9: error: `expert` is not a level; the levels are junior, mid, senior, staff [bad-word]
    b/questions/one.toml:9:11: error: `minutes` must lie between 1 and 120 [out-of-range]
    b/questions/one.toml:11:1: error: unknown key `promt` in this question [unknown-key]
    b/questions/one.toml:15:16: error: `model_answer` must be text in quotes, and this is a whole number [wrong-type]
    b/questions/two.toml:4:1: error: unknown key `x` in this question file [unknown-key]
    b/questions/two.toml:4:5: error: string values must be quoted, expected literal string [toml-syntax]
    b/questions/two.toml:5:1: error: this question has no `title` [missing-key]
    b/questions/two.toml:5:1: error: this question has no `level` [missing-key]
    b/questions/two.toml:5:1: error: this question has no `minutes` [missing-key]
    b/questions/two.toml:5:1: error: this question has no `prompt` [missing-key]
    b/questions/two.toml:5:1: error: this question has no kind [one-kind]
    b/questions/two.toml:6:8: error: invalid basic string, expected `"` [toml-syntax]
    b/rubrics/three.toml:1:1: warning: the rubric `r` has 0 criteria [wrong-count]
    b/rubrics/three.toml:1:10: error: the file has format 2, this viva reads format 1 [newer-format]
    b/rubrics/three.toml:4:1: error: this criterion has no `title` [missing-key]
    b/rubrics/three.toml:4:1: error: this criterion has no `about` [missing-key]
    b/rubrics/three.toml:4:1: error: this criterion has no `anchors` [missing-key]
    b/rubrics/three.toml:6:10: error: `weight` must be a finite number between 0.01 and 100 [out-of-range]
    --- err
    3 file(s), 0 question(s): 19 error(s), 2 warning(s)
    "#);
}

#[test]
fn a_finding_shows_its_line_and_what_to_do() {
    let world = World::new();
    world.write(
        "b/questions/one.toml",
        "format = 1\narea = \"apis\"\ntopic = \"rest\"\nqestion = 1\n[[question]]\nid = \"x\"\n",
    );
    assert_snapshot!(world.viva(&["bank", "check", "b"]), @"
    exit 3
    --- out
    error[unknown-key]: unknown key `qestion` in this question file
     --> b/questions/one.toml:4:1
      |
    4 | qestion = 1
      | ^^^^^^^ nothing reads this
      |
      = help: did you mean `question`?

    error[missing-key]: this question has no `title`
     --> b/questions/one.toml:5:1
      |
    5 | [[question]]
      | ^^^^^^^^^^^^ `title` is missing
      |
      = help: add `title = ...`

    error[missing-key]: this question has no `level`
     --> b/questions/one.toml:5:1
      |
    5 | [[question]]
      | ^^^^^^^^^^^^ `level` is missing
      |
      = help: add `level = ...`

    error[missing-key]: this question has no `minutes`
     --> b/questions/one.toml:5:1
      |
    5 | [[question]]
      | ^^^^^^^^^^^^ `minutes` is missing
      |
      = help: add `minutes = ...`

    error[missing-key]: this question has no `prompt`
     --> b/questions/one.toml:5:1
      |
    5 | [[question]]
      | ^^^^^^^^^^^^ `prompt` is missing
      |
      = help: add `prompt = ...`

    error[one-kind]: this question has no kind
     --> b/questions/one.toml:5:1
      |
    5 | [[question]]
      | ^^^^^^^^^^^^ how is it marked?
      |
      = help: add one of [question.open], [question.choice], [question.order], [question.estimate], [question.sql], [question.code]

    --- err
    1 file(s), 0 question(s): 6 error(s), 0 warning(s)
    ");
}

#[test]
fn warnings_fail_only_when_denied() {
    let world = World::new();
    let file = world.ok(&["bank", "new", "databases/indexing"]);
    world.write("b/questions/one.toml", &file);
    assert_eq!(world.viva(&["bank", "check", "b", "--deny", "warnings"]).code, 0, "a new file is clean");
    world.write("b/questions/one.toml", &file.replace("minutes = 6", "minutes = 60"));
    assert_eq!(world.viva(&["bank", "check", "b"]).code, 0);
    assert_eq!(world.viva(&["bank", "check", "b", "--deny", "warnings"]).code, 1);
    world.write("b/questions/one.toml", &file.replace("minutes = 6", "minutes = \"six\""));
    assert_eq!(world.viva(&["bank", "check", "b"]).code, 3);
}

#[test]
fn a_later_bank_overrides_an_earlier_one_and_says_so() {
    let world = World::new();
    let file = world
        .ok(&["bank", "new", "databases/indexing"])
        .replace("indexing-first-question", "payment-timeout-retry");
    world.write("b/questions/one.toml", &file);
    let before = world.ok(&["bank", "stats", "--json"]);
    let ran = world.viva(&["--bank", "b", "bank", "stats", "--json"]);
    let count = |text: &str| serde_json::from_str::<Value>(text).expect("JSON")["questions"].clone();
    assert_eq!(count(&before), count(&ran.out));
    assert!(ran.err.contains("`payment-timeout-retry` replaces the question of the built-in bank"), "{ran}");
    let shown = world.ok(&["--bank", "b", "question", "show", "payment-timeout-retry"]);
    assert!(shown.contains("a nightly"), "{shown}");
}

#[test]
fn stats_count_every_question_once() {
    let world = World::new();
    let stats: Value = serde_json::from_str(&world.ok(&["bank", "stats", "--json"])).expect("JSON");
    assert_eq!(stats["schema"], "viva.bank-stats/1");
    let list: Value = serde_json::from_str(&world.ok(&["bank", "list", "--json"])).expect("JSON");
    let listed = list["questions"].as_array().expect("a list").len() as u64;
    let sum = |key: &str| stats[key].as_object().expect(key).values().filter_map(Value::as_u64).sum::<u64>();
    for key in ["by_area", "by_level", "by_kind"] {
        assert_eq!(sum(key), listed, "{key}");
    }
    assert_eq!(stats["questions"].as_u64(), Some(listed));
    let open = stats["by_kind"]["open"].as_u64().expect("open questions");
    assert!(open >= 320, "{open} open questions");
    for area in stats["by_area_level"].as_object().expect("areas").values() {
        assert!(area.as_object().expect("levels").values().all(|n| n.as_u64() >= Some(2)), "{area}");
    }
}

#[test]
fn questions_are_found_shown_and_misspelt() {
    let world = World::new();
    let found = world.ok(&["bank", "search", "charged", "twice"]);
    assert!(found.contains("payment-timeout-retry"), "{found}");
    let ran = world.viva(&["question", "show", "payment-timout-retry"]);
    assert_snapshot!(ran, @"
    exit 4
    --- out
    --- err
    error: no question has the id `payment-timout-retry`
      try: did you mean `payment-timeout-retry`?
    ");
    let ran = world.viva(&["bank", "list", "--area", "databses"]);
    assert_snapshot!(ran, @"
    exit 4
    --- out
    --- err
    error: the bank has no area `databses`
      try: did you mean `databases`?
    ");
    assert!(world.ok(&["bank", "show", "apis/rest"]).lines().count() > 4);
    assert!(world.ok(&["rubric", "show", "technical-answer"]).contains("Correctness"));
    assert!(world.ok(&["role", "show", "senior-backend"]).contains("system-design"));
}

#[test]
fn every_finding_is_explained() {
    let world = World::new();
    for line in world.ok(&["explain"]).lines() {
        let name = line.split_whitespace().last().expect("a name");
        assert!(world.ok(&["explain", name]).contains(name));
    }
    assert_snapshot!(world.viva(&["explain", "unknwon-key"]), @"
    exit 4
    --- out
    --- err
    error: there is no finding `unknwon-key`
      try: did you mean `unknown-key`?
    ");
}

#[test]
fn the_schemas_beside_the_files_are_those_of_the_program() {
    let world = World::new();
    for (name, file) in [
        ("question", "questions/question.schema.json"),
        ("rubric", "rubrics/rubric.schema.json"),
        ("role", "rubrics/role.schema.json"),
        ("script", "examples/interviews/script.schema.json"),
    ] {
        let kept = std::fs::read_to_string(shipped(file)).expect("the schema file");
        assert_eq!(world.ok(&["schema", name]), kept, "`just schemas` writes {file} anew");
    }
}

#[test]
fn schemas_accept_good_files_and_refuse_bad_ones() {
    let world = World::new();
    for name in ["question", "rubric", "role", "script"] {
        let schema: Value = serde_json::from_str(&world.ok(&["schema", name])).expect("JSON");
        assert_eq!(schema["additionalProperties"], false, "{name}");
        world.write(&format!("{name}.json"), &schema.to_string());
    }
    if Command::new("taplo").arg("--version").output().is_err() {
        eprintln!("skipped: taplo is not installed, so the schemas were not tried on files");
        return;
    }
    let taplo = |schema: &str, file: &std::path::Path| {
        let schema = format!("file://{}", world.path(&format!("{schema}.json")).display());
        let args = ["check", "--schema", &schema];
        Command::new("taplo").args(args).arg(file).output().expect("taplo runs").status.success()
    };
    let good = shipped("questions/apis/rest.toml");
    assert!(taplo("question", &good));
    assert!(taplo("rubric", &shipped("rubrics/criteria/technical-answer.toml")));
    assert!(taplo("role", &shipped("rubrics/roles/senior-backend.toml")));
    assert!(taplo("script", &shipped("examples/interviews/senior-a.toml")));
    let text = std::fs::read_to_string(&good).expect("text");
    for (what, with) in [
        ("minutes = 5", "minutes = \"5\""),
        ("prompt = ", "promt = "),
        ("level = \"junior\"", "level = \"guru\""),
    ] {
        assert!(text.contains(what), "{what}");
        assert!(!taplo("question", &world.write("bad.toml", &text.replacen(what, with, 1))), "{with}");
    }
}

#[test]
fn the_list_is_narrowed_by_kind() {
    let world = World::new();
    let kinds = |words: &[&str]| -> Vec<String> {
        let list: Value = serde_json::from_str(&world.ok(words)).expect("JSON");
        let questions = list["questions"].as_array().expect("a list");
        questions.iter().map(|q| q["kind"].as_str().expect("a kind").to_owned()).collect()
    };
    let sql = kinds(&["bank", "list", "--kind", "sql", "--json"]);
    assert!(!sql.is_empty() && sql.iter().all(|k| k == "sql"), "{sql:?}");
    assert!(kinds(&["bank", "list", "--json"]).len() > sql.len());
    assert_eq!(world.viva(&["bank", "list", "--kind", "essay"]).code, 2);
}
