//! When two results are the same.
//!
//! Without a stated order two results are compared as bags: each row as often as in the other. With one they are compared as lists; where the question names
//! the columns that make the order, rows that are equal in all of them may come in any order (so a result is right when its bag is right and the
//! columns of the order run as in the reference). Columns are compared by position, and by name only where the question says so.

use std::collections::HashMap;

use super::{
    Rows, Value,
    value::{Cell, cell},
};

/// What counts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rules {
    /// The order of rows counts.
    pub ordered: bool,
    /// The columns that make the order, from 0; empty: all rows in exactly the order of the reference.
    pub order_by: Vec<usize>,
    /// Names of columns count; capital letters do not.
    pub names: bool,
    /// How far numbers with a fraction may differ.
    pub tolerance: f64,
}

/// How a result differs from the right one.
#[derive(Debug, Clone, PartialEq)]
pub enum Difference {
    /// Another number of columns.
    Columns {
        /// Of the right result.
        wanted: usize,
        /// Of the answer.
        got: usize,
    },
    /// Another name; columns are numbered from 1.
    Name {
        /// Which column.
        column: usize,
        /// Its right name.
        wanted: String,
        /// Its name in the answer.
        got: String,
    },
    /// The right columns in another order.
    ColumnOrder,
    /// Rows that are missing and rows that are too many, by their places, from 0.
    Rows {
        /// Places in the right result.
        missing: Vec<usize>,
        /// Places in the answer.
        extra: Vec<usize>,
    },
    /// The right rows in another order; the first place that is wrong, from 0.
    Order {
        /// Which place.
        first: usize,
    },
}

/// Compares an answer with the right result; `None` is the same.
pub fn compare(wanted: &Rows, got: &Rows, rules: &Rules) -> Option<Difference> {
    let (columns, given) = (wanted.columns.len(), got.columns.len());
    if columns != given {
        return Some(Difference::Columns { wanted: columns, got: given });
    }
    if rules.names {
        let pairs = wanted.columns.iter().zip(&got.columns).enumerate();
        if let Some((i, (w, g))) = pairs.into_iter().find(|(_, (w, g))| !w.eq_ignore_ascii_case(g)) {
            return Some(Difference::Name { column: i + 1, wanted: w.clone(), got: g.clone() });
        }
    }
    let (w, g) = (cells(wanted), cells(got));
    let (missing, extra) = unmatched(&w, &g, rules.tolerance);
    if !missing.is_empty() || !extra.is_empty() {
        if other_columns(&w, &g, columns, rules.tolerance) {
            return Some(Difference::ColumnOrder);
        }
        return Some(Difference::Rows { missing, extra });
    }
    if !rules.ordered {
        return None;
    }
    let all: Vec<usize> = (0..columns).collect();
    let keys = if rules.order_by.is_empty() { &all } else { &rules.order_by };
    let same = |a: &[Cell], b: &[Cell]| {
        keys.iter().all(|&k| a.get(k).zip(b.get(k)).is_some_and(|(x, y)| x.same(y, rules.tolerance)))
    };
    let first = w.iter().zip(&g).position(|(a, b)| !same(a, b));
    first.map(|first| Difference::Order { first })
}

type Row = Vec<Cell>;

fn cells(rows: &Rows) -> Vec<Row> {
    rows.rows.iter().map(|row| row.iter().map(cell).collect()).collect()
}

fn order(a: &Row, b: &Row) -> std::cmp::Ordering {
    let first = a.iter().zip(b).map(|(x, y)| x.order(y)).find(|o| o.is_ne());
    first.unwrap_or_else(|| a.len().cmp(&b.len()))
}

/// Places of the rows of each bag that have no partner in the other, in the order in which they came.
fn unmatched(wanted: &[Row], got: &[Row], tolerance: f64) -> (Vec<usize>, Vec<usize>) {
    let sorted = |rows: &[Row]| {
        let mut places: Vec<usize> = (0..rows.len()).collect();
        places.sort_by(|&a, &b| order(&rows[a], &rows[b]).then(a.cmp(&b)));
        places
    };
    let (w, g) = (sorted(wanted), sorted(got));
    let same = |a: &Row, b: &Row| a.len() == b.len() && a.iter().zip(b).all(|(x, y)| x.same(y, tolerance));
    if w.len() == g.len() && w.iter().zip(&g).all(|(&a, &b)| same(&wanted[a], &got[b])) {
        return (Vec::new(), Vec::new());
    }
    // Rows can only be partners when everything but their numbers is equal. Within such a group as many as possible get one that is near enough.
    let mut groups: HashMap<String, (Vec<usize>, Vec<usize>)> = HashMap::new();
    for &place in &w {
        groups.entry(exact_part(&wanted[place])).or_default().0.push(place);
    }
    for &place in &g {
        groups.entry(exact_part(&got[place])).or_default().1.push(place);
    }
    let (mut missing, mut extra) = (Vec::new(), Vec::new());
    for (left, right) in groups.into_values() {
        let partner = partners(&left, &right, |a, b| same(&wanted[a], &got[b]));
        let mut alone = vec![true; left.len()];
        partner.iter().flatten().for_each(|&l| alone[l] = false);
        missing.extend(left.iter().zip(alone).filter(|(_, alone)| *alone).map(|(&place, _)| place));
        extra.extend(right.iter().zip(&partner).filter(|(_, p)| p.is_none()).map(|(&place, _)| place));
    }
    missing.sort_unstable();
    extra.sort_unstable();
    (missing, extra)
}

/// Other partners are looked for up to so many comparisons; then each row keeps the first that was free, and after ten times as many nothing is
/// looked for. Results that are the same come nowhere near: their rows meet in order.
const MOST_LOOKS: usize = 2_000_000;

/// For each of `right` the index in `left` of its partner: as many pairs as there can be (augmenting paths). Near is not transitive, so the
/// first partner that is near enough is not always the one that leaves the others theirs.
fn partners(left: &[usize], right: &[usize], near: impl Fn(usize, usize) -> bool) -> Vec<Option<usize>> {
    let mut partner: Vec<Option<usize>> = vec![None; right.len()];
    let mut looks = 0;
    for start in 0..left.len() {
        if looks > 10 * MOST_LOOKS {
            break;
        }
        // Breadth first: which left row was reached over which right row, until a free right row turns up.
        let mut over: Vec<Option<usize>> = vec![None; right.len()];
        let mut queue = std::collections::VecDeque::from([start]);
        let mut end = None;
        'search: while let Some(l) = queue.pop_front() {
            // A free partner first, so that equal rows find each other at once.
            for pass in [true, false] {
                for r in 0..right.len() {
                    if over[r].is_some() || partner[r].is_none() != pass {
                        continue;
                    }
                    looks += 1;
                    if near(left[l], right[r]) {
                        over[r] = Some(l);
                        match partner[r] {
                            None => {
                                end = Some(r);
                                break 'search;
                            }
                            Some(next) => queue.push_back(next),
                        }
                    }
                }
                if !pass && looks > MOST_LOOKS {
                    break 'search;
                }
            }
        }
        // Turn the path round: each left row on it moves to the right row by which it was left.
        while let Some(r) = end {
            let Some(l) = over[r] else { break };
            end = partner.iter().position(|p| *p == Some(l));
            partner[r] = Some(l);
        }
    }
    partner
}

/// The first row that has the keys of rows above it, with others between: such a result is not sorted by the columns of its order.
pub fn scattered_tie(rows: &Rows, rules: &Rules) -> Option<usize> {
    if !rules.ordered || rules.order_by.is_empty() {
        return None;
    }
    let cells = cells(rows);
    let keys: Vec<Row> = cells
        .iter()
        .map(|row| rules.order_by.iter().filter_map(|&k| row.get(k).cloned()).collect())
        .collect();
    let mut places: Vec<usize> = (0..keys.len()).collect();
    places.sort_by(|&a, &b| order(&keys[a], &keys[b]).then(a.cmp(&b)));
    let torn = places.windows(2).filter(|w| order(&keys[w[0]], &keys[w[1]]).is_eq() && w[1] != w[0] + 1);
    torn.map(|w| w[1]).min()
}

/// Everything of a row that must be equal: numbers only as numbers.
fn exact_part(row: &Row) -> String {
    let mut key = String::new();
    for cell in row {
        match cell {
            Cell::Null => key.push('n'),
            Cell::Whole(_) | Cell::Real(_) => key.push('#'),
            Cell::Text(text) => key.push_str(&format!("t{}:{text}", text.len())),
            Cell::Blob(bytes) => key.push_str(&format!("b{}:{bytes:?}", bytes.len())),
        }
    }
    key
}

/// Whether some other order of the columns would make the bags equal; tried only where it is cheap.
fn other_columns(wanted: &[Row], got: &[Row], columns: usize, tolerance: f64) -> bool {
    if !(2..=5).contains(&columns) || wanted.len() != got.len() || wanted.is_empty() || wanted.len() > 200 {
        return false;
    }
    permutations(columns).iter().any(|p| {
        let turned: Vec<Row> = got.iter().map(|row| p.iter().map(|&i| row[i].clone()).collect()).collect();
        let (missing, extra) = unmatched(wanted, &turned, tolerance);
        missing.is_empty() && extra.is_empty()
    })
}

fn permutations(n: usize) -> Vec<Vec<usize>> {
    let mut all = vec![Vec::new()];
    for next in 0..n {
        all = all
            .into_iter()
            .flat_map(|p: Vec<usize>| {
                (0..=p.len()).map(move |at| {
                    let mut longer = p.clone();
                    longer.insert(at, next);
                    longer
                })
            })
            .collect();
    }
    all
}

/// Rows of a shown data set side by side, for people: what is missing and what is too many.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowDifference {
    /// The data set.
    pub data: String,
    /// Names of the right columns.
    pub columns: Vec<String>,
    /// Each row with its side.
    pub rows: Vec<(Side, Vec<String>)>,
    /// How many more there are.
    pub more: usize,
}

/// Where a row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// In both.
    Both,
    /// Only in the right result.
    Missing,
    /// Only in the answer.
    Extra,
}

/// So many rows are shown.
const SHOWN: usize = 20;

/// Draws a difference row by row: the right result in its order, then what is too many. With other columns there is nothing to compare.
pub fn row_difference(
    data: &str,
    wanted: &Rows,
    got: &Rows,
    difference: &Difference,
) -> Option<RowDifference> {
    let text = |row: &Vec<Value>| row.iter().map(Value::shown).collect::<Vec<_>>();
    let mut rows: Vec<(Side, Vec<String>)> = match difference {
        Difference::Columns { .. } | Difference::Name { .. } | Difference::ColumnOrder => return None,
        Difference::Rows { missing, extra } => {
            let side = |i: usize| if missing.contains(&i) { Side::Missing } else { Side::Both };
            let right = wanted.rows.iter().enumerate().map(|(i, row)| (side(i), text(row)));
            right.chain(extra.iter().map(|&i| (Side::Extra, text(&got.rows[i])))).collect()
        }
        Difference::Order { first } => {
            let pair = |rows: &Rows, side| rows.rows.get(*first).map(|row| (side, text(row)));
            pair(wanted, Side::Missing).into_iter().chain(pair(got, Side::Extra)).collect()
        }
    };
    // What differs comes into view even when much is the same.
    if rows.len() > SHOWN {
        rows.retain(|(side, _)| *side != Side::Both);
    }
    let more = rows.len().saturating_sub(SHOWN);
    rows.truncate(SHOWN);
    Some(RowDifference { data: data.to_owned(), columns: wanted.columns.clone(), rows, more })
}

impl Difference {
    /// In a sentence that gives no row away.
    pub fn words(&self) -> String {
        let count = |n: usize| if n == 1 { "1 row is".to_owned() } else { format!("{n} rows are") };
        match self {
            Difference::Columns { wanted, got } => {
                format!("{got} column(s) instead of {wanted}")
            }
            Difference::Name { column, wanted, got } => {
                format!("column {column} is named `{got}` instead of `{wanted}`")
            }
            Difference::ColumnOrder => "the right columns stand in another order".into(),
            Difference::Rows { missing, extra } => match (missing.len(), extra.len()) {
                (m, 0) => format!("{} missing", count(m)),
                (0, e) => format!("{} too many", count(e)),
                (m, e) => format!("{} missing and {} too many", count(m), count(e)),
            },
            Difference::Order { first } => {
                format!("the right rows come in another order, from row {} on", first + 1)
            }
        }
    }
}

#[cfg(test)]
mod tests;
