//! Settings of what runs programs: `[language.NAME]` and `[sandbox]`.

use std::path::Path;

use crate::{
    bank::{
        codes,
        fields::{Fields, Node, Reader},
    },
    exec::{self, Language},
};

/// What a settings file says about running programs.
#[derive(Debug, Default)]
pub(super) struct FilePrograms {
    pub(super) languages: Vec<Language>,
    pub(super) container: Vec<String>,
}

/// Reads both tables. `base` is the folder of the file, for relative paths; a container is taken only from a file that the user
/// wrote or named: it is a command that runs as the user, and a folder of questions from elsewhere may have a settings file in it.
pub(super) fn read(f: &mut Fields<'_, '_>, base: &Path, may_start_commands: bool) -> FilePrograms {
    let mut programs = FilePrograms::default();
    for (name, _, node) in f.entries("language") {
        programs.languages.extend(language(f.reader, name, node, base, may_start_commands));
    }
    if let Some(node) = f.get("sandbox")
        && let Some(mut table) = Fields::of(f.reader, "sandbox table", node)
    {
        let words = table.texts("container").into_iter().map(|(word, _)| word).collect::<Vec<_>>();
        if !words.is_empty() && !may_start_commands {
            let message = "a container is a command that runs with your rights, so a settings file that was only found does not set it";
            let finding = f.reader.finding(&codes::UNKNOWN_KEY, &node.span(), message).label("not from here");
            f.reader.report(
                finding.help("put it into your own settings file, or name this one with --config FILE"),
            );
        }
        table.finish();
        programs.container = words;
    }
    programs
}

/// One language: a built-in one with changes, or a new one, which needs `ending` and `run`.
fn language(reader: &Reader, name: &str, node: &Node<'_>, base: &Path, trusted: bool) -> Option<Language> {
    let mut f = Fields::of(reader, "language", node)?;
    let known = exec::languages().into_iter().find(|l| l.name == name);
    let mut language = match &known {
        Some(known) => known.clone(),
        None => {
            let ending = f.text("ending").map(|e| e.trim_start_matches('.').to_owned());
            f.need("run");
            let ending = ending.unwrap_or_else(|| "txt".to_owned());
            Language::of(name, &ending, "# ", &[])
        }
    };
    if let Some(ending) = f.text_if("ending").filter(|_| known.is_some()) {
        language.ending = ending.trim_start_matches('.').to_owned();
        language.file = format!("main.{}", language.ending);
    }
    if let Some(comment) = f.text_if("comment") {
        language.comment = format!("{comment} ");
    }
    if let Some(node) = f.get("file")
        && let Some(file) = f.text_if("file")
    {
        let plain = !file.contains('/') && !file.starts_with('.');
        if !plain {
            let message = format!("`file` is `{file}`: the source file's name, without a folder");
            reader.report(
                reader.finding(&codes::OUT_OF_RANGE, &node.span(), message).label("not a plain name"),
            );
        }
        language.file = file;
    }
    let mut command = |key: &'static str, command: &mut Vec<String>| {
        if f.get(key).is_some() {
            *command = f.texts(key).into_iter().map(|(word, _)| word).collect();
        }
    };
    command("build", &mut language.build);
    command("run", &mut language.run);
    command("version", &mut language.version);
    if language.run.is_empty() && f.get("run").is_some() {
        let span = f.span.clone();
        reader.report(
            reader
                .finding(&codes::OUT_OF_RANGE, &span, "`run` is empty: a program needs a command")
                .label("no command"),
        );
    }
    for (key, span, value) in f.entries("env") {
        if let Some(text) = value.get_ref().as_str() {
            language.env.push((key.to_owned(), text.to_owned()));
        } else {
            reader.report(
                reader.finding(&codes::WRONG_TYPE, &span, format!("`{key}` must be text")).label("not text"),
            );
        }
    }
    for (path, span) in f.texts("readable") {
        if !trusted {
            let message = "`readable` opens files of yours to programs, so a settings file that was only found does not set it";
            let finding = reader.finding(&codes::UNKNOWN_KEY, &span, message).label("not from here");
            reader.report(
                finding.help("put it into your own settings file, or name this one with --config FILE"),
            );
            break;
        }
        language.readable.push(base.join(path));
    }
    language.found = !trusted;
    // Limits that nobody needs to pass; the question's own come on top.
    if let Some(mb) = f.number_if("reserve_mb", 0.0..=1_048_576.0) {
        language.reserve_mb = mb as u64;
    }
    if let Some(processes) = f.number_if("processes", 1.0..=1024.0) {
        language.processes = processes as u64;
    }
    language.start_seconds = f.number_if("start_seconds", 0.0..=30.0).unwrap_or(language.start_seconds);
    language.build_seconds = f.number_if("build_seconds", 1.0..=600.0).unwrap_or(language.build_seconds);
    f.finish();
    Some(language)
}

/// A language in one line, for `config list`.
pub(super) fn in_a_line(language: &Language) -> String {
    let build =
        if language.build.is_empty() { String::new() } else { format!("{} && ", language.build.join(" ")) };
    format!("{build}{}", language.run.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Finding, Sources};

    fn read_text(text: &str, own: bool) -> (FilePrograms, Vec<Finding>) {
        let mut sources = Sources::default();
        let reader = Reader::new(sources.add("viva.toml", text.to_owned()), 0);
        let table = reader.parse(text);
        let mut f = Fields::new(&reader, "settings file", table.get_ref(), 0..0);
        let programs = read(&mut f, Path::new("/base"), own);
        f.finish();
        (programs, reader.finish())
    }

    #[test]
    fn a_new_language_and_a_changed_one() {
        let (read, findings) = read_text(
            "[language.lua]\nending = \".lua\"\ncomment = \"--\"\nrun = [\"lua5.4|lua\", \"{file}\"]\nreadable = [\"lib\"]\n\
             reserve_mb = 64\n[language.lua.env]\nLUA_INIT = \"\"\n[language.c]\nbuild = [\"clang\", \"-o\", \"main\", \"{file}\"]\n",
            true,
        );
        assert!(findings.is_empty(), "{findings:?}");
        let [c, lua] = &read.languages[..] else { panic!("{read:?}") };
        assert_eq!((&*lua.ending, &*lua.comment, &*lua.file, lua.reserve_mb), ("lua", "-- ", "main.lua", 64));
        assert_eq!(lua.readable, [Path::new("/base/lib")]);
        assert_eq!(in_a_line(lua), "lua5.4|lua {file}");
        assert_eq!(in_a_line(c), "clang -o main {file} && ./main");
    }

    #[test]
    fn a_file_that_was_only_found_opens_no_files_and_its_commands_stay_in_the_sandbox() {
        let text = "[language.c]\nrun = [\"./main\"]\n";
        assert!(read_text(text, false).0.languages[0].found && !read_text(text, true).0.languages[0].found);
        let text = "[language.c]\nreadable = [\"/home\"]\n";
        let (read, findings) = read_text(text, false);
        assert_eq!((read.languages[0].readable.len(), findings.len()), (0, 1));
        assert_eq!(read_text(text, true).1.len(), 0);
    }

    #[test]
    fn faults_are_found() {
        for (text, code) in [
            ("[language.lua]\nrun = [\"lua\"]", "missing-key"),
            ("[language.lua]\nending = \"lua\"", "missing-key"),
            ("[language.lua]\nending = \"lua\"\nrun = []", "out-of-range"),
            ("[language.lua]\nending = \"lua\"\nrun = [\"x\"]\nfile = \"../x.lua\"", "out-of-range"),
            ("[language.c]\nprocesses = 0", "out-of-range"),
            ("[language.c]\nbiuld = [\"x\"]", "unknown-key"),
            ("[language.c.env]\nX = 1", "wrong-type"),
            ("[sandbox]\ncontainer = [\"docker\"]", "unknown-key"),
        ] {
            let (_, findings) = read_text(text, false);
            assert!(findings.iter().any(|f| f.code.name == code), "{text}: {findings:?}");
        }
        let (read, findings) = read_text("[sandbox]\ncontainer = [\"docker\", \"run\"]", true);
        assert_eq!((read.container, findings.len()), (vec!["docker".to_owned(), "run".to_owned()], 0));
    }
}
