//! The user's editor on a temporary file. Called by hand: an empty `EDITOR`, arguments in it, and leaving with an error must all be told apart.
#![expect(
    clippy::disallowed_methods,
    reason = "one of the two places that start a process, and this one's own temporary file"
)]

use std::{fs, io::Write, process::Command};

/// Why there is no text.
#[derive(Debug, thiserror::Error)]
pub enum EditorError {
    /// None is known.
    #[error("no editor is set; set EDITOR, for example `EDITOR=nano`")]
    None,
    /// It could not be started.
    #[error("the editor `{0}` could not be started: {1}")]
    NotStarted(String, std::io::Error),
    /// It ended with an error, such as `:cq`: the text is not taken.
    #[error("the editor `{0}` ended with an error; the text was not taken")]
    Failed(String),
    /// The temporary file failed.
    #[error("the temporary file for the editor: {0}")]
    File(#[from] std::io::Error),
}

/// Opens `editor` on `text` and gives back what was saved, lines starting with `# ` at the top taken out.
///
/// # Errors
/// When no text was saved.
pub fn edit(editor: Option<&str>, text: &str, ending: &str) -> Result<String, EditorError> {
    let command = editor.ok_or(EditorError::None)?;
    let mut words = command.split_whitespace();
    let program = words.next().ok_or(EditorError::None)?;
    let mut file = tempfile::Builder::new().prefix("viva-").suffix(ending).tempfile()?;
    file.write_all(text.as_bytes())?;
    file.flush()?;
    let path = file.into_temp_path();
    let status = Command::new(program).args(words).arg(&path).status();
    match status {
        Ok(status) if status.success() => {}
        Ok(_) => return Err(EditorError::Failed(program.into())),
        Err(e) => return Err(EditorError::NotStarted(program.into(), e)),
    }
    let saved = fs::read_to_string(&path)?;
    let body: Vec<&str> = saved.lines().skip_while(|l| l.starts_with("# ")).collect();
    Ok(body.join("\n").trim().to_owned())
}
