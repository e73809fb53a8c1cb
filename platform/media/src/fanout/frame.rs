//! The packets of one picture, gathered until its last, then cut into runs the
//! kernel can segment: equal sizes but for the last of each run.

use std::ops::Range;
use std::time::{Duration, Instant};

use super::ring::Shared;

/// Segmentation offload takes at most 64 segments a run.
const MOST_PACKETS: usize = 48;
/// And at most a UDP datagram's 65,507 bytes, headers and tags included.
const MOST_RUN_BYTES: usize = 64_000;
/// Header and the larger tag.
const OVERHEAD: usize = 28;
/// How long a picture's first packets wait for its last: a publisher paces
/// large pictures, and beyond this waiting costs more than it saves.
const LONGEST_WAIT: Duration = Duration::from_millis(10);
/// A packet this much shorter than its run is padded; RTP padding costs less
/// than another system call.
const MOST_PADDING: usize = 24;

/// Packets that go out together.
#[derive(Debug, Default)]
pub(crate) struct Frame {
    packets: Vec<Shared>,
    since: Option<Instant>,
}

impl Frame {
    /// True if the frame should go now.
    pub(crate) fn push(&mut self, packet: Shared, now: Instant) -> bool {
        let complete = packet.marker;
        self.packets.push(packet);
        self.since.get_or_insert(now);
        complete || self.packets.len() >= MOST_PACKETS
    }

    /// When an incomplete frame goes anyway.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.since.map(|since| since + LONGEST_WAIT)
    }

    /// The packets in order, their padding fixed, and how to send them.
    pub(crate) fn take(&mut self) -> (Vec<Shared>, Vec<RunPlan>) {
        self.since = None;
        let mut packets = std::mem::take(&mut self.packets);
        packets.sort_by_key(|packet| packet.sequence);
        let sizes: Vec<usize> = packets.iter().map(|packet| packet.payload.len()).collect();
        let plans = plan(&sizes);
        for plan in &plans {
            let last = plan.packets.end - 1;
            for (index, packet) in packets[plan.packets.clone()].iter_mut().enumerate() {
                if plan.packets.start + index < last {
                    packet.padding = (plan.payload - packet.payload.len()) as u8;
                }
            }
        }
        (packets, plans)
    }
}

/// Packets of a frame that make one run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RunPlan {
    pub(crate) packets: Range<usize>,
    /// Payload and padding of each but the last, which may be shorter.
    pub(crate) payload: usize,
}

fn plan(sizes: &[usize]) -> Vec<RunPlan> {
    let mut plans = Vec::new();
    let mut start = 0;
    while start < sizes.len() {
        let (mut low, mut high) = (sizes[start], sizes[start]);
        let mut end = start + 1;
        // A packet joins while all before it can be padded to the largest;
        // one that is shorter still may end the run.
        while end < sizes.len() && end - start < MOST_PACKETS {
            let size = sizes[end];
            let highest = high.max(size);
            // The run's packets so far would all stop being last.
            let bytes = (end + 1 - start) * (highest + OVERHEAD);
            if highest - low > MOST_PADDING || bytes > MOST_RUN_BYTES {
                break;
            }
            high = highest;
            end += 1;
            if size + MOST_PADDING < high {
                break;
            }
            low = low.min(size);
        }
        plans.push(RunPlan {
            packets: start..end,
            payload: high,
        });
        start = end;
    }
    plans
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;
    use proptest::prelude::*;

    fn packet(sequence: u64, size: usize, marker: bool) -> Shared {
        Shared {
            sequence,
            timestamp: 1,
            marker,
            padding: 0,
            payload: Bytes::from(vec![1; size]),
        }
    }

    #[test]
    fn near_equal_packets_make_one_run_and_a_short_one_ends_it() {
        assert_eq!(
            plan(&[1_160, 1_161, 1_161, 400]),
            [RunPlan {
                packets: 0..4,
                payload: 1_161
            }]
        );
        assert_eq!(
            plan(&[30, 1_161, 1_161, 1_160]),
            [
                RunPlan {
                    packets: 0..1,
                    payload: 30
                },
                RunPlan {
                    packets: 1..4,
                    payload: 1_161
                }
            ]
        );
    }

    #[test]
    fn a_frame_goes_when_its_last_packet_is_there() {
        let now = Instant::now();
        let mut frame = Frame::default();
        assert!(!frame.push(packet(2, 1_000, false), now));
        assert_eq!(frame.deadline(), Some(now + LONGEST_WAIT));
        assert!(frame.push(packet(1, 990, true), now));
        let (packets, plans) = frame.take();
        assert_eq!(packets[0].sequence, 1);
        assert_eq!(packets[0].padding, 10);
        assert_eq!(packets[1].padding, 0);
        assert_eq!(plans.len(), 1);
        assert_eq!(frame.deadline(), None);
    }

    proptest! {
        #[test]
        fn runs_hold_every_packet_once_and_only_the_last_is_short(
            sizes in proptest::collection::vec(0usize..2_000, 1..120),
        ) {
            let mut frame = Frame::default();
            for (index, size) in sizes.iter().enumerate() {
                frame.push(packet(index as u64, *size, false), Instant::now());
            }
            let (packets, plans) = frame.take();
            let mut next = 0;
            for plan in &plans {
                prop_assert_eq!(plan.packets.start, next);
                prop_assert!(plan.packets.len() <= MOST_PACKETS);
                let bytes = plan.packets.len() * (plan.payload + OVERHEAD);
                prop_assert!(bytes <= MOST_RUN_BYTES);
                next = plan.packets.end;
                let run = &packets[plan.packets.clone()];
                let full = |packet: &Shared| packet.payload.len() + usize::from(packet.padding);
                for packet in &run[..run.len() - 1] {
                    prop_assert_eq!(full(packet), plan.payload);
                }
                prop_assert!(full(&run[run.len() - 1]) <= plan.payload);
            }
            prop_assert_eq!(next, packets.len());
        }
    }
}
