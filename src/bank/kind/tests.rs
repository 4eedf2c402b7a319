//! Hostile input first: what must not pass, then that a whole file comes through unchanged.

use crate::{
    bank::{Asked, Bank, Body, Layer, Task, canonical, check, meaning, shown_order},
    model::{Finding, QuestionId, Slug},
};

/// One question of each graded kind.
pub(crate) const SAMPLE: &str = include_str!("sample.toml");

fn bank(text: &str) -> Bank {
    Bank::open(vec![Layer { name: "test".into(), files: vec![("test.toml".into(), text.to_owned().into())] }])
}

fn found(text: &str) -> Vec<Finding> {
    let bank = bank(text);
    let findings = check::run(&bank, 0).findings;
    findings.into_iter().filter(|f| f.code.name != "unknown-area").collect()
}

/// The codes and lines of all findings of the sample with one text replaced.
fn broken(from: &str, to: &str) -> Vec<(&'static str, usize)> {
    assert!(SAMPLE.contains(from), "{from}");
    let text = SAMPLE.replacen(from, to, 1);
    let line = |f: &Finding| {
        f.place.as_ref().map_or(0, |p| text[..p.span.start.min(text.len())].matches('\n').count() + 1)
    };
    found(&text).iter().map(|f| (f.code.name, line(f))).collect()
}

fn question(id: &str) -> crate::bank::Question {
    bank(SAMPLE).question(&QuestionId::new(id).expect("an id")).expect("a question")
}

#[test]
fn the_sample_is_clean() {
    assert!(found(SAMPLE).is_empty(), "{:?}", found(SAMPLE));
}

#[test]
fn an_unclear_key_is_an_error_at_its_place() {
    let line = |needle: &str| SAMPLE.lines().position(|l| l.contains(needle)).expect("in the sample") + 1;
    for (from, to, code, at) in [
        ("correct = true\n", "", "choice-key", line("[question.choice]")),
        ("select = \"one\"", "select = \"many\"", "", 0),
        ("select = \"one\"", "select = \"all\"", "bad-word", line("select = \"one\"")),
        ("text = \"count(customers.id)\"", "text = \"Count( * )\"", "", 0),
        (
            "text = \"count(customers.id)\"",
            "text = \"COUNT(*)\"",
            "equal-entries",
            line("count(customers.id)") - 1,
        ),
        ("why = \"NULL is not counted.\"\n", "", "missing-key", line("text = \"count(orders.id)\"") - 1),
        (
            "\"Copy old rows\"",
            "\"copy  old rows\", \"Copy old rows\"",
            "equal-entries",
            line("\"Copy old rows\""),
        ),
        ("answer = 1.0368e11", "answer = nan", "out-of-range", line("answer = 1.0368e11")),
        ("answer = 1.0368e11", "answer = 0", "one-tolerance", line("within = {")),
        ("unit = \"byte\"", "unit = \"GB\"", "bad-unit", line("unit = \"byte\"")),
        ("unit = \"byte\"", "unit = \"byte/user\"", "bad-unit", line("unit = \"byte\"")),
        ("{ factor = 1.5 }", "{ factor = 1.5, absolute = 2 }", "one-tolerance", line("within = {")),
        ("{ factor = 1.5 }", "{ factor = 1.0 }", "out-of-range", line("within = {")),
        ("{ factor = 1.5 }", "{ factor = 1.5 }\npartial = 1.2", "out-of-range", line("within = {") + 1),
        ("{ factor = 1.5 }", "{ absolute = 1.5 }\npartial = 12", "one-tolerance", line("within = {") + 1),
        ("ordered = true\n", "", "order-by", line("ordered = true")),
        (
            "name = \"same-names\"\nhidden = true",
            "name = \"Shown\"\nhidden = true",
            "equal-entries",
            line("name = \"same-names\"") - 1,
        ),
        ("passes = true\nsql", "sql", "missing-key", line("[[question.sql.proof]]")),
        ("weight = 2", "weight = 0", "out-of-range", line("weight = 2")),
        ("seconds = 2", "seconds = inf", "out-of-range", line("seconds = 2")),
        ("memory_mb = 512", "memory_gb = 512", "unknown-key", line("memory_mb = 512")),
        (
            "[question.choice]",
            "[question.order]\nsteps = []\n[question.choice]",
            "one-kind",
            line("[question.choice]") + 2,
        ),
    ] {
        let codes = broken(from, to);
        let wanted: Vec<_> = if code.is_empty() { Vec::new() } else { vec![(code, at)] };
        let missing: Vec<_> = wanted.iter().filter(|w| !codes.contains(w)).collect();
        assert!(
            missing.is_empty() && (!wanted.is_empty() || codes.is_empty()),
            "{from} -> {to}: {codes:?}, wanted {wanted:?}"
        );
    }
}

#[test]
fn what_is_never_shown_must_be_there_and_something_must_be_shown() {
    let all_shown = SAMPLE.replace("hidden = true\n", "");
    let codes: Vec<_> =
        found(&all_shown).iter().map(|f| f.code.name).filter(|c| *c == "hidden-data").collect();
    assert_eq!(codes.len(), 2);
    let all_hidden = SAMPLE.replace("name = \"shown\"\n", "name = \"shown\"\nhidden = true\n");
    assert!(found(&all_hidden).iter().any(|f| f.code.name == "hidden-data"));
}

#[test]
fn proofs_are_asked_for() {
    let at = SAMPLE.find("[[question.estimate.proof]]").expect("a proof");
    let end = SAMPLE[at..].find("[[question]]").expect("a next question") + at;
    let text = format!("{}{}", &SAMPLE[..at], &SAMPLE[end..]);
    assert_eq!(found(&text).iter().filter(|f| f.code.name == "missing-proof").count(), 2);
}

#[test]
fn questions_survive_being_pinned() {
    let bank = bank(SAMPLE);
    for listed in bank.listed() {
        let question = bank.question(&listed.id).expect("a question");
        let back: crate::bank::Question = serde_json::from_str(&canonical(&question)).expect("its own JSON");
        assert_eq!(back, question);
        assert_eq!(listed.outline.kind, question.body.kind().as_str());
    }
}

#[test]
fn a_typo_keeps_the_meaning_and_a_changed_key_does_not() {
    let of = |text: &str, id: &str| {
        meaning(&bank(text).question(&QuestionId::new(id).expect("an id")).expect("a question"))
    };
    for (id, from, to, same) in [
        ("left-join-count", "Counts the row with NULLs", "It counts the row with NULLs", true),
        ("left-join-count", "count(customers.id)", "count(customers.name)", false),
        ("log-volume", "the plain answer", "The plain answer", true),
        ("log-volume", "factor = 1.5", "factor = 1.6", false),
        ("orders-per-customer", "Merges two customers", "It merges two customers", true),
        ("orders-per-customer", "(3, 2, 1.0)", "(3, 2, 2.0)", false),
        ("merge-sorted-logs", "weight = 2", "weight = 3", false),
        ("expand-contract-steps", "Drop the old column", "Drop the old one", false),
    ] {
        let changed = SAMPLE.replacen(from, to, 1);
        assert_eq!(of(SAMPLE, id) == of(&changed, id), same, "{id}: {from}");
    }
}

#[test]
fn a_candidate_is_shown_nothing_of_the_key() {
    for id in
        ["left-join-count", "expand-contract-steps", "log-volume", "orders-per-customer", "merge-sorted-logs"]
    {
        let question = question(id);
        let shown = canonical(&Asked::of(&question, Some("seed"))) + &canonical(&Asked::of(&question, None));
        let secrets: Vec<String> = match &question.body {
            Body::Open(_) => Vec::new(),
            Body::Choice(c) => c
                .option
                .iter()
                .map(|o| o.why.clone())
                .chain([c.explanation.clone(), "correct".into()])
                .collect(),
            Body::Order(o) => vec![o.explanation.clone()],
            Body::Estimate(e) => {
                vec![e.working.clone(), "103680000000".into(), "1.0368e11".into(), "104".into()]
            }
            Body::Sql(s) => {
                let hidden = s.data.iter().filter(|d| d.hidden).map(|d| d.name.clone());
                let proofs = s.proof.iter().map(|p| p.sql.clone());
                hidden.chain(proofs).chain([s.reference.clone(), s.explanation.clone()]).collect()
            }
            Body::Code(c) => {
                let hidden = c.case.iter().filter(|k| k.hidden).map(|k| k.name.clone());
                hidden
                    .chain(c.proof.iter().map(|p| p.why.clone()))
                    .chain([c.explanation.clone(), "heapq".into()])
                    .collect()
            }
        };
        for secret in secrets {
            let as_json = canonical(&secret);
            assert!(!shown.contains(as_json.trim_matches('"')), "{id} shows {secret}");
        }
    }
}

#[test]
fn entries_are_shuffled_by_seed_and_never_in_the_right_order() {
    let order = question("expand-contract-steps");
    let mut seen = std::collections::BTreeSet::new();
    for seed in 0..200 {
        let places = shown_order(&order, Some(&seed.to_string()));
        let mut sorted = places.clone();
        sorted.sort_unstable();
        assert!(sorted == [0, 1, 2, 3, 4] && !places.is_sorted(), "{places:?}");
        seen.insert(places);
    }
    assert!(seen.len() > 60, "only {} of 119 orders", seen.len());
    assert!(!shown_order(&order, None).is_sorted());
    assert_eq!(shown_order(&order, None), shown_order(&order, None));
    // Stored answers name places as shown: this order may never change.
    assert_eq!(shown_order(&order, Some("0192a0b0-0000-7000-8000-000000000000")), [1, 3, 2, 4, 0]);
    let choice = question("left-join-count");
    assert_eq!(shown_order(&choice, None), [0, 1, 2]);
    let Task::Choice { options, .. } = Asked::of(&choice, Some("x")).task else { panic!("a choice") };
    let back: Vec<_> = shown_order(&choice, Some("x"));
    assert_eq!(
        options[0],
        match &choice.body {
            Body::Choice(c) => c.option[back[0]].text.clone(),
            _ => String::new(),
        }
    );
}
