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

use std::{
    collections::{BTreeMap, HashSet},
    panic::resume_unwind,
};

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
    /// Pairs of questions whose prompts share a triple of words, most alike first: indices and the Jaccard index.
    pub alike: &'b [(usize, usize, f64)],
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
    let (questions, mut findings) = read_all(bank, &files, &around);
    let checked: HashSet<SourceId> = files.iter().map(|f| f.source).collect();
    let in_scope = |f: &&Finding| f.place.as_ref().is_none_or(|p| checked.contains(&p.source));
    findings.extend(bank.findings.iter().chain(bank.small_findings()).filter(in_scope).cloned());
    let alike = near_duplicate::pairs(&questions);
    let whole = Whole { bank, questions: &questions, alike: &alike, from_layer };
    for check in WHOLE_CHECKS {
        check(&whole, &mut findings);
    }
    in_order(&mut findings);
    let id = |i: usize| questions[i].question.id.clone();
    let closest = alike.iter().take(100).map(|&(a, b, x)| (id(a), id(b), x)).collect();
    let guesses = guessable::guesses(&questions);
    Report { findings, files: files.len(), questions: questions.len(), closest, guesses }
}

/// In the order of files and lines, each once.
pub fn in_order(findings: &mut Vec<Finding>) {
    findings.sort_by(|a, b| {
        let key = |f: &Finding| f.place.as_ref().map(|p| (p.source, p.span.start));
        key(a).cmp(&key(b)).then(b.severity.cmp(&a.severity)).then(a.code.name.cmp(b.code.name))
    });
    findings.dedup_by(|a, b| a.code == b.code && a.place == b.place && a.message == b.message);
}

/// Questions and findings of the files, in their order, read on all cores.
fn read_all(
    bank: &Bank,
    files: &[&BankFile],
    around: &Surroundings<'_>,
) -> (Vec<ReadQuestion>, Vec<Finding>) {
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(files.len().max(1));
    let budget = budget::Budget::new();
    let bytes = |file: &BankFile| bank.sources.get(file.source).text.len();
    // What is parsed and dropped stays with its thread for a while, so all large files go to the first one.
    let worker_of = |at: usize, file: &BankFile| if bytes(file) > LARGE { 0 } else { at % workers };
    let read = |worker: usize| {
        let part = files.iter().enumerate().filter(|(at, file)| worker_of(*at, file) == worker);
        let read_one = |(at, file): (usize, &&BankFile)| {
            let _share = budget.take(bytes(file));
            let (questions, found) = read_file(bank, file, around);
            (at, (questions, fields::first_of_many(found, &Place { source: file.source, span: 0..0 })))
        };
        part.map(read_one).collect::<Vec<_>>()
    };
    let mut parts: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (1..workers).map(|worker| scope.spawn(move || read(worker))).collect();
        let own = read(0);
        let others = threads.into_iter().flat_map(|t| t.join().unwrap_or_else(|bug| resume_unwind(bug)));
        others.chain(own).collect()
    });
    parts.sort_by_key(|part| part.0);
    let mut questions = Vec::with_capacity(parts.iter().map(|p| p.1.0.len()).sum());
    let mut findings = Vec::new();
    for (_, (q, f)) in parts {
        questions.extend(q);
        findings.extend(f);
    }
    (questions, findings)
}

fn read_file(bank: &Bank, file: &BankFile, around: &Surroundings<'_>) -> (Vec<ReadQuestion>, Vec<Finding>) {
    let (mut questions, mut findings) = (Vec::new(), Vec::new());
    let text = bank.sources.get(file.source).text.as_ref();
    untypeable::check(file.source, text, &mut findings);
    portable::check(file.source, text, &mut findings);
    if file.outline.kind == Some(FileKind::Script) {
        findings.extend(Script::read(file.source, text).1);
    }
    if file.outline.kind != Some(FileKind::Questions) {
        return (questions, findings);
    }
    let reader = Reader::new(file.source, 0);
    let table = reader.parse(text);
    let mut f = Fields::new(&reader, "question file", table.get_ref(), 0..0).at_most(usize::MAX);
    f.format();
    let area = f.id::<AreaId>("area");
    let area_span = f.get("area").map_or(0..0, |n| n.span());
    let topic = f.id::<TopicId>("topic");
    let nodes = f.list("question");
    questions.reserve(nodes.len());
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
    for q in &questions {
        // What lies beyond would only be counted.
        if findings.len() > fields::MOST {
            break;
        }
        for check in QUESTION_CHECKS {
            check(q, around, &mut findings);
        }
    }
    (questions, findings)
}
