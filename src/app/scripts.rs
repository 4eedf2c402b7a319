//! Scripted interviews: read whole or refused whole, played through the same machine, exported from a recorded session.

use std::{path::Path, sync::Arc};

use anyhow::Result;

use super::{BadContent, Begin, End, NotFound, Opened, Refused, banks, begin, plans};
use crate::{
    bank::{Bank, ReadScript, Script, codes, to_toml},
    grade::Runner,
    model::{Event, Finding, Mode, Moment, Place, SessionId, Severity, SourceId},
    plan::{self, Options, Plan},
    session::{
        Asker, Material, ScriptAsker, amendment_event, check_script, check_script_plan, rehearse, to_script,
    },
    store::Store,
    world::{Clock, read_text},
};

/// A script without faults, and the plan it is played on.
#[derive(Debug)]
pub struct Loaded {
    /// The script.
    pub script: Script,
    plan: Plan,
}

/// Reads a script file and holds it against its plan; it is even played once on the machine alone, so that what comes back can be
/// played to the end.
///
/// # Errors
/// The file, or every fault in it.
pub fn read_script(bank: &Bank, path: &Path) -> Result<Loaded> {
    let text = read_text(path, banks::FILE_LIMIT)?;
    let mut sources = bank.sources.clone();
    let source = sources.add(path.display().to_string(), text.clone());
    let (read, mut findings) = Script::read(source, &text);
    let what = format!("the script `{}`", path.display());
    let mut planned = None;
    if let Some(read) = &read {
        // Faults of form do not hide faults against the plan.
        match material(bank, read, source) {
            Ok((plan, material)) => {
                findings.extend(check_script(read, &material, source));
                planned = Some((plan, material));
            }
            Err(e) => match e.downcast::<BadContent>() {
                Ok(content) => findings.extend(content.findings),
                Err(e) if findings.is_empty() => return Err(e),
                Err(_) => {}
            },
        }
    }
    let fine = findings.iter().all(|f| f.severity < Severity::Error);
    let (Some(read), Some((plan, material)), true) = (read, planned, fine) else {
        return Err(BadContent { what, findings, sources }.into());
    };
    if let Some(stumble) = rehearse(&read.script, Arc::new(material)) {
        let span = stumble.answer.map_or(0..0, |i| read.spans.part(i, "question"));
        let message = format!("the interview would refuse this: {}", stumble.why);
        findings.push(Finding::at(&codes::HALF_ANSWER, Place { source, span }, message));
        return Err(BadContent { what, findings, sources }.into());
    }
    Ok(Loaded { script: read.script, plan })
}

fn material(bank: &Bank, read: &ReadScript, source: SourceId) -> Result<(Plan, Material)> {
    let script = &read.script;
    let found = |findings| plans::bad_content(bank, "the script", findings);
    let role = match plans::role(bank, script.role.as_str()) {
        Ok(role) => role,
        Err(e) => {
            let Some(NotFound { what, hint }) = e.downcast_ref() else { return Err(e) };
            let place = Place { source, span: read.spans.role.clone() };
            let finding = Finding::at(&codes::UNKNOWN_ROLE, place, what.clone());
            return Err(found(vec![hint.iter().fold(finding, |f, h| f.help(h.clone()))]).into());
        }
    };
    let faults = check_script_plan(read, bank, role, source);
    if !faults.is_empty() {
        return Err(found(faults).into());
    }
    let options = Options { form: script.form.chars().next().unwrap_or('A'), ..Options::default() };
    let plan = match script.questions.as_slice() {
        [] => plans::draw_plan(bank, role, &options)?,
        ids => plan::of_questions(bank, role, &options, ids).map_err(|e| plans::draw_failure(bank, e))?,
    };
    let material = Material::of(plan.clone(), bank).map_err(&found)?;
    Ok((plan, material))
}

/// What playing came to.
pub struct Played {
    /// The recorded session.
    pub id: SessionId,
    /// Whether it reached a recommendation.
    pub complete: bool,
}

/// Plays a script into the store. What graded answers need run is asked of `runner`; `watch` sees everything once it is durable.
///
/// # Errors
/// Trouble with the store.
pub fn play_script(
    store: &mut Store,
    bank: &Bank,
    loaded: Loaded,
    id: SessionId,
    clock: Clock,
    runner: &dyn Runner,
    watch: &mut dyn FnMut(u32, &Event),
) -> Result<Played> {
    let Loaded { script, plan } = loaded;
    let started = script.started.as_deref().and_then(Moment::parse).unwrap_or_else(|| clock.now());
    let start = Begin {
        id,
        candidate: script.candidate.clone(),
        // Whoever marks themselves is their own interviewer, whatever the file says.
        interviewer: match script.mode {
            Mode::Interview => script.interviewer.clone(),
            Mode::Mock => script.candidate.clone(),
        },
        plan,
        mode: script.mode,
        started,
    };
    let (header, mut live) = begin(store, bank, start, clock)?;
    let mut asker = Watched { script: ScriptAsker::new(script.clone()), seen: 0, watch };
    let end = live.run(&mut asker, runner)?;
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
    let body = to_toml(&script);
    format!("# A recorded interview of viva. `viva interview --script FILE` plays it.\nformat = 1\n{body}")
}
