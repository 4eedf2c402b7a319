//! The figures of one session, computed once. Every format draws these and computes nothing.

use schemars::JsonSchema;
use serde::Serialize;

use super::DecisionFigures;
use crate::{
    bank::{Body, wording},
    measure::Outcome,
    model::{Fraction, Header, Heard, Level, Mark, Mode, Recommendation, SkipCause, Verdict},
    session::{Amendment, DeviationKind, State, chosen_texts, flagged, red_flags},
};

/// `viva.report/1`: one session.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SessionReport {
    /// `viva.report/1`.
    pub schema: &'static str,
    /// The session itself.
    pub session: SessionFacts,
    /// Who was interviewed.
    pub candidate: String,
    /// Who interviewed.
    pub interviewer: String,
    /// For which role.
    pub role: RoleFigures,
    /// What it came to.
    pub result: ResultFigures,
    /// The interviewer's own recommendation, which neither changes the result nor is changed by it.
    pub recommendation: Option<RecommendationFigures>,
    /// Each area.
    pub sections: Vec<SectionFigures>,
    /// What departed from the form.
    pub deviations: Vec<DeviationFigures>,
    /// Changes after sealing, and verdicts that were given anew by a mended key.
    pub amendments: Vec<AmendmentFigures>,
    /// Notes about the whole interview.
    pub notes: Vec<String>,
    /// What a panel decided about this candidate for this role, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decisions: Vec<DecisionFigures>,
}

/// The session itself.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SessionFacts {
    /// The whole id.
    pub id: String,
    /// What people type.
    pub short: String,
    /// Who marked.
    pub mode: Mode,
    /// Whether the marks are the candidate's own: then they are no evidence beside an interviewer's.
    pub self_assessed: bool,
    /// open, complete, submitted or abandoned.
    pub status: SessionStatus,
    /// RFC 3339, UTC.
    pub started: String,
    /// Minutes spent, pauses left out.
    pub minutes: f64,
    /// Why it was abandoned.
    pub abandoned: Option<String>,
    /// The last link of its hash chain: `viva db verify --head` finds any later edit.
    pub head: String,
}

/// How far a session is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
pub enum SessionStatus {
    /// It can be resumed.
    Open,
    /// It has a recommendation and is not sealed.
    Complete,
    /// Sealed.
    Submitted,
    /// Ended without a scorecard.
    Abandoned,
}

/// The role and its form.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RoleFigures {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its level.
    pub level: Level,
    /// The form letter.
    pub form: String,
    /// Planned minutes of the whole appointment.
    pub minutes: u16,
}

/// What the session came to.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ResultFigures {
    /// The program's word.
    pub outcome: Outcome,
    /// Overall score, 1 to 4, two decimals.
    pub score: Option<f64>,
    /// Overall bar, 1 to 4, two decimals.
    pub bar: f64,
    /// Assessed share of planned weight, 0 to 1, three decimals.
    pub coverage: f64,
    /// The least coverage for a result.
    pub minimum_coverage: f64,
    /// Gates below their bar, with the evidence.
    pub gates_failed: Vec<GateFigures>,
    /// Gate areas without any mark.
    pub gates_not_assessed: Vec<String>,
}

/// A gate below its bar.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct GateFigures {
    /// Which area.
    pub area: String,
    /// Its score, two decimals.
    pub score: f64,
    /// Its bar.
    pub bar: f64,
    /// What was said, question by question.
    pub evidence: Vec<String>,
}

/// The interviewer's own recommendation.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RecommendationFigures {
    /// strong-no, no, yes, strong-yes or no-decision.
    pub value: Recommendation,
    /// The reason.
    pub why: String,
}

/// One area.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct SectionFigures {
    /// Its id.
    pub area: String,
    /// Its title.
    pub title: String,
    /// Its share in the overall score.
    pub weight: f64,
    /// Why its weight is not 1.
    pub why: Option<String>,
    /// What meets the level.
    pub bar: f64,
    /// Below the bar fails.
    pub gate: bool,
    /// Planned minutes.
    pub minutes: u16,
    /// 1 to 4, two decimals.
    pub score: Option<f64>,
    /// Assessed share of its criteria, 0 to 1, three decimals.
    pub share: f64,
    /// Its questions.
    pub questions: Vec<QuestionFigures>,
}

/// How a question ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum QuestionStatus {
    /// Every criterion has a mark.
    Assessed,
    /// Some criteria have marks.
    Partly,
    /// It was asked and has no marks.
    NotAssessed,
    /// It was left out.
    Skipped,
    /// It never came up.
    NotReached,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct QuestionFigures {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its topic.
    pub topic: String,
    /// Its kind.
    pub kind: &'static str,
    /// Its level.
    pub level: Level,
    /// The hash of its wording.
    pub wording: String,
    /// Place in the plan, from 1.
    pub planned_as: usize,
    /// Place in the order in which it was asked, from 1.
    pub asked_as: Option<usize>,
    /// Planned minutes.
    pub planned_minutes: u16,
    /// Minutes spent, one decimal.
    pub minutes: f64,
    /// How it ended.
    pub status: QuestionStatus,
    /// Why it has no marks.
    pub reason: Option<String>,
    /// 1 to 4, two decimals.
    pub score: Option<f64>,
    /// Criterion by criterion.
    pub marks: Vec<MarkFigures>,
    /// For graded questions: what was handed in and what came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<AnswerFigures>,
    /// What was listened for.
    pub look_fors: Vec<LookForFigures>,
    /// Probes that were asked.
    pub probes: Vec<NumberedText>,
    /// Hints that were given.
    pub hints: Vec<NumberedText>,
    /// Red flags that were heard.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub red_flags: Vec<NumberedText>,
    /// Notes.
    pub notes: Vec<String>,
}

/// What was handed in to a graded question.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct AnswerFigures {
    /// Exactly as typed; options and steps by the numbers as they were shown.
    pub text: String,
    /// The language of a program.
    pub language: Option<String>,
    /// The options or steps that were chosen, in the order of the answer.
    pub chosen: Vec<String>,
    /// How much was right, 0 to 1, three decimals.
    pub fraction: f64,
    /// Why.
    pub reason: String,
    /// Which grader, with its version.
    pub grader: String,
    /// The hash of the meaning of the question, that is of the key by which it was judged; null in answers kept by the first schema.
    pub meaning: Option<String>,
}

/// One criterion.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct MarkFigures {
    /// Its id.
    pub criterion: String,
    /// Its title.
    pub title: String,
    /// Its share in the question's score.
    pub weight: f64,
    /// 1 to 4; null is not assessed.
    pub mark: Option<Mark>,
    /// The anchor of that mark.
    pub anchor: Option<String>,
    /// What was said.
    pub evidence: Option<String>,
}

/// One look-for.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LookForFigures {
    /// Its id.
    pub id: String,
    /// What to hear.
    pub text: String,
    /// How it came; null when nobody ticked it.
    pub heard: Option<Heard>,
}

/// A probe or a hint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct NumberedText {
    /// From 1.
    pub number: u16,
    /// The text.
    pub text: String,
}

/// A departure from the form.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct DeviationFigures {
    /// Which question; null for the whole interview.
    pub question: Option<String>,
    /// What kind.
    pub kind: DeviationKind,
    /// In words.
    pub text: String,
}

/// A change after sealing.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct AmendmentFigures {
    /// When, RFC 3339.
    pub at: String,
    /// Who.
    pub who: String,
    /// Why.
    pub why: String,
    /// Which mark, or the recommendation.
    pub what: String,
    /// Before.
    pub before: String,
    /// After.
    pub after: String,
    /// Whether the scorecard was sealed by then; a verdict is also given anew before.
    pub after_sealing: bool,
}

pub(super) fn rounded(value: f64, decimals: i32) -> f64 {
    let factor = 10_f64.powi(decimals);
    (value * factor).round() / factor
}

/// Computes the figures of a session; `head` is the last link of its chain.
pub fn session_report(header: &Header, state: &State, head: &str) -> SessionReport {
    let plan = &state.material.plan;
    let overall = state.overall();
    let mut sections = Vec::new();
    let mut next = 0;
    let planned = plan.section.iter().filter(|s| !s.question.is_empty());
    for (section, score) in planned.zip(&overall.sections) {
        let range = next..next + section.question.len();
        next = range.end;
        sections.push(SectionFigures {
            area: section.area.to_string(),
            title: section.title.clone(),
            weight: section.weight,
            why: section.why.clone(),
            bar: section.bar,
            gate: section.gate,
            minutes: section.minutes,
            score: score.score.map(|s| rounded(s, 2)),
            share: rounded(score.share, 3),
            questions: range.map(|i| question_figures(state, i)).collect(),
        });
    }
    let gates_failed = overall.failed.iter().map(|g| gate_figures(&sections[g.section], g.score)).collect();
    let gates_not_assessed = overall.unassessed_gates.iter().map(|&i| sections[i].title.clone()).collect();
    SessionReport {
        schema: "viva.report/1",
        session: SessionFacts {
            id: header.id.to_string(),
            short: header.id.short().to_owned(),
            mode: header.mode,
            self_assessed: !header.mode.is_interview(),
            status: status(state),
            started: header.started.rfc3339(),
            minutes: rounded(state.elapsed as f64 / 60_000.0, 1),
            abandoned: state.abandoned.clone(),
            head: head.to_owned(),
        },
        candidate: header.candidate.clone(),
        interviewer: header.interviewer.clone(),
        role: RoleFigures {
            id: plan.role.to_string(),
            title: plan.title.clone(),
            level: plan.level,
            form: plan.form.clone(),
            minutes: plan.minutes,
        },
        result: ResultFigures {
            outcome: overall.outcome,
            score: overall.score.map(|s| rounded(s, 2)),
            bar: rounded(overall.bar, 2),
            coverage: rounded(overall.coverage, 3),
            minimum_coverage: plan.coverage,
            gates_failed,
            gates_not_assessed,
        },
        recommendation: state
            .recommended
            .as_ref()
            .map(|(value, why)| RecommendationFigures { value: *value, why: why.clone() }),
        sections,
        deviations: deviations(state),
        amendments: state.amendments.iter().map(amendment).collect(),
        notes: state.notes.iter().map(|n| n.text.clone()).collect(),
        decisions: Vec::new(),
    }
}

pub(super) fn status(state: &State) -> SessionStatus {
    match (state.submitted, &state.abandoned, &state.recommended) {
        (Some(_), _, _) => SessionStatus::Submitted,
        (None, Some(_), _) => SessionStatus::Abandoned,
        (None, None, Some(_)) => SessionStatus::Complete,
        (None, None, None) => SessionStatus::Open,
    }
}

fn gate_figures(section: &SectionFigures, score: f64) -> GateFigures {
    let evidence = section.questions.iter().flat_map(|q| {
        let below = |a: &&AnswerFigures| Fraction::clamped(a.fraction).on_scale() < section.bar;
        let graded = q.answer.as_ref().filter(below);
        let graded = graded.map(|a| format!("{}: {:.0} % - {}", q.title, a.fraction * 100.0, a.reason));
        let marked = q.marks.iter().filter_map(move |m| {
            let mark = m.mark.filter(|m| f64::from(m.value()) < section.bar)?;
            // Where the bank breaks the lines of an anchor means nothing here; an interviewer's own lines stay.
            let anchor = m.anchor.as_ref().map(|a| a.split_whitespace().collect::<Vec<_>>().join(" "));
            let said = m.evidence.as_deref().or(anchor.as_deref()).unwrap_or("no evidence was noted");
            Some(format!("{}, {}: {mark} - {said}", q.title, m.title))
        });
        marked.chain(graded)
    });
    GateFigures {
        area: section.title.clone(),
        score: rounded(score, 2),
        bar: section.bar,
        evidence: evidence.collect(),
    }
}

fn question_figures(state: &State, index: usize) -> QuestionFigures {
    let (question, s) = (state.material.question(index), &state.questions[index]);
    let marks: Vec<MarkFigures> = state
        .material
        .criteria(index)
        .iter()
        .map(|criterion| {
            let mark = s.marks.get(&criterion.id).copied().flatten();
            let own = match &question.body {
                Body::Open(open) => open.anchors.get(&criterion.id),
                Body::Choice(_) | Body::Order(_) | Body::Estimate(_) | Body::Sql(_) | Body::Code(_) => None,
            };
            let anchors = own.unwrap_or(&criterion.anchors).all();
            MarkFigures {
                criterion: criterion.id.to_string(),
                title: criterion.title.clone(),
                weight: criterion.weight,
                mark,
                anchor: mark.map(|m| anchors[usize::from(m.value()) - 1].1.to_owned()),
                evidence: s.evidence.get(&criterion.id).cloned(),
            }
        })
        .collect();
    let marked = marks.iter().filter(|m| m.mark.is_some()).count();
    let skipped = matches!(s.not_assessed, Some((SkipCause::Skipped, _)));
    let status = match (s.opened, marked) {
        (None, _) => QuestionStatus::NotReached,
        _ if skipped => QuestionStatus::Skipped,
        (Some(_), 0) if s.answered.is_none() => QuestionStatus::NotAssessed,
        (Some(_), n) if n < marks.len() && s.answered.is_none() => QuestionStatus::Partly,
        _ => QuestionStatus::Assessed,
    };
    let reason = s.not_assessed.as_ref().map(|(_, why)| why.clone());
    let reason =
        reason.or_else(|| (status == QuestionStatus::NotAssessed).then(|| "no marks were given".into()));
    let score = crate::measure::question_score(&state.question_marks(index)).map(|x| rounded(x, 2));
    let answer = s.answered.as_ref().map(|(answer, verdict)| AnswerFigures {
        text: answer.text.clone(),
        language: answer.language.clone(),
        chosen: chosen_texts(question, Some(&state.seed), answer),
        fraction: rounded(verdict.fraction.value(), 3),
        reason: verdict.reason.clone(),
        grader: verdict.grader.clone(),
        meaning: verdict.meaning.clone(),
    });
    let numbered = |used: &std::collections::BTreeSet<u16>, all: &[String]| -> Vec<NumberedText> {
        let text = |n: u16| all.get(usize::from(n).saturating_sub(1)).cloned().unwrap_or_default();
        used.iter().map(|&number| NumberedText { number, text: text(number) }).collect()
    };
    let (look_fors, probes, hints) = match &question.body {
        Body::Open(open) => {
            let look_for = |l: &crate::bank::LookFor| LookForFigures {
                id: l.id.to_string(),
                text: l.text.clone(),
                heard: s.heard.get(&l.id).copied(),
            };
            let look_fors = open.look_for.iter().map(look_for).collect();
            (look_fors, numbered(&s.probes, &open.probes), numbered(&s.hints, &open.hints))
        }
        Body::Choice(_) | Body::Order(_) | Body::Estimate(_) | Body::Sql(_) | Body::Code(_) => {
            (Vec::new(), Vec::new(), Vec::new())
        }
    };
    QuestionFigures {
        id: question.id.to_string(),
        title: question.title.clone(),
        topic: question.topic.to_string(),
        kind: question.body.kind().as_str(),
        level: question.level,
        wording: wording(question),
        planned_as: index + 1,
        asked_as: s.opened,
        planned_minutes: question.minutes,
        minutes: rounded(s.spent as f64 / 60_000.0, 1),
        status,
        reason,
        score,
        marks,
        answer,
        look_fors,
        probes,
        hints,
        red_flags: flagged(question, &s.heard)
            .into_iter()
            .map(|n| NumberedText {
                number: n,
                text: red_flags(question).get(usize::from(n) - 1).cloned().unwrap_or_default(),
            })
            .collect(),
        notes: s.notes.iter().map(|n| n.text.clone()).collect(),
    }
}

fn deviations(state: &State) -> Vec<DeviationFigures> {
    let figure = |(question, kind, text): (Option<usize>, DeviationKind, String)| DeviationFigures {
        question: question.map(|i| state.material.question(i).id.to_string()),
        kind,
        text,
    };
    state.all_deviations().into_iter().map(figure).collect()
}

fn amendment(amendment: &Amendment) -> AmendmentFigures {
    let mark = |m: &Option<Mark>| m.map_or_else(|| "not assessed".to_owned(), |m| m.to_string());
    match amendment {
        Amendment::Mark { at, question, criterion, before, after, who, why } => AmendmentFigures {
            at: at.rfc3339(),
            who: who.clone(),
            why: why.clone(),
            what: format!("{question}, {criterion}"),
            before: mark(before),
            after: mark(after),
            after_sealing: true,
        },
        Amendment::Recommendation { at, before, after, who, why } => AmendmentFigures {
            at: at.rfc3339(),
            who: who.clone(),
            why: why.clone(),
            what: "recommendation".into(),
            before: before.map_or_else(|| "none".to_owned(), |r| r.to_string()),
            after: after.to_string(),
            after_sealing: true,
        },
        Amendment::Verdict { at, question, before, after, sealed, who, why } => {
            let percent = |v: &Verdict| format!("{:.0} % ({})", v.fraction.value() * 100.0, v.grader);
            AmendmentFigures {
                at: at.rfc3339(),
                who: who.clone(),
                why: why.clone(),
                what: format!("{question}, verdict"),
                before: percent(before),
                after: percent(after),
                after_sealing: *sealed,
            }
        }
    }
}
