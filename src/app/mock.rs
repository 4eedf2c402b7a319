//! Mock interviews: a real role, form, clock and scorecard, marked by the candidate. What candidates say of themselves never stands beside what
//! interviewers saw: whatever sums up several sessions takes them through [`of_interviewers`].

use anyhow::Result;

use super::{Begin, Live, begin};
use crate::{
    bank::Bank,
    model::{Header, Mode, Moment, SessionId},
    plan::Plan,
    store::{SessionRow, Store},
    world::Clock,
};

/// Begins a mock interview: the candidate is their own interviewer.
///
/// # Errors
/// Faults in a question, or trouble with the store.
pub fn begin_mock<'a>(
    store: &'a mut Store,
    bank: &Bank,
    (id, started): (SessionId, Moment),
    candidate: String,
    plan: Plan,
    clock: Clock,
) -> Result<(Header, Live<'a>)> {
    let interviewer = candidate.clone();
    begin(store, bank, Begin { id, candidate, interviewer, plan, mode: Mode::Mock, started }, clock)
}

/// The sessions whose marks are an interviewer's: the only ones that statistics, comparisons and reports of a candidate or a role may use.
pub fn of_interviewers(rows: Vec<SessionRow>) -> Vec<SessionRow> {
    rows.into_iter().filter(|r| r.mode.is_interview()).collect()
}

/// The sessions that candidates marked themselves.
pub fn self_assessed(rows: Vec<SessionRow>) -> Vec<SessionRow> {
    rows.into_iter().filter(|r| !r.mode.is_interview()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_is_in_one_of_the_two_lists_and_never_in_both() {
        let row = |n: u128, mode| SessionRow {
            id: SessionId::from_uuid(uuid::Uuid::from_u128(n)),
            candidate: "Ada".into(),
            interviewer: "Ada".into(),
            role: "tester".into(),
            form: "A".into(),
            mode,
            started: Moment(0),
            entries: 1,
            submitted: true,
            abandoned: false,
            erased: false,
        };
        // The names say nothing: somebody may interview a namesake.
        let rows = vec![row(1, Mode::Interview), row(2, Mode::Mock), row(3, Mode::Interview)];
        let ids = |rows: Vec<SessionRow>| rows.into_iter().map(|r| r.id).collect::<Vec<_>>();
        let (theirs, own) = (ids(of_interviewers(rows.clone())), ids(self_assessed(rows.clone())));
        assert_eq!(theirs, [rows[0].id.clone(), rows[2].id.clone()]);
        assert_eq!(own, [rows[1].id.clone()]);
    }
}
