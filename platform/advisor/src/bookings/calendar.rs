//! Bookings as iCalendar (RFC 5545), for both sides' own calendars. Makes text out of
//! bookings; asks nobody.

use chrono::TimeDelta;
use model::Timestamp;
use model::content_line::{escaped, push_line, utc};

use super::{Booking, BookingState};

/// How often a reader's calendar should look again (RFC 7986 section 5.7).
const REFRESH: &str = "PT15M";

/// Who reads it, and in which words.
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    /// What it is called, as `Advice from Casa Lumen`.
    pub title: &'a str,
    /// The booking's page.
    pub url: &'a str,
}

/// One booking in a file of its own.
pub fn file(booking: &Booking, reader: &Reader<'_>, now: Timestamp) -> String {
    let mut calendar = String::new();
    let mut line = |name: &str, value: &str| push_line(&mut calendar, name, value);
    begin(&mut line, None);
    event(&mut line, booking, reader, now);
    line("END", "VCALENDAR");
    calendar
}

/// Many, to be subscribed to.
pub fn feed<'a>(
    name: &str,
    bookings: impl IntoIterator<Item = (&'a Booking, Reader<'a>)>,
    now: Timestamp,
) -> String {
    let mut calendar = String::new();
    let mut line = |name: &str, value: &str| push_line(&mut calendar, name, value);
    begin(&mut line, Some(name));
    for (booking, reader) in bookings {
        event(&mut line, booking, &reader, now);
    }
    line("END", "VCALENDAR");
    calendar
}

fn begin(line: &mut impl FnMut(&str, &str), name: Option<&str>) {
    line("BEGIN", "VCALENDAR");
    line("VERSION", "2.0");
    line("PRODID", "-//Vitrine//Bookings//EN");
    line("METHOD", "PUBLISH");
    if let Some(name) = name {
        line("NAME", &escaped(name));
        // What RFC 7986 made of it is not read everywhere.
        line("X-WR-CALNAME", &escaped(name));
        line("REFRESH-INTERVAL;VALUE=DURATION", REFRESH);
        line("X-PUBLISHED-TTL", REFRESH);
    }
}

fn event(line: &mut impl FnMut(&str, &str), booking: &Booking, reader: &Reader<'_>, now: Timestamp) {
    let is_cancelled = booking.state == BookingState::Cancelled;
    line("BEGIN", "VEVENT");
    // Globally unique by itself, as RFC 7986 section 5.3 wants it.
    line("UID", &booking.id.to_string());
    line("SEQUENCE", &booking.sequence.to_string());
    line("DTSTAMP", &utc(now));
    line("LAST-MODIFIED", &utc(booking.changed_at));
    line("DTSTART", &utc(booking.starts_at));
    line("DTEND", &utc(booking.ends_at));
    line("STATUS", if is_cancelled { "CANCELLED" } else { "CONFIRMED" });
    line("SUMMARY", &escaped(reader.title));
    let about = [booking.product_name.as_str(), booking.topic.as_str()];
    let about: Vec<_> = about.into_iter().filter(|text| !text.is_empty()).collect();
    if !about.is_empty() {
        line("DESCRIPTION", &escaped(&about.join("\n")));
    }
    line("URL", reader.url);
    if !is_cancelled {
        line("BEGIN", "VALARM");
        line("ACTION", "DISPLAY");
        line("DESCRIPTION", &escaped(reader.title));
        line("TRIGGER", &format!("-PT{}M", TimeDelta::hours(1).num_minutes()));
        line("END", "VALARM");
    }
    line("END", "VEVENT");
}

#[cfg(test)]
mod tests {
    use model::{AccountId, Clock, ManualClock, ShopId};
    use uuid::Uuid;

    use super::*;
    use crate::BookingId;

    fn booking(now: Timestamp) -> Booking {
        let starts_at = now + TimeDelta::hours(30);
        Booking {
            id: BookingId(Uuid::from_u128(7)),
            shop_id: ShopId(Uuid::from_u128(1)),
            advisor_id: AccountId(Uuid::from_u128(2)),
            holder: Uuid::from_u128(3),
            account_id: None,
            name: "Eva".to_owned(),
            mail: "eva@example.org".to_owned(),
            locale: "en".to_owned(),
            language: "en".to_owned(),
            zone: "Europe/Madrid".to_owned(),
            topic: "One, two; three\nEND:VCALENDAR\r\nBEGIN:VEVENT".to_owned(),
            product_id: None,
            product_name: String::new(),
            starts_at,
            ends_at: starts_at + TimeDelta::minutes(30),
            state: BookingState::Booked,
            cancelled_by: None,
            sequence: 2,
            here_at: None,
            ticket_id: None,
            made_at: now,
            changed_at: now,
        }
    }

    #[test]
    fn a_booking_is_one_event_whatever_its_words_are() {
        let now = ManualClock::at("2026-05-01T12:00:00Z").now();
        let reader = Reader {
            title: "Advice, by \"Ben\"",
            url: "https://shop.example/advice/bookings/7",
        };
        let expected = [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Vitrine//Bookings//EN",
            "METHOD:PUBLISH",
            "BEGIN:VEVENT",
            "UID:00000000-0000-0000-0000-000000000007",
            "SEQUENCE:2",
            "DTSTAMP:20260501T120000Z",
            "LAST-MODIFIED:20260501T120000Z",
            "DTSTART:20260502T180000Z",
            "DTEND:20260502T183000Z",
            "STATUS:CONFIRMED",
            "SUMMARY:Advice\\, by \"Ben\"",
            "DESCRIPTION:One\\, two\\; three\\nEND:VCALENDAR\\nBEGIN:VEVENT",
            "URL:https://shop.example/advice/bookings/7",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            "DESCRIPTION:Advice\\, by \"Ben\"",
            "TRIGGER:-PT60M",
            "END:VALARM",
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ];
        assert_eq!(file(&booking(now), &reader, now), expected.join("\r\n"));
    }

    #[test]
    fn one_that_is_cancelled_says_so_and_rings_no_more() {
        let now = ManualClock::at("2026-05-01T12:00:00Z").now();
        let mut booking = booking(now);
        booking.state = BookingState::Cancelled;
        let reader = Reader {
            title: "Advice",
            url: "https://shop.example/",
        };
        let text = feed("Ben", [(&booking, reader)], now);
        assert!(
            text.contains("STATUS:CANCELLED\r\n") && !text.contains("VALARM"),
            "{text}"
        );
        assert!(text.contains("X-WR-CALNAME:Ben\r\n"), "{text}");
    }
}
