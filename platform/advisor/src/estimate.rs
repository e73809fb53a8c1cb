//! How long it takes until it is one's turn, as a range. Pure: a small simulation
//! of the line, in which everybody's time is drawn from what sessions took lately.
//!
//! The draws are the same every time. Each person in line and each advisor has
//! draws of their own, whoever else is there: so a longer line never looks shorter,
//! nor does one more advisor ever make it look longer.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Sessions that are looked at.
pub const SESSIONS: usize = 50;
/// With fewer than that, what sessions take is not known yet…
const KNOWN_FROM: usize = 5;
/// …and taken to be about six minutes, in seconds.
const PRIOR: [u32; 5] = [180, 270, 360, 450, 540];
/// How often the line is played through. The range is from a quarter of the
/// outcomes to three quarters.
const RUNS: usize = 101;
/// What it may take a free advisor to answer, in seconds: one wave of ringing.
const ANSWER_S: u64 = 10;
/// An advisor who is past all that was measured is taken to need this share of the
/// usual time again.
const PAST_ALL: u32 = 4;

/// A range of waiting times, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Estimate {
    pub low_s: u64,
    pub high_s: u64,
}

/// What is drawn for whom.
#[derive(Debug, Clone, Copy)]
enum Draw {
    Advisor,
    Person,
}

/// How long it takes for as many as are looked at: the first has nobody before them.
/// `busy` has an entry for each advisor that is on: for how many seconds they have been
/// in a session, or none for one who is free. `services` are the times of the last
/// sessions, in seconds, in any order. Empty when nobody is on.
pub fn estimates(people: usize, busy: &[Option<u32>], services: &[u32]) -> Vec<Estimate> {
    if busy.is_empty() {
        return Vec::new();
    }
    let mut times = match services.len() {
        0..KNOWN_FROM => PRIOR.to_vec(),
        _ => services.to_vec(),
    };
    times.sort_unstable();
    let runs: Vec<_> = (0..RUNS).map(|run| waits(run, people, busy, &times)).collect();
    let range = |person: usize| {
        let mut waits: Vec<_> = runs.iter().map(|waits| waits[person]).collect();
        waits.sort_unstable();
        Estimate {
            low_s: waits[RUNS / 4],
            high_s: waits[RUNS * 3 / 4] + ANSWER_S,
        }
    };
    (0..people).map(range).collect()
}

/// One run: for each the moment at which the first advisor is free once all before
/// them have had theirs. `times` are sorted and not empty.
fn waits(run: usize, people: usize, busy: &[Option<u32>], times: &[u32]) -> Vec<u64> {
    let free_at = busy.iter().enumerate().map(|(index, since)| {
        let left = since.map_or(0, |since| left(draw(run, Draw::Advisor, index), since, times));
        Reverse(u64::from(left))
    });
    let mut free_at: BinaryHeap<_> = free_at.collect();
    let mut served = |person: usize| {
        let begin = free_at.pop().map_or(0, |Reverse(at)| at);
        let time = picked(draw(run, Draw::Person, person), times);
        free_at.push(Reverse(begin + u64::from(time)));
        begin
    };
    (0..people).map(&mut served).collect()
}

/// What is left of a session that runs for `since` seconds: it is one of those that
/// took longer.
fn left(chance: u64, since: u32, times: &[u32]) -> u32 {
    let longer = &times[times.partition_point(|time| *time <= since)..];
    if longer.is_empty() {
        times[times.len() / 2] / PAST_ALL
    } else {
        picked(chance, longer) - since
    }
}

fn picked(chance: u64, times: &[u32]) -> u32 {
    let index = chance % times.len() as u64;
    times[usize::try_from(index).unwrap_or(0)]
}

/// The same number for the same place (SplitMix64's finishing step).
fn draw(run: usize, kind: Draw, index: usize) -> u64 {
    let kind = match kind {
        Draw::Advisor => 1,
        Draw::Person => 2,
    };
    let mut z = (run as u64) << 40 | kind << 32 | index as u64;
    z = z.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Of somebody who has so many before them.
    fn estimate(before: usize, busy: &[Option<u32>], services: &[u32]) -> Option<Estimate> {
        estimates(before + 1, busy, services).pop()
    }

    #[test]
    fn nobody_on_is_no_estimate_and_somebody_free_is_at_once() {
        assert_eq!(estimate(0, &[], &[60; 9]), None);
        let at_once = Some(Estimate {
            low_s: 0,
            high_s: ANSWER_S,
        });
        assert_eq!(estimate(0, &[None], &[60; 9]), at_once);
        assert_eq!(estimate(1, &[Some(30), None, None], &[60; 9]), at_once);
    }

    #[test]
    fn where_all_sessions_take_the_same_it_is_exact() {
        let of =
            |before, busy: &[Option<u32>]| estimate(before, busy, &[300; 50]).expect("somebody is on").low_s;
        assert_eq!(of(0, &[Some(120)]), 180);
        assert_eq!(of(2, &[Some(120)]), 780);
        assert_eq!(of(2, &[Some(120), Some(0)]), 480);
        assert_eq!(of(0, &[Some(4_000)]), 75, "past all that was measured");
    }

    #[test]
    fn it_is_a_range_where_sessions_differ() {
        let six_minutes = estimate(1, &[None], &[]).expect("somebody is on");
        assert!(
            six_minutes.low_s < 360 && six_minutes.high_s > 360,
            "{six_minutes:?}"
        );
        assert_eq!(
            estimate(1, &[None], &[1; KNOWN_FROM - 1]),
            Some(six_minutes),
            "too few to know"
        );
        let short = estimate(1, &[None], &[1; KNOWN_FROM]).expect("somebody is on");
        assert_eq!(short.low_s, 1);
    }

    fn lines() -> impl Strategy<Value = (usize, Vec<Option<u32>>, Vec<u32>)> {
        let busy = prop::collection::vec(prop::option::of(0..7_200_u32), 1..8);
        (0..40_usize, busy, prop::collection::vec(0..7_200_u32, 0..60))
    }

    proptest! {
        #[test]
        fn more_people_never_shorten_it_and_more_advisors_never_lengthen_it(
            (before, busy, services) in lines(),
            came in prop::option::of(0..7_200_u32),
        ) {
            let now = estimate(before, &busy, &services).expect("somebody is on");
            prop_assert!(now.low_s <= now.high_s);
            let longer = estimate(before + 1, &busy, &services).expect("somebody is on");
            prop_assert!(longer.low_s >= now.low_s && longer.high_s >= now.high_s, "{:?} {:?}", now, longer);
            let more = [busy, vec![came]].concat();
            let sooner = estimate(before, &more, &services).expect("somebody is on");
            prop_assert!(sooner.low_s <= now.low_s && sooner.high_s <= now.high_s, "{:?} {:?}", now, sooner);
        }
    }
}
