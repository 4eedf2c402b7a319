//! A bank: layers of files, later ones adding to or overriding earlier ones by id. Questions are parsed when asked for.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashMap},
    sync::OnceLock,
};

use super::{
    codes,
    fields::Reader,
    map::{self, Map},
    outline::{FileKind, FileOutline, Outline, outline},
    question::{self, Question},
    role::{self, Role, RoleSpans},
    rubric::{self, Rubric},
    spans::Spans,
};
use crate::model::{
    AreaId, Finding, Place, QuestionId, RoleId, RubricId, Slug, SourceId, Sources, TopicId, closest,
};

/// So many questions are read; a parsed one takes about 4 kB of memory.
const MOST_QUESTIONS: usize = 30_000;

/// The files of one bank folder, or of the shipped bank.
#[derive(Debug, Clone, Default)]
pub struct Layer {
    /// As the user knows it: `built-in`, or the folder's path.
    pub name: String,
    /// Name for people, and text.
    pub files: Vec<(String, Cow<'static, str>)>,
}

/// A question as the outline knows it.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Its id.
    pub id: QuestionId,
    /// Its area.
    pub area: AreaId,
    /// Its topic.
    pub topic: TopicId,
    /// Short keys and stretch.
    pub outline: Outline,
    /// Its file.
    pub source: SourceId,
    /// Its layer, by index.
    pub layer: usize,
}

/// A question with the places of its parts.
#[derive(Debug, Clone)]
pub struct ReadQuestion {
    /// The question.
    pub question: Question,
    /// Places, relative to `base`.
    pub spans: Spans,
    /// Its file.
    pub source: SourceId,
    /// Where the parsed stretch begins in the file.
    pub base: usize,
}

impl ReadQuestion {
    /// The place of a part; of the whole question when the part has none.
    pub fn place(&self, part: &str, index: usize) -> Place {
        let span = self.spans.get(part, index).or_else(|| self.spans.get("question", 0)).unwrap_or(0..0);
        Place { source: self.source, span: self.base + span.start..self.base + span.end }
    }
}

/// A role with the places of its parts.
#[derive(Debug, Clone)]
pub struct ReadRole {
    /// The role.
    pub role: Role,
    /// Places in its file.
    pub spans: RoleSpans,
    /// Its file.
    pub source: SourceId,
    /// Its layer, by index.
    pub layer: usize,
}

/// A file of the bank with its outline.
#[derive(Debug)]
pub struct BankFile {
    /// Its text.
    pub source: SourceId,
    /// Its layer, by index.
    pub layer: usize,
    /// What the walk found; its questions have moved to [`Bank::listed`].
    pub outline: FileOutline,
}

/// All layers together.
#[derive(Debug)]
pub struct Bank {
    /// Every text, for findings to point into.
    pub sources: Sources,
    /// Names of the layers.
    pub layers: Vec<String>,
    /// Every file.
    pub files: Vec<BankFile>,
    /// Faults and notes that the outline found: duplicates, overrides, unreadable ids.
    pub findings: Vec<Finding>,
    listed: Vec<Listed>,
    by_id: HashMap<QuestionId, usize>,
    rubrics: OnceLock<(BTreeMap<RubricId, Rubric>, Vec<Finding>)>,
    roles: OnceLock<(BTreeMap<RoleId, ReadRole>, Vec<Finding>)>,
    map: OnceLock<(Map, Vec<Finding>)>,
}

impl Bank {
    /// Walks all files once; parses nothing that can be known without.
    pub fn open(layers: Vec<Layer>) -> Self {
        let mut bank = Bank {
            sources: Sources::default(),
            layers: Vec::new(),
            files: Vec::new(),
            findings: Vec::new(),
            listed: Vec::new(),
            by_id: HashMap::new(),
            rubrics: OnceLock::new(),
            roles: OnceLock::new(),
            map: OnceLock::new(),
        };
        let mut read = 0;
        for (index, layer) in layers.into_iter().enumerate() {
            bank.layers.push(layer.name);
            for (name, text) in layer.files {
                let outline = outline(&text);
                let source = bank.sources.add(name, text);
                read += outline.questions.len();
                if read > MOST_QUESTIONS && !outline.questions.is_empty() {
                    let message =
                        format!("the banks have more than {MOST_QUESTIONS} questions; this file is not read");
                    let start = Place { source, span: 0..0 };
                    bank.findings.push(Finding::at(&codes::FILE_TOO_LARGE, start, message));
                    bank.files.push(BankFile { source, layer: index, outline: FileOutline::default() });
                    continue;
                }
                bank.add(BankFile { source, layer: index, outline });
            }
        }
        bank
    }

    fn add(&mut self, mut file: BankFile) {
        let start = Place { source: file.source, span: 0..0 };
        if file.outline.kind.is_none() {
            let message = "this file holds no questions, rubric, role or map";
            let help = "a question file has `[[question]]` tables; `viva bank new` prints one";
            self.findings.push(Finding::at(&codes::UNKNOWN_FILE, start.clone(), message).help(help));
        }
        // A file whose area or topic is missing or misspelt lists nothing; the full reading says why.
        if let (Ok(area), Ok(topic)) = (AreaId::new(&*file.outline.area), TopicId::new(&*file.outline.topic))
        {
            for outline in std::mem::take(&mut file.outline.questions) {
                let Ok(id) = QuestionId::new(&*outline.id) else { continue };
                let (area, topic) = (area.clone(), topic.clone());
                self.list(Listed { id, area, topic, outline, source: file.source, layer: file.layer });
            }
        }
        self.files.push(file);
    }

    fn list(&mut self, new: Listed) {
        let place =
            |l: &Listed| Place { source: l.source, span: l.outline.span.start..l.outline.span.start + 12 };
        match self.by_id.get(&new.id) {
            None => {
                self.by_id.insert(new.id.clone(), self.listed.len());
                self.listed.push(new);
            }
            Some(&at) if self.listed[at].layer == new.layer => {
                let message = format!("two questions of this bank have the id `{}`", new.id);
                let finding = Finding::at(&codes::DUPLICATE_ID, place(&new), message).label("the second one");
                self.findings.push(
                    finding
                        .related(place(&self.listed[at]), "the first one")
                        .help("rename one; if it is a copy, delete it"),
                );
            }
            Some(&at) => {
                let old = &self.listed[at];
                if self.text(old) != self.text(&new) {
                    let message = format!("`{}` replaces the question of {}", new.id, self.layers[old.layer]);
                    self.findings.push(Finding::at(&codes::OVERRIDES, place(&new), message).label("counts"));
                }
                self.listed[at] = new;
            }
        }
    }

    fn text(&self, listed: &Listed) -> &str {
        self.sources.get(listed.source).text[listed.outline.span.clone()].trim_end()
    }

    /// Every question that counts, in the order of files.
    pub fn listed(&self) -> &[Listed] {
        &self.listed
    }

    /// The outline of one question.
    pub fn find(&self, id: &QuestionId) -> Option<&Listed> {
        self.by_id.get(id).map(|&i| &self.listed[i])
    }

    /// The id nearest to a misspelt one.
    pub fn nearest(&self, id: &str) -> Option<&str> {
        closest(id, self.listed.iter().map(|l| l.id.as_str()))
    }

    /// Parses one question.
    ///
    /// # Errors
    /// The findings of its stretch of the file, or that there is no such question.
    pub fn question(&self, id: &QuestionId) -> Result<Question, Vec<Finding>> {
        let Some(listed) = self.find(id) else {
            let finding =
                Finding::general(&codes::UNKNOWN_QUESTION, format!("no question has the id `{id}`"));
            return Err(vec![match self.nearest(id.as_str()) {
                Some(near) => finding.help(format!("did you mean `{near}`?")),
                None => finding.help("`viva bank search WORD` finds questions"),
            }]);
        };
        let (read, findings) = self.read_listed(listed);
        match read {
            Some(read) if findings.iter().all(|f| f.severity < crate::model::Severity::Error) => {
                Ok(read.question)
            }
            _ => Err(findings),
        }
    }

    /// A question with the places of its parts; none when it has faults.
    pub fn whole(&self, listed: &Listed) -> Option<ReadQuestion> {
        let (read, findings) = self.read_listed(listed);
        read.filter(|_| findings.iter().all(|f| f.severity < crate::model::Severity::Error))
    }

    fn read_listed(&self, listed: &Listed) -> (Option<ReadQuestion>, Vec<Finding>) {
        let span = listed.outline.span.clone();
        let reader = Reader::new(listed.source, span.start);
        let table = reader.parse(&self.sources.get(listed.source).text[span.clone()]);
        let node =
            table.get_ref().get("question").and_then(|n| n.get_ref().as_array()).and_then(|a| a.first());
        let read = node.and_then(|n| question::lower(&reader, n, &listed.area, &listed.topic));
        let read = read.map(|(question, spans)| ReadQuestion {
            question,
            spans,
            source: listed.source,
            base: span.start,
        });
        (read, reader.finish())
    }

    /// All rubrics by id.
    pub fn rubrics(&self) -> &BTreeMap<RubricId, Rubric> {
        &self.all_rubrics().0
    }

    /// All roles by id.
    pub fn roles(&self) -> &BTreeMap<RoleId, ReadRole> {
        &self.all_roles().0
    }

    /// The map of areas and tags.
    pub fn map(&self) -> &Map {
        &self.all_maps().0
    }

    /// Faults of rubrics, roles and maps: they are small and read whole.
    pub fn small_findings(&self) -> impl Iterator<Item = &Finding> {
        self.all_rubrics().1.iter().chain(&self.all_roles().1).chain(&self.all_maps().1)
    }

    fn of_kind(&self, kind: FileKind) -> impl Iterator<Item = (&BankFile, &str)> {
        let matching = self.files.iter().filter(move |f| f.outline.kind == Some(kind));
        matching.map(|f| (f, self.sources.get(f.source).text.as_ref()))
    }

    fn all_rubrics(&self) -> &(BTreeMap<RubricId, Rubric>, Vec<Finding>) {
        self.rubrics.get_or_init(|| {
            let (mut all, mut findings) = (BTreeMap::new(), Vec::new());
            let mut seen: HashMap<RubricId, (usize, SourceId)> = HashMap::new();
            for (file, text) in self.of_kind(FileKind::Rubric) {
                let (rubric, found) = rubric::read(file.source, text);
                findings.extend(found);
                if let Some(r) = rubric {
                    findings.extend(self.replaced("rubric", r.id.as_str(), seen.get(&r.id).copied(), file));
                    seen.insert(r.id.clone(), (file.layer, file.source));
                    all.insert(r.id.clone(), r);
                }
            }
            (all, findings)
        })
    }

    fn all_roles(&self) -> &(BTreeMap<RoleId, ReadRole>, Vec<Finding>) {
        self.roles.get_or_init(|| {
            let (mut all, mut findings) = (BTreeMap::<RoleId, ReadRole>::new(), Vec::new());
            for (file, text) in self.of_kind(FileKind::Role) {
                let (role, found) = role::read(file.source, text);
                findings.extend(found);
                if let Some((role, spans)) = role {
                    let before = all.get(&role.id).map(|r| (r.layer, r.source));
                    findings.extend(self.replaced("role", role.id.as_str(), before, file));
                    let read = ReadRole { role, spans, source: file.source, layer: file.layer };
                    all.insert(read.role.id.clone(), read);
                }
            }
            (all, findings)
        })
    }

    fn replaced(
        &self,
        what: &str,
        id: &str,
        before: Option<(usize, SourceId)>,
        file: &BankFile,
    ) -> Option<Finding> {
        let (layer, source) = before?;
        let place = Place { source: file.source, span: 0..0 };
        let first = Place { source, span: 0..0 };
        if layer == file.layer {
            let message = format!("two files of this bank hold the {what} `{id}`");
            return Some(Finding::at(&codes::DUPLICATE_ID, place, message).related(first, "the first one"));
        }
        if self.sources.get(source).text == self.sources.get(file.source).text {
            return None;
        }
        let message = format!("the {what} `{id}` replaces the one of {}", self.layers[layer]);
        Some(Finding::at(&codes::OVERRIDES, place, message))
    }

    fn all_maps(&self) -> &(Map, Vec<Finding>) {
        self.map.get_or_init(|| {
            let (mut whole, mut findings) = (Map::default(), Vec::new());
            for (file, text) in self.of_kind(FileKind::Map) {
                let (map, found) = map::read(file.source, text);
                findings.extend(found);
                whole.extend(map);
            }
            (whole, findings)
        })
    }
}

/// The bank that is part of the program.
pub fn shipped() -> Layer {
    static FILES: &[(&str, &str)] = &include!(concat!(env!("OUT_DIR"), "/shipped.rs"));
    let files =
        FILES.iter().map(|(name, text)| (format!("built-in: {name}"), Cow::Borrowed(*text))).collect();
    Layer { name: "the built-in bank".into(), files }
}

/// The placeholder for a file whose area or topic could not be read; never listed.
pub(super) fn nowhere<T: Slug>() -> T {
    match T::new("unknown") {
        Ok(id) => id,
        Err(_) => unreachable!("`unknown` has the shape of an id"),
    }
}
