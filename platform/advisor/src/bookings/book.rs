//! Booking: of all who would have a time one does, exactly once.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use model::{AccountId, Holder, ShopId, Timestamp};
use shop::RequestKey;
use shop::mails::checked_address;

use super::choose::{self, Wish};
use super::db::{Aside, Reminders};
use super::letters::{self, Told};
use super::rules::{BookingError, check_time, checked_name, checked_topic};
use super::{Booking, BookingState, MADE_MAX, OPEN_MAX, db, db_offers, zone};
use crate::advisors::is_language;
use crate::tickets::Subject;
use crate::{Advice, BookingId};

/// A wish to book.
#[derive(Debug, Clone)]
pub struct Book {
    pub shop: ShopId,
    pub holder: Holder,
    pub starts_at: Timestamp,
    /// Whoever is free, without one.
    pub advisor: Option<AccountId>,
    pub name: String,
    /// Where letters go.
    pub mail: String,
    /// Their language.
    pub locale: String,
    /// Spoken: an ISO 639 code in small letters.
    pub language: String,
    /// The shopper's time zone.
    pub zone: String,
    pub topic: String,
    pub subject: Option<Subject>,
    pub key: Option<RequestKey>,
}

impl Book {
    fn checked(mut self) -> Result<Self, BookingError> {
        self.name = checked_name(&self.name)?;
        self.topic = checked_topic(&self.topic)?;
        self.mail = checked_address(&self.mail).ok_or(BookingError::Mail)?;
        self.zone = zone(&self.zone).ok_or(BookingError::Zone)?.to_owned();
        if !is_language(&self.language) {
            return Err(BookingError::Language);
        }
        Ok(self)
    }
}

/// When a talk that begins then is to be reminded of: not what is past already.
pub(super) fn reminders(starts_at: Timestamp, now: Timestamp) -> Reminders {
    let ahead = |by: TimeDelta| Some(starts_at - by).filter(|at| *at > now);
    Reminders {
        day: ahead(TimeDelta::hours(24)),
        hour: ahead(TimeDelta::hours(1)),
    }
}

impl Advice {
    /// Books a time in the shop with one of those `among`, the staff who give advice.
    /// Gives the booking, and whether it is new: the same key again is the same booking.
    ///
    /// # Errors
    /// [`BookingError::Taken`] for whoever comes too late.
    pub async fn book(&self, wish: Book, among: &[AccountId]) -> Result<(Booking, bool), BookingError> {
        self.book_if(wish, among, || true).await
    }

    /// The same, but a new booking is made only if `admits` says so, which is asked last.
    pub async fn book_if(
        &self,
        wish: Book,
        among: &[AccountId],
        admits: impl FnOnce() -> bool + Send,
    ) -> Result<(Booking, bool), BookingError> {
        let wish = wish.checked()?;
        let holder = wish.holder.uuid();
        self.points.reach("bookings.book.begin").await;
        let mut tx = self.db.begin().await?;
        // One at a time per shop from here on.
        let terms = db_offers::take_turn(&mut tx, wish.shop).await?;
        if let Some(key) = &wish.key
            && let Some((id, asked)) = db::by_key(&mut tx, holder, &key.key).await?
        {
            if asked != key.fingerprint {
                return Err(BookingError::KeyReused);
            }
            let known = db::by_id(&mut tx, id).await?.ok_or(BookingError::Unknown)?;
            return Ok((known, false));
        }
        let terms = terms.filter(|terms| terms.is_on).ok_or(BookingError::Off)?;
        let now = self.clock.now();
        check_time(&terms, wish.starts_at, now, true)?;
        let a_day_ago = now - TimeDelta::days(1);
        let (open, made) = db::counts(&mut tx, wish.shop, (holder, &wish.mail), now, a_day_ago).await?;
        if open >= OPEN_MAX || made >= MADE_MAX {
            return Err(BookingError::TooMany);
        }
        let candidates = choose::candidates(&mut tx, wish.shop, among, wish.advisor).await?;
        let accounts: BTreeSet<_> = candidates.iter().map(|candidate| candidate.account).collect();
        db_offers::take_calendars(&mut tx, &accounts).await?;
        let looked_for = Wish {
            starts_at: wish.starts_at,
            now,
            language: &wish.language,
            but: None,
        };
        let advisor = choose::best(&mut tx, wish.shop, &terms, &candidates, looked_for).await?;
        if !admits() {
            return Err(BookingError::NotAdmitted);
        }
        let booking = Booking {
            id: BookingId::new(&*self.clock, &*self.entropy),
            shop_id: wish.shop,
            advisor_id: advisor,
            holder,
            account_id: wish.holder.account(),
            name: wish.name,
            mail: wish.mail,
            locale: wish.locale,
            language: wish.language,
            zone: wish.zone,
            topic: wish.topic,
            product_id: wish.subject.as_ref().map(|subject| subject.product),
            product_name: wish.subject.map(|subject| subject.name).unwrap_or_default(),
            starts_at: wish.starts_at,
            ends_at: terms.lengths().end(wish.starts_at),
            state: BookingState::Booked,
            cancelled_by: None,
            sequence: 0,
            here_at: None,
            ticket_id: None,
            made_at: now,
            changed_at: now,
        };
        let aside = Aside {
            busy: terms.lengths().block(booking.starts_at),
            remind: reminders(booking.starts_at, now),
            key: wish
                .key
                .as_ref()
                .map(|key| (key.key.as_str(), key.fingerprint.as_str())),
        };
        if !db::insert(&mut tx, &booking, &aside).await? {
            return Err(BookingError::Taken);
        }
        letters::tell(self, &mut tx, &booking, Told::Made).await?;
        self.points.reach("bookings.book.commit").await;
        tx.commit().await?;
        Ok((booking, true))
    }
}
