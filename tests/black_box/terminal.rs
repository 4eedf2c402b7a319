//! Interviews by keys in a real terminal.

use std::process::Command;

use crate::{pty::Terminal, small::small_bank, support::World};

const SIZE: (u16, u16) = (50, 100);

fn begin(world: &World, size: (u16, u16), env: &[(&str, &str)]) -> Terminal {
    let bank = small_bank(world);
    let args = ["--bank", &bank, "interview", "--role", "tester", "--candidate", "Ada Example"];
    let mut t = Terminal::start(world, &args, size, env);
    t.wait_for_prompt("Enter to begin");
    t.line("");
    t.wait_for_prompt("[1]");
    t
}

fn marks(t: &mut Terminal, keys: [&str; 2]) {
    t.line("/mark");
    t.wait_for_prompt("Mark 1-4");
    t.send(keys[0]);
    t.wait_for("saved: Correctness");
    t.wait_for_prompt("Mark 1-4");
    t.send(keys[1]);
    t.wait_for("saved: Reasoning");
}

fn report(world: &World) -> serde_json::Value {
    serde_json::from_str(&world.ok(&["report", "session", "--format", "json"])).expect("JSON")
}

#[test]
fn a_whole_interview_by_keys() {
    let world = World::new();
    let mut t = begin(&world, SIZE, &[]);
    t.line("drew a picture first");
    t.wait_for("saved: note");
    t.line("/tick 1");
    t.wait_for("look-for 1: unprompted");
    t.line("/probe");
    t.wait_for("Probe 1: Probe one of first-thing");
    t.line("/t 2");
    t.wait_for("look-for 2: probed");
    t.line("/nonsense");
    t.wait_for("is not a command");
    t.line("/mark");
    t.wait_for_prompt("Mark 1-4");
    t.send("4");
    t.wait_for_prompt("Evidence for the 4");
    t.line("Named both cases unprompted");
    t.wait_for("saved: Correctness: 4 excellent");
    t.wait_for_prompt("Mark 1-4");
    t.send("2");
    t.wait_for_prompt("[2]");
    t.line("/undo");
    t.wait_for("taken back: the mark on reasoning");
    t.wait_for_prompt("Mark 1-4");
    t.send("3");
    t.wait_for_prompt("[2]");
    t.line("/unassessed the fire alarm rang");
    t.wait_for_prompt("Enter to recommend");
    t.line("");
    t.wait_for("Your own recommendation");
    // From no-decision, the last of the five, up to yes.
    t.send("\u{1b}[A");
    t.send("\u{1b}[A");
    t.send("\r");
    t.wait_for_prompt("Why yes");
    t.line("Careful and clear");
    t.wait_for_prompt("Seal the scorecard");
    t.send("y");
    t.wait_for("Result");
    t.wait_for("not enough evidence");
    assert_eq!(t.end(), 0);

    let r = report(&world);
    assert_eq!(r["session"]["status"], "submitted");
    let q = &r["sections"][0]["questions"][0];
    assert_eq!((&q["marks"][0]["mark"], &q["marks"][1]["mark"]), (&4.into(), &3.into()));
    assert_eq!(q["marks"][0]["evidence"], "Named both cases unprompted");
    assert_eq!(q["notes"][0], "drew a picture first");
    assert_eq!(
        (&q["look_fors"][0]["heard"], &q["look_fors"][1]["heard"]),
        (&"unprompted".into(), &"probed".into())
    );
    assert_eq!(r["sections"][0]["questions"][1]["reason"], "the fire alarm rang");
    assert_eq!(r["result"]["outcome"], "not-enough-evidence");
    assert_eq!(r["recommendation"]["value"], "yes");
}

#[test]
fn ctrl_c_keeps_the_draft_and_resume_goes_on_though_the_bank_is_gone() {
    let world = World::new();
    let mut t = begin(&world, SIZE, &[]);
    t.line("kept before");
    t.wait_for("saved: note");
    t.send("half a thou");
    t.wait_for("half a thou");
    t.send("\u{3}");
    t.wait_for("viva resume");
    assert_eq!(t.end(), 130);
    std::fs::remove_dir_all(world.path("bank")).expect("the bank goes away");

    let mut t = Terminal::start(&world, &["resume"], SIZE, &[]);
    t.wait_for("About the first-thing");
    t.wait_for("half a thou");
    t.send("ght");
    t.wait_for("half a thought");
    t.send("\r");
    t.wait_for("saved: note");
    t.line("/quit");
    t.wait_for("viva resume");
    assert_eq!(t.end(), 0);
    let r = report(&world);
    assert_eq!(
        r["sections"][0]["questions"][0]["notes"],
        serde_json::json!(["kept before", "half a thought"])
    );
    let left: Vec<_> =
        std::fs::read_dir(world.path(".")).expect("folder").flatten().map(|e| e.file_name()).collect();
    assert!(left.iter().all(|n| !n.to_string_lossy().ends_with(".draft")), "{left:?}");
}

#[test]
fn a_killed_or_terminated_or_hung_up_interview_goes_on_at_the_same_place() {
    for (signal, code) in [("TERM", Some(143)), ("HUP", Some(129)), ("KILL", None)] {
        let world = World::new();
        let mut t = begin(&world, SIZE, &[]);
        t.line("/mark");
        t.wait_for_prompt("Mark 1-4");
        t.send("3");
        t.wait_for("saved: Correctness: 3 good");
        t.wait_for_prompt("Mark 1-4");
        let sent =
            Command::new("kill").args([&format!("-{signal}"), &t.pid().to_string()]).status().expect("kill");
        assert!(sent.success());
        let ended = t.end();
        assert!(code.is_none_or(|c| c == ended), "{signal}: {ended}");
        let mut t = Terminal::start(&world, &["resume"], SIZE, &[]);
        t.wait_for("Reasoning");
        t.wait_for_prompt("Mark 1-4");
        t.send("3");
        t.wait_for_prompt("[2]");
        t.line("/quit");
        assert_eq!(t.end(), 0);
        world.ok(&["db", "check"]);
    }
}

#[test]
fn the_end_of_input_loses_nothing() {
    let world = World::new();
    let mut t = begin(&world, SIZE, &[]);
    t.line("said before the input ended");
    t.wait_for("saved: note");
    t.wait_for_prompt("[1]");
    t.send("\u{4}");
    t.wait_for("viva resume");
    assert_eq!(t.end(), 0);
    assert_eq!(report(&world)["sections"][0]["questions"][0]["notes"][0], "said before the input ended");
}

#[test]
fn a_paste_of_several_lines_is_one_note_and_answers_no_prompt() {
    let world = World::new();
    let mut t = begin(&world, SIZE, &[]);
    t.send("\u{1b}[200~first line\r/quit\r3\u{1b}[201~");
    t.wait_for("first line|/quit|3");
    t.send("\r");
    t.wait_for("saved: note");
    t.send("/quit\r");
    assert_eq!(t.end(), 0);
    let r = report(&world);
    let notes = r["sections"][0]["questions"][0]["notes"].as_array().expect("notes").clone();
    assert_eq!(notes.len(), 1);
    assert_eq!(notes[0], "first line\n/quit\n3");
}

#[test]
fn forty_columns_without_colour() {
    let world = World::new();
    let mut t = begin(&world, (30, 40), &[("NO_COLOR", "1")]);
    t.line("a note that is longer than forty columns are wide");
    t.wait_for("saved: note");
    marks(&mut t, ["3", "3"]);
    t.wait_for_prompt("[2]");
    t.line("/quit");
    let raw = t.raw();
    assert_eq!(t.end(), 0);
    let text = String::from_utf8_lossy(&raw);
    let styled = text
        .split("\u{1b}[")
        .skip(1)
        .filter_map(|s| s.find(|c: char| c.is_ascii_alphabetic()).map(|i| &s[i..=i]));
    assert_eq!(styled.filter(|end| *end == "m").count(), 0, "colour in spite of NO_COLOR");
}

#[test]
fn the_second_terminal_is_told_who_holds_the_session() {
    let world = World::new();
    let mut t = begin(&world, SIZE, &[]);
    let other = Terminal::start(&world, &["resume"], SIZE, &[]);
    other.wait_for("open in another terminal (process ");
    assert_eq!(other.end(), 6);
    t.line("/quit");
    assert_eq!(t.end(), 0);
}

#[test]
fn without_a_terminal_the_flag_is_named() {
    let world = World::new();
    let ran = world.viva(&["interview"]);
    assert_eq!(ran.code, 6, "{ran}");
    assert!(ran.err.contains("--role ID"), "{ran}");
    let ran = world.viva(&["interview", "--role", "api-screen", "--candidate", "Ada"]);
    assert_eq!(ran.code, 6, "{ran}");
    assert!(ran.err.contains("--script"), "{ran}");
    assert!(!world.db().exists());
}

#[test]
fn the_editor_pauses_going_back_skipping_and_deviations() {
    let world = World::new();
    let editor = world.write("editor.sh", "#!/bin/sh\nprintf 'a long note\\nof two lines\\n' > \"$1\"\n");
    Command::new("chmod").arg("+x").arg(&editor).status().expect("chmod");
    let editor = editor.display().to_string();
    let mut t = begin(&world, SIZE, &[("EDITOR", &editor)]);
    t.line("/edit");
    t.wait_for("saved: note");
    t.line("/pause");
    t.wait_for_prompt("Paused");
    t.line("");
    t.wait_for("the clock goes on");
    t.line("/deviation the room was changed");
    t.wait_for("saved: deviation");
    t.line("/go 2");
    t.wait_for_prompt("[2]");
    t.line("/back");
    t.wait_for_prompt("[1]");
    t.line("/go 2");
    t.wait_for_prompt("[2]");
    t.line("/skip no time");
    // The first question was interrupted: the interview comes back to it.
    t.wait_for_prompt("[1]");
    marks(&mut t, ["3", "3"]);
    t.wait_for_prompt("Enter to recommend");
    t.line("/quit");
    assert_eq!(t.end(), 0);
    let r = report(&world);
    let questions = &r["sections"][0]["questions"];
    assert_eq!(questions[0]["notes"][0], "a long note\nof two lines");
    assert_eq!((&questions[0]["status"], &questions[1]["status"]), (&"assessed".into(), &"skipped".into()));
    let kinds: Vec<_> =
        r["deviations"].as_array().expect("deviations").iter().map(|d| d["kind"].clone()).collect();
    assert_eq!(kinds, ["noted", "skipped"]);
}

#[test]
fn an_editor_that_fails_keeps_the_interview() {
    let world = World::new();
    let mut t = begin(&world, SIZE, &[("EDITOR", "false")]);
    t.line("/edit");
    t.wait_for("the text was not taken");
    t.wait_for_prompt("[1]");
    t.line("still here");
    t.wait_for("saved: note");
    t.line("/quit");
    assert_eq!(t.end(), 0);
}

#[test]
fn tiny_dumb_and_plain_terminals_lose_nothing() {
    for (size, env) in
        [((5, 12), [("TERM", "xterm"), ("LC_ALL", "C")]), ((24, 80), [("TERM", "dumb"), ("LC_ALL", "C")])]
    {
        let world = World::new();
        let bank = small_bank(&world);
        let args = ["--bank", &bank, "interview", "--role", "tester", "--candidate", "Ada Example"];
        let mut t = Terminal::start(&world, &args, size, &env);
        t.wait_for("begin");
        t.send("\r");
        t.wait_for("[1]");
        t.send("x y");
        t.wait_for("x y");
        t.send("\r");
        t.wait_for("note");
        t.send("\u{4}");
        assert_eq!(t.end(), 0, "{size:?} {env:?}");
        assert_eq!(report(&world)["sections"][0]["questions"][0]["notes"][0], "x y", "{size:?} {env:?}");
    }
}
