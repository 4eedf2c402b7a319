//! `viva rescore`: a key is mended, stored answers are marked anew, and nothing that was kept is edited.

use std::{fs, path::PathBuf};

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::support::{Ran, World};

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

/// Right but for customers of one name.
const MERGING: &str = "SELECT c.name, count(o.id) FROM customers AS c LEFT JOIN orders AS o ON o.customer_id = c.id GROUP BY c.name ORDER BY 2 DESC";

struct Round {
    world: World,
    ada: String,
    bob: String,
}

/// Two interviews, the first one sealed.
fn round() -> Round {
    let world = World::new();
    world.write("bank/questions/databases/sql.toml", QUESTIONS);
    world.write("bank/rubrics/roles/writer.toml", ROLE);
    world.write("viva.toml", "bank = [\"bank\"]\nbuiltin = false\n");
    let script = |candidate: &str, choice: u8, submitted: bool| {
        format!(
            "format = 1\ncandidate = \"{candidate}\"\ninterviewer = \"Grace\"\nrole = \"writer\"\nsubmitted = {submitted}\n\
             [[answer]]\nquestion = \"left-join-count\"\nchoice = [{choice}]\n\
             [[answer]]\nquestion = \"expand-contract-steps\"\norder = [4, 5, 1, 2, 3]\n\
             [[answer]]\nquestion = \"log-volume\"\nestimate = \"300 GB\"\n\
             [[answer]]\nquestion = \"orders-per-customer\"\nsql = \"{MERGING}\"\n\
             [verdict]\nrecommendation = \"yes\"\nwhy = \"Knows joins.\"\n"
        )
    };
    let play = |seed: &str, candidate: &str, choice, submitted| {
        let file = world.write("play.toml", &script(candidate, choice, submitted)).display().to_string();
        let ran = world.run(world.command(&["--seed", seed, "interview", "--script", &file, "--json"]));
        assert_eq!(ran.code, 0, "{ran}");
        json_of(&ran.out)["short"].as_str().expect("a short id").to_owned()
    };
    let ada = play("1", "Ada", 2, true);
    let bob = play("2", "Bob", 1, false);
    Round { ada, bob, world }
}

fn json_of(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

impl Round {
    fn edit(&self, from: &str, to: &str) {
        let path = self.world.path("bank/questions/databases/sql.toml");
        let text = fs::read_to_string(&path).expect("the bank");
        assert!(text.contains(from), "{from}");
        fs::write(path, text.replacen(from, to, 1)).expect("written");
    }

    /// The first option becomes the right one.
    fn mend_choice(&self) {
        self.edit("correct = true\nwhy = \"NULL is not counted.\"", "why = \"NULL is not counted.\"");
        self.edit("text = \"count(*)\"\n", "text = \"count(*)\"\ncorrect = true\n");
    }

    fn rescore(&self, args: &[&str]) -> Value {
        let ran = self.world.viva(&[&["rescore", "--json"], args].concat());
        assert_eq!(ran.code, 0, "{ran}");
        json_of(&ran.out)
    }

    fn report(&self, session: &str) -> Value {
        json_of(&self.world.ok(&["report", "session", session, "--format", "json"]))
    }

    fn rows(&self, sql: &str) -> Vec<String> {
        let conn = Connection::open(self.world.db()).expect("the store");
        let mut statement = conn.prepare(sql).expect(sql);
        statement.query_map([], |r| r.get(0)).expect("rows").map(|r| r.expect("a text")).collect()
    }

    fn whole(&self) -> Vec<u8> {
        fs::read(self.world.db()).expect("the store")
    }
}

fn fraction(report: &Value, question: usize) -> f64 {
    report["sections"][0]["questions"][question]["answer"]["fraction"].as_f64().expect("a fraction")
}

#[test]
fn what_others_came_to_is_not_shown_before_ones_own_scorecard_is_sealed() {
    let round = round();
    let script = format!(
        "format = 1\ncandidate = \"Bob\"\ninterviewer = \"Linus\"\nrole = \"writer\"\nsubmitted = true\n\
         [[answer]]\nquestion = \"left-join-count\"\nchoice = [2]\n\
         [[answer]]\nquestion = \"expand-contract-steps\"\norder = [4, 5, 1, 2, 3]\n\
         [[answer]]\nquestion = \"log-volume\"\nestimate = \"300 GB\"\n\
         [[answer]]\nquestion = \"orders-per-customer\"\nsql = \"{MERGING}\"\n\
         [verdict]\nrecommendation = \"yes\"\nwhy = \"Knows joins.\"\n"
    );
    let file = round.world.write("linus.toml", &script).display().to_string();
    let ran =
        round.world.run(round.world.command(&["--seed", "3", "interview", "--script", &file, "--json"]));
    let linus = json_of(&ran.out)["short"].as_str().unwrap_or_else(|| panic!("{ran}")).to_owned();
    round.mend_choice();
    let sessions = |said: &Value| -> Vec<String> {
        let of = |key: &str| said[key].as_array().expect("a list").clone();
        let all = of("changes").into_iter().chain(of("results"));
        all.map(|c| c["session"].as_str().expect("an id").to_owned()).collect()
    };
    let dry = |who: &str| json_of(&round.world.ok(&["--as", who, "rescore", "--dry-run", "--json"]));
    let (grace, lead) = (dry("Grace"), dry("Lead"));
    assert!(lead["hidden"] == 0 && sessions(&lead).iter().any(|s| s.contains(&linus)), "{linus} {lead}");
    assert!(grace["hidden"] == 1 && !sessions(&grace).iter().any(|s| s.contains(&linus)), "{linus} {grace}");
    let named = round.world.viva(&["--as", "Grace", "rescore", &linus, "--dry-run"]);
    assert!(
        named.code == 6 && named.out.is_empty() && named.err.contains("hidden until submitted"),
        "{named}"
    );
    round.world.ok(&["--as", "Grace", "session", "submit", &round.bob]);
    assert_eq!(dry("Grace")["hidden"], 0);
}

#[test]
fn a_dry_run_says_who_is_touched_and_keeps_nothing() {
    let round = round();
    round.mend_choice();
    let before = round.whole();
    let said = round.rescore(&["--dry-run"]);
    assert_eq!(round.whole(), before);
    assert_eq!(said["schema"], "viva.rescore/1");
    assert_eq!(
        (&said["dry_run"], &said["answers"], &said["untouched"]),
        (&json!(true), &json!(8), &json!(6))
    );
    let change = |who: &str| {
        let all = said["changes"].as_array().expect("changes");
        let c = all.iter().find(|c| c["candidate"] == who).expect("a change");
        (c["before"]["fraction"].clone(), c["after"]["fraction"].clone(), c["cause"].clone())
    };
    assert_eq!(change("Ada"), (json!(1.0), json!(0.0), json!("key")));
    assert_eq!(change("Bob"), (json!(0.0), json!(1.0), json!("key")));
    let result = |who: &str| {
        let all = said["results"].as_array().expect("results");
        all.iter().find(|r| r["candidate"] == who).expect("a result").clone()
    };
    assert_eq!(result("Ada")["before"]["outcome"], "meets-the-bar");
    assert_eq!(result("Bob")["before"]["outcome"], "gate-failed");
    assert_eq!(result("Bob")["after"]["outcome"], "meets-the-bar");
    assert_eq!(result("Bob")["changed"], true);
    assert_eq!(result("Ada")["sealed"], true);
    let text = round.world.ok(&["rescore", "--dry-run"]);
    for said in ["100 %", "0 %", "gate failed", "meets the bar", "RESULT"] {
        assert!(text.contains(said), "{said} in\n{text}");
    }
}

#[test]
fn changed_verdicts_are_appended_and_every_report_shows_before_and_after() {
    let round = round();
    let answers = "SELECT text || coalesce(fraction, '') || reason FROM entry_body WHERE fraction IS NOT NULL ORDER BY session, seq";
    let (kept, head) = (round.rows(answers), round.report(&round.ada)["session"]["head"].clone());
    let texts = round.rows("SELECT hash FROM session_pinned ORDER BY 1");
    round.mend_choice();
    let done = round.rescore(&["--who", "Linus", "--why", "the key was the wrong way round"]);
    assert_eq!(done["changes"].as_array().map(Vec::len), Some(2));
    let report = round.report(&round.ada);
    assert_eq!(fraction(&report, 0), 0.0);
    let amendment = &report["amendments"][0];
    assert_eq!(amendment["before"], "100 % (choice/1)");
    assert_eq!(amendment["after"], "0 % (choice/1)");
    assert_eq!((&amendment["who"], &amendment["after_sealing"]), (&json!("Linus"), &json!(true)));
    let why = amendment["why"].as_str().expect("why");
    assert!(why.starts_with("the key was the wrong way round - the key was mended (meaning "), "{why}");
    assert_eq!(round.report(&round.bob)["amendments"][0]["after_sealing"], false);
    let text = round.world.ok(&["report", "session", &round.ada]);
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in ["sealed, amended 1 time(s) since", "verdict from 100 % (choice/1) to 0 % (choice/1)"] {
        assert!(words.contains(said), "{text}");
    }
    // Appended, never edited: what was kept stands as it did, the head of before is found, the chain holds.
    let old = round.rows("SELECT text || coalesce(fraction, '') || reason FROM entry_body JOIN entry USING (session, seq) WHERE kind = 'answered' ORDER BY session, seq");
    assert_eq!(old, kept);
    assert_eq!(round.rows("SELECT hash FROM session_pinned ORDER BY 1"), texts);
    assert_eq!(round.world.viva(&["db", "check"]).code, 0);
    let verify = round.world.viva(&["db", "verify", "--head", head.as_str().expect("a head")]);
    assert_eq!(verify.code, 0, "{verify}");
    let new = round.report(&round.ada)["session"]["head"].clone();
    let told = done["results"].as_array().expect("results").iter().any(|r| r["head"] == new);
    assert!(told && new != head);
    // The new text is pinned, its hash and meaning stand beside the verdict.
    let pinned = round.rows("SELECT p.body FROM entry_pinned AS e JOIN pinned AS p USING (hash)");
    assert_eq!(pinned.len(), 2);
    assert!(pinned.iter().all(|body| body.contains("left-join-count")));
    let meanings =
        round.rows("SELECT item FROM entry_body JOIN entry USING (session, seq) WHERE kind = 'rescored'");
    assert!(meanings.iter().all(|m| *m == done["changes"][0]["after"]["meaning"]), "{meanings:?}");
    // A second time there is nothing to do.
    let again = round.rescore(&["--who", "Linus"]);
    assert_eq!((&again["changes"], &again["untouched"]), (&json!([]), &json!(8)));
    // And back: the verdicts follow the key of the day.
    round.edit("text = \"count(*)\"\ncorrect = true\n", "text = \"count(*)\"\n");
    round.edit("why = \"NULL is not counted.\"", "correct = true\nwhy = \"NULL is not counted.\"");
    round.rescore(&["--who", "Linus"]);
    assert_eq!(fraction(&round.report(&round.ada), 0), 1.0);
    assert_eq!(round.report(&round.ada)["amendments"].as_array().map(Vec::len), Some(2));
    assert_eq!(round.world.viva(&["db", "check"]).code, 0);
}

#[test]
fn words_alone_change_nothing_and_sql_really_runs_again() {
    let round = round();
    round.edit("A shop lists 40 customers", "A shop knows 40 customers");
    round.edit("why = \"The customer is there.\"", "why = \"The customer is there, whatever was ordered.\"");
    let said = round.rescore(&["--dry-run"]);
    assert_eq!((&said["untouched"], &said["replayed"]), (&json!(8), &json!(0)));
    // The key forgets that two customers may have one name: the answer that did so too is right now.
    round.edit("GROUP BY c.id", "GROUP BY c.name");
    let said = round.rescore(&["--dry-run", "--question", "orders-per-customer", &round.ada]);
    assert_eq!((&said["answers"], &said["replayed"]), (&json!(1), &json!(1)));
    assert_eq!(said["changes"][0]["after"]["fraction"], 1.0);
    let done = round.rescore(&["--who", "Linus", &round.ada]);
    assert_eq!(done["changes"].as_array().map(Vec::len), Some(1));
    assert_eq!(fraction(&round.report(&round.ada), 3), 1.0);
    assert!(fraction(&round.report(&round.bob), 3) < 0.5, "only the session that was named");
}

#[test]
fn what_cannot_be_marked_anew_is_listed_with_its_reason() {
    let round = round();
    // One question is gone, of one the chosen option is, of one the key does not work.
    round.edit("id = \"log-volume\"", "id = \"log-volume-of-a-day\"");
    round.edit("text = \"count(orders.id)\"", "text = \"count(distinct orders.id)\"");
    round.edit("CREATE TABLE customers", "CREATE TABLE clients");
    let ran = round.world.viva(&["rescore", "--dry-run", "--json"]);
    assert_eq!(ran.code, 1, "a key that does not work can be mended: {ran}");
    let said = json_of(&ran.out);
    assert_eq!(said["gone"].as_array().map(Vec::len), Some(2));
    assert_eq!(said["gone"][0]["question"], "log-volume");
    let whys: Vec<&str> =
        said["not_replayed"].as_array().expect("a list").iter().filter_map(|l| l["why"].as_str()).collect();
    assert!(whys.iter().any(|w| w.contains("what was chosen is gone: `count(orders.id)`")), "{whys:?}");
    assert!(whys.iter().any(|w| w.contains("no such table: ")), "{whys:?}");
    // Bob chose an option that is still there.
    assert_eq!(whys.len(), 3);
    let text = round.world.viva(&["rescore", "--dry-run"]);
    assert!(text.out.contains("The bank does not have the question any more"), "{text}");
    // A question that lost its kind, one nobody knows, an open one.
    for (args, code, said) in [
        (&["rescore", "--dry-run", "--question", "nobody-knows-it"][..], 4, "no question has the id"),
        (&["rescore", "--dry-run", "ffff"], 4, "no session"),
        (&["rescore", "--dry-run", "--question", "Not An Id"], 4, "no question"),
    ] {
        let ran = round.world.viva(args);
        assert!(ran.code == code && ran.err.contains(said), "{ran}");
    }
    let ran = round.world.viva(&["--bank", "nowhere", "rescore", "--dry-run"]);
    assert!(ran.code != 0, "{ran}");
}

#[test]
fn an_answer_that_is_taken_back_takes_its_new_verdict_with_it() {
    let round = round();
    round.mend_choice();
    round.rescore(&["--who", "Linus"]);
    let seq = round.rows(
        "SELECT e.seq || '' FROM entry AS e JOIN entry_body AS b USING (session, seq) JOIN session_people AS p USING (session) \
         WHERE kind = 'answered' AND question = 'left-join-count' AND candidate = 'Bob'",
    );
    assert_eq!(seq.len(), 1);
    // Reopened, the answer taken back at the keyboard, and given again.
    let mut t =
        crate::pty::Terminal::start(&round.world, &["resume", &round.bob, "--reopen"], (50, 100), &[]);
    t.wait_for_prompt("Enter to recommend");
    t.line("/go 1");
    t.wait_for_prompt("[1]");
    for _ in 0..5 {
        t.line("/undo");
        t.wait_for("taken back");
        if t.screen().matches("taken back: the answer").count() >= 4 {
            break;
        }
    }
    t.line("/quit");
    assert_eq!(t.end(), 0);
    let report = round.report(&round.bob);
    assert_eq!(report["sections"][0]["questions"][0]["answer"], Value::Null);
    assert_eq!(report["amendments"], json!([]), "what was amended is gone with the answer");
    assert_eq!(round.world.viva(&["db", "check"]).code, 0);
}

#[test]
fn a_script_of_a_session_keeps_the_raw_answer() {
    let round = round();
    let before = round.world.ok(&["session", "export", &round.ada]);
    round.mend_choice();
    round.rescore(&["--who", "Linus"]);
    let after = round.world.ok(&["session", "export", &round.ada]);
    assert_eq!(after, before);
    // Played again it is marked by the key of the day, as the rescored one is.
    let file = round.world.write("again.toml", &after).display().to_string();
    let played =
        round.world.run(round.world.command(&["--seed", "9", "interview", "--script", &file, "--json"]));
    let again = json_of(&played.out)["short"].as_str().expect("a short id").to_owned();
    assert_eq!(fraction(&round.report(&again), 0), fraction(&round.report(&round.ada), 0));
}

#[test]
fn nobody_marks_anew_without_a_name_or_while_the_session_is_open_elsewhere() {
    let round = round();
    round.mend_choice();
    let mut command = round.world.command(&["rescore"]);
    command.env_remove("USER");
    let ran = round.world.run(command);
    assert!(ran.code == 2 && ran.err.contains("--who"), "{ran}");
    let mut t =
        crate::pty::Terminal::start(&round.world, &["resume", &round.bob, "--reopen"], (50, 100), &[]);
    t.wait_for_prompt("Enter to recommend");
    let ran: Ran = round.world.viva(&["rescore", "--who", "Linus", "--json"]);
    let said = json_of(&ran.out);
    assert_eq!(ran.code, 1, "{ran}");
    assert_eq!(said["changes"].as_array().map(Vec::len), Some(1), "Ada's is free: {ran}");
    assert!(said["not_replayed"][0]["why"].as_str().expect("why").contains("another terminal"), "{ran}");
    t.line("/quit");
    assert_eq!(t.end(), 0);
}

#[test]
fn a_store_of_the_first_schema_is_kept_renewed_and_marked_anew() {
    let round = round();
    let fixture = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/stores/schema-1.db");
    let old = fs::read(fixture).expect("the fixture");
    fs::write(round.world.db(), &old).expect("a store");
    let found = round.rescore(&["--dry-run"]);
    assert_eq!(fs::read(round.world.db()).expect("the store"), old, "a dry run changes no file");
    // Answers of the first schema have no meaning beside them: that of their pinned question counts.
    assert_eq!(found["changes"], json!([]));
    round.mend_choice();
    let ran = round.world.viva(&["rescore", "--who", "Linus", "--json"]);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(ran.err.contains("viva.db.schema-1.backup"), "{ran}");
    assert_eq!(json_of(&ran.out)["changes"].as_array().map(Vec::len), Some(2));
    assert_eq!(fs::read(round.world.path("viva.db.schema-1.backup")).map(|b| b.len()).ok(), Some(old.len()));
    assert_eq!(round.world.viva(&["db", "check"]).code, 0);
}

#[test]
fn answer_verdict_grader_and_hash_stand_side_by_side() {
    let round = round();
    let row = round.rows(
        "SELECT json_object('answer', answer, 'fraction', fraction, 'grader', grader, 'meaning', meaning) FROM current_answer \
         WHERE question = 'orders-per-customer'",
    );
    let shown = json_of(&round.world.ok(&["question", "show", "orders-per-customer", "--json"]));
    let row = json_of(&row[0]);
    assert_eq!((&row["answer"], &row["grader"]), (&json!(MERGING), &json!("sql/2")));
    assert_eq!(row["meaning"], shown["hashes"]["meaning"]);
    let report = round.report(&round.ada);
    assert_eq!(report["sections"][0]["questions"][3]["answer"]["meaning"], row["meaning"]);
}
