//! A process of its own for each test, with limits and, where asked for, without privileges.

use std::{
    os::unix::process::CommandExt,
    process::{Command, Stdio},
};

use rustix::process::{Resource, Rlimit, geteuid, setrlimit};
use vivavoce::exec::{LocalRunner, Settings, local_runner};

/// Says to the second process that it is the second one.
const MARK: &str = "VIVA_TEST_ALONE";
/// The user that owns nothing.
#[allow(dead_code)]
pub const NOBODY: u32 = 65_534;

/// A runner on the binary under test.
pub fn runner() -> LocalRunner {
    local_runner(Settings::new(env!("CARGO_BIN_EXE_viva")))
}

/// Runs `body` as the only test of a fresh process. `test` is the test's full name.
pub fn alone(test: &str, body: impl FnOnce()) {
    again(test, None, body);
}

fn again(test: &str, user: Option<u32>, body: impl FnOnce()) {
    if std::env::var_os(MARK).is_some_and(|held| held == test) {
        for (resource, most) in [(Resource::Core, 0), (Resource::Cpu, 60), (Resource::Fsize, 512 << 20)] {
            setrlimit(resource, Rlimit { current: Some(most), maximum: Some(most) }).expect("a lower limit");
        }
        return body();
    }
    let own = std::env::current_exe().expect("this test binary");
    let mut command = Command::new(own);
    command.args([test, "--exact", "--nocapture"]).env(MARK, test).stdin(Stdio::null());
    if let Some(user) = user.filter(|_| geteuid().is_root()) {
        command.uid(user).gid(user);
    }
    let output = command.output().expect("this test binary starts again");
    let text =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(text.contains("1 passed") || !output.status.success(), "`{test}` is no test's name:\n{text}");
    assert!(output.status.success(), "{text}");
    for line in text.lines().filter(|line| line.starts_with("skipped:")) {
        println!("{line}");
    }
}
