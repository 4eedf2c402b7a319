//! `viva try`: one graded question, answered and marked.

use std::path::Path;

use anyhow::Result;

use super::{Context, ExitCode, args::TryArgs, question::find};
use crate::{
    app::{self, Refused},
    bank::{Asked, Body, Question, Task},
    exec::Language,
    grade::{Ungraded, grade, readable},
    model::Answer,
    report::{Document, Style, to_json, to_terminal},
    ui::{Hands, Prompts},
    world::{EditorError, edit, read_text},
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
                Body::Code(_) => {
                    args.language.clone().or_else(|| language_of(&context.settings.languages(), path))
                }
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
                    true => Answer { text: edited(context.env.editor(), document, SQL, "")?, language: None },
                }
            }
            Task::Code { starter, .. } => {
                let languages = context.settings.languages();
                let names: Vec<String> = languages.iter().map(|l| l.name.clone()).collect();
                let language = match language {
                    Some(language) => language.to_owned(),
                    None => {
                        names[prompts.choose("Language", "--language NAME and a FILE", &names, 0)?].clone()
                    }
                };
                let begun = starter.get(&language).map_or("", String::as_str);
                let text = edited(context.env.editor(), document, manner(&languages, &language), begun)?;
                Answer { text, language: Some(language) }
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
    editor: Option<&str>,
    document: &Document,
    (ending, comment): (&str, &str),
    begun: &str,
) -> Result<String, EditorError> {
    let shown = to_terminal(document, Style { width: 100, color: false });
    let header: String =
        shown.lines().map(|l| format!("{comment}{l}").trim_end().to_owned() + "\n").collect();
    let saved = edit(editor, &format!("{header}\n{begun}"), &format!(".{ending}"))?;
    Ok(without_header(&saved, &header))
}

/// The ending and the comment sign of a language.
fn manner<'l>(languages: &'l [Language], language: &str) -> (&'l str, &'l str) {
    let known = languages.iter().find(|l| l.name == language);
    known.map_or(("txt", "# "), |l| (&l.ending, &l.comment))
}

/// The language of a file: one of the settings by its ending, or a built-in one.
fn language_of(languages: &[Language], path: &Path) -> Option<String> {
    let ending = path.extension().and_then(|e| e.to_str());
    let own = languages.iter().find(|l| Some(l.ending.as_str()) == ending);
    own.map(|l| l.name.clone()).or_else(|| app::language_of(path))
}

const SQL: (&str, &str) = ("sql", "-- ");
const PROSE: (&str, &str) = ("txt", "# ");

/// The text without the lines of the header that still stand at its top.
fn without_header(saved: &str, header: &str) -> String {
    let mut lines = saved.lines().peekable();
    for wanted in header.lines() {
        lines.next_if(|line| line.trim_end() == wanted);
    }
    lines.collect::<Vec<_>>().join("\n").trim_start_matches('\n').to_owned()
}

/// What an interviewer's terminal cannot do itself: the editor, files, SQL for shown rows.
pub(super) fn hands(context: &Context) -> Hands {
    let editor = context.env.editor().map(str::to_owned);
    let (for_notes, for_answers) = (editor.clone(), editor);
    let (showing, writing) = (context.runner(false), context.runner(false));
    let languages = context.settings.languages();
    let (for_manner, for_reading) = (languages.clone(), languages.clone());
    Hands {
        edit: Box::new(move |text| edit(for_notes.as_deref(), text, ".md").map_err(|e| e.to_string())),
        write: Box::new(move |asked, language, begun| {
            let manner = match (language, &asked.task) {
                (Some(language), _) => manner(&for_manner, language),
                (None, Task::Sql { .. }) => SQL,
                (None, _) => PROSE,
            };
            edited(for_answers.as_deref(), &app::asked(asked, &writing), manner, begun)
                .map_err(|e| e.to_string())
        }),
        read: Box::new(move |path| {
            let path = Path::new(path);
            let text = read_text(path, LONGEST).map_err(|e| e.to_string())?;
            Ok(Answer { text, language: language_of(&for_reading, path) })
        }),
        tables: Box::new(move |asked| app::shown_tables(asked, &showing)),
        languages: languages.into_iter().map(|l| l.name).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_header_that_still_stands_is_taken_away() {
        let header = "-- One.\n--\n-- Two.\n";
        assert_eq!(without_header("-- One.\n--\n-- Two.\n\nSELECT 1", header), "SELECT 1");
        assert_eq!(without_header("--\n-- Two.\nSELECT 1 -- Two.", header), "SELECT 1 -- Two.");
        assert_eq!(without_header("-- mine\nSELECT 1", header), "-- mine\nSELECT 1");
        assert_eq!(without_header("", header), "");
    }
}
