//! Time is passed in: nothing below the binary reads the clock by itself.

use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, DurationRound, TimeDelta, Utc};

/// An instant in UTC, whole microseconds.
pub type Timestamp = DateTime<Utc>;

/// Where the wall-clock time comes from.
pub trait Clock: Send + Sync + std::fmt::Debug {
    /// Now, in whole microseconds: SQLite would keep nanoseconds and PostgreSQL
    /// would not, so that the same value read back would differ.
    fn now(&self) -> Timestamp;
}

/// `at` without what is finer than a microsecond.
pub fn truncated(at: Timestamp) -> Timestamp {
    at.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(at)
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the wall clock"
    )]
    fn now(&self) -> Timestamp {
        truncated(DateTime::from(SystemTime::now()))
    }
}

/// A clock that moves only when told to.
#[derive(Debug)]
pub struct ManualClock(Mutex<Timestamp>);

impl ManualClock {
    /// Starts at `start`, an RFC 3339 time.
    ///
    /// # Panics
    /// When `start` is not one.
    pub fn at(start: &str) -> Self {
        let start = DateTime::parse_from_rfc3339(start).expect("an RFC 3339 time");
        Self(Mutex::new(truncated(start.with_timezone(&Utc))))
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        *self.lock() += by;
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Timestamp> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        *self.lock()
    }
}
