//! The two people in a session: on which side each is, signs of those who are there,
//! and the end of a session whose shopper has gone. Knows no socket: whoever holds one
//! says who was heard.

mod db;
mod left;

use model::{AccountId, ShopId};

use crate::sessions::Session;
use crate::words::words;
use crate::{Advice, TicketId};

pub use left::LEFT_AFTER;

words! {
    /// One of a session's two people.
    Side {
        Shopper = "shopper",
        Advisor = "advisor",
    }
}

impl Side {
    pub fn other(self) -> Self {
        match self {
            Self::Shopper => Self::Advisor,
            Self::Advisor => Self::Shopper,
        }
    }
}

/// Someone in a session was heard. In the order their rows are had in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sign {
    Shopper(TicketId),
    Advisor(ShopId, AccountId),
}

impl Sign {
    /// That of one side of `session`.
    pub fn of(session: &Session, side: Side) -> Self {
        match side {
            Side::Shopper => Self::Shopper(session.ticket_id),
            Side::Advisor => Self::Advisor(session.shop_id, session.advisor_id),
        }
    }
}

impl Advice {
    /// Takes down who was heard, all at once: signs come every few seconds from each.
    pub async fn note_signs(&self, mut signs: Vec<Sign>) -> Result<(), store::Error> {
        if signs.is_empty() {
            return Ok(());
        }
        // Tickets before advisors, as by whoever ends a session, and each kind in one
        // order: so nobody waits in a circle.
        signs.sort_unstable();
        signs.dedup();
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        for sign in signs {
            db::note(&mut tx, sign, now).await?;
        }
        tx.commit().await
    }

    /// The open sessions `account` is in, on either side.
    pub async fn sessions_with(&self, account: AccountId) -> Result<Vec<Session>, store::Error> {
        let mut read = self.db.read().await?;
        db::open_with(&mut read, account).await
    }
}
