//! What became of bookings whose time has come: kept, or missed.

use super::{HERE_UNTIL, db};
use crate::Advice;
use crate::news::Item;

impl Advice {
    /// Notes which bookings became a session and which nobody came to. Gives their number.
    pub async fn settle_bookings(&self) -> Result<usize, store::Error> {
        let now = self.clock.now();
        let over = now - HERE_UNTIL;
        let mut read = self.db.read().await?;
        let is_any = db::is_any_to_settle(&mut read, over).await?;
        drop(read);
        if !is_any {
            return Ok(0);
        }
        let mut tx = self.db.begin().await?;
        let shops = db::settle(&mut tx, over, now).await?;
        tx.commit().await?;
        for &shop in &shops {
            self.news.tell(Item::Advisors { shop });
        }
        Ok(shops.len())
    }
}
