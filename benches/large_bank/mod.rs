//! A bank of ten thousand questions, made up: the same bytes on every machine and every run.
//!
//! Every third question is open, the others are choices. Each is complete, so that `viva bank check --deny warnings` passes and
//! nothing is measured but reading and checking. The texts are short, so that ten thousand questions take 8.9 MB: a megabyte of this
//! bank holds seven times as many questions as one of the shipped bank, which is more work for any parser.

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
/// Short words, enough of them that two prompts rarely share three in a row.
const WORDS: [&str; 128] = [
    "a", "act", "add", "age", "ago", "aid", "aim", "air", "all", "an", "and", "any", "app", "are", "as",
    "ask", "at", "bad", "bag", "bar", "bay", "be", "bed", "bet", "big", "bit", "box", "bus", "but", "buy",
    "by", "can", "cap", "car", "cut", "day", "did", "do", "dry", "due", "ear", "eat", "edge", "end", "era",
    "eye", "fan", "far", "few", "fit", "fix", "fly", "fog", "for", "fun", "gap", "get", "go", "got", "had",
    "has", "her", "hit", "hot", "how", "ice", "idea", "if", "in", "ink", "is", "it", "its", "jam", "jet",
    "job", "joy", "keep", "key", "kit", "lab", "lag", "last", "law", "lay", "let", "lid", "lie", "log",
    "lot", "low", "man", "map", "may", "me", "mix", "mud", "my", "net", "new", "no", "nor", "not", "now",
    "odd", "of", "off", "oil", "old", "on", "one", "or", "our", "out", "own", "pay", "per", "put", "ran",
    "raw", "red", "row", "run", "sad", "say", "sea", "see", "set",
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

    /// So many words, a line feed after every twenty-fifth.
    fn words(&mut self, count: usize) -> String {
        let mut text = String::with_capacity(count * 5);
        for i in 0..count {
            if i > 0 {
                text.push(if i % 25 == 0 { '\n' } else { ' ' });
            }
            text.push_str(self.one_of(&WORDS));
        }
        text
    }
}

fn question(out: &mut String, number: usize, chance: &mut Chance) {
    let level = LEVELS[number / 3 % LEVELS.len()];
    let minutes = 3 + chance.next() % 7;
    let (tag, title, prompt) = (chance.one_of(&TAGS), chance.words(3), chance.words(20));
    let _ = write!(
        out,
        "\n[[question]]\nid = \"q{number:04}\"\ntitle = \"{title}\"\nlevel = \"{level}\"\nminutes = {minutes}\ntags = [\"{tag}\"]\n\
         prompt = \"\"\"\n{prompt}\n\"\"\"\n"
    );
    if number.is_multiple_of(3) { open(out, chance) } else { choice(out, chance) }
}

fn open(out: &mut String, chance: &mut Chance) {
    let _ = write!(
        out,
        "[question.open]\nrubric = \"technical-answer\"\nmodel_answer = \"\"\"\n{}\n\"\"\"\nprobes = [\"{}?\", \"{}?\"]\nhints = [\"{}\"]\n\
         red_flags = [\"{}\"]\nlook_for = [\n",
        chance.words(120),
        chance.words(3),
        chance.words(3),
        chance.words(3),
        chance.words(3),
    );
    for id in ["a", "b", "c", "d"] {
        let _ = writeln!(out, "  {{ id = \"{id}\", text = \"{}\" }},", chance.words(4));
    }
    out.push_str("]\n[question.open.anchors.correctness]\n");
    for mark in 1..=4 {
        let _ = writeln!(out, "{mark} = \"As {mark}: {}\"", chance.words(3));
    }
    for mark in 2..=3 {
        let _ = write!(
            out,
            "[[question.open.sample]]\nmarks = {{ correctness = {mark}, reasoning = {mark} }}\nanswer = \"{}\"\nwhy = \"{}\"\n",
            chance.words(6),
            chance.words(3),
        );
    }
}

fn choice(out: &mut String, chance: &mut Chance) {
    let right = chance.next() % 3;
    let _ = write!(
        out,
        "[question.choice]\nselect = \"one\"\nexplanation = \"\"\"\n{}\n\"\"\"\n",
        chance.words(40)
    );
    for option in 0..3 {
        let correct = if option == right { "correct = true\n" } else { "" };
        let _ = write!(
            out,
            "[[question.choice.option]]\ntext = \"{}\"\n{correct}why = \"{}\"\n",
            chance.words(4),
            chance.words(5)
        );
    }
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
