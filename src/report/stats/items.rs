//! The figures of `viva stats items`: how hard each question is, whether it tells candidates apart, what decides it, and who has seen it.

use std::collections::{BTreeMap, HashMap};

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    Records, Selection,
    records::{AnswerLine, QuestionFacts},
};
use crate::{
    measure::{
        COMPARED_SESSIONS, CORRELATED_CANDIDATES, Cluster, Estimate, Figure, MEAN_CANDIDATES, MEAN_SESSIONS,
        Moments, clustered_mean, correlation, difference, reliability, share,
    },
    model::{Heard, Moment, Word},
};

/// `viva.stats-items/1`: questions and forms.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ItemStats {
    /// `viva.stats-items/1`.
    pub schema: &'static str,
    /// Which sessions were counted.
    pub selection: Selection,
    /// How many.
    pub sessions: u64,
    /// Candidates in them.
    pub candidates: u64,
    /// Every question that came up, by area and id.
    pub items: Vec<ItemFigures>,
    /// Every form that was used.
    pub forms: Vec<FormFigures>,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ItemFigures {
    /// Which question.
    pub question: String,
    /// Its title.
    pub title: String,
    /// Its area.
    pub area: String,
    /// Who has seen it.
    pub exposure: ExposureFigures,
    /// How near to full marks candidates came, 0 (all got 1) to 1 (all got 4).
    pub facility: Estimate,
    /// The correlation of a candidate's score with the mean of their other questions.
    pub discrimination: Estimate,
    /// Planned minutes, as last planned.
    pub planned_minutes: u16,
    /// Minutes spent for one minute planned.
    pub time: Estimate,
    /// What was listened for.
    pub look_fors: Vec<LookForStats>,
    /// What was asked after.
    pub probes: Vec<ProbeStats>,
}

/// Who has seen a question.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ExposureFigures {
    /// Sessions in which it came up.
    pub sessions: u64,
    /// Candidates who were asked it.
    pub candidates: u64,
    /// When it was last asked; RFC 3339, UTC.
    pub last_asked: String,
    /// Their names, only when asked for by `--names`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub names: Option<Vec<String>>,
}

/// One look-for. Only sessions count in which the interviewer ticked any look-for of the question; one left unticked there was not heard.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct LookForStats {
    /// Its id.
    pub look_for: String,
    /// What is heard.
    pub text: String,
    /// Sessions that count.
    pub sessions: u64,
    /// Of these, heard on its own.
    pub unprompted: u64,
    /// After a probe.
    pub probed: u64,
    /// After a hint.
    pub hinted: u64,
    /// Not heard.
    pub missed: u64,
    /// The share in which it was heard, in whatever way.
    pub heard: Estimate,
    /// The mean score of the question when heard less that when missed.
    pub difference: Estimate,
}

/// One probe.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct ProbeStats {
    /// Its number, from 1.
    pub number: u16,
    /// Its text.
    pub text: String,
    /// The share of sessions in which it was asked.
    pub asked: Estimate,
    /// The mean score of the question when asked less that when not.
    pub difference: Estimate,
}

/// One form: the same questions for the same role under the same letter.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct FormFigures {
    /// The role.
    pub role: String,
    /// The form letter.
    pub form: String,
    /// How many questions it has.
    pub questions: u64,
    /// Candidates who met it.
    pub candidates: u64,
    /// Of these, those with a score on every question; the figures rest on them.
    pub complete: u64,
    /// Cronbach's alpha over the questions.
    pub alpha: Estimate,
    /// The standard error of measurement of a candidate's mean over the questions, in marks.
    pub error: Estimate,
}

/// Computes the figures.
pub fn item_stats(records: &Records, selection: Selection, with_names: bool) -> ItemStats {
    let scores = scores(records);
    let rest = totals(&scores);
    let mut by_question: BTreeMap<(&str, &str), Vec<usize>> = BTreeMap::new();
    for (i, line) in records.answers.iter().enumerate() {
        if let Some(facts) = records.questions.get(&line.question)
            && selection.area.as_ref().is_none_or(|a| a == facts.area.as_str())
        {
            let key = (facts.area.as_str(), records.words.text(line.question));
            by_question.entry(key).or_default().push(i);
        }
    }
    let mut scores_of: HashMap<Word, Vec<(Word, f64)>> = HashMap::new();
    scores.iter().for_each(|(candidate, question, score)| {
        scores_of.entry(*question).or_default().push((*candidate, *score))
    });
    let items = by_question.into_values().filter_map(|lines| {
        let question = records.answers[*lines.first()?].question;
        let own = scores_of.get(&question).map_or(&[][..], Vec::as_slice);
        Some(item(records, question, &lines, (own, &rest), with_names))
    });
    let mut candidates: Vec<Word> = records.sessions.iter().map(|s| s.candidate).collect();
    candidates.sort_unstable();
    candidates.dedup();
    ItemStats {
        schema: "viva.stats-items/1",
        sessions: records.sessions.len() as u64,
        candidates: candidates.len() as u64,
        items: items.collect(),
        forms: forms(records),
        selection,
    }
}

/// A candidate's mean score on each question over all sessions, sorted by candidate and question.
fn scores(records: &Records) -> Vec<(Word, Word, f64)> {
    let line = |l: &AnswerLine| Some((records.sessions[l.session as usize].candidate, l.question, l.score?));
    means(records.answers.iter().filter_map(line).collect())
}

fn means(mut lines: Vec<(Word, Word, f64)>) -> Vec<(Word, Word, f64)> {
    lines.sort_unstable_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(a.2.total_cmp(&b.2)));
    let mean = |own: &[(Word, Word, f64)]| {
        (own[0].0, own[0].1, own.iter().map(|l| l.2).sum::<f64>() / own.len() as f64)
    };
    lines.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1)).map(mean).collect()
}

/// Sum and number of each candidate's question scores.
type Totals = HashMap<Word, (f64, f64)>;

fn totals(scores: &[(Word, Word, f64)]) -> Totals {
    let total = |own: &[(Word, Word, f64)]| (own[0].0, (own.iter().map(|l| l.2).sum(), own.len() as f64));
    scores.chunk_by(|a, b| a.0 == b.0).map(total).collect()
}

fn item(
    records: &Records,
    question: Word,
    lines: &[usize],
    (own, totals): (&[(Word, f64)], &Totals),
    with_names: bool,
) -> ItemFigures {
    let facts = &records.questions[&question];
    let answers = || lines.iter().map(|i| &records.answers[*i]);
    let latest = answers().max_by_key(|l| (records.sessions[l.session as usize].started, l.session));
    let clusters: Vec<Cluster> = own.iter().map(|(_, score)| Cluster::one((score - 1.0) / 3.0)).collect();
    let with_rest: Vec<(f64, f64)> = own
        .iter()
        .filter_map(|(candidate, score)| {
            let (sum, n) = totals.get(candidate).filter(|t| t.1 > 1.0)?;
            Some((*score, (sum - score) / (n - 1.0)))
        })
        .collect();
    let mut time: HashMap<Word, Cluster> = HashMap::new();
    let mut timed = 0;
    for line in answers().filter(|l| l.spent > 0 && l.minutes > 0) {
        timed += 1;
        let ratio = line.spent as f64 / 60_000.0 / f64::from(line.minutes);
        time.entry(records.sessions[line.session as usize].candidate).or_default().add(ratio);
    }
    // In an order of its own, so that sums do not depend on how a map is laid out.
    let mut time: Vec<(Word, Cluster)> = time.into_iter().collect();
    time.sort_unstable_by_key(|t| t.0);
    let time: Vec<Cluster> = time.into_iter().map(|t| t.1).collect();
    ItemFigures {
        question: records.words.text(question).to_owned(),
        title: facts.title.clone(),
        area: facts.area.to_string(),
        exposure: exposure(
            records,
            lines,
            latest.map_or(Moment(0), |l| records.sessions[l.session as usize].started),
            with_names,
        ),
        facility: MEAN_CANDIDATES.estimate(own.len() as u64, || clustered_mean(&clusters).map(within_share)),
        discrimination: CORRELATED_CANDIDATES.estimate(with_rest.len() as u64, || correlation(&with_rest)),
        planned_minutes: latest.map_or(0, |l| l.minutes),
        time: MEAN_SESSIONS.estimate(timed, || clustered_mean(&time)),
        look_fors: look_fors(records, facts, lines),
        probes: probes(records, facts, lines),
    }
}

/// A share cannot lie outside 0 to 1, whatever t says.
fn within_share(figure: Figure) -> Figure {
    figure.map(|v| v.clamp(0.0, 1.0))
}

fn exposure(records: &Records, lines: &[usize], last: Moment, with_names: bool) -> ExposureFigures {
    let candidate = |i: &usize| records.sessions[records.answers[*i].session as usize].candidate;
    let mut candidates: Vec<Word> = lines.iter().map(candidate).collect();
    candidates.sort_unstable();
    candidates.dedup();
    let names = with_names.then(|| {
        let mut names: Vec<String> = candidates.iter().map(|c| records.name(*c).to_owned()).collect();
        names.sort();
        names
    });
    let (sessions, candidates) = (lines.len() as u64, candidates.len() as u64);
    ExposureFigures { sessions, candidates, last_asked: last.rfc3339(), names }
}

fn ticks_of(records: &Records, line: usize) -> &[(Word, Heard)] {
    let from = line.checked_sub(1).map_or(0, |before| records.answers[before].ticks);
    &records.ticks[from as usize..records.answers[line].ticks as usize]
}

fn probes_of(records: &Records, line: usize) -> &[u16] {
    let from = line.checked_sub(1).map_or(0, |before| records.answers[before].probes);
    &records.probes[from as usize..records.answers[line].probes as usize]
}

fn look_fors(records: &Records, facts: &QuestionFacts, lines: &[usize]) -> Vec<LookForStats> {
    #[derive(Default)]
    struct Sums {
        ways: [u64; 4],
        heard: Moments,
        missed: Moments,
    }
    let mut sums: Vec<Sums> = facts.look_fors.iter().map(|_| Sums::default()).collect();
    let mut sessions = 0;
    for line in lines {
        let ticks = ticks_of(records, *line);
        if ticks.is_empty() {
            continue;
        }
        sessions += 1;
        for ((id, _), s) in facts.look_fors.iter().zip(&mut sums) {
            let way = ticks.iter().find(|t| t.0 == *id).map_or(Heard::Missed, |t| t.1);
            s.ways[way as usize] += 1;
            if let Some(score) = records.answers[*line].score {
                if way == Heard::Missed { s.missed.add(score) } else { s.heard.add(score) }
            }
        }
    }
    let figures = |((id, text), s): (&(Word, String), Sums)| {
        let [missed, hinted, probed, unprompted] = s.ways;
        LookForStats {
            look_for: records.words.text(*id).to_owned(),
            text: text.clone(),
            sessions,
            unprompted,
            probed,
            hinted,
            missed,
            heard: MEAN_SESSIONS.estimate(sessions, || share(sessions - missed, sessions)),
            difference: COMPARED_SESSIONS
                .estimate(s.heard.n.min(s.missed.n), || difference(&s.heard, &s.missed)),
        }
    };
    facts.look_fors.iter().zip(sums).map(figures).collect()
}

fn probes(records: &Records, facts: &QuestionFacts, lines: &[usize]) -> Vec<ProbeStats> {
    let figures = |(text, number): (&String, u16)| {
        let (mut asked, mut with, mut without) = (0, Moments::default(), Moments::default());
        for line in lines {
            let was = probes_of(records, *line).contains(&number);
            asked += u64::from(was);
            if let Some(score) = records.answers[*line].score {
                if was { with.add(score) } else { without.add(score) }
            }
        }
        let sessions = lines.len() as u64;
        ProbeStats {
            number,
            text: text.clone(),
            asked: MEAN_SESSIONS.estimate(sessions, || share(asked, sessions)),
            difference: COMPARED_SESSIONS.estimate(with.n.min(without.n), || difference(&with, &without)),
        }
    };
    facts.probes.iter().zip(1_u16..).map(figures).collect()
}

fn forms(records: &Records) -> Vec<FormFigures> {
    // Plans that differ only in titles or minutes are the same form.
    let mut form_of: Vec<usize> = Vec::new();
    let mut forms: Vec<(&str, &str, Vec<Word>)> = Vec::new();
    for plan in &records.plans {
        let key =
            (plan.role.as_str(), plan.form.as_str(), plan.questions.iter().map(|q| q.0).collect::<Vec<_>>());
        form_of.push(forms.iter().position(|f| *f == key).unwrap_or_else(|| {
            forms.push(key);
            forms.len() - 1
        }));
    }
    let mut lines: Vec<Vec<(Word, Word, f64)>> = vec![Vec::new(); forms.len()];
    let mut met: Vec<Vec<Word>> = vec![Vec::new(); forms.len()];
    for session in &records.sessions {
        met[form_of[session.plan as usize]].push(session.candidate);
    }
    for line in &records.answers {
        let session = &records.sessions[line.session as usize];
        if let Some(score) = line.score {
            lines[form_of[session.plan as usize]].push((session.candidate, line.question, score));
        }
    }
    let mut found = Vec::new();
    for (((role, form, questions), lines), mut met) in forms.iter().zip(lines).zip(met) {
        met.sort_unstable();
        met.dedup();
        if met.is_empty() {
            continue;
        }
        let means = means(lines);
        let complete: Vec<Vec<f64>> = means
            .chunk_by(|a, b| a.0 == b.0)
            .filter(|own| own.len() == questions.len())
            .map(|own| own.iter().map(|l| l.2).collect())
            .collect();
        let n = complete.len() as u64;
        let both = (n >= CORRELATED_CANDIDATES.minimum).then(|| reliability(&complete)).flatten();
        found.push(FormFigures {
            role: (*role).to_owned(),
            form: (*form).to_owned(),
            questions: questions.len() as u64,
            candidates: met.len() as u64,
            complete: n,
            alpha: CORRELATED_CANDIDATES.estimate(n, || both.map(|b| b.alpha)),
            error: CORRELATED_CANDIDATES.estimate(n, || both.map(|b| b.error)),
        });
    }
    found.sort_by(|a, b| (&a.role, &a.form, b.candidates).cmp(&(&b.role, &b.form, a.candidates)));
    found
}
