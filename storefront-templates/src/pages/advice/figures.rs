//! A desk's figures: what talks came to, as lines over days and as tables.

use askama::Template;
use chrono::{Datelike, NaiveDate};

use crate::chrome::Chrome;
use crate::locale::Locale;
use crate::pages::selling::Desk;
use crate::time;
use crate::views::{MoneyView, PersonView};

/// What is not known.
const NOTHING: &str = "–";

/// What talks came to.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SumsView {
    /// How many there were.
    pub talks: u64,
    /// Half of those who waited in line waited no longer, in seconds.
    pub wait_median_s: Option<u64>,
    /// Nine of ten waited no longer.
    pub wait_p90_s: Option<u64>,
    /// Half of all talks took no longer, in seconds.
    pub length_median_s: Option<u64>,
    /// Talks after which was bought.
    pub sold: u64,
    /// Their share, of a thousand.
    pub conversion_per_mille: Option<u64>,
    /// What was bought.
    pub orders: u64,
    /// Of all orders.
    pub revenue: MoneyView,
    /// Of one order on average.
    pub basket: Option<MoneyView>,
    /// How often talks were rated.
    pub ratings: u64,
    /// Stars on average, in hundredths.
    pub rating_hundredths: Option<u64>,
    /// People who left the line unanswered.
    pub missed: u64,
    /// Bookings that became a talk.
    pub bookings_kept: u64,
    /// Those that did not.
    pub bookings_missed: u64,
}

/// A day, or a week.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct FiguresPart {
    /// Its first day.
    pub first: NaiveDate,
    /// Its last one; the same for a day.
    pub last: NaiveDate,
    /// What talks came to in it.
    pub sums: SumsView,
}

/// One advisor's figures.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct AdvisorFigures {
    /// Whose.
    pub person: PersonView,
    /// What their talks came to.
    pub sums: SumsView,
}

/// `GET /studio/shops/{slug}/advice/figures?days=`
#[derive(Clone, Debug, Template)]
#[template(path = "advice/figures.html")]
pub struct FiguresPage {
    /// What surrounds the page; an advisor is signed in.
    pub chrome: Chrome,
    /// The shop.
    pub desk: Desk,
    /// How far they go back: 7, 30 or 90.
    pub days: u16,
    /// Days begin by its clock: a name of the IANA database.
    pub zone: String,
    /// They are the visitor's alone.
    pub own: bool,
    /// There was more than was looked through.
    pub partial: bool,
    /// All in all.
    pub whole: SumsView,
    /// In order.
    pub parts: Vec<FiguresPart>,
    /// For the owner.
    pub advisors: Vec<AdvisorFigures>,
}

impl FiguresPage {
    fn periods(&self) -> [u16; 3] {
        [7, 30, 90]
    }

    fn csv_url(&self) -> String {
        self.desk.api(&format!("advice/figures.csv?days={}", self.days))
    }

    /// Nothing at all has happened.
    fn is_empty(&self) -> bool {
        let SumsView {
            talks,
            missed,
            bookings_kept,
            bookings_missed,
            ..
        } = self.whole;
        talks + missed + bookings_kept + bookings_missed == 0
    }

    fn clock(&self, seconds: &Option<u64>) -> String {
        seconds.map_or_else(|| NOTHING.to_owned(), time::clock)
    }

    fn percent(&self, per_mille: &Option<u64>) -> String {
        let sign = match self.chrome.locale {
            Locale::En => "%",
            Locale::Es => "\u{a0}%",
        };
        let text = |per_mille: u64| self.decimal(per_mille / 10, per_mille % 10, 1) + sign;
        per_mille.map_or_else(|| NOTHING.to_owned(), text)
    }

    fn stars(&self, hundredths: &Option<u64>) -> String {
        let text = |hundredths: u64| self.decimal(hundredths / 100, hundredths % 100, 2);
        hundredths.map_or_else(|| NOTHING.to_owned(), text)
    }

    fn decimal(&self, whole: u64, part: u64, digits: usize) -> String {
        let point = match self.chrome.locale {
            Locale::En => '.',
            Locale::Es => ',',
        };
        format!("{whole}{point}{part:0digits$}")
    }

    fn money(&self, amount: &Option<MoneyView>) -> String {
        let text = |amount: &MoneyView| self.chrome.money(amount);
        amount.as_ref().map_or_else(|| NOTHING.to_owned(), text)
    }

    /// As `24 Nov`, or `23 – 29 Nov`.
    fn name_of(&self, part: &FiguresPart) -> String {
        let last = time::day(self.chrome.locale, part.last);
        if part.first == part.last {
            last
        } else if part.first.month() == part.last.month() {
            format!("{} – {last}", part.first.day())
        } else {
            format!("{} – {last}", time::day(self.chrome.locale, part.first))
        }
    }
}

#[cfg(any(test, feature = "samples"))]
impl SumsView {
    /// Of a quiet day; `talks` of them.
    pub fn sample(talks: u64) -> Self {
        let some = talks > 0;
        Self {
            talks,
            wait_median_s: some.then_some(48),
            wait_p90_s: some.then_some(131),
            length_median_s: some.then_some(604),
            sold: talks / 2,
            conversion_per_mille: some.then(|| talks / 2 * 1_000 / talks.max(1)),
            orders: talks / 2,
            revenue: MoneyView::new(i64::try_from(talks / 2).unwrap_or(0) * 3_900, "EUR"),
            basket: some.then(|| MoneyView::new(3_900, "EUR")),
            ratings: talks / 2,
            rating_hundredths: some.then_some(467),
            missed: talks / 5,
            bookings_kept: talks / 4,
            bookings_missed: talks / 9,
        }
    }
}

#[cfg(any(test, feature = "samples"))]
impl FiguresPage {
    /// An owner's week.
    pub fn sample() -> Self {
        let first = NaiveDate::from_ymd_opt(2026, 11, 28).expect("a date");
        let parts = (0..7_u64).map(|at| {
            let day = first + chrono::Days::new(at);
            FiguresPart {
                first: day,
                last: day,
                sums: SumsView::sample(at % 4),
            }
        });
        Self {
            chrome: super::sample_chrome(),
            desk: Desk::sample(),
            days: 7,
            zone: "Europe/Lisbon".to_owned(),
            own: false,
            partial: true,
            whole: SumsView::sample(9),
            parts: parts.collect(),
            advisors: vec![AdvisorFigures {
                person: PersonView::sample(),
                sums: SumsView::sample(9),
            }],
        }
    }

    /// An advisor's, with nothing in them yet.
    pub fn sample_empty() -> Self {
        Self {
            desk: Desk {
                owner: false,
                ..Desk::sample()
            },
            days: 30,
            own: true,
            partial: false,
            whole: SumsView::sample(0),
            parts: Vec::new(),
            advisors: Vec::new(),
            ..Self::sample()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_written_as_the_language_does() {
        let mut page = FiguresPage::sample();
        assert_eq!(page.percent(&Some(333)), "33.3%");
        assert_eq!(page.stars(&Some(407)), "4.07");
        assert_eq!(page.clock(&None), "–");
        page.chrome.locale = Locale::Es;
        assert_eq!(page.percent(&Some(1_000)), "100,0\u{a0}%");
        let week = |first: &str, last: &str| FiguresPart {
            first: first.parse().expect("a date"),
            last: last.parse().expect("a date"),
            sums: SumsView::sample(0),
        };
        assert_eq!(page.name_of(&week("2026-11-23", "2026-11-29")), "23 – 29 nov");
        assert_eq!(page.name_of(&week("2026-11-30", "2026-12-06")), "30 nov – 6 dic");
    }
}
