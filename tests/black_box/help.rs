//! Help text is the manual: it is snapshotted whole, and every command has examples.

use insta::assert_snapshot;

use crate::support::World;

#[test]
fn the_manual() {
    let world = World::new();
    assert_snapshot!(world.viva(&[]), @"");
    assert_snapshot!(world.viva(&["--help"]), @"");
    assert_snapshot!(world.viva(&["interview", "--help"]), @"");
    assert_snapshot!(world.viva(&["exit-codes"]), @"");
}

#[test]
fn every_command_explains_itself_with_an_example() {
    let world = World::new();
    for command in ["interview", "demo", "init", "resume", "session", "plan", "report", "bank", "question", "rubric", "role", "schema", "explain", "db", "completions", "man", "config"] {
        let help = world.ok(&[command, "--help"]);
        assert!(help.contains("Example"), "{command}");
    }
}

#[test]
fn wrong_usage_is_two_and_says_what_was_meant() {
    let world = World::new();
    let ran = world.viva(&["intervew"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("interview"), "{ran}");
    assert_eq!(world.viva(&["plan", "show", "--role", "mid-backend", "--form", "AB"]).code, 2);
    assert_eq!(world.viva(&["plan", "show"]).code, 2);
}

#[test]
fn completions_and_the_manual_page_come_from_the_same_tree() {
    let world = World::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(world.ok(&["completions", shell]).contains("interview"), "{shell}");
    }
    assert!(world.ok(&["man"]).starts_with(".ie"));
    let version = world.ok(&["version", "--verbose"]);
    assert!(version.contains("SQLite 3.") && version.contains("store schema 1"), "{version}");
}

#[test]
fn settings_show_their_origin() {
    let world = World::new();
    world.ok(&["init", "team"]);
    assert_eq!(world.viva(&["init", "team"]).code, 6, "a team's folder is not overwritten");
    let mut command = world.command(&["config", "list", "--show-origin"]);
    command.current_dir(world.path("team"));
    assert_snapshot!(world.run(command), @"");
    let bad = world.write("viva.toml", "bnk = [\"x\"]\n");
    let ran = world.viva(&["config", "list"]);
    assert_eq!(ran.code, 3, "{ran}");
    assert!(ran.err.contains("did you mean `bank`?"), "{ran}");
    std::fs::remove_file(bad).expect("removed");
}

#[test]
fn doctor_says_what_works() {
    let world = World::new();
    let json: serde_json::Value = serde_json::from_str(&world.ok(&["doctor", "--json"])).expect("JSON");
    assert_eq!((&json["schema"], &json["healthy"]), (&"viva.doctor/1".into(), &true.into()));
}
