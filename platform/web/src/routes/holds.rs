//! Holds: units set aside for whoever buys, signed in or not.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum_extra::extract::cookie::CookieJar;
use model::{CheckoutId, Currency, HoldId, HoldState, Money, ShowId, Timestamp, VariantId};
use serde::{Deserialize, Serialize};
use shop::holds::{Hold, HoldError};
use shop::stock::Wish;
use utoipa::ToSchema;

use crate::Shared;
use crate::auth::Visitor;
use crate::buyer::{Buyer, IdempotencyKey, KnownBuyer};
use crate::error::{Error, Problem};
use crate::views::Page;

use super::documents::Body;

/// Units set aside for you.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HoldJson {
    id: HoldId,
    variant: VariantId,
    quantity: i64,
    /// The price that counts.
    unit_price: Money,
    /// Until then.
    #[schema(value_type = String, format = DateTime)]
    until: Timestamp,
    /// How often it was extended, of ten times.
    extended: i64,
    state: HoldState,
    /// The checkout it is part of; null for what is in none, such as what came
    /// back for someone in line.
    checkout: Option<CheckoutId>,
}

impl HoldJson {
    pub(crate) fn new(hold: &Hold, currency: Currency, now: Timestamp) -> Self {
        Self {
            id: hold.id,
            variant: hold.variant_id,
            quantity: hold.quantity,
            unit_price: Money::new(hold.unit_price, currency),
            until: hold.until,
            extended: hold.extended,
            state: hold.state_at(now),
            checkout: hold.checkout_id,
        }
    }
}

/// What to set aside.
#[derive(Debug, Deserialize, ToSchema)]
pub(crate) struct HoldForm {
    variant: VariantId,
    /// 1 to 99: all of them or none.
    quantity: i64,
    /// The show in which it is bought.
    show: Option<ShowId>,
}

/// Have units set aside, at the price of this moment. Sent again with the same
/// `Idempotency-Key` it is the same hold. When there are not enough it is 409
/// `sold-out`, with `available`. At most 99 of one variant and 500 units of one
/// shop are set aside for you at a time, turns in lines among them: beyond that it
/// is 409 `too-much-held`.
#[utoipa::path(
    post, path = "/api/v1/shops/{slug}/holds", tag = "holds",
    params(("slug" = String, Path), ("Idempotency-Key" = Option<String>, Header)),
    request_body = HoldForm,
    responses(
        (status = 201, body = HoldJson),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
        (status = 422, body = Problem, content_type = "application/problem+json"),
        (status = 503, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn create(
    State(app): State<Shared>,
    buyer: Buyer,
    visitor: Visitor,
    IdempotencyKey(key): IdempotencyKey,
    Path(slug): Path<String>,
    Body(form): Body<HoldForm>,
) -> Result<(StatusCode, CookieJar, Json<HoldJson>), Error> {
    let shop = app.shop_called(&slug).await?.id;
    let wish = Wish {
        shop,
        variant: form.variant,
        quantity: form.quantity,
        holder: buyer.holder,
        show: app.show_of_sale(shop, form.show, &visitor).await?,
        checkout: None,
        key,
    };
    let hold = app.commerce.hold(wish).await?;
    let currency = app.commerce.settings(shop).await?.currency;
    let hold = HoldJson::new(&hold, currency, app.commerce.clock.now());
    Ok((StatusCode::CREATED, buyer.jar, Json(hold)))
}

/// What is set aside for you in a shop, the oldest first.
#[utoipa::path(
    get, path = "/api/v1/shops/{slug}/holds", tag = "holds", params(("slug" = String, Path)),
    responses(
        (status = 200, body = Page<HoldJson>),
        (status = 404, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn list(
    State(app): State<Shared>,
    KnownBuyer(buyer): KnownBuyer,
    Path(slug): Path<String>,
) -> Result<Json<Page<HoldJson>>, Error> {
    let shop = app.shop_called(&slug).await?.id;
    let holds = match buyer {
        Some(holder) => app.commerce.holds_of(shop, holder).await?,
        None => Vec::new(),
    };
    let currency = app.commerce.settings(shop).await?.currency;
    let now = app.commerce.clock.now();
    let holds = holds.iter().map(|hold| HoldJson::new(hold, currency, now));
    Ok(Json(Page::whole(holds.collect())))
}

/// Give a hold as much time as a new one has: ten times at most.
#[utoipa::path(
    post, path = "/api/v1/shops/{slug}/holds/{hold}/extend", tag = "holds",
    params(("slug" = String, Path), ("hold" = HoldId, Path)),
    responses(
        (status = 200, body = HoldJson),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn extend(
    State(app): State<Shared>,
    KnownBuyer(buyer): KnownBuyer,
    Path((slug, hold)): Path<(String, String)>,
) -> Result<Json<HoldJson>, Error> {
    let shop = app.shop_called(&slug).await?.id;
    let (holder, hold) = buyer.zip(hold.parse().ok()).ok_or_else(Error::hold_not_found)?;
    let hold = app.commerce.extend_hold(shop, holder, hold).await.map_err(own)?;
    let currency = app.commerce.settings(shop).await?.currency;
    Ok(Json(HoldJson::new(&hold, currency, app.commerce.clock.now())))
}

/// Give units back.
#[utoipa::path(
    delete, path = "/api/v1/shops/{slug}/holds/{hold}", tag = "holds",
    params(("slug" = String, Path), ("hold" = HoldId, Path)),
    responses(
        (status = 204),
        (status = 404, body = Problem, content_type = "application/problem+json"),
        (status = 409, body = Problem, content_type = "application/problem+json"),
    )
)]
pub(crate) async fn release(
    State(app): State<Shared>,
    KnownBuyer(buyer): KnownBuyer,
    Path((slug, hold)): Path<(String, String)>,
) -> Result<StatusCode, Error> {
    let shop = app.shop_called(&slug).await?.id;
    let (holder, hold) = buyer.zip(hold.parse().ok()).ok_or_else(Error::hold_not_found)?;
    app.commerce.release_hold(shop, holder, hold).await.map_err(own)?;
    Ok(StatusCode::NO_CONTENT)
}

/// An unknown hold is another thing than an unknown variant.
fn own(error: HoldError) -> Error {
    match error {
        HoldError::Unknown => Error::hold_not_found(),
        other => other.into(),
    }
}
