//! The interview as a pure machine: (state, reply) -> (events, what to show). The state is always the replay of its entries,
//! so resume, undo and amend are the same operation over the same rows. Nothing here has a clock, a terminal or a file.

mod ask;
mod command;
mod drill;
mod export;
mod flag;
mod handed_in;
mod material;
mod pace;
mod play;
mod rehearse;
mod rescore;
mod script_check;
mod script_plan;
mod sight;
mod state;
mod step;
mod tally;
mod unmarked;

pub use ask::{Ask, Asker, Reply, Show, Stopped};
pub use command::{COMMANDS, Command, parse};
pub use drill::{DrillAsk, DrillOutcome, DrillReply, DrillShow, DrillState, Marker, mark_words};
pub use export::{amendment_event, to_script};
pub use flag::{flag_id, flagged, red_flags};
pub use handed_in::{answer_of_script, answer_to_script, chosen_texts};
pub use material::{Material, MaterialError};
pub use pace::{Pace, pace};
pub use play::ScriptAsker;
pub use rehearse::{Stumble, rehearse};
pub use rescore::{Cause, carried_over, cause, judged_by, unfounded};
pub use script_check::check_script;
pub use script_plan::check_script_plan;
pub use sight::{Sighted, hidden_sentence, sight};
pub use state::{Amendment, DeviationKind, NoteLine, Phase, QuestionState, State};
pub use step::{Outcome, open_first, step};
pub use tally::{QuestionTally, tally};
pub use unmarked::BY_HAND;
