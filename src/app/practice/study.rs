//! A plan to study by until an interview for a role.

use anyhow::Result;
use serde_json::{Value as Json, json};

use super::{Practised, candidates};
use crate::{
    bank::{Bank, Listed, Role, Section, sha256_hex},
    model::{Day, QuestionId},
    practice::{
        Standing, StudyArea, StudyItem, StudyPlan, StudyWish, minutes_needed, study_plan, weakest_areas,
    },
    report::{Cell, Document, Table},
};

/// A plan with everything that is said of it.
#[derive(Debug)]
pub struct Study {
    role: String,
    title: String,
    areas: Vec<StudyArea>,
    /// Id, area by index, minutes, whether it was answered before.
    items: Vec<(QuestionId, usize, u16, bool)>,
    wish: StudyWish,
    plan: StudyPlan,
    needed: Option<u32>,
    /// Areas that are asked by stack, when no tag was given.
    by_stack: Vec<String>,
}

/// What a form of a section may ask.
fn eligible(section: &Section, role: &Role, tags: &[String], l: &Listed) -> bool {
    let level = |l: &Listed| match (section.levels.is_empty(), l.outline.level) {
        (true, level) => level == Some(role.level),
        (false, level) => level.is_some_and(|level| section.levels.contains(&level)),
    };
    l.area == section.area
        && level(l)
        && (section.topics.is_empty() || section.topics.contains(&l.topic))
        && section.kinds.iter().any(|k| k.as_str() == l.outline.kind)
        && (!section.stack || l.outline.tags.iter().any(|t| tags.contains(t)))
}

/// Spreads a role's areas over the days that are left.
///
/// # Errors
/// None today; choosing questions may fail.
pub fn study(
    bank: &Bank,
    role: &Role,
    practised: &Practised,
    (days, minutes): (u16, u16),
    tags: &[String],
    today: Day,
) -> Result<Study> {
    let all = candidates(bank, practised, &[], None)?;
    let (mut areas, mut items): (Vec<StudyArea>, Vec<StudyItem<'_>>) = (Vec::new(), Vec::new());
    let mut by_stack = Vec::new();
    for section in &role.section {
        if section.stack && tags.is_empty() {
            by_stack.push(section.area.to_string());
            continue;
        }
        let name = section.area.as_str();
        let index = match areas.iter().position(|a| a.area == name) {
            Some(index) => index,
            None => {
                areas.push(StudyArea { area: name.to_owned(), weight: 0.0, mastery: None });
                areas.len() - 1
            }
        };
        areas[index].weight += section.weight;
        let mut own: Vec<(String, StudyItem<'_>)> = bank
            .listed()
            .iter()
            .zip(&all)
            .filter(|(l, _)| eligible(section, role, tags, l))
            .map(|(l, c)| {
                let card = match c.standing {
                    Standing::Known(card) => Some(card),
                    Standing::New | Standing::Changed(_) => None,
                };
                let key = sha256_hex(format!("{}/{}", role.id, l.id).as_bytes());
                (key, StudyItem { id: l.id.clone(), area: index, minutes: l.outline.minutes, card })
            })
            .collect();
        own.sort_by(|a, b| a.0.cmp(&b.0));
        for (_, item) in own {
            if items.iter().all(|i| i.id != item.id) {
                items.push(item);
            }
        }
    }
    for (index, area) in areas.iter_mut().enumerate() {
        let marks: Vec<f64> = items
            .iter()
            .filter(|i| i.area == index)
            .filter_map(|i| i.card.map(|c| 1.0 + 3.0 * c.last.score))
            .collect();
        area.mastery = (!marks.is_empty()).then(|| marks.iter().sum::<f64>() / marks.len() as f64);
    }
    let wish = StudyWish {
        days,
        minutes: minutes.into(),
        new_per_day: usize::try_from(practised.settings.new_per_day).unwrap_or(usize::MAX),
        new_today: practised.new_left(today),
        retention: practised.settings.retention,
    };
    let fsrs = &practised.scheduler.fsrs;
    let plan = study_plan(&areas, &items, wish, fsrs, today);
    let needed = if plan.suffices() { None } else { minutes_needed(&areas, &items, wish, fsrs, today) };
    let items = items.into_iter().map(|i| (i.id, i.area, i.minutes, i.card.is_some())).collect();
    let (role, title) = (role.id.to_string(), role.title.clone());
    Ok(Study { role, title, areas, items, wish, plan, needed, by_stack })
}

/// So many days are shown one by one.
const SHOWN: usize = 14;

impl Study {
    fn minutes_of(&self, items: &[usize]) -> u32 {
        items.iter().map(|i| u32::from(self.items[*i].2)).sum()
    }

    /// What does not find room, area by area, the weakest first: area, questions, minutes.
    fn left(&self, items: &[usize]) -> Vec<(&str, usize, u32)> {
        let of = |area: usize| items.iter().copied().filter(|i| self.items[*i].1 == area).collect::<Vec<_>>();
        weakest_areas(&self.areas)
            .into_iter()
            .map(|a| (self.areas[a].area.as_str(), of(a)))
            .filter(|(_, own)| !own.is_empty())
            .map(|(name, own)| (name, own.len(), self.minutes_of(&own)))
            .collect()
    }

    /// What is to be done today, as one command; nothing when there is nothing.
    fn command(&self) -> Option<String> {
        let today = self.plan.days.first()?;
        let ids: Vec<&str> =
            today.again.iter().chain(&today.new).map(|i| self.items[*i].0.as_str()).collect();
        (!ids.is_empty()).then(|| format!("viva practice \\\n  {}", ids.join(" \\\n  ")))
    }

    /// Whether there is nothing at all to study.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// As a document.
    pub fn document(&self) -> Document {
        let mut d = Document::default();
        let w = &self.wish;
        d.heading(1, format!("Study plan: {}, {} day(s), {} minutes a day", self.title, w.days, w.minutes));
        for area in &self.by_stack {
            d.text(format!(
                "{area} is asked by stack and is left out; name yours with `--tag`, such as `--tag python`."
            ));
        }
        if self.is_empty() {
            d.text("The bank holds no question for this role.");
            return d;
        }
        let planned: usize = self.plan.days.iter().map(|x| x.new.len()).sum();
        let known = self.items.iter().filter(|i| i.3).count();
        d.text(self.verdict(planned, known));
        for (text, items) in [
            ("Left out", &self.plan.left_out),
            ("Would come back once more, without room", &self.plan.not_repeated),
        ] {
            let line = |(area, n, minutes): &(&str, usize, u32)| {
                format!("{area}: {n} question(s), {minutes} minutes")
            };
            let left: Vec<String> = self.left(items).iter().map(line).collect();
            if !left.is_empty() {
                d.heading(2, text);
                d.list(left);
            }
        }
        d.heading(2, "Areas, the weakest first");
        let mut t = Table::new(&["Area", "Mastery>", "Known>", "New>", "Again>", "Minutes>", "Left out>"]);
        for a in weakest_areas(&self.areas) {
            let count = |pick: &dyn Fn(&crate::practice::StudyDay) -> &Vec<usize>| -> Vec<usize> {
                self.plan.days.iter().flat_map(pick).copied().filter(|i| self.items[*i].1 == a).collect()
            };
            let (new, again) = (count(&|x| &x.new), count(&|x| &x.again));
            let left = self.plan.left_out.iter().filter(|i| self.items[**i].1 == a).count();
            t.row([
                Cell::from(self.areas[a].area.as_str()),
                self.areas[a].mastery.map_or(Cell::Empty, |m| Cell::Number(m, 1)),
                Cell::Number(self.items.iter().filter(|i| i.1 == a && i.3).count() as f64, 0),
                Cell::Number(new.len() as f64, 0),
                Cell::Number(again.len() as f64, 0),
                Cell::Number(f64::from(self.minutes_of(&new) + self.minutes_of(&again)), 0),
                if left == 0 { Cell::Empty } else { Cell::Number(left as f64, 0) },
            ]);
        }
        d.table(t);
        d.heading(2, "Day by day");
        let mut t = Table::new(&["Day=", "Questions>", "New>", "Again>", "Minutes>", "Areas"]);
        for day in self.plan.days.iter().take(SHOWN) {
            let mut areas: Vec<usize> = day.again.iter().chain(&day.new).map(|i| self.items[*i].1).collect();
            areas.sort_unstable();
            areas.dedup();
            let names: Vec<&str> = areas.iter().map(|a| self.areas[*a].area.as_str()).collect();
            t.row([
                Cell::from(day.day.to_string()),
                Cell::Number((day.new.len() + day.again.len()) as f64, 0),
                Cell::Number(day.new.len() as f64, 0),
                Cell::Number(day.again.len() as f64, 0),
                Cell::Number(f64::from(day.minutes), 0),
                Cell::from(names.join(", ")),
            ]);
        }
        d.table(t);
        let rest: Vec<_> = self.plan.days.iter().skip(SHOWN).collect();
        if !rest.is_empty() {
            let questions: usize = rest.iter().map(|x| x.new.len() + x.again.len()).sum();
            let minutes: u32 = rest.iter().map(|x| x.minutes).sum();
            d.text(format!(
                "... and {} more days with {questions} questions, {minutes} minutes in all.",
                rest.len()
            ));
        }
        if let Some(command) = self.command() {
            d.heading(2, "Today");
            d.code(command);
        }
        d.text("Planned as if every answer is remembered; what is forgotten comes back sooner. Make the plan anew every few days.");
        d
    }

    fn verdict(&self, planned: usize, known: usize) -> String {
        let w = &self.wish;
        let new_all = planned + self.plan.left_out.len();
        let begun = format!(
            "a form for this role draws from {} questions, {known} of them answered before",
            self.items.len()
        );
        if self.plan.suffices() {
            let busiest = self.plan.days.iter().map(|x| x.minutes).max().unwrap_or(0);
            return format!(
                "The time suffices: {begun}; the {new_all} new ones are begun, and all come back in time; the busiest day has {busiest} minutes."
            );
        }
        let remedy = match self.needed {
            Some(minutes) => format!("With {minutes} minutes a day it would suffice."),
            None => format!(
                "No number of minutes would do with {} new questions a day (`new_per_day` in [practice] of the settings); {} a day would be needed.",
                w.new_per_day,
                new_all.div_ceil(usize::from(w.days).max(1))
            ),
        };
        format!(
            "The time does not suffice: {begun}; of the {new_all} new ones {} are begun and {} left out. {remedy}",
            planned,
            self.plan.left_out.len()
        )
    }

    /// `viva.study-plan/1`
    pub fn json(&self) -> Json {
        let ids = |items: &[usize]| items.iter().map(|i| self.items[*i].0.as_str()).collect::<Vec<_>>();
        let left = |items: &[usize]| {
            let one = |(area, n, minutes): (&str, usize, u32)| json!({ "area": area, "questions": n, "minutes": minutes });
            self.left(items).into_iter().map(one).collect::<Vec<_>>()
        };
        let area = |a: usize| json!({ "area": self.areas[a].area, "weight": self.areas[a].weight, "mastery": self.areas[a].mastery });
        let day = |x: &crate::practice::StudyDay| json!({ "day": x.day.to_string(), "minutes": x.minutes, "again": ids(&x.again), "new": ids(&x.new) });
        json!({
            "schema": "viva.study-plan/1", "role": self.role, "days_left": self.wish.days, "minutes_a_day": self.wish.minutes,
            "new_per_day": self.wish.new_per_day, "suffices": self.plan.suffices(), "minutes_a_day_needed": self.needed,
            "areas": weakest_areas(&self.areas).into_iter().map(area).collect::<Vec<_>>(),
            "days": self.plan.days.iter().map(day).collect::<Vec<_>>(),
            "left_out": left(&self.plan.left_out), "not_repeated": left(&self.plan.not_repeated),
            "left_out_by_stack": self.by_stack,
        })
    }
}
