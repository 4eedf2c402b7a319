//! When two typed names mean the same person.

/// The key under which a person is found again in another session: trimmed, runs of white space as one blank, lower case.
/// Nothing cleverer: two spellings that differ otherwise are two people until somebody says that they are one.
pub fn person_key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for word in name.split_whitespace() {
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(&word.to_lowercase());
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_and_case_make_no_second_person() {
        assert_eq!(person_key("  Ada\t  EXAMPLE \n"), "ada example");
        assert_eq!(person_key("Ada\u{a0}Example"), "ada example");
        assert_eq!(person_key("\u{c9}lodie"), person_key("\u{e9}lodie"));
        assert_ne!(person_key("Ada Example"), person_key("AdaExample"));
        assert_eq!(person_key(" \t"), "");
    }
}
