//! A script played on the pure machine before anything is stored: what the machine would refuse half-way is known beforehand.

use std::{sync::Arc, time::Duration};

use super::{Ask, Asker, Material, ScriptAsker, State, step};
use crate::{
    bank::Script,
    grade::{CodeJob, CodeRun, Ended, Runner, RunnerError, SqlJob, SqlRun, Tier},
    model::{Entry, Moment},
};

/// More steps than a script of the largest size can need.
const MOST_STEPS: usize = 2_000_000;

/// What the machine refuses while it plays a script, and which answer it had come to: an index into `script.answer`, `None` before the
/// first or behind the last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stumble {
    /// Which answer.
    pub answer: Option<usize>,
    /// What was refused.
    pub why: String,
}

/// Plays a script that [`super::check_script`] has passed, keeping nothing; the first thing that is refused.
pub fn rehearse(script: &Script, material: Arc<Material>) -> Option<Stumble> {
    let mut state = State::new(material, "rehearsal".into());
    let mut asker = ScriptAsker::new(script.clone());
    for _ in 0..MOST_STEPS {
        let ask = state.ask();
        let done = asker.answered();
        let stumble = |why: &str| {
            Some(Stumble { answer: (done < script.answer.len()).then_some(done), why: why.into() })
        };
        if ask == Ask::Done {
            return None;
        }
        let Ok(reply) = asker.ask(&ask, &state) else { return None };
        let outcome = step(&mut state, reply, &NothingRuns);
        let elapsed = asker.elapsed().unwrap_or(state.elapsed);
        for event in outcome.events {
            state.apply(Entry { seq: state.next_seq(), at: Moment(0), elapsed, event });
        }
        for show in &outcome.show {
            let _ = asker.show(show, &state);
        }
        if let Some(why) = asker.refused() {
            return stumble(why);
        }
    }
    Some(Stumble { answer: None, why: "it does not come to an end".into() })
}

/// In a rehearsal no answer is run: what it is worth does not matter, only that the machine takes it.
struct NothingRuns;

impl Runner for NothingRuns {
    fn sql(&self, _: &SqlJob) -> Result<SqlRun, RunnerError> {
        Ok(SqlRun { results: Vec::new(), plan: Vec::new(), ended: Ended::TimeOut, time: Duration::ZERO })
    }

    fn code(&self, _: &CodeJob) -> Result<CodeRun, RunnerError> {
        Ok(CodeRun { build_error: Some("a rehearsal runs nothing".into()), cases: Vec::new(), tier: Tier::A })
    }
}
