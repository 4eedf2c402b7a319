//! What every command works with: the bank, the store and the runner as the settings say.

use anyhow::Result;

use super::settings::Settings;
use crate::{
    app::{self, BankRequest},
    bank::Bank,
    exec::{self, LocalRunner, local_runner},
    store::{Access, Store},
    ui::Ui,
    world::{Clock, Entropy, Environment},
};

/// Everything a command needs, made once.
pub(super) struct Context {
    pub(super) ui: Ui,
    pub(super) env: Environment,
    pub(super) clock: Clock,
    pub(super) entropy: Entropy,
    pub(super) settings: Settings,
}

impl Context {
    /// The bank in use; notes about overriding are said.
    pub(super) fn bank(&self) -> Result<Bank> {
        let folders = self.settings.banks.iter().map(|b| b.value.clone()).collect();
        let bank = app::open_bank(&BankRequest { shipped: self.settings.shipped.value, folders })?;
        for finding in bank.findings.iter().filter(|f| f.severity == crate::model::Severity::Note) {
            self.ui.status(&format!("note: {}", finding.message));
        }
        Ok(bank)
    }

    fn waiting(&self) -> impl FnMut() + 'static {
        let ui = self.ui;
        move || ui.message("waiting: another program is writing to the store")
    }

    /// The store for looking.
    pub(super) fn store(&self) -> Result<Store> {
        Ok(app::open_store(&self.settings.db.value, Access::Read, &self.entropy, self.waiting())?)
    }

    /// The store for appending; it must be there.
    pub(super) fn store_to_change(&self) -> Result<Store> {
        let path = &self.settings.db.value;
        Ok(self.said(app::open_store(path, Access::Write, &self.entropy, self.waiting())?))
    }

    /// Says that opening brought the store to this program's version, and where it is as it was.
    fn said(&self, store: Store) -> Store {
        if let Some(kept) = store.kept_before() {
            self.ui.status(&format!(
                "the store was brought to the format of this viva; as it was it is kept in {}",
                kept.display()
            ));
        }
        store
    }

    /// The store for appending; made when it is not there, and its path is said then.
    pub(super) fn store_or_new(&self) -> Result<Store> {
        let path = &self.settings.db.value;
        let (store, made) = app::open_store_for_writing(path, &self.clock, &self.entropy, self.waiting())?;
        if made {
            self.ui.status(&format!("made the store {}", store.path().display()));
        }
        Ok(self.said(store))
    }

    /// Who interviews, by flag or setting.
    pub(super) fn interviewer(&self, flag: Option<String>) -> Option<String> {
        flag.or_else(|| self.settings.interviewer.as_ref().map(|s| s.value.clone()))
    }

    /// What runs a stranger's SQL and programs.
    pub(super) fn runner(&self, trusted: bool) -> LocalRunner {
        local_runner(exec::Settings { trusted, ..exec::Settings::new(self.env.binary.clone()) })
    }
}
