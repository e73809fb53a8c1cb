//! Mails about a time that was booked for advice: to its shopper, and to the advisor.

use askama::Template;
use fluent_bundle::FluentValue;

use crate::local_time::LocalTime;
use crate::locale::Locale;

/// What such a mail says.
#[derive(Clone, Debug)]
pub struct BookingMail {
    /// The reader's language.
    pub locale: Locale,
    /// Key of its words, as `mail-booking-made`; those for the shop's people end in `-staff`.
    pub key: &'static str,
    /// The shop's name.
    pub shop: String,
    /// The other of the two.
    pub name: String,
    /// When it begins, by the reader's clock.
    pub when: LocalTime,
    /// How long it takes, in minutes.
    pub minutes: i64,
    /// What it is about, in the shopper's words; may be empty.
    pub topic: String,
    /// What they were looking at; may be empty.
    pub product: String,
    /// Its page, an absolute address.
    pub url: String,
    /// Its file for a calendar, the same; empty where that is subscribed to.
    pub calendar_url: String,
    /// The reader gives advice there.
    pub for_staff: bool,
}

#[derive(Template)]
#[template(path = "mail/booking.html")]
struct Html<'a> {
    mail: &'a BookingMail,
}

#[derive(Template)]
#[template(path = "mail/booking.txt", escape = "none")]
struct Text<'a> {
    mail: &'a BookingMail,
}

impl BookingMail {
    /// One line.
    pub fn subject(&self) -> String {
        self.say(self.key)
    }

    /// The plain text.
    pub fn text(&self) -> askama::Result<String> {
        Text { mail: self }.render()
    }

    /// The HTML.
    pub fn html(&self) -> askama::Result<String> {
        Html { mail: self }.render()
    }

    fn lead(&self) -> String {
        self.say(&format!("{}-text", self.key))
    }

    fn when(&self) -> String {
        format!("{}, {}", self.when.day(self.locale), self.when.time())
    }

    fn button(&self) -> String {
        self.say(if self.for_staff {
            "mail-booking-desk"
        } else {
            "mail-booking-button"
        })
    }

    fn why(&self) -> String {
        self.say(if self.for_staff {
            "mail-booking-why-staff"
        } else {
            "mail-booking-why"
        })
    }

    /// The message `key`, with all that any of them may name.
    fn say(&self, key: &str) -> String {
        self.locale.text_with(
            key,
            &[
                ("shop", FluentValue::from(self.shop.as_str())),
                ("name", FluentValue::from(self.name.as_str())),
                ("day", FluentValue::from(self.when.day(self.locale))),
                ("time", FluentValue::from(self.when.time())),
                ("place", FluentValue::from(self.when.place())),
                ("minutes", FluentValue::from(self.minutes)),
            ],
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_says_when_and_where_the_clock_hangs_in_both_languages() {
        for locale in Locale::ALL {
            for key in [
                "mail-booking-made",
                "mail-booking-moved",
                "mail-booking-cancelled",
                "mail-booking-soon",
                "mail-booking-made-staff",
                "mail-booking-moved-staff",
                "mail-booking-cancelled-staff",
                "mail-booking-away-staff",
            ] {
                let for_staff = key.ends_with("-staff");
                let mail = BookingMail {
                    locale,
                    key,
                    shop: "Casa Lumen".to_owned(),
                    name: "Eva <b>".to_owned(),
                    when: LocalTime::sample(),
                    minutes: 30,
                    topic: "Which <throw>?".to_owned(),
                    product: "Sage bowl".to_owned(),
                    url: "https://shop.example/advice/bookings/1?key=k&x".to_owned(),
                    calendar_url: "https://shop.example/c.ics".to_owned(),
                    for_staff,
                };
                let (text, html) = (mail.text().unwrap(), mail.html().unwrap());
                for words in [mail.subject(), text.clone(), html.clone()] {
                    assert!(!words.contains("mail-") && !words.contains("{ $"), "{words}");
                }
                assert!(
                    text.contains("10:00") && text.contains("Europe/Madrid (UTC+2)"),
                    "{text}"
                );
                assert!(
                    text.contains("Which <throw>?") && !html.contains("<throw>"),
                    "{html}"
                );
            }
        }
    }
}
