//! Stores of earlier versions: kept as they were, brought to ours, every chain as before. One store file of every schema that was ever written is kept.

use std::{collections::BTreeMap, fs, path::PathBuf};

use super::{
    Access, SCHEMA_VERSION, Store, StoreError,
    story::{Place, entry},
};
use crate::model::{Event, SessionId};

/// The store files of all versions before ours.
fn fixtures() -> Vec<(i32, Vec<u8>)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/stores");
    let read = |version| (version, fs::read(folder.join(format!("schema-{version}.db"))).expect("a fixture"));
    (1..SCHEMA_VERSION).map(read).collect()
}

fn placed(bytes: &[u8]) -> Place {
    let place = Place::new();
    fs::write(place.path(), bytes).expect("a file");
    place
}

/// Every head, and how many entries lead to it.
fn heads(store: &Store) -> BTreeMap<SessionId, (String, usize)> {
    let list = store.sessions().expect("a list").into_iter().map(|s| s.id);
    let head = |id: SessionId| {
        let session = store.session(&id).expect("a session");
        (id, (session.head, session.entries.len()))
    };
    list.map(head).collect()
}

fn beside(place: &Place) -> Vec<String> {
    let folder = place.path().parent().expect("a folder").to_owned();
    let names = fs::read_dir(folder).expect("a folder").map(|e| e.expect("a file").file_name());
    let mut names: Vec<String> = names.map(|n| n.to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

/// What the first schema's fixture ended with when it was made.
const HEADS: [&str; 3] = [
    "e7d26d0834ac1d6ae36a6e399f6b457ea940cdc486e2121b929081946a47253e",
    "ff3ff78f80698ca6cd4ae1401f55d492ae26ab05314558542efc9a5af732900f",
    "963f054dfcaf09ceb08677870e0d8bab94e4d34ee4188c7f6568877a40cdcaf0",
];

#[test]
fn whoever_only_looks_changes_nothing_and_sees_everything() {
    for (version, bytes) in fixtures() {
        let place = placed(&bytes);
        let store = place.open(Access::Read).expect("it opens");
        assert_eq!(store.check().expect("a check"), []);
        assert_eq!(store.status().expect("a status").schema, version);
        assert_eq!(store.status().expect("a status").journal_mode, "delete");
        assert_eq!(heads(&store).len(), 3);
        for (head, _) in heads(&store).values() {
            assert!(store.holds_head(head).expect("asked"));
            assert!(version > 1 || HEADS.contains(&&**head), "{head}");
        }
        let copy = place.path().with_extension("copy");
        store.backup(&copy, |_, _| {}).expect("a backup");
        drop(store);
        assert_eq!(fs::read(place.path()).expect("the file"), bytes, "the file was changed");
        assert_eq!(beside(&place), ["viva.copy", "viva.db"]);
        let back = Store::open(&copy, Access::Read, Place::hooks()).expect("the backup opens");
        assert_eq!(back.status().expect("a status").schema, version, "a backup is of the file");
    }
}

#[test]
fn whoever_writes_finds_it_as_it_was_beside_it() {
    for (version, bytes) in fixtures() {
        let place = placed(&bytes);
        let before = heads(&place.open(Access::Read).expect("it opens"));
        let mut store = place.open(Access::Write).expect("it opens");
        let kept = store.kept_before().expect("it was kept").to_owned();
        assert_eq!(
            kept.file_name().expect("a name").to_string_lossy(),
            format!("viva.db.schema-{version}.backup")
        );
        assert_eq!(store.check().expect("a check"), []);
        assert_eq!(store.status().expect("a status").schema, SCHEMA_VERSION);
        assert_eq!(heads(&store), before, "every chain is as it was");
        for (id, (_, entries)) in &before {
            let seq = u32::try_from(*entries).expect("a number") + 1;
            let note = Event::Note { question: None, text: "went on".into() };
            store.append(id, &[entry(seq, note)]).expect("it goes on");
        }
        for (head, _) in before.values() {
            assert!(store.holds_head(head).expect("asked"), "what was printed once is still found");
        }
        drop(store);
        // The second time there is nothing to do.
        let store = place.open(Access::Write).expect("it opens");
        assert!(store.kept_before().is_none());
        assert_eq!(store.check().expect("a check"), []);
        let old = Store::open(&kept, Access::Read, Place::hooks()).expect("the backup opens");
        assert_eq!((heads(&old), old.status().expect("a status").schema), (before, version));
        // Somebody puts the old file back, and it happens again: nothing is written over.
        drop(store);
        fs::write(place.path(), &bytes).expect("restored");
        drop(place.make());
        let second = format!("viva.db.schema-{version}-2.backup");
        assert!(beside(&place).contains(&second), "{:?}", beside(&place));
    }
}

#[test]
fn a_new_store_and_a_renewed_one_have_the_same_schema() {
    let new = Place::new();
    drop(new.make());
    for (_, bytes) in fixtures() {
        let place = placed(&bytes);
        drop(place.open(Access::Write).expect("it opens"));
        let schema = |place: &Place| {
            let conn = rusqlite::Connection::open(place.path()).expect("it opens");
            let sql = "SELECT group_concat(type || name || coalesce(sql, ''), x'0a') FROM (SELECT * FROM sqlite_schema ORDER BY type, name)";
            conn.query_row(sql, [], |r| r.get::<_, String>(0)).expect("a schema")
        };
        assert_eq!(schema(&place), schema(&new));
    }
}

#[test]
fn a_damaged_store_is_neither_renewed_nor_read() {
    for (version, bytes) in fixtures() {
        // A row that was changed: the copy that would be kept is not whole, so nothing is done.
        let place = placed(&bytes);
        let conn = rusqlite::Connection::open(place.path()).expect("it opens");
        let trigger: String = conn
            .query_row("SELECT sql FROM sqlite_schema WHERE name = 'body_is_fixed'", [], |r| r.get(0))
            .expect("the trigger");
        conn.execute_batch(&format!(
            "DROP TRIGGER body_is_fixed; UPDATE entry_body SET value = 4 WHERE value = 3; {trigger}"
        ))
        .expect("changed");
        drop(conn);
        let changed = fs::read(place.path()).expect("the file");
        let refused = place.open(Access::Write);
        assert!(matches!(refused, Err(StoreError::Damaged { .. })), "{refused:?}");
        assert_eq!(beside(&place), ["viva.db"]);
        assert_eq!(fs::read(place.path()).expect("the file"), changed);
        let checks = place.open(Access::Read).expect("it opens").check().expect("a check");
        assert!(checks.iter().any(|t| t.check == "chain"), "{version}: {checks:?}");
        // Pages that were overwritten.
        let mut torn = bytes.clone();
        let middle = torn.len() / 2 / 4096 * 4096;
        torn[middle..middle + 4096].fill(0x5a);
        let place = placed(&torn);
        for access in [Access::Read, Access::Write] {
            let found = place.open(access).and_then(|s| s.check());
            assert!(found.as_ref().map_or(true, |t| !t.is_empty()), "{found:?}");
        }
        assert_eq!(fs::read(place.path()).expect("the file"), torn);
    }
}
