//! Quiet hours: when nothing is pushed, by the clock on the reader's wall.

use chrono::{NaiveTime, Timelike};
use chrono_tz::Tz;
use model::Timestamp;

/// From one minute of the day up to another, which may be tomorrow's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct QuietHours {
    /// Minutes after midnight, below 1,440.
    pub from: u16,
    /// The first minute that is not quiet; as `from` for never quiet.
    pub to: u16,
}

impl QuietHours {
    const DAY: u16 = 24 * 60;

    /// `from` and `to` as `HH:MM`.
    pub fn parse(from: &str, to: &str) -> Option<Self> {
        let minute = |text: &str| {
            let time = NaiveTime::parse_from_str(text, "%H:%M").ok()?;
            u16::try_from(time.hour() * 60 + time.minute()).ok()
        };
        Some(Self {
            from: minute(from)?,
            to: minute(to)?,
        })
    }

    pub(super) fn from_minutes(from: i64, to: i64) -> Option<Self> {
        let minute = |minutes| u16::try_from(minutes).ok().filter(|minutes| *minutes < Self::DAY);
        Some(Self {
            from: minute(from)?,
            to: minute(to)?,
        })
    }

    /// Both ends as `HH:MM`.
    pub fn texts(self) -> (String, String) {
        let text = |minutes: u16| format!("{:02}:{:02}", minutes / 60, minutes % 60);
        (text(self.from), text(self.to))
    }

    /// Whether `now` lies within them, where the time zone is `zone`.
    pub fn cover(self, now: Timestamp, zone: Tz) -> bool {
        let local = now.with_timezone(&zone).time();
        let Ok(minute) = u16::try_from(local.hour() * 60 + local.minute()) else {
            return false;
        };
        if self.from <= self.to {
            (self.from..self.to).contains(&minute)
        } else {
            minute >= self.from || minute < self.to
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Clock, ManualClock};

    fn quiet(from: &str, to: &str, now: &str, zone: Tz) -> bool {
        let hours = QuietHours::parse(from, to).expect("hours");
        hours.cover(ManualClock::at(now).now(), zone)
    }

    #[test]
    fn they_follow_the_wall_clock_over_midnight_and_summer_time() {
        let madrid = chrono_tz::Europe::Madrid;
        // 22:00 in Madrid is 20:00 UTC in summer and 21:00 UTC in winter.
        for (now, expected) in [
            ("2026-07-01T19:59:59Z", false),
            ("2026-07-01T20:00:00Z", true),
            ("2026-07-02T05:59:59Z", true),
            ("2026-07-02T06:00:00Z", false),
            ("2026-12-01T20:30:00Z", false),
            ("2026-12-01T21:00:00Z", true),
        ] {
            assert_eq!(quiet("22:00", "08:00", now, madrid), expected, "{now}");
        }
        assert!(quiet("13:00", "14:00", "2026-07-01T13:30:00Z", Tz::UTC));
        assert!(!quiet("13:00", "14:00", "2026-07-01T14:00:00Z", Tz::UTC));
    }

    #[test]
    fn equal_ends_are_never_quiet_and_nonsense_is_refused() {
        assert!(!quiet("08:00", "08:00", "2026-07-01T08:00:00Z", Tz::UTC));
        for bad in ["", "24:00", "8", "08:60", "8:0x", "-1:00"] {
            assert!(QuietHours::parse(bad, "08:00").is_none(), "{bad:?}");
        }
        assert_eq!(
            QuietHours::parse("07:05", "23:59").unwrap().texts(),
            ("07:05".to_owned(), "23:59".to_owned())
        );
    }
}
