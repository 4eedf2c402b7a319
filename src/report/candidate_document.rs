//! Everything on one person, as a document.

use super::{
    AreaFigures, Block, CandidateReport, Cell, Chart, Document, RoleOfCandidate, SessionLine, SessionStatus,
    Spread, SpreadRow, Table,
    compare_document::{foot, profile, results},
    decision_lines,
    person::INTERVAL,
    session_document,
};
use crate::model::Mode;

/// Describes the report.
pub fn candidate_document(r: &CandidateReport) -> Document {
    let mut d = Document::default();
    d.heading(1, r.candidate.clone());
    d.heading(2, "Sessions");
    d.table(sessions(&r.sessions));
    let not_counted = r.sessions.iter().filter(|s| !s.counts).count();
    if not_counted > 0 {
        let mocks = r.sessions.iter().filter(|s| s.mode == Mode::Mock).count();
        d.text(format!(
            "{not_counted} of {} count in no combined figure: only submitted interviews do{}.",
            r.sessions.len(),
            if mocks > 0 { ", and mock interviews never" } else { "" }
        ));
    }
    for role in &r.roles {
        describe_role(&mut d, role);
    }
    d.heading(2, "Recommendations");
    let given = r.sessions.iter().filter_map(|s| {
        let words = s.why.as_deref().filter(|w| !w.is_empty()).map_or_else(String::new, |w| format!(": {w}"));
        Some(format!("{} ({}): {}{words}", s.interviewer, s.short, s.recommendation?))
    });
    let given: Vec<String> = given.collect();
    if given.is_empty() {
        d.text("Nobody has recommended anything yet.");
    }
    d.list(given);
    if !r.decisions.is_empty() {
        d.heading(2, "Decisions");
        r.decisions.iter().for_each(|x| d.list(decision_lines(x)));
    }
    for card in &r.scorecards {
        let own = session_document(card, true);
        for block in own.blocks {
            d.blocks.push(match block {
                Block::Heading(1, text) => Block::Heading(
                    2,
                    format!("Session {} by {}: {text}", card.session.short, card.interviewer),
                ),
                Block::Heading(level, text) => Block::Heading(level + 1, text),
                // The sessions' own charts would only repeat the combined one.
                Block::Chart(_) => continue,
                other => other,
            });
        }
    }
    foot(&mut d, [r.redacted.clone()]);
    d
}

fn standing(line: &SessionLine) -> &'static str {
    match line.status {
        SessionStatus::Open => "open",
        SessionStatus::Complete => "not submitted",
        SessionStatus::Submitted => "submitted",
        SessionStatus::Abandoned => "abandoned",
    }
}

fn sessions(lines: &[SessionLine]) -> Table {
    let mut t = Table::new(&[
        "Session=",
        "Interviewer",
        "Role, form",
        "Started",
        "State",
        "Result",
        "Score>",
        "Recommends",
    ]);
    for s in lines {
        t.row([
            Cell::from(s.short.as_str()),
            Cell::from(s.interviewer.as_str()),
            Cell::from(format!("{}, {}", s.role, s.form)),
            Cell::from(s.started.get(..16).unwrap_or(&s.started).replace('T', " ")),
            Cell::from(if s.mode == Mode::Mock { "mock" } else { standing(s) }),
            Cell::from(s.outcome.words()),
            s.score.map_or(Cell::Empty, |x| Cell::Number(x, 2)),
            s.recommendation.map_or(Cell::Empty, |x| Cell::from(x.as_str())),
        ]);
    }
    t
}

fn describe_role(d: &mut Document, role: &RoleOfCandidate) {
    let p = &role.person;
    d.heading(2, format!("All raters together: {}", p.title));
    d.text(
        "Each criterion is the mean of the raters' marks; the rest is computed from there as for one rater.",
    );
    d.table(results(std::slice::from_ref(p)));
    d.table(areas(&p.areas));
    d.chart(Chart::Profile(profile(std::slice::from_ref(p))));
    d.text(INTERVAL);
    if p.sessions.len() > 1 {
        d.heading(3, "Rater by rater");
        d.chart(Chart::Spread(raters(role)));
    }
    if !role.ratings.is_empty() {
        d.heading(3, "Marks of several raters, largest divergences first");
        d.table(ratings(role));
    }
}

fn areas(all: &[AreaFigures]) -> Table {
    let mut t = Table::new(&["Area", "Score>", "From>", "To>", "Bar>", "Gate", "Assessed>", "Questions>"]);
    let number = |v: Option<f64>| v.map_or(Cell::Empty, |v| Cell::Number(v, 2));
    for a in all {
        t.row([
            Cell::from(a.title.as_str()),
            number(a.score),
            number(a.low),
            number(a.high),
            Cell::Number(a.bar, 2),
            Cell::from(a.gate.words()),
            Cell::Percent(a.share),
            Cell::Number(a.questions as f64, 0),
        ]);
    }
    t.named("Areas")
}

/// Raters are told apart by their session where one person interviewed twice.
fn label(rater: &str, session: &str, role: &RoleOfCandidate) -> String {
    let twice = role.person.sessions.iter().filter(|s| s.interviewer == rater).count() > 1;
    if twice { format!("{rater} ({session})") } else { rater.to_owned() }
}

fn raters(role: &RoleOfCandidate) -> Spread {
    let row = |a: &AreaFigures| SpreadRow {
        label: a.title.clone(),
        points: a.raters.iter().filter_map(|r| Some((label(&r.rater, &r.session, role), r.score?))).collect(),
        mean: a.score,
        bar: Some(a.bar),
    };
    Spread {
        title: "What each rater's marks come to".into(),
        rows_are: "Area".into(),
        rows: role.person.areas.iter().map(row).collect(),
        told: false,
    }
}

fn ratings(role: &RoleOfCandidate) -> Table {
    let names: Vec<String> =
        role.person.sessions.iter().map(|s| label(&s.interviewer, &s.short, role)).collect();
    let heads: Vec<String> = names.iter().map(|n| format!("{n}>")).collect();
    let mut columns = vec!["Question", "Criterion"];
    columns.extend(heads.iter().map(String::as_str));
    columns.extend(["Mean>", "Spread>"]);
    let mut t = Table::new(&columns);
    for r in &role.ratings {
        let mut cells = vec![Cell::from(r.title.as_str()), Cell::from(r.criterion.as_str())];
        for s in &role.person.sessions {
            let mark = r.marks.iter().find(|m| m.session == s.short);
            cells.push(
                mark.map_or(Cell::Empty, |m| Cell::Number(m.mark, if m.mark.fract() == 0.0 { 0 } else { 2 })),
            );
        }
        cells.extend([Cell::Number(r.mean, 2), Cell::Number(r.spread, 2)]);
        t.row(cells);
    }
    t.named("Marks by rater")
}
