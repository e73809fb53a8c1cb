//! Slots: the times at which an advisor can be booked. Worked out by the wall clock of
//! where their hours are: a time that the clocks skip is none, and one they show twice
//! is two. Pure; knows no advisor.

use std::collections::BTreeSet;

use chrono::Datelike;
use chrono::{DateTime, Days, MappedLocalTime, NaiveDate, NaiveTime, Offset, TimeDelta, TimeZone, Timelike};
use chrono_tz::Tz;
use model::Timestamp;

use crate::hours::{Hours, Span};

/// How long a booking takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lengths {
    /// The talk itself, in minutes.
    pub talk: i64,
    /// Kept free before it, in minutes…
    pub before: i64,
    /// …and after it.
    pub after: i64,
}

/// Time that is given away, pauses included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block {
    pub from: Timestamp,
    /// The first moment that is free again.
    pub to: Timestamp,
}

impl Lengths {
    fn whole(self) -> i64 {
        self.before + self.talk + self.after
    }

    /// The end of a talk that begins then.
    pub fn end(self, starts_at: Timestamp) -> Timestamp {
        starts_at + TimeDelta::minutes(self.talk)
    }

    /// The time that a talk takes which begins then.
    pub fn block(self, starts_at: Timestamp) -> Block {
        Block {
            from: starts_at - TimeDelta::minutes(self.before),
            to: self.end(starts_at) + TimeDelta::minutes(self.after),
        }
    }
}

impl Block {
    pub fn overlaps(self, other: Self) -> bool {
        self.from < other.to && other.from < self.to
    }
}

/// When talks can begin within `hours`, from `from` on and before `to`, in their order:
/// one after the other from the beginning of each of the day's hours, so that each lies
/// within them with its pauses. None on `days_off`. The same in whatever part of the
/// calendar one looks.
pub fn grid(
    lengths: Lengths,
    hours: &Hours,
    days_off: &BTreeSet<NaiveDate>,
    from: Timestamp,
    to: Timestamp,
) -> Vec<Timestamp> {
    let mut starts = Vec::new();
    // A day's hours end within it, but pauses reach back.
    let first = from.with_timezone(&hours.zone).date_naive();
    let last = to.with_timezone(&hours.zone).date_naive();
    let mut day = first - Days::new(1);
    while day <= last + Days::new(1) {
        if !days_off.contains(&day) {
            for &span in &hours.week.days()[day.weekday().num_days_from_monday() as usize] {
                starts.extend(within(lengths, hours.zone, day, span));
            }
        }
        day = day + Days::new(1);
    }
    starts.retain(|start| (from..to).contains(start));
    // Hours of two days can be mixed up where the clocks go back at midnight.
    starts.sort_unstable();
    starts
}

/// The beginnings of talks within a day's hours.
fn within(lengths: Lengths, zone: Tz, day: NaiveDate, span: Span) -> Vec<Timestamp> {
    let (open, close) = span.minutes();
    let (open, close) = (i64::from(open), i64::from(close));
    let whole = lengths.whole();
    let step = usize::try_from(whole).unwrap_or(1).max(1);
    let mut blocks: Vec<_> = (open..=close - whole)
        .step_by(step)
        .flat_map(|minute| instants(zone, day, minute))
        .collect();
    blocks.sort_unstable();
    let mut free_from = Timestamp::MIN_UTC;
    // What the clocks show twice may come into each other's way.
    blocks.retain(|&from| {
        let to = from + TimeDelta::minutes(whole);
        let fits = from >= free_from && is_covered(zone, day, span, from, to);
        if fits {
            free_from = to;
        }
        fits
    });
    let before = TimeDelta::minutes(lengths.before);
    blocks.into_iter().map(|from| from + before).collect()
}

/// The moments at which the wall clock shows that minute of `day`: none, one or two.
fn instants(zone: Tz, day: NaiveDate, minute: i64) -> Vec<Timestamp> {
    let Some(shown) = day
        .and_time(NaiveTime::MIN)
        .checked_add_signed(TimeDelta::minutes(minute))
    else {
        return Vec::new();
    };
    let utc = |at: DateTime<Tz>| at.to_utc();
    match zone.from_local_datetime(&shown) {
        MappedLocalTime::None => Vec::new(),
        MappedLocalTime::Single(at) => vec![utc(at)],
        MappedLocalTime::Ambiguous(first, second) => vec![utc(first), utc(second)],
    }
}

/// Whether the wall clock shows nothing but times of `span` from `from` up to `to`.
fn is_covered(zone: Tz, day: NaiveDate, span: Span, from: Timestamp, to: Timestamp) -> bool {
    let (open, close) = span.minutes();
    let shows = |at: Timestamp| {
        let local = at.with_timezone(&zone);
        let minute = local.hour() * 60 + local.minute();
        local.date_naive() == day && (u32::from(open)..u32::from(close)).contains(&minute)
    };
    let offset = |at: Timestamp| at.with_timezone(&zone).offset().fix();
    let last = to - TimeDelta::minutes(1);
    if offset(from) == offset(last) {
        return shows(from) && shows(last);
    }
    let mut at = from;
    while at < to {
        if !shows(at) {
            return false;
        }
        at += TimeDelta::minutes(1);
    }
    true
}

/// What is left of `starts` for a talk of those lengths beside what is given away.
pub fn free(starts: &mut Vec<Timestamp>, lengths: Lengths, taken: &[Block]) {
    starts.retain(|&start| {
        let block = lengths.block(start);
        !taken.iter().any(|other| other.overlaps(block))
    });
}

#[cfg(test)]
mod tests {
    use model::{Clock, ManualClock};
    use proptest::prelude::*;

    use super::*;
    use crate::hours::Week;

    fn at(text: &str) -> Timestamp {
        ManualClock::at(text).now()
    }

    fn daily(zone: &str, open: &str, close: &str) -> Hours {
        let day = vec![Span::parse(open, close).expect("hours")];
        Hours::new(zone, Week::new(vec![day; 7]).expect("a week")).expect("a zone")
    }

    const HALF_HOURS: Lengths = Lengths {
        talk: 30,
        before: 0,
        after: 0,
    };

    /// The slots of a day in UTC, as the wall clock in the zone shows them.
    fn shown(hours: &Hours, from: &str, to: &str) -> Vec<String> {
        let starts = grid(HALF_HOURS, hours, &BTreeSet::new(), at(from), at(to));
        let local = |start: &Timestamp| start.with_timezone(&hours.zone).format("%H:%M%z").to_string();
        starts.iter().map(local).collect()
    }

    #[test]
    fn what_the_clocks_skip_is_not_offered_and_what_they_show_twice_is_two() {
        let madrid = daily("Europe/Madrid", "01:00", "04:00");
        assert_eq!(
            shown(&madrid, "2026-03-28T23:00:00Z", "2026-03-29T12:00:00Z"),
            ["01:00+0100", "01:30+0100", "03:00+0200", "03:30+0200"]
        );
        assert_eq!(
            shown(&madrid, "2026-10-24T22:00:00Z", "2026-10-25T12:00:00Z"),
            [
                "01:00+0200",
                "01:30+0200",
                "02:00+0200",
                "02:30+0200",
                "02:00+0100",
                "02:30+0100",
                "03:00+0100",
                "03:30+0100"
            ]
        );
    }

    #[test]
    fn half_an_hour_back_is_half_an_hour_twice() {
        // On 5 April 2026 Lord Howe goes from 02:00 back to 01:30, at 15:00 UTC the day before.
        let island = daily("Australia/Lord_Howe", "01:00", "02:30");
        assert_eq!(
            shown(&island, "2026-04-04T13:00:00Z", "2026-04-04T23:00:00Z"),
            ["01:00+1100", "01:30+1100", "01:30+1030", "02:00+1030"]
        );
    }

    #[test]
    fn a_day_that_never_came_has_none() {
        // Apia left out 30 December 2011.
        let apia = daily("Pacific/Apia", "09:00", "10:00");
        let (from, to) = (at("2011-12-29T00:00:00Z"), at("2011-12-31T23:00:00Z"));
        let starts = grid(HALF_HOURS, &apia, &BTreeSet::new(), from, to);
        let days = starts.iter().map(|start| start.with_timezone(&apia.zone).day());
        assert_eq!(days.collect::<Vec<_>>(), [29, 29, 31, 31, 1, 1]);
    }

    #[test]
    fn pauses_lie_within_the_hours_and_days_off_have_none() {
        let lengths = Lengths {
            talk: 30,
            before: 5,
            after: 10,
        };
        let hours = daily("UTC", "09:00", "10:40");
        let (from, to) = (at("2026-05-01T00:00:00Z"), at("2026-05-03T00:00:00Z"));
        let off = BTreeSet::from([NaiveDate::from_ymd_opt(2026, 5, 1).expect("a day")]);
        let expected = [at("2026-05-02T09:05:00Z"), at("2026-05-02T09:50:00Z")];
        let mut starts = grid(lengths, &hours, &off, from, to);
        assert_eq!(starts, expected);
        let taken = lengths.block(expected[0]);
        free(&mut starts, lengths, &[taken]);
        assert_eq!(starts, expected[1..]);
    }

    fn lengths() -> impl Strategy<Value = Lengths> {
        (10..=120_i64, 0..=60_i64, 0..=60_i64).prop_map(|(talk, before, after)| Lengths {
            talk,
            before,
            after,
        })
    }

    fn weeks() -> impl Strategy<Value = Week> {
        let day = prop::collection::btree_set(0..=1_440_u16, 0..6).prop_map(|cuts| {
            let cuts: Vec<_> = cuts.into_iter().collect();
            let text = |minute: u16| format!("{:02}:{:02}", minute / 60, minute % 60);
            let pairs = cuts.chunks_exact(2);
            pairs
                .map(|pair| Span::parse(&text(pair[0]), &text(pair[1])).expect("hours"))
                .collect::<Vec<_>>()
        });
        prop::collection::vec(day, 7).prop_map(|days| Week::new(days).expect("a week"))
    }

    fn zones() -> impl Strategy<Value = Tz> {
        let known = prop::sample::select(vec![
            Tz::Australia__Lord_Howe,
            Tz::Pacific__Apia,
            Tz::Africa__Casablanca,
            Tz::America__St_Johns,
            Tz::America__Havana,
        ]);
        prop_oneof![known, prop::sample::select(chrono_tz::TZ_VARIANTS.to_vec())]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn slots_lie_within_the_hours_and_never_overlap(
            lengths in lengths(),
            week in weeks(),
            zone in zones(),
            // 2008 to 2035, in minutes.
            from in 20_000_000_i64..34_000_000,
            days in 1..12_i64,
            cut in 0..12_i64 * 1_440,
        ) {
            let hours = Hours { zone, week };
            let from = DateTime::from_timestamp(from * 60, 0).expect("a time");
            let to = from + TimeDelta::days(days);
            let none = BTreeSet::new();
            let starts = grid(lengths, &hours, &none, from, to);
            let blocks: Vec<_> = starts.iter().map(|&start| lengths.block(start)).collect();
            prop_assert!(starts.iter().all(|start| (from..to).contains(start)));
            prop_assert!(blocks.windows(2).all(|pair| pair[0].to <= pair[1].from), "{:?}", starts);
            for block in &blocks {
                let mut at = block.from;
                while at < block.to {
                    prop_assert!(hours.is_open(at), "{} of {:?}", at, block);
                    at += TimeDelta::minutes(1);
                }
            }
            // Looked at in two parts it is the same.
            let middle = (from + TimeDelta::minutes(cut)).min(to);
            let mut parts = grid(lengths, &hours, &none, from, middle);
            parts.extend(grid(lengths, &hours, &none, middle, to));
            prop_assert_eq!(&parts, &starts);
            // And every second one taken leaves the others.
            let taken: Vec<_> = blocks.iter().copied().step_by(2).collect();
            let mut left = starts.clone();
            free(&mut left, lengths, &taken);
            let others: Vec<_> = starts.iter().copied().skip(1).step_by(2).collect();
            prop_assert_eq!(left, others);
        }

        #[test]
        fn on_a_day_without_a_change_every_slot_of_the_wall_clock_is_there(
            lengths in lengths(),
            week in weeks(),
        ) {
            let hours = Hours { zone: Tz::UTC, week };
            let from = at("2026-06-01T00:00:00Z");
            let starts = grid(lengths, &hours, &BTreeSet::new(), from, from + TimeDelta::days(7));
            let fit = |span: &Span| {
                let (open, close) = span.minutes();
                usize::from(close - open) / usize::try_from(lengths.whole()).expect("positive")
            };
            let expected: usize = hours.week.days().iter().flatten().map(fit).sum();
            prop_assert_eq!(starts.len(), expected);
        }
    }
}
