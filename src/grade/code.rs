//! Code: the program runs on every case, and its output is compared line by line.

use super::{CaseInput, CaseMark, CaseRun, CodeJob, Detail, Ended, Limits, Marking, Right, Runner, Ungraded};
use crate::{
    bank::{Case, Code},
    model::{Answer, Fraction},
};

/// Changes when any answer would be marked differently.
pub const GRADER: &str = "code/1";

/// The longest program that is run, in bytes.
const LONGEST: usize = 200_000;

/// Reads an answer without running it: its language.
pub(super) fn read(answer: &Answer) -> Result<&str, Ungraded> {
    let unclear = |why: &str| Err(Ungraded::Unclear(why.to_owned()));
    if answer.text.trim().is_empty() {
        return unclear("there is no program in the answer");
    }
    if answer.text.len() > LONGEST {
        return Err(Ungraded::Unclear(format!(
            "the program has {} bytes; at most {LONGEST} are run",
            answer.text.len()
        )));
    }
    if answer.text.contains('\0') {
        return unclear("the program holds a zero byte");
    }
    match answer.language.as_deref().map(str::trim).filter(|l| !l.is_empty()) {
        Some(language) => Ok(language),
        None => unclear("in which language is it? A file's ending says so, or `--language python`"),
    }
}

/// Runs and marks a program.
pub(super) fn grade(code: &Code, answer: &Answer, runner: &dyn Runner) -> Result<Marking, Ungraded> {
    let language = read(answer)?;
    let input = |c: &Case| CaseInput { name: c.name.clone(), stdin: c.stdin.clone() };
    let job = CodeJob {
        language: language.to_owned(),
        source: answer.text.clone(),
        cases: code.case.iter().map(input).collect(),
        limits: Limits { seconds: code.limits.seconds, memory_mb: u64::from(code.limits.memory_mb) },
    };
    let run = runner.code(&job)?;
    let right = right(code, language);
    if let Some(error) = &run.build_error {
        let reason = format!("The program does not build: {}", compiler_line(error));
        let detail = Detail::Cases { cases: Vec::new(), tier: run.tier };
        return Ok(Marking { fraction: Fraction::NONE, reason, grader: GRADER, right, detail });
    }
    let cases: Vec<CaseMark> =
        code.case.iter().enumerate().map(|(i, case)| mark(code, case, run.cases.get(i))).collect();
    let detail = Detail::Cases { cases: cases.clone(), tier: run.tier };
    Ok(Marking { fraction: credit(&cases), reason: reason(&cases), grader: GRADER, right, detail })
}

/// The weight of the cases that are right, over all weight.
fn credit(cases: &[CaseMark]) -> Fraction {
    let weight = |passed: bool| -> u32 {
        cases.iter().filter(|c| !passed || c.passed).map(|c| u32::from(c.weight)).sum()
    };
    Fraction::clamped(f64::from(weight(true)) / f64::from(weight(false).max(1)))
}

fn reason(cases: &[CaseMark]) -> String {
    let passed = cases.iter().filter(|c| c.passed).count();
    if passed == cases.len() {
        return format!("Right in all {passed} cases.");
    }
    let wrong = cases.iter().filter(|c| !c.passed).map(|c| {
        let hidden = if c.hidden { " (hidden)" } else { "" };
        format!("`{}`{hidden}: {}", c.name, c.why)
    });
    format!("Right in {passed} of {} cases. {}.", cases.len(), wrong.collect::<Vec<_>>().join("; "))
}

fn mark(code: &Code, case: &Case, run: Option<&CaseRun>) -> CaseMark {
    let why = match run {
        None => Some("it did not run".to_owned()),
        Some(run) => fault(code, case, run),
    };
    CaseMark {
        name: case.name.clone(),
        hidden: case.hidden,
        weight: case.weight,
        passed: why.is_none(),
        why: why.unwrap_or_default(),
        millis: run.map_or(0, |r| u64::try_from(r.time.as_millis()).unwrap_or(u64::MAX)),
        memory: run.and_then(|r| r.memory),
    }
}

fn fault(code: &Code, case: &Case, run: &CaseRun) -> Option<String> {
    let limits = code.limits;
    match &run.ended {
        Ended::Done => {}
        Ended::Error(why) if case.hidden => {
            return Some(format!("it ended with an error: {}", first_lines(why)));
        }
        Ended::Error(why) => {
            let said = first_lines(&run.stderr);
            let said = if said.is_empty() { String::new() } else { format!(" ({said})") };
            return Some(format!("it ended with an error: {}{said}", first_lines(why)));
        }
        Ended::Denied(what) => return Some(format!("it tried what is not allowed: {}", first_lines(what))),
        Ended::TimeOut => return Some(format!("it took longer than {} s", limits.seconds)),
        Ended::OutOfMemory => return Some(format!("it took more than {} MB", limits.memory_mb)),
        Ended::TooMuchOutput => return Some("it wrote far too much".into()),
        Ended::Signal(signal) => return Some(format!("it was ended by signal {signal}")),
    }
    let (wanted, got) = (lines(&case.stdout), lines(&run.stdout));
    if wanted == got {
        return None;
    }
    if case.hidden {
        return Some("other output".into());
    }
    let at = wanted.iter().zip(&got).position(|(w, g)| w != g).unwrap_or_else(|| wanted.len().min(got.len()));
    let line =
        |lines: &[&str]| lines.get(at).map_or_else(|| "nothing".to_owned(), |l| format!("`{}`", cut(l)));
    Some(format!("line {} should be {} and is {}", at + 1, line(&wanted), line(&got)))
}

/// Lines without blanks at their ends, and without empty lines at the end of all.
fn lines(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    while lines.last().is_some_and(|l| l.is_empty()) {
        lines.pop();
    }
    lines
}

fn cut(text: &str) -> String {
    let shown: String = text.chars().take(80).collect();
    if shown.len() < text.len() { format!("{shown}...") } else { shown }
}

/// The last lines of an error say what it is; the first ones of a compiler do.
fn first_lines(text: &str) -> String {
    let telling: Vec<&str> = text.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
    let last = telling.last().copied().unwrap_or("");
    let first = telling.first().copied().unwrap_or("");
    if first == last { cut(first) } else { format!("{} ... {}", cut(first), cut(last)) }
}

/// The line of a compiler's words that says what is wrong.
fn compiler_line(text: &str) -> String {
    let error = text.lines().map(str::trim).find(|l| l.to_ascii_lowercase().contains("error"));
    error.map_or_else(|| first_lines(text), |line| line.chars().take(200).collect())
}

/// A program that is right: in the language of the answer, if one is proved.
fn right(code: &Code, language: &str) -> Right {
    let passing = || code.proof.iter().filter(|p| p.passes);
    let own = passing().find(|p| p.language == language).or_else(|| passing().next());
    Right { lines: Vec::new(), code: own.map(|p| p.source.clone()), explanation: code.explanation.clone() }
}

#[cfg(test)]
mod tests;
