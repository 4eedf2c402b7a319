//! A bank of ten thousand questions, made up: the same bytes on every machine and every run.
//!
//! Every question is complete, so that `viva bank check --deny warnings` passes and nothing is measured but reading and
//! checking. To fit ten thousand of them into 9 MB the words of the model answers are single letters: a megabyte of this bank
//! holds six times as many values as one of the shipped bank, which is more work for any parser.

use std::{
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
};

/// How many questions the bank has.
pub const QUESTIONS: usize = 10_000;
/// The role that the bank brings along.
pub const ROLE: &str = "bench-role";

const AREAS: [&str; 8] = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta"];
const TOPICS: [&str; 5] = ["one", "two", "three", "four", "five"];
const LEVELS: [&str; 4] = ["junior", "mid", "senior", "staff"];
const TAGS: [&str; 6] = ["sql", "http", "cache", "queue", "index", "log"];
/// The shortest words there are, for the 120 of a model answer.
const LETTERS: [&str; 26] = [
    "a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t", "u",
    "v", "w", "x", "y", "z",
];
/// Short words, enough of them that two prompts rarely share three in a row.
const WORDS: [&str; 64] = [
    "a", "i", "an", "as", "at", "be", "by", "do", "go", "if", "in", "is", "it", "me", "my", "no", "of", "on",
    "or", "so", "to", "up", "us", "we", "ad", "am", "ah", "ox", "pi", "re", "io", "db", "os", "ui", "qa",
    "ci", "cd", "ip", "id", "vm", "ai", "ms", "kb", "mb", "gb", "tb", "kv", "cp", "ap", "tx", "rx", "pk",
    "fk", "ok", "he", "eh", "lo", "hi", "row", "key", "job", "log", "set", "map",
];

/// All files, as path below the bank's folder and text, in the order of their paths.
pub fn files() -> Vec<(String, String)> {
    let mut files = vec![
        ("questions/map.toml".to_owned(), map()),
        ("rubrics/criteria/technical-answer.toml".to_owned(), RUBRIC.to_owned()),
        (format!("rubrics/roles/{ROLE}.toml"), role()),
    ];
    let each = QUESTIONS / (AREAS.len() * TOPICS.len());
    let mut chance = Chance(0x7669_7661);
    let mut number = 0;
    for area in AREAS {
        for topic in TOPICS {
            let mut text = format!("format = 1\narea = \"{area}\"\ntopic = \"{topic}\"\n");
            for _ in 0..each {
                question(&mut text, number, &mut chance);
                number += 1;
            }
            files.push((format!("questions/{area}/{topic}.toml"), text));
        }
    }
    files.sort();
    files
}

/// Writes the bank into `folder`, unless it stands there already, and says where its files are.
///
/// # Errors
/// When the folder does not take it.
pub fn write(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for (name, text) in files() {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        if fs::read(&path).ok().as_deref() != Some(text.as_bytes()) {
            fs::write(&path, text)?;
        }
        paths.push(path);
    }
    Ok(paths)
}

/// SplitMix64 (Steele, Lea and Flood 2014): small, and the same everywhere.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn one_of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[(self.next() % list.len() as u64) as usize]
    }

    /// So many of the words, a line feed after every fortieth.
    fn some(&mut self, words: &[&str], count: usize) -> String {
        let mut text = String::with_capacity(count * 3);
        for i in 0..count {
            if i > 0 {
                text.push(if i % 40 == 0 { '\n' } else { ' ' });
            }
            text.push_str(self.one_of(words));
        }
        text
    }

    fn words(&mut self, count: usize) -> String {
        self.some(&WORDS, count)
    }
}

fn question(out: &mut String, number: usize, chance: &mut Chance) {
    let level = LEVELS[number % LEVELS.len()];
    let minutes = 3 + chance.next() % 7;
    let (tag, title, prompt) = (chance.one_of(&TAGS), chance.words(2), chance.words(20));
    let answer = chance.some(&LETTERS, 120);
    let _ = write!(
        out,
        "\n[[question]]\nid = \"q{number:04}\"\ntitle = \"{title}\"\nlevel = \"{level}\"\nminutes = {minutes}\ntags = [\"{tag}\"]\n\
         prompt = \"\"\"\n{prompt}\"\"\"\n[question.open]\nrubric = \"technical-answer\"\nmodel_answer = \"\"\"\n{answer}\"\"\"\n\
         probes = [\"Why?\", \"{}?\"]\nhints = [\"{}\"]\nred_flags = [\"{}\"]\nlook_for = [",
        chance.words(1),
        chance.words(1),
        chance.words(1),
    );
    for (id, after) in [("a", ", "), ("b", ",\n"), ("c", ", "), ("d", "]\n")] {
        let _ = write!(out, "{{ id = \"{id}\", text = \"{}\" }}{after}", chance.words(2));
    }
    let _ = write!(
        out,
        "anchors.correctness = {{ 1 = \"no\", 2 = \"so\", 3 = \"ok\", 4 = \"{} too\" }}\n\
         sample = [{{ marks = {{ correctness = 2, reasoning = 2 }}, answer = \"{}\", why = \"so\" }},\n\
         {{ marks = {{ correctness = 3, reasoning = 3 }}, answer = \"{}\", why = \"ok\" }}]\n",
        chance.words(1),
        chance.words(1),
        chance.words(1),
    );
}

fn map() -> String {
    let topics = TOPICS.map(|t| format!("{t:?}")).join(", ");
    AREAS.iter().fold("format = 1\n".to_owned(), |mut text, area| {
        let _ = write!(text, "\n[area.{area}]\ntitle = \"{area}\"\ntopics = [{topics}]\n");
        text
    })
}

fn role() -> String {
    let head = format!(
        "format = 1\nid = \"{ROLE}\"\ntitle = \"Made up\"\nlevel = \"mid\"\nabout = \"Measured.\"\nminutes = 60\n\
         opening = \"Hello.\"\nclosing = \"Goodbye.\"\n"
    );
    AREAS.iter().take(4).fold(head, |mut text, area| {
        let _ = write!(
            text,
            "\n[[section]]\narea = \"{area}\"\nminutes = 12\nbar = 2.5\nlevels = [\"mid\", \"senior\"]\n"
        );
        text
    })
}

const RUBRIC: &str = r#"format = 1
id = "technical-answer"
title = "Technical answer"
[[criterion]]
id = "correctness"
title = "Correctness"
about = "Is it true?"
weight = 2
[criterion.anchors]
1 = "No"
2 = "Partly"
3 = "Yes"
4 = "Yes, and more"
[[criterion]]
id = "reasoning"
title = "Reasoning"
about = "Why?"
[criterion.anchors]
1 = "None"
2 = "Asked"
3 = "Given"
4 = "Compared"
"#;
