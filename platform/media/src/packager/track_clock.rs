//! One track's RTP clock against arrival: places each frame on the timeline by
//! what the sender's clock says, and finds out when that clock was set anew.

use super::timeline::ticks;

/// A track may be moved by this part of its own pace to regain sync: 50 ms a
/// second, which neither eye nor ear makes out.
const SLEW: i64 = 20;

/// How far clock and arrival must part before the clock is doubted.
const DOUBT_SECONDS: i64 = 5;

/// How long what is late may take to catch up.
const CATCH_UP_SECONDS: i64 = 5;

/// What must be caught up in that time to be given as much again.
const CAUGHT_UP_SECONDS: i64 = 1;

#[derive(Debug)]
pub(super) struct TrackClock {
    /// In Hz.
    pub(super) rate: u32,
    /// The last RTP timestamp, extended past its 32 bits.
    pub(super) extended: Option<i64>,
    /// The latest usable report: wall clock in nanoseconds, extended RTP time.
    pub(super) report: Option<(i64, i64)>,
    /// Time on the timeline is extended RTP time plus this; `None` before a run
    /// begins.
    pub(super) offset: Option<i64>,
    /// Where `offset` is moving.
    pub(super) target: i64,
    last: Option<Last>,
    late: Option<Late>,
}

#[derive(Debug, Clone, Copy)]
struct Last {
    rtp: i64,
    time: i64,
    /// In nanoseconds.
    arrival: i64,
}

/// Frames come later than the clock says they were made: the network held them
/// up, or the clock stood still.
#[derive(Debug, Clone, Copy)]
struct Late {
    /// The last frame in time.
    since: Last,
    /// By how much, in ticks.
    by: i64,
    /// When that was, in nanoseconds.
    at: i64,
}

impl TrackClock {
    pub(super) fn new(rate: u32) -> Self {
        Self {
            rate,
            extended: None,
            report: None,
            offset: None,
            target: 0,
            last: None,
            late: None,
        }
    }

    /// Begins a run at `offset`.
    pub(super) fn begin(&mut self) {
        self.target = self.offset.unwrap_or(0);
        self.last = None;
        self.late = None;
    }

    /// The extended timestamp nearest to the last one.
    pub(super) fn nearest(&self, timestamp: u32) -> i64 {
        match self.extended {
            Some(last) => last + i64::from(timestamp.wrapping_sub(last as u32) as i32),
            None => i64::from(timestamp),
        }
    }

    pub(super) fn extend(&mut self, timestamp: u32) -> i64 {
        let extended = self.nearest(timestamp);
        self.extended = Some(extended);
        extended
    }

    /// The place of a frame that arrived so many nanoseconds after the epoch,
    /// in ticks. Strictly rises.
    pub(super) fn place(&mut self, rtp: i64, arrival: i64) -> i64 {
        let mut offset = self.offset.unwrap_or(0);
        if let Some(last) = self.last {
            if let Some(step) = self.step(last, rtp, arrival) {
                offset -= step;
                self.target = offset;
                self.report = None;
            }
            let room = (rtp - last.rtp).max(0) / SLEW;
            offset += (self.target - offset).clamp(-room, room);
        }
        self.offset = Some(offset);
        let mut time = rtp + offset;
        if let Some(last) = self.last {
            time = time.max(last.time + 1);
        }
        self.last = Some(Last { rtp, time, arrival });
        time
    }

    /// By how many ticks the clock was set forward. One that runs ahead of
    /// arrival, or back, was set. One that falls behind may have stood still,
    /// but mostly the network held frames up and brings them all at once: taken
    /// for a step, the stall would count twice.
    fn step(&mut self, last: Last, rtp: i64, arrival: i64) -> Option<i64> {
        let hertz = i64::from(self.rate);
        let since = self.late.map_or(last, |late| late.since);
        let ahead = (rtp - since.rtp) - ticks(arrival - since.arrival, self.rate);
        let was_set_back = rtp - last.rtp <= -DOUBT_SECONDS * hertz;
        if was_set_back || ahead > DOUBT_SECONDS * hertz {
            self.late = None;
            // Goes on from the last frame as much later as it came.
            return Some((rtp - last.rtp) - ticks(arrival - last.arrival, self.rate));
        }
        let behind = -ahead;
        if behind <= DOUBT_SECONDS * hertz {
            self.late = None;
            return None;
        }
        let noticed = Late {
            since,
            by: behind,
            at: arrival,
        };
        let late = *self.late.get_or_insert(noticed);
        if ticks(arrival - late.at, self.rate) < CATCH_UP_SECONDS * hertz {
            return None;
        }
        if late.by - behind >= CAUGHT_UP_SECONDS * hertz {
            self.late = Some(noticed);
            return None;
        }
        self.late = None;
        Some(ahead)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: u32 = 90_000;
    const PICTURE: i64 = 3_600;
    const PICTURE_NANOS: i64 = 40_000_000;
    const SECOND: i64 = 1_000_000_000;

    /// A clock two seconds into a run, of pictures that come in time.
    fn running() -> (TrackClock, i64, i64) {
        let mut clock = TrackClock::new(RATE);
        clock.offset = Some(0);
        clock.begin();
        for number in 0..50 {
            assert_eq!(
                clock.place(number * PICTURE, number * PICTURE_NANOS),
                number * PICTURE
            );
        }
        (clock, 49 * PICTURE, 49 * PICTURE_NANOS)
    }

    #[test]
    fn a_clock_set_forward_or_back_is_a_new_origin() {
        let (mut clock, rtp, arrival) = running();
        let forward = rtp + 900_000_000;
        assert_eq!(clock.place(forward, arrival + PICTURE_NANOS), rtp + PICTURE);
        assert_eq!(clock.place(5, arrival + 2 * PICTURE_NANOS), rtp + 2 * PICTURE);
    }

    #[test]
    fn a_stall_and_its_backlog_count_once() {
        let (mut clock, rtp, arrival) = running();
        let stall = 17 * SECOND;
        // 425 pictures at once, then in time again.
        for number in 1..=425 {
            let late = arrival + stall + number * 100_000;
            assert_eq!(clock.place(rtp + number * PICTURE, late), rtp + number * PICTURE);
        }
        for number in 426..800 {
            let in_time = arrival + number * PICTURE_NANOS;
            let place = clock.place(rtp + number * PICTURE, in_time.max(arrival + stall + 50_000_000));
            assert_eq!(place, rtp + number * PICTURE);
        }
    }

    #[test]
    fn a_backlog_that_comes_slowly_or_with_a_hole_counts_once() {
        let (mut clock, rtp, arrival) = running();
        // At one and a half times its pace, which takes 34 s; a second is lost.
        for number in (1..=1_300).filter(|number| !(100..125).contains(number)) {
            let late = arrival + 17 * SECOND + number * PICTURE_NANOS * 2 / 3;
            let in_time = arrival + number * PICTURE_NANOS;
            assert_eq!(
                clock.place(rtp + number * PICTURE, late.max(in_time)),
                rtp + number * PICTURE
            );
        }
        // Half of it lost is no step either.
        let (mut clock, rtp, arrival) = running();
        let at = arrival + 17 * SECOND;
        assert_eq!(clock.place(rtp + PICTURE, at), rtp + PICTURE);
        assert_eq!(clock.place(rtp + 300 * PICTURE, at + 1), rtp + 300 * PICTURE);
    }

    #[test]
    fn a_clock_that_stood_still_is_moved_to_when_it_went_on() {
        let (mut clock, rtp, arrival) = running();
        let pause = 17 * SECOND;
        let mut place = 0;
        for number in 1..=150 {
            place = clock.place(rtp + number * PICTURE, arrival + pause + number * PICTURE_NANOS);
        }
        let expected = rtp + 150 * PICTURE + 17 * i64::from(RATE);
        assert!((place - expected).abs() <= PICTURE, "{place} for {expected}");
    }
}
