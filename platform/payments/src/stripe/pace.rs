//! Sends no more than Stripe takes: one request a slot, slots at an even pace.
//! Nobody waits for a slot past their own deadline, which bounds the queue, too.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// The queue to one kind of requests.
#[derive(Debug)]
pub(super) struct Pace {
    gap: Duration,
    /// The first slot nobody has.
    next: Mutex<Instant>,
}

/// All slots before the deadline are taken.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Full;

impl Pace {
    /// So many requests a second.
    pub(super) fn per_second(requests: u32) -> Self {
        Self {
            gap: Duration::from_secs(1) / requests.max(1),
            next: Mutex::new(Instant::now()),
        }
    }

    /// Waits for a slot before `until`.
    pub(super) async fn slot(&self, until: Instant) -> Result<(), Full> {
        let slot = {
            let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
            let slot = (*next).max(Instant::now());
            if slot >= until {
                return Err(Full);
            }
            *next = slot + self.gap;
            slot
        };
        tokio::time::sleep_until(slot).await;
        Ok(())
    }

    /// Gives no slot for `pause`: Stripe has had too many.
    pub(super) fn hold_back(&self, pause: Duration) {
        let mut next = self.next.lock().unwrap_or_else(PoisonError::into_inner);
        *next = (*next).max(Instant::now() + pause);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn slots_are_given_at_an_even_pace_and_none_past_a_deadline() {
        let pace = Pace::per_second(25);
        let start = Instant::now();
        for _ in 0..26 {
            pace.slot(start + Duration::from_secs(5)).await.unwrap();
        }
        assert_eq!(start.elapsed(), Duration::from_secs(1));
        let soon = Instant::now() + Duration::from_millis(40);
        assert_eq!(pace.slot(soon).await, Err(Full));
        // The refused one has taken no slot.
        let later = Instant::now() + Duration::from_millis(41);
        assert_eq!(pace.slot(later).await, Ok(()));
    }

    #[tokio::test(start_paused = true)]
    async fn a_pause_holds_for_all_who_wait() {
        let pace = Pace::per_second(25);
        let start = Instant::now();
        pace.hold_back(Duration::from_secs(3));
        pace.slot(start + Duration::from_secs(9)).await.unwrap();
        assert_eq!(start.elapsed(), Duration::from_secs(3));
    }
}
