//! All cards: the replay of all reviews.

use std::collections::HashMap;

use crate::{
    model::{Day, QuestionId, Review},
    practice::{Card, Scheduler},
};

/// What was practised so far.
#[derive(Debug, Clone, Default)]
pub struct History {
    cards: Vec<Card>,
    by_id: HashMap<QuestionId, Vec<usize>>,
}

/// How a question stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Standing<'a> {
    /// It was never answered.
    New,
    /// It was answered.
    Known(&'a Card),
    /// It was answered when it meant something else: its history begins anew.
    Changed(&'a Card),
}

impl History {
    /// Replays reviews, which come in the order in which they happened.
    pub fn replay<'a>(reviews: impl IntoIterator<Item = &'a Review>, scheduler: &Scheduler) -> Self {
        let mut history = Self::default();
        for review in reviews {
            history.add(review, scheduler);
        }
        history
    }

    /// One more review.
    pub fn add(&mut self, review: &Review, scheduler: &Scheduler) {
        let places = match self.by_id.get_mut(&review.question) {
            Some(places) => places,
            None => self.by_id.entry(review.question.clone()).or_default(),
        };
        match places.iter().find(|i| self.cards[**i].meaning == review.meaning) {
            Some(&i) => self.cards[i].add(review, scheduler),
            None => {
                places.push(self.cards.len());
                self.cards.push(Card::first(review, scheduler));
            }
        }
    }

    /// Every card, in the order of their first reviews; of a question whose meaning changed every meaning.
    pub fn cards(&self) -> &[Card] {
        &self.cards
    }

    /// How a question stands that means this now.
    pub fn standing(&self, question: &QuestionId, meaning: &str) -> Standing<'_> {
        let cards = self.by_id.get(question).into_iter().flatten().map(|i| &self.cards[*i]);
        let mut other = None;
        for card in cards {
            if card.meaning == meaning {
                return Standing::Known(card);
            }
            other = Some(card);
        }
        other.map_or(Standing::New, Standing::Changed)
    }

    /// The cards of a question, oldest meaning first.
    pub fn of(&self, question: &QuestionId) -> impl Iterator<Item = &Card> {
        self.by_id.get(question).into_iter().flatten().map(|i| &self.cards[*i])
    }

    /// How many cards were answered for the first time on a day.
    pub fn begun_on<'a>(reviews: impl IntoIterator<Item = &'a Review>, day: Day) -> usize {
        let mut seen = HashMap::new();
        for review in reviews {
            seen.entry((&review.question, &review.meaning)).or_insert(review.day);
        }
        seen.values().filter(|d| **d == day).count()
    }
}
