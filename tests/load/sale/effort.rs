//! Whose CPU time a measured stretch took: the server's, our own, and what is
//! left, which is the database's server and whatever else runs on the machine.
//! Whoever asks shares the cores with whoever answers, so a figure is the
//! server's limit only where we are not.

use std::fmt;
use std::time::Duration;

use tokio::time::Instant;

use crate::{Outcome, proc};

/// A stretch that runs.
#[derive(Debug)]
pub(super) struct Stretch {
    server: u32,
    start: Instant,
    before: Used,
}

/// CPU time since some moment before.
#[derive(Debug, Clone, Copy)]
struct Used {
    server: Duration,
    own: Duration,
    machine: Duration,
}

/// Cores' worth of CPU time, over a stretch.
#[derive(Debug, Clone, Copy)]
pub(super) struct Effort {
    server: f64,
    own: f64,
    rest: f64,
}

impl Used {
    fn now(server: u32) -> Outcome<Self> {
        Ok(Self {
            server: proc::cpu(server)?.all,
            own: proc::cpu(std::process::id())?.all,
            machine: proc::machine()?,
        })
    }
}

impl Stretch {
    /// Begins now; `server` is the server's process.
    pub(super) fn begin(server: u32) -> Outcome<Self> {
        let before = Used::now(server)?;
        Ok(Self {
            server,
            start: Instant::now(),
            before,
        })
    }

    pub(super) fn end(&self) -> Outcome<Effort> {
        let (now, length) = (Used::now(self.server)?, self.start.elapsed().as_secs_f64());
        let [server, own, machine] = [
            now.server - self.before.server,
            now.own - self.before.own,
            now.machine.saturating_sub(self.before.machine),
        ];
        let rest = machine.saturating_sub(server).saturating_sub(own);
        let cores = |used: Duration| used.as_secs_f64() / length;
        Ok(Effort {
            server: cores(server),
            own: cores(own),
            rest: cores(rest),
        })
    }
}

impl fmt::Display for Effort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { server, own, rest } = self;
        write!(f, "cores: server {server:.2}, load {own:.2}, all else {rest:.2}")
    }
}
