//! The shipped round as a lead lives it: own stores, sealed hand-in, merge, debrief, reports, redaction, erasing.

use serde_json::{Value, json};

use crate::{
    rounds::{play, scripts},
    support::{Ran, World},
    workbook::Workbook,
};

const INTERVIEWERS: [&str; 4] = ["jonas", "mina", "priya", "tomas"];
const NAMES: [&str; 18] = [
    "elias",
    "brandt",
    "lina",
    "moreau",
    "noor",
    "haddad",
    "rafael",
    "costa",
    "sanna",
    "virtanen",
    "yuki",
    "tanaka",
    "jonas",
    "lindqvist",
    "okafor",
    "priya",
    "raman",
    "tomas",
];

fn seeded(world: &World, seed: usize, args: &[&str]) -> Ran {
    let seed = seed.to_string();
    let all: Vec<&str> = ["--seed", &seed].iter().chain(args).copied().collect();
    let ran = world.run(world.command(&all));
    assert_eq!(ran.code, 0, "{args:?}\n{ran}");
    ran
}

fn figures(world: &World, args: &[&str]) -> Value {
    let out = world.ok(args);
    serde_json::from_str(&out).unwrap_or_else(|e| panic!("{args:?}: {e}: {out}"))
}

fn lead() -> World {
    let world = World::in_memory();
    let ran = play(&world, &scripts());
    assert_eq!(ran.code, 0, "{ran}");
    world
}

#[test]
fn four_stores_are_handed_in_sealed_and_any_order_gives_the_same() {
    let world = World::in_memory();
    let key = world.ok(&["key", "new", "-o", "lead.key"]).trim().to_owned();
    let mut sealed = Vec::new();
    for (i, who) in INTERVIEWERS.iter().enumerate() {
        let db = format!("{who}.db");
        let own: Vec<String> =
            scripts().into_iter().filter(|s| s.ends_with(&format!("-by-{who}.toml"))).collect();
        let args = ["--db", &db, "interview", "--script"];
        let args: Vec<&str> = args.into_iter().chain(own.iter().map(String::as_str)).collect();
        seeded(&world, i + 1, &args);
        let list = figures(&world, &["--db", &db, "session", "list", "--json"]);
        for s in list["sessions"].as_array().expect("a list").iter().filter(|s| s["state"] == "sealed") {
            let short = s["short"].as_str().expect("an id");
            let file = format!("{who}-{short}.age");
            seeded(&world, 50, &["--db", &db, "session", "submit", short, "--seal-to", &key, "-o", &file]);
            sealed.push(file);
        }
    }
    assert_eq!(sealed.len(), 11);
    let merge = |db: &str, files: &[String]| {
        let args = ["--db", db, "merge", "--identity", "lead.key"];
        seeded(&world, 60, &args.into_iter().chain(files.iter().map(String::as_str)).collect::<Vec<_>>())
    };
    merge("one.db", &sealed);
    sealed.reverse();
    // One by one would be eleven copies; in two parts and the other way round, the second part twice.
    merge("two.db", &sealed[..4]);
    merge("two.db", &sealed[3..]);
    merge("two.db", &sealed[3..]);
    for args in [
        &["session", "list", "--json"][..],
        &["report", "role", "mid-backend", "--format", "json"],
        &["debrief", "Rafael Costa", "--format", "json"],
        &["stats", "raters", "--json"],
        &["stats", "items", "--json"],
        &["export", "marks"],
    ] {
        let of = |db| world.ok(&[&["--db", db][..], args].concat());
        assert_eq!(of("one.db"), of("two.db"), "{args:?}");
    }
}

#[test]
fn the_debrief_shows_the_disagreement_first_and_keeps_the_decision() {
    let world = lead();
    let b = figures(&world, &["debrief", "Rafael Costa", "--format", "json"]);
    // By hand, with the first criterion (the second of reading code) counting twice. Mina: APIs (2*4 + 3) / 3, databases ((2*3 + 2 + 2) / 4
    // + 3) / 2, security 3, performance (2*4 + 3 + 3) / 4. Tomas: 2, 2, (3 + 2*2 + 3) / 4, (2*2 + 3 + 2) / 4.
    let raters: Vec<Value> = b["areas"]
        .as_array()
        .expect("areas")
        .iter()
        .map(|a| json!([a["raters"][0]["value"], a["raters"][1]["value"]]))
        .collect();
    assert_eq!(json!(raters), json!([[3.67, 2.0], [2.75, 2.0], [3.0, 2.5], [3.5, 2.25]]));
    assert_eq!(b["overall"], json!({ "mean": 2.71, "spread": 1.04, "n": 2 }));
    assert_eq!(b["areas"][1]["below_bar"], json!(["Tomas Vega"]));
    let first = &b["divergences"][0];
    assert_eq!(first["spread"], 2.0);
    let side = |s: &str| first[s].to_string();
    assert!(
        side("high").contains("Mina Okafor") && side("high").contains("Asked the provider by our own key")
    );
    assert!(side("low").contains("Tomas Vega") && side("low").contains("The repeat got a 409"));
    let before = world.ok(&["export", "marks"]);
    seeded(
        &world,
        70,
        &[
            "--as",
            "The Lead",
            "debrief",
            "Rafael Costa",
            "record",
            "--decision",
            "Meet once more on concurrency",
            "--owner",
            "The Lead",
            "--why",
            "Two readings of one answer",
            "--dissent",
            "Tomas Vega: the gate failed",
        ],
    );
    assert_eq!(before, world.ok(&["export", "marks"]), "no mark was changed");
    let text = world.ok(&["debrief", "Rafael Costa", "--width", "200"]);
    assert!(
        text.contains("Meet once more") && text.contains("dissent of Tomas Vega: the gate failed"),
        "{text}"
    );
    // By pseudonym it is the same person.
    let code = world.ok(&["report", "pseudonym", "Rafael Costa"])[..8].to_owned();
    assert_eq!(world.ok(&["debrief", &code]), world.ok(&["debrief", "Rafael Costa"]));
}

#[test]
fn figures_of_the_round_are_those_of_the_scripts() {
    let world = lead();
    let raters = figures(&world, &["stats", "raters", "--json"]);
    // Five panels of two shared 14 criteria each; of Lina one scorecard is sealed, with 8 marks.
    assert_eq!(
        (&raters["units"], &raters["sessions"], &raters["marks"]),
        (&70.into(), &11.into(), &148.into())
    );
    let exact = raters["exact"]["value"].as_f64().expect("a share");
    assert!((exact - 46.0 / 70.0).abs() < 1e-9, "{exact}");
    assert_eq!(raters["raters"][0]["severity"]["missing"], "too-few");
    let items = figures(&world, &["stats", "items", "--json"]);
    assert_eq!(items["items"][0]["exposure"]["candidates"], 6);
    assert_eq!(items["items"][0]["discrimination"]["missing"], "too-few");
    let marks = figures(&world, &["export", "marks", "--format", "json"]);
    let rows = marks["rows"].as_array().expect("rows");
    assert_eq!(rows.len(), 12 * 14);
    assert_eq!(rows.iter().filter(|r| !r["mark"].is_null()).count(), 148 + 5, "Tomas marked Lina on five");
    let role = figures(&world, &["report", "role", "mid-backend", "--format", "json"]);
    let of = |i: usize| role["outcomes"][i]["candidates"].clone();
    assert_eq!([of(0), of(1), of(2), of(3)].map(|n| n.as_u64()), [2, 0, 3, 1].map(Some));
    assert_eq!(role["left_out"]["unsubmitted"], 1);
    let two = figures(&world, &["report", "compare", "Rafael Costa", "Noor Haddad", "--format", "json"]);
    assert_eq!((&two["same_form"], &two["people"][0]["score"]), (&true.into(), &2.71.into()));
}

#[test]
fn nothing_of_lina_reaches_tomas_before_he_has_sealed() {
    let world = lead();
    let list = figures(&world, &["session", "list", "--json"]);
    let sessions = list["sessions"].as_array().expect("a list");
    let id = |who: &str| {
        let one = sessions.iter().find(|s| s["candidate"] == "Lina Moreau" && s["interviewer"] == who);
        one.expect("a session")["short"].as_str().expect("an id").to_owned()
    };
    let jonas = id("Jonas Lindqvist");
    for refused in [
        &["session", "show", &jonas][..],
        &["report", "session", &jonas],
        &["report", "compare", "Lina Moreau", "Noor Haddad"],
        &["report", "candidate", "Lina Moreau"],
        &["report", "candidate", "Lina Moreau", "--for", "candidate"],
        &["rescore", &jonas, "--dry-run"],
    ] {
        let ran = world.viva(&[&["--as", "Tomas Vega"][..], refused].concat());
        assert!(
            ran.code == 6 && ran.out.is_empty() && ran.err.contains("hidden until submitted"),
            "{refused:?}\n{ran}"
        );
    }
    for shown in [
        &["session", "list"][..],
        &["candidate", "list"],
        &["debrief", "Lina Moreau"],
        &["report", "role", "mid-backend"],
        &["export", "marks"],
        &["export", "sessions"],
        &["stats", "items", "--details", "--names"],
    ] {
        let out = world.ok(&[&["--as", "Tomas Vega"][..], shown].concat());
        for secret in ["alarm", "Half an interview", "First result comes back"] {
            assert!(!out.contains(secret), "{shown:?}: {secret}\n{out}");
        }
    }
    let looking = world.viva(&["--as", "Tomas Vega", "rescore", "--dry-run"]);
    assert!(looking.err.contains("1 session(s) were not looked at"), "{looking}");
}

#[test]
fn redacted_no_name_is_in_any_format() {
    let world = lead();
    let commands: [&[&str]; 6] = [
        &["debrief", "Rafael Costa"],
        &["report", "role", "mid-backend"],
        &["report", "compare", "Rafael Costa", "Noor Haddad"],
        &["report", "candidate", "Sanna Virtanen"],
        &["stats", "raters", "--names"],
        &["stats", "items", "--names", "--details"],
    ];
    for command in commands {
        for format in ["terminal", "markdown", "csv", "json", "html", "xlsx"] {
            world.ok(&[command, &["--redact", "all", "--format", format, "-o", "out"]].concat());
            let path = world.path("out");
            let text = if format == "xlsx" {
                Workbook::read(&path).text
            } else {
                std::fs::read_to_string(&path).expect("text")
            };
            let words: Vec<String> =
                text.to_lowercase().split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect();
            for name in NAMES {
                assert!(!words.iter().any(|w| w == name), "{command:?} as {format} holds {name}");
            }
        }
    }
    let letter = world.ok(&["report", "candidate", "Rafael Costa", "--for", "candidate"]);
    for never in ["Mina", "Tomas", "409", "gate failed", "2.71", "strong-yes"] {
        assert!(!letter.contains(never), "{never}\n{letter}");
    }
}

#[test]
fn an_erased_candidate_stays_erased_and_a_mock_counts_nowhere() {
    let world = lead();
    std::fs::copy(world.db(), world.path("kept.db")).expect("a copy");
    let mock =
        std::fs::read_to_string(scripts().iter().find(|s| s.contains("noor-haddad-by-mina")).expect("one"))
            .expect("a script");
    let mock = mock
        .replace("candidate = \"Noor Haddad\"", "candidate = \"Rafael Costa\"\nmode = \"mock\"")
        .replace("interviewer = \"Mina Okafor\"", "interviewer = \"Rafael Costa\"");
    world.write("mock.toml", &mock);
    seeded(&world, 80, &["interview", "--script", "mock.toml"]);
    for args in [&["debrief", "Rafael Costa"][..], &["stats", "raters"], &["stats", "items"]] {
        assert_eq!(world.ok(args), world.ok(&[&["--db", "kept.db"][..], args].concat()), "{args:?}");
    }
    let ran =
        seeded(&world, 81, &["candidate", "erase", "Rafael Costa", "--yes", "--confirm", "Rafael Costa"]);
    assert!(ran.out.contains("kept.db") && ran.err.contains("3 session(s)"), "{ran}");
    let ran = seeded(&world, 82, &["merge", "kept.db"]);
    assert!(ran.out.contains("erased here, stays so"), "{ran}");
    assert!(!world.ok(&["candidate", "list"]).contains("Rafael"));
    let bytes = std::fs::read(world.db()).expect("the store");
    assert!(!bytes.windows(12).any(|w| w == b"Rafael Costa"));
    world.ok(&["db", "check"]);
}
