//! Who may do what about advice. What is not one's own does not exist.

use advisor::advisors::Availability;
use advisor::people_in::Side;
use advisor::sessions::{EndedBy, Session};
use advisor::tickets::Ticket;
use advisor::{AdviceSessionId, TicketId};
use axum::http::StatusCode;
use model::{AccountId, Holder, Role, ShopId};
use people::shops::Shop;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::App;
use crate::auth::Visitor;
use crate::error::Error;

/// Which of a session's two people asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Part {
    Shopper,
    Advisor,
}

impl From<Part> for Side {
    fn from(part: Part) -> Self {
        match part {
            Part::Shopper => Self::Shopper,
            Part::Advisor => Self::Advisor,
        }
    }
}

impl From<Part> for EndedBy {
    fn from(part: Part) -> Self {
        match part {
            Part::Shopper => Self::Shopper,
            Part::Advisor => Self::Advisor,
        }
    }
}

/// Whether something of `holder`'s is this visitor's: what they asked for before they
/// signed in is theirs after it.
pub(super) fn is_own(visitor: &Visitor, holder: Uuid) -> bool {
    let account = visitor.account_id().map(Holder::Account);
    let guest = visitor.guest.map(Holder::Guest);
    [account, guest]
        .into_iter()
        .flatten()
        .any(|own| own.uuid() == holder)
}

impl App {
    /// The shop at this address, if `account` manages it.
    ///
    /// # Errors
    /// 404 when there is none, 403 when it is someone else's.
    pub(crate) async fn desk_to_manage(&self, slug: &str, account: AccountId) -> Result<Shop, Error> {
        self.shop_to_run(slug, account, Role::Owner).await
    }

    /// The shop at this address, if `account` may give advice there.
    ///
    /// # Errors
    /// 404 when there is none, 403 when it is someone else's.
    pub(crate) async fn desk_to_sit_at(&self, slug: &str, account: AccountId) -> Result<Shop, Error> {
        self.shop_to_run(slug, account, Role::Advisor).await
    }

    /// A ticket of the visitor's own.
    ///
    /// # Errors
    /// 404 for any other.
    pub(crate) async fn own_ticket(&self, id: TicketId, visitor: &Visitor) -> Result<Ticket, Error> {
        let ticket = self.advice.ticket(id).await?;
        let own = ticket.filter(|ticket| is_own(visitor, ticket.holder));
        own.ok_or_else(Error::ticket_not_found)
    }

    /// A ticket of a shop where `account` gives advice, and is on.
    ///
    /// # Errors
    /// 404 for any other.
    pub(crate) async fn ticket_to_take(&self, id: TicketId, account: AccountId) -> Result<Ticket, Error> {
        let ticket = self
            .advice
            .ticket(id)
            .await?
            .ok_or_else(Error::ticket_not_found)?;
        let advisor = self.advice.advisor(ticket.shop_id, account).await?;
        let is_on = advisor.is_some_and(|advisor| advisor.state == Availability::On);
        let is_own = ticket.account_id == Some(account);
        if is_on && !is_own && self.gives_advice(ticket.shop_id, account).await? {
            Ok(ticket)
        } else {
            Err(Error::ticket_not_found())
        }
    }

    /// A session the visitor is the shopper or the advisor of, and which of the two.
    /// Whoever does not give advice in its shop any more is not its advisor either.
    ///
    /// # Errors
    /// 404 for any other, for those who came besides too.
    pub(crate) async fn own_session(
        &self,
        id: AdviceSessionId,
        visitor: &Visitor,
    ) -> Result<(Session, Part), Error> {
        let (session, side, _) = self.session_with(id, visitor).await?;
        match side {
            Side::Shopper => Ok((session, Part::Shopper)),
            Side::Advisor => Ok((session, Part::Advisor)),
            Side::Colleague | Side::Friend => Err(Error::advice_session_not_found()),
        }
    }

    /// A session the visitor is in, on which side, and as which account or guest.
    ///
    /// # Errors
    /// 404 for any other.
    pub(crate) async fn session_with(
        &self,
        id: AdviceSessionId,
        visitor: &Visitor,
    ) -> Result<(Session, Side, Uuid), Error> {
        let session = self.advice.session(id).await?;
        let session = session.ok_or_else(Error::advice_session_not_found)?;
        let account = visitor.account_id();
        let gives_advice = match account {
            Some(account) => self.gives_advice(session.shop_id, account).await?,
            None => false,
        };
        if gives_advice && account == Some(session.advisor_id) {
            let holder = session.advisor_id.0;
            return Ok((session, Side::Advisor, holder));
        }
        if is_own(visitor, session.holder) {
            let holder = session.holder;
            return Ok((session, Side::Shopper, holder));
        }
        for person in self.advice.people_besides(id).await? {
            let is_theirs = match person.side {
                Side::Colleague => gives_advice && account.is_some_and(|account| person.is(account)),
                _ => is_own(visitor, person.holder),
            };
            if is_theirs {
                return Ok((session, person.side, person.holder));
            }
        }
        Err(Error::advice_session_not_found())
    }

    pub(crate) async fn gives_advice(&self, shop: ShopId, account: AccountId) -> Result<bool, Error> {
        let role = self.people.role(shop, account).await?;
        Ok(role.is_some_and(|role| role.covers(Role::Advisor)))
    }
}

impl Error {
    pub(super) fn session_over() -> Self {
        Self::new(StatusCode::GONE, "session-over", "This session has ended.")
    }

    pub(crate) fn ticket_not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "ticket-not-found",
            "There is no such ticket.",
        )
    }

    pub(crate) fn advice_session_not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "advice-session-not-found",
            "There is no such session.",
        )
    }
}
