//! Honest programs, in every language that is installed.

use std::time::Duration;

use vivavoce::{
    exec::{Language, Settings, local_runner},
    grade::{Ended, Runner, RunnerError},
};

use super::{job, run, shown, tiers};
use crate::alone::{alone_without_privileges, binary, runner};

#[test]
fn a_program_reads_its_input_and_is_measured() {
    alone_without_privileges("program::honest::a_program_reads_its_input_and_is_measured", || {
        let source = "import sys\nx = bytearray(50 << 20)\nfor i in range(0, len(x), 4096): x[i] = 1\nprint(sum(map(int, sys.stdin.read().split())))\nprint('to err', file=sys.stderr)";
        let long = "1 ".repeat(200_000);
        for (tier, runner) in tiers() {
            let ran = run(&runner, &job("python", source, &["1 2 3", "", &long])).expect("a run");
            let said: Vec<&str> = ran.cases.iter().map(|c| &*c.stdout).collect();
            assert_eq!(said, ["6\n", "0\n", "200000\n"], "{tier:?} {}", shown(&ran.cases[0]));
            for case in &ran.cases {
                assert_eq!((&case.ended, &*case.stderr), (&Ended::Done, "to err\n"));
                assert!(case.memory.is_some_and(|m| m > 50 << 20 && m < 200 << 20), "{:?}", case.memory);
                assert!(case.time > Duration::ZERO);
            }
        }
    });
}

#[test]
fn faults_of_a_program_are_told_apart() {
    alone_without_privileges("program::honest::faults_of_a_program_are_told_apart", || {
        for (tier, runner) in tiers() {
            for (source, ended) in [
                ("raise SystemExit(7)", Ended::Error("exit code 7".into())),
                ("1/0", Ended::Error("exit code 1".into())),
                ("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)", Ended::Signal(11)),
                ("import os\nos.abort()", Ended::Signal(6)),
                ("while True: pass", Ended::TimeOut),
                ("import time\ntime.sleep(60)", Ended::TimeOut),
                ("def f(: pass", Ended::Error("exit code 1".into())),
            ] {
                let ran = run(&runner, &job("python", source, &[""])).expect("a run");
                assert_eq!(ran.cases[0].ended, ended, "{tier:?} {source}: {}", shown(&ran.cases[0]));
            }
        }
    });
}

/// Every language, each with a program that reads numbers and one that does not build.
const SUMS: &[(&str, &str)] = &[
    ("python", "import sys\nprint(sum(int(x) for x in sys.stdin.read().split()))"),
    (
        "javascript",
        "const t = require('fs').readFileSync(0, 'utf8');\nconsole.log(t.split(/\\s+/).filter(Boolean).map(Number).reduce((a, b) => a + b, 0));",
    ),
    (
        "go",
        "package main\nimport \"fmt\"\nfunc main() { s, n := 0, 0\n for { if _, err := fmt.Scan(&n); err != nil { break }\n s += n }\n fmt.Println(s) }",
    ),
    (
        "java",
        "import java.util.*;\npublic class Answer { record P(int a) {}\n public static void main(String[] args) { Scanner in = new Scanner(System.in); long s = 0; while (in.hasNextInt()) s += in.nextInt(); System.out.println(s); } }",
    ),
    (
        "c",
        "#include <stdio.h>\n#include <math.h>\nint main(void) { long s = 0, n; while (scanf(\"%ld\", &n) == 1) s += n; printf(\"%ld\\n\", (long)sqrt((double)s * s)); return 0; }",
    ),
    (
        "csharp",
        "using System; using System.Linq;\nclass Answer { static void Main() { Console.WriteLine(Console.In.ReadToEnd().Split(new[]{' ', '\\n'}, StringSplitOptions.RemoveEmptyEntries).Select(long.Parse).Sum()); } }",
    ),
    ("ruby", "puts STDIN.read.split.map(&:to_i).sum"),
    ("php", "<?php echo array_sum(preg_split('/\\s+/', trim(stream_get_contents(STDIN)))), \"\\n\";"),
    (
        "rust",
        "use std::io::Read;\nfn main() { let mut t = String::new(); std::io::stdin().read_to_string(&mut t).unwrap(); println!(\"{}\", t.split_whitespace().map(|x| x.parse::<i64>().unwrap()).sum::<i64>()); }",
    ),
];

#[test]
fn every_language_that_is_installed_works() {
    alone_without_privileges("program::honest::every_language_that_is_installed_works", || {
        let quick = ["python", "javascript", "c", "ruby", "php"];
        let all = std::env::var_os("VIVA_TEST_ALL_LANGUAGES").is_some();
        for (language, source) in SUMS {
            if !all && !quick.contains(language) {
                println!("skipped: {language} (slow to build; VIVA_TEST_ALL_LANGUAGES=1 runs it)");
                continue;
            }
            let mut job = job(language, source, &["1 2 3\n", "40 2\n"]);
            (job.limits.seconds, job.limits.memory_mb) = (5.0, 512);
            for (tier, runner) in if all { tiers() } else { tiers().into_iter().take(1).collect() } {
                let Some(ran) = run(&runner, &job) else { break };
                let said: Vec<&str> = ran.cases.iter().map(|c| c.stdout.trim()).collect();
                assert_eq!(ran.build_error, None, "{language} {tier:?}");
                assert_eq!(said, ["6", "42"], "{language} {tier:?}: {}", shown(&ran.cases[0]));
            }
        }
    });
}

#[test]
fn what_does_not_build_says_why() {
    alone_without_privileges("program::honest::what_does_not_build_says_why", || {
        let Some(ran) = run(&runner(), &job("c", "int main(void) { return nothing_here; }\n", &[""])) else {
            return;
        };
        assert!(ran.cases.is_empty());
        assert!(
            ran.build_error.as_ref().is_some_and(|e| e.contains("nothing_here")),
            "{:?}",
            ran.build_error
        );
        // A compiler reads nothing of the machine for an answer either.
        let spy =
            run(&runner(), &job("c", "#include \"/etc/passwd\"\nint main(void) { return 0; }\n", &[""]));
        let error = spy.and_then(|r| r.build_error).unwrap_or_default();
        assert!(!error.contains("root:") && !error.is_empty(), "{error}");
    });
}

#[test]
fn a_language_of_the_settings_runs() {
    alone_without_privileges("program::honest::a_language_of_the_settings_runs", || {
        let shell = Language {
            build: vec!["cp".into(), "{file}".into(), "built.sh".into()],
            ..Language::of("shell", "sh", "# ", &["sh", "built.sh"])
        };
        let settings = Settings { languages: vec![shell], ..Settings::new(binary()) };
        let Some(ran) = run(&local_runner(settings), &job("shell", "read x; echo \"got $x\"", &["5\n"]))
        else {
            return;
        };
        assert_eq!((&ran.build_error, &*ran.cases[0].stdout), (&None, "got 5\n"));
        let gone = Language::of("gone", "gone", "# ", &["no-such-program-anywhere", "{file}"]);
        let settings = Settings { languages: vec![gone], ..Settings::new(binary()) };
        let missing = local_runner(settings).code(&job("gone", "x", &[""]));
        assert!(
            matches!(&missing, Err(RunnerError::NoLanguage { wanted, .. }) if wanted.contains("no-such-program-anywhere")),
            "{missing:?}"
        );
    });
}
