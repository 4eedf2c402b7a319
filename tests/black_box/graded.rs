//! Graded questions everywhere: `viva try`, what a candidate sees, interviews by script and by keys, plans.

use std::process::Stdio;

use serde_json::Value;

use crate::{
    pty::Terminal,
    support::{Ran, World},
};

/// One question of each graded kind; SQL runs, programs are left to the tests of the sandbox.
const QUESTIONS: &str = include_str!("../../src/bank/kind/sample.toml");

const ROLE: &str = r#"format = 1
id = "writer"
title = "Writes answers"
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
pick = ["left-join-count", "expand-contract-steps", "log-volume", "orders-per-customer"]
levels = ["junior", "mid"]
"#;

const RIGHT_SQL: &str = "SELECT name, (SELECT count(*) FROM orders WHERE customer_id = customers.id) FROM customers ORDER BY 2 DESC";
/// Right on the shown rows; wrong where two customers have one name.
const MERGING_SQL: &str = "SELECT c.name, count(o.id) FROM customers AS c LEFT JOIN orders AS o ON o.customer_id = c.id GROUP BY c.name ORDER BY 2 DESC";

fn world() -> World {
    let world = World::new();
    world.write("bank/questions/databases/sql.toml", QUESTIONS);
    world.write("bank/rubrics/roles/writer.toml", ROLE);
    world.write("viva.toml", "bank = [\"bank\"]\nbuiltin = false\n");
    world
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

/// `viva try ID -` with an answer on standard input.
fn try_with(world: &World, id: &str, answer: &str) -> Ran {
    let file = world.write("answer.txt", answer);
    let mut command = world.command(&["try", id, "-", "--json"]);
    command.stdin(Stdio::from(std::fs::File::open(file).expect("a file")));
    world.run(command)
}

fn fraction(world: &World, id: &str, answer: &str) -> f64 {
    let ran = try_with(world, id, answer);
    assert_eq!(ran.code, 0, "{ran}");
    json(&ran.out)["fraction"].as_f64().expect("a fraction")
}

#[test]
fn answers_are_marked_at_once() {
    let world = world();
    assert_eq!(fraction(&world, "left-join-count", "2"), 1.0);
    assert_eq!(fraction(&world, "left-join-count", "1\n"), 0.0);
    assert_eq!(fraction(&world, "log-volume", "about 100 GiB"), 1.0);
    let half = fraction(&world, "log-volume", "104 Gbit");
    assert!(half > 0.0 && half < 1.0, "{half}");
}

#[test]
fn an_answer_that_cannot_be_read_is_wrong_usage_and_says_what_to_type() {
    let world = world();
    for (id, answer, said) in [
        ("left-join-count", "7", "none of the numbers 1 to 3"),
        ("left-join-count", "", "choose one of 1 to 3"),
        ("left-join-count", "1 2", "choose one of 1 to 3"),
        ("expand-contract-steps", "1 2 3", "give all 5 numbers"),
        ("expand-contract-steps", "1 1 2 3 4", "1 is given twice"),
        ("log-volume", "much", "asked is a number in `byte`"),
        ("orders-per-customer", "-- nothing\n", "no statement"),
        ("merge-sorted-logs", "print(1)", "in which language"),
        ("merge-sorted-logs", "", "no program"),
    ] {
        let ran = try_with(&world, id, answer);
        assert!(ran.code == 2 && ran.err.contains(said) && ran.out.is_empty(), "{id} {answer:?}: {ran}");
    }
}

#[test]
fn sql_really_runs_and_hidden_rows_stay_hidden() {
    let world = world();
    assert_eq!(fraction(&world, "orders-per-customer", RIGHT_SQL), 1.0);
    let missed = try_with(&world, "orders-per-customer", MERGING_SQL);
    let verdict = json(&missed.out);
    assert!((verdict["fraction"].as_f64().expect("a fraction") - 1.0 / 3.0).abs() < 1e-9);
    assert!(
        verdict["reason"].as_str().expect("a reason").contains("hidden data set `same-names`"),
        "{missed}"
    );
    assert_eq!(verdict["detail"], Value::Null);
    let wrong = try_with(&world, "orders-per-customer", &RIGHT_SQL.replace("customers.id", "1"));
    let rows = &json(&wrong.out)["detail"]["rows"];
    assert_eq!((rows["data"].as_str(), rows["rows"][0]["side"].as_str()), (Some("shown"), Some("both")));
    assert!(!world.db().exists(), "trying keeps nothing");
}

#[test]
fn hostile_sql_ends_in_a_verdict() {
    let world = world();
    for (answer, said) in [
        ("ATTACH 'x.db' AS x", "not allowed"),
        ("PRAGMA journal_mode = WAL", "not allowed"),
        ("DELETE FROM customers; SELECT 1, 2", "not allowed"),
        (
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i, i FROM n",
            "SQLite says|too long|too many",
        ),
        ("SELECT 'unclosed", "SQLite says"),
    ] {
        let ran = try_with(&world, "orders-per-customer", answer);
        let reason = json(&ran.out)["reason"].to_string();
        assert!(said.split('|').any(|s| reason.contains(s)), "{answer}: {ran}");
    }
    let names: Vec<_> =
        std::fs::read_dir(world.path(".")).expect("a folder").flatten().map(|e| e.file_name()).collect();
    assert!(names.iter().all(|n| ["bank", "viva.toml", "answer.txt"].iter().any(|k| n == k)), "{names:?}");
}

#[test]
fn open_questions_and_nobody_to_ask_are_refused_with_a_pointer() {
    let world = World::new();
    let open = world.viva(&["try", "payment-timeout-retry", "x"]);
    assert!(open.code == 6 && open.err.contains("viva interview"), "{open}");
    let world = self::world();
    let alone = world.viva(&["try", "left-join-count"]);
    assert!(alone.code == 6 && alone.out.is_empty() && alone.err.contains("FILE"), "{alone}");
    let missing = world.viva(&["try", "left-join-cuont", "x"]);
    assert!(missing.code == 4 && missing.err.contains("left-join-count"), "{missing}");
}

#[test]
fn a_candidate_sees_tables_and_nothing_of_the_key() {
    let world = world();
    let keys = |id: &str| -> Vec<&str> {
        match id {
            "left-join-count" => vec!["NULL is not counted", "correct", "right"],
            "expand-contract-steps" => vec!["Expand first"],
            "log-volume" => vec!["86,400", "104", "1.03", "103"],
            "orders-per-customer" => vec!["LEFT JOIN", "same-names", "1.0)", "left join keeps", "Merges"],
            _ => vec!["ten before nine", "heapq", "one finger", "9 c"],
        }
    };
    for id in
        ["left-join-count", "expand-contract-steps", "log-volume", "orders-per-customer", "merge-sorted-logs"]
    {
        for args in
            [&["question", "show", id, "--candidate"][..], &["question", "show", id, "--candidate", "--json"]]
        {
            let shown = world.ok(args);
            for key in keys(id) {
                assert!(!shown.contains(key), "{args:?} shows {key}:\n{shown}");
            }
        }
    }
    let shown = world.ok(&["question", "show", "orders-per-customer", "--candidate"]);
    assert!(
        shown.contains("CREATE TABLE customers") && shown.contains("The order of rows counts"),
        "{shown}"
    );
    let row = shown.lines().find(|l| l.contains("NULL") && !l.contains("CREATE")).expect("a row with a NULL");
    assert_eq!(row.split_whitespace().collect::<Vec<_>>(), ["3", "2", "NULL"]);
    let steps = world.ok(&["question", "show", "expand-contract-steps", "--candidate"]);
    let add = steps.find("Add the new column").expect("a step");
    assert!(
        steps.find("Drop the old column").expect("a step") < add,
        "the right order is not shown:\n{steps}"
    );
    let handout = world.ok(&["plan", "handout", "--role", "writer"]);
    for id in ["left-join-count", "expand-contract-steps", "log-volume", "orders-per-customer"] {
        for key in keys(id).into_iter().filter(|k| *k != "right") {
            assert!(!handout.contains(key), "the handout shows {key}:\n{handout}");
        }
    }
    assert!(
        handout.contains("INSERT INTO customers") && handout.contains("2. count(orders.id)"),
        "{handout}"
    );
}

const SCRIPT: &str = r#"format = 1
candidate = "Ada Example"
interviewer = "Grace Example"
role = "writer"
[[answer]]
question = "left-join-count"
minutes = 2
notes = ["/thought aloud", "two\nlines"]
choice = [2]
[[answer]]
question = "expand-contract-steps"
minutes = 3.5
order = [4, 5, 1, 2, 3]
[[answer]]
question = "log-volume"
estimate = "300 GB"
[[answer]]
question = "orders-per-customer"
minutes = 6
sql = """
SELECT c.name, count(o.id) FROM customers AS c LEFT JOIN orders AS o ON o.customer_id = c.id GROUP BY c.name ORDER BY 2 DESC
"""
[verdict]
recommendation = "yes"
why = "Knows joins."
"#;

/// Of each question what does not depend on the session.
fn figures(world: &World, session: &str) -> Vec<(String, f64, String, Value, Value)> {
    let report = json(&world.ok(&["report", "session", session, "--format", "json"]));
    let questions = report["sections"][0]["questions"].as_array().expect("questions");
    let one = |q: &Value| {
        let answer = &q["answer"];
        let fraction = answer["fraction"].as_f64().expect("a fraction");
        let grader = answer["grader"].as_str().expect("a grader").to_owned();
        (q["id"].to_string(), fraction, grader, answer["chosen"].clone(), answer["reason"].clone())
    };
    questions.iter().map(one).collect()
}

#[test]
fn a_script_of_answers_plays_reports_and_comes_back() {
    let world = world();
    let first = world.play(&world.write("ada.toml", SCRIPT));
    let played = figures(&world, &first);
    let fractions: Vec<f64> = played.iter().map(|f| (f.1 * 1000.0).round() / 1000.0).collect();
    // 9 of 10 pairs in order: 2 x 0.9 - 1; 300 of 103.68 GB is 2.894 times off, on a log scale from 1.5 to 10.
    assert_eq!(fractions, [1.0, 0.8, 0.654, 0.333]);
    let graders: Vec<&str> = played.iter().map(|f| f.2.as_str()).collect();
    assert_eq!(graders, ["choice/1", "order/1", "estimate/1", "sql/2"]);
    assert_eq!(played[0].3, serde_json::json!(["count(orders.id)"]));
    let exported = world.ok(&["session", "export", &first]);
    assert!(exported.contains("choice = [2]") && exported.contains("order = [4, 5, 1, 2, 3]"), "{exported}");
    let again = world.write("again.toml", &exported).display().to_string();
    // Another session, in which options and steps stand in another order.
    let second = world.run(world.command(&["--seed", "2", "interview", "--script", &again, "--json"]));
    assert_eq!(second.code, 0, "{second}");
    let second = json(&second.out)["short"].as_str().expect("a short id").to_owned();
    assert_eq!(figures(&world, &second), played);
    assert_eq!(
        world.ok(&["session", "export", &second]).lines().skip(5).collect::<Vec<_>>(),
        exported.lines().skip(5).collect::<Vec<_>>()
    );
    let text = world.ok(&["report", "session", &first]);
    for said in
        ["chosen: count(orders.id)", "33 % right, marked by sql/2", "Answer: 300 GB", "/thought aloud"]
    {
        assert!(text.contains(said), "{said} in\n{text}");
    }
    assert_eq!(world.viva(&["db", "check"]).code, 0);
}

#[test]
fn faults_of_a_script_are_found_before_anything_is_kept() {
    let world = world();
    for (from, to, code, at) in [
        ("choice = [2]", "choice = [9]", "unclear-answer", "choice"),
        ("choice = [2]", "choice = []", "unclear-answer", "choice"),
        ("choice = [2]", "choice = [\"2\"]", "wrong-type", "\"2\""),
        ("choice = [2]", "order = [2]", "wrong-kind", "order = [2]"),
        ("choice = [2]", "marks = { correctness = 3 }", "unknown-criterion", "marks"),
        ("choice = [2]", "choice = [2]\nsql = \"SELECT 1\"", "half-answer", "[[answer]]"),
        ("choice = [2]", "", "half-answer", "[[answer]]"),
        ("choice = [2]", "choice = [2]\nprobes = [1]", "unknown-look-for", "probes"),
        ("order = [4, 5, 1, 2, 3]", "order = [4, 5, 1]", "unclear-answer", "order"),
        ("300 GB", "300 apples", "unclear-answer", "estimate"),
    ] {
        assert!(SCRIPT.contains(from), "{from}");
        let file = world.write("bad.toml", &SCRIPT.replacen(from, to, 1));
        let ran = world.viva(&["interview", "--script", &file.display().to_string()]);
        assert!(ran.code == 3 && ran.err.contains(code) && ran.err.contains(at), "{to}: {ran}");
        assert!(
            !world.db().exists() || world.ok(&["session", "list", "--json"]).contains("\"sessions\": []"),
            "{to}"
        );
    }
}

#[test]
fn plans_draw_only_the_kinds_that_a_section_names() {
    let world = world();
    let drawn = |kinds: &str| -> Ran {
        let role = ROLE.replace("pick = [\"left-join-count\", \"expand-contract-steps\", \"log-volume\", \"orders-per-customer\"]", kinds);
        world.write("bank/rubrics/roles/writer.toml", &role);
        world.viva(&["plan", "show", "--role", "writer", "--json"])
    };
    let none = drawn("");
    assert!(
        none.code == 4 && none.err.contains("nothing can be asked"),
        "only open questions by default: {none}"
    );
    let kinds = |ran: &Ran| -> Vec<String> {
        let plan = json(&ran.out);
        let slots = plan["section"][0]["question"].as_array().expect("slots").clone();
        slots.iter().map(|s| s["kind"].as_str().expect("a kind").to_owned()).collect()
    };
    assert_eq!(kinds(&drawn("kinds = [\"sql\"]")), ["sql"]);
    assert_eq!(kinds(&drawn("kinds = [\"estimate\", \"order\"]")), ["estimate", "order"]);
    let typo = drawn("kinds = [\"sqll\"]");
    assert!(typo.code == 3 && typo.err.contains("not a kind"), "{typo}");
}

#[test]
fn a_candidate_types_at_the_interviewers_terminal() {
    let world = world();
    world.write("answer.sql", RIGHT_SQL);
    world.write("editor", "#!/bin/sh\nprintf '%s' \"SELECT 1\" > \"$1\"\n");
    let args = ["--seed", "1", "interview", "--role", "writer", "--candidate", "Ada"];
    let mut t = Terminal::start(&world, &args, (60, 100), &[("EDITOR", "cat")]);
    t.wait_for_prompt("Enter to begin");
    t.line("");
    t.wait_for("Choose one");
    t.wait_for_prompt("numbers");
    // Nothing of the key is on the candidate's screen, not even the title.
    assert!(!t.screen().contains("Counting with a left join") && !t.screen().contains("left-join-count"));
    t.line("7");
    t.wait_for("none of the numbers 1 to 3");
    t.line("/mark");
    t.wait_for("viva marks this question");
    t.line("/note hesitated");
    t.wait_for("saved: note");
    let screen = t.screen();
    let right = screen.lines().find(|l| l.contains("count(orders.id)")).expect("the option").trim();
    let number = right.split_whitespace().next().expect("its number").to_owned();
    t.line(&number);
    t.wait_for("saved: answer, 100 %");
    t.wait_for("Put these in order");
    t.line("/undo");
    t.wait_for("taken back: the answer");
    t.wait_for_prompt("[1]");
    t.line(&number);
    t.wait_for_prompt("[2]");
    t.line("/skip no time");
    t.wait_for_prompt("[3]");
    t.line("104 GB");
    t.wait_for("customers, data set shown");
    t.wait_for_prompt("SQL");
    t.line("/answer nowhere.sql");
    t.wait_for("nowhere.sql");
    t.line("/answer answer.sql");
    t.wait_for("Right on all 3 data sets");
    t.wait_for_prompt("Enter to recommend");
    t.line("/quit");
    assert_eq!(t.end(), 0);
    let report = json(&world.ok(&["report", "session", "--format", "json"]));
    let questions = report["sections"][0]["questions"].as_array().expect("questions").clone();
    let status: Vec<_> = questions.iter().map(|q| q["status"].as_str().unwrap_or("")).collect();
    assert_eq!(status, ["assessed", "skipped", "assessed", "assessed"]);
    assert_eq!(questions[0]["notes"], serde_json::json!(["hesitated"]));
    assert_eq!(questions[3]["answer"]["text"], RIGHT_SQL);
    assert_eq!(questions[0]["answer"]["text"], number);
}

/// An editor that shows what it was given and writes an answer under it.
const EDITOR: &str = "#!/bin/sh\ncp \"$1\" seen.txt\nprintf '%s\\n' \"$ANSWER\" >> \"$1\"\n";

fn editor(world: &World) -> String {
    use std::os::unix::fs::PermissionsExt;
    let path = world.write("editor", EDITOR);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("it may be run");
    path.display().to_string()
}

#[test]
fn the_editor_shows_the_prompt_as_a_comment() {
    let world = world();
    let editor = editor(&world);
    let vars = [("EDITOR", editor.as_str()), ("ANSWER", RIGHT_SQL)];
    let mut t = Terminal::start(&world, &["try", "orders-per-customer"], (70, 100), &vars);
    t.wait_for("or Enter for your editor");
    t.line("");
    t.wait_for("Right on all 3 data sets");
    assert_eq!(t.end(), 0);
    let seen = std::fs::read_to_string(world.path("seen.txt")).expect("what the editor saw");
    let lines: Vec<&str> = seen.lines().filter(|l| !l.trim().is_empty()).collect();
    assert!(lines.iter().all(|l| l.starts_with("--")), "{seen}");
    for said in ["List every customer by name", "CREATE TABLE customers", "20.5"] {
        assert!(seen.contains(said), "{said} in\n{seen}");
    }
    assert!(!seen.contains("same-names") && !seen.contains("LEFT JOIN"), "nothing of the key: {seen}");
    // In an interview the same, and the answer is kept as it was written, without the comment.
    let args = ["--seed", "1", "interview", "--role", "writer", "--candidate", "Ada"];
    let mut t = Terminal::start(&world, &args, (60, 100), &vars);
    t.wait_for_prompt("Enter to begin");
    t.line("");
    t.wait_for_prompt("numbers");
    t.line("/go 4");
    t.wait_for("customers, data set shown");
    t.wait_for_prompt("SQL");
    t.line("");
    t.wait_for("Right on all 3 data sets");
    t.wait_for_prompt("[1]");
    t.line("/quit");
    assert_eq!(t.end(), 0);
    let report = json(&world.ok(&["report", "session", "--format", "json"]));
    let answer = &report["sections"][0]["questions"][3]["answer"];
    assert_eq!(answer["text"].as_str().map(str::trim), Some(RIGHT_SQL));
    assert_eq!((answer["fraction"].as_f64(), answer["grader"].as_str()), (Some(1.0), Some("sql/2")));
    assert_eq!(answer["meaning"].as_str().map(str::len), Some(64));
}
