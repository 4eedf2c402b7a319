//! A card: one question with one meaning, and everything that is known of how it is remembered. Always the replay of its reviews.

use crate::{
    model::{AreaId, Day, Level, Millis, PracticeId, QuestionId, Rating, Review, TopicId},
    practice::{Fsrs, Memory, Scheduler},
};

/// What is known of one question.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// Which question.
    pub question: QuestionId,
    /// What was marked when it was answered: a question with another meaning is another card.
    pub meaning: String,
    /// Its area when it was answered last.
    pub area: AreaId,
    /// Its topic then.
    pub topic: TopicId,
    /// Its level then.
    pub level: Level,
    /// How it is remembered.
    pub memory: Memory,
    /// How often it was answered.
    pub reviews: u32,
    /// How often it was forgotten after it had been answered on an earlier day.
    pub lapses: u32,
    /// The last answer.
    pub last: Last,
    /// Time spent on it in all.
    pub spent: Millis,
    /// The day it comes back.
    pub due: Day,
}

/// The last answer to a card.
#[derive(Debug, Clone, PartialEq)]
pub struct Last {
    /// Which attempt.
    pub attempt: PracticeId,
    /// How well it was remembered.
    pub rating: Rating,
    /// The mark it earned, as a share.
    pub score: f64,
    /// When.
    pub day: Day,
}

impl Card {
    /// The card after its first review.
    pub(super) fn first(review: &Review, scheduler: &Scheduler) -> Self {
        let memory = scheduler.fsrs.first(review.rating);
        let mut card = Card {
            question: review.question.clone(),
            meaning: review.meaning.clone(),
            area: review.area.clone(),
            topic: review.topic.clone(),
            level: review.level,
            memory,
            reviews: 1,
            lapses: 0,
            last: Last::of(review),
            spent: review.spent,
            due: review.day,
        };
        card.due = scheduler.due(&card);
        card
    }

    /// The card after one more review. Its day never lies before the one of the review before.
    pub(super) fn add(&mut self, review: &Review, scheduler: &Scheduler) {
        let days = review.day.since(self.last.day);
        self.memory = scheduler.fsrs.next(self.memory, days, review.rating);
        self.reviews += 1;
        self.lapses += u32::from(days > 0 && !review.rating.is_recall());
        (self.area, self.topic, self.level) = (review.area.clone(), review.topic.clone(), review.level);
        self.last = Last::of(review);
        self.spent = self.spent.saturating_add(review.spent);
        self.due = scheduler.due(self);
    }

    /// Whether it is to be asked on a day.
    pub fn is_due(&self, today: Day) -> bool {
        self.due <= today
    }

    /// The probability that it is remembered on a day, 0 to 1.
    pub fn recall(&self, fsrs: &Fsrs, today: Day) -> f64 {
        fsrs.recall(self.memory, f64::from(today.since(self.last.day)))
    }
}

impl Last {
    fn of(review: &Review) -> Self {
        Last {
            attempt: review.attempt.clone(),
            rating: review.rating,
            score: review.score.value(),
            day: review.day,
        }
    }
}
