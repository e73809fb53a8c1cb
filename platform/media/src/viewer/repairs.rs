//! Which of a viewer's requests for a packet are honoured: not twice within a
//! round trip, and not beyond a budget, so that a viewer on a broken path (or a
//! hostile one) can't multiply its stream.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Packets a second, and what may be saved up: a tenth of a generous stream,
/// and one lost key frame.
const REFILL_PER_SECOND: f64 = 150.0;
const MOST_SAVED: f64 = 250.0;
/// Resends remembered.
const MEMORY: usize = 128;
const SHORTEST_WAIT: Duration = Duration::from_millis(10);
const LONGEST_WAIT: Duration = Duration::from_millis(200);

/// See the module.
#[derive(Debug)]
pub(crate) struct Repairs {
    budget: f64,
    refilled: Instant,
    recent: VecDeque<(u16, Instant)>,
}

impl Repairs {
    pub(crate) fn new(now: Instant) -> Self {
        Self {
            budget: MOST_SAVED,
            refilled: now,
            recent: VecDeque::new(),
        }
    }

    /// Whether to send `sequence` again; if so it counts as sent.
    pub(crate) fn grant(&mut self, sequence: u16, round_trip: Duration, now: Instant) -> bool {
        let wait = round_trip.clamp(SHORTEST_WAIT, LONGEST_WAIT);
        let elapsed = now.saturating_duration_since(self.refilled).as_secs_f64();
        self.refilled = now;
        self.budget = (self.budget + elapsed * REFILL_PER_SECOND).min(MOST_SAVED);
        while self
            .recent
            .front()
            .is_some_and(|(_, at)| now.saturating_duration_since(*at) >= wait)
        {
            self.recent.pop_front();
        }
        let repeated = self.recent.iter().any(|(other, _)| *other == sequence);
        if repeated || self.budget < 1.0 || self.recent.len() == MEMORY {
            return false;
        }
        self.budget -= 1.0;
        self.recent.push_back((sequence, now));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TRIP: Duration = Duration::from_millis(50);

    #[test]
    fn a_packet_is_sent_again_once_a_round_trip() {
        let start = Instant::now();
        let mut repairs = Repairs::new(start);
        assert!(repairs.grant(7, TRIP, start));
        assert!(!repairs.grant(7, TRIP, start + TRIP / 2));
        assert!(repairs.grant(8, TRIP, start + TRIP / 2));
        assert!(repairs.grant(7, TRIP, start + TRIP));
    }

    #[test]
    fn a_flood_of_requests_is_held_to_the_budget() {
        let start = Instant::now();
        let mut repairs = Repairs::new(start);
        let mut granted = 0;
        for millisecond in 0..10_000u32 {
            let now = start + Duration::from_millis(u64::from(millisecond));
            for request in 0..10u16 {
                let sequence = (millisecond as u16).wrapping_mul(10).wrapping_add(request);
                granted += u32::from(repairs.grant(sequence, TRIP, now));
            }
        }
        assert!(granted <= 250 + 10 * 150, "{granted}");
        assert!(granted > 1_000);
    }
}
