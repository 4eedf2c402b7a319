//! `viva plan`.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::Value;

use crate::support::{World, shipped};

fn ids(plan: &str) -> BTreeSet<String> {
    let plan: Value = serde_json::from_str(plan).expect("JSON");
    let sections = plan["section"].as_array().expect("sections").clone();
    let questions = sections.iter().flat_map(|s| s["question"].as_array().expect("questions").clone());
    questions.map(|q| q["id"].as_str().expect("id").to_owned()).collect()
}

#[test]
fn the_same_form_is_the_same_plan_and_another_form_is_disjoint() {
    let world = World::new();
    let a = world.run(world.command(&["plan", "show", "--role", "mid-backend", "--json"])).out;
    assert_eq!(
        a,
        world.run(world.command(&["--seed", "9", "plan", "show", "--role", "mid-backend", "--json"])).out
    );
    let b = world.ok(&["plan", "show", "--role", "mid-backend", "--form", "B", "--json"]);
    assert!(ids(&a).is_disjoint(&ids(&b)), "{a}\n{b}");
    assert_eq!(ids(&a).len(), ids(&b).len());
}

#[test]
fn every_section_keeps_its_time_at_any_length() {
    let world = World::new();
    let short = world.viva(&["plan", "show", "--role", "senior-backend", "--minutes", "20"]);
    assert_eq!(short.code, 4, "{short}");
    assert!(short.err.contains("no question fits"), "{short}");
    for minutes in ["30", "45", "60", "90", "120"] {
        let plan = world.ok(&["plan", "show", "--role", "senior-backend", "--minutes", minutes, "--json"]);
        let plan: Value = serde_json::from_str(&plan).expect("JSON");
        for section in plan["section"].as_array().expect("sections") {
            let asked: u64 =
                section["question"].as_array().expect("q").iter().filter_map(|q| q["minutes"].as_u64()).sum();
            assert!(Some(asked) <= section["minutes"].as_u64(), "{minutes}: {section}");
        }
    }
}

#[test]
fn a_plan_saves_and_loads_back() {
    let world = World::new();
    world.ok(&["plan", "new", "--role", "senior-backend", "-o", "plan.toml"]);
    let drawn = world.ok(&["plan", "show", "--role", "senior-backend", "--json"]);
    let loaded = world.ok(&["plan", "show", "--plan", "plan.toml", "--json"]);
    assert_eq!(drawn, loaded);
    world.ok(&["plan", "check", "--plan", "plan.toml"]);
}

#[test]
fn a_plan_with_faults_is_refused_with_every_place() {
    let world = World::new();
    world.ok(&["plan", "new", "--role", "api-screen", "-o", "plan.toml"]);
    let text = fs::read_to_string(world.path("plan.toml")).expect("text");
    let first =
        ids(&world.ok(&["plan", "show", "--role", "api-screen", "--json"])).pop_first().expect("an id");
    let bad =
        text.replace(&format!("id = \"{first}\""), "id = \"no-such-question\"").replace("form = ", "from = ");
    world.write("plan.toml", &bad);
    let ran = world.viva(&["plan", "show", "--plan", "plan.toml"]);
    assert_eq!(ran.code, 3, "{ran}");
    for part in ["unknown-question", "missing-key", "unknown-key", "did you mean `form`?"] {
        assert!(ran.err.contains(part), "{part}\n{ran}");
    }
}

#[test]
fn a_changed_question_is_said() {
    let world = World::new();
    world.ok(&["plan", "new", "--role", "api-screen", "-o", "plan.toml"]);
    let text = fs::read_to_string(world.path("plan.toml")).expect("text");
    let at = text.find("wording = \"").expect("a hash") + 11;
    world.write("plan.toml", &format!("{}0000{}", &text[..at], &text[at + 4..]));
    let ran = world.viva(&["plan", "check", "--plan", "plan.toml"]);
    assert!(ran.out.contains("changed-question"), "{ran}");
}

/// Every text of the bank's question files that only an interviewer may see, cut into stretches of words.
fn secrets(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            secrets(&path, found);
            continue;
        }
        let Ok(table) = fs::read_to_string(&path).expect("text").parse::<toml::Table>() else { continue };
        for question in table.get("question").and_then(|q| q.as_array()).into_iter().flatten() {
            for (key, value) in question.as_table().expect("a table") {
                if key == "open" {
                    for look_for in value["look_for"].as_array().into_iter().flatten() {
                        strings(&look_for["text"], found);
                    }
                }
                if value.is_table() || key == "title" || key == "id" {
                    strings(value, found);
                }
            }
        }
    }
}

fn strings(value: &toml::Value, found: &mut Vec<String>) {
    match value {
        toml::Value::String(text) => found.push(words(text)),
        toml::Value::Array(list) => list.iter().for_each(|v| strings(v, found)),
        // Options and steps are what a candidate is shown.
        toml::Value::Table(table) => {
            let secret = table.iter().filter(|(key, _)| *key != "steps" && *key != "text");
            secret.for_each(|(_, v)| strings(v, found));
        }
        _ => {}
    }
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_hand_out_holds_only_what_a_candidate_may_see() {
    let world = World::new();
    let mut secrets_of_the_bank = Vec::new();
    secrets(&shipped("questions"), &mut secrets_of_the_bank);
    secrets_of_the_bank.retain(|s| s.len() >= 12);
    assert!(secrets_of_the_bank.len() > 5000, "{}", secrets_of_the_bank.len());
    for role in ["senior-backend", "junior-backend", "full-stack", "staff-backend", "platform-backend"] {
        for extra in [&[][..], &["--agenda"]] {
            let mut args = vec!["plan", "handout", "--role", role];
            args.extend(extra);
            let handout = words(&world.ok(&args));
            let leaked: Vec<_> =
                secrets_of_the_bank.iter().filter(|s| handout.contains(s.as_str())).collect();
            assert!(leaked.is_empty(), "{role}: {leaked:?}");
        }
    }
    let shown = words(&world.ok(&["question", "show", "payment-timeout-retry", "--candidate"]));
    let leaked: Vec<_> = secrets_of_the_bank.iter().filter(|s| shown.contains(s.as_str())).collect();
    assert!(leaked.is_empty(), "{leaked:?}");
}

#[test]
fn what_cannot_be_covered_is_said() {
    let world = World::new();
    let plan = world.ok(&["plan", "show", "--role", "junior-backend"]);
    assert!(plan.contains("languages is asked by stack"), "{plan}");
    let with = world.ok(&["plan", "show", "--role", "junior-backend", "--tag", "python", "--json"]);
    let plan: Value = serde_json::from_str(&with).expect("JSON");
    assert!(
        plan["section"]
            .as_array()
            .expect("s")
            .iter()
            .any(|s| s["area"] == "languages" && s["question"] != Value::Array(vec![]))
    );
    let ran = world.viva(&["plan", "show", "--role", "api-screen", "--form", "Z"]);
    assert!(ran.out.contains("also stand in an earlier form"), "{ran}");
}
