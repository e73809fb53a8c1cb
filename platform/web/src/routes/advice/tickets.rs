//! Tickets: shoppers, signed in or not, and advisors who take them.

use advisor::tickets::{Ask, AskError, Subject, Ticket, TicketState};
use advisor::{AdviceSessionId, QueueId, TicketId};
use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum_extra::extract::cookie::CookieJar;
use model::{Holder, ProductId, ShowId, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::EstimateJson;
use super::access::Part;
use super::away::AwayForm;
use super::sessions::SessionJson;
use crate::address::ClientAddress;
use crate::auth::{SignedIn, Visitor};
use crate::buyer::Buyer;
use crate::error::{Error, Problem};
use crate::limits::Act;
use crate::pages::locale;
use crate::routes::documents::{Body, Id};
use crate::{App, Shared};

/// What you want advice about.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct TicketForm {
    /// How you want to be called: 1 to 60 characters. Your account's name if not given.
    name: Option<String>,
    /// Spoken best: a code of ISO 639 as `en`. The one you read in if not given.
    language: Option<String>,
    /// Up to 500 characters.
    #[serde(default)]
    topic: String,
    /// What you look at.
    product: Option<ProductId>,
    /// Where you ask.
    show: Option<ShowId>,
    /// The line you choose, where the shop has several. Anybody's if not given.
    queue: Option<QueueId>,
    /// You need not wait: say how you go away.
    #[serde(flatten)]
    away: AwayForm,
}

/// Your ticket, as it stands now. To ask for it is a sign of you: without one for
/// three minutes you have left.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TicketJson {
    id: TicketId,
    /// The shop's slug.
    shop: String,
    state: TicketState,
    name: String,
    language: String,
    topic: String,
    product: Option<ProductId>,
    show: Option<ShowId>,
    #[schema(value_type = String, format = DateTime)]
    asked_at: Timestamp,
    /// 1 is the next; null once you don't wait any more.
    position: Option<usize>,
    /// How long it takes until it is your turn; null when nobody is there, or you
    /// don't wait any more.
    estimate: Option<EstimateJson>,
    /// It rings at an advisor right now.
    ringing: bool,
    /// The line you chose.
    queue: Option<QueueId>,
    /// You are away until it is your turn.
    calls_back: bool,
    /// You are away until then.
    #[schema(value_type = Option<String>, format = DateTime)]
    comes_at: Option<Timestamp>,
    /// When you were called.
    #[schema(value_type = Option<String>, format = DateTime)]
    called_at: Option<Timestamp>,
    /// You are away, and your place is gone then unless you are here.
    #[schema(value_type = Option<String>, format = DateTime)]
    leaves_at: Option<Timestamp>,
    /// You are called by mail too.
    mailed: bool,
    /// The session it became.
    session: Option<AdviceSessionId>,
    /// One more with every step.
    version: i64,
}

/// Ask for advice. Asked again while your ticket is open, it is the same ticket, with
/// 200. Where nobody gives advice now it is 409 `advice-closed`, with `next_opening`.
#[utoipa::path(
    post, path = "/api/v1/shops/{slug}/advice/tickets", tag = "advice", params(("slug" = String, Path)),
    request_body = TicketForm,
    responses(
        (status = 200, body = TicketJson),
        (status = 201, body = TicketJson),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create(
    State(app): State<Shared>,
    buyer: Buyer,
    visitor: Visitor,
    address: ClientAddress,
    headers: HeaderMap,
    Path(slug): Path<String>,
    Body(form): Body<TicketForm>,
) -> Result<(StatusCode, CookieJar, Json<TicketJson>), Error> {
    let shop = app.shop_called(&slug).await?.id;
    let account = visitor.signed.as_ref().map(|signed| &signed.account);
    let subject = match form.product {
        Some(id) => {
            let product = app.product_to_see(shop, &id.to_string(), &visitor).await?;
            Some(Subject {
                product: product.id,
                name: product.name,
            })
        }
        None => None,
    };
    let ask = Ask {
        shop,
        holder: buyer.holder,
        before: visitor.guest.map(Holder::Guest),
        name: form
            .name
            .or(account.map(|account| account.name.clone()))
            .unwrap_or_default(),
        language: form
            .language
            .unwrap_or_else(|| locale(account, &headers).code().to_owned()),
        topic: form.topic,
        subject,
        show: app.show_of_sale(shop, form.show, &visitor).await?,
        queue: form.queue,
        booking: None,
        for_advisor: None,
        away: form.away.away(account, locale(account, &headers))?,
    };
    let (ticket, is_new) = app.ask_from(address, ask).await?;
    let status = if is_new {
        StatusCode::CREATED
    } else {
        StatusCode::OK
    };
    Ok((status, buyer.jar, Json(app.ticket_json(&ticket).await?)))
}

/// Your ticket, and how long it takes.
#[utoipa::path(
    get, path = "/api/v1/advice/tickets/{id}", tag = "advice", params(("id" = TicketId, Path)),
    responses(
        (status = 200, body = TicketJson),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn show(
    State(app): State<Shared>,
    visitor: Visitor,
    Id(id): Id<TicketId>,
) -> Result<Json<TicketJson>, Error> {
    let ticket = app.own_ticket(id, &visitor).await?;
    app.note_shopper(&ticket).await;
    Ok(Json(app.ticket_json(&ticket).await?))
}

/// Leave the line, or the session you were in it for.
#[utoipa::path(
    delete, path = "/api/v1/advice/tickets/{id}", tag = "advice", params(("id" = TicketId, Path)),
    responses(
        (status = 204),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn leave(
    State(app): State<Shared>,
    visitor: Visitor,
    Id(id): Id<TicketId>,
) -> Result<StatusCode, Error> {
    let ticket = app.own_ticket(id, &visitor).await?;
    app.advice.leave(ticket.id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Take a ticket of a shop where you give advice and are on: the first one to do so
/// has it. Asked again it is the same session. 409 `ticket-taken` when someone else
/// was first, `ticket-over` when the shopper has left, `in-session` while you are in another.
#[utoipa::path(
    post, path = "/api/v1/advice/tickets/{id}/accept", tag = "advice", params(("id" = TicketId, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = SessionJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn accept(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Id(id): Id<TicketId>,
) -> Result<Json<SessionJson>, Error> {
    let ticket = app.ticket_to_take(id, signed.account.id).await?;
    let session = app.advice.accept(ticket.id, signed.account.id).await?;
    Ok(Json(app.session_json(&session, Part::Advisor).await?))
}

/// Rather not take a ticket: it rings at the next one. Where all have declined, it
/// rings at all of them again.
#[utoipa::path(
    post, path = "/api/v1/advice/tickets/{id}/decline", tag = "advice", params(("id" = TicketId, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn decline(
    State(app): State<Shared>,
    SignedIn(signed): SignedIn,
    Id(id): Id<TicketId>,
) -> Result<StatusCode, Error> {
    let ticket = app.ticket_to_take(id, signed.account.id).await?;
    app.advice
        .decline(ticket.shop_id, ticket.id, signed.account.id)
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

impl App {
    /// A sign of the shopper; what they asked for they are shown without it too.
    pub(super) async fn note_shopper(&self, ticket: &Ticket) {
        if let Err(error) = self.advice.shopper_seen(ticket).await {
            tracing::warn!(%error, "a shopper's sign is not noted");
        }
    }

    /// Asks for somebody, who may take a new place in line only so often.
    async fn ask_from(&self, address: ClientAddress, ask: Ask) -> Result<(Ticket, bool), Error> {
        let mut refused = None;
        let account = ask.holder.account();
        let admits = || match self.limits.take(Act::Ask(address.0, account)) {
            Ok(()) => true,
            Err(error) => {
                refused = Some(error);
                false
            }
        };
        match (self.advice.ask_if(ask, admits).await, refused) {
            (Err(AskError::NotAdmitted), Some(error)) => Err(error),
            (asked, _) => Ok(asked?),
        }
    }

    pub(super) async fn ticket_json(&self, ticket: &Ticket) -> Result<TicketJson, Error> {
        let shop = self
            .people
            .shop(ticket.shop_id)
            .await?
            .ok_or_else(Error::shop_not_found)?;
        let (mut before, mut estimate, mut ringing) = (None, None, false);
        if ticket.state == TicketState::Waiting {
            let view = self.advice.line_view(ticket.shop_id).await?;
            before = view.before(ticket.id);
            estimate = view.estimate(ticket);
            ringing = view.is_ringing(ticket.id);
        }
        Ok(TicketJson {
            id: ticket.id,
            shop: shop.slug,
            state: ticket.state,
            name: ticket.name.clone(),
            language: ticket.language.clone(),
            topic: ticket.topic.clone(),
            product: ticket.product_id,
            show: ticket.show_id,
            asked_at: ticket.asked_at,
            position: before.map(|before| before + 1),
            estimate: estimate.map(EstimateJson::from),
            ringing,
            queue: ticket.queue_id,
            calls_back: ticket.calls_back,
            comes_at: ticket.comes_at,
            called_at: ticket.called_at,
            leaves_at: ticket.leaves_at(),
            mailed: ticket.is_mailed,
            session: ticket.session_id,
            version: ticket.version,
        })
    }
}
