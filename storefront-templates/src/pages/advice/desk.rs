//! The desk of a shop's advisors, and when it is open.

use askama::Template;

use crate::chrome::Chrome;
use crate::pages::selling::Desk;

/// The days of a week, Monday first, as keys of their names.
pub(super) const DAYS: [&str; 7] = [
    "day-monday",
    "day-tuesday",
    "day-wednesday",
    "day-thursday",
    "day-friday",
    "day-saturday",
    "day-sunday",
];

/// From one time of a day up to another.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct OpenSpan {
    /// As `09:30`.
    pub open: String,
    /// As `18:00`; the end of a day is `24:00`.
    pub close: String,
}

impl OpenSpan {
    /// Its end as a field for times takes it, which knows no 24:00.
    pub(super) fn close_field(&self) -> &str {
        if self.close == "24:00" {
            "00:00"
        } else {
            &self.close
        }
    }
}

/// When a desk is open.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct HoursForm {
    /// Whether it was ever set; what it shows otherwise is a proposal.
    pub is_set: bool,
    /// Off, it is closed whatever the hour.
    pub on: bool,
    /// Of the IANA database; empty for the browser's own.
    pub zone: String,
    /// Monday first.
    pub days: [Vec<OpenSpan>; 7],
}

impl HoursForm {
    /// What is proposed for a desk that was never set: working days from nine to six.
    pub fn proposed() -> Self {
        let day = |day| {
            let span = OpenSpan {
                open: "09:00".to_owned(),
                close: "18:00".to_owned(),
            };
            if day < 5 { vec![span] } else { Vec::new() }
        };
        Self {
            is_set: false,
            on: true,
            zone: String::new(),
            days: std::array::from_fn(day),
        }
    }
}

/// One of the lines a shop's advice is divided into.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct QueueForm {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its own hours where they are `on`; what it shows otherwise is a proposal.
    pub hours: HoursForm,
}

/// Lines of one shop.
const QUEUES_MAX: usize = 12;

/// `GET /studio/shops/{slug}/advice`
#[derive(Clone, Debug, Template)]
#[template(path = "advice/desk.html")]
pub struct AdviceDeskPage {
    /// What surrounds the page; somebody is signed in.
    pub chrome: Chrome,
    /// The shop.
    pub desk: Desk,
    /// When it is open: for its owner.
    pub hours: Option<HoursForm>,
    /// Its lines: for its owner.
    pub queues: Vec<QueueForm>,
}

impl AdviceDeskPage {
    fn may_add_queues(&self) -> bool {
        self.queues.len() < QUEUES_MAX
    }

    fn day_key(&self, day: &usize) -> &'static str {
        DAYS.get(*day).copied().unwrap_or_default()
    }
}

#[cfg(any(test, feature = "samples"))]
impl AdviceDeskPage {
    /// Its owner's, with a break at noon on Mondays.
    pub fn sample() -> Self {
        let mut hours = HoursForm::proposed();
        hours.is_set = true;
        hours.zone = "Europe/Lisbon".to_owned();
        hours.days[0].push(OpenSpan {
            open: "19:00".to_owned(),
            close: "24:00".to_owned(),
        });
        Self {
            chrome: super::sample_chrome(),
            desk: Desk::sample(),
            hours: Some(hours.clone()),
            queues: vec![QueueForm {
                id: "queue-1".to_owned(),
                name: "Lamps & <light>".to_owned(),
                hours,
            }],
        }
    }

    /// An advisor's, who sets no hours.
    pub fn sample_of_an_advisor() -> Self {
        Self {
            desk: Desk {
                owner: false,
                ..Desk::sample()
            },
            hours: None,
            queues: Vec::new(),
            ..Self::sample()
        }
    }
}
