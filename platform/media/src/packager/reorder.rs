//! The jitter buffer of one track: packets go in as they arrive, in any order
//! and more than once, and come out in sending order, each once. Holes are
//! waited for, then given up and reported. Knows RTP sequence numbers and
//! nothing of what the packets carry.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::packet::Packet;

/// How far a sequence number may lie ahead of the newest one before it counts
/// as a sender that started anew (`MAX_DROPOUT`, RFC 3550 appendix A.1).
const MAX_DROPOUT: i64 = 3_000;

/// How far it may lie behind before the same is considered. Larger than RFC
/// 3550's 100 because a retransmission may come half a second late.
const MAX_MISORDER: i64 = 2_000;

/// How long and how much the buffer holds back for the sake of a hole.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Packets waiting behind a hole, at most.
    pub(super) packets: usize,
    /// Age of the first packet known behind the hole, at most.
    pub(super) hold: Duration,
}

/// What comes out.
#[derive(Debug, Clone)]
pub(super) enum Ordered {
    /// The next packet; `sequence` never repeats and never falls, whatever
    /// the 16 bits on the wire do.
    Packet {
        #[cfg_attr(not(test), expect(dead_code, reason = "what the order is proven by"))]
        sequence: u64,
        packet: Packet,
    },
    /// This many packets, directly before the next one, will not come.
    Lost { count: u64 },
}

#[derive(Debug)]
pub(super) struct ReorderBuffer {
    limits: Limits,
    /// The extended sequence number that comes out next; `None` before the
    /// first packet.
    next: Option<u64>,
    /// The highest extended number seen.
    newest: u64,
    waiting: BTreeMap<u64, Packet>,
    /// When the hole at the head was first known of.
    blocked_since: Option<Instant>,
    /// After an implausible jump: the number that would confirm that the
    /// sender started anew (RFC 3550 appendix A.1, `bad_seq`).
    suspected: Option<u16>,
}

impl ReorderBuffer {
    pub(super) fn new(limits: Limits) -> Self {
        Self {
            limits,
            next: None,
            newest: 0,
            waiting: BTreeMap::new(),
            blocked_since: None,
            suspected: None,
        }
    }

    /// Takes a packet in; duplicates and packets that come after they were
    /// given up are dropped here.
    pub(super) fn push(&mut self, packet: Packet) {
        let Some(next) = self.next else {
            // One roll-over up, so that nothing before the first can be
            // negative.
            let first = (1 << 16) + u64::from(packet.sequence);
            self.next = Some(first);
            self.newest = first;
            self.waiting.insert(first, packet);
            return;
        };
        let distance = i64::from(packet.sequence.wrapping_sub(self.newest as u16) as i16);
        let extended = if (-MAX_MISORDER..=MAX_DROPOUT).contains(&distance) {
            self.suspected = None;
            match self.newest.checked_add_signed(distance) {
                Some(extended) => extended,
                None => return,
            }
        } else if self.suspected == Some(packet.sequence) {
            // Two in a row agree: the sender starts anew. Its numbers are put
            // after all known ones, so the output still only rises.
            self.suspected = None;
            let after = self.newest + 1;
            after + u64::from(packet.sequence.wrapping_sub(after as u16))
        } else {
            self.suspected = Some(packet.sequence.wrapping_add(1));
            return;
        };
        if extended < next {
            return;
        }
        self.newest = self.newest.max(extended);
        self.waiting.entry(extended).or_insert(packet);
    }

    /// The next thing in order that is due at `now`.
    pub(super) fn pop(&mut self, now: Instant) -> Option<Ordered> {
        let next = self.next?;
        let (&first, _) = self.waiting.first_key_value()?;
        if first == next {
            return self.take_first();
        }
        let known = match self.blocked_since {
            Some(known) => known,
            None => {
                let known = self.waiting.values().map(|packet| packet.arrival).min()?;
                self.blocked_since = Some(known);
                known
            }
        };
        let overdue = now.saturating_duration_since(known) >= self.limits.hold;
        if overdue || self.waiting.len() > self.limits.packets {
            return Some(self.give_up(next, first));
        }
        None
    }

    /// The next thing in order, waiting for nothing any more.
    pub(super) fn flush(&mut self) -> Option<Ordered> {
        let next = self.next?;
        let (&first, _) = self.waiting.first_key_value()?;
        if first == next {
            self.take_first()
        } else {
            Some(self.give_up(next, first))
        }
    }

    fn take_first(&mut self) -> Option<Ordered> {
        let (sequence, packet) = self.waiting.pop_first()?;
        self.next = Some(sequence + 1);
        self.blocked_since = None;
        Some(Ordered::Packet { sequence, packet })
    }

    fn give_up(&mut self, next: u64, first: u64) -> Ordered {
        self.next = Some(first);
        self.blocked_since = None;
        Ordered::Lost { count: first - next }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use proptest::prelude::*;

    use super::*;
    use crate::packet::Kind;

    const LIMITS: Limits = Limits {
        packets: 64,
        hold: Duration::from_millis(500),
    };

    fn packet(sequence: u16, arrival: Instant) -> Packet {
        Packet {
            kind: Kind::Video,
            sequence,
            timestamp: 0,
            marker: false,
            payload: Bytes::from_static(b"x"),
            arrival,
        }
    }

    fn drain(buffer: &mut ReorderBuffer, now: Instant) -> Vec<Result<u16, u64>> {
        std::iter::from_fn(|| buffer.pop(now))
            .map(|ordered| match ordered {
                Ordered::Packet { packet, .. } => Ok(packet.sequence),
                Ordered::Lost { count } => Err(count),
            })
            .collect()
    }

    #[test]
    fn order_is_restored_across_the_wrap() {
        let now = Instant::now();
        let mut buffer = ReorderBuffer::new(LIMITS);
        for sequence in [65_534, 0, 65_535, 0, 2, 1] {
            buffer.push(packet(sequence, now));
        }
        assert_eq!(
            drain(&mut buffer, now),
            [Ok(65_534), Ok(65_535), Ok(0), Ok(1), Ok(2)]
        );
    }

    #[test]
    fn a_hole_is_waited_for_then_given_up() {
        let now = Instant::now();
        let mut buffer = ReorderBuffer::new(LIMITS);
        for sequence in [10, 13] {
            buffer.push(packet(sequence, now));
        }
        assert_eq!(drain(&mut buffer, now), [Ok(10)]);
        let just_before = now + Duration::from_millis(499);
        assert!(drain(&mut buffer, just_before).is_empty());
        let due = now + Duration::from_millis(500);
        assert_eq!(drain(&mut buffer, due), [Err(2), Ok(13)]);
        // What was given up comes too late.
        buffer.push(packet(11, due));
        assert!(drain(&mut buffer, due).is_empty());
    }

    #[test]
    fn too_many_behind_a_hole_end_the_wait() {
        let now = Instant::now();
        let mut buffer = ReorderBuffer::new(LIMITS);
        buffer.push(packet(0, now));
        assert_eq!(drain(&mut buffer, now), [Ok(0)]);
        for sequence in 2..=66 {
            buffer.push(packet(sequence, now));
        }
        assert_eq!(drain(&mut buffer, now).first(), Some(&Err(1)));
    }

    #[test]
    fn a_sender_that_starts_anew_is_followed_at_its_second_packet() {
        let now = Instant::now();
        let mut buffer = ReorderBuffer::new(LIMITS);
        buffer.push(packet(40_000, now));
        assert_eq!(drain(&mut buffer, now), [Ok(40_000)]);
        for sequence in 10_000..10_004 {
            buffer.push(packet(sequence, now));
        }
        let out = drain(&mut buffer, now + LIMITS.hold);
        assert_eq!(out[1..], [Ok(10_001), Ok(10_002), Ok(10_003)]);
    }

    proptest! {
        #[test]
        fn output_strictly_rises_whatever_comes_in(
            input in proptest::collection::vec((any::<u16>(), 0u64..50), 0..400),
        ) {
            let start = Instant::now();
            let mut buffer = ReorderBuffer::new(LIMITS);
            let mut now = start;
            let mut last = 0;
            for (sequence, later) in input {
                now += Duration::from_millis(later);
                buffer.push(packet(sequence, now));
                while let Some(ordered) = buffer.pop(now) {
                    if let Ordered::Packet { sequence, packet } = ordered {
                        prop_assert!(sequence > last);
                        prop_assert_eq!(sequence as u16, packet.sequence);
                        last = sequence;
                    }
                }
                prop_assert!(buffer.waiting.len() <= LIMITS.packets);
            }
        }

        #[test]
        fn nothing_is_lost_when_everything_comes_in_time(
            first in any::<u16>(),
            swaps in proptest::collection::vec(1usize..199, 0..300),
            repeats in proptest::collection::vec(0usize..200, 0..50),
        ) {
            let now = Instant::now();
            let sent: Vec<u16> = (0..200).map(|n| first.wrapping_add(n)).collect();
            let mut arriving = sent.clone();
            for at in swaps {
                // The first stays first: what comes before it is late by definition.
                arriving.swap(at, 1 + at % 198);
            }
            for at in repeats {
                arriving.push(sent[at]);
            }
            let mut buffer = ReorderBuffer::new(Limits { packets: 1_000, ..LIMITS });
            for sequence in arriving {
                buffer.push(packet(sequence, now));
            }
            let expected: Vec<Result<u16, u64>> = sent.into_iter().map(Ok).collect();
            prop_assert_eq!(drain(&mut buffer, now), expected);
        }
    }
}
