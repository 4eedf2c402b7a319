//! Spellings that must be understood, alike ones that must not be confused, and any text at all.

use proptest::prelude::*;

use super::{number_shown, quantity};
use crate::bank::Unit;

fn read(text: &str, unit: &str) -> Result<(f64, f64), String> {
    let parsed = Unit::parse(unit).expect("a unit");
    quantity(text, &parsed, unit).map(|q| (q.low, q.high))
}

fn close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * a.abs().max(b.abs())
}

#[test]
fn spellings_are_understood() {
    let day = 86_400.0;
    for (text, unit, wanted) in [
        ("40k/s", "request/second", 40_000.0),
        ("40 k req/s", "request/second", 40_000.0),
        ("40k rps", "request/second", 40_000.0),
        ("40 krps", "request/second", 40_000.0),
        ("40k", "request/second", 40_000.0),
        ("3.456 billion requests per day", "request/second", 40_000.0),
        ("3456M/day", "request/second", 40_000.0),
        ("3456 M a day", "request/second", 40_000.0),
        ("1.2 GiB", "byte", 1.2 * 1_073_741_824.0),
        ("1.2 GB", "byte", 1.2e9),
        ("1.2GB", "byte", 1.2e9),
        ("1.2 gb", "byte", 1.2e9),
        ("1.2 Gb", "byte", 0.15e9),
        ("1.2 gigabytes", "byte", 1.2e9),
        ("1.2 gibibytes", "byte", 1.2 * 1_073_741_824.0),
        ("9.6 Gbit", "byte", 1.2e9),
        ("1200 MB", "byte", 1.2e9),
        ("1,200 MB", "byte", 1.2e9),
        ("1 200 MB", "byte", 1.2e9),
        ("1,2 GB", "byte", 1.2e9),
        ("1.2 G", "byte", 1.2e9),
        ("1_200_000_000", "byte", 1.2e9),
        ("about 1.2 GB", "byte", 1.2e9),
        ("~1.2GB", "byte", 1.2e9),
        ("\u{2248} 1.2\u{a0}GB", "byte", 1.2e9),
        ("3e9", "byte", 3e9),
        ("3E+9", "byte", 3e9),
        ("3 x 10^9", "byte", 3e9),
        ("3x10^9 bytes", "byte", 3e9),
        ("3\u{d7}10\u{2079}", "byte", 3e9),
        ("3*10**9", "byte", 3e9),
        ("2^30", "byte", 1_073_741_824.0),
        ("2,000 * 600 * 86,400 bytes", "byte", 2000.0 * 600.0 * day),
        (".5 kB", "byte", 500.0),
        ("100 Mbps", "byte/second", 12.5e6),
        ("100 mbps", "byte/second", 12.5e6),
        ("100 MBps", "byte/second", 100e6),
        ("100 Mbit/s", "byte/second", 12.5e6),
        ("100 MB/s", "bit/second", 800e6),
        ("100 mb/s", "bit/second", 100e6),
        ("100 kb", "byte", 100e3),
        ("100 Kb", "byte", 12.5e3),
        ("1 TB/day", "byte/second", 1e12 / day),
        ("1 TB daily", "byte/second", 1e12 / day),
        ("90 s", "second", 90.0),
        ("1.5 min", "second", 90.0),
        ("1 min 30 s", "second", 90.0),
        ("1h30m", "second", 5400.0),
        ("250ms", "second", 0.25),
        ("3 \u{b5}s", "second", 3e-6),
        ("2 days", "hour", 48.0),
        ("90", "minute", 90.0),
        ("$40", "usd", 40.0),
        ("40 USD", "usd", 40.0),
        ("US$ 40", "usd", 40.0),
        ("40 dollars", "usd", 40.0),
        ("$40k", "usd", 40_000.0),
        ("40k$", "usd", 40_000.0),
        ("40 kUSD", "usd", 40_000.0),
        ("$1.5M a year", "usd/month", 125_000.0),
        ("$1.5m/yr", "usd/month", 125_000.0),
        ("50 cents", "usd", 0.5),
        ("$2 billion", "usd", 2e9),
        ("12", "server", 12.0),
        ("12 servers", "server", 12.0),
        ("1.2k servers", "server", 1200.0),
        ("5m users", "user", 5e6),
        ("5 million users", "user", 5e6),
        ("3B", "user", 3e9),
        ("1000 queries/min", "query/second", 1000.0 / 60.0),
        ("25 %", "percent", 25.0),
        ("40 write-units/s", "write-unit/second", 40.0),
        ("-5", "server", -5.0),
    ] {
        let got = read(text, unit).unwrap_or_else(|e| panic!("{text} in {unit}: {e}"));
        assert!(close(got.0, wanted) && close(got.1, wanted), "{text} in {unit}: {got:?}, wanted {wanted}");
    }
}

#[test]
fn intervals_have_two_ends() {
    for (text, unit, low, high) in [
        ("2-3 TB", "byte", 2e12, 3e12),
        ("2 - 3 TB", "byte", 2e12, 3e12),
        ("2\u{2013}3 TB", "byte", 2e12, 3e12),
        ("2 to 3 TB", "byte", 2e12, 3e12),
        ("between 2 and 3 TB", "byte", 2e12, 3e12),
        ("2..3 TB", "byte", 2e12, 3e12),
        ("3-2 TB", "byte", 2e12, 3e12),
        ("500 GB - 1 TB", "byte", 5e11, 1e12),
        ("2 TB-3", "byte", 2e12, 3e12),
        ("2k-3k/s", "request/second", 2e3, 3e3),
        ("2k-3k requests/min", "request/second", 2e3 / 60.0, 3e3 / 60.0),
        ("1e3-1e4", "server", 1e3, 1e4),
        ("$2-3M", "usd", 2e6, 3e6),
        ("10-12 ms", "second", 0.010, 0.012),
        ("1e-3", "second", 1e-3, 1e-3),
    ] {
        let got = read(text, unit).unwrap_or_else(|e| panic!("{text} in {unit}: {e}"));
        assert!(close(got.0, low) && close(got.1, high), "{text} in {unit}: {got:?}, wanted {low}..{high}");
    }
}

#[test]
fn what_is_not_understood_is_said_and_never_guessed() {
    for (text, unit, said) in [
        ("", "byte", "no number"),
        ("a lot", "byte", "not a number"),
        ("twelve", "server", "not a number"),
        ("12 racks", "server", "`racks` is not understood"),
        ("1.2 GB", "byte/second", "in how much time"),
        ("40k requests", "request/second", "in how much time"),
        ("40/s", "server", "no rate is asked"),
        ("40 per user", "server", "not understood"),
        ("40/user", "request/second", "`user` is not a time"),
        ("1-2-3", "server", "two ends"),
        ("5 \u{20ac}", "usd", "does not belong"),
        ("5 eur", "usd", "not understood"),
        ("1 2", "server", "two numbers"),
        ("10^999", "server", "finite"),
        ("1e999", "server", "not a number"),
        ("nan", "server", "not a number"),
        ("3 *", "server", "missing"),
        ("5 GB MB", "byte", "one unit too many"),
        ("5/s/s", "request/second", "too many"),
        ("5 \u{1b}[31m", "byte", "does not belong"),
    ] {
        let got = read(text, unit);
        let why = got.expect_err(text);
        assert!(why.contains(said) && why.contains("asked is"), "{text}: {why}");
    }
    assert!(read(&"9".repeat(300), "byte").is_err());
}

#[test]
fn numbers_are_shown_as_people_read_them() {
    for (value, shown) in [
        (0.0, "0"),
        (12.0, "12"),
        (0.25, "0.25"),
        (1234.5, "1,235"),
        (103_680_000_000.0, "103,700,000,000"),
        (-1500.0, "-1,500"),
        (3e20, "3.000e20"),
        (1e-9, "1.000e-9"),
    ] {
        assert_eq!(number_shown(value), shown);
    }
}

const UNITS: [&str; 8] =
    ["byte", "bit/second", "second", "usd/month", "request/second", "server", "percent", "write-unit/hour"];

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,40}", unit in prop::sample::select(&UNITS[..])) {
        if let Ok((low, high)) = read(&text, unit) {
            prop_assert!(low.is_finite() && high.is_finite() && low <= high);
        }
    }

    #[test]
    fn text_from_the_keys_of_a_calculator_is_read_or_refused(text in "[0-9kKMGTBbits$%/. ,e^*+x-]{0,24}", unit in prop::sample::select(&UNITS[..])) {
        if let Ok((low, high)) = read(&text, unit) {
            prop_assert!(low.is_finite() && high.is_finite() && low <= high);
        }
    }

    #[test]
    fn a_plain_number_means_itself(value in 1e-6..1e15_f64, unit in prop::sample::select(&UNITS[..])) {
        prop_assert_eq!(read(&format!("{value:e}"), unit), Ok((value, value)));
    }
}
