//! Several raters of one person, and how precise the result is.
//!
//! Raters are combined mechanically: a criterion's value is the mean of the marks that raters gave it, and from there everything is computed
//! as for one rater (`score.rs`). Nothing is weighted by who the rater is and nothing is settled by talk: combining by talk has no
//! shown advantage over the mean (Conway, Jako and Goodman 1995; Pulakos et al. 1996).
//!
//! The standard error says how much a score would move if other questions had been drawn: the conditional standard error of measurement
//! for absolute scores (Brennan 1998, "Raw-score conditional standard errors of measurement in generalizability theory", Applied
//! Psychological Measurement 22: the spread of one person's own question scores over the root of their number), carried through the weights:
//!
//! ```text
//! s            = sqrt(sum_q (x_q - mean)^2 / (N - 1))                x_q: score of an assessed question, all areas together, N of them
//! SE(area a)   = s / sqrt(n_a)                                       n_a assessed questions in the area
//! SE(overall)  = sqrt(sum_a w_a^2 SE_a^2) / sum_a w_a                over the assessed areas
//! SE(x - y)    = sqrt(SE_x^2 + SE_y^2)                               two people, two independent draws
//! ```
//!
//! An area mostly has one or two questions, too few for a spread of its own; with all areas together, what really differs between a person's
//! areas counts as error too, so the standard error is rather too large than too small. With fewer than [`FEWEST_QUESTIONS`], or
//! with all of them equal, there is none. It does not cover what raters or another day add.

use super::{Overall, QuestionMarks, SectionMarks, overall, question_score};

/// With fewer assessed questions no standard error is given.
pub const FEWEST_QUESTIONS: usize = 3;

/// A section as one rater saw it.
#[derive(Debug, Clone, PartialEq)]
pub struct RatedSection {
    /// Which area.
    pub area: String,
    /// Its title.
    pub title: String,
    /// Its share in the overall score.
    pub weight: f64,
    /// What meets the level, 1 to 4.
    pub bar: f64,
    /// Below the bar fails.
    pub gate: bool,
    /// Every planned question.
    pub questions: Vec<RatedQuestion>,
}

/// A question as one rater saw it.
#[derive(Debug, Clone, PartialEq)]
pub struct RatedQuestion {
    /// Its id.
    pub id: String,
    /// Criterion, weight, and the place on the scale 1 to 4 or nothing.
    pub criteria: Vec<(String, f64, Option<f64>)>,
}

/// All raters of one person together.
#[derive(Debug, Clone, PartialEq)]
pub struct Combined {
    /// Computed from the means as for one rater.
    pub overall: Overall,
    /// Of the overall score.
    pub standard_error: Option<f64>,
    /// Area by area, in the order of `overall.sections`.
    pub sections: Vec<CombinedSection>,
}

/// One area.
#[derive(Debug, Clone, PartialEq)]
pub struct CombinedSection {
    /// Its facts, as the first rater's plan has them.
    pub section: RatedSection,
    /// Questions with a score.
    pub assessed: usize,
    /// Of its score.
    pub standard_error: Option<f64>,
}

/// Combines raters; where plans differ in an area's weight, bar or gate, the first one's counts. Areas and questions are joined by id.
pub fn combine(raters: &[Vec<RatedSection>], minimum_coverage: f64) -> Combined {
    let mut sections: Vec<RatedSection> = Vec::new();
    for rated in raters.iter().flatten() {
        match sections.iter_mut().find(|s| s.area == rated.area) {
            None => sections.push(RatedSection { questions: own(&rated.questions), ..rated.clone() }),
            Some(known) => {
                for question in own(&rated.questions) {
                    if !known.questions.iter().any(|q| q.id == question.id) {
                        known.questions.push(question);
                    }
                }
            }
        }
    }
    for section in &mut sections {
        let seen = raters.iter().flatten().filter(|r| r.area == section.area).flat_map(|r| &r.questions);
        let seen: Vec<&RatedQuestion> = seen.collect();
        for question in &mut section.questions {
            let same = seen.iter().filter(|q| q.id == question.id);
            question.criteria = mean_criteria(same.copied());
        }
    }
    finish(sections, minimum_coverage)
}

fn own(questions: &[RatedQuestion]) -> Vec<RatedQuestion> {
    questions.iter().map(|q| RatedQuestion { id: q.id.clone(), criteria: Vec::new() }).collect()
}

fn mean_criteria<'a>(raters: impl Iterator<Item = &'a RatedQuestion>) -> Vec<(String, f64, Option<f64>)> {
    let mut all: Vec<(&str, f64, Vec<f64>)> = Vec::new();
    for (id, weight, place) in raters.flat_map(|q| &q.criteria) {
        match all.iter_mut().find(|c| c.0 == id) {
            Some(known) => known.2.extend(place),
            None => all.push((id, *weight, place.iter().copied().collect())),
        }
    }
    all.into_iter().map(|(id, weight, places)| (id.to_owned(), weight, mean(&places))).collect()
}

/// The mean; nothing of nothing.
pub fn mean(values: &[f64]) -> Option<f64> {
    (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
}

fn finish(sections: Vec<RatedSection>, minimum_coverage: f64) -> Combined {
    let marks = |q: &RatedQuestion| QuestionMarks(q.criteria.iter().map(|c| (c.1, c.2)).collect());
    let scores: Vec<Vec<f64>> = sections
        .iter()
        .map(|s| s.questions.iter().filter_map(|q| question_score(&marks(q))).collect())
        .collect();
    let plain: Vec<SectionMarks> = sections
        .iter()
        .map(|s| SectionMarks {
            weight: s.weight,
            bar: s.bar,
            gate: s.gate,
            questions: s.questions.iter().map(marks).collect(),
        })
        .collect();
    let deviation = deviation(&scores.concat());
    let error = |n: usize| deviation.filter(|_| n > 0).map(|s| s / (n as f64).sqrt());
    let weights: f64 =
        sections.iter().zip(&scores).filter(|(_, x)| !x.is_empty()).map(|(s, _)| s.weight).sum();
    let standard_error = deviation.filter(|_| weights > 0.0).map(|_| {
        let parts =
            sections.iter().zip(&scores).filter_map(|(s, x)| Some((s.weight * error(x.len())?).powi(2)));
        parts.sum::<f64>().sqrt() / weights
    });
    let sections = sections.into_iter().zip(&scores).map(|(section, x)| CombinedSection {
        section,
        assessed: x.len(),
        standard_error: error(x.len()),
    });
    Combined { overall: overall(&plain, minimum_coverage), standard_error, sections: sections.collect() }
}

/// The standard deviation (n - 1) of enough questions.
fn deviation(scores: &[f64]) -> Option<f64> {
    let mean = mean(scores).filter(|_| scores.len() >= FEWEST_QUESTIONS)?;
    let squares: f64 = scores.iter().map(|v| (v - mean).powi(2)).sum();
    // No spread at all among a handful of questions is no proof that there is none.
    Some((squares / (scores.len() - 1) as f64).sqrt()).filter(|s| *s > 1e-9)
}

/// The standard error of a difference of two people's scores, and whether the difference lies within it.
pub fn within(a: (f64, Option<f64>), b: (f64, Option<f64>)) -> Option<(f64, bool)> {
    let error = (a.1?.powi(2) + b.1?.powi(2)).sqrt();
    Some((error, (a.0 - b.0).abs() <= error + 1e-9))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(area: &str, questions: &[(&str, &[Option<f64>])]) -> RatedSection {
        let question = |(id, marks): &(&str, &[Option<f64>])| RatedQuestion {
            id: (*id).into(),
            criteria: marks.iter().enumerate().map(|(i, m)| (format!("c{i}"), 1.0, *m)).collect(),
        };
        let questions = questions.iter().map(question).collect();
        RatedSection { area: area.into(), title: area.into(), weight: 1.0, bar: 2.5, gate: false, questions }
    }

    #[test]
    fn a_worked_example() {
        let grace = vec![
            section("a", &[("q1", &[Some(2.0), Some(4.0)]), ("q2", &[Some(3.0), None])]),
            section("b", &[("q3", &[Some(1.0)]), ("q4", &[Some(3.0)])]),
        ];
        let alan = vec![section("a", &[("q1", &[Some(4.0), Some(4.0)]), ("q5", &[Some(4.0)])])];
        let c = combine(&[grace, alan], 0.75);
        // q1: means 3 and 4, so 3.5; q2: 3; q5: 4; area a 3.5. Area b: 1 and 3, so 2.
        assert_eq!(c.overall.sections[0].score, Some(3.5));
        assert_eq!(c.overall.sections[1].score, Some(2.0));
        assert_eq!(c.overall.score, Some(2.75));
        // 3.5, 3, 4, 1, 3: mean 2.9, squares 0.36 + 0.01 + 1.21 + 3.61 + 0.01 = 5.2, over 4.
        let s = (5.2_f64 / 4.0).sqrt();
        assert!((c.sections[0].standard_error.expect("one") - s / 3.0_f64.sqrt()).abs() < 1e-12);
        assert!((c.sections[1].standard_error.expect("one") - s / 2.0_f64.sqrt()).abs() < 1e-12);
        let overall = (s * s / 3.0 + s * s / 2.0).sqrt() / 2.0;
        assert!((c.standard_error.expect("one") - overall).abs() < 1e-12);
        assert!((c.overall.coverage - (5.0 / 6.0 + 1.0) / 2.0).abs() < 1e-12);
    }

    #[test]
    fn one_rater_alone_is_what_the_scorecard_says() {
        let one = vec![section("a", &[("q1", &[Some(2.0), Some(3.0)]), ("q2", &[None])])];
        let c = combine(std::slice::from_ref(&one), 0.75);
        assert_eq!(c.overall.score, Some(2.5));
        assert_eq!(c.standard_error, None, "too few questions");
        assert_eq!(combine(&[one.clone(), one], 0.75).overall, c.overall, "twice the same changes nothing");
    }

    #[test]
    fn differences_are_held_against_their_own_error() {
        assert_eq!(within((3.0, Some(0.3)), (2.5, Some(0.4))), Some((0.5, true)));
        assert!(!within((3.1, Some(0.3)), (2.5, Some(0.4))).expect("known").1);
        assert_eq!(within((3.1, None), (2.5, Some(0.4))), None);
    }
}
