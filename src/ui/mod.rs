//! The only room with a terminal: streams, width, colour, prompts, progress, findings. It knows no settings and no paths.

mod asker;
mod drill;
mod findings;
mod line;
mod practice;
mod prompts;
mod screen;
mod self_asker;
mod signals;
mod streams;

pub use asker::{Hands, TerminalAsker};
pub use drill::TerminalMarker;
pub use findings::{FindingFormat, draw_findings};
pub use line::{Draft, SaveDraft};
pub use practice::PracticeTerminal;
pub use prompts::{PromptError, Prompts};
pub use self_asker::SelfAsker;
pub use signals::{Farewell, install as install_signals, say_panic};
pub use streams::{ColorChoice, OutputError, Ui, UiOptions};
