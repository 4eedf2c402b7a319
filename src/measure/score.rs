//! From marks to a result.
//!
//! Components are combined mechanically, with weights fixed beforehand and equal unless a reason is written down (Conway, Jako and
//! Goodman 1995; OPM, "Structured Interviews: A Practical Guide", 2008). What was not assessed is left out of every mean and shown as lower coverage.
//!
//! ```text
//! question = sum(weight_c * mark_c) / sum(weight_c)            over its assessed criteria, 1..4
//! section  = mean(question)                                    over its assessed questions, 1..4
//! overall  = sum(weight_s * section_s) / sum(weight_s)         over the assessed sections, 1..4
//! coverage = sum(weight_s * share_s) / sum(weight_s)           over all planned sections, 0..1
//! share_s  = mean over planned questions of (assessed criterion weight / criterion weight)
//! bar      = sum(weight_s * bar_s) / sum(weight_s)             over all planned sections: the same for every candidate
//! ```

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Comparisons with a bar forgive rounding in the last bits.
const EPSILON: f64 = 1e-9;

/// The criteria of one question: weight, and the place on the scale 1 to 4 or nothing. No criteria: never assessed.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct QuestionMarks(pub Vec<(f64, Option<f64>)>);

/// One section with all its planned questions.
#[derive(Debug, Clone, PartialEq)]
pub struct SectionMarks {
    /// Its share in the overall score.
    pub weight: f64,
    /// What meets the level, 1 to 4.
    pub bar: f64,
    /// Below the bar fails.
    pub gate: bool,
    /// Every planned question.
    pub questions: Vec<QuestionMarks>,
}

/// What a section came to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SectionScore {
    /// 1 to 4; nothing when nothing was assessed.
    pub score: Option<f64>,
    /// Assessed share of its planned criteria, 0 to 1.
    pub share: f64,
}

/// A gate that was not passed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GateFailure {
    /// Index of the section.
    pub section: usize,
    /// What it came to.
    pub score: f64,
    /// What it asked for.
    pub bar: f64,
}

/// The program's own word, which never says whom to hire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum Outcome {
    /// Overall at the bar or above, no gate failed, enough evidence.
    MeetsTheBar,
    /// Overall below the bar.
    BelowTheBar,
    /// A gate section lies below its own bar.
    GateFailed,
    /// A gate was not assessed, or coverage is under the role's minimum.
    NotEnoughEvidence,
}

impl Outcome {
    /// The words on the screen.
    pub fn words(self) -> &'static str {
        match self {
            Outcome::MeetsTheBar => "meets the bar",
            Outcome::BelowTheBar => "below the bar",
            Outcome::GateFailed => "gate failed",
            Outcome::NotEnoughEvidence => "not enough evidence",
        }
    }
}

/// What an interview came to.
#[derive(Debug, Clone, PartialEq)]
pub struct Overall {
    /// 1 to 4; nothing when nothing was assessed.
    pub score: Option<f64>,
    /// 0 to 1.
    pub coverage: f64,
    /// 1 to 4.
    pub bar: f64,
    /// Each section, in order.
    pub sections: Vec<SectionScore>,
    /// Gates below their bar.
    pub failed: Vec<GateFailure>,
    /// Gate sections without any mark, by index.
    pub unassessed_gates: Vec<usize>,
    /// The program's own word.
    pub outcome: Outcome,
}

/// The weighted mean of the assessed criteria, 1 to 4.
pub fn question_score(question: &QuestionMarks) -> Option<f64> {
    weighted_mean(question.0.iter().copied())
}

/// Combines all sections; `minimum_coverage` is the role's, 0 to 1.
pub fn overall(sections: &[SectionMarks], minimum_coverage: f64) -> Overall {
    let scores: Vec<SectionScore> = sections.iter().map(section_score).collect();
    let score = weighted_mean(sections.iter().zip(&scores).map(|(s, r)| (s.weight, r.score)));
    let coverage = weighted_mean(sections.iter().zip(&scores).map(|(s, r)| (s.weight, Some(r.share))));
    let coverage = coverage.unwrap_or(0.0);
    let bar = weighted_mean(sections.iter().map(|s| (s.weight, Some(s.bar)))).unwrap_or(1.0);
    let gates = || sections.iter().zip(&scores).enumerate().filter(|(_, (s, _))| s.gate);
    let failed: Vec<GateFailure> = gates()
        .filter_map(|(section, (s, r))| Some(GateFailure { section, score: r.score?, bar: s.bar }))
        .filter(|g| g.score < g.bar - EPSILON)
        .collect();
    let unassessed_gates: Vec<usize> =
        gates().filter(|(_, (_, r))| r.score.is_none()).map(|(i, _)| i).collect();
    let outcome = match score {
        _ if !failed.is_empty() => Outcome::GateFailed,
        None => Outcome::NotEnoughEvidence,
        _ if !unassessed_gates.is_empty() || coverage < minimum_coverage - EPSILON => {
            Outcome::NotEnoughEvidence
        }
        Some(score) if score >= bar - EPSILON => Outcome::MeetsTheBar,
        Some(_) => Outcome::BelowTheBar,
    };
    Overall { score, coverage, bar, sections: scores, failed, unassessed_gates, outcome }
}

fn section_score(section: &SectionMarks) -> SectionScore {
    let scores = section.questions.iter().map(|q| (1.0, question_score(q)));
    let share = |q: &QuestionMarks| {
        let all: f64 = q.0.iter().map(|c| c.0).sum();
        // An empty float sum is -0.0, which would be shown as such.
        let assessed = q.0.iter().filter(|c| c.1.is_some()).fold(0.0, |sum, c| sum + c.0);
        if all > 0.0 { assessed / all } else { 0.0 }
    };
    let n = section.questions.len();
    let share =
        if n == 0 { 0.0 } else { section.questions.iter().map(share).fold(0.0, |a, b| a + b) / n as f64 };
    SectionScore { score: weighted_mean(scores), share }
}

fn weighted_mean(parts: impl Iterator<Item = (f64, Option<f64>)>) -> Option<f64> {
    let (sum, weights) = parts
        .filter_map(|(w, v)| v.map(|v| (w, v)))
        .fold((0.0, 0.0), |(sum, weights), (w, v)| (sum + w * v, weights + w));
    (weights > 0.0).then(|| sum / weights)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn marks() -> impl Strategy<Value = QuestionMarks> {
        let mark = prop::option::weighted(0.8, (1_u8..=4).prop_map(f64::from));
        prop::collection::vec((prop::sample::select(vec![1.0, 2.0, 0.5]), mark), 1..5).prop_map(QuestionMarks)
    }

    fn section() -> impl Strategy<Value = SectionMarks> {
        let questions = prop::collection::vec(marks(), 1..5);
        (prop::sample::select(vec![1.0, 2.0, 3.0]), 1.0..4.0_f64, any::<bool>(), questions)
            .prop_map(|(weight, bar, gate, questions)| SectionMarks { weight, bar, gate, questions })
    }

    fn sections() -> impl Strategy<Value = Vec<SectionMarks>> {
        prop::collection::vec(section(), 1..5)
    }

    fn rank(o: &Overall) -> u8 {
        match o.outcome {
            Outcome::GateFailed => 0,
            Outcome::NotEnoughEvidence => 1,
            Outcome::BelowTheBar => 2,
            Outcome::MeetsTheBar => 3,
        }
    }

    proptest! {
        #[test]
        fn scores_stay_on_the_scale(s in sections()) {
            let o = overall(&s, 0.75);
            prop_assert!(o.score.is_none_or(|x| (1.0 - 1e-9..=4.0 + 1e-9).contains(&x)));
            prop_assert!((-1e-9..=1.0 + 1e-9).contains(&o.coverage));
        }

        #[test]
        fn a_higher_mark_never_lowers_anything(s in sections(), pick in any::<prop::sample::Index>()) {
            let before = overall(&s, 0.75);
            let mut raised = s.clone();
            let mut all: Vec<&mut f64> = raised.iter_mut().flat_map(|s| &mut s.questions)
                .flat_map(|q| &mut q.0).filter_map(|c| c.1.as_mut()).collect();
            prop_assume!(!all.is_empty());
            let i = pick.index(all.len());
            *all[i] = (*all[i] + 1.0).min(4.0);
            let after = overall(&raised, 0.75);
            prop_assert!(after.score >= before.score.map(|x| x - 1e-9));
            prop_assert!(rank(&after) >= rank(&before));
        }

        #[test]
        fn order_does_not_matter(s in sections()) {
            let mut turned = s.clone();
            turned.reverse();
            for section in &mut turned {
                section.questions.reverse();
                section.questions.iter_mut().for_each(|q| q.0.reverse());
            }
            let (a, b) = (overall(&s, 0.75), overall(&turned, 0.75));
            prop_assert_eq!(a.outcome, b.outcome);
            prop_assert!((a.coverage - b.coverage).abs() < 1e-9);
            prop_assert!(a.score.zip(b.score).is_none_or(|(x, y)| (x - y).abs() < 1e-9));
        }

        #[test]
        fn an_unassessed_criterion_changes_nothing_but_coverage(s in sections(), at in any::<prop::sample::Index>()) {
            let mut more = s.clone();
            let i = at.index(more.len());
            more[i].questions[0].0.push((1.0, None));
            let (a, b) = (overall(&s, 0.75), overall(&more, 0.75));
            prop_assert!(a.score == b.score && b.coverage <= a.coverage);
            prop_assert_eq!(a.sections.iter().map(|s| s.score).collect::<Vec<_>>(),
                b.sections.iter().map(|s| s.score).collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_worked_example() {
        let q = |marks: &[(f64, f64)]| QuestionMarks(marks.iter().map(|&(w, m)| (w, Some(m))).collect());
        let s = vec![
            SectionMarks {
                weight: 3.0,
                bar: 2.75,
                gate: true,
                questions: vec![q(&[(2.0, 3.0), (1.0, 4.0)]), q(&[(1.0, 3.0)])],
            },
            SectionMarks {
                weight: 1.0,
                bar: 2.5,
                gate: false,
                questions: vec![q(&[(1.0, 2.0)]), QuestionMarks(vec![(1.0, None)])],
            },
        ];
        let o = overall(&s, 0.75);
        // (10/3 + 3) / 2 = 19/6; (3 * 19/6 + 2) / 4 = 2.875; coverage (3 * 1 + 1 * 0.5) / 4
        assert!((o.score.unwrap() - 2.875).abs() < 1e-12);
        assert!((o.coverage - 0.875).abs() < 1e-12);
        assert_eq!(o.outcome, Outcome::MeetsTheBar);
        let mut low = s.clone();
        low[0].questions = vec![q(&[(1.0, 2.0)])];
        assert_eq!(overall(&low, 0.75).outcome, Outcome::GateFailed);
        low[0].questions = vec![QuestionMarks(vec![(1.0, None)])];
        assert_eq!(overall(&low, 0.0).outcome, Outcome::NotEnoughEvidence);
    }
}
