//! Questions as cards: imported for real by Anki's own library where it is installed, and as Markdown.

use std::process::Command;

use crate::{
    small::team,
    support::{World, skip},
};

/// A bank with an open and a choice question full of what Anki and HTML would take for markup.
fn world() -> World {
    let world = World::new();
    team(&world);
    world.write(
        "bank/questions/testing/hostile.toml",
        r#"format = 1
area = "testing"
topic = "hostile"
[[question]]
id = "hostile-one"
title = "Quotes \" and <tags>"
level = "senior"
minutes = 3
tags = ["tests"]
prompt = """
Tab	here, "quotes", <b>bold</b>, {{c1::cloze}}, [sound:beep.mp3] and \\(x\\).

```
SELECT 1;
  indented
```
"""
[question.choice]
select = "one"
explanation = "Because & so on."
[[question.choice.option]]
text = "The right one"
correct = true
why = "It is."
[[question.choice.option]]
text = "The wrong one"
why = "It is not."
[[question.choice.option]]
text = "Another wrong one"
why = "Nor is it."
"#,
    );
    world
}

/// Imports the file twice with Anki's own library and prints what the collection then holds.
const IMPORT: &str = r##"
import json, sys
from anki.collection import Collection, ImportCsvRequest
col = Collection(sys.argv[2])
counts = []
for _ in range(2):
    metadata = col.get_csv_metadata(path=sys.argv[1], delimiter=None)
    col.import_csv(ImportCsvRequest(path=sys.argv[1], metadata=metadata))
    counts.append(col.note_count())
notes = []
for nid in col.find_notes(""):
    note = col.get_note(nid)
    deck = col.decks.name(note.cards()[0].did)
    notes.append({"guid": note.guid, "type": note.note_type()["name"], "deck": deck, "tags": sorted(note.tags), "fields": list(note.fields), "cards": len(note.cards())})
print(json.dumps({"counts": counts, "notes": sorted(notes, key=lambda n: n["guid"])}))
col.close()
"##;

/// A Python that has the `anki` package: one named by `VIVA_TEST_ANKI_PYTHON`, or the one on the PATH.
fn python_with_anki() -> Option<std::ffi::OsString> {
    let named = std::env::var_os("VIVA_TEST_ANKI_PYTHON");
    let python = named.unwrap_or_else(|| "python3".into());
    let found = Command::new(&python).args(["-c", "import anki.collection"]).output();
    found.is_ok_and(|o| o.status.success()).then_some(python)
}

#[test]
fn anki_itself_imports_the_cards_and_a_second_import_doubles_none() {
    let Some(python) = python_with_anki() else {
        return skip(
            "no Python with the package `anki` was found (pip install anki; VIVA_TEST_ANKI_PYTHON names a Python)",
        );
    };
    let world = world();
    let file = world.path("cards.txt").display().to_string();
    world.ok(&["export", "practice", "--format", "anki", "--deck", "Interview \"x\"", "-o", &file]);
    let script = world.write("import.py", IMPORT);
    let collection = world.path("collection.anki2");
    let ran = Command::new(python).arg(script).arg(&file).arg(collection).output().expect("Python runs");
    let out = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success(), "{out}\n{}", String::from_utf8_lossy(&ran.stderr));
    let held: serde_json::Value = serde_json::from_str(out.lines().last().expect("a line")).expect("JSON");
    assert_eq!(held["counts"], serde_json::json!([3, 3]), "{held}");
    let notes = held["notes"].as_array().expect("notes");
    let guids: Vec<_> = notes.iter().map(|n| n["guid"].as_str().expect("a guid")).collect();
    assert_eq!(guids, ["viva:first-thing", "viva:hostile-one", "viva:second-thing"]);
    for note in notes {
        assert_eq!((&note["type"], &note["cards"]), (&"Basic".into(), &1.into()), "{note}");
        assert!(note["deck"].as_str().expect("a deck").starts_with("Interview x::"), "{note}");
    }
    let open = &notes[0];
    let (front, back) =
        (open["fields"][0].as_str().expect("a front"), open["fields"][1].as_str().expect("a back"));
    assert!(
        front.contains("A situation with the first-thing in it.") && !front.contains("model answer"),
        "{front}"
    );
    for part in ["The model answer to the first-thing.", "Says alpha", "Right and more.", "A red flag"] {
        assert!(back.contains(part), "{part}: {back}");
    }
    let tags: Vec<_> = open["tags"].as_array().expect("tags").iter().filter_map(|t| t.as_str()).collect();
    assert!(
        tags.contains(&"tests") && tags.contains(&"viva::level::mid") && tags.contains(&"viva::topic::unit"),
        "{tags:?}"
    );
    let hostile = &notes[1];
    let front = hostile["fields"][0].as_str().expect("a front");
    assert!(
        front.contains("&lt;b&gt;bold") && front.contains("<pre") && front.contains("<br>  indented"),
        "{front}"
    );
    assert!(!front.contains("<b>bold") && !front.contains("{{c1") && !front.contains("[sound:"), "{front}");
    assert!(hostile["fields"][1].as_str().expect("a back").contains("Because &amp; so on."), "{hostile}");
}

#[test]
fn the_file_has_the_headers_and_is_the_same_every_time() {
    let world = world();
    let text = world.ok(&["export", "practice", "--format", "anki"]);
    let head: Vec<&str> = text.lines().take(7).collect();
    assert_eq!(
        head,
        [
            "#separator:tab",
            "#html:true",
            "#notetype:Basic",
            "#columns:guid\tdeck\tFront\tBack\ttags",
            "#guid column:1",
            "#deck column:2",
            "#tags column:5"
        ]
    );
    assert_eq!(text.lines().count(), 10, "{text}");
    let again = world.run(world.command(&["--seed", "9", "export", "practice", "--format", "anki"]));
    assert_eq!(text, again.out);
    assert!(!world.db().exists(), "looking creates nothing");
}

#[test]
fn words_and_levels_choose() {
    let world = world();
    let ids = |args: &[&str]| -> Vec<String> {
        let all: Vec<&str> = ["export", "practice", "--format", "anki"].iter().chain(args).copied().collect();
        let text = world.ok(&all);
        text.lines()
            .filter(|l| !l.starts_with('#'))
            .map(|l| l.split('\t').next().expect("a guid").to_owned())
            .collect()
    };
    assert_eq!(ids(&["unit"]), ["viva:first-thing", "viva:second-thing"]);
    assert_eq!(ids(&["testing/hostile"]), ["viva:hostile-one"]);
    assert_eq!(ids(&["tests", "--level", "senior"]), ["viva:hostile-one"]);
    assert_eq!(ids(&["second-thing"]), ["viva:second-thing"]);
    let slip = world.viva(&["export", "practice", "tset", "--format", "anki"]);
    assert_eq!(slip.code, 4, "{slip}");
    let none = world.viva(&["export", "practice", "--level", "staff", "--format", "markdown"]);
    assert_eq!(none.code, 4, "{none}");
}

#[test]
fn markdown_has_the_questions_before_all_answers() {
    let world = world();
    let text = world.ok(&["export", "practice", "--format", "markdown"]);
    let answers = text.find("# Answers").expect("answers");
    for prompt in [
        "A situation with the first-thing in it.",
        "A situation with the second-thing in it.",
        "The wrong one",
    ] {
        assert!(text.find(prompt).is_some_and(|at| at < answers), "{prompt}\n{text}");
    }
    for key in
        ["The model answer to the first-thing.", "Because &amp; so on.", "Says alpha", "Right and more."]
    {
        assert!(text.find(key).is_some_and(|at| at > answers), "{key}\n{text}");
    }
    assert!(text.contains("```\nSELECT 1;\n  indented\n```") && !text.contains("<b>bold"), "{text}");
    let file = world.path("study.md");
    world.ok(&["export", "practice", "--format", "markdown", "-o", &file.display().to_string()]);
    assert_eq!(std::fs::read_to_string(file).expect("the file"), text);
}
