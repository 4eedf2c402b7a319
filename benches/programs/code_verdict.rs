//! What a verdict on a program costs over running the same program bare.
//!
//! `code_verdict VIVA [ROUNDS]` (not as root): for Python and C, one answer with eight cases in the best sandbox that is to be had, in turn with
//! the same interpreter or binary started eight times with the same input and its output read. Building is left out on both sides.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a yardstick starts processes and prints"
)]

use std::{
    env, fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
    time::{Duration, Instant},
};

use vivavoce::{
    exec::{Settings, local_runner},
    grade::{CaseInput, CodeJob, Ended, Limits, Runner},
};

const CASES: usize = 8;
const PYTHON: &str = "import sys\nprint(sum(int(x) for x in sys.stdin.read().split()))\n";
const C: &str = "#include <stdio.h>\nint main(void) { long s = 0, n; while (scanf(\"%ld\", &n) == 1) s += n; printf(\"%ld\\n\", s); return 0; }\n";

fn main() -> ExitCode {
    let mut words = env::args().skip(1);
    let Some(viva) = words.next().map(PathBuf::from) else { return ExitCode::from(2) };
    let rounds = words.next().and_then(|n| n.parse().ok()).unwrap_or(30);
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("main.py"), PYTHON).expect("a file");
    fs::write(folder.path().join("main.c"), C).expect("a file");
    let built = Command::new("cc").args(["-O2", "-o", "main", "main.c"]).current_dir(folder.path()).status();
    assert!(built.is_ok_and(|s| s.success()), "a C compiler");
    let runner = local_runner(Settings::new(viva));
    for (language, source, bare) in
        [("python", PYTHON, &["/usr/bin/python3", "-B", "main.py"][..]), ("c", C, &["./main"])]
    {
        let input = "1 2 3 4 5\n".repeat(20);
        let case = |i| CaseInput { name: format!("case {i}"), stdin: input.clone() };
        let job = CodeJob {
            language: language.into(),
            source: source.into(),
            cases: (0..CASES).map(case).collect(),
            limits: Limits { seconds: 5.0, memory_mb: 512 },
        };
        // A job without cases builds and runs nothing more: what is taken off.
        let building = CodeJob { cases: Vec::new(), ..job.clone() };
        let (mut alone, mut shut_in) = (Vec::new(), Vec::new());
        let mut tier = None;
        for _ in 0..rounds {
            alone.push(timed(|| (0..CASES).for_each(|_| run_bare(folder.path(), bare, &input))));
            let build = timed(|| drop(runner.code(&building).expect("it builds")));
            let whole = timed(|| {
                let run = runner.code(&job).expect("it runs");
                assert!(run.cases.iter().all(|c| c.ended == Ended::Done && c.stdout == "300\n"), "{run:?}");
                tier = Some(run.tier);
            });
            shut_in.push(whole.saturating_sub(build));
        }
        let (alone, shut_in) = (median(alone) / CASES as f64, median(shut_in) / CASES as f64);
        println!(
            "{language}: bare {alone:.2} ms a case, tier {tier:?} {shut_in:.2} ms a case, {:.2}x, {:.2} ms more",
            shut_in / alone,
            shut_in - alone
        );
    }
    ExitCode::SUCCESS
}

fn run_bare(folder: &Path, words: &[&str], input: &str) {
    let mut child = Command::new(words[0])
        .args(&words[1..])
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.stdout, b"300\n");
}

fn timed(body: impl FnOnce()) -> Duration {
    let began = Instant::now();
    body();
    began.elapsed()
}

/// In milliseconds.
fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64() * 1000.0
}
