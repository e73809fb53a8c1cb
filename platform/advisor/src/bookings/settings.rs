//! What a shop and its advisors offer to be booked.

use std::collections::BTreeSet;

use chrono::{NaiveDate, TimeDelta};
use model::{AccountId, EventId, ShopId, Timestamp};
use uuid::Uuid;

use super::db_offers;
use super::slots::Lengths;
use crate::Advice;
use crate::hours::Hours;

/// Days off one advisor may name.
const DAYS_OFF_MAX: usize = 100;
/// The longest pause before or after a talk, in minutes.
pub(super) const PAUSE_MAX: i64 = 60;
/// The longest notice: a week, in minutes.
const NOTICE_MAX: i64 = 7 * 24 * 60;

/// A shop's terms.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Terms {
    /// Off, nothing new is booked; what is booked stays.
    pub is_on: bool,
    /// How long a talk takes, in minutes.
    pub length_min: i64,
    /// Kept free before it, in minutes…
    pub before_min: i64,
    /// …and after it.
    pub after_min: i64,
    /// How long before it begins it has to be booked, in minutes.
    pub notice_min: i64,
    /// How many days ahead can be booked.
    pub ahead_days: i64,
}

impl Default for Terms {
    fn default() -> Self {
        Self {
            is_on: false,
            length_min: 30,
            before_min: 0,
            after_min: 0,
            notice_min: 120,
            ahead_days: 30,
        }
    }
}

/// What one advisor offers in a shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    pub offers: bool,
    /// Their own; else the desk's count.
    pub hours: Option<Hours>,
    /// By the clock of those hours.
    pub days_off: BTreeSet<NaiveDate>,
    /// Names the calendar they subscribe to.
    pub feed: Uuid,
}

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SettingsError {
    #[error("a talk takes 10 to 120 minutes")]
    Length,
    #[error("a pause takes up to {PAUSE_MAX} minutes")]
    Pause,
    #[error("notice is given up to a week ahead, in minutes")]
    Notice,
    #[error("1 to 90 days ahead can be booked")]
    Ahead,
    #[error("at most {DAYS_OFF_MAX} days off")]
    DaysOff,
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Terms {
    pub fn lengths(&self) -> Lengths {
        Lengths {
            talk: self.length_min,
            before: self.before_min,
            after: self.after_min,
        }
    }

    /// The first moment that a shopper can book at `now`.
    pub fn first(&self, now: Timestamp) -> Timestamp {
        now + TimeDelta::minutes(self.notice_min)
    }

    /// The last one.
    pub fn last(&self, now: Timestamp) -> Timestamp {
        now + TimeDelta::days(self.ahead_days)
    }

    fn check(&self) -> Result<(), SettingsError> {
        if !(10..=120).contains(&self.length_min) {
            return Err(SettingsError::Length);
        }
        let is_pause = |minutes: i64| (0..=PAUSE_MAX).contains(&minutes);
        if !is_pause(self.before_min) || !is_pause(self.after_min) {
            return Err(SettingsError::Pause);
        }
        if !(0..=NOTICE_MAX).contains(&self.notice_min) {
            return Err(SettingsError::Notice);
        }
        if !(1..=90).contains(&self.ahead_days) {
            return Err(SettingsError::Ahead);
        }
        Ok(())
    }
}

impl Advice {
    /// A shop's terms; those of one that never set any are off.
    pub async fn booking_terms(&self, shop: ShopId) -> Result<Terms, store::Error> {
        let mut read = self.db.read().await?;
        Ok(db_offers::terms(&mut read, shop).await?.unwrap_or_default())
    }

    pub async fn set_booking_terms(&self, shop: ShopId, terms: &Terms) -> Result<(), SettingsError> {
        terms.check()?;
        let mut tx = self.db.begin().await?;
        db_offers::set_terms(&mut tx, shop, terms).await?;
        tx.commit().await?;
        Ok(())
    }

    /// What `account` offers in `shop`; none who never said.
    pub async fn booking_offer(
        &self,
        shop: ShopId,
        account: AccountId,
    ) -> Result<Option<Offer>, store::Error> {
        let mut read = self.db.read().await?;
        db_offers::offer(&mut read, shop, account).await
    }

    /// What they offer from now on. What is booked stays.
    pub async fn set_booking_offer(
        &self,
        shop: ShopId,
        account: AccountId,
        offers: bool,
        hours: Option<Hours>,
        days_off: BTreeSet<NaiveDate>,
    ) -> Result<Offer, SettingsError> {
        if days_off.len() > DAYS_OFF_MAX {
            return Err(SettingsError::DaysOff);
        }
        let offer = Offer {
            offers,
            hours,
            days_off,
            feed: self.new_feed(),
        };
        let mut tx = self.db.begin().await?;
        db_offers::set_offer(&mut tx, shop, account, &offer).await?;
        let offer = db_offers::offer(&mut tx, shop, account).await?;
        tx.commit().await?;
        Ok(offer.expect("it was written in this transaction"))
    }

    /// Their calendar has another name from now on: the address they had leads nowhere.
    pub async fn renew_booking_feed(&self, shop: ShopId, account: AccountId) -> Result<Offer, store::Error> {
        let fresh = Offer {
            offers: false,
            hours: None,
            days_off: BTreeSet::new(),
            feed: self.new_feed(),
        };
        let mut tx = self.db.begin().await?;
        db_offers::renew_feed(&mut tx, shop, account, &fresh).await?;
        let offer = db_offers::offer(&mut tx, shop, account).await?;
        tx.commit().await?;
        Ok(offer.expect("it was written in this transaction"))
    }

    /// Whose calendar has that name.
    pub async fn booking_feed(&self, feed: Uuid) -> Result<Option<(ShopId, AccountId)>, store::Error> {
        let mut read = self.db.read().await?;
        db_offers::whose_feed(&mut read, feed).await
    }

    fn new_feed(&self) -> Uuid {
        EventId::new(&*self.clock, &*self.entropy).0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_have_their_bounds() {
        let terms = Terms::default();
        assert!(terms.check().is_ok());
        for bad in [
            Terms {
                length_min: 9,
                ..terms.clone()
            },
            Terms {
                length_min: 121,
                ..terms.clone()
            },
            Terms {
                before_min: -1,
                ..terms.clone()
            },
            Terms {
                after_min: 61,
                ..terms.clone()
            },
            Terms {
                notice_min: i64::MAX,
                ..terms.clone()
            },
            Terms {
                ahead_days: 0,
                ..terms.clone()
            },
            Terms {
                ahead_days: 91,
                ..terms
            },
        ] {
            assert!(bad.check().is_err(), "{bad:?}");
        }
    }
}
