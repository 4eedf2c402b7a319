//! What is typed behind a `/` while a question is up.

/// Name, short name, what follows, what it does. The program's help and its completion know no other ones.
pub const COMMANDS: &[(&str, &str, &str, &str)] = &[
    ("/probe", "/p", "", "the next probe, as an interviewer would ask it"),
    ("/hint", "/h", "", "the next hint, from gentle to strong"),
    ("/edit", "/e", "", "write the answer in your editor"),
    ("/answer", "", "FILE", "hand in a file"),
    ("/skip", "", "[WHY]", "leave this question out; it stays due"),
    ("/undo", "/u", "", "take the last thing back: a probe, a hint, else the answer before"),
    ("/question", "/q", "", "show the question again"),
    ("/time", "/t", "", "time spent and planned"),
    ("/quit", "", "", "stop here; everything answered is kept"),
    ("/help", "/?", "", "this list"),
];

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// The next probe.
    Probe,
    /// The next hint.
    Hint,
    /// Leave the question out.
    Skip(String),
    /// Take the last thing back.
    Undo,
    /// Show the question again.
    Question,
    /// Time spent and planned.
    Time,
    /// Stop.
    Quit,
    /// The list.
    Help,
}

/// A typed line as a command; `None` when it is none, an error when it is one that there is not.
///
/// # Errors
/// What to type instead.
pub fn parse(line: &str) -> Result<Option<Command>, String> {
    let line = line.trim();
    if !line.starts_with('/') {
        return Ok(None);
    }
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let named = COMMANDS.iter().find(|c| c.0 == word || (!c.1.is_empty() && c.1 == word));
    let Some((name, _, takes, _)) = named else {
        return Err(format!(
            "`{word}` is not a command; /help lists them. An answer that begins with / goes through /edit"
        ));
    };
    if takes.is_empty() && !rest.trim().is_empty() {
        return Err(format!("{name} takes nothing behind it"));
    }
    Ok(Some(match *name {
        "/probe" => Command::Probe,
        "/hint" => Command::Hint,
        "/skip" => Command::Skip(rest.trim().to_owned()),
        "/undo" => Command::Undo,
        "/question" => Command::Question,
        "/time" => Command::Time,
        "/quit" => Command::Quit,
        "/help" => Command::Help,
        other => return Err(format!("{other} works at a terminal only")),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_read_and_slips_are_named() {
        assert_eq!(parse("an answer"), Ok(None));
        assert_eq!(parse(" /p "), Ok(Some(Command::Probe)));
        assert_eq!(parse("/skip no time"), Ok(Some(Command::Skip("no time".into()))));
        assert!(parse("/nonsense").is_err_and(|e| e.contains("/help")));
        assert!(parse("/quit now").is_err());
        assert!(COMMANDS.iter().all(|c| c.0.starts_with('/')));
    }
}
