//! In-process figures of the bank of ten thousand questions: `cargo bench`.

#[path = "bare_parse/mod.rs"]
#[expect(dead_code, reason = "parsed for the time it takes; nothing reads the fields")]
mod bare_parse;
#[path = "large_bank/mod.rs"]
#[expect(clippy::disallowed_methods, reason = "it writes the bank that is measured")]
mod large_bank;

use std::sync::OnceLock;

use vivavoce::bank::{Bank, Layer, check};

fn main() {
    divan::main();
}

/// The files of the large bank, written and read once.
fn files() -> &'static [(String, String)] {
    static FILES: OnceLock<Vec<(String, String)>> = OnceLock::new();
    FILES.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        let paths = large_bank::write(folder.path()).expect("a bank");
        #[expect(clippy::disallowed_methods, reason = "a bench reads its own files")]
        let read = |p: &std::path::PathBuf| std::fs::read_to_string(p).expect("text");
        paths.iter().map(|p| (p.display().to_string(), read(p))).collect()
    })
}

fn open() -> Bank {
    let files = files().iter().map(|(name, text)| (name.clone(), text.clone().into())).collect();
    Bank::open(vec![Layer { name: "large".into(), files }])
}

/// The yardstick: `toml` into plain types.
#[divan::bench]
fn bare_toml_parse() -> usize {
    let questions = |(name, text): &(String, String)| {
        if name.contains("/questions/") && !name.ends_with("map.toml") {
            bare_parse::parse(text).question.len()
        } else {
            0
        }
    };
    files().iter().map(questions).sum()
}

/// What an interview does before it knows its questions.
#[divan::bench]
fn walk_the_outlines() -> usize {
    open().listed().len()
}

/// `viva bank check`.
#[divan::bench(sample_count = 20)]
fn read_and_check() -> usize {
    check::run(&open(), 0).questions
}
