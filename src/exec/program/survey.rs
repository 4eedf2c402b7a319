//! What this machine can run, for `viva doctor`.

use super::{
    Language,
    locate::{self, Tools},
    run::{Programs, version},
};
use crate::grade::Tier;

/// What was found.
#[derive(Debug, Clone)]
pub struct Survey {
    /// The tier; `None` where nothing is run.
    pub tier: Option<Tier>,
    /// Why nothing is run, and the way out.
    pub refused: Option<(String, String)>,
    /// Tiers that are not to be had, with the reason.
    pub missed: Vec<(Tier, String)>,
    /// Every language, in order.
    pub languages: Vec<Found>,
}

/// A language on this machine.
#[derive(Debug, Clone)]
pub struct Found {
    /// Its name.
    pub name: String,
    /// What it says about its version.
    pub version: Option<String>,
    /// Its programs.
    pub programs: Vec<String>,
    /// What was looked for in vain.
    pub wanted: Option<String>,
    /// It comes from the settings.
    pub own: bool,
}

impl Programs {
    /// Looks at everything. Starts every compiler and interpreter once, as the user who asks.
    pub(in super::super) fn survey(&self) -> Survey {
        let (tier, refused, missed) = match self.place() {
            Ok(place) => (Some(place.tier), None, place.missed.clone()),
            Err(no) => (None, Some((no.why, no.way_out)), no.missed),
        };
        // Each asks a program that may be slow to start, so all at once.
        let all = self.languages();
        let found: Vec<Found> = std::thread::scope(|scope| {
            let asked: Vec<_> = all.iter().map(|l| scope.spawn(|| self.look_for(l))).collect();
            asked.into_iter().filter_map(|thread| thread.join().ok()).collect()
        });
        let mut languages: Vec<Found> = Vec::new();
        for found in found {
            match languages.iter_mut().find(|f| f.name == found.name) {
                Some(before) if before.wanted.is_some() && found.wanted.is_none() => *before = found,
                Some(before) => {
                    // Two ways to have one language: what is missing of both is said.
                    if let (Some(one), Some(other)) = (&mut before.wanted, found.wanted) {
                        one.push_str(&format!("; or {other}"));
                    }
                }
                None => languages.push(found),
            }
        }
        Survey { tier, refused, missed, languages }
    }

    fn look_for(&self, language: &Language) -> Found {
        let settings = self.settings();
        let own = settings.languages.iter().any(|l| l.name == language.name);
        if !settings.container.is_empty() {
            // The container has programs of its own, which are not asked here.
            return there(language, &Tools::by_name(language), own, None);
        }
        match locate::tools(settings.path.as_deref(), language) {
            Ok(tools) if own => there(language, &tools, own, self.version_within(language, &tools)),
            Ok(tools) => there(language, &tools, own, version(language, &tools)),
            Err(wanted) => {
                let name = language.name.clone();
                Found { name, version: None, programs: Vec::new(), wanted: Some(wanted), own }
            }
        }
    }
}

fn there(language: &Language, tools: &Tools, own: bool, version: Option<String>) -> Found {
    let programs = tools.places(language);
    Found { name: language.name.clone(), version, programs, wanted: None, own }
}
