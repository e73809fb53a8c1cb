//! What a socket's peer owes: answers to pings, room on the line, and frames in
//! measure. Counted in looks, so that a socket needs one timer and sets it seldom.

use std::time::Duration;

use live::room::Close;

/// Between two looks.
pub(super) const LOOK_EVERY: Duration = Duration::from_millis(2_500);
/// Looks for the line to take what is to go out: 10 seconds.
const SEND_WITHIN: u32 = 4;
/// Frames a client may send at once; half as many are added with each look. What
/// they say has limits of its own: this keeps fragments and pings from costing
/// anything.
pub(super) const FRAMES: u32 = 200;

/// How closely a line is watched, in looks.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pace {
    /// From one ping to the next.
    pub ping_every: u32,
    /// Within which a ping is answered, by any frame.
    pub pong_within: u32,
}

/// See the module.
#[derive(Debug)]
pub(super) struct Watch {
    pace: Pace,
    since_ping: u32,
    /// Since the first ping that nothing was heard after.
    unanswered: Option<u32>,
    stalled: u32,
    frames_left: u32,
}

impl Watch {
    pub(super) fn new(pace: Pace) -> Self {
        Self {
            pace,
            since_ping: 0,
            unanswered: None,
            stalled: 0,
            frames_left: FRAMES,
        }
    }

    /// All that was to go out has gone.
    pub(super) fn sent(&mut self) {
        self.stalled = 0;
    }

    /// So many frames came in. False if they are too many.
    pub(super) fn heard(&mut self, frames: u32) -> bool {
        self.unanswered = None;
        match self.frames_left.checked_sub(frames) {
            Some(left) => {
                self.frames_left = left;
                true
            }
            None => false,
        }
    }

    /// A look has passed. True if a ping is due.
    pub(super) fn look(&mut self, is_sending: bool) -> Result<bool, Close> {
        self.frames_left = FRAMES.min(self.frames_left + FRAMES / 2);
        self.stalled = if is_sending { self.stalled + 1 } else { 0 };
        if self.stalled > SEND_WITHIN {
            return Err(Close::Lagged);
        }
        if let Some(looks) = &mut self.unanswered {
            *looks += 1;
            if *looks >= self.pace.pong_within {
                return Err(Close::Silent);
            }
        }
        self.since_ping += 1;
        let is_ping_due = self.since_ping == self.pace.ping_every;
        if is_ping_due {
            self.since_ping = 0;
            self.unanswered.get_or_insert(0);
        }
        Ok(is_ping_due)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SELDOM: Pace = Pace {
        ping_every: 10,
        pong_within: 4,
    };
    const OFTEN: Pace = Pace {
        ping_every: 2,
        pong_within: 4,
    };

    #[test]
    fn who_does_not_answer_a_ping_is_silent() {
        for pace in [SELDOM, OFTEN] {
            let mut watch = Watch::new(pace);
            for _ in 0..3 {
                for look in 1..=pace.ping_every {
                    assert!(watch.heard(1));
                    assert_eq!(watch.look(false), Ok(look == pace.ping_every));
                }
            }
            // Further pings don't put it off.
            for look in 1..pace.pong_within {
                assert_eq!(watch.look(false), Ok(look % pace.ping_every == 0));
            }
            assert_eq!(watch.look(false), Err(Close::Silent));
        }
    }

    #[test]
    fn who_takes_nothing_for_long_lags() {
        let mut watch = Watch::new(SELDOM);
        for _ in 0..3 {
            for _ in 0..SEND_WITHIN {
                assert!(watch.heard(1));
                assert!(watch.look(true).is_ok());
            }
            watch.sent();
        }
        for _ in 0..SEND_WITHIN {
            assert!(watch.heard(1));
            assert!(watch.look(true).is_ok());
        }
        assert_eq!(watch.look(true), Err(Close::Lagged));
    }

    #[test]
    fn a_flood_of_frames_is_too_many_and_a_steady_stream_is_not() {
        let mut watch = Watch::new(SELDOM);
        for _ in 0..100 {
            assert!(watch.heard(FRAMES / 2));
            assert!(watch.look(false).is_ok());
        }
        assert!(watch.heard(FRAMES));
        assert!(!watch.heard(1));
    }
}
