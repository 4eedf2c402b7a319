//! What an interviewer sees: linear text, readable without colour and by a screen reader.

use super::asker::Tables;
use crate::{
    bank::{Anchors, Asked, Body, Criterion, Kind},
    model::{Heard, Millis},
    report::{Cell, Document, Style, Table, asked_document, paragraphs, to_terminal},
    session::{COMMANDS, Phase, Show, State, pace},
};

/// Draws one thing.
pub(super) fn draw(show: &Show, state: &State, style: Style, tables: &Tables) -> String {
    match show {
        Show::Opening => opening(state, style),
        Show::Question(index) => match state.material.question(*index).body.kind() {
            Kind::Open => question(state, *index, style),
            Kind::Choice | Kind::Order | Kind::Estimate | Kind::Sql | Kind::Code => {
                to_be_typed(state, *index, style, tables)
            }
        },
        Show::Probe(index, number) => one_of(state, *index, *number, "Probe", style),
        Show::Hint(index, number) => one_of(state, *index, *number, "Hint", style),
        Show::Anchors(index) => all_anchors(state, *index, style),
        Show::ModelAnswer(index) => match &state.material.question(*index).body {
            Body::Open(open) => titled("Model answer", &open.model_answer, style),
            Body::Choice(_) | Body::Order(_) | Body::Estimate(_) | Body::Sql(_) | Body::Code(_) => {
                String::new()
            }
        },
        Show::Time => time(state, style, true),
        Show::Plan => plan(state, style, true),
        Show::Help => help(style),
        Show::Closing => closing(state, style),
        Show::Saved(what) => sentence(&format!("saved: {what}"), style),
        Show::Refused(why) => sentence(&format!("! {why}"), style),
        Show::Said(text) => sentence(text, style),
    }
}

/// Something said, wrapped at words; its own line feeds stay.
fn sentence(text: &str, style: Style) -> String {
    text.lines().flat_map(|line| paragraphs(line, style.width, "")).map(|line| line + "\n").collect()
}

/// `4:07` of a span.
pub(super) fn minutes_seconds(span: Millis) -> String {
    format!("{}:{:02}", span / 60_000, span / 1000 % 60)
}

/// A line about keys, under the rest.
pub(super) fn hint(text: &str, style: Style) -> String {
    format!("\n{}\n", paragraphs(text, style.width, "").join("\n"))
}

fn titled(title: &str, text: &str, style: Style) -> String {
    let mut d = Document::default();
    d.heading(2, title);
    d.text(text);
    to_terminal(&d, style)
}

fn opening(state: &State, style: Style) -> String {
    let plan = &state.material.plan;
    let mut d = Document::default();
    d.heading(1, format!("{}, form {}, {} minutes", plan.title, plan.form, plan.minutes));
    d.text(&*plan.opening);
    d.list(plan.not_covered());
    let mut out = to_terminal(&d, style);
    out.push_str(&hint(
        "Enter begins with the first question. A typed line is a note. /help lists the commands.",
        style,
    ));
    out
}

fn question(state: &State, index: usize, style: Style) -> String {
    let (q, s) = (state.material.question(index), &state.questions[index]);
    let section = &state.material.plan.section[state.section_of(index)];
    let mut out = String::from("\n");
    let place = format!("Question {} of {}", index + 1, state.questions.len());
    let head = format!("{place} | {} | {} | {} min", section.title, q.level, q.minutes);
    let mut d = Document::default();
    d.heading(1, head);
    d.text(format!("{} ({})", q.title, q.id));
    out.push_str(&to_terminal(&d, style));
    out.push('\n');
    for line in paragraphs(&q.prompt, style.width.saturating_sub(2), "  ") {
        out.push_str(&line);
        out.push('\n');
    }
    let mut d = Document::default();
    match &q.body {
        Body::Open(open) => {
            d.heading(2, "Listen for");
            let look_for = |l: &crate::bank::LookFor| {
                let (mark, how) = match s.heard.get(&l.id) {
                    Some(Heard::Missed) => ("[-]", " (missed)".to_owned()),
                    Some(heard) => ("[x]", format!(" ({})", heard.as_str())),
                    None => ("[ ]", String::new()),
                };
                format!("{mark} {}{how}", l.text)
            };
            d.numbered(open.look_for.iter().map(look_for).collect());
            d.heading(2, "Probes");
            let probe = |(i, p): (usize, &String)| {
                let asked = u16::try_from(i + 1).is_ok_and(|n| s.probes.contains(&n));
                format!("{}{p}", if asked { "(asked) " } else { "" })
            };
            d.numbered(open.probes.iter().enumerate().map(probe).collect());
            d.heading(2, "Red flags");
            let heard = crate::session::flagged(q, &s.heard);
            let flag = |(i, text): (usize, &String)| {
                let is = u16::try_from(i + 1).is_ok_and(|n| heard.contains(&n));
                format!("{} {text}", if is { "[x]" } else { "[ ]" })
            };
            d.numbered(open.red_flags.iter().enumerate().map(flag).collect());
        }
        Body::Choice(_) | Body::Order(_) | Body::Estimate(_) | Body::Sql(_) | Body::Code(_) => {}
    }
    out.push('\n');
    out.push_str(&to_terminal(&d, style));
    if let Some(late) = late(state, true) {
        out.push_str(&format!("\n{late}\n"));
    }
    out + &hint("/tick N heard, /flag N, /probe, /hint, /mark when the answer is over, /help", style)
}

/// A graded question as the candidate needs it.
fn to_be_typed(state: &State, index: usize, style: Style, tables: &Tables) -> String {
    as_asked(state, index, style, tables)
        + &hint("The candidate answers here, or /answer FILE; /note TEXT, /skip WHY, /help", style)
}

/// A question for a candidate who sits at this screen: nothing of the key is on it, nor a title that could give it away.
pub(super) fn as_asked(state: &State, index: usize, style: Style, tables: &Tables) -> String {
    let q = state.material.question(index);
    let section = &state.material.plan.section[state.section_of(index)];
    let asked = Asked::of(q, Some(&state.seed));
    let mut d = Document::default();
    let place = format!("Question {} of {}", index + 1, state.questions.len());
    d.heading(1, format!("{place} | {} | {} | {} min", section.title, q.level, q.minutes));
    let mut out = format!("\n{}\n", to_terminal(&d, style));
    out.push_str(&to_terminal(&asked_document(&asked, &tables(&asked)), style));
    if let Some(late) = late(state, false) {
        out.push_str(&format!("\n{late}\n"));
    }
    out
}

fn one_of(state: &State, index: usize, number: u16, what: &str, style: Style) -> String {
    let at = usize::from(number).saturating_sub(1);
    let text = match &state.material.question(index).body {
        Body::Open(open) if what == "Probe" => open.probes.get(at),
        Body::Open(open) => open.hints.get(at),
        Body::Choice(_) | Body::Order(_) | Body::Estimate(_) | Body::Sql(_) | Body::Code(_) => None,
    };
    let lines =
        paragraphs(&format!("{what} {number}: {}", text.map_or("", String::as_str)), style.width, "  ");
    lines.join("\n") + "\n"
}

/// The anchors of one criterion: the question's own where it has them.
pub(super) fn anchors(
    state: &State,
    index: usize,
    criterion: &crate::model::CriterionId,
    style: Style,
) -> String {
    let material = &state.material;
    let Some(c) = material.criteria(index).iter().find(|c| c.id == *criterion) else { return String::new() };
    let own = match &material.question(index).body {
        Body::Open(open) => open.anchors.get(criterion),
        Body::Choice(_) | Body::Order(_) | Body::Estimate(_) | Body::Sql(_) | Body::Code(_) => None,
    };
    anchored(c, own.unwrap_or(&c.anchors), style)
}

/// A criterion with the anchors that count, beside their numbers.
pub(super) fn anchored(c: &Criterion, anchors: &Anchors, style: Style) -> String {
    let mut d = Document::default();
    d.heading(2, c.title.clone());
    d.text(&*c.about);
    let mut out = to_terminal(&d, style);
    for (mark, text) in anchors.all() {
        for (i, line) in paragraphs(text, style.width.saturating_sub(4), "").iter().enumerate() {
            let lead = if i == 0 { format!("  {mark} ") } else { "    ".to_owned() };
            out.push_str(&format!("{lead}{line}\n"));
        }
    }
    out
}

fn all_anchors(state: &State, index: usize, style: Style) -> String {
    state.material.criteria(index).iter().map(|c| anchors(state, index, &c.id, style) + "\n").collect()
}

fn late(state: &State, titles: bool) -> Option<String> {
    let p = pace(state);
    if p.late < 60_000 {
        return None;
    }
    let drop = p.cheapest.map_or_else(String::new, |(i, cost)| {
        let (q, percent) = (state.material.question(i), cost * 100.0);
        let title = if titles { format!(" ({})", q.title) } else { String::new() };
        format!(" Dropping question {}{title} costs the least: {percent:.0} % of coverage.", i + 1)
    });
    Some(format!("{} minutes behind the plan.{drop}", p.late.div_ceil(60_000)))
}

pub(super) fn time(state: &State, style: Style, titles: bool) -> String {
    let p = pace(state);
    let mut d = Document::default();
    let mut facts = vec![
        ("Elapsed", minutes_seconds(p.elapsed)),
        ("Questions planned", minutes_seconds(p.planned)),
        ("Still ahead", minutes_seconds(p.ahead)),
    ];
    if let Some(i) = state.current {
        let planned = Millis::from(state.material.question(i).minutes) * 60_000;
        let spent = minutes_seconds(state.questions[i].spent);
        facts.insert(1, ("This question", format!("{spent} of {}", minutes_seconds(planned))));
    }
    d.facts(facts);
    d.text(late(state, titles).unwrap_or_else(|| "In time.".into()));
    to_terminal(&d, style)
}

/// The plan with what is done; without `titles` those of questions that did not come up yet are held back.
pub(super) fn plan(state: &State, style: Style, titles: bool) -> String {
    let mut t = Table::new(&["#>", "Area", "Question", "Min>", "Spent>", "State"]);
    for (i, s) in state.questions.iter().enumerate() {
        let q = state.material.question(i);
        let marked = s.marks.values().filter(|m| m.is_some()).count();
        let word = match (s.phase, &s.not_assessed, marked) {
            (Phase::Listening | Phase::Marking, _, _) => "now".to_owned(),
            (Phase::Behind, None, _) if s.answered.is_some() => "answered".to_owned(),
            (_, Some((_, why)), _) => format!("not assessed: {why}"),
            (Phase::Ahead, None, _) => "ahead".to_owned(),
            (Phase::Behind, None, 0) => "no marks yet".to_owned(),
            (Phase::Behind, None, _) => "marked".to_owned(),
        };
        t.row([
            Cell::Number((i + 1) as f64, 0),
            Cell::from(state.material.plan.section[state.section_of(i)].title.as_str()),
            Cell::from(if titles || s.opened.is_some() { q.title.as_str() } else { "(not asked yet)" }),
            Cell::Number(f64::from(q.minutes), 0),
            Cell::from(minutes_seconds(s.spent)),
            Cell::from(word),
        ]);
    }
    let mut d = Document::default();
    d.table(t);
    to_terminal(&d, style)
}

fn help(style: Style) -> String {
    let mut d = Document::default();
    d.text("Every other line is a note, saved at once.");
    let line = |(name, short, rest, does): &(&str, &str, &str, &str)| {
        let names = if short.is_empty() { (*name).to_owned() } else { format!("{name} {short}") };
        (format!("{names} {rest}").trim_end().to_owned(), (*does).to_owned())
    };
    d.facts(COMMANDS.iter().map(line));
    to_terminal(&d, style)
}

fn closing(state: &State, style: Style) -> String {
    let mut d = Document::default();
    d.heading(1, "Closing");
    d.text(&*state.material.plan.closing);
    let unmarked = state.questions.iter().enumerate().filter(|(_, s)| {
        s.not_assessed.is_none() && s.answered.is_none() && s.marks.values().all(Option::is_none)
    });
    d.list(
        unmarked
            .map(|(i, _)| format!("Question {0} has no marks: /go {0}, or it counts as not assessed.", i + 1))
            .collect(),
    );
    to_terminal(&d, style) + &hint("A typed line is a note. Enter goes on to your own recommendation.", style)
}
