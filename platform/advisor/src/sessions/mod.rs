//! Sessions: a shopper and an advisor together, from accepting to the end. An
//! advisor is in one at a time, and so is a shopper in each shop.

mod accept;
mod db;
mod end;
mod lost;
mod open;
mod removed;

use model::{AccountId, ShopId, Timestamp};
use uuid::Uuid;

use crate::words::words;
use crate::{Advice, AdviceSessionId, TicketId};

pub use accept::AcceptError;
pub(crate) use db::{by_id, hand_over, lock_open, service_times};
pub use end::EndError;
pub(crate) use end::close;
pub use lost::{LOST_AFTER, SHOPPER_GONE_AFTER};
pub use open::Open;

words! {
    SessionState {
        Open = "open",
        Ended = "ended",
    }
}

words! {
    /// Who, or what, ended a session.
    EndedBy {
        Shopper = "shopper",
        Advisor = "advisor",
        /// Its advisor gave no sign any more.
        Lost = "lost",
        /// Its shopper gave no sign any more.
        ShopperLeft = "shopper_left",
        /// Its advisor gives no advice in the shop any more.
        Removed = "removed",
    }
}

/// A shopper and an advisor together.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Session {
    pub id: AdviceSessionId,
    pub shop_id: ShopId,
    pub ticket_id: TicketId,
    pub advisor_id: AccountId,
    /// The shopper, as [`model::Holder::uuid`] gives it.
    pub holder: Uuid,
    pub state: SessionState,
    pub started_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    pub ended_by: Option<EndedBy>,
}

impl Advice {
    pub async fn session(&self, id: AdviceSessionId) -> Result<Option<Session>, store::Error> {
        let mut read = self.db.read().await?;
        db::by_id(&mut read, id).await
    }

    /// The session `advisor` is in, in whatever shop.
    pub async fn open_session_of(&self, advisor: AccountId) -> Result<Option<Session>, store::Error> {
        let mut read = self.db.read().await?;
        db::open_of(&mut read, advisor).await
    }
}
