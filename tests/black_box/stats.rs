//! `viva stats raters` and `viva stats items`, over small scripted rounds.

use std::fmt::Write;

use serde_json::Value;

use crate::support::World;

/// The questions of the example interview with their criteria and their first look-for.
const QUESTIONS: [(&str, &[&str], [&str; 2]); 5] = [
    ("inventory-stays-down-after-cure", &["diagnosis", "evidence", "remedy"], ["self-feeding", "multiplied"]),
    (
        "fifteen-services-for-faster-deploys",
        &["substance", "clarity", "audience"],
        ["goal-shared", "minutes-divided"],
    ),
    ("grant-budget-overshoot", &["correctness", "reasoning"], ["same-snapshot", "no-row-conflict"]),
    (
        "support-agent-acts-as-customer",
        &["threats", "controls", "verification"],
        ["two-identities", "time-bound"],
    ),
    (
        "decision-record-missing-author",
        &["substance", "clarity", "audience"],
        ["context-and-options", "threshold"],
    ),
];

/// Units of one candidate: 3 + 3 + 2 + 3 + 3.
const CRITERIA: usize = 14;

/// One interview: who, by whom, when, and the mark of each criterion in order; 0 is not assessed.
struct Interview<'a> {
    candidate: &'a str,
    interviewer: &'a str,
    day: u8,
    sealed: bool,
    mark: &'a dyn Fn(usize) -> u8,
}

fn quoted(text: &str) -> String {
    serde_json::to_string(text).expect("a string").replace("\\u007f", "\\u007F")
}

impl Interview<'_> {
    fn script(&self) -> String {
        let ids = QUESTIONS.map(|q| quoted(q.0)).join(", ");
        let mut out = format!(
            "format = 1\ncandidate = {}\ninterviewer = {}\nrole = \"senior-backend\"\nform = \"A\"\n\
             started = \"2026-11-{:02}T09:00:00Z\"\nquestions = [{ids}]\nsubmitted = {}\n",
            quoted(self.candidate),
            quoted(self.interviewer),
            self.day,
            self.sealed
        );
        let mut place = 0;
        for (question, criteria, [first, second]) in QUESTIONS {
            let marks: Vec<(&str, u8)> =
                criteria.iter().zip(place..).map(|(c, i)| (*c, (self.mark)(i))).collect();
            place += criteria.len();
            let heard = if marks[0].1 > 2 { "unprompted" } else { "missed" };
            let given =
                |out: &mut String, name: &str, keep: &dyn Fn(u8) -> bool, value: &dyn Fn(u8) -> String| {
                    let kept = marks.iter().filter(|m| keep(m.1));
                    let list: Vec<String> = kept.map(|(c, m)| format!("{c} = {}", value(*m))).collect();
                    writeln!(out, "{name} = {{ {} }}", list.join(", ")).expect("written");
                };
            writeln!(out, "\n[[answer]]\nquestion = \"{question}\"\nminutes = 6.0").expect("written");
            writeln!(out, "look_for = {{ {first} = \"{heard}\", {second} = \"unprompted\" }}")
                .expect("written");
            if marks[0].1 < 3 {
                out.push_str("probes = [1]\n");
            }
            if marks.iter().all(|m| m.1 == 0) {
                out.push_str("not_assessed = \"the line broke\"\n");
                continue;
            }
            given(&mut out, "marks", &|m| m > 0, &|m| m.to_string());
            given(&mut out, "evidence", &|m| m == 1 || m == 4, &|_| "\"as heard\"".into());
        }
        out.push_str("\n[verdict]\nrecommendation = \"yes\"\nwhy = \"as marked\"\n");
        out
    }

    fn play(&self, world: &World) -> String {
        let script = world.write("one.toml", &self.script()).display().to_string();
        // Without a seed: every session needs an id of its own.
        let ran = world.run(world.command(&["interview", "--script", &script, "--json"]));
        assert_eq!(ran.code, 0, "{ran}");
        json(&ran.out)["short"].as_str().expect("a short id").to_owned()
    }
}

/// Six candidates, each marked by Grace and by Alan, who is one mark more severe at every fourth criterion.
fn round(world: &World) {
    for n in 0..6_usize {
        let fair = move |i: usize| 1 + u8::try_from((n + i * 3 / 2) % 4).expect("small");
        let severe =
            move |i: usize| if i.is_multiple_of(4) { fair(i).saturating_sub(1).max(1) } else { fair(i) };
        let candidate = format!("Candidate {n}");
        let day = u8::try_from(n).expect("small") + 1;
        Interview { candidate: &candidate, interviewer: "Grace", day, sealed: true, mark: &fair }.play(world);
        // The same person, typed otherwise.
        let typed = format!("  candidate   {n} ");
        Interview { candidate: &typed, interviewer: "Alan", day, sealed: true, mark: &severe }.play(world);
    }
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}: {text}"))
}

fn raters(world: &World, more: &[&str]) -> Value {
    json(&world.ok(&[&["stats", "raters", "--json"], more].concat()))
}

fn items(world: &World, more: &[&str]) -> Value {
    json(&world.ok(&[&["stats", "items", "--json"], more].concat()))
}

fn item<'a>(stats: &'a Value, question: &str) -> &'a Value {
    let items = stats["items"].as_array().expect("items");
    items.iter().find(|i| i["question"] == question).unwrap_or_else(|| panic!("{question}: {stats}"))
}

#[test]
fn two_interviewers_agree_as_counted_by_hand() {
    let world = World::new();
    round(&world);
    let stats = raters(&world, &[]);
    assert_eq!(stats["schema"], "viva.stats-raters/1");
    assert_eq!((&stats["sessions"], &stats["candidates"]), (&12.into(), &6.into()));
    assert_eq!(stats["units"], 6 * CRITERIA);
    // Every fourth criterion of 14 is four of them; where Grace gave 1, Alan could not go lower.
    let mut lower = 0;
    for n in 0..6 {
        lower += (0..CRITERIA).filter(|i| i % 4 == 0 && (n + i * 3 / 2) % 4 > 0).count();
    }
    let units = 6.0 * CRITERIA as f64;
    let close = |found: &Value, wanted: f64| {
        assert!((found.as_f64().expect("a number") - wanted).abs() < 1e-9, "{found}, not {wanted}");
    };
    close(&stats["exact"]["value"], 1.0 - lower as f64 / units);
    close(&stats["within_one"]["value"], 1.0);
    let rater = |name: &str| {
        let all = stats["raters"].as_array().expect("raters");
        all.iter().find(|r| r["name"] == name).expect("a rater").clone()
    };
    close(&rater("Alan")["difference"]["value"], -(lower as f64) / units);
    close(&rater("Grace")["difference"]["value"], lower as f64 / units);
    // With two who always mark together the model says the same, half on each side.
    close(&rater("Alan")["severity"]["value"], -(lower as f64) / units / 2.0);
    for figure in ["exact", "alpha"] {
        let [low, value, high] =
            ["low", "value", "high"].map(|k| stats[figure][k].as_f64().expect("a number"));
        assert!(low < value && value < high && high <= 1.0, "{stats}");
    }
    let pair = &stats["pairs"][0];
    assert_eq!(pair["raters"], serde_json::json!(["Alan", "Grace"]));
    assert!(pair["kappa_linear"]["value"].as_f64() < pair["kappa_quadratic"]["value"].as_f64());
    assert!(
        stats["panels"][0]["icc_single"]["value"].as_f64()
            < stats["panels"][0]["icc_average"]["value"].as_f64()
    );
    assert!(stats.get("adjusted").is_none(), "no candidate is named unasked");
    let named = raters(&world, &["--names"]);
    assert_eq!(named["adjusted"].as_array().expect("candidates").len(), 6);
    let text = world.ok(&["stats", "raters"]);
    assert!(
        text.contains("Krippendorff's alpha")
            && text.contains("n 84")
            && !text.to_lowercase().contains("candidate 0"),
        "{text}"
    );
    assert!(world.ok(&["stats", "raters", "--names"]).to_lowercase().contains("candidate 0"));
}

#[test]
fn questions_are_measured_over_candidates() {
    let world = World::new();
    round(&world);
    let stats = items(&world, &[]);
    assert_eq!(stats["schema"], "viva.stats-items/1");
    let one = item(&stats, "inventory-stays-down-after-cure");
    assert_eq!(one["area"], "system-design");
    let exposure = &one["exposure"];
    assert_eq!((&exposure["sessions"], &exposure["candidates"]), (&12.into(), &6.into()));
    assert_eq!(exposure["last_asked"], "2026-11-06T09:00:00Z");
    assert!(exposure.get("names").is_none());
    assert_eq!((&one["facility"]["n"], &one["facility"]["of"]), (&6.into(), &"candidates".into()));
    let facility = one["facility"]["value"].as_f64().expect("a number");
    assert!((0.0..=1.0).contains(&facility));
    assert_eq!(one["discrimination"]["missing"], "too-few", "six candidates are not ten");
    // Six minutes each; planned are more.
    let planned = one["planned_minutes"].as_f64().expect("minutes");
    let time = one["time"]["value"].as_f64().expect("a number");
    assert!((time - 6.0 / planned).abs() < 1e-6, "{one}");
    let look_for = |id: &str| {
        let all = one["look_fors"].as_array().expect("look-fors");
        all.iter().find(|l| l["look_for"] == id).expect("a look-for").clone()
    };
    // `multiplied` was always heard, `self-feeding` with good diagnoses only, the others were never ticked: not heard.
    assert_eq!(look_for("multiplied")["heard"]["value"], 1.0);
    assert_eq!(look_for("game-day")["missed"], 12);
    let decides = &look_for("self-feeding")["difference"];
    assert!(decides["value"].as_f64().is_none_or(|v| v > 0.0), "{decides}");
    assert_eq!(one["probes"][0]["number"], 1);
    let asked = one["probes"][0]["asked"]["value"].as_f64().expect("a share");
    assert!(asked > 0.0 && asked < 1.0, "{asked}");
    assert_eq!((&stats["forms"][0]["form"], &stats["forms"][0]["complete"]), (&"A".into(), &6.into()));
    let area = items(&world, &["--area", "databases"]);
    assert_eq!(area["items"].as_array().expect("items").len(), 1);
    let named = items(&world, &["--names", "--area", "databases"]);
    assert_eq!(named["items"][0]["exposure"]["names"].as_array().expect("names").len(), 6);
    let text = world.ok(&["--width", "200", "stats", "items", "--details"]);
    assert!(text.contains("self-feeding") && text.contains("too few (6 of 10 candidates)"), "{text}");
}

#[test]
fn only_submitted_interviews_count_unless_all_are_asked_for() {
    let world = World::new();
    let three = |_: usize| 3;
    Interview { candidate: "Ada", interviewer: "Grace", day: 1, sealed: true, mark: &three }.play(&world);
    Interview { candidate: "Ada", interviewer: "Alan", day: 2, sealed: false, mark: &three }.play(&world);
    let given_up =
        Interview { candidate: "Ada", interviewer: "Barbara", day: 3, sealed: false, mark: &three }
            .play(&world);
    world.ok(&["session", "abandon", &given_up, "--why", "a mistake"]);
    assert_eq!((&raters(&world, &[])["sessions"], &raters(&world, &[])["units"]), (&1.into(), &0.into()));
    let all = raters(&world, &["--all"]);
    assert_eq!((&all["sessions"], &all["units"]), (&2.into(), &CRITERIA.into()));
    assert_eq!(all["alpha"]["missing"], "too-few");
    assert_eq!(raters(&world, &["--all", "--since", "2026-11-02"])["sessions"], 1);
    assert_eq!(raters(&world, &["--all", "--role", "nobody"])["sessions"], 0);
    assert_eq!(world.viva(&["stats", "raters", "--since", "yesterday"]).code, 2);
    assert_eq!(items(&world, &[])["items"][0]["exposure"]["sessions"], 1);
}

#[test]
fn mocks_never_mix_with_interviews() {
    let world = World::new();
    let three = |_: usize| 3;
    for interviewer in ["Grace", "Alan"] {
        Interview { candidate: "Ada", interviewer, day: 1, sealed: true, mark: &three }.play(&world);
    }
    // A mock of the same person: until a command records one, a hand writes one.
    let db = rusqlite::Connection::open(world.db()).expect("the store");
    let sql = "DROP TRIGGER session_is_fixed; UPDATE session SET mode = 'mock' WHERE id IN (SELECT session FROM session_people \
               WHERE interviewer = 'Alan'); CREATE TRIGGER session_is_fixed BEFORE UPDATE ON session        \
               BEGIN SELECT RAISE(ABORT, 'append-only'); END;";
    db.execute_batch(sql).expect("changed");
    drop(db);
    for more in [&[][..], &["--all"]] {
        let stats = raters(&world, more);
        assert_eq!((&stats["sessions"], &stats["units"]), (&1.into(), &0.into()));
    }
    assert_eq!(items(&world, &[])["items"][0]["exposure"]["sessions"], 1);
}

#[test]
fn amended_marks_count_and_what_is_not_assessed_is_missing_and_never_low() {
    let world = World::new();
    let three = |_: usize| 3;
    // Alan assessed neither the whole first question nor one criterion of the third.
    let some = |i: usize| if i < 3 || i == 6 { 0 } else { 3 };
    Interview { candidate: "Ada", interviewer: "Grace", day: 1, sealed: true, mark: &three }.play(&world);
    let alan =
        Interview { candidate: "Ada", interviewer: "Alan", day: 1, sealed: true, mark: &some }.play(&world);
    let stats = raters(&world, &[]);
    assert_eq!(stats["units"], CRITERIA - 4);
    assert_eq!(stats["marks"], 2 * CRITERIA - 4);
    let first = items(&world, &[]);
    assert_eq!(item(&first, "inventory-stays-down-after-cure")["facility"]["n"], 1, "Grace's marks alone");
    let amend = |criterion: &str, mark: &str| {
        let why = ["--why", "heard again", "--who", "Alan"];
        let what =
            ["session", "amend", &alan, "--question", "grant-budget-overshoot", "--criterion", criterion];
        world.ok(&[&what[..], &["--mark", mark], &why].concat());
    };
    amend("correctness", "2");
    let stats = raters(&world, &["--names"]);
    assert_eq!(stats["units"], CRITERIA - 3, "what was not assessed has a mark now");
    let alan_mean = |stats: &Value| stats["adjusted"][0]["observed"].as_f64().expect("a number");
    let marks = 2.0 * (CRITERIA as f64 - 3.0);
    assert!((alan_mean(&stats) - (3.0 - 1.0 / marks)).abs() < 1e-9, "{stats}");
    amend("correctness", "n");
    assert_eq!(raters(&world, &[])["units"], CRITERIA - 4);
}

#[test]
fn what_was_taken_back_does_not_count() {
    let world = World::new();
    let three = |_: usize| 3;
    for interviewer in ["Grace", "Alan"] {
        Interview { candidate: "Ada", interviewer, day: 1, sealed: interviewer == "Grace", mark: &three }
            .play(&world);
    }
    let open = json(&world.ok(&["session", "list", "--json"]));
    let open =
        open["sessions"].as_array().expect("sessions").iter().find(|s| s["state"] == "open").expect("one");
    let before = raters(&world, &["--all"])["units"].clone();
    assert_eq!(before, CRITERIA);
    // As /undo writes it, but for the hashes, which statistics leave to `db check`.
    let undone = "INSERT INTO entry SELECT session, max(seq) + 1, 'undone', max(at), max(elapsed), commitment, chain FROM entry \
                  WHERE session = ?1";
    let body = "INSERT INTO entry_body (session, seq, salt, refers) SELECT session, max(seq), zeroblob(16), \
                (SELECT max(seq) FROM entry WHERE session = ?1 AND kind = 'marked') FROM entry WHERE session = ?1";
    let db = rusqlite::Connection::open(world.db()).expect("the store");
    for sql in [undone, body] {
        assert_eq!(db.execute(sql, [open["id"].as_str().expect("an id")]).expect("written"), 1);
    }
    drop(db);
    assert_eq!(raters(&world, &["--all"])["units"], CRITERIA - 1);
}

#[test]
fn one_interviewer_alone_has_no_agreement() {
    let world = World::new();
    let three = |_: usize| 3;
    for (day, candidate) in (1..).zip(["Ada", "Linus", "Mary"]) {
        Interview { candidate, interviewer: "Grace", day, sealed: true, mark: &three }.play(&world);
    }
    // Twice by the same person is still one person's view: the later one counts.
    Interview { candidate: "Ada", interviewer: "GRACE ", day: 9, sealed: true, mark: &|_| 2 }.play(&world);
    let stats = raters(&world, &[]);
    assert_eq!(stats["units"], 0);
    for figure in ["exact", "within_one", "alpha"] {
        assert_eq!((&stats[figure]["missing"], &stats[figure]["value"]), (&"too-few".into(), &Value::Null));
    }
    let text = world.ok(&["stats", "raters"]);
    assert!(
        text.contains("too few (0 of 20 units)") && text.contains("Nobody was marked by two interviewers"),
        "{text}"
    );
}

#[test]
fn an_empty_store_says_so() {
    let world = World::new();
    let three = |_: usize| 3;
    Interview { candidate: "Ada", interviewer: "Grace", day: 1, sealed: false, mark: &three }.play(&world);
    for what in ["raters", "items"] {
        let ran = world.viva(&["stats", what]);
        assert_eq!(ran.code, 0, "{ran}");
        assert!(ran.err.contains("--all counts open ones too"), "{ran}");
    }
}

#[test]
fn hostile_names_harm_no_format() {
    let world = World::new();
    let hostile = ["=cmd()|A", "<script>x</script>", "a\u{1b}[31m|b", "\u{202e}evil", "**b**"];
    for (n, interviewer) in hostile.iter().enumerate() {
        for candidate in ["Ada \u{1b}]0;x\u{7}", "<b>Linus</b>"] {
            let mark = move |i: usize| u8::try_from((i + n) % 4).expect("small") + 1;
            Interview { candidate, interviewer, day: 1, sealed: true, mark: &mark }.play(&world);
        }
    }
    for args in [&["stats", "raters", "--names"][..], &["stats", "items", "--names", "--details"]] {
        for width in ["40", "80", "140"] {
            let text = world.ok(&[&["--width", width], args].concat());
            assert!(!text.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{text}");
            let widest = text.lines().map(|l| l.chars().count()).max().unwrap_or(0);
            assert!(widest <= width.parse().expect("a number"), "{widest} of {width}: {text}");
        }
        let markdown = world.ok(&[args, &["--format", "markdown"]].concat());
        assert!(!markdown.contains("<script") && !markdown.contains("<b>") && !markdown.contains('\u{1b}'));
        let exact = world.ok(&[args, &["--json"]].concat());
        assert!(!exact.contains(['\u{1b}', '\u{202e}']));
        json(&exact);
    }
    let stats = raters(&world, &[]);
    let names: Vec<&str> =
        stats["raters"].as_array().expect("raters").iter().filter_map(|r| r["name"].as_str()).collect();
    assert!(hostile.iter().all(|h| names.contains(h)), "{names:?}");
}

#[test]
fn the_figures_follow_their_schemas() {
    let world = World::new();
    round(&world);
    for what in ["raters", "items"] {
        let schema = json(&world.ok(&["stats", what, "--schema"]));
        let figures = json(&world.ok(&["stats", what, "--json", "--names"]));
        crate::sessions::follows(&figures, &schema, &schema, what);
    }
    world.ok(&["stats", "raters", "--format", "json", "-o", "raters.json"]);
    assert_eq!(
        json(&std::fs::read_to_string(world.path("raters.json")).expect("written")),
        raters(&world, &[])
    );
}
