//! A document as data: described once, drawn by every format.

use std::borrow::Cow;

use super::Chart;

/// One document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    /// Its parts in order.
    pub blocks: Vec<Block>,
}

/// One part.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A heading; 1 is the document's own.
    Heading(u8, String),
    /// Prose.
    Text(String),
    /// Names with values.
    Facts(Vec<(String, String)>),
    /// Points.
    List(Vec<String>),
    /// Points that are called by their number, from 1.
    Numbered(Vec<String>),
    /// A table.
    Table(Table),
    /// Text that keeps its lines and blanks: programs, SQL, their input and output.
    Code(String),
    /// A chart; formats without graphics show its table.
    Chart(Chart),
}

/// Rows under named columns.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    /// What it holds, for formats that name tables; the heading above says it where there is none.
    pub caption: Option<String>,
    /// Headers.
    pub columns: Vec<Column>,
    /// Cells, as many a row as there are columns.
    pub rows: Vec<Vec<Cell>>,
}

/// A column.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// Its header.
    pub title: String,
    /// Where its cells stand.
    pub align: Align,
}

/// Where cells stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Text.
    Left,
    /// Numbers.
    Right,
    /// Ids: text that is not broken over lines.
    Whole,
}

/// A cell, with its type, so that a spreadsheet gets numbers.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// A number with so many decimals.
    Number(f64, usize),
    /// A share of 1, shown in percent.
    Percent(f64),
    /// A figure with its interval: one cell for readers, several for a spreadsheet.
    Figure(Figure),
    /// Nothing: not assessed, not known.
    Empty,
}

/// A figure with how many it rests on and its interval, as words and as numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// `0.74 (0.61 to 0.85), n 42`, or why there is no figure.
    pub words: String,
    /// The figure; none where it is not known.
    pub value: Option<f64>,
    /// The ends of its interval.
    pub interval: Option<(f64, f64)>,
    /// How many it rests on.
    pub n: u64,
    /// So many decimals are shown.
    pub decimals: usize,
}

impl Cell {
    /// The cell as people read it.
    pub fn shown(&self) -> String {
        match self {
            Cell::Text(text) => text.clone(),
            Cell::Number(value, decimals) => format!("{value:.decimals$}"),
            Cell::Percent(share) => format!("{:.0} %", share * 100.0),
            Cell::Figure(figure) => figure.words.clone(),
            Cell::Empty => "-".into(),
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Cell::Text(text.into())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Cell::Text(text)
    }
}

impl Table {
    /// A table with these headers; a header that ends in `>` stands right, one that ends in `=` is not broken over lines.
    pub fn new(headers: &[&str]) -> Self {
        let column = |h: &&str| {
            let (title, align) = match (h.strip_suffix('>'), h.strip_suffix('=')) {
                (Some(title), _) => (title, Align::Right),
                (None, Some(title)) => (title, Align::Whole),
                (None, None) => (*h, Align::Left),
            };
            Column { title: title.into(), align }
        };
        Self { caption: None, columns: headers.iter().map(column).collect(), rows: Vec::new() }
    }

    /// The table with a name.
    pub fn named(mut self, caption: impl Into<String>) -> Self {
        self.caption = Some(caption.into());
        self
    }

    /// The same for a spreadsheet: a column of figures becomes four, the figure (or why there is none), the ends of its interval, and n.
    pub fn in_numbers(&self) -> Cow<'_, Self> {
        let figures = |i: usize| self.rows.iter().any(|r| matches!(r.get(i), Some(Cell::Figure(_))));
        let wide: Vec<bool> = (0..self.columns.len()).map(figures).collect();
        if !wide.contains(&true) {
            return Cow::Borrowed(self);
        }
        let mut all = Self { caption: self.caption.clone(), ..Self::default() };
        for (column, wide) in self.columns.iter().zip(&wide) {
            all.columns.push(column.clone());
            let more =
                |what: &str| Column { title: format!("{}, {what}", column.title), align: Align::Right };
            all.columns.extend(["low", "high", "n"].map(more).into_iter().filter(|_| *wide));
        }
        let number = |v: Option<f64>, d: usize| v.map_or(Cell::Empty, |v| Cell::Number(v, d));
        for row in &self.rows {
            let mut cells = Vec::with_capacity(all.columns.len());
            for (cell, wide) in row.iter().zip(&wide) {
                match cell {
                    Cell::Figure(f) => cells.extend([
                        f.value.map_or_else(|| Cell::from(f.words.as_str()), |v| Cell::Number(v, f.decimals)),
                        number(f.interval.map(|i| i.0), f.decimals),
                        number(f.interval.map(|i| i.1), f.decimals),
                        Cell::Number(f.n as f64, 0),
                    ]),
                    other if *wide => {
                        cells.extend([other.clone(), Cell::Empty, Cell::Empty, Cell::Empty]);
                    }
                    other => cells.push(other.clone()),
                }
            }
            all.row(cells);
        }
        Cow::Owned(all)
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        let cells: Vec<Cell> = cells.into_iter().collect();
        debug_assert_eq!(cells.len(), self.columns.len(), "a row with other cells than columns");
        self.rows.push(cells);
    }
}

impl Document {
    /// Its parts for a format without graphics: charts that a table beside them tells already are left out.
    pub fn in_words(&self) -> impl Iterator<Item = &Block> {
        self.blocks.iter().filter(|b| !matches!(b, Block::Chart(c) if c.is_told()))
    }

    /// Adds a heading.
    pub fn heading(&mut self, level: u8, text: impl Into<String>) {
        self.blocks.push(Block::Heading(level, text.into()));
    }

    /// Adds prose.
    pub fn text(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Text(text.into()));
    }

    /// Adds names with values.
    pub fn facts<N: Into<String>, V: Into<String>>(&mut self, facts: impl IntoIterator<Item = (N, V)>) {
        self.blocks.push(Block::Facts(facts.into_iter().map(|(n, v)| (n.into(), v.into())).collect()));
    }

    /// Adds points, unless there are none.
    pub fn list(&mut self, points: Vec<String>) {
        if !points.is_empty() {
            self.blocks.push(Block::List(points));
        }
    }

    /// Adds points that are called by their number, unless there are none.
    pub fn numbered(&mut self, points: Vec<String>) {
        if !points.is_empty() {
            self.blocks.push(Block::Numbered(points));
        }
    }

    /// Adds text that keeps its lines and blanks.
    pub fn code(&mut self, text: impl Into<String>) {
        self.blocks.push(Block::Code(text.into()));
    }

    /// Adds a table, unless it has no rows.
    pub fn table(&mut self, table: Table) {
        if !table.rows.is_empty() {
            self.blocks.push(Block::Table(table));
        }
    }

    /// Adds a chart.
    pub fn chart(&mut self, chart: Chart) {
        self.blocks.push(Block::Chart(chart));
    }
}
