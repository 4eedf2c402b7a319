//! What is not run, and what is said about it.

use rustix::process::geteuid;
use vivavoce::{
    exec::{Language, Settings, languages, local_runner},
    grade::{Runner, RunnerError, Tier},
};

use super::{job, run};
use crate::alone::{alone, alone_without_privileges, binary};

#[test]
fn root_is_refused_with_the_way_out() {
    if !geteuid().is_root() {
        println!("skipped: only root can see how root is refused");
        return;
    }
    alone("program::refused::root_is_refused_with_the_way_out", || {
        let refused = local_runner(Settings::new(binary())).code(&job("python", "print(1)", &[""]));
        let Err(RunnerError::Refused { why, way_out }) = refused else { panic!("{refused:?}") };
        assert!(why.contains("root") && way_out.contains("ordinary user"), "{why}: {way_out}");
        // For one's own practice it can be had, and says what it is.
        let trusted = local_runner(Settings { trusted: true, ..Settings::new(binary()) });
        if let Some(ran) = run(&trusted, &job("python", "print(6 * 7)", &[""])) {
            assert_eq!((ran.tier, &*ran.cases[0].stdout), (Tier::Trusted, "42\n"));
        }
    });
}

#[test]
fn trust_does_not_take_away_a_sandbox_that_is_there() {
    alone_without_privileges("program::refused::trust_does_not_take_away_a_sandbox_that_is_there", || {
        let plain = local_runner(Settings::new(binary()));
        let trusted = local_runner(Settings { trusted: true, ..Settings::new(binary()) });
        let job = job("python", "print(1)", &[""]);
        if let (Some(plain), Some(trusted)) = (run(&plain, &job), run(&trusted, &job)) {
            assert_eq!(plain.tier, trusted.tier);
        }
    });
}

#[test]
fn a_missing_language_is_named() {
    alone_without_privileges("program::refused::a_missing_language_is_named", || {
        let nowhere = Settings { path: Some("/nonexistent".into()), ..Settings::new(binary()) };
        let missing = local_runner(nowhere).code(&job("go", "package main", &[""]));
        let Err(RunnerError::NoLanguage { language, wanted }) = missing else { panic!("{missing:?}") };
        assert_eq!(language, "go");
        assert!(wanted.contains("`go`"), "{wanted}");
        let unknown = local_runner(Settings::new(binary())).code(&job("befunge", "@", &[""]));
        let Err(RunnerError::NoLanguage { language, wanted }) = unknown else { panic!("{unknown:?}") };
        assert_eq!(language, "befunge");
        assert!(wanted.contains("[language.befunge]"), "{wanted}");
    });
}

#[test]
fn commands_of_a_settings_file_that_was_only_found_never_run_without_a_sandbox() {
    alone(
        "program::refused::commands_of_a_settings_file_that_was_only_found_never_run_without_a_sandbox",
        || {
            let mine = Language::of("mine", "sh", "# ", &["sh", "{file}"]);
            let theirs = Language { name: "theirs".into(), found: true, ..mine.clone() };
            let settings = Settings {
                trusted: true,
                only: (!geteuid().is_root()).then_some(Tier::Trusted),
                languages: vec![mine, theirs],
                ..Settings::new(binary())
            };
            let runner = local_runner(settings);
            let Some(ran) = run(&runner, &job("mine", "echo ran", &[""])) else { return };
            assert_eq!((ran.tier, &*ran.cases[0].stdout), (Tier::Trusted, "ran\n"));
            let refused = runner.code(&job("theirs", "echo ran", &[""]));
            let Err(RunnerError::Refused { why, way_out }) = refused else { panic!("{refused:?}") };
            assert!(why.contains("`theirs`") && way_out.contains("--config"), "{why}: {way_out}");
        },
    );
}

#[test]
fn a_version_command_of_the_settings_never_runs_outside() {
    // C# asks for its version before it builds, because a file beside the source needs it.
    alone_without_privileges(
        "program::refused::a_version_command_of_the_settings_never_runs_outside",
        || {
            let folder = tempfile::tempdir().expect("a folder");
            let mark = folder.path().join("ran");
            let csharp = languages().into_iter().find(|l| l.name == "csharp").expect("C#");
            let version = ["sh", "-c", &format!("touch '{}'; echo 8", mark.display())].map(str::to_owned);
            let csharp = Language {
                build: Vec::new(),
                run: vec!["sh".into(), "{file}".into()],
                version: version.to_vec(),
                ..csharp
            };
            let settings = Settings { languages: vec![csharp], ..Settings::new(binary()) };
            if let Some(ran) = run(&local_runner(settings), &job("csharp", "echo ran", &[""])) {
                assert_eq!(ran.cases[0].stdout, "ran\n");
            }
            assert!(!mark.exists(), "the command ran outside the sandbox");
        },
    );
}
