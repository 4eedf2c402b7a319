//! The only room that runs a stranger's SQL or program, away from everything that is kept.
//!
//! Nothing of a stranger runs in viva's own process. The room starts this same binary again in a hidden *stage*
//! (`stage`), hands it a job as JSON on its standard input, and takes a reply of limited length from its standard
//! output before a deadline; what does not answer is killed. The stages:
//!
//! - `sql`: one answer on its data sets, each in an in-memory SQLite behind an authorizer (`sql`).
//!
//! It never meets the store: the stages are told no path of it.

mod ask;
mod clock;
mod limits;
mod local;
mod pump;
mod settings;
mod sql;
mod stage;

pub use local::{LocalRunner, local_runner};
pub use settings::Settings;
pub use stage::stage;
