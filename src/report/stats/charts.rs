//! The charts of the statistics. The tables beside them say the same in words, so they are told already.

use super::{ItemStats, RaterStats, words::line};
use crate::report::{Axis, Chart, IntervalRow, Intervals, Scatter};

/// A chart with more lines is longer than anybody reads; the table has them all.
const MOST_LINES: usize = 60;

/// How severe each interviewer is; none while nobody has a figure.
pub(super) fn severity(stats: &RaterStats) -> Option<Chart> {
    let groups = stats.raters.iter().any(|r| r.group > 1);
    let rows = stats.raters.iter().map(|r| {
        let name = if groups { format!("{}, group {}", r.name, r.group) } else { r.name.clone() };
        line(name, &r.severity)
    });
    let rows: Vec<IntervalRow> = rows.collect();
    let ends = rows.iter().filter_map(|r| r.value).flat_map(|e| {
        let (low, high) = e.interval.unwrap_or((e.value, e.value));
        [low.abs(), high.abs(), e.value.abs()]
    });
    // Nothing lies in the middle; half marks to both sides, three at most since marks are 1 to 4.
    let far = (ends.fold(0.0_f64, f64::max) * 2.0).ceil().clamp(1.0, 6.0) / 2.0;
    let axis = Axis { title: "Severity in marks: left severe, right lenient".into(), low: -far, high: far };
    intervals("Severity of interviewers", "Interviewer", axis, rows)
}

/// How easy each question is; none while no question has a figure.
pub(super) fn facility(stats: &ItemStats) -> Option<Chart> {
    let rows = stats.items.iter().map(|i| line(i.question.clone(), &i.facility));
    let axis = Axis { title: "Facility: left hard, right easy".into(), low: 0.0, high: 1.0 };
    intervals("Facility of questions", "Question", axis, rows.collect())
}

fn intervals(title: &str, rows_are: &str, axis: Axis, rows: Vec<IntervalRow>) -> Option<Chart> {
    let drawn = rows.len() <= MOST_LINES && rows.iter().any(|r| r.value.is_some());
    drawn.then(|| {
        Chart::Intervals(Intervals { title: title.into(), rows_are: rows_are.into(), axis, rows, told: true })
    })
}

/// Facility against discrimination, of every question that has both; none while none has.
pub(super) fn discrimination(stats: &ItemStats) -> Option<Chart> {
    let both = stats.items.iter().filter_map(|i| {
        let (x, y) = i.facility.value.zip(i.discrimination.value)?;
        Some((i.question.clone(), x, y))
    });
    let points: Vec<(String, f64, f64)> = both.collect();
    (!points.is_empty()).then(|| {
        Chart::Scatter(Scatter {
            title: "Facility and discrimination".into(),
            points_are: "Question".into(),
            x: Axis { title: "Facility".into(), low: 0.0, high: 1.0 },
            y: Axis { title: "Discrimination".into(), low: -1.0, high: 1.0 },
            points,
            told: true,
        })
    })
}
