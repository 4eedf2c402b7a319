//! Compilers and interpreters on this machine. A version manager puts a small script on the search path that finds the real one in somebody's
//! home; the sandbox has neither the script's environment nor the home, so the real one is asked for beforehand.

use std::{
    collections::BTreeMap,
    ffi::OsStr,
    fs,
    io::Read,
    os::unix::ffi::OsStrExt,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use rustix::fs::{Access, access};

use super::Language;
use crate::exec::ask::{End, ask};

/// How long an interpreter has to say where or what it is.
const PATIENCE: Duration = Duration::from_secs(10);
/// Folders that every program may read.
const SYSTEM: [&str; 8] =
    ["/usr/", "/bin/", "/sbin/", "/lib/", "/lib64/", "/nix/store/", "/gnu/store/", "/etc/alternatives/"];

/// The programs that a language needs.
#[derive(Debug, Clone, Default)]
pub(super) struct Tools {
    /// From the word in the command to the program.
    programs: BTreeMap<String, String>,
    /// What they read besides the system's folders.
    pub(super) readable: Vec<String>,
}

impl Tools {
    /// The words of a command with its program's place for the first.
    pub(super) fn command(&self, words: &[String]) -> Vec<String> {
        let mut words = words.to_vec();
        if let Some(first) = words.first_mut()
            && let Some(found) = self.programs.get(first.as_str())
        {
            first.clone_from(found);
        }
        words
    }

    /// The programs that the language needs.
    pub(super) fn places(&self, language: &Language) -> Vec<String> {
        language.tools().into_iter().filter_map(|tool| self.programs.get(tool).cloned()).collect()
    }

    /// Programs by their names alone, for a container with a search path of its own.
    pub(super) fn by_name(language: &Language) -> Self {
        let name = |tool: &str| (tool.to_owned(), tool.split('|').next().unwrap_or(tool).to_owned());
        Self { programs: language.tools().into_iter().map(name).collect(), readable: readable(language) }
    }
}

/// Finds what a language needs.
///
/// # Errors
/// What was looked for and why it is not to be had, in words.
pub(super) fn tools(path: Option<&OsStr>, language: &Language) -> Result<Tools, String> {
    let mut tools = Tools { programs: BTreeMap::new(), readable: readable(language) };
    for tool in language.tools() {
        let found = tool_of(path, tool)?;
        tools.programs.insert(tool.to_owned(), found.program);
        tools.readable.extend(found.readable);
    }
    // Nothing depends on a version's being known.
    if let Some(tool) = language.version.first().filter(|t| !tools.programs.contains_key(*t))
        && let Ok(found) = tool_of(path, tool)
    {
        tools.programs.insert(tool.clone(), found.program);
    }
    tools.readable.sort();
    tools.readable.dedup();
    Ok(tools)
}

fn readable(language: &Language) -> Vec<String> {
    language.readable.iter().map(|p| p.display().to_string()).collect()
}

/// A program on the search path.
pub(super) fn on_path(path: Option<&OsStr>, name: &str) -> Option<PathBuf> {
    folders(path).map(|f| f.join(name)).find(|p| p.is_file() && access(p, Access::EXEC_OK).is_ok())
}

fn folders(path: Option<&OsStr>) -> impl Iterator<Item = PathBuf> {
    let list = path.map(|p| std::env::split_paths(p).collect::<Vec<_>>()).unwrap_or_default();
    list.into_iter().filter(|f| f.is_absolute())
}

struct Found {
    program: String,
    readable: Vec<String>,
}

/// The first of the alternatives that can be used; the others say why not.
fn tool_of(path: Option<&OsStr>, tool: &str) -> Result<Found, String> {
    let names: Vec<&str> = tool.split('|').collect();
    let mut reasons = Vec::new();
    for name in &names {
        let places: Vec<PathBuf> = match name.starts_with('/') {
            true => vec![PathBuf::from(name)],
            false => folders(path).map(|f| f.join(name)).collect(),
        };
        for place in places {
            match usable(name, &place) {
                Ok(Some(found)) => return Ok(found),
                Ok(None) => {}
                Err(why) => reasons.push(format!("`{}` cannot be used: {why}", place.display())),
            }
        }
    }
    let wanted = names.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(" or ");
    let reasons = reasons.into_iter().take(3).map(|r| format!("; {r}")).collect::<String>();
    Err(format!("{wanted} on the search path{reasons}"))
}

/// Looks at one place: nothing there, something that can be used, or something that cannot.
fn usable(name: &str, place: &Path) -> Result<Option<Found>, String> {
    match fs::metadata(place) {
        Err(e) if e.kind() == std::io::ErrorKind::PermissionDenied => {
            return Err("this user may not look into its folder".into());
        }
        Err(_) => return Ok(None),
        Ok(meta) if !meta.is_file() => return Ok(None),
        Ok(_) => {}
    }
    access(place, Access::EXEC_OK).map_err(|_| "this user may not run it".to_owned())?;
    let real = fs::canonicalize(place).map_err(|e| e.to_string())?;
    if real.file_name().is_some_and(|n| n == "snap") {
        return Err("it is a snap, which cannot start within a sandbox".into());
    }
    if is_system(place) && is_system(&real) && !is_script(&real) {
        return Ok(Some(Found { program: text(place)?, readable: Vec::new() }));
    }
    if let Some(question) = QUESTIONS.iter().find(|q| q.names.contains(&name)) {
        return question.ask(place).map(Some);
    }
    // A script elsewhere runs its interpreter from the system; a program reads nothing but itself and what the settings allow.
    let own = if is_system(&real) { Vec::new() } else { vec![text(&real)?] };
    Ok(Some(Found { program: text(if is_system(place) { place } else { &real })?, readable: own }))
}

fn text(path: &Path) -> Result<String, String> {
    path.to_str().map(str::to_owned).ok_or_else(|| "its path is no text".into())
}

fn is_system(path: &Path) -> bool {
    SYSTEM.iter().any(|folder| path.as_os_str().as_bytes().starts_with(folder.as_bytes()))
}

fn is_script(path: &Path) -> bool {
    let mut begin = [0; 2];
    fs::File::open(path).and_then(|mut f| f.read_exact(&mut begin)).is_ok() && begin == *b"#!"
}

/// How a program is asked where it really is.
struct Question {
    names: &'static [&'static str],
    args: &'static [&'static str],
    /// From what it said to its prefix, below which `bin/` and everything it reads lie.
    prefix: fn(&str) -> Option<PathBuf>,
}

/// The folder above `bin/`.
fn above_bin(program: &str) -> Option<PathBuf> {
    Some(Path::new(program.trim()).parent()?.parent()?.to_owned())
}

fn itself(said: &str) -> Option<PathBuf> {
    said.lines().next().map(|l| PathBuf::from(l.trim()))
}

const QUESTIONS: [Question; 6] = [
    Question {
        names: &["python3", "python"],
        args: &["-c", "import sys; print(sys.base_prefix)"],
        prefix: itself,
    },
    Question { names: &["node", "nodejs"], args: &["-p", "process.execPath"], prefix: above_bin },
    Question { names: &["ruby"], args: &["-e", "puts RbConfig.ruby"], prefix: above_bin },
    Question { names: &["php"], args: &["-r", "echo PHP_BINARY;"], prefix: above_bin },
    Question { names: &["go"], args: &["env", "GOROOT"], prefix: itself },
    Question { names: &["rustc"], args: &["--print", "sysroot"], prefix: itself },
];

impl Question {
    fn ask(&self, place: &Path) -> Result<Found, String> {
        let said = said(place, self.args)?;
        let prefix =
            (self.prefix)(said.trim()).filter(|p| p.is_absolute()).ok_or("it does not say where it is")?;
        let prefix =
            fs::canonicalize(&prefix).map_err(|e| format!("it says it is in `{}`: {e}", prefix.display()))?;
        let program = self.names.iter().map(|n| prefix.join("bin").join(n)).find(|p| p.is_file());
        let program =
            program.ok_or_else(|| format!("it says it is in `{}`, and is not", prefix.display()))?;
        let system = is_system(&program);
        Ok(Found { program: text(&program)?, readable: if system { Vec::new() } else { narrow(&prefix)? } })
    }
}

/// What is read of a prefix. One that holds other things too, such as a home or `~/.local`, is not opened whole.
fn narrow(prefix: &Path) -> Result<Vec<String>, String> {
    let broad = prefix.components().count() <= 3 || prefix.file_name().is_some_and(|n| n == ".local");
    if !broad {
        return Ok(vec![text(prefix)?]);
    }
    ["bin", "lib", "lib64", "libexec", "include"].iter().map(|part| text(&prefix.join(part))).collect()
}

/// What a program of the user's own says, in the user's own environment: a shim needs it.
fn said(program: &Path, args: &[&str]) -> Result<String, String> {
    let mut command = Command::new(program);
    command.args(args);
    // rustup makes itself a home where it finds none; the one beside it is the right one.
    let real = fs::canonicalize(program).unwrap_or_default();
    if real.file_name().is_some_and(|n| n == "rustup")
        && let Some(home) = real.ancestors().nth(3).map(|above| above.join(".rustup")).filter(|h| h.is_dir())
    {
        command.env("RUSTUP_HOME", home);
    }
    heard(command)
}

/// What a program that was found says, in a home that is thrown away: some make folders there just to say their version.
pub(super) fn said_at_no_home(program: &Path, args: &[&str]) -> Result<String, String> {
    let home = tempfile::tempdir().map_err(|e| e.to_string())?;
    let mut command = Command::new(program);
    command.args(args).env_clear().env("PATH", "/usr/local/bin:/usr/bin:/bin").env("HOME", home.path());
    heard(command)
}

fn heard(command: Command) -> Result<String, String> {
    let answer = ask(command, b"", PATIENCE, 64 << 10).map_err(|e| e.to_string())?;
    match answer.end {
        End::Exited(status) if status.success() => {
            let out = String::from_utf8_lossy(&answer.reply).trim().to_owned();
            Ok(if out.is_empty() { answer.words } else { out })
        }
        End::Exited(_) => Err(match answer.words.lines().next() {
            Some(words) => format!("it fails: {words}"),
            None => "it fails".into(),
        }),
        End::TimeOut => Err("it does not answer".into()),
        End::TooLong => Err("it answers far too much".into()),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn script(path: &Path, text: &str) {
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a script");
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("runnable");
    }

    #[test]
    fn a_shim_leads_to_the_real_one_and_a_broken_one_is_passed_over() {
        let world = tempfile::tempdir().expect("a folder");
        let world = fs::canonicalize(world.path()).expect("a folder");
        let real = world.join("versions/3.99");
        script(&real.join("bin/python3"), "#!/bin/sh\n");
        script(&world.join("shims/python3"), &format!("#!/bin/sh\necho '{}'\n", real.display()));
        script(&world.join("broken/python3"), "#!/bin/sh\necho 'no version is set' >&2\nexit 1\n");
        let path = std::env::join_paths([world.join("broken"), world.join("shims")]).expect("a path");
        let found = tool_of(Some(&path), "python3|python").map_err(|e| panic!("{e}")).expect("found");
        assert_eq!(found.program, real.join("bin/python3").display().to_string());
        assert_eq!(found.readable, [real.display().to_string()]);
        let missing = tool_of(Some(world.join("broken").as_os_str()), "python3|python").map(|f| f.program);
        let missing = missing.expect_err("it cannot be used");
        assert!(missing.starts_with("`python3` or `python` on the search path; `"), "{missing}");
        assert!(missing.contains("no version is set"), "{missing}");
    }

    #[test]
    fn a_broad_prefix_is_not_opened_whole() {
        assert_eq!(narrow(Path::new("/opt/node/20")).expect("a folder"), ["/opt/node/20"]);
        for broad in ["/home/ada", "/root", "/home/ada/.local"] {
            let parts = narrow(Path::new(broad)).expect("folders");
            assert!(parts.len() == 5 && parts.iter().all(|p| p != broad), "{parts:?}");
        }
    }

    #[test]
    fn nothing_relative_is_on_the_search_path() {
        let path = OsStr::new("::.:bin:/nonexistent");
        assert_eq!(folders(Some(path)).collect::<Vec<_>>(), [PathBuf::from("/nonexistent")]);
        assert!(tool_of(Some(path), "sh").is_err());
    }
}
