//! Bookings of advice, for shoppers: choosing a time, and the booking itself.

use askama::Template;
use chrono::{DateTime, NaiveDate, Utc};

use crate::chrome::Chrome;
use crate::forms::FieldErrors;
use crate::local_time::{LocalTime, day_of_month, weekday};
use crate::views::{PersonView, ShopView};

/// A day that can be chosen.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DayChoice {
    /// By the shopper's clock.
    pub day: NaiveDate,
    /// Times that are free on it.
    pub free: usize,
    /// Where it is chosen.
    pub url: String,
    /// It is.
    pub is_chosen: bool,
}

/// A time that can be chosen.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct TimeChoice {
    /// By the shopper's clock.
    pub when: LocalTime,
    /// As it is sent.
    pub value: String,
    /// That clock shows it twice on this day.
    pub is_twice: bool,
    /// It was chosen before, and something else was wrong.
    pub is_chosen: bool,
}

/// Somebody who can be chosen.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AdvisorChoice {
    /// Their handle; empty for whoever is free.
    pub handle: String,
    /// As people know them.
    pub name: String,
    /// They are chosen.
    pub is_chosen: bool,
}

/// What is sent along unseen.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct BookHidden {
    /// A product's id; empty without one.
    pub product: String,
    /// The booking that is moved; empty for a new one.
    pub booking: String,
    /// What opens it.
    pub key: String,
    /// The form's own name: pressed twice it books once.
    pub once: String,
}

/// `GET /shops/{slug}/advice/book`
#[derive(Clone, Debug, Template)]
#[template(path = "advice/booking_book.html")]
pub struct BookPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The shop.
    pub shop: ShopView,
    /// Whether anything can be booked at all.
    pub is_on: bool,
    /// The clock all times are by.
    pub zone: String,
    /// It is not known to be the shopper's own.
    pub is_zone_unknown: bool,
    /// How long a talk takes, in minutes.
    pub minutes: u64,
    /// The days with free times, the first first.
    pub days: Vec<DayChoice>,
    /// Where earlier days are, and later ones.
    pub earlier: Option<String>,
    /// See `earlier`.
    pub later: Option<String>,
    /// The chosen day's times.
    pub times: Vec<TimeChoice>,
    /// Whoever is free first, then each of those who can be booked; empty with one alone.
    pub advisors: Vec<AdvisorChoice>,
    /// When it is now, for a booking that is moved.
    pub moved_from: Option<LocalTime>,
    /// What the shopper has ahead of them here, and its pages.
    pub own: Vec<(LocalTime, String)>,
    /// What it is about; empty without one.
    pub product_name: String,
    /// As typed.
    pub name: String,
    /// As typed.
    pub mail: String,
    /// As typed.
    pub topic: String,
    /// Unseen.
    pub hidden: BookHidden,
    /// What is wrong with it.
    pub errors: FieldErrors,
}

impl BookPage {
    fn chosen_day(&self) -> Option<NaiveDate> {
        self.days.iter().find(|day| day.is_chosen).map(|day| day.day)
    }

    fn chosen_day_iso(&self) -> String {
        self.chosen_day().map(|day| day.to_string()).unwrap_or_default()
    }

    fn chosen_advisor(&self) -> &str {
        let chosen = self.advisors.iter().find(|advisor| advisor.is_chosen);
        chosen.map_or("", |advisor| &advisor.handle)
    }

    fn said(&self, when: &LocalTime) -> String {
        format!("{}, {}", when.day(self.chrome.locale), when.time())
    }

    fn is_move(&self) -> bool {
        self.moved_from.is_some()
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

/// How a booking stands for its shopper.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Standing {
    /// Ahead.
    Ahead,
    /// They can say that they are here.
    Due,
    /// It was called off.
    Cancelled,
    /// They have talked.
    Kept,
    /// Nobody came.
    Missed,
}

impl Standing {
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Ahead | Self::Due => "booking-title",
            Self::Cancelled => "booking-cancelled",
            Self::Kept => "booking-kept",
            Self::Missed => "booking-missed",
        }
    }
}

/// `GET /advice/bookings/{id}`
#[derive(Clone, Debug, Template)]
#[template(path = "advice/booking.html")]
pub struct BookingPage {
    /// What surrounds the page.
    pub chrome: Chrome,
    /// The shop.
    pub shop: ShopView,
    /// Whom it is with.
    pub advisor: PersonView,
    /// The booking's id.
    pub id: String,
    /// What opens it without its shopper's browser; empty in that.
    pub key: String,
    /// By the shopper's clock.
    pub when: LocalTime,
    /// Its end.
    pub until: LocalTime,
    /// When it begins.
    pub starts_at: DateTime<Utc>,
    /// How it stands.
    pub standing: Standing,
    /// In so many seconds they can say that they are here.
    pub due_in_s: u64,
    /// Minutes before it begins from which they can.
    pub due_before: u64,
    /// In the shopper's words; may be empty.
    pub topic: String,
    /// What they were looking at; may be empty.
    pub product_name: String,
    /// Where letters go.
    pub mail: String,
    /// Its file for a calendar.
    pub calendar_url: String,
    /// Where another time is chosen.
    pub move_url: String,
    /// Where the talk or the wait for it goes on.
    pub ticket_url: Option<String>,
}

impl BookingPage {
    fn is_open(&self) -> bool {
        matches!(self.standing, Standing::Ahead | Standing::Due)
    }

    fn day(&self) -> String {
        self.when.day(self.chrome.locale)
    }
}

#[cfg(any(test, feature = "samples"))]
mod samples {
    use super::*;

    fn lines(hours: i64) -> LocalTime {
        let sample = LocalTime::sample();
        LocalTime {
            at: sample.at + chrono::TimeDelta::hours(hours),
            ..sample
        }
    }

    impl BookPage {
        /// Somebody who has chosen a day.
        pub fn sample() -> Self {
            let when = LocalTime::sample();
            let day = when.at.date_naive();
            Self {
                chrome: Chrome::sample_guest(),
                shop: ShopView::sample(),
                is_on: true,
                zone: when.zone.clone(),
                is_zone_unknown: true,
                minutes: 30,
                days: vec![DayChoice {
                    day,
                    free: 2,
                    url: "?day=2027-03-30".to_owned(),
                    is_chosen: true,
                }],
                earlier: Some("?from=2027-03-01".to_owned()),
                later: Some("?from=2027-05-01".to_owned()),
                times: vec![
                    TimeChoice {
                        value: when.iso(),
                        when: when.clone(),
                        is_twice: true,
                        is_chosen: false,
                    },
                    TimeChoice {
                        value: lines(1).iso(),
                        when: lines(1),
                        is_twice: false,
                        is_chosen: true,
                    },
                ],
                advisors: vec![
                    AdvisorChoice {
                        handle: String::new(),
                        name: String::new(),
                        is_chosen: true,
                    },
                    AdvisorChoice {
                        handle: "ben".to_owned(),
                        name: "Ben".to_owned(),
                        is_chosen: false,
                    },
                ],
                moved_from: None,
                own: vec![(LocalTime::sample(), "/advice/bookings/1".to_owned())],
                product_name: "Sage <bowl>".to_owned(),
                name: "Eva".to_owned(),
                mail: String::new(),
                topic: String::new(),
                hidden: BookHidden::default(),
                errors: FieldErrors::from([("mail", "error-booking-mail".to_owned())]),
            }
        }

        /// Somebody who moves a booking, where nothing is free.
        pub fn sample_of_a_move() -> Self {
            Self {
                moved_from: Some(LocalTime::sample()),
                days: Vec::new(),
                times: Vec::new(),
                ..Self::sample()
            }
        }

        /// Where nothing can be booked.
        pub fn sample_off() -> Self {
            Self {
                is_on: false,
                ..Self::sample_of_a_move()
            }
        }
    }

    impl BookingPage {
        /// Ahead.
        pub fn sample() -> Self {
            let when = LocalTime::sample();
            Self {
                chrome: Chrome::sample_guest(),
                shop: ShopView::sample(),
                advisor: PersonView::sample(),
                id: "booking-1".to_owned(),
                key: "k".to_owned(),
                until: lines(1),
                starts_at: when.at.to_utc(),
                when,
                standing: Standing::Ahead,
                due_in_s: 3_600,
                due_before: 10,
                topic: "Which <throw> goes with oak?".to_owned(),
                product_name: "Sage bowl".to_owned(),
                mail: "eva@example.org".to_owned(),
                calendar_url: "/advice/bookings/1/calendar.ics?key=k".to_owned(),
                move_url: "/shops/casa-lumen/advice/book?booking=1".to_owned(),
                ticket_url: None,
            }
        }

        /// As it stands otherwise.
        pub fn sample_of(standing: Standing) -> Self {
            Self {
                standing,
                ..Self::sample()
            }
        }
    }
}
