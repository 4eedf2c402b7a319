//! Lines that start with `/`.

use crate::model::{Heard, closest};

/// A typed command.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(missing_docs, reason = "the table below says what each does")]
pub enum Command {
    Mark,
    Probe(Option<u16>),
    Hint,
    Tick(Vec<u16>, Option<Heard>),
    Flag(Vec<u16>, Heard),
    Anchors,
    ModelAnswer,
    HandIn(String),
    Retry,
    ByHand(u8, String),
    Note(String),
    Question,
    Time,
    Plan,
    Skip(String),
    Unassessed(String),
    Deviation(String),
    Back,
    Next,
    Go(u16),
    Edit,
    Pause,
    Undo,
    Finish,
    Quit,
    Help,
}

/// Every command: name, short form, what follows it, what it does.
pub const COMMANDS: &[(&str, &str, &str, &str)] = &[
    ("/mark", "/m", "", "the talking is over: go on to the marks"),
    ("/probe", "/p", "[N]", "ask the next probe, or probe N"),
    ("/hint", "/h", "", "give the next hint"),
    ("/tick", "/t", "N.. [probed]", "look-for N was heard (unprompted, probed, hinted, missed)"),
    ("/flag", "/f", "N.. [off]", "red flag N was heard (off takes it back)"),
    ("/anchors", "/a", "", "show the anchors of this question"),
    ("/answer", "", "[FILE]", "show the model answer; on a graded question hand in a file"),
    ("/retry", "", "", "run the answer that could not be marked again"),
    ("/byhand", "", "PERCENT WHY", "mark an answer that could not be run: 0 to 100"),
    ("/question", "", "", "show the question again"),
    ("/time", "", "", "show elapsed and planned time"),
    ("/plan", "", "", "show the plan and what is done"),
    ("/skip", "", "WHY", "leave this question out (a deviation)"),
    ("/unassessed", "", "WHY", "it was asked, but cannot be marked"),
    ("/deviation", "", "TEXT", "note a deviation from the form"),
    ("/back", "/b", "", "back to the question before"),
    ("/next", "/n", "", "on to the next question, without marks for now"),
    ("/go", "", "N", "to question N of the plan"),
    ("/note", "", "TEXT", "a note where a plain line is an answer: on graded questions"),
    ("/edit", "/e", "", "a longer note in your editor"),
    ("/pause", "", "", "stop the clock"),
    ("/undo", "/u", "", "take the last thing back"),
    ("/finish", "", "", "no more questions: go on to the recommendation"),
    ("/quit", "/q", "", "stop here; everything is saved, `viva resume` goes on"),
    ("/help", "/?", "", "this list"),
];

/// Reads a line that starts with `/`.
///
/// # Errors
/// A sentence that says what to type instead.
pub fn parse(line: &str) -> Result<Command, String> {
    let line = line.trim();
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let rest = rest.trim();
    let Some(name) = COMMANDS.iter().find(|c| c.0 == word || (!c.1.is_empty() && c.1 == word)).map(|c| c.0)
    else {
        let near = closest(word, COMMANDS.iter().map(|c| c.0));
        let hint = near.map_or_else(|| "/help lists them".to_owned(), |n| format!("did you mean {n}?"));
        return Err(format!(
            "{word} is not a command; {hint} (for a note that begins with /, put a space first)"
        ));
    };
    let number = |what: &str| -> Result<u16, String> {
        rest.parse().ok().filter(|&n| n > 0).ok_or_else(|| format!("{name} wants the number of {what}"))
    };
    let reason = || {
        if rest.is_empty() { Err(format!("say why: {name} ran out of time")) } else { Ok(rest.to_owned()) }
    };
    Ok(match name {
        "/mark" => Command::Mark,
        "/probe" if rest.is_empty() => Command::Probe(None),
        "/probe" => Command::Probe(Some(number("a probe")?)),
        "/hint" => Command::Hint,
        "/tick" => tick(rest)?,
        "/flag" => flag(rest)?,
        "/anchors" => Command::Anchors,
        "/answer" if rest.is_empty() => Command::ModelAnswer,
        "/answer" => Command::HandIn(rest.to_owned()),
        "/retry" => Command::Retry,
        "/byhand" => by_hand(rest)?,
        "/note" if rest.is_empty() => return Err("say what: /note TEXT".into()),
        "/note" => Command::Note(rest.to_owned()),
        "/question" => Command::Question,
        "/time" => Command::Time,
        "/plan" => Command::Plan,
        "/skip" => Command::Skip(reason()?),
        "/unassessed" => Command::Unassessed(reason()?),
        "/deviation" => Command::Deviation(reason()?),
        "/back" => Command::Back,
        "/next" => Command::Next,
        "/go" => Command::Go(number("a question of the plan")?),
        "/edit" => Command::Edit,
        "/pause" => Command::Pause,
        "/undo" => Command::Undo,
        "/finish" => Command::Finish,
        "/quit" => Command::Quit,
        _ => Command::Help,
    })
}

fn by_hand(rest: &str) -> Result<Command, String> {
    let (number, why) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let percent = number.trim_end_matches('%').parse::<u8>().ok().filter(|p| *p <= 100);
    match (percent, why.trim().trim_start_matches('%').trim()) {
        (Some(percent), why) if !why.is_empty() => Ok(Command::ByHand(percent, why.to_owned())),
        _ => Err("say how much is right and why: /byhand 75 misses the empty input".into()),
    }
}

fn tick(rest: &str) -> Result<Command, String> {
    let (mut numbers, mut how) = (Vec::new(), None);
    for word in rest.split([' ', ',']).filter(|w| !w.is_empty()) {
        if let Ok(number) = word.parse::<u16>() {
            numbers.push(number);
            continue;
        }
        let meant: Vec<Heard> = Heard::ALL.into_iter().filter(|h| h.as_str().starts_with(word)).collect();
        match meant.as_slice() {
            [heard] => how = Some(*heard),
            _ => return Err(format!("{word} is none of unprompted, probed, hinted, missed")),
        }
    }
    if numbers.is_empty() {
        return Err("which look-for? /tick 2, /tick 1 3, /tick 2 probed".into());
    }
    Ok(Command::Tick(numbers, how))
}

fn flag(rest: &str) -> Result<Command, String> {
    let (mut numbers, mut heard) = (Vec::new(), Heard::Unprompted);
    for word in rest.split([' ', ',']).filter(|w| !w.is_empty()) {
        match word.parse::<u16>() {
            Ok(number) => numbers.push(number),
            Err(_) if word == "off" => heard = Heard::Missed,
            Err(_) => return Err(format!("{word} is no number; /flag 1, /flag 1 2, /flag 1 off")),
        }
    }
    if numbers.is_empty() {
        return Err("which red flag? /flag 1, /flag 1 2, /flag 1 off".into());
    }
    Ok(Command::Flag(numbers, heard))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_read() {
        assert_eq!(parse("/t 1 3 p"), Ok(Command::Tick(vec![1, 3], Some(Heard::Probed))));
        assert_eq!(parse("/skip ran out of time"), Ok(Command::Skip("ran out of time".into())));
        assert_eq!(parse("/probe"), Ok(Command::Probe(None)));
        assert!(parse("/skip").unwrap_err().contains("say why"));
        assert!(parse("/mrak").unwrap_err().contains("/mark"));
        assert_eq!(parse("/f 2"), Ok(Command::Flag(vec![2], Heard::Unprompted)));
        assert_eq!(parse("/flag 1, 2 off"), Ok(Command::Flag(vec![1, 2], Heard::Missed)));
        assert!(parse("/flag").is_err() && parse("/flag x").is_err());
        assert!(parse("/tick").is_err() && parse("/go x").is_err());
    }
}
