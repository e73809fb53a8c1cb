//! Days and weeks by the clock of a zone.

use chrono::{Datelike, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc, Weekday};
use chrono_tz::Tz;
use model::Timestamp;

/// When `day` begins in `zone`: at midnight, the first of two; where the clocks skip
/// midnight, at the first time there is.
pub(super) fn begin(zone: Tz, day: NaiveDate) -> Timestamp {
    let midnight = day.and_time(NaiveTime::MIN);
    let first = (0..=96).find_map(|quarters| {
        let local = midnight + TimeDelta::minutes(15 * quarters);
        zone.from_local_datetime(&local).earliest()
    });
    first.map_or_else(|| Utc.from_utc_datetime(&midnight), |local| local.to_utc())
}

/// The days from `first` to `last`, or the weeks from Monday: the first and the last of
/// those may be short.
pub(super) fn parts(first: NaiveDate, last: NaiveDate, by_week: bool) -> Vec<(NaiveDate, NaiveDate)> {
    let mut parts = Vec::new();
    let mut begins = first;
    while begins <= last {
        let ends = if by_week {
            begins.week(Weekday::Mon).last_day().min(last)
        } else {
            begins
        };
        parts.push((begins, ends));
        begins = ends + Days::new(1);
    }
    debug_assert!(
        !by_week
            || parts
                .iter()
                .skip(1)
                .all(|(first, _)| first.weekday() == Weekday::Mon)
    );
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().expect("a date")
    }

    #[test]
    fn a_day_begins_when_the_clocks_say_so() {
        for (zone, date, expected) in [
            (Tz::UTC, "2026-03-29", "2026-03-29T00:00:00Z"),
            (Tz::Europe__Madrid, "2026-03-29", "2026-03-28T23:00:00Z"),
            (Tz::Europe__Madrid, "2026-03-30", "2026-03-29T22:00:00Z"),
            (Tz::Europe__Madrid, "2026-10-26", "2026-10-25T23:00:00Z"),
            // Midnight is skipped: the day begins at one.
            (Tz::America__Santiago, "2026-09-06", "2026-09-06T04:00:00Z"),
            // Midnight comes twice: the first one.
            (Tz::America__Havana, "2026-11-01", "2026-11-01T04:00:00Z"),
        ] {
            assert_eq!(
                begin(zone, day(date)).to_rfc3339(),
                expected.replace('Z', "+00:00"),
                "{zone} {date}"
            );
        }
    }

    #[test]
    fn parts_are_days_or_weeks_from_monday() {
        let (first, last) = (day("2026-11-19"), day("2026-11-24"));
        assert_eq!(parts(first, last, false).len(), 6);
        assert_eq!(
            parts(first, last, true),
            [(first, day("2026-11-22")), (day("2026-11-23"), last)]
        );
    }
}
