//! A letter to a candidate: what went well and what to learn next, said by what was listened for. It is built from look-fors and titles
//! alone. Marks, scores, outcomes, recommendations, model answers, anchors, red flags, probes, hints, notes, evidence and the names of
//! interviewers never get into it, because nothing here reads them.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Document,
    person::{Seen, counts},
};
use crate::{bank::Body, model::Heard};

/// `viva.feedback/1`: what a candidate may read.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Letter {
    /// `viva.feedback/1`.
    pub schema: &'static str,
    /// To whom.
    pub candidate: String,
    /// The titles of the roles.
    pub roles: Vec<String>,
    /// Area by area, in the order in which they were asked.
    pub areas: Vec<LetterArea>,
}

/// One area.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LetterArea {
    /// Its title.
    pub title: String,
    /// What was heard, on its own or after a follow-up question.
    pub strengths: Vec<String>,
    /// What was heard only after help, or not at all.
    pub learn_next: Vec<String>,
}

/// From this share on a graded answer is a strength; below it is something to learn.
const GOOD: f64 = 0.75;

/// Computes the letter from all submitted interviews of one person. Of several interviewers, the one who heard most counts for each
/// look-for; what nobody ticked is not spoken of.
pub fn letter(sessions: &[Seen<'_>]) -> Letter {
    let counted: Vec<&Seen<'_>> = sessions.iter().filter(|s| counts(s)).collect();
    let mut roles: Vec<String> = Vec::new();
    let mut areas: Vec<LetterArea> = Vec::new();
    // Area and text, to the best way in which it was heard.
    let mut best: BTreeMap<(String, String), (usize, Heard)> = BTreeMap::new();
    let mut next = 0;
    for seen in &counted {
        let plan = &seen.state.material.plan;
        if !roles.contains(&plan.title) {
            roles.push(plan.title.clone());
        }
        for (index, (section, _)) in plan.slots().enumerate() {
            if !areas.iter().any(|a| a.title == section.title) {
                areas.push(LetterArea {
                    title: section.title.clone(),
                    strengths: Vec::new(),
                    learn_next: Vec::new(),
                });
            }
            for (text, heard) in said(seen, index) {
                next += 1;
                let entry = best.entry((section.title.clone(), text)).or_insert((next, heard));
                entry.1 = entry.1.max(heard);
            }
        }
    }
    let mut found: Vec<_> = best.into_iter().collect();
    found.sort_by_key(|f| f.1.0);
    for ((area, text), (_, heard)) in found {
        let Some(area) = areas.iter_mut().find(|a| a.title == area) else { continue };
        match heard {
            Heard::Unprompted | Heard::Probed => area.strengths.push(text),
            Heard::Hinted | Heard::Missed => area.learn_next.push(text),
        }
    }
    areas.retain(|a| !a.strengths.is_empty() || !a.learn_next.is_empty());
    let candidate = sessions.first().map_or_else(String::new, |s| s.header.candidate.clone());
    Letter { schema: "viva.feedback/1", candidate, roles, areas }
}

/// What one question says: each ticked look-for, or the title of a graded question by how much was right.
fn said(seen: &Seen<'_>, index: usize) -> Vec<(String, Heard)> {
    let (question, state) = (seen.state.material.question(index), &seen.state.questions[index]);
    match &question.body {
        Body::Open(open) => {
            open.look_for.iter().filter_map(|l| Some((l.text.clone(), *state.heard.get(&l.id)?))).collect()
        }
        Body::Choice(_) | Body::Order(_) | Body::Estimate(_) | Body::Sql(_) | Body::Code(_) => {
            let Some((_, verdict)) = &state.answered else { return Vec::new() };
            let right = verdict.fraction.value() >= GOOD;
            vec![(
                format!("Exercise: {}", question.title),
                if right { Heard::Unprompted } else { Heard::Missed },
            )]
        }
    }
}

/// Describes the letter.
pub fn letter_document(l: &Letter) -> Document {
    let mut d = Document::default();
    d.heading(1, format!("Feedback for {}", l.candidate));
    if l.roles.is_empty() || l.areas.is_empty() {
        d.text("There is nothing to report yet: no interview has been submitted in which something was noted that can be passed on.");
        return d;
    }
    d.text(format!("Thank you for your time in the interview for {}.", l.roles.join(" and ")));
    d.text("For each subject this letter says what came across well, and what would be worth learning next. It follows what we listen for with everybody.");
    for area in &l.areas {
        d.heading(2, area.title.clone());
        for (heading, points) in
            [("What came across well", &area.strengths), ("What to learn next", &area.learn_next)]
        {
            if !points.is_empty() {
                d.heading(3, heading);
                d.list(points.clone());
            }
        }
    }
    d
}
