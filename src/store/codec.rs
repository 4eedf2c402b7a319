//! Events as rows, and back. What a row may hold is checked here on the way in and out: a read-only connection ignores CHECK
//! constraints, so a forged value would pass without.

use std::borrow::Cow;

use rusqlite::Row;

use super::chain::{Hex, Parts};
use crate::model::{
    Answer, CriterionId, Event, Fraction, Heard, LONGEST_NAME, LookForId, Mark, QuestionId, Recommendation,
    SkipCause, Slug, Verdict,
};

/// The longest text of one entry, in characters.
const LONGEST: usize = 1_000_000;

/// The columns of `entry_body` but the key and the salt.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Body {
    pub(super) question: Option<String>,
    pub(super) item: Option<String>,
    pub(super) value: Option<i64>,
    pub(super) was: Option<i64>,
    pub(super) refers: Option<i64>,
    pub(super) text: Option<String>,
    pub(super) who: Option<String>,
    pub(super) language: Option<String>,
    pub(super) fraction: Option<f64>,
    pub(super) reason: Option<String>,
    pub(super) grader: Option<String>,
    /// From `entry_pinned`: the text that the entry rests on beside those of its session.
    pub(super) pinned: Option<String>,
}

impl Body {
    /// Reads the columns from `question` on, beginning at column `first`.
    pub(super) fn of(row: &Row<'_>, first: usize) -> rusqlite::Result<Self> {
        Ok(Body {
            question: row.get(first)?,
            item: row.get(first + 1)?,
            value: row.get(first + 2)?,
            was: row.get(first + 3)?,
            refers: row.get(first + 4)?,
            text: row.get(first + 5)?,
            who: row.get(first + 6)?,
            language: row.get(first + 7)?,
            fraction: row.get(first + 8)?,
            reason: row.get(first + 9)?,
            grader: row.get(first + 10)?,
            pinned: row.get(first + 11)?,
        })
    }

    /// The salted commitment to this body. `buffer` is room to work in.
    pub(super) fn commitment(&self, salt: &[u8], buffer: &mut Vec<u8>) -> Hex {
        let mut parts = Parts::begin(buffer);
        let text = |parts: &mut Parts<'_>, t: &Option<String>| match t {
            Some(t) => parts.add(&[b"+", t.as_bytes()]),
            None => parts.add(&[b"-"]),
        };
        let int = |parts: &mut Parts<'_>, i: Option<i64>| match i {
            Some(i) => parts.number(i),
            None => parts.add(&[b"-"]),
        };
        parts.add(&[salt]);
        text(&mut parts, &self.question);
        text(&mut parts, &self.item);
        int(&mut parts, self.value);
        int(&mut parts, self.was);
        int(&mut parts, self.refers);
        text(&mut parts, &self.text);
        text(&mut parts, &self.who);
        text(&mut parts, &self.language);
        match self.fraction {
            Some(f) => parts.add(&[&f.to_bits().to_le_bytes()]),
            None => parts.add(&[b"-"]),
        }
        text(&mut parts, &self.reason);
        text(&mut parts, &self.grader);
        // One part more, and only where there is one: entries of the first schema keep their commitments.
        if let Some(hash) = &self.pinned {
            parts.add(&[hash.as_bytes()]);
        }
        parts.finish()
    }
}

/// The code of how a look-for came.
pub(super) fn heard_code(heard: Heard) -> i64 {
    match heard {
        Heard::Missed => 0,
        Heard::Hinted => 1,
        Heard::Probed => 2,
        Heard::Unprompted => 3,
    }
}

/// How a look-for came, by its code.
pub(super) fn heard_of(code: i64) -> Option<Heard> {
    Heard::ALL.into_iter().find(|h| heard_code(*h) == code)
}

fn recommendation_code(r: Recommendation) -> i64 {
    match r {
        Recommendation::NoDecision => 0,
        Recommendation::StrongNo => 1,
        Recommendation::No => 2,
        Recommendation::Yes => 3,
        Recommendation::StrongYes => 4,
    }
}

fn recommendation_of(code: i64) -> Option<Recommendation> {
    Recommendation::ALL.into_iter().find(|r| recommendation_code(*r) == code)
}

fn cause_code(cause: SkipCause) -> i64 {
    match cause {
        SkipCause::Skipped => 0,
        SkipCause::Unassessed => 1,
    }
}

/// All kinds of rows, the frequent ones first.
const KINDS: [&str; 21] = [
    "marked",
    "evidence",
    "tick",
    "opened",
    "note",
    "marking",
    "left",
    "probe",
    "hint",
    "not-assessed",
    "answered",
    "deviation",
    "paused",
    "resumed",
    "undone",
    "recommended",
    "submitted",
    "abandoned",
    "rescored",
    "mark-amended",
    "recommendation-amended",
];

/// A kind as it stands in a row; what none of ours is called is refused where the row is decoded.
pub(super) fn kind(word: &str) -> Cow<'static, str> {
    KINDS.iter().find(|k| **k == word).map_or_else(|| Cow::Owned(word.to_owned()), |k| Cow::Borrowed(*k))
}

/// The kind and the columns of an event.
///
/// # Errors
/// A text that is too long or holds a zero byte.
pub(super) fn encode(event: &Event) -> Result<(&'static str, Body), String> {
    let mark = |m: &Option<Mark>| m.map(i64::from);
    let body = Body { question: event.question().map(ToString::to_string), ..Body::default() };
    let (kind, body) = match event {
        Event::Opened { .. } => ("opened", body),
        Event::Note { text, .. } => ("note", Body { text: Some(text.clone()), ..body }),
        Event::Tick { look_for, heard, .. } => {
            ("tick", Body { item: Some(look_for.to_string()), value: Some(heard_code(*heard)), ..body })
        }
        Event::Probe { number, .. } => ("probe", Body { value: Some((*number).into()), ..body }),
        Event::Hint { number, .. } => ("hint", Body { value: Some((*number).into()), ..body }),
        Event::Marking { .. } => ("marking", body),
        Event::Marked { criterion, mark: m, .. } => {
            ("marked", Body { item: Some(criterion.to_string()), value: mark(m), ..body })
        }
        Event::Evidence { criterion, text, .. } => {
            ("evidence", Body { item: Some(criterion.to_string()), text: Some(text.clone()), ..body })
        }
        Event::NotAssessed { cause, why, .. } => {
            ("not-assessed", Body { value: Some(cause_code(*cause)), text: Some(why.clone()), ..body })
        }
        Event::Answered { answer, verdict, .. } => (
            "answered",
            Body {
                text: Some(answer.text.clone()),
                language: answer.language.clone(),
                fraction: Some(verdict.fraction.value()),
                reason: Some(verdict.reason.clone()),
                grader: Some(verdict.grader.clone()),
                item: verdict.meaning.clone(),
                ..body
            },
        ),
        Event::Rescored { entry, verdict, text, who, why, .. } => (
            "rescored",
            Body {
                refers: Some((*entry).into()),
                fraction: Some(verdict.fraction.value()),
                reason: Some(verdict.reason.clone()),
                grader: Some(verdict.grader.clone()),
                item: verdict.meaning.clone(),
                pinned: Some(text.clone()),
                who: Some(who.clone()),
                text: Some(why.clone()),
                ..body
            },
        ),
        Event::Deviation { text, .. } => ("deviation", Body { text: Some(text.clone()), ..body }),
        Event::Left { .. } => ("left", body),
        Event::Paused => ("paused", body),
        Event::Resumed => ("resumed", body),
        Event::Undone { entry } => ("undone", Body { refers: Some((*entry).into()), ..body }),
        Event::Recommended { recommendation, why } => (
            "recommended",
            Body { value: Some(recommendation_code(*recommendation)), text: Some(why.clone()), ..body },
        ),
        Event::Submitted => ("submitted", body),
        Event::Abandoned { why } => ("abandoned", Body { text: Some(why.clone()), ..body }),
        Event::MarkAmended { criterion, before, after, who, why, .. } => (
            "mark-amended",
            Body {
                item: Some(criterion.to_string()),
                was: mark(before),
                value: mark(after),
                who: Some(who.clone()),
                text: Some(why.clone()),
                ..body
            },
        ),
        Event::RecommendationAmended { before, after, who, why } => (
            "recommendation-amended",
            Body {
                was: before.map(recommendation_code),
                value: Some(recommendation_code(*after)),
                who: Some(who.clone()),
                text: Some(why.clone()),
                ..body
            },
        ),
    };
    fault(&body).map_or(Ok((kind, body)), Err)
}

/// What no row may hold, on the way in and on the way out.
fn fault(body: &Body) -> Option<String> {
    let texts = [
        ("a text", &body.text, LONGEST),
        ("a reason", &body.reason, LONGEST),
        ("the name of whoever changed it", &body.who, LONGEST_NAME),
        ("the language of an answer", &body.language, 64),
        ("the name of a grader", &body.grader, 100),
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
    if body.pinned.as_ref().is_some_and(|hash| !is_hash(hash)) {
        return Some("the hash of a text is none".into());
    }
    None
}

/// SHA-256 in lower-case hex.
fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// The event of a row.
///
/// # Errors
/// A value that viva never writes.
pub(super) fn decode(kind: &str, mut b: Body) -> Result<Event, String> {
    if let Some(why) = fault(&b) {
        return Err(why);
    }
    let missing = |what: &str| format!("a `{kind}` row has no {what}");
    if b.pinned.is_some() && kind != "rescored" {
        return Err(format!("a `{kind}` row has a text of its own"));
    }
    let verdict = |b: &mut Body| -> Result<Verdict, String> {
        let fraction = b.fraction.filter(|f| (0.0..=1.0).contains(f)).ok_or_else(|| missing("fraction"))?;
        if b.item.as_ref().is_some_and(|hash| !is_hash(hash)) {
            return Err(missing("hash of a meaning"));
        }
        Ok(Verdict {
            fraction: Fraction::clamped(fraction),
            reason: b.reason.take().ok_or_else(|| missing("reason"))?,
            grader: b.grader.take().ok_or_else(|| missing("grader"))?,
            meaning: b.item.take(),
        })
    };
    let entry_of =
        |b: &mut Body| b.refers.and_then(|v| u32::try_from(v).ok()).ok_or_else(|| missing("entry"));
    let question = |b: &mut Body| -> Result<QuestionId, String> {
        QuestionId::new(b.question.take().ok_or_else(|| missing("question"))?).map_err(|e| e.to_string())
    };
    let any_question = |b: &mut Body| b.question.is_some().then(|| question(b)).transpose();
    let criterion = |b: &mut Body| -> Result<CriterionId, String> {
        CriterionId::new(b.item.take().ok_or_else(|| missing("criterion"))?).map_err(|e| e.to_string())
    };
    let text = |b: &mut Body| b.text.take().ok_or_else(|| missing("text"));
    let who = |b: &mut Body| b.who.take().ok_or_else(|| missing("who"));
    let mark = |v: Option<i64>| v.map(Mark::new).transpose().map_err(|e| e.to_string());
    let number = |b: &mut Body| -> Result<u16, String> {
        b.value.and_then(|v| u16::try_from(v).ok()).filter(|&n| n > 0).ok_or_else(|| missing("number"))
    };
    let recommendation =
        |v: Option<i64>| v.and_then(recommendation_of).ok_or_else(|| missing("recommendation"));
    Ok(match kind {
        "opened" => Event::Opened { question: question(&mut b)? },
        "note" => Event::Note { question: any_question(&mut b)?, text: text(&mut b)? },
        "tick" => Event::Tick {
            question: question(&mut b)?,
            look_for: LookForId::new(b.item.take().ok_or_else(|| missing("look-for"))?)
                .map_err(|e| e.to_string())?,
            heard: b.value.and_then(heard_of).ok_or_else(|| missing("way of hearing"))?,
        },
        "probe" => Event::Probe { question: question(&mut b)?, number: number(&mut b)? },
        "hint" => Event::Hint { question: question(&mut b)?, number: number(&mut b)? },
        "marking" => Event::Marking { question: question(&mut b)? },
        "marked" => {
            Event::Marked { question: question(&mut b)?, criterion: criterion(&mut b)?, mark: mark(b.value)? }
        }
        "evidence" => Event::Evidence {
            question: question(&mut b)?,
            criterion: criterion(&mut b)?,
            text: text(&mut b)?,
        },
        "not-assessed" => Event::NotAssessed {
            question: question(&mut b)?,
            cause: match b.value {
                Some(0) => SkipCause::Skipped,
                Some(1) => SkipCause::Unassessed,
                _ => return Err(missing("cause")),
            },
            why: text(&mut b)?,
        },
        "answered" => Event::Answered {
            question: question(&mut b)?,
            answer: Answer { text: text(&mut b)?, language: b.language.take() },
            verdict: verdict(&mut b)?,
        },
        "rescored" => Event::Rescored {
            question: question(&mut b)?,
            entry: entry_of(&mut b)?,
            verdict: verdict(&mut b).and_then(|v| match v.meaning {
                Some(_) => Ok(v),
                None => Err(missing("hash of a meaning")),
            })?,
            text: b.pinned.take().ok_or_else(|| missing("text"))?,
            who: who(&mut b)?,
            why: text(&mut b)?,
        },
        "deviation" => Event::Deviation { question: any_question(&mut b)?, text: text(&mut b)? },
        "left" => Event::Left { question: question(&mut b)? },
        "paused" => Event::Paused,
        "resumed" => Event::Resumed,
        "undone" => Event::Undone { entry: entry_of(&mut b)? },
        "recommended" => Event::Recommended { recommendation: recommendation(b.value)?, why: text(&mut b)? },
        "submitted" => Event::Submitted,
        "abandoned" => Event::Abandoned { why: text(&mut b)? },
        "mark-amended" => Event::MarkAmended {
            question: question(&mut b)?,
            criterion: criterion(&mut b)?,
            before: mark(b.was)?,
            after: mark(b.value)?,
            who: who(&mut b)?,
            why: text(&mut b)?,
        },
        "recommendation-amended" => Event::RecommendationAmended {
            before: b.was.map(|v| recommendation(Some(v))).transpose()?,
            after: recommendation(b.value)?,
            who: who(&mut b)?,
            why: text(&mut b)?,
        },
        other => return Err(format!("a row has the unknown kind `{other}`")),
    })
}
