//! Charts as data. A page draws them as SVG, a workbook with its own charts; everything else shows the table of the same figures.

use super::{Cell, Table};

/// A chart.
#[derive(Debug, Clone, PartialEq)]
pub enum Chart {
    /// Areas against their bars.
    Profile(Profile),
    /// What several raters gave, or what several people got, line by line.
    Spread(Spread),
    /// Two numbers for each of many things.
    Scatter(Scatter),
    /// One number for each of several things, with its interval.
    Intervals(Intervals),
}

/// Areas against their bars, for one person or several.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Profile {
    /// What it shows.
    pub title: String,
    /// Whose values they are, in the order of the values.
    pub series: Vec<String>,
    /// Area by area.
    pub rows: Vec<ProfileRow>,
    /// A table beside it says the same already, so that text formats leave the chart's own table out.
    pub told: bool,
}

/// One area.
#[derive(Debug, Clone, PartialEq)]
pub struct ProfileRow {
    /// Its title.
    pub label: String,
    /// What meets the level, 1 to 4; none where the compared roles ask for different things.
    pub bar: Option<f64>,
    /// One for each series; none is not assessed.
    pub values: Vec<Option<Estimate>>,
}

/// A value with what is known of its precision.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// Of marks 1 to 4; else on the chart's own axis.
    pub value: f64,
    /// Of marks one standard error to both sides, within 1 to 4; of statistics the 95 % interval.
    pub interval: Option<(f64, f64)>,
}

/// Values of several people on the scale from 1 to 4.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Spread {
    /// What it shows.
    pub title: String,
    /// What a line is: `Criterion`, `Area`.
    pub rows_are: String,
    /// Line by line.
    pub rows: Vec<SpreadRow>,
    /// As for a profile.
    pub told: bool,
}

/// One line of a spread.
#[derive(Debug, Clone, PartialEq)]
pub struct SpreadRow {
    /// What was rated.
    pub label: String,
    /// Whose value, and the value.
    pub points: Vec<(String, f64)>,
    /// What they come to together.
    pub mean: Option<f64>,
    /// A bar to stand against.
    pub bar: Option<f64>,
}

impl SpreadRow {
    /// Lowest and highest; nothing of nothing.
    pub fn range(&self) -> Option<(f64, f64)> {
        let values = || self.points.iter().map(|p| p.1);
        let range = (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
        (!self.points.is_empty()).then_some(range)
    }
}

/// Two numbers for each of many things.
#[derive(Debug, Clone, PartialEq)]
pub struct Scatter {
    /// What it shows.
    pub title: String,
    /// What a point is: `Question`.
    pub points_are: String,
    /// Across.
    pub x: Axis,
    /// Upward.
    pub y: Axis,
    /// Name, x, y.
    pub points: Vec<(String, f64, f64)>,
    /// As for a profile.
    pub told: bool,
}

/// One number for each of several things, with its interval, on a scale of their own.
#[derive(Debug, Clone, PartialEq)]
pub struct Intervals {
    /// What it shows.
    pub title: String,
    /// What a line is: `Interviewer`, `Question`.
    pub rows_are: String,
    /// Across.
    pub axis: Axis,
    /// Line by line.
    pub rows: Vec<IntervalRow>,
    /// As for a profile.
    pub told: bool,
}

/// One line of a chart of intervals.
#[derive(Debug, Clone, PartialEq)]
pub struct IntervalRow {
    /// What was measured.
    pub label: String,
    /// The figure and the ends of its interval; none where there are too few.
    pub value: Option<Estimate>,
    /// The figure in words, or why there is none.
    pub said: String,
}

/// An axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    /// What it measures, with its unit.
    pub title: String,
    /// Where it begins.
    pub low: f64,
    /// Where it ends.
    pub high: f64,
}

/// So many people get a column each in the table of a spread.
const MOST_COLUMNS: usize = 8;

impl Spread {
    /// Everybody who has a value, in the order of first appearance.
    pub fn people(&self) -> Vec<&str> {
        let mut people: Vec<&str> = Vec::new();
        for (name, _) in self.rows.iter().flat_map(|r| &r.points) {
            if !people.contains(&name.as_str()) {
                people.push(name);
            }
        }
        people
    }
}

impl Chart {
    /// What it shows.
    pub fn title(&self) -> &str {
        match self {
            Chart::Profile(c) => &c.title,
            Chart::Spread(c) => &c.title,
            Chart::Scatter(c) => &c.title,
            Chart::Intervals(c) => &c.title,
        }
    }

    /// Whether a table beside it says the same already.
    pub fn is_told(&self) -> bool {
        match self {
            Chart::Profile(c) => c.told,
            Chart::Spread(c) => c.told,
            Chart::Scatter(c) => c.told,
            Chart::Intervals(c) => c.told,
        }
    }

    /// The same figures as a table.
    pub fn table(&self) -> Table {
        let table = match self {
            Chart::Profile(c) => profile_table(c),
            Chart::Spread(c) => spread_table(c),
            Chart::Scatter(c) => {
                let mut t =
                    Table::new(&[&c.points_are, &format!("{}>", c.x.title), &format!("{}>", c.y.title)]);
                for (name, x, y) in &c.points {
                    t.row([Cell::from(name.as_str()), Cell::Number(*x, 2), Cell::Number(*y, 2)]);
                }
                t
            }
            Chart::Intervals(c) => intervals_table(c),
        };
        table.named(self.title())
    }
}

fn intervals_table(c: &Intervals) -> Table {
    let mut t = Table::new(&[&c.rows_are, &format!("{}>", c.axis.title), "Low>", "High>"]);
    for row in &c.rows {
        let number = |v: Option<f64>| v.map_or(Cell::Empty, |v| Cell::Number(v, 2));
        let ends = row.value.and_then(|e| e.interval);
        let (low, high) = (number(ends.map(|e| e.0)), number(ends.map(|e| e.1)));
        t.row([Cell::from(row.label.as_str()), number(row.value.map(|e| e.value)), low, high]);
    }
    t
}

fn profile_table(c: &Profile) -> Table {
    let heads: Vec<String> = c.series.iter().map(|s| format!("{s}>")).collect();
    let mut columns = vec!["Area"];
    columns.extend(heads.iter().map(String::as_str));
    columns.push("Bar>");
    let mut t = Table::new(&columns);
    for row in &c.rows {
        let value = |v: &Option<Estimate>| v.map_or(Cell::Empty, |e| Cell::Number(e.value, 2));
        let mut cells = vec![Cell::from(row.label.as_str())];
        cells.extend(row.values.iter().map(value));
        cells.push(row.bar.map_or(Cell::Empty, |b| Cell::Number(b, 2)));
        t.row(cells);
    }
    t
}

fn spread_table(c: &Spread) -> Table {
    let people = c.people();
    if people.len() > MOST_COLUMNS {
        let mut t = Table::new(&[&c.rows_are, "Of", "Value>"]);
        for row in &c.rows {
            for (name, value) in &row.points {
                t.row([Cell::from(row.label.as_str()), Cell::from(name.as_str()), Cell::Number(*value, 2)]);
            }
        }
        return t;
    }
    let heads: Vec<String> = people.iter().map(|p| format!("{p}>")).collect();
    let mut columns = vec![c.rows_are.as_str()];
    columns.extend(heads.iter().map(String::as_str));
    columns.extend(["Mean>", "Spread>"]);
    let mut t = Table::new(&columns);
    for row in &c.rows {
        let mut cells = vec![Cell::from(row.label.as_str())];
        for person in &people {
            let value = row.points.iter().find(|p| p.0 == *person);
            cells.push(value.map_or(Cell::Empty, |p| Cell::Number(p.1, 2)));
        }
        cells.push(row.mean.map_or(Cell::Empty, |m| Cell::Number(m, 2)));
        cells.push(row.range().map_or(Cell::Empty, |(low, high)| Cell::Number(high - low, 2)));
        t.row(cells);
    }
    t
}
