//! Languages by the endings of files.

use std::path::Path;

/// Language, the ending of its files, and how a line of comment begins.
pub const LANGUAGES: &[(&str, &str, &str)] = &[
    ("python", "py", "# "),
    ("javascript", "js", "// "),
    ("go", "go", "// "),
    ("java", "java", "// "),
    ("c", "c", "// "),
    ("csharp", "cs", "// "),
    ("ruby", "rb", "# "),
    ("php", "php", "// "),
    ("rust", "rs", "// "),
];

/// The language of a file, by its ending; an unknown ending names itself, for languages of the settings.
pub fn language_of(path: &Path) -> Option<String> {
    let ending = path.extension()?.to_str()?.to_ascii_lowercase();
    let ending = if matches!(ending.as_str(), "mjs" | "cjs") { "js".to_owned() } else { ending };
    let known = LANGUAGES.iter().find(|(_, e, _)| *e == ending).map(|(name, ..)| (*name).to_owned());
    known.or(Some(ending))
}
