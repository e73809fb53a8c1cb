//! The card in a talk: its advisor asks for leave to keep one, and sees it where there is
//! leave; its shopper answers. A guest has no card.

use advisor::AdviceSessionId;
use advisor::clients::CONSENT;
use advisor::people_in::Side;
use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use model::AccountId;
use people::accounts::Account;
use people::shops::Shop;
use serde::Serialize;
use utoipa::ToSchema;

use super::{CardJson, Eyes};
use crate::error::{Error, Problem};
use crate::routes::advice::media::Place;
use crate::routes::documents::Id;
use crate::{App, Shared};

/// How it stands with the card in a talk.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TalkCardJson {
    /// The shopper is signed in: a guest has no card.
    possible: bool,
    /// The shopper was asked for leave, and has not answered.
    asked: bool,
    /// The advisor may ask, once more where it was asked before.
    may_ask: bool,
    /// The version of the text that leave is given under.
    version: i64,
    /// Null for a guest, and to the advisor while there is no leave.
    card: Option<CardJson>,
}

/// How it stands with the card of a talk's shopper: for the shopper, the advisor and a
/// colleague who came.
#[utoipa::path(
    get, path = "/api/v1/advice/sessions/{id}/client", tag = "advice", params(("id" = AdviceSessionId, Path)),
    responses(
        (status = 200, body = TalkCardJson),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 410, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn show(
    State(app): State<Shared>,
    Id(id): Id<AdviceSessionId>,
    headers: HeaderMap,
) -> Result<Json<TalkCardJson>, Error> {
    let known = app.client_in_talk(id, &headers).await?;
    app.talk_card(id, known).await
}

/// Ask the shopper for leave to keep a card, three times in a talk at most. For the advisor.
#[utoipa::path(
    post, path = "/api/v1/advice/sessions/{id}/client/ask", tag = "advice", params(("id" = AdviceSessionId, Path)),
    responses(
        (status = 200, body = TalkCardJson),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 410, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn ask(
    State(app): State<Shared>,
    Id(id): Id<AdviceSessionId>,
    headers: HeaderMap,
) -> Result<Json<TalkCardJson>, Error> {
    let known = app.client_in_talk(id, &headers).await?;
    if !matches!(known.eyes, Eyes::Advisor(_)) {
        return Err(Error::forbidden("Only the advisor asks for leave."));
    }
    if known.client.is_none() {
        return Err(Error::conflict("client-is-guest", "A guest has no card."));
    }
    app.advice.ask_for_card(id).await?;
    app.talk_card(id, known).await
}

/// Rather not give leave, for now. For the shopper.
#[utoipa::path(
    post, path = "/api/v1/advice/sessions/{id}/client/decline", tag = "advice",
    params(("id" = AdviceSessionId, Path)),
    responses(
        (status = 204),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 410, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn decline(
    State(app): State<Shared>,
    Id(id): Id<AdviceSessionId>,
    headers: HeaderMap,
) -> Result<StatusCode, Error> {
    let known = app.client_in_talk(id, &headers).await?;
    if known.eyes != Eyes::Own {
        return Err(Error::forbidden("Only the shopper says so."));
    }
    app.advice.decline_card(id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The client of a talk, and who looks.
struct Known {
    shop: Shop,
    /// None for a guest.
    client: Option<Account>,
    eyes: Eyes,
}

impl App {
    /// To a friend who came along the card does not exist.
    async fn client_in_talk(&self, id: AdviceSessionId, headers: &HeaderMap) -> Result<Known, Error> {
        let Place {
            session,
            side,
            visitor,
            ..
        } = self.place_in_session(id, headers).await?;
        let eyes = match (side, visitor.account_id()) {
            (Side::Shopper, _) => Eyes::Own,
            (Side::Advisor | Side::Colleague, Some(advisor)) => Eyes::Advisor(advisor),
            _ => return Err(Error::advice_session_not_found()),
        };
        let shop = self.people.shop(session.shop_id).await?;
        Ok(Known {
            shop: shop.ok_or_else(Error::shop_not_found)?,
            // A guest's id is no account's.
            client: self.people.account(AccountId(session.holder)).await?,
            eyes,
        })
    }

    async fn talk_card(&self, id: AdviceSessionId, known: Known) -> Result<Json<TalkCardJson>, Error> {
        let Known { shop, client, eyes } = known;
        let state = self.advice.card_asked(id).await?;
        let card = match &client {
            Some(client) => Some(self.card_json(&shop, client, eyes).await?),
            None => None,
        };
        Ok(Json(TalkCardJson {
            possible: client.is_some(),
            asked: state.is_open,
            may_ask: client.is_some() && state.may_ask(),
            version: CONSENT,
            card: card.filter(|card| eyes == Eyes::Own || card.consents.is_some()),
        }))
    }
}
