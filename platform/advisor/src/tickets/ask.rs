//! Asking for advice.

use model::{AccountId, Holder, ProductId, ShopId, ShowId, Timestamp, is_unprintable};
use store::Tx;
use uuid::Uuid;

use super::{Away, AwayError, COMING_MAX, LINE_MAX, TOPIC_MAX, Ticket, TicketState, When, db};
use crate::advisors::{self, is_language};
use crate::desks::{self, Desk, Opening};
use crate::news::Item;
use crate::queues::{self, Queue};
use crate::{Advice, QueueId, TicketId};

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
    /// The line they choose, if the shop has any.
    pub queue: Option<QueueId>,
    /// What they have booked: their place is their own, whatever the hour and however
    /// many wait.
    pub booking: Option<Uuid>,
    /// Whom they are to talk with, if they can have them.
    pub for_advisor: Option<AccountId>,
    /// They keep their place, and are away at once.
    pub away: Option<Away>,
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
    #[error("{LINE_MAX} people are in line already, or {COMING_MAX} come later")]
    Full,
    #[error("there is no such queue")]
    Queue,
    #[error(transparent)]
    Away(#[from] AwayError),
    /// Whoever lets people in did not.
    #[error("not now")]
    NotAdmitted,
    #[error("that happened at the same moment as something else: try it again")]
    Again,
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
    /// an open one keeps it as it is, whatever the hour; only a booking is added to it.
    pub async fn ask(&self, ask: Ask) -> Result<(Ticket, bool), AskError> {
        self.ask_if(ask, || true).await
    }

    /// The same, but a new ticket is made only if `admits` says so, which is asked
    /// last.
    pub async fn ask_if(
        &self,
        ask: Ask,
        admits: impl FnOnce() -> bool + Send,
    ) -> Result<(Ticket, bool), AskError> {
        let ask = ask.checked()?;
        let mut tx = self.db.begin().await?;
        if let Some(open) = self.open_of(&mut tx, &ask).await? {
            return Ok((self.booked(tx, open, &ask).await?, false));
        }
        let (ticket, away) = self.new_ticket(&mut tx, &ask).await?;
        if !admits() {
            return Err(AskError::NotAdmitted);
        }
        self.points.reach("advice.ask.insert").await;
        if !db::insert(&mut tx, &ticket).await? {
            // Asked twice at once: the other one was first. If that one has left in
            // the same moment, it is to be tried again.
            let open = self.open_of(&mut tx, &ask).await?;
            return open.map(|open| (open, false)).ok_or(AskError::Again);
        }
        let ticket = match &away {
            Some(away) => {
                db::go_away(&mut tx, ticket.id, away).await?;
                db::by_id(&mut tx, ticket.id).await?.ok_or(AskError::Again)?
            }
            None => ticket,
        };
        tx.commit().await?;
        self.news.tell(Item::Ticket {
            shop: ticket.shop_id,
            ticket: ticket.id,
        });
        Ok((ticket, true))
    }

    /// The ticket it would be, where it may be one, and how its shopper goes away.
    async fn new_ticket(&self, tx: &mut Tx, ask: &Ask) -> Result<(Ticket, Option<Away>), AskError> {
        let now = self.clock.now();
        let desk = desks::of(tx, ask.shop).await?;
        let queue = match ask.queue {
            Some(id) => Some(queues::known(tx, ask.shop, id).await?.ok_or(AskError::Queue)?),
            None => None,
        };
        let away = match ask.booking {
            None => self.admit(tx, ask, desk.as_ref(), queue.as_ref(), now).await?,
            Some(_) => None,
        };
        let (subject, name) = match &ask.subject {
            Some(subject) => (Some(subject.product), subject.name.clone()),
            None => (None, String::new()),
        };
        let ticket = Ticket {
            id: TicketId::new(&*self.clock, &*self.entropy),
            shop_id: ask.shop,
            holder: ask.holder.uuid(),
            account_id: ask.holder.account(),
            name: ask.name.clone(),
            language: ask.language.clone(),
            topic: ask.topic.clone(),
            product_id: subject,
            product_name: name,
            show_id: ask.show,
            state: TicketState::Waiting,
            is_returned: false,
            ring_from: now,
            asked_at: now,
            seen_at: now,
            session_id: None,
            queue_id: ask.queue,
            booking_id: ask.booking,
            for_advisor: ask.for_advisor,
            comes_at: None,
            calls_back: false,
            called_at: None,
            is_mailed: false,
            version: 1,
        };
        Ok((ticket, away))
    }

    /// Whether there is room in line now, and it is open, or will be when they come.
    async fn admit(
        &self,
        tx: &mut Tx,
        ask: &Ask,
        desk: Option<&Desk>,
        queue: Option<&Queue>,
        now: Timestamp,
    ) -> Result<Option<Away>, AskError> {
        let away = ask.away.clone().map(|away| away.checked(desk, queue, now));
        let away = away.transpose()?;
        let comes_later = away.as_ref().is_some_and(|away| away.when != When::CallBack);
        if !comes_later {
            let advisors = advisors::of_shop(tx, ask.shop).await?;
            let on = advisors
                .iter()
                .filter(|advisor| advisor.is_on(now) && advisor.takes_from(ask.queue))
                .count();
            if let Opening::Closed { next } = queues::opening(desk, queue, on, now) {
                return Err(AskError::Closed { next });
            }
        }
        let is_full = if comes_later {
            db::count_coming(tx, ask.shop).await? >= COMING_MAX
        } else {
            db::count_waiting(tx, ask.shop).await? >= LINE_MAX
        };
        if is_full {
            return Err(AskError::Full);
        }
        Ok(away)
    }

    /// Whoever has an open ticket when what they booked begins goes on with it.
    async fn booked(&self, mut tx: Tx, open: Ticket, ask: &Ask) -> Result<Ticket, AskError> {
        let (Some(booking), TicketState::Waiting) = (ask.booking, open.state) else {
            return Ok(open);
        };
        if open.booking_id.is_some() {
            return Ok(open);
        }
        db::book(&mut tx, open.id, booking, ask.for_advisor, self.clock.now()).await?;
        let ticket = db::by_id(&mut tx, open.id).await?.ok_or(AskError::Again)?;
        tx.commit().await?;
        self.news.tell(Item::Ticket {
            shop: ticket.shop_id,
            ticket: ticket.id,
        });
        Ok(ticket)
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
