//! Reminders, a day and an hour ahead: each once, as it is taken in the transaction that
//! asks for the letter.

use chrono::TimeDelta;

use super::letters::{self, Told};
use super::{BookingState, db};
use crate::Advice;

impl Advice {
    /// Reminds whoever is due. Gives the number of letters.
    pub async fn remind_of_bookings(&self) -> Result<usize, store::Error> {
        let now = self.clock.now();
        let mut read = self.db.read().await?;
        let is_any = db::is_any_reminder_due(&mut read, now).await?;
        drop(read);
        if !is_any {
            return Ok(0);
        }
        let mut tx = self.db.begin().await?;
        let day = db::take_day_reminders(&mut tx, now).await?;
        let hour = db::take_hour_reminders(&mut tx, now).await?;
        self.points.reach("bookings.remind.taken").await;
        let an_hour = TimeDelta::hours(1);
        // What stood still in the meantime is not told twice at once, nor too late.
        let day = day
            .into_iter()
            .filter(|booking| now < booking.starts_at - an_hour);
        let hour = hour.into_iter().filter(|booking| now < booking.starts_at);
        let mut told = 0;
        for booking in day
            .chain(hour)
            .filter(|booking| booking.state == BookingState::Booked)
        {
            letters::tell(self, &mut tx, &booking, Told::Soon).await?;
            told += 1;
        }
        tx.commit().await?;
        Ok(told)
    }
}
