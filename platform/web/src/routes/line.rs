//! The line for what is sold out: whoever waits, signed in or not.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::CookieJar;
use model::{CheckoutId, HoldId, ShowId, VariantId, WaitState};
use serde::{Deserialize, Serialize};
use shop::waits::{Wait, WaitError};
use utoipa::ToSchema;

use crate::Shared;
use crate::auth::Visitor;
use crate::buyer::{Buyer, KnownBuyer};
use crate::error::{Error, Problem};

use super::documents::Body;

/// Your place in a line.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PlaceJson {
    variant: VariantId,
    /// As many as you would like; you may be offered fewer.
    quantity: i64,
    /// 1 is the next; null once it is your turn.
    position: Option<i64>,
    /// `waiting`, or `offered` once units are held for you.
    state: WaitState,
    /// What is held for you.
    hold: Option<HoldId>,
    /// The checkout that is part of; null until you have gone on with it.
    checkout: Option<CheckoutId>,
}

impl From<Wait> for PlaceJson {
    fn from(wait: Wait) -> Self {
        Self {
            variant: wait.variant_id,
            quantity: wait.quantity,
            position: (wait.state == WaitState::Waiting).then_some(wait.position),
            state: wait.state,
            hold: wait.hold_id,
            checkout: wait.checkout_id,
        }
    }
}

/// What you wait for.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct PlaceForm {
    /// 1 to 99.
    quantity: i64,
    /// The show in which it is bought.
    show: Option<ShowId>,
}

/// Join the line for a variant that is sold out. Asked again you keep your place.
#[utoipa::path(
    put, path = "/api/v1/shops/{slug}/line/{variant}", tag = "line",
    params(("slug" = String, Path), ("variant" = VariantId, Path)), request_body = PlaceForm,
    responses(
        (status = 200, body = PlaceJson),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn join(
    State(app): State<Shared>,
    buyer: Buyer,
    visitor: Visitor,
    Path((slug, variant)): Path<(String, String)>,
    Body(form): Body<PlaceForm>,
) -> Result<(CookieJar, Json<PlaceJson>), Error> {
    let shop = app.shop_called(&slug).await?.id;
    let variant = variant.parse().map_err(|_| WaitError::Unknown)?;
    let show = app.show_of_sale(shop, form.show, &visitor).await?;
    let place = app
        .commerce
        .join_line(shop, variant, form.quantity, buyer.holder, show)
        .await?;
    Ok((buyer.jar, Json(place.into())))
}

/// Your place in the line for a variant.
#[utoipa::path(
    get, path = "/api/v1/shops/{slug}/line/{variant}", tag = "line",
    params(("slug" = String, Path), ("variant" = VariantId, Path)),
    responses(
        (status = 200, body = PlaceJson),
        (status = 204, description = "You are not in this line."),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn place(
    State(app): State<Shared>,
    KnownBuyer(buyer): KnownBuyer,
    Path((slug, variant)): Path<(String, String)>,
) -> Result<Response, Error> {
    let shop = app.shop_called(&slug).await?.id;
    let variant = variant.parse().map_err(|_| WaitError::Unknown)?;
    let place = match buyer {
        Some(holder) => app.commerce.line_position(shop, variant, holder).await?,
        None => None,
    };
    Ok(match place {
        Some(place) => Json(PlaceJson::from(place)).into_response(),
        None => StatusCode::NO_CONTENT.into_response(),
    })
}

/// Leave the line; what is held for you there goes to the next.
#[utoipa::path(
    delete, path = "/api/v1/shops/{slug}/line/{variant}", tag = "line",
    params(("slug" = String, Path), ("variant" = VariantId, Path)),
    responses(
        (status = 204),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn leave(
    State(app): State<Shared>,
    KnownBuyer(buyer): KnownBuyer,
    Path((slug, variant)): Path<(String, String)>,
) -> Result<StatusCode, Error> {
    let shop = app.shop_called(&slug).await?.id;
    // Whoever is not in it has left it.
    if let Some((holder, variant)) = buyer.zip(variant.parse().ok()) {
        app.commerce.leave_line(shop, variant, holder).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}
