//! Where wall-clock time went in a recording: a pause has no length in it.

use chrono::TimeDelta;
use model::Timestamp;

use crate::replays::Segment;

/// Where each stretch of wall-clock time went in the recording.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Course {
    /// In order of time.
    stretches: Vec<Stretch>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stretch {
    at: Timestamp,
    start_ms: i64,
    length_ms: i64,
}

impl Stretch {
    fn end_ms(&self) -> i64 {
        self.start_ms + self.length_ms
    }

    fn ends_at(&self) -> Timestamp {
        self.at + TimeDelta::milliseconds(self.length_ms)
    }
}

impl Course {
    pub(crate) fn new(segments: &[Segment]) -> Self {
        let media = segments.iter().filter(|segment| segment.kind == "media");
        let mut stretches: Vec<_> = media
            .map(|segment| Stretch {
                at: segment.program_date_time,
                start_ms: segment.start_ms,
                length_ms: segment.duration_us / 1_000,
            })
            .collect();
        stretches.sort_by_key(|stretch| (stretch.at, stretch.start_ms));
        Self { stretches }
    }

    pub(super) fn total_ms(&self) -> i64 {
        self.stretches.iter().map(Stretch::end_ms).max().unwrap_or(0)
    }

    /// The place of `at` in the recording. What happened in a pause has the
    /// place where the picture goes on; what happened after the end, the end.
    pub(crate) fn offset(&self, at: Timestamp) -> i64 {
        let later = self.stretches.partition_point(|stretch| stretch.at <= at);
        let next = self.stretches.get(later);
        let Some(own) = later.checked_sub(1).and_then(|index| self.stretches.get(index)) else {
            return next.map_or(0, |first| first.start_ms);
        };
        let into = (at - own.at).num_milliseconds();
        if into < own.length_ms {
            return own.start_ms + into;
        }
        next.map_or_else(|| self.total_ms(), |next| next.start_ms.max(own.end_ms()))
    }

    /// The earliest time whose place is at or behind `offset_ms`; none when
    /// every time's is.
    pub(super) fn earliest(&self, offset_ms: i64) -> Option<Timestamp> {
        let first = self
            .stretches
            .iter()
            .position(|stretch| stretch.end_ms() > offset_ms);
        let Some(first) = first else {
            // At the end: what came after the last picture.
            return self.stretches.last().map(Stretch::ends_at);
        };
        let stretch = self.stretches[first];
        if offset_ms > stretch.start_ms {
            return Some(stretch.at + TimeDelta::milliseconds(offset_ms - stretch.start_ms));
        }
        let before = first.checked_sub(1)?;
        Some(self.stretches[before].ends_at().min(stretch.at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Clock, ManualClock};
    use proptest::prelude::*;

    fn start() -> Timestamp {
        ManualClock::at("2026-05-01T12:00:00Z").now()
    }

    fn at(ms: i64) -> Timestamp {
        start() + TimeDelta::milliseconds(ms)
    }

    /// Two seconds, a pause of half a minute, three seconds more.
    fn course() -> Course {
        Course {
            stretches: [(0, 0, 2_000), (32_000, 2_000, 1_000), (33_000, 3_000, 2_000)]
                .map(|(wall, start_ms, length_ms)| Stretch {
                    at: at(wall),
                    start_ms,
                    length_ms,
                })
                .to_vec(),
        }
    }

    #[test]
    fn a_pause_has_no_length_in_the_replay() {
        let course = course();
        for (wall, offset) in [
            (-5_000, 0),
            (0, 0),
            (1_999, 1_999),
            (2_000, 2_000),
            (20_000, 2_000),
            (32_000, 2_000),
            (32_500, 2_500),
            (33_000, 3_000),
            (34_999, 4_999),
            (35_000, 5_000),
            (99_000, 5_000),
        ] {
            assert_eq!(course.offset(at(wall)), offset, "at {wall} ms");
        }
        assert_eq!(Course::default().offset(at(5)), 0);
        assert_eq!(course.earliest(2_000), Some(at(2_000)));
        assert_eq!(course.earliest(0), None);
        assert_eq!(course.earliest(2_001), Some(at(32_001)));
        assert_eq!(course.earliest(5_000), Some(at(35_000)));
    }

    proptest! {
        /// Bounds of time say the same as bounds of place, and time never runs back.
        #[test]
        fn times_and_places_agree(
            lengths in prop::collection::vec((1i64..4_000, prop_oneof![3 => Just(0i64), 1 => 1i64..60_000]), 1..12),
            wall in -3_000i64..200_000,
            offset in 1i64..40_000,
        ) {
            let (mut clock, mut place) = (0, 0);
            let mut stretches = Vec::new();
            for (length_ms, pause) in lengths {
                stretches.push(Stretch { at: at(clock), start_ms: place, length_ms });
                clock += length_ms + pause;
                place += length_ms;
            }
            let course = Course { stretches };
            let here = course.offset(at(wall));
            prop_assert!((0..=course.total_ms()).contains(&here));
            prop_assert!(course.offset(at(wall + 1)) >= here);
            if offset <= course.total_ms() {
                let earliest = course.earliest(offset);
                let behind = earliest.is_none_or(|earliest| at(wall) >= earliest);
                prop_assert_eq!(here >= offset, behind, "{} for {:?}", here, earliest);
            }
        }
    }
}
