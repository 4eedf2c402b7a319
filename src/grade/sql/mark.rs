//! The verdict on an SQL answer.
//!
//! The answer runs on all data sets in one process, and the reference on all of them in another one before anything is compared, so that no answer
//! can touch what it is compared with. Time is counted over all data sets: what runs out of it on one is wrong on the rest too.
//!
//! Full credit is for an answer that is right on every data set. An answer that is right on the shown ones and wrong on hidden ones understood the
//! question and missed a trap: it gets half of the share of data sets on which it is right. An answer that is wrong on shown rows gets nothing, whatever
//! hidden (for example empty) tables make of it.

use super::{
    super::{
        Detail, Difference, Ended, Marking, Right, Rows, Rules, Runner, RunnerError, SqlJob, SqlRun,
        Ungraded, compare, row_difference, scattered_tie,
    },
    query_plan, statements,
};
use crate::{
    bank::{DataSet, Sql},
    model::Fraction,
};

/// Changes when any answer would be marked differently.
pub const GRADER: &str = "sql/2";

/// The longest answer that is run, in bytes.
const LONGEST: usize = 100_000;

/// Reads an answer without running it.
pub(in crate::grade) fn read(text: &str) -> Result<&str, Ungraded> {
    let text = text.trim();
    if statements::first_words(text).is_empty() {
        return Err(Ungraded::Unclear("there is no statement in the answer".into()));
    }
    if text.len() > LONGEST {
        return Err(Ungraded::Unclear(format!(
            "the answer has {} bytes; at most {LONGEST} are run",
            text.len()
        )));
    }
    if text.contains('\0') {
        return Err(Ungraded::Unclear("the answer holds a zero byte".into()));
    }
    Ok(text)
}

/// Runs and marks an answer.
pub(in crate::grade) fn grade(sql: &Sql, answer: &str, runner: &dyn Runner) -> Result<Marking, Ungraded> {
    let answer = read(answer)?;
    let mut detail = Detail::Nothing;
    let mut faults: Vec<String> = Vec::new();
    let (mut right, mut shown_right) = (0, true);
    if let Some(fault) = forbidden(sql, answer) {
        return Ok(marking(sql, Fraction::NONE, fault, detail));
    }
    let shown_first = sql.data.iter().filter(|d| !d.hidden).chain(sql.data.iter().filter(|d| d.hidden));
    let sets: Vec<&DataSet> = shown_first.collect();
    let runs = runner.sql_all(&jobs(sql, &sets, answer))?;
    if runs.len() != sets.len() {
        return Err(Ungraded::Runner(RunnerError::Failed("not every data set was run".into())));
    }
    let mut key = None;
    for (i, (data, got)) in sets.iter().zip(&runs).enumerate() {
        let fault = match judged_alone(sql, data, answer, got) {
            Judged::Right => None,
            Judged::Wrong(why) => Some(why),
            Judged::Compare => {
                if key.is_none() {
                    key = Some(reference(sql, &sets, runner)?);
                }
                let wanted = key.as_ref().and_then(|runs| runs.get(i));
                let wanted = wanted.ok_or_else(|| Ungraded::Key("the reference gives no result".into()))?;
                differs(sql, data, wanted, got, &mut detail)?
            }
        };
        let Some(why) = fault else {
            right += 1;
            continue;
        };
        shown_right &= data.hidden;
        let which = if data.hidden { "the hidden data set" } else { "the data set" };
        faults.push(format!("On {which} `{}`: {why}.", data.name));
        // Nothing more can be earned.
        if !data.hidden {
            break;
        }
    }
    let all = sql.data.len();
    let fraction = match (right == all, shown_right) {
        (true, _) => Fraction::FULL,
        (false, true) => Fraction::clamped(0.5 * right as f64 / all as f64),
        (false, false) => Fraction::NONE,
    };
    let reason = match (fraction == Fraction::FULL, shown_right) {
        (true, _) if sql.plan.is_some() => {
            format!("Right: the plan is as asked, and the statement runs on all {all} data sets.")
        }
        (true, _) if sql.writes() => {
            format!("Right: the tables are as they should be on all {all} data sets.")
        }
        (true, _) => format!("Right on all {all} data sets."),
        (false, true) => {
            format!("Right on {right} of {all} data sets, the shown ones among them. {}", faults.join(" "))
        }
        (false, false) => format!("Wrong. {}", faults.join(" ")),
    };
    Ok(marking(sql, fraction, reason, detail))
}

fn marking(sql: &Sql, fraction: Fraction, reason: String, detail: Detail) -> Marking {
    let right =
        Right { lines: Vec::new(), code: Some(sql.reference.clone()), explanation: sql.explanation.clone() };
    Marking { fraction, reason, grader: GRADER, right, detail }
}

/// An index question asks for indexes. Anything else that makes its query fast (emptying the table) answers another question.
fn forbidden(sql: &Sql, answer: &str) -> Option<String> {
    if sql.plan.is_none() || !sql.read_back.is_empty() {
        return None;
    }
    let allowed = ["CREATE INDEX", "CREATE UNIQUE INDEX", "DROP INDEX", "ANALYZE", "REINDEX"];
    let other =
        statements::first_words(answer).into_iter().find(|s| !allowed.iter().any(|a| s.starts_with(a)));
    other.map(|s| {
        format!(
            "Wrong. The question asks for indexes, and `{}` is something else.",
            s.chars().take(40).collect::<String>()
        )
    })
}

/// One answer on all data sets. The plan is that of the last one in the file.
fn jobs(sql: &Sql, sets: &[&DataSet], answer: &str) -> Vec<SqlJob> {
    let job = |data: &&DataSet| SqlJob {
        schema: sql.schema.clone(),
        data: data.rows.clone(),
        answer: answer.to_owned(),
        read_back: sql.read_back.clone(),
        may_write: sql.writes(),
        explain: sql
            .plan
            .as_ref()
            .filter(|_| is_last(sql, data))
            .map(|p| p.query.clone())
            .unwrap_or_default(),
    };
    sets.iter().map(job).collect()
}

fn is_last(sql: &Sql, data: &DataSet) -> bool {
    sql.data.last().is_some_and(|d| d.name == data.name)
}

/// What can be said of a run before the right result is known.
enum Judged {
    Right,
    Wrong(String),
    Compare,
}

fn judged_alone(sql: &Sql, data: &DataSet, answer: &str, got: &SqlRun) -> Judged {
    if let Some(why) = failure(&got.ended) {
        return Judged::Wrong(why);
    }
    if let Some(plan) = sql.plan.as_ref().filter(|_| is_last(sql, data)) {
        let faults = query_plan::faults(plan, answer, &got.plan);
        if !faults.is_empty() {
            return Judged::Wrong(format!("{}; the plan is: {}", faults.join("; "), got.plan.join(", ")));
        }
    }
    if sql.plan.is_some() && sql.read_back.is_empty() { Judged::Right } else { Judged::Compare }
}

/// How the results differ from the right ones; nothing when they are the same.
fn differs(
    sql: &Sql,
    data: &DataSet,
    wanted: &SqlRun,
    got: &SqlRun,
    detail: &mut Detail,
) -> Result<Option<String>, Ungraded> {
    let rules = if sql.read_back.is_empty() {
        rules(sql, data, wanted)?
    } else {
        Rules { tolerance: sql.tolerance.unwrap_or(0.0), ..Rules::default() }
    };
    if !sql.read_back.is_empty() && got.results.len() != wanted.results.len() {
        return Err(Ungraded::Key("the tables could not be read back".into()));
    }
    let empty = Rows::default();
    let pairs = wanted.results.iter().enumerate().map(|(i, w)| (w, got.results.get(i).unwrap_or(&empty)));
    for (wanted, got) in pairs {
        if sql.read_back.is_empty() && got.columns.is_empty() {
            let why = "the answer gives no result; it ends with something else than a query";
            return Ok(Some(why.into()));
        }
        let Some(difference) = compare(wanted, got, &rules) else { continue };
        if !data.hidden
            && let Some(rows) = row_difference(&data.name, wanted, got, &difference)
        {
            *detail = Detail::Rows(rows);
        }
        return Ok(Some(words(sql, wanted, got, &difference)));
    }
    Ok(None)
}

fn words(sql: &Sql, wanted: &Rows, got: &Rows, difference: &Difference) -> String {
    let plain = difference.words();
    match (sql.read_back.is_empty(), got.rows.len(), wanted.rows.len()) {
        (false, ..) => format!("the tables differ afterwards: {plain}"),
        (true, got, wanted) if got == wanted => plain,
        (true, got, wanted) => format!("{plain} ({got} in all instead of {wanted})"),
    }
}

/// What the reference gives on each data set.
fn reference(sql: &Sql, sets: &[&DataSet], runner: &dyn Runner) -> Result<Vec<SqlRun>, Ungraded> {
    let runs = runner.sql_key(&jobs(sql, sets, &sql.reference))?;
    for (data, run) in sets.iter().zip(&runs) {
        match failure(&run.ended) {
            None if run.results.is_empty() => {
                return Err(Ungraded::Key("the reference gives no result".into()));
            }
            None => {}
            Some(why) => {
                let why = format!("the reference fails on the data set `{}`: {why}", data.name);
                return Err(Ungraded::Key(why));
            }
        }
    }
    Ok(runs)
}

fn rules(sql: &Sql, data: &DataSet, wanted: &SqlRun) -> Result<Rules, Ungraded> {
    let columns = wanted.results.first().map_or(0, |r| r.columns.len());
    let order_by: Vec<usize> = sql.order_by.iter().map(|&c| usize::from(c).saturating_sub(1)).collect();
    if let Some(beyond) = order_by.iter().find(|&&c| c >= columns) {
        return Err(Ungraded::Key(format!(
            "`order_by` names column {}, the result has {columns}",
            beyond + 1
        )));
    }
    let rules =
        Rules { ordered: sql.ordered, order_by, names: sql.names, tolerance: sql.tolerance.unwrap_or(0.0) };
    // Rows that are equal in the keys may change places, which is only fair when they stand together.
    if let Some(row) = wanted.results.first().and_then(|rows| scattered_tie(rows, &rules)) {
        return Err(Ungraded::Key(format!(
            "the reference is not sorted by the columns of `order_by`: on the data set `{}` row {} belongs to rows above it",
            data.name,
            row + 1
        )));
    }
    Ok(rules)
}

fn failure(ended: &Ended) -> Option<String> {
    Some(match ended {
        Ended::Done => return None,
        Ended::Error(why) => format!("SQLite says `{}`", why.trim()),
        Ended::Denied(what) => format!("not allowed here: {}", what.trim()),
        Ended::TimeOut => "it took too long".into(),
        Ended::OutOfMemory => "it took too much memory".into(),
        Ended::TooMuchOutput => "it gave far too many rows".into(),
        Ended::Signal(signal) => format!("it was ended by signal {signal}"),
    })
}
