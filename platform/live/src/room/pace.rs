//! How often a room does what it does by the clock.

use std::time::Duration;

/// How often a room does what it does by the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// How long events are gathered once one has been told.
    pub gather: Duration,
    /// How often counts are told, at most.
    pub counts: Duration,
    /// How often seats are looked after; one that is behind ten times in a row
    /// is closed.
    pub look: Duration,
    /// An empty room is closed after this.
    pub empty: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            gather: Duration::from_millis(20),
            counts: Duration::from_millis(250),
            look: Duration::from_secs(1),
            empty: Duration::from_secs(60),
        }
    }
}
