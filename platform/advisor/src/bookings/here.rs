//! "I'm here": the shopper of a booking is put in line, with their advisor first.

use model::{Holder, Timestamp};

use super::{Booking, BookingState, db};
use crate::tickets::{Ask, AskError, Subject, Ticket};
use crate::{Advice, BookingId};

#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HereError {
    #[error("there is no such booking")]
    Unknown,
    /// From then on it can be said.
    #[error("it is too early: come back ten minutes before it begins")]
    Early { from: Timestamp },
    /// Cancelled, kept, moved at this moment, or too late.
    #[error("this booking is over")]
    Over,
    #[error(transparent)]
    Ask(#[from] AskError),
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Advice {
    /// Puts `holder`, whose booking it is, in line: the same ticket while it is open.
    pub async fn here(
        &self,
        id: BookingId,
        holder: Holder,
        before: Option<Holder>,
    ) -> Result<(Booking, Ticket), HereError> {
        let booking = self.booking(id).await?.ok_or(HereError::Unknown)?;
        let (from, until) = booking.here();
        let now = self.clock.now();
        if booking.state != BookingState::Booked || now >= until {
            // Back on the page after the talk has begun.
            return match self.ticket_of(&booking).await? {
                Some(ticket) if ticket.holder == holder.uuid() => Ok((booking, ticket)),
                _ => Err(HereError::Over),
            };
        }
        if now < from {
            return Err(HereError::Early { from });
        }
        let subject = booking.product_id.map(|product| Subject {
            product,
            name: booking.product_name.clone(),
        });
        let ask = Ask {
            shop: booking.shop_id,
            holder,
            before,
            name: booking.name.clone(),
            language: booking.language.clone(),
            topic: booking.topic.clone(),
            subject,
            show: None,
            queue: None,
            booking: Some(id.0),
            for_advisor: Some(booking.advisor_id),
            away: None,
        };
        let (ticket, is_new) = self.ask(ask).await?;
        self.points.reach("bookings.here.asked").await;
        let mut tx = self.db.begin().await?;
        let is_noted = db::set_here(&mut tx, &booking, ticket.id, now).await?;
        let booking = db::by_id(&mut tx, id).await?.ok_or(HereError::Unknown)?;
        if !is_noted && matches!(booking.state, BookingState::Booked | BookingState::Cancelled) {
            // Called off or moved at this very moment: nobody is to ring for it.
            let mut changed = db::let_go(&mut tx, id).await?;
            if is_new {
                db::leave(&mut tx, ticket.id).await?;
                changed.push(ticket.id);
            }
            tx.commit().await?;
            self.tell_of_tickets(booking.shop_id, changed);
            return Err(HereError::Over);
        }
        tx.commit().await?;
        Ok((booking, ticket))
    }

    async fn ticket_of(&self, booking: &Booking) -> Result<Option<Ticket>, store::Error> {
        match booking.ticket_id {
            Some(ticket) => self.ticket(ticket).await,
            None => Ok(None),
        }
    }
}
