//! A panel: own stores, sealed hand-in, merge, hidden until submitted, debrief; and people: access, hold, erase.

use std::{fs, os::unix::fs::PermissionsExt, path::Path, process::Command};

use serde_json::Value;

use crate::{
    small::team,
    support::{Ran, World, skip},
};

/// A scorecard on the small bank.
fn script(candidate: &str, interviewer: &str, marks: [u8; 2], note: &str, end: &str) -> String {
    let evidence = |m: u8, of: &str| match m {
        1 | 4 => format!("{of} = \"{note} for {of}\", "),
        _ => String::new(),
    };
    format!(
        r#"format = 1
candidate = "{candidate}"
interviewer = "{interviewer}"
role = "tester"
started = "2026-11-16T09:00:00Z"
questions = ["first-thing"]
{}

[[answer]]
question = "first-thing"
notes = ["{note}"]
look_for = {{ alpha = "unprompted" }}
red_flags = [1]
marks = {{ correctness = {}, reasoning = {} }}
evidence = {{ {}{} }}

[verdict]
recommendation = "yes"
why = "{note}, so yes."
"#,
        if end == "sealed" { "submitted = true" } else { "" },
        marks[0],
        marks[1],
        evidence(marks[0], "correctness"),
        evidence(marks[1], "reasoning").trim_end_matches(", "),
    )
    .replace(", }", " }")
}

/// Plays a scorecard into the store `db` and gives its short id back. Every call needs another seed, or the ids are the same.
fn play(world: &World, db: &str, seed: &str, text: &str) -> String {
    world.write("played.toml", text);
    let args = ["--seed", seed, "--db", db, "interview", "--script", "played.toml", "--json"];
    let ran = world.run(world.command(&args));
    assert_eq!(ran.code, 0, "{ran}");
    json(&ran.out)["short"].as_str().expect("a short id").to_owned()
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

/// Runs viva with another seed than the other calls of a test.
fn seeded(world: &World, seed: &str, args: &[&str]) -> Ran {
    let all: Vec<&str> = ["--seed", seed].iter().chain(args).copied().collect();
    world.run(world.command(&all))
}

fn ok(ran: Ran) -> Ran {
    assert_eq!(ran.code, 0, "{ran}");
    ran
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("a file").permissions().mode() & 0o777
}

/// Two interviewers with own stores and scorecards on Ada: Grace's sealed, Linus's not.
fn two() -> (World, String, String) {
    let world = World::new();
    team(&world);
    let grace =
        play(&world, "grace.db", "11", &script("Ada Example", "Grace", [4, 2], "drew a picture", "sealed"));
    let linus =
        play(&world, "linus.db", "12", &script("ada  example", "Linus", [2, 2], "said little", "open"));
    (world, grace, linus)
}

/// Both in the lead's store.
fn lead() -> (World, String, String) {
    let (world, grace, linus) = two();
    ok(seeded(&world, "13", &["merge", "grace.db", "linus.db"]));
    (world, grace, linus)
}

#[test]
fn a_panel_hands_in_sealed_scorecards_and_only_the_lead_opens_them() {
    let (world, grace, linus) = two();
    let ran = ok(world.viva(&["key", "new", "-o", "lead.key"]));
    let public = ran.out.trim().to_owned();
    assert!(public.starts_with("age1"), "{ran}");
    assert_eq!(mode(&world.path("lead.key")), 0o600);
    let before = fs::read(world.path("lead.key")).expect("a key");
    assert_eq!(world.viva(&["key", "new", "-o", "lead.key"]).code, 6, "a key is never overwritten");
    assert_eq!(fs::read(world.path("lead.key")).expect("a key"), before);
    ok(world.viva(&["key", "new", "-o", "other.key"]));

    // Sealed already, and handed in again; not sealed yet, and sealed by handing in. The key as a text or as a file.
    ok(seeded(
        &world,
        "14",
        &["--db", "grace.db", "session", "submit", &grace, "--seal-to", &public, "-o", "grace.age"],
    ));
    ok(seeded(
        &world,
        "15",
        &["--db", "linus.db", "session", "submit", &linus, "--seal-to", "lead.key", "-o", "linus.age"],
    ));
    let again = ["--db", "linus.db", "session", "submit", &linus, "--seal-to", "lead.key", "-o", "linus.age"];
    assert_eq!(world.viva(&again).code, 6, "nothing is replaced");
    let sealed = fs::read(world.path("grace.age")).expect("a file");
    assert!(sealed.starts_with(b"age-encryption.org/v1\n") && mode(&world.path("grace.age")) == 0o600);
    assert!(!sealed.windows(7).any(|w| w == b"picture"));
    for (key, code) in [("age1nonsense", 2), ("played.toml", 2), ("nowhere.key", 4)] {
        let ran =
            world.viva(&["--db", "grace.db", "session", "submit", &grace, "--seal-to", key, "-o", "x.age"]);
        assert_eq!(ran.code, code, "{key}: {ran}");
        assert!(!world.path("x.age").exists());
    }

    let no_key = world.viva(&["merge", "grace.age"]);
    assert!(no_key.code == 6 && no_key.err.contains("--identity"), "{no_key}");
    let wrong = world.viva(&["merge", "--identity", "other.key", "grace.age"]);
    assert!(wrong.code == 6 && wrong.err.contains("sealed for another key"), "{wrong}");
    let none = world.viva(&["merge", "--identity", "played.toml", "grace.age"]);
    assert!(none.code == 6 && none.err.contains("no key"), "{none}");
    let mut cut = sealed.clone();
    cut.truncate(sealed.len() - 20);
    fs::write(world.path("cut.age"), cut).expect("a file");
    let damaged = world.viva(&["merge", "--identity", "lead.key", "cut.age"]);
    assert!(damaged.code == 5 && damaged.err.contains("damaged"), "{damaged}");
    let not = world.viva(&["merge", "--identity", "lead.key", "played.toml"]);
    assert!(not.code == 5 && not.err.contains("nor is it a sealed file"), "{not}");

    let ran =
        ok(seeded(&world, "16", &["merge", "--identity", "lead.key", "grace.age", "linus.age", "--json"]));
    let merged = json(&ran.out);
    assert_eq!(merged["schema"], "viva.merge/1");
    assert!(merged["sessions"].as_array().expect("a list").iter().all(|s| s["fate"] == "new"), "{merged}");
    assert_eq!(fs::read(world.path("grace.age")).expect("a file"), sealed);
    world.ok(&["db", "check"]);
    assert_eq!(json(&world.ok(&["debrief", "Ada Example", "--format", "json"]))["complete"], true);
}

#[test]
fn files_pass_to_and_from_the_age_program() {
    if !Command::new("age").arg("--version").output().is_ok_and(|o| o.status.success()) {
        return skip("the program `age` is not installed");
    }
    let (world, grace, _) = two();
    let public = world.ok(&["key", "new", "-o", "lead.key"]).trim().to_owned();
    ok(seeded(
        &world,
        "14",
        &["--db", "grace.db", "session", "submit", &grace, "--seal-to", &public, "-o", "a.age"],
    ));
    let age = |args: &[&str]| {
        let ran = Command::new("age").args(args).current_dir(world.path(".")).output().expect("age runs");
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    };
    age(&["-d", "-i", "lead.key", "-o", "plain.db", "a.age"]);
    world.ok(&["--db", "plain.db", "db", "check"]);
    age(&["-r", &public, "-o", "b.age", "plain.db"]);
    let ran = ok(seeded(&world, "15", &["merge", "--identity", "lead.key", "b.age"]));
    assert!(ran.out.contains("taken"), "{ran}");
}

#[test]
fn an_exported_store_holds_only_what_was_named_and_merges_back_to_the_same() {
    let (world, grace, linus) = lead();
    let third = play(&world, "viva.db", "17", &script("Bob", "Grace", [3, 3], "bobnote", "sealed"));
    let head = |db: &str, id: &str| {
        let ran = ok(seeded(
            &world,
            "1",
            &["--db", db, "--as", "Lead", "report", "session", id, "--format", "json"],
        ));
        json(&ran.out)["session"]["head"].clone()
    };
    ok(seeded(&world, "18", &["session", "export", &grace, &linus, "-o", "two.db"]));
    let bytes = fs::read(world.path("two.db")).expect("a store");
    assert!(mode(&world.path("two.db")) == 0o600 && !bytes.windows(7).any(|w| w == b"bobnote"));
    assert_eq!(head("two.db", &grace), head("viva.db", &grace));
    assert!(seeded(&world, "1", &["--db", "two.db", "session", "show", &third]).code == 4);
    assert_eq!(world.viva(&["session", "export", &grace, "-o", "two.db"]).code, 6, "nothing is replaced");
    assert_eq!(
        world.viva(&["session", "export", &grace, "--format", "store"]).code,
        2,
        "no store to a terminal"
    );
    assert_eq!(world.viva(&["session", "export", &grace, &linus, "--format", "script"]).code, 2);
    let text = world.ok(&["session", "export", &grace, "-o", "grace.toml"]);
    assert!(
        text.is_empty()
            && fs::read_to_string(world.path("grace.toml")).expect("a script").contains("red_flags = [1]")
    );

    // A dry run makes nothing; a merge into nothing makes the store.
    let ran = ok(seeded(&world, "19", &["--db", "new.db", "merge", "--dry-run", "two.db"]));
    assert!(ran.out.contains("would be taken") && !world.path("new.db").exists(), "{ran}");
    ok(seeded(&world, "19", &["--db", "new.db", "merge", "two.db"]));
    assert_eq!(head("new.db", &linus), head("viva.db", &linus));
    assert_eq!(fs::read(world.path("two.db")).expect("a store"), bytes, "the source is as it was");
    // The same again, and the store with itself.
    let ran = ok(seeded(&world, "20", &["--db", "new.db", "merge", "two.db", "two.db"]));
    assert!(ran.out.contains("here already") && ran.err.contains("nothing new"), "{ran}");
    let ran = seeded(&world, "20", &["--db", "new.db", "merge", "new.db"]);
    assert!(ran.code == 6 && ran.err.contains("the store itself"), "{ran}");
    // What was there before a change stands in a copy.
    let backups: Vec<_> = fs::read_dir(world.path("backups")).expect("copies").flatten().collect();
    assert!(backups.iter().any(|b| b.file_name().to_string_lossy().starts_with("new-")), "{backups:?}");
}

#[test]
fn nobody_sees_others_before_their_own_scorecard_is_sealed() {
    let (world, grace, linus) = lead();
    let record = [
        "debrief",
        "Ada Example",
        "record",
        "--decision",
        "quux decided",
        "--owner",
        "Lead",
        "--why",
        "w",
        "--incomplete",
    ];
    ok(seeded(&world, "21", &[&["--as", "Lead"][..], &record].concat()));
    let looks: [&[&str]; 8] = [
        &["session", "show", &grace],
        &["session", "show", &grace, "--json"],
        &["report", "session", &grace],
        &["report", "session", &grace, "--format", "json"],
        &["session", "export", &grace],
        &["session", "export", &linus, &grace, "-o", "both.db"],
        &["candidate", "access", "Ada Example"],
        &["session", "amend", &grace, "--recommendation", "no", "--why", "x"],
    ];
    for look in looks {
        for who in ["Linus", " linus"] {
            let ran = seeded(&world, "1", &[&["--as", who][..], look].concat());
            assert_eq!((ran.code, ran.out.as_str()), (6, ""), "{look:?}\n{ran}");
            assert!(ran.err.contains("hidden until submitted") && ran.err.contains(&linus), "{ran}");
        }
    }
    assert!(!world.path("both.db").exists());
    let refused = seeded(&world, "22", &[&["--as", "linus"][..], &record].concat());
    assert_eq!(refused.code, 6, "{refused}");
    // The debrief says who has submitted, and nothing of what they gave.
    for format in ["terminal", "markdown", "json"] {
        let ran = ok(seeded(&world, "1", &["--as", "Linus", "debrief", "ada example", "--format", format]));
        assert!(ran.out.contains("Grace") && ran.out.contains("hidden until submitted"), "{ran}");
        for secret in
            ["drew a picture", "strong", "Says", "quux", "meets", "below the bar", "3.3", "correctness"]
        {
            assert!(!ran.out.contains(secret), "{format}: {secret}\n{ran}");
        }
    }
    // One's own is shown, without what was decided; who has no open scorecard on Ada sees all, a decision too.
    let own = ok(seeded(&world, "1", &["--as", "Linus", "report", "session", &linus]));
    assert!(own.out.contains("said little") && !own.out.contains("quux"), "{own}");
    for who in ["Grace", "Lead"] {
        let ran = ok(seeded(&world, "1", &["--as", who, "report", "session", &grace]));
        assert!(ran.out.contains("drew a picture") && ran.out.contains("quux decided"), "{ran}");
    }
    ok(seeded(&world, "23", &["--as", "Linus", "session", "submit", &linus]));
    let ran = ok(seeded(&world, "1", &["--as", "Linus", "session", "show", &grace]));
    assert!(ran.out.contains("Ada Example"), "{ran}");
}

#[test]
fn a_debrief_shows_where_raters_part_and_keeps_what_was_decided() {
    let (world, grace, linus) = lead();
    let open = json(&world.ok(&["debrief", "Ada Example", "--format", "json"]));
    assert_eq!((&open["complete"], &open["waiting_for"][0]), (&false.into(), &"Linus".into()));
    assert_eq!(open["overall"]["n"], 1, "an open scorecard bears no mark");
    let record = |more: &[&str]| {
        let args = [
            "debrief",
            "Ada Example",
            "record",
            "--decision",
            "Meet again",
            "--owner",
            "Lead",
            "--why",
            "One gate",
        ];
        seeded(&world, "31", &[&["--as", "The Lead"][..], &args, more].concat())
    };
    assert!(record(&[]).err.contains("not everybody has submitted: Linus"));
    ok(seeded(&world, "32", &["session", "submit", &linus]));
    let b = json(&world.ok(&["debrief", &grace, "--format", "json", "--last", "grace"]));
    assert_eq!((&b["schema"], &b["complete"]), (&"viva.debrief/1".into(), &true.into()));
    assert_eq!(b["speaking"], serde_json::json!(["Linus", "Grace"]));
    // Correctness has the weight 2: Grace (2*4 + 2) / 3, Linus 2.
    let area = &b["areas"][0];
    assert_eq!(
        area["raters"][0],
        serde_json::json!({ "interviewer": "Linus", "value": 2.0 }),
        "oldest first, by id"
    );
    assert_eq!(area["raters"][1]["value"], 3.33);
    assert_eq!(area["combined"], serde_json::json!({ "mean": 2.67, "spread": 1.33, "n": 2 }));
    assert_eq!(
        (&area["gate"], &area["mean_below_bar"], &area["below_bar"][0]),
        (&true.into(), &false.into(), &"Linus".into())
    );
    let first = &b["divergences"][0];
    assert_eq!((&first["kind"], &first["spread"]), (&"criterion".into(), &2.0.into()));
    assert_eq!(first["high"]["evidence"][0], "drew a picture for correctness");
    assert!(first["low"]["evidence"].to_string().contains("said little"), "{first}");
    assert!(b["criteria"].as_array().expect("a list").iter().any(|c| c["combined"]["spread"] == 0.0));
    assert_eq!(
        (&b["red_flags"][0]["heard_by"].as_array().map(Vec::len), &b["red_flags"][0]["of"]),
        (&Some(2), &2.into())
    );

    let before = world.ok(&["report", "session", &grace, "--format", "json"]);
    for bad in ["nobody", ":x", "Linus:"] {
        assert_eq!(record(&["--dissent", bad]).code, 2);
    }
    ok(record(&["--dissent", "Linus: the first answer was enough"]));
    let mut after = json(&world.ok(&["report", "session", &grace, "--format", "json"]));
    let decision = after["decisions"][0].clone();
    assert_eq!((&decision["owner"], &decision["recorded_by"]), (&"Lead".into(), &"The Lead".into()));
    assert_eq!(decision["dissent"][0]["who"], "Linus");
    after.as_object_mut().expect("an object").remove("decisions");
    assert_eq!(after, json(&before), "no mark was changed");
    for args in [
        &["debrief", "Ada Example"][..],
        &["report", "session", &linus],
        &["debrief", "ADA EXAMPLE", "--format", "markdown"],
    ] {
        assert!(world.ok(args).contains("Meet again"), "{args:?}");
    }
    assert_eq!(world.viva(&["debrief", "Nobody"]).code, 4);
    assert_eq!(world.viva(&["debrief", "Ada Example", "--role", "other"]).code, 4);
    assert_eq!(world.viva(&["debrief", "Ada Example", "--last", "Nobody"]).code, 4);
    world.ok(&["db", "check"]);
}

/// Whether any file of the world but those named holds one of the words.
fn hits(folder: &Path, but: &[&str], words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if but.contains(&name.as_str()) {
            continue;
        } else if path.is_dir() {
            found.extend(hits(&path, but, words));
            continue;
        }
        let bytes = fs::read(&path).expect("a file");
        for word in words {
            if bytes.windows(word.len()).any(|w| w == word.as_bytes()) {
                found.push(format!("{name}: {word}"));
            }
        }
    }
    found
}

#[test]
fn an_erased_candidate_leaves_no_byte_and_no_merge_brings_them_back() {
    let (world, grace, linus) = lead();
    let other = play(&world, "viva.db", "41", &script("Bob", "Grace", [3, 3], "bobnote", "sealed"));
    ok(seeded(
        &world,
        "42",
        &[
            "debrief",
            "Ada Example",
            "record",
            "--decision",
            "quuxdecision",
            "--owner",
            "Lead",
            "--why",
            "quuxwhy",
            "--incomplete",
        ],
    ));
    fs::write(world.path(&format!(".viva.db.{linus}.draft")), "quuxdraft half typed").expect("a draft");
    ok(seeded(&world, "43", &["session", "export", &grace, "-o", "kept.db"]));
    let head = json(&world.ok(&["report", "session", &grace, "--format", "json"]))["session"]["head"].clone();

    // Everything held is handed over first: readable, and exact.
    world.ok(&["candidate", "access", "Ada Example", "-o", "ada.json"]);
    let all = json(&fs::read_to_string(world.path("ada.json")).expect("a file"));
    assert_eq!(
        (&all["schema"], all["sessions"].as_array().map(Vec::len)),
        (&"viva.access/1".into(), Some(2))
    );
    let text = all.to_string();
    let readable = world.ok(&["candidate", "access", &linus]);
    for word in ["drew a picture", "said little", "quuxdecision", "quuxwhy", "quuxdraft", "Linus"] {
        assert!(text.contains(word), "{word}");
        assert!(readable.replace('\n', " ").contains(word), "{word}\n{readable}");
    }
    assert!(!text.contains("bobnote"));
    let list = json(&world.ok(&["candidate", "list", "--json"]));
    assert_eq!(list["candidates"].as_array().map(Vec::len), Some(2), "two spellings are one person: {list}");

    // A hold is stronger.
    ok(seeded(&world, "44", &["candidate", "hold", "Ada Example", "--why", "quuxcomplaint"]));
    let held = world.viva(&["candidate", "erase", "Ada Example", "--yes", "--confirm", "Ada Example"]);
    assert!(held.code == 6 && held.err.contains("legal hold"), "{held}");
    assert!(world.ok(&["candidate", "list"]).contains("HELD"));
    ok(seeded(&world, "45", &["candidate", "hold", "Ada Example", "--release", "--why", "quuxover"]));
    assert_eq!(
        seeded(&world, "46", &["candidate", "hold", "Ada Example", "--release", "--why", "x"]).code,
        6
    );

    // Not without the name.
    assert_eq!(world.viva(&["candidate", "erase", "Ada Example"]).code, 6, "no terminal, no confirmation");
    assert_eq!(world.viva(&["candidate", "erase", "Ada Example", "--yes", "--confirm", "Bob"]).code, 6);
    assert_eq!(world.viva(&["candidate", "erase", "Ada Example", "--yes"]).code, 2);
    let ran =
        ok(seeded(&world, "47", &["candidate", "erase", "Ada Example", "--yes", "--confirm", "ada example"]));
    for copy in ["kept.db", "grace.db", "linus.db", "before-erase"] {
        assert!(ran.out.contains(copy), "{copy} still holds them\n{ran}");
    }
    let words = ["Ada Example", "ada  example", "drew a picture", "said little", "quux", "half typed"];
    let copies = ["kept.db", "grace.db", "linus.db", "backups", "ada.json", "played.toml"];
    assert_eq!(hits(&world.path("."), &copies, &words), [] as [String; 0]);

    // The rest is whole.
    world.ok(&["db", "check"]);
    assert_eq!(world.viva(&["db", "verify", "--head", head.as_str().expect("a head")]).code, 0);
    assert!(world.ok(&["report", "session", &other]).contains("bobnote"));
    assert_eq!(world.viva(&["candidate", "show", "Ada Example"]).code, 4);
    assert_eq!(world.viva(&["session", "export", &grace, "-o", "again.db"]).code, 6);
    // No file brings them back, and none takes what stands here away.
    for file in ["kept.db", "grace.db", "linus.db"] {
        let ran = ok(seeded(&world, "48", &["merge", file]));
        assert!(ran.out.contains("erased here, stays so"), "{ran}");
    }
    assert_eq!(hits(&world.path("."), &copies, &words), [] as [String; 0]);
    // Where the whole is merged with the erased, the erased wins, in any order.
    ok(seeded(&world, "49", &["--db", "grace.db", "merge", "viva.db"]));
    assert_eq!(
        hits(&world.path("."), &["kept.db", "linus.db", "backups", "ada.json", "played.toml"], &words),
        [] as [String; 0]
    );
}
