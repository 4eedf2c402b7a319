//! Programs at the command line: what is shown of them, what the settings say about them, and what becomes of an answer that cannot be run.
//! How well they are shut in is tested by the other binary, `tests/sandbox`.

use serde_json::Value;

use crate::{
    pty::Terminal,
    support::{Ran, World, skip},
};

const QUESTIONS: &str = include_str!("../../src/bank/kind/sample.toml");

const ROLE: &str = r#"format = 1
id = "programmer"
title = "Writes programs"
level = "mid"
about = "Tests."
minutes = 30
opening = "Say hello."
closing = "Say goodbye."
[[section]]
area = "databases"
minutes = 24
bar = 2.5
gate = true
pick = ["merge-sorted-logs"]
levels = ["junior", "mid"]
"#;

fn world() -> World {
    let world = World::new();
    world.write("bank/questions/databases/sql.toml", QUESTIONS);
    world.write("bank/rubrics/roles/programmer.toml", ROLE);
    world.write("viva.toml", "bank = [\"bank\"]\nbuiltin = false\n");
    world
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

/// `viva try` with the sandbox that is to be had; as root with none, because the programs are our own. `None`: not here.
fn tried(world: &World, name: &str, source: &str, more: &[&str]) -> Option<Ran> {
    let file = world.write(name, source).display().to_string();
    let args: Vec<&str> =
        ["try", "merge-sorted-logs", &file, "--i-trust-this-code"].iter().chain(more).copied().collect();
    let ran = world.viva(&args);
    if ran.code == 6 && ran.err.contains("no tools for") {
        skip(&ran.err);
        return None;
    }
    Some(ran)
}

#[test]
fn a_program_is_marked_case_by_case_and_the_tier_is_said() {
    let world = world();
    let right = "import sys, heapq\na, b = sys.stdin.read().split('--\\n')\nfor l in heapq.merge(a.splitlines(), b.splitlines(), key=lambda l: int(l.split()[0])): print(l)\n";
    let Some(ran) = tried(&world, "right.py", right, &["--json"]) else { return };
    assert_eq!(ran.code, 0, "{ran}");
    let marked = json(&ran.out);
    assert_eq!((&marked["fraction"], &marked["answer"]["language"]), (&1.0.into(), &"python".into()));
    let cases = marked["detail"]["cases"].as_array().expect("cases");
    assert!(
        cases.len() == 6
            && cases.iter().all(|c| c["passed"] == true && c["memory"].as_u64() > Some(1_000_000))
    );
    let shown = tried(&world, "right.py", right, &[]).expect("it ran a moment ago");
    assert!(shown.out.contains("Shut in by tier") && shown.out.contains("Right in all 6 cases."), "{shown}");
    // Text order instead of number order: one case is wrong, and it has the weight of two.
    let wrong = "import sys\na, b = sys.stdin.read().split('--\\n')\nfor l in sorted((a + b).splitlines(), key=lambda l: l.split()[0]): print(l)\n";
    let ran = tried(&world, "wrong.py", wrong, &["--json"]).expect("it ran a moment ago");
    let fraction = json(&ran.out)["fraction"].as_f64().expect("a fraction");
    assert!((fraction - 5.0 / 7.0).abs() < 1e-9, "{ran}");
}

#[test]
fn what_a_program_writes_moves_no_cursor() {
    let world = world();
    let hostile = "import sys\nprint('\\x1b[2J\\x1b]0;owned\\x07passed\\u202e\\u200b')\nsys.stderr.write('\\x1b[31mAll cases passed\\n')\nsys.exit(1 if '1 a' in sys.stdin.read() else 0)\n";
    for more in [&[][..], &["--json"]] {
        let Some(ran) = tried(&world, "hostile.py", hostile, more) else { return };
        assert_eq!(ran.code, 0, "{ran}");
        let text = format!("{}{}", ran.out, ran.err);
        assert!(!text.contains(['\u{1b}', '\u{7}', '\u{202e}', '\u{200b}']), "{text}");
        assert!(!text.contains("100 %"), "{text}");
    }
}

#[test]
fn a_language_that_is_not_there_is_named() {
    let world = world();
    world.write("answer.befunge", "@");
    let ran = world.viva(&["try", "merge-sorted-logs", "answer.befunge", "--i-trust-this-code"]);
    assert!(ran.code == 6 && ran.out.is_empty() && ran.err.contains("[language.befunge]"), "{ran}");
    let mut command = world.command(&["try", "merge-sorted-logs", "answer.py", "--i-trust-this-code"]);
    world.write("answer.py", "print(1)");
    command.env("PATH", world.path("nothing"));
    let ran = world.run(command);
    assert!(ran.code == 6 && ran.err.contains("`python3` or `python` on the search path"), "{ran}");
}

#[test]
fn settings_add_languages_and_are_listed() {
    let world = world();
    world.write(
        "viva.toml",
        "bank = [\"bank\"]\nbuiltin = false\n[language.shell]\nending = \"sh\"\ncomment = \"#\"\nrun = [\"sh\", \"{file}\"]\n",
    );
    let listed = world.ok(&["config", "list", "--show-origin"]);
    assert!(listed.contains("viva.toml\tlanguage.shell = sh {file}"), "{listed}");
    let answer = "cat >/dev/null; echo '1 a'; echo '1 b'\n";
    // A folder of somebody else's may hold a viva.toml: its commands run in the sandbox or not at all.
    if let Some(ran) = tried(&world, "answer.sh", answer, &["--json"]) {
        assert!(ran.code == 0 || (ran.code == 6 && ran.err.contains("was only found")), "{ran}");
    }
    let Some(ran) = tried(&world, "answer.sh", answer, &["--json", "--config", "viva.toml"]) else {
        return;
    };
    let marked = json(&ran.out);
    assert_eq!(marked["answer"]["language"], "shell", "{ran}");
    assert!(marked["fraction"].as_f64().is_some_and(|f| f > 0.0 && f < 0.5), "{ran}");
    // A command that runs as the user comes only from a file that the user wrote or named.
    let found = world.write("viva.toml", "[sandbox]\ncontainer = [\"docker\", \"run\"]\n");
    let ran = world.viva(&["config", "list"]);
    assert!(ran.code == 3 && ran.err.contains("a container is a command"), "{ran}");
    let named = world.ok(&["--config", &found.display().to_string(), "config", "list"]);
    assert!(named.contains("sandbox.container = docker run"), "{named}");
}

#[test]
fn the_doctor_names_the_tier_and_every_language() {
    let world = world();
    let json = json(&world.ok(&["doctor", "--json"]));
    let tier = &json["sandbox"]["tier"];
    assert!(
        tier.is_string() || json["sandbox"]["refused"].is_string() && json["sandbox"]["way_out"].is_string(),
        "{json}"
    );
    let names: Vec<&str> =
        json["languages"].as_array().expect("languages").iter().filter_map(|l| l["name"].as_str()).collect();
    assert_eq!(names, ["python", "javascript", "go", "java", "c", "csharp", "ruby", "php", "rust"]);
    let mut command = world.command(&["doctor"]);
    command.env("PATH", world.path("nothing"));
    let ran = world.run(command);
    assert!(ran.code == 0 && ran.out.matches("not found").count() == 9, "{ran}");
}

#[test]
fn an_answer_that_cannot_be_run_is_kept_and_marked_by_hand() {
    let world = world();
    // As root nothing is run; as anybody else there is no such language: either way nobody runs it.
    world.write("answer.befunge", "the program\nof Ada\n");
    let args = ["--seed", "1", "interview", "--role", "programmer", "--candidate", "Ada"];
    let mut t = Terminal::start(&world, &args, (60, 100), &[]);
    t.wait_for_prompt("Enter to begin");
    t.line("");
    t.wait_for_prompt("/answer FILE");
    t.line("/byhand 50 nothing was handed in");
    t.wait_for("no answer waits");
    t.line("/answer answer.befunge");
    t.wait_for("The answer is kept");
    t.wait_for_prompt("/answer FILE");
    t.line("/quit");
    assert_eq!(t.end(), 0);
    // It is there after a restart, too.
    let mut t = Terminal::start(&world, &["--seed", "2", "resume"], (60, 100), &[]);
    t.wait_for_prompt("/answer FILE");
    t.line("/retry");
    t.wait_for("The answer is kept");
    t.wait_for_prompt("/answer FILE");
    t.line("/byhand 75");
    t.wait_for("how much is right and why");
    t.line("/byhand 75 misses the empty input");
    t.wait_for("saved: answer, 75 % by hand");
    t.wait_for_prompt("Enter to recommend");
    t.line("/quit");
    assert_eq!(t.end(), 0);
    let report = json(&world.ok(&["report", "session", "--format", "json"]));
    let answer = &report["sections"][0]["questions"][0]["answer"];
    assert_eq!((&answer["text"], &answer["fraction"]), (&"the program\nof Ada\n".into(), &0.75.into()));
    assert_eq!(
        (&answer["reason"], &answer["grader"]),
        (&"Marked by hand: misses the empty input".into(), &"hand/1".into())
    );
}
