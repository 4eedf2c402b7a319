//! Help text is the manual: it is snapshotted whole, and every command has examples.

use insta::assert_snapshot;

use crate::support::World;

#[test]
fn the_manual() {
    let world = World::new();
    assert_snapshot!(world.viva(&[]), @"
    exit 0
    --- out
    viva: structured interviews, practice and assessment for backend developers.

      viva demo                          see a recorded interview and its report
      viva interview                     interview somebody
      viva practice                      practise alone, about 20 minutes
      viva progress                      how practice is going
      viva drill                         practise marking answers, as an interviewer
      viva bank list --area databases    see what can be asked

    `viva --help` lists every command.
    --- err
    ");
    assert_snapshot!(world.viva(&["exit-codes"]), @"
    exit 0
    --- out
      0  done
      1  the answer is no: findings, a gate or a threshold that was asked for and missed
      2  wrong usage
      3  content invalid: bank, rubric, role, script, plan, settings
      4  not found, or ambiguous
      5  store trouble: locked, damaged, newer, not ours
      6  refused: needs a terminal, a confirmation, another state, a sandbox
      7  file or system input and output
     70  a bug in viva
    129  hung up; everything entered is saved
    130  interrupted; everything entered is saved
    143  terminated; everything entered is saved
    --- err
    ");
}

/// The names of the commands that a help text lists.
fn listed(help: &str) -> Vec<String> {
    let list = help.split("\nCommands:\n").nth(1).unwrap_or("");
    let names = list.lines().take_while(|line| !line.is_empty()).filter(|line| line.starts_with("  "));
    let names = names.filter_map(|line| line.strip_prefix("  ")).filter(|line| !line.starts_with(' '));
    names
        .filter_map(|line| line.split_whitespace().next())
        .filter(|n| *n != "help")
        .map(str::to_owned)
        .collect()
}

/// A command's help without the options that every command has.
fn own(help: &str) -> &str {
    help.split("\nGlobal:\n").next().unwrap_or(help)
}

#[test]
fn every_command_explains_itself_with_an_example() {
    let world = World::new();
    let top = world.ok(&["--help"]);
    let mut manual = top.clone();
    let commands = listed(&top);
    assert!(commands.len() > 20, "{commands:?}");
    for command in commands {
        let help = world.ok(&[&command, "--help"]);
        let simple = ["doctor", "version", "exit-codes"].contains(&command.as_str());
        assert!(simple || help.contains("Example"), "{command}");
        manual.push_str(&format!("\n# viva {command}\n{}", own(&help)));
        if let Some(after) = help.split("\nExample").nth(1) {
            manual.push_str(&format!("\nExample{after}"));
        }
        for part in listed(&help) {
            manual.push_str(&format!(
                "\n# viva {command} {part}\n{}",
                own(&world.ok(&[&command, &part, "--help"]))
            ));
        }
    }
    insta::assert_snapshot!("manual", manual);
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
    let schema = format!("store schema {}", vivavoce::store::SCHEMA_VERSION);
    assert!(version.contains("SQLite 3.") && version.contains(&schema), "{version}");
}

#[test]
fn settings_show_their_origin() {
    let world = World::new();
    world.ok(&["init", "team"]);
    assert_eq!(world.viva(&["init", "team"]).code, 6, "a team's folder is not overwritten");
    let mut command = world.command(&["config", "list", "--show-origin"]);
    command.current_dir(world.path("team"));
    assert_snapshot!(world.run(command), @"
    exit 0
    --- out
    VIVA_DB	db = [DIR]/viva.db
    default	builtin = true
    [DIR]/team/viva.toml	bank = [DIR]/team/.
    login name	interviewer = grace
    default	practice.retention = 0.9
    default	practice.new_per_day = 10
    --- err
    ");
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
