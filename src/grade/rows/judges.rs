//! Our rules beside those of judges that others wrote, case by case: what `docs/sql-judging.md` says in its table is held here.
//!
//! The other judges are written anew from their documentation and from reading what they do; nothing is copied.

use super::*;

fn int(i: i64) -> Value {
    Value::Integer(i)
}

fn real(x: f64) -> Value {
    Value::Real(x)
}

fn text(t: &str) -> Value {
    Value::Text(t.into())
}

const NULL: Value = Value::Null;

/// A judge's word on whether two results are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Word {
    Same,
    Other,
}
use Word::{Other, Same};

impl From<bool> for Word {
    fn from(same: bool) -> Self {
        if same { Same } else { Other }
    }
}

/// Values as Python's tuples compare them: 1 and 1.0 are equal, a text and a number never.
fn python(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Integer(a), Value::Real(b)) | (Value::Real(b), Value::Integer(a)) => *a as f64 == *b,
        _ => a == b,
    }
}

fn rows_equal(a: &[Value], b: &[Value], same: fn(&Value, &Value) -> bool) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
}

/// Each row of one as often as in the other.
fn bags_equal(a: &[Vec<Value>], b: &[Vec<Value>], same: fn(&Value, &Value) -> bool) -> bool {
    let mut left: Vec<&Vec<Value>> = b.iter().collect();
    let found = |row: &Vec<Value>| {
        let at = left.iter().position(|other| rows_equal(row, other, same));
        at.map(|at| left.swap_remove(at)).is_some()
    };
    a.len() == b.len() && a.iter().all(found)
}

/// Spider's test suites: some order of the columns makes the bags equal, or the lists where the reference sorts. Two empty results are the same
/// whatever their columns.
fn test_suite(wanted: &Rows, got: &Rows, ordered: bool) -> Word {
    let (w, g) = (&wanted.rows, &got.rows);
    if w.is_empty() && g.is_empty() {
        return Same;
    }
    if w.len() != g.len() || w[0].len() != g[0].len() {
        return Other;
    }
    let equal = permutations(w[0].len()).into_iter().any(|p| {
        let turned: Vec<Vec<Value>> = g.iter().map(|r| p.iter().map(|&i| r[i].clone()).collect()).collect();
        match ordered {
            true => w.iter().zip(&turned).all(|(a, b)| rows_equal(a, b, python)),
            false => bags_equal(w, &turned, python),
        }
    });
    equal.into()
}

/// BIRD's first script: the sets of rows, whatever their order and number.
fn set_of_rows(wanted: &Rows, got: &Rows, _: bool) -> Word {
    let within = |a: &Rows, b: &Rows| a.rows.iter().all(|r| b.rows.iter().any(|s| rows_equal(r, s, python)));
    (within(wanted, got) && within(got, wanted)).into()
}

/// Values of one type only, as PostgreSQL compares records.
fn typed(a: &Value, b: &Value) -> bool {
    std::mem::discriminant(a) == std::mem::discriminant(b) && a == b
}

/// pgTAP: `results_eq` where the order counts, `bag_eq` where it does not.
fn pgtap(wanted: &Rows, got: &Rows, ordered: bool) -> Word {
    if wanted.columns.len() != got.columns.len() {
        return Other;
    }
    let list = wanted.rows.len() == got.rows.len()
        && wanted.rows.iter().zip(&got.rows).all(|(a, b)| rows_equal(a, b, typed));
    (if ordered { list } else { bags_equal(&wanted.rows, &got.rows, typed) }).into()
}

/// sqllogictest: texts, numbers with a fraction to three places, `nosort` where the order counts and `rowsort` where it does not.
fn logic_test(wanted: &Rows, got: &Rows, ordered: bool) -> Word {
    let shown = |rows: &Rows| -> Vec<Vec<String>> {
        let text = |(i, v): (usize, &Value)| {
            // The author says the type of each column; here it is what the right result holds.
            let fraction = wanted.rows.iter().any(|r| matches!(r.get(i), Some(Value::Real(_))));
            match v {
                Value::Null => "NULL".into(),
                Value::Integer(n) if fraction => format!("{:.3}", *n as f64),
                Value::Integer(n) => n.to_string(),
                Value::Real(x) if fraction => format!("{x:.3}"),
                Value::Real(x) => format!("{x:.0}"),
                Value::Text(t) if t.is_empty() => "(empty)".into(),
                Value::Text(t) => t.clone(),
                Value::Blob(b) => String::from_utf8_lossy(b).into_owned(),
            }
        };
        let row = |r: &Vec<Value>| r.iter().enumerate().map(text).collect();
        let mut rows: Vec<Vec<String>> = rows.rows.iter().map(row).collect();
        if !ordered {
            rows.sort();
        }
        rows
    };
    (wanted.columns.len() == got.columns.len() && shown(wanted) == shown(got)).into()
}

struct Case {
    name: &'static str,
    wanted: Rows,
    got: Rows,
    rules: Rules,
    /// viva, test suites, set of rows, pgTAP, sqllogictest.
    words: [Word; 5],
}

fn case(
    name: &'static str,
    rules: Rules,
    wanted: Vec<Vec<Value>>,
    got: Vec<Vec<Value>>,
    words: [Word; 5],
) -> Case {
    let columns = |rows: &[Vec<Value>]| {
        (1..=rows.first().map_or(2, Vec::len)).map(|i| format!("c{i}")).collect::<Vec<_>>()
    };
    let (wanted, got) =
        (Rows { columns: columns(&wanted), rows: wanted }, Rows { columns: columns(&got), rows: got });
    Case { name, wanted, got, rules, words }
}

fn bag() -> Rules {
    Rules::default()
}

fn list(order_by: &[usize]) -> Rules {
    Rules { ordered: true, order_by: order_by.to_vec(), ..Rules::default() }
}

fn near(tolerance: f64) -> Rules {
    Rules { tolerance, ..Rules::default() }
}

/// Rows of one column.
fn column(values: &[Value]) -> Vec<Vec<Value>> {
    values.iter().map(|v| vec![v.clone()]).collect()
}

/// Rows of a name and a number.
fn pairs(rows: &[(&str, i64)]) -> Vec<Vec<Value>> {
    rows.iter().map(|(name, n)| vec![text(name), int(*n)]).collect()
}

fn cases() -> Vec<Case> {
    let one = |v: Value| column(&[v]);
    let mut no_columns_in_common =
        case("two empty results", bag(), vec![], vec![], [Other, Same, Same, Other, Other]);
    no_columns_in_common.got.columns.push("c3".into());
    vec![
        // Duplicates.
        case(
            "a duplicate is lost",
            bag(),
            column(&[int(1), int(1), int(2)]),
            column(&[int(1), int(2)]),
            [Other, Other, Same, Other, Other],
        ),
        case(
            "another row is doubled",
            bag(),
            column(&[int(1), int(1), int(2)]),
            column(&[int(1), int(2), int(2)]),
            [Other, Other, Same, Other, Other],
        ),
        // Order.
        case(
            "order is not asked for",
            bag(),
            pairs(&[("a", 1), ("b", 2)]),
            pairs(&[("b", 2), ("a", 1)]),
            [Same; 5],
        ),
        case(
            "order is asked for",
            list(&[1]),
            pairs(&[("a", 1), ("b", 2)]),
            pairs(&[("b", 2), ("a", 1)]),
            [Other, Other, Same, Other, Other],
        ),
        case(
            "ties change places",
            list(&[1]),
            pairs(&[("a", 3), ("b", 2), ("c", 2)]),
            pairs(&[("a", 3), ("c", 2), ("b", 2)]),
            [Same, Other, Same, Other, Other],
        ),
        case(
            "ties change places, all columns are keys",
            list(&[]),
            pairs(&[("a", 3), ("b", 2), ("c", 2)]),
            pairs(&[("a", 3), ("c", 2), ("b", 2)]),
            [Other, Other, Same, Other, Other],
        ),
        case(
            "a row changes places with another key",
            list(&[1]),
            pairs(&[("a", 3), ("b", 3), ("c", 2)]),
            pairs(&[("a", 3), ("c", 2), ("b", 3)]),
            [Other, Other, Same, Other, Other],
        ),
        case(
            "another row under the same key",
            list(&[1]),
            pairs(&[("a", 3), ("b", 2)]),
            pairs(&[("a", 3), ("c", 2)]),
            [Other; 5],
        ),
        case(
            "a limit cuts through ties",
            list(&[1]),
            pairs(&[("a", 3), ("b", 2)]),
            pairs(&[("a", 3), ("d", 2)]),
            [Other; 5],
        ),
        case(
            "NULLs last instead of first",
            list(&[0]),
            column(&[NULL, int(1)]),
            column(&[int(1), NULL]),
            [Other, Other, Same, Other, Other],
        ),
        case(
            "tied NULLs",
            list(&[1]),
            vec![vec![text("a"), NULL], vec![text("b"), NULL]],
            vec![vec![text("b"), NULL], vec![text("a"), NULL]],
            [Same, Other, Same, Other, Other],
        ),
        // NULL.
        case("NULL and NULL", bag(), one(NULL), one(NULL), [Same; 5]),
        case("NULL and an empty text", bag(), one(NULL), one(text("")), [Other; 5]),
        case(
            "NULL and the text NULL",
            bag(),
            one(NULL),
            one(text("NULL")),
            [Other, Other, Other, Other, Same],
        ),
        case("NULL and 0", bag(), one(NULL), one(int(0)), [Other; 5]),
        case("no row and a row of NULL", bag(), vec![], one(NULL), [Other; 5]),
        // Numbers.
        case("2 and 2.0", bag(), one(int(2)), one(real(2.0)), [Same, Same, Same, Other, Same]),
        case(
            "a number and its text",
            bag(),
            one(int(2024)),
            one(text("2024")),
            [Same, Other, Other, Other, Same],
        ),
        case("7 and the text 007", bag(), one(int(7)), one(text("007")), [Other; 5]),
        case(
            "sums in another order",
            bag(),
            one(real(0.3)),
            one(real(0.1 + 0.2)),
            [Same, Other, Other, Other, Same],
        ),
        case(
            "the fourth place differs",
            bag(),
            one(real(0.3333)),
            one(real(0.3334)),
            [Other, Other, Other, Other, Same],
        ),
        case(
            "rounded where that is allowed",
            near(0.005),
            one(real(1.0 / 3.0)),
            one(real(0.33)),
            [Same, Other, Other, Other, Other],
        ),
        case("a count off by one within a tolerance", near(2.0), one(int(3)), one(int(4)), [Other; 5]),
        case(
            "large whole numbers",
            bag(),
            one(int(9_007_199_254_740_993)),
            one(int(9_007_199_254_740_992)),
            [Other; 5],
        ),
        case("infinity and a number", bag(), one(real(f64::INFINITY)), one(real(5.0)), [Other; 5]),
        case("0.0 and -0.0", bag(), one(real(0.0)), one(real(-0.0)), [Same, Same, Same, Same, Other]),
        // Texts and bytes.
        case("capital letters", bag(), one(text("a")), one(text("A")), [Other; 5]),
        case("a blank at the end", bag(), one(text("a")), one(text("a ")), [Other; 5]),
        case(
            "bytes and a text",
            bag(),
            one(Value::Blob(b"a".to_vec())),
            one(text("a")),
            [Other, Other, Other, Other, Same],
        ),
        // Columns.
        case(
            "columns in another order",
            bag(),
            pairs(&[("a", 1), ("b", 2)]),
            vec![vec![int(1), text("a")], vec![int(2), text("b")]],
            [Other, Same, Other, Other, Other],
        ),
        case(
            "right columns, scrambled rows",
            bag(),
            pairs(&[("a", 1), ("b", 2)]),
            pairs(&[("a", 2), ("b", 1)]),
            [Other; 5],
        ),
        case("a column too many", bag(), column(&[int(1)]), vec![vec![int(1), int(1)]], [Other; 5]),
        no_columns_in_common,
    ]
}

#[test]
fn every_case_is_judged_as_the_document_says() {
    let mut wrong = Vec::new();
    for c in cases() {
        let ordered = c.rules.ordered;
        let ours: Word = compare(&c.wanted, &c.got, &c.rules).is_none().into();
        let all = [
            ours,
            test_suite(&c.wanted, &c.got, ordered),
            set_of_rows(&c.wanted, &c.got, ordered),
            pgtap(&c.wanted, &c.got, ordered),
            logic_test(&c.wanted, &c.got, ordered),
        ];
        if all != c.words {
            wrong.push(format!("{}: {all:?}, not {:?}", c.name, c.words));
        }
        // Sameness has no direction.
        let back: Word = compare(&c.got, &c.wanted, &c.rules).is_none().into();
        assert_eq!(back, ours, "{}", c.name);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_document_holds_every_case() {
    let document = include_str!("../../../docs/sql-judging.md");
    for c in cases() {
        let mut row = format!("| {} |", c.name);
        for word in c.words {
            row += if word == Same { " same |" } else { " |" };
        }
        assert!(document.contains(&row), "docs/sql-judging.md lacks the row:\n{row}");
    }
}

#[test]
fn near_rows_find_partners_so_that_none_is_left_over() {
    // The first wanted row is near both, the second only near the first: whoever takes the first that fits leaves it alone.
    let wanted = vec![vec![real(0.0), real(0.0)], vec![real(0.003), real(0.015)]];
    let got = vec![vec![real(0.001), real(0.009)], vec![real(0.002), real(-0.009)]];
    let rows = |rows: Vec<Vec<Value>>| Rows { columns: vec!["a".into(), "b".into()], rows };
    let (wanted, got) = (rows(wanted), rows(got));
    assert_eq!(compare(&wanted, &got, &near(0.01)), None);
    assert_eq!(compare(&got, &wanted, &near(0.01)), None);
    assert!(compare(&wanted, &got, &near(0.001)).is_some());
    // Many rows that are all near each other come to an end.
    let many =
        |shift: f64| rows((0..3000).map(|i| vec![real(f64::from(i) * 1e-9 + shift), real(0.0)]).collect());
    assert_eq!(compare(&many(0.0), &many(5e-4), &near(1e-3)), None);
    let Some(Difference::Rows { missing, extra }) = compare(&many(0.0), &many(1.0), &near(1e-3)) else {
        panic!("rows differ")
    };
    assert_eq!((missing.len(), extra.len()), (3000, 3000));
}

#[test]
fn ties_that_do_not_stand_together_are_a_fault_of_the_key() {
    let rows =
        |keys: &[i64]| Rows { columns: vec!["k".into()], rows: keys.iter().map(|k| vec![int(*k)]).collect() };
    for (keys, torn) in [
        (&[3, 2, 2, 1][..], None),
        (&[1, 1, 1], None),
        (&[], None),
        (&[1, 2, 1], Some(2)),
        (&[1, 1, 2, 3, 2, 1], Some(4)),
    ] {
        assert_eq!(scattered_tie(&rows(keys), &list(&[0])), torn, "{keys:?}");
        assert_eq!(scattered_tie(&rows(keys), &list(&[])), None);
        assert_eq!(scattered_tie(&rows(keys), &bag()), None);
    }
}
