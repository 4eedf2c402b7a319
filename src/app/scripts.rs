//! Scripted interviews: read whole or refused whole, played through the same machine, exported from a recorded session.

use std::path::Path;

use anyhow::Result;

use super::{BadContent, Begin, End, Opened, Refused, banks, begin, plans};
use crate::{
    bank::{Bank, ReadScript, Script, codes},
    model::{Event, Finding, Mode, Moment, Place, SessionId, Severity, SourceId, Sources},
    plan::{self, Options},
    session::{Asker, Material, ScriptAsker, amendment_event, check_script, to_script},
    store::Store,
    world::{Clock, read_text},
};

/// A script that was read, and where its text stands among the bank's.
pub struct Loaded {
    /// The script with its places.
    pub read: ReadScript,
    source: SourceId,
    sources: Sources,
    what: String,
}

/// Reads a script file.
///
/// # Errors
/// The file, or every fault in it.
pub fn read_script(bank: &Bank, path: &Path) -> Result<Loaded> {
    let text = read_text(path, banks::FILE_LIMIT)?;
    let mut sources = bank.sources.clone();
    let source = sources.add(path.display().to_string(), text.clone());
    let (read, findings) = Script::read(source, &text);
    let what = format!("the script `{}`", path.display());
    match read {
        Some(read) if findings.is_empty() => Ok(Loaded { read, source, sources, what }),
        Some(read) => {
            // Faults of form do not hide faults against the plan.
            let mut findings = findings;
            if let Ok((_, material)) = material(bank, &read.script) {
                findings.extend(check_script(&read, &material, source));
            }
            Err(BadContent { what, findings, sources }.into())
        }
        None => Err(BadContent { what, findings, sources }.into()),
    }
}

fn material(bank: &Bank, script: &Script) -> Result<(plan::Plan, Material)> {
    let role = plans::role(bank, script.role.as_str())?;
    let form = script.form.chars().next().filter(|_| script.form.len() == 1).unwrap_or('?');
    let options = Options { form, ..Options::default() };
    let plan = match script.questions.as_slice() {
        [] => plans::draw_plan(bank, role, &options)?,
        ids => plan::of_questions(bank, role, &options, ids).map_err(|e| plans::draw_failure(bank, e))?,
    };
    let material = Material::of(plan.clone(), bank).map_err(|f| plans::bad_content(bank, "the plan", f))?;
    Ok((plan, material))
}

/// What playing came to.
pub struct Played {
    /// The recorded session.
    pub id: SessionId,
    /// Whether it reached a recommendation.
    pub complete: bool,
}

/// Plays a script into the store. With any fault nothing is stored. `watch` sees everything once it is durable.
///
/// # Errors
/// Every fault of the script, or trouble with the store.
pub fn play_script(
    store: &mut Store,
    bank: &Bank,
    loaded: Loaded,
    id: SessionId,
    clock: Clock,
    watch: &mut dyn FnMut(u32, &Event),
) -> Result<Played> {
    let Loaded { read, source, sources, what } = loaded;
    let at_role = |message: String| {
        let place = Place { source, span: read.spans.role.clone() };
        BadContent {
            what: what.clone(),
            findings: vec![Finding::at(&codes::UNKNOWN_ROLE, place, message)],
            sources: sources.clone(),
        }
    };
    let (plan, material) = match material(bank, &read.script) {
        Ok(found) => found,
        Err(e) if e.is::<super::NotFound>() => return Err(at_role(e.to_string()).into()),
        Err(e) => return Err(e),
    };
    let findings = check_script(&read, &material, source);
    if findings.iter().any(|f| f.severity == Severity::Error) {
        return Err(BadContent { what, findings, sources }.into());
    }
    let script = read.script;
    let started = script.started.as_deref().and_then(Moment::parse).unwrap_or_else(|| clock.now());
    let start = Begin {
        id,
        candidate: script.candidate.clone(),
        interviewer: script.interviewer.clone(),
        plan,
        mode: Mode::Interview,
        started,
    };
    let (header, mut live) = begin(store, bank, start, clock)?;
    let mut asker = Watched { script: ScriptAsker::new(script.clone()), seen: 0, watch };
    let end = live.run(&mut asker)?;
    if let Some(why) = asker.script.refused() {
        return Err(Refused(format!("the script asked for something that cannot be: {why}")).into());
    }
    let complete = matches!(end, End::Complete);
    let at = live.state.elapsed;
    if complete && script.submitted {
        live.keep(vec![Event::Submitted], Some(at))?;
        for amendment in &script.amendment {
            if let Some(event) = amendment_event(&live.state, amendment) {
                live.keep(vec![event], Some(at))?;
            }
        }
    }
    let seen = asker.seen;
    live.state.entries.iter().skip(seen).for_each(|e| (asker.watch)(e.seq, &e.event));
    Ok(Played { id: header.id, complete })
}

/// A script whose entries are reported once they are durable.
struct Watched<'w> {
    script: ScriptAsker,
    seen: usize,
    watch: &'w mut dyn FnMut(u32, &Event),
}

impl Asker for Watched<'_> {
    fn ask(
        &mut self,
        ask: &crate::session::Ask,
        state: &crate::session::State,
    ) -> Result<crate::session::Reply, crate::session::Stopped> {
        // Everything in the state was kept before the machine asks again.
        state.entries.iter().skip(self.seen).for_each(|e| (self.watch)(e.seq, &e.event));
        self.seen = state.entries.len();
        self.script.ask(ask, state)
    }

    fn show(
        &mut self,
        show: &crate::session::Show,
        state: &crate::session::State,
    ) -> Result<(), crate::session::Stopped> {
        self.script.show(show, state)
    }

    fn elapsed(&self) -> Option<crate::model::Millis> {
        self.script.elapsed()
    }
}

/// A recorded session as a script file.
pub fn export_script(opened: &Opened) -> String {
    let script = to_script(&opened.header, &opened.state);
    let body = toml::to_string(&script).unwrap_or_default();
    format!("# A recorded interview of viva. `viva interview --script FILE` plays it.\nformat = 1\n{body}")
}
