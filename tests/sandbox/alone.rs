//! A process of its own for each test, with limits and, where asked for, without privileges.

use std::{
    fs,
    os::unix::{fs::PermissionsExt, process::CommandExt},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use rustix::process::{Resource, Rlimit, geteuid, setrlimit};
use vivavoce::exec::{LocalRunner, Settings, local_runner};

/// Says to the second process that it is the second one.
const MARK: &str = "VIVA_TEST_ALONE";
/// Where the second process finds the binary under test, when not where cargo put it.
const BINARY: &str = "VIVA_TEST_BINARY";
/// The user that owns nothing.
const NOBODY: u32 = 65_534;

/// The binary under test.
pub fn binary() -> PathBuf {
    std::env::var_os(BINARY).map_or_else(|| PathBuf::from(env!("CARGO_BIN_EXE_viva")), PathBuf::from)
}

/// A runner on the binary under test.
pub fn runner() -> LocalRunner {
    local_runner(Settings::new(binary()))
}

/// Runs `body` as the only test of a fresh process. `test` is the test's full name.
pub fn alone(test: &str, body: impl FnOnce()) {
    again(test, None, body);
}

/// The same as an ordinary user: as root, the process runs as one who owns nothing, on copies that one can read.
pub fn alone_without_privileges(test: &str, body: impl FnOnce()) {
    again(test, Some(NOBODY), body);
}

fn again(test: &str, user: Option<u32>, body: impl FnOnce()) {
    if std::env::var_os(MARK).is_some_and(|held| held == test) {
        for (resource, most) in [(Resource::Core, 0), (Resource::Cpu, 60), (Resource::Fsize, 512 << 20)] {
            setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) }).expect("a lower limit");
        }
        return body();
    }
    let mut own = std::env::current_exe().expect("this test binary");
    let mut viva = binary();
    // A folder for temporary files that no other test uses, so that what is left in it was left by this one.
    let folder = tempfile::Builder::new().prefix("viva-test-").tempdir_in("/tmp").expect("a folder");
    let temporary = folder.path().join("tmp");
    fs::create_dir(&temporary).expect("a folder");
    let user = user.filter(|_| geteuid().is_root());
    if user.is_some() {
        for (folder, mode) in [(folder.path(), 0o755), (&temporary, 0o1777)] {
            fs::set_permissions(folder, fs::Permissions::from_mode(mode)).expect("a folder for everybody");
        }
        own = copy(&own, folder.path(), "tests");
        viva = copy(&viva, folder.path(), "viva");
    }
    let mut command = Command::new(own);
    command.args([test, "--exact", "--nocapture"]).env(MARK, test).stdin(Stdio::null());
    command.env(BINARY, viva).env("TMPDIR", &temporary).current_dir("/");
    if let Some(user) = user {
        command.uid(user).gid(user);
    }
    let output = command.output().expect("this test binary starts again");
    let text =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(text.contains("1 passed") || !output.status.success(), "`{test}` is no test's name:\n{text}");
    assert!(output.status.success(), "{text}");
    let all = std::env::var_os("VIVA_TEST_SHOW").is_some();
    for line in text.lines().filter(|line| all || line.starts_with("skipped:")) {
        println!("{line}");
    }
}

/// A copy that everybody may run: a second name of the same file where the file system allows it.
fn copy(file: &Path, folder: &Path, name: &str) -> PathBuf {
    let to = folder.join(name);
    if fs::hard_link(file, &to).is_err() {
        fs::copy(file, &to).expect("a copy");
        fs::set_permissions(&to, fs::Permissions::from_mode(0o755)).expect("runnable");
    }
    to
}
