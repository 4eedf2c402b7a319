//! Blind reports: names, contact data and notes taken out of a session before anything is computed from it, so that no format and no
//! table can show what was left out.
//!
//! A person's pseudonym is `C-` (candidates) or `R-` (raters) and six characters of HMAC-SHA-256 (RFC 2104) over the person's key, with the
//! store's id as the key: the same in every report of one store, another in every other store. Whoever has the store can
//! work out whose it is; it keeps names from readers, it does not make anybody anonymous.

use std::collections::{BTreeMap, HashMap};

use sha2::{Digest, Sha256};

use super::contact::without_contact;
use crate::model::{Entry, Event, Header, person_key};

/// What is taken out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Redact {
    /// Candidates and interviewers, in every text too.
    pub names: bool,
    /// E-mail addresses, telephone numbers and addresses of pages.
    pub contact: bool,
    /// Everything that an interviewer wrote in own words: notes, evidence, reasons.
    pub notes: bool,
}

impl Redact {
    /// Whether nothing is.
    pub fn is_nothing(self) -> bool {
        self == Self::default()
    }

    /// What a report says of it.
    pub fn words(self) -> Option<String> {
        let parts =
            [(self.names, "names"), (self.contact, "contact data"), (self.notes, "notes and evidence")];
        let parts: Vec<&str> = parts.into_iter().filter(|p| p.0).map(|p| p.1).collect();
        (!parts.is_empty()).then(|| format!("Taken out of this report: {}.", parts.join(", ")))
    }
}

/// What someone is to a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Who is interviewed.
    Candidate,
    /// Who interviews, or amends.
    Rater,
}

/// In place of a name that several people share.
const SOMEBODY: &str = "[a name]";
/// In place of a text that was left out.
pub const LEFT_OUT: &str = "(left out)";

/// Pseudonyms of one store, and what they stand for.
#[derive(Debug, Clone)]
pub struct Redactor {
    store: String,
    what: Redact,
    /// First word of a whole name, to the names that begin with it (longest first) and their pseudonyms.
    whole: HashMap<String, Vec<(Vec<String>, String)>>,
    /// Parts of names exactly as they are written, to their pseudonyms.
    parts: HashMap<String, String>,
}

impl Redactor {
    /// `people` are all whose names may stand in a text: of every session of the store.
    pub fn new<'a>(store: &str, what: Redact, people: impl IntoIterator<Item = (Part, &'a str)>) -> Self {
        let mut known: BTreeMap<String, (Part, String)> = BTreeMap::new();
        for (part, name) in people {
            known.entry(person_key(name)).or_insert_with(|| (part, name.to_owned()));
        }
        let mut redactor =
            Self { store: store.to_owned(), what, whole: HashMap::new(), parts: HashMap::new() };
        for (key, (part, name)) in &known {
            if code_of(name).is_some() {
                continue;
            }
            let code = redactor.pseudonym(*part, name);
            let words: Vec<String> = words_of(key).map(|(_, w)| w.to_owned()).collect();
            if let Some(first) = words.first() {
                redactor.whole.entry(first.clone()).or_default().push((words.clone(), code.clone()));
            }
            for (_, part) in words_of(name).filter(|(_, w)| w.chars().count() > 1) {
                let entry = redactor.parts.entry(part.to_owned()).or_insert_with(|| code.clone());
                if *entry != code {
                    *entry = SOMEBODY.to_owned();
                }
            }
        }
        redactor.whole.values_mut().for_each(|names| names.sort_by_key(|n| std::cmp::Reverse(n.0.len())));
        redactor
    }

    /// What it takes out.
    pub fn what(&self) -> Redact {
        self.what
    }

    /// A person's pseudonym. A name that is one already stays.
    pub fn pseudonym(&self, part: Part, name: &str) -> String {
        if let Some(code) = code_of(name) {
            return code;
        }
        let (letter, kind) = match part {
            Part::Candidate => ('C', "candidate"),
            Part::Rater => ('R', "rater"),
        };
        let mac = hmac(self.store.as_bytes(), format!("{kind}\0{}", person_key(name)).as_bytes());
        let number = mac.iter().take(4).fold(0_u32, |n, byte| (n << 8) | u32::from(*byte));
        let digit = |place: u32| char::from(DIGITS[(number >> (27 - 5 * place) & 31) as usize]);
        format!("{letter}-{}", (0..6).map(digit).collect::<String>())
    }

    /// The name as a report shows it.
    pub fn name(&self, part: Part, name: &str) -> String {
        if self.what.names { self.pseudonym(part, name) } else { name.to_owned() }
    }

    /// A session without what is taken out.
    pub fn session(&self, header: &mut Header, entries: &mut Vec<Entry>) {
        if self.what.is_nothing() {
            return;
        }
        let own = Own::of(self, header);
        if self.what.notes {
            entries.retain(|e| !matches!(e.event, Event::Note { .. } | Event::Evidence { .. }));
        }
        for entry in entries.iter_mut() {
            self.event(&mut entry.event, &own);
        }
        if self.what.names {
            header.candidate = own.candidate;
            header.interviewer = own.interviewer;
        }
    }

    fn event(&self, event: &mut Event, own: &Own) {
        let text = |t: &mut String| *t = self.text(t, own);
        let words =
            |t: &mut String| if self.what.notes { *t = LEFT_OUT.into() } else { *t = self.text(t, own) };
        match event {
            Event::Note { text: t, .. }
            | Event::Evidence { text: t, .. }
            | Event::Deviation { text: t, .. } => words(t),
            Event::NotAssessed { why, .. } | Event::Recommended { why, .. } | Event::Abandoned { why } => {
                words(why)
            }
            Event::Answered { answer, verdict, .. } => {
                text(&mut answer.text);
                text(&mut verdict.reason);
            }
            Event::MarkAmended { who, why, .. } | Event::RecommendationAmended { who, why, .. } => {
                words(why);
                *who = self.name(Part::Rater, who);
            }
            Event::Rescored { verdict, who, why, .. } => {
                text(&mut verdict.reason);
                words(why);
                *who = self.name(Part::Rater, who);
            }
            Event::Opened { .. }
            | Event::Tick { .. }
            | Event::Probe { .. }
            | Event::Hint { .. }
            | Event::Marking { .. }
            | Event::Marked { .. }
            | Event::Left { .. }
            | Event::Paused
            | Event::Resumed
            | Event::Undone { .. }
            | Event::Submitted => {}
        }
    }

    /// A text without names and contact data.
    pub fn text(&self, text: &str, own: &Own) -> String {
        // Names first would hide an address that is made of one.
        let text = if self.what.contact { without_contact(text) } else { text.to_owned() };
        if self.what.names { self.without_names(&text, own) } else { text }
    }

    fn without_names(&self, text: &str, own: &Own) -> String {
        let words: Vec<(usize, &str)> = words_of(text).collect();
        let lower: Vec<String> = words.iter().map(|w| w.1.to_lowercase()).collect();
        let mut out = String::with_capacity(text.len());
        let (mut done, mut i) = (0, 0);
        while i < words.len() {
            let found = own
                .whole_at(&lower[i..])
                .or_else(|| self.whole_at(&lower[i..]))
                .or_else(|| own.parts.get(&lower[i]).map(|code| (1, code)))
                .or_else(|| self.parts.get(words[i].1).map(|code| (1, code)));
            match found {
                Some((length, code)) => {
                    let (last_at, last) = words[i + length - 1];
                    out.push_str(&text[done..words[i].0]);
                    out.push_str(code);
                    done = last_at + last.len();
                    i += length;
                }
                None => i += 1,
            }
        }
        out.push_str(&text[done..]);
        own.without_unbounded(out)
    }

    fn whole_at(&self, words: &[String]) -> Option<(usize, &String)> {
        let names = self.whole.get(words.first()?)?;
        names.iter().find(|(name, _)| words.starts_with(name)).map(|(name, code)| (name.len(), code))
    }
}

/// The people of the session whose texts are read: parts of their names count in any case.
#[derive(Debug, Clone)]
pub struct Own {
    candidate: String,
    interviewer: String,
    whole: Vec<(Vec<String>, String)>,
    parts: HashMap<String, String>,
    unbounded: Vec<(String, String)>,
}

impl Own {
    /// The people of this session.
    pub fn of(redactor: &Redactor, header: &Header) -> Self {
        let mut own = Own {
            candidate: redactor.pseudonym(Part::Candidate, &header.candidate),
            interviewer: redactor.pseudonym(Part::Rater, &header.interviewer),
            whole: Vec::new(),
            parts: HashMap::new(),
            unbounded: Vec::new(),
        };
        let people =
            [(&header.interviewer, own.interviewer.clone()), (&header.candidate, own.candidate.clone())];
        for (name, code) in people {
            if code_of(name).is_some() {
                continue;
            }
            let key = person_key(name);
            let words: Vec<String> = words_of(&key).map(|(_, w)| w.to_owned()).collect();
            // Also written as one word, as in the name of an account.
            if words.len() > 1 {
                own.parts.insert(words.concat(), code.clone());
            }
            for word in words.iter().filter(|w| w.chars().count() > 1) {
                own.parts.insert(word.clone(), code.clone());
            }
            own.whole.push((words, code.clone()));
            for word in name.split_whitespace().filter(|w| w.chars().any(without_blanks)) {
                own.unbounded.push((word.to_owned(), code.clone()));
            }
            if name.split_whitespace().count() == 0 || words_of(name).next().is_none() {
                own.unbounded.push((name.clone(), code));
            }
        }
        // The candidate last in the list above wins where two share a part of a name; the longest whole name is looked for first.
        own.whole.sort_by_key(|n| std::cmp::Reverse(n.0.len()));
        own
    }

    fn whole_at(&self, words: &[String]) -> Option<(usize, &String)> {
        let fits = |(name, _): &&(Vec<String>, String)| !name.is_empty() && words.starts_with(name);
        self.whole.iter().find(fits).map(|(name, code)| (name.len(), code))
    }

    /// Names in scripts that put no blanks between words, and names without a single letter, are found anywhere.
    fn without_unbounded(&self, mut text: String) -> String {
        for (name, code) in &self.unbounded {
            if text.contains(name.as_str()) {
                text = text.replace(name.as_str(), code);
            }
        }
        text
    }
}

/// Scripts that put no blanks between words: Thai to Khmer, and everything from the CJK radicals to the Hangul syllables.
fn without_blanks(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{2e80}'..='\u{d7ff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

/// Runs of letters and digits with where they begin; combining marks belong to the letter before them.
fn words_of(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let inside = |c: char| c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}');
    let mut rest = 0;
    std::iter::from_fn(move || {
        let start = rest + text[rest..].find(inside)?;
        let end = text[start..].find(|c| !inside(c)).map_or(text.len(), |i| start + i);
        rest = end;
        Some((start, &text[start..end]))
    })
}

/// Crockford's base 32: no letter that is taken for a digit.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The pseudonym that a text is, in capitals.
pub fn code_of(text: &str) -> Option<String> {
    let code = text.trim().to_ascii_uppercase();
    let digits = code.strip_prefix("C-").or_else(|| code.strip_prefix("R-"))?;
    (digits.len() == 6 && digits.bytes().all(|b| DIGITS.contains(&b))).then_some(code)
}

/// HMAC-SHA-256 (RFC 2104).
fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut block = [0_u8; 64];
    if key.len() > block.len() {
        block[..32].copy_from_slice(&Sha256::digest(key));
    } else {
        block[..key.len()].copy_from_slice(key);
    }
    let padded = |pad: u8| block.map(|b| b ^ pad);
    let inner = Sha256::new().chain_update(padded(0x36)).chain_update(message).finalize();
    Sha256::new().chain_update(padded(0x5c)).chain_update(inner).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Mode, Moment, RoleId, SessionId, Slug};

    const STORE: &str = "0192f000-0000-7000-8000-000000000001";

    fn header(candidate: &str, interviewer: &str) -> Header {
        Header {
            id: SessionId::parse("0192f000-0000-7000-8000-000000000002").expect("an id"),
            candidate: candidate.into(),
            interviewer: interviewer.into(),
            role: RoleId::new("r").expect("an id"),
            form: "A".into(),
            mode: Mode::Interview,
            started: Moment(0),
            pinned: Vec::new(),
        }
    }

    fn redacted(text: &str, candidate: &str) -> String {
        let people =
            [(Part::Candidate, candidate), (Part::Rater, "Grace Example"), (Part::Candidate, "Will Bobson")];
        let redactor = Redactor::new(STORE, Redact { names: true, ..Redact::default() }, people);
        redactor.text(text, &Own::of(&redactor, &header(candidate, "Grace Example")))
    }

    #[test]
    fn hmac_is_the_one_of_the_standard() {
        // RFC 4231, test case 2.
        let mac = hmac(b"Jefe", b"what do ya want for nothing?");
        let hex: String = mac.iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(hex, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    #[test]
    fn a_pseudonym_is_stable_in_a_store_and_stays_one() {
        let redactor = |store| Redactor::new(store, Redact::default(), []);
        let code = redactor(STORE).pseudonym(Part::Candidate, "Ada  Example");
        assert_eq!(code, redactor(STORE).pseudonym(Part::Candidate, " ada example"));
        assert_ne!(code, redactor("another").pseudonym(Part::Candidate, "Ada Example"));
        assert_ne!(code[2..], redactor(STORE).pseudonym(Part::Rater, "Ada Example")[2..]);
        assert_eq!(code_of(&code.to_lowercase()), Some(code.clone()));
        assert_eq!(redactor("another").pseudonym(Part::Candidate, &code), code);
        assert_eq!(code_of("Ada Example"), None);
    }

    #[test]
    fn names_go_out_of_texts_in_every_spelling() {
        let code = Redactor::new(STORE, Redact::default(), []).pseudonym(Part::Candidate, "Ada Lovelace");
        for text in [
            "Ada Lovelace",
            "ADA",
            "ada's plan",
            "Lovelace, Ada",
            "ada.lovelace@x",
            "adalovelace",
            "Ada\nLovelace",
        ] {
            let shown = redacted(text, "Ada Lovelace");
            assert!(
                !shown.to_lowercase().contains("ada") && !shown.to_lowercase().contains("lovelace"),
                "{shown}"
            );
            assert!(shown.contains(&code), "{shown}");
        }
        assert_eq!(redacted("an adapter in Canada", "Ada Lovelace"), "an adapter in Canada");
        assert!(!redacted("\u{738b}\u{4f1f}\u{5f88}\u{597d}", "\u{738b}\u{4f1f}").contains('\u{738b}'));
    }

    #[test]
    fn names_of_others_go_out_and_their_common_words_stay() {
        assert!(!redacted("better than will bobson", "Ada").contains("bobson"));
        assert!(!redacted("Bobson was asked too", "Ada").contains("Bobson"));
        assert_eq!(redacted("it will scale", "Ada"), "it will scale");
    }
}
