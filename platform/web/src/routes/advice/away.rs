//! Going away from the line and keeping one's place, and being here again.

use advisor::tickets::{Away, AwayError, ComeError, Ticket, When};
use advisor::{LinkTo, QueueId, TicketId};
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use axum_extra::extract::cookie::CookieJar;
use model::{ProductId, Timestamp};
use people::accounts::Account;
use serde::{Deserialize, Serialize};
use storefront_templates::locale::Locale;
use utoipa::ToSchema;

use super::access::is_own;
use super::tickets::TicketJson;
use crate::auth::Visitor;
use crate::buyer::Buyer;
use crate::error::{Error, Problem};
use crate::pages::locale;
use crate::routes::documents::{Body, Id};
use crate::{App, Shared};

/// How you go away: to be called back, or until a time. One of the two.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub(crate) struct AwayForm {
    /// You are called when it is your turn, and have five minutes to come.
    #[serde(default)]
    calls_back: bool,
    /// You come then: 2 minutes to 24 hours ahead, while the shop gives advice. You are
    /// called 2 minutes before, and waited for until 10 minutes after it.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    comes_at: Option<Timestamp>,
    /// Where you are called besides on the open page. Your account's address if not
    /// given, and none where you have no account or this is empty.
    #[serde(default)]
    mail: Option<String>,
}

impl AwayForm {
    /// None for somebody who stays.
    pub(super) fn away(self, account: Option<&Account>, locale: Locale) -> Result<Option<Away>, Error> {
        let when = match (self.calls_back, self.comes_at) {
            (false, None) => return Ok(None),
            (true, None) => When::CallBack,
            (false, Some(at)) => When::At(at),
            (true, Some(_)) => {
                let detail = "You are called back, or you say when you come: not both.";
                return Err(Error::invalid(Some("comes_at"), detail));
            }
        };
        let own = || account.map(|account| account.email.clone());
        Ok(Some(Away {
            when,
            mail: self.mail.or_else(own).unwrap_or_default(),
            locale: locale.code().to_owned(),
        }))
    }
}

/// What lets you in on another device than the one you asked with.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct HereForm {
    /// As the link of your letter has it.
    #[serde(default)]
    key: Option<String>,
}

/// Someone who keeps a place and is away.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AwayJson {
    id: TicketId,
    name: String,
    language: String,
    topic: String,
    product: Option<ProductId>,
    /// Its name as it was then; empty without one.
    product_name: String,
    #[schema(value_type = String, format = DateTime)]
    asked_at: Timestamp,
    queue: Option<QueueId>,
    /// They are called back when it is their turn.
    calls_back: bool,
    /// They come then.
    #[schema(value_type = Option<String>, format = DateTime)]
    comes_at: Option<Timestamp>,
    /// They were called, and are waited for.
    #[schema(value_type = Option<String>, format = DateTime)]
    called_at: Option<Timestamp>,
}

impl From<&Ticket> for AwayJson {
    fn from(ticket: &Ticket) -> Self {
        Self {
            id: ticket.id,
            name: ticket.name.clone(),
            language: ticket.language.clone(),
            topic: ticket.topic.clone(),
            product: ticket.product_id,
            product_name: ticket.product_name.clone(),
            asked_at: ticket.asked_at,
            queue: ticket.queue_id,
            calls_back: ticket.calls_back,
            comes_at: ticket.comes_at,
            called_at: ticket.called_at,
        }
    }
}

impl From<AwayError> for Error {
    fn from(error: AwayError) -> Self {
        let detail = error.to_string();
        match error {
            AwayError::Store(error) => error.into(),
            AwayError::Unknown => Self::ticket_not_found(),
            AwayError::NotWaiting => Self::conflict("ticket-over", detail),
            AwayError::TooSoon | AwayError::TooFar | AwayError::NoHours => {
                Self::invalid(Some("comes_at"), detail)
            }
            AwayError::ClosedThen { next } => {
                let next = serde_json::to_value(next).unwrap_or_default();
                Self::invalid(Some("comes_at"), detail).with("next_opening", next)
            }
            AwayError::Full => Self::conflict("line-full", detail),
            AwayError::Mail => Self::invalid(Some("mail"), detail),
            other => Self::internal(other),
        }
    }
}

impl From<ComeError> for Error {
    fn from(error: ComeError) -> Self {
        let detail = error.to_string();
        match error {
            ComeError::Store(error) => error.into(),
            ComeError::Unknown => Self::ticket_not_found(),
            ComeError::OtherTicket => Self::conflict("other-ticket", detail),
            other => Self::internal(other),
        }
    }
}

/// Keep your place and go: to be called back when it is your turn, or to come at a
/// time. Where nobody gives advice at that time it is 422 with `next_opening`.
#[utoipa::path(
    put, path = "/api/v1/advice/tickets/{id}/away", tag = "advice", params(("id" = TicketId, Path)),
    request_body = AwayForm,
    responses(
        (status = 200, body = TicketJson),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn go(
    State(app): State<Shared>,
    visitor: Visitor,
    headers: HeaderMap,
    Id(id): Id<TicketId>,
    Body(form): Body<AwayForm>,
) -> Result<Json<TicketJson>, Error> {
    let ticket = app.own_ticket(id, &visitor).await?;
    let account = visitor.signed.as_ref().map(|signed| &signed.account);
    let away = form.away(account, locale(account, &headers))?;
    let away = away.ok_or_else(|| {
        let detail = "You are called back, or you say when you come: one of the two.";
        Error::invalid(Some("calls_back"), detail)
    })?;
    let ticket = app.advice.go_away(ticket.id, away).await?;
    Ok(Json(app.ticket_json(&ticket).await?))
}

/// Say that you are here: it rings at once. Whoever was called back is served before
/// those who wait. With the key of your letter's link this works on another device,
/// and the ticket is that one's from then on.
#[utoipa::path(
    post, path = "/api/v1/advice/tickets/{id}/here", tag = "advice", params(("id" = TicketId, Path)),
    request_body = HereForm,
    responses(
        (status = 200, body = TicketJson),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn here(
    State(app): State<Shared>,
    buyer: Buyer,
    visitor: Visitor,
    Id(id): Id<TicketId>,
    Body(form): Body<HereForm>,
) -> Result<(CookieJar, Json<TicketJson>), Error> {
    let ticket = app.ticket_by_link(id, &visitor, form.key.as_deref()).await?;
    if is_own(&visitor, ticket.holder) {
        let ticket = app.advice.come(ticket.id, None).await?;
        return Ok((CookieJar::new(), Json(app.ticket_json(&ticket).await?)));
    }
    let ticket = app.advice.come(ticket.id, Some(buyer.holder)).await?;
    Ok((buyer.jar, Json(app.ticket_json(&ticket).await?)))
}

impl App {
    /// A ticket of the visitor's own, or the one `key` is of.
    ///
    /// # Errors
    /// 404 for any other.
    pub(crate) async fn ticket_by_link(
        &self,
        id: TicketId,
        visitor: &Visitor,
        key: Option<&str>,
    ) -> Result<Ticket, Error> {
        let ticket = self.advice.ticket(id).await?;
        let ticket = ticket.ok_or_else(Error::ticket_not_found)?;
        if is_own(visitor, ticket.holder) {
            return Ok(ticket);
        }
        let opens = match key {
            Some(key) => self.advice.opens_link(LinkTo::Ticket, id.0, key).await?,
            None => false,
        };
        if opens {
            Ok(ticket)
        } else {
            Err(Error::ticket_not_found())
        }
    }
}
