//! Figures of a desk: how many talks, how long one waits for them and they take, what is
//! bought after them and what they are rated with. All is by the clock on the shop's wall.

mod days;
mod db;
mod tally;

use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Tz;
use model::{AccountId, ShopId, Timestamp};

use crate::{Advice, desks};
use tally::{Talks, Tally};

/// So long after a talk a purchase of its shopper counts as come of it.
pub const SOLD_WITHIN: TimeDelta = TimeDelta::hours(24);
/// Rows of each kind that are read: the newest.
const MOST: i64 = 20_000;
/// Purchases that are looked through for those that came of talks: the newest.
const PURCHASES: i64 = 50_000;

/// How far figures go back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// Seven days, by the day.
    Week,
    /// Thirty days, by the day.
    Month,
    /// Ninety days, by the week.
    Quarter,
}

impl Period {
    pub const ALL: [Self; 3] = [Self::Week, Self::Month, Self::Quarter];

    /// In days, today included.
    pub fn days(self) -> u16 {
        match self {
            Self::Week => 7,
            Self::Month => 30,
            Self::Quarter => 90,
        }
    }

    /// The one of that many days.
    pub fn of_days(days: u16) -> Option<Self> {
        Self::ALL.into_iter().find(|period| period.days() == days)
    }
}

/// A desk's figures, or one advisor's.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// By whose clock days begin.
    pub zone: Tz,
    pub whole: Sums,
    /// Days, or weeks from Monday, from the first to the last; none is left out.
    pub parts: Vec<Part>,
    /// Who had talks, those with the most first; empty in the figures of one alone.
    pub advisors: Vec<(AccountId, Sums)>,
    /// There was more than is looked through: the oldest is not in it.
    pub is_partial: bool,
}

/// A day, or a week.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    pub first: NaiveDate,
    /// The same for a day.
    pub last: NaiveDate,
    pub sums: Sums,
}

/// What talks come to. A talk counts where it began, and one whose advisor was lost or
/// removed is none: its shopper goes on in another.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Sums {
    pub talks: u64,
    /// From asking to the first answer, in seconds, of those who waited in line; half of
    /// them waited no longer.
    pub wait_median_s: Option<u64>,
    /// Nine of ten waited no longer.
    pub wait_p90_s: Option<u64>,
    /// Of talks that have ended, in seconds.
    pub length_median_s: Option<u64>,
    /// Talks whose shopper bought in the shop in them or within a day.
    pub sold: u64,
    /// What they bought, each once.
    pub orders: u64,
    /// In the minor unit of the shop's currency; what was given back is not taken off.
    pub revenue: i64,
    pub ratings: u64,
    /// Of all ratings.
    pub stars: u64,
    /// People who left the line unanswered.
    pub missed: u64,
    /// Bookings that became a talk…
    pub bookings_kept: u64,
    /// …and those that did not, of either's doing.
    pub bookings_missed: u64,
}

impl Sums {
    /// Talks after which was bought, of a thousand.
    pub fn conversion_per_mille(&self) -> Option<u64> {
        (self.talks > 0).then(|| (self.sold * 1_000 + self.talks / 2) / self.talks)
    }

    /// What an order came to, in the minor unit, rounded.
    pub fn basket(&self) -> Option<i64> {
        let orders = i64::try_from(self.orders).unwrap_or(i64::MAX);
        (orders > 0).then(|| (self.revenue + orders / 2) / orders)
    }

    /// Stars of a rating, in hundredths.
    pub fn rating_hundredths(&self) -> Option<u64> {
        (self.ratings > 0).then(|| (self.stars * 100 + self.ratings / 2) / self.ratings)
    }
}

impl Advice {
    /// The figures of `shop`'s desk, or of `advisor` there, for `period` up to now.
    pub async fn desk_figures(
        &self,
        shop: ShopId,
        advisor: Option<AccountId>,
        period: Period,
    ) -> Result<Figures, store::Error> {
        let now = self.clock.now();
        let mut read = self.db.read().await?;
        let zone = desks::of(&mut read, shop)
            .await?
            .map_or(Tz::UTC, |desk| desk.hours.zone);
        let today = now.with_timezone(&zone).date_naive();
        let first = today - TimeDelta::days(i64::from(period.days()) - 1);
        let from = days::begin(zone, first);
        // What is written down at this very moment is in it.
        let to = now + TimeDelta::microseconds(1);
        let talks = db::talks(&mut read, shop, from, to, MOST).await?;
        let purchases = shop::orders::purchases(&mut read, shop, from, to, PURCHASES).await?;
        let missed = db::missed(&mut read, shop, from, to, MOST).await?;
        let bookings = db::bookings(&mut read, shop, from, to, MOST).await?;
        drop(read);
        let full = |rows: usize, most: i64| i64::try_from(rows).is_ok_and(|rows| rows >= most);
        let is_partial = [talks.len(), missed.len(), bookings.len()]
            .iter()
            .any(|rows| full(*rows, MOST))
            || full(purchases.len(), PURCHASES);
        let talks = Talks::new(talks, &purchases, now);
        Ok(Figures {
            zone,
            whole: sums(&talks, &missed, &bookings, advisor, |_| true),
            parts: days::parts(first, today, period == Period::Quarter)
                .into_iter()
                .map(|(first, last)| {
                    let is_in =
                        |at: Timestamp| (first..=last).contains(&at.with_timezone(&zone).date_naive());
                    let sums = sums(&talks, &missed, &bookings, advisor, is_in);
                    Part { first, last, sums }
                })
                .collect(),
            advisors: match advisor {
                Some(_) => Vec::new(),
                None => by_advisor(&talks, &bookings),
            },
            is_partial,
        })
    }
}

/// Of those that began where `is_in` says so. Who left unanswered was nobody's own.
fn sums(
    talks: &Talks,
    missed: &[Timestamp],
    bookings: &[db::Booked],
    advisor: Option<AccountId>,
    is_in: impl Fn(Timestamp) -> bool,
) -> Sums {
    let is_own = |other: AccountId| advisor.is_none_or(|advisor| advisor == other);
    let mut tally = Tally::default();
    for talk in talks
        .iter()
        .filter(|talk| is_own(talk.row.advisor_id) && is_in(talk.row.started_at))
    {
        tally.add(talk);
    }
    for booked in bookings
        .iter()
        .filter(|booked| is_own(booked.advisor_id) && is_in(booked.starts_at))
    {
        tally.add_booked(booked.is_kept);
    }
    let missed = missed
        .iter()
        .filter(|_| advisor.is_none())
        .filter(|at| is_in(**at))
        .count();
    tally.sums(u64::try_from(missed).unwrap_or(u64::MAX))
}

fn by_advisor(talks: &Talks, bookings: &[db::Booked]) -> Vec<(AccountId, Sums)> {
    let mut ids: Vec<_> = talks.iter().map(|talk| talk.row.advisor_id).collect();
    ids.extend(bookings.iter().map(|booked| booked.advisor_id));
    ids.sort_unstable();
    ids.dedup();
    let mut advisors: Vec<_> = ids
        .into_iter()
        .map(|id| (id, sums(talks, &[], bookings, Some(id), |_| true)))
        .collect();
    advisors.sort_by_key(|(_, sums)| std::cmp::Reverse(sums.talks));
    advisors
}
