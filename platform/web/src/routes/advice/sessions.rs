//! Sessions, for those who are in one.

use advisor::people_in::Side;
use advisor::sessions::{EndedBy, Session, SessionState};
use advisor::{AdviceSessionId, TicketId};
use axum::Json;
use axum::extract::State;
use model::{ProductId, ShowId, Timestamp};
use serde::Serialize;
use utoipa::ToSchema;

use super::desk::ColleagueJson;
use crate::auth::Visitor;
use crate::error::{Error, Problem};
use crate::routes::documents::Id;
use crate::{App, Shared};

/// A shopper and an advisor together.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionJson {
    id: AdviceSessionId,
    ticket: TicketId,
    /// The shop's slug.
    shop: String,
    state: SessionState,
    /// As whom you are in it.
    you: Side,
    advisor: ColleagueJson,
    shopper: ShopperJson,
    #[schema(value_type = String, format = DateTime)]
    started_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime)]
    ended_at: Option<Timestamp>,
    ended_by: Option<EndedBy>,
}

/// The shopper, and what they asked for.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ShopperJson {
    name: String,
    language: String,
    topic: String,
    product: Option<ProductId>,
    /// Its name as it was then; empty without one.
    product_name: String,
    show: Option<ShowId>,
}

/// A session you are in, or were. To ask for it is a sign of its shopper.
#[utoipa::path(
    get, path = "/api/v1/advice/sessions/{id}", tag = "advice", params(("id" = AdviceSessionId, Path)),
    responses(
        (status = 200, body = SessionJson),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn show(
    State(app): State<Shared>,
    visitor: Visitor,
    Id(id): Id<AdviceSessionId>,
) -> Result<Json<SessionJson>, Error> {
    let (session, side, _) = app.session_with(id, &visitor).await?;
    if side == Side::Shopper
        && session.state == SessionState::Open
        && let Some(ticket) = app.advice.ticket(session.ticket_id).await?
    {
        app.note_shopper(&ticket).await;
    }
    Ok(Json(app.session_json(&session, side).await?))
}

/// End a session: for its shopper and its advisor. One that has ended stays as it ended.
/// Whoever came besides leaves by `leave`.
#[utoipa::path(
    post, path = "/api/v1/advice/sessions/{id}/end", tag = "advice", params(("id" = AdviceSessionId, Path)),
    responses(
        (status = 200, body = SessionJson),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn end(
    State(app): State<Shared>,
    visitor: Visitor,
    Id(id): Id<AdviceSessionId>,
) -> Result<Json<SessionJson>, Error> {
    let (session, side, _) = app.session_with(id, &visitor).await?;
    let by = match side {
        Side::Shopper => EndedBy::Shopper,
        Side::Advisor => EndedBy::Advisor,
        Side::Colleague | Side::Friend => {
            return Err(Error::forbidden("Its shopper and its advisor end a session."));
        }
    };
    let session = app.advice.end_session(session.id, by).await?;
    Ok(Json(app.session_json(&session, side).await?))
}

impl App {
    /// The session as one of those in it sees it.
    pub(super) async fn session_json(
        &self,
        session: &Session,
        you: impl Into<Side>,
    ) -> Result<SessionJson, Error> {
        let shop = self
            .people
            .shop(session.shop_id)
            .await?
            .ok_or_else(Error::shop_not_found)?;
        let advisor = self.people.account(session.advisor_id).await?;
        let advisor = advisor.ok_or_else(Error::advice_session_not_found)?;
        let ticket = self.advice.ticket(session.ticket_id).await?;
        let ticket = ticket.ok_or_else(Error::ticket_not_found)?;
        Ok(SessionJson {
            id: session.id,
            ticket: session.ticket_id,
            shop: shop.slug,
            state: session.state,
            you: you.into(),
            advisor: ColleagueJson::from(&advisor),
            shopper: ShopperJson {
                name: ticket.name,
                language: ticket.language,
                topic: ticket.topic,
                product: ticket.product_id,
                product_name: ticket.product_name,
                show: ticket.show_id,
            },
            started_at: session.started_at,
            ended_at: session.ended_at,
            ended_by: session.ended_by,
        })
    }
}
