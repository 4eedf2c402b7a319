//! Lowering TOML by hand: every fault of a table is collected with its place, none stops the reading.

use std::{
    cell::{Cell, RefCell},
    fmt,
    ops::Range,
    str::FromStr,
};

use toml::{
    Spanned,
    de::{DeString, DeTable, DeValue},
};

use super::{codes, spans::Spans};
use crate::model::{Code, Finding, Place, Severity, Slug, SourceId, brief, closest};

/// A TOML value with its bytes.
pub type Node<'t> = Spanned<DeValue<'t>>;

/// Collects the findings of one text. `base` is where the parsed stretch begins in the whole text.
pub struct Reader {
    source: SourceId,
    base: usize,
    findings: RefCell<Vec<Finding>>,
    dropped: Cell<usize>,
}

/// So many findings are kept of one text: a stranger's file may have a fault in every other byte.
pub(super) const MOST: usize = 1000;

impl Reader {
    /// A reader for the stretch of `source` that begins at byte `base`.
    pub fn new(source: SourceId, base: usize) -> Self {
        Self { source, base, findings: RefCell::default(), dropped: Cell::new(0) }
    }

    /// A stretch of the parsed text as a place in the whole one.
    pub fn place(&self, span: &Range<usize>) -> Place {
        Place { source: self.source, span: self.base + span.start..self.base + span.end }
    }

    /// Keeps a finding; those beyond the thousandth are only counted.
    pub fn report(&self, finding: Finding) {
        let mut findings = self.findings.borrow_mut();
        if findings.len() < MOST {
            findings.push(finding);
        } else {
            self.dropped.set(self.dropped.get() + 1);
        }
    }

    /// A new finding at a stretch of the parsed text.
    pub fn finding(&self, code: &'static Code, span: &Range<usize>, message: impl Into<String>) -> Finding {
        Finding::at(code, self.place(span), message)
    }

    /// Parses a text, keeping all syntax faults; what could be understood is handed on.
    pub fn parse<'t>(&self, text: &'t str) -> Spanned<DeTable<'t>> {
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in errors {
            let span = error.span().unwrap_or(0..0);
            let span = span.start.min(text.len())..span.end.min(text.len());
            self.report(self.finding(&codes::TOML_SYNTAX, &span, error.message()).label("here"));
        }
        table
    }

    /// Whether so many faults were found that further ones are only counted.
    pub fn is_full(&self) -> bool {
        self.findings.borrow().len() >= MOST
    }

    /// Reports the second of two entries of a list that say the same, blanks and case aside. `part` names the list in `spans`.
    pub fn all_different<'x>(&self, part: &'static str, texts: impl Iterator<Item = &'x str>, spans: &Spans) {
        let plain = |t: &str| t.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let mut seen: Vec<String> = Vec::new();
        for (i, text) in texts.enumerate() {
            let text = plain(text);
            if let Some(first) = seen.iter().position(|t| *t == text) {
                let at = |i| spans.get(part, i).unwrap_or(0..0);
                let message = format!("number {} and number {} of `{part}` say the same", first + 1, i + 1);
                let finding = self
                    .finding(&codes::EQUAL_ENTRIES, &at(i), message)
                    .label("nobody can tell it from the other");
                self.report(finding.related(self.place(&at(first)), "the other"));
            }
            seen.push(text);
        }
    }

    /// All findings so far.
    pub fn finish(self) -> Vec<Finding> {
        let more = more_faults(&self.place(&(0..0)), self.dropped.get(), Severity::Error);
        let mut findings = self.findings.into_inner();
        findings.extend((self.dropped.get() > 0).then_some(more));
        findings
    }

    /// Whether anything was found yet.
    pub fn is_clean(&self) -> bool {
        self.findings.borrow().is_empty()
    }
}

fn more_faults(file: &Place, count: usize, worst: Severity) -> Finding {
    let finding = Finding::at(&codes::MORE_FAULTS, file.clone(), format!("the file has {count} more faults"));
    Finding { severity: worst, ..finding.help("mend those that are listed first") }
}

/// All findings of a file, or the first thousand and how many there are beside them.
pub fn first_of_many(mut findings: Vec<Finding>, file: &Place) -> Vec<Finding> {
    let dropped = findings.split_off(findings.len().min(MOST + 1));
    if let Some(worst) = dropped.iter().map(|f| f.severity).max() {
        findings.push(more_faults(file, dropped.len(), worst));
    }
    findings
}

/// One table being lowered. [`Fields::finish`] reports the keys that nobody asked for.
pub struct Fields<'a, 't> {
    /// Where findings go.
    pub reader: &'a Reader,
    /// The table's header, for faults of the whole table.
    pub span: Range<usize>,
    what: &'static str,
    table: &'a DeTable<'t>,
    known: Vec<&'static str>,
    most: usize,
}

/// The longest list that is read of a question, rubric, role or plan.
const FEW: usize = 200;

impl<'a, 't> Fields<'a, 't> {
    /// `what` names the table in messages: "question", "section".
    pub fn new(reader: &'a Reader, what: &'static str, table: &'a DeTable<'t>, span: Range<usize>) -> Self {
        Self { reader, span, what, table, known: Vec::with_capacity(16), most: FEW }
    }

    /// The value as a table, or a finding.
    pub fn of(reader: &'a Reader, what: &'static str, node: &'a Node<'t>) -> Option<Self> {
        match node.get_ref().as_table() {
            Some(table) => Some(Self::new(reader, what, table, node.span())),
            None => {
                wrong_type(reader, what, node, "a table");
                None
            }
        }
    }

    /// The value of an optional key.
    pub fn get(&mut self, key: &'static str) -> Option<&'a Node<'t>> {
        self.know(&[key]);
        self.table.get(key)
    }

    /// The value of a key that must be there.
    pub fn need(&mut self, key: &'static str) -> Option<&'a Node<'t>> {
        let found = self.get(key);
        if found.is_none() {
            let message = format!("this {} has no `{key}`", self.what);
            let finding = self.reader.finding(&codes::MISSING_KEY, &self.span, message);
            self.reader
                .report(finding.label(format!("`{key}` is missing")).help(format!("add `{key} = ...`")));
        }
        found
    }

    /// Text, trimmed at both ends; empty text is a fault.
    pub fn text(&mut self, key: &'static str) -> Option<String> {
        let node = self.need(key)?;
        self.as_text(key, node)
    }

    /// Optional text.
    pub fn text_if(&mut self, key: &'static str) -> Option<String> {
        let node = self.get(key)?;
        self.as_text(key, node)
    }

    /// A text that must be there, parsed by its type (level, heard, ...).
    pub fn word<T: FromStr<Err: fmt::Display>>(&mut self, key: &'static str) -> Option<T> {
        let node = self.need(key)?;
        self.as_word(key, node)
    }

    /// An id that must be there.
    pub fn id<T: Slug>(&mut self, key: &'static str) -> Option<T> {
        let node = self.need(key)?;
        as_id(self.reader, key, node)
    }

    /// A whole number within `range`.
    pub fn int(&mut self, key: &'static str, range: std::ops::RangeInclusive<i64>) -> Option<i64> {
        let node = self.need(key)?;
        as_int(self.reader, key, node, range)
    }

    /// An optional finite number within `range`; whole numbers count too.
    pub fn number_if(&mut self, key: &'static str, range: std::ops::RangeInclusive<f64>) -> Option<f64> {
        let node = self.get(key)?;
        as_number(self.reader, key, node, range)
    }

    /// A finite number within `range` that must be there.
    pub fn number(&mut self, key: &'static str, range: std::ops::RangeInclusive<f64>) -> Option<f64> {
        let node = self.need(key)?;
        as_number(self.reader, key, node, range)
    }

    /// Text exactly as it stands, which may be empty: input of a program, rows of a table.
    pub fn exact(&mut self, key: &'static str) -> Option<String> {
        let node = self.need(key)?;
        as_exact(self.reader, key, node)
    }

    /// Keeps the place of a key, if it is there.
    pub fn mark(&mut self, spans: &mut Spans, key: &'static str) {
        if let Some(node) = self.get(key) {
            spans.mark(key, 0, node.span());
        }
    }

    /// A yes or no that must be there.
    pub fn flag(&mut self, key: &'static str) -> Option<bool> {
        self.need(key)?;
        self.flag_if(key)
    }

    /// An optional yes or no.
    pub fn flag_if(&mut self, key: &'static str) -> Option<bool> {
        let node = self.get(key)?;
        let value = node.get_ref().as_bool();
        if value.is_none() {
            wrong_type(self.reader, key, node, "true or false");
        }
        value
    }

    /// A list of texts with the place of each; absent means empty.
    pub fn texts(&mut self, key: &'static str) -> Vec<(String, Range<usize>)> {
        self.list(key).iter().filter_map(|n| Some((self.as_text(key, n)?, n.span()))).collect()
    }

    /// A list of ids with the place of each; absent means empty.
    pub fn ids<T: Slug>(&mut self, key: &'static str) -> Vec<(T, Range<usize>)> {
        self.list(key).iter().filter_map(|n| Some((as_id(self.reader, key, n)?, n.span()))).collect()
    }

    /// The items of a list; absent means empty.
    pub fn list(&mut self, key: &'static str) -> &'a [Node<'t>] {
        match self.get(key) {
            None => &[],
            Some(node) => match node.get_ref() {
                DeValue::Array(array) => &array[..self.within(key, node, array.len())],
                _ => {
                    wrong_type(self.reader, key, node, "a list in [ ]");
                    &[]
                }
            },
        }
    }

    /// The entries of a table whose keys are data (criteria, areas), in file order; absent means empty.
    pub fn entries(&mut self, key: &'static str) -> Vec<(&'a str, Range<usize>, &'a Node<'t>)> {
        match self.get(key) {
            None => Vec::new(),
            Some(node) => match node.get_ref().as_table() {
                Some(table) => {
                    let entry = |(k, v): (&'a Spanned<DeString<'t>>, &'a Node<'t>)| {
                        (k.get_ref().as_ref(), k.span(), v)
                    };
                    table.iter().take(self.within(key, node, table.len())).map(entry).collect()
                }
                None => {
                    wrong_type(self.reader, key, node, "a table");
                    Vec::new()
                }
            },
        }
    }

    /// How many entries of so many are read: more than [`FEW`] in a list that people write are no list that people wrote.
    fn within(&self, key: &str, node: &Node<'t>, count: usize) -> usize {
        let most = self.most;
        if count > most {
            let message = format!("`{key}` has {count} entries; at most {most} are read");
            self.reader
                .report(self.reader.finding(&codes::OUT_OF_RANGE, &node.span(), message).label("too many"));
        }
        count.min(most)
    }

    /// Lists in this table may have so many entries, not just [`FEW`].
    pub fn at_most(mut self, most: usize) -> Self {
        self.most = most;
        self
    }

    /// Marks keys as known that another hand reads.
    pub fn know(&mut self, keys: &[&'static str]) {
        for key in keys {
            if !self.known.contains(key) {
                self.known.push(key);
            }
        }
    }

    /// The `format` number: 1, or a finding.
    pub fn format(&mut self) {
        let Some(node) = self.need("format") else { return };
        let Some(number) = as_int(self.reader, "format", node, 1..=i64::MAX) else { return };
        if number > 1 {
            let message = format!("the file has format {number}, this viva reads format 1");
            let finding = self.reader.finding(&codes::NEWER_FORMAT, &node.span(), message);
            self.reader.report(finding.label("a newer format").help(
                "it was written for a newer viva: update viva, or write `format = 1` if the number is a slip",
            ));
        }
    }

    /// Reports every key that was not asked for, with the nearest known one.
    pub fn finish(self) {
        for (key, _) in self.table.iter() {
            let name: &str = key.get_ref();
            if self.known.contains(&name) {
                continue;
            }
            let message =
                format!("unknown key `{}` in this {}", crate::model::visible(&brief(name, 80)), self.what);
            let finding =
                self.reader.finding(&codes::UNKNOWN_KEY, &key.span(), message).label("nothing reads this");
            let near = if self.reader.is_full() { None } else { closest(name, self.known.iter().copied()) };
            let finding = match near {
                Some(near) => finding.help(format!("did you mean `{near}`?")),
                None => finding.help(format!("known here: {}", self.known.join(", "))),
            };
            self.reader.report(finding);
        }
    }

    fn as_text(&self, key: &str, node: &Node<'t>) -> Option<String> {
        as_text(self.reader, key, node)
    }

    /// A node read as one of a few words.
    pub fn as_word<T: FromStr<Err: fmt::Display>>(&self, key: &str, node: &Node<'t>) -> Option<T> {
        let text = as_text(self.reader, key, node)?;
        match text.parse() {
            Ok(value) => Some(value),
            Err(why) => {
                let finding = self.reader.finding(&codes::BAD_WORD, &node.span(), why.to_string());
                self.reader.report(finding.label("not one of the words"));
                None
            }
        }
    }
}

/// A node read as text, trimmed; empty text is a fault.
pub fn as_text(reader: &Reader, key: &str, node: &Node<'_>) -> Option<String> {
    let Some(text) = node.get_ref().as_str() else {
        wrong_type(reader, key, node, "text in quotes");
        return None;
    };
    let text = text.trim();
    if text.is_empty() {
        let finding = reader.finding(&codes::MISSING_KEY, &node.span(), format!("`{key}` is empty"));
        reader.report(finding.label("nothing stands here"));
        return None;
    }
    if let Some(at) = text.find('\0') {
        let message = format!("`{key}` holds a zero byte, after {} characters", text[..at].chars().count());
        reader
            .report(reader.finding(&codes::WRONG_TYPE, &node.span(), message).label("nobody can type that"));
        return None;
    }
    Some(text.to_owned())
}

/// A node read as text, exactly as it stands; it may be empty.
pub fn as_exact(reader: &Reader, key: &str, node: &Node<'_>) -> Option<String> {
    let text = node.get_ref().as_str();
    if text.is_none() {
        wrong_type(reader, key, node, "text in quotes");
    }
    text.map(str::to_owned)
}

/// A node read as an id.
pub fn as_id<T: Slug>(reader: &Reader, key: &str, node: &Node<'_>) -> Option<T> {
    let Some(text) = node.get_ref().as_str() else {
        wrong_type(reader, key, node, "an id in quotes");
        return None;
    };
    id_of(reader, text, &node.span())
}

/// A text read as an id, with its place.
pub fn id_of<T: Slug>(reader: &Reader, text: &str, span: &Range<usize>) -> Option<T> {
    match T::new(text) {
        Ok(id) => Some(id),
        Err(why) => {
            let shown = crate::model::visible(text);
            let message = format!("`{}` is not an id: {why}", shown.chars().take(80).collect::<String>());
            reader.report(reader.finding(&codes::BAD_ID, span, message).label("not an id"));
            None
        }
    }
}

/// A node read as a whole number within a range.
pub fn as_int(
    reader: &Reader,
    key: &str,
    node: &Node<'_>,
    range: std::ops::RangeInclusive<i64>,
) -> Option<i64> {
    let Some(int) = node.get_ref().as_integer() else {
        wrong_type(reader, key, node, "a whole number");
        return None;
    };
    let value = i64::from_str_radix(int.as_str(), int.radix()).ok().filter(|v| range.contains(v));
    if value.is_none() {
        let message = format!("`{key}` must lie between {} and {}", range.start(), range.end());
        reader.report(reader.finding(&codes::OUT_OF_RANGE, &node.span(), message).label("out of range"));
    }
    value
}

/// A node read as a finite number within a range.
pub fn as_number(
    reader: &Reader,
    key: &str,
    node: &Node<'_>,
    range: std::ops::RangeInclusive<f64>,
) -> Option<f64> {
    let parsed = match node.get_ref() {
        DeValue::Integer(i) => i64::from_str_radix(i.as_str(), i.radix()).ok().map(|v| v as f64),
        DeValue::Float(f) => f.as_str().parse::<f64>().ok(),
        _ => {
            wrong_type(reader, key, node, "a number");
            return None;
        }
    };
    let value = parsed.filter(|v| v.is_finite() && range.contains(v));
    if value.is_none() {
        let message =
            format!("`{key}` must be a finite number between {} and {}", range.start(), range.end());
        reader.report(reader.finding(&codes::OUT_OF_RANGE, &node.span(), message).label("out of range"));
    }
    value
}

/// Reports a value of another type than wanted.
pub fn wrong_type(reader: &Reader, key: &str, node: &Node<'_>, wanted: &str) {
    let found = match node.get_ref() {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    };
    let message = format!("`{key}` must be {wanted}, and this is {found}");
    reader.report(
        reader.finding(&codes::WRONG_TYPE, &node.span(), message).label(format!("expected {wanted}")),
    );
}
