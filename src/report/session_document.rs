//! The figures of a session as a document.

use super::{
    Cell, Chart, Document, Estimate, Profile, ProfileRow, Table, decision_lines,
    session::{QuestionFigures, QuestionStatus, SectionFigures, SessionReport, SessionStatus},
};
use crate::model::{Heard, Mode};

/// Describes the report. `details` adds every question; without, the scorecard alone.
pub fn session_document(r: &SessionReport, details: bool) -> Document {
    let mut d = Document::default();
    d.heading(1, format!("{} - {}", r.candidate, r.role.title));
    if r.session.self_assessed {
        d.text("Self-assessed in a mock interview: these marks are the candidate's own.");
    }
    d.facts(facts(r));
    d.heading(2, "Areas");
    d.table(areas(r));
    d.chart(Chart::Profile(profile(r)));
    for gate in &r.result.gates_failed {
        d.text(format!("Gate failed: {} came to {:.2}, its bar is {:.2}.", gate.area, gate.score, gate.bar));
        d.list(gate.evidence.clone());
    }
    for area in &r.result.gates_not_assessed {
        d.text(format!("Gate not assessed: {area}. Without it there is not enough evidence for a result."));
    }
    if let Some(recommendation) = &r.recommendation {
        d.heading(
            2,
            match r.session.mode {
                Mode::Interview => "The interviewer's own recommendation",
                Mode::Mock => "The candidate's own recommendation, self-assessed",
            },
        );
        d.text(format!("{}: {}", recommendation.value, recommendation.why));
    }
    if details {
        for section in &r.sections {
            describe_section(&mut d, section);
        }
    }
    if !r.deviations.is_empty() {
        d.heading(2, "Deviations from the form");
        let kind =
            |k| serde_json::to_value(k).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default();
        let line = |x: &super::DeviationFigures| match &x.question {
            Some(question) => format!("{question}: {}, {}", kind(x.kind), x.text),
            None => format!("{}: {}", kind(x.kind), x.text),
        };
        d.list(r.deviations.iter().map(line).collect());
    }
    if !r.amendments.is_empty() {
        let sealed = r.amendments.iter().all(|a| a.after_sealing);
        d.heading(2, if sealed { "Amendments after sealing" } else { "Amendments" });
        let line = |a: &super::AmendmentFigures| {
            format!("{} {}: {} from {} to {}, because {}", a.at, a.who, a.what, a.before, a.after, a.why)
        };
        d.list(r.amendments.iter().map(line).collect());
    }
    if !r.notes.is_empty() {
        d.heading(2, "Notes about the whole interview");
        d.list(r.notes.clone());
    }
    if !r.decisions.is_empty() {
        d.heading(2, "Decisions of the panel");
        r.decisions.iter().for_each(|x| d.list(decision_lines(x)));
    }
    d
}

fn facts(r: &SessionReport) -> Vec<(&'static str, String)> {
    let score = r.result.score.map_or_else(|| "nothing was assessed".into(), |s| format!("{s:.2} of 4"));
    let status = match r.session.status {
        SessionStatus::Open => "open, `viva resume` goes on".into(),
        SessionStatus::Complete => "complete, not sealed".into(),
        SessionStatus::Submitted => match r.amendments.iter().filter(|a| a.after_sealing).count() {
            0 => "sealed".into(),
            n => format!("sealed, amended {n} time(s) since"),
        },
        SessionStatus::Abandoned => {
            format!("abandoned: {}", r.session.abandoned.as_deref().unwrap_or("no reason was given"))
        }
    };
    vec![
        (
            "Result",
            format!(
                "{}{} ({score}, bar {:.2})",
                if r.session.self_assessed { "self-assessed: " } else { "" },
                r.result.outcome.words(),
                r.result.bar
            ),
        ),
        (
            "Coverage",
            format!(
                "{:.0} % assessed, {:.0} % needed",
                r.result.coverage * 100.0,
                r.result.minimum_coverage * 100.0
            ),
        ),
        if r.session.self_assessed {
            ("Marked by", format!("{}, of themselves", r.interviewer))
        } else {
            ("Interviewer", r.interviewer.clone())
        },
        ("Role", format!("{} ({}), form {}", r.role.id, r.role.level, r.role.form)),
        ("Time", format!("{}, {:.0} of {} minutes", r.session.started, r.session.minutes, r.role.minutes)),
        ("Session", format!("{}, {status}", r.session.short)),
        ("Head", r.session.head.clone()),
    ]
}

fn areas(r: &SessionReport) -> Table {
    let mut t = Table::new(&["Area", "Score>", "Bar>", "Gate", "Weight>", "Assessed>"]);
    for s in &r.sections {
        let gate = match (s.gate, s.score) {
            (false, _) => "",
            (true, None) => "not assessed",
            (true, Some(score)) if score < s.bar => "FAILED",
            (true, Some(_)) => "passed",
        };
        t.row([
            Cell::from(s.title.as_str()),
            s.score.map_or(Cell::Empty, |x| Cell::Number(x, 2)),
            Cell::Number(s.bar, 2),
            Cell::from(gate),
            Cell::Number(s.weight, if s.weight.fract() == 0.0 { 0 } else { 2 }),
            Cell::Percent(s.share),
        ]);
    }
    t
}

/// The areas against their bars.
fn profile(r: &SessionReport) -> Profile {
    let row = |s: &SectionFigures| ProfileRow {
        label: s.title.clone(),
        bar: Some(s.bar),
        values: vec![s.score.map(|value| Estimate { value, interval: None })],
    };
    Profile {
        title: "Areas against their bars".into(),
        series: vec!["Score".into()],
        rows: r.sections.iter().map(row).collect(),
        told: true,
    }
}

fn describe_section(d: &mut Document, section: &SectionFigures) {
    d.heading(2, section.title.clone());
    if let Some(why) = &section.why {
        d.text(format!("Weight {}: {why}", section.weight));
    }
    for question in &section.questions {
        describe_question(d, question);
    }
}

fn describe_question(d: &mut Document, q: &QuestionFigures) {
    d.heading(3, format!("{}. {} ({}, {})", q.planned_as, q.title, q.id, q.level));
    let time = format!("{:.1} of {} minutes", q.minutes, q.planned_minutes);
    let reason = q.reason.as_deref().unwrap_or("no reason was given");
    match q.status {
        QuestionStatus::NotReached => return d.text("It never came up."),
        QuestionStatus::Skipped => d.text(format!("Left out ({time}): {reason}")),
        QuestionStatus::NotAssessed => d.text(format!("Not assessed ({time}): {reason}")),
        QuestionStatus::Assessed | QuestionStatus::Partly => {
            d.text(format!("{:.2} in {time}", q.score.unwrap_or_default()));
        }
    }
    if let Some(answer) = &q.answer {
        d.text(format!(
            "{:.0} % right, marked by {}: {}",
            answer.fraction * 100.0,
            answer.grader,
            answer.reason
        ));
        match (answer.chosen.as_slice(), q.kind, &answer.language) {
            ([], "sql", _) => d.code(answer.text.clone()),
            ([], _, Some(language)) => {
                d.text(format!("In {language}:"));
                d.code(answer.text.clone());
            }
            ([], _, None) => d.text(format!("Answer: {}", answer.text.trim())),
            (chosen, "order", _) => d.numbered(chosen.to_vec()),
            (chosen, _, _) => d.list(chosen.iter().map(|c| format!("chosen: {c}")).collect()),
        }
    }
    if q.marks.iter().any(|m| m.mark.is_some()) {
        let mut t = Table::new(&["Criterion", "Mark>", "Anchor", "Evidence"]);
        for m in &q.marks {
            let mark = m.mark.map_or_else(|| Cell::from("n/a"), |m| Cell::Number(f64::from(m.value()), 0));
            let text = |t: &Option<String>| Cell::from(t.clone().unwrap_or_default());
            t.row([Cell::from(m.title.as_str()), mark, text(&m.anchor), text(&m.evidence)]);
        }
        d.table(t.named("Marks"));
    }
    let heard = |wanted: Option<Heard>| -> Vec<&str> {
        q.look_fors.iter().filter(|l| l.heard == wanted).map(|l| l.text.as_str()).collect()
    };
    let mut points = Vec::new();
    for how in [Heard::Unprompted, Heard::Probed, Heard::Hinted, Heard::Missed] {
        points.extend(heard(Some(how)).into_iter().map(|t| format!("{}: {t}", how.as_str())));
    }
    points.extend(heard(None).into_iter().map(|t| format!("not ticked: {t}")));
    d.list(points);
    let asked = |what: &str, list: &[super::NumberedText]| -> Vec<String> {
        list.iter().map(|p| format!("{what} {}: {}", p.number, p.text)).collect()
    };
    d.list([asked("probe", &q.probes), asked("hint", &q.hints)].concat());
    d.list(q.red_flags.iter().map(|f| format!("RED FLAG {}: {}", f.number, f.text)).collect());
    d.list(q.notes.iter().map(|n| format!("note: {n}")).collect());
}
