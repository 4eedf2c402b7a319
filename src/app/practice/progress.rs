//! Progress as a document: one screen, readable without colour; or linear, for a screen reader.

use anyhow::Result;

use super::{Practised, candidates};
use crate::{
    bank::Bank,
    model::Day,
    practice::{Card, Group, Progress, Standing, progress},
    report::{Cell, Document, Table},
};

/// The figures. Cards of questions that are gone from the bank, or mean something else now, are not due.
///
/// # Errors
/// None today; choosing questions may fail.
pub fn progress_of(bank: &Bank, practised: &Practised, since: Option<Day>, today: Day) -> Result<Progress> {
    let all = candidates(bank, practised, &[], None)?;
    let cards: Vec<&Card> = all
        .iter()
        .filter_map(|c| match c.standing {
            Standing::Known(card) => Some(card),
            Standing::New | Standing::Changed(_) => None,
        })
        .collect();
    Ok(progress(&practised.reviews, &cards, since, today, practised.settings.retention))
}

/// What the table is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProgressBy {
    /// The weakest areas, then the levels: what fits one screen of 80 columns and 24 lines.
    Overview,
    /// All areas.
    Area,
    /// Topics.
    Topic,
    /// Levels.
    Level,
}

/// So many areas fit one screen beside the rest.
const ROWS: usize = 5;

/// Describes progress. `linear` has a sentence for each row and no sparkline. Areas are named by the bank's titles.
pub fn progress_document(p: &Progress, by: ProgressBy, linear: bool, bank: &Bank) -> Document {
    let mut d = Document::default();
    d.heading(
        2,
        match &p.since {
            Some(since) => format!("Progress since {since}"),
            None => "Progress".to_owned(),
        },
    );
    if p.answers == 0 {
        d.text(match &p.since {
            None => "Nothing was practised yet. `viva practice` asks about 20 minutes of questions; `viva practice databases --level mid` chooses.".to_owned(),
            Some(since) => format!("Nothing was practised since {since}. `viva practice` goes on."),
        });
        if p.due.today > 0 {
            d.text(format!("Due today: {}. `viva practice --due` asks them.", p.due.today));
        }
        return d;
    }
    d.facts(facts(p));
    let title = |area: &str| {
        let known = bank.map().areas.iter().find(|(id, _)| id.as_str() == area);
        known.map_or_else(|| area.to_owned(), |(_, a)| a.title.clone())
    };
    let plain = |name: &str| name.to_owned();
    let rows = |list: &[Group], title: &dyn Fn(&str) -> String| -> Vec<(String, Group)> {
        list.iter().map(|g| (title(&g.name), g.clone())).collect()
    };
    let (heading, column, rows) = match by {
        ProgressBy::Overview => {
            let most = if linear { usize::MAX } else { ROWS };
            let (all, shown) = (p.areas.len(), p.areas.len().min(most));
            let heading = if shown < all {
                format!("The weakest {shown} of {all} areas (`--by area` shows all), then levels")
            } else {
                "Areas, the weakest first, then levels".to_owned()
            };
            let mut both = rows(&p.areas[..shown], &title);
            both.extend(rows(&p.levels, &|level| format!("level {level}")));
            (heading, "Area or level", both)
        }
        ProgressBy::Area => ("Areas, the weakest first".into(), "Area", rows(&p.areas, &title)),
        ProgressBy::Topic => ("Topics, the weakest first".into(), "Topic=", rows(&p.topics, &plain)),
        ProgressBy::Level => ("Levels".into(), "Level", rows(&p.levels, &plain)),
    };
    d.heading(2, heading);
    groups(&mut d, column, &rows, linear);
    if !p.weakest.is_empty() {
        d.heading(2, "Next, the weakest topics");
        let line = |w: &crate::practice::Weak| {
            format!("`{}` ({:.1} of 4, {} question(s))", w.command, w.mastery, w.questions)
        };
        d.list(p.weakest.iter().map(line).collect());
    }
    d
}

fn facts(p: &Progress) -> Vec<(&'static str, String)> {
    let week = p.due.week.iter().map(|d| d.due.to_string()).collect::<Vec<_>>().join(" ");
    let all: usize = p.due.week.iter().map(|d| d.due).sum();
    let command = if p.due.today > 0 { ": `viva practice --due`" } else { "" };
    let r = &p.retention;
    let percent = |x: f64| format!("{:.0}", x * 100.0);
    let retention = match (r.reached, r.lower, r.upper) {
        (None, ..) => format!("nothing came back yet; {} % asked", percent(r.asked)),
        (Some(reached), Some(low), Some(high)) => format!(
            "{} % reached (95 % interval {} to {}, n = {}), {} % asked",
            percent(reached),
            percent(low),
            percent(high),
            r.reviews,
            percent(r.asked)
        ),
        (Some(reached), ..) => format!(
            "{} % reached (n = {}, too few for an interval below {}), {} % asked",
            percent(reached),
            r.reviews,
            p.least_reviews,
            percent(r.asked)
        ),
    };
    vec![
        (
            "Practised",
            format!(
                "{} answers to {} questions on {} day(s), {}",
                p.answers,
                p.questions,
                p.days,
                time(p.minutes)
            ),
        ),
        ("Due today", format!("{}{command}", p.due.today)),
        ("Next 7 days", format!("{all}, day by day {week}; {} later", p.due.later)),
        ("Retention", retention),
    ]
}

/// `48 min`, or `3 h 20 min`.
fn time(minutes: f64) -> String {
    let whole = minutes.round().max(0.0) as u64;
    if whole < 60 { format!("{whole} min") } else { format!("{} h {} min", whole / 60, whole % 60) }
}

fn groups(d: &mut Document, column: &str, rows: &[(String, Group)], linear: bool) {
    if linear {
        d.list(rows.iter().map(|(title, g)| sentence(title, g)).collect());
        return;
    }
    let mut t = Table::new(&[
        column,
        if column.ends_with('=') { "n>" } else { "Questions>" },
        "Mastery>",
        "95 % interval",
        "Over time",
    ]);
    for (title, g) in rows {
        t.row([
            Cell::from(title.as_str()),
            Cell::Number(g.questions as f64, 0),
            Cell::Number(g.mastery, 1),
            Cell::from(interval(g).unwrap_or_else(|| "too few".into())),
            Cell::from(format!("{} {}", spark(&g.course), ends(&g.course)).trim().to_owned()),
        ]);
    }
    d.table(t);
}

fn interval(g: &Group) -> Option<String> {
    Some(format!("{:.1} to {:.1}", g.lower?, g.upper?))
}

fn sentence(title: &str, g: &Group) -> String {
    let interval =
        interval(g).map_or_else(|| "too few for an interval".to_owned(), |i| format!("95 % interval {i}"));
    let course: Vec<String> =
        g.course.iter().map(|m| m.map_or_else(|| "none".to_owned(), |m| format!("{m:.1}"))).collect();
    format!(
        "{title}: mastery {:.1} of 4, {interval}, {} question(s), {}; over time {}",
        g.mastery,
        g.questions,
        time(g.minutes),
        course.join(", ")
    )
}

/// Marks 1 to 4 as bars of eight heights; a point where there was no answer.
fn spark(course: &[Option<f64>]) -> String {
    const BARS: [char; 8] =
        ['\u{2581}', '\u{2582}', '\u{2583}', '\u{2584}', '\u{2585}', '\u{2586}', '\u{2587}', '\u{2588}'];
    let bar = |mark: f64| BARS[(((mark - 1.0) / 3.0 * 7.0).round().clamp(0.0, 7.0)) as usize];
    course.iter().map(|m| m.map_or('.', bar)).collect()
}

/// The same in words: from where to where.
fn ends(course: &[Option<f64>]) -> String {
    let marks: Vec<f64> = course.iter().flatten().copied().collect();
    match marks.as_slice() {
        [first, .., last] => format!("{first:.1} to {last:.1}"),
        [one] => format!("{one:.1}"),
        [] => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sparkline_has_a_bar_for_each_stretch_and_words_beside_it() {
        let course = [Some(1.0), None, Some(2.5), Some(4.0)];
        assert_eq!(spark(&course), "\u{2581}.\u{2585}\u{2588}");
        assert_eq!(ends(&course), "1.0 to 4.0");
        assert_eq!((ends(&[None, Some(2.0)]), ends(&[None])), ("2.0".into(), String::new()));
        assert_eq!(
            (time(0.0), time(59.6), time(125.0)),
            ("0 min".into(), "1 h 0 min".into(), "2 h 5 min".into())
        );
    }
}
