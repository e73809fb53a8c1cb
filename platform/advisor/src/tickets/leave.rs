//! Leaving the line, or the session one was in it for.

use model::Timestamp;

use super::{Ticket, TicketState, db};
use crate::news::Item;
use crate::sessions::{self, EndedBy};
use crate::{Advice, TicketId};

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LeaveError {
    #[error("there is no such ticket")]
    Unknown,
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Advice {
    /// The shopper goes. Someone who was accepted meanwhile has ended their session
    /// with it; whoever has left already has left.
    pub async fn leave(&self, id: TicketId) -> Result<(), LeaveError> {
        self.points.reach("advice.leave.begin").await;
        let mut tx = self.db.begin().await?;
        let has_left = db::leave(&mut tx, id).await?;
        // Read after the row was had: an accept that was under way is decided.
        let ticket = db::by_id(&mut tx, id).await?.ok_or(LeaveError::Unknown)?;
        let mut news = if has_left {
            Some(of(&ticket))
        } else {
            self.end_with(&mut tx, &ticket, self.clock.now()).await?
        };
        // Its advisor was lost at this very moment, and it is in line again.
        if news.is_none() && ticket.state == TicketState::Accepted && db::leave(&mut tx, id).await? {
            news = Some(of(&ticket));
        }
        self.points.reach("advice.leave.commit").await;
        tx.commit().await?;
        news.into_iter().for_each(|item| self.news.tell(item));
        Ok(())
    }

    async fn end_with(
        &self,
        tx: &mut store::Tx,
        ticket: &Ticket,
        now: Timestamp,
    ) -> Result<Option<Item>, store::Error> {
        let (TicketState::Accepted, Some(session)) = (ticket.state, ticket.session_id) else {
            return Ok(None);
        };
        let session = sessions::by_id(tx, session).await?;
        match session {
            Some(session) => sessions::close(tx, &session, EndedBy::Shopper, now).await,
            None => Ok(None),
        }
    }
}

/// That this ticket stands otherwise now.
fn of(ticket: &Ticket) -> Item {
    Item::Ticket {
        shop: ticket.shop_id,
        ticket: ticket.id,
    }
}
