//! Mock interviews: the question alone first, then the model answer to tick against; self-assessed everywhere, and never among interviews.

use crate::{
    pty::Terminal,
    small::{SHORT, small_bank, team},
    support::World,
};

const SIZE: (u16, u16) = (60, 100);

fn begin(world: &World) -> Terminal {
    let bank = small_bank(world);
    let mut t =
        Terminal::start(world, &["--bank", &bank, "practice", "--mock", "--role", "tester"], SIZE, &[]);
    t.wait_for("Mock interview: Tester, form A, 20 minutes");
    t.wait_for_prompt("Enter to begin");
    t.line("");
    t.wait_for_prompt("[1] 0:00 of 6:00");
    t
}

fn json(world: &World, args: &[&str]) -> serde_json::Value {
    serde_json::from_str(&world.ok(args)).expect("JSON")
}

#[test]
fn a_whole_mock_interview_by_keys() {
    let world = World::new();
    let mut t = begin(&world);
    let before = t.screen();
    assert!(before.contains("A situation with the first-thing in it."), "{before}");
    for key in [
        "Says alpha",
        "The model answer to",
        "Model answer",
        "Probe one",
        "red flag",
        "About the first-thing",
    ] {
        assert!(!before.contains(key), "{key} is shown before the answer:\n{before}");
    }
    t.line("/plan");
    t.wait_for("(not asked yet)");
    assert!(!t.screen().contains("About the second-thing"), "{}", t.screen());
    t.wait_for_prompt("[1]");
    t.line("what I would say");
    t.wait_for("saved: note");
    t.line("/probe");
    t.wait_for("Probe 1: Probe one of first-thing");
    t.wait_for_prompt("[1]");
    t.line("");
    t.wait_for("The model answer to the first-thing.");
    t.wait_for("Look-for 1 of 2: Says alpha");
    t.wait_for_prompt("y unprompted");
    t.send("u");
    t.wait_for("look-for 1: unprompted");
    t.wait_for("Look-for 2 of 2: Says beta");
    t.wait_for_prompt("y unprompted");
    t.send("b");
    t.wait_for("Says alpha (now: unprompted)");
    t.wait_for_prompt("y unprompted");
    t.send("p");
    t.wait_for("look-for 1: probed");
    t.wait_for_prompt("y unprompted");
    t.send("m");
    t.wait_for("look-for 2: missed");
    t.wait_for_prompt("Mark 1-4");
    t.wait_for("Right and more.");
    t.send("3");
    t.wait_for("saved: Correctness: 3 good");
    t.wait_for_prompt("Mark 1-4");
    t.send("2");
    t.wait_for_prompt("[2]");
    t.line("/skip no time left");
    t.wait_for_prompt("Enter to recommend");
    t.line("");
    t.wait_for("Your own recommendation");
    t.send("\r");
    t.wait_for_prompt("Why no-decision");
    t.line("A rehearsal");
    t.wait_for_prompt("Seal the scorecard");
    t.send("y");
    t.wait_for("self-assessed: ");
    assert_eq!(t.end(), 0);

    let r = json(&world, &["report", "session", "--format", "json"]);
    assert_eq!((&r["session"]["mode"], &r["session"]["self_assessed"]), (&"mock".into(), &true.into()));
    assert_eq!((&r["candidate"], &r["interviewer"]), (&"grace".into(), &"grace".into()));
    let q = &r["sections"][0]["questions"][0];
    assert_eq!(
        (&q["look_fors"][0]["heard"], &q["look_fors"][1]["heard"]),
        (&"probed".into(), &"missed".into())
    );
    assert_eq!((&q["marks"][0]["mark"], &q["marks"][1]["mark"]), (&3.into(), &2.into()));
    assert_eq!(q["notes"][0], "what I would say");
}

#[test]
fn a_killed_mock_interview_goes_on_as_one() {
    let world = World::new();
    let mut t = begin(&world);
    t.line("");
    t.wait_for_prompt("y unprompted");
    t.send("u");
    t.wait_for("look-for 1: unprompted");
    t.wait_for("Look-for 2 of 2");
    let sent =
        std::process::Command::new("kill").args(["-KILL", &t.pid().to_string()]).status().expect("kill");
    assert!(sent.success());
    t.end();
    let mut t = Terminal::start(&world, &["resume"], SIZE, &[]);
    t.wait_for_prompt("[1]");
    assert!(!t.screen().contains("Says beta"), "the key is shown again only on request: {}", t.screen());
    t.line("");
    t.wait_for("Look-for 2 of 2: Says beta");
    t.wait_for_prompt("y unprompted");
    t.send("q");
    t.wait_for("viva resume");
    assert_eq!(t.end(), 0);
    world.ok(&["db", "check"]);
}

#[test]
fn it_is_marked_as_self_assessed_everywhere() {
    let world = World::new();
    team(&world);
    let script = world.write("script.toml", SHORT).display().to_string();
    let played = json(&world, &["practice", "--mock", "--script", &script, "--json"]);
    assert_eq!((&played["mode"], &played["self_assessed"]), (&"mock".into(), &true.into()));
    let short = played["short"].as_str().expect("a short id");

    assert!(world.ok(&["session", "list"]).contains("sealed, self-assessed"));
    let list = json(&world, &["session", "list", "--json"]);
    assert_eq!(
        (&list["sessions"][0]["mode"], &list["sessions"][0]["self_assessed"]),
        (&"mock".into(), &true.into())
    );
    for args in [
        vec!["session", "show"],
        vec!["report", "session"],
        vec!["report", "session", "--format", "markdown"],
    ] {
        let shown = world.ok(&args);
        assert!(shown.to_lowercase().contains("self-assessed in a mock interview"), "{args:?}\n{shown}");
        assert!(!shown.contains("Interviewer"), "{args:?}\n{shown}");
    }

    // Exported and played again it is still no interview, not even by `viva interview`.
    let exported = world.ok(&["session", "export", short]);
    assert!(exported.contains("mode = \"mock\""), "{exported}");
    let file = world.write("again.toml", &exported).display().to_string();
    let mut again = world.command(&["--seed", "2", "interview", "--json", "--script"]);
    again.arg(&file);
    let ran = world.run(again);
    assert_eq!(ran.code, 0, "{ran}");
    let again: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(again["self_assessed"], true);
    assert_eq!(
        json(&world, &["report", "session", again["short"].as_str().expect("id"), "--format", "json"])["interviewer"],
        "Ada Example"
    );
}

#[test]
fn an_interview_is_not_marked_so() {
    let world = World::new();
    team(&world);
    let script = world.write("script.toml", SHORT).display().to_string();
    let played = json(&world, &["interview", "--script", &script, "--json"]);
    assert_eq!((&played["mode"], &played["self_assessed"]), (&"interview".into(), &false.into()));
    assert!(!world.ok(&["session", "list"]).contains("self-assessed"));
    assert!(!world.ok(&["report", "session"]).to_lowercase().contains("self-assessed"));
    assert!(!world.ok(&["session", "export"]).contains("mode ="));
    let wrong = world
        .write("wrong.toml", &SHORT.replacen("role =", "mode = \"mok\"\nrole =", 1))
        .display()
        .to_string();
    let ran = world.viva(&["interview", "--script", &wrong]);
    assert_eq!(ran.code, 3, "{ran}");
    assert!(ran.err.contains("neither interview nor mock"), "{ran}");
}

#[test]
fn without_a_terminal_it_names_the_script() {
    let world = World::new();
    team(&world);
    let ran = world.viva(&["practice", "--mock", "--role", "tester"]);
    assert_eq!(ran.code, 6, "{ran}");
    assert!(ran.err.contains("viva practice --mock --script FILE") && !world.db().exists(), "{ran}");
}
