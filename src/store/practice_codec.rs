//! Rows of practice as values, and back; the same checks on the way in and out, as for entries of a session.

use rusqlite::Row;

use super::codec::{heard_code, heard_of};
use crate::model::{
    Answer, AreaId, Attempt, CriterionId, Day, Fitted, Fraction, Level, LookForId, Mark, Moment,
    PracticeEntry, PracticeEvent, PracticeId, QuestionId, Rating, Review, Slug, TopicId, Verdict,
};

/// The longest text of one entry, in characters.
const LONGEST: usize = 1_000_000;

/// The columns of `practice_attempt`, in order.
pub(super) const ATTEMPT: &str = "id, round, question, area, topic, level, kind, meaning, wording, at";
/// The columns of `practice_entry`, in order.
pub(super) const ENTRY: &str = "id, attempt, seq, kind, at, elapsed, item, value, computed, refers, text, language, \
    fraction, reason, grader";
/// The columns of `practice_review`, in order.
pub(super) const REVIEW: &str =
    "id, attempt, question, meaning, area, topic, level, rating, score, at, day, spent, retention";
/// The columns of `practice_fitted`, in order.
pub(super) const FITTED: &str = "id, at, reviews, weights, loss_before, loss_after";

/// The columns of an entry that depend on its kind.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Columns {
    pub(super) item: Option<String>,
    pub(super) value: Option<i64>,
    pub(super) computed: Option<i64>,
    pub(super) refers: Option<String>,
    pub(super) text: Option<String>,
    pub(super) language: Option<String>,
    pub(super) fraction: Option<f64>,
    pub(super) reason: Option<String>,
    pub(super) grader: Option<String>,
}

/// The kind and the columns of an event.
///
/// # Errors
/// A text that is too long or holds a zero byte.
pub(super) fn encode(event: &PracticeEvent) -> Result<(&'static str, Columns), String> {
    let none = Columns::default();
    let (kind, columns) = match event {
        PracticeEvent::Said { text } => ("said", Columns { text: text.clone(), ..none }),
        PracticeEvent::Probe { number } => ("probe", Columns { value: Some((*number).into()), ..none }),
        PracticeEvent::Hint { number } => ("hint", Columns { value: Some((*number).into()), ..none }),
        PracticeEvent::Tick { look_for, heard } => {
            ("tick", Columns { item: Some(look_for.to_string()), value: Some(heard_code(*heard)), ..none })
        }
        PracticeEvent::Flag { number, said } => {
            ("flag", Columns { value: Some((*number).into()), computed: Some((*said).into()), ..none })
        }
        PracticeEvent::Marked { criterion, computed, mark } => (
            "marked",
            Columns {
                item: Some(criterion.to_string()),
                value: Some((*mark).into()),
                computed: computed.map(i64::from),
                ..none
            },
        ),
        PracticeEvent::Graded { answer, verdict } => (
            "graded",
            Columns {
                text: Some(answer.text.clone()),
                language: answer.language.clone(),
                fraction: Some(verdict.fraction.value()),
                reason: Some(verdict.reason.clone()),
                grader: Some(verdict.grader.clone()),
                ..none
            },
        ),
        PracticeEvent::Skipped { why } => ("skipped", Columns { text: Some(why.clone()), ..none }),
        PracticeEvent::Undone { entry } => {
            ("undone", Columns { refers: Some(entry.as_str().to_owned()), ..none })
        }
        PracticeEvent::TakenBack => ("taken-back", none),
    };
    fault(&columns).map_or(Ok((kind, columns)), Err)
}

/// What no row may hold.
fn fault(c: &Columns) -> Option<String> {
    let texts = [
        ("a text", &c.text, LONGEST),
        ("a reason", &c.reason, LONGEST),
        ("the language of an answer", &c.language, 64),
        ("the name of a grader", &c.grader, 100),
    ];
    for (what, text, most) in texts {
        let Some(text) = text else { continue };
        if text.contains('\0') {
            return Some(format!("{what} holds a zero byte"));
        }
        let length = text.chars().count();
        if length > most {
            return Some(format!("{what} has {length} characters; at most {most} are kept"));
        }
    }
    None
}

/// The event of a row.
///
/// # Errors
/// A value that viva never writes.
fn decode(kind: &str, c: Columns) -> Result<PracticeEvent, String> {
    if let Some(why) = fault(&c) {
        return Err(why);
    }
    let missing = |what: &str| format!("a `{kind}` row of practice has no {what}");
    let item = || c.item.clone().ok_or_else(|| missing("item"));
    let text = || c.text.clone().ok_or_else(|| missing("text"));
    let mark = |v: i64| Mark::new(v).map_err(|e| e.to_string());
    let number = || c.value.and_then(|v| u16::try_from(v).ok()).filter(|n| *n > 0);
    Ok(match kind {
        "said" => PracticeEvent::Said { text: c.text.clone() },
        "probe" => PracticeEvent::Probe { number: number().ok_or_else(|| missing("number"))? },
        "hint" => PracticeEvent::Hint { number: number().ok_or_else(|| missing("number"))? },
        "tick" => PracticeEvent::Tick {
            look_for: LookForId::new(item()?).map_err(|e| e.to_string())?,
            heard: c.value.and_then(heard_of).ok_or_else(|| missing("way of hearing"))?,
        },
        "flag" => PracticeEvent::Flag {
            number: number().ok_or_else(|| missing("number"))?,
            said: match c.computed {
                Some(0) => false,
                Some(1) => true,
                _ => return Err(missing("yes or no")),
            },
        },
        "marked" => PracticeEvent::Marked {
            criterion: CriterionId::new(item()?).map_err(|e| e.to_string())?,
            computed: c.computed.map(mark).transpose()?,
            mark: mark(c.value.ok_or_else(|| missing("mark"))?)?,
        },
        "graded" => PracticeEvent::Graded {
            answer: Answer { text: text()?, language: c.language.clone() },
            verdict: Verdict {
                fraction: fraction(c.fraction).ok_or_else(|| missing("fraction"))?,
                reason: c.reason.clone().ok_or_else(|| missing("reason"))?,
                grader: c.grader.clone().ok_or_else(|| missing("grader"))?,
                meaning: None,
            },
        },
        "skipped" => PracticeEvent::Skipped { why: text()? },
        "undone" => PracticeEvent::Undone {
            entry: c.refers.as_deref().and_then(PracticeId::parse).ok_or_else(|| missing("entry"))?,
        },
        "taken-back" => PracticeEvent::TakenBack,
        other => return Err(format!("a row of practice has the unknown kind `{other}`")),
    })
}

fn fraction(value: Option<f64>) -> Option<Fraction> {
    value.filter(|f| (0.0..=1.0).contains(f)).map(Fraction::clamped)
}

/// Rows are read in two steps: their types by SQLite, their meaning here, so that a forged value is a sentence and not a type error.
pub(super) type Decoded<T> = Result<T, String>;

fn id(what: &str, text: &str) -> Decoded<PracticeId> {
    PracticeId::parse(text)
        .ok_or_else(|| format!("{what} of practice has the id `{text}`, which viva never wrote"))
}

fn at(value: i64) -> Decoded<Moment> {
    let moment = Some(Moment(value)).filter(|m| (Moment::MIN..=Moment::MAX).contains(&m.0));
    moment.ok_or_else(|| "a row of practice has an impossible time".to_owned())
}

fn slug<T: Slug>(text: String) -> Decoded<T> {
    T::new(text).map_err(|e| format!("a row of practice: {e}"))
}

/// 64 lower-case hexadecimal digits.
fn hash(text: String) -> Decoded<String> {
    let fits = text.len() == 64 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
    if fits { Ok(text) } else { Err("a row of practice has a hash that is none".into()) }
}

fn level(text: &str) -> Decoded<Level> {
    text.parse()
}

/// Reads a row of [`ATTEMPT`].
pub(super) fn attempt(row: &Row<'_>) -> rusqlite::Result<Decoded<Attempt>> {
    let text = |i: usize| row.get::<_, String>(i);
    let (key, round, question, area, topic) = (text(0)?, text(1)?, text(2)?, text(3)?, text(4)?);
    let (level_word, kind, meaning, wording, time) = (text(5)?, text(6)?, text(7)?, text(8)?, row.get(9)?);
    let decoded = || -> Decoded<Attempt> {
        Ok(Attempt {
            id: id("an attempt", &key)?,
            round: id("a round", &round)?,
            question: slug::<QuestionId>(question)?,
            area: slug::<AreaId>(area)?,
            topic: slug::<TopicId>(topic)?,
            level: level(&level_word)?,
            kind,
            meaning: hash(meaning)?,
            wording: hash(wording)?,
            at: at(time)?,
        })
    };
    Ok(decoded().and_then(|a| attempt_fault(&a).map_or(Ok(a), Err)))
}

/// What an attempt must not hold.
pub(super) fn attempt_fault(a: &Attempt) -> Option<String> {
    if a.kind.is_empty() || a.kind.len() > 16 || !a.kind.bytes().all(|b| b.is_ascii_lowercase()) {
        return Some("a row of practice has a kind that is none".into());
    }
    [&a.meaning, &a.wording].into_iter().find_map(|h| hash(h.clone()).err()).or_else(|| at(a.at.0).err())
}

/// Reads a row of [`ENTRY`].
pub(super) fn entry(row: &Row<'_>) -> rusqlite::Result<Decoded<PracticeEntry>> {
    let (key, of, seq, kind): (String, String, u32, String) =
        (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
    let (time, elapsed): (i64, i64) = (row.get(4)?, row.get(5)?);
    let columns = Columns {
        item: row.get(6)?,
        value: row.get(7)?,
        computed: row.get(8)?,
        refers: row.get(9)?,
        text: row.get(10)?,
        language: row.get(11)?,
        fraction: row.get(12)?,
        reason: row.get(13)?,
        grader: row.get(14)?,
    };
    let decoded = || -> Decoded<PracticeEntry> {
        Ok(PracticeEntry {
            id: id("an entry", &key)?,
            attempt: id("an attempt", &of)?,
            seq: Some(seq)
                .filter(|s| (1..=MOST_ENTRIES).contains(s))
                .ok_or("an entry of practice has no number")?,
            at: at(time)?,
            elapsed: u64::try_from(elapsed).map_err(|_| "an entry of practice took less than no time")?,
            event: decode(&kind, columns)?,
        })
    };
    Ok(decoded())
}

/// So many entries may one attempt have.
pub(super) const MOST_ENTRIES: u32 = 100_000;

/// Reads a row of [`REVIEW`].
pub(super) fn review(row: &Row<'_>) -> rusqlite::Result<Decoded<Review>> {
    let text = |i: usize| row.get::<_, String>(i);
    let (key, of, question, meaning) = (text(0)?, text(1)?, text(2)?, text(3)?);
    let (area, topic, level_word) = (text(4)?, text(5)?, text(6)?);
    let (rating, score, time, day): (i64, f64, i64, i32) =
        (row.get(7)?, row.get(8)?, row.get(9)?, row.get(10)?);
    let (spent, retention): (i64, f64) = (row.get(11)?, row.get(12)?);
    let decoded = || -> Decoded<Review> {
        Ok(Review {
            id: id("a review", &key)?,
            attempt: id("an attempt", &of)?,
            question: slug::<QuestionId>(question)?,
            meaning: hash(meaning)?,
            area: slug::<AreaId>(area)?,
            topic: slug::<TopicId>(topic)?,
            level: level(&level_word)?,
            rating: Rating::of(rating).ok_or("a review has a rating that is none")?,
            score: fraction(Some(score)).ok_or("a review has an impossible score")?,
            at: at(time)?,
            day: Day(day),
            spent: u64::try_from(spent).map_err(|_| "a review took less than no time")?,
            retention,
        })
    };
    Ok(decoded().and_then(|r| review_fault(&r).map_or(Ok(r), Err)))
}

/// What a review must not hold.
pub(super) fn review_fault(r: &Review) -> Option<String> {
    if !(Day::MIN..=Day::MAX).contains(&r.day.0) {
        return Some("a review has an impossible day".into());
    }
    if !(0.5..=0.99).contains(&r.retention) {
        return Some("a review has an impossible retention".into());
    }
    hash(r.meaning.clone()).err().or_else(|| at(r.at.0).err())
}

/// The weights as they are stored: the shortest text that reads back as the same number.
pub(super) fn weights_text(weights: &[f64; 21]) -> String {
    weights.map(|w| w.to_string()).join(" ")
}

/// Reads a row of [`FITTED`].
pub(super) fn fitted(row: &Row<'_>) -> rusqlite::Result<Decoded<Fitted>> {
    let (key, time, reviews, text): (String, i64, u32, Option<String>) =
        (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
    let (loss_before, loss_after): (f64, f64) = (row.get(4)?, row.get(5)?);
    let decoded = || -> Decoded<Fitted> {
        let weights = text.as_deref().map(|t| {
            let numbers: Option<Vec<f64>> = t.split(' ').map(|n| n.parse().ok()).collect();
            numbers.and_then(|n| <[f64; 21]>::try_from(n).ok())
        });
        let weights = match weights {
            Some(None) => return Err("fitted parameters are not 21 numbers".into()),
            Some(weights) => weights,
            None => None,
        };
        let fitted = Fitted {
            id: id("fitted parameters", &key)?,
            at: at(time)?,
            reviews,
            weights,
            loss_before,
            loss_after,
        };
        fitted_fault(&fitted).map_or(Ok(fitted), Err)
    };
    Ok(decoded())
}

/// What fitted parameters must not hold.
pub(super) fn fitted_fault(f: &Fitted) -> Option<String> {
    let odd = |l: f64| !(l.is_finite() && l >= 0.0);
    if f.weights.is_some_and(|w| w.iter().any(|w| !w.is_finite())) || odd(f.loss_before) || odd(f.loss_after)
    {
        return Some("fitted parameters hold what is not a number".into());
    }
    at(f.at.0).err()
}
