//! The traps of result comparison: NULL, duplicates, ties, spellings of numbers.

use proptest::prelude::*;

use super::*;

fn table(columns: &[&str], rows: Vec<Vec<Value>>) -> Rows {
    Rows { columns: columns.iter().map(|c| (*c).to_owned()).collect(), rows }
}

fn one(values: Vec<Value>) -> Rows {
    table(&["a"], values.into_iter().map(|v| vec![v]).collect())
}

fn int(i: i64) -> Value {
    Value::Integer(i)
}

fn text(t: &str) -> Value {
    Value::Text(t.into())
}

fn bag() -> Rules {
    Rules::default()
}

fn list(order_by: &[usize]) -> Rules {
    Rules { ordered: true, order_by: order_by.to_vec(), ..Rules::default() }
}

#[test]
fn null_is_only_null() {
    for other in [int(0), text(""), text("NULL"), Value::Real(0.0), Value::Blob(Vec::new())] {
        assert!(compare(&one(vec![Value::Null]), &one(vec![other.clone()]), &bag()).is_some(), "{other:?}");
    }
    assert_eq!(compare(&one(vec![Value::Null]), &one(vec![Value::Null]), &bag()), None);
    assert!(compare(&one(vec![text("")]), &one(vec![Value::Blob(Vec::new())]), &bag()).is_some());
}

#[test]
fn numbers_are_compared_as_numbers() {
    let same = |a: Value, b: Value| compare(&one(vec![a]), &one(vec![b]), &bag()).is_none();
    assert!(
        same(int(2), Value::Real(2.0))
            && same(int(2024), text("2024"))
            && same(Value::Real(1.5), text("1.5"))
    );
    assert!(same(Value::Real(0.1 + 0.2), Value::Real(0.3)));
    assert!(
        !same(int(7), text("007"))
            && !same(Value::Real(1.5), text("1.50"))
            && !same(text("1.50"), text("1.5"))
    );
    assert!(!same(int(i64::MAX), int(i64::MAX - 1)), "large whole numbers are exact");
    assert!(!same(int(1_000_000_000), int(1_000_000_001)));
    assert!(!same(text("a"), text("A")) && !same(text("a"), text("a ")));
    assert!(!same(Value::Real(0.5), Value::Real(0.504)));
    let near = Rules { tolerance: 0.005, ..bag() };
    assert_eq!(compare(&one(vec![Value::Real(0.5)]), &one(vec![Value::Real(0.504)]), &near), None);
    assert!(compare(&one(vec![int(3)]), &one(vec![int(4)]), &Rules { tolerance: 2.0, ..bag() }).is_some());
}

#[test]
fn duplicates_count() {
    let (wanted, got) = (one(vec![int(1), int(1), int(2)]), one(vec![int(1), int(2), int(2)]));
    let difference = compare(&wanted, &got, &bag()).expect("a difference");
    assert_eq!(difference, Difference::Rows { missing: vec![1], extra: vec![2] });
    assert_eq!(difference.words(), "1 row is missing and 1 row is too many");
}

#[test]
fn ties_may_come_in_any_order_where_the_columns_of_the_order_are_named() {
    let row = |name: &str, n| vec![text(name), int(n)];
    let wanted = table(&["name", "n"], vec![row("a", 3), row("b", 2), row("c", 2), row("d", 1)]);
    let tied = table(&["name", "n"], vec![row("a", 3), row("c", 2), row("b", 2), row("d", 1)]);
    let wrong = table(&["name", "n"], vec![row("b", 2), row("a", 3), row("c", 2), row("d", 1)]);
    assert_eq!(compare(&wanted, &tied, &list(&[1])), None);
    assert_eq!(compare(&wanted, &tied, &list(&[])), Some(Difference::Order { first: 1 }));
    assert_eq!(compare(&wanted, &wrong, &list(&[1])), Some(Difference::Order { first: 0 }));
    assert_eq!(compare(&wanted, &wrong, &bag()), None);
    // The right keys with another row under them is no tie.
    let other = table(&["name", "n"], vec![row("a", 3), row("b", 2), row("x", 2), row("d", 1)]);
    assert!(matches!(compare(&wanted, &other, &list(&[1])), Some(Difference::Rows { .. })));
}

#[test]
fn columns_are_compared_by_position_and_by_name_only_where_asked() {
    let rows = |names: &[&str]| table(names, vec![vec![int(1), text("x")], vec![int(2), text("y")]]);
    assert_eq!(compare(&rows(&["id", "name"]), &rows(&["a", "b"]), &bag()), None);
    let named = Rules { names: true, ..bag() };
    assert_eq!(compare(&rows(&["id", "name"]), &rows(&["ID", "Name"]), &named), None);
    assert!(matches!(
        compare(&rows(&["id", "name"]), &rows(&["id", "n"]), &named),
        Some(Difference::Name { column: 2, .. })
    ));
    let turned = table(&["name", "id"], vec![vec![text("x"), int(1)], vec![text("y"), int(2)]]);
    assert_eq!(compare(&rows(&["id", "name"]), &turned, &bag()), Some(Difference::ColumnOrder));
    let fewer = table(&["id"], vec![vec![int(1)], vec![int(2)]]);
    assert_eq!(
        compare(&rows(&["id", "name"]), &fewer, &bag()),
        Some(Difference::Columns { wanted: 2, got: 1 })
    );
    assert!(
        compare(&table(&["a"], vec![]), &table(&["a", "b"], vec![]), &bag()).is_some(),
        "even without rows"
    );
}

#[test]
fn a_difference_shows_both_sides_and_is_cut() {
    let wanted = one((0..50).map(int).collect());
    let got = one((1..51).map(int).collect());
    let difference = compare(&wanted, &got, &bag()).expect("a difference");
    let shown = row_difference("d", &wanted, &got, &difference).expect("rows");
    assert_eq!(shown.rows, [(Side::Missing, vec!["0".to_owned()]), (Side::Extra, vec!["50".to_owned()])]);
    let none = compare(&wanted, &one(vec![]), &bag()).expect("a difference");
    let shown = row_difference("d", &wanted, &one(vec![]), &none).expect("rows");
    assert_eq!((shown.rows.len(), shown.more), (20, 30));
}

#[test]
fn the_spellings_of_values_are_told_apart() {
    let shown: Vec<_> = [
        Value::Null,
        text("NULL"),
        text(""),
        int(1),
        Value::Real(1.0),
        text("a "),
        Value::Blob(vec![0, 255]),
    ]
    .iter()
    .map(Value::shown)
    .collect();
    assert_eq!(shown, ["NULL", "'NULL'", "''", "1", "1.0", "'a '", "x'00ff'"]);
}

fn values() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        (0_i64..4).prop_map(Value::Integer),
        (0_i64..4).prop_map(|i| Value::Real(i as f64 / 2.0)),
        prop::sample::select(vec!["", "a", "1", "0.5"]).prop_map(|t| Value::Text(t.into())),
    ]
}

fn results() -> impl Strategy<Value = Rows> {
    prop::collection::vec(prop::collection::vec(values(), 2), 0..8).prop_map(|rows| table(&["a", "b"], rows))
}

proptest! {
    #[test]
    fn a_result_is_the_same_as_itself_in_any_order(rows in results(), seed in any::<prop::sample::Index>()) {
        let mut turned = rows.clone();
        if !turned.rows.is_empty() {
            turned.rows.rotate_left(seed.index(rows.rows.len()));
            turned.rows.reverse();
        }
        prop_assert_eq!(compare(&rows, &turned, &bag()), None);
        prop_assert_eq!(compare(&rows, &rows, &list(&[])), None);
        prop_assert_eq!(compare(&rows, &rows, &list(&[0])), None);
    }

    #[test]
    fn sameness_has_no_direction_and_no_order(a in results(), b in results()) {
        prop_assert_eq!(compare(&a, &b, &bag()).is_none(), compare(&b, &a, &bag()).is_none());
        let mut turned = b.clone();
        turned.rows.reverse();
        let count = |d: Option<Difference>| match d {
            Some(Difference::Rows { missing, extra }) => (missing.len(), extra.len()),
            other => (usize::from(other.is_some()), 0),
        };
        prop_assert_eq!(count(compare(&a, &b, &bag())), count(compare(&a, &turned, &bag())));
    }

    #[test]
    fn a_row_more_or_less_is_always_found(rows in results(), row in prop::collection::vec(values(), 2)) {
        let mut more = rows.clone();
        more.rows.push(row);
        prop_assert!(compare(&rows, &more, &bag()).is_some() && compare(&more, &rows, &bag()).is_some());
    }

    #[test]
    fn a_right_list_is_a_right_bag(a in results(), b in results(), key in 0_usize..2) {
        if compare(&a, &b, &list(&[])).is_none() {
            prop_assert!(compare(&a, &b, &list(&[key])).is_none());
        }
        if compare(&a, &b, &list(&[key])).is_none() {
            prop_assert!(compare(&a, &b, &bag()).is_none());
        }
    }
}
