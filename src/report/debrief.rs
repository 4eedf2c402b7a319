//! The figures of a debrief: what every rater of a panel gave, side by side, and where they part.
//!
//! Means are arithmetic and every rater counts the same (mechanical combination: Conway, Jako and Goodman 1995); the spread is the highest
//! minus the lowest value, since a deviation of two to four values says little. Nothing here recommends, and nobody is ranked.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    session::{MarkFigures, QuestionFigures, RecommendationFigures, SessionReport},
    session_report,
};
use crate::{
    measure::{self, Outcome},
    model::{Dissent, Header, Moment, person_key},
    session::State,
};

/// From this spread on a criterion is a divergence.
const FAR_CRITERION: f64 = 1.0;
/// From this spread on an area is a divergence.
const FAR_AREA: f64 = 0.5;
/// Comparisons forgive rounding in the last bits.
const EPSILON: f64 = 1e-9;

/// One scorecard of a panel.
#[derive(Debug)]
pub struct Panelist<'a> {
    /// The session's short id.
    pub session: String,
    /// Who interviewed.
    pub interviewer: String,
    /// Sealed.
    pub submitted: bool,
    /// Ended without a scorecard.
    pub abandoned: bool,
    /// The session, if whoever looks may see it.
    pub seen: Option<(&'a Header, &'a State)>,
}

/// `viva.debrief/1`
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Debrief {
    /// `viva.debrief/1`.
    pub schema: &'static str,
    /// Who was interviewed.
    pub candidate: String,
    /// For which role.
    pub role: DebriefRole,
    /// Why nothing but the panel is shown; null when everything is.
    pub hidden: Option<String>,
    /// Whether every scorecard that was not abandoned is sealed.
    pub complete: bool,
    /// Whose scorecard is missing.
    pub waiting_for: Vec<String>,
    /// Who interviewed.
    pub panel: Vec<PanelMember>,
    /// The raters' overall scores together.
    pub overall: Option<Combined>,
    /// Where they part most, the farthest first.
    pub divergences: Vec<Divergence>,
    /// Each area of any plan.
    pub areas: Vec<DebriefArea>,
    /// Areas of which nobody has a mark.
    pub not_assessed: Vec<String>,
    /// Each criterion of each question.
    pub criteria: Vec<CriterionFigures>,
    /// Red flags that were heard.
    pub red_flags: Vec<FlagFigures>,
    /// In which order to speak.
    pub speaking: Vec<String>,
    /// What was decided, oldest first.
    pub decisions: Vec<DecisionFigures>,
    /// What was taken out, decisions with it; null when nothing was.
    pub redacted: Option<String>,
}

/// The role.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DebriefRole {
    /// Its id.
    pub id: String,
    /// Its title; the id where nothing may be seen.
    pub title: String,
}

/// One rater.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct PanelMember {
    /// Who.
    pub interviewer: String,
    /// The session's short id.
    pub session: String,
    /// open, submitted or abandoned.
    pub status: &'static str,
    /// The form letter; null when hidden.
    pub form: Option<String>,
    /// When it was sealed, RFC 3339; null when it was not, or is hidden.
    pub submitted: Option<String>,
    /// The program's word on this scorecard alone; only of sealed ones.
    pub outcome: Option<Outcome>,
    /// Overall score, 1 to 4, two decimals; only of sealed ones.
    pub score: Option<f64>,
    /// Assessed share, 0 to 1; only of sealed ones.
    pub coverage: Option<f64>,
    /// The rater's own recommendation; only of sealed ones.
    pub recommendation: Option<RecommendationFigures>,
}

/// Several raters' values together.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, JsonSchema)]
#[schemars(inline)]
pub struct Combined {
    /// Arithmetic mean, two decimals.
    pub mean: f64,
    /// Highest minus lowest.
    pub spread: f64,
    /// How many values.
    pub n: usize,
}

/// One rater's value.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct RaterValue {
    /// Who.
    pub interviewer: String,
    /// 1 to 4; null is not assessed.
    pub value: Option<f64>,
}

/// One area.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct DebriefArea {
    /// Its id.
    pub area: String,
    /// Its title.
    pub title: String,
    /// What meets the level; null where the plans differ.
    pub bar: Option<f64>,
    /// Below the bar fails, in any plan.
    pub gate: bool,
    /// Every rater whose plan holds the area.
    pub raters: Vec<RaterValue>,
    /// Together; null when nobody assessed it.
    pub combined: Option<Combined>,
    /// Whether the mean lies below the bar; null where the plans differ, or nobody assessed it.
    pub mean_below_bar: Option<bool>,
    /// Raters whose own score lies below the bar of their plan.
    pub below_bar: Vec<String>,
}

/// One criterion of one question.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct CriterionFigures {
    /// The question's id.
    pub question: String,
    /// Its title.
    pub title: String,
    /// Its area.
    pub area: String,
    /// The hash of its wording: another wording is another question.
    pub wording: String,
    /// The criterion's id; `answer` for questions that viva marks.
    pub criterion: String,
    /// Its title.
    pub criterion_title: String,
    /// Every rater who was to ask it.
    pub raters: Vec<RaterValue>,
    /// Together; null when nobody assessed it.
    pub combined: Option<Combined>,
}

/// Where raters part.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Divergence {
    /// `area` or `criterion`.
    pub kind: &'static str,
    /// Which one, in words.
    pub what: String,
    /// Highest minus lowest.
    pub spread: f64,
    /// Who gave least.
    pub low: Side,
    /// Who gave most.
    pub high: Side,
}

/// One side of a divergence.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Side {
    /// Who.
    pub interviewers: Vec<String>,
    /// 1 to 4.
    pub value: f64,
    /// What was heard, as noted.
    pub evidence: Vec<String>,
}

/// A red flag that was heard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FlagFigures {
    /// The question's id.
    pub question: String,
    /// Its title.
    pub title: String,
    /// The red flag.
    pub flag: String,
    /// Who heard it.
    pub heard_by: Vec<String>,
    /// Of how many who asked the question.
    pub of: usize,
}

/// What was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DecisionFigures {
    /// When, RFC 3339.
    pub at: String,
    /// Who wrote it down.
    pub recorded_by: String,
    /// For which role.
    pub role: String,
    /// In words.
    pub decision: String,
    /// Who answers for it.
    pub owner: String,
    /// Why.
    pub why: String,
    /// Who did not agree.
    pub dissent: Vec<Dissent>,
}

fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0
}

fn mean(values: &[RaterValue]) -> Option<f64> {
    let given: Vec<f64> = values.iter().filter_map(|r| r.value).collect();
    (!given.is_empty()).then(|| given.iter().sum::<f64>() / given.len() as f64)
}

fn combined(values: &[RaterValue]) -> Option<Combined> {
    let given = || values.iter().filter_map(|r| r.value);
    let (low, high) = given().fold((f64::MAX, f64::MIN), |(l, h), v| (l.min(v), h.max(v)));
    let mean = rounded(mean(values)?);
    Some(Combined { mean, spread: rounded(high - low), n: given().count() })
}

/// A sealed scorecard that may be seen.
struct Card {
    interviewer: String,
    sealed: Moment,
    report: SessionReport,
    // The figures of the report are rounded; means are taken of what they were before.
    overall: measure::Overall,
    questions: BTreeMap<String, f64>,
}

impl Card {
    fn of(interviewer: &str, header: &Header, state: &State, sealed: Moment) -> Self {
        let score = |i: usize| {
            let id = state.material.question(i).id.to_string();
            measure::question_score(&state.question_marks(i)).map(|s| (id, s))
        };
        Card {
            interviewer: interviewer.to_owned(),
            sealed,
            report: session_report(header, state, ""),
            overall: state.overall(),
            questions: (0..state.questions.len()).filter_map(score).collect(),
        }
    }
}

/// Computes the figures. Only sealed scorecards that may be seen bear marks; while anything is `hidden` none does. `last` speak last.
pub fn debrief(
    candidate: &str,
    role: &str,
    panel: &[Panelist<'_>],
    hidden: Option<String>,
    last: &[String],
    decisions: Vec<DecisionFigures>,
) -> Debrief {
    let bare = hidden.is_some();
    let mut cards: Vec<Card> = Vec::new();
    let mut figures = Vec::new();
    let mut title = None;
    for p in panel {
        let sealed = p.seen.filter(|_| !bare).and_then(|(h, s)| Some((h, s, s.submitted?)));
        let card = sealed.map(|(header, state, sealed)| Card::of(&p.interviewer, header, state, sealed));
        let report = card.as_ref().map(|c| &c.report);
        title = title.or_else(|| report.map(|r| r.role.title.clone()));
        figures.push(PanelMember {
            interviewer: p.interviewer.clone(),
            session: p.session.clone(),
            status: match (p.submitted, p.abandoned) {
                (true, _) => "submitted",
                (false, true) => "abandoned",
                (false, false) => "open",
            },
            form: report.map(|r| r.role.form.clone()),
            submitted: card.as_ref().map(|c| c.sealed.rfc3339()),
            outcome: report.map(|r| r.result.outcome),
            score: report.and_then(|r| r.result.score),
            coverage: report.map(|r| r.result.coverage),
            recommendation: report.and_then(|r| r.recommendation.clone()),
        });
        cards.extend(card);
    }
    // Two scorecards of one person are told apart by their place.
    for i in 1..cards.len() {
        let same = cards[..i].iter().filter(|c| c.interviewer == cards[i].interviewer).count();
        if same > 0 {
            cards[i].interviewer = format!("{} ({})", cards[i].interviewer, same + 1);
        }
    }
    let overall: Vec<RaterValue> = cards
        .iter()
        .map(|c| RaterValue { interviewer: c.interviewer.clone(), value: c.overall.score })
        .collect();
    let waiting_for: Vec<String> =
        panel.iter().filter(|p| !p.submitted && !p.abandoned).map(|p| p.interviewer.clone()).collect();
    let (areas, criteria) = (areas(&cards), criteria(&cards));
    Debrief {
        schema: "viva.debrief/1",
        candidate: candidate.to_owned(),
        role: DebriefRole { id: role.to_owned(), title: title.unwrap_or_else(|| role.to_owned()) },
        hidden,
        complete: waiting_for.is_empty(),
        waiting_for,
        overall: combined(&overall),
        divergences: divergences(&cards, &areas, &criteria),
        not_assessed: areas.iter().filter(|a| a.combined.is_none()).map(|a| a.title.clone()).collect(),
        areas: areas.into_iter().map(|a| DebriefArea { raters: shown(a.raters), ..a }).collect(),
        criteria: criteria.into_iter().map(|c| CriterionFigures { raters: shown(c.raters), ..c }).collect(),
        red_flags: red_flags(&cards),
        speaking: speaking(&cards, last),
        panel: figures,
        decisions,
        redacted: None,
    }
}

/// Values as they are shown.
fn shown(raters: Vec<RaterValue>) -> Vec<RaterValue> {
    raters.into_iter().map(|r| RaterValue { value: r.value.map(rounded), ..r }).collect()
}

fn areas(cards: &[Card]) -> Vec<DebriefArea> {
    let mut all: Vec<DebriefArea> = Vec::new();
    for card in cards {
        for (s, own) in card.report.sections.iter().zip(&card.overall.sections) {
            let rater = RaterValue { interviewer: card.interviewer.clone(), value: own.score };
            let at = all.iter().position(|a| a.area == s.area).unwrap_or_else(|| {
                all.push(DebriefArea {
                    area: s.area.clone(),
                    title: s.title.clone(),
                    bar: Some(s.bar),
                    gate: false,
                    raters: Vec::new(),
                    combined: None,
                    mean_below_bar: None,
                    below_bar: Vec::new(),
                });
                all.len() - 1
            });
            let area = &mut all[at];
            area.bar = area.bar.filter(|b| (b - s.bar).abs() < EPSILON);
            area.gate |= s.gate;
            if own.score.is_some_and(|x| x < s.bar - EPSILON) {
                area.below_bar.push(card.interviewer.clone());
            }
            area.raters.push(rater);
            area.combined = combined(&area.raters);
            let mean = mean(&area.raters);
            area.mean_below_bar = area.bar.zip(mean).map(|(bar, mean)| mean < bar - EPSILON);
        }
    }
    all
}

/// The criteria of a question; a question that viva marks has one, its answer.
fn marks_of(card: &Card, q: &QuestionFigures) -> Vec<(String, String, Option<f64>)> {
    if q.marks.is_empty() {
        return vec![("answer".into(), "Answer".into(), card.questions.get(&q.id).copied())];
    }
    let one = |m: &MarkFigures| (m.criterion.clone(), m.title.clone(), m.mark.map(|x| f64::from(x.value())));
    q.marks.iter().map(one).collect()
}

fn criteria(cards: &[Card]) -> Vec<CriterionFigures> {
    let mut all: Vec<CriterionFigures> = Vec::new();
    for card in cards {
        for (section, q) in card.report.sections.iter().flat_map(|s| s.questions.iter().map(move |q| (s, q)))
        {
            for (criterion, title, value) in marks_of(card, q) {
                let same = |c: &CriterionFigures| {
                    c.question == q.id && c.wording == q.wording && c.criterion == criterion
                };
                let at = all.iter().position(same).unwrap_or_else(|| {
                    all.push(CriterionFigures {
                        question: q.id.clone(),
                        title: q.title.clone(),
                        area: section.title.clone(),
                        wording: q.wording.clone(),
                        criterion: criterion.clone(),
                        criterion_title: title.clone(),
                        raters: Vec::new(),
                        combined: None,
                    });
                    all.len() - 1
                });
                all[at].raters.push(RaterValue { interviewer: card.interviewer.clone(), value });
                all[at].combined = combined(&all[at].raters);
            }
        }
    }
    all
}

fn divergences(cards: &[Card], areas: &[DebriefArea], criteria: &[CriterionFigures]) -> Vec<Divergence> {
    let far = |c: Option<Combined>, least: f64| c.is_some_and(|c| c.n > 1 && c.spread > least - EPSILON);
    let card = |name: &str| cards.iter().find(|c| c.interviewer == name);
    let mut all = Vec::new();
    for c in criteria.iter().filter(|c| far(c.combined, FAR_CRITERION)) {
        let evidence = |name: &str| -> Vec<String> {
            let questions =
                card(name).into_iter().flat_map(|x| x.report.sections.iter()).flat_map(|s| &s.questions);
            questions
                .filter(|q| q.id == c.question && q.wording == c.wording)
                .flat_map(|q| said(q, &c.criterion))
                .collect()
        };
        let (low, high) = sides(&c.raters, evidence);
        let what = format!("{} ({}): {}", c.title, c.question, c.criterion_title);
        all.push(Divergence { kind: "criterion", what, spread: rounded(high.value - low.value), low, high });
    }
    for a in areas.iter().filter(|a| far(a.combined, FAR_AREA)) {
        let evidence = |name: &str| -> Vec<String> {
            let sections = card(name).into_iter().flat_map(|x| x.report.sections.iter());
            let questions = sections.filter(|s| s.area == a.area).flat_map(|s| &s.questions);
            let line = |q: &QuestionFigures| q.score.map(|s| format!("{} ({}): {s:.2}", q.title, q.id));
            questions.filter_map(line).collect()
        };
        let (low, high) = sides(&a.raters, evidence);
        let what = a.title.clone();
        all.push(Divergence { kind: "area", what, spread: rounded(high.value - low.value), low, high });
    }
    all.sort_by(|a, b| b.spread.total_cmp(&a.spread));
    all
}

/// What was noted for a mark: its evidence, else its anchor, and the notes on the question.
fn said(q: &QuestionFigures, criterion: &str) -> Vec<String> {
    let mark = q.marks.iter().find(|m| m.criterion == criterion);
    let evidence = mark.and_then(|m| m.evidence.clone());
    let anchor =
        mark.and_then(|m| m.anchor.as_ref()).map(|a| a.split_whitespace().collect::<Vec<_>>().join(" "));
    let anchor = anchor.map(|a| format!("no evidence was noted; the anchor says: {a}"));
    let answer = q.answer.as_ref().map(|a| a.reason.clone());
    let first = evidence.or(anchor).or(answer);
    first.into_iter().chain(q.notes.iter().map(|n| format!("note: {n}"))).collect()
}

/// The lowest and the highest side; there are at least two values.
fn sides(raters: &[RaterValue], evidence: impl Fn(&str) -> Vec<String>) -> (Side, Side) {
    let given = || raters.iter().filter_map(|r| Some((r.interviewer.as_str(), r.value?)));
    let side = |value: f64| {
        let names: Vec<&str> = given().filter(|(_, v)| (v - value).abs() < EPSILON).map(|(n, _)| n).collect();
        let several = names.len() > 1;
        let named = |n: &&str| -> Vec<String> {
            let lines = evidence(n);
            if several { lines.into_iter().map(|l| format!("{n}: {l}")).collect() } else { lines }
        };
        Side {
            evidence: names.iter().flat_map(named).collect(),
            interviewers: names.iter().map(|n| (*n).to_owned()).collect(),
            value: rounded(value),
        }
    };
    let (low, high) = given().fold((f64::MAX, f64::MIN), |(l, h), (_, v)| (l.min(v), h.max(v)));
    (side(low), side(high))
}

fn red_flags(cards: &[Card]) -> Vec<FlagFigures> {
    let questions = |c: &'_ Card| -> Vec<QuestionFigures> {
        c.report.sections.iter().flat_map(|s| s.questions.clone()).filter(|q| q.asked_as.is_some()).collect()
    };
    let mut all: Vec<FlagFigures> = Vec::new();
    for card in cards {
        for q in questions(card) {
            for flag in &q.red_flags {
                match all.iter_mut().find(|f| f.question == q.id && f.flag == flag.text) {
                    Some(known) => known.heard_by.push(card.interviewer.clone()),
                    None => all.push(FlagFigures {
                        question: q.id.clone(),
                        title: q.title.clone(),
                        flag: flag.text.clone(),
                        heard_by: vec![card.interviewer.clone()],
                        of: cards.iter().filter(|c| questions(c).iter().any(|x| x.id == q.id)).count(),
                    }),
                }
            }
        }
    }
    all
}

/// In the order in which scorecards were sealed; whoever is named in `last` comes at the end, in that order.
fn speaking(cards: &[Card], last: &[String]) -> Vec<String> {
    let place =
        |c: &Card| last.iter().position(|n| person_key(n) == person_key(&c.interviewer)).map_or(0, |i| i + 1);
    let mut order: Vec<&Card> = cards.iter().collect();
    order.sort_by_key(|c| (place(c), c.sealed));
    order.into_iter().map(|c| c.interviewer.clone()).collect()
}
