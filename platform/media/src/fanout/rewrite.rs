//! One numbering and one clock for a track, whoever publishes: a publisher's
//! new session starts numbers and clock anew, and viewers must not notice.

use std::time::Instant;

/// The longest silence the clock is carried across; behind it a jump does no harm.
const LONGEST_GAP_S: u64 = 3_600;

/// See the module.
#[derive(Debug)]
pub(crate) struct Rewriter {
    clock_hz: u32,
    next_sequence: u64,
    last: Option<(u32, Instant)>,
    run: Option<Run>,
}

/// How one publisher session's numbers become the room's.
#[derive(Debug, Clone, Copy)]
struct Run {
    first_in: u64,
    first_out: u64,
    timestamp_offset: u32,
}

impl Rewriter {
    /// `first` is the first number given out; `clock_hz` the track's RTP clock.
    pub(crate) fn new(first: u64, clock_hz: u32) -> Self {
        Self {
            clock_hz,
            next_sequence: first,
            last: None,
            run: None,
        }
    }

    /// The next packet mapped is the first of a new session.
    pub(crate) fn end_run(&mut self) {
        self.run = None;
    }

    pub(crate) fn is_running(&self) -> bool {
        self.run.is_some()
    }

    /// Numbers a packet; none if it is from before its session's first.
    pub(crate) fn map(&mut self, number: u64, timestamp: u32, now: Instant) -> Option<(u64, u32)> {
        let run = *self.run.get_or_insert_with(|| Run {
            first_in: number,
            first_out: self.next_sequence,
            timestamp_offset: match self.last {
                Some((last, at)) => {
                    let gap = now.saturating_duration_since(at);
                    let seconds = gap.as_secs().min(LONGEST_GAP_S) as u32;
                    let ticks = seconds.wrapping_mul(self.clock_hz).wrapping_add(
                        (u64::from(gap.subsec_micros()) * u64::from(self.clock_hz) / 1_000_000) as u32,
                    );
                    // Never the same time twice: two pictures would become one.
                    last.wrapping_add(ticks.max(1)).wrapping_sub(timestamp)
                }
                None => 0,
            },
        });
        let sequence = run.first_out + number.checked_sub(run.first_in)?;
        let timestamp = timestamp.wrapping_add(run.timestamp_offset);
        if sequence >= self.next_sequence {
            self.next_sequence = sequence + 1;
            self.last = Some((timestamp, now));
        }
        Some((sequence, timestamp))
    }

    /// A publisher's RTP time on the room's clock.
    pub(crate) fn map_time(&self, timestamp: u32) -> Option<u32> {
        Some(timestamp.wrapping_add(self.run?.timestamp_offset))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn a_new_session_goes_on_where_the_last_one_stopped() {
        let start = Instant::now();
        let mut rewriter = Rewriter::new(1_000, 90_000);
        assert_eq!(rewriter.map(70_000, 5, start), Some((1_000, 5)));
        assert_eq!(rewriter.map(70_002, 3_005, start), Some((1_002, 3_005)));
        assert_eq!(rewriter.map(70_001, 3_005, start), Some((1_001, 3_005)));
        assert_eq!(rewriter.map(69_999, 0, start), None);
        rewriter.end_run();
        let later = start + Duration::from_secs(2);
        assert_eq!(rewriter.map(65_536, 77, later), Some((1_003, 183_005)));
        assert_eq!(rewriter.map(65_537, 3_077, later), Some((1_004, 186_005)));
        assert_eq!(rewriter.map_time(77), Some(183_005));
    }
}
