//! Calling a booking off.

use super::letters::{self, Told};
use super::{Booking, BookingError, BookingState, Party, db};
use crate::{Advice, BookingId};

impl Advice {
    /// Cancels a booking. One that was cancelled before stays as it was.
    ///
    /// # Errors
    /// [`BookingError::Over`] for one that was kept or missed.
    pub async fn cancel_booking(&self, id: BookingId, by: Party) -> Result<Booking, BookingError> {
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let is_new = db::cancel(&mut tx, id, by, now).await?;
        let booking = db::by_id(&mut tx, id).await?.ok_or(BookingError::Unknown)?;
        if !is_new {
            return match booking.state {
                BookingState::Cancelled => Ok(booking),
                _ => Err(BookingError::Over),
            };
        }
        let wait = db::let_go(&mut tx, id).await?;
        letters::tell(self, &mut tx, &booking, Told::Cancelled).await?;
        self.points.reach("bookings.cancel.commit").await;
        tx.commit().await?;
        self.tell_of_tickets(booking.shop_id, wait);
        Ok(booking)
    }
}
