//! Everything on one person: all sessions, all raters, combined role by role.

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    DecisionFigures,
    person::{Card, PersonFigures, Seen, SessionLine, counts, person, session_line},
    session::{SessionReport, rounded, session_report},
};
use crate::measure::mean;

/// `viva.candidate/1`: everything on one person.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CandidateReport {
    /// `viva.candidate/1`.
    pub schema: &'static str,
    /// Who.
    pub candidate: String,
    /// Every session, oldest first, also those that no combined figure covers.
    pub sessions: Vec<SessionLine>,
    /// Role by role, all submitted scorecards combined.
    pub roles: Vec<RoleOfCandidate>,
    /// Every session whole.
    pub scorecards: Vec<SessionReport>,
    /// What the panel decided; left out where anything is taken out.
    pub decisions: Vec<DecisionFigures>,
    /// What was taken out of the report, in a sentence.
    pub redacted: Option<String>,
}

/// One role that somebody was interviewed for.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RoleOfCandidate {
    /// The combined figures.
    pub person: PersonFigures,
    /// Criterion by criterion, what each rater gave; only where at least two raters marked.
    pub ratings: Vec<RatingFigures>,
}

/// One criterion of one question under all raters.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RatingFigures {
    /// The area's id.
    pub area: String,
    /// The question's id.
    pub question: String,
    /// The question's title.
    pub title: String,
    /// The criterion's id; `answer` for graded questions.
    pub criterion: String,
    /// Each rater's place on the scale, 1 to 4.
    pub marks: Vec<RaterMark>,
    /// Their mean, two decimals.
    pub mean: f64,
    /// Highest less lowest, two decimals.
    pub spread: f64,
}

/// What one rater gave.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RaterMark {
    /// Who marked.
    pub rater: String,
    /// Short id of the session.
    pub session: String,
    /// 1 to 4.
    pub mark: f64,
}

/// Computes the report of one person; `sessions` are all of theirs, oldest first.
pub fn candidate_report(sessions: &[Seen<'_>], redacted: Option<String>) -> CandidateReport {
    let counted: Vec<Seen<'_>> = sessions.iter().filter(|s| counts(s)).copied().collect();
    let mut roles: Vec<&str> = Vec::new();
    for seen in &counted {
        let role = seen.header.role.as_str();
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
    let of_role = |role: &str| -> Option<RoleOfCandidate> {
        let own: Vec<Seen<'_>> = counted.iter().filter(|s| s.header.role.as_str() == role).copied().collect();
        Some(RoleOfCandidate {
            person: person(&own.iter().map(Card::of).collect::<Vec<_>>())?,
            ratings: ratings(&own),
        })
    };
    CandidateReport {
        schema: "viva.candidate/1",
        candidate: sessions.first().map_or_else(String::new, |s| s.header.candidate.clone()),
        sessions: sessions.iter().map(session_line).collect(),
        roles: roles.into_iter().filter_map(of_role).collect(),
        scorecards: sessions.iter().map(|s| session_report(s.header, s.state, s.head)).collect(),
        decisions: Vec::new(),
        redacted,
    }
}

/// Largest divergences first, then in the order of the plan.
fn ratings(sessions: &[Seen<'_>]) -> Vec<RatingFigures> {
    let mut all: Vec<RatingFigures> = Vec::new();
    for seen in sessions {
        for section in super::person::rated(seen.state) {
            for question in section.questions {
                for (criterion, _, place) in question.criteria {
                    let Some(mark) = place else { continue };
                    let rater = seen.header.interviewer.clone();
                    let mark = RaterMark {
                        rater,
                        session: seen.header.id.short().to_owned(),
                        mark: rounded(mark, 2),
                    };
                    let same = |r: &&mut RatingFigures| r.question == question.id && r.criterion == criterion;
                    match all.iter_mut().find(same) {
                        Some(known) => known.marks.push(mark),
                        None => all.push(RatingFigures {
                            area: section.area.clone(),
                            title: title(seen, &question.id),
                            question: question.id.clone(),
                            criterion,
                            marks: vec![mark],
                            mean: 0.0,
                            spread: 0.0,
                        }),
                    }
                }
            }
        }
    }
    all.retain(|r| r.marks.len() > 1);
    for r in &mut all {
        let marks: Vec<f64> = r.marks.iter().map(|m| m.mark).collect();
        let (low, high) = (
            marks.iter().copied().fold(f64::INFINITY, f64::min),
            marks.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        );
        r.mean = rounded(mean(&marks).unwrap_or_default(), 2);
        r.spread = rounded(high - low, 2);
    }
    all.sort_by(|a, b| b.spread.total_cmp(&a.spread));
    all
}

fn title(seen: &Seen<'_>, id: &str) -> String {
    let questions = &seen.state.material.questions;
    questions.values().find(|q| q.id.as_str() == id).map_or_else(|| id.to_owned(), |q| q.title.clone())
}
