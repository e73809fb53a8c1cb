//! Where a shop's own systems are told what happens: its owner's alone.

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use model::{DeliveryId, DeliveryState, EndpointId, PublicUrl, Role, ShopId, Timestamp};
use serde::{Deserialize, Serialize};
use shop::webhooks::{Delivery, Endpoint, EndpointEdit, WebhookError};
use utoipa::{IntoParams, ToSchema};

use crate::auth::SignedIn;
use crate::error::{Error, Problem};
use crate::views::Page;
use crate::{App, Shared};

use super::documents::Body;

/// Deliveries of one answer.
const DELIVERIES: i64 = 50;

/// An endpoint.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EndpointJson {
    id: EndpointId,
    url: String,
    /// What it is told of; all events when empty.
    events: Vec<String>,
    enabled: bool,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    /// What deliveries are signed with (Standard Webhooks, symmetric): only in
    /// the answer that made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
}

impl EndpointJson {
    fn new(endpoint: Endpoint, secret: Option<String>) -> Self {
        Self {
            id: endpoint.id,
            url: endpoint.url,
            events: endpoint.events,
            enabled: endpoint.disabled_at.is_none(),
            created_at: endpoint.created_at,
            secret,
        }
    }
}

/// What an endpoint is to be.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct EndpointForm {
    /// `https://…`, at a public address.
    url: String,
    /// `order.paid`, `order.fulfilled`, `order.refunded`, `order.refund_failed`,
    /// `order.cancelled`, `show.started`, `show.ended`; all of them when empty.
    #[serde(default)]
    events: Vec<String>,
    #[serde(default = "yes")]
    enabled: bool,
}

fn yes() -> bool {
    true
}

impl EndpointForm {
    fn edit(self, app: &App) -> Result<EndpointEdit, Error> {
        let url = PublicUrl::parse(&self.url, app.settings.push_reach)
            .map_err(|why| Error::invalid(Some("url"), why.to_string()))?;
        Ok(EndpointEdit {
            url,
            events: self.events,
            enabled: self.enabled,
        })
    }
}

/// What deliveries are signed with from now on.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SecretJson {
    secret: String,
}

/// One event on its way to one endpoint.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DeliveryJson {
    id: DeliveryId,
    /// The event's.
    name: String,
    /// The body, as it is signed and sent.
    payload: String,
    state: DeliveryState,
    attempts: i64,
    #[schema(value_type = Option<String>, format = DateTime)]
    next_at: Option<Timestamp>,
    /// What the endpoint answered last; null when it did not.
    status: Option<i64>,
    /// The start of that answer, or why there was none.
    answer: String,
    #[schema(value_type = String, format = DateTime)]
    created_at: Timestamp,
    #[schema(value_type = Option<String>, format = DateTime)]
    settled_at: Option<Timestamp>,
}

impl From<Delivery> for DeliveryJson {
    fn from(delivery: Delivery) -> Self {
        Self {
            id: delivery.id,
            name: delivery.name,
            payload: delivery.payload,
            state: delivery.state,
            attempts: delivery.attempts,
            next_at: delivery.next_at,
            status: delivery.status,
            answer: delivery.answer,
            created_at: delivery.created_at,
            settled_at: delivery.settled_at,
        }
    }
}

impl App {
    /// The shop, if its webhooks are `account`'s affair.
    async fn webhooks_of(&self, slug: &str, signed: &SignedIn) -> Result<ShopId, Error> {
        Ok(self.shop_to_run(slug, signed.0.account.id, Role::Owner).await?.id)
    }

    /// The same, with the endpoint a path names.
    async fn endpoint_of(
        &self,
        (slug, id): (String, String),
        signed: &SignedIn,
    ) -> Result<(ShopId, EndpointId), Error> {
        let shop = self.webhooks_of(&slug, signed).await?;
        Ok((shop, id.parse().map_err(|_| WebhookError::Unknown)?))
    }
}

/// The shop's endpoints, oldest first.
#[utoipa::path(
    get, path = "/api/v1/shops/{slug}/webhooks", tag = "webhooks", params(("slug" = String, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = Page<EndpointJson>),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list(
    State(app): State<Shared>,
    signed: SignedIn,
    Path(slug): Path<String>,
) -> Result<Json<Page<EndpointJson>>, Error> {
    let shop = app.webhooks_of(&slug, &signed).await?;
    let endpoints = app.commerce.endpoints(shop).await?.into_iter();
    Ok(Json(Page::whole(
        endpoints.map(|one| EndpointJson::new(one, None)).collect(),
    )))
}

/// Add an endpoint. The answer has its secret, once.
#[utoipa::path(
    post, path = "/api/v1/shops/{slug}/webhooks", tag = "webhooks", params(("slug" = String, Path)),
    request_body = EndpointForm, security(("cookie" = []), ("token" = [])),
    responses(
        (status = 201, body = EndpointJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create(
    State(app): State<Shared>,
    signed: SignedIn,
    Path(slug): Path<String>,
    Body(form): Body<EndpointForm>,
) -> Result<(StatusCode, Json<EndpointJson>), Error> {
    let shop = app.webhooks_of(&slug, &signed).await?;
    let (endpoint, secret) = app.commerce.add_endpoint(shop, form.edit(&app)?).await?;
    let made = EndpointJson::new(endpoint, Some(secret.reveal()));
    Ok((StatusCode::CREATED, Json(made)))
}

/// Change an endpoint, or switch it off or on.
#[utoipa::path(
    put, path = "/api/v1/shops/{slug}/webhooks/{id}", tag = "webhooks",
    params(("slug" = String, Path), ("id" = EndpointId, Path)), request_body = EndpointForm,
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn edit(
    State(app): State<Shared>,
    signed: SignedIn,
    Path(path): Path<(String, String)>,
    Body(form): Body<EndpointForm>,
) -> Result<StatusCode, Error> {
    let (shop, id) = app.endpoint_of(path, &signed).await?;
    app.commerce.edit_endpoint(shop, id, form.edit(&app)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Delete an endpoint with its deliveries.
#[utoipa::path(
    delete, path = "/api/v1/shops/{slug}/webhooks/{id}", tag = "webhooks",
    params(("slug" = String, Path), ("id" = EndpointId, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 204),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn delete(
    State(app): State<Shared>,
    signed: SignedIn,
    Path(path): Path<(String, String)>,
) -> Result<StatusCode, Error> {
    let (shop, id) = app.endpoint_of(path, &signed).await?;
    app.commerce.delete_endpoint(shop, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Sign with another secret from now on. The answer has it, once.
#[utoipa::path(
    post, path = "/api/v1/shops/{slug}/webhooks/{id}/secret", tag = "webhooks",
    params(("slug" = String, Path), ("id" = EndpointId, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = SecretJson),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn roll_secret(
    State(app): State<Shared>,
    signed: SignedIn,
    Path(path): Path<(String, String)>,
) -> Result<Json<SecretJson>, Error> {
    let (shop, id) = app.endpoint_of(path, &signed).await?;
    let secret = app.commerce.roll_secret(shop, id).await?.reveal();
    Ok(Json(SecretJson { secret }))
}

/// Send a `ping`, to see whether the other end listens.
#[utoipa::path(
    post, path = "/api/v1/shops/{slug}/webhooks/{id}/ping", tag = "webhooks",
    params(("slug" = String, Path), ("id" = EndpointId, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 202),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn ping(
    State(app): State<Shared>,
    signed: SignedIn,
    Path(path): Path<(String, String)>,
) -> Result<StatusCode, Error> {
    let (shop, id) = app.endpoint_of(path, &signed).await?;
    app.commerce.ping_endpoint(shop, id).await?;
    Ok(StatusCode::ACCEPTED)
}

/// Which deliveries.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Before {
    /// `next` of the page before.
    before: Option<DeliveryId>,
}

/// An endpoint's deliveries, newest first. They are kept for 30 days.
#[utoipa::path(
    get, path = "/api/v1/shops/{slug}/webhooks/{id}/deliveries", tag = "webhooks",
    params(("slug" = String, Path), ("id" = EndpointId, Path), Before),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 200, body = Page<DeliveryJson>),
        (status = 400, body = Problem, content_type = "application/problem+json"),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 403, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn deliveries(
    State(app): State<Shared>,
    signed: SignedIn,
    Path(path): Path<(String, String)>,
    asked: Result<Query<Before>, QueryRejection>,
) -> Result<Json<Page<DeliveryJson>>, Error> {
    let Query(asked) = asked.map_err(|error| Error::bad_request("bad-query", error.body_text()))?;
    let (shop, id) = app.endpoint_of(path, &signed).await?;
    let found = app
        .commerce
        .deliveries(shop, id, asked.before, DELIVERIES)
        .await?;
    let is_full = i64::try_from(found.len()).is_ok_and(|count| count == DELIVERIES);
    let next = found.last().filter(|_| is_full).map(|last| last.id.to_string());
    Ok(Json(Page {
        items: found.into_iter().map(DeliveryJson::from).collect(),
        next,
    }))
}

/// Send a delivery again.
#[utoipa::path(
    post, path = "/api/v1/shops/{slug}/webhook-deliveries/{id}/resend", tag = "webhooks",
    params(("slug" = String, Path), ("id" = DeliveryId, Path)),
    security(("cookie" = []), ("token" = [])),
    responses(
        (status = 202),
        (status = 401, body = Problem, content_type = "application/problem+json"),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn resend(
    State(app): State<Shared>,
    signed: SignedIn,
    Path((slug, id)): Path<(String, String)>,
) -> Result<StatusCode, Error> {
    let shop = app.webhooks_of(&slug, &signed).await?;
    let id = id.parse().map_err(|_| WebhookError::UnknownDelivery)?;
    app.commerce.resend(shop, id).await?;
    Ok(StatusCode::ACCEPTED)
}
