//! What was practised so far, as the store has it.

use anyhow::Result;

use crate::{
    model::{Day, Fitted, Review},
    practice::{Fsrs, History, NEW_PER_DAY, RETENTION, Scheduler},
    store::Store,
};

/// The settings of practice in force.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PracticeSettings {
    /// The probability of recall, 0 to 1, at which a question comes back.
    pub retention: f64,
    /// Questions never answered before, a day.
    pub new_per_day: u32,
}

impl Default for PracticeSettings {
    fn default() -> Self {
        Self { retention: RETENTION, new_per_day: NEW_PER_DAY }
    }
}

/// Everything that was practised, replayed.
#[derive(Debug, Clone, Default)]
pub struct Practised {
    /// Every review that counts, oldest first.
    pub reviews: Vec<Review>,
    /// The parameters that were fitted or reset last.
    pub fitted: Option<Fitted>,
    /// What decides when cards come back.
    pub scheduler: Scheduler,
    /// The cards.
    pub history: History,
    /// The settings in force.
    pub settings: PracticeSettings,
}

/// Reads and replays what was practised; without a store nothing was.
///
/// # Errors
/// A damaged store.
pub fn practised(store: Option<&Store>, settings: PracticeSettings) -> Result<Practised> {
    let (reviews, fitted) = match store {
        Some(store) => (store.practice_reviews()?, store.fitted()?),
        None => (Vec::new(), None),
    };
    let weights = fitted.as_ref().and_then(|f| f.weights.as_ref());
    let fsrs = weights.map_or_else(Fsrs::default, Fsrs::new);
    let scheduler = Scheduler { fsrs, retention: settings.retention, fuzz: true };
    let history = History::replay(&reviews, &scheduler);
    Ok(Practised { reviews, fitted, scheduler, history, settings })
}

impl Practised {
    /// One more review, as it was kept.
    pub fn add(&mut self, review: Review) {
        self.history.add(&review, &self.scheduler);
        self.reviews.push(review);
    }

    /// How many questions that were never answered may still be begun on a day.
    pub fn new_left(&self, day: Day) -> usize {
        let most = usize::try_from(self.settings.new_per_day).unwrap_or(usize::MAX);
        most.saturating_sub(History::begun_on(&self.reviews, day))
    }
}
