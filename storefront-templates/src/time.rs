//! Times on a page. The server writes a form that is right without script (in UTC, or as of
//! rendering); small elements then show the viewer's own zone and let countdowns tick.

use askama::Template;
use askama::filters::HtmlSafe;
use chrono::{DateTime, Datelike, SecondsFormat, Timelike, Utc};

use crate::chrome::Chrome;
use crate::locale::Locale;

/// A point in time. Styles: `day-time` ("Tue 24 Nov, 19:30", "today, 19:30"), `time` ("19:30"),
/// `day` ("24 Nov 2026").
#[derive(Debug, Template)]
#[template(
    ext = "html",
    source = r#"<vitrine-time data-style="{{ style }}"><time datetime="{{ iso }}">{{ fallback }}</time></vitrine-time>"#
)]
pub struct When {
    style: &'static str,
    iso: String,
    fallback: String,
}

impl HtmlSafe for When {}

impl When {
    pub(crate) fn new(chrome: &Chrome, at: DateTime<Utc>, style: &'static str) -> Self {
        let time = format!("{:02}:{:02} UTC", at.hour(), at.minute());
        let fallback = match style {
            "time" => time,
            "day" => format!("{} {}", day(chrome.locale, at), at.year()),
            _ => format!("{}, {time}", day(chrome.locale, at)),
        };
        Self {
            style,
            iso: iso(at),
            fallback,
        }
    }
}

/// The time that is left until something, ticking.
#[derive(Debug, Template)]
#[template(
    ext = "html",
    source = r#"<vitrine-countdown until="{{ iso }}" data-text="{{ text }}" data-done="{{ done }}">{{ fallback }}</vitrine-countdown>"#
)]
pub struct Countdown {
    iso: String,
    text: String,
    done: String,
    fallback: String,
}

impl HtmlSafe for Countdown {}

impl Countdown {
    pub(crate) fn new(chrome: &Chrome, at: DateTime<Utc>, key: &str, done: &str) -> Self {
        let done = chrome.t(done);
        let left = (at - chrome.now).num_seconds();
        let fallback = match u64::try_from(left) {
            Ok(left) if left > 0 => chrome.t1(key, "left", duration(left)),
            _ => done.clone(),
        };
        Self {
            iso: iso(at),
            text: chrome.t1(key, "left", "{left}"),
            done,
            fallback,
        }
    }
}

/// The time since something, as a running clock.
#[derive(Debug, Template)]
#[template(
    ext = "html",
    source = r#"<vitrine-elapsed since="{{ iso }}">{{ fallback }}</vitrine-elapsed>"#
)]
pub struct Elapsed {
    iso: String,
    fallback: String,
}

impl HtmlSafe for Elapsed {}

impl Elapsed {
    pub(crate) fn new(chrome: &Chrome, at: DateTime<Utc>) -> Self {
        let seconds = u64::try_from((chrome.now - at).num_seconds()).unwrap_or(0);
        Self {
            iso: iso(at),
            fallback: clock(seconds),
        }
    }
}

/// A length in seconds in its two largest units: `5 h 12 min`, `12 min`, `48 s`, `2 d 3 h`.
/// The unit signs are the same in our languages.
pub fn duration(seconds: u64) -> String {
    let (days, hours, minutes) = (seconds / 86_400, seconds / 3_600 % 24, seconds / 60 % 60);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds} s"),
        (0, 0, minutes) => format!("{minutes} min"),
        (0, hours, 0) => format!("{hours} h"),
        (0, hours, minutes) => format!("{hours} h {minutes} min"),
        (days, 0, _) => format!("{days} d"),
        (days, hours, _) => format!("{days} d {hours} h"),
    }
}

/// A length in seconds as a clock: `0:48`, `12:04`, `1:02:04`.
pub fn clock(seconds: u64) -> String {
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

pub(crate) fn iso(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

pub(crate) fn day(locale: Locale, at: impl Datelike) -> String {
    let months = locale.text("months-short");
    let month = months
        .split_whitespace()
        .nth(at.month0() as usize)
        .unwrap_or_default();
    format!("{} {month}", at.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_name_their_two_largest_units() {
        for (seconds, expected) in [
            (0, "0 s"),
            (48, "48 s"),
            (60, "1 min"),
            (5 * 3_600 + 12 * 60 + 59, "5 h 12 min"),
            (86_399, "23 h 59 min"),
            (7_205, "2 h"),
            (86_400, "1 d"),
            (2 * 86_400 + 3 * 3_600, "2 d 3 h"),
        ] {
            assert_eq!(duration(seconds), expected);
        }
        assert_eq!(clock(48), "0:48");
        assert_eq!(clock(3_724), "1:02:04");
    }

    #[test]
    fn a_countdown_reads_well_without_script_and_says_when_it_is_over() {
        let chrome = Chrome::sample();
        let soon = chrome.now + chrono::Duration::seconds(5 * 3_600 + 12 * 60);
        let html = chrome.countdown(&soon, "gone-in", "gone-now").to_string();
        assert!(html.contains(">gone in 5 h 12 min<"), "{html}");
        assert!(html.contains("data-text=\"gone in {left}\""), "{html}");
        let past = chrome.now - chrono::Duration::seconds(1);
        let html = chrome.countdown(&past, "gone-in", "gone-now").to_string();
        assert!(html.contains(">gone<"), "{html}");
    }

    #[test]
    fn every_language_names_twelve_months() {
        for locale in Locale::ALL {
            assert_eq!(locale.text("months-short").split_whitespace().count(), 12);
        }
    }
}
