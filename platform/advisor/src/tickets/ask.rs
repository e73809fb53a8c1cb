//! Asking for advice.

use model::{Holder, ProductId, ShopId, ShowId, Timestamp, is_unprintable};
use store::Tx;

use super::{LINE_MAX, TOPIC_MAX, Ticket, TicketState, db};
use crate::advisors::{self, is_language};
use crate::desks::{self, Opening};
use crate::news::Item;
use crate::{Advice, TicketId};

/// What a shopper was looking at.
#[derive(Debug, Clone)]
pub struct Subject {
    pub product: ProductId,
    pub name: String,
}

/// A wish for advice.
#[derive(Debug, Clone)]
pub struct Ask {
    pub shop: ShopId,
    pub holder: Holder,
    /// Whom the shopper was before they signed in: an open ticket of theirs is meant too.
    pub before: Option<Holder>,
    pub name: String,
    /// An ISO 639 code in small letters.
    pub language: String,
    pub topic: String,
    pub subject: Option<Subject>,
    pub show: Option<ShowId>,
}

/// Why nobody is asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AskError {
    #[error("a name has 1 to 60 characters")]
    Name,
    #[error("a language is a code of ISO 639, as en or es")]
    Language,
    #[error("what it is about has at most {TOPIC_MAX} characters")]
    Topic,
    /// Until then, where anybody can say.
    #[error("nobody gives advice here at the moment")]
    Closed { next: Option<Timestamp> },
    #[error("{LINE_MAX} people are in line already")]
    Full,
    #[error(transparent)]
    Store(#[from] store::Error),
}

impl Ask {
    fn checked(mut self) -> Result<Self, AskError> {
        self.name = self.name.trim().to_owned();
        if !(1..=60).contains(&self.name.chars().count()) || self.name.chars().any(is_unprintable) {
            return Err(AskError::Name);
        }
        if !is_language(&self.language) {
            return Err(AskError::Language);
        }
        self.topic = self.topic.trim().to_owned();
        let is_strange = |c| c != '\n' && is_unprintable(c);
        if self.topic.chars().count() > TOPIC_MAX || self.topic.chars().any(is_strange) {
            return Err(AskError::Topic);
        }
        Ok(self)
    }
}

impl Advice {
    /// Puts someone in line; gives their ticket, and whether it is new. Whoever has
    /// an open one keeps it as it is, whatever the hour.
    pub async fn ask(&self, ask: Ask) -> Result<(Ticket, bool), AskError> {
        let ask = ask.checked()?;
        let mut tx = self.db.begin().await?;
        if let Some(open) = self.open_of(&mut tx, &ask).await? {
            return Ok((open, false));
        }
        let now = self.clock.now();
        let desk = desks::of(&mut tx, ask.shop).await?;
        let advisors = advisors::of_shop(&mut tx, ask.shop).await?;
        let on = advisors.iter().filter(|advisor| advisor.is_on(now)).count();
        if let Opening::Closed { next } = desks::opening(desk.as_ref(), on, now) {
            return Err(AskError::Closed { next });
        }
        if db::count_waiting(&mut tx, ask.shop).await? >= LINE_MAX {
            return Err(AskError::Full);
        }
        let ticket = Ticket {
            id: TicketId::new(&*self.clock, &*self.entropy),
            shop_id: ask.shop,
            holder: ask.holder.uuid(),
            account_id: ask.holder.account(),
            name: ask.name.clone(),
            language: ask.language.clone(),
            topic: ask.topic.clone(),
            product_id: ask.subject.as_ref().map(|subject| subject.product),
            product_name: ask
                .subject
                .as_ref()
                .map(|subject| subject.name.clone())
                .unwrap_or_default(),
            show_id: ask.show,
            state: TicketState::Waiting,
            is_returned: false,
            ring_from: now,
            asked_at: now,
            seen_at: now,
            session_id: None,
            version: 1,
        };
        self.points.reach("advice.ask.insert").await;
        if !db::insert(&mut tx, &ticket).await? {
            // Asked twice at once: the other one was first. If that one has left in
            // the same moment, it is to be tried again.
            let open = self.open_of(&mut tx, &ask).await?;
            let again = AskError::Store(store::Error::Sql(sqlx::Error::PoolTimedOut));
            return open.map(|open| (open, false)).ok_or(again);
        }
        tx.commit().await?;
        self.news.tell(Item::Ticket {
            shop: ticket.shop_id,
            ticket: ticket.id,
        });
        Ok((ticket, true))
    }

    async fn open_of(&self, tx: &mut Tx, ask: &Ask) -> Result<Option<Ticket>, store::Error> {
        if let Some(open) = db::open_of(tx, ask.shop, ask.holder.uuid()).await? {
            return Ok(Some(open));
        }
        match ask.before {
            Some(before) => db::open_of(tx, ask.shop, before.uuid()).await,
            None => Ok(None),
        }
    }
}
