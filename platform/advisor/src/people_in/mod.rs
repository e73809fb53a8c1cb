//! The people in a session: on which side each is, who came besides the shopper and the
//! advisor, signs of those who are there, and the end of a session whose shopper has
//! gone. Knows no socket: whoever holds one says who was heard.

mod db;
mod left;

use model::{AccountId, Holder, ShopId, Timestamp};
use uuid::Uuid;

use crate::news::Item;
use crate::sessions::{self, Session};
use crate::words::words;
use crate::{Advice, AdviceSessionId, TicketId};

pub(crate) use db::{insert, of_session, remove};
pub use left::LEFT_AFTER;

words! {
    /// As whom somebody is in a session: one of each at most.
    Side {
        Shopper = "shopper",
        Advisor = "advisor",
        /// Another advisor, who was asked to join.
        Colleague = "colleague",
        /// Whom the shopper has brought along.
        Friend = "friend",
    }
}

impl Side {
    /// All of them; the two a session is about come first.
    pub const ALL: [Self; 4] = [Self::Shopper, Self::Advisor, Self::Colleague, Self::Friend];

    /// Whom this one faces: whoever is on the other side of the counter.
    pub fn other(self) -> Self {
        match self {
            Self::Shopper | Self::Friend => Self::Advisor,
            Self::Advisor | Self::Colleague => Self::Shopper,
        }
    }

    /// Whether this one is of the shop's.
    pub fn is_staff(self) -> bool {
        matches!(self, Self::Advisor | Self::Colleague)
    }
}

/// Someone in a session besides its shopper and its advisor.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Person {
    pub session_id: AdviceSessionId,
    pub side: Side,
    /// As [`Holder::uuid`] gives it.
    pub holder: Uuid,
    /// A friend's own; empty for a colleague, who goes by their account's.
    pub name: String,
    pub joined_at: Timestamp,
}

impl Person {
    pub(crate) fn colleague(session: AdviceSessionId, account: AccountId, now: Timestamp) -> Self {
        Self {
            session_id: session,
            side: Side::Colleague,
            holder: Holder::Account(account).uuid(),
            name: String::new(),
            joined_at: now,
        }
    }

    /// Whether they are known as that account.
    pub fn is(&self, account: AccountId) -> bool {
        self.holder == Holder::Account(account).uuid()
    }
}

/// Someone in a session was heard. In the order their rows are had in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sign {
    Shopper(TicketId),
    Advisor(ShopId, AccountId),
}

impl Sign {
    /// That of one side of `session`. Those who came besides end nothing by being gone:
    /// theirs counts for nothing.
    pub fn of(session: &Session, side: Side) -> Option<Self> {
        match side {
            Side::Shopper => Some(Self::Shopper(session.ticket_id)),
            Side::Advisor => Some(Self::Advisor(session.shop_id, session.advisor_id)),
            Side::Colleague | Side::Friend => None,
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

    /// The open sessions `account` is in, on whatever side.
    pub async fn sessions_with(&self, account: AccountId) -> Result<Vec<Session>, store::Error> {
        let mut read = self.db.read().await?;
        db::open_with(&mut read, account).await
    }

    /// Who is in a session besides its shopper and its advisor.
    pub async fn people_besides(&self, session: AdviceSessionId) -> Result<Vec<Person>, store::Error> {
        let mut read = self.db.read().await?;
        db::of_session(&mut read, session).await
    }

    /// Whoever is in an open session as a colleague and gives no advice in its shop any
    /// more.
    pub async fn removed_colleagues(&self) -> Result<Vec<Person>, store::Error> {
        let mut read = self.db.read().await?;
        db::removed_colleagues(&mut read).await
    }

    /// Takes whoever is on that side out of a session: `holder` alone where one is
    /// named. Gives who it was.
    pub async fn take_out(
        &self,
        session: AdviceSessionId,
        side: Side,
        holder: Option<Uuid>,
    ) -> Result<Option<Person>, store::Error> {
        let mut tx = self.db.begin().await?;
        let Some(gone) = db::remove(&mut tx, session, side, holder).await? else {
            return Ok(None);
        };
        let shop = match side {
            Side::Colleague => sessions::by_id(&mut tx, session).await?.map(|it| it.shop_id),
            _ => None,
        };
        tx.commit().await?;
        self.news.tell(Item::People { session });
        // A colleague who has gone is free again.
        shop.into_iter()
            .for_each(|shop| self.news.tell(Item::Advisors { shop }));
        Ok(Some(gone))
    }
}
