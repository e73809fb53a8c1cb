//! Declines: who would rather not take a ticket, and since when.

mod db;

use model::{AccountId, ShopId, Timestamp};
use store::{On, Result};

use crate::news::Item;
use crate::{Advice, TicketId};

/// An advisor's no to a ticket.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Decline {
    pub ticket_id: TicketId,
    pub account_id: AccountId,
    /// The last time they said so.
    pub declined_at: Timestamp,
}

impl Advice {
    /// `account` would rather not take that ticket of `shop`. One who is asked again
    /// because all have declined may do so again.
    pub async fn decline(&self, shop: ShopId, ticket: TicketId, account: AccountId) -> Result<()> {
        let mut tx = self.db.begin().await?;
        db::set(&mut tx, ticket, account, self.clock.now()).await?;
        tx.commit().await?;
        self.news.tell(Item::Ticket { shop, ticket });
        Ok(())
    }
}

/// Of all who wait in `shop`.
pub(crate) async fn of_shop(on: &mut impl On, shop: ShopId) -> Result<Vec<Decline>> {
    db::of_shop(on, shop).await
}
