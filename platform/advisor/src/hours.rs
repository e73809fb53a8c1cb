//! Opening hours by the wall clock of where the shop is. A desk is open at the
//! moments at which that clock shows a time within its hours. So a time that is
//! skipped when the clocks go forward never comes, hours that were to begin in it
//! begin right after it, and a time that is shown twice when they go back is open
//! both times. Pure; knows no desk.

use chrono::{DateTime, Datelike, Offset, TimeDelta, Timelike};
use chrono_tz::Tz;
use model::Timestamp;
use serde::{Deserialize, Serialize};

/// Minutes of a day by the wall clock.
const DAY: u16 = 24 * 60;
/// Times a day may be opened.
pub const SPANS_MAX: usize = 6;
/// How far ahead an opening is looked for: what a change of the clocks swallows one
/// week is there the next.
const AHEAD: TimeDelta = TimeDelta::days(15);

/// From one minute of a day up to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// Minutes after midnight.
    open: u16,
    /// The first minute that is not in it; at most 1,440.
    close: u16,
}

/// The hours of each day of a week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Week([Vec<Span>; 7]);

/// A week's hours in a time zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hours {
    /// Of the IANA database.
    pub zone: Tz,
    pub week: Week,
}

/// Why hours can't be so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HoursError {
    #[error("a time zone is one of the IANA database, as Europe/Madrid")]
    Zone,
    #[error("hours are written as 09:30, midnight at the end of a day as 24:00, and open before they close")]
    Span,
    #[error("a week has seven days")]
    Days,
    #[error("a day opens at most {SPANS_MAX} times")]
    TooMany,
    #[error("hours of one day don't overlap")]
    Overlap,
}

impl Span {
    /// Both ends as `HH:MM`; it may close at `24:00`.
    ///
    /// # Errors
    /// What is no time of a day, or closes before it opens.
    pub fn parse(open: &str, close: &str) -> Result<Self, HoursError> {
        match (minute(open), minute(close)) {
            (Some(open), Some(close)) if open < close => Ok(Self { open, close }),
            _ => Err(HoursError::Span),
        }
    }

    /// Both ends as `HH:MM`.
    pub fn texts(self) -> (String, String) {
        let text = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        (text(self.open), text(self.close))
    }

    /// Its first minute after midnight, and the first that is not in it.
    pub(crate) fn minutes(self) -> (u16, u16) {
        (self.open, self.close)
    }

    fn covers(self, minute: u16) -> bool {
        (self.open..self.close).contains(&minute)
    }
}

fn minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let two_digits = |part: &str| {
        let is_number = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse::<u16>().ok().filter(|_| is_number)
    };
    let (hour, minute) = (two_digits(hour)?, two_digits(minute)?);
    Some(hour * 60 + minute).filter(|whole| minute < 60 && *whole <= DAY)
}

impl Week {
    /// Open all day, every day.
    pub fn always() -> Self {
        let whole = Span { open: 0, close: DAY };
        Self(std::array::from_fn(|_| vec![whole]))
    }

    /// Monday is the first of `days`.
    ///
    /// # Errors
    /// Other than seven days, or days that can't be so.
    pub fn new(mut days: Vec<Vec<Span>>) -> Result<Self, HoursError> {
        for day in &mut days {
            if day.len() > SPANS_MAX {
                return Err(HoursError::TooMany);
            }
            day.sort_unstable();
            if day.windows(2).any(|pair| pair[1].open < pair[0].close) {
                return Err(HoursError::Overlap);
            }
        }
        days.try_into().map(Self).map_err(|_| HoursError::Days)
    }

    /// Monday first.
    pub fn days(&self) -> &[Vec<Span>; 7] {
        &self.0
    }
}

impl Hours {
    /// # Errors
    /// A zone nobody knows.
    pub fn new(zone: &str, week: Week) -> Result<Self, HoursError> {
        let zone = zone.parse().map_err(|_| HoursError::Zone)?;
        Ok(Self { zone, week })
    }

    /// Every hour there is.
    pub fn always() -> Self {
        Self {
            zone: Tz::UTC,
            week: Week::always(),
        }
    }

    pub fn is_open(&self, now: Timestamp) -> bool {
        let local = now.with_timezone(&self.zone);
        let minute = minute_of(&local);
        self.day_of(&local).iter().any(|span| span.covers(minute))
    }

    /// The first moment from `now` on at which it is open: `now` itself while it is.
    /// None for a week without hours.
    pub fn next_opening(&self, now: Timestamp) -> Option<Timestamp> {
        if self.is_open(now) {
            return Some(now);
        }
        // Hours begin on whole minutes, and zones are whole minutes apart.
        let into = now.timestamp_micros().rem_euclid(60_000_000);
        let mut at = now + TimeDelta::microseconds((60_000_000 - into) % 60_000_000);
        let last = at + AHEAD;
        while at < last {
            if self.is_open(at) {
                return Some(at);
            }
            at += self.closed_for(at);
        }
        None
    }

    /// How long it stays closed after `at`, or a part of that: up to the next hours
    /// or the next day, but minute by minute while the clocks are about to change.
    fn closed_for(&self, at: Timestamp) -> TimeDelta {
        let local = at.with_timezone(&self.zone);
        let now = minute_of(&local);
        let opens = self.day_of(&local).iter().map(|span| span.open);
        let next = opens.filter(|open| *open > now).min().unwrap_or(DAY);
        let closed = TimeDelta::minutes(i64::from(next - now));
        let offset = |at: Timestamp| at.with_timezone(&self.zone).offset().fix();
        if offset(at) == offset(at + closed) {
            closed
        } else {
            TimeDelta::minutes(1)
        }
    }

    fn day_of(&self, local: &DateTime<Tz>) -> &[Span] {
        &self.week.0[local.weekday().num_days_from_monday() as usize]
    }
}

fn minute_of(local: &DateTime<Tz>) -> u16 {
    u16::try_from(local.hour() * 60 + local.minute()).unwrap_or(DAY)
}

#[cfg(test)]
mod tests {
    use model::{Clock, ManualClock};
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Timestamp {
        ManualClock::at(text).now()
    }

    /// Those hours every day.
    fn daily(zone: &str, hours: &[(&str, &str)]) -> Hours {
        let day: Vec<_> = hours
            .iter()
            .map(|(open, close)| Span::parse(open, close).expect("hours"))
            .collect();
        Hours::new(zone, Week::new(vec![day; 7]).expect("a week")).expect("a zone")
    }

    #[test]
    fn they_follow_the_wall_clock_from_winter_to_summer() {
        let madrid = daily("Europe/Madrid", &[("09:00", "13:00"), ("16:00", "24:00")]);
        // 09:00 in Madrid is 08:00 UTC in winter and 07:00 UTC in summer.
        for (now, next) in [
            ("2026-03-28T07:59:59Z", "2026-03-28T08:00:00Z"),
            ("2026-03-28T23:00:00Z", "2026-03-29T07:00:00Z"),
            ("2026-10-24T22:00:00Z", "2026-10-25T08:00:00Z"),
            ("2026-07-01T11:00:00Z", "2026-07-01T14:00:00Z"),
            ("2026-07-01T11:00:00.000001Z", "2026-07-01T14:00:00Z"),
        ] {
            assert!(!madrid.is_open(at(now)), "{now}");
            assert_eq!(madrid.next_opening(at(now)), Some(at(next)), "{now}");
        }
        let open = at("2026-03-28T22:59:59Z");
        assert_eq!(madrid.next_opening(open), Some(open), "until midnight there");
    }

    #[test]
    fn what_the_clocks_skip_never_comes() {
        // On 29 March 2026 Madrid goes from 02:00 to 03:00, at 01:00 UTC.
        let within = daily("Europe/Madrid", &[("02:10", "02:50")]);
        let before = at("2026-03-29T00:59:00Z");
        assert_eq!(within.next_opening(before), Some(at("2026-03-30T00:10:00Z")));
        let across = daily("Europe/Madrid", &[("02:30", "05:00")]);
        assert_eq!(
            across.next_opening(before),
            Some(at("2026-03-29T01:00:00Z")),
            "right after it"
        );
        let mut days = vec![Vec::new(); 7];
        days[6] = vec![Span::parse("02:10", "02:50").expect("hours")];
        let sundays = Hours::new("Europe/Madrid", Week::new(days).expect("a week")).expect("a zone");
        assert_eq!(
            sundays.next_opening(before),
            Some(at("2026-04-05T00:10:00Z")),
            "a week later"
        );
    }

    #[test]
    fn what_the_clocks_show_twice_is_open_twice() {
        // On 25 October 2026 Madrid shows 02:00 to 03:00 at 00:00 UTC, and again at 01:00 UTC.
        let hours = daily("Europe/Madrid", &[("01:00", "02:30")]);
        for (now, is_open) in [
            ("2026-10-25T00:29:59Z", true),
            ("2026-10-25T00:30:00Z", false),
            ("2026-10-25T01:00:00Z", true),
            ("2026-10-25T01:30:00Z", false),
        ] {
            assert_eq!(hours.is_open(at(now)), is_open, "{now}");
        }
        let between = at("2026-10-25T00:30:00Z");
        assert_eq!(hours.next_opening(between), Some(at("2026-10-25T01:00:00Z")));
    }

    #[test]
    fn nonsense_is_refused() {
        for (open, close) in [
            ("9:00", "10:00"),
            ("09:00", "09:00"),
            ("10:00", "09:00"),
            ("09:60", "10:00"),
            ("23:00", "24:01"),
            ("", ""),
            ("-1:00", "10:00"),
            ("+9:00", "10:00"),
            ("09:00", "99:99"),
            ("٠٩:00", "10:00"),
        ] {
            assert_eq!(
                Span::parse(open, close),
                Err(HoursError::Span),
                "{open:?} {close:?}"
            );
        }
        let span = |open: &str, close: &str| Span::parse(open, close).expect("hours");
        assert_eq!(
            span("07:05", "24:00").texts(),
            ("07:05".to_owned(), "24:00".to_owned())
        );
        let overlapping = vec![span("09:00", "12:00"), span("11:59", "13:00")];
        let mut days = vec![Vec::new(); 7];
        days[2] = overlapping;
        assert_eq!(Week::new(days), Err(HoursError::Overlap));
        assert_eq!(Week::new(vec![Vec::new(); 6]), Err(HoursError::Days));
        let many: Vec<_> = (0..7)
            .map(|hour| span(&format!("0{hour}:00"), &format!("0{hour}:30")))
            .collect();
        assert_eq!(Week::new(vec![many; 7]), Err(HoursError::TooMany));
        for zone in ["", "Mars/Olympus", "europe/madrid\0", "../../etc/passwd"] {
            assert_eq!(
                Hours::new(zone, Week::always()),
                Err(HoursError::Zone),
                "{zone:?}"
            );
        }
        let never = Hours::new("UTC", Week::new(vec![Vec::new(); 7]).expect("a week")).expect("a zone");
        assert_eq!(never.next_opening(at("2026-07-01T00:00:00Z")), None);
    }

    fn days() -> impl Strategy<Value = Vec<Span>> {
        // Cut at a few minutes, every second piece is open.
        prop::collection::btree_set(0..=DAY, 0..6).prop_map(|cuts| {
            let cuts: Vec<_> = cuts.into_iter().collect();
            let pairs = cuts.chunks_exact(2);
            pairs
                .map(|pair| Span {
                    open: pair[0],
                    close: pair[1],
                })
                .collect()
        })
    }

    fn zones() -> impl Strategy<Value = Tz> {
        prop::sample::select(vec![
            Tz::UTC,
            Tz::Europe__Madrid,
            Tz::America__St_Johns,
            Tz::Australia__Lord_Howe,
            Tz::Africa__Casablanca,
            Tz::Asia__Kathmandu,
            Tz::Pacific__Auckland,
        ])
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        #[test]
        fn the_next_opening_is_the_first_open_minute(
            week in prop::collection::vec(days(), 7),
            zone in zones(),
            // 2020 to 2035, in microseconds.
            now in 1_577_836_800_000_000_i64..2_051_222_400_000_000,
        ) {
            let hours = Hours { zone, week: Week::new(week).expect("made so") };
            let now = DateTime::from_timestamp_micros(now).expect("a time");
            let found = hours.next_opening(now);
            let rounded = now.timestamp_micros().div_euclid(60_000_000) * 60_000_000;
            let minutes = (1..=15 * 1_440).map(|minute| {
                DateTime::from_timestamp_micros(rounded + minute * 60_000_000).expect("a time")
            });
            let first = std::iter::once(now).chain(minutes).find(|at| hours.is_open(*at));
            prop_assert_eq!(found, first);
        }
    }
}
