//! Keeping a place without waiting: to be called back when it is one's turn, or to
//! come at a time one said. Both can be undone by being here.

use chrono::TimeDelta;
use model::{Holder, Timestamp};
use shop::mails::checked_address;

use super::{COMING_MAX, Ticket, TicketState, db};
use crate::desks::{self, Desk, Opening};
use crate::news::Item;
use crate::queues::{self, Queue};
use crate::{Advice, TicketId};

/// How long before the time they said someone is called.
pub const CALLED_BEFORE: TimeDelta = TimeDelta::minutes(2);
/// How far ahead such a time may be.
pub const COMES_WITHIN: TimeDelta = TimeDelta::hours(24);

/// When someone who goes away is to be here again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// When it is their turn.
    CallBack,
    At(Timestamp),
}

/// A wish to go away meanwhile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Away {
    pub when: When,
    /// Where the call goes to; empty for a call on the open page alone. Erased once
    /// they are here or their ticket is closed.
    pub mail: String,
    /// The language of that letter.
    pub locale: String,
}

/// Why nobody goes away.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AwayError {
    #[error("there is no such ticket")]
    Unknown,
    /// They are in a session, or the ticket is closed.
    #[error("this ticket is in no line any more")]
    NotWaiting,
    #[error("a time to come is 2 minutes ahead at least: until then it is as well to wait")]
    TooSoon,
    #[error("a time to come is within 24 hours")]
    TooFar,
    /// Until then, where anybody can say.
    #[error("nobody gives advice at that time")]
    ClosedThen { next: Option<Timestamp> },
    #[error("this shop has not said when it gives advice: a time to come can't be promised")]
    NoHours,
    #[error("this does not look like a mail address")]
    Mail,
    #[error("{COMING_MAX} people come later already")]
    Full,
    #[error(transparent)]
    Store(#[from] store::Error),
}

/// Why nobody comes.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ComeError {
    #[error("there is no such ticket")]
    Unknown,
    #[error("you have another place in this line already")]
    OtherTicket,
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Away {
    /// Whether it can be so, in that queue of that desk.
    pub(super) fn checked(
        mut self,
        desk: Option<&Desk>,
        queue: Option<&Queue>,
        now: Timestamp,
    ) -> Result<Self, AwayError> {
        if !self.mail.trim().is_empty() {
            self.mail = checked_address(&self.mail).ok_or(AwayError::Mail)?;
        }
        let When::At(at) = self.when else {
            return Ok(self);
        };
        if at < now + CALLED_BEFORE {
            return Err(AwayError::TooSoon);
        }
        if at > now + COMES_WITHIN {
            return Err(AwayError::TooFar);
        }
        if desk.is_none() && queue.is_none_or(|queue| queue.hours.is_none()) {
            return Err(AwayError::NoHours);
        }
        match queues::opening(desk, queue, 0, at) {
            Opening::Open => Ok(self),
            Opening::Closed { next } => Err(AwayError::ClosedThen { next }),
        }
    }
}

impl Advice {
    /// The shopper keeps their place and goes, or goes otherwise than before. Whoever
    /// was called and goes again is called again, by letter three times at most.
    pub async fn go_away(&self, id: TicketId, away: Away) -> Result<Ticket, AwayError> {
        let mut tx = self.db.begin().await?;
        let ticket = db::by_id(&mut tx, id).await?.ok_or(AwayError::Unknown)?;
        let desk = desks::of(&mut tx, ticket.shop_id).await?;
        let queue = match ticket.queue_id {
            Some(queue) => queues::known(&mut tx, ticket.shop_id, queue).await?,
            None => None,
        };
        let away = away.checked(desk.as_ref(), queue.as_ref(), self.clock.now())?;
        let is_one_more = away.when != When::CallBack && ticket.comes_at.is_none();
        if is_one_more && db::count_coming(&mut tx, ticket.shop_id).await? >= COMING_MAX {
            return Err(AwayError::Full);
        }
        if !db::go_away(&mut tx, id, &away).await? {
            return Err(AwayError::NotWaiting);
        }
        self.changed(tx, id).await?.ok_or(AwayError::Unknown)
    }

    /// The shopper is here: it rings at once. Whoever was called back is served before
    /// those who wait; who said a time has their place by when they asked. For anyone
    /// who was not away nothing changes. `holder` is whoever comes: with the link of
    /// their letter that may be another browser than the one they asked with, and the
    /// ticket is that one's from then on.
    pub async fn come(&self, id: TicketId, holder: Option<Holder>) -> Result<Ticket, ComeError> {
        self.points.reach("advice.come.begin").await;
        let mut tx = self.db.begin().await?;
        let has_come = db::come(&mut tx, id, self.clock.now()).await?;
        // Read after the row was had: what was under way is decided.
        let ticket = db::by_id(&mut tx, id).await?.ok_or(ComeError::Unknown)?;
        if let Some(holder) = holder
            && ticket.state == TicketState::Waiting
            && ticket.holder != holder.uuid()
            && !db::give_to(&mut tx, &ticket, holder).await?
        {
            return Err(ComeError::OtherTicket);
        }
        if !has_come && holder.is_none() {
            return Ok(ticket);
        }
        self.points.reach("advice.come.commit").await;
        self.changed(tx, id).await?.ok_or(ComeError::Unknown)
    }

    /// Commits what was done to a ticket, and tells of it.
    async fn changed(&self, mut tx: store::Tx, id: TicketId) -> Result<Option<Ticket>, store::Error> {
        let ticket = db::by_id(&mut tx, id).await?;
        tx.commit().await?;
        if let Some(ticket) = &ticket {
            self.news.tell(Item::Ticket {
                shop: ticket.shop_id,
                ticket: id,
            });
        }
        Ok(ticket)
    }
}
