//! Tickets: a shopper's wish for advice, from asking until the session is over. A
//! shopper has one open ticket in a shop at most; asking again is the same one.

mod ask;
mod away;
mod calls;
mod db;
mod forget;
mod leave;

use chrono::TimeDelta;
use model::{AccountId, ProductId, ShopId, ShowId, Timestamp};
use uuid::Uuid;

use crate::Advice;
use crate::words::words;
use crate::{AdviceSessionId, QueueId, TicketId};

pub use ask::{Ask, AskError, Subject};
pub use away::{Away, AwayError, CALLED_BEFORE, COMES_WITHIN, ComeError, When};
pub use calls::{CALL_MAX, COMES_LATE_MAX, ON_CALL_MAX};
pub(crate) use db::{accept, by_id, end, give_back, give_up_unseen, in_line, is_any_unseen};
pub use leave::LeaveError;

/// People in one shop's line.
pub const LINE_MAX: i64 = 500;
/// People who come to one shop at a time they said.
pub const COMING_MAX: i64 = 100;
/// Letters that call one shopper: addresses are whatever was typed.
pub const LETTERS_MAX: i64 = 3;
/// The characters of what it is about.
pub const TOPIC_MAX: usize = 500;
/// So long a shopper stays in line without a sign of them: browsers let pages in
/// the background speak once a minute.
pub const WAITS_UNSEEN: TimeDelta = TimeDelta::seconds(180);
/// A sign of a shopper is noted as often.
const NOTED_EVERY: TimeDelta = TimeDelta::seconds(5);

words! {
    /// How a ticket stands.
    TicketState {
        /// In line.
        Waiting = "waiting",
        /// In a session.
        Accepted = "accepted",
        /// Its shopper went before anybody accepted.
        Left = "left",
        /// Its session has ended.
        Over = "over",
    }
}

/// A shopper's wish for advice.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Ticket {
    pub id: TicketId,
    pub shop_id: ShopId,
    /// Whose it is, as [`model::Holder::uuid`] gives it.
    pub holder: Uuid,
    pub account_id: Option<AccountId>,
    /// How the shopper wants to be called.
    pub name: String,
    /// An ISO 639 code in small letters.
    pub language: String,
    /// In the shopper's words.
    pub topic: String,
    /// What they were looking at.
    pub product_id: Option<ProductId>,
    /// Its name as it was then; empty without one.
    pub product_name: String,
    /// Where they asked.
    pub show_id: Option<ShowId>,
    pub state: TicketState,
    /// Their advisor was lost: they are served before all others.
    pub is_returned: bool,
    /// Since when it rings.
    pub ring_from: Timestamp,
    pub asked_at: Timestamp,
    /// The last sign of the shopper.
    pub seen_at: Timestamp,
    /// The session it became.
    pub session_id: Option<AdviceSessionId>,
    /// The line they chose; none for whoever does not mind.
    pub queue_id: Option<QueueId>,
    /// The booking it is for: before all but those who are returned.
    pub booking_id: Option<Uuid>,
    /// It rings at them alone for the first minute.
    pub for_advisor: Option<AccountId>,
    /// Away until then.
    pub comes_at: Option<Timestamp>,
    /// Away until it is their turn.
    pub calls_back: bool,
    /// When they were called. Someone who was called back and came has it still, and
    /// is served before those who asked.
    pub called_at: Option<Timestamp>,
    /// They are called by mail too.
    pub is_mailed: bool,
    /// One more with every step.
    pub version: i64,
}

impl Ticket {
    /// Keeps a place without being there: it needs no signs, and does not ring.
    pub fn is_away(&self) -> bool {
        self.calls_back || self.comes_at.is_some()
    }

    /// When someone who is away has lost their place, unless they come.
    pub fn leaves_at(&self) -> Option<Timestamp> {
        let called = || self.called_at.map(|at| at + CALL_MAX);
        let by_turn = || called().unwrap_or(self.asked_at + ON_CALL_MAX);
        let by_time = self.comes_at.map(|at| at + COMES_LATE_MAX);
        by_time.or_else(|| self.calls_back.then(by_turn))
    }
}

impl Advice {
    pub async fn ticket(&self, id: TicketId) -> Result<Option<Ticket>, store::Error> {
        let mut read = self.db.read().await?;
        db::by_id(&mut read, id).await
    }

    /// A sign of the shopper whose ticket it is.
    pub async fn shopper_seen(&self, ticket: &Ticket) -> Result<(), store::Error> {
        let now = self.clock.now();
        let is_open = matches!(ticket.state, TicketState::Waiting | TicketState::Accepted);
        if !is_open || now - ticket.seen_at < NOTED_EVERY {
            return Ok(());
        }
        let mut tx = self.db.begin().await?;
        db::seen(&mut tx, ticket.id, now).await?;
        tx.commit().await
    }
}
