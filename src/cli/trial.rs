//! `viva try`: one graded question, answered and marked.

use anyhow::Result;

use super::{Context, ExitCode, args::TryArgs, bank::find};
use crate::{
    app::{self, LANGUAGES, Refused},
    bank::{Asked, Body, Question, Task},
    grade::{Ungraded, grade, readable},
    model::Answer,
    report::{Document, to_json, to_terminal},
    ui::Prompts,
    world::{edit, read_text},
};

/// Longer answers are no answers.
const LONGEST: u64 = 1_000_000;

pub(super) fn run(context: &Context, args: TryArgs) -> Result<ExitCode> {
    let bank = context.bank()?;
    let question = find(&bank, &args.id)?;
    if !question.body.is_graded() {
        let why = format!(
            "`{}` is an open question: a person marks it. `viva interview` asks it, `viva question show {0}` shows its anchors",
            question.id
        );
        return Err(Refused(why).into());
    }
    let runner = context.runner(args.i_trust_this_code);
    // Without a terminal numbers must mean something that can be looked up: those of paper.
    let (seed, answer) = match &args.file {
        Some(path) => {
            let text = read_text(path, LONGEST)?;
            let language = match question.body {
                Body::Code(_) => args.language.clone().or_else(|| app::language_of(path)),
                Body::Open(_) | Body::Choice(_) | Body::Order(_) | Body::Estimate(_) | Body::Sql(_) => None,
            };
            (None, Answer { text, language })
        }
        None => {
            let seed = context.entropy.session_id(context.clock.now()).to_string();
            let asked = Asked::of(&question, Some(&seed));
            let document = app::asked(&asked, &runner);
            match (context.ui.is_interactive(), args.json) {
                (true, true) => context.ui.drawn(&to_terminal(&document, context.ui.message_style())),
                (true, false) => context.ui.document(&document)?,
                // Nobody can be asked; the prompt says so.
                (false, _) => {}
            }
            let answer = ask(context, &question, &asked, &document, &seed, args.language.as_deref())?;
            (Some(seed), answer)
        }
    };
    let marking = grade(&question, seed.as_deref(), &answer, &runner)?;
    if args.json {
        context.ui.data(&to_json(&app::marking_json(&question, &answer, &marking)))?;
    } else {
        context.ui.document(&app::marking_document(&marking))?;
    }
    Ok(ExitCode::DONE)
}

/// Asks until the answer can be read.
fn ask(
    context: &Context,
    question: &Question,
    asked: &Asked,
    document: &Document,
    seed: &str,
    language: Option<&str>,
) -> Result<Answer> {
    let prompts = Prompts::new(&context.ui);
    let flag = "a FILE with the answer, or `-` for standard input";
    loop {
        let answer = match &asked.task {
            Task::Open => return Err(Ungraded::Open.into()),
            Task::Choice { .. } => line(prompts, "Number(s)", flag)?,
            Task::Order { .. } => line(prompts, "Numbers in the right order", flag)?,
            Task::Estimate { .. } => line(prompts, "Answer", flag)?,
            Task::Sql { .. } => {
                let typed = line(prompts, "SQL in one line, or Enter for your editor", flag)?;
                match typed.text.is_empty() {
                    false => typed,
                    true => Answer { text: edited(context, document, "sql", "-- ", "")?, language: None },
                }
            }
            Task::Code { starter, .. } => {
                let names: Vec<String> = LANGUAGES.iter().map(|(name, ..)| (*name).to_owned()).collect();
                let language = match language {
                    Some(language) => language.to_owned(),
                    None => {
                        names[prompts.choose("Language", "--language NAME and a FILE", &names, 0)?].clone()
                    }
                };
                let known = LANGUAGES.iter().find(|(name, ..)| *name == language);
                let (ending, comment) =
                    known.map_or(("txt", "# "), |(_, ending, comment)| (*ending, *comment));
                let begun = starter.get(&language).map_or("", String::as_str);
                Answer { text: edited(context, document, ending, comment, begun)?, language: Some(language) }
            }
        };
        match readable(question, Some(seed), &answer) {
            Err(Ungraded::Unclear(why)) => context.ui.message(&why),
            Err(other) => return Err(other.into()),
            Ok(()) => return Ok(answer),
        }
    }
}

fn line(prompts: Prompts, what: &str, flag: &str) -> Result<Answer> {
    Ok(Answer { text: prompts.line_or_nothing(what, flag)?, language: None })
}

/// The user's editor, with the question as a comment above the answer.
fn edited(
    context: &Context,
    document: &Document,
    ending: &str,
    comment: &str,
    begun: &str,
) -> Result<String> {
    let shown = to_terminal(document, crate::report::Style { width: 100, color: false });
    let header: String =
        shown.lines().map(|l| format!("{comment}{l}").trim_end().to_owned() + "\n").collect();
    let text = format!("{header}\n{begun}");
    let saved = edit(context.env.editor(), &text, &format!(".{ending}"))?;
    Ok(without_header(&saved, &header))
}

/// The text without the lines of the header that still stand at its top.
fn without_header(saved: &str, header: &str) -> String {
    let mut lines = saved.lines().peekable();
    for wanted in header.lines() {
        lines.next_if(|line| line.trim_end() == wanted);
    }
    lines.collect::<Vec<_>>().join("\n").trim_start_matches('\n').to_owned()
}
