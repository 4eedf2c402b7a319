//! Progress and the plan to study by: what a candidate sees of practice over days.

use crate::{small::small_bank, support::World};

/// A bank of graded questions that are answered in one line: two areas, three topics, two levels.
fn world() -> World {
    let world = World::new();
    small_bank(&world);
    let question = |id: &str, level: &str| {
        format!(
            "[[question]]\nid = \"{id}\"\ntitle = \"About {id}\"\nlevel = \"{level}\"\nminutes = 5\ntags = [\"tests\"]\nprompt = \"How many for {id}?\"\n\
             [question.estimate]\nanswer = 100.0\nunit = \"request\"\nwithin = {{ factor = 1.5 }}\npartial = 10.0\nworking = \"Count.\"\n\
             [[question.estimate.proof]]\nanswer = \"100\"\npasses = true\nwhy = \"It is.\"\n[[question.estimate.proof]]\nanswer = \"1\"\npasses = false\nwhy = \"No.\"\n"
        )
    };
    let file = |area: &str, topic: &str, ids: &[(&str, &str)]| {
        let text: String = ids.iter().map(|(id, level)| question(id, level)).collect();
        world.write(
            &format!("bank/questions/{area}/{topic}.toml"),
            &format!("format = 1\narea = \"{area}\"\ntopic = \"{topic}\"\n{text}"),
        );
    };
    file(
        "databases",
        "indexing",
        &[("d1", "mid"), ("d2", "mid"), ("d3", "senior"), ("d4", "senior"), ("d5", "mid"), ("d6", "mid")],
    );
    file("databases", "sharding", &[("s1", "senior"), ("s2", "senior")]);
    file("apis", "rest", &[("a1", "mid"), ("a2", "mid"), ("a3", "mid"), ("a4", "mid")]);
    world.write(
        "bank/rubrics/roles/counter.toml",
        "format = 1\nid = \"counter\"\ntitle = \"Counter\"\nlevel = \"mid\"\nabout = \"Counts.\"\nminutes = 40\nopening = \"Hello.\"\nclosing = \"Bye.\"\n\
         [[section]]\narea = \"apis\"\nminutes = 15\nbar = 2.5\nkinds = [\"estimate\"]\n\
         [[section]]\narea = \"databases\"\nminutes = 15\nbar = 2.5\nlevels = [\"mid\", \"senior\"]\nkinds = [\"estimate\"]\n",
    );
    world.write("viva.toml", "bank = [\"bank\"]\nbuiltin = false\n");
    world
}

/// Answers questions on a day of November 2026.
fn answer(world: &World, day: u8, seed: u32, answers: &[(&str, &str)]) {
    let script =
        world.write("answers.txt", &answers.iter().map(|(_, a)| format!("{a}\n")).collect::<String>());
    let mut command = world.command(&["--seed", &seed.to_string(), "practice"]);
    command.args(answers.iter().map(|(id, _)| *id)).arg("--script").arg(script);
    command.env("VIVA_NOW", format!("2026-11-{day:02}T10:00:00Z"));
    let ran = world.run(command);
    assert_eq!(ran.code, 0, "{ran}");
}

/// Three days of practice.
fn practised() -> World {
    let world = world();
    answer(&world, 2, 1, &[("d1", "1"), ("d2", "100"), ("d3", "1"), ("a1", "100"), ("a2", "1")]);
    answer(&world, 9, 2, &[("d1", "100"), ("d4", "30"), ("d5", "1"), ("a1", "100")]);
    answer(&world, 21, 3, &[("d1", "100"), ("d2", "1"), ("s1", "1"), ("a2", "100")]);
    world
}

fn json(world: &World, args: &[&str]) -> serde_json::Value {
    serde_json::from_str(&world.ok(args)).expect("JSON")
}

#[test]
fn one_screen_at_80_columns() {
    let world = practised();
    let shown = world.ok(&["--width", "80", "progress"]);
    insta::assert_snapshot!(shown);
    assert!(shown.lines().count() <= 24 && shown.lines().all(|l| l.chars().count() <= 80), "{shown}");
    assert_eq!(
        shown,
        world.ok(&["--width", "80", "--color", "never", "progress"]),
        "nothing is told by colour alone"
    );
}

#[test]
fn a_screen_reader_gets_sentences_and_no_sparkline() {
    let world = practised();
    let shown = world.ok(&["--width", "80", "progress", "--linear"]);
    insta::assert_snapshot!(shown);
    assert!(shown.is_ascii(), "{shown}");
}

#[test]
fn the_figures_are_those_of_the_answers() {
    let world = practised();
    let p = json(&world, &["progress", "--json"]);
    assert_eq!(
        (&p["schema"], &p["today"], &p["since"]),
        (&"viva.progress/1".into(), &"2026-11-22".into(), &"2026-11-02".into())
    );
    assert_eq!((&p["answers"], &p["questions"], &p["days"]), (&13.into(), &8.into(), &3.into()));
    // d1 twice, d2, a1 and a2 came back on a later day; only d2 was wrong then.
    assert_eq!((&p["retention"]["reviews"], &p["retention"]["remembered"]), (&5.into(), &4.into()));
    assert_eq!(p["retention"]["asked"], 0.9);
    assert!(p["retention"]["lower"].is_null(), "five are too few");
    let areas = p["areas"].as_array().expect("areas");
    assert_eq!((&areas[0]["name"], &areas[0]["questions"]), (&"databases".into(), &6.into()));
    assert!(areas[0]["lower"].is_number() && areas[1]["lower"].is_null());
    assert_eq!(areas[1]["mastery"], 4.0, "the last answers to a1 and a2 are right");
    let due = p["due"]["today"].as_u64().expect("a number")
        + p["due"]["later"].as_u64().expect("a number")
        + p["due"]["week"]
            .as_array()
            .expect("a week")
            .iter()
            .map(|d| d["due"].as_u64().expect("a number"))
            .sum::<u64>();
    assert_eq!(due, 8, "every question comes back once");
    assert_eq!(p["weakest"][0]["command"], "viva practice databases/sharding");
    world.ok(&p["weakest"][0]["command"]
        .as_str()
        .expect("a command")
        .split(' ')
        .skip(1)
        .chain(["--list"])
        .collect::<Vec<_>>());

    let recent = json(&world, &["progress", "--since", "2w", "--json"]);
    assert_eq!((&recent["since"], &recent["answers"]), (&"2026-11-09".into(), &8.into()));
    let topics = world.ok(&["progress", "--by", "topic"]);
    assert!(topics.contains("databases/sharding") && topics.contains("apis/rest"), "{topics}");
    assert!(world.ok(&["progress", "--by", "level"]).contains("senior"));
    let wrong = world.viva(&["progress", "--since", "soon"]);
    assert!(wrong.code == 2 && wrong.err.contains("14d"), "{wrong}");
}

#[test]
fn nothing_practised_is_an_answer_too() {
    let world = world();
    let shown = world.ok(&["progress"]);
    assert!(shown.contains("Nothing was practised yet") && shown.contains("viva practice"), "{shown}");
    assert_eq!(json(&world, &["progress", "--json"])["answers"], 0);
    assert!(!world.db().exists(), "looking creates nothing");
    let world = practised();
    let since = world.ok(&["progress", "--since", "1d"]);
    assert!(since.contains("Nothing was practised since 2026-11-22"), "{since}");
}

#[test]
fn a_question_that_means_something_else_now_is_not_due() {
    let world = practised();
    let file = world.path("bank/questions/apis/rest.toml");
    let text = std::fs::read_to_string(&file).expect("the bank");
    std::fs::write(&file, text.replace("answer = 100.0", "answer = 200.0")).expect("written");
    let p = json(&world, &["progress", "--json"]);
    let week: u64 = p["due"]["week"]
        .as_array()
        .expect("a week")
        .iter()
        .map(|d| d["due"].as_u64().expect("a number"))
        .sum();
    assert_eq!(
        p["due"]["today"].as_u64().expect("a number") + p["due"]["later"].as_u64().expect("a number") + week,
        6
    );
    assert_eq!(p["answers"], 13, "what was answered stays");
}

#[test]
fn a_study_plan_puts_the_weakest_first_and_says_what_does_not_fit() {
    let world = practised();
    let plan = json(&world, &["practice", "--for", "counter", "--in", "14d", "--json"]);
    assert_eq!(
        (&plan["schema"], &plan["days_left"], &plan["minutes_a_day"]),
        (&"viva.study-plan/1".into(), &14.into(), &30.into())
    );
    assert_eq!(plan["days"].as_array().expect("days").len(), 14);
    assert_eq!(plan["days"][0]["day"], "2026-11-22");
    assert_eq!(plan["areas"][0]["area"], "databases", "the weakest first: {plan}");
    assert_eq!(plan["suffices"], true, "{plan}");
    // What was never answered is begun: d6, s2, a3, a4.
    let new: std::collections::BTreeSet<&str> = plan["days"]
        .as_array()
        .expect("days")
        .iter()
        .flat_map(|d| d["new"].as_array().expect("new"))
        .filter_map(|q| q.as_str())
        .collect();
    assert_eq!(new.into_iter().collect::<Vec<_>>(), ["a3", "a4", "d6", "s2"]);
    let again =
        world.run(world.command(&["--seed", "7", "practice", "--for", "counter", "--in", "2w", "--json"]));
    assert_eq!(plan, serde_json::from_str::<serde_json::Value>(&again.out).expect("JSON"), "no chance");

    let short = world.ok(&["--width", "80", "practice", "--for", "counter", "--in", "1d", "--minutes", "10"]);
    assert!(short.contains("The time does not suffice") && short.contains("Left out"), "{short}");
    assert!(short.contains("minutes a day it"), "{short}");
    assert!(short.lines().all(|l| l.chars().count() <= 80), "{short}");
    let today = short.split("viva practice \\\n").nth(1).expect("a command");
    let ids: Vec<&str> = today
        .lines()
        .take_while(|l| l.starts_with("      "))
        .map(|l| l.trim().trim_end_matches(" \\"))
        .collect();
    let args: Vec<&str> = ["practice", "--list"].iter().chain(&ids).copied().collect();
    assert!(ids.len() == 2 && world.viva(&args).code == 0, "{ids:?}\n{short}");
}

#[test]
fn a_study_plan_needs_a_role_and_days() {
    let world = world();
    let ran = world.viva(&["practice", "--for", "countre", "--in", "14d"]);
    assert!(ran.code == 4 && ran.err.contains("did you mean `counter`?"), "{ran}");
    assert_eq!(world.viva(&["practice", "--for", "counter"]).code, 2);
    assert_eq!(world.viva(&["practice", "--for", "counter", "--in", "0d"]).code, 2);
    assert_eq!(world.viva(&["practice", "--for", "counter", "--in", "3d", "--due"]).code, 2);
    assert!(!world.db().exists(), "a plan creates nothing");
    // Ten new questions a day and twelve there are: on one day no number of minutes would do.
    world.write("viva.toml", "bank = [\"bank\"]\nbuiltin = false\n[practice]\nnew_per_day = 3\n");
    let shown =
        world.ok(&["--width", "300", "practice", "--for", "counter", "--in", "2d", "--minutes", "400"]);
    assert!(shown.contains("No number of minutes would do with 3 new questions a day"), "{shown}");
}
