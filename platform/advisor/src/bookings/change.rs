//! Moving a booking to another time: it stays the same booking.

use std::collections::BTreeSet;

use model::{AccountId, Timestamp};

use super::book::reminders;
use super::choose::{self, Wish};
use super::letters::{self, Told};
use super::rules::{BookingError, check_time};
use super::{Booking, MOVES_MAX, Party, db, db_offers, zone};
use crate::{Advice, BookingId};

/// Where it is to be moved.
#[derive(Debug, Clone)]
pub struct Change {
    pub starts_at: Timestamp,
    /// The advisor it is with, without one.
    pub advisor: Option<AccountId>,
    /// The shopper's time zone, where it is another now.
    pub zone: Option<String>,
    pub by: Party,
}

impl Advice {
    /// Moves a booking to a time that can be booked. What it was reminded of before it is
    /// reminded of anew; a shopper who is in line for it already stays there as somebody
    /// who walked in.
    ///
    /// # Errors
    /// [`BookingError::Over`] for one that is not ahead, and what booking gives.
    pub async fn move_booking(
        &self,
        id: BookingId,
        change: Change,
        among: &[AccountId],
    ) -> Result<Booking, BookingError> {
        let new_zone = match &change.zone {
            Some(name) => Some(zone(name).ok_or(BookingError::Zone)?),
            None => None,
        };
        let shop = self.booking(id).await?.ok_or(BookingError::Unknown)?.shop_id;
        self.points.reach("bookings.move.begin").await;
        let mut tx = self.db.begin().await?;
        let terms = db_offers::take_turn(&mut tx, shop).await?;
        let terms = terms.filter(|terms| terms.is_on).ok_or(BookingError::Off)?;
        let mut booking = db::by_id(&mut tx, id).await?.ok_or(BookingError::Unknown)?;
        let now = self.clock.now();
        if !booking.is_open(now) {
            return Err(BookingError::Over);
        }
        let advisor = change.advisor.unwrap_or(booking.advisor_id);
        if change.starts_at == booking.starts_at && advisor == booking.advisor_id {
            return Ok(booking);
        }
        if booking.sequence >= MOVES_MAX {
            return Err(BookingError::MovedEnough);
        }
        check_time(&terms, change.starts_at, now, change.by == Party::Shopper)?;
        let mut candidates = choose::candidates(&mut tx, shop, among, Some(advisor)).await?;
        if candidates.is_empty() && change.advisor.is_none() {
            // Whom it was with does not offer their time any more.
            candidates = choose::candidates(&mut tx, shop, among, None).await?;
        }
        let accounts: BTreeSet<_> = candidates.iter().map(|candidate| candidate.account).collect();
        db_offers::take_calendars(&mut tx, &accounts).await?;
        let looked_for = Wish {
            starts_at: change.starts_at,
            now,
            language: &booking.language,
            but: Some(id),
        };
        let before = booking.advisor_id;
        booking.advisor_id = choose::best(&mut tx, shop, &terms, &candidates, looked_for).await?;
        booking.starts_at = change.starts_at;
        booking.ends_at = terms.lengths().end(change.starts_at);
        booking.sequence += 1;
        booking.changed_at = now;
        booking.here_at = None;
        booking.ticket_id = None;
        if let Some(zone) = new_zone {
            zone.clone_into(&mut booking.zone);
        }
        let busy = terms.lengths().block(booking.starts_at);
        match db::set_time(&mut tx, &booking, busy, reminders(booking.starts_at, now)).await {
            Ok(true) => {}
            Ok(false) => return Err(BookingError::Over),
            Err(error) if error.is_unique_violation() => return Err(BookingError::Taken),
            Err(error) => return Err(error.into()),
        }
        let wait = db::let_go(&mut tx, id).await?;
        letters::tell(self, &mut tx, &booking, Told::Moved { before }).await?;
        self.points.reach("bookings.move.commit").await;
        tx.commit().await?;
        self.tell_of_tickets(booking.shop_id, wait);
        Ok(booking)
    }
}
