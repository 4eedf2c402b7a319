//! Questions as cards to study: Anki's text import, or Markdown with the questions first and the answers after.
//!
//! Anki's format is that of its manual ("Importing / Text Files", <https://docs.ankiweb.net/importing/text-files.html>): lines of fields parted by tabs
//! under headers that begin with `#`. The guid of a note is made of the question's id alone, so importing again updates notes and
//! never doubles them. Fields are HTML in which every character of the bank is escaped; a field holds no quote, tab or line feed, so none needs quoting.

use super::{Block, Document, add_prose, anchors_document, asked_document, key_document};
use crate::{
    bank::{Asked, Question, Rubric},
    model::visible,
};

/// A question as a card.
#[derive(Debug, Clone, PartialEq)]
pub struct StudyCard {
    /// The question's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The title of its area.
    pub area: String,
    /// `AREA/TOPIC`, level and kind in words.
    pub about: String,
    /// Tags.
    pub tags: Vec<String>,
    /// What is asked.
    pub front: Document,
    /// What is right.
    pub back: Document,
}

impl StudyCard {
    /// The card of a question; `rubric` gives the anchors that the question has not of its own, `area` is the area's title.
    pub fn of(question: &Question, rubric: Option<&Rubric>, area: &str) -> Self {
        let mut front = Document::default();
        add_prose(&mut front, &question.prompt);
        // What is to be handed in follows the prompt, which is there already.
        front.blocks.extend(asked_document(&Asked::of(question, None), &[]).blocks.into_iter().skip(1));
        let mut back = key_document(question);
        back.blocks.extend(anchors_document(question, rubric).blocks);
        let mut tags = vec!["viva".to_owned()];
        tags.push(format!("viva::area::{}", question.area));
        tags.push(format!("viva::topic::{}", question.topic));
        tags.push(format!("viva::level::{}", question.level));
        tags.push(format!("viva::kind::{}", question.body.kind()));
        tags.extend(question.tags.iter().cloned());
        let about =
            format!("{}/{}, {}, {}", question.area, question.topic, question.level, question.body.kind());
        Self {
            id: question.id.to_string(),
            title: question.title.clone(),
            area: area.to_owned(),
            about,
            tags,
            front,
            back,
        }
    }
}

/// Anki's text import. Notes go to the deck `DECK::AREA`, of a note type with the fields Front and Back.
pub fn to_anki(cards: &[StudyCard], deck: &str, notetype: &str) -> String {
    let mut out = String::from("#separator:tab\n#html:true\n");
    out.push_str(&format!("#notetype:{}\n", plain(notetype)));
    out.push_str("#columns:guid\tdeck\tFront\tBack\ttags\n#guid column:1\n#deck column:2\n#tags column:5\n");
    for card in cards {
        let tags: Vec<String> = card.tags.iter().map(|t| plain(t).replace(' ', "-")).collect();
        let deck = format!("{}::{}", plain(deck), plain(&card.area).replace("::", ":"));
        let front =
            format!("<b>{}</b><br>{}<br>{}", escaped(&card.title), escaped(&card.about), html(&card.front));
        let row = [format!("viva:{}", card.id), deck, front, html(&card.back), tags.join(" ")];
        out.push_str(&row.join("\t"));
        out.push('\n');
    }
    out
}

/// A name on one line, without what would part or quote a field.
fn plain(text: &str) -> String {
    visible(text).replace('"', "").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Everything that HTML, or Anki within it, would take for markup: `[sound:..]`, `{{..}}` and MathJax's `\(` as well.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut before = ' ';
    for c in visible(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' => out.push_str("<br>"),
            '\t' => out.push_str("&nbsp;&nbsp;&nbsp;&nbsp;"),
            // An empty element between the two characters: as text they would begin a formula.
            '(' | '[' if before == '\\' => {
                out.push_str("<span></span>");
                out.push_str(if c == '(' { "(" } else { "&#91;" });
            }
            '[' => out.push_str("&#91;"),
            '{' => out.push_str("&#123;"),
            '}' => out.push_str("&#125;"),
            c => out.push(c),
        }
        before = c;
    }
    out
}

/// A document as the inside of a field: one line of HTML.
fn html(document: &Document) -> String {
    let mut out = String::new();
    for block in document.in_words() {
        match block {
            Block::Heading(_, text) => out.push_str(&format!("<h4>{}</h4>", escaped(text))),
            Block::Text(text) => {
                for part in text.split("\n\n").filter(|p| !p.trim().is_empty()) {
                    out.push_str(&format!("<p>{}</p>", escaped(part.trim_matches('\n'))));
                }
            }
            Block::Facts(facts) => {
                let line =
                    |(name, value): &(String, String)| format!("<b>{}</b> {}", escaped(name), escaped(value));
                out.push_str(&format!("<p>{}</p>", facts.iter().map(line).collect::<Vec<_>>().join("<br>")));
            }
            Block::List(points) => out.push_str(&format!("<ul>{}</ul>", list(points))),
            Block::Numbered(points) => out.push_str(&format!("<ol>{}</ol>", list(points))),
            Block::Code(text) => {
                out.push_str(&format!(
                    "<pre style='text-align:left'>{}</pre>",
                    escaped(text.trim_end_matches('\n'))
                ));
            }
            Block::Table(table) => {
                let row = |cells: Vec<String>, tag: &str| {
                    let cell = |c: &String| format!("<{tag}>{}</{tag}>", escaped(c));
                    format!("<tr>{}</tr>", cells.iter().map(cell).collect::<String>())
                };
                out.push_str("<table>");
                out.push_str(&row(table.columns.iter().map(|c| c.title.clone()).collect(), "th"));
                for cells in &table.rows {
                    out.push_str(&row(cells.iter().map(super::Cell::shown).collect(), "td"));
                }
                out.push_str("</table>");
            }
            Block::Chart(_) => {}
        }
    }
    out
}

fn list(points: &[String]) -> String {
    points.iter().map(|p| format!("<li>{}</li>", escaped(p))).collect()
}

/// Questions first, answers after, under the same numbers: so that nobody reads the answer by accident.
pub fn study_document(cards: &[StudyCard]) -> Document {
    let mut d = Document::default();
    d.heading(1, "Questions to study");
    d.text("The answers stand after all questions, under the same numbers.");
    for (part, heading) in [(true, "Questions"), (false, "Answers")] {
        d.heading(1, heading);
        let mut area = "";
        for (i, card) in cards.iter().enumerate() {
            if card.area != area {
                area = &card.area;
                d.heading(2, area);
            }
            d.heading(3, format!("{}. {}", i + 1, card.title));
            if part {
                d.text(format!("({}; {})", card.about, card.id));
            }
            let own = if part { &card.front } else { &card.back };
            d.blocks.extend(own.blocks.iter().cloned().map(|block| match block {
                Block::Heading(level, text) => Block::Heading(level.saturating_add(2), text),
                other => other,
            }));
        }
    }
    d
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bank::{Bank, Body, shipped};

    fn card(front: &str) -> StudyCard {
        let mut document = Document::default();
        document.text(front);
        StudyCard {
            id: "a-question".into(),
            title: "A \"title\"\twith <b>".into(),
            area: "Data::bases".into(),
            about: "databases/indexing, mid, open".into(),
            tags: vec!["viva".into(), "two words".into(), "tab\tbed".into()],
            front: document.clone(),
            back: document,
        }
    }

    #[test]
    fn hostile_text_stays_within_its_field() {
        let hostile =
            "a\tb\n\"c\" <script>x</script> & [sound:x.mp3] {{c1::y}} \\(1\\) \\[2\\] \u{1b}[31m # '";
        let text = to_anki(&[card(hostile)], "vi\tva\n#x", "Ba\nsic");
        let rows: Vec<&str> = text.lines().filter(|l| !l.starts_with('#')).collect();
        assert_eq!(rows.len(), 1, "{text}");
        let fields: Vec<&str> = rows[0].split('\t').collect();
        assert_eq!(fields.len(), 5, "{text}");
        assert_eq!((fields[0], fields[4]), ("viva:a-question", "viva two-words tab-bed"));
        assert_eq!(fields[1], "vi va #x::Data:bases");
        for harmful in ["<script", "[sound", "{{", "\\(", "\\[", "\u{1b}", "\"", "'x"] {
            assert!(!fields[2].contains(harmful), "{harmful}: {}", fields[2]);
        }
        assert!(fields[2].contains("a&nbsp;&nbsp;&nbsp;&nbsp;b<br>&quot;c&quot;"), "{}", fields[2]);
    }

    #[test]
    fn every_question_of_the_shipped_bank_becomes_one_line_with_five_fields() {
        let bank = Bank::open(vec![shipped()]);
        let cards: Vec<StudyCard> = bank
            .listed()
            .iter()
            .map(|l| {
                let question = bank.question(&l.id).expect("no faults");
                let rubric = match &question.body {
                    Body::Open(open) => bank.rubrics().get(&open.rubric),
                    _ => None,
                };
                StudyCard::of(&question, rubric, l.area.as_str())
            })
            .collect();
        let text = to_anki(&cards, "viva", "Basic");
        let rows: Vec<Vec<&str>> =
            text.lines().filter(|l| !l.starts_with('#')).map(|l| l.split('\t').collect()).collect();
        assert_eq!(rows.len(), bank.listed().len());
        assert!(rows.iter().all(|r| r.len() == 5 && r.iter().all(|f| !f.is_empty())));
        let guids: std::collections::BTreeSet<&str> = rows.iter().map(|r| r[0]).collect();
        assert_eq!(guids.len(), rows.len());
    }
}
