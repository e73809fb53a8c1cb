//! Choosing: which of a shop's advisors can be booked, and when.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate, NaiveTime, TimeDelta, TimeZone};
use model::{AccountId, ShopId, Timestamp};
use store::On;

use super::rules::{BookingError, check_range};
use super::settings::{PAUSE_MAX, Terms};
use super::slots::{self, Block};
use super::{db, db_offers};
use crate::hours::Hours;
use crate::{Advice, BookingId, desks};

/// A time that can be booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Free {
    pub starts_at: Timestamp,
    pub ends_at: Timestamp,
    /// Those who are free then.
    pub advisors: Vec<AccountId>,
}

/// Someone who offers their time.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub account: AccountId,
    pub hours: Hours,
    pub days_off: BTreeSet<NaiveDate>,
}

impl Candidate {
    /// The day of theirs in which `at` lies.
    fn day_of(&self, at: Timestamp) -> Block {
        let day = at.with_timezone(&self.hours.zone).date_naive();
        let midnight = |day: NaiveDate| {
            let local = self.hours.zone.from_local_datetime(&day.and_time(NaiveTime::MIN));
            local.earliest().map(|at| at.to_utc())
        };
        // Midnight may be what the clocks skip.
        let from = midnight(day).unwrap_or(at - TimeDelta::hours(12));
        let next = midnight(day + Days::new(1));
        Block {
            from,
            to: next.unwrap_or(from + TimeDelta::days(1)),
        }
    }
}

/// Those of `shop` who can be booked: of `among`, whoever offers their time and has
/// hours for it. `only` narrows it to one.
pub(super) async fn candidates(
    on: &mut impl On,
    shop: ShopId,
    among: &[AccountId],
    only: Option<AccountId>,
) -> Result<Vec<Candidate>, store::Error> {
    let desk = desks::of(on, shop).await?;
    let offers = db_offers::offers(on, shop).await?;
    let own = offers
        .into_iter()
        .filter(|(account, _)| among.contains(account) && only.is_none_or(|only| only == *account));
    let candidates = own.filter_map(|(account, offer)| {
        let hours = offer
            .hours
            .or_else(|| desk.as_ref().map(|desk| desk.hours.clone()))?;
        Some(Candidate {
            account,
            hours,
            days_off: offer.days_off,
        })
    });
    Ok(candidates.collect())
}

/// Of those who are free then whoever speaks the language; of those, who has the fewest
/// bookings that day; of those, who has the fewest ahead of them at all. `but` is a
/// booking that makes way for this one.
pub(super) async fn best(
    on: &mut impl On,
    shop: ShopId,
    terms: &Terms,
    candidates: &[Candidate],
    wish: Wish<'_>,
) -> Result<AccountId, BookingError> {
    let lengths = terms.lengths();
    let starts_at = wish.starts_at;
    let mut is_in_hours = false;
    let mut ranked = Vec::new();
    for candidate in candidates {
        let just_after = starts_at + TimeDelta::microseconds(1);
        let grid = slots::grid(
            lengths,
            &candidate.hours,
            &candidate.days_off,
            starts_at,
            just_after,
        );
        if grid.is_empty() {
            continue;
        }
        is_in_hours = true;
        let taken = db::taken(on, candidate.account, lengths.block(starts_at), wish.but).await?;
        if !taken.is_empty() {
            continue;
        }
        let speaks = db::languages(on, shop, candidate.account)
            .await?
            .iter()
            .any(|code| code == wish.language);
        let that_day = db::count_within(on, candidate.account, candidate.day_of(starts_at)).await?;
        let ahead = Block {
            from: wish.now,
            to: terms.last(wish.now),
        };
        let ahead = db::count_within(on, candidate.account, ahead).await?;
        ranked.push((!speaks, that_day, ahead, candidate.account));
    }
    if !is_in_hours {
        return Err(BookingError::NotInHours);
    }
    let best = ranked.into_iter().min();
    best.map(|(.., account)| account).ok_or(BookingError::Taken)
}

/// What is looked for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wish<'a> {
    pub starts_at: Timestamp,
    pub now: Timestamp,
    pub language: &'a str,
    pub but: Option<BookingId>,
}

impl Advice {
    /// What can be booked in `shop` from `from` on and before `to`, at most 31 days, of
    /// those `among`: the staff who give advice. `only` names one of them; with a
    /// `language` it is those who speak it. `but` is a booking that is to be moved.
    ///
    /// # Errors
    /// [`BookingError::Off`] where nothing can, [`BookingError::Range`].
    pub async fn free_slots(
        &self,
        shop: ShopId,
        among: &[AccountId],
        only: Option<AccountId>,
        language: Option<&str>,
        (from, to): (Timestamp, Timestamp),
        but: Option<BookingId>,
    ) -> Result<Vec<Free>, BookingError> {
        check_range(from, to)?;
        let now = self.clock.now();
        let mut read = self.db.read().await?;
        let terms = db_offers::terms(&mut read, shop)
            .await?
            .filter(|terms| terms.is_on);
        let terms = terms.ok_or(BookingError::Off)?;
        let lengths = terms.lengths();
        let pause = TimeDelta::minutes(2 * PAUSE_MAX);
        let from = from.max(terms.first(now));
        let to = to.min(terms.last(now) + TimeDelta::microseconds(1));
        let mut free: BTreeMap<Timestamp, Vec<AccountId>> = BTreeMap::new();
        if from >= to {
            return Ok(Vec::new());
        }
        for candidate in candidates(&mut read, shop, among, only).await? {
            if let Some(language) = language {
                let speaks = db::languages(&mut read, shop, candidate.account).await?;
                if !speaks.iter().any(|code| code == language) {
                    continue;
                }
            }
            let around = Block {
                from: from - pause,
                to: lengths.end(to) + pause,
            };
            let taken = db::taken(&mut read, candidate.account, around, but).await?;
            let mut starts = slots::grid(lengths, &candidate.hours, &candidate.days_off, from, to);
            slots::free(&mut starts, lengths, &taken);
            for start in starts {
                free.entry(start).or_default().push(candidate.account);
            }
        }
        let free = free.into_iter().map(|(starts_at, advisors)| Free {
            starts_at,
            ends_at: lengths.end(starts_at),
            advisors,
        });
        Ok(free.collect())
    }

    /// Those `among` who offer their time in `shop`, and have hours for it.
    pub async fn who_can_be_booked(
        &self,
        shop: ShopId,
        among: &[AccountId],
    ) -> Result<Vec<AccountId>, store::Error> {
        let mut read = self.db.read().await?;
        let candidates = candidates(&mut read, shop, among, None).await?;
        Ok(candidates
            .into_iter()
            .map(|candidate| candidate.account)
            .collect())
    }
}
