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
        let settings = self.settings();
        let (tier, refused, missed) = match self.place() {
            Ok(place) => (Some(place.tier), None, place.missed.clone()),
            Err(no) => (None, Some((no.why, no.way_out)), no.missed),
        };
        let mut languages: Vec<Found> = Vec::new();
        for language in self.languages() {
            let own = settings.languages.iter().any(|l| l.name == language.name);
            let found = match settings.container.is_empty() {
                true => match locate::tools(settings.path.as_deref(), &language) {
                    Ok(tools) => there(&language, &tools, own, version(&language, &tools)),
                    Err(wanted) => Found { name: language.name.clone(), version: None, programs: Vec::new(), wanted: Some(wanted), own },
                },
                // The container has programs of its own, which are not asked here.
                false => there(&language, &Tools::by_name(&language), own, None),
            };
            match languages.iter_mut().find(|f| f.name == found.name) {
                Some(before) if before.wanted.is_some() && found.wanted.is_none() => *before = found,
                Some(_) => {}
                None => languages.push(found),
            }
        }
        Survey { tier, refused, missed, languages }
    }
}

fn there(language: &Language, tools: &Tools, own: bool, version: Option<String>) -> Found {
    let programs = tools.places().map(str::to_owned).collect();
    Found { name: language.name.clone(), version, programs, wanted: None, own }
}
