//! A whole hiring round: `examples/rounds/mid-backend`, 6 candidates seen by 4 interviewers in overlapping panels of two.

use crate::support::{World, shipped};

/// The scripts of the shipped round, in the order of their names.
pub fn scripts() -> Vec<String> {
    let folder = std::fs::read_dir(shipped("examples/rounds/mid-backend")).expect("the round");
    let mut files: Vec<String> = folder
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .map(|path| path.display().to_string())
        .collect();
    files.sort();
    files
}

/// Plays scripts in one command.
pub fn play(world: &World, scripts: &[String]) -> crate::support::Ran {
    let mut words = vec!["interview", "--script"];
    words.extend(scripts.iter().map(String::as_str));
    world.viva(&words)
}

#[test]
fn one_command_plays_the_whole_round() {
    let world = World::in_memory();
    let ran = play(&world, &scripts());
    assert_eq!(ran.code, 0, "{ran}");
    assert_eq!(ran.out.matches("gate failed").count(), 5, "{ran}");
    assert_eq!(ran.out.matches("not enough evidence").count(), 2, "{ran}");
    assert!(ran.err.contains("stays open"), "{ran}");
    let list = world.viva(&["session", "list", "--json"]);
    let list: serde_json::Value = serde_json::from_str(&list.out).expect("JSON");
    let states = |state: &str| {
        list["sessions"].as_array().expect("a list").iter().filter(|s| s["state"] == state).count()
    };
    assert_eq!((states("sealed"), states("open")), (11, 1));
}

#[test]
fn a_fault_in_one_script_plays_none() {
    let world = World::in_memory();
    let mut files = scripts();
    let bad = world.path("bad.toml");
    std::fs::write(&bad, "format = 1\ncandidate = \"A\"\n").expect("written");
    files.push(bad.display().to_string());
    let ran = play(&world, &files);
    assert_eq!(ran.code, 3, "{ran}");
    assert!(ran.err.contains("bad.toml"), "{ran}");
    assert!(!world.db().exists(), "nothing was made");
}

#[test]
fn every_report_takes_json_in_one_word() {
    let world = World::new();
    let ran = play(&world, &scripts()[4..8]);
    assert_eq!(ran.code, 0, "{ran}");
    for words in [
        &["report", "session"][..],
        &["report", "compare", "Noor Haddad", "Rafael Costa"],
        &["report", "role", "mid-backend"],
        &["report", "candidate", "Noor Haddad"],
        &["debrief", "Rafael Costa"],
        &["stats", "raters"],
        &["stats", "items"],
    ] {
        let with = |last: &[&str]| world.ok(&[words, last].concat());
        assert_eq!(with(&["--json"]), with(&["--format", "json"]), "{words:?}");
        assert_eq!(world.viva(&[words, &["--json", "--format", "csv"]].concat()).code, 2, "{words:?}");
    }
}
