//! Drills as documents: the summary, a round, and a hand-out to be marked away from the terminal.

use super::{
    Cell, Document, Table, add_prose,
    drill::{DriftFigures, DrillRoundFigures, DrillSummary, InterviewerDrills, Reading, ShareFigures},
};
use crate::{bank::Criterion, plan::GoldSample};

/// `+0.4`, `-1.2`, `0.0`.
fn signed(value: f64) -> String {
    let shown = format!("{value:+.2}");
    if shown.trim_start_matches(['+', '-']).chars().all(|c| matches!(c, '0' | '.')) {
        "0.00".into()
    } else {
        shown
    }
}

fn interval(lower: Option<f64>, upper: Option<f64>) -> Option<String> {
    Some(format!("{} to {}", signed(lower?), signed(upper?)))
}

fn share(s: Option<ShareFigures>) -> String {
    s.map_or_else(
        || "no marks yet".into(),
        |s| {
            let percent = |x: f64| format!("{:.0}", x * 100.0);
            format!(
                "{} % ({} of {}; 95 % interval {} to {} %)",
                percent(s.share),
                s.hits,
                s.n,
                percent(s.lower),
                percent(s.upper)
            )
        },
    )
}

/// Describes the summary, one part an interviewer.
pub fn drill_summary_document(summary: &DrillSummary) -> Document {
    let mut d = Document::default();
    for own in &summary.interviewers {
        describe(&mut d, own, summary);
    }
    if summary.interviewers.iter().any(|i| i.samples > 0) {
        d.text(
            "Severity is the mean of own marks minus gold marks: below 0 severe, above 0 lenient. Only the first, blind marking of a sample counts. \
             Intervals of criteria and areas allow for the number of rows, so that chance alone names one in at most 5 of 100 summaries.",
        );
    }
    d
}

fn describe(d: &mut Document, own: &InterviewerDrills, summary: &DrillSummary) {
    d.heading(1, format!("Drills of {}", own.interviewer));
    let mut counted = format!("{} sample(s), {} mark(s)", own.samples, own.marks);
    for (n, what) in [
        (own.not_assessed, "criteria not assessed"),
        (own.repeats, "repeats left out"),
        (own.unfinished, "unfinished"),
        (own.edited_since, "of questions edited since"),
    ] {
        if n > 0 {
            counted.push_str(&format!("; {n} {what}"));
        }
    }
    let severity = match &own.severity {
        None => "no marks yet".to_owned(),
        Some(s) => match interval(s.lower, s.upper) {
            Some(ends) => format!("{} (95 % interval {ends}): {}", signed(s.difference), s.reading.words()),
            None => format!(
                "{}; too few samples for an interval ({} of {})",
                signed(s.difference),
                own.samples,
                summary.least_samples
            ),
        },
    };
    let day = |moment: &str| moment.get(..10).unwrap_or(moment).to_owned();
    let mut facts = vec![
        ("Counted", counted),
        ("From, to", format!("{}, {}", day(&own.first), day(&own.last))),
        ("Exact", share(own.exact)),
        ("Within one", share(own.within_one)),
        ("Severity", severity),
    ];
    if let Some(kappa) = own.kappa {
        facts.push(("Weighted kappa", format!("{kappa:.2} (1 is full agreement, 0 what chance gives)")));
    }
    d.facts(facts);
    drifts(d, "By criterion", "Criterion", &own.criteria, summary.least_for_drift);
    drifts(d, "By area", "Area", &own.areas, summary.least_for_drift);
    if own.marks > 0 {
        d.heading(2, "Own marks against gold");
        let mut t = Table::new(&["Own", "gold 1>", "gold 2>", "gold 3>", "gold 4>"]);
        for (own, row) in (1..).zip(&own.own_against_gold) {
            let cells = row.iter().map(|n| if *n == 0 { Cell::Empty } else { Cell::Number(*n as f64, 0) });
            t.row(std::iter::once(Cell::from(format!("own {own}"))).chain(cells));
        }
        d.table(t);
    }
}

fn drifts(d: &mut Document, heading: &str, column: &str, rows: &[DriftFigures], least: usize) {
    if rows.is_empty() {
        return;
    }
    d.heading(2, heading);
    let mut t = Table::new(&[column, "Samples>", "Exact>", "Own - gold>", "Interval", "Reading"]);
    for r in rows {
        t.row([
            Cell::from(r.name.as_str()),
            Cell::Number(r.samples as f64, 0),
            Cell::Percent(r.exact as f64 / r.marks.max(1) as f64),
            Cell::from(signed(r.difference)),
            Cell::from(interval(r.lower, r.upper).unwrap_or_else(|| "-".into())),
            Cell::from(match r.reading {
                Reading::TooFew => format!("too few (below {least})"),
                other => other.words().to_owned(),
            }),
        ]);
    }
    d.table(t);
}

/// Describes a round: own marks beside gold.
pub fn drill_round_document(round: &DrillRoundFigures) -> Document {
    let mut d = Document::default();
    d.heading(1, format!("This round of {}", round.interviewer));
    let mut t = Table::new(&["Question", "Sample>", "Criterion", "Own>", "Gold>", "Difference>"]);
    for s in &round.samples {
        for m in &s.marks {
            let difference = m.own.map_or(Cell::Empty, |own| {
                Cell::from(match i16::from(own.value()) - i16::from(m.gold.value()) {
                    0 => "0".to_owned(),
                    steps => format!("{steps:+}"),
                })
            });
            t.row([
                Cell::from(s.question.as_str()),
                Cell::Number(f64::from(s.sample), 0),
                Cell::from(m.criterion.as_str()),
                m.own.map_or(Cell::Empty, |own| Cell::Number(f64::from(own.value()), 0)),
                Cell::Number(f64::from(m.gold.value()), 0),
                difference,
            ]);
        }
    }
    d.table(t);
    d
}

/// Samples to be marked on paper: prompts, answers and anchors, never a gold mark; then the file to fill in for `viva drill --script`.
pub fn drill_handout(samples: &[GoldSample], interviewer: Option<&str>) -> Document {
    let mut d = Document::default();
    d.heading(1, "Gold samples to be marked");
    d.text(
        "Mark each criterion 1 to 4 by its anchors, before you see the gold marks. Leave a criterion out that cannot be assessed. Then fill the marks into \
         the file at the end and run `viva drill --script FILE`.",
    );
    let mut skeleton = String::from("format = 1\n");
    if let Some(name) = interviewer {
        let name = toml::Value::String(name.to_owned());
        skeleton.push_str(&format!("interviewer = {name}\n"));
    }
    for (i, s) in samples.iter().enumerate() {
        d.heading(2, format!("{}. {} ({}, {})", i + 1, s.question.title, s.question.area, s.question.level));
        add_prose(&mut d, &s.question.prompt);
        d.heading(3, "What the candidate said");
        add_prose(&mut d, &s.answer);
        for (criterion, _) in &s.criteria {
            describe_anchors(&mut d, criterion);
        }
        let names = s.criteria.iter().map(|(c, _)| c.id.as_str()).collect::<Vec<_>>().join(", ");
        skeleton.push_str(&format!(
            "\n[[sample]]           # {}\nquestion = \"{}\"\nsample = {}\nmarks = {{ }}          # {names}: 1 to 4\n",
            i + 1,
            s.question.id,
            s.number
        ));
    }
    d.heading(2, "The file");
    d.code(skeleton);
    d
}

fn describe_anchors(d: &mut Document, criterion: &Criterion) {
    d.heading(3, criterion.title.clone());
    d.text(criterion.about.clone());
    d.facts(criterion.anchors.all().map(|(m, text)| (m.to_string(), text.to_owned())));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_has_no_sign() {
        assert_eq!(
            [signed(0.001), signed(-0.001), signed(0.5), signed(-1.0)],
            ["0.00", "0.00", "+0.50", "-1.00"]
        );
    }
}
