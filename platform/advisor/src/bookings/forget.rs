//! Forgetting whose a booking was: a month after its time.

use chrono::TimeDelta;

use super::db;
use crate::Advice;

/// How long a booking says whose it was, and what about.
const REMEMBERED_FOR: TimeDelta = TimeDelta::days(30);

impl Advice {
    /// Empties whose they were, names, addresses, topics, products and what was prepared,
    /// a month after the time that was booked. Gives their number.
    pub async fn forget_bookings(&self) -> Result<usize, store::Error> {
        let before = self.clock.now() - REMEMBERED_FOR;
        let mut read = self.db.read().await?;
        let is_any = db::is_any_to_forget(&mut read, before).await?;
        drop(read);
        if !is_any {
            return Ok(0);
        }
        let mut tx = self.db.begin().await?;
        let forgotten = db::forget(&mut tx, before).await?;
        tx.commit().await?;
        Ok(usize::try_from(forgotten).unwrap_or(usize::MAX))
    }
}
