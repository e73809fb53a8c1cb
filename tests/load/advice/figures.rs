//! What was measured, run after run, as lines to print: of each figure the median of
//! the runs, and in brackets the lowest and the highest.

use std::fmt;
use std::time::Duration;

use crate::proc;
use crate::times::Times;
use crate::{Outcome, server};

/// Lowest, median and highest.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spread([f64; 3]);

impl Spread {
    /// Of at least one.
    pub(super) fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let mut values: Vec<_> = values.into_iter().collect();
        values.sort_by(f64::total_cmp);
        let at = |index: usize| values.get(index).copied().unwrap_or(f64::NAN);
        Self([at(0), at(values.len() / 2), at(values.len().saturating_sub(1))])
    }
}

impl fmt::Display for Spread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [low, median, high] = self.0;
        write!(f, "{median:8.1}")?;
        // Of one there is no spread.
        if low < high {
            write!(f, " ({low:.1}-{high:.1})")?;
        }
        Ok(())
    }
}

/// A line about times, of all runs.
pub(super) fn print_times<'a>(what: &str, runs: impl Iterator<Item = &'a Times> + Clone) {
    let at = |share| Spread::of(runs.clone().map(|times| times.at(share)));
    let number = runs.clone().map(Times::len).min().unwrap_or(0);
    println!(
        "  {what:36} p50 {:<24} p90 {:<24} p99 {:<24} of {number}",
        at(0.5).to_string(),
        at(0.9).to_string(),
        at(0.99).to_string()
    );
}

/// A line about anything else, of all runs.
pub(super) fn print_values(what: &str, unit: &str, runs: impl Iterator<Item = f64>) {
    println!("  {what:36} {:<28} {unit}", Spread::of(runs).to_string());
}

/// What half of all should stay below, in every run, and whether they did.
pub(super) fn print_goal(what: &str, goal_ms: f64, medians: impl Iterator<Item = f64> + Clone) {
    let is_met = medians.clone().all(|median| median < goal_ms);
    println!(
        "  goal: {what}, p50 below {goal_ms:.0} ms; is {} ms: {}",
        Spread::of(medians).to_string().trim(),
        if is_met { "met" } else { "missed" }
    );
}

/// CPU time of the server's and of our own since some moment.
#[derive(Debug)]
pub(super) struct Meter {
    server: u32,
    cpu: Duration,
    media: Duration,
    own: Duration,
}

/// What a stretch took, in seconds of CPU time.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Used {
    pub(super) server: f64,
    /// Of that the media thread's.
    pub(super) media: f64,
    /// Of this program, which shares the machine.
    pub(super) own: f64,
}

impl Meter {
    /// Begins now.
    pub(super) fn start(server: &server::Server) -> Outcome<Self> {
        let server = server.pid()?;
        let cpu = proc::cpu(server)?;
        Ok(Self {
            server,
            cpu: cpu.all,
            media: cpu.media,
            own: proc::cpu(std::process::id())?.all,
        })
    }

    pub(super) fn read(&self) -> Outcome<Used> {
        let cpu = proc::cpu(self.server)?;
        let own = proc::cpu(std::process::id())?.all;
        let seconds = |now: Duration, then| now.saturating_sub(then).as_secs_f64();
        Ok(Used {
            server: seconds(cpu.all, self.cpu),
            media: seconds(cpu.media, self.media),
            own: seconds(own, self.own),
        })
    }
}
