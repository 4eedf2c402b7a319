//! What a candidate may see: never a look-for, a probe, a hint, an anchor, a sample or a model answer.

use std::fmt::Write;

use super::Plan;
use crate::{
    bank::{Asked, Bank, Question, Select, Task},
    model::visible,
};

/// The agenda and, unless `agenda_only`, the prompts, as Markdown.
pub fn handout(plan: &Plan, bank: &Bank, agenda_only: bool) -> String {
    let mut out = format!("# {}\n\n{} minutes in all.\n\n", visible(&plan.title), plan.minutes);
    for section in plan.section.iter().filter(|s| !s.question.is_empty()) {
        let _ = writeln!(out, "- {}: about {} minutes", visible(&section.title), section.minutes);
    }
    if agenda_only {
        return out;
    }
    for (number, (section, slot)) in plan.slots().enumerate() {
        if let Ok(question) = bank.question(&slot.id) {
            let (shown, title) = (question_for_candidate(&question), visible(&section.title));
            let shown = visible(&shown);
            let _ = write!(out, "\n## {}. {title} ({} minutes)\n\n{shown}\n", number + 1, slot.minutes);
        }
    }
    out
}

/// The part of a question that a candidate needs to answer it, as Markdown.
pub fn question_for_candidate(question: &Question) -> String {
    asked_as_markdown(&Asked::of(question, None))
}

/// What is asked, as Markdown; numbers of options and steps are those of [`Asked`].
fn asked_as_markdown(asked: &Asked) -> String {
    let mut out = asked.prompt.clone();
    match &asked.task {
        Task::Open => {}
        Task::Choice { select, options } => {
            out.push_str(match select {
                Select::One => "\n\nChoose one:\n\n",
                Select::Many => "\n\nChoose all that are right:\n\n",
            });
            out.push_str(&numbered(options));
        }
        Task::Order { steps } => {
            out.push_str("\n\nPut these in order:\n\n");
            out.push_str(&numbered(steps));
        }
        Task::Estimate { unit } => {
            let _ = write!(out, "\n\nAnswer with a number, in {unit} unless you name a unit.");
        }
        Task::Sql { schema, data, ordered, names, writes: _, query } => {
            let _ = write!(out, "\n\n{}", fenced("sql", schema));
            for set in data.iter().filter(|d| !d.rows.trim().is_empty()) {
                let _ = write!(out, "\n\nData set `{}`:\n\n{}", set.name, fenced("sql", &set.rows));
            }
            if let Some(query) = query {
                let _ = write!(out, "\n\nThe query:\n\n{}", fenced("sql", query));
            }
            if *ordered {
                out.push_str("\n\nThe order of rows counts.");
            }
            if *names {
                out.push_str("\n\nThe names of columns count.");
            }
        }
        Task::Code { starter: _, cases, limits } => {
            for case in cases {
                let _ = write!(out, "\n\nCase `{}`, input:\n\n{}", case.name, fenced("text", &case.stdin));
                let _ = write!(out, "\n\nOutput:\n\n{}", fenced("text", &case.stdout));
            }
            let _ = write!(out, "\n\n{} seconds and {} MB for each case.", limits.seconds, limits.memory_mb);
        }
    }
    out
}

fn numbered(entries: &[String]) -> String {
    let line = |(i, text): (usize, &String)| format!("{}. {}", i + 1, text.replace('\n', "\n   "));
    entries.iter().enumerate().map(line).collect::<Vec<_>>().join("\n")
}

/// Text between fences that are longer than any run of backticks in it.
fn fenced(language: &str, text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}{language}\n{}\n{fence}", text.trim_end_matches('\n'))
}
