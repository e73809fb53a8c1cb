//! A time by the clock of a place that is named: for appointments, where "in your zone"
//! has to say which one that is. Right without script, and the same in a letter.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate};

use crate::locale::Locale;

/// The days of a week, Monday first, as keys of their names.
const DAYS: [&str; 7] = [
    "day-monday",
    "day-tuesday",
    "day-wednesday",
    "day-thursday",
    "day-friday",
    "day-saturday",
    "day-sunday",
];

/// A moment, and where its clock hangs.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct LocalTime {
    /// By that clock.
    pub at: DateTime<FixedOffset>,
    /// Of the IANA database, as `Europe/Madrid`.
    pub zone: String,
}

impl LocalTime {
    /// As `Tuesday 30 Mar 2027`.
    pub fn day(&self, locale: Locale) -> String {
        day(self.at.date_naive(), locale)
    }

    /// As `10:00`.
    pub fn time(&self) -> String {
        self.at.format("%H:%M").to_string()
    }

    /// As `Europe/Madrid (UTC+2)`.
    pub fn place(&self) -> String {
        format!("{} ({})", self.zone.replace('_', " "), self.offset())
    }

    /// As `UTC+2` or `UTC+5:45`.
    pub fn offset(&self) -> String {
        let minutes = self.at.offset().local_minus_utc() / 60;
        let (sign, minutes) = (if minutes < 0 { '-' } else { '+' }, minutes.abs());
        match (minutes / 60, minutes % 60) {
            (0, 0) => "UTC".to_owned(),
            (hours, 0) => format!("UTC{sign}{hours}"),
            (hours, minutes) => format!("UTC{sign}{hours}:{minutes:02}"),
        }
    }

    /// As scripts read it.
    pub fn iso(&self) -> String {
        self.at.to_rfc3339()
    }
}

/// As `Tuesday 30 Mar 2027`.
pub fn day(day: NaiveDate, locale: Locale) -> String {
    format!(
        "{} {} {}",
        weekday(day, locale),
        day_of_month(day, locale),
        day.year()
    )
}

/// As `30 Mar`.
pub fn day_of_month(day: NaiveDate, locale: Locale) -> String {
    let months = locale.text("months-short");
    let month = months
        .split_whitespace()
        .nth(day.month0() as usize)
        .unwrap_or_default();
    format!("{} {month}", day.day())
}

/// As `Tuesday`.
pub fn weekday(day: NaiveDate, locale: Locale) -> String {
    let key = DAYS[day.weekday().num_days_from_monday() as usize];
    locale.text(key)
}

#[cfg(any(test, feature = "samples"))]
impl LocalTime {
    /// In the morning after the clocks went forward.
    pub fn sample() -> Self {
        Self {
            at: DateTime::parse_from_rfc3339("2027-03-30T10:00:00+02:00").expect("a time"),
            zone: "Europe/Madrid".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_says_where_its_clock_hangs() {
        let sample = LocalTime::sample();
        assert_eq!(sample.day(Locale::En), "Tuesday 30 Mar 2027");
        assert_eq!(sample.time(), "10:00");
        assert_eq!(sample.place(), "Europe/Madrid (UTC+2)");
        let at = |text: &str| LocalTime {
            at: DateTime::parse_from_rfc3339(text).expect("a time"),
            zone: "Asia/Kathmandu".to_owned(),
        };
        assert_eq!(at("2027-03-30T10:00:00+05:45").offset(), "UTC+5:45");
        assert_eq!(at("2027-03-30T10:00:00-09:30").offset(), "UTC-9:30");
        assert_eq!(at("2027-03-30T10:00:00Z").offset(), "UTC");
    }
}
