//! Who may look at whose scorecard. One rule for every command: as long as an interviewer's own scorecard on a candidate is open, what
//! others recorded on that candidate is hidden from them, so that nobody's marks anchor on another's (anti-anchoring; Kahneman, Sibony
//! and Sunstein, "Noise", 2021, on independent judgements before they are brought together).

use crate::model::{Mode, person_key};

/// What must be known of a session to say who may look at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sighted<'a> {
    /// Who was interviewed; empty when that was erased.
    pub candidate: &'a str,
    /// Who interviewed; empty when that was erased.
    pub interviewer: &'a str,
    /// Who marked.
    pub mode: Mode,
    /// Neither sealed nor abandoned.
    pub open: bool,
}

/// Which of the sessions `who` may see, in their order. Persons are matched by [`person_key`]. Nobody named (`None`) sees all:
/// there is no scorecard of theirs that could be anchored.
pub fn sight(sessions: &[Sighted<'_>], who: Option<&str>) -> Vec<bool> {
    let Some(who) = who.map(person_key) else { return vec![true; sessions.len()] };
    let own = |s: &Sighted<'_>| !s.interviewer.is_empty() && person_key(s.interviewer) == who;
    let judging: Vec<String> = sessions
        .iter()
        .filter(|s| s.open && s.mode == Mode::Interview && own(s) && !s.candidate.is_empty())
        .map(|s| person_key(s.candidate))
        .collect();
    sessions.iter().map(|s| own(s) || !judging.contains(&person_key(s.candidate))).collect()
}

/// Why something is hidden, and how it can be seen. `open` is the short id of the looker's own open session.
pub fn hidden_sentence(who: &str, candidate: &str, open: &str) -> String {
    format!(
        "hidden until submitted: {who} has not sealed their own scorecard on {candidate}; `viva resume {open}` goes on with it, `viva \
         session submit {open}` seals it, and then everybody's can be seen"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one<'a>(candidate: &'a str, interviewer: &'a str, open: bool) -> Sighted<'a> {
        Sighted { candidate, interviewer, mode: Mode::Interview, open }
    }

    #[test]
    fn others_are_hidden_until_ones_own_is_sealed() {
        let mut sessions = [
            one("Ada Example", "Grace", true),
            one(" ada  EXAMPLE", "Linus", false),
            one("Ada Example", "Ken", true),
            one("Bob", "Linus", false),
        ];
        assert_eq!(sight(&sessions, Some("grace ")), [true, false, false, true]);
        assert_eq!(sight(&sessions, Some("Ken")), [false, false, true, true]);
        assert_eq!(sight(&sessions, Some("Linus")), [true; 4], "Linus has sealed");
        assert_eq!(sight(&sessions, Some("The Lead")), [true; 4]);
        assert_eq!(sight(&sessions, None), [true; 4]);
        sessions[0].open = false;
        assert_eq!(sight(&sessions, Some("Grace")), [true; 4]);
    }

    #[test]
    fn a_second_open_session_of_the_same_two_hides_again_and_a_mock_or_an_erased_one_does_not() {
        let sealed_and_open =
            [one("Ada", "Grace", false), one("Ada", "Grace", true), one("Ada", "Ken", false)];
        assert_eq!(sight(&sealed_and_open, Some("Grace")), [true, true, false]);
        let mock = [Sighted { mode: Mode::Mock, ..one("Ada", "Ada", true) }, one("Ada", "Ken", false)];
        assert_eq!(sight(&mock, Some("Ada")), [true, true]);
        let erased = [one("", "", true), one("", "", false), one("Ada", "Ken", false)];
        assert_eq!(sight(&erased, Some("")), [true; 3]);
    }
}
