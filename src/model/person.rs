//! Persons are known by their names alone: how two spellings of one name are found to be the same.

/// The key by which a name is matched: blanks at the ends taken away, runs of blanks made one, lower case.
pub fn person_key(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_have_one_key() {
        for name in ["Ada Example", " ada  example ", "ADA\tEXAMPLE", "Ada\u{a0}Example"] {
            assert_eq!(person_key(name), "ada example");
        }
        assert_ne!(person_key("Ada Example"), person_key("AdaExample"));
    }
}
