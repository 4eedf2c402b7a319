//! The words everyone speaks: values only, no clock, no files, no database.

mod dossier;
mod drill;
mod entry;
mod fact;
mod finding;
mod id;
mod level;
mod moment;
mod person;
mod practice;
mod scale;
mod visible;

pub use dossier::{Dissent, LONGEST_REASON, MOST_NAMED, PersonEntry, PersonKind, Said};
pub use drill::{Drill, DrillEntry, DrillEvent, DrillHeader};
pub use entry::{
    Answer, Entry, Event, Header, Heard, LONGEST_NAME, Mode, Pinned, PinnedKind, Recommendation, SkipCause,
    Verdict,
};
pub use fact::{Fact, What, Word, Words};
pub use finding::{Code, Finding, Place, Severity, SourceFile, SourceId, Sources};
pub use id::{
    AreaId, CriterionId, IdError, LookForId, QuestionId, RoleId, RubricId, SessionId, Slug, TopicId, closest,
};
pub use level::Level;
pub use moment::{Day, Millis, Moment};
pub use person::person_key;
pub use practice::{Attempt, Fitted, PracticeEntry, PracticeEvent, PracticeId, Rating, Review};
pub use scale::{Fraction, Mark, OutOfScale};
pub use visible::{brief, escape_json, is_untypeable, visible};
