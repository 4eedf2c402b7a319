//! Settings: flag, then environment, then `viva.toml` found upward, then the user's file, then the default. Each keeps its origin.

use std::path::{Path, PathBuf};

use anyhow::Result;

use super::{
    args::Global,
    programs::{self, FilePrograms},
};
use crate::{
    app::{BadContent, practice::PracticeSettings},
    bank::fields::{Fields, Reader},
    exec::{self, Language},
    model::{Finding, Sources},
    practice::RETENTIONS,
    world::{Environment, FileError, read_text},
};

/// A value and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Set<T> {
    pub(super) value: T,
    pub(super) origin: String,
}

/// Every setting in force.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub(super) db: Set<PathBuf>,
    pub(super) banks: Vec<Set<PathBuf>>,
    pub(super) shipped: Set<bool>,
    pub(super) interviewer: Option<Set<String>>,
    pub(super) retention: Set<f64>,
    pub(super) new_per_day: Set<u32>,
    /// Languages of the settings; the built-in ones are not here.
    pub(super) languages: Vec<Set<Language>>,
    /// The command of sandbox tier C; empty: none.
    pub(super) container: Option<Set<Vec<String>>>,
}

/// What a settings file may say.
#[derive(Debug, Default)]
struct FileSettings {
    name: String,
    db: Option<PathBuf>,
    bank: Vec<PathBuf>,
    shipped: Option<bool>,
    interviewer: Option<String>,
    retention: Option<f64>,
    new_per_day: Option<u32>,
    programs: FilePrograms,
}

impl Settings {
    /// Reads files and environment.
    pub(super) fn read(flags: &Global, env: &Environment) -> Result<Self> {
        let explicit =
            flags.config.clone().or_else(|| env.path("VIVA_CONFIG").filter(|p| !p.as_os_str().is_empty()));
        let team = match explicit {
            Some(path) => Some(load(&path, true)?),
            None => env.upward("viva.toml").map(|p| load(&p, false)).transpose()?,
        };
        let own = env.config.as_ref().map(|c| c.join("config.toml"));
        let own = own.and_then(|p| match load(&p, true) {
            Err(e) if e.downcast_ref::<FileError>().is_some_and(FileError::is_missing) => None,
            loaded => Some(loaded),
        });
        let files: Vec<FileSettings> = team.into_iter().chain(own.transpose()?).collect();
        let set = |value, origin: &str| Set { value, origin: origin.to_owned() };
        let from_file = |pick: fn(&FileSettings) -> Option<PathBuf>| {
            files.iter().find_map(|f| Some(Set { value: pick(f)?, origin: f.name.clone() }))
        };
        let db = flags.db.clone().map(|p| set(p, "--db"));
        let db = db.or_else(|| env.path("VIVA_DB").map(|p| set(p, "VIVA_DB")));
        let db = db
            .or_else(|| from_file(|f| f.db.clone()))
            .or_else(|| env.data.as_ref().map(|d| set(d.join("viva.db"), "default")));
        let db = db.unwrap_or_else(|| set(PathBuf::from("viva.db"), "default"));
        let shipped = if flags.no_builtin {
            Set { value: false, origin: "--no-builtin".into() }
        } else {
            let said = files.iter().find_map(|f| Some(Set { value: f.shipped?, origin: f.name.clone() }));
            said.unwrap_or(Set { value: true, origin: "default".into() })
        };
        let interviewer =
            files.iter().find_map(|f| Some(Set { value: f.interviewer.clone()?, origin: f.name.clone() }));
        let named = flags.act_as.clone().map(|value| Set { value, origin: "--as".into() });
        let interviewer = named
            .or(interviewer)
            .or_else(|| env.user().map(|u| Set { value: u.to_owned(), origin: "login name".into() }));
        let usual = PracticeSettings::default();
        let retention = files.iter().find_map(|f| Some(Set { value: f.retention?, origin: f.name.clone() }));
        let new_per_day =
            files.iter().find_map(|f| Some(Set { value: f.new_per_day?, origin: f.name.clone() }));
        let mut languages: Vec<Set<Language>> = Vec::new();
        for (file, language) in files.iter().flat_map(|f| f.programs.languages.iter().map(move |l| (f, l))) {
            if languages.iter().all(|l| l.value.name != language.name) {
                languages.push(Set { value: language.clone(), origin: file.name.clone() });
            }
        }
        let container = files.iter().find(|f| !f.programs.container.is_empty());
        let container =
            container.map(|f| Set { value: f.programs.container.clone(), origin: f.name.clone() });
        Ok(Self {
            db,
            banks: banks(flags, env, &files),
            shipped,
            interviewer,
            retention: retention.unwrap_or_else(|| set_default(usual.retention)),
            new_per_day: new_per_day.unwrap_or_else(|| set_default(usual.new_per_day)),
            languages,
            container,
        })
    }

    /// Every language: those of the settings, then the built-in ones of other names.
    pub(super) fn languages(&self) -> Vec<Language> {
        let mut all: Vec<Language> = self.languages.iter().map(|l| l.value.clone()).collect();
        for language in exec::languages() {
            if all.iter().all(|l| l.name != language.name) {
                all.push(language);
            }
        }
        all
    }

    /// The settings of practice in force.
    pub(super) fn practice(&self) -> PracticeSettings {
        PracticeSettings { retention: self.retention.value, new_per_day: self.new_per_day.value }
    }
}

fn set_default<T>(value: T) -> Set<T> {
    Set { value, origin: "default".into() }
}

fn banks(flags: &Global, env: &Environment, files: &[FileSettings]) -> Vec<Set<PathBuf>> {
    let all = |paths: &[PathBuf], origin: &str| -> Vec<Set<PathBuf>> {
        paths.iter().map(|p| Set { value: p.clone(), origin: origin.to_owned() }).collect()
    };
    if !flags.bank.is_empty() {
        return all(&flags.bank, "--bank");
    }
    let named = env.paths("VIVA_BANK");
    if !named.is_empty() {
        return all(&named, "VIVA_BANK");
    }
    files.iter().find(|f| !f.bank.is_empty()).map_or_else(Vec::new, |f| all(&f.bank, &f.name))
}

/// Reads one settings file; paths in it are relative to its folder. `trusted`: the user wrote or named it.
fn load(path: &Path, trusted: bool) -> Result<FileSettings> {
    let text = read_text(path, 100_000)?;
    let name = path.display().to_string();
    let mut sources = Sources::default();
    let source = sources.add(name.clone(), text.clone());
    let reader = Reader::new(source, 0);
    let table = reader.parse(&text);
    let mut f = Fields::new(&reader, "settings file", table.get_ref(), 0..0);
    let base = path.parent().unwrap_or(Path::new(""));
    let (mut retention, mut new_per_day) = (None, None);
    if let Some(node) = f.get("practice")
        && let Some(mut g) = Fields::of(&reader, "practice part", node)
    {
        retention = g.number_if("retention", RETENTIONS);
        if g.get("new_per_day").is_some() {
            new_per_day = g.int("new_per_day", 0..=1000).and_then(|n| u32::try_from(n).ok());
        }
        g.finish();
    }
    let settings = FileSettings {
        db: f.text_if("db").map(|p| base.join(p)),
        bank: f.texts("bank").into_iter().map(|(p, _)| base.join(p)).collect(),
        shipped: f.flag_if("builtin"),
        interviewer: f.text_if("interviewer"),
        retention,
        new_per_day,
        programs: programs::read(&mut f, base, trusted),
        name: name.clone(),
    };
    f.finish();
    let findings: Vec<Finding> = reader.finish();
    if findings.is_empty() {
        return Ok(settings);
    }
    Err(BadContent { what: format!("the settings file `{name}`"), findings, sources }.into())
}
