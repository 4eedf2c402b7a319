//! Drills: gold samples marked blind, by keys and from a file; what counts in the summary; nothing lost.

use std::{
    process::Command,
    sync::atomic::{AtomicU64, Ordering},
};

use crate::{
    pty::Terminal,
    small::small_bank,
    support::{Ran, World},
};

const SIZE: (u16, u16) = (60, 100);

/// The small bank, with two questions that have two gold samples each.
fn world() -> World {
    let world = World::new();
    small_bank(&world);
    let question = |id: &str| {
        let sample = |n: u8, correctness: u8, reasoning: u8| {
            format!(
                "[[question.open.sample]]\nmarks = {{ correctness = {correctness}, reasoning = {reasoning} }}\n\
                 answer = \"Answer {n} to {id}.\"\nwhy = \"The reason of sample {n}.\"\n"
            )
        };
        format!(
            "[[question]]\nid = \"{id}\"\ntitle = \"About {id}\"\nlevel = \"senior\"\nminutes = 6\ntags = [\"tests\"]\nprompt = \"Say something of {id}.\"\n\
             [question.open]\nrubric = \"plain\"\nmodel_answer = \"The model answer.\"\n{}{}",
            sample(1, 2, 1),
            sample(2, 4, 3)
        )
    };
    let text = format!(
        "format = 1\narea = \"testing\"\ntopic = \"gold\"\n{}{}",
        question("gold-one"),
        question("gold-two")
    );
    world.write("bank/questions/testing/gold.toml", &text);
    world.write("viva.toml", "bank = [\"bank\"]\nbuiltin = false\n");
    world
}

fn marks(who: &str, list: &[(&str, u8, &str)]) -> String {
    let one = |(question, sample, marks): &(&str, u8, &str)| {
        format!("[[sample]]\nquestion = \"{question}\"\nsample = {sample}\nmarks = {{ {marks} }}\n")
    };
    format!("format = 1\ninterviewer = \"{who}\"\n{}", list.iter().map(one).collect::<String>())
}

fn play(world: &World, text: &str) -> Ran {
    let file = world.write("marks.toml", text);
    // Ids come from the seed: a second file in the same world needs another one.
    static SEED: AtomicU64 = AtomicU64::new(1);
    let seed = SEED.fetch_add(1, Ordering::Relaxed).to_string();
    world.run(world.command(&["--seed", &seed, "drill", "--script", &file.display().to_string()]))
}

fn summary(world: &World, more: &[&str]) -> serde_json::Value {
    let args: Vec<&str> = ["drill", "--summary", "--json"].iter().chain(more).copied().collect();
    serde_json::from_str(&world.ok(&args)).expect("JSON")
}

#[test]
fn a_round_by_keys_is_blind_until_every_mark_is_saved() {
    let world = world();
    let mut t = Terminal::start(&world, &["--seed", "1", "drill", "gold", "--count", "2"], SIZE, &[]);
    t.wait_for("Sample 1 of 2");
    t.wait_for_prompt("Mark 1-4");
    t.send("3");
    t.wait_for("saved: Correctness: 3 good");
    t.wait_for("Are there reasons?");
    t.wait_for_prompt("Mark 1-4");
    t.send("u");
    t.wait_for("taken back: the mark on Correctness");
    t.wait_for_prompt("Mark 1-4");
    t.send("2");
    t.wait_for("saved: Correctness: 2 mixed");
    t.wait_for_prompt("Mark 1-4");
    let blind = t.screen();
    assert!(!blind.contains("Gold") && !blind.contains("reason of sample"), "{blind}");
    t.send("n");
    t.wait_for("saved: Reasoning: not assessed");
    t.wait_for_prompt("Enter shows the gold marks");
    assert!(!t.screen().contains("reason of sample"), "{}", t.screen());
    t.send("\r");
    t.wait_for("Gold marks");
    t.wait_for("The reason of sample");
    t.wait_for_prompt("Enter goes on");
    t.send("u");
    t.wait_for("would not be blind");
    t.wait_for_prompt("Enter goes on");
    t.send("\r");
    t.wait_for("Sample 2 of 2");
    t.wait_for_prompt("Mark 1-4");
    t.send("q");
    t.wait_for("goes on with the sample that was begun");
    t.wait_for("This round of grace");
    assert_eq!(t.end(), 0);
    let s = &summary(&world, &[])["interviewers"][0];
    assert_eq!(
        (&s["samples"], &s["marks"], &s["not_assessed"], &s["unfinished"]),
        (&1.into(), &1.into(), &1.into(), &1.into())
    );
    assert_eq!(s["severity"]["reading"], "too-few");
    assert!(world.ok(&["session", "list"]).trim().is_empty(), "a drill is no session");
}

#[test]
fn what_was_shown_as_saved_survives_every_signal_and_the_round_goes_on_there() {
    for (signal, code) in [("INT", Some(130)), ("TERM", Some(143)), ("HUP", Some(129)), ("KILL", None)] {
        let world = world();
        let mut t = Terminal::start(&world, &["drill", "gold", "--count", "1"], SIZE, &[]);
        t.wait_for_prompt("Mark 1-4");
        t.send("4");
        t.wait_for("saved: Correctness: 4 excellent");
        t.wait_for_prompt("Mark 1-4");
        let sent =
            Command::new("kill").args([&format!("-{signal}"), &t.pid().to_string()]).status().expect("kill");
        assert!(sent.success());
        let ended = t.end();
        assert!(code.is_none_or(|c| c == ended), "{signal}: {ended}");
        // Whatever the seed: what was begun comes first, and its first criterion is not asked again.
        let mut t = Terminal::start(&world, &["drill", "gold", "--count", "1"], SIZE, &[]);
        t.wait_for("Are there reasons?");
        t.wait_for_prompt("Mark 1-4");
        assert!(!t.screen().contains("Is it true?"), "{signal}: {}", t.screen());
        t.send("3");
        t.wait_for_prompt("Enter shows the gold marks");
        t.send("\r");
        t.wait_for("yours 4 excellent");
        t.wait_for_prompt("Enter ends the round");
        t.send("\r");
        assert_eq!(t.end(), 0);
        let s = &summary(&world, &[])["interviewers"][0];
        assert_eq!(
            (&s["samples"], &s["marks"], &s["unfinished"]),
            (&1.into(), &2.into(), &0.into()),
            "{signal}"
        );
        world.ok(&["db", "check"]);
    }
}

#[test]
fn the_summary_counts_the_first_time_only_and_knows_edits() {
    let world = world();
    let list = [
        ("gold-one", 1, "correctness = 3, reasoning = 1"),
        ("gold-one", 2, "correctness = 4, reasoning = 2"),
        ("gold-two", 1, "correctness = 2"),
    ];
    let ran = play(&world, &marks("Grace", &list));
    assert_eq!(ran.code, 0, "{ran}");
    assert!(ran.out.contains("gold-one") && ran.out.contains("+1"), "{ran}");
    assert_eq!(play(&world, &marks("Grace", &list[..1])).code, 0);
    assert_eq!(play(&world, &marks("Alan", &list[2..])).code, 0);
    let s = &summary(&world, &["--interviewer", "Grace"])["interviewers"][0];
    assert_eq!((&s["samples"], &s["marks"], &s["repeats"]), (&3.into(), &5.into(), &1.into()));
    assert_eq!(
        (&s["exact"]["hits"], &s["within_one"]["hits"], &s["not_assessed"]),
        (&3.into(), &5.into(), &1.into())
    );
    // Samples: (1 + 0) / 2, (0 - 1) / 2 and 0.
    assert_eq!(s["severity"]["difference"], 0.0);
    assert_eq!(s["criteria"][0]["name"], "plain/correctness");
    assert_eq!(s["edited_since"], 0);
    let all = summary(&world, &["--all"]);
    let names: Vec<_> =
        all["interviewers"].as_array().expect("a list").iter().map(|i| i["interviewer"].clone()).collect();
    assert_eq!(names, ["Alan", "Grace"]);
    assert!(summary(&world, &["--all", "gold-two"])["interviewers"][1]["samples"] == 1);

    let file = world.path("bank/questions/testing/gold.toml");
    let text = std::fs::read_to_string(&file).expect("the bank");
    std::fs::write(&file, text.replace("Say something of gold-one.", "Say anything of gold-one."))
        .expect("written");
    assert_eq!(summary(&world, &["--interviewer", "Grace"])["interviewers"][0]["edited_since"], 2);
    let shown = world.ok(&["--width", "80", "drill", "--summary", "--interviewer", "Grace"]);
    assert!(shown.contains("too few samples for an interval (3 of 8)"), "{shown}");
    assert!(shown.lines().all(|l| l.chars().count() <= 80), "{shown}");
}

#[test]
fn somebody_who_is_lenient_is_told_so_and_where() {
    let world = world();
    // Two samples a question are too few for a reading: a bank with twelve questions of one sample each.
    let question = |n: usize| {
        format!(
            "[[question]]\nid = \"more-{n}\"\ntitle = \"More {n}\"\nlevel = \"mid\"\nminutes = 5\ntags = [\"tests\"]\nprompt = \"Say {n}.\"\n[question.open]\nrubric = \"plain\"\nmodel_answer = \"M.\"\n\
             [[question.open.sample]]\nmarks = {{ correctness = {}, reasoning = 2 }}\nanswer = \"A.\"\nwhy = \"W.\"\n",
            n % 2 + 2
        )
    };
    let text = (1..=12).map(question).collect::<String>();
    world.write(
        "bank/questions/testing/more.toml",
        &format!("format = 1\narea = \"testing\"\ntopic = \"more\"\n{text}"),
    );
    let names: Vec<String> = (1..=12).map(|n| format!("more-{n}")).collect();
    let given: Vec<String> =
        (1..=12).map(|n| format!("correctness = {}, reasoning = {}", n % 2 + 3, n % 3 + 1)).collect();
    let list: Vec<(&str, u8, &str)> =
        names.iter().zip(&given).map(|(n, m)| (n.as_str(), 1, m.as_str())).collect();
    assert_eq!(play(&world, &marks("Grace", &list)).code, 0);
    let s = &summary(&world, &["--all"])["interviewers"][0];
    assert_eq!(s["severity"]["reading"], "lenient");
    assert_eq!(s["severity"]["difference"], 0.5);
    let readings: Vec<_> =
        s["criteria"].as_array().expect("a list").iter().map(|c| c["reading"].clone()).collect();
    assert_eq!(readings, ["lenient", "none-shown"]);
    assert!(s["kappa"].is_number());
}

#[test]
fn a_file_with_faults_keeps_nothing() {
    let world = world();
    for (text, said) in [
        (marks("G", &[("gold-oen", 1, "correctness = 3")]), "did you mean `gold-one`?"),
        (marks("G", &[("gold-one", 9, "correctness = 3")]), "has 2 gold sample(s)"),
        (marks("G", &[("gold-one", 1, "correctnes = 3")]), "its criteria are correctness, reasoning"),
        (marks("G", &[("gold-one", 1, "correctness = 5")]), "between 1 and 4"),
        (marks("G", &[("gold-one", 1, "")]), "no mark at all"),
        (marks("G", &[("gold-one", 1, "correctness = 3"), ("gold-one", 1, "correctness = 3")]), "twice"),
        ("format = 1\nsampel = []\n".to_owned(), "sampel"),
    ] {
        let ran = play(&world, &text);
        assert_eq!(ran.code, 3, "{text}\n{ran}");
        assert!(ran.err.contains(said), "{said}\n{ran}");
    }
    assert!(!world.db().exists());
}

#[test]
fn without_a_terminal_it_names_the_ways_that_work() {
    let world = world();
    let ran = world.viva(&["drill"]);
    assert_eq!(ran.code, 6, "{ran}");
    assert!(ran.err.contains("--script FILE") && ran.err.contains("--handout"), "{ran}");
    assert!(!world.db().exists(), "a refusal creates nothing");
    let none = world.viva(&["drill", "--summary"]);
    assert_eq!(none.code, 0, "{none}");
    assert!(none.err.contains("no gold sample yet") && !world.db().exists(), "{none}");
    let slip = world.viva(&["drill", "--summary", "tset"]);
    assert_eq!(slip.code, 4, "{slip}");
    assert!(slip.err.contains("did you mean"), "{slip}");
    let graded = world.viva(&["drill", "--handout", "unit"]);
    assert_eq!(graded.code, 4, "{graded}");
}

#[test]
fn a_hand_out_gives_nothing_away_and_comes_back_as_marks() {
    let world = world();
    let text =
        world.ok(&["drill", "gold", "--handout", "--count", "2", "--interviewer", "Ada \"A\" Example"]);
    assert!(text.contains("What the candidate said") && text.contains("Right and more."), "{text}");
    assert!(!text.contains("The reason of sample") && !text.contains("model answer"), "{text}");
    let file =
        text.split("```").nth(1).expect("the file").replace("marks = { }", "marks = { correctness = 3 }");
    let ran = play(&world, &file);
    assert_eq!(ran.code, 0, "{file}\n{ran}");
    let s = &summary(&world, &["--all"])["interviewers"][0];
    assert_eq!((&s["interviewer"], &s["samples"]), (&"Ada \"A\" Example".into(), &2.into()));
}
