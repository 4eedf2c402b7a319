//! Plans: drawn for a role, or loaded from a file.

use std::path::Path;

use anyhow::Result;

use super::{BadContent, NotFound, banks};
use crate::{
    bank::{Bank, Role},
    model::{RoleId, Severity, Slug, closest},
    plan::{self, DrawError, Options, Plan},
    world::read_text,
};

/// The role of that name.
///
/// # Errors
/// No such role, or faults in its file.
pub fn role<'b>(bank: &'b Bank, name: &str) -> Result<&'b Role> {
    let found = RoleId::new(name).ok().and_then(|id| bank.roles().get(&id));
    if let Some(read) = found {
        return Ok(&read.role);
    }
    let faults: Vec<_> = bank.small_findings().filter(|f| f.severity == Severity::Error).cloned().collect();
    if !faults.is_empty() {
        return Err(bad_content(bank, "the bank", faults).into());
    }
    let near = closest(name, bank.roles().keys().map(RoleId::as_str));
    let hint =
        near.map_or_else(|| "`viva role list` names them".to_owned(), |n| format!("did you mean `{n}`?"));
    Err(NotFound { what: format!("no role has the id `{name}`"), hint: Some(hint) }.into())
}

/// Draws the plan of a role.
///
/// # Errors
/// Faults in the bank or in a chosen question; nothing to ask.
pub fn draw_plan(bank: &Bank, role: &Role, options: &Options) -> Result<Plan> {
    let grave = banks::grave(bank);
    if !grave.is_empty() {
        return Err(bad_content(bank, "the bank", grave).into());
    }
    plan::draw(bank, role, options).map_err(|e| draw_failure(bank, e))
}

/// What a failed draw is to the user.
pub(super) fn draw_failure(bank: &Bank, error: DrawError) -> anyhow::Error {
    match error {
        DrawError::Content(findings) => bad_content(bank, "a question of the plan", findings).into(),
        other => NotFound {
            what: other.to_string(),
            hint: Some("more minutes, or `viva bank stats` to see what the bank holds".into()),
        }
        .into(),
    }
}

/// Loads a plan file; what is only worth a warning comes with it.
///
/// # Errors
/// Faults, each located.
pub fn plan_from_file(bank: &Bank, path: &Path) -> Result<(Plan, BadContent)> {
    let text = read_text(path, banks::FILE_LIMIT)?;
    let mut sources = bank.sources.clone();
    let source = sources.add(path.display().to_string(), text.clone());
    let (plan, findings) = plan::read(bank, source, &text);
    let content = BadContent { what: format!("the plan `{}`", path.display()), findings, sources };
    match plan {
        Some(plan) if content.findings.iter().all(|f| f.severity < Severity::Error) => Ok((plan, content)),
        _ => Err(content.into()),
    }
}

pub(super) fn bad_content(bank: &Bank, what: &str, findings: Vec<crate::model::Finding>) -> BadContent {
    BadContent { what: what.to_owned(), findings, sources: bank.sources.clone() }
}
