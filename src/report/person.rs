//! One person as all their raters saw them for one role: figures that the reports on people share.

use schemars::JsonSchema;
use serde::Serialize;

use super::session::{SessionStatus, rounded, status};
use crate::{
    bank::wording,
    measure::{Combined, Outcome, RatedQuestion, RatedSection, combine},
    model::{Header, Level, Mode, Recommendation},
    session::State,
};

/// A session that a report was given.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// Its fixed facts.
    pub header: &'a Header,
    /// The replay of its entries.
    pub state: &'a State,
    /// The last link of its chain.
    pub head: &'a str,
}

/// What combined figures need of a session: small enough that thousands of them stay in memory.
#[derive(Debug, Clone)]
pub struct Card {
    /// Who was interviewed.
    pub candidate: String,
    line: SessionLine,
    title: String,
    level: Level,
    minimum_coverage: f64,
    sections: Vec<RatedSection>,
}

impl Card {
    /// Of a session.
    pub fn of(seen: &Seen<'_>) -> Self {
        let plan = &seen.state.material.plan;
        Self {
            candidate: seen.header.candidate.clone(),
            line: session_line(seen),
            title: plan.title.clone(),
            level: plan.level,
            minimum_coverage: plan.coverage,
            sections: rated(seen.state),
        }
    }
}

/// A session in a list.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SessionLine {
    /// What people type.
    pub short: String,
    /// The whole id.
    pub id: String,
    /// Who marked.
    pub mode: Mode,
    /// open, complete, submitted or abandoned.
    pub status: SessionStatus,
    /// RFC 3339, UTC.
    pub started: String,
    /// Who interviewed.
    pub interviewer: String,
    /// The role's id.
    pub role: String,
    /// The form letter.
    pub form: String,
    /// What it came to on its own.
    pub outcome: Outcome,
    /// 1 to 4, two decimals.
    pub score: Option<f64>,
    /// Assessed share of planned weight, 0 to 1, three decimals.
    pub coverage: f64,
    /// The interviewer's own recommendation.
    pub recommendation: Option<Recommendation>,
    /// Its reason.
    pub why: Option<String>,
    /// Whether it counts in the combined figures: an interview with a submitted scorecard.
    pub counts: bool,
}

/// One person for one role, all submitted scorecards combined.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PersonFigures {
    /// Who was interviewed.
    pub candidate: String,
    /// The role's id.
    pub role: String,
    /// The role's title.
    pub title: String,
    /// The role's level.
    pub level: Level,
    /// The form letters, each once.
    pub forms: Vec<String>,
    /// The sessions that were combined.
    pub sessions: Vec<SessionLine>,
    /// The program's word on the combined marks.
    pub outcome: Outcome,
    /// 1 to 4, two decimals.
    pub score: Option<f64>,
    /// Standard error of the score, three decimals; none where too few questions were assessed.
    pub standard_error: Option<f64>,
    /// 1 to 4, two decimals.
    pub bar: f64,
    /// Assessed share of planned weight, 0 to 1, three decimals.
    pub coverage: f64,
    /// The least coverage for a result.
    pub minimum_coverage: f64,
    /// Area by area.
    pub areas: Vec<AreaFigures>,
}

/// One area of one person.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct AreaFigures {
    /// Its id.
    pub area: String,
    /// Its title.
    pub title: String,
    /// Its share in the overall score.
    pub weight: f64,
    /// What meets the level, 1 to 4.
    pub bar: f64,
    /// What became of its gate.
    pub gate: Gate,
    /// 1 to 4, two decimals.
    pub score: Option<f64>,
    /// Standard error, three decimals; none where too few questions were assessed.
    pub standard_error: Option<f64>,
    /// The score less one standard error, not below 1, two decimals.
    pub low: Option<f64>,
    /// The score plus one standard error, not above 4, two decimals.
    pub high: Option<f64>,
    /// Assessed share of its criteria, 0 to 1, three decimals.
    pub share: f64,
    /// Assessed questions.
    pub questions: usize,
    /// Each rater's own score of the area.
    pub raters: Vec<RaterScore>,
}

/// What one rater's marks come to in one area.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RaterScore {
    /// Who marked.
    pub rater: String,
    /// Short id of the session.
    pub session: String,
    /// 1 to 4, two decimals.
    pub score: Option<f64>,
}

/// What became of a gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum Gate {
    /// The area is none.
    None,
    /// At the bar or above.
    Passed,
    /// Below the bar.
    Failed,
    /// Nobody assessed it.
    NotAssessed,
}

impl Gate {
    /// The words in a table.
    pub fn words(self) -> &'static str {
        match self {
            Gate::None => "",
            Gate::Passed => "passed",
            Gate::Failed => "FAILED",
            Gate::NotAssessed => "not assessed",
        }
    }
}

/// What an interval is, for the foot of a table.
pub const INTERVAL: &str = "The interval is one standard error to both sides: how much a score would move if other questions had been drawn. s is \
    the standard deviation of a person's question scores, all areas together; an area has s / sqrt(its assessed questions), the overall \
    score sqrt(sum of (weight x error)^2) / sum of weights. Fewer than 3 assessed questions have none, nor have questions that all came to the same. It leaves out what raters and another day add.";

/// A session as a line.
pub fn session_line(seen: &Seen<'_>) -> SessionLine {
    let (header, overall) = (seen.header, seen.state.overall());
    SessionLine {
        short: header.id.short().to_owned(),
        id: header.id.to_string(),
        mode: header.mode,
        status: status(seen.state),
        started: header.started.rfc3339(),
        interviewer: header.interviewer.clone(),
        role: header.role.to_string(),
        form: header.form.clone(),
        outcome: overall.outcome,
        score: overall.score.map(|s| rounded(s, 2)),
        coverage: rounded(overall.coverage, 3),
        recommendation: seen.state.recommended.as_ref().map(|r| r.0),
        why: seen.state.recommended.as_ref().map(|r| r.1.clone()),
        counts: counts(seen),
    }
}

/// An interview with a submitted scorecard.
pub fn counts(seen: &Seen<'_>) -> bool {
    seen.header.mode == Mode::Interview && seen.state.submitted.is_some()
}

/// The marks of a session as a rater's.
pub fn rated(state: &State) -> Vec<RatedSection> {
    let mut next = 0;
    let planned = state.material.plan.section.iter().filter(|s| !s.question.is_empty());
    planned
        .map(|section| {
            let range = next..next + section.question.len();
            next = range.end;
            RatedSection {
                area: section.area.to_string(),
                title: section.title.clone(),
                weight: section.weight,
                bar: section.bar,
                gate: section.gate,
                questions: range.map(|i| rated_question(state, i)).collect(),
            }
        })
        .collect()
}

fn rated_question(state: &State, index: usize) -> RatedQuestion {
    let marks = state.question_marks(index).0;
    let criteria = state.material.criteria(index);
    // A graded question has one criterion without a name.
    let name = |i: usize| criteria.get(i).map_or_else(|| "answer".to_owned(), |c| c.id.to_string());
    RatedQuestion {
        id: state.material.question(index).id.to_string(),
        criteria: marks.iter().enumerate().map(|(i, (weight, place))| (name(i), *weight, *place)).collect(),
    }
}

/// Combines the sessions of one person for one role; all of them count, and there is at least one.
pub fn person(cards: &[Card]) -> Option<PersonFigures> {
    let first = cards.first()?;
    let raters: Vec<Vec<RatedSection>> = cards.iter().map(|c| c.sections.clone()).collect();
    let combined = combine(&raters, first.minimum_coverage);
    let alone: Vec<Combined> =
        raters.iter().map(|r| combine(std::slice::from_ref(r), first.minimum_coverage)).collect();
    let mut forms: Vec<String> = cards.iter().map(|c| c.line.form.clone()).collect();
    forms.sort();
    forms.dedup();
    let areas = combined.sections.iter().zip(&combined.overall.sections).map(|(s, score)| {
        let error = s.standard_error.filter(|_| score.score.is_some());
        let gate = match (s.section.gate, score.score) {
            (false, _) => Gate::None,
            (true, None) => Gate::NotAssessed,
            (true, Some(x)) if x < s.section.bar - 1e-9 => Gate::Failed,
            (true, Some(_)) => Gate::Passed,
        };
        let raters = cards.iter().zip(&alone).filter_map(|(card, own)| {
            let place = own.sections.iter().position(|o| o.section.area == s.section.area)?;
            Some(RaterScore {
                rater: card.line.interviewer.clone(),
                session: card.line.short.clone(),
                score: own.overall.sections[place].score.map(|x| rounded(x, 2)),
            })
        });
        AreaFigures {
            area: s.section.area.clone(),
            title: s.section.title.clone(),
            weight: s.section.weight,
            bar: s.section.bar,
            gate,
            score: score.score.map(|x| rounded(x, 2)),
            standard_error: error.map(|e| rounded(e, 3)),
            low: score.score.zip(error).map(|(x, e)| rounded((x - e).max(1.0), 2)),
            high: score.score.zip(error).map(|(x, e)| rounded((x + e).min(4.0), 2)),
            share: rounded(score.share, 3),
            questions: s.assessed,
            raters: raters.collect(),
        }
    });
    Some(PersonFigures {
        candidate: first.candidate.clone(),
        role: first.line.role.clone(),
        title: first.title.clone(),
        level: first.level,
        forms,
        sessions: cards.iter().map(|c| c.line.clone()).collect(),
        outcome: combined.overall.outcome,
        score: combined.overall.score.map(|s| rounded(s, 2)),
        standard_error: combined
            .standard_error
            .filter(|_| combined.overall.score.is_some())
            .map(|e| rounded(e, 3)),
        bar: rounded(combined.overall.bar, 2),
        coverage: rounded(combined.overall.coverage, 3),
        minimum_coverage: first.minimum_coverage,
        areas: areas.collect(),
    })
}

/// Everything that makes two forms the same: role, form letter, and each area with its weight, bar, gate and questions in their wording.
pub fn form_of(state: &State) -> Vec<(String, String)> {
    let plan = &state.material.plan;
    let mut parts = vec![("role".to_owned(), plan.role.to_string()), ("form".to_owned(), plan.form.clone())];
    for section in plan.section.iter().filter(|s| !s.question.is_empty()) {
        let gate = if section.gate { ", a gate" } else { "" };
        parts.push((
            format!("area {}", section.title),
            format!("weight {}, bar {:.2}{gate}", section.weight, section.bar),
        ));
    }
    for question in state.material.questions.values() {
        parts.push((format!("question {}", question.id), wording(question)));
    }
    parts
}
