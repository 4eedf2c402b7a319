//! Flat tables for export: one row a session, a mark, or a question as it was asked. Each column is described once, here; the data
//! dictionary, the header of every format and the rows follow from that.

use std::{borrow::Cow, fmt::Write};

use super::{
    person::Seen,
    session::{QuestionStatus, rounded, status},
};
use crate::{
    bank::{Body, wording},
    measure::question_score,
    model::{Heard, Moment, PinnedKind, SkipCause},
    session::State,
};

/// The version of the tables: a column is only ever added at the end under the same number.
pub const EXPORT_SCHEMA: &str = "viva.export/1";

/// A flat table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Export {
    /// One row a session.
    Sessions,
    /// One row a criterion of a planned question in a session, marked or not; a graded question has one row.
    Marks,
    /// One row a planned question in a session: an item response.
    Items,
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// A whole number.
    Integer,
    /// A number with decimals.
    Number,
    /// true or false.
    Flag,
    /// A moment, RFC 3339 in UTC; in workbooks a date of the workbook, in UTC.
    Time,
}

impl Kind {
    /// The word in the dictionary.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Integer => "integer",
            Kind::Number => "number",
            Kind::Flag => "flag",
            Kind::Time => "time",
        }
    }
}

/// A column.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Its name in every format.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Its unit; `-` where there is none.
    pub unit: &'static str,
    /// What it means, and when it is empty.
    pub meaning: &'static str,
}

/// A value of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// Words.
    Text(Cow<'a, str>),
    /// A whole number.
    Integer(i64),
    /// A number.
    Number(f64),
    /// true or false.
    Flag(bool),
    /// A moment.
    Time(Moment),
    /// Nothing.
    Empty,
}

const fn field(name: &'static str, kind: Kind, unit: &'static str, meaning: &'static str) -> Field {
    Field { name, kind, unit, meaning }
}

use Kind::{Flag, Integer, Number, Text, Time};

const SESSION: Field = field("session", Text, "-", "The session's whole id; the same in all tables");
const SHORT: Field = field("short", Text, "-", "The session's short id, which people type");
const CANDIDATE: Field =
    field("candidate", Text, "-", "Who was interviewed, as typed; a pseudonym with --redact names");
const INTERVIEWER: Field =
    field("interviewer", Text, "-", "Who marked, as typed; a pseudonym with --redact names");
const ROLE: Field = field("role", Text, "-", "The role's id");
const FORM: Field = field("form", Text, "-", "The form letter: the same letter is the same questions");
const MODE: Field =
    field("mode", Text, "-", "interview: an interviewer marked; mock: the candidate marked themselves");
const STATUS: Field =
    field("status", Text, "-", "open, complete (recommended, not sealed), submitted or abandoned");
const STARTED: Field = field("started_at", Time, "UTC", "When the session began");
const AREA: Field = field("area", Text, "-", "The area's id");
const QUESTION: Field = field("question", Text, "-", "The question's id");
const TITLE: Field = field("question_title", Text, "-", "The question's title");
const TOPIC: Field = field("topic", Text, "-", "The question's topic");
const KIND: Field = field("kind", Text, "-", "open, choice, order, estimate, sql or code");
const LEVEL: Field = field("level", Text, "-", "junior, mid, senior or staff");
const WORDING: Field =
    field("wording", Text, "-", "SHA-256 of the question as it was asked: another value is another text");
const PLANNED_AS: Field = field("planned_as", Integer, "place", "Place in the plan, from 1");
const ASKED_AS: Field = field(
    "asked_as",
    Integer,
    "place",
    "Place in the order in which questions came up, from 1; empty if it never did",
);

const SESSIONS: &[Field] = &[
    SESSION,
    SHORT,
    MODE,
    STATUS,
    CANDIDATE,
    INTERVIEWER,
    ROLE,
    field("role_title", Text, "-", "The role's title"),
    LEVEL,
    FORM,
    STARTED,
    field("submitted_at", Time, "UTC", "When the scorecard was sealed; empty if it was not"),
    field("minutes_planned", Integer, "minutes", "The whole appointment as planned"),
    field("minutes_spent", Number, "minutes", "Time spent, pauses left out, one decimal"),
    field("outcome", Text, "-", "meets-the-bar, below-the-bar, gate-failed or not-enough-evidence"),
    field("score", Number, "scale 1-4", "Overall score, two decimals; empty if nothing was assessed"),
    field("bar", Number, "scale 1-4", "Overall bar, two decimals"),
    field("coverage", Number, "share 0-1", "Assessed share of planned weight, three decimals"),
    field("coverage_minimum", Number, "share 0-1", "The least coverage for a result"),
    field("gates_failed", Text, "area ids", "Gates below their bar, parted by blanks; empty if none"),
    field("gates_not_assessed", Text, "area ids", "Gates without any mark, parted by blanks; empty if none"),
    field(
        "recommendation",
        Text,
        "-",
        "strong-no, no, yes, strong-yes or no-decision; empty before it was given",
    ),
    field("recommendation_why", Text, "-", "Its reason"),
    field("questions_planned", Integer, "questions", "Questions of the plan"),
    field("questions_asked", Integer, "questions", "Questions that came up"),
    field("deviations", Integer, "deviations", "Departures from the form"),
    field("amendments", Integer, "amendments", "Changes after sealing"),
    field("notes", Text, "-", "Notes about the whole interview, one a line"),
    field("abandoned_why", Text, "-", "Why it was abandoned; empty if it was not"),
    field(
        "head",
        Text,
        "-",
        "The last link of the session's hash chain: `viva db verify --head` finds later edits",
    ),
];

const MARKS: &[Field] = &[
    SESSION,
    SHORT,
    MODE,
    STATUS,
    CANDIDATE,
    INTERVIEWER,
    ROLE,
    FORM,
    STARTED,
    AREA,
    QUESTION,
    TITLE,
    TOPIC,
    KIND,
    LEVEL,
    WORDING,
    PLANNED_AS,
    ASKED_AS,
    field("criterion", Text, "-", "The criterion's id; answer for a graded question"),
    field("criterion_title", Text, "-", "The criterion's title; empty for a graded question"),
    field("weight", Number, "-", "The criterion's share in the question's score"),
    field(
        "mark",
        Integer,
        "scale 1-4",
        "1 poor, 2 mixed, 3 good, 4 excellent; empty is not assessed, never a low mark, and always for graded questions",
    ),
    field(
        "place",
        Number,
        "scale 1-4",
        "What enters the averages: the mark, or 1 + 3 x fraction; empty if not assessed",
    ),
    field("amended", Flag, "-", "true if the mark was changed after sealing"),
    field("evidence", Text, "-", "What was said that bears the mark"),
];

const ITEMS: &[Field] = &[
    SESSION,
    SHORT,
    MODE,
    STATUS,
    CANDIDATE,
    INTERVIEWER,
    ROLE,
    FORM,
    STARTED,
    AREA,
    QUESTION,
    TITLE,
    TOPIC,
    KIND,
    LEVEL,
    WORDING,
    PLANNED_AS,
    ASKED_AS,
    field("minutes_planned", Integer, "minutes", "Planned time"),
    field("minutes_spent", Number, "minutes", "Time spent, one decimal"),
    field("ended", Text, "-", "assessed, partly, not-assessed, skipped or not-reached"),
    field("reason", Text, "-", "Why it has no marks, where somebody said so"),
    field("score", Number, "scale 1-4", "The question's score, two decimals; empty if not assessed"),
    field(
        "fraction",
        Number,
        "share 0-1",
        "How much of a graded answer was right, three decimals; empty for open questions",
    ),
    field("look_fors", Integer, "look-fors", "Look-fors of the question"),
    field("unprompted", Integer, "look-fors", "Heard without help"),
    field("probed", Integer, "look-fors", "Heard after a probe"),
    field("hinted", Integer, "look-fors", "Heard after a hint"),
    field("missed", Integer, "look-fors", "Ticked as missed"),
    field("probes", Integer, "probes", "Probes that were asked"),
    field("hints", Integer, "hints", "Hints that were given"),
    field("notes", Text, "-", "Notes on the question, one a line"),
    field("answer", Text, "-", "What was handed in to a graded question, exactly"),
    field("language", Text, "-", "The language of a program"),
    field("verdict", Text, "-", "Why the grader gave that fraction"),
];

impl Export {
    /// All tables.
    pub const ALL: [Export; 3] = [Export::Sessions, Export::Marks, Export::Items];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Export::Sessions => "sessions",
            Export::Marks => "marks",
            Export::Items => "items",
        }
    }

    /// What a row is.
    pub fn about(self) -> &'static str {
        match self {
            Export::Sessions => "One row a session.",
            Export::Marks => {
                "One row a criterion of every planned question of a session, marked or not. A graded question has one row, with the criterion `answer`."
            }
            Export::Items => "One row a planned question of a session, asked or not: the item responses.",
        }
    }

    /// Its columns.
    pub fn fields(self) -> &'static [Field] {
        match self {
            Export::Sessions => SESSIONS,
            Export::Marks => MARKS,
            Export::Items => ITEMS,
        }
    }

    /// The rows of one session, each handed to `each` as it is made.
    ///
    /// # Errors
    /// What `each` says.
    pub fn rows<E>(
        self,
        seen: &Seen<'_>,
        mut each: impl FnMut(&[Value<'_>]) -> Result<(), E>,
    ) -> Result<(), E> {
        match self {
            Export::Sessions => each(&session_row(seen)),
            Export::Marks => {
                question_rows(seen, |common, index| mark_rows(seen.state, index, common, &mut each))
            }
            Export::Items => question_rows(seen, |mut common, index| {
                item_row(seen.state, index, &mut common);
                each(&common)
            }),
        }
    }
}

fn text<'a>(t: impl Into<Cow<'a, str>>) -> Value<'a> {
    Value::Text(t.into())
}

fn text_if<'a>(t: Option<impl Into<Cow<'a, str>>>) -> Value<'a> {
    t.map_or(Value::Empty, |t| Value::Text(t.into()))
}

fn count<'a>(n: usize) -> Value<'a> {
    Value::Integer(i64::try_from(n).unwrap_or(i64::MAX))
}

fn number<'a>(v: Option<f64>, decimals: i32) -> Value<'a> {
    v.map_or(Value::Empty, |v| Value::Number(rounded(v, decimals)))
}

/// The word that JSON has for it.
fn word<T: serde::Serialize>(value: T) -> Value<'static> {
    let word = serde_json::to_value(value).ok();
    text_if(word.as_ref().and_then(|v| v.as_str()).map(str::to_owned))
}

fn minutes(milliseconds: u64) -> Option<f64> {
    Some(milliseconds as f64 / 60_000.0)
}

fn joined<'a>(lines: &'a [crate::session::NoteLine]) -> Value<'a> {
    match lines {
        [] => Value::Empty,
        [one] => text(one.text.as_str()),
        many => text(many.iter().map(|n| n.text.as_str()).collect::<Vec<_>>().join("\n")),
    }
}

fn session_row<'a>(seen: &Seen<'a>) -> Vec<Value<'a>> {
    let (h, s) = (seen.header, seen.state);
    let (plan, overall) = (&s.material.plan, s.overall());
    let planned: Vec<&str> =
        plan.section.iter().filter(|s| !s.question.is_empty()).map(|s| s.area.as_str()).collect();
    let areas = |indices: Vec<usize>| -> Value<'static> {
        let ids: Vec<&str> = indices.iter().filter_map(|&i| planned.get(i).copied()).collect();
        if ids.is_empty() { Value::Empty } else { text(ids.join(" ")) }
    };
    let recommended = s.recommended.as_ref();
    vec![
        text(h.id.as_str()),
        text(h.id.short()),
        word(h.mode),
        word(status(s)),
        text(h.candidate.as_str()),
        text(h.interviewer.as_str()),
        text(h.role.as_str()),
        text(plan.title.as_str()),
        text(plan.level.as_str()),
        text(h.form.as_str()),
        Value::Time(h.started),
        s.submitted.map_or(Value::Empty, Value::Time),
        Value::Integer(plan.minutes.into()),
        number(minutes(s.elapsed), 1),
        word(overall.outcome),
        number(overall.score, 2),
        number(Some(overall.bar), 2),
        number(Some(overall.coverage), 3),
        Value::Number(plan.coverage),
        areas(overall.failed.iter().map(|g| g.section).collect()),
        areas(overall.unassessed_gates.clone()),
        text_if(recommended.map(|r| r.0.as_str())),
        text_if(recommended.map(|r| r.1.as_str())),
        count(s.questions.len()),
        count(s.questions.iter().filter(|q| q.opened.is_some()).count()),
        count(s.all_deviations().len()),
        count(s.amendments.len()),
        joined(&s.notes),
        text_if(s.abandoned.as_deref()),
        text(seen.head),
    ]
}

/// Calls `each` with the columns that both tables of questions begin with.
fn question_rows<'a, E>(
    seen: &Seen<'a>,
    mut each: impl FnMut(Vec<Value<'a>>, usize) -> Result<(), E>,
) -> Result<(), E> {
    let (h, s) = (seen.header, seen.state);
    // A pinned question's hash is that of its wording; they are pinned in the order of the plan.
    let pinned: Vec<&str> =
        h.pinned.iter().filter(|p| p.kind == PinnedKind::Question).map(|p| p.hash.as_str()).collect();
    let known = pinned.len() == s.questions.len();
    for (index, own) in s.questions.iter().enumerate() {
        let question = s.material.question(index);
        let hash = pinned.get(index).filter(|_| known).copied();
        let hash = hash.map_or_else(|| Cow::Owned(wording(question)), Cow::Borrowed);
        let mut row = Vec::with_capacity(ITEMS.len());
        row.extend([
            text(h.id.as_str()),
            text(h.id.short()),
            word(h.mode),
            word(status(s)),
            text(h.candidate.as_str()),
            text(h.interviewer.as_str()),
            text(h.role.as_str()),
            text(h.form.as_str()),
            Value::Time(h.started),
            text(s.material.plan.section[s.section_of(index)].area.as_str()),
            text(question.id.as_str()),
            text(question.title.as_str()),
            text(question.topic.as_str()),
            text(question.body.kind().as_str()),
            text(question.level.as_str()),
            text(hash),
            count(index + 1),
            own.opened.map_or(Value::Empty, count),
        ]);
        each(row, index)?;
    }
    Ok(())
}

fn mark_rows<'a, E>(
    state: &'a State,
    index: usize,
    mut row: Vec<Value<'a>>,
    each: &mut impl FnMut(&[Value<'_>]) -> Result<(), E>,
) -> Result<(), E> {
    let (s, common) = (&state.questions[index], row.len());
    let criteria = state.material.criteria(index);
    let places = state.question_marks(index).0;
    let amended = |criterion: &str| {
        let id = state.material.question(index).id.as_str();
        state.amendments.iter().any(|a| match a {
            crate::session::Amendment::Mark { question, criterion: c, .. } => {
                question.as_str() == id && c.as_str() == criterion
            }
            crate::session::Amendment::Recommendation { .. } | crate::session::Amendment::Verdict { .. } => {
                false
            }
        })
    };
    if criteria.is_empty() || s.answered.is_some() {
        let place = places.first().and_then(|p| p.1);
        row.extend([text("answer"), Value::Empty, Value::Number(1.0), Value::Empty]);
        row.extend([number(place, 4), Value::Flag(false), Value::Empty]);
        return each(&row);
    }
    for (criterion, (weight, place)) in criteria.iter().zip(places) {
        row.truncate(common);
        let mark = s.marks.get(&criterion.id).copied().flatten();
        row.extend([
            text(criterion.id.as_str()),
            text(criterion.title.as_str()),
            Value::Number(weight),
            mark.map_or(Value::Empty, |m| Value::Integer(i64::from(m))),
            number(place, 4),
            Value::Flag(!state.amendments.is_empty() && amended(criterion.id.as_str())),
            text_if(s.evidence.get(&criterion.id).map(String::as_str)),
        ]);
        each(&row)?;
    }
    Ok(())
}

fn item_row<'a>(state: &'a State, index: usize, row: &mut Vec<Value<'a>>) {
    let (question, s) = (state.material.question(index), &state.questions[index]);
    let criteria = state.material.criteria(index).len();
    let marked = s.marks.values().flatten().count();
    let ended = match (&s.not_assessed, s.opened) {
        (_, None) => QuestionStatus::NotReached,
        (Some((SkipCause::Skipped, _)), _) => QuestionStatus::Skipped,
        _ if s.answered.is_some() || (criteria > 0 && marked == criteria) => QuestionStatus::Assessed,
        _ if marked == 0 => QuestionStatus::NotAssessed,
        _ => QuestionStatus::Partly,
    };
    let heard = |how: Heard| count(s.heard.values().filter(|h| **h == how).count());
    let look_fors = match &question.body {
        Body::Open(open) => open.look_for.len(),
        Body::Choice(_) | Body::Order(_) | Body::Estimate(_) | Body::Sql(_) | Body::Code(_) => 0,
    };
    let answered = s.answered.as_ref();
    row.extend([
        Value::Integer(question.minutes.into()),
        number(minutes(s.spent), 1),
        word(ended),
        text_if(s.not_assessed.as_ref().map(|n| n.1.as_str())),
        number(question_score(&state.question_marks(index)), 2),
        number(answered.map(|a| a.1.fraction.value()), 3),
        count(look_fors),
        heard(Heard::Unprompted),
        heard(Heard::Probed),
        heard(Heard::Hinted),
        heard(Heard::Missed),
        count(s.probes.len()),
        count(s.hints.len()),
        joined(&s.notes),
        text_if(answered.map(|a| a.0.text.as_str())),
        text_if(answered.and_then(|a| a.0.language.as_deref())),
        text_if(answered.map(|a| a.1.reason.as_str())),
    ]);
}

/// The data dictionary as Markdown: `docs/data-dictionary.md` is this text, and a test holds it against it.
pub fn dictionary() -> String {
    let mut out = format!(
        "# Data dictionary of `viva export`\n\n\
         Version `{EXPORT_SCHEMA}`. JSON states it as `schema`, a workbook on its sheet \"About\". Under the same version columns are only added, at the end.\n\n\
         Rows come in the order in which sessions began. An empty cell means that there is no value; in JSON it is `null`. Times are UTC.\n\
         CSV is UTF-8 after RFC 4180 with a header; texts that a spreadsheet could take for a formula get a leading apostrophe unless `--raw` is given.\n\
         With `--redact notes` the columns of notes, evidence and reasons are empty or say `(left out)`.\n"
    );
    for table in Export::ALL {
        let _ = write!(
            out,
            "\n## `viva export {}`\n\n{}\n\n| Column | Type | Unit | Meaning |\n|---|---|---|---|\n",
            table.as_str(),
            table.about()
        );
        for f in table.fields() {
            let _ = writeln!(out, "| `{}` | {} | {} | {} |", f.name, f.kind.as_str(), f.unit, f.meaning);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_columns_are_unique_and_plain() {
        for table in Export::ALL {
            let mut names: Vec<&str> = table.fields().iter().map(|f| f.name).collect();
            assert!(names.iter().all(|n| n.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')));
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), table.fields().len());
        }
    }
}
