//! The other yardsticks, as whole processes.
//!
//! `yardstick bank FOLDER` writes the bank of ten thousand questions; `yardstick parse FOLDER` reads and parses its question files,
//! and those of any other bank.
#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "a yardstick reads files and prints")]

#[expect(dead_code, reason = "parsed for the time it takes; nothing reads the fields")]
#[path = "../bare_parse/mod.rs"]
mod bare_parse;
#[path = "../large_bank/mod.rs"]
mod large_bank;

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::ExitCode,
};

fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["bank", folder] => {
            let paths = large_bank::write(Path::new(folder)).expect("a folder to write to");
            let bytes: u64 = paths.iter().map(|p| fs::metadata(p).map_or(0, |m| m.len())).sum();
            println!("{} files, {} questions, {bytes} bytes", paths.len(), large_bank::QUESTIONS);
        }
        ["parse", folder] => {
            let mut paths = Vec::new();
            collect(&Path::new(folder).join("questions"), &mut paths).expect("a bank");
            let text = |p: &PathBuf| fs::read_to_string(p).expect("a text");
            let files: Vec<_> = paths.iter().map(|p| bare_parse::parse(&text(p))).collect();
            println!("{} questions", files.iter().map(|f| f.question.len()).sum::<usize>());
        }
        _ => return ExitCode::from(2),
    }
    ExitCode::SUCCESS
}

/// Every question file below a folder.
fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, paths)?;
        } else if path.extension().is_some_and(|e| e == "toml")
            && path.file_name().is_some_and(|n| n != "map.toml")
        {
            paths.push(path);
        }
    }
    Ok(())
}
