//! Words that choose questions: an area, a topic (with or without its area), a tag, or one question's id.

use std::collections::BTreeSet;

use crate::{
    bank::{Bank, Listed},
    model::{Level, closest},
};

/// Which questions are wanted. Words widen (any of them), the level narrows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Areas, topics, `AREA/TOPIC`, tags, question ids; none: everything.
    pub words: Vec<String>,
    /// Only this level.
    pub level: Option<Level>,
}

/// A word that chooses nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{word}` is no area, topic, tag or question of the bank")]
pub struct UnknownWord {
    /// As typed.
    pub word: String,
    /// The nearest word that would choose something.
    pub near: Option<String>,
}

impl Wanted {
    /// Whether a question is wanted.
    pub fn takes(&self, l: &Listed) -> bool {
        let level = self.level.is_none_or(|level| l.outline.level == Some(level));
        level && (self.words.is_empty() || self.words.iter().any(|w| chooses(w, l)))
    }

    /// The questions that are wanted, in the order of the bank.
    ///
    /// # Errors
    /// A word that chooses nothing in the whole bank, whatever the level: most likely a slip.
    pub fn choose<'b>(&self, bank: &'b Bank) -> Result<Vec<&'b Listed>, UnknownWord> {
        if let Some(word) = self.words.iter().find(|w| !bank.listed().iter().any(|l| chooses(w, l))) {
            let mut known: BTreeSet<&str> = BTreeSet::new();
            for l in bank.listed() {
                known.extend([l.area.as_str(), l.topic.as_str(), l.id.as_str()]);
                known.extend(l.outline.tags.iter().map(String::as_str));
            }
            let near = closest(word, known).map(str::to_owned);
            return Err(UnknownWord { word: word.clone(), near });
        }
        Ok(bank.listed().iter().filter(|l| self.takes(l)).collect())
    }
}

fn chooses(word: &str, l: &Listed) -> bool {
    match word.split_once('/') {
        Some((area, topic)) => l.area.as_str() == area && l.topic.as_str() == topic,
        None => {
            l.area.as_str() == word
                || l.topic.as_str() == word
                || l.id.as_str() == word
                || l.outline.tags.iter().any(|t| t == word)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bank::shipped;

    #[test]
    fn words_widen_and_the_level_narrows() {
        let bank = Bank::open(vec![shipped()]);
        let count = |words: &[&str], level| {
            let words = words.iter().map(|w| (*w).to_owned()).collect();
            Wanted { words, level }.choose(&bank).map(|l| l.len())
        };
        let all = count(&[], None).expect("all");
        let databases = count(&["databases"], None).expect("an area");
        let indexing = count(&["databases/indexing"], None).expect("a topic");
        let both = count(&["databases", "databases/indexing"], None).expect("two words");
        let mid = count(&["databases"], Some(Level::Mid)).expect("a level");
        assert!(
            all > databases && databases > indexing && indexing > 0 && both == databases && databases > mid
        );
        assert_eq!(count(&["databses"], None).expect_err("a slip").near.as_deref(), Some("databases"));
    }
}
