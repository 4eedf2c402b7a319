//! A hermetic builder: own folder, own store, no variables from outside, a fixed clock and seed.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

/// The moment that `VIVA_NOW` says.
pub const NOW: &str = "2026-11-22T10:00:00Z";

/// A world for one test.
pub struct World {
    folder: tempfile::TempDir,
}

/// What a run left behind.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl World {
    /// An empty folder.
    pub fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    /// The same where files cost nothing, for tests that write much and do not ask how durable it is.
    pub fn in_memory() -> Self {
        Self {
            folder: tempfile::tempdir_in("/dev/shm")
                .unwrap_or_else(|_| tempfile::tempdir().expect("a folder")),
        }
    }

    /// A path in it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The store.
    pub fn db(&self) -> PathBuf {
        self.path("viva.db")
    }

    /// Writes a file in it.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(&path, text).expect("a file");
        path
    }

    /// The command with nothing of the outer environment but the PATH.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_viva"));
        command
            .args(args)
            .current_dir(self.folder.path())
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.folder.path())
            .env("VIVA_DB", self.db())
            .env("VIVA_NOW", NOW)
            .env("USER", "grace")
            .stdin(Stdio::null());
        command
    }

    /// The same command as an argument of another one, such as `strace` or `sh -c '... exec "$0" "$@"'`.
    pub fn wrapped(&self, wrapper: &[&str], args: &[&str]) -> Command {
        let plain = self.command(args);
        let mut command = Command::new(wrapper[0]);
        command.args(&wrapper[1..]).arg(plain.get_program()).args(plain.get_args());
        command.current_dir(self.folder.path()).env_clear().stdin(Stdio::null());
        command.envs(plain.get_envs().filter_map(|(k, v)| Some((k, v?))));
        command
    }

    /// Runs viva with seed 1.
    pub fn viva(&self, args: &[&str]) -> Ran {
        let seeded: Vec<&str> = ["--seed", "1"].iter().chain(args).copied().collect();
        self.run(self.command(&seeded))
    }

    /// Runs a prepared command.
    pub fn run(&self, mut command: Command) -> Ran {
        let output = command.output().expect("viva starts");
        // The folder's name differs from run to run.
        let place = self.folder.path().display().to_string();
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).replace(&place, "[DIR]");
        Ran { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Runs viva and expects success.
    pub fn ok(&self, args: &[&str]) -> String {
        let ran = self.viva(args);
        assert_eq!(ran.code, 0, "{args:?}\n{ran}");
        ran.out
    }

    /// Plays an example script and gives the session's short id back.
    pub fn play(&self, script: &Path) -> String {
        let out = self.ok(&["interview", "--script", &script.display().to_string(), "--json"]);
        let json: serde_json::Value = serde_json::from_str(&out).expect("JSON");
        json["short"].as_str().expect("a short id").to_owned()
    }
}

impl std::fmt::Display for Ran {
    /// Exit code, standard output and standard error, for snapshots.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "exit {}\n--- out\n{}--- err\n{}", self.code, self.out, self.err)
    }
}

/// Says that a test could not run here, past the capturing of test output.
pub fn skip(why: &str) {
    let _ =
        writeln!(std::io::stderr(), "SKIPPED {}: {why}", std::thread::current().name().unwrap_or("a test"));
}

/// A file of the repository.
pub fn shipped(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name)
}
