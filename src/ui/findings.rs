//! Findings on the screen: with source and caret, as one line each, or as JSON.

use std::collections::BTreeMap;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet, renderer::DecorStyle};
use serde_json::json;

use crate::{
    model::{Finding, Place, Severity, SourceId, Sources, brief, visible},
    report::{Style, to_json},
};

/// How to draw findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FindingFormat {
    /// With source and caret.
    #[default]
    Human,
    /// `file:line:column: severity: message [code]`
    Short,
    /// One JSON document, `viva.findings/1`.
    Json,
}

/// The longest stretch of one source line that is shown.
const LONGEST_LINE: usize = 160;

/// So many findings of one file are drawn; a stranger's file may have thousands, and the first ones are mended first.
const MOST_PER_FILE: usize = 100;
/// The longest sentence that is drawn, in characters, after everything in it was made visible.
const LONGEST: usize = 400;

/// Draws all findings. Of a file with very many the first hundred are drawn and the others counted.
pub fn draw_findings(findings: &[Finding], sources: &Sources, format: FindingFormat, style: Style) -> String {
    let mut seen: BTreeMap<Option<SourceId>, usize> = BTreeMap::new();
    let within = |f: &&Finding| {
        let count = seen.entry(f.place.as_ref().map(|p| p.source)).or_default();
        *count += 1;
        *count <= MOST_PER_FILE
    };
    let drawn: Vec<&Finding> = findings.iter().filter(within).collect();
    let name = |source: Option<SourceId>| source.map_or("the bank", |s| &*sources.get(s).name);
    let left_out: Vec<(&str, usize)> = seen
        .into_iter()
        .filter(|(_, count)| *count > MOST_PER_FILE)
        .map(|(source, count)| (name(source), count - MOST_PER_FILE))
        .collect();
    let more = || -> String {
        left_out
            .iter()
            .map(|(name, n)| format!("{}: {n} more finding(s), not shown\n", visible(name)))
            .collect()
    };
    match format {
        FindingFormat::Human => drawn.iter().map(|f| human(f, sources, style)).collect::<String>() + &more(),
        FindingFormat::Short => drawn.iter().map(|f| short(f, sources)).collect::<String>() + &more(),
        FindingFormat::Json => json_document(&drawn, &left_out, sources),
    }
}

fn shown(text: &str) -> String {
    brief(&visible(text), LONGEST).into_owned()
}

fn short(f: &Finding, sources: &Sources) -> String {
    let at = f.place.as_ref().map_or_else(String::new, |p| {
        let file = sources.get(p.source);
        let (line, column) = file.line_column(p.span.start);
        format!("{}:{line}:{column}: ", file.name)
    });
    shown(&format!("{at}{}: {} [{}]", f.severity.as_str(), f.message, f.code.name)).replace('\n', " ") + "\n"
}

fn json_document(findings: &[&Finding], left_out: &[(&str, usize)], sources: &Sources) -> String {
    let place = |p: &Place| {
        let file = sources.get(p.source);
        let ((line, column), (end_line, end_column)) =
            (file.line_column(p.span.start), file.line_column(p.span.end));
        json!({ "file": &*file.name, "line": line, "column": column, "end_line": end_line, "end_column": end_column })
    };
    let one = |f: &&Finding| {
        json!({
            "code": f.code.name,
            "severity": f.severity.as_str(),
            "message": f.message,
            "place": f.place.as_ref().map(place),
            "label": f.label,
            "related": f.related.iter().map(|(p, l)| json!({ "place": place(p), "label": l })).collect::<Vec<_>>(),
            "help": f.help,
        })
    };
    let left_out: Vec<_> = left_out.iter().map(|(file, n)| json!({ "file": file, "findings": n })).collect();
    to_json(&json!({
        "schema": "viva.findings/1",
        "findings": findings.iter().map(one).collect::<Vec<_>>(),
        "left_out": left_out,
    }))
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    }
}

fn human(f: &Finding, sources: &Sources, style: Style) -> String {
    let message = shown(&f.message);
    let name = |p: &Place| visible(&sources.get(p.source).name).into_owned();
    let mut group = Group::with_title(level(f.severity).primary_title(message.as_str()).id(f.code.name));
    let excerpts: Vec<(Excerpt, String, String, bool)> = f
        .place
        .iter()
        .map(|p| (Excerpt::of(p, sources), name(p), shown(&f.label), true))
        .chain(f.related.iter().map(|(p, l)| (Excerpt::of(p, sources), name(p), shown(l), false)))
        .collect();
    for (excerpt, path, label, primary) in &excerpts {
        let kind = if *primary { AnnotationKind::Primary } else { AnnotationKind::Context };
        let label = (!label.is_empty()).then_some(label.as_str());
        let annotation = kind.span(excerpt.span.clone()).label(label);
        group = group.element(
            Snippet::source(excerpt.text.as_str())
                .line_start(excerpt.line)
                .path(path.as_str())
                .annotation(annotation),
        );
    }
    let help: Vec<String> = f.help.iter().map(|h| shown(h)).collect();
    for line in &help {
        group = group.element(Level::HELP.message(line.as_str()));
    }
    let renderer = if style.color { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(style.width.max(40));
    format!("{}\n\n", renderer.render(&[group]))
}

/// The lines around a place, with nothing in them that could move the cursor, and the span within them.
struct Excerpt {
    text: String,
    line: usize,
    span: std::ops::Range<usize>,
}

impl Excerpt {
    fn of(place: &Place, sources: &Sources) -> Self {
        let file = sources.get(place.source);
        let text = file.text.as_ref();
        let boundary = |mut at: usize| {
            at = at.min(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let start = boundary(place.span.start);
        let begin = text[..start].rfind('\n').map_or(0, |i| i + 1);
        let line_end = text[start..].find('\n').map_or(text.len(), |i| start + i);
        let end = boundary(place.span.end.clamp(start, line_end));
        // A caret deep in a very long line shows only its neighbourhood.
        let from = boundary(begin.max(start.saturating_sub(LONGEST_LINE / 2)));
        let to = boundary(line_end.min(start + LONGEST_LINE));
        let lead = visible(&text[from..start]).replace('\t', " ");
        let marked = visible(&text[start..end.min(to)]).replace('\t', " ");
        let rest = visible(&text[end.min(to)..to]).replace('\t', " ");
        let span = lead.len()..lead.len() + marked.len();
        let (line, _) = file.line_column(start);
        Self { text: format!("{lead}{marked}{rest}"), line, span }
    }
}
