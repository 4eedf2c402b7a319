//! The table of rooms in `src/lib.rs`, held against the `use` lines and paths of the code.
#![allow(clippy::disallowed_methods, reason = "tests read files themselves")]

use std::{collections::BTreeMap, fs, path::Path};

/// Room, and the rooms it may use.
const MAY_USE: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("measure", &["model"]),
    ("bank", &["model"]),
    ("plan", &["model", "bank", "measure"]),
    ("grade", &["model", "bank"]),
    ("session", &["model", "bank", "plan", "grade", "measure"]),
    ("practice", &["model", "bank", "measure"]),
    ("report", &["model", "bank", "plan", "measure", "session"]),
    ("store", &["model"]),
    ("exec", &["model", "grade"]),
    ("ui", &["model", "bank", "session", "practice", "report"]),
    ("world", &["model"]),
    (
        "app",
        &[
            "model", "bank", "plan", "grade", "session", "practice", "measure", "report", "store", "exec",
            "world",
        ],
    ),
    (
        "cli",
        &[
            "model", "bank", "plan", "grade", "session", "practice", "measure", "report", "store", "exec",
            "world", "app", "ui",
        ],
    ),
];

/// Capabilities that a pure room must not reach for, whatever clippy says.
const PURE: &[&str] = &["model", "measure", "bank", "plan", "grade", "session", "practice", "report"];
const CAPABILITIES: &[&str] = &[
    "std::fs",
    "std::process",
    "std::env",
    "std::net",
    "rusqlite",
    "dialoguer",
    "indicatif",
    "SystemTime",
    "Instant::",
];

fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.file_name().is_some_and(|n| n == "tests.rs") {
            // A module of tests may use what its room may not.
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push((path.display().to_string(), fs::read_to_string(&path).expect("text")));
        }
    }
}

/// The code without comments and without its tests.
fn code(text: &str) -> String {
    let before_tests = text.split("#[cfg(test)]").next().unwrap_or("");
    before_tests.lines().filter(|l| !l.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Every room that is named behind `crate::`, in braces too.
fn rooms_named(code: &str) -> Vec<String> {
    let mut rooms = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let (mut depth, mut word) = (0, String::new());
            for c in group.chars() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => word.clear(),
                    c if depth == 0 && (c.is_alphanumeric() || c == '_') => word.push(c),
                    ':' if depth == 0 && !word.is_empty() => rooms.push(std::mem::take(&mut word)),
                    _ => {}
                }
            }
        } else {
            rooms.push(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    rooms
}

#[test]
fn no_room_uses_what_the_table_does_not_allow() {
    let table: BTreeMap<_, _> = MAY_USE.iter().copied().collect();
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut wrong = Vec::new();
    let mut seen = 0;
    for entry in fs::read_dir(&src).expect("src").flatten().filter(|e| e.path().is_dir()) {
        let room = entry.file_name().to_string_lossy().into_owned();
        let Some(allowed) = table.get(room.as_str()) else {
            wrong.push(format!("the table does not name the room {room}"));
            continue;
        };
        let mut files = Vec::new();
        sources(&entry.path(), &mut files);
        for (file, text) in files {
            seen += 1;
            let code = code(&text);
            for named in rooms_named(&code) {
                if named != room && table.contains_key(named.as_str()) && !allowed.contains(&named.as_str()) {
                    wrong.push(format!("{file}: {room} may not use {named}"));
                }
            }
            if PURE.contains(&room.as_str()) {
                wrong.extend(
                    CAPABILITIES
                        .iter()
                        .filter(|c| code.contains(*c))
                        .map(|c| format!("{file}: {room} is pure, and names {c}")),
                );
            }
        }
    }
    assert!(seen > 50, "the test looked at {seen} files only");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_test_itself_finds_an_arrow() {
    assert_eq!(
        rooms_named("use crate::{app::{self, X}, model::Y};\ncrate::store::z()"),
        ["app", "model", "store"]
    );
}

#[test]
fn the_main_file_stays_small() {
    let main =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/main.rs")).expect("main.rs");
    assert!(main.lines().count() <= 40);
}
