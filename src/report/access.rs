//! Everything held on one person, for the person who asks for it: readable, and exact as JSON.

use serde_json::{Value, json};

use super::{Cell, Document, Table, session_document, session_report};
use crate::{
    model::{Entry, Event, Header, Mark, PersonEntry, SkipCause},
    session::State,
};

/// Sessions with the last links of their chains.
type Sessions<'a> = [(&'a Header, &'a State, &'a str)];

/// Describes everything: each session's report, then every row as it was written.
pub fn access_document(
    name: &str,
    sessions: &Sessions<'_>,
    about: &[PersonEntry],
    drafts: &[(String, String)],
) -> Document {
    let mut d = Document::default();
    d.heading(1, format!("Everything held on {name}"));
    d.text(format!(
        "{} session(s), {} decision(s) and hold(s), {} half-typed line(s).",
        sessions.len(),
        about.len(),
        drafts.len()
    ));
    for (header, state, head) in sessions {
        d.blocks.extend(session_document(&session_report(header, state, head), true).blocks);
        d.heading(2, format!("Every entry of session {}", header.id));
        let mut t = Table::new(&["Entry>", "At", "What"]);
        for e in &state.entries {
            t.row([Cell::Number(e.seq.into(), 0), Cell::from(e.at.rfc3339()), Cell::from(words(e))]);
        }
        d.table(t);
    }
    if !about.is_empty() {
        d.heading(2, "Decisions and holds");
        let line = |e: &PersonEntry| {
            let said = e.said.as_ref();
            let mut parts = vec![format!("{} {}", e.at.rfc3339(), e.kind.as_str())];
            parts.extend(said.map(|s| format!("by {}", s.who)));
            parts.extend(said.and_then(|s| s.decision.clone()));
            parts.extend(said.and_then(|s| s.owner.as_ref().map(|o| format!("owner {o}"))));
            parts.extend(said.map(|s| format!("because {}", s.why)));
            parts.extend(
                said.iter().flat_map(|s| &s.dissent).map(|x| format!("dissent of {}: {}", x.who, x.says)),
            );
            parts.join("; ")
        };
        d.list(about.iter().map(line).collect());
    }
    if !drafts.is_empty() {
        d.heading(2, "Half-typed lines");
        d.list(drafts.iter().map(|(id, text)| format!("{id}: {text}")).collect());
    }
    d
}

/// An entry in one line, with everything that was typed.
fn words(e: &Entry) -> String {
    let mark = |m: &Option<Mark>| m.map_or_else(|| "not assessed".to_owned(), |m| m.to_string());
    let what = match &e.event {
        Event::Opened { .. } => "opened".into(),
        Event::Note { text, .. } => format!("note: {text}"),
        Event::Tick { look_for, heard, .. } => format!("{look_for}: {}", heard.as_str()),
        Event::Probe { number, .. } => format!("probe {number} asked"),
        Event::Hint { number, .. } => format!("hint {number} given"),
        Event::Marking { .. } => "marking begins".into(),
        Event::Marked { criterion, mark: m, .. } => format!("{criterion} marked {}", mark(m)),
        Event::Evidence { criterion, text, .. } => format!("evidence for {criterion}: {text}"),
        Event::NotAssessed { cause, why, .. } => match cause {
            SkipCause::Skipped => format!("left out: {why}"),
            SkipCause::Unassessed => format!("not assessed: {why}"),
        },
        Event::Answered { answer, verdict, .. } => {
            let language = answer.language.as_ref().map_or_else(String::new, |l| format!(" in {l}"));
            let (share, by) = (verdict.fraction.value() * 100.0, &verdict.grader);
            format!("answered{language}: {}; {share:.0} % right ({by}): {}", answer.text, verdict.reason)
        }
        Event::Rescored { entry, verdict, who, why, .. } => {
            let (share, by) = (verdict.fraction.value() * 100.0, &verdict.grader);
            format!(
                "answer {entry} marked anew by {who}: {share:.0} % right ({by}): {}; {why}",
                verdict.reason
            )
        }
        Event::Deviation { text, .. } => format!("deviation: {text}"),
        Event::Left { .. } => "left".into(),
        Event::Paused => "paused".into(),
        Event::Resumed => "resumed".into(),
        Event::Undone { entry } => format!("entry {entry} taken back"),
        Event::Recommended { recommendation, why } => format!("recommended {recommendation}: {why}"),
        Event::Submitted => "sealed".into(),
        Event::Abandoned { why } => format!("abandoned: {why}"),
        Event::MarkAmended { criterion, before, after, who, why, .. } => {
            format!("{who} amended {criterion} from {} to {}: {why}", mark(before), mark(after))
        }
        Event::RecommendationAmended { before, after, who, why } => {
            let before = before.map_or_else(|| "none".to_owned(), |r| r.to_string());
            format!("{who} amended the recommendation from {before} to {after}: {why}")
        }
    };
    match e.event.question() {
        Some(question) => format!("{question}: {what}"),
        None => what,
    }
}

/// `viva.access/1`
pub fn access_json(
    name: &str,
    sessions: &Sessions<'_>,
    about: &[PersonEntry],
    drafts: &[(String, String)],
) -> Value {
    let session = |(header, state, head): &(&Header, &State, &str)| {
        let entry = |e: &Entry| json!({ "seq": e.seq, "at": e.at.rfc3339(), "elapsed_ms": e.elapsed, "what": words(e) });
        json!({
            "report": session_report(header, state, head),
            "entries": state.entries.iter().map(entry).collect::<Vec<_>>(),
        })
    };
    let kept = |e: &PersonEntry| {
        let s = e.said.as_ref();
        json!({
            "id": e.id, "kind": e.kind, "at": e.at.rfc3339(), "refers": e.refers, "sessions": e.sessions,
            "candidate": s.map(|s| &s.candidate), "recorded_by": s.map(|s| &s.who), "why": s.map(|s| &s.why),
            "role": s.and_then(|s| s.role.as_ref()), "decision": s.and_then(|s| s.decision.as_ref()),
            "owner": s.and_then(|s| s.owner.as_ref()), "dissent": s.map(|s| &s.dissent),
        })
    };
    json!({
        "schema": "viva.access/1",
        "candidate": name,
        "sessions": sessions.iter().map(session).collect::<Vec<_>>(),
        "about": about.iter().map(kept).collect::<Vec<_>>(),
        "drafts": drafts.iter().map(|(id, text)| json!({ "session": id, "text": text })).collect::<Vec<_>>(),
    })
}
