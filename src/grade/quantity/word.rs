//! What one word behind a number means, seen from the unit of the question.

use crate::bank::{Base, seconds_of};

/// A part of a unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Meaning {
    /// A magnitude: `k`, `million`, `Gi`.
    Times(f64),
    /// The thing itself, in the base of its dimension (bytes, seconds, dollars, pieces), perhaps with a magnitude: `GB`, `min`, `requests`.
    Thing { times: f64, size: f64 },
    /// A thing in a time, in seconds: `Mbps`, `rps`.
    Rate { times: f64, size: f64, per: f64 },
    /// A time in which something happens, in seconds: `daily`.
    Every(f64),
}

/// Reads a word. The base of the question decides what `m` and `b` are; nothing else is guessed.
pub(super) fn meaning(word: &str, base: &Base) -> Option<Meaning> {
    let thing = |size| Meaning::Thing { times: 1.0, size };
    if let Some(every) = every(word) {
        return Some(Meaning::Every(every));
    }
    match base {
        Base::Data(own) => data(word, *own),
        Base::Time(_) => time(word).map(thing).or_else(|| magnitude(word).map(Meaning::Times)),
        Base::Money(_) => money(word),
        Base::Noun(noun) => counted(word, noun),
    }
}

/// The seconds of a time as people shorten it.
pub(super) fn time(word: &str) -> Option<f64> {
    let name = match word {
        "M" => return None,
        _ => word.to_ascii_lowercase(),
    };
    let name = match name.as_str() {
        "s" | "sec" | "secs" => "second",
        "ms" | "msec" | "msecs" | "milli" | "millis" => "millisecond",
        "us" | "usec" | "usecs" | "micro" | "micros" => "microsecond",
        "ns" | "nsec" | "nanos" => "nanosecond",
        "m" | "min" | "mins" => "minute",
        "h" | "hr" | "hrs" => "hour",
        "d" => "day",
        "w" | "wk" | "wks" => "week",
        "mo" | "mos" | "mth" => "month",
        "y" | "yr" | "yrs" => "year",
        long => long.strip_suffix('s').unwrap_or(long),
    };
    seconds_of(name)
}

fn every(word: &str) -> Option<f64> {
    let name = match word.to_ascii_lowercase().as_str() {
        "hourly" => "hour",
        "daily" => "day",
        "weekly" => "week",
        "monthly" => "month",
        "yearly" | "annually" => "year",
        _ => return None,
    };
    seconds_of(name)
}

/// Magnitudes that mean the same for everything that is counted.
fn magnitude(word: &str) -> Option<f64> {
    Some(match word {
        "k" | "K" => 1e3,
        "M" => 1e6,
        "G" => 1e9,
        "T" => 1e12,
        "P" => 1e15,
        _ => match word.to_ascii_lowercase().as_str() {
            "hundred" => 1e2,
            "thousand" | "thousands" => 1e3,
            "million" | "millions" | "mio" | "mil" | "mn" => 1e6,
            "billion" | "billions" | "bn" => 1e9,
            "trillion" | "trillions" | "tn" => 1e12,
            _ => return None,
        },
    })
}

/// Magnitudes that would mean something else for data or time.
fn counting_magnitude(word: &str) -> Option<f64> {
    magnitude(word).or(match word {
        "m" | "mm" | "MM" => Some(1e6),
        "b" | "B" | "g" => Some(1e9),
        "t" => Some(1e12),
        _ => None,
    })
}

/// A prefix of SI or of IEC 80000-13, and what follows it.
fn prefixed(word: &str) -> Option<(f64, &str)> {
    const BINARY: [(&str, i32); 6] = [("Ki", 1), ("ki", 1), ("Mi", 2), ("Gi", 3), ("Ti", 4), ("Pi", 5)];
    const DECIMAL: [(&str, f64); 6] =
        [("k", 1e3), ("K", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12), ("P", 1e15)];
    let binary = BINARY.iter().find_map(|(p, n)| Some((1024_f64.powi(*n), word.strip_prefix(p)?)));
    binary.or_else(|| DECIMAL.iter().find_map(|(p, x)| Some((*x, word.strip_prefix(p)?))))
}

/// `kilo`, `mebi` and so on, and what follows.
fn spelt_out(word: &str) -> Option<(f64, &str)> {
    const ALL: [(&str, f64); 11] = [
        ("kilo", 1e3),
        ("mega", 1e6),
        ("giga", 1e9),
        ("tera", 1e12),
        ("peta", 1e15),
        ("exa", 1e18),
        ("kibi", 1024.0),
        ("mebi", 1_048_576.0),
        ("gibi", 1_073_741_824.0),
        ("tebi", 1_099_511_627_776.0),
        ("pebi", 1_125_899_906_842_624.0),
    ];
    ALL.iter().find_map(|(p, x)| Some((*x, word.strip_prefix(p)?)))
}

const BIT: f64 = 0.125;

fn data(word: &str, own: f64) -> Option<Meaning> {
    let lower = word.to_ascii_lowercase();
    let whole = |w: &str| match w {
        "byte" | "bytes" => Some(1.0),
        "bit" | "bits" => Some(BIT),
        _ => None,
    };
    let thing = |times, size| Some(Meaning::Thing { times, size });
    if let Some(size) = whole(&lower) {
        return thing(1.0, size);
    }
    if let Some((times, rest)) = spelt_out(&lower) {
        return whole(rest).and_then(|size| thing(times, size));
    }
    // `Mbps` counts bits and `MBps` bytes; without capitals a line's speed is in bits, as everywhere.
    if let Some(front) = word.strip_suffix("ps")
        && let Some(rest) = front.strip_suffix(['b', 'B'])
    {
        let size = if front.ends_with('B') { 1.0 } else { BIT };
        let times = if rest.is_empty() { Some(1.0) } else { small_or_large_prefix(rest) }?;
        return Some(Meaning::Rate { times, size, per: 1.0 });
    }
    match word {
        "B" => return thing(1.0, 1.0),
        "b" => return thing(1.0, BIT),
        _ => {}
    }
    if let Some((times, rest)) = prefixed(word) {
        match rest {
            "" => return Some(Meaning::Times(times)),
            "B" => return thing(times, 1.0),
            // `kb` without any capital is typed by those who do not care: it counts what the question counts.
            "b" if word == "kb" => return thing(times, own),
            "b" => return thing(times, BIT),
            rest => {
                if let Some(size) = whole(&rest.to_ascii_lowercase()) {
                    return thing(times, size);
                }
            }
        }
    }
    match lower.as_str() {
        _ if lower != word => None,
        "mb" => thing(1e6, own),
        "gb" => thing(1e9, own),
        "tb" => thing(1e12, own),
        "pb" => thing(1e15, own),
        "kib" => thing(1024.0, own),
        "mib" => thing(1024_f64.powi(2), own),
        "gib" => thing(1024_f64.powi(3), own),
        "tib" => thing(1024_f64.powi(4), own),
        "pib" => thing(1024_f64.powi(5), own),
        "m" => Some(Meaning::Times(1e6)),
        "g" => Some(Meaning::Times(1e9)),
        "t" => Some(Meaning::Times(1e12)),
        _ => None,
    }
    .or_else(|| magnitude(word).map(Meaning::Times))
}

fn small_or_large_prefix(prefix: &str) -> Option<f64> {
    match prefix {
        "m" => Some(1e6),
        "g" => Some(1e9),
        "t" => Some(1e12),
        _ => prefixed(prefix).filter(|(_, rest)| rest.is_empty()).map(|(times, _)| times),
    }
}

fn money(word: &str) -> Option<Meaning> {
    let thing = |times, size| Some(Meaning::Thing { times, size });
    match word.to_ascii_lowercase().as_str() {
        "$" | "usd" | "us" | "dollar" | "dollars" => return thing(1.0, 1.0),
        "cent" | "cents" => return thing(1.0, 0.01),
        _ => {}
    }
    if let Some(times) = counting_magnitude(word) {
        return Some(Meaning::Times(times));
    }
    let prefix = word.strip_suffix("USD").or_else(|| word.strip_suffix("usd"))?;
    thing(counting_magnitude(prefix)?, 1.0)
}

/// Short forms of things that are often counted.
const SHORT: &[(&str, &[&str])] = &[
    ("request", &["r", "req", "reqs", "call", "calls"]),
    ("query", &["q"]),
    ("transaction", &["t", "tx", "txn", "txns"]),
    ("message", &["msg", "msgs"]),
    ("operation", &["op", "ops"]),
    ("connection", &["conn", "conns"]),
    ("percent", &["%", "pct"]),
    ("person", &["people"]),
];

fn counted(word: &str, noun: &str) -> Option<Meaning> {
    let lower = word.to_ascii_lowercase();
    let is_noun = |w: &str| {
        let plural = |n: &str| match n.strip_suffix('y') {
            Some(stem) => w == format!("{stem}ies") || w == format!("{n}s"),
            None => w == format!("{n}s") || w == format!("{n}es"),
        };
        w == noun || plural(noun) || SHORT.iter().any(|(n, short)| *n == noun && short.contains(&w))
    };
    // `rps`, `qps`, `tps`: what is counted is clear from the question.
    let rate = |w: &str| matches!(w, "rps" | "qps" | "tps" | "eps" | "mps" | "ops" | "iops" | "wps");
    let thing = |times| Some(Meaning::Thing { times, size: 1.0 });
    if is_noun(&lower) {
        return thing(1.0);
    }
    if let Some(times) = counting_magnitude(word) {
        return Some(Meaning::Times(times));
    }
    if rate(&lower) {
        return Some(Meaning::Rate { times: 1.0, size: 1.0, per: 1.0 });
    }
    let (times, rest) = prefixed(word).filter(|(times, _)| times % 10.0 == 0.0)?;
    let rest = rest.to_ascii_lowercase();
    if rate(&rest) {
        return Some(Meaning::Rate { times, size: 1.0, per: 1.0 });
    }
    is_noun(&rest).then_some(Meaning::Thing { times, size: 1.0 })
}
