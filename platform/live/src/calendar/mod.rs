//! Calendars: planned shows as iCalendar (RFC 5545), for the reader's own
//! calendar. Makes text out of shows; asks nobody.

use chrono::TimeDelta;
use model::content_line::{escaped, push_line, utc};
use model::{ShowId, ShowState, Timestamp};

use crate::reminders;
use crate::shows::Show;

/// How long a show is taken to last: nobody plans its end.
const LASTS: TimeDelta = TimeDelta::hours(1);
/// How often a reader's calendar should look again (RFC 7986 section 5.7).
const REFRESH: &str = "PT1H";

/// A planned show in somebody's calendar.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub show: ShowId,
    pub title: String,
    pub description: String,
    pub start: Timestamp,
    pub place: Option<EntryPlace>,
    /// Its page.
    pub url: String,
}

/// Where it takes place, to a tenth of a degree.
#[derive(Debug, Clone, PartialEq)]
pub struct EntryPlace {
    pub name: String,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
}

impl Entry {
    /// None for a show that is not planned, or not for any time.
    pub fn of(show: &Show, url: String, now: Timestamp) -> Option<Self> {
        if show.state_at(now) != ShowState::Scheduled {
            return None;
        }
        Some(Self {
            show: show.id,
            title: show.title.clone(),
            description: show.description.clone(),
            start: show.starts_at?,
            place: show.place.as_ref().map(|place| EntryPlace {
                name: place.name.clone(),
                latitude: place.latitude(),
                longitude: place.longitude(),
            }),
            url,
        })
    }
}

/// A whole calendar, as `text/calendar`, made at `now`. One with a `name` is
/// there to be subscribed to.
pub fn write(name: Option<&str>, entries: &[Entry], now: Timestamp) -> String {
    let mut calendar = String::new();
    let mut line = |name: &str, value: &str| push_line(&mut calendar, name, value);
    line("BEGIN", "VCALENDAR");
    line("VERSION", "2.0");
    line("PRODID", "-//Vitrine//Shows//EN");
    line("METHOD", "PUBLISH");
    if let Some(name) = name {
        line("NAME", &escaped(name));
        // What RFC 7986 made of it is not read everywhere.
        line("X-WR-CALNAME", &escaped(name));
        line("REFRESH-INTERVAL;VALUE=DURATION", REFRESH);
        line("X-PUBLISHED-TTL", REFRESH);
    }
    for entry in entries {
        event(&mut line, entry, now);
    }
    line("END", "VCALENDAR");
    calendar
}

fn event(line: &mut impl FnMut(&str, &str), entry: &Entry, now: Timestamp) {
    line("BEGIN", "VEVENT");
    // Globally unique by itself, as RFC 7986 section 5.3 wants it.
    line("UID", &entry.show.to_string());
    line("DTSTAMP", &utc(now));
    line("DTSTART", &utc(entry.start));
    line("DTEND", &utc(entry.start + LASTS));
    line("SUMMARY", &escaped(&entry.title));
    if !entry.description.is_empty() {
        line("DESCRIPTION", &escaped(&entry.description));
    }
    if let Some(place) = &entry.place {
        line("LOCATION", &escaped(&place.name));
        line("GEO", &format!("{:.1};{:.1}", place.latitude, place.longitude));
    }
    line("URL", &entry.url);
    line("BEGIN", "VALARM");
    line("ACTION", "DISPLAY");
    line("DESCRIPTION", &escaped(&entry.title));
    line("TRIGGER", &format!("-PT{}M", reminders::AHEAD.num_minutes()));
    line("END", "VALARM");
    line("END", "VEVENT");
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Clock, ManualClock};

    #[test]
    fn a_show_is_an_event_with_an_alarm() {
        let now = ManualClock::at("2026-05-01T12:00:00Z").now();
        let entry = Entry {
            show: ShowId(uuid::Uuid::from_u128(7)),
            title: "Bowls, plates; \"more\"".to_owned(),
            description: "One.\nTwo.".to_owned(),
            start: now + TimeDelta::hours(30),
            place: Some(EntryPlace {
                name: "Lisbon".to_owned(),
                latitude: 38.7,
                longitude: -9.1,
            }),
            url: "https://shop.example/shows/7".to_owned(),
        };
        let lines = [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Vitrine//Shows//EN",
            "METHOD:PUBLISH",
            "NAME:Casa\\, Lumen",
            "X-WR-CALNAME:Casa\\, Lumen",
            "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
            "X-PUBLISHED-TTL:PT1H",
            "BEGIN:VEVENT",
            "UID:00000000-0000-0000-0000-000000000007",
            "DTSTAMP:20260501T120000Z",
            "DTSTART:20260502T180000Z",
            "DTEND:20260502T190000Z",
            "SUMMARY:Bowls\\, plates\\; \"more\"",
            "DESCRIPTION:One.\\nTwo.",
            "LOCATION:Lisbon",
            "GEO:38.7;-9.1",
            "URL:https://shop.example/shows/7",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            "DESCRIPTION:Bowls\\, plates\\; \"more\"",
            "TRIGGER:-PT10M",
            "END:VALARM",
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ];
        assert_eq!(write(Some("Casa, Lumen"), &[entry], now), lines.join("\r\n"));
    }
}
