//! Signals while somebody is being interviewed: everything entered is saved already, so the terminal is put right, the way back is said,
//! and the program ends with 128 + the signal's number.
#![expect(clippy::exit, reason = "a signal ends the program from its own thread; nothing is left to write")]

use std::{
    io::{self, IsTerminal, Write},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
};

use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
use signal_hook::{
    consts::{SIGHUP, SIGINT, SIGTERM},
    iterator::Signals,
};

use super::Draft;
use crate::model::visible;

/// What is said when the program is stopped. Said once, by whoever comes first.
#[derive(Debug, Clone, Default)]
pub struct Farewell {
    text: Arc<Mutex<String>>,
    said: Arc<AtomicBool>,
}

impl Farewell {
    /// Sets the words.
    pub fn set(&self, text: impl Into<String>) {
        if let Ok(mut words) = self.text.lock() {
            *words = text.into();
        }
    }

    /// From now on nothing is left to say.
    pub fn silence(&self) {
        self.said.store(true, Ordering::SeqCst);
    }

    /// Says the words, unless they were said.
    pub fn say(&self) {
        if !self.said.swap(true, Ordering::SeqCst)
            && let Ok(words) = self.text.lock()
        {
            let _ = writeln!(io::stderr(), "\n{}", visible(&words));
        }
    }
}

/// Listens for hang-up, interrupt and terminate until the program ends; `draft` is kept before it does.
///
/// # Errors
/// When the system takes no handlers.
pub fn install(farewell: Farewell, draft: Draft) -> io::Result<()> {
    let mut signals = Signals::new([SIGHUP, SIGINT, SIGTERM])?;
    let before = io::stdin().is_terminal().then(|| tcgetattr(io::stdin()).ok()).flatten();
    thread::Builder::new().name("signals".into()).spawn(move || {
        let first = signals.forever().next();
        if let Some(first) = first {
            // A key that is being read when any signal comes is answered by console with an interrupt of its own: the other one counts.
            thread::sleep(std::time::Duration::from_millis(30));
            let signal = signals.pending().chain([first]).find(|s| *s != SIGINT).unwrap_or(first);
            draft.keep();
            if let Some(settings) = &before {
                let _ = tcsetattr(io::stdin(), OptionalActions::Now, settings);
            }
            if io::stderr().is_terminal() {
                let _ = console::Term::stderr().show_cursor();
            }
            farewell.say();
            std::process::exit(128 + signal);
        }
    })?;
    Ok(())
}

/// What is said of a panic: where in viva's own code, and nothing of the data it was working on.
pub fn say_panic(location: Option<&std::panic::Location<'_>>) {
    if io::stderr().is_terminal() {
        let _ = console::Term::stderr().show_cursor();
    }
    let place = location.map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
    let _ = writeln!(
        io::stderr(),
        "error: viva has a bug at {place}; everything shown as saved is saved\n  please report it with the output of `viva version --verbose`"
    );
}
