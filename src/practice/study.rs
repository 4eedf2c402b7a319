//! A plan to study by until an interview: what is due comes first, then new questions, the weakest areas before the others. Deterministic: no
//! chance, no clock.
//!
//! The days are walked one by one, each with the same minutes. What comes back on a day is asked on it, or on the next day with room; then new
//! questions, at most so many a day, as long as there is room. The next new question is of the area that had the least new time so far
//! for its share; an area's share is its weight in the role times its weakness, (4 - mastery) / 3, at least a tenth; never practised counts as 1.
//! That is weighted fair queueing (Demers, Keshav and Shenker 1989) with minutes for packets. When a question comes back is what FSRS
//! says if every answer is remembered (`good`): with lapses there is more to do than planned, never less.

use std::collections::VecDeque;

use super::{Card, Fsrs, Memory};
use crate::model::{Day, QuestionId, Rating};

/// An area of the role.
#[derive(Debug, Clone, PartialEq)]
pub struct StudyArea {
    /// Its id.
    pub area: String,
    /// Its share in the role's score.
    pub weight: f64,
    /// Mean mark of the last answers to its questions, 1 to 4; nothing when it was never practised.
    pub mastery: Option<f64>,
}

/// A question that the role may ask.
#[derive(Debug, Clone)]
pub struct StudyItem<'a> {
    /// Which question.
    pub id: QuestionId,
    /// Its area, by index.
    pub area: usize,
    /// Planned time, in minutes.
    pub minutes: u16,
    /// What is known of it; nothing when it was never answered.
    pub card: Option<&'a Card>,
}

/// How much there is to spend.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StudyWish {
    /// Days that are left, today included.
    pub days: u16,
    /// Minutes a day.
    pub minutes: u32,
    /// New questions a day.
    pub new_per_day: usize,
    /// New questions that may still be begun today.
    pub new_today: usize,
    /// The retention asked for, 0 to 1.
    pub retention: f64,
}

/// One day.
#[derive(Debug, Clone, PartialEq)]
pub struct StudyDay {
    /// Which day.
    pub day: Day,
    /// What comes back, in order, by index of the item.
    pub again: Vec<usize>,
    /// What is new, in order, by index of the item.
    pub new: Vec<usize>,
    /// Planned minutes.
    pub minutes: u32,
}

/// The plan.
#[derive(Debug, Clone, PartialEq)]
pub struct StudyPlan {
    /// Each day, today first.
    pub days: Vec<StudyDay>,
    /// New questions that found no room, by index of the item.
    pub left_out: Vec<usize>,
    /// Questions that were to come back and found no room, by index of the item.
    pub not_repeated: Vec<usize>,
}

impl StudyPlan {
    /// Whether everything found room.
    pub fn suffices(&self) -> bool {
        self.left_out.is_empty() && self.not_repeated.is_empty()
    }
}

/// How weak an area is: 0 (excellent) to 1 (poor, or never practised).
pub fn weakness(area: &StudyArea) -> f64 {
    area.mastery.map_or(1.0, |m| ((4.0 - m) / 3.0).clamp(0.0, 1.0))
}

/// Areas by index, the weakest first; of equals in the order of the role.
pub fn weakest_areas(areas: &[StudyArea]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..areas.len()).collect();
    order.sort_by(|a, b| weakness(&areas[*b]).total_cmp(&weakness(&areas[*a])).then(a.cmp(b)));
    order
}

/// Something that comes back.
struct Coming {
    item: usize,
    due: Day,
    memory: Memory,
    last: Day,
}

/// Plans the days. Items of an area are begun in the order in which they stand.
pub fn study_plan(
    areas: &[StudyArea],
    items: &[StudyItem<'_>],
    wish: StudyWish,
    fsrs: &Fsrs,
    today: Day,
) -> StudyPlan {
    let order = weakest_areas(areas);
    let rank = |area: usize| order.iter().position(|a| *a == area).unwrap_or(usize::MAX);
    let share = |a: &StudyArea| a.weight.max(1e-6) * weakness(a).max(0.1);
    let mut coming: Vec<Coming> = Vec::new();
    let mut fresh: Vec<VecDeque<usize>> = vec![VecDeque::new(); areas.len()];
    for (i, item) in items.iter().enumerate().filter(|(_, item)| item.area < areas.len()) {
        match item.card {
            Some(c) => coming.push(Coming { item: i, due: c.due, memory: c.memory, last: c.last.day }),
            None => fresh[item.area].push_back(i),
        }
    }
    let interval = |memory: Memory| fsrs.interval(memory, wish.retention).round().clamp(1.0, 36_500.0) as i32;
    let mut spent_new = vec![0.0_f64; areas.len()];
    let mut days = Vec::with_capacity(usize::from(wish.days));
    for n in 0..wish.days {
        let day = today.plus(i32::from(n));
        let mut plan = StudyDay { day, again: Vec::new(), new: Vec::new(), minutes: 0 };
        // One question is asked however long it is, so that a long one does not wait for ever.
        let room = |plan: &StudyDay, minutes: u16| {
            plan.minutes == 0 || plan.minutes + u32::from(minutes) <= wish.minutes
        };
        coming.sort_by_key(|c| (c.due, rank(items[c.item].area), c.item));
        for c in coming.iter_mut().filter(|c| c.due <= day) {
            let minutes = items[c.item].minutes;
            if !room(&plan, minutes) {
                continue;
            }
            plan.again.push(c.item);
            plan.minutes += u32::from(minutes);
            c.memory = fsrs.next(c.memory, day.since(c.last), Rating::Good);
            (c.last, c.due) = (day, day.plus(interval(c.memory)));
        }
        let most_new = if n == 0 { wish.new_today } else { wish.new_per_day };
        while plan.new.len() < most_new {
            let next = order
                .iter()
                .filter(|a| fresh[**a].front().is_some_and(|i| room(&plan, items[*i].minutes)))
                .min_by(|a, b| {
                    let served = |a: usize| spent_new[a] / share(&areas[a]);
                    served(**a).total_cmp(&served(**b)).then(rank(**a).cmp(&rank(**b)))
                });
            let Some(item) = next.and_then(|a| fresh[*a].pop_front()) else { break };
            let minutes = items[item].minutes;
            spent_new[items[item].area] += f64::from(minutes);
            plan.minutes += u32::from(minutes);
            plan.new.push(item);
            let memory = fsrs.first(Rating::Good);
            coming.push(Coming { item, due: day.plus(interval(memory)), memory, last: day });
        }
        days.push(plan);
    }
    let end = today.plus(i32::from(wish.days));
    let mut not_repeated: Vec<usize> = coming.iter().filter(|c| c.due < end).map(|c| c.item).collect();
    not_repeated.sort_unstable();
    StudyPlan { days, left_out: fresh.into_iter().flatten().collect(), not_repeated }
}

/// The fewest minutes a day, in steps of five, with which everything finds room; nothing when no number of minutes would do, because there are
/// too few new questions a day.
pub fn minutes_needed(
    areas: &[StudyArea],
    items: &[StudyItem<'_>],
    wish: StudyWish,
    fsrs: &Fsrs,
    today: Day,
) -> Option<u32> {
    const STEP: u32 = 5;
    let fits = |steps: u32| {
        study_plan(areas, items, StudyWish { minutes: steps * STEP, ..wish }, fsrs, today).suffices()
    };
    let (mut low, mut high) = (0, 24 * 60 / STEP);
    if !fits(high) {
        return None;
    }
    while high - low > 1 {
        let middle = u32::midpoint(low, high);
        if fits(middle) { high = middle } else { low = middle }
    }
    Some(high * STEP)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::Slug;

    fn area(name: &str, weight: f64, mastery: Option<f64>) -> StudyArea {
        StudyArea { area: name.into(), weight, mastery }
    }

    fn items(counts: &[usize]) -> Vec<StudyItem<'static>> {
        let one = |area: usize, n: usize| StudyItem {
            id: QuestionId::new(format!("q{area}-{n}")).expect("an id"),
            area,
            minutes: 5,
            card: None,
        };
        counts.iter().enumerate().flat_map(|(a, n)| (0..*n).map(move |i| one(a, i))).collect()
    }

    fn wish(days: u16, minutes: u32) -> StudyWish {
        StudyWish { days, minutes, new_per_day: 10, new_today: 10, retention: 0.9 }
    }

    #[test]
    fn the_weakest_area_comes_first_and_gets_more() {
        let areas = [area("strong", 1.0, Some(3.5)), area("weak", 1.0, Some(1.5))];
        let items = items(&[20, 20]);
        let plan = study_plan(&areas, &items, wish(4, 20), &Fsrs::default(), Day(100));
        assert_eq!(items[plan.days[0].new[0]].area, 1);
        let of = |a: usize| plan.days.iter().flat_map(|d| &d.new).filter(|i| items[**i].area == a).count();
        assert!(of(1) > 2 * of(0) && of(0) > 0, "{} and {}", of(1), of(0));
        assert!(!plan.suffices() && !plan.left_out.is_empty());
        let needed =
            minutes_needed(&areas, &items, wish(4, 20), &Fsrs::default(), Day(100)).expect("enough new ones");
        assert!(study_plan(&areas, &items, wish(4, needed), &Fsrs::default(), Day(100)).suffices());
        assert!(!study_plan(&areas, &items, wish(4, needed - 5), &Fsrs::default(), Day(100)).suffices());
        assert_eq!(
            minutes_needed(&areas, &items, wish(3, 20), &Fsrs::default(), Day(100)),
            None,
            "40 new ones, 10 a day"
        );
    }

    #[test]
    fn what_was_begun_comes_back_before_the_end() {
        let plan =
            study_plan(&[area("a", 1.0, None)], &items(&[3]), wish(14, 30), &Fsrs::default(), Day(100));
        assert_eq!(plan.days[0].new.len(), 3);
        assert!(plan.days.iter().skip(1).map(|d| d.again.len()).sum::<usize>() >= 3);
        assert!(plan.suffices());
    }

    proptest! {
        #[test]
        fn no_day_is_overfull_and_nothing_is_begun_twice(counts in prop::collection::vec(0_usize..30, 1..5), days in 1_u16..30, minutes in 5_u32..60) {
            let areas: Vec<StudyArea> = counts.iter().enumerate().map(|(i, _)| area(&format!("a{i}"), 1.0 + i as f64, (i % 2 == 0).then_some(2.0))).collect();
            let items = items(&counts);
            let plan = study_plan(&areas, &items, wish(days, minutes), &Fsrs::default(), Day(0));
            prop_assert_eq!(plan.days.len(), usize::from(days));
            let mut begun: Vec<usize> = plan.days.iter().flat_map(|d| d.new.clone()).chain(plan.left_out.clone()).collect();
            begun.sort_unstable();
            prop_assert_eq!(begun, (0..items.len()).collect::<Vec<_>>());
            for day in &plan.days {
                prop_assert!(day.minutes <= minutes.max(5) && day.new.len() <= 10);
                let mut once = day.again.clone();
                once.sort_unstable();
                once.dedup();
                prop_assert_eq!(once.len(), day.again.len());
            }
            prop_assert_eq!(&plan, &study_plan(&areas, &items, wish(days, minutes), &Fsrs::default(), Day(0)));
        }
    }
}
