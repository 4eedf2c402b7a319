//! Practice: whole rounds by keys in a real terminal and by script, undoing, changed questions, merging, damage.

use std::process::Command;

use serde_json::Value;

use crate::{
    pty::Terminal,
    small::small_bank,
    support::{Ran, World},
    trace::{self, available, injected},
};

const SIZE: (u16, u16) = (60, 80);

/// A choice question with its key at places that the seed decides.
const CHOICE: &str = r#"[[question]]
id = "third-thing"
title = "About the third-thing"
level = "junior"
minutes = 2
tags = ["graded"]
prompt = "Which number is even?"
[question.choice]
select = "one"
explanation = "Two is even."
[[question.choice.option]]
text = "The number two"
correct = true
why = "It is even."
[[question.choice.option]]
text = "The number three"
why = "It is odd."
[[question.choice.option]]
text = "The number five"
why = "It is odd."
"#;

/// Two open questions and a graded one.
fn world() -> World {
    let world = World::new();
    small_bank(&world);
    let path = world.path("bank/questions/testing/unit.toml");
    let text = std::fs::read_to_string(&path).expect("the bank");
    std::fs::write(&path, format!("{text}{CHOICE}")).expect("the bank");
    world.write("viva.toml", "bank = [\"bank\"]\nbuiltin = false\n");
    world
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

/// Runs viva at a moment with a seed.
fn at(world: &World, now: &str, seed: u32, args: &[&str]) -> Ran {
    let seed = seed.to_string();
    let args: Vec<&str> = ["--seed", &seed].into_iter().chain(args.iter().copied()).collect();
    let mut command = world.command(&args);
    command.env("VIVA_NOW", now);
    world.run(command)
}

/// A round by script; its `viva.practice/1`.
fn script(world: &World, now: &str, seed: u32, lines: &str, args: &[&str]) -> Value {
    world.write("script.txt", lines);
    let args: Vec<&str> = ["practice", "--script", "script.txt", "--json", "-q"]
        .into_iter()
        .chain(args.iter().copied())
        .collect();
    let ran = at(world, now, seed, &args);
    assert_eq!(ran.code, 0, "{ran}");
    json(&ran.out)
}

fn list(world: &World, now: &str, args: &[&str]) -> Value {
    let args: Vec<&str> = ["practice", "--list", "--json"].into_iter().chain(args.iter().copied()).collect();
    let ran = at(world, now, 1, &args);
    assert_eq!(ran.code, 0, "{ran}");
    json(&ran.out)
}

const MONDAY: &str = "2026-11-16T10:00:00Z";
const TUESDAY: &str = "2026-11-17T10:00:00Z";
const MONTH_LATER: &str = "2026-12-16T10:00:00Z";

/// Answers aloud, ticks alpha and not beta, no red flag, takes the rule's marks.
const HALF: &str = "\ny\nn\nn\n\n\n";
/// As `HALF`, with all look-fors.
const WHOLE: &str = "\ny\ny\nn\n\n\n";

#[test]
fn a_whole_round_by_keys() {
    let world = world();
    let args = ["--seed", "3", "practice", "first-thing", "third-thing"];
    let mut t = Terminal::start(&world, &args, SIZE, &[]);
    t.wait_for("made the store");
    t.wait_for("Question 1 of 2 | testing/unit | mid | 6 min");
    t.wait_for("New: it was never asked here");
    t.wait_for_prompt("Answer aloud, then Enter; or type");
    t.line("/probe");
    t.wait_for("Probe 1: Probe one of first-thing");
    t.line("/hint");
    t.wait_for("Hint 1: A hint for first-thing");
    t.line("/probe");
    t.wait_for("Probe 2: Probe two of first-thing");
    t.line("/nonsense");
    t.wait_for("is not a command");
    t.line("/time");
    t.wait_for("0:00 of 6:00");
    t.line("What I would do");
    t.wait_for("saved: the answer");
    t.wait_for("The model answer to the first-thing.");
    t.wait_for("1 of 2: Says alpha");
    t.wait_for_prompt("y unprompted, p probed, h hinted, n missed, b back");
    t.send("n");
    t.wait_for("2 of 2: Says beta");
    // A slip of the finger goes back.
    t.wait_for_prompt("b back:");
    t.send("b");
    t.wait_for("back, saved");
    t.wait_for_prompt("b back:");
    t.send("y");
    t.wait_for("unprompted, saved");
    t.wait_for_prompt("b back:");
    t.send("h");
    t.wait_for("hinted, saved");
    t.wait_for("Red flag: A red flag");
    t.wait_for_prompt("y/n, b back");
    t.send("n");
    // 1 and a quarter of 2.
    t.wait_for("Look-fors: 62 %");
    t.wait_for("4 from 90 %, 3 from 60 %, 2 from 25 %");
    t.wait_for("> 3 Right.");
    t.wait_for_prompt("Enter for 3 by the rule, 1-4 by the anchors");
    t.send("\r");
    t.wait_for("good, saved");
    t.wait_for("Reasoning: Are there reasons?");
    t.wait_for_prompt("1-4 by the anchors");
    t.send("2");
    t.wait_for("Mark 2.7 of 4");
    t.wait_for("Rated hard: it comes back tomorrow, on 2026-11-23");
    t.wait_for_prompt("Enter for the next question");
    t.send("\r");
    t.wait_for("Question 2 of 2 | testing/unit | junior | 2 min");
    t.wait_for_prompt("Number");
    t.line("9");
    t.wait_for("!");
    t.wait_for_prompt("Number");
    let place =
        t.screen().lines().find_map(|l| l.strip_suffix(" The number two").map(|n| n.trim().to_owned()));
    t.line(&place.expect("the right option"));
    t.wait_for("100 %");
    t.wait_for("Two is even.");
    t.wait_for_prompt("Enter for the summary");
    t.send("\r");
    t.wait_for("2 questions practised");
    t.wait_for("Went well");
    t.wait_for("What comes back when");
    assert_eq!(t.end(), 0);
    let due = list(&world, MONTH_LATER, &["--due"]);
    assert_eq!(due["due"].as_array().expect("a list").len(), 2, "{due}");
    assert_eq!(
        world.ok(&["session", "list", "--json"]).matches("\"id\"").count(),
        0,
        "practice is no session"
    );
    world.ok(&["db", "check"]);
}

#[test]
fn the_rule_and_what_counts_are_both_kept() {
    let world = world();
    let lines = "typed answer\ny\nn\ny\n\n4\n";
    let round = script(&world, MONDAY, 1, lines, &["first-thing"]);
    let q = &round["questions"][0];
    assert_eq!((&round["schema"], &round["self_assessed"]), (&"viva.practice/1".into(), &true.into()));
    assert_eq!((&q["said"], &q["red_flags"]), (&"typed answer".into(), &serde_json::json!([1])));
    assert_eq!(q["look_fors"], serde_json::json!({ "alpha": "unprompted", "beta": "missed" }));
    // Half of the look-fors is a 2; the red flag caps the main criterion at 2, where it is already.
    assert_eq!(
        q["marks"],
        serde_json::json!({ "correctness": { "computed": 2, "mark": 2 }, "reasoning": { "computed": 2, "mark": 4 } })
    );
    assert_eq!(q["missed"], serde_json::json!(["Says beta", "red flag: A red flag"]));
    // (2 * 2 + 4) / 3 on the scale.
    assert!((q["score"].as_f64().expect("a score") - 5.0 / 9.0).abs() < 1e-9, "{q}");
    assert_eq!(q["rating"], "hard");
}

#[test]
fn what_was_missed_last_time_comes_first() {
    let world = world();
    script(&world, MONDAY, 1, HALF, &["first-thing"]);
    let mut t =
        Terminal::start(&world, &["--seed", "2", "practice", "first-thing"], SIZE, &[("VIVA_NOW", TUESDAY)]);
    t.wait_for("Last time yesterday: hard, 1 look-for missed");
    t.wait_for_prompt("or type");
    t.line("");
    t.wait_for("1 of 2 (missed last time): Says beta");
    t.wait_for_prompt("b back");
    t.send("y");
    t.wait_for("2 of 2: Says alpha");
    t.wait_for_prompt("b back");
    t.send("q");
    t.wait_for("everything answered is saved");
    assert_eq!(t.end(), 0);
    world.ok(&["db", "check"]);
}

#[test]
fn a_stopped_terminated_hung_up_or_killed_round_goes_on_where_it_was() {
    for (signal, code) in [("INT", Some(130)), ("TERM", Some(143)), ("HUP", Some(129)), ("KILL", None)] {
        let world = world();
        let mut t =
            Terminal::start(&world, &["--seed", "2", "practice", "third-thing", "first-thing"], SIZE, &[]);
        t.wait_for_prompt("Number");
        t.line("1");
        t.wait_for_prompt("Enter for the next question");
        t.send("\r");
        t.wait_for_prompt("or type");
        t.line("my whole answer");
        t.wait_for("1 of 2: Says alpha");
        t.wait_for_prompt("b back");
        t.send("y");
        t.wait_for("unprompted, saved");
        t.wait_for("2 of 2");
        t.wait_for_prompt("b back");
        let sent =
            Command::new("kill").args([&format!("-{signal}"), &t.pid().to_string()]).status().expect("kill");
        assert!(sent.success());
        if code.is_some() {
            t.wait_for("everything answered is saved");
            t.wait_for("1 question practised");
            t.wait_for("Stopped at: About the first-thing");
        }
        let ended = t.end();
        assert!(code.is_none_or(|c| c == ended), "{signal}: {ended}");
        world.ok(&["db", "check"]);
        let mut t = Terminal::start(&world, &["--seed", "4", "practice"], SIZE, &[]);
        t.wait_for("You stopped in the middle of it");
        t.wait_for("my whole answer");
        t.wait_for("2 of 2: Says beta");
        t.wait_for_prompt("b back");
        t.send("n");
        t.wait_for_prompt("y/n");
        t.send("n");
        t.wait_for_prompt("by the rule");
        t.send("\r");
        t.wait_for("saved");
        t.wait_for("Reasoning: ");
        t.wait_for_prompt("by the rule");
        t.send("\r");
        t.wait_for("Rated hard");
        t.wait_for_prompt("Enter for the next question");
        t.send("\r");
        t.wait_for_prompt("or type");
        t.line("/quit");
        t.wait_for("1 question practised");
        assert_eq!(t.end(), 0, "{signal}");
        world.ok(&["db", "check"]);
    }
}

#[test]
fn a_half_typed_answer_is_there_again() {
    let world = world();
    let mut t = Terminal::start(&world, &["--seed", "2", "practice", "first-thing"], SIZE, &[]);
    t.wait_for_prompt("or type");
    t.send("half a thou");
    t.wait_for("half a thou");
    t.send("\u{3}");
    t.wait_for("everything answered is saved");
    assert_eq!(t.end(), 130);
    let mut t = Terminal::start(&world, &["--seed", "3", "practice"], SIZE, &[]);
    t.wait_for("About the first-thing".replace("About the ", "A situation with the ").as_str());
    t.wait_for("half a thou");
    t.send("ght\r");
    t.wait_for("saved: the answer");
    t.wait_for("half a thought");
    t.send("q");
    assert_eq!(t.end(), 0);
    let left: Vec<_> =
        std::fs::read_dir(world.path(".")).expect("folder").flatten().map(|e| e.file_name()).collect();
    assert!(left.iter().all(|n| !n.to_string_lossy().ends_with(".draft")), "{left:?}");
}

#[test]
fn undo_takes_the_last_answer_back_within_a_round_and_after_it() {
    let world = world();
    let mut t =
        Terminal::start(&world, &["--seed", "2", "practice", "third-thing", "first-thing"], SIZE, &[]);
    t.wait_for_prompt("Number");
    t.line("1");
    t.wait_for_prompt("Enter for the next question, u takes this answer back, q stops:");
    t.send("u");
    t.wait_for("taken back: the answer to About the third-thing");
    t.wait_for_prompt("Number");
    t.line("1");
    t.wait_for_prompt("Enter for the next question");
    t.send("\r");
    t.wait_for_prompt("or type");
    t.line("/undo");
    t.wait_for("taken back: the answer to About the third-thing");
    t.wait_for_prompt("Number");
    t.line("2");
    t.wait_for_prompt("Enter for the next question");
    t.send("\r");
    t.wait_for_prompt("or type");
    t.line("/quit");
    t.wait_for("1 question practised");
    assert_eq!(t.end(), 0);
    assert_eq!(list(&world, MONTH_LATER, &["--due"])["due"][0]["reviews"], 1);
    let undone = world.viva(&["practice", "undo"]);
    assert!(undone.code == 0 && undone.err.contains("third-thing"), "{undone}");
    assert_eq!(list(&world, MONTH_LATER, &["--due"])["due"], serde_json::json!([]));
    let nothing = world.viva(&["practice", "undo"]);
    assert_eq!(nothing.code, 4, "{nothing}");
    world.ok(&["db", "check"]);
}

#[test]
fn a_mended_wording_keeps_the_history_and_another_meaning_begins_anew_and_says_so() {
    let world = world();
    script(&world, MONDAY, 1, HALF, &["first-thing"]);
    let path = world.path("bank/questions/testing/unit.toml");
    let text = std::fs::read_to_string(&path).expect("the bank");
    let mended =
        text.replacen("A situation with the first-thing in it.", "A situation with a first-thing in it!", 1);
    assert_ne!(mended, text);
    std::fs::write(&path, &mended).expect("the bank");
    let due = list(&world, TUESDAY, &["--due"]);
    assert_eq!((&due["due"][0]["question"], &due["due"][0]["last"]), (&"first-thing".into(), &"hard".into()));
    let other = mended.replacen("Says alpha", "Says gamma", 1);
    assert_ne!(other, mended);
    std::fs::write(&path, &other).expect("the bank");
    assert_eq!(list(&world, TUESDAY, &["--due"])["due"], serde_json::json!([]));
    let round = list(&world, TUESDAY, &[]);
    assert_eq!(round["round"][0], serde_json::json!({ "question": "first-thing", "why": "changed" }));
    world.write("script.txt", HALF);
    let ran = at(&world, TUESDAY, 2, &["practice", "--script", "script.txt", "--count", "1"]);
    assert!(ran.code == 0 && ran.err.contains("Its meaning has changed"), "{ran}");
    let due = list(&world, MONTH_LATER, &["--due"]);
    assert_eq!((due["due"].as_array().expect("a list").len(), &due["due"][0]["reviews"]), (1, &1.into()));
}

#[test]
fn what_was_stopped_is_let_go_when_its_text_changed_or_it_was_answered_since() {
    let world = world();
    let stopped = script(&world, MONDAY, 1, "an answer\n", &["first-thing"]);
    assert_eq!(
        (&stopped["open"], &stopped["questions"]),
        (&"About the first-thing".into(), &serde_json::json!([]))
    );
    let path = world.path("bank/questions/testing/unit.toml");
    let text = std::fs::read_to_string(&path).expect("the bank");
    std::fs::write(&path, text.replacen("with the first-thing in it", "with that thing in it", 1))
        .expect("the bank");
    let nothing = at(&world, MONDAY, 2, &["practice", "--due", "--script", "-"]);
    assert!(nothing.err.contains("nothing is due"), "{nothing}");
    std::fs::write(&path, &text).expect("the bank");
    // Going on is still possible now; after an answer at another attempt it is not.
    let going_on = at(&world, MONDAY, 3, &["practice", "--due", "--script", "-"]);
    assert!(going_on.err.contains("You stopped in the middle of it"), "{going_on}");
    std::fs::write(&path, text.replacen("with the first-thing in it", "with that thing in it", 1))
        .expect("the bank");
    script(&world, MONDAY, 4, HALF, &["first-thing"]);
    std::fs::write(&path, &text).expect("the bank");
    let nothing = at(&world, MONDAY, 5, &["practice", "--due", "--script", "-"]);
    assert!(nothing.err.contains("nothing is due"), "{nothing}");
}

#[test]
fn what_is_new_what_is_due_and_what_the_settings_say() {
    let world = world();
    world.write(
        "viva.toml",
        "bank = [\"bank\"]\nbuiltin = false\n[practice]\nretention = 0.8\nnew_per_day = 1\n",
    );
    assert_eq!(list(&world, MONDAY, &[])["round"].as_array().expect("a list").len(), 1);
    assert!(!world.db().exists(), "a list makes no store");
    script(&world, MONDAY, 1, WHOLE, &["first-thing"]);
    // Today's new one was begun; the next one is for tomorrow.
    let round = list(&world, MONDAY, &[]);
    assert_eq!((&round["round"], &round["retention"]), (&serde_json::json!([]), &0.8.into()));
    let nothing = at(&world, MONDAY, 5, &["practice", "--script", "-"]);
    assert!(nothing.err.contains("nothing is due") && nothing.err.contains("new_per_day"), "{nothing}");
    assert_eq!(list(&world, TUESDAY, &[])["round"].as_array().expect("a list").len(), 1);
    let low = list(&world, MONDAY, &[])["next_due"].clone();
    world.write("viva.toml", "bank = [\"bank\"]\nbuiltin = false\n[practice]\nretention = 0.95\n");
    let high = list(&world, MONDAY, &[])["next_due"].clone();
    assert!(high.as_str() < low.as_str(), "a higher retention comes back sooner: {high} and {low}");
    for bad in
        ["retention = 1.5", "retention = nan", "new_per_day = -1", "new_per_day = 0.5", "retentoin = 0.9"]
    {
        world.write("viva.toml", &format!("[practice]\n{bad}\n"));
        let ran = world.viva(&["practice", "--list"]);
        assert_eq!(ran.code, 3, "{bad}\n{ran}");
    }
}

#[test]
fn areas_topics_tags_levels_and_ids_choose() {
    let world = world();
    let ids = |args: &[&str]| -> Vec<String> {
        let list = list(&world, MONDAY, args);
        let round = list["round"].as_array().expect("a list");
        let mut ids: Vec<String> =
            round.iter().map(|r| r["question"].as_str().expect("an id").to_owned()).collect();
        ids.sort();
        ids
    };
    let all = ["first-thing", "second-thing", "third-thing"];
    assert_eq!(ids(&["testing"]), all);
    assert_eq!(ids(&["unit"]), all);
    assert_eq!(ids(&["testing/unit"]), all);
    assert_eq!(ids(&["graded"]), ["third-thing"]);
    assert_eq!(ids(&["--level", "mid"]), ["first-thing", "second-thing"]);
    assert_eq!(ids(&["--count", "1"]).len(), 1);
    assert_eq!(ids(&["--minutes", "9"]).len(), 2, "6 and 2 minutes fit");
    assert_eq!(ids(&["second-thing"]), ["second-thing"]);
    let ran = world.viva(&["practice", "--list", "testin"]);
    assert!(ran.code == 4 && ran.err.contains("did you mean `testing`?"), "{ran}");
}

#[test]
fn without_a_terminal_the_ways_are_named_and_nothing_is_made() {
    let world = world();
    let ran = world.viva(&["practice"]);
    assert_eq!(ran.code, 6, "{ran}");
    assert!(ran.err.contains("--script") && ran.err.contains("--list"), "{ran}");
    assert!(!world.db().exists());
    let ran = world.viva(&["practice", "nothing-of-the-kind", "--script", "-"]);
    assert_eq!(ran.code, 4, "{ran}");
    assert!(!world.db().exists());
}

#[test]
fn a_line_that_does_not_fit_is_named_and_what_came_before_is_kept() {
    let world = world();
    world.write("script.txt", "an answer\n# a remark\ny\nperhaps\n");
    let ran = at(&world, MONDAY, 1, &["practice", "first-thing", "--script", "script.txt"]);
    assert_eq!(ran.code, 2, "{ran}");
    assert!(ran.err.contains("line 4 of the script is `perhaps`; here goes y (unprompted)"), "{ran}");
    // Going on: the look-for, the flag, two marks.
    let round = script(&world, MONDAY, 2, "n\nn\n\n\n", &["first-thing"]);
    assert_eq!(round["questions"][0]["said"], "an answer");
    assert_eq!(round["questions"][0]["rating"], "hard");
}

#[test]
fn two_machines_become_one_without_counting_twice() {
    let world = world();
    script(&world, MONDAY, 1, HALF, &["first-thing"]);
    let backup = world.path("laptop.db").display().to_string();
    world.ok(&["db", "backup", &backup]);
    // Both go on from the same beginning.
    script(&world, TUESDAY, 2, WHOLE, &["first-thing"]);
    let elsewhere = script(&world, TUESDAY, 3, HALF, &["second-thing", "--db", &backup]);
    assert_eq!(elsewhere["questions"][0]["question"], "second-thing");
    let source = || std::fs::read(&backup).expect("the source");
    let before = source();
    let dry = json(&world.ok(&["practice", "merge", &backup, "--dry-run", "--json"]));
    assert_eq!((&dry["attempts"], &dry["reviews"], &dry["dry_run"]), (&1.into(), &1.into(), &true.into()));
    assert_eq!(list(&world, MONTH_LATER, &["--due"])["due"].as_array().expect("a list").len(), 1);
    let merged = json(&world.ok(&["practice", "merge", &backup, "--json"]));
    assert_eq!((&merged["schema"], &merged["attempts"]), (&"viva.practice-merge/1".into(), &1.into()));
    let again = json(&world.ok(&["practice", "merge", &backup, &backup, "--json"]));
    assert_eq!((&again["attempts"], &again["entries"], &again["reviews"]), (&0.into(), &0.into(), &0.into()));
    let due = list(&world, MONTH_LATER, &["--due"]);
    let reviews = |id: &str| {
        let list = due["due"].as_array().expect("a list").clone();
        list.into_iter().find(|d| d["question"] == id).map(|d| d["reviews"].clone())
    };
    assert_eq!((reviews("first-thing"), reviews("second-thing")), (Some(2.into()), Some(1.into())));
    assert_eq!(source(), before, "the source was changed");
    world.ok(&["db", "check"]);
    // The other way round, the same.
    let here = world.db().display().to_string();
    world.ok(&["practice", "merge", &here, "--db", &backup]);
    assert_eq!(list(&world, MONTH_LATER, &["--due", "--db", &backup])["due"], due["due"]);
    let ran = world.viva(&["practice", "merge", "viva.toml"]);
    assert_eq!(ran.code, 5, "{ran}");
}

#[test]
fn the_second_terminal_is_told_that_practice_is_open() {
    let world = world();
    let mut t = Terminal::start(&world, &["practice", "first-thing"], SIZE, &[]);
    t.wait_for_prompt("or type");
    let other = Terminal::start(&world, &["practice"], SIZE, &[]);
    other.wait_for("practice is open in another terminal (process ");
    assert_eq!(other.end(), 6);
    t.line("/quit");
    assert_eq!(t.end(), 0);
}

#[test]
fn optimizing_says_what_is_lacking() {
    let world = world();
    script(&world, MONDAY, 1, HALF, &["first-thing"]);
    script(&world, TUESDAY, 2, HALF, &["first-thing"]);
    let ran = world.viva(&["practice", "optimize"]);
    assert_eq!(ran.code, 1, "{ran}");
    assert!(ran.out.contains("1 of 300") && ran.out.contains("299 more"), "{ran}");
    let json = json(&world.viva(&["practice", "optimize", "--json"]).out);
    assert_eq!((&json["outcome"], &json["reviews"]), (&"too-few".into(), &1.into()));
    let reset = world.viva(&["practice", "optimize", "--reset"]);
    assert!(reset.code == 0 && reset.err.contains("in force already"), "{reset}");
}

#[test]
fn forty_columns_and_a_dumb_terminal_lose_nothing() {
    for (size, env) in [((30, 40), [("NO_COLOR", "1")]), ((24, 80), [("TERM", "dumb")])] {
        let world = world();
        let mut t = Terminal::start(&world, &["--seed", "1", "practice", "first-thing"], size, &env);
        t.wait_for("type");
        t.line("x y");
        t.wait_for("Says alpha");
        t.wait_for("back");
        t.send("y");
        t.wait_for("Says beta");
        t.send("n");
        t.wait_for("Red flag");
        t.wait_for("y/n");
        t.send("n");
        t.wait_for("Correctness");
        t.wait_for("rule, 1-4");
        t.send("\r");
        t.wait_for("Reasoning");
        t.send("3");
        t.wait_for("for the summary");
        t.send("\r");
        t.wait_for("question practised");
        let raw = t.raw();
        assert_eq!(t.end(), 0, "{size:?}");
        let text = String::from_utf8_lossy(&raw);
        let styled = text
            .split("\u{1b}[")
            .skip(1)
            .filter_map(|s| s.find(|c: char| c.is_ascii_alphabetic()).map(|i| &s[i..=i]));
        assert_eq!(styled.filter(|end| *end == "m").count(), 0, "colour in spite of {env:?}");
        world.ok(&["db", "check"]);
    }
}

#[test]
fn the_editor_writes_an_answer_and_a_hostile_one_is_made_visible() {
    let world = world();
    let editor = world.write("editor.sh", "#!/bin/sh\nprintf 'two\\nlines \\033[31mred' > \"$1\"\n");
    Command::new("chmod").arg("+x").arg(&editor).status().expect("chmod");
    let editor = editor.display().to_string();
    let mut t = Terminal::start(&world, &["practice", "first-thing"], SIZE, &[("EDITOR", &editor)]);
    t.wait_for_prompt("or type");
    t.line("/edit");
    t.wait_for("saved: the answer");
    t.wait_for("lines <U+001B>[31mred");
    t.send("q");
    assert_eq!(t.end(), 0);
}

#[test]
fn kill_minus_nine_at_the_writes_of_a_round_loses_nothing_that_was_shown_as_saved() {
    if !available() {
        return;
    }
    let world = world();
    world.write("script.txt", &format!("/probe\n{HALF}1\n"));
    let args = ["practice", "first-thing", "third-thing", "--script", "script.txt", "--echo", "-q"];
    let calls = trace::calls(&world, &args, &world.path("strace.log"));
    std::fs::remove_file(world.db()).expect("the store goes away");
    let made = |name: &str| calls.iter().filter(|c| c.name() == name).count();
    let points: Vec<(&str, usize)> = ["pwrite64", "fsync", "unlink"]
        .into_iter()
        .flat_map(|name| (1..=made(name)).step_by(3).map(move |n| (name, n)))
        .collect();
    assert!(points.len() > 40, "only {} points", points.len());
    for (name, n) in points {
        let db = world.path(&format!("{name}-{n}/viva.db"));
        let mut command = injected(&world, name, "signal=KILL", n, &args);
        command.env("VIVA_DB", &db);
        let ran = world.run(command);
        assert_ne!(ran.code, 0, "{name} {n} was not killed\n{ran}");
        let whole = ran.out.rsplit_once('\n').map_or("", |(lines, _)| lines);
        let saved = whole.lines().filter(|l| l.starts_with("saved ")).count();
        let mut check = world.command(&["db", "check"]);
        check.env("VIVA_DB", &db);
        let check = world.run(check);
        if check.code == 4 {
            assert_eq!(saved, 0, "{name} {n}: the store is gone");
            continue;
        }
        assert_eq!(check.code, 0, "{name} {n}\n{check}");
        let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_WRITE;
        let conn = rusqlite::Connection::open_with_flags(&db, flags).expect("the store opens");
        let there: u32 =
            conn.query_row("SELECT count(*) FROM practice_entry", [], |r| r.get(0)).unwrap_or_default();
        assert!(there as usize >= saved, "{name} {n}: {saved} were shown as saved, {there} are there");
        drop(conn);
        let mut list = world.command(&["practice", "--list"]);
        list.env("VIVA_DB", &db);
        assert_eq!(world.run(list).code, 0, "{name} {n}");
        std::fs::remove_dir_all(db.parent().expect("a folder")).expect("removed");
    }
}
