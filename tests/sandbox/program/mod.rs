//! Programs: what an honest one gets, and what a hostile one does not.

mod honest;
mod hostile;
mod refused;

use std::{fs, time::Duration};

use vivavoce::{
    exec::{LocalRunner, Settings, local_runner},
    grade::{CaseInput, CaseRun, CodeJob, CodeRun, Limits, Runner, RunnerError, Tier},
};

use crate::alone::binary;

fn job(language: &str, source: &str, inputs: &[&str]) -> CodeJob {
    let case = |(i, stdin): (usize, &&str)| CaseInput { name: format!("case {i}"), stdin: (*stdin).into() };
    CodeJob {
        language: language.into(),
        source: source.into(),
        cases: inputs.iter().enumerate().map(case).collect(),
        limits: Limits { seconds: 2.0, memory_mb: 256 },
    }
}

/// A runner that uses this tier and no other.
fn only(tier: Tier) -> LocalRunner {
    local_runner(Settings { only: Some(tier), ..Settings::new(binary()) })
}

/// Runs it, or says why it cannot be run here.
fn run(runner: &LocalRunner, job: &CodeJob) -> Option<CodeRun> {
    match runner.code(job) {
        Ok(run) => Some(run),
        Err(error @ (RunnerError::NoLanguage { .. } | RunnerError::Refused { .. })) => {
            println!("skipped: {error}");
            None
        }
        Err(error) => panic!("{error}"),
    }
}

/// The runners of every tier that is to be had without asking anybody.
fn tiers() -> Vec<(Tier, LocalRunner)> {
    let probe = job("python", "print(1)", &[""]);
    let had = |tier| run(&only(tier), &probe).map(|_| (tier, only(tier)));
    [Tier::A, Tier::B, Tier::C].into_iter().filter_map(had).collect()
}

/// Nothing may be left of a program: no process below this one, which adopts every orphan, and no work folder.
struct Watch;

impl Watch {
    fn begin() -> Self {
        rustix::process::set_child_subreaper(Some(rustix::process::getpid())).expect("adopts orphans");
        Self
    }

    /// What is left once it had a second to go: bubblewrap's own helpers end a moment after it.
    fn left(&self) -> Vec<String> {
        let began = std::time::Instant::now();
        loop {
            while let Ok(Some(_)) = rustix::process::wait(rustix::process::WaitOptions::NOHANG) {}
            let left = self.there();
            if left.is_empty() || began.elapsed() > Duration::from_secs(1) {
                return left;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn there(&self) -> Vec<String> {
        let own = rustix::process::getpid().as_raw_nonzero().to_string();
        let parent = |pid: &str| -> Option<String> {
            let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
            Some(stat.rsplit(')').next()?.split_whitespace().nth(1)?.to_owned())
        };
        let mut left = Vec::new();
        for entry in fs::read_dir("/proc").expect("/proc").flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.bytes().all(|b| b.is_ascii_digit()) && parent(&name).is_some_and(|p| p == own) {
                let line = fs::read(format!("/proc/{name}/cmdline")).unwrap_or_default();
                left.push(format!("process {name}: {}", String::from_utf8_lossy(&line).replace('\0', " ")));
            }
        }
        let files = fs::read_dir(std::env::temp_dir()).expect("the folder").flatten().map(|f| f.path());
        let work = files.filter(|f| f.to_string_lossy().contains("viva-work-"));
        left.extend(work.map(|f| format!("file {}", f.display())));
        left
    }
}

/// A case in one line, for a message.
fn shown(case: &CaseRun) -> String {
    let cut =
        |text: &str| text.chars().rev().take(300).collect::<Vec<_>>().into_iter().rev().collect::<String>();
    format!("{:?} in {:?}, out {:?}, err {:?}", case.ended, case.time, cut(&case.stdout), cut(&case.stderr))
}

const LONGEST: Duration = Duration::from_secs(8);
