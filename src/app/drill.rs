//! Drills: an interviewer marks gold samples. Every mark is kept before the next thing is shown.

use std::path::Path;

use anyhow::Result;

use super::{BadContent, NotFound, banks, plans::bad_content};
use crate::{
    bank::{Bank, DrillMarks, DrillScript, Listed, codes},
    model::{Drill, DrillEntry, DrillHeader, Finding, Place},
    plan::{GoldSample, UnknownWord, Wanted, gold_samples, is_open_at, next_samples},
    session::{DrillAsk, DrillReply, DrillShow, DrillState, Marker, Stopped},
    store::{Store, StoreError},
    world::{Clock, Entropy, read_text},
};

/// The questions that the typed words choose.
///
/// # Errors
/// A bank with grave faults, or a word that chooses nothing.
pub fn chosen<'b>(bank: &'b Bank, wanted: &Wanted) -> Result<Vec<&'b Listed>> {
    let grave = banks::grave(bank);
    if !grave.is_empty() {
        return Err(bad_content(bank, "the bank", grave).into());
    }
    Ok(wanted.choose(bank).map_err(|UnknownWord { word, near }| {
        let hint = near.map_or_else(
            || "`viva bank stats` shows areas and topics, `viva bank search` finds questions".to_owned(),
            |near| format!("did you mean `{near}`?"),
        );
        NotFound {
            what: format!("`{word}` is no area, topic, tag or question of the bank"),
            hint: Some(hint),
        }
    })?)
}

/// The next gold samples for somebody who has seen `seen`; the second value counts questions that were passed over because of faults.
///
/// # Errors
/// No gold sample among the wanted questions.
pub fn draw_samples(
    bank: &Bank,
    wanted: &Wanted,
    seen: &[Drill],
    count: usize,
    entropy: &Entropy,
) -> Result<(Vec<GoldSample>, usize)> {
    let among = chosen(bank, wanted)?;
    let seed: String = entropy.bytes::<16>().iter().map(|b| format!("{b:02x}")).collect();
    let (samples, faulty) = next_samples(bank, &among, seen, count, &seed);
    if samples.is_empty() {
        let what = "no question that was chosen has a gold sample; graded questions have none".to_owned();
        let hint = Some("leave the words or `--level` out, or choose an area: `viva bank stats`".to_owned());
        return Err(NotFound { what, hint }.into());
    }
    Ok((samples, faulty))
}

/// How a round of a drill ended.
#[derive(Debug)]
pub enum DrillEnd {
    /// Every sample was marked and its gold marks shown.
    Complete,
    /// Somebody stopped; the next round goes on with the sample that was begun.
    Stopped(Stopped),
}

/// A round: what was marked, as it stands in the store, and how it ended.
#[derive(Debug)]
pub struct DrillRound {
    /// Each sample that came up.
    pub states: Vec<DrillState>,
    /// How it ended.
    pub end: DrillEnd,
}

/// Shows one sample after the other.
///
/// # Errors
/// Trouble with the store that a person cannot mend by trying again.
pub fn run_drill(
    store: &mut Store,
    samples: Vec<GoldSample>,
    interviewer: &str,
    seen: &[Drill],
    (clock, entropy): (Clock, &Entropy),
    marker: &mut dyn Marker,
) -> Result<DrillRound> {
    let mut states = Vec::new();
    let all = samples.len();
    for (i, sample) in samples.into_iter().enumerate() {
        let begun = seen.iter().find(|d| d.header.interviewer == interviewer && is_open_at(d, &sample));
        let drill = match begun {
            Some(drill) => drill.clone(),
            None => {
                let started = clock.now();
                let header = header(&sample, interviewer, started, entropy)?;
                store.begin_drill(&header)?;
                Drill { header, entries: Vec::new() }
            }
        };
        let mut state = DrillState::new(sample, drill.header, drill.entries, (i + 1, all));
        let stopped = run_one(store, &mut state, clock, marker);
        states.push(state);
        if let Some(stopped) = stopped? {
            return Ok(DrillRound { states, end: DrillEnd::Stopped(stopped) });
        }
    }
    Ok(DrillRound { states, end: DrillEnd::Complete })
}

fn header(
    sample: &GoldSample,
    interviewer: &str,
    started: crate::model::Moment,
    entropy: &Entropy,
) -> Result<DrillHeader> {
    let crate::bank::Body::Open(open) = &sample.question.body else {
        return Err(super::Refused("only open questions have gold samples".into()).into());
    };
    Ok(DrillHeader {
        id: entropy.session_id(started),
        interviewer: interviewer.to_owned(),
        question: sample.question.id.clone(),
        sample: sample.number,
        wording: sample.wording.clone(),
        area: sample.question.area.clone(),
        rubric: open.rubric.clone(),
        started,
    })
}

/// One sample to its end; says why nobody answers any more, if so.
fn run_one(
    store: &mut Store,
    state: &mut DrillState,
    clock: Clock,
    marker: &mut dyn Marker,
) -> Result<Option<Stopped>> {
    let watch = clock.start();
    let before = state.drill.entries.last().map_or(0, |e| e.elapsed);
    if let Err(stopped) = marker.show(&DrillShow::Sample, state) {
        return Ok(Some(stopped));
    }
    loop {
        let ask = state.ask();
        let reply = match marker.ask(&ask, state) {
            Ok(reply) => reply,
            Err(stopped) => return Ok(Some(stopped)),
        };
        let outcome = state.step(reply);
        if outcome.quit {
            return Ok(Some(Stopped::Quit));
        }
        let mut show = outcome.show;
        if let Some(event) = outcome.event {
            let entry = DrillEntry {
                seq: state.next_seq(),
                at: clock.now(),
                elapsed: before + watch.elapsed(),
                event,
            };
            match store.append_drill(&state.drill.header.id, &entry) {
                Ok(()) => state.drill.entries.push(entry),
                Err(
                    error @ (StoreError::Full(_)
                    | StoreError::Failing { .. }
                    | StoreError::ReadOnly(_)
                    | StoreError::Busy(_)
                    | StoreError::Io { .. }),
                ) if !marker.is_scripted() => {
                    show = Some(DrillShow::Refused(format!(
                        "NOT SAVED: {error}. Make room, then enter it again."
                    )));
                }
                Err(error) => return Err(error.into()),
            }
        }
        if let Some(show) = show
            && let Err(stopped) = marker.show(&show, state)
        {
            return Ok(Some(stopped));
        }
        if outcome.done {
            return Ok(None);
        }
    }
}

/// A file of marks held against the bank: each sample with its marks.
#[derive(Debug)]
pub struct LoadedDrill {
    /// Who marked, if the file says so.
    pub interviewer: Option<String>,
    /// Samples in the order of the file.
    pub samples: Vec<GoldSample>,
    marks: Vec<DrillMarks>,
}

impl LoadedDrill {
    /// What plays it.
    pub fn marker(&self) -> impl Marker + use<> {
        ScriptMarker { marks: self.marks.clone() }
    }
}

/// Reads a file of marks; `-` is standard input.
///
/// # Errors
/// The file, or every fault in it; nothing was kept then.
pub fn read_drill(bank: &Bank, path: &Path) -> Result<LoadedDrill> {
    let text = read_text(path, banks::FILE_LIMIT)?;
    let mut sources = bank.sources.clone();
    let source = sources.add(path.display().to_string(), text.clone());
    let (script, mut findings) = DrillScript::read(source, &text);
    let what = format!("the drill `{}`", path.display());
    let Some(script) = script else { return Err(BadContent { what, findings, sources }.into()) };
    let mut samples: Vec<GoldSample> = Vec::new();
    for marks in &script.sample {
        let place = Place { source, span: marks.span.clone() };
        let mut fault = |code, message: String| findings.push(Finding::at(code, place.clone(), message));
        if bank.find(&marks.question).is_none() {
            let near = bank.nearest(marks.question.as_str());
            let hint = near.map_or_else(String::new, |n| format!("; did you mean `{n}`?"));
            fault(&codes::UNKNOWN_QUESTION, format!("the bank has no question `{}`{hint}", marks.question));
            continue;
        }
        let all = match gold_samples(bank, &marks.question) {
            Ok(all) => all,
            Err(found) => {
                findings.extend(found);
                continue;
            }
        };
        let Some(sample) = all.iter().find(|s| s.number == marks.sample) else {
            let message = format!(
                "`{}` has {} gold sample(s), and no number {}",
                marks.question,
                all.len(),
                marks.sample
            );
            fault(&codes::OUT_OF_RANGE, message);
            continue;
        };
        for criterion in marks.marks.keys().filter(|c| sample.criteria.iter().all(|(own, _)| own.id != **c)) {
            let names = sample.criteria.iter().map(|(c, _)| c.id.as_str()).collect::<Vec<_>>().join(", ");
            let message =
                format!("`{}` is not marked on `{criterion}`; its criteria are {names}", marks.question);
            fault(&codes::UNKNOWN_CRITERION, message);
        }
        if samples.iter().any(|s| s.question.id == marks.question && s.number == marks.sample) {
            fault(
                &codes::DUPLICATE_ID,
                format!("sample {} of `{}` stands here twice", marks.sample, marks.question),
            );
        }
        samples.push(sample.clone());
    }
    if !findings.is_empty() {
        return Err(BadContent { what, findings, sources }.into());
    }
    Ok(LoadedDrill { interviewer: script.interviewer, samples, marks: script.sample })
}

/// Marks from a file.
struct ScriptMarker {
    marks: Vec<DrillMarks>,
}

impl Marker for ScriptMarker {
    fn ask(&mut self, ask: &DrillAsk, state: &DrillState) -> Result<DrillReply, Stopped> {
        let DrillAsk::Mark(i) = ask else { return Ok(DrillReply::Yes) };
        let sample = &state.sample;
        let own = self.marks.iter().find(|m| m.question == sample.question.id && m.sample == sample.number);
        let mark = own.and_then(|m| m.marks.get(&sample.criteria[*i].0.id)).copied();
        Ok(DrillReply::Mark(mark))
    }

    fn show(&mut self, _: &DrillShow, _: &DrillState) -> Result<(), Stopped> {
        Ok(())
    }

    fn is_scripted(&self) -> bool {
        true
    }
}

/// Which drills are of a wording that the bank no longer has.
pub fn edited_since(bank: &Bank, drills: &[Drill]) -> Vec<bool> {
    let mut known = std::collections::HashMap::new();
    let mut now = |id: &crate::model::QuestionId| -> Option<String> {
        known
            .entry(id.clone())
            .or_insert_with(|| bank.question(id).ok().map(|q| crate::bank::wording(&q)))
            .clone()
    };
    drills.iter().map(|d| now(&d.header.question).as_deref() != Some(d.header.wording.as_str())).collect()
}
