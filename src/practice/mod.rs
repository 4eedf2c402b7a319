//! Practice alone: what comes back when (FSRS-6), what is asked in a round, and the marks that follow from ticks. Pure: reviews and moments
//! come in as values.

mod card;
mod command;
mod fsrs;
mod history;
mod learner;
mod mark;
mod optimize;
mod pick;
mod progress;
mod schedule;
mod study;
mod turn;

pub use card::{Card, Last};
pub use command::{COMMANDS, Command, parse as parse_command};
pub use fsrs::{BOUNDS, DEFAULT, DIFFICULTY, Fsrs, Memory, STABILITY, WEIGHTS};
pub use history::{History, Standing};
pub use learner::{Ask, Halt, Learner, Reply};
pub use mark::{HEARD_SHARES, MARK_SHARES, RATING_SCORES, computed_marks, rating_of, score_of, share_heard};
pub use optimize::{CardHistory, ENOUGH, Fit, fit, histories, log_loss, steps, telling};
pub use pick::{Candidate, Round, Why, Wish, due_first, pick};
pub use progress::{Due, DueOn, Group, LEAST_QUESTIONS, LEAST_REVIEWS, Progress, Retention, Weak, progress};
pub use schedule::{NEW_PER_DAY, RETENTION, RETENTIONS, Scheduler};
pub use study::{
    StudyArea, StudyDay, StudyItem, StudyPlan, StudyWish, minutes_needed, study_plan, weakest_areas, weakness,
};
pub use turn::{Next, Turn, look_fors};

#[cfg(test)]
mod tests;
