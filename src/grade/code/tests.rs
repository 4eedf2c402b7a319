//! Programs that did everything a program can do, as a runner would report them.

use std::{cell::RefCell, time::Duration};

use proptest::prelude::*;

use super::*;
use crate::{
    bank::{CodeLimits, CodeProof},
    grade::{CodeRun, RunnerError, SqlJob, SqlRun, Tier},
};

/// Answers with what was laid out for it and remembers what it was asked.
struct Canned {
    run: Result<CodeRun, RunnerError>,
    asked: RefCell<Option<CodeJob>>,
}

impl Runner for Canned {
    fn sql(&self, _: &SqlJob) -> Result<SqlRun, RunnerError> {
        Err(RunnerError::Failed("no SQL here".into()))
    }

    fn code(&self, job: &CodeJob) -> Result<CodeRun, RunnerError> {
        self.asked.replace(Some(job.clone()));
        self.run.clone()
    }
}

fn case(name: &str, stdout: &str, hidden: bool, weight: u16) -> Case {
    Case { name: name.into(), stdin: format!("in-{name}"), stdout: stdout.into(), hidden, weight }
}

fn code(cases: Vec<Case>) -> Code {
    let proof = |language: &str, passes| CodeProof {
        language: language.into(),
        passes,
        source: format!("{language} {passes}"),
        why: "w".into(),
    };
    Code {
        explanation: "e".into(),
        starter: Default::default(),
        case: cases,
        limits: CodeLimits::default(),
        proof: vec![proof("python", false), proof("javascript", true), proof("python", true)],
    }
}

fn ran(stdout: &str, ended: Ended) -> CaseRun {
    let (stderr, time, memory) =
        ("Traceback\n  line 3\nValueError: x".into(), Duration::from_millis(7), Some(1 << 20));
    CaseRun { stdout: stdout.into(), stderr, ended, time, memory }
}

fn answer() -> Answer {
    Answer { text: "print(1)".into(), language: Some("python".into()) }
}

fn graded(code: &Code, cases: Vec<CaseRun>) -> Marking {
    let run = CodeRun { build_error: None, cases, tier: Tier::A };
    grade(code, &answer(), &Canned { run: Ok(run), asked: RefCell::default() }).expect("a verdict")
}

#[test]
fn weights_count_and_hidden_cases_stay_hidden() {
    let code = code(vec![case("a", "1\n2\n", false, 1), case("b", "secret\n", true, 3)]);
    let half = graded(&code, vec![ran("1\n2", Ended::Done), ran("other", Ended::Done)]);
    assert_eq!(half.fraction.value(), 0.25);
    assert_eq!(half.reason, "Right in 1 of 2 cases. `b` (hidden): other output.");
    let shown = graded(&code, vec![ran("1\n3\n", Ended::Done), ran("secret", Ended::Done)]);
    assert_eq!(shown.fraction.value(), 0.75);
    assert!(shown.reason.contains("`a`: line 2 should be `2` and is `3`"), "{}", shown.reason);
    let Detail::Cases { cases, tier } = &shown.detail else { panic!("cases") };
    assert_eq!((cases[1].passed, cases[0].millis, *tier), (true, 7, Tier::A));
    assert!(!half.reason.contains("secret") && !format!("{:?}", half.detail).contains("secret"));
}

#[test]
fn only_blanks_and_line_feeds_at_ends_are_forgiven() {
    let code = code(vec![case("a", "1\n2\n", false, 1)]);
    for (stdout, right) in [
        ("1\n2", true),
        ("1 \n2\t\n\n\n", true),
        ("1\r\n2\r\n", true),
        ("1\n\n2\n", false),
        (" 1\n2\n", false),
        ("1\n2\n3\n", false),
        ("1\n", false),
        ("", false),
        ("passed", false),
    ] {
        let marking = graded(&code, vec![ran(stdout, Ended::Done)]);
        assert_eq!(marking.fraction.value() == 1.0, right, "{stdout:?}: {}", marking.reason);
    }
    let nothing = self::code(vec![case("a", "", false, 1)]);
    assert_eq!(graded(&nothing, vec![ran("\n", Ended::Done)]).fraction.value(), 1.0);
    assert_eq!(graded(&nothing, vec![ran("0", Ended::Done)]).fraction.value(), 0.0);
}

#[test]
fn a_program_that_does_not_end_well_is_wrong_whatever_it_printed() {
    let code = code(vec![case("a", "1", false, 1)]);
    for (ended, said) in [
        (Ended::Error("exit code 1".into()), "exit code 1 (Traceback ... ValueError: x)"),
        (Ended::Denied("a socket".into()), "not allowed: a socket"),
        (Ended::TimeOut, "longer than 2 s"),
        (Ended::OutOfMemory, "more than 512 MB"),
        (Ended::TooMuchOutput, "far too much"),
        (Ended::Signal(11), "signal 11"),
    ] {
        let marking = graded(&code, vec![ran("1", ended)]);
        assert!(marking.fraction.value() == 0.0 && marking.reason.contains(said), "{}", marking.reason);
    }
    assert!(graded(&code, Vec::new()).reason.contains("did not run"));
}

#[test]
fn a_build_error_is_a_verdict_and_a_refusal_is_none() {
    let code = code(vec![case("a", "1", false, 1)]);
    let run = CodeRun { build_error: Some("x.c:1: error: y\n".into()), cases: Vec::new(), tier: Tier::B };
    let marking =
        grade(&code, &answer(), &Canned { run: Ok(run), asked: RefCell::default() }).expect("a verdict");
    assert!(marking.fraction.value() == 0.0 && marking.reason.contains("x.c:1: error: y"));
    let refused = RunnerError::Refused { why: "no sandbox".into(), way_out: "w".into() };
    let refused = Canned { run: Err(refused), asked: RefCell::default() };
    assert!(matches!(grade(&code, &answer(), &refused), Err(Ungraded::Runner(_))));
}

#[test]
fn expected_output_never_leaves_the_grader() {
    let code = code(vec![case("a", "wanted-output", false, 1), case("b", "wanted-output", true, 1)]);
    let run = CodeRun { build_error: None, cases: Vec::new(), tier: Tier::A };
    let runner = Canned { run: Ok(run), asked: RefCell::default() };
    grade(&code, &answer(), &runner).expect("a verdict");
    let asked = format!("{:?}", runner.asked.borrow());
    assert!(asked.contains("in-b") && !asked.contains("wanted-output"), "{asked}");
}

#[test]
fn a_right_program_is_shown_in_the_language_of_the_answer() {
    let code = code(vec![case("a", "1", false, 1)]);
    assert_eq!(right(&code, "python").code.as_deref(), Some("python true"));
    assert_eq!(right(&code, "rust").code.as_deref(), Some("javascript true"));
}

#[test]
fn an_answer_without_a_language_or_a_program_is_unclear() {
    let none = |text: &str, language: Option<&str>| {
        read(&Answer { text: text.into(), language: language.map(str::to_owned) }).is_err()
    };
    assert!(
        none("print(1)", None)
            && none("print(1)", Some(" "))
            && none(" \n", Some("python"))
            && none("a\0", Some("python"))
    );
    assert!(none(&"x".repeat(300_000), Some("python")) && !none("print(1)", Some("python")));
}

proptest! {
    #[test]
    fn bounds_order_and_monotony(weights in prop::collection::vec((1_u16..10, any::<bool>()), 1..10), flip in any::<prop::sample::Index>()) {
        let cases: Vec<Case> = weights.iter().enumerate().map(|(i, (w, _))| case(&i.to_string(), "1", i % 2 == 0, *w)).collect();
        let runs = |right: &[bool]| right.iter().map(|r| ran(if *r { "1" } else { "2" }, Ended::Done)).collect::<Vec<_>>();
        let mut right: Vec<bool> = weights.iter().map(|(_, r)| *r).collect();
        let now = graded(&code(cases.clone()), runs(&right)).fraction.value();
        prop_assert!((0.0..=1.0).contains(&now));
        prop_assert_eq!(now == 1.0, right.iter().all(|r| *r));
        let (mut turned, mut turned_right) = (cases.clone(), right.clone());
        turned.reverse();
        turned_right.reverse();
        prop_assert!((graded(&code(turned), runs(&turned_right)).fraction.value() - now).abs() < 1e-12);
        let i = flip.index(right.len());
        right[i] = true;
        prop_assert!(graded(&code(cases), runs(&right)).fraction.value() >= now);
    }
}
