//! Charts as SVG inside a page: written by hand, so that the same figures give the same bytes. Colours come from the page's style,
//! which knows dark and light; every value stands beside its mark as text, so nothing is told by colour or shape alone.

use super::{Chart, Estimate, Intervals, Profile, Scatter, Spread, html::escaped};

/// Units across. A narrow screen shows them one to one.
const WIDTH: f64 = 400.0;
/// Where the scale begins and ends.
const LEFT: f64 = 14.0;
const RIGHT: f64 = 386.0;

/// Draws a chart; `number` makes its ids unique within the page.
pub fn to_svg(chart: &Chart, number: usize) -> String {
    let (height, body, told) = match chart {
        Chart::Profile(c) => profile(c),
        Chart::Spread(c) => spread(c),
        Chart::Scatter(c) => scatter(c),
        Chart::Intervals(c) => intervals(c),
    };
    format!(
        "<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-labelledby=\"chart-{number}-title chart-{number}-desc\">\n\
         <title id=\"chart-{number}-title\">{}</title>\n<desc id=\"chart-{number}-desc\">{}</desc>\n{body}</svg>\n",
        escaped(chart.title()),
        escaped(&told),
    )
}

/// Two decimals at most, without trailing zeros: short, and the same everywhere.
fn n(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".into() } else { text.to_owned() }
}

/// A place on the scale from 1 to 4.
fn on_scale(value: f64) -> f64 {
    LEFT + (value.clamp(1.0, 4.0) - 1.0) / 3.0 * (RIGHT - LEFT)
}

fn text(x: f64, y: f64, class: &str, content: &str) -> String {
    format!("<text x=\"{}\" y=\"{}\" class=\"{class}\">{}</text>\n", n(x), n(y), escaped(content))
}

fn line(x1: f64, y1: f64, x2: f64, y2: f64, class: &str) -> String {
    format!("<path d=\"M{} {}L{} {}\" class=\"{class}\"/>\n", n(x1), n(y1), n(x2), n(y2))
}

/// Names may have two hundred characters.
fn short(name: &str, most: usize) -> String {
    if name.chars().count() <= most {
        return name.to_owned();
    }
    name.chars().take(most.saturating_sub(3)).chain("...".chars()).collect()
}

/// The numbers 1 to 4 under a chart, with lines through it.
fn scale(top: f64, bottom: f64) -> String {
    let mut out = String::new();
    for mark in 1..=4_u8 {
        let x = on_scale(f64::from(mark));
        out.push_str(&line(x, top, x, bottom, "grid"));
        out.push_str(&text(x, bottom + 13.0, "mid small", &mark.to_string()));
    }
    out
}

fn standing(value: f64, bar: f64) -> &'static str {
    if value < bar - 1e-9 { "below" } else { "at or above" }
}

fn profile(c: &Profile) -> (f64, String, String) {
    let one = c.series.len() == 1;
    let mut lanes = String::new();
    let mut told = Vec::new();
    let mut y = 8.0;
    for row in &c.rows {
        let bar = row.bar.map_or_else(String::new, |b| format!("bar {b:.2}"));
        lanes.push_str(&text(LEFT, y + 10.0, "strong", &short(&row.label, 34)));
        lanes.push_str(&text(RIGHT, y + 10.0, "end small", &bar));
        y += 15.0;
        for (name, value) in c.series.iter().zip(&row.values) {
            let said = match (value, row.bar) {
                (None, _) => "not assessed".to_owned(),
                (Some(e), Some(bar)) => format!("{:.2}, {}", e.value, standing(e.value, bar)),
                (Some(e), None) => format!("{:.2}", e.value),
            };
            told.push(if one {
                format!("{}: {said} ({bar})", row.label)
            } else {
                format!("{}, {name}: {said}", row.label)
            });
            let label = if one { said } else { format!("{}: {said}", short(name, 26)) };
            lanes.push_str(&text(LEFT, y + 10.0, "small", &label));
            lanes.push_str(&lane(y + 19.0, value.as_ref(), row.bar));
            y += 27.0;
        }
        y += 9.0;
    }
    (y + 18.0, scale(4.0, y) + &lanes, format!("{}. A vertical line is the bar.", told.join("; ")))
}

/// A track from 1 to 4, filled up to the value, with one standard error as a whisker.
fn lane(y: f64, value: Option<&Estimate>, bar: Option<f64>) -> String {
    let track = |to: f64, class: &str| {
        let (x, width) = (n(LEFT), n(to - LEFT));
        format!("<rect x=\"{x}\" y=\"{}\" width=\"{width}\" height=\"7\" class=\"{class}\"/>\n", n(y - 4.0))
    };
    let tick = bar.map_or_else(String::new, |b| line(on_scale(b), y - 7.0, on_scale(b), y + 6.0, "bar"));
    let mut out = track(RIGHT, "track");
    let Some(e) = value else { return out + &tick };
    let below = bar.is_some_and(|b| e.value < b - 1e-9);
    out.push_str(&track(on_scale(e.value).max(LEFT + 2.0), if below { "fill below" } else { "fill" }));
    if let Some((low, high)) = e.interval {
        let (low, high) = (on_scale(low), on_scale(high));
        out.push_str(&line(low, y - 0.5, high, y - 0.5, "whisker"));
        out.push_str(&line(low, y - 4.0, low, y + 3.0, "whisker"));
        out.push_str(&line(high, y - 4.0, high, y + 3.0, "whisker"));
    }
    out + &tick
}

fn spread(c: &Spread) -> (f64, String, String) {
    let people = c.people();
    let several = people.len() > 1 && people.len() <= LETTERS.len();
    let mut lanes = String::new();
    let mut told = Vec::new();
    let mut y = 8.0;
    for row in &c.rows {
        let said = match (row.range(), row.mean) {
            (None, _) => "not assessed".to_owned(),
            (Some((low, _)), _) if row.points.len() == 1 => format!("{low:.2}"),
            (Some((low, high)), Some(mean)) => format!("mean {mean:.2}, {low:.2} to {high:.2}"),
            (Some((low, high)), None) => format!("{low:.2} to {high:.2}"),
        };
        told.push(format!("{}: {said}", row.label));
        lanes.push_str(&text(LEFT, y + 10.0, "strong", &short(&row.label, 36)));
        lanes.push_str(&text(RIGHT, y + 10.0, "end small", &said));
        let middle = y + 26.0;
        lanes.push_str(&line(LEFT, middle, RIGHT, middle, "axis"));
        if let Some(bar) = row.bar {
            lanes.push_str(&line(on_scale(bar), middle - 9.0, on_scale(bar), middle + 9.0, "bar"));
        }
        if let Some((low, high)) = row.range().filter(|_| row.points.len() > 1) {
            lanes.push_str(&line(on_scale(low), middle, on_scale(high), middle, "whisker"));
        }
        // Values that are equal or nearly so stand below one another instead of hiding one another.
        let mut seen: Vec<(f64, usize)> = Vec::new();
        let width = if several { 13.0 } else { 9.0 };
        let mut deepest = 0;
        for (name, value) in &row.points {
            let x = on_scale(*value);
            let free = |rank: &usize| !seen.iter().any(|s| s.1 == *rank && (s.0 - x).abs() < width);
            let rank = (0..DEEPEST).find(free).unwrap_or(DEEPEST);
            seen.push((x, rank));
            deepest = deepest.max(rank);
            let letter = people.iter().position(|p| p == name).filter(|_| several).map(|i| LETTERS[i]);
            let step = if several { 13.0 } else { 5.0 };
            lanes.push_str(&dot(x, middle + rank as f64 * step, letter));
        }
        y = middle + 14.0 + deepest as f64 * if several { 13.0 } else { 5.0 };
    }
    let mut key = String::new();
    let bottom = y;
    y += 18.0;
    if several {
        for (letter, name) in LETTERS.iter().zip(&people) {
            y += 15.0;
            key.push_str(&dot(LEFT + 6.0, y - 4.0, Some(letter)));
            key.push_str(&text(LEFT + 18.0, y, "small", &short(name, 52)));
        }
        told.push(format!("given by {}", people.join(", ")));
    }
    (y + 8.0, scale(4.0, bottom) + &lanes + &key, told.join("; ") + ".")
}

/// So many equal values are shown below one another.
const DEEPEST: usize = 8;

/// Whose point it is.
const LETTERS: [&str; 12] = ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L"];

fn dot(x: f64, y: f64, letter: Option<&str>) -> String {
    let radius = if letter.is_some() { "6" } else { "4" };
    let mut out = format!("<circle cx=\"{}\" cy=\"{}\" r=\"{radius}\" class=\"dot\"/>\n", n(x), n(y));
    if let Some(letter) = letter {
        out.push_str(&text(x, y + 3.0, "on mid", letter));
    }
    out
}

fn scatter(c: &Scatter) -> (f64, String, String) {
    let (top, bottom, left) = (12.0, 300.0, 46.0);
    let place = |v: f64, low: f64, high: f64, from: f64, to: f64| {
        let share = if high > low { ((v - low) / (high - low)).clamp(0.0, 1.0) } else { 0.0 };
        from + share * (to - from)
    };
    let mut out = String::new();
    for step in 0..=4_u8 {
        let share = f64::from(step) / 4.0;
        let (x, y) = (left + share * (RIGHT - left), bottom - share * (bottom - top));
        out.push_str(&line(x, top, x, bottom, "grid"));
        out.push_str(&line(left, y, RIGHT, y, "grid"));
        out.push_str(&text(x, bottom + 14.0, "mid small", &n(c.x.low + share * (c.x.high - c.x.low))));
        out.push_str(&text(left - 6.0, y + 4.0, "end small", &n(c.y.low + share * (c.y.high - c.y.low))));
    }
    if c.y.low < 0.0 && c.y.high > 0.0 {
        let zero = place(0.0, c.y.low, c.y.high, bottom, top);
        out.push_str(&line(left, zero, RIGHT, zero, "axis"));
    }
    let numbered = c.points.len() <= MOST_NUMBERED;
    // Points at nearly the same place share a label, so that no number hides another.
    let mut labels: Vec<(f64, f64, String)> = Vec::new();
    for (i, (_, x, y)) in c.points.iter().enumerate() {
        let x = place(*x, c.x.low, c.x.high, left, RIGHT);
        let y = place(*y, c.y.low, c.y.high, bottom, top);
        out.push_str(&format!("<circle cx=\"{}\" cy=\"{}\" r=\"4\" class=\"dot\"/>\n", n(x), n(y)));
        match labels.iter_mut().find(|l| (l.0 - x).abs() < 16.0 && (l.1 - y).abs() < 10.0) {
            Some(same) => {
                same.0 = same.0.max(x);
                same.2.push_str(&format!(", {}", i + 1));
            }
            None => labels.push((x, y, (i + 1).to_string())),
        }
    }
    for (x, y, label) in labels.iter().filter(|_| numbered) {
        let (dx, class) = if *x > RIGHT - 40.0 { (-7.0, "end small") } else { (7.0, "small") };
        out.push_str(&text(x + dx, y + 4.0, class, label));
    }
    out.push_str(&text((left + RIGHT) / 2.0, bottom + 32.0, "mid small", &c.x.title));
    out.push_str(&format!(
        "<text transform=\"translate(12 {}) rotate(-90)\" class=\"mid small\">{}</text>\n",
        n((top + bottom) / 2.0),
        escaped(&c.y.title)
    ));
    let mut y = bottom + 42.0;
    let mut told = format!("{} points: {} across, {} upward", c.points.len(), c.x.title, c.y.title);
    for (i, (name, across, upward)) in c.points.iter().enumerate().filter(|_| numbered) {
        y += 15.0;
        let (number, values) = ((i + 1).to_string(), format!("{across:.2}, {upward:.2}"));
        out.push_str(&text(LEFT + 14.0, y, "end small", &number));
        out.push_str(&text(LEFT + 22.0, y, "small", &short(name, 46)));
        out.push_str(&text(RIGHT, y, "end small", &values));
        told.push_str(&format!("; {name}: {values}"));
    }
    (y + 8.0, out, told + ".")
}

/// With more points, numbers would only hide them.
const MOST_NUMBERED: usize = 60;

/// One line for each thing: its name and figure in words, and under them the figure with its interval on the axis.
fn intervals(c: &Intervals) -> (f64, String, String) {
    let (low, high) = (c.axis.low, c.axis.high);
    let place = |v: f64| LEFT + ((v.clamp(low, high) - low) / (high - low).max(1e-9)) * (RIGHT - LEFT);
    let mut lanes = String::new();
    let mut told = Vec::new();
    let mut y = 8.0;
    for row in &c.rows {
        told.push(format!("{}: {}", row.label, row.said));
        let room = if row.said.chars().count() > 25 { 28 } else { 33 };
        lanes.push_str(&text(LEFT, y + 10.0, "strong", &short(&row.label, room)));
        lanes.push_str(&text(RIGHT, y + 10.0, "end small", &row.said));
        let middle = y + 23.0;
        lanes.push_str(&line(LEFT, middle, RIGHT, middle, "axis"));
        if let Some(e) = &row.value {
            if let Some((from, to)) = e.interval.map(|i| (place(i.0), place(i.1))) {
                lanes.push_str(&line(from, middle, to, middle, "whisker"));
                lanes.push_str(&line(from, middle - 4.0, from, middle + 4.0, "whisker"));
                lanes.push_str(&line(to, middle - 4.0, to, middle + 4.0, "whisker"));
            }
            lanes.push_str(&dot(place(e.value), middle, None));
        }
        y = middle + 12.0;
    }
    let mut out = String::new();
    for step in 0..=4_u8 {
        let value = low + f64::from(step) / 4.0 * (high - low);
        let zero = low < 0.0 && value.abs() < 1e-9;
        out.push_str(&line(place(value), 4.0, place(value), y, if zero { "zero" } else { "grid" }));
        out.push_str(&text(place(value), y + 13.0, "mid small", &n(value)));
    }
    out.push_str(&text((LEFT + RIGHT) / 2.0, y + 30.0, "mid small", &c.axis.title));
    (y + 38.0, out + &lanes, told.join("; ") + ".")
}
