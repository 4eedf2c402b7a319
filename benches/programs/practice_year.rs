//! A store with a year of daily practice on five hundred questions of the built-in bank.
//!
//! `practice_year DB [DAYS] [QUESTIONS]` makes the store: every day what is due, and ten new questions until all were begun, answered by somebody
//! whose memory is as the published parameters say. Ends with what was written. On a disk it takes minutes: every answer is made durable; a
//! folder in memory (`/dev/shm`) is quicker, and the file may be copied afterwards.
#![allow(clippy::print_stdout, reason = "a yardstick prints")]

use std::path::Path;

use rand_chacha::{
    ChaCha20Rng,
    rand_core::{Rng, SeedableRng},
};
use vivavoce::{
    bank::{Bank, Body, Question, meaning, shipped, wording},
    model::{
        Answer, Attempt, Day, Fraction, Heard, Mark, Moment, PracticeEntry, PracticeEvent, PracticeId,
        Rating, Review, Verdict,
    },
    practice::{History, Scheduler, Standing},
    store::{Hooks, Made, Store},
};

/// The day on which the year ends: 2026-11-22.
const TODAY: i32 = 20_779;

struct Year {
    store: Store,
    rng: ChaCha20Rng,
    ids: u128,
}

impl Year {
    fn id(&mut self, at: Moment) -> PracticeId {
        self.ids += 1;
        let mut bytes = [0; 10];
        bytes[2..].copy_from_slice(&(self.ids as u64).to_be_bytes());
        let id = uuid::Builder::from_unix_timestamp_millis(at.0.unsigned_abs(), &bytes).into_uuid();
        PracticeId::from_uuid(id)
    }

    fn below(&mut self, n: u32) -> u32 {
        self.rng.next_u32() % n
    }

    /// One answer, as a round keeps it: an open question with ticks, flags and marks, or one that the program marks.
    fn answer(&mut self, bank: &Bank, question: &Question, day: Day, n: i64, rating: Rating) -> Review {
        let at = Moment((i64::from(day.0) * 24 + 18) * 3_600_000 + n * 60_000);
        let attempt = Attempt {
            id: self.id(at),
            round: self.id(at),
            question: question.id.clone(),
            area: question.area.clone(),
            topic: question.topic.clone(),
            level: question.level,
            kind: question.body.kind().as_str().to_owned(),
            meaning: meaning(question),
            wording: wording(question),
            at,
        };
        self.store.begin_attempt(&attempt).expect("begun");
        let mark = Mark::new(i64::from(rating.value())).expect("a mark");
        let events: Vec<PracticeEvent> = match &question.body {
            Body::Open(open) => {
                let heard = if rating.is_recall() { Heard::Unprompted } else { Heard::Missed };
                let ticks =
                    open.look_for.iter().map(|l| PracticeEvent::Tick { look_for: l.id.clone(), heard });
                let flags =
                    (1..).zip(&open.red_flags).map(|(number, _)| PracticeEvent::Flag { number, said: false });
                let criteria = bank.rubrics().get(&open.rubric).into_iter().flat_map(|r| &r.criterion);
                let marks = criteria.map(|c| PracticeEvent::Marked {
                    criterion: c.id.clone(),
                    computed: Some(mark),
                    mark,
                });
                std::iter::once(PracticeEvent::Said { text: None })
                    .chain(ticks)
                    .chain(flags)
                    .chain(marks)
                    .collect()
            }
            Body::Choice(_) | Body::Order(_) | Body::Estimate(_) | Body::Sql(_) | Body::Code(_) => {
                let fraction = Fraction::clamped(f64::from(rating.value() - 1) / 3.0);
                let verdict =
                    Verdict { fraction, reason: "Because.".into(), grader: "bench/1".into(), meaning: None };
                vec![PracticeEvent::Graded { answer: Answer { text: "1".into(), language: None }, verdict }]
            }
        };
        let mut entries = Vec::new();
        for (seq, event) in (1..).zip(events) {
            let (id, elapsed) = (self.id(at), u64::from(seq) * 1000);
            entries.push(PracticeEntry { id, attempt: attempt.id.clone(), seq, at, elapsed, event });
        }
        let review = Review {
            id: self.id(at),
            attempt: attempt.id,
            question: attempt.question,
            meaning: attempt.meaning,
            area: attempt.area,
            topic: attempt.topic,
            level: attempt.level,
            rating,
            score: Fraction::clamped(f64::from(rating.value() - 1) / 3.0),
            at,
            day,
            spent: 240_000,
            retention: 0.9,
        };
        self.store.finish_attempt(&entries, &review).expect("kept");
        review
    }
}

fn main() {
    let mut words = std::env::args().skip(1);
    let path = words.next().expect("a file to write to");
    let days: i32 = words.next().map_or(365, |n| n.parse().expect("a number of days"));
    let most: usize = words.next().map_or(500, |n| n.parse().expect("a number of questions"));
    let made = Made { id: uuid::Uuid::from_u128(1).to_string(), at: Moment(0), by: "bench".into() };
    let hooks = Hooks { entropy: Box::new(|| [7; 16]), waiting: Box::new(|| {}) };
    let (store, _) = Store::open_or_make(Path::new(&path), &made, hooks).expect("a store");
    let mut year = Year { store, rng: ChaCha20Rng::seed_from_u64(1), ids: 0 };
    let bank = Bank::open(vec![shipped()]);
    let questions: Vec<Question> =
        bank.listed().iter().take(most).map(|l| bank.question(&l.id).expect("a question")).collect();
    let scheduler = Scheduler::default();
    let mut history = History::default();
    let mut reviews = 0_i64;
    for day in (TODAY - days..TODAY).map(Day) {
        let mut new = 0;
        for question in &questions {
            let recall = match history.standing(&question.id, &meaning(question)) {
                Standing::Known(card) if card.is_due(day) => Some(card.recall(&scheduler.fsrs, day)),
                Standing::Known(_) => continue,
                Standing::New | Standing::Changed(_) if new < 10 => {
                    new += 1;
                    None
                }
                Standing::New | Standing::Changed(_) => continue,
            };
            let chance = f64::from(year.below(1_000_000)) / 1e6;
            let rating = match recall {
                None => Rating::ALL[year.below(3) as usize],
                Some(recall) if chance < recall => {
                    if year.below(4) == 0 {
                        Rating::Hard
                    } else {
                        Rating::Good
                    }
                }
                Some(_) => Rating::Again,
            };
            let review = year.answer(&bank, question, day, reviews % 300, rating);
            history.add(&review, &scheduler);
            reviews += 1;
        }
    }
    println!(
        "{} questions, {days} days, {reviews} answers, {} rows",
        history.cards().len(),
        year.ids - 2 * reviews.unsigned_abs() as u128
    );
}
