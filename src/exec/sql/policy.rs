//! The authorizer: what an answer may do, named one by one; everything else is denied and said in words.

use std::sync::{Arc, Mutex};

use rusqlite::{
    Connection,
    hooks::{AuthAction, AuthContext, Authorization},
};

/// Who speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Speaker {
    /// The candidate, who may only read.
    Reader,
    /// The candidate, who may change the tables.
    Writer,
    /// The question's author, after the candidate: what a view or trigger of the candidate's does is still denied.
    Author,
}

/// What was denied first, for the verdict.
#[derive(Debug, Clone, Default)]
pub(super) struct Denials(Arc<Mutex<Option<String>>>);

impl Denials {
    /// Takes what was denied since the last call.
    pub(super) fn take(&self) -> Option<String> {
        self.0.lock().map_or(None, |mut held| held.take())
    }

    fn note(&self, what: String) {
        if let Ok(mut held) = self.0.lock() {
            held.get_or_insert(what);
        }
    }
}

/// Puts the authorizer for `speaker` in force.
pub(super) fn install(conn: &mut Connection, speaker: Speaker, denials: &Denials) -> rusqlite::Result<()> {
    let denials = denials.clone();
    conn.authorizer(Some(move |context: AuthContext<'_>| match judge(speaker, &context) {
        Ok(()) => Authorization::Allow,
        Err(what) => {
            denials.note(what);
            Authorization::Deny
        }
    }))
}

/// Functions that reach out of the database, should a build of SQLite ever have them.
const FORBIDDEN_FUNCTIONS: [&str; 7] =
    ["load_extension", "fts3_tokenizer", "readfile", "writefile", "edit", "lsdir", "fts5_source_id"];

/// Pragmas that say something about tables and change nothing, for the author's read-back.
const TELLING_PRAGMAS: [&str; 10] = [
    "table_info",
    "table_xinfo",
    "table_list",
    "index_list",
    "index_info",
    "index_xinfo",
    "foreign_key_list",
    "foreign_key_check",
    "integrity_check",
    "quick_check",
];

fn judge(speaker: Speaker, context: &AuthContext<'_>) -> Result<(), String> {
    let by_view = context.accessor.is_some();
    match (reach(&context.action), speaker) {
        (Reach::Read, _) | (Reach::Write(_), Speaker::Writer) => Ok(()),
        (Reach::Tell, Speaker::Author) => Ok(()),
        (Reach::Write(_), Speaker::Author) if !by_view => Ok(()),
        (Reach::Write(what), _) => Err(format!("{what} is not allowed in an answer that only reads")),
        (Reach::Tell, _) => Err("PRAGMA is not allowed in an answer".into()),
        (Reach::Never(what), _) => Err(format!("{what} is not allowed in an answer")),
    }
}

/// How far an action reaches.
enum Reach {
    /// Reads tables of this database.
    Read,
    /// Says something about tables.
    Tell,
    /// Changes tables of this database.
    Write(&'static str),
    /// Leaves the database, or changes how it is run.
    Never(String),
}

fn reach(action: &AuthAction<'_>) -> Reach {
    use AuthAction as A;
    match action {
        A::Select | A::Read { .. } | A::Recursive => Reach::Read,
        A::Function { function_name } => {
            match FORBIDDEN_FUNCTIONS.iter().any(|f| f.eq_ignore_ascii_case(function_name)) {
                true => Reach::Never(format!("{function_name}()")),
                false => Reach::Read,
            }
        }
        A::Insert { table_name } | A::Update { table_name, .. } | A::Delete { table_name }
            if is_schema_table(table_name) =>
        {
            Reach::Write("changing the schema")
        }
        A::Insert { .. } => Reach::Write("INSERT"),
        A::Update { .. } => Reach::Write("UPDATE"),
        A::Delete { .. } => Reach::Write("DELETE"),
        A::CreateTable { .. } | A::CreateTempTable { .. } => Reach::Write("CREATE TABLE"),
        A::CreateIndex { .. } | A::CreateTempIndex { .. } => Reach::Write("CREATE INDEX"),
        A::CreateView { .. } | A::CreateTempView { .. } => Reach::Write("CREATE VIEW"),
        A::CreateTrigger { .. } | A::CreateTempTrigger { .. } => Reach::Write("CREATE TRIGGER"),
        A::DropTable { .. } | A::DropTempTable { .. } => Reach::Write("DROP TABLE"),
        A::DropIndex { .. } | A::DropTempIndex { .. } => Reach::Write("DROP INDEX"),
        A::DropView { .. } | A::DropTempView { .. } => Reach::Write("DROP VIEW"),
        A::DropTrigger { .. } | A::DropTempTrigger { .. } => Reach::Write("DROP TRIGGER"),
        A::AlterTable { .. } => Reach::Write("ALTER TABLE"),
        A::Reindex { .. } => Reach::Write("REINDEX"),
        A::Analyze { .. } => Reach::Write("ANALYZE"),
        A::Transaction { .. } => Reach::Write("a transaction"),
        A::Savepoint { .. } => Reach::Write("a savepoint"),
        A::Pragma { pragma_name, .. } => match TELLING_PRAGMAS.contains(pragma_name) {
            true => Reach::Tell,
            false => Reach::Never(format!("PRAGMA {pragma_name}")),
        },
        A::Attach { .. } => Reach::Never("ATTACH or VACUUM".into()),
        A::Detach { .. } => Reach::Never("DETACH".into()),
        A::CreateVtable { .. } | A::DropVtable { .. } => Reach::Never("a virtual table".into()),
        A::Unknown { .. } => Reach::Never("this statement".into()),
        // The enum is non-exhaustive: what a later SQLite adds is denied until somebody has thought about it.
        _ => Reach::Never("this statement".into()),
    }
}

/// SQLite's own tables of tables, which every CREATE and DROP writes to; it refuses to have them written otherwise.
fn is_schema_table(name: &str) -> bool {
    ["sqlite_master", "sqlite_temp_master", "sqlite_schema", "sqlite_temp_schema"].contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(speaker: Speaker, action: AuthAction<'_>, accessor: Option<&str>) -> Result<(), String> {
        judge(speaker, &AuthContext { action, database_name: Some("main"), accessor })
    }

    #[test]
    fn each_speaker_has_its_reach() {
        use AuthAction as A;
        let pragma = |pragma_name| A::Pragma { pragma_name, pragma_value: None };
        let insert = A::Insert { table_name: "t" };
        let all = [Speaker::Reader, Speaker::Writer, Speaker::Author];
        let reach = |action: A<'_>, accessor| all.map(|speaker| judged(speaker, action, accessor).is_ok());
        assert_eq!(reach(A::Select, None), [true, true, true]);
        assert_eq!(reach(insert, None), [false, true, true]);
        assert_eq!(reach(insert, Some("trap")), [false, true, false]);
        assert_eq!(reach(pragma("table_info"), None), [false, false, true]);
        assert_eq!(reach(pragma("temp_store"), None), [false, false, false]);
        assert_eq!(reach(A::Attach { filename: "x" }, None), [false, false, false]);
        assert_eq!(reach(A::Function { function_name: "Load_Extension" }, None), [false, false, false]);
        assert_eq!(reach(A::Unknown { code: 99, arg1: None, arg2: None }, None), [false, false, false]);
    }

    #[test]
    fn the_first_denial_is_kept_once() {
        let denials = Denials::default();
        denials.note("first".into());
        denials.note("second".into());
        assert_eq!(denials.take().as_deref(), Some("first"));
        assert_eq!(denials.take(), None);
    }
}
