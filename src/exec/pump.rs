//! Feeding a child and reading what it says, in one thread, with caps and a watcher that may end it.

use std::{io, os::fd::OwnedFd, time::Duration};

use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    io::Errno,
};

/// Between two looks at whether the child still lives.
const TICK: Duration = Duration::from_millis(5);
/// The same once it has closed its output, when it is likely to end at any moment.
const LAST_TICK: Duration = Duration::from_millis(1);
/// How long output that was already written is still read after the child has ended.
const DRAIN: Duration = Duration::from_millis(200);

/// A stream that is read up to a number of bytes.
#[derive(Debug)]
pub(super) struct Capped {
    from: Option<OwnedFd>,
    /// What was read.
    pub(super) bytes: Vec<u8>,
    cap: usize,
    /// More came than the cap allows.
    pub(super) over: bool,
}

impl Capped {
    /// Reads at most `cap` bytes of `from`.
    pub(super) fn new(from: impl Into<OwnedFd>, cap: usize) -> Self {
        Self { from: Some(from.into()), bytes: Vec::new(), cap, over: false }
    }

    /// Reads what is there.
    fn read(&mut self) -> io::Result<()> {
        let Some(from) = &self.from else { return Ok(()) };
        let mut buffer = [0; 16 * 1024];
        match rustix::io::read(from, &mut buffer) {
            Ok(0) => self.from = None,
            Ok(n) => {
                let room = self.cap - self.bytes.len();
                self.over |= n > room;
                self.bytes.extend_from_slice(&buffer[..n.min(room)]);
            }
            Err(Errno::AGAIN | Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }
}

/// A child's three streams.
#[derive(Debug)]
pub(super) struct Pump<'a> {
    input: Option<OwnedFd>,
    feed: &'a [u8],
    /// Its standard output.
    pub(super) out: Capped,
    /// Its standard error.
    pub(super) err: Capped,
}

/// What the watcher says at each look.
#[derive(Debug)]
pub(super) enum Look<T> {
    /// It lives; go on.
    Alive,
    /// It is over, or has to be: read what is left and come back with this.
    Over(T),
}

impl<'a> Pump<'a> {
    /// Will feed `feed` to `input` and read the other two up to their caps.
    pub(super) fn new(
        input: impl Into<OwnedFd>,
        feed: &'a [u8],
        out: Capped,
        err: Capped,
    ) -> io::Result<Self> {
        let input = input.into();
        for fd in [Some(&input), out.from.as_ref(), err.from.as_ref()].into_iter().flatten() {
            rustix::io::ioctl_fionbio(fd, true)?;
        }
        Ok(Self { input: Some(input), feed, out, err })
    }

    /// Moves bytes until `look` says that it is over. `look` is told of every step at least once a [`TICK`], and
    /// whether a cap was passed; it has to end the child itself.
    pub(super) fn run<T>(&mut self, mut look: impl FnMut(bool) -> io::Result<Look<T>>) -> io::Result<T> {
        loop {
            if let Look::Over(end) = look(self.out.over || self.err.over)? {
                self.drain()?;
                return Ok(end);
            }
            let silent = self.out.from.is_none() && self.err.from.is_none();
            self.step(if silent { LAST_TICK } else { TICK })?;
        }
    }

    /// Reads what was written before the end. Somebody else may hold the pipe open for ever, hence the time.
    fn drain(&mut self) -> io::Result<()> {
        self.input = None;
        let began = super::clock::Began::now();
        while (self.out.from.is_some() && !self.out.over || self.err.from.is_some() && !self.err.over)
            && !began.left(DRAIN).is_zero()
        {
            if !self.step(Duration::ZERO)? && !self.step(LAST_TICK)? {
                break;
            }
        }
        Ok(())
    }

    /// One wait and one move on each ready stream; says whether anything was ready.
    fn step(&mut self, wait: Duration) -> io::Result<bool> {
        let streams =
            [(&self.input, PollFlags::OUT), (&self.out.from, PollFlags::IN), (&self.err.from, PollFlags::IN)];
        let mut fds = Vec::with_capacity(streams.len());
        let slots = streams.map(|(fd, flags)| {
            fds.push(PollFd::new(fd.as_ref()?, flags));
            Some(fds.len() - 1)
        });
        let wait = Timespec { tv_sec: 0, tv_nsec: i64::from(wait.subsec_nanos()) };
        match poll(&mut fds, Some(&wait)) {
            Ok(0) | Err(Errno::INTR) => return Ok(false),
            Ok(_) => {}
            Err(error) => return Err(error.into()),
        }
        let [input, out, err] = slots.map(|slot| slot.is_some_and(|at| !fds[at].revents().is_empty()));
        if input {
            self.write();
        }
        if out {
            self.out.read()?;
        }
        if err {
            self.err.read()?;
        }
        Ok(true)
    }

    /// Feeds some. A child that does not read its input to the end does no wrong.
    fn write(&mut self) {
        let Some(input) = &self.input else { return };
        match rustix::io::write(input, self.feed) {
            Ok(n) => self.feed = &self.feed[n..],
            Err(Errno::AGAIN | Errno::INTR) => return,
            Err(_) => self.feed = &[],
        }
        if self.feed.is_empty() {
            self.input = None;
        }
    }
}
