//! How practice is going: mastery, retention, time, what is due. Figures only; a pure function of reviews, cards and days.
//!
//! ```text
//! mastery   = mean over questions of 1 + 3 * score of the last answer in the window        on the scale 1 to 4
//! interval  = mastery +- t(0.975, n - 1) * s / sqrt(n), kept within 1 to 4                 Student's t over questions
//! retention = share of answers on a later day than the one before that were not `again`     Wilson's interval
//! ```
//!
//! `s` is not taken below 1/sqrt(12), the spread that rounding to whole marks leaves. Below [`LEAST_QUESTIONS`] questions, and below
//! [`LEAST_REVIEWS`] reviews for retention, there is no interval: it would say more than is known.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use schemars::JsonSchema;
use serde::Serialize;

use super::Card;
use crate::{
    measure::{mean_interval, wilson},
    model::{Day, Level, Review},
};

/// So many questions are needed before mastery gets an interval.
pub const LEAST_QUESTIONS: usize = 5;
/// So many reviews on later days are needed before retention gets an interval.
pub const LEAST_REVIEWS: usize = 10;
/// The window is cut into at most so many stretches for its course.
const STRETCHES: usize = 8;
/// So many of the weakest topics are named.
const WEAKEST: usize = 3;
/// Topics at or above this mastery (good) are not called weak.
const GOOD: f64 = 3.0;
/// The spread of rounding to whole marks: 1/sqrt(12).
const ROUNDING: f64 = 0.288_675_134_594_812_9;

/// `viva.progress/1`.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Progress {
    /// `viva.progress/1`.
    pub schema: &'static str,
    /// The day that is today, `2026-11-22`.
    pub today: String,
    /// The first day that counts: the one asked for, or that of the first answer.
    pub since: Option<String>,
    /// Answers in the window.
    pub answers: usize,
    /// Questions answered in it.
    pub questions: usize,
    /// Days with an answer.
    pub days: usize,
    /// Time spent, in minutes.
    pub minutes: f64,
    /// Retention reached against retention asked for.
    pub retention: Retention,
    /// What comes back; independent of the window.
    pub due: Due,
    /// By area, the weakest first.
    pub areas: Vec<Group>,
    /// By topic, the weakest first; named `AREA/TOPIC`.
    pub topics: Vec<Group>,
    /// By level, junior to staff.
    pub levels: Vec<Group>,
    /// The weakest topics below good, with what to type next.
    pub weakest: Vec<Weak>,
    /// Below so many questions mastery has no interval.
    pub least_questions: usize,
    /// Below so many reviews retention has no interval.
    pub least_reviews: usize,
}

/// Retention reached against asked.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
pub struct Retention {
    /// Answers on a later day than the one before.
    pub reviews: usize,
    /// Of these, remembered (rated hard, good or easy).
    pub remembered: usize,
    /// Their share, 0 to 1.
    pub reached: Option<f64>,
    /// Lower end of the 95 % interval.
    pub lower: Option<f64>,
    /// Upper end.
    pub upper: Option<f64>,
    /// The mean of what was asked for when these came back were decided; the setting in force when there are none.
    pub asked: f64,
}

/// What comes back.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Due {
    /// Today, with what is overdue.
    pub today: usize,
    /// Each of the seven days after today.
    pub week: Vec<DueOn>,
    /// After that.
    pub later: usize,
}

/// A day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DueOn {
    /// `2026-11-23`.
    pub day: String,
    /// Questions that come back on it.
    pub due: usize,
}

/// An area, a topic or a level.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Group {
    /// Its id.
    pub name: String,
    /// Questions answered in the window.
    pub questions: usize,
    /// Answers in the window.
    pub answers: usize,
    /// Time spent, in minutes.
    pub minutes: f64,
    /// 1 to 4.
    pub mastery: f64,
    /// Lower end of the 95 % interval; nothing below the minimum.
    pub lower: Option<f64>,
    /// Upper end.
    pub upper: Option<f64>,
    /// The mean mark of the answers in each stretch of the window, oldest first; nothing where there was none.
    pub course: Vec<Option<f64>>,
}

/// A weak topic.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Weak {
    /// `AREA/TOPIC`.
    pub topic: String,
    /// 1 to 4.
    pub mastery: f64,
    /// On how many questions that rests.
    pub questions: usize,
    /// What to type.
    pub command: String,
}

fn mark(review: &Review) -> f64 {
    review.score.on_scale()
}

/// Sums practice up. `cards` are those whose question means the same today; `since` is the first day that counts; `asked` is the retention in force.
pub fn progress(reviews: &[Review], cards: &[&Card], since: Option<Day>, today: Day, asked: f64) -> Progress {
    let within: Vec<&Review> =
        reviews.iter().filter(|r| since.is_none_or(|s| r.day >= s) && r.day <= today).collect();
    let from = since.or_else(|| within.iter().map(|r| r.day).min());
    let groups = |key: &dyn Fn(&Review) -> String| {
        let mut parts: BTreeMap<String, Vec<&Review>> = BTreeMap::new();
        for review in &within {
            parts.entry(key(review)).or_default().push(review);
        }
        parts.into_iter().filter_map(|(name, own)| group(name, &own, from?, today)).collect::<Vec<_>>()
    };
    let weakest_first = |mut list: Vec<Group>| {
        list.sort_by(|a, b| a.mastery.total_cmp(&b.mastery).then(a.name.cmp(&b.name)));
        list
    };
    let areas = weakest_first(groups(&|r| r.area.to_string()));
    let topics = weakest_first(groups(&|r| format!("{}/{}", r.area, r.topic)));
    let mut levels = groups(&|r| r.level.to_string());
    levels.sort_by_key(|g| Level::ALL.iter().position(|l| l.as_str() == g.name));
    let weak = |g: &Group| Weak {
        topic: g.name.clone(),
        mastery: g.mastery,
        questions: g.questions,
        command: format!("viva practice {}", g.name),
    };
    Progress {
        schema: "viva.progress/1",
        today: today.to_string(),
        since: from.map(|d| d.to_string()),
        answers: within.len(),
        questions: within.iter().map(|r| &r.question).collect::<BTreeSet<_>>().len(),
        days: within.iter().map(|r| r.day).collect::<BTreeSet<_>>().len(),
        minutes: minutes(&within),
        retention: retention(reviews, from, today, asked),
        due: due(cards, today),
        weakest: topics.iter().filter(|g| g.mastery < GOOD).take(WEAKEST).map(weak).collect(),
        areas,
        topics,
        levels,
        least_questions: LEAST_QUESTIONS,
        least_reviews: LEAST_REVIEWS,
    }
}

fn minutes(reviews: &[&Review]) -> f64 {
    reviews.iter().map(|r| r.spent as f64 / 60_000.0).sum::<f64>().max(0.0)
}

fn group(name: String, own: &[&Review], from: Day, today: Day) -> Option<Group> {
    // Reviews come oldest first: the last one of a question stays.
    let mut last: BTreeMap<(&str, &str), f64> = BTreeMap::new();
    for review in own {
        last.insert((review.question.as_str(), review.meaning.as_str()), mark(review));
    }
    let marks: Vec<f64> = last.into_values().collect();
    let mastery = (!marks.is_empty()).then(|| marks.iter().sum::<f64>() / marks.len() as f64)?;
    let enough = marks.len() >= LEAST_QUESTIONS;
    let interval = enough.then(|| mean_interval(&marks, 0.95, ROUNDING)).flatten();
    Some(Group {
        name,
        questions: marks.len(),
        answers: own.len(),
        minutes: minutes(own),
        mastery,
        lower: interval.map(|i| i.lower.clamp(1.0, 4.0)),
        upper: interval.map(|i| i.upper.clamp(1.0, 4.0)),
        course: course(own, from, today),
    })
}

/// Mean marks of equal stretches from one day to another, both included.
fn course(own: &[&Review], from: Day, today: Day) -> Vec<Option<f64>> {
    let days = today.since(from) as usize + 1;
    let stretches = days.min(STRETCHES);
    let mut sums = vec![(0.0, 0_usize); stretches];
    for review in own {
        let at = review.day.since(from) as usize * stretches / days;
        if let Some(sum) = sums.get_mut(at) {
            *sum = (sum.0 + mark(review), sum.1 + 1);
        }
    }
    sums.into_iter().map(|(sum, n)| (n > 0).then(|| sum / n as f64)).collect()
}

fn retention(reviews: &[Review], from: Option<Day>, today: Day, asked: f64) -> Retention {
    let mut before: HashMap<(&str, &str), &Review> = HashMap::new();
    let (mut n, mut remembered, mut wanted) = (0, 0, 0.0);
    for review in reviews {
        let last = before.insert((review.question.as_str(), review.meaning.as_str()), review);
        let counts = from.is_none_or(|f| review.day >= f) && review.day <= today;
        if let Some(last) = last.filter(|l| counts && review.day > l.day) {
            n += 1;
            remembered += usize::from(review.rating.is_recall());
            wanted += last.retention;
        }
    }
    let reached = wilson(remembered, n);
    let ends = reached.filter(|_| n >= LEAST_REVIEWS);
    Retention {
        reviews: n,
        remembered,
        reached: reached.map(|s| s.share),
        lower: ends.map(|s| s.lower),
        upper: ends.map(|s| s.upper),
        asked: if n > 0 { wanted / n as f64 } else { asked },
    }
}

fn due(cards: &[&Card], today: Day) -> Due {
    let on = |day: Day| cards.iter().filter(|c| c.due == day).count();
    let week: Vec<DueOn> =
        (1..=7).map(|i| today.plus(i)).map(|day| DueOn { day: day.to_string(), due: on(day) }).collect();
    Due {
        today: cards.iter().filter(|c| c.is_due(today)).count(),
        later: cards.iter().filter(|c| c.due > today.plus(7)).count(),
        week,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        model::{AreaId, Fraction, Moment, PracticeId, QuestionId, Rating, Slug, TopicId},
        practice::{History, Scheduler},
    };

    fn review(n: u128, question: &str, area: &str, day: i32, score: f64) -> Review {
        Review {
            id: PracticeId::from_uuid(uuid::Uuid::from_u128(n)),
            attempt: PracticeId::from_uuid(uuid::Uuid::from_u128(n << 64)),
            question: QuestionId::new(question).expect("an id"),
            meaning: "a".repeat(64),
            area: AreaId::new(area).expect("an id"),
            topic: TopicId::new("t").expect("an id"),
            level: Level::Mid,
            rating: if score < 0.3 { Rating::Again } else { Rating::Good },
            score: Fraction::clamped(score),
            at: Moment(0),
            day: Day(day),
            spent: 90_000,
            retention: 0.9,
        }
    }

    fn of(reviews: &[Review], since: Option<Day>, today: i32) -> Progress {
        let history = History::replay(reviews, &Scheduler { fuzz: false, ..Scheduler::default() });
        let cards: Vec<&Card> = history.cards().iter().collect();
        progress(reviews, &cards, since, Day(today), 0.9)
    }

    #[test]
    fn a_small_history_by_hand() {
        let reviews = [
            review(1, "q1", "databases", 100, 0.0),
            review(2, "q2", "databases", 100, 1.0),
            review(3, "q1", "databases", 103, 2.0 / 3.0),
            review(4, "q3", "apis", 103, 0.0),
        ];
        let p = of(&reviews, None, 104);
        assert_eq!((p.answers, p.questions, p.days, p.minutes), (4, 3, 2, 6.0));
        // The last answers of q1 (3.0) and q2 (4.0); apis is the weakest.
        assert_eq!(
            p.areas.iter().map(|g| (g.name.as_str(), g.mastery, g.questions)).collect::<Vec<_>>(),
            [("apis", 1.0, 1), ("databases", 3.5, 2)]
        );
        assert_eq!(p.areas[1].lower, None, "two questions are too few");
        assert_eq!(p.areas[1].course, [Some(2.5), None, None, Some(3.0), None]);
        assert_eq!((p.retention.reviews, p.retention.remembered, p.retention.lower), (1, 1, None));
        assert_eq!(p.weakest.len(), 1);
        assert_eq!(p.weakest[0].command, "viva practice apis/t");
        let recent = of(&reviews, Some(Day(103)), 104);
        assert_eq!((recent.answers, recent.areas[1].mastery), (2, 3.0));
        assert_eq!(recent.retention.reviews, 1, "the answer before the window still says what was asked");
        let none = of(&[], None, 104);
        assert_eq!((none.answers, none.since, none.retention.reached, none.due.today), (0, None, None, 0));
    }

    #[test]
    fn every_card_is_due_once() {
        let reviews: Vec<Review> = (0..40_u32)
            .map(|n| {
                review(u128::from(n) + 1, &format!("q{n}"), "apis", 90 + n as i32 % 9, f64::from(n % 4) / 3.0)
            })
            .collect();
        let p = of(&reviews, None, 100);
        assert_eq!(p.due.today + p.due.later + p.due.week.iter().map(|d| d.due).sum::<usize>(), 40);
        let area = &p.areas[0];
        assert!(area.lower.is_some_and(|l| l < area.mastery) && area.upper.is_some_and(|u| u > area.mastery));
    }

    proptest! {
        #[test]
        fn figures_stay_in_their_ranges(list in prop::collection::vec((0_usize..12, 0_i32..60, 0.0..=1.0_f64), 0..120), since in prop::option::of(0_i32..60)) {
            let mut reviews: Vec<Review> = list.iter().enumerate()
                .map(|(n, (q, day, score))| review(n as u128 + 1, &format!("q{q}"), ["apis", "testing"][q % 2], *day, *score)).collect();
            reviews.sort_by_key(|r| r.day);
            let p = of(&reviews, since.map(Day), 59);
            prop_assert_eq!(p.areas.iter().map(|g| g.answers).sum::<usize>(), p.answers);
            prop_assert_eq!(p.levels.iter().map(|g| g.questions).sum::<usize>(), p.questions);
            for g in p.areas.iter().chain(&p.topics).chain(&p.levels) {
                prop_assert!((1.0..=4.0).contains(&g.mastery) && g.course.len() <= STRETCHES);
                prop_assert!(g.lower.zip(g.upper).is_none_or(|(l, u)| 1.0 <= l && l <= u && u <= 4.0));
                prop_assert!(g.course.iter().flatten().count() > 0);
            }
            prop_assert!(p.retention.remembered <= p.retention.reviews);
        }
    }
}
