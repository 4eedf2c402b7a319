#![allow(clippy::disallowed_methods, reason = "a build script is outside the house")]
//! Embeds the shipped bank: every TOML file below `questions/` and `rubrics/`, as (path, text) pairs.
//! The files themselves stay the only source; nothing is transformed here.

use std::{env, fmt::Write, fs, path::Path};

fn main() {
    let root = env::var("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR");
    let mut files = Vec::new();
    for folder in ["questions", "rubrics"] {
        println!("cargo:rerun-if-changed={folder}");
        collect(&Path::new(&root).join(folder), &mut files);
    }
    files.sort();
    let mut code = String::from("[\n");
    for file in &files {
        let name = Path::new(file).strip_prefix(&root).expect("below the root").display().to_string();
        println!("cargo:rerun-if-changed={name}");
        writeln!(code, "    ({name:?}, include_str!({file:?})),").expect("writing to a string");
    }
    code.push_str("]\n");
    let out = Path::new(&env::var("OUT_DIR").expect("cargo sets OUT_DIR")).join("shipped.rs");
    fs::write(out, code).expect("OUT_DIR is writable");
    let commit = std::process::Command::new("git").args(["rev-parse", "--short=12", "HEAD"]).output().ok();
    let commit =
        commit.filter(|o| o.status.success()).map(|o| String::from_utf8_lossy(&o.stdout).trim().to_owned());
    println!("cargo:rustc-env=VIVA_COMMIT={}", commit.unwrap_or_else(|| "unknown".into()));
    println!("cargo:rerun-if-changed=.git/HEAD");
}

fn collect(folder: &Path, files: &mut Vec<String>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|e| e == "toml") {
            files.push(path.display().to_string());
        }
    }
}
