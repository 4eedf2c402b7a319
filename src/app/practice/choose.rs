//! Which questions of the bank a round may ask, and which it asks.

use anyhow::Result;

use super::Practised;
use crate::{
    app::NotFound,
    bank::{Bank, Kind, Listed, meaning, sha256_hex},
    model::{Attempt, Day, Level, QuestionId, Slug, closest},
    practice::{Candidate, Round, Standing, Why, Wish, pick},
};

/// Leaves out questions that want a program, where none is run; says how many. What was asked for by its id stays.
pub fn without_programs(candidates: &mut Vec<Candidate<'_>>, bank: &Bank, what: &[String]) -> usize {
    let before = candidates.len();
    let wants_program =
        |id: &QuestionId| bank.find(id).is_some_and(|l| l.outline.kind == Kind::Code.as_str());
    candidates.retain(|c| what.iter().any(|w| w == c.id.as_str()) || !wants_program(&c.id));
    before - candidates.len()
}

/// What was asked for.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Areas, topics, `AREA/TOPIC`, tags, ids of questions; none: everything.
    pub what: Vec<String>,
    /// Only this level.
    pub level: Option<Level>,
    /// How long, and what.
    pub wish: Wish,
}

/// Whether a question is in an area, topic or tag of that name, or has that id.
fn fits(listed: &Listed, word: &str) -> bool {
    let (area, topic) = (listed.area.as_str(), listed.topic.as_str());
    match word.split_once('/') {
        Some((a, t)) => a == area && t == topic,
        None => {
            word == area
                || word == topic
                || word == listed.id.as_str()
                || listed.outline.tags.iter().any(|t| t == word)
        }
    }
}

/// The questions of the bank that were asked for, with how they stand. Only those are parsed that were answered and whose text has changed
/// since: their meaning may have changed too.
///
/// # Errors
/// A word that names nothing of the bank.
pub fn candidates<'a>(
    bank: &Bank,
    practised: &'a Practised,
    what: &[String],
    level: Option<Level>,
) -> Result<Vec<Candidate<'a>>> {
    for word in what {
        if !bank.listed().iter().any(|l| fits(l, word)) {
            return Err(unknown(bank, word).into());
        }
    }
    let wanted = |l: &&Listed| {
        (what.is_empty() || what.iter().any(|w| fits(l, w)))
            && level.is_none_or(|level| l.outline.level == Some(level))
    };
    Ok(bank.listed().iter().filter(wanted).map(|l| candidate(bank, practised, l)).collect())
}

fn candidate<'a>(bank: &Bank, practised: &'a Practised, listed: &Listed) -> Candidate<'a> {
    let known = practised.history.of(&listed.id).next().is_some();
    let standing = match practised.texts.get(&listed.id) {
        _ if !known => Standing::New,
        // Its text is the one that was answered: what it means is known without parsing it.
        Some((source, meaning)) if *source == source_hash(bank, listed) => {
            practised.history.standing(&listed.id, meaning)
        }
        _ => match bank.question(&listed.id) {
            Ok(question) => practised.history.standing(&listed.id, &meaning(&question)),
            // A question with a fault is said so when it is asked.
            Err(_) => Standing::New,
        },
    };
    Candidate { id: listed.id.clone(), minutes: listed.outline.minutes, standing }
}

/// The hash of the text that a question is written in.
pub(super) fn source_hash(bank: &Bank, listed: &Listed) -> String {
    sha256_hex(bank.text(listed).as_bytes())
}

fn unknown(bank: &Bank, word: &str) -> NotFound {
    let mut names: Vec<&str> = Vec::new();
    for listed in bank.listed() {
        names.extend([listed.area.as_str(), listed.topic.as_str(), listed.id.as_str()]);
        names.extend(listed.outline.tags.iter().map(String::as_str));
    }
    let near = closest(word, names).map(|near| format!("did you mean `{near}`?"));
    let hint = near.unwrap_or_else(|| {
        "`viva bank stats` lists areas, `viva bank list` questions with their tags".into()
    });
    NotFound { what: format!("no area, topic, tag or question is named `{word}`"), hint: Some(hint) }
}

/// The round: an attempt that was stopped comes first, then what was asked for by its id, then what is due, then what is new.
pub fn choose(
    bank: &Bank,
    practised: &Practised,
    candidates: &[Candidate<'_>],
    choice: &Choice,
    stopped: &[Attempt],
    (today, seed): (Day, &str),
) -> Round {
    let named: Vec<QuestionId> = choice
        .what
        .iter()
        .filter_map(|w| QuestionId::new(w.as_str()).ok())
        .filter(|id| bank.find(id).is_some())
        .collect();
    let all_named = !named.is_empty() && named.len() == choice.what.len();
    if all_named {
        let picks = named.into_iter().map(|id| (id, Why::Named)).collect();
        return Round { picks, ..Round::default() };
    }
    let mut round = pick(candidates, &choice.wish, &practised.scheduler.fsrs, today, seed);
    // What was stopped halfway stands before everything else; it was asked for once already.
    for attempt in stopped {
        if candidates.iter().any(|c| c.id == attempt.question) {
            round.picks.retain(|(id, _)| *id != attempt.question);
            round.picks.insert(0, (attempt.question.clone(), Why::Named));
        }
    }
    round
}
