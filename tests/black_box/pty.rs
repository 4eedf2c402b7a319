//! A real terminal: viva in a pty, its screen kept by a terminal emulator.

use std::{
    io::{Read, Write},
    sync::{Arc, Mutex},
    thread,
    time::{Duration, Instant},
};

use portable_pty::{Child, CommandBuilder, PtySize, native_pty_system};

use crate::support::{NOW, World};

/// Nothing here is timed: this only bounds how long a broken viva can hold the tests up.
const PATIENCE: Duration = Duration::from_secs(30);

/// viva at a terminal.
pub struct Terminal {
    child: Box<dyn Child + Send + Sync>,
    writer: Option<Box<dyn Write + Send>>,
    parser: Arc<Mutex<vt100::Parser>>,
    raw: Arc<Mutex<Vec<u8>>>,
    _master: Box<dyn portable_pty::MasterPty + Send>,
}

impl Terminal {
    /// Starts viva with the world's store on a terminal of that size.
    pub fn start(world: &World, args: &[&str], (rows, cols): (u16, u16), env: &[(&str, &str)]) -> Self {
        let size = PtySize { rows, cols, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("a pty");
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_viva"));
        command.env_clear();
        command.args(args);
        command.cwd(world.path("."));
        for (name, value) in [("TERM", "xterm-256color"), ("USER", "grace"), ("VIVA_NOW", NOW)] {
            command.env(name, value);
        }
        command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.env("HOME", world.path("."));
        command.env("VIVA_DB", world.db());
        for (name, value) in env {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).expect("viva starts");
        drop(pair.slave);
        let parser = Arc::new(Mutex::new(vt100::Parser::new(
            rows.try_into().expect("rows"),
            cols.try_into().expect("columns"),
            2000,
        )));
        let raw = Arc::new(Mutex::new(Vec::new()));
        let mut reader = pair.master.try_clone_reader().expect("a reader");
        let (p, r) = (Arc::clone(&parser), Arc::clone(&raw));
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(n @ 1..) = reader.read(&mut buffer) {
                p.lock().expect("parser").process(&buffer[..n]);
                r.lock().expect("raw").extend_from_slice(&buffer[..n]);
            }
        });
        let writer = Some(pair.master.take_writer().expect("a writer"));
        Self { child, writer, parser, raw, _master: pair.master }
    }

    /// Types.
    pub fn send(&mut self, keys: &str) {
        let writer = self.writer.as_mut().expect("the terminal is open");
        writer.write_all(keys.as_bytes()).and_then(|()| writer.flush()).expect("typing");
    }

    /// Types a line and Enter, the line first: what arrives in one piece counts as pasted.
    pub fn line(&mut self, text: &str) {
        self.send(text);
        if !text.is_empty() {
            self.wait_for(
                text.chars().rev().take(12).collect::<String>().chars().rev().collect::<String>().trim(),
            );
        }
        self.send("\r");
    }

    /// Waits until the screen shows a text.
    pub fn wait_for(&self, text: &str) {
        let begun = Instant::now();
        while !self.shown().contains(text) {
            assert!(begun.elapsed() < PATIENCE, "never showed {text:?}; the screen:\n{}", self.screen());
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Waits until the last line that is not empty holds a text: the prompt.
    pub fn wait_for_prompt(&self, text: &str) {
        let begun = Instant::now();
        loop {
            let screen = self.screen();
            let last = screen.lines().rev().find(|l| !l.trim().is_empty()).unwrap_or("").to_owned();
            if last.contains(text) {
                return;
            }
            assert!(begun.elapsed() < PATIENCE, "never prompted {text:?}; the screen:\n{screen}");
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// The screen as rows.
    pub fn screen(&self) -> String {
        self.parser.lock().expect("parser").screen().contents()
    }

    /// The screen without line feeds, so that text wrapped at the edge or at a word is found.
    fn shown(&self) -> String {
        let screen = self.screen();
        format!("{screen}\n{}\n{}", screen.replace('\n', ""), screen.replace('\n', " "))
    }

    /// Every byte that was written.
    pub fn raw(&self) -> Vec<u8> {
        self.raw.lock().expect("raw").clone()
    }

    /// The process, for signals.
    pub fn pid(&self) -> u32 {
        self.child.process_id().expect("a process")
    }

    /// Waits for the end and gives the exit code.
    pub fn end(self) -> i32 {
        wait(self.child)
    }
}

fn wait(mut child: Box<dyn Child + Send + Sync>) -> i32 {
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait().expect("waiting") {
            return i32::try_from(status.exit_code()).unwrap_or(-1);
        }
        if begun.elapsed() > PATIENCE {
            let _ = child.kill();
            panic!("viva did not end");
        }
        thread::sleep(Duration::from_millis(10));
    }
}
