//! A program on all its cases.

use std::{path::Path, sync::OnceLock, time::Duration};

use super::{
    Language, Settings,
    archive::{Item, pack},
    languages::{java_file, languages},
    locate::{self, Tools},
    place::{self, NoPlace, Place},
    step::{self, Bounds, Over, Ran, Request},
    wire::End,
};
use crate::grade::{CaseRun, CodeJob, CodeRun, Ended, Limits, RunnerError, Tier};

/// Runs programs on this machine. What the machine can do is found out once.
#[derive(Debug)]
pub(in super::super) struct Programs {
    settings: Settings,
    place: OnceLock<Result<Place, NoPlace>>,
}

impl Programs {
    pub(in super::super) fn new(settings: Settings) -> Self {
        Self { settings, place: OnceLock::new() }
    }

    pub(in super::super) fn settings(&self) -> &Settings {
        &self.settings
    }

    pub(super) fn place(&self) -> Result<&Place, NoPlace> {
        self.place.get_or_init(|| place::find(&self.settings)).as_ref().map_err(Clone::clone)
    }

    /// Whether there is a place for programs.
    pub(in super::super) fn runs(&self) -> Result<(), RunnerError> {
        Ok(self.place().map(drop)?)
    }

    /// Languages of the settings, then the built-in ones that these do not replace.
    pub(super) fn languages(&self) -> Vec<Language> {
        let own = &self.settings.languages;
        let built_in = languages().into_iter().filter(|l| own.iter().all(|o| o.name != l.name));
        own.iter().cloned().chain(built_in).collect()
    }

    /// Builds once, runs every case.
    pub(in super::super) fn run(&self, job: &CodeJob) -> Result<CodeRun, RunnerError> {
        let place = self.place()?;
        let (language, tools) = self.tools(&job.language, place)?;
        if language.found && place.tier == Tier::Trusted {
            return Err(shut_in_only(&language));
        }
        let failed = |e: std::io::Error| RunnerError::Failed(e.to_string());
        let mut files = pack(&self.files(&language, &tools, &job.source));
        let file = source_file(&language, &job.source);
        let heap = job.limits.memory_mb * 3 / 4;
        if !language.build.is_empty() {
            let ran = step::run(
                place,
                &Request {
                    argv: filled(&tools.command(&language.build), &file, heap),
                    env: &language.env,
                    roots: &tools.readable,
                    files: &files,
                    stdin: b"",
                    bounds: build_bounds(&language),
                    build: true,
                },
            );
            match built(ran.map_err(failed)?, &language)? {
                Ok(archive) => files = archive,
                Err(words) => {
                    return Ok(CodeRun { build_error: Some(words), cases: Vec::new(), tier: place.tier });
                }
            }
        }
        let mut cases = Vec::with_capacity(job.cases.len());
        for case in &job.cases {
            let ran = step::run(
                place,
                &Request {
                    argv: filled(&tools.command(&language.run), &file, heap),
                    env: &language.env,
                    roots: &tools.readable,
                    files: &files,
                    stdin: case.stdin.as_bytes(),
                    bounds: case_bounds(&language, job.limits),
                    build: false,
                },
            );
            cases.push(case_run(ran.map_err(failed)?)?);
        }
        Ok(CodeRun { build_error: None, cases, tier: place.tier })
    }

    /// The language by its name, or by its files' ending, with its programs.
    fn tools(&self, name: &str, place: &Place) -> Result<(Language, Tools), RunnerError> {
        let all = self.languages();
        let mut named: Vec<&Language> = all.iter().filter(|l| l.name == name).collect();
        if named.is_empty() {
            named = all.iter().filter(|l| l.ending == name).collect();
        }
        let none = |wanted| RunnerError::NoLanguage { language: name.to_owned(), wanted };
        if named.is_empty() {
            return Err(none(format!(
                "there is no such language here; `[language.{name}]` in the settings makes one"
            )));
        }
        if place.tier == Tier::C && !self.settings.container.is_empty() {
            return Ok((named[0].clone(), Tools::by_name(named[0])));
        }
        let mut missing = Vec::new();
        for language in named {
            match locate::tools(self.settings.path.as_deref(), language) {
                Ok(tools) => return Ok((language.clone(), tools)),
                Err(wanted) => missing.push(wanted),
            }
        }
        Err(none(missing.join("; or ")))
    }

    /// The version of a language of the settings: its command is not ours, so it runs in the sandbox like everything else of it.
    pub(super) fn version_within(&self, language: &Language, tools: &Tools) -> Option<String> {
        let place = self.place().ok().filter(|_| !language.version.is_empty())?;
        if language.found && place.tier == Tier::Trusted {
            return None;
        }
        let limits = Limits { seconds: 5.0, memory_mb: 512 };
        let ran = step::run(
            place,
            &Request {
                argv: tools.command(&language.version),
                env: &language.env,
                roots: &tools.readable,
                files: &pack(&[]),
                stdin: b"",
                bounds: case_bounds(language, limits),
                build: false,
            },
        );
        let ran = ran.ok().filter(|ran| ran.end == Over::Reported(End::Code(0)))?;
        let said = String::from_utf8_lossy(if ran.out.is_empty() { &ran.err } else { &ran.out }).into_owned();
        said.lines().next().map(|l| l.trim().to_owned())
    }

    /// The source, and what stands beside it.
    fn files(&self, language: &Language, tools: &Tools, source: &str) -> Vec<Item> {
        let item = |name: String, text: String| Item { name, runs: false, bytes: text.into_bytes() };
        let mut items = vec![item(source_file(language, source), source.to_owned())];
        if !language.beside.is_empty() {
            // A version command that is not ours is a stranger's program like any other.
            let ours = languages().iter().any(|l| l.name == language.name && l.version == language.version);
            let said = if ours { version(language, tools) } else { self.version_within(language, tools) };
            let version = said.unwrap_or_default();
            let major: String = version.chars().take_while(char::is_ascii_digit).collect();
            items.extend(
                language
                    .beside
                    .iter()
                    .map(|(name, text)| item(name.clone(), text.replace("{major}", &major))),
            );
        }
        items
    }
}

/// Trust in an answer is no trust in the commands of a settings file that came with a folder.
fn shut_in_only(language: &Language) -> RunnerError {
    let name = &language.name;
    RunnerError::Refused {
        why: format!(
            "the commands of `{name}` come from a settings file that was only found, and there is no sandbox here"
        ),
        way_out: format!(
            "put `[language.{name}]` into your own settings file, or name the file with --config FILE if you trust it"
        ),
    }
}

/// What the language's own command says about its version.
pub(super) fn version(language: &Language, tools: &Tools) -> Option<String> {
    let command = tools.command(&language.version);
    let (program, args) = command.split_first()?;
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let said = locate::said_at_no_home(Path::new(program), &args).ok()?;
    said.lines().next().map(|l| l.trim().to_owned())
}

fn source_file(language: &Language, source: &str) -> String {
    let own = if language.name == "java" { java_file(source) } else { None };
    own.unwrap_or_else(|| language.file.clone())
}

fn filled(words: &[String], file: &str, heap: u64) -> Vec<String> {
    let class = Path::new(file).file_stem().and_then(|s| s.to_str()).unwrap_or(file);
    let fill =
        |w: &String| w.replace("{file}", file).replace("{class}", class).replace("{heap}", &heap.to_string());
    words.iter().map(fill).collect()
}

const MIB: u64 = 1 << 20;

/// What a case may use.
fn case_bounds(language: &Language, limits: Limits) -> Bounds {
    let time = Duration::try_from_secs_f64(limits.seconds + language.start_seconds)
        .unwrap_or(Duration::from_secs(2));
    Bounds {
        wall: time,
        cpu: time,
        memory: limits.memory_mb * MIB,
        address: (limits.memory_mb + language.reserve_mb) * MIB,
        disk: 64 * MIB,
        inodes: 4096,
        processes: language.processes,
        output: 4 << 20,
    }
}

/// What a compiler may use. It is no stranger, but what it reads is a stranger's.
fn build_bounds(language: &Language) -> Bounds {
    let wall = Duration::try_from_secs_f64(language.build_seconds).unwrap_or(Duration::from_secs(60));
    Bounds {
        wall,
        cpu: wall * 4,
        memory: 2048 * MIB,
        address: (4096 + language.reserve_mb) * MIB,
        disk: 512 * MIB,
        inodes: 65_536,
        processes: 256,
        output: 512 << 20,
    }
}

/// An archive, or the compiler's words.
fn built(ran: Ran, language: &Language) -> Result<Result<Vec<u8>, String>, RunnerError> {
    let words = String::from_utf8_lossy(&ran.err).trim().to_owned();
    let with = |why: String| if words.is_empty() { why.clone() } else { format!("{words}\n{why}") };
    Ok(match ran.end {
        Over::Reported(End::Code(0)) => Ok(ran.out),
        Over::Reported(End::Code(code)) if words.is_empty() => Err(format!("exit code {code}")),
        Over::Reported(End::Code(_)) => Err(words),
        Over::Reported(End::Signal(signal)) => Err(with(format!("ended by signal {signal}"))),
        Over::Reported(End::Time) | Over::Time => {
            Err(with(format!("building took longer than {} s", language.build_seconds)))
        }
        Over::Reported(End::Memory) => Err(with("building took too much memory".into())),
        Over::Reported(End::Disk) => Err(with("building took too much disk".into())),
        Over::Output => Err(with("building wrote far too much".into())),
        Over::Reported(End::NotStarted(why)) => Err(with(why)),
        Over::Reported(End::NoSandbox(why)) | Over::Lost(why) => return Err(RunnerError::Failed(why)),
    })
}

/// Signals by which the kernel enforces a limit.
const TIME_SIGNAL: i32 = 24;
const FILE_SIZE_SIGNAL: i32 = 25;
const BAD_CALL_SIGNAL: i32 = 31;

fn case_run(ran: Ran) -> Result<CaseRun, RunnerError> {
    let stderr = String::from_utf8_lossy(&ran.err).into_owned();
    let ended = match ran.end {
        Over::Reported(End::Code(0)) => Ended::Done,
        Over::Reported(End::Code(_) | End::Signal(_)) if out_of_memory(&stderr) => Ended::OutOfMemory,
        Over::Reported(End::Code(code)) => Ended::Error(format!("exit code {code}")),
        Over::Reported(End::Signal(TIME_SIGNAL)) => Ended::TimeOut,
        Over::Reported(End::Signal(FILE_SIZE_SIGNAL)) => {
            Ended::Error("it wrote a file that is far too large".into())
        }
        Over::Reported(End::Signal(BAD_CALL_SIGNAL)) => {
            Ended::Denied("a system call that no answer needs".into())
        }
        Over::Reported(End::Signal(signal)) => Ended::Signal(signal),
        Over::Reported(End::Time) | Over::Time => Ended::TimeOut,
        Over::Reported(End::Memory) => Ended::OutOfMemory,
        Over::Reported(End::Disk) => Ended::Error("it filled its disk".into()),
        Over::Reported(End::NotStarted(why)) => Ended::Error(format!("it did not start: {why}")),
        Over::Output => Ended::TooMuchOutput,
        Over::Reported(End::NoSandbox(why)) | Over::Lost(why) => return Err(RunnerError::Failed(why)),
    };
    Ok(CaseRun {
        stdout: String::from_utf8_lossy(&ran.out).into_owned(),
        stderr,
        ended,
        time: ran.time,
        memory: ran.peak,
    })
}

/// Whether a failed program's last words are those of a runtime that got no memory. They only choose the reason that is shown: it failed anyway.
fn out_of_memory(stderr: &str) -> bool {
    const WORDS: [&str; 8] = [
        "MemoryError",
        "JavaScript heap out of memory",
        "java.lang.OutOfMemoryError",
        "std::bad_alloc",
        "runtime: out of memory",
        "failed to allocate memory (NoMemoryError)",
        "OutOfMemoryException",
        "Allowed memory size of",
    ];
    let last = stderr.lines().rev().take(40);
    last.into_iter()
        .any(|line| WORDS.iter().any(|w| line.contains(w)) || line.starts_with("memory allocation of "))
}
