//! What `viva bank check` looks for: one small named check per file, each giving located findings.
//!
//! A check of a single question sees that question and its surroundings; a check of the whole bank sees all questions at
//! once. Reading runs on all cores, file by file; findings are put in the order of files and lines at the end.

mod anchors;
mod budget;
mod counts;
mod gives_away;
pub mod guessable;
mod known;
mod lengths;
mod look_alike;
mod near_duplicate;
mod openings;
mod portable;
mod proofs;
mod roles;
mod rubrics;
mod samples;
mod untypeable;

use std::collections::{BTreeMap, HashSet};

use super::{
    codes,
    fields::{self, Fields, Reader},
    load::{Bank, BankFile, ReadQuestion},
    map::Map,
    outline::FileKind,
    question,
    rubric::Rubric,
    script::Script,
};
use crate::model::{AreaId, Finding, Place, QuestionId, RubricId, Severity, SourceId, TopicId};

/// What a check of one question may look at beside the question.
pub struct Surroundings<'b> {
    /// All rubrics.
    pub rubrics: &'b BTreeMap<RubricId, Rubric>,
    /// Areas, topics and tags.
    pub map: &'b Map,
}

/// All that was read.
pub struct Whole<'b> {
    /// The bank, with its outline, rubrics and roles.
    pub bank: &'b Bank,
    /// Every question of the checked layers.
    pub questions: &'b [ReadQuestion],
    /// The first layer that is checked; earlier ones are only referred to.
    pub from_layer: usize,
}

/// Bytes from which on a file is larger than the files of any bank that people keep.
const LARGE: usize = 300_000;

type QuestionCheck = fn(&ReadQuestion, &Surroundings<'_>, &mut Vec<Finding>);
type WholeCheck = fn(&Whole<'_>, &mut Vec<Finding>);

const QUESTION_CHECKS: &[QuestionCheck] = &[
    known::check,
    counts::check,
    lengths::check,
    anchors::check,
    samples::check,
    gives_away::check,
    proofs::check,
];
const WHOLE_CHECKS: &[WholeCheck] = &[
    near_duplicate::check,
    look_alike::check,
    openings::check,
    guessable::check,
    rubrics::check,
    roles::check,
];

/// What a check came to.
pub struct Report {
    /// Everything found, in the order of files and lines.
    pub findings: Vec<Finding>,
    /// How many files were read.
    pub files: usize,
    /// How many questions were read.
    pub questions: usize,
    /// The pairs of prompts that are most alike, most alike first: ids and the Jaccard index of their word triples.
    pub closest: Vec<(QuestionId, QuestionId, f64)>,
    /// What guessing without reading would score over all choice questions.
    pub guesses: Vec<guessable::Guess>,
}

impl Report {
    /// How many findings have that severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|f| f.severity == severity).count()
    }
}

/// Reads every file of the layers from `from_layer` on, whole, and runs every check.
pub fn run(bank: &Bank, from_layer: usize) -> Report {
    let around = Surroundings { rubrics: bank.rubrics(), map: bank.map() };
    let files: Vec<&BankFile> = bank.files.iter().filter(|f| f.layer >= from_layer).collect();
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(files.len().max(1));
    let (mut questions, mut findings) = (Vec::new(), Vec::new());
    let budget = budget::Budget::new();
    std::thread::scope(|scope| {
        let read = |part: Vec<&BankFile>| {
            let (mut questions, mut findings) = (Vec::new(), Vec::new());
            for file in part {
                let _share = budget.take(bank.sources.get(file.source).text.len());
                let mut found = Vec::new();
                read_file(bank, file, &around, &mut questions, &mut found);
                findings.extend(fields::first_of_many(found, &Place { source: file.source, span: 0..0 }));
            }
            (questions, findings)
        };
        // What is parsed and dropped stays with its thread for a while, so all large files go to the first one.
        let (large, small): (Vec<&BankFile>, Vec<&BankFile>) =
            files.iter().partition(|f| bank.sources.get(f.source).text.len() > LARGE);
        let own = |w: usize| if w == 0 { large.as_slice() } else { &[] };
        let parts = (0..workers)
            .map(|w| own(w).iter().chain(small.iter().skip(w).step_by(workers)).copied().collect());
        let threads: Vec<_> = parts.map(|part| scope.spawn(move || read(part))).collect();
        for thread in threads {
            // A check that fell over must not look like a clean bank.
            let (q, f) = thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            questions.extend(q);
            findings.extend(f);
        }
    });
    questions.sort_by_key(|q| (q.source, q.base, q.place("question", 0).span.start));
    let checked: HashSet<SourceId> = files.iter().map(|f| f.source).collect();
    let in_scope = |f: &&Finding| f.place.as_ref().is_none_or(|p| checked.contains(&p.source));
    findings.extend(bank.findings.iter().chain(bank.small_findings()).filter(in_scope).cloned());
    let whole = Whole { bank, questions: &questions, from_layer };
    for check in WHOLE_CHECKS {
        check(&whole, &mut findings);
    }
    findings.sort_by(|a, b| {
        let key = |f: &Finding| f.place.as_ref().map(|p| (p.source, p.span.start));
        key(a).cmp(&key(b)).then(b.severity.cmp(&a.severity)).then(a.code.name.cmp(b.code.name))
    });
    findings.dedup_by(|a, b| a.code == b.code && a.place == b.place && a.message == b.message);
    let id = |i: usize| questions[i].question.id.clone();
    let closest = near_duplicate::pairs(&questions, 0.0)
        .into_iter()
        .take(100)
        .map(|(a, b, x)| (id(a), id(b), x))
        .collect();
    let guesses = guessable::guesses(&questions);
    Report { findings, files: files.len(), questions: questions.len(), closest, guesses }
}

fn read_file(
    bank: &Bank,
    file: &BankFile,
    around: &Surroundings<'_>,
    questions: &mut Vec<ReadQuestion>,
    findings: &mut Vec<Finding>,
) {
    let text = bank.sources.get(file.source).text.as_ref();
    untypeable::check(file.source, text, findings);
    portable::check(file.source, text, findings);
    if file.outline.kind == Some(FileKind::Script) {
        findings.extend(Script::read(file.source, text).1);
    }
    if file.outline.kind != Some(FileKind::Questions) {
        return;
    }
    let reader = Reader::new(file.source, 0);
    let table = reader.parse(text);
    let mut f = Fields::new(&reader, "question file", table.get_ref(), 0..0).at_most(usize::MAX);
    f.format();
    let area = f.id::<AreaId>("area");
    let area_span = f.get("area").map_or(0..0, |n| n.span());
    let topic = f.id::<TopicId>("topic");
    let nodes = f.list("question");
    let first = questions.len();
    // With the area or topic missing the questions are read all the same, so that all faults come at once.
    let (area, topic) =
        (area.unwrap_or_else(super::load::nowhere), topic.unwrap_or_else(super::load::nowhere));
    for node in nodes {
        if let Some((question, spans)) = question::lower(&reader, node, &area, &topic) {
            questions.push(ReadQuestion { question, spans, source: file.source, base: 0 });
        }
    }
    f.finish();
    findings.extend(reader.finish());
    let known = around.map.areas.get(&area).is_some_and(|a| a.topics.contains(&topic));
    if !known && !around.map.areas.is_empty() {
        let place = Place { source: file.source, span: area_span };
        let finding = Finding::at(&codes::UNKNOWN_AREA, place, format!("the map has no `{area}/{topic}`"));
        findings.push(match around.map.areas.get(&area) {
            Some(a) => finding.help(format!(
                "topics of {area}: {}",
                a.topics.iter().map(TopicId::as_str).collect::<Vec<_>>().join(", ")
            )),
            None => finding.help("add the area and topic to `questions/map.toml` of your bank"),
        });
    }
    for q in &questions[first..] {
        // What lies beyond would only be counted.
        if findings.len() > fields::MOST {
            break;
        }
        for check in QUESTION_CHECKS {
            check(q, around, findings);
        }
    }
}
