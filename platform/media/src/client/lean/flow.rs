//! One track as one viewer receives it: what came, what is missing, and what
//! to ask for again.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// A gap longer than this is not asked for.
const LONGEST_GAP: u64 = 512;
const ASK_EVERY: Duration = Duration::from_millis(40);
const MOST_ASKED: u32 = 10;

/// What a packet's number says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arrival {
    /// The highest so far; `gap` packets before it are not here.
    New {
        gap: u64,
    },
    /// One that was missing.
    Late,
    Repeat,
}

#[derive(Debug)]
struct Missing {
    asked: u32,
    next: Instant,
}

/// See the module.
#[derive(Debug, Default)]
pub(super) struct Flow {
    pub(super) ssrc: u32,
    first: Option<u64>,
    highest: u64,
    received: u64,
    missing: BTreeMap<u64, Missing>,
    /// At the last receiver report.
    reported: (u64, u64),
    /// Middle NTP bits of the last sender report, and when it came.
    pub(super) last_report: Option<(u32, Instant)>,
}

/// Numbers a packet may have when a flow starts: one turn up, so that those
/// before the first have room.
const START: u64 = 1 << 16;

impl Flow {
    /// The full number of `sequence` if it came now.
    pub(super) fn number(&self, sequence: u16) -> u64 {
        match self.first {
            None => START + u64::from(sequence),
            Some(_) => {
                let step = sequence.wrapping_sub((self.highest & 0xffff) as u16) as i16;
                self.highest.saturating_add_signed(i64::from(step))
            }
        }
    }

    /// The roll-over count of a full number (RFC 3711 section 3.3.1).
    pub(super) fn rollover(number: u64) -> u32 {
        (number >> 16).saturating_sub(1) as u32
    }

    /// Takes a packet in.
    pub(super) fn arrive(&mut self, number: u64, now: Instant) -> Arrival {
        if self.first.is_none() {
            self.first = Some(number);
            self.highest = number;
            self.received = 1;
            return Arrival::New { gap: 0 };
        }
        if number <= self.highest {
            if self.missing.remove(&number).is_none() {
                return Arrival::Repeat;
            }
            self.received += 1;
            return Arrival::Late;
        }
        let gap = number - self.highest - 1;
        for number in (self.highest + 1..number).take(LONGEST_GAP as usize) {
            self.missing.insert(number, Missing { asked: 0, next: now });
        }
        self.highest = number;
        self.received += 1;
        Arrival::New { gap }
    }

    /// Packets to ask for now; those asked for in vain are given up and counted
    /// into `lost`.
    pub(super) fn due_requests(&mut self, now: Instant, lost: &mut u64) -> Vec<u16> {
        let mut sequences = Vec::new();
        self.missing.retain(|number, missing| {
            if missing.next > now {
                return true;
            }
            if missing.asked == MOST_ASKED {
                *lost += 1;
                return false;
            }
            missing.asked += 1;
            missing.next = now + ASK_EVERY;
            sequences.push((*number & 0xffff) as u16);
            true
        });
        sequences
    }

    pub(super) fn has_started(&self) -> bool {
        self.first.is_some()
    }

    /// Highest number, packets missing so far, and the fraction since the last
    /// call in 1/256 (RFC 3550 section 6.4.1).
    pub(super) fn report(&mut self) -> (u32, u32, u8) {
        let expected = self.first.map_or(0, |first| self.highest - first + 1);
        let missing = expected.saturating_sub(self.received);
        let (expected_before, received_before) = self.reported;
        let expected_now = expected - expected_before;
        let missing_now = expected_now.saturating_sub(self.received - received_before);
        self.reported = (expected, self.received);
        let fraction = (missing_now * 256)
            .checked_div(expected_now)
            .unwrap_or(0)
            .min(255);
        ((self.highest - START) as u32, missing as u32, fraction as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_asked_for_until_filled_or_given_up() {
        let start = Instant::now();
        let mut flow = Flow::default();
        let take = |flow: &mut Flow, sequence: u16| {
            let number = flow.number(sequence);
            flow.arrive(number, start)
        };
        assert_eq!(take(&mut flow, 65_534), Arrival::New { gap: 0 });
        assert_eq!(take(&mut flow, 1), Arrival::New { gap: 2 });
        assert_eq!(Flow::rollover(flow.number(1)), 1);
        assert_eq!(Flow::rollover(flow.number(65_535)), 0);
        let mut lost = 0;
        assert_eq!(flow.due_requests(start, &mut lost), [65_535, 0]);
        assert!(flow.due_requests(start, &mut lost).is_empty());
        assert_eq!(take(&mut flow, 0), Arrival::Late);
        assert_eq!(take(&mut flow, 0), Arrival::Repeat);
        for round in 1..=MOST_ASKED {
            assert_eq!(lost, 0);
            flow.due_requests(start + ASK_EVERY * round, &mut lost);
        }
        assert_eq!(lost, 1);
        assert_eq!(flow.report(), (65_537, 1, 64));
    }
}
