//! `viva bank check --run-proofs`: keys are marked by viva itself; a changed key is found, at its place.

use crate::support::{Ran, World};

const QUESTIONS: &str = include_str!("../../src/bank/kind/sample.toml");

/// The bank with one place changed, and what the check says to it.
fn proved(from: &str, to: &str, flags: &[&str]) -> Ran {
    assert!(QUESTIONS.contains(from), "{from}");
    let world = World::new();
    world.write("bank/questions/databases/sql.toml", &QUESTIONS.replacen(from, to, 1));
    let args = ["--no-builtin", "bank", "check", "bank", "--format", "short"];
    world.viva(&[&args, flags].concat())
}

/// The lines of one code, without their files.
fn found<'r>(ran: &'r Ran, code: &str) -> Vec<&'r str> {
    ran.out.lines().filter(|l| l.ends_with(&format!("[{code}]"))).collect()
}

#[test]
fn a_bank_whose_keys_are_right_passes_and_says_what_was_run() {
    let ran = proved("", "", &["--run-proofs"]);
    assert_eq!(
        (ran.code, found(&ran, "failing-proof").len(), found(&ran, "broken-key").len()),
        (0, 0, 0),
        "{ran}"
    );
    assert!(ran.err.contains("proofs of 5 graded question(s): ") && ran.err.contains(" sql"), "{ran}");
}

#[test]
fn checking_alone_runs_nothing() {
    // A schema that cannot be made and a proof that fails are nothing that reading shows.
    let ran = proved("CREATE TABLE customers", "CREATE TBALE customers", &[]);
    assert!(ran.code == 0 && !ran.out.contains("proof") && !ran.err.contains("proofs"), "{ran}");
}

#[test]
fn a_changed_key_is_found_at_its_place() {
    let proof = "failing-proof";
    let cases = [
        // The key of a choice and of an estimate: viva tries both from both sides.
        ("answer = 1.0368e11", "answer = 1.0368e12", proof, "`log-volume`: this proof must pass and gets"),
        (
            "within = { factor = 1.5 }",
            "within = { factor = 9.0 }",
            proof,
            "`log-volume`: this proof must fail",
        ),
        // The reference merges customers of one name, or counts the row of NULLs.
        (
            "GROUP BY c.id ORDER BY orders",
            "GROUP BY c.name ORDER BY orders",
            proof,
            "must pass and gets 33 %",
        ),
        ("count(o.id) AS orders", "count(*) AS orders", proof, "this proof must pass and gets 0 %"),
        // What the traps fell into is taken away.
        ("(2, 'Ada'), (3, 'Bo')", "(2, 'Cy'), (3, 'Bo')", proof, "this proof must fail and gets full credit"),
        ("order_by = [2]", "order_by = [7]", "broken-key", "`order_by` names column 7, the result has 2"),
        ("CREATE TABLE customers", "CREATE TBALE customers", "broken-key", "syntax error"),
        ("AS orders FROM customers", "AS orders FROM clients", "broken-key", "no such table: clients"),
        (
            "INSERT INTO customers VALUES (1, 'Ada'), (2, 'Bo')",
            "INSERT INTO clients VALUES (1, 'Ada')",
            "broken-key",
            "no such table",
        ),
    ];
    for (from, to, code, said) in cases {
        let ran = proved(from, to, &["--run-proofs"]);
        let lines = found(&ran, code);
        assert!(lines.iter().any(|l| l.contains(said)), "{to}: {ran}");
        assert_eq!(ran.code, 3, "{to}: {ran}");
        // Line and column.
        assert!(
            lines.iter().all(|l| l.split(':').nth(1).is_some_and(|n| n.parse::<u32>().is_ok_and(|n| n > 1))),
            "{ran}"
        );
    }
}

#[test]
fn the_key_of_a_choice_is_held_against_its_proofs_of_both_sides() {
    // Two right options where one is asked for is found by reading alone; a bank like that proves nothing more.
    let ran = proved("text = \"count(*)\"", "text = \"count(*)\"\ncorrect = true", &["--run-proofs"]);
    assert!(
        ran.code == 3 && found(&ran, "choice-key").len() == 1 && found(&ran, "failing-proof").is_empty(),
        "{ran}"
    );
}

#[test]
fn proofs_that_cannot_be_run_are_counted_and_fail_only_where_they_are_required() {
    // Nobody has the tools of this language.
    let from = "language = \"javascript\"";
    let to = "language = \"befunge\"";
    let ran = proved(from, to, &["--run-proofs", "--deny", "warnings"]);
    let counted = found(&ran, "unrun-proof");
    assert!(
        ran.code == 0 && !counted.is_empty() && counted.iter().all(|l| l.contains("code proof")),
        "{ran}"
    );
    assert!(ran.err.contains(" not run"), "{ran}");
    let ran = proved(from, to, &["--require-proofs"]);
    assert!(ran.code == 3 && ran.out.contains("error: ") && !found(&ran, "unrun-proof").is_empty(), "{ran}");
}

#[test]
fn only_what_is_named_is_proved() {
    let world = World::new();
    world.write("ours/sql.toml", &QUESTIONS.replacen("answer = 1.0368e11", "answer = 1.0368e12", 1));
    world.write("other/sql.toml", "format = 1\narea = \"databases\"\ntopic = \"sql\"\n");
    let ran = world.viva(&["--bank", "ours", "bank", "check", "other", "--run-proofs"]);
    assert!(ran.err.contains("proofs of 0 graded question(s): none run, none not run"), "{ran}");
    let ran = world.viva(&["bank", "check", "ours", "--run-proofs", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_str(&ran.out).unwrap_or_else(|e| panic!("{e}: {ran}"));
    let failing =
        json["findings"].as_array().expect("findings").iter().filter(|f| f["code"] == "failing-proof");
    assert!(failing.clone().count() > 0);
    assert!(failing.clone().all(|f| f["place"]["line"].as_u64() > Some(1)), "{ran}");
    assert!(!world.db().exists());
}
