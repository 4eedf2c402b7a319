//! What is asked in a round: first what is due, the worst remembered first; then questions never answered, in an order by chance.

use super::{Card, Fsrs, Standing};
use crate::{
    bank::sha256_hex,
    model::{Day, QuestionId},
};

/// A question of the bank that the round may ask.
#[derive(Debug, Clone)]
pub struct Candidate<'a> {
    /// Which question.
    pub id: QuestionId,
    /// Planned time, in minutes.
    pub minutes: u16,
    /// How it stands.
    pub standing: Standing<'a>,
}

/// How long the round is, and what it takes.
#[derive(Debug, Clone, PartialEq)]
pub struct Wish {
    /// At most so many planned minutes; one question is asked however long it is.
    pub minutes: Option<u16>,
    /// At most so many questions.
    pub count: Option<usize>,
    /// Nothing that was never answered.
    pub due_only: bool,
    /// So many questions that were never answered may still be begun today.
    pub new_left: usize,
}

/// Why a question is asked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Why {
    /// It is due, since so many days; it is remembered with that probability.
    Due {
        /// Days since the day it was due.
        late: u32,
        /// 0 to 1.
        recall: f64,
    },
    /// It was never answered.
    New,
    /// It was answered when it meant something else.
    Changed,
    /// It was asked for by its id.
    Named,
}

/// What the round asks.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Round {
    /// In order.
    pub picks: Vec<(QuestionId, Why)>,
    /// So many due questions found no room.
    pub due_left: usize,
    /// So many questions that were never answered stay for later.
    pub new_left: usize,
    /// When the next of the candidates is due that is not asked now.
    pub next: Option<Day>,
}

/// The due ones of some candidates with why, the worst remembered first; of equals the one that is due longer.
pub fn due_first<'a>(
    candidates: &'a [Candidate<'a>],
    fsrs: &Fsrs,
    today: Day,
) -> Vec<(&'a Candidate<'a>, &'a Card, Why)> {
    let mut due: Vec<(&Candidate<'_>, &Card, f64)> = candidates
        .iter()
        .filter_map(|c| match c.standing {
            Standing::Known(card) if card.is_due(today) => Some((c, card, card.recall(fsrs, today))),
            Standing::Known(_) | Standing::New | Standing::Changed(_) => None,
        })
        .collect();
    due.sort_by(|a, b| a.2.total_cmp(&b.2).then(a.1.due.cmp(&b.1.due)).then(a.0.id.cmp(&b.0.id)));
    due.into_iter()
        .map(|(c, card, recall)| (c, card, Why::Due { late: today.since(card.due), recall }))
        .collect()
}

/// Chooses what is asked. `seed` orders the questions that were never answered.
pub fn pick(candidates: &[Candidate<'_>], wish: &Wish, fsrs: &Fsrs, today: Day, seed: &str) -> Round {
    let mut round = Round::default();
    let (mut minutes, mut new) = (0_u32, 0);
    let mut take = |c: &Candidate<'_>, why: Why, picks: &mut Vec<(QuestionId, Why)>| {
        let fits =
            wish.minutes.is_none_or(|m| picks.is_empty() || minutes + u32::from(c.minutes) <= u32::from(m))
                && wish.count.is_none_or(|n| picks.len() < n);
        if !fits {
            return false;
        }
        minutes += u32::from(c.minutes);
        picks.push((c.id.clone(), why));
        true
    };
    for (candidate, _, why) in due_first(candidates, fsrs, today) {
        if !take(candidate, why, &mut round.picks) {
            round.due_left += 1;
        }
    }
    let mut fresh: Vec<(bool, String, &Candidate<'_>, Why)> = candidates
        .iter()
        .filter_map(|c| {
            let why = match c.standing {
                Standing::New => Why::New,
                Standing::Changed(_) => Why::Changed,
                Standing::Known(_) => return None,
            };
            // What was learnt once and means something else now comes before what was never seen.
            Some((why == Why::New, sha256_hex(format!("{seed}/{}", c.id).as_bytes()), c, why))
        })
        .collect();
    fresh.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    for (_, _, candidate, why) in fresh {
        if wish.due_only || new >= wish.new_left || !take(candidate, why, &mut round.picks) {
            round.new_left += 1;
        } else {
            new += 1;
        }
    }
    round.next = candidates
        .iter()
        .filter_map(|c| match c.standing {
            Standing::Known(card) if !card.is_due(today) => Some(card.due),
            Standing::Known(_) | Standing::New | Standing::Changed(_) => None,
        })
        .min();
    round
}
