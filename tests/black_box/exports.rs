//! `viva export`.

use serde_json::Value;

use crate::{
    reports::round,
    small::{FULL, world_with},
    support::{World, shipped, skip},
    workbook::{Cell, Workbook},
};

const TABLES: [&str; 3] = ["sessions", "marks", "items"];

fn csv_rows(world: &World, args: &[&str]) -> (Vec<String>, Vec<Vec<String>>) {
    let text = world.ok(args);
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head = reader.headers().expect("a header").iter().map(str::to_owned).collect();
    (head, reader.records().map(|r| r.expect("a record").iter().map(str::to_owned).collect()).collect())
}

#[test]
fn the_dictionary_in_the_documentation_is_the_one_of_the_program() {
    let world = World::new();
    let written = std::fs::read_to_string(shipped("docs/data-dictionary.md")).expect("the dictionary");
    assert_eq!(world.ok(&["export", "dictionary"]), written, "write it with `viva export dictionary`");
}

#[test]
fn every_format_holds_the_same_rows_under_the_columns_of_the_dictionary() {
    let world = round();
    let dictionary = world.ok(&["export", "dictionary"]);
    for (table, count) in TABLES.iter().zip([5, 20, 10]) {
        let part = dictionary.split(&format!("## `viva export {table}`")).nth(1).expect("the table");
        let part = part.split("\n## ").next().expect("its part");
        let columns: Vec<&str> =
            part.lines().filter_map(|l| l.strip_prefix("| `")?.split('`').next()).collect();
        let (head, rows) = csv_rows(&world, &["export", table]);
        assert_eq!(
            (head.as_slice(), rows.len()),
            (columns.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>().as_slice(), count),
            "{table}"
        );

        let json: Value =
            serde_json::from_str(&world.ok(&["export", table, "--format", "json"])).expect("JSON");
        assert_eq!((&json["schema"], &json["table"]), (&"viva.export/1".into(), &(*table).into()));
        assert_eq!(json["columns"].as_array().expect("columns").len(), columns.len());
        let lines = world.ok(&["export", table, "--format", "jsonl"]);
        let lines: Vec<Value> = lines.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
        assert_eq!(json["rows"].as_array().expect("rows"), &lines);

        world.ok(&["export", table, "--format", "xlsx", "-o", "t.xlsx"]);
        let book = Workbook::read(&world.path("t.xlsx"));
        assert_eq!(book.sheets["About"][0][0], Some(Cell::Text("viva.export/1".into())));
        assert!(book.text.contains("state=\"frozen\"") && book.text.contains("<autoFilter"));
        let sheet = &book.sheets[*table];
        assert_eq!(sheet.len(), count + 1);
        for (i, row) in rows.iter().enumerate() {
            for (c, column) in columns.iter().enumerate() {
                let (text, json) = (&row[c], &lines[i][*column]);
                let same = match json {
                    Value::Null => text.is_empty(),
                    Value::String(s) => s == text,
                    Value::Number(n) => n.as_f64() == text.parse().ok(),
                    Value::Bool(b) => text.parse() == Ok(*b),
                    other => panic!("{other}"),
                };
                assert!(same, "{table}.{column}: csv {text}, json {json}");
                let cell = sheet[i + 1].get(c).cloned().flatten();
                let same = match (&cell, json) {
                    (None, json) => json.is_null() || json == "",
                    (Some(Cell::Text(t)), Value::String(s)) => t == s,
                    (Some(Cell::Number(n)), Value::Number(j)) => Some(*n) == j.as_f64(),
                    // A moment is a date of the workbook.
                    (Some(Cell::Number(n)), Value::String(s)) => s.ends_with('Z') && *n > 40_000.0,
                    (Some(Cell::Flag(f)), Value::Bool(j)) => f == j,
                    _ => false,
                };
                assert!(same, "{table}.{column}: xlsx {cell:?}, json {json}");
            }
        }
    }
}

#[test]
fn exports_are_what_the_reports_say() {
    let world = round();
    let json: Value =
        serde_json::from_str(&world.ok(&["export", "sessions", "--format", "json"])).expect("JSON");
    for row in json["rows"].as_array().expect("rows") {
        let report =
            world.ok(&["report", "session", row["short"].as_str().expect("short"), "--format", "json"]);
        let report: Value = serde_json::from_str(&report).expect("JSON");
        for (column, path) in [
            ("score", "/result/score"),
            ("outcome", "/result/outcome"),
            ("coverage", "/result/coverage"),
            ("bar", "/result/bar"),
            ("minutes_spent", "/session/minutes"),
            ("head", "/session/head"),
            ("recommendation", "/recommendation/value"),
            ("status", "/session/status"),
        ] {
            assert_eq!(Some(&row[column]), report.pointer(path), "{column}");
        }
        let items = world.ok(&["export", "items", "--format", "jsonl"]);
        let items: Vec<Value> = items.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
        let own: Vec<&Value> = items.iter().filter(|i| i["session"] == row["session"]).collect();
        let questions = report["sections"][0]["questions"].as_array().expect("questions");
        assert_eq!(own.len(), questions.len());
        for (item, question) in own.iter().zip(questions) {
            for (column, key) in [
                ("question", "id"),
                ("score", "score"),
                ("ended", "status"),
                ("wording", "wording"),
                ("minutes_spent", "minutes"),
            ] {
                assert_eq!(item[column], question[key], "{column}");
            }
        }
    }
}

#[test]
fn sessions_are_chosen_by_role_and_day() {
    let world = round();
    assert_eq!(csv_rows(&world, &["export", "sessions", "--since", "2026-11-16"]).1.len(), 5);
    assert_eq!(csv_rows(&world, &["export", "sessions", "--since", "2026-11-16T09:00:01Z"]).1.len(), 0);
    assert_eq!(csv_rows(&world, &["export", "sessions", "--role", "tester"]).1.len(), 5);
    assert_eq!(world.viva(&["export", "sessions", "--role", "nothing"]).code, 4);
    assert_eq!(world.viva(&["export", "sessions", "--since", "yesterday"]).code, 2);
}

#[test]
fn formulas_are_guarded_but_not_for_programs() {
    let (world, _) = world_with("");
    let script = FULL
        .replace("Ada Example", "=cmd|' /C calc'!A0")
        .replace("joined late", "@SUM(1)")
        .replace("drew a picture", "-1 \\\"quoted\\\", and\\tmore");
    let path = world.write("s.toml", &script).display().to_string();
    world.ok(&["interview", "--script", &path]);
    for table in TABLES {
        let rows = csv_rows(&world, &["export", table]).1;
        for cell in rows.iter().flatten().filter(|c| c.parse::<f64>().is_err()) {
            assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
        }
        assert!(rows.iter().flatten().any(|c| c == "'=cmd|' /C calc'!A0"), "{table}");
        let raw = csv_rows(&world, &["export", table, "--raw"]).1;
        assert!(raw.iter().flatten().any(|c| c == "=cmd|' /C calc'!A0"), "{table}");
        world.ok(&["export", table, "--format", "xlsx", "-o", "t.xlsx"]);
        let book = Workbook::read(&world.path("t.xlsx"));
        let cells: Vec<&Cell> = book.sheets[table].iter().flatten().flatten().collect();
        assert!(!cells.contains(&&Cell::Formula), "{table}");
        assert!(cells.contains(&&Cell::Text("=cmd|' /C calc'!A0".into())), "{table}");
    }
    let page = world.ok(&["report", "session", "--format", "csv"]);
    let mut reader = csv::ReaderBuilder::new().from_reader(page.as_bytes());
    for record in reader.records() {
        assert!(
            record
                .expect("a record")
                .iter()
                .all(|f| f.parse::<f64>().is_ok() || !f.starts_with(['=', '+', '-', '@']))
        );
    }
}

#[test]
fn a_reader_that_goes_away_is_no_error_and_the_store_is_never_written_over() {
    let world = round();
    let mut piped = world.wrapped(
        &["sh", "-c", "\"$0\" \"$@\" 2>err | head -c 10 >/dev/null; cat err >&2"],
        &["export", "marks", "--format", "jsonl"],
    );
    piped.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    let ran = world.run(piped);
    assert!(ran.code == 0 && ran.err.is_empty(), "{ran}");
    let db = world.db().display().to_string();
    assert_eq!(world.viva(&["export", "marks", "-o", &db]).code, 6);
    world.ok(&["db", "check"]);
}

#[test]
fn a_spreadsheet_library_opens_every_workbook() {
    let world = round();
    let python = |code: &str| {
        let mut command = std::process::Command::new("python3");
        command.args(["-c", code]).current_dir(world.path(".")).output()
    };
    if !python("import openpyxl").is_ok_and(|o| o.status.success()) {
        return skip("python3 with openpyxl is not here");
    }
    for table in TABLES {
        world.ok(&["export", table, "--format", "xlsx", "-o", &format!("{table}.xlsx")]);
    }
    world.ok(&["report", "role", "tester", "--format", "xlsx", "-o", "role.xlsx"]);
    world.ok(&["report", "candidate", "Ada Example", "--format", "xlsx", "-o", "candidate.xlsx"]);
    let code = "
import openpyxl, datetime
for name in ['sessions', 'marks', 'items', 'role', 'candidate']:
    book = openpyxl.load_workbook(name + '.xlsx')
    for sheet in book.worksheets[1:]:
        assert sheet.freeze_panes == 'A2', (name, sheet.title)
        assert sheet.auto_filter.ref, (name, sheet.title)
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != 'f', (name, cell.coordinate)
sheet = openpyxl.load_workbook('sessions.xlsx')['sessions']
head = [c.value for c in sheet[1]]
row = dict(zip(head, [c.value for c in sheet[2]]))
assert row['started_at'] == datetime.datetime(2026, 11, 16, 9, 0), row
assert isinstance(row['score'], (int, float)) and isinstance(row['minutes_planned'], int), row
charts = [c for s in openpyxl.load_workbook('role.xlsx').worksheets for c in s._charts]
print('charts', len(charts))
";
    let ran = python(code).expect("python3");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    assert_eq!(String::from_utf8_lossy(&ran.stdout).trim(), "charts 1");
}
