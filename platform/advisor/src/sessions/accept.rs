//! Accepting: of all who would take a ticket one does, exactly once.

use model::{AccountId, Timestamp};
use store::Tx;

use super::{Session, SessionState, db};
use crate::advisors::{self, Availability};
use crate::news::Item;
use crate::tickets::{self, Ticket, TicketState};
use crate::{Advice, AdviceSessionId, TicketId, invitations};

/// Why a ticket does not become this advisor's session.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AcceptError {
    /// There is none, or whoever asks is no advisor who is on.
    #[error("there is no such ticket")]
    Unknown,
    #[error("someone else has taken this one")]
    Taken,
    #[error("whoever asked has left")]
    Gone,
    #[error("whoever asked keeps their place and is away")]
    Away,
    #[error("one session at a time: yours has to end first")]
    InSession,
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Advice {
    /// Makes the ticket `advisor`'s session. Asked again, as by a second tab, it is
    /// the same session.
    ///
    /// # Errors
    /// [`AcceptError::Taken`] and [`AcceptError::Gone`] for whoever comes too late.
    pub async fn accept(&self, id: TicketId, advisor: AccountId) -> Result<Session, AcceptError> {
        let ticket = self.ticket(id).await?.ok_or(AcceptError::Unknown)?;
        let known = self.advisor(ticket.shop_id, advisor).await?;
        if known.is_none_or(|known| known.state != Availability::On) {
            return Err(AcceptError::Unknown);
        }
        self.points.reach("advice.accept.read").await;
        let mut tx = self.db.begin().await?;
        let session = AdviceSessionId::new(&*self.clock, &*self.entropy);
        if !tickets::accept(&mut tx, id, session).await? {
            return already(&mut tx, id, advisor).await;
        }
        self.points.reach("advice.accept.locked").await;
        // Its shopper may have signed in since it was read.
        let ticket = tickets::by_id(&mut tx, id).await?.ok_or(AcceptError::Unknown)?;
        let session = opened(session, &ticket, advisor, self.clock.now());
        // Not both: undone with the transaction.
        if !db::insert(&mut tx, &session).await? {
            return Err(AcceptError::InSession);
        }
        if !advisors::take_part(&mut tx, session.shop_id, advisor, session.started_at).await? {
            return Err(AcceptError::Unknown);
        }
        // As a colleague in another one; asked with their row had.
        if invitations::is_elsewhere(&mut tx, session.id, advisor).await? {
            return Err(AcceptError::InSession);
        }
        self.points.reach("advice.accept.commit").await;
        tx.commit().await?;
        self.news.tell(Item::Opened {
            shop: session.shop_id,
            ticket: id,
            session: session.id,
        });
        Ok(session)
    }
}

fn opened(id: AdviceSessionId, ticket: &Ticket, advisor: AccountId, now: Timestamp) -> Session {
    Session {
        id,
        shop_id: ticket.shop_id,
        ticket_id: ticket.id,
        advisor_id: advisor,
        holder: ticket.holder,
        state: SessionState::Open,
        started_at: now,
        ended_at: None,
        ended_by: None,
    }
}

/// How a ticket stands that was not there to be taken: its row was waited for, so
/// that is decided.
async fn already(tx: &mut Tx, id: TicketId, advisor: AccountId) -> Result<Session, AcceptError> {
    let ticket = tickets::by_id(tx, id).await?.ok_or(AcceptError::Unknown)?;
    let session = match (ticket.state, ticket.session_id) {
        (TicketState::Accepted, Some(session)) => db::by_id(tx, session).await?,
        (TicketState::Waiting, _) if ticket.is_away() => return Err(AcceptError::Away),
        (TicketState::Waiting | TicketState::Accepted, _) => None,
        (TicketState::Left | TicketState::Over, _) => return Err(AcceptError::Gone),
    };
    let own = session.filter(|session| session.advisor_id == advisor);
    own.ok_or(AcceptError::Taken)
}
