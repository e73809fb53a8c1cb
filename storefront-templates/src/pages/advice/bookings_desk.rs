//! The desk's own list of bookings, and what is offered there.

use askama::Template;
use chrono::NaiveDate;

use super::bookings::Standing;
use super::desk::HoursForm;
use crate::chrome::Chrome;
use crate::local_time::{LocalTime, day_of_month, weekday};
use crate::pages::selling::Desk;

/// A booking on the desk.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DeskBooking {
    /// Its id.
    pub id: String,
    /// By the desk's clock.
    pub when: LocalTime,
    /// Its end.
    pub until: LocalTime,
    /// When it begins by the shopper's clock, where that is another.
    pub theirs: Option<LocalTime>,
    /// How the shopper wants to be called.
    pub name: String,
    /// What they speak, as a code.
    pub language: String,
    /// In their words; may be empty.
    pub topic: String,
    /// What they were looking at; may be empty.
    pub product_name: String,
    /// Whom it is with, where that is somebody else.
    pub with: Option<String>,
    /// How it stands.
    pub standing: Standing,
    /// The shopper has said that they are here.
    pub is_here: bool,
    /// It is in less than a day.
    pub is_near: bool,
    /// For the shop's own eyes.
    pub note: String,
    /// Ids and names of the products that were prepared.
    pub prepared: Vec<(String, String)>,
    /// Where another time is chosen.
    pub move_url: String,
}

impl DeskBooking {
    fn is_open(&self) -> bool {
        matches!(self.standing, Standing::Ahead | Standing::Due)
    }

    fn state_key(&self) -> &'static str {
        match self.standing {
            Standing::Due if self.is_here => "booking-desk-here",
            Standing::Ahead | Standing::Due => "booking-desk-booked",
            other => other.key(),
        }
    }
}

/// A day of them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DeskDay {
    /// By the desk's clock.
    pub day: NaiveDate,
    /// It is today.
    pub is_today: bool,
    /// In their order.
    pub bookings: Vec<DeskBooking>,
}

/// What someone offers.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OfferForm {
    /// Whether they can be booked.
    pub offers: bool,
    /// They have hours of their own.
    pub has_own_hours: bool,
    /// Their own, or what is proposed.
    pub hours: HoursForm,
    /// As `2027-03-28`.
    pub days_off: Vec<String>,
    /// The calendar to subscribe to, if there is one already.
    pub feed_url: Option<String>,
}

/// A shop's terms, as its owner sets them.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TermsForm {
    /// Whether anything can be booked.
    pub on: bool,
    /// In minutes.
    pub length_min: i64,
    /// In minutes.
    pub before_min: i64,
    /// In minutes.
    pub after_min: i64,
    /// In minutes.
    pub notice_min: i64,
    /// In days.
    pub ahead_days: i64,
}

/// `GET /studio/shops/{slug}/advice/bookings`
#[derive(Clone, Debug, Template)]
#[template(path = "advice/booking_desk.html")]
pub struct DeskBookingsPage {
    /// What surrounds the page; somebody is signed in.
    pub chrome: Chrome,
    /// The shop.
    pub desk: Desk,
    /// The clock all times are by.
    pub zone: String,
    /// Today first.
    pub days: Vec<DeskDay>,
    /// What they offer.
    pub offer: OfferForm,
    /// For its owner.
    pub terms: Option<TermsForm>,
    /// Bookings are on.
    pub is_on: bool,
    /// Neither they nor the desk have hours: nothing of theirs can be booked.
    pub has_no_hours: bool,
}

impl DeskBookingsPage {
    /// Where shoppers book.
    fn book_url(&self) -> String {
        format!("/shops/{}/advice/book", self.desk.slug)
    }

    fn day_key(&self, day: &usize) -> &'static str {
        super::desk::DAYS.get(*day).copied().unwrap_or_default()
    }

    fn weekday(&self, day: &NaiveDate) -> String {
        weekday(*day, self.chrome.locale)
    }

    fn date(&self, day: &NaiveDate) -> String {
        day_of_month(*day, self.chrome.locale)
    }

    fn place(&self) -> String {
        self.zone.replace('_', " ")
    }
}

#[cfg(any(test, feature = "samples"))]
impl DeskBookingsPage {
    /// Its owner's, with one who is here.
    pub fn sample() -> Self {
        let hours = |hours| LocalTime {
            at: LocalTime::sample().at + chrono::TimeDelta::hours(hours),
            ..LocalTime::sample()
        };
        let booking = DeskBooking {
            id: "booking-1".to_owned(),
            when: LocalTime::sample(),
            until: hours(1),
            theirs: Some(hours(2)),
            name: "Eva".to_owned(),
            language: "es".to_owned(),
            topic: "Which <throw>?".to_owned(),
            product_name: "Sage bowl".to_owned(),
            with: Some("Ben".to_owned()),
            standing: Standing::Due,
            is_here: true,
            is_near: true,
            note: "Likes <oak>".to_owned(),
            prepared: vec![("p-1".to_owned(), "Sage bowl".to_owned())],
            move_url: "/shops/casa-lumen/advice/book?booking=1".to_owned(),
        };
        Self {
            chrome: super::sample_chrome(),
            desk: Desk::sample(),
            zone: "Europe/Madrid".to_owned(),
            days: vec![DeskDay {
                day: booking.when.at.date_naive(),
                is_today: true,
                bookings: vec![booking],
            }],
            offer: OfferForm {
                offers: true,
                has_own_hours: true,
                hours: HoursForm::proposed(),
                days_off: vec!["2027-04-01".to_owned()],
                feed_url: Some("https://shop.example/advice/calendars/1/bookings.ics?key=k".to_owned()),
            },
            terms: Some(TermsForm {
                on: true,
                length_min: 30,
                before_min: 0,
                after_min: 10,
                notice_min: 120,
                ahead_days: 30,
            }),
            is_on: true,
            has_no_hours: false,
        }
    }

    /// An advisor's, without any.
    pub fn sample_empty() -> Self {
        Self {
            days: Vec::new(),
            terms: None,
            is_on: false,
            has_no_hours: true,
            ..Self::sample()
        }
    }
}
