//! A clock that goes like the machine's and can be put forward.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use model::{Clock, SystemClock, Timestamp, truncated};

/// The machine's time and what was added to it.
#[derive(Debug, Default)]
pub struct TestClock {
    ahead_micros: AtomicU64,
}

impl TestClock {
    /// Puts the clock forward.
    pub fn advance(&self, by: Duration) {
        let micros = u64::try_from(by.as_micros()).expect("a test skips less than an age");
        self.ahead_micros.fetch_add(micros, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        truncated(SystemClock.now() + Duration::from_micros(self.ahead_micros.load(Ordering::SeqCst)))
    }
}
